#include "service/vc_api.h"

#include <algorithm>

#include "base/digest.h"
#include "credential/data_model.h"
#include "credential/verify_parts.h"
#include "proof/data_integrity.h"
#include "proof/did.h"
#include "proof/ecdsa_sd.h"
#include "proof/node.h"
#include "proof/status_list.h"
#include "service/awards.h"
#include "service/keys.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "store/wallet_records.h"

namespace credex::service {
namespace {

using json::Value;

constexpr const char* k_data_integrity = "https://w3id.org/security/data-integrity/v2";
constexpr std::string_view k_fixed_words = "credex demonstration issuer ";

Error at_fault(std::string message, std::string where) {
  return Error{.code = "vc.issue", .message = std::move(message), .where = std::move(where)};
}

std::string jwk_text(const crypto::PublicKey& key) {
  json::Arena arena;
  return json::write(key.jwk(arena));
}

/// A key that everyone can make: multicodec ed25519-priv or p256-priv, as a secret Multikey has it.
Result<std::unique_ptr<crypto::PrivateKey>> fixed_key(crypto::KeyType type) {
  Bytes bytes{static_cast<std::uint8_t>(type == crypto::KeyType::ed25519 ? 0x80 : 0x86), 0x26};
  const Sha256 seed = sha256(std::string{k_fixed_words} + std::string{crypto::key_type_name(type)});
  bytes.insert(bytes.end(), seed.begin(), seed.end());
  return crypto::PrivateKey::from_secret_multikey("z" + base58(bytes));
}

/// The organisation of the demonstration that has the fixed keys.
std::string demo_organisation(Platform& platform) {
  static const std::string fixed = [] {
    auto key = fixed_key(crypto::KeyType::ed25519);
    return key ? jwk_text((*key)->public_key()) : std::string{};
  }();
  const auto key = store::reading(*platform.database, [](store::Tx& tx) {
    return store::find_one<store::SigningKey>(tx, "public_jwk = ?1", {fixed});
  });
  return key ? key->organisation_id : "";
}

/// The organisation that signs for this caller.
Result<std::string> organisation_of(Platform& platform, const Actor& actor) {
  if (actor.api_key && !actor.api_key->organisation_id.empty()) {
    if (auto allowed = demand(actor, "award.issue", actor.api_key->organisation_id); !allowed)
      return std::move(allowed).error();
    return actor.api_key->organisation_id;
  }
  if (platform.settings.demo) {
    if (std::string fixed = demo_organisation(platform); !fixed.empty()) return fixed;
  }
  return Error{.code = "service.signed_out",
               .message = "this needs an organisation's API key",
               .remedy = "send one as 'Authorization: Bearer KEY'; an organisation's administrator makes it"};
}

/// The organisation's key for a cryptosuite: the newest that makes it.
std::optional<store::SigningKey> key_for(store::Tx& tx, const std::string& organisation, const std::string& suite) {
  const auto keys =
      store::find<store::SigningKey>(tx, "organisation_id = ?1 AND state = 'active' ORDER BY id DESC", {organisation});
  for (const store::SigningKey& key : keys) {
    const bool is_eddsa = key.type == crypto::key_type_name(crypto::KeyType::ed25519);
    if (suite.empty() || suite.starts_with("eddsa-") == is_eddsa) return key;
  }
  return std::nullopt;
}

/// Takes a place in the key's status list and adds an entry for each purpose.
Result<void> add_status(store::Tx& tx, const Platform& platform, json::Arena& arena, const Value& body,
                        const store::SigningKey& key, const std::vector<std::string>& purposes) {
  const std::string id{body.text("id")};
  if (store::count(tx, "issued_credential WHERE uri = ?1", {id}) > 0)
    return at_fault("a credential with this id was issued already", "/credential/id");
  const ListPlaces place = take_places(tx, platform, key, 1);
  store::insert(tx, store::IssuedCredential{.uri = id,
                                            .organisation_id = key.organisation_id,
                                            .list_id = place.list_id,
                                            .list_index = place.first,
                                            .created = platform.now()});
  const Value entries = Value::array(arena, 3);
  for (const Value& own : json::as_list(body.get("credentialStatus"))) entries.push(arena, own);
  for (const std::string& purpose : purposes)
    entries.push(arena, proof::status_list_entry(arena, platform.url("/status/" + place.list_id + "/" + purpose),
                                                 purpose, static_cast<std::size_t>(place.first)));
  body.set(arena, "credentialStatus", entries.size() == 1 ? entries.items()[0] : entries);
  return {};
}

/// This thread's processor, with the contexts that the operator allows.
rdf::jsonld::Processor& processor_of(const Platform& platform) {
  thread_local std::unique_ptr<rdf::jsonld::Processor> processor;
  thread_local std::shared_ptr<const credential::ContextTexts> with;
  if (!processor || with != platform.contexts) {
    processor = std::make_unique<rdf::jsonld::Processor>();
    with = platform.contexts;
    for (const auto& [url, text] : with ? *with : credential::ContextTexts{}) {
      if (auto document = json::parse(text)) processor->add_context(url, std::move(*document));
    }
  }
  return *processor;
}

/// Version 1.1 has no term for such a proof, so the context that has is added (VC Data Integrity 1.0, section 2.4.1).
void add_data_integrity_context(json::Arena& arena, const Value& body) {
  if (credential::data_model_of(body) != credential::DataModel::vc_1_1) return;
  const auto there = json::as_list(body.get("@context"));
  if (std::any_of(there.begin(), there.end(), [](const Value& c) { return c.is_string(k_data_integrity); })) return;
  const Value contexts = Value::array(arena, there.size() + 1);
  for (const Value& context : there) contexts.push(arena, context);
  contexts.push(arena, Value::string(k_data_integrity));
  body.set(arena, "@context", contexts);
}

constexpr std::string_view k_problems = "https://www.w3.org/TR/vc-data-model#";

struct ProblemKind {
  const char* name;
  const char* title;
};
constexpr ProblemKind k_parsing{"PARSING_ERROR", "It cannot be read"};
constexpr ProblemKind k_cryptographic{"CRYPTOGRAPHIC_SECURITY_ERROR", "Its proof does not hold"};
constexpr ProblemKind k_malformed{"MALFORMED_VALUE_ERROR", "A value is not well formed"};
constexpr ProblemKind k_range{"RANGE_ERROR", "A value is out of its range"};

Problem problem(const ProblemKind& kind, std::string detail, std::string place = {}) {
  return {.type = std::string{k_problems} + kind.name,
          .title = kind.title,
          .detail = std::move(detail),
          .place = std::move(place)};
}

/// The kind of a finding: of VC Data Model 2.0, or of Bitstring Status List 1.0, section 3.5.
Problem problem_in(const Finding& finding) {
  const std::string place = finding.subject.starts_with('/') ? finding.subject : std::string{};
  const auto status = [&](const char* name, const char* title) {
    return Problem{.type = std::string{"https://www.w3.org/ns/credentials/status-list#"} + name,
                   .title = title,
                   .detail = message_text(finding),
                   .place = place};
  };
  const std::string_view message = finding.message;
  if (message == "status.unreachable") return status("STATUS_RETRIEVAL_ERROR", "The status list could not be had");
  if (message == "status.index_beyond") return problem(k_range, message_text(finding), place);
  if (message.starts_with("status.")) return status("STATUS_VERIFICATION_ERROR", "Its status does not hold");
  if (message.starts_with("validity.") || finding.rule == "proof.expires" || finding.rule == "proof.begins")
    return problem(k_range, message_text(finding), place);
  if (message.starts_with("vc.") || message.starts_with("related."))
    return problem(k_malformed, message_text(finding), place);
  if (message == "presentation.unreadable") return problem(k_parsing, message_text(finding), place);
  return problem(k_cryptographic, message_text(finding), place);
}

/// How much a rule's finding matters to who asks for the proofs.
enum class Weight : std::uint8_t { decides, warns, nothing };

class Verdict {
 public:
  explicit Verdict(const VcChecks& checks) : checks_{checks} {}

  void take(const Finding& finding, Weight above) {
    // That a key is known not to be the issuer's is found below the issuer, whose other parts are for the reader.
    const bool is_foreign_key = finding.rule == "issuer.key" && finding.outcome == Outcome::fail;
    const Weight weight = is_foreign_key ? when(checks_.proof) : std::max(above, weight_of(finding));
    if (finding.message == "proof.good" && finding.args.size() > 1 && !finding.args[1].empty())
      out.controllers.push_back(finding.args[1]);
    const std::size_t before = out.errors.size() + out.warnings.size();
    for (const Finding& child : finding.findings) take(child, weight);
    const bool is_objection = finding.outcome == Outcome::fail || finding.outcome == Outcome::unknown;
    const bool is_warning = is_objection || finding.outcome == Outcome::warn;
    if (!is_warning || weight == Weight::nothing || out.errors.size() + out.warnings.size() != before) return;
    (is_objection && weight == Weight::decides ? out.errors : out.warnings).push_back(problem_in(finding));
  }

  VcVerdict out{};

 private:
  static Weight when(bool asked) { return asked ? Weight::decides : Weight::warns; }
  Weight weight_of(const Finding& finding) const {
    const std::string_view rule = finding.rule;
    // The elements of the Recommendation are for the reader of the report.
    if (rule == "standard" || rule == "mandate") return Weight::nothing;
    if (rule == "integrity") return when(checks_.proof);
    if (rule == "status") return when(checks_.status);
    if (rule == "validity") return when(checks_.validity);
    // Whose identifier it is, is another question than whether the proof is by the key that it names.
    if (rule == "issuer") return Weight::warns;
    // A presentation by nobody fails by its own signature, one by a stranger here.
    if (rule == "holder" && finding.outcome == Outcome::unknown) return Weight::warns;
    return Weight::decides;
  }

  const VcChecks& checks_;
};

}  // namespace

Result<std::string> issue_credential(Platform& platform, const Actor& actor, const Value& credential,
                                     const VcOptions& options) {
  auto organisation = organisation_of(platform, actor);
  if (!organisation) return std::move(organisation).error();
  if (!credential.is_object()) return at_fault("the credential is no JSON object", "/credential");
  if (credential.find("proof") != nullptr) return at_fault("the credential has a proof already", "/credential/proof");
  for (const Finding& model : {credential::check_data_model(credential), credential::check_status_rules(credential)}) {
    if (model.outcome != Outcome::fail) continue;
    const Finding& worst = model.findings.empty() ? model : model.findings.front();
    return at_fault(message_text(worst), "/credential" + worst.subject);
  }
  // What the issuer says of a context that is known here must be so (VC Data Model 2.0, section 5.3); nothing is
  // fetched.
  if (credential.find("relatedResource") != nullptr) {
    const Finding related =
        credential::check_related(credential, credential::fetch_with_contexts(platform.contexts, offline_fetch()));
    for (const Finding& one : related.findings) {
      if (one.outcome == Outcome::fail || one.message == "related.digest_unknown")
        return at_fault(message_text(one), "/credential" + one.subject);
    }
  }
  if (!options.cryptosuite.empty() && !proof::suite_from(options.cryptosuite))
    return at_fault("the cryptosuite " + options.cryptosuite + " is not known here", "/options/cryptosuite");
  for (const std::string& purpose : options.status) {
    if (purpose != "revocation" && purpose != "suspension")
      return at_fault("a status purpose is revocation or suspension", "/options/statusPurpose");
  }
  const std::string id{credential.text("id")};
  if (!options.status.empty() && id.empty())
    return at_fault("a credential with a status needs an id, by which the status is set", "/credential/id");
  // In one transaction with the signing: what is refused takes no identifier and no place.
  rdf::jsonld::Processor& processor = processor_of(platform);
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    const auto key = key_for(tx, *organisation, options.cryptosuite);
    if (!key) return conflict("the organisation has no key to sign with", "make one under its keys");
    if (const std::string_view issuer = proof::id_of(credential.get("issuer")); issuer != key->did)
      return at_fault("the issuer is " + std::string{issuer} + ", and the key is of " + key->did, "/credential/issuer");
    json::Arena arena;
    const Value body = credential.clone(arena);
    if (!options.status.empty()) {
      if (auto added = add_status(tx, platform, arena, body, *key, options.status); !added)
        return std::move(added).error();
    }
    add_data_integrity_context(arena, body);
    auto signer = platform.keys->signer(*key);
    if (!signer) return std::move(signer).error();
    const crypto::PublicKey& public_key = (*signer)->public_key();
    const auto suite =
        options.cryptosuite.empty() ? proof::rdfc_suite_of(public_key.type()) : proof::suite_from(options.cryptosuite);
    if (!suite) return at_fault("the organisation's key makes no such proof", "/options/cryptosuite");
    auto proven = proof::add_proof(arena, processor, body,
                                   {.suite = *suite,
                                    .verification_method = key->did + "#" + public_key.multikey(),
                                    .created = std::chrono::floor<std::chrono::seconds>(platform.now()),
                                    .mandatory = options.mandatory},
                                   **signer);
    if (!proven) return at_fault(proven.error().to_string(), "/credential");
    audit(tx, platform, actor, "credential.issue", *organisation, id.substr(0, 200));
    return json::write(*proven);
  });
}

Result<std::string> derive_credential(Platform& platform, const Value& credential,
                                      const std::vector<std::string>& pointers) {
  rdf::jsonld::Processor& processor = processor_of(platform);
  json::Arena arena;
  auto shown = proof::derive_shown(arena, processor, credential, pointers);
  if (!shown) return at_fault(shown.error().to_string(), "/verifiableCredential");
  return json::write(*shown);
}

Result<void> set_credential_status(Platform& platform, const Actor& actor, const std::string& credential_id,
                                   const std::string& purpose, bool value) {
  auto organisation = organisation_of(platform, actor);
  if (!organisation) return std::move(organisation).error();
  if (actor.api_key) {
    if (auto allowed = demand(actor, "award.status", *organisation); !allowed) return allowed;
  }
  if (purpose != "revocation" && purpose != "suspension")
    return at_fault("a status purpose is revocation or suspension", "/credentialStatus/statusPurpose");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    const auto known = store::find_one<store::IssuedCredential>(tx, "uri = ?1 AND organisation_id = ?2",
                                                                {credential_id, *organisation});
    if (!known)
      return Error{.code = "service.not_found", .message = "no credential with this id was issued with a status"};
    const auto status = !value                    ? store::AwardStatus::valid
                        : purpose == "revocation" ? store::AwardStatus::revoked
                                                  : store::AwardStatus::suspended;
    set_place(tx, platform, known->list_id, known->list_index, status);
    audit(tx, platform, actor, "credential.status", *organisation, credential_id.substr(0, 200),
          purpose + (value ? " set" : " taken back"));
    return {};
  });
}

VcVerdict vc_verdict(const Report& report, const VcChecks& checks) {
  Verdict verdict{checks};
  for (const Finding& finding : report.findings) verdict.take(finding, Weight::decides);
  return std::move(verdict.out);
}

Problem problem_of(const Error& error) {
  const std::string_view code = error.code;
  const ProblemKind& kind =
      code.starts_with("json.") || code == "credential.form" || code == "api.body" ? k_parsing : k_malformed;
  Problem out = problem(kind, error.to_string());
  if (error.where.starts_with('/')) out.place = error.where;
  return out;
}

Result<void> take_fixed_keys(store::Tx& tx, const Platform& platform, const store::Organisation& organisation) {
  const Instant now = platform.now();
  tx.execute("DELETE FROM signing_key WHERE organisation_id = ?1", {organisation.id});
  // The newest signs what asks for no suite: that of Ed25519.
  for (const auto& [type, made] :
       {std::pair{crypto::KeyType::p256, now - std::chrono::seconds{1}}, std::pair{crypto::KeyType::ed25519, now}}) {
    auto key = fixed_key(type);
    if (!key) return std::move(key).error();
    auto secret = software_secret(**key, organisation, now);
    if (!secret) return std::move(secret).error();
    store::insert(tx,
                  store::SigningKey{.id = new_id(made),
                                    .organisation_id = organisation.id,
                                    .location = "software",
                                    .secret = std::move(*secret),
                                    .public_jwk = jwk_text((*key)->public_key()),
                                    .did = platform.settings.names_issuers() ? did_web_of(platform, organisation.slug)
                                                                             : proof::did_key((*key)->public_key()),
                                    .type = std::string{crypto::key_type_name(type)},
                                    .created = made});
  }
  return {};
}

std::vector<std::string> demo_issuers(Platform& platform) {
  std::vector<std::string> out;
  if (!platform.settings.demo) return out;
  auto organisation = organisation_of(platform, {});
  if (!organisation) return out;
  for (const store::SigningKey& key : keys_of(platform, *organisation)) {
    if (key.state != store::KeyState::active) continue;
    const bool is_eddsa = key.type == crypto::key_type_name(crypto::KeyType::ed25519);
    out.push_back(key.did + " (" + (is_eddsa ? "eddsa-rdfc-2022" : "ecdsa-rdfc-2019") + ")");
  }
  return out;
}

}  // namespace credex::service
