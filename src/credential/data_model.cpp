#include "credential/data_model.h"

#include <algorithm>

#include "base/time.h"
#include "base/uri.h"
#include "proof/node.h"
#include "proof/status_list.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr std::string_view k_v1 = "https://www.w3.org/2018/credentials/v1";
constexpr std::string_view k_v2 = "https://www.w3.org/ns/credentials/v2";

class Checker {
 public:
  Checker(const Value& root, Finding& out) : root_{root}, out_{out} {}

  void run(DataModel model) {
    is_v2_ = model == DataModel::vc_2_0;
    contexts();
    types(root_, "", "VerifiableCredential");
    if (const Value* id = root_.find("id")) url(*id, "/id");
    issuer();
    subjects();
    times();
    for (const auto& [key, needs_id] : {std::pair{"credentialStatus", !is_v2_},
                                        {"credentialSchema", true},
                                        {"termsOfUse", false},
                                        {"evidence", false},
                                        {"refreshService", false}}) {
      typed(key, needs_id);
    }
    if (is_v2_) {
      related();
      for (const char* key : {"name", "description"}) words(root_, key, "/");
    }
  }

  /// Bitstring Status List 1.0, sections 2.1 and 2.2: what an entry and a list must have, which an issuer keeps.
  void run_status() {
    const auto entries = json::as_list(root_.get("credentialStatus"));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (proof::has_type(entries[i], "BitstringStatusListEntry"))
        status_entry(entries[i], "/credentialStatus" + (entries.size() > 1 ? "/" + std::to_string(i) : ""));
    }
    if (proof::has_type(root_, "BitstringStatusListCredential")) status_list();
  }

  /// VC 2.0, section 4.13, and 1.1, section 4.10.
  void run_presentation(DataModel model) {
    is_v2_ = model == DataModel::vc_2_0;
    contexts();
    types(root_, "", "VerifiablePresentation");
    if (const Value* id = root_.find("id")) url(*id, "/id");
    if (const Value* holder = root_.find("holder")) {
      if (holder->is_object() && holder->find("id") == nullptr) {
        bad("/holder/id", "vc.id_missing");
      } else {
        url(holder->is_object() ? holder->get("id") : *holder, holder->is_object() ? "/holder/id" : "/holder");
      }
    }
    for (const char* key : {"termsOfUse", "refreshService"}) typed(key, false);
    const auto list = json::as_list(root_.get("verifiableCredential"));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string where = "/verifiableCredential/" + std::to_string(i);
      // Version 1.1 has JWTs as texts; version 2.0 has them in envelopes.
      if (list[i].is_string() && !is_v2_) continue;
      if (!list[i].is_object() || list[i].empty()) {
        bad(where, "vc.not_object");
      } else if (proof::has_type(list[i], "EnvelopedVerifiableCredential")) {
        enveloped(list[i], where);
      }
    }
  }

 private:
  void bad(std::string where, const char* message, std::vector<std::string> args = {}) {
    out_.add({.rule = "vc.data_model.rule",
              .outcome = Outcome::fail,
              .subject = std::move(where),
              .message = message,
              .args = std::move(args),
              .source = out_.source});
  }

  void contexts() {
    const auto list = json::as_list(root_.get("@context"));
    for (std::size_t i = 1; i < list.size(); ++i) {
      const std::string where = "/@context/" + std::to_string(i);
      if (list[i].is_string()) {
        url(list[i], where);
      } else if (!list[i].is_object()) {
        bad(where, "vc.context_form");
      }
    }
  }

  // VC 2.0, section 4.13, EnvelopedVerifiableCredential: the credential is a data: URL, and nothing else is said of it.
  void enveloped(const Value& node, const std::string& where) {
    const auto contexts = json::as_list(node.get("@context"));
    if (contexts.empty() || !contexts[0].is_string(k_v2)) bad(where + "/@context", "vc.context_wrong");
    const std::string_view id = node.text("id");
    if (!id.starts_with("data:") || id.find(',') == std::string_view::npos) bad(where + "/id", "vc.not_data_url");
  }

  void types(const Value& node, const std::string& where, std::string_view wanted) {
    const auto list = json::as_list(node.get("type"));
    const bool all_text = std::all_of(list.begin(), list.end(), [](const Value& t) {
      return t.is_string() && !t.empty() && t.as_string().find_first_of(" \t\n<>\"{}|\\^`") == std::string_view::npos;
    });
    if (list.empty() || !all_text) return bad(where + "/type", "vc.type_missing");
    if (!wanted.empty() && std::none_of(list.begin(), list.end(), [&](const Value& t) { return t.is_string(wanted); }))
      bad(where + "/type", "vc.type_wanted", {std::string{wanted}});
  }

  void url(const Value& value, const std::string& where) {
    if (!value.is_string() || !is_wellformed_iri(value.as_string()))
      bad(where, "vc.not_url", {json::write(value).substr(0, 100)});
  }

  void issuer() {
    const Value* issuer = root_.find("issuer");
    if (issuer == nullptr) return bad("/issuer", "vc.issuer_missing");
    if (issuer->is_object()) {
      if (issuer->find("id") == nullptr) return bad("/issuer/id", "vc.issuer_missing");
      if (is_v2_) {
        for (const char* key : {"name", "description"}) words(*issuer, key, "/issuer/");
      }
      return url(issuer->get("id"), "/issuer/id");
    }
    url(*issuer, "/issuer");
  }

  void subjects() {
    const auto list = json::as_list(root_.get("credentialSubject"));
    if (list.empty()) return bad("/credentialSubject", "vc.subject_missing");
    for (const Value& subject : list) {
      if (!subject.is_object() || subject.empty()) {
        bad("/credentialSubject", "vc.subject_empty");
      } else if (const Value* id = subject.find("id")) {
        url(*id, "/credentialSubject/id");
      }
    }
  }

  std::optional<Instant> time(const char* key) {
    const Value* value = root_.find(key);
    if (value == nullptr) return std::nullopt;
    bool has_zone = false;
    auto out = parse_instant(value->is_string() ? value->as_string() : std::string_view{}, &has_zone);
    if (!out || value->as_string().size() == 10) {
      bad(std::string{"/"} + key, "vc.time_unreadable", {json::write(*value).substr(0, 60)});
      return std::nullopt;
    }
    if (is_v2_ && !has_zone) bad(std::string{"/"} + key, "vc.time_no_zone", {std::string{value->as_string()}});
    return *out;
  }

  void times() {
    if (!is_v2_ && root_.find("issuanceDate") == nullptr) bad("/issuanceDate", "vc.issuance_date_missing");
    if (!is_v2_) {
      time("issuanceDate");
      time("expirationDate");
    }
    const auto from = time("validFrom");
    const auto until = time("validUntil");
    if (from && until && *until < *from) bad("/validUntil", "vc.until_before_from");
  }

  void typed(const char* key, bool needs_id) {
    const auto list = json::as_list(root_.get(key));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string where = std::string{"/"} + key + (list.size() > 1 ? "/" + std::to_string(i) : "");
      // In EDC credentials status and terms of use are bare addresses.
      if (list[i].is_string() && !is_v2_) {
        url(list[i], where);
        continue;
      }
      if (!list[i].is_object()) {
        bad(where, "vc.not_object");
        continue;
      }
      types(list[i], where, "");
      if (const Value* id = list[i].find("id")) {
        url(*id, where + "/id");
      } else if (needs_id) {
        bad(where + "/id", "vc.id_missing");
      }
    }
  }

  void status_entry(const Value& entry, const std::string& where) {
    constexpr std::int64_t k_most_bits = 16;
    if (!entry.get("statusPurpose").is_string() || entry.text("statusPurpose").empty())
      bad(where + "/statusPurpose", "vc.status_purpose");
    const Value index = entry.get("statusListIndex");
    const std::string_view digits = index.is_string() ? index.as_string() : std::string_view{};
    const bool is_number = !digits.empty() && digits.size() <= 18 && (digits == "0" || digits[0] != '0') &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) bad(where + "/statusListIndex", "vc.status_index", {json::write(index).substr(0, 60)});
    url(entry.get("statusListCredential"), where + "/statusListCredential");
    if (const Value* id = entry.find("id");
        id && id->is_string() && id->as_string() == entry.text("statusListCredential"))
      bad(where + "/id", "vc.status_id");
    const Value* size = entry.find("statusSize");
    if (size && (size->kind() != json::Kind::integer || size->as_integer() < 1 || size->as_integer() > k_most_bits))
      return bad(where + "/statusSize", "vc.status_size", {json::write(*size).substr(0, 60)});
    const std::int64_t bits = size ? size->as_integer() : 1;
    if ((entry.text("statusPurpose") == "message" || bits > 1) && entry.find("statusMessage") == nullptr)
      bad(where + "/statusMessage", "vc.status_messages", {std::to_string(1 << bits), "0"});
    if (entry.find("statusMessage") != nullptr) messages(entry, where, std::size_t{1} << bits);
    for (const Value& reference : json::as_list(entry.get("statusReference")))
      url(reference, where + "/statusReference");
  }

  void messages(const Value& entry, const std::string& where, std::size_t wanted) {
    const Value list = entry.get("statusMessage");
    const std::size_t there = list.is_array() ? list.size() : 0;
    if (there != wanted)
      return bad(where + "/statusMessage", "vc.status_messages", {std::to_string(wanted), std::to_string(there)});
    for (std::size_t i = 0; i < there; ++i) {
      const std::string_view status = list.items()[i].text("status");
      const bool is_status = status.size() > 2 && status.starts_with("0x") &&
                             status.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
      if (!is_status || !list.items()[i].get("message").is_string())
        bad(where + "/statusMessage/" + std::to_string(i), "vc.status_message");
    }
  }

  void status_list() {
    const auto subjects = json::as_list(root_.get("credentialSubject"));
    const Value subject = subjects.size() == 1 ? subjects[0] : Value{};
    const std::string where = "/credentialSubject";
    if (!proof::has_type(subject, "BitstringStatusList"))
      bad(where + "/type", "vc.type_wanted", {"BitstringStatusList"});
    const auto purposes = json::as_list(subject.get("statusPurpose"));
    if (purposes.empty() ||
        !std::all_of(purposes.begin(), purposes.end(), [](const Value& p) { return p.is_string(); }))
      bad(where + "/statusPurpose", "vc.status_purpose");
    const std::string_view encoded = subject.text("encodedList");
    const auto list = encoded.starts_with('u')
                          ? proof::StatusList::decode(encoded)
                          : Result<proof::StatusList>{Error{.message = "it does not begin with u"}};
    if (!list) bad(where + "/encodedList", "vc.status_list", {list.error().message});
  }

  // VC 2.0, section 5.3: related resources carry a digest, each once.
  void related() {
    std::vector<std::string_view> seen;
    const auto list = json::as_list(root_.get("relatedResource"));
    for (const Value& resource : list) {
      if (!resource.is_object()) {
        bad("/relatedResource", "vc.not_object");
        continue;
      }
      const std::string_view id = resource.text("id");
      if (id.empty()) {
        bad("/relatedResource/id", "vc.id_missing");
      } else {
        url(resource.get("id"), "/relatedResource/id");
      }
      for (const char* key : {"digestSRI", "digestMultibase", "mediaType"}) {
        if (const Value* text = resource.find(key); text && !text->is_string())
          bad(std::string{"/relatedResource/"} + key, "vc.digest_missing", {std::string{id}});
      }
      if (resource.find("digestSRI") == nullptr && resource.find("digestMultibase") == nullptr)
        bad("/relatedResource", "vc.digest_missing", {std::string{id}});
      if (std::find(seen.begin(), seen.end(), id) != seen.end())
        bad("/relatedResource", "vc.resource_twice", {std::string{id}});
      seen.push_back(id);
    }
  }

  // VC 2.0, section 4.6: a string, or language value objects.
  void words(const Value& node, const char* key, const std::string& where) {
    for (const Value& value : json::as_list(node.get(key))) {
      const auto members = value.members();
      const bool language_value =
          value.is_object() && value.get("@value").is_string() &&
          std::all_of(members.begin(), members.end(), [](const json::Member& member) {
            return member.value.is_string() &&
                   (member.key == "@value" || member.key == "@language" || member.key == "@direction");
          });
      if (!value.is_string() && !language_value) bad(where + key, "vc.words_form");
    }
  }

  const Value& root_;
  Finding& out_;
  bool is_v2_ = true;
};

}  // namespace

DataModel data_model_of(const Value& credential) {
  const Value contexts = credential.get("@context");
  const Value first = contexts.is_array() ? (contexts.empty() ? Value{} : contexts.items()[0]) : contexts;
  if (first.is_string(k_v1)) return DataModel::vc_1_1;
  if (first.is_string(k_v2)) return DataModel::vc_2_0;
  return DataModel::unknown;
}

namespace {

template <class Run>
Finding checked(const Value& credential, Run&& run) {
  const DataModel model = data_model_of(credential);
  Finding out{.rule = "vc.data_model", .outcome = Outcome::pass, .message = "vc.data_model.ok"};
  if (model == DataModel::unknown) {
    out.outcome = Outcome::fail;
    out.message = "vc.context_wrong";
    out.subject = "/@context";
    out.source = "VC Data Model 2.0, section 4.3";
    return out;
  }
  const bool is_v2 = model == DataModel::vc_2_0;
  out.source = is_v2 ? "VC Data Model 2.0, section 4" : "VC Data Model 1.1, section 4";
  out.args = {is_v2 ? "2.0" : "1.1"};
  run(Checker{credential, out}, model);
  if (out.outcome == Outcome::fail) out.message = "vc.data_model.bad";
  return out;
}

}  // namespace

Finding check_data_model(const Value& credential) {
  return checked(credential, [](Checker checker, DataModel model) { checker.run(model); });
}

Finding check_status_rules(const Value& credential) {
  Finding out{.rule = "vc.status_rules",
              .outcome = Outcome::pass,
              .message = "vc.data_model.ok",
              .args = {"2.0"},
              .source = "Bitstring Status List 1.0, section 2"};
  Checker{credential, out}.run_status();
  if (out.outcome == Outcome::fail) out.message = "vc.data_model.bad";
  return out;
}

Finding check_presentation(const Value& presentation) {
  return checked(presentation, [](Checker checker, DataModel model) { checker.run_presentation(model); });
}

}  // namespace credex::credential
