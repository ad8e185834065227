#include "credential/contents.h"

#include "credential/attestation.h"
#include "credential/baked.h"
#include "credential/bundle.h"
#include "credential/elm.h"
#include "credential/open_badge.h"
#include "credential/open_badge_2.h"
#include "proof/jades.h"
#include "proof/jws.h"
#include "proof/sd_jwt.h"

namespace credex::credential {
namespace {

constexpr int k_max_nesting = 4;

Result<json::Document> unwrapped(std::string_view bytes, int depth) {
  if (depth > k_max_nesting)
    return Error{.code = "credential.form", .message = "the credential is wrapped too many times"};
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
    opened->document.root = opened->claims;
    return std::move(opened->document);
  }
  if (bytes.starts_with("ey")) {
    auto token = proof::CompactJws::parse(bytes);
    if (!token) return std::move(token).error();
    auto document = json::parse(as_text(token->payload));
    if (!document) return std::move(document).error();
    if (const json::Value* inner = document->root.find("vc"); inner && inner->is_object()) document->root = *inner;
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

Result<Contents> contents_of(std::string_view bytes) { return contents_of(bytes, offline_fetch()); }

Result<Contents> contents_of(std::string_view bytes, const Fetch& fetch) {
  auto document = document_of(bytes);
  if (!document) return std::move(document).error();
  if (is_open_badge_2(document->root)) {
    auto gathered = gather_open_badge_2(document->root, fetch);
    if (!gathered) return std::move(gathered).error();
    return award_from_open_badge_2(gathered->root);
  }
  if (is_elm(document->root)) return award_from_elm(document->root);
  if (is_open_badge(document->root)) return award_from_open_badge(document->root);
  if (is_attestation(document->root)) return award_from_attestation(document->root);
  return Error{.code = "credential.form",
               .message = "this is neither a European Digital Credential nor an Open Badge nor an attestation",
               .remedy = "other kinds of credential can be verified, but hold no micro-credential that is known here"};
}

}  // namespace credex::credential
