#include "service/check.h"

#include <algorithm>

#include "base/translate.h"
#include "credential/contents.h"
#include "service/confirmed.h"
#include "service/issuer_face.h"
#include "service/mandates.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_verifier_life{5};
constexpr std::size_t k_kept_verifiers = 8;
constexpr std::string_view k_binary = "data:;base64,";

/// The worst of a rule's findings, at any depth: a presentation holds several credentials.
Outcome outcome_of(const std::vector<Finding>& findings, std::string_view rule) {
  Outcome out = Outcome::not_applicable;
  for (const Finding& finding : findings)
    out = worse(out, finding.rule == rule ? finding.outcome : outcome_of(finding.findings, rule));
  return out;
}
Outcome outcome_of(const Report& report, std::string_view rule) { return outcome_of(report.findings, rule); }

bool says(const std::vector<Finding>& findings, std::string_view message) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.message == message || says(finding.findings, message);
  });
}

}  // namespace

void ask_here(credential::VerifierOptions& options, Platform& platform) {
  options.vouchers.push_back(platform.confirmed);
  options.knows_mandate = [&platform](const framework::Mandate& mandate) { return knows_mandate(platform, mandate); };
}

Checker::Checker(credential::VerifierOptions options, Fetch fetch)
    : options_{std::move(options)}, fetch_{std::move(fetch)} {}

Result<Report> Checker::check(std::string_view bytes, Instant at,
                              const std::optional<proof::ExpectedBinding>& expected) {
  const auto now = std::chrono::steady_clock::now();
  Aged mine;
  {
    const std::scoped_lock lock{mutex_};
    std::erase_if(free_, [&](const Aged& aged) { return aged.made + k_verifier_life <= now; });
    // The one that this thread used last: what it keeps is near this core.
    auto best = std::ranges::find(free_, std::this_thread::get_id(), &Aged::thread);
    if (best == free_.end() && !free_.empty()) best = free_.end() - 1;
    if (best != free_.end()) {
      mine = std::move(*best);
      free_.erase(best);
    }
  }
  if (!mine.verifier) {
    credential::VerifierOptions options;
    options.anchors = options_.anchors;
    options.trusted_issuers = options_.trusted_issuers;
    options.vouchers = options_.vouchers;
    options.max_status_age = options_.max_status_age;
    options.context_texts = options_.context_texts;
    options.registries = options_.registries;
    options.knows_mandate = options_.knows_mandate;
    mine = {.verifier = std::make_unique<credential::Verifier>(std::move(options), fetch_), .made = now};
  }
  mine.thread = std::this_thread::get_id();
  auto report = mine.verifier->verify(bytes, at, expected);
  const std::scoped_lock lock{mutex_};
  if (free_.size() < k_kept_verifiers) free_.push_back(std::move(mine));
  return report;
}

std::string kept_form(const std::string& bytes) {
  if (is_utf8(bytes) && bytes.find('\0') == std::string::npos) return bytes;
  return std::string{k_binary} + base64(as_bytes(bytes));
}

std::string unkept_form(const std::string& kept) {
  if (!kept.starts_with(k_binary)) return kept;
  auto raw = from_base64(std::string_view{kept}.substr(k_binary.size()));
  return raw ? std::string{as_text(*raw)} : kept;
}

namespace {

/// Who signed, of what is no micro-credential (a statement, another kind of credential): the issuer's name or address.
std::string named_issuer(const std::string& bytes) {
  auto document = credential::document_of(bytes);
  if (!document) return {};
  const json::Value issuer = document->root.get("issuer");
  if (issuer.is_string()) return std::string{issuer.as_string()};
  return std::string{issuer.text("name").empty() ? issuer.text("id") : issuer.text("name")};
}

std::string claimed_issuer(const std::optional<credential::Contents>& contents, const std::string& bytes) {
  if (!contents) return named_issuer(bytes);
  return contents->issuer_name.empty() ? contents->definition.awarding_body.legal_name.any() : contents->issuer_name;
}

}  // namespace

std::string verdict_text(std::string_view language, const CheckedCredential& checked) {
  std::vector<std::string> args = checked.verdict_args;
  if (checked.names_claim) args[0] = said_name(language, args[0], credential::Face::self_asserted);
  return translate(language, checked.verdict, args);
}

Result<CheckedCredential> check_credential(Platform& platform, const std::string& bytes,
                                           const std::optional<proof::ExpectedBinding>& expected) {
  const Instant now = platform.now();
  auto report = platform.checker->check(bytes, now, expected);
  if (!report) return std::move(report).error();
  CheckedCredential out{.report = std::move(*report)};
  if (auto contents = credential::contents_of(bytes, platform.fetch)) out.contents = std::move(*contents);
  out.who = issuer_face(out.report);
  if (out.who.claimed.empty()) out.who.claimed = claimed_issuer(out.contents, bytes);
  const bool is_vouched = out.who.face == credential::Face::vouched && !out.who.name.empty();
  const std::string& issuer = is_vouched ? out.who.name : out.who.claimed;
  const auto answer = [&](Standing standing, const char* verdict, std::vector<std::string> args = {}) {
    out.standing = standing;
    out.verdict = verdict;
    out.names_claim = !args.empty() && !is_vouched;
    out.verdict_args = std::move(args);
    return std::move(out);
  };
  // What is worst comes first, as a person would say it.
  const Outcome integrity = outcome_of(out.report, "integrity");
  if (integrity == Outcome::fail && says(out.report.findings, "integrity.unsigned"))
    return answer(Standing::fails, "Nobody has signed this: anyone could have written it");
  if (integrity == Outcome::fail && !says(out.report.findings, "integrity.altered")) {
    if (says(out.report.findings, "integrity.contradictory"))
      return answer(Standing::fails, "Signed, but the token contradicts itself");
    if (says(out.report.findings, "integrity.not_now"))
      return answer(Standing::caution, "Unaltered, but the time of its signature is over or has not come");
  }
  if (integrity == Outcome::fail) return answer(Standing::fails, "Altered: this is not what was signed");
  if (out.who.face == credential::Face::contradicted) {
    CheckedCredential made = answer(Standing::fails, "It uses the name of {0}, which did not sign it", {out.who.name});
    made.names_claim = false;
    return made;
  }
  const Outcome status = outcome_of(out.report, "status");
  if (status == Outcome::fail) {
    if (says(out.report.findings, "status.revoked"))
      return answer(Standing::fails, "Revoked by its issuer, {0}", {issuer});
    if (says(out.report.findings, "status.suspended"))
      return answer(Standing::caution, "Suspended by its issuer, {0}", {issuer});
    return answer(Standing::unknown, "Unaltered; could not learn whether it was revoked");
  }
  const Outcome validity = outcome_of(out.report, "validity");
  if (validity == Outcome::fail) {
    if (says(out.report.findings, "validity.not_yet")) return answer(Standing::caution, "Not valid yet");
    if (!is_vouched) return answer(Standing::caution, "Expired; says it was from {0}", {issuer});
    return answer(Standing::caution, "Expired; it was sound: issued by {0}", {issuer});
  }
  if (says(out.report.findings, "presentation.unsigned"))
    return answer(Standing::unknown, "Nobody has signed this presentation: nothing shows who presents it");
  if (integrity != Outcome::pass && integrity != Outcome::warn)
    return answer(Standing::unknown, "Could not check the signature");
  if (outcome_of(out.report, "mandate") == Outcome::fail)
    return answer(Standing::fails, "Outside what {0} is accredited for", {issuer});
  if (outcome_of(out.report, "holder") == Outcome::fail)
    return answer(Standing::fails, "Unaltered, but not shown by its holder");
  if (outcome_of(out.report, "issuer") == Outcome::fail)
    return answer(Standing::fails, "The signer is not the issuer that it names, {0}", {issuer});
  const Outcome key = outcome_of(out.report, "issuer.key");
  if (key != Outcome::pass && key != Outcome::warn)
    return answer(Standing::unknown, "Unaltered, but could not check the issuer: {0}", {issuer});
  if (status == Outcome::unknown) return answer(Standing::unknown, "Unaltered; could not learn whether it was revoked");
  if (outcome_of(out.report, "related") == Outcome::fail) {
    if (!is_vouched)
      return answer(Standing::caution, "Says it is from {0}; something that it points at has changed since", {issuer});
    return answer(Standing::caution, "Issued by {0}, but something that it points at has changed since", {issuer});
  }
  if (!is_vouched && !out.who.domain.empty())
    return answer(Standing::unknown,
                  "Unaltered; signed by {1}; it says that it is from {0}, and nobody known here vouches for that",
                  {issuer, out.who.domain});
  if (!is_vouched)
    return answer(Standing::unknown, "Unaltered; it says that it is from {0}, and nobody known here vouches for that",
                  {issuer});
  if (out.who.kind == credential::VoucherKind::operator_list)
    return answer(Standing::sound, "Sound, issued by {0}, which is on this server's list; checked just now", {issuer});
  return answer(Standing::sound, "Sound, issued by {0}, for which {1} vouches; checked just now", {issuer, out.who.by});
}

}  // namespace credex::service
