#include "credential/contents.h"

#include "base/text.h"
#include "credential/attestation.h"
#include "credential/baked.h"
#include "credential/brought_text.h"
#include "credential/bundle.h"
#include "credential/clr.h"
#include "credential/elm.h"
#include "credential/open_badge.h"
#include "credential/open_badge_2.h"
#include "credential/opened_attestation.h"
#include "proof/cose.h"
#include "proof/jades.h"
#include "proof/jws.h"
#include "proof/node.h"
#include "proof/sd_jwt.h"

namespace credex::credential {
namespace {

constexpr int k_deepest_envelope = 4;

Result<json::Document> unwrapped(std::string_view bytes, int depth) {
  if (depth > k_deepest_envelope)
    return Error{.code = "credential.form", .message = "the credential is wrapped too many times"};
  if (is_cose(bytes)) {
    auto cose = proof::CoseSign1::parse(as_bytes(bytes));
    return cose ? json::parse(as_text(cose->payload)) : Result<json::Document>{std::move(cose).error()};
  }
  if (picture_of(bytes) != Picture::none) {
    auto inner = unbake(bytes);
    if (!inner) return std::move(inner).error();
    return unwrapped(*inner, depth + 1);
  }
  if (proof::looks_like_sd_jwt(bytes)) {
    auto token = proof::SdJwt::parse(bytes);
    if (!token) return std::move(token).error();
    auto opened = proof::open_claims(*token);
    if (!opened) return std::move(opened).error();
    opened->document.root = is_w3c_sd_jwt(opened->claims, token->jws.header.root.text("typ"))
                                ? proof::unwrapped_claims(*opened->document.arena, opened->claims)
                                : opened->claims;
    return std::move(opened->document);
  }
  if (bytes.starts_with("ey")) {
    auto token = proof::CompactJws::parse(bytes);
    if (!token) return std::move(token).error();
    auto document = json::parse(as_text(token->payload));
    if (!document) return std::move(document).error();
    for (const char* wrapped : {"vc", "vp"}) {
      if (const json::Value* inner = document->root.find(wrapped); inner && inner->is_object()) document->root = *inner;
    }
    return document;
  }
  auto document = json::parse(bytes);
  if (!document) return std::move(document).error();
  if (is_bundle(document->root)) {
    auto bundle = read_bundle(document->root);
    if (!bundle) return std::move(bundle).error();
    return unwrapped(bundle->credential, depth + 1);
  }
  if (!proof::is_json_jws(document->root)) return document;
  const std::string_view payload = document->root.text("payload");
  if (payload.starts_with('{')) return unwrapped(std::string{payload}, depth + 1);
  auto decoded = from_base64url(payload);
  if (!decoded) return std::move(decoded).error().at("payload");
  return unwrapped(as_text(*decoded), depth + 1);
}

}  // namespace

Result<json::Document> document_of(std::string_view bytes) { return unwrapped(bytes, 0); }

bool is_cose(std::string_view bytes) { return proof::looks_like_cose(as_bytes(bytes)); }

std::optional<std::string> enveloped(std::string_view url) {
  const auto comma = url.find(',');
  // VC Data Model 2.0, section 4.13 leaves open which enveloping scheme it is: a JWT of no closer type is one too.
  const bool holds_one = url.starts_with("data:application/v") || url.starts_with("data:application/dc+sd-jwt,") ||
                         url.starts_with("data:application/jwt,");
  if (!holds_one || comma == std::string_view::npos) return std::nullopt;
  if (!ascii_lower(url.substr(0, comma)).ends_with(";base64")) return std::string{url.substr(comma + 1)};
  auto bytes = data_of(url);
  if (!bytes) return std::nullopt;
  return std::move(*bytes);
}

std::string held_credential(const json::Value& held) {
  if (held.is_string()) return std::string{held.as_string()};
  if (proof::has_type(held, "EnvelopedVerifiableCredential")) {
    if (auto inside = enveloped(held.text("id"))) return std::move(*inside);
  }
  return json::write(held);
}

bool is_presentation(const json::Value& document) { return proof::has_type(document, "VerifiablePresentation"); }

std::vector<std::string> presented_credentials(const json::Value& document) {
  std::vector<std::string> out;
  if (!is_presentation(document)) return out;
  for (const json::Value& one : json::as_list(document.get("verifiableCredential"))) {
    out.push_back(held_credential(one));
  }
  return out;
}

std::vector<json::Value> purposes_of_token(json::Arena& arena, std::string_view token) {
  std::string binding;
  if (proof::looks_like_sd_jwt(token)) {
    auto shown = proof::SdJwt::parse(token);
    if (!shown || shown->key_binding.empty()) return {};
    binding = std::move(shown->key_binding);
    token = binding;
  }
  auto jws = proof::CompactJws::parse(token);
  auto claims =
      jws ? json::parse_into(arena, arena.string(as_text(jws->payload)).as_string()) : Result<json::Value>{Error{}};
  if (!claims || !claims->is_object()) return {};
  return {*claims};
}

Result<Contents> contents_of(std::string_view bytes) { return contents_of(bytes, offline_fetch()); }

Result<Contents> contents_of(std::string_view bytes, const Fetch& fetch) {
  auto document = document_of(bytes);
  if (!document) return std::move(document).error();
  if (is_presentation(document->root)) {
    const std::vector<std::string> held = presented_credentials(document->root);
    auto first = held.empty() ? Result<json::Document>{Error{.code = "credential.form", .message = "it holds nothing"}}
                              : document_of(held.front());
    if (!first) return std::move(first).error();
    // A presentation in a presentation is none that is known.
    if (!is_presentation(first->root)) return contents_of(held.front(), fetch);
  }
  if (is_open_badge_2(document->root)) {
    auto gathered = gather_open_badge_2(document->root, fetch);
    if (!gathered) return std::move(gathered).error();
    return award_from_open_badge_2(gathered->root);
  }
  if (is_elm(document->root)) return award_from_elm(document->root);
  if (is_open_badge(document->root)) return award_from_open_badge(document->root);
  if (is_attestation(document->root)) return award_from_attestation(document->root);
  if (is_clr(document->root))
    return Error{.code = "credential.form",
                 .message = "this is a Comprehensive Learner Record that holds " +
                            std::to_string(credentials_in_clr(document->root).size()) + " credentials",
                 .remedy = "take the credentials out of it, and give one at a time"};
  return Error{.code = "credential.form",
               .message = "this is neither a European Digital Credential nor an Open Badge nor an attestation",
               .remedy = "other kinds of credential can be verified, but hold no micro-credential that is known here"};
}

}  // namespace credex::credential
