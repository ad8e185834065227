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
constexpr const char* k_holder_source = "VC Data Model 2.0, section 4.13";

/// What a signature over a presentation says it is for.
struct Purpose {
  std::string nonce{};
  std::vector<Value> audiences{};
};
Purpose purpose_of(const Value& said, const char* nonce, const char* audience) {
  return {.nonce = std::string{said.text(nonce)}, .audiences = json::as_list(said.get(audience))};
}

}  // namespace

Finding no_credentials(std::string where, Outcome outcome) {
  return make_finding("presentation", outcome, std::move(where), "presentation.empty", {},
                      "VC Data Model 2.0, section 4.13");
}

Finding check_presenter(const Value& presentation, const Value& claims, const std::vector<SignatureCheck>& checks,
                        const std::optional<proof::ExpectedBinding>& expected) {
  const auto answer = [&](Outcome outcome, const char* message, std::vector<std::string> args = {}) {
    return make_finding("holder", outcome, "/holder", message, std::move(args),
                        expected ? k_presentation_source : k_holder_source);
  };
  const std::vector<Value> proofs = json::as_list(presentation.get("proof"));
  const std::string named{proof::id_of(presentation.get("holder"))};
  const SignatureCheck* good = nullptr;
  Purpose purpose;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (checks[i].state != SignatureState::good) continue;
    Purpose one = claims.is_object()  ? purpose_of(claims, "nonce", "aud")
                  : i < proofs.size() ? purpose_of(proofs[i], "challenge", "domain")
                                      : Purpose{};
    // Of several signatures the one for this request counts, or that of the holder whom the presentation names.
    const bool is_better = expected ? one.nonce == expected->nonce : checks[i].controller == named;
    if (good == nullptr || is_better) {
      good = &checks[i];
      purpose = std::move(one);
    }
  }
  if (good == nullptr)
    return expected ? answer(Outcome::fail, "holder.not_shown") : answer(Outcome::unknown, "holder.unproven");
  if (expected) {
    if (purpose.nonce != expected->nonce) return answer(Outcome::fail, "holder.other_nonce");
    if (purpose.audiences.size() != 1 || !purpose.audiences[0].is_string(expected->audience))
      return answer(Outcome::fail, "holder.other_audience",
                    {purpose.audiences.empty() ? "-" : json::write(purpose.audiences[0]), expected->audience});
  }
  // VC 2.0, section 4.13: the holder is who presents; a stranger's signature shows nothing of that one.
  if (!named.empty() && named != good->controller)
    return answer(Outcome::fail, "holder.stranger",
                  {good->controller.empty() ? good->key_id : good->controller, named});
  for (const std::string& text : presented_credentials(presentation)) {
    auto document = document_of(text);
    if (!document) return answer(Outcome::unknown, "holder.unreadable", {document.error().message});
    const auto subjects = json::as_list(document->root.get("credentialSubject"));
    if (subjects.empty()) return answer(Outcome::unknown, "holder.no_key");
    for (const Value& subject : subjects) {
      const std::string_view id = proof::id_of(subject);
      if (id.empty()) return answer(Outcome::unknown, "holder.no_key");
      if (id == good->controller) continue;
      if (expected) return answer(Outcome::fail, "holder.other_key");
      return answer(Outcome::unknown, "holder.other_subject", {good->controller, std::string{id}});
    }
  }
  return expected ? answer(Outcome::pass, "holder.shown")
                  : answer(Outcome::pass, "holder.presents", {good->controller});
}

}  // namespace credex::credential
