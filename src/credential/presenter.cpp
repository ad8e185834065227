// Who presents: whether a presentation answers this request, by the key of whom its credentials are about.

#include <algorithm>

#include "credential/contents.h"
#include "credential/verify_parts.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::SignatureCheck;
using proof::SignatureState;

constexpr const char* k_presentation_source = "OpenID4VP 1.0, appendix B.1.3";

/// What a signature over a presentation says it is for.
struct Purpose {
  std::string nonce{};
  std::vector<Value> audiences{};
};
Purpose purpose_of(const Value& said, const char* nonce, const char* audience) {
  return {.nonce = std::string{said.text(nonce)}, .audiences = json::as_list(said.get(audience))};
}

}  // namespace

Finding check_presenter(const Value& presentation, const Value& claims, const std::vector<SignatureCheck>& checks,
                        const proof::ExpectedBinding& expected) {
  const auto answer = [](Outcome outcome, const char* message, std::vector<std::string> args = {}) {
    return make_finding("holder", outcome, "/holder", message, std::move(args), k_presentation_source);
  };
  const std::vector<Value> proofs = json::as_list(presentation.get("proof"));
  const SignatureCheck* good = nullptr;
  Purpose purpose;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (checks[i].state != SignatureState::good) continue;
    Purpose one = claims.is_object()  ? purpose_of(claims, "nonce", "aud")
                  : i < proofs.size() ? purpose_of(proofs[i], "challenge", "domain")
                                      : Purpose{};
    // Of several signatures the one for this request counts.
    if (good == nullptr || one.nonce == expected.nonce) {
      good = &checks[i];
      purpose = std::move(one);
    }
  }
  if (good == nullptr) return answer(Outcome::fail, "holder.not_shown");
  if (purpose.nonce != expected.nonce) return answer(Outcome::fail, "holder.other_nonce");
  if (purpose.audiences.size() != 1 || !purpose.audiences[0].is_string(expected.audience))
    return answer(Outcome::fail, "holder.other_audience",
                  {purpose.audiences.empty() ? "-" : json::write(purpose.audiences[0]), expected.audience});
  for (const std::string& text : presented_credentials(presentation)) {
    auto document = document_of(text);
    if (!document) return answer(Outcome::unknown, "holder.unreadable", {document.error().message});
    for (const Value& subject : json::as_list(document->root.get("credentialSubject"))) {
      const std::string_view id = proof::id_of(subject);
      if (id.empty()) return answer(Outcome::unknown, "holder.no_key");
      if (id != good->controller) return answer(Outcome::fail, "holder.other_key");
    }
  }
  return answer(Outcome::pass, "holder.shown");
}

}  // namespace credex::credential
