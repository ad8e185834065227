// What a report comes to, in a line.
#include <algorithm>
#include <vector>

#include "credential/verify.h"
#include "credential/vouching.h"

namespace credex::credential {
namespace {

/// Every finding of a rule, wherever it is: a presentation or a file holds many credentials.
void gather(const std::vector<Finding>& findings, std::string_view rule, std::vector<const Finding*>& out) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) {
      out.push_back(&finding);
    } else {
      gather(finding.findings, rule, out);
    }
  }
}

/// What the worst of a rule's findings is, and how many of them are as bad.
struct Worst {
  const Finding* finding = nullptr;
  std::size_t same = 0;
  std::size_t all = 0;

  bool has(Outcome outcome) const { return finding != nullptr && finding->outcome == outcome; }
  /// " (1 of 3)" where the others are not so.
  std::string of_all() const {
    if (all < 2 || same == all || finding->message == "presentation.unsigned") return {};
    return " (" + std::to_string(same) + " of " + std::to_string(all) + ")";
  }
};

Worst worst_of(const Report& report, std::string_view rule) {
  std::vector<const Finding*> found;
  gather(report.findings, rule, found);
  Worst out;
  for (const Finding* one : found) {
    if (out.finding == nullptr || one->outcome > out.finding->outcome) out.finding = one;
  }
  // What does not apply is not one of many, nor is a presentation one of its credentials.
  out.all = static_cast<std::size_t>(std::ranges::count_if(found, [](const Finding* one) {
    return one->outcome != Outcome::not_applicable && one->message != "presentation.unsigned";
  }));
  out.same = static_cast<std::size_t>(std::ranges::count_if(found, [&](const Finding* one) {
    return one->outcome == out.finding->outcome && one->message == out.finding->message;
  }));
  return out;
}

std::string words_of_integrity(const Finding& integrity) {
  const std::string& key = integrity.message;
  if (key == "integrity.altered") return "altered";
  if (key == "integrity.unsigned") return "not signed";
  if (key == "integrity.contradictory") return "contradicts itself";
  if (key == "integrity.not_now") return "authentic, but its signature counts no more or not yet";
  if (key == "presentation.unsigned") return "presentation not signed";
  if (integrity.outcome == Outcome::fail) return "the signature and what it signs do not agree";
  if (integrity.outcome == Outcome::pass || integrity.outcome == Outcome::warn)
    return key == "integrity.authentic" ? "authentic" : "as its issuer's server says";
  return "authenticity not checked";
}

std::string words_of_issuer(const Finding& issuer, const Vouching& who) {
  if (issuer.outcome == Outcome::fail && who.face == Face::contradicted)
    return "not from " + who.name + ", whose name it uses";
  if (who.face == Face::vouched) return "from " + who.name;
  if (!who.domain.empty()) return "says it is from \"" + who.claimed + "\", signed by " + who.domain;
  return who.claimed.empty() ? "issuer unknown" : "says it is from \"" + who.claimed + "\", which nobody vouches for";
}

std::string words_of_status(const Finding& status) {
  const std::string& key = status.message;
  const std::string age = status.args.empty() ? "" : status.args[0];
  if (key == "status.revoked") return "revoked";
  if (key == "status.suspended") return "suspended";
  if (key == "status.not_revoked" || key == "status.not_suspended") return "not revoked as of " + age;
  if (key == "status.not_revoked_old" || key == "status.not_suspended_old")
    return "status older than allowed (" + age + ")";
  if (status.outcome == Outcome::unknown) return "status unreachable";
  return status.outcome == Outcome::fail ? "status not readable" : "";
}

/// Rules that say by one sentence that they failed.
struct Failure {
  const char* rule;
  const char* words;
};
constexpr Failure k_failures[] = {{"mandate", "issuer outside its mandate"},
                                  {"related", "what it points at was changed"},
                                  {"holder", "not shown by its holder"}};

}  // namespace

std::string verdict_line(const Report& report) {
  struct Words {
    Outcome outcome;
    std::string text;
  };
  std::vector<Words> line;
  const auto add = [&](Outcome outcome, std::string text) {
    if (!text.empty()) line.push_back({outcome, std::move(text)});
  };
  const Worst integrity = worst_of(report, "integrity");
  if (integrity.finding != nullptr) {
    const bool alone = integrity.all < 2;
    add(integrity.finding->outcome, words_of_integrity(*integrity.finding) + integrity.of_all());
    // Nothing else counts once it is not what was signed.
    if (integrity.finding->message == "integrity.altered" && alone) return line.front().text;
  }
  if (const Worst issuer = worst_of(report, "issuer"); issuer.finding != nullptr) {
    if (issuer.all < 2) {
      add(issuer.finding->outcome, words_of_issuer(*issuer.finding, vouching_of(report)));
    } else if (issuer.finding->outcome > Outcome::pass) {
      add(issuer.finding->outcome,
          (issuer.has(Outcome::fail) ? "not from the issuer that it names" : "issuer unknown") + issuer.of_all());
    }
  }
  for (const Failure& failure : k_failures) {
    if (const Worst one = worst_of(report, failure.rule); one.has(Outcome::fail))
      add(Outcome::fail, failure.words + one.of_all());
  }
  if (worst_of(report, "presentation.credential").has(Outcome::fail)) {
    std::vector<const Finding*> held;
    gather(report.findings, "presentation.credential", held);
    const bool unread = std::ranges::any_of(held, [](const Finding* one) {
      return std::ranges::any_of(one->findings,
                                 [](const Finding& inner) { return inner.message == "presentation.unreadable"; });
    });
    if (unread) add(Outcome::fail, "one of its credentials cannot be read");
  }
  if (const Worst validity = worst_of(report, "validity"); validity.finding)
    add(validity.finding->outcome, (validity.finding->message == "validity.expired"   ? "expired"
                                    : validity.finding->message == "validity.not_yet" ? "not yet valid"
                                                                                      : "valid") +
                                       validity.of_all());
  if (const Worst status = worst_of(report, "status");
      status.finding && status.finding->outcome != Outcome::not_applicable)
    add(status.finding->outcome, words_of_status(*status.finding) + status.of_all());
  // What failed comes first, in the order above; then the rest.
  std::ranges::stable_partition(line, [](const Words& one) { return one.outcome == Outcome::fail; });
  std::string out;
  for (const Words& one : line) out += (out.empty() ? "" : "; ") + one.text;
  if (out.empty() && !report.findings.empty()) {
    const auto worst = std::ranges::max_element(report.findings, {}, &Finding::outcome);
    out = message_text(*worst);
  }
  return out;
}

}  // namespace credex::credential
