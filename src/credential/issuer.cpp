#include "credential/issuer.h"

#include <algorithm>

#include "base/text.h"
#include "base/uri.h"
#include "credential/name_likeness.h"
#include "credential/vouching.h"
#include "proof/did.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::SignatureCheck;
using proof::SignatureState;
using Known = std::shared_ptr<const KnownOrganisation>;

constexpr const char* k_issuer_source = "VC Data Model 2.0, section 4.7";
constexpr const char* k_key_source = "Controlled Identifiers 1.0, section 3.3";

/// What the credential calls its issuer, for a sentence: never nothing.
std::string called(const IssuerClaim& claim) {
  if (!claim.name.empty()) return claim.name;
  return claim.id.empty() ? "?" : claim.id;
}

std::string day(const std::optional<Instant>& instant) { return instant ? to_string(date_of(*instant)) : ""; }

/// The arguments that vouching_of() reads.
std::vector<std::string> facts(const IssuerClaim& claim, const KnownOrganisation* known, std::string domain,
                               std::string asked, std::string kind) {
  return {called(claim),
          known ? known->name : "",
          known ? known->by : "",
          known ? day(known->since) : "",
          known ? day(known->until) : "",
          std::move(domain),
          std::move(kind),
          std::move(asked)};
}

std::string asked_of(const VerifierOptions& options) {
  std::string out;
  for (const auto& one : options.vouchers) {
    for (const std::string& name : one->asked()) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

/// Who would be asked, and could not be.
std::string not_asked_of(const VerifierOptions& options) {
  std::string out;
  for (const auto& one : options.vouchers) {
    for (const std::string& name : one->not_asked()) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

bool is_called(const KnownOrganisation& known, const std::string& name) {
  return are_alike(known.name, name) || std::any_of(known.names.begin(), known.names.end(),
                                                    [&](const std::string& one) { return are_alike(one, name); });
}

/// Whether the claim is surely meant to be that organisation: by country, or by a number of a register.
bool means(const IssuerClaim& claim, const KnownOrganisation& known) {
  if (!claim.country.empty() && equal_ascii_case(claim.country, known.country)) return true;
  return std::any_of(claim.registered.begin(), claim.registered.end(), [&](const std::string& one) {
    return std::find(known.registered.begin(), known.registered.end(), one) != known.registered.end();
  });
}

bool is_complete(const KnownOrganisation& known, Instant when) {
  return known.complete_since && *known.complete_since <= when && (!known.until || when < *known.until);
}

/// Of whom the name is, where not of who signed. `signer`: who is vouched for, null where nobody is.
std::optional<Finding> imitation(const IssuerClaim& claim, const std::string& domain, const VerifierOptions& options,
                                 const KnownOrganisation* signer) {
  Known worst;
  bool is_known_not_to_sign = false;
  for (const auto& voucher : options.vouchers) {
    for (const Known& known : voucher->with_name_like(claim.name)) {
      if (signer != nullptr && (is_called(*signer, known->name) || is_called(*signer, claim.name))) return std::nullopt;
      const bool is_worse = means(claim, *known) && is_complete(*known, claim.sealed);
      if (!worst || (is_worse && !is_known_not_to_sign)) worst = known;
      is_known_not_to_sign = is_known_not_to_sign || is_worse;
    }
  }
  if (!worst) return std::nullopt;
  return make_finding("issuer.organisation", is_known_not_to_sign ? Outcome::fail : Outcome::unknown, claim.id,
                      is_known_not_to_sign ? "issuer.organisation.contradicted" : "issuer.organisation.homonym",
                      facts(claim, worst.get(), domain, "", std::string{voucher_kind_name(worst->kind)}),
                      k_issuer_source);
}

Finding vouched(const IssuerClaim& claim, const std::string& domain, const KnownOrganisation& known, Instant at) {
  const bool is_over = known.until && *known.until <= claim.sealed;
  const bool is_ended = known.until && *known.until > claim.sealed && *known.until <= at;
  // A register says nothing of the time before its first date; who confirmed an organisation here knew what it had
  // signed.
  const bool is_before = known.kind == VoucherKind::registry && known.since && claim.sealed < *known.since;
  const bool is_named = claim.name.empty() || is_called(known, claim.name);
  const char* message = is_over     ? "issuer.organisation.ended"
                        : is_before ? "issuer.organisation.before"
                        : !is_named ? "issuer.organisation.other_name"
                        : is_ended  ? "issuer.organisation.vouched_until"
                                    : "issuer.organisation.vouched";
  return make_finding("issuer.organisation",
                      is_over || is_before ? Outcome::unknown
                      : !is_named          ? Outcome::warn
                                           : Outcome::pass,
                      claim.id, message,
                      facts(claim, &known, domain, known.source, std::string{voucher_kind_name(known.kind)}),
                      k_issuer_source);
}

/// What the key's own identifier proves beyond itself: the host of a did:web or of an https address.
std::string domain_of(std::string_view id) {
  if (const auto url = proof::did_web_url(id)) return std::string{split_uri(*url).authority.value_or("")};
  if (id.starts_with("https://")) return std::string{split_uri(id).authority.value_or("")};
  return {};
}

bool is_its_own_key(std::string_view id) { return id.starts_with("did:key:") || id.starts_with("did:jwk:"); }

/// A seal, or a token with a certificate: trust in its chain, and of whom the certificate is.
Finding sealed(const IssuerClaim& claim, std::vector<SignatureCheck>& checks, const SignatureCheck& by,
               const VerifierOptions& options, Instant at) {
  const crypto::Certificate certificate = *by.certificate;
  const std::string who = certificate.organisation.empty() ? certificate.subject : certificate.organisation;
  Finding out = make_finding("issuer", Outcome::not_applicable, claim.id, "issuer.sealed_trusted", {who},
                             "ETSI TS 119 182-1; RFC 5280, section 6");
  // What the seal says of its certificate is about the issuer, not about the content: it moves here.
  const std::string form = by.finding.rule == "xades" ? "xades" : "jades";
  if (form == "xades") out.source = "ETSI EN 319 132-1; RFC 5280, section 6";
  const auto is_of_issuer = [&](const Finding& f) {
    return f.rule == form + ".trust" || f.rule == form + ".certificate" || f.rule == form + ".revocation";
  };
  for (SignatureCheck& check : checks) {
    auto& findings = check.finding.findings;
    const auto kept =
        std::stable_partition(findings.begin(), findings.end(), [&](const Finding& f) { return !is_of_issuer(f); });
    for (auto it = kept; it != findings.end(); ++it) out.add(std::move(*it));
    findings.erase(kept, findings.end());
    check.finding.outcome = Outcome::not_applicable;
    for (const Finding& finding : findings) check.finding.outcome = worse(check.finding.outcome, finding.outcome);
  }
  if (std::none_of(out.findings.begin(), out.findings.end(),
                   [&](const Finding& f) { return f.rule == form + ".trust"; })) {
    // A token with a certificate: its chain was not judged yet.
    const auto chain = crypto::check_chain(certificate, {}, options.anchors, at);
    const bool trusted = chain.state == crypto::ChainState::trusted;
    out.add(make_finding("issuer.trust", trusted ? Outcome::pass : Outcome::unknown, "",
                         trusted ? "jades.chain_trusted" : "issuer.certificate_untrusted",
                         {trusted ? chain.detail : certificate.subject}));
  }
  const Outcome trust = out.outcome;
  if (trust == Outcome::unknown) out.message = "issuer.sealed_unknown";
  if (trust == Outcome::fail) out.message = "issuer.sealed_broken";
  if (!claim.eidas.empty()) {
    const bool named = certificate.subject.find(claim.eidas) != std::string::npos;
    out.add(make_finding("issuer.identifier", named ? Outcome::pass : Outcome::unknown, "/issuer/eIDASIdentifier",
                         named ? "issuer.identifier_matches" : "issuer.identifier_differs",
                         {claim.eidas, certificate.subject}, "European Learning Model v3, eidasLegalIdentifier"));
    if (out.outcome == Outcome::unknown && out.message == "issuer.sealed_trusted") out.message = "issuer.sealed_other";
  }
  // Whose key it is says the certificate, and who made that is trusted or not.
  const bool is_trusted = trust == Outcome::pass || trust == Outcome::warn || trust == Outcome::not_applicable;
  KnownOrganisation known{.name = who, .country = {}, .kind = VoucherKind::certificate, .by = certificate.issuer};
  out.add(make_finding("issuer.key", is_trusted ? Outcome::pass : Outcome::unknown, certificate.subject,
                       is_trusted ? "issuer.key.certificate" : "issuer.key.certificate_unknown", {certificate.subject},
                       "RFC 5280, section 6"));
  if (is_trusted) {
    const bool is_named = claim.name.empty() || are_alike(claim.name, who);
    // A certificate of one, in the name of another who is known here.
    auto other = is_named ? std::nullopt : imitation(claim, "", options, &known);
    if (other && other->outcome == Outcome::fail) {
      out.message = "issuer.contradicted";
      out.args = {other->args[0], other->args[1], other->args[2]};
      out.add(std::move(*other));
      return out;
    }
    out.add(make_finding("issuer.organisation", is_named ? Outcome::pass : Outcome::warn, claim.id,
                         is_named ? "issuer.organisation.vouched" : "issuer.organisation.other_name",
                         facts(claim, &known, "", "", "certificate"), k_issuer_source));
  } else {
    // The key was proven for nobody: names alone are asked for.
    auto other = claim.name.empty() ? std::nullopt : imitation(claim, "", options, nullptr);
    out.add(other ? std::move(*other)
                  : make_finding("issuer.organisation", Outcome::unknown, claim.id, "issuer.organisation.nobody_asked",
                                 facts(claim, nullptr, "", certificate.issuer, ""), k_issuer_source));
    if (out.message == "issuer.sealed_trusted") out.message = "issuer.sealed_unknown";
  }
  return out;
}

}  // namespace

IssuerClaim issuer_claim(const Value& credential, const Contents* contents, Instant at) {
  IssuerClaim out{.id = std::string{proof::id_of(credential.get("issuer"))}, .sealed = at};
  const Value issuer = credential.get("issuer");
  out.name = std::string{issuer.text("name")};
  if (contents != nullptr) {
    if (!contents->issuer_name.empty()) out.name = contents->issuer_name;
    const framework::Organisation& body = contents->definition.awarding_body;
    const bool is_body = body.id == out.id || out.name == body.legal_name.any();
    if (out.name.empty() && body.id == out.id) out.name = body.legal_name.any();
    if (is_body) {
      out.country = body.country;
      for (const std::string& number : {body.registration, body.vat, body.eidas_identifier, body.deqar}) {
        if (!number.empty()) out.registered.push_back(number);
      }
    }
  }
  for (const Value& entry : json::as_list(issuer.get("eIDASIdentifier"))) out.eidas = entry.text("notation");
  // The latest time that it states, and never one that is still to come.
  std::optional<Instant> sealed;
  const auto take = [&](std::string_view text) {
    if (const auto time = parse_instant(text); time && *time <= at && (!sealed || *time > *sealed)) sealed = *time;
  };
  take(credential.text("validFrom"));
  take(credential.text("issuanceDate"));
  take(credential.text("issuedOn"));
  for (const Value& proof : json::as_list(credential.get("proof"))) take(proof.text("created"));
  if (sealed) out.sealed = *sealed;
  return out;
}

Finding judge_organisation(const IssuerClaim& claim, const std::string& domain, const VerifierOptions& options,
                           Instant at) {
  // A key was proven for the identifier: only then is anybody asked. Of several who vouch the best word counts, of
  // equal ones the first.
  std::optional<Finding> best;
  Known signer;
  for (const auto& voucher : options.vouchers) {
    for (const Known& known : voucher->with_identifier(claim.id)) {
      Finding one = vouched(claim, domain, *known, at);
      if (best && best->outcome <= one.outcome) continue;
      best = std::move(one);
      signer = known;
    }
  }
  const bool is_listed = options.trusted_issuers.contains(claim.id);
  // Whoever it is may still use the name of another: an operator's list names identifiers, and no names.
  const bool is_called_so = signer && (claim.name.empty() || is_called(*signer, claim.name));
  if (!claim.name.empty() && !is_called_so) {
    auto other = imitation(claim, domain, options, signer.get());
    if (other && (other->outcome == Outcome::fail || !is_listed)) return std::move(*other);
  }
  if (is_listed && (!best || best->outcome > Outcome::warn)) {
    const KnownOrganisation listed{.name = called(claim), .kind = VoucherKind::operator_list, .by = "your list"};
    return make_finding("issuer.organisation", Outcome::pass, claim.id, "issuer.organisation.listed",
                        facts(claim, &listed, domain, "", "operator_list"), k_issuer_source);
  }
  if (best) return std::move(*best);
  const std::string asked = asked_of(options);
  Finding nobody = make_finding("issuer.organisation", Outcome::unknown, claim.id,
                                !domain.empty() ? "issuer.organisation.domain"
                                : asked.empty() ? "issuer.organisation.nobody"
                                                : "issuer.organisation.nobody_asked",
                                facts(claim, nullptr, domain, asked, domain.empty() ? "" : "domain"), k_issuer_source);
  if (const std::string missing = not_asked_of(options); !missing.empty())
    nobody.add(make_finding("issuer.organisation.not_asked", Outcome::unknown, claim.id,
                            "issuer.organisation.not_asked", {missing}, k_issuer_source));
  return nobody;
}

bool speaks_for(std::string_view proven, std::string_view address) {
  constexpr std::string_view k_whole = ".well-known/did.json";
  if (proven.empty()) return false;
  if (proven == address) return true;
  const auto url = proof::did_web_url(proven);
  return url && url->ends_with(std::string{"/"}.append(k_whole)) &&
         address.starts_with(std::string_view{*url}.substr(0, url->size() - k_whole.size()));
}

void keep_proven_body(std::string_view proven, framework::MicroCredential& definition) {
  std::string& body = definition.awarding_body.id;
  if (!speaks_for(proven, body)) body.clear();
  if (body.empty() && !speaks_for(proven, definition.id)) definition.id.clear();
}

Finding issuer_of(const IssuerClaim& claim, Finding key, Finding organisation) {
  const Vouching who = [&] {
    Report both;
    both.add(key);
    both.add(organisation);
    return vouching_of(both);
  }();
  Finding out = make_finding("issuer", Outcome::not_applicable, claim.id, "issuer.self_asserted", {called(claim)},
                             k_issuer_source);
  if (key.outcome != Outcome::pass && organisation.outcome != Outcome::fail) {
    out.message = key.message;
    out.args = key.args;
  } else if (who.face == Face::contradicted) {
    out.message = "issuer.contradicted";
    out.args = {who.claimed, who.name, who.by};
  } else if (who.face == Face::vouched) {
    const bool is_list = who.kind == VoucherKind::operator_list;
    out.message = is_list ? "issuer.trusted" : "issuer.vouched";
    out.args = is_list ? std::vector<std::string>{claim.id} : std::vector<std::string>{who.name, who.by};
  } else if (!who.domain.empty()) {
    out.message = "issuer.domain";
    out.args = {who.claimed, who.domain};
  }
  out.add(std::move(key));
  out.add(std::move(organisation));
  return out;
}

Finding judge_issuer(const IssuerClaim& claim, std::vector<SignatureCheck>& checks, const VerifierOptions& options,
                     Instant at, Had had) {
  const auto unknown = [&](const char* message, std::vector<std::string> args) {
    Finding out = make_finding("issuer", Outcome::not_applicable, claim.id, message, args, k_issuer_source);
    out.add(make_finding("issuer.key", Outcome::unknown, claim.id, message, std::move(args), k_key_source));
    // Whose an identifier is that nobody proved, nobody is asked; of whom its name is, one may be told.
    auto other = claim.name.empty() ? std::nullopt : imitation(claim, "", options, nullptr);
    if (other) other->outcome = Outcome::unknown;
    if (other && other->message == "issuer.organisation.contradicted")
      other->message = "issuer.organisation.unproven_name";
    out.add(other ? std::move(*other)
                  : make_finding("issuer.organisation", Outcome::unknown, claim.id, "issuer.organisation.unproven",
                                 facts(claim, nullptr, "", "", ""), k_issuer_source));
    return out;
  };
  if (checks.empty()) return unknown("issuer.unsigned", {called(claim)});
  for (SignatureCheck& check : checks) {
    if (check.state == SignatureState::altered) return unknown("issuer.altered", {});
  }
  const SignatureCheck* by = nullptr;
  for (SignatureCheck& check : checks) {
    if (check.state == SignatureState::good && (by == nullptr || check.controller == claim.id)) by = &check;
  }
  if (by == nullptr) return unknown("issuer.key_unknown", {called(claim)});
  if (by->certificate && by->controller.empty()) return sealed(claim, checks, *by, options, at);
  if (by->controller != claim.id) return unknown("issuer.other_signer", {by->controller, called(claim)});
  if (by->key_as_of && had == Had::bundled) {
    // Nothing signs a DID document: in a bundle it is what the bundle's maker put there.
    return unknown("issuer.as_bundled", {called(claim), describe_span(at - *by->key_as_of)});
  }
  const bool is_itself = is_its_own_key(claim.id);
  return issuer_of(claim,
                   make_finding("issuer.key", Outcome::pass, claim.id,
                                is_itself ? "issuer.key.itself" : "issuer.key.document", {claim.id}, k_key_source),
                   judge_organisation(claim, domain_of(claim.id), options, at));
}

}  // namespace credex::credential
