#include "credential/verify_parts.h"

#include <algorithm>
#include <charconv>

#include "framework/standard_check.h"
#include "proof/node.h"
#include "proof/status_list.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::id_of;

constexpr const char* k_status = "Bitstring Status List 1.0, section 3.2";

std::string words_of_age(Instant::duration age) {
  return age < std::chrono::minutes{1} ? "now" : describe_span(age) + " ago";
}

/// How many bits a status has (section 2.1, statusSize); nothing where the entry breaks a rule about it.
std::optional<std::size_t> size_of(const Value& entry) {
  constexpr std::int64_t k_most_bits = 16;  // of 65,536 messages: no one means more
  const Value* size = entry.find("statusSize");
  const Value* messages = entry.find("statusMessage");
  if (size && (size->kind() != json::Kind::integer || size->as_integer() < 1 || size->as_integer() > k_most_bits))
    return std::nullopt;
  const std::size_t bits = size ? static_cast<std::size_t>(size->as_integer()) : 1;
  if (messages == nullptr) return bits > 1 ? std::nullopt : std::optional{bits};
  if (!messages->is_array() || messages->size() != std::size_t{1} << bits) return std::nullopt;
  return bits;
}

/// What the issuer calls this status: the message whose "status" is that number in hexadecimal.
std::string message_of(const Value& entry, std::uint32_t value) {
  for (const Value& message : json::as_list(entry.get("statusMessage"))) {
    std::string_view text = message.text("status");
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::uint32_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (!text.empty() && read.ec == std::errc{} && read.ptr == text.data() + text.size() && number == value)
      return std::string{message.text("message")};
  }
  if (entry.find("statusMessage") == nullptr && value < 2) return value == 0 ? "unset" : "set";
  return {};
}

/// An entry's type with what its list is called: of the Recommendation, and of the drafts before it, which knew
/// revocation alone and said so nowhere, nor how long a list must be.
struct EntryKind {
  std::string_view type;
  const char* index;
  const char* list;
  bool is_draft;
};
constexpr EntryKind k_entry_kinds[] = {
    {"BitstringStatusListEntry", "statusListIndex", "statusListCredential", false},
    {"StatusList2021Entry", "statusListIndex", "statusListCredential", false},
    {"RevocationList2021Status", "statusListIndex", "statusListCredential", true},
    {"RevocationList2020Status", "revocationListIndex", "revocationListCredential", true}};
constexpr std::pair<const char*, const char*> k_list_types[] = {
    {"BitstringStatusListCredential", "BitstringStatusList"},
    {"StatusList2021Credential", "StatusList2021"},
    {"RevocationList2021Credential", "RevocationList2021"},
    {"RevocationList2020Credential", "RevocationList2020"}};

/// What is asked of the document that a list comes in (section 2.2), as words; empty where it is one.
std::string fault_of_list(const Value& credential, const Value& subject, bool is_draft) {
  std::size_t known = 0;
  for (const auto& [type, of_subject] : k_list_types) {
    if (++known > 2 && !is_draft) break;
    if (proof::has_type(credential, type))
      return proof::has_type(subject, of_subject) ? "" : std::string{"its subject is not of the type "} + of_subject;
  }
  return "it is not of the type BitstringStatusListCredential";
}

/// Open Badges 3.0's own list: what was revoked, by its id. Section 9.1 there leaves the rest to the 1EdTech Revocation
/// List Status Method 1.0, of whose text nothing but the head was read: the members are those of badges in use and of
/// 1EdTech's validator, which differ in "revokedCredentials" and "revokedCredential".
Finding check_revoked(const Value& entry, const Value& credential, const StatusLoader& load, Instant at,
                      std::chrono::hours max_age) {
  constexpr std::size_t k_most = 1'000'000;
  const std::string url{entry.text("id")};
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args) {
    return make_finding("status.entry", outcome, url, message, std::move(args), "Open Badges 3.0, section 9.1");
  };
  const std::string_view own = credential.text("id");
  if (own.empty())
    return answer(Outcome::unknown, "status.list_not_sound", {"the credential has no id to be listed by"});
  if (url.empty()) return answer(Outcome::fail, "status.entry_unreadable", {"1EdTechRevocationList"});
  const StatusSource source = load(url, id_of(credential.get("issuer")));
  if (source.state == StatusSource::State::unreachable)
    return answer(Outcome::unknown, "status.unreachable", {source.detail});
  if (source.state == StatusSource::State::of_another)
    return answer(Outcome::unknown, "status.list_by_another", {source.detail});
  if (source.state != StatusSource::State::had)
    return answer(Outcome::unknown, "status.list_not_sound", {source.detail});
  const Value* listed = source.credential.find("revokedCredentials");
  if (listed == nullptr) listed = source.credential.find("revokedCredential");
  if (listed == nullptr) return answer(Outcome::unknown, "status.list_not_sound", {"it lists no revokedCredentials"});
  const auto age = at - source.as_of.value_or(at);
  const auto all = json::as_list(*listed);
  if (all.size() > k_most)
    return answer(Outcome::unknown, "status.list_not_sound", {"it lists more than 1,000,000 credentials"});
  for (const Value& one : all) {
    const Value revoked = one.get("revoked");
    if (id_of(one) == own && !(revoked.is_boolean() && !revoked.as_boolean()))
      return answer(Outcome::fail, "status.revoked", {words_of_age(age)});
  }
  if (age > max_age) return answer(Outcome::warn, "status.not_revoked_old", {describe_span(age)});
  return answer(Outcome::pass, "status.not_revoked", {words_of_age(age)});
}

Finding check_entry(const Value& entry, std::string_view issuer, const StatusLoader& load, Instant at,
                    std::chrono::hours max_age) {
  const std::string_view type = entry.text("type");
  const auto kind =
      std::find_if(std::begin(k_entry_kinds), std::end(k_entry_kinds), [&](const auto& k) { return k.type == type; });
  if (kind == std::end(k_entry_kinds))
    return make_finding("status.entry", Outcome::unknown, std::string{entry.text("id")}, "status.type_unknown",
                        {std::string{type}}, k_status);
  const std::string url{entry.text(kind->list)};
  const std::string purpose{entry.text("statusPurpose").empty() ? "revocation" : entry.text("statusPurpose")};
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args) {
    return make_finding("status.entry", outcome, url, message, std::move(args), k_status);
  };
  const Value index_value = entry.get(kind->index);
  const std::string index_text =
      index_value.is_string() ? std::string{index_value.as_string()} : json::write(index_value);
  std::size_t index = 0;
  const auto read = std::from_chars(index_text.data(), index_text.data() + index_text.size(), index);
  if (url.empty() || read.ec != std::errc{} || read.ptr != index_text.data() + index_text.size())
    return answer(Outcome::fail, "status.entry_unreadable", {index_text});
  const auto bits = size_of(entry);
  if (!bits) return answer(Outcome::fail, "status.size_wrong", {json::write(entry.get("statusSize"))});
  const StatusSource source = load(url, issuer);
  if (source.state == StatusSource::State::unreachable)
    return answer(Outcome::unknown, "status.unreachable", {source.detail});
  if (source.state == StatusSource::State::not_trusted)
    return answer(Outcome::unknown, "status.list_not_sound", {source.detail});
  if (source.state == StatusSource::State::of_another)
    return answer(Outcome::unknown, "status.list_by_another", {source.detail});
  const auto subjects = json::as_list(source.credential.get("credentialSubject"));
  const Value subject = subjects.empty() ? Value{} : subjects[0];
  if (std::string fault = fault_of_list(source.credential, subject, kind->is_draft); !fault.empty())
    return answer(Outcome::unknown, "status.list_not_sound", {std::move(fault)});
  const auto purposes = json::as_list(subject.get("statusPurpose"));
  const bool says_no_purpose = kind->is_draft && purposes.empty();
  if (!says_no_purpose &&
      std::none_of(purposes.begin(), purposes.end(), [&](const Value& p) { return p.is_string(purpose); }))
    return answer(Outcome::unknown, "status.other_purpose", {purpose});
  auto list =
      proof::StatusList::decode(subject.text("encodedList"), kind->is_draft ? 0 : proof::StatusList::k_min_bits);
  if (!list) return answer(Outcome::unknown, "status.list_not_sound", {list.error().message});
  const std::size_t entries = list->size() / *bits;
  if (index >= entries)
    return answer(Outcome::fail, "status.index_beyond", {std::to_string(index), std::to_string(entries)});
  if (!kind->is_draft && entries < proof::StatusList::k_min_bits)
    return answer(Outcome::unknown, "status.list_not_sound",
                  {"it has " + std::to_string(entries) + " entries; at least 131072 are asked for"});
  const auto age = at - source.as_of.value_or(at);
  const std::string ago = words_of_age(age);
  // A revocation is not taken back, so one in a list that has ended stands; else what it says counts no more.
  const std::uint32_t value = list->get(index, *bits);
  if (value != 0 && purpose == "revocation") return answer(Outcome::fail, "status.revoked", {ago});
  const auto from = parse_instant(source.credential.text("validFrom"));
  const auto until = parse_instant(source.credential.text("validUntil"));
  if (from && *from > at) return answer(Outcome::unknown, "status.list_not_yet", {to_string(*from)});
  if (until && *until < at) return answer(Outcome::unknown, "status.list_ended", {to_string(*until)});
  if (value != 0 && purpose == "suspension") return answer(Outcome::fail, "status.suspended", {ago});
  // Every value of a message says something, 0 too.
  if (purpose == "message") {
    const std::string said = message_of(entry, value);
    return answer(said.empty() ? Outcome::unknown : Outcome::warn,
                  said.empty() ? "status.no_message" : "status.message",
                  {said.empty() ? std::to_string(value) : said, ago});
  }
  if (value != 0) {
    const std::string said = message_of(entry, value);
    return answer(Outcome::warn, "status.other_set", {said.empty() ? purpose : purpose + ": " + said, ago});
  }
  const char* const good = purpose == "suspension"   ? "status.not_suspended"
                           : purpose == "revocation" ? "status.not_revoked"
                                                     : "status.other_not_set";
  if (age > max_age)
    return answer(Outcome::warn, purpose == "suspension" ? "status.not_suspended_old" : "status.not_revoked_old",
                  {describe_span(age)});
  std::vector<std::string> args{ago};
  if (purpose != "suspension" && purpose != "revocation") args = {purpose, ago};
  Finding out = answer(Outcome::pass, good, std::move(args));
  const std::string_view own = source.credential.text("id");
  if (!own.empty() && own != url)
    out.add(make_finding("status.list", Outcome::warn, url, "status.list_elsewhere", {std::string{own}}, k_status));
  return out;
}

}  // namespace

Finding check_validity(const Value& credential, Instant at) {
  const char* const source = "VC Data Model 2.0, section 4.9";
  const auto time = [&](const char* now, const char* before) {
    return parse_instant(credential.text(now).empty() ? credential.text(before) : credential.text(now));
  };
  const auto from = time("validFrom", "issuanceDate");
  const auto until = time("validUntil", "expirationDate");
  if (from && *from > at)
    return make_finding("validity", Outcome::fail, "/validFrom", "validity.not_yet", {to_string(*from)}, source);
  if (until && *until < at)
    return make_finding("validity", Outcome::fail, "/validUntil", "validity.expired", {to_string(*until)}, source);
  if (until)
    return make_finding("validity", Outcome::pass, "/validUntil", "validity.until", {to_string(*until)}, source);
  return make_finding("validity", Outcome::pass, "", "validity.no_end", {}, source);
}

namespace {

/// The limits of the awarding body's own accreditations: one that covers the award is enough.
Finding within_accreditation(const framework::MicroCredential& d, const Award& award) {
  const char* const source = "European Learning Model v3, Accreditation: limitEQFLevel, limitField, expiryDate";
  const auto limited = [](const framework::QualityAssurance& q) {
    return !q.limit_eqf.empty() || !q.limit_fields.empty() || q.valid_until;
  };
  std::vector<std::string> problems;
  bool any = false;
  for (const framework::QualityAssurance& q : d.quality_assurance) {
    if (!limited(q)) continue;
    any = true;
    std::string problem;
    if (d.level.eqf && !q.limit_eqf.empty() &&
        std::find(q.limit_eqf.begin(), q.limit_eqf.end(), *d.level.eqf) == q.limit_eqf.end()) {
      problem = "EQF level " + std::to_string(*d.level.eqf);
    }
    if (!framework::covers_fields(q.limit_fields, d.fields))
      problem += (problem.empty() ? "" : ", ") + std::string{"field "} +
                 (d.fields[0].label.empty() ? d.fields[0].uri : d.fields[0].label.any());
    if (q.valid_until && award.issued > midnight(*q.valid_until) + std::chrono::days{1})
      problem += (problem.empty() ? "" : ", ") + std::string{"awards after "} + to_string(*q.valid_until);
    if (problem.empty()) return make_finding("mandate", Outcome::pass, "", "mandate.within", {q.by}, source);
    problems.push_back(problem);
  }
  if (!any) return make_finding("mandate", Outcome::not_applicable, "", "mandate.no_limits", {}, source);
  return make_finding("mandate", Outcome::fail, "", "mandate.outside", {problems[0]}, source);
}

}  // namespace

Finding check_mandate(const framework::MicroCredential& d, const Award& award, std::string_view issuer_name,
                      const std::function<bool(const framework::Mandate&)>& knows) {
  Finding own = within_accreditation(d, award);
  if (!award.mandate) return own;
  const framework::Mandate& m = *award.mandate;
  const auto answer = [&](Outcome outcome, const char* message, std::string detail) {
    return make_finding("mandate", outcome, m.id, message,
                        {m.sealed_by.legal_name.any(), d.awarding_body.legal_name.any(), std::move(detail)},
                        "European Learning Model v3, application profile EDC-issuedByMandate");
  };
  const auto beyond = framework::beyond_mandate(m, d, date_of(award.issued));
  Finding seal = m.given_by.legal_name != d.awarding_body.legal_name
                     ? answer(Outcome::fail, "mandate.of_another", m.given_by.legal_name.any())
                 : !issuer_name.empty() && issuer_name != m.sealed_by.legal_name.any()
                     ? answer(Outcome::fail, "mandate.sealed_by_another", std::string{issuer_name})
                 : !beyond.empty() ? answer(Outcome::fail, "mandate.seal_outside", beyond.front())
                 : !m.is_limited() ? answer(Outcome::unknown, "mandate.seal_unlimited", m.ground)
                 // Who sealed wrote the mandate into the credential: his word, where nobody else knows it.
                 : knows && knows(m) ? answer(Outcome::pass, "mandate.seal_within", framework::mandate_limits(m))
                                     : answer(Outcome::warn, "mandate.seal_said", framework::mandate_limits(m));
  if (own.outcome != Outcome::not_applicable) seal.add(std::move(own));
  return seal;
}

Finding check_status(const Value& credential, const StatusLoaders& load, Instant at, std::chrono::hours max_age) {
  const auto entries = json::as_list(credential.get("credentialStatus"));
  if (entries.empty())
    return make_finding("status", Outcome::not_applicable, "/credentialStatus", "status.none", {}, k_status);
  Finding out = make_finding("status", Outcome::not_applicable, "/credentialStatus", "status.sound", {}, k_status);
  constexpr std::size_t k_most = 8;
  if (entries.size() > k_most)
    out.add(make_finding("status.entry", Outcome::unknown, "/credentialStatus", "status.too_many",
                         {std::to_string(entries.size()), std::to_string(k_most)}, k_status));
  for (std::size_t i = 0; i < entries.size() && i < k_most; ++i) {
    if (!entries[i].is_object()) {
      out.add(make_finding("status.entry", Outcome::unknown, json::write(entries[i]).substr(0, 200),
                           "status.type_unknown", {"address"}, k_status));
      continue;
    }
    if (proof::has_type(entries[i], "1EdTechRevocationList")) {
      out.add(check_revoked(entries[i], credential, load.revoked, at, max_age));
    } else {
      out.add(check_entry(entries[i], id_of(credential.get("issuer")), load.bitstring, at, max_age));
    }
  }
  // The words of the worst entry are the words of all.
  const auto worst = std::max_element(out.findings.begin(), out.findings.end(),
                                      [](const Finding& a, const Finding& b) { return a.outcome < b.outcome; });
  out.message = worst->message;
  out.args = worst->args;
  return out;
}

Finding check_token_status(const Value& claims, const TokenStatusLoader& load, Instant at, std::chrono::hours max_age) {
  const char* const source_of_rule = "draft-ietf-oauth-status-list, section 8.3";
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args = {}) {
    return make_finding("status", outcome, "/status", message, std::move(args), source_of_rule);
  };
  const Value* status = claims.find("status");
  if (status == nullptr) return answer(Outcome::not_applicable, "status.none");
  const Value place = status->get("status_list");
  if (place.is_null())
    return answer(Outcome::unknown, "status.type_unknown",
                  {status->members().empty() ? "" : std::string{status->members()[0].key}});
  const Value index = place.get("idx");
  const std::string url{place.text("uri")};
  if (url.empty() || index.kind() != json::Kind::integer || index.as_integer() < 0)
    return answer(Outcome::fail, "status.entry_unreadable", {json::write(index)});
  const TokenStatusSource source = load(url, claims.text("iss"));
  if (source.state == StatusSource::State::unreachable)
    return answer(Outcome::unknown, "status.unreachable", {source.detail});
  if (source.state == StatusSource::State::not_trusted)
    return answer(Outcome::unknown, "status.list_not_sound", {source.detail});
  if (source.state == StatusSource::State::of_another)
    return answer(Outcome::unknown, "status.list_by_another", {source.detail});
  const auto at_index = static_cast<std::size_t>(index.as_integer());
  if (at_index >= source.list.size())
    return answer(Outcome::fail, "status.index_beyond",
                  {std::to_string(index.as_integer()), std::to_string(source.list.size())});
  const auto age = at - source.as_of.value_or(at);
  const unsigned entry = source.list.get(at_index);
  // Section 8.3: a token that has ended says nothing any more; what was invalid stays so.
  if (entry != proof::TokenStatusList::k_invalid && source.expires && *source.expires < at)
    return answer(Outcome::unknown, "status.list_ended", {to_string(*source.expires)});
  switch (const unsigned value = entry; value) {
    case proof::TokenStatusList::k_valid: break;
    case proof::TokenStatusList::k_invalid: return answer(Outcome::fail, "status.revoked", {words_of_age(age)});
    case proof::TokenStatusList::k_suspended: return answer(Outcome::fail, "status.suspended", {words_of_age(age)});
    default: return answer(Outcome::warn, "status.other_set", {std::to_string(value), words_of_age(age)});
  }
  if (age > max_age) return answer(Outcome::warn, "status.not_revoked_old", {describe_span(age)});
  return answer(Outcome::pass, "status.not_revoked", {words_of_age(age)});
}

Finding integrity_of(std::vector<proof::SignatureCheck>& checks, std::string_view id) {
  Finding out = make_finding("integrity", Outcome::not_applicable, std::string{id}, "integrity.authentic");
  using proof::SignatureState;
  const auto any = [&](SignatureState state) {
    return std::any_of(checks.begin(), checks.end(), [&](const auto& check) { return check.state == state; });
  };
  // In a set each proof is over the same content: beside a good one, another of a suite that is not known here is said,
  // and takes nothing from it (VC Data Integrity 1.0, section 4.5).
  const bool one_holds = any(SignatureState::good);
  bool altered = false;
  bool contradictory = false;
  for (proof::SignatureCheck& check : checks) {
    const bool says_two_things = check.finding.message == "proof.contradictory";
    contradictory = contradictory || says_two_things;
    altered = altered || (check.state == SignatureState::altered && !says_two_things);
    if (one_holds && check.state == SignatureState::unsupported) {
      out.findings.push_back(std::move(check.finding));
    } else {
      out.add(std::move(check.finding));
    }
  }
  const bool all_good = one_holds && !altered && !contradictory && !any(SignatureState::key_unknown);
  if (checks.empty()) {
    out.outcome = Outcome::unknown;
    out.message = "integrity.unsigned";
  } else if (altered) {
    out.message = "integrity.altered";
  } else if (contradictory) {
    out.message = "integrity.contradictory";
  } else if (!all_good) {
    out.message = "integrity.not_checked";
  } else if (out.outcome == Outcome::fail) {
    out.message = "integrity.not_now";
  }
  return out;
}

Finding check_elements(const Contents& contents, Instant at, std::size_t withheld) {
  Finding out = make_finding("standard", Outcome::not_applicable, contents.definition.id, "standard.complete", {},
                             "Council Recommendation 2022/C 243/02, Annex I");
  const framework::AwardFacts facts{.learner_identified = contents.award.learner.is_identified(),
                                    .has_issue_date = contents.award.issued != Instant{}};
  Report report = framework::check_standard({.definition = contents.definition, .award = facts, .today = date_of(at)});
  std::size_t missing = 0;
  for (Finding& finding : report.findings) {
    if (finding.outcome == Outcome::fail) ++missing;
    out.outcome = worse(out.outcome, std::min(finding.outcome, Outcome::warn));
    out.findings.push_back(std::move(finding));
  }
  if (missing > 0) {
    out.message = withheld > 0 ? "standard.withheld" : "standard.missing";
    out.args = {std::to_string(missing)};
  } else if (out.outcome == Outcome::warn) {
    out.message = "standard.odd";
  }
  return out;
}

}  // namespace credex::credential
