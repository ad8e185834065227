#include "credential/status_lists.h"

#include <algorithm>

#include "proof/data_integrity.h"
#include "proof/jws.h"
#include "proof/node.h"

namespace credex::credential {

using json::Value;
using proof::SignatureCheck;
using proof::SignatureState;
using State = StatusSource::State;

namespace {

std::string_view without_space(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

std::string reason_of(const SignatureCheck& check) {
  return message_text(check.finding.findings.empty() ? check.finding : check.finding.findings.back());
}

/// The signature that is good, of `issuer` where there is one; else the first.
const SignatureCheck& best_of(const std::vector<SignatureCheck>& checks, std::string_view issuer) {
  const SignatureCheck* out = &checks.front();
  for (const SignatureCheck& check : checks) {
    const bool is_good = check.state == SignatureState::good;
    if (is_good && (out->state != SignatureState::good || check.controller == issuer)) out = &check;
  }
  return *out;
}

}  // namespace

/// Whether a list was signed with a key of who it says it is of: one of that identifier, or one with a certificate that
/// a trusted authority made.
bool StatusLists::is_own_key(std::string_view list_issuer, const SignatureCheck& check) const {
  if (!check.controller.empty()) return check.controller == list_issuer;
  return check.certificate &&
         crypto::check_chain(*check.certificate, {}, options_.anchors, at_).state == crypto::ChainState::trusted;
}

StatusSource StatusLists::bitstring(const std::string& url, std::string_view issuer) {
  const auto answer = [](State state, std::string detail) {
    return StatusSource{.state = state, .detail = std::move(detail)};
  };
  auto fetched = fetch_({.url = url, .accept = "application/vc, application/vc+jwt, application/json"});
  if (!fetched) return answer(State::unreachable, fetched.error().message);
  StatusSource out{.state = State::had, .as_of = fetched->at};
  SignatureCheck check;
  const std::string_view body = without_space(fetched->body);
  if (body.starts_with("ey")) {
    auto token = proof::verify_credential_jwt(body, keys_, at_);
    if (!token) return answer(State::not_trusted, token.error().message);
    documents_.push_back(std::move(token->document));
    out.credential = token->credential;
    check = std::move(token->check);
  } else {
    auto document = json::parse(body);
    if (!document) return answer(State::not_trusted, document.error().message);
    documents_.push_back(std::move(*document));
    out.credential = documents_.back().root;
    auto checks = proof::verify_proofs(processor_, keys_, out.credential, {.now = at_});
    if (checks.empty()) return answer(State::not_trusted, "the status list is not signed");
    if (std::any_of(checks.begin(), checks.end(),
                    [](const SignatureCheck& one) { return one.state == SignatureState::altered; }))
      return answer(State::not_trusted, "a signature of the status list is wrong");
    check = best_of(checks, issuer);
  }
  if (check.state != SignatureState::good || check.finding.outcome == Outcome::fail)
    return answer(State::not_trusted, reason_of(check));
  const std::string by{proof::id_of(out.credential.get("issuer"))};
  if (!is_own_key(by, check))
    return answer(State::not_trusted, "it says that it is of " + by + ", and is signed by " + check.key_id);
  if (by != issuer && !options_.trusted_issuers.contains(by)) return answer(State::of_another, by);
  return out;
}

StatusSource StatusLists::revoked(const std::string& url, std::string_view issuer, bool is_bundled) {
  const auto answer = [](State state, std::string detail) {
    return StatusSource{.state = state, .detail = std::move(detail)};
  };
  auto fetched = fetch_({.url = url, .accept = "application/json"});
  if (!fetched) return answer(State::unreachable, fetched.error().message);
  auto document = json::parse(fetched->body);
  if (!document) return answer(State::not_trusted, document.error().message);
  documents_.push_back(std::move(*document));
  const Value& root = documents_.back().root;
  if (!root.is_object()) return answer(State::not_trusted, "it is no JSON object");
  const std::string by{proof::id_of(root.get("issuer"))};
  if (!by.empty() && by != issuer && !options_.trusted_issuers.contains(by)) return answer(State::of_another, by);
  if (root.find("proof") != nullptr) {
    const auto checks = proof::verify_proofs(processor_, keys_, root, {.now = at_});
    const bool holds = std::all_of(checks.begin(), checks.end(),
                                   [](const SignatureCheck& one) { return one.state == SignatureState::good; });
    if (!holds || checks.empty()) return answer(State::not_trusted, "its own signature does not hold");
    if (is_bundled && !is_own_key(issuer, best_of(checks, issuer)))
      return answer(State::not_trusted, "it came in a bundle, and its issuer did not sign it");
  } else if (is_bundled) {
    return answer(State::not_trusted, "it came in a bundle, and nobody signed it");
  }
  return {.state = State::had, .credential = root, .as_of = fetched->at};
}

TokenStatusSource StatusLists::token(const std::string& url, std::string_view issuer) {
  auto fetched = fetch_({.url = url, .accept = "application/statuslist+jwt"});
  if (!fetched) return {.state = State::unreachable, .detail = fetched.error().message};
  auto token = proof::read_status_list_token(fetched->body, url, issuer, keys_);
  if (!token) return {.state = State::not_trusted, .detail = token.error().message};
  if (token->check.state != SignatureState::good)
    return {.state = State::not_trusted, .detail = reason_of(token->check)};
  const std::string& by = token->issuer;
  if (!is_own_key(by, token->check))
    return {.state = State::not_trusted,
            .detail = "it says that it is of " + by + ", and is signed by " + token->check.key_id};
  if (by != issuer && !options_.trusted_issuers.contains(by)) return {.state = State::of_another, .detail = by};
  return {.state = State::had, .list = std::move(token->list), .as_of = fetched->at, .expires = token->expires};
}

}  // namespace credex::credential
