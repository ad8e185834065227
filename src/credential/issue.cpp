#include "credential/issue.h"

#include "credential/elm.h"
#include "credential/elm_profile.h"
#include "credential/open_badge.h"
#include "proof/data_integrity.h"
#include "proof/did.h"
#include "proof/jades.h"
#include "proof/jws.h"
#include "proof/sd_jwt.h"

namespace credex::credential {

CredentialMaker::CredentialMaker(const crypto::Signer& signer, rdf::jsonld::Processor& processor, Fetch fetch,
                                 IssueOptions options)
    : signer_{signer}, processor_{processor}, fetch_{std::move(fetch)}, options_{std::move(options)} {
  const crypto::PublicKey& key = signer.public_key();
  if (options_.format == Format::sd_jwt) chain_ = proof::certificate_chain(signer);
  if (!options_.issuer_did.empty()) {
    did_ = options_.issuer_did;
    method_ = did_ + "#" + (key.type() == crypto::KeyType::rsa ? key.thumbprint() : key.multikey());
  } else if (key.type() == crypto::KeyType::rsa) {
    did_ = proof::did_jwk(key);
    method_ = did_ + "#0";
  } else {
    did_ = proof::did_key(key);
    method_ = did_ + "#" + key.multikey();
  }
}

namespace {

constexpr std::pair<Format, std::string_view> k_formats[] = {
    {Format::elm, "elm"}, {Format::open_badge, "ob3"}, {Format::open_badge_jwt, "ob3-jwt"}, {Format::sd_jwt, "sd-jwt"}};

}  // namespace

std::string_view format_name(Format format) {
  for (const auto& [known, name] : k_formats) {
    if (known == format) return name;
  }
  return {};
}

std::optional<Format> format_from(std::string_view name) {
  for (const auto& [format, known] : k_formats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

const char* file_ending(Format format) {
  if (format == Format::sd_jwt) return ".txt";
  return format == Format::open_badge_jwt ? ".jwt" : ".json";
}

Result<std::string> CredentialMaker::make(const framework::MicroCredential& definition, const Award& award) {
  // Kept between calls, so that memory stays flat over a hundred thousand awards.
  thread_local json::Arena arena;
  arena.reset();
  if (award.mandate) {
    const auto beyond = framework::beyond_mandate(*award.mandate, definition, date_of(award.issued));
    if (!beyond.empty()) {
      return Error{.code = "credential.mandate",
                   .message = "the mandate to seal for " + award.mandate->given_by.legal_name.any() +
                              " does not cover " + beyond.front(),
                   .remedy = "seal what it covers, or have it changed"};
    }
  }
  if (options_.format == Format::elm) return make_elm(arena, definition, award);
  if (options_.format == Format::sd_jwt) {
    auto claims = attestation_claims(arena, definition, award, did_, options_.type);
    if (!claims) return std::move(claims).error();
    return proof::sign_sd_jwt(*claims,
                              {.chain = chain_,
                               .key_id = method_,
                               .selective = withholdable_claims(*claims),
                               .least_digests = k_attestation_digests},
                              signer_);
  }
  auto credential = open_badge_from_award(arena, definition, award, did_);
  if (!credential) return std::move(credential).error();
  if (options_.format == Format::open_badge_jwt)
    return proof::sign_credential_jwt(*credential, method_, signer_, award.issued);
  const auto suite = proof::rdfc_suite_of(signer_.public_key().type());
  if (!suite) {
    return Error{.code = "credential.issue",
                 .message = "RSA keys do not make Data Integrity proofs",
                 .remedy = "use --format ob3-jwt or elm, or a key of type ed25519, p256 or p384"};
  }
  auto proven = proof::add_proof(arena, processor_, *credential,
                                 {.suite = *suite,
                                  .verification_method = method_,
                                  .created = std::chrono::floor<std::chrono::seconds>(award.issued)},
                                 signer_);
  if (!proven) return std::move(proven).error();
  return json::write(*proven);
}

Result<std::string> CredentialMaker::make_elm(json::Arena& arena, const framework::MicroCredential& definition,
                                              const Award& award) {
  auto credential = elm_from_award(arena, definition, award);
  if (!credential) return std::move(credential).error();
  // The first of a definition is held to the profile before it is sealed; the others differ only in the learner.
  if (!profile_checked_) {
    rdf::Dataset dataset;
    if (auto done = processor_.to_rdf(arena, *credential, dataset, {.safety = rdf::jsonld::Safety::safe}); !done)
      return std::move(done).error();
    const Report report = check_edc_profile(dataset, profiles_of(*credential));
    if (report.outcome() != Outcome::pass) {
      return Error{.code = "credential.elm",
                   .message = "the credential would not satisfy the profile of European Digital Credentials: " +
                              message_text(report.findings[0]),
                   .remedy = "complete the definition"};
    }
    profile_checked_ = true;
  }
  auto sealed = proof::sign_jades(
      arena, json::write(*credential), signer_,
      {.signed_at = award.issued, .chain = signer_.certificates(), .tsa_url = options_.tsa_url}, fetch_);
  if (!sealed) return std::move(sealed).error();
  return json::write(*sealed);
}

}  // namespace credex::credential
