// ETSI TS 119 182-1 V1.2.1 (JAdES): 5.1 and 5.2 signed header parameters, 5.3 unsigned ones (etsiU), and their time
// stamps.
#include "proof/jades.h"

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace credex::proof {
namespace {

using crypto::Certificate;
using json::Value;

constexpr const char* k_jades = "ETSI TS 119 182-1 V1.2.1";
constexpr std::array<std::string_view, 13> k_known_critical{
    "b64", "sigT", "sigX5ts", "sigPl", "srCms", "srAts", "sigPId", "sigD", "adoTst", "x5t#o", "x5ts", "iat", "typ"};

Error bad_jades(std::string message) {
  return Error{.code = "proof.jades",
               .message = std::move(message),
               .remedy = "a sealed credential has a payload and signatures with protected and signature"};
}

Finding make(const char* rule, Outcome outcome, std::string subject, const char* message,
             std::vector<std::string> args = {}, const char* source = k_jades) {
  return make_finding(rule, outcome, std::move(subject), message, std::move(args), source);
}

/// One element of etsiU: its name, its content, and how it stands in the signature.
struct Unsigned {
  std::string name{};
  Value content{};
  std::string raw{};  ///< base64url text; empty where the element is clear JSON
};

class SignatureVerifier {
 public:
  SignatureVerifier(json::Arena& arena, const std::string& payload_text, const Value& signature, std::string place,
                    const JadesOptions& options)
      : arena_{arena},
        payload_text_{payload_text},
        signature_{signature},
        place_{std::move(place)},
        options_{options} {}

  SignatureCheck run(std::string& payload) {
    check_.finding = {.rule = "jades", .outcome = Outcome::not_applicable, .subject = place_, .source = k_jades};
    const SignatureState state = judge(payload);
    check_.state = state;
    check_.finding.message = state == SignatureState::good      ? "jades.good"
                             : state == SignatureState::altered ? "jades.altered"
                                                                : "jades.unknown";
    check_.finding.args = {level_};
    return std::move(check_);
  }

 private:
  void add(Finding finding) { check_.finding.add(std::move(finding)); }
  SignatureState refuse(const char* rule, const char* message, std::vector<std::string> args = {},
                        SignatureState state = SignatureState::altered) {
    add(make(rule, outcome_of(state), place_, message, std::move(args)));
    return state;
  }

  SignatureState judge(std::string& payload) {
    const std::string_view protected_text = signature_.text("protected");
    auto decoded = from_base64url(protected_text);
    if (!decoded) return refuse("jades.header", "jades.header_unreadable", {decoded.error().message});
    auto header = json::parse_into(arena_, as_text(*decoded));
    if (!header || !header->is_object())
      return refuse("jades.header", "jades.header_unreadable", {header ? "no object" : header.error().message});
    header_ = *header;
    const std::string_view name = header_.text("alg");
    if (name == "none" || name.empty()) return refuse("jades.algorithm", "proof.alg_none");
    const auto algorithm = crypto::algorithm_from(name);
    if (!algorithm)
      return refuse("jades.algorithm", "proof.alg_unknown", {std::string{name}}, SignatureState::unsupported);
    if (const auto critical = unknown_critical(); !critical.empty())
      return refuse("jades.crit", "proof.crit_unknown", {critical});
    if (header_.find("sigD") != nullptr)
      return refuse("jades.detached", "jades.detached_unknown", {}, SignatureState::unsupported);
    const bool is_raw =
        header_.find("b64") != nullptr && header_.get("b64").is_boolean() && !header_.get("b64").as_boolean();
    if (is_raw) {
      payload = payload_text_;
    } else {
      auto bytes = from_base64url(payload_text_);
      if (!bytes) return refuse("jades.payload", "jades.payload_unreadable", {bytes.error().message});
      payload = as_text(*bytes);
    }
    auto signature = from_base64url(signature_.text("signature"));
    if (!signature) return refuse("jades.signature", "proof.value_unreadable");
    // Section 5.1.8: x5c, the signer's certificate first.
    if (auto problem = read_certificates()) return refuse("jades.x5c", "jades.x5c_unreadable", {*problem});
    if (certificates_.empty()) return refuse("jades.x5c", "jades.x5c_missing", {}, SignatureState::key_unknown);
    check_.certificate = certificates_[0];
    check_.key_id = certificates_[0].subject;
    if (const std::string_view thumbprint = header_.text("x5t#S256");
        !thumbprint.empty() && thumbprint != base64url(sha256(as_text(certificates_[0].der)))) {
      return refuse("jades.x5t", "jades.x5t_differs");
    }
    signing_input_ = std::string{protected_text} + "." + payload_text_;
    if (!holds(certificates_[0], *algorithm, *signature)) {
      for (std::size_t i = 1; i < certificates_.size(); ++i) {
        if (holds(certificates_[i], *algorithm, *signature))
          return refuse("jades.x5c", "jades.x5c_order", {std::to_string(i + 1)});
      }
      return refuse("jades.signature", "jades.signature_wrong", {certificates_[0].subject});
    }
    for (std::size_t i = 0; i + 1 < certificates_.size(); ++i) {
      if (!certificates_[i].is_issued_by(certificates_[i + 1]))
        return refuse("jades.x5c", "jades.x5c_order", {std::to_string(i + 2)});
    }
    add(make("jades.signature", Outcome::pass, place_, "jades.signature_good",
             {std::string{name}, certificates_[0].subject}));
    level_ = "B-B";
    if (auto time = parse_instant(header_.text("sigT"))) facts_.claimed = *time;
    content_timestamp();
    unsigned_elements();
    // From here on it is about who sealed, not about what: a revoked certificate changes no content.
    const bool sound = check_.finding.outcome != Outcome::fail;
    judge_seal_certificate(facts_, options_, place_, {.rule = "jades", .source = k_jades}, check_.finding);
    return sound ? SignatureState::good : SignatureState::altered;
  }

  bool holds(const Certificate& certificate, crypto::Algorithm algorithm, const Bytes& signature) const {
    auto key = certificate.public_key();
    return key && key->verify(algorithm, as_bytes(signing_input_), signature);
  }

  // RFC 7515, section 4.1.11: what must be understood and is not, or is listed and not there.
  std::string unknown_critical() const {
    const Value* critical = header_.find("crit");
    if (critical == nullptr) return {};
    if (!critical->is_array() || critical->empty()) return "crit";
    for (const Value& name : critical->items()) {
      std::string text{name.is_string() ? name.as_string() : "?"};
      const bool known = std::find(k_known_critical.begin(), k_known_critical.end(), text) != k_known_critical.end();
      if (!known || header_.find(text) == nullptr) return text;
    }
    return {};
  }

  std::optional<std::string> read_certificates() {
    const Value chain = header_.get("x5c");
    for (std::size_t i = 0; i < chain.size() && i < 16; ++i) {
      const Value& entry = chain.items()[i];
      auto der = from_base64(entry.is_string() ? entry.as_string() : std::string_view{"?"});
      if (!der) return "certificate " + std::to_string(i + 1) + ": " + der.error().message;
      auto certificate = Certificate::from_der(*der);
      if (!certificate) return "certificate " + std::to_string(i + 1) + ": " + certificate.error().message;
      certificates_.push_back(std::move(*certificate));
    }
    facts_.pool = certificates_;
    if (!certificates_.empty()) facts_.certificate = certificates_[0];
    return std::nullopt;
  }

  // A tstContainer (5.4.3.3): each token over `data`.
  void timestamps(const Value& container, std::string_view data, const char* rule, const char* good,
                  bool proves_existence) {
    const Value tokens = container.get("tstTokens");
    if (tokens.empty()) {
      add(make(rule, Outcome::unknown, place_, "jades.timestamp_unreadable", {"it holds no token"}));
      return;
    }
    for (const Value& token : tokens.items()) {
      auto der = from_base64(token.text("val"));
      auto check = der ? crypto::check_timestamp(*der, as_bytes(data)) : Result<crypto::TimestampCheck>{der.error()};
      if (!check) {
        add(make(rule, Outcome::fail, place_, "jades.timestamp_unreadable", {check.error().message}));
        continue;
      }
      const std::string time = to_string(check->time);
      if (!check->imprint_matches) {
        add(make(rule, Outcome::fail, place_, "jades.timestamp_other_data", {time}));
      } else if (!check->signature_holds) {
        add(make(rule, Outcome::fail, place_, "jades.timestamp_forged", {time, check->detail}));
      } else if (!check->valid_when_made) {
        add(make(rule, Outcome::fail, place_, "jades.timestamp_authority_expired", {time, check->authority.subject}));
      } else {
        add(make(rule, Outcome::pass, place_, good, {time, check->authority.common_name}));
        for (const Certificate& certificate : check->certificates) facts_.add_to_pool(certificate);
        if (proves_existence) facts_.timestamps.push_back({*check, false});
      }
    }
  }

  // 5.2.6: a time stamp made before signing, over the payload.
  void content_timestamp() {
    const Value* container = header_.find("adoTst");
    if (container == nullptr) return;
    timestamps(*container, payload_text_, "jades.content_timestamp", "jades.content_timestamp_good", false);
  }

  void unsigned_elements() {
    const Value elements = signature_.get("header").get("etsiU");
    std::vector<Unsigned> list;
    for (const Value& element : elements.items()) {
      Unsigned entry;
      Value object = element;
      if (element.is_string()) {
        entry.raw = element.as_string();
        auto bytes = from_base64url(entry.raw);
        auto parsed = bytes ? json::parse_into(arena_, as_text(*bytes)) : Result<Value>{bytes.error()};
        if (!parsed) {
          add(make("jades.unsigned", Outcome::fail, place_, "jades.unsigned_unreadable", {parsed.error().message}));
          return;
        }
        object = *parsed;
      }
      if (!object.is_object() || object.size() != 1) {
        add(make("jades.unsigned", Outcome::fail, place_, "jades.unsigned_unreadable",
                 {"an element of etsiU is no object with one member"}));
        return;
      }
      entry.name = object.members()[0].key;
      entry.content = object.members()[0].value;
      list.push_back(std::move(entry));
    }
    std::string before;  // the elements so far, as archive time stamps cover them
    bool clear_json = false;
    for (const Unsigned& element : list) {
      if (element.name == "sigTst") {
        timestamps(element.content, signature_.text("signature"), "jades.signature_timestamp",
                   "jades.signature_timestamp_good", true);
        level_ = "B-T";
      } else if (element.name == "xVals" || element.name == "anyValData" || element.name == "tstVD" ||
                 element.name == "rVals" || element.name == "vRefs" || element.name == "axVals" ||
                 element.name == "arVals") {
        read_values(element);
      } else if (element.name == "arcTst") {
        if (clear_json) {
          // Their canonical form depends on an algorithm that the container names; not read here.
          add(make("jades.archive_timestamp", Outcome::unknown, place_, "jades.timestamp_clear_json"));
        } else {
          // 5.3.6.3: payload, protected header, signature and every element before this one.
          const std::string data = payload_text_ + "." + std::string{signature_.text("protected")} + "." +
                                   std::string{signature_.text("signature")} + "." + before;
          timestamps(element.content, data, "jades.archive_timestamp", "jades.archive_timestamp_good", true);
          level_ = "B-LTA";
        }
      } else {
        add(make("jades.unsigned", Outcome::unknown, place_, "jades.unsigned_unknown", {element.name}));
      }
      before += element.raw;
      clear_json = clear_json || element.raw.empty();
    }
  }

  void read_values(const Unsigned& element) {
    if (element.name == "tstVD" || element.name == "anyValData") {
      for (const json::Member& member : element.content.members())
        read_values({.name = std::string{member.key}, .content = member.value});
      return;
    }
    if (level_ == "B-T") level_ = "B-LT";
    if (element.name == "xVals" || element.name == "axVals") {
      for (const Value& entry : element.content.items()) {
        auto der = from_base64(entry.get("x509Cert").text("val"));
        auto certificate = der ? Certificate::from_der(*der) : Result<Certificate>{der.error()};
        if (certificate) {
          facts_.add_to_pool(*certificate);
        } else {
          add(make("jades.values", Outcome::warn, place_, "jades.value_unreadable",
                   {"xVals", certificate.error().message}));
        }
      }
      return;
    }
    const auto read = [&](const char* name, std::vector<Bytes>& into) {
      for (const Value& entry : element.content.get(name).items()) {
        if (auto der = from_base64(entry.text("val"))) into.push_back(std::move(*der));
      }
    };
    read("crlVals", facts_.values.crls);
    read("ocspVals", facts_.values.ocsp_responses);
  }

  json::Arena& arena_;
  const std::string& payload_text_;
  const Value& signature_;
  std::string place_;
  const JadesOptions& options_;
  SignatureCheck check_;
  Value header_;
  std::string signing_input_;
  std::string level_ = "?";
  std::vector<Certificate> certificates_;
  SealFacts facts_;
};

}  // namespace

bool is_json_jws(const Value& document) {
  return document.find("payload") != nullptr && document.get("payload").is_string() &&
         (document.find("signatures") != nullptr || document.find("signature") != nullptr);
}

Result<JadesResult> verify_jades(const Value& document, const JadesOptions& options) {
  if (!is_json_jws(document)) return bad_jades("the document is no JWS in JSON serialisation");
  std::vector<Value> signatures = json::as_list(document.get("signatures"));
  if (document.find("signature") != nullptr) signatures = {document};
  if (signatures.empty() || signatures.size() > 16)
    return bad_jades("the document has " + std::to_string(signatures.size()) + " signatures; 1 to 16 are read");
  json::Arena arena;
  JadesResult out;
  const std::string payload{document.text("payload")};
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const std::string place = signatures.size() == 1 && document.find("signature") != nullptr
                                  ? "/signature"
                                  : "/signatures/" + std::to_string(i);
    std::string content;
    out.checks.push_back(SignatureVerifier{arena, payload, signatures[i], place, options}.run(content));
    if (i == 0) out.payload = content;
    if (i > 0 && content != out.payload) return bad_jades("the signatures read the payload differently");
  }
  return out;
}

Result<Value> sign_jades(json::Arena& arena, std::string_view payload, const crypto::Signer& signer,
                         const JadesSignOptions& options, const Fetch& fetch) {
  if (options.chain.empty()) {
    return Error{.code = "proof.jades_certificate",
                 .message = "a seal needs the certificate of its key",
                 .remedy = "give a PKCS#12 file, or PEM with the certificate behind the key"};
  }
  const auto algorithm = crypto::default_algorithm(signer.public_key().type());
  Value header = Value::object(arena, 8);
  header.append(arena, "alg", Value::string(crypto::algorithm_name(algorithm)));
  header.append(arena, "typ", Value::string("jose+json"));
  header.append(arena, "x5t#S256", arena.string(base64url(sha256(as_text(options.chain[0])))));
  Value chain = Value::array(arena, options.chain.size());
  for (const Bytes& der : options.chain) chain.push(arena, arena.string(base64(der)));
  header.append(arena, "x5c", chain);
  header.append(arena, "sigT", arena.string(to_string(std::chrono::floor<std::chrono::seconds>(options.signed_at))));
  header.append(arena, "b64", Value::boolean(false));
  Value critical = Value::array(arena, 2);
  critical.push(arena, Value::string("b64"));
  critical.push(arena, Value::string("sigT"));
  header.append(arena, "crit", critical);
  const std::string protected_text = base64url(as_bytes(json::write(header)));
  auto signature = signer.sign(algorithm, as_bytes(protected_text + "." + std::string{payload}));
  if (!signature) return std::move(signature).error();
  const std::string signature_text = base64url(*signature);

  Value entry = Value::object(arena, 3);
  entry.append(arena, "protected", arena.string(protected_text));
  if (!options.tsa_url.empty()) {
    auto request = crypto::make_timestamp_request(as_bytes(signature_text));
    if (!request) return std::move(request).error();
    auto response = fetch({.url = options.tsa_url,
                           .body = std::string{as_text(request->der)},
                           .content_type = "application/timestamp-query"});
    if (!response) return std::move(response).error().at(options.tsa_url);
    auto token = crypto::token_from_response(as_bytes(response->body), *request);
    if (!token) return std::move(token).error().at(options.tsa_url);
    const std::string element = R"({"sigTst":{"tstTokens":[{"val":")" + base64(*token) + R"("}]}})";
    Value elements = Value::array(arena, 1);
    elements.push(arena, arena.string(base64url(as_bytes(element))));
    Value unsigned_header = Value::object(arena, 1);
    unsigned_header.append(arena, "etsiU", elements);
    entry.append(arena, "header", unsigned_header);
  }
  entry.append(arena, "signature", arena.string(signature_text));
  Value signatures = Value::array(arena, 1);
  signatures.push(arena, entry);
  Value out = Value::object(arena, 2);
  out.append(arena, "payload", arena.string(payload));
  out.append(arena, "signatures", signatures);
  return out;
}

}  // namespace credex::proof
