#include "credential/verify.h"

#include <algorithm>

#include "credential/attestation.h"
#include "credential/baked.h"
#include "credential/bundle.h"
#include "credential/clr.h"
#include "credential/contents.h"
#include "credential/data_model.h"
#include "credential/elm.h"
#include "credential/elm_profile.h"
#include "credential/issuer.h"
#include "credential/open_badge.h"
#include "credential/open_badge_2.h"
#include "credential/opened_attestation.h"
#include "credential/sealed_xml.h"
#include "credential/status_lists.h"
#include "credential/verify_parts.h"
#include "proof/cose.h"
#include "proof/data_integrity.h"
#include "proof/jades.h"
#include "proof/jws.h"
#include "proof/node.h"
#include "proof/sd_jwt.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::has_type;
using proof::id_of;
using proof::SignatureCheck;
using proof::SignatureState;

constexpr std::size_t k_max_bytes = std::size_t{32} * 1024 * 1024;
constexpr int k_max_nesting = 4;  // a bundle in a picture in an envelope: no one means more

bool looks_like_jwt(std::string_view text) {
  return text.starts_with("ey") && std::count(text.begin(), text.end(), '.') == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' || c == '\n' ||
                  c == '\r';
         });
}

Error not_known() {
  return Error{.code = "credential.form",
               .message = "this is no credential that is known here",
               .remedy =
                   "give a European Digital Credential, an Open Badge 3.0 (JSON, JWT, PNG or SVG), an SD-JWT VC, a "
                   "W3C credential (JSON, JWT, SD-JWT or COSE) or a bundle"};
}

}  // namespace

/// One verification: the time, the way to the network, and how deep we are in envelopes.
class Verifier::Run {
 public:
  Run(Verifier& verifier, Instant at, const Fetch& fetch, proof::KeyResolver& keys, const Bundle* bundle,
      const std::optional<proof::ExpectedBinding>& expected)
      : v_{verifier},
        at_{at},
        fetch_{fetch},
        keys_{keys},
        bundle_{bundle},
        expected_{expected},
        lists_{verifier.processor_, keys, fetch, at, verifier.options_} {}

  Result<Report> bytes(std::string_view bytes, int depth) {
    if (bytes.size() > k_max_bytes) {
      return Error{.code = "credential.too_large",
                   .message = "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                              std::to_string(k_max_bytes) + " are read",
                   .remedy = "no credential is this large"};
    }
    if (depth > k_max_nesting) return not_known();
    if (is_cose(bytes)) return cose(bytes);
    if (is_sealable_xml(bytes)) {
      auto out = verify_sealed_xml(bytes, v_.options_, at_);
      if (out && expected_) out->add(not_shown());
      return out;
    }
    if (picture_of(bytes) != Picture::none) {
      auto inner = unbake(bytes);
      if (!inner) return std::move(inner).error();
      return this->bytes(*inner, depth + 1);
    }
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return not_known();
    if (looks_like_jwt(bytes.substr(first))) return jwt(bytes.substr(first));
    if (proof::looks_like_sd_jwt(bytes.substr(first))) return attestation(bytes.substr(first));
    // A picture of an Open Badge 2 may hold the address alone.
    if (depth > 0 && bytes.substr(first).starts_with("http") && bytes.size() < 2000) {
      auto fetched =
          fetch_({.url = std::string{bytes.substr(first)}, .accept = "application/ld+json, application/json"});
      if (!fetched) return std::move(fetched).error();
      return this->bytes(fetched->body, depth + 1);
    }
    if (bytes[first] != '{') return not_known();
    auto document = json::parse(bytes);
    if (!document) return std::move(document).error();
    return json_document(document->root, depth);
  }

  Result<Report> json_document(const Value& root, int depth) {
    if (depth > k_max_nesting) return not_known();
    if (is_bundle(root)) return bundled(root, depth);
    if (proof::is_json_jws(root)) return sealed(root);
    if (has_type(root, "EnvelopedVerifiableCredential") || has_type(root, "EnvelopedVerifiablePresentation")) {
      // VC 2.0, section 4.13: the credential is in the identifier, as a data: URL.
      const auto inside = enveloped(root.text("id"));
      return inside ? this->bytes(*inside, depth + 1) : Result<Report>{not_known()};
    }
    if (has_type(root, "VerifiablePresentation")) return presentation(root, depth);
    if (is_open_badge_2(root)) return open_badge_2(root, nullptr);
    if (root.find("@context") == nullptr && root.find("credentialSubject") == nullptr) return not_known();
    auto checks = proof::verify_proofs(v_.processor_, keys_, root, {.now = at_});
    auto out = credential(root, checks);
    if (out && is_clr(root)) {
      const auto inside = credentials_in_clr(root);
      if (inside.empty()) out->add(no_credentials("/credentialSubject/verifiableCredential", Outcome::fail));
      held(*out, inside, "/credentialSubject/verifiableCredential", depth);
    }
    return out;
  }

 private:
  Result<Report> bundled(const Value& root, int depth) {
    auto bundle = read_bundle(root);
    if (!bundle) return std::move(bundle).error();
    const Fetch fetch = bundle_fetch(*bundle);
    proof::KeyResolver keys{fetch, v_.options_.registries};
    auto out = Run{v_, at_, fetch, keys, &*bundle, expected_}.bytes(bundle->credential, depth + 1);
    if (!out) return out;
    out->add(make_finding("bundle", Outcome::pass, "", "bundle.made",
                          {describe_span(at_ - bundle->made), std::to_string(bundle->documents.size())}));
    return out;
  }

  /// An Open Badge 2, signed or (without `jws`) hosted, with the elements of the Recommendation that it has.
  Report open_badge_2(const Value& assertion, const proof::CompactJws* jws) {
    auto judged = jws ? verify_signed_2(*jws, assertion, fetch_, at_, v_.options_, had())
                      : verify_hosted(assertion, fetch_, at_, v_.options_, had());
    if (!judged.published) return std::move(judged.report);
    if (auto contents = award_from_open_badge_2(judged.published->root))
      judged.report.add(check_elements(*contents, at_));
    return std::move(judged.report);
  }

  Result<Report> jwt(std::string_view text) {
    auto token = proof::verify_credential_jwt(text, keys_, at_);
    if (!token) return std::move(token).error();
    if (is_open_badge_2(token->credential)) return open_badge_2(token->credential, &token->jws);
    std::vector<SignatureCheck> checks{std::move(token->check)};
    if (token->is_presentation || has_type(token->credential, "VerifiablePresentation"))
      return presented(token->credential, token->document.root, checks, 1);
    return credential(token->credential, checks);
  }

  Result<Report> cose(std::string_view bytes) {
    auto token = proof::verify_credential_cose(as_bytes(bytes), keys_, at_);
    if (!token) return std::move(token).error();
    std::vector<SignatureCheck> checks{std::move(token->check)};
    if (token->is_presentation) return presented(token->credential, token->cose.claims.root, checks, 1);
    return credential(token->credential, checks);
  }

  static Finding disclosure_of(const OpenedAttestation& opened) {
    const std::size_t withheld = opened.opened.withheld;
    return make_finding("disclosure", Outcome::pass, "", withheld == 0 ? "disclosure.all" : "disclosure.some",
                        {std::to_string(opened.opened.disclosed.size()), std::to_string(withheld)},
                        "RFC 9901, section 4.2");
  }

  // A credential of W3C's data model, as far as its holder discloses it (VC-JOSE-COSE, section 3.2).
  Result<Report> secured_by_sd_jwt(OpenedAttestation& opened) {
    std::vector<SignatureCheck> checks;
    checks.push_back(std::move(opened.signature));
    const Value& root = opened.credential;
    if (opened.is_presentation) return presented(root, opened.claims, checks, 1);
    std::optional<Finding> holder;
    if (expected_ || !opened.token.key_binding.empty())
      holder = proof::check_key_binding(opened.token, opened.claims, expected_, at_);
    auto out = credential(root, checks, std::move(holder), opened.opened.withheld);
    if (out && opened.is_open) out->add(disclosure_of(opened));
    return out;
  }

  // An SD-JWT VC: as far as its holder discloses it.
  Result<Report> attestation(std::string_view text) {
    auto attestation = open_attestation(text, keys_, at_);
    if (!attestation) return std::move(attestation).error();
    if (!attestation->credential.is_null()) return secured_by_sd_jwt(*attestation);
    const proof::SdJwt& token = attestation->token;
    const Value& claims = attestation->claims;
    json::Arena arena;
    const Value root = as_credential(arena, claims);
    std::vector<SignatureCheck> checks;
    checks.push_back(std::move(attestation->signature));
    Report out;
    auto contents = award_from_attestation(claims);
    Finding who = who_issued(root, checks, contents ? &*contents : nullptr);
    out.add(integrity_of(checks, claims.text("jti")));
    out.add(std::move(who));
    out.add(proof::check_key_binding(token, claims, expected_, at_));
    const std::size_t withheld = attestation->opened.withheld;
    if (attestation->is_open) out.add(disclosure_of(*attestation));
    if (contents)
      out.add(check_mandate(contents->definition, contents->award, contents->issuer_name, v_.options_.knows_mandate));
    out.add(check_validity(root, at_));
    out.add(check_token_status(
        claims, [this](const std::string& url, std::string_view by) { return lists_.token(url, by); }, at_,
        v_.options_.max_status_age));
    out.add(check_attestation(claims, token.jws.header.root.text("typ")));
    if (contents) out.add(check_elements(*contents, at_, withheld));
    return out;
  }

  Result<Report> sealed(const Value& root) {
    auto seal = proof::verify_jades(root, {.anchors = v_.options_.anchors, .at = at_});
    if (!seal) return std::move(seal).error();
    auto payload = json::parse(seal->payload);
    if (!payload) {
      // The content cannot be read, but the seal's judgement stands.
      Report out;
      out.add(integrity_of(seal->checks, ""));
      out.add(make_finding("vc.data_model", Outcome::fail, "/payload", "integrity.payload_unreadable",
                           {payload.error().to_string()}));
      return out;
    }
    return credential(payload->root, seal->checks);
  }

  /// What is in a presentation or a learner record, each judged by itself.
  void held(Report& out, const std::vector<std::string>& credentials, const std::string& where, int depth) {
    constexpr std::size_t k_most = 64;
    if (credentials.size() > k_most)
      out.add(make_finding("presentation", Outcome::unknown, where, "presentation.too_many",
                           {std::to_string(credentials.size()), std::to_string(k_most)}));
    for (std::size_t i = 0; i < credentials.size() && i < k_most; ++i) {
      const std::string at = where + "/" + std::to_string(i);
      auto inner = bytes(credentials[i], depth + 1);
      Finding finding = make_finding("presentation.credential", Outcome::not_applicable, at, "presentation.credential",
                                     {std::to_string(i + 1)});
      if (inner) {
        for (Finding& child : inner->findings) finding.add(std::move(child));
      } else {
        finding.add(make_finding("presentation.credential", Outcome::fail, at, "presentation.unreadable",
                                 {inner.error().to_string()}));
      }
      out.add(std::move(finding));
    }
  }

  Result<Report> presentation(const Value& root, int depth) {
    auto checks = proof::verify_proofs(v_.processor_, keys_, root, {.purpose = "authentication", .now = at_});
    return presented(root, {}, checks, depth);
  }

  /// `claims`: of a JWT or a COSE header.
  Result<Report> presented(const Value& root, const Value& claims, std::vector<SignatureCheck>& checks, int depth) {
    Report out;
    Finding presenter = check_presenter(root, claims, checks, expected_);
    Finding whole = integrity_of(checks, root.text("id"));
    if (whole.message == "integrity.unsigned") whole.message = "presentation.unsigned";
    out.add(std::move(whole));
    out.add(std::move(presenter));
    out.add(check_presentation(root));
    if (presented_credentials(root).empty()) out.add(no_credentials("/verifiableCredential", Outcome::not_applicable));
    // The presentation is what must be bound to the request, not each credential in it.
    Run{v_, at_, fetch_, keys_, bundle_, std::nullopt}.held(out, presented_credentials(root), "/verifiableCredential",
                                                            depth);
    return out;
  }

  /// `holder`: who shows it, where its form tells; `withheld`: how many facts its holder keeps back.
  Result<Report> credential(const Value& root, std::vector<SignatureCheck>& checks,
                            std::optional<Finding> holder = std::nullopt, std::size_t withheld = 0) {
    Report out;
    auto contents = is_elm(root)          ? award_from_elm(root)
                    : is_open_badge(root) ? award_from_open_badge(root)
                                          : Result<Contents>{not_known()};
    Finding issuer = who_issued(root, checks, contents ? &*contents : nullptr);
    out.add(integrity_of(checks, root.text("id")));
    out.add(std::move(issuer));
    if (expected_ && !holder) holder = not_shown();
    if (holder) out.add(std::move(*holder));
    // Who is said to have sealed what nobody signed is nobody's word.
    if (contents && checks.empty()) contents->award.mandate.reset();
    if (contents)
      out.add(check_mandate(contents->definition, contents->award, contents->issuer_name, v_.options_.knows_mandate));
    out.add(check_validity(root, at_));
    out.add(check_status(
        root,
        {.bitstring = [this](const std::string& url, std::string_view who) { return lists_.bitstring(url, who); },
         .revoked = [this](const std::string& url,
                           std::string_view who) { return lists_.revoked(url, who, bundle_ != nullptr); }},
        at_, v_.options_.max_status_age));
    out.add(check_data_model(root));
    if (root.find("relatedResource") != nullptr)
      out.add(check_related(root, fetch_with_contexts(v_.options_.context_texts, fetch_)));
    // VC Data Model 2.0, section 4.11: no rule of ours reads schemas, and none is fetched. That is said, and weighs
    // nothing.
    for (const Value& schema : json::as_list(root.get("credentialSchema")))
      out.add(make_finding("schema", Outcome::not_applicable, "/credentialSchema", "schema.not_checked",
                           {std::string{id_of(schema).substr(0, 300)}}, "VC Data Model 2.0, section 4.11"));
    if (is_elm(root)) out.add(shapes(root));
    if (contents) out.add(check_elements(*contents, at_, withheld));
    return out;
  }

  /// That nothing binds it to who shows it, where that was asked for.
  static Finding not_shown() {
    return make_finding("holder", Outcome::fail, "", "holder.not_shown", {}, "OpenID4VP 1.0, appendix B.1.3");
  }

  /// Who signed, and who says that this is who the credential names.
  Finding who_issued(const Value& root, std::vector<SignatureCheck>& checks, const Contents* contents) {
    return judge_issuer(issuer_claim(root, contents, at_), checks, v_.options_, at_, had());
  }
  Had had() const { return bundle_ ? Had::bundled : Had::asked; }

  Finding shapes(const Value& root) {
    Finding out = make_finding("shapes", Outcome::not_applicable, "", "shapes.conform", {},
                               "European Learning Model v3, EDC-generic-full");
    rdf::Dataset dataset;
    json::Arena arena;
    if (auto done = rdf_for_profiles(v_.processor_, arena, root, dataset); !done) {
      const bool is_context = done.error().code == "rdf.jsonld.loading_remote_context_failed";
      out.add(make_finding("shapes.rdf", is_context ? Outcome::unknown : Outcome::fail, "",
                           is_context ? "proof.context_unknown" : "shapes.not_readable", {done.error().to_string()}));
      out.message = is_context ? "shapes.not_checked" : "shapes.violated";
      return out;
    }
    Report report = check_edc_profile(dataset, profiles_of(root));
    for (Finding& finding : report.findings) out.add(std::move(finding));
    if (out.outcome == Outcome::fail) out.message = "shapes.violated";
    if (out.outcome == Outcome::unknown) out.message = "shapes.not_checked";
    return out;
  }

  Verifier& v_;
  Instant at_;
  const Fetch& fetch_;
  proof::KeyResolver& keys_;
  const Bundle* bundle_;
  std::optional<proof::ExpectedBinding> expected_;  // what an attestation must be bound to
  StatusLists lists_;
};

Verifier::Verifier(VerifierOptions options, Fetch fetch)
    : options_{std::move(options)}, fetch_{fetch}, keys_{std::move(fetch), options_.registries} {
  for (auto& [url, document] : options_.contexts) processor_.add_context(url, std::move(document));
  options_.contexts.clear();
  if (!options_.context_texts) return;
  for (const auto& [url, text] : *options_.context_texts) {
    if (auto document = json::parse(text)) processor_.add_context(url, std::move(*document));
  }
}

Verifier::~Verifier() = default;

Fetch fetch_with_contexts(std::shared_ptr<const ContextTexts> contexts, Fetch otherwise) {
  if (!contexts) return otherwise;
  return [contexts = std::move(contexts), otherwise = std::move(otherwise)](const FetchRequest& request) {
    for (const auto& [url, text] : *contexts) {
      if (url == request.url) return Result<Fetched>{Fetched{.body = text}};
    }
    return otherwise(request);
  };
}

Result<Report> Verifier::verify(std::string_view bytes, Instant at,
                                const std::optional<proof::ExpectedBinding>& expected) {
  return Run{*this, at, fetch_, keys_, nullptr, expected}.bytes(bytes, 0);
}

Result<Report> Verifier::verify_integrity(std::string_view text, Instant at) {
  if (proof::looks_like_sd_jwt(text)) {
    auto attestation = open_attestation(text, keys_, at);
    if (!attestation) return std::move(attestation).error();
    json::Arena own;
    std::vector<SignatureCheck> checks;
    checks.push_back(std::move(attestation->signature));
    Report out;
    out.add(integrity_of(checks, attestation->claims.text("jti")));
    out.add(check_validity(as_credential(own, attestation->claims), at));
    out.add(check_attestation(attestation->claims, attestation->token.jws.header.root.text("typ")));
    return out;
  }
  thread_local json::Arena arena;
  arena.reset();
  auto document = json::parse_into(arena, text);
  if (!document) return std::move(document).error();
  auto checks = proof::verify_proofs(processor_, keys_, *document, {.now = at});
  Report out;
  out.add(integrity_of(checks, document->text("id")));
  out.add(check_validity(*document, at));
  out.add(check_data_model(*document));
  return out;
}

}  // namespace credex::credential
