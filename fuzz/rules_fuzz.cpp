// Rules that bodies write (policies, agreements, what-ifs, corrections, stacks, offers) and proofs that travel: what
// reads is used, and what is written reads back the same, policies and agreements, as JSON and as YAML.
#include "base/yaml_write.h"
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
    json::Arena arena;
    const json::Value value = recognition::policy_value(arena, *policy, criteria);
    for (const std::string& written : {json::write(value), write_yaml(value)}) {
      auto again = recognition::read_policy(written, "f", criteria, countries);
      claim(again && *again == *policy, "a policy that was written reads back the same");
    }
  }
  if (auto agreement = recognition::read_agreement(input.text(), "f", criteria, countries)) {
    json::Arena arena;
    const std::string written = json::write(recognition::agreement_value(arena, *agreement, criteria));
    auto again = recognition::read_agreement(written, "f", criteria, countries);
    claim(again && *again == *agreement, "an agreement that was written reads back the same");
  }
  if (auto yaml = parse_yaml(input.text()); yaml && yaml->document.root.is_object()) {
    auto again = parse_yaml(write_yaml(yaml->document.root));
    claim(again && json::equal(again->document.root, yaml->document.root), "YAML that was written reads back the same");
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
