#include "base/report.h"

#include <algorithm>

#include "base/messages.h"
#include "base/translate.h"

namespace credex {
namespace {

const Finding* find_in(const std::vector<Finding>& findings, std::string_view rule) {
  for (const Finding& finding : findings) {
    if (finding.rule == rule) return &finding;
    if (const Finding* inner = find_in(finding.findings, rule)) return inner;
  }
  return nullptr;
}

/// Borrows the finding's texts.
json::Value finding_value(json::Arena& arena, const Finding& finding, std::string_view language = "en") {
  json::Value inner = json::Value::array(arena, finding.findings.size());
  for (const Finding& child : finding.findings) inner.push(arena, finding_value(arena, child, language));
  json::Value out = json::Value::object(arena, 6);
  out.append(arena, "rule", json::Value::string(finding.rule));
  out.append(arena, "outcome", json::Value::string(outcome_name(finding.outcome)));
  out.append(arena, "subject", json::Value::string(finding.subject));
  out.append(arena, "message", arena.string(message_text(finding, language)));
  out.append(arena, "source", json::Value::string(finding.source));
  out.append(arena, "findings", inner);
  return out;
}

struct Mark {
  const char* sign;
  const char* colour;
};

Mark mark_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return {"✓ pass   ", "\033[32m"};
    case Outcome::warn: return {"△ warn   ", "\033[33m"};
    case Outcome::unknown: return {"○ unknown", "\033[36m"};
    case Outcome::fail: return {"✗ fail   ", "\033[31m"};
    case Outcome::not_applicable: break;
  }
  return {"– n/a    ", "\033[2m"};
}

/// The words of an argument that names messages: "@recognition.means.test,@recognition.means.portfolio". What is no
/// message stays as it is.
std::string worded(std::string_view arg, std::string_view language) {
  std::string out;
  while (!arg.empty()) {
    const std::string_view one = arg.substr(0, arg.find(','));
    const auto text = one.starts_with('@') ? message_template(one.substr(1)) : std::nullopt;
    if (!out.empty()) out += ", ";
    out += text ? translate(language, *text, {}) : std::string{one};
    arg.remove_prefix(std::min(arg.size(), one.size() + 1));
  }
  return out;
}

void write_text(std::string& out, const Finding& finding, int depth, Colour colour) {
  const Mark mark = mark_of(finding.outcome);
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
  if (colour == Colour::on) out += mark.colour;
  out += mark.sign;
  if (colour == Colour::on) out += "\033[0m";
  out += "  " + message_text(finding);
  const bool worth_citing = finding.outcome != Outcome::pass && finding.outcome != Outcome::not_applicable;
  if (worth_citing && !finding.subject.empty())
    out += "\n" + std::string(static_cast<std::size_t>(depth) * 2 + 11, ' ') + "at " + finding.subject;
  if (worth_citing && !finding.source.empty())
    out += "\n" + std::string(static_cast<std::size_t>(depth) * 2 + 11, ' ') + "see " + finding.source;
  out += "\n";
  for (const Finding& child : finding.findings) write_text(out, child, depth + 1, colour);
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::not_applicable: return "not applicable";
    case Outcome::pass: return "pass";
    case Outcome::warn: return "warn";
    case Outcome::unknown: return "unknown";
    case Outcome::fail: return "fail";
  }
  return "unknown";
}

Outcome worse(Outcome a, Outcome b) { return a < b ? b : a; }

Finding& Finding::add(Finding child) {
  outcome = worse(outcome, child.outcome);
  findings.push_back(std::move(child));
  return *this;
}

Finding make_finding(const char* rule, Outcome outcome, std::string subject, const char* message,
                     std::vector<std::string> args, const char* source) {
  return {.rule = rule,
          .outcome = outcome,
          .subject = std::move(subject),
          .message = message,
          .args = std::move(args),
          .source = source};
}

Outcome Report::outcome() const {
  Outcome out = Outcome::not_applicable;
  for (const Finding& finding : findings) out = worse(out, finding.outcome);
  return out == Outcome::not_applicable ? Outcome::unknown : out;
}

const Finding* Report::find(std::string_view rule) const { return find_in(findings, rule); }

std::string message_text(const Finding& finding, std::string_view language) {
  const auto text = message_template(finding.message);
  if (!text) {
    std::string out = finding.message;
    for (const std::string& arg : finding.args) out += " " + arg;
    return out;
  }
  std::vector<std::string> args;
  args.reserve(finding.args.size());
  for (const std::string& arg : finding.args) {
    const bool is_word = arg == "now";  // of an age (credential/verify_parts.cpp)
    args.push_back(arg.starts_with('@') ? worded(arg, language) : is_word ? translate(language, arg) : arg);
  }
  // Of what was brought the second says why it is none, in the words of an error.
  if (finding.rule == "brought.part" && args.size() == 2) args[1] = translate_error(language, args[1]);
  return translate(language, *text, args);
}

json::Value report_value(json::Arena& arena, const Report& report, std::string_view language) {
  json::Value out = json::Value::object(arena, 2);
  out.append(arena, "outcome", json::Value::string(outcome_name(report.outcome())));
  json::Value findings = json::Value::array(arena, report.findings.size());
  for (const Finding& finding : report.findings) findings.push(arena, finding_value(arena, finding, language));
  out.append(arena, "findings", findings);
  return out.clone(arena);
}

std::string report_json(const Report& report) {
  json::Arena arena;
  return json::write_pretty(report_value(arena, report));
}

std::string report_text(const Report& report, Colour colour) {
  std::string out;
  for (const Finding& finding : report.findings) write_text(out, finding, 0, colour);
  return out;
}

}  // namespace credex
