// Rules that bodies write (policies, agreements, what-ifs, corrections, stacks, offers) and proofs that travel: what
// reads is used, and an agreement that is written reads back the same.
#include "claim.h"
#include "recognition/decision_value.h"
#include "recognition/what_if.h"
#include "stacking/offers.h"
#include "stacking/proof.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const auto& criteria = recognition::Criteria::built_in();
  const auto& countries = recognition::Countries::built_in();
  const Date day = std::chrono::year{2026} / 6 / 1;
  if (auto policy = recognition::read_policy(input.text(), "f", criteria, countries)) {
    framework::MicroCredential definition;
    definition.outcomes.push_back({.id = "o"});
    const auto decision = recognition::decide({.definition = definition, .applied_on = day}, {.policy = *policy});
    claim(decision.report.find("recognition.verdict") != nullptr, "every decision has its verdict");
  }
  if (auto agreement = recognition::read_agreement(input.text(), "f", criteria, countries)) {
    json::Arena arena;
    const std::string written = json::write(recognition::agreement_value(arena, *agreement, criteria));
    auto again = recognition::read_agreement(written, "f", criteria, countries);
    claim(again && *again == *agreement, "an agreement that was written reads back the same");
  }
  static_cast<void>(recognition::read_what_if(input.text(), "f", {}, criteria, countries));
  static_cast<void>(recognition::read_corrections(input.text(), "f"));
  static_cast<void>(stacking::read_offers(input.text(), "f"));
  stacking::StackRule rule{.total_ects = 5};
  if (auto read = stacking::read_rule(input.text(), "f", countries)) {
    claim(!stacking::check_stack(*read, {}, day, countries).report.findings.empty(), "every check has a report");
    rule = std::move(*read);
  }
  if (auto proof = json::parse(input.text()))
    claim(!stacking::check_proof(rule, "d", proof->root, countries).findings.empty(), "every proof is judged");
  return 0;
}
