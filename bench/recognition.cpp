// Measures recognition, the matrix and stack plans on made catalogues and writes a table and bench-recognition.json.
// credex_recognition_bench [OUT.json]. Medians of rounds; growth is the ratio of ten times the catalogue to once it.
#include <algorithm>
#include <functional>

#include "recognition/best_change.h"
#include "recognition/decision.h"
#include "recognition/made_catalogue.h"
#include "recognition/what_if.h"
#include "rows.h"
#include "stacking/made_candidates.h"
#include "stacking/plan.h"

namespace {

using namespace credex;
using bench::Row;
using bench::seconds_of;
using test::candidates;
using test::definitions;
using test::policies;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double median_of(int rounds, const std::function<void()>& work) {
  std::vector<double> out;
  for (int i = 0; i < rounds; ++i) out.push_back(seconds_of(work));
  return median(std::move(out));
}

stacking::StackRule sixty() {
  const char* text = R"(
id: "https://provider1.example/stacks/1"
version: "1"
title: {en: "Sixty"}
body: {id: "https://provider1.example/", name: "Provider 1", country: PT}
total_ects: 60
most_overlap: 34
conditions:
  - {id: level, least_ects: 30, which: {least_eqf: 6}}
  - {id: heritage, least_ects: 10, which: {sectors: [heritage]}}
  - {id: design, least_ects: 10, which: {sectors: [design]}}
  - {id: music, any: 2, which: {sectors: [music], least_eqf: 5}}
  - {id: not-all-low, most_ects: 20, which: {most_eqf: 4}}
  - {id: home, home_share: 25}
)";
  auto rule = stacking::read_rule(text, "sixty", recognition::Countries::built_in());
  if (!rule) std::printf("%s\n", rule.error().to_string().c_str());
  return std::move(*rule);
}

void stack_plans(std::vector<Row>& rows) {
  const stacking::StackRule rule = sixty();
  const Date today = *parse_date("2026-06-01");
  std::vector<double> seconds;
  for (const std::size_t count : {std::size_t{1'000}, std::size_t{10'000}, std::size_t{100'000}}) {
    const auto all = candidates(count);
    for (const stacking::Aim aim : {stacking::Aim::credits, stacking::Aim::cost}) {
      stacking::PlanResult result;
      const double took = median_of(3, [&] {
        result =
            stacking::plan_stack(rule, all, today, {.aim = aim, .alternatives = 0}, recognition::Countries::built_in());
      });
      const bool proven = !result.plans.empty() && result.plans[0].is_proven;
      rows.push_back({"stack_plan_" + std::string{stacking::aim_name(aim)} + "_" + std::to_string(count), took * 1000,
                      proven ? "ms, proven" : "ms, NOT proven", count == 10'000 ? "500" : ""});
      if (aim == stacking::Aim::cost) seconds.push_back(took);
    }
  }
  rows.push_back({"stack_plan_growth", seconds[2] / seconds[1], "times for 10 times the catalogue", "12"});
}

void one_decision(std::vector<Row>& rows) {
  const auto all = definitions(200);
  auto given = policies(1);
  given[0].matching.text_from = 1;  // no words are compared
  std::size_t next = 0;
  const double took = median_of(9, [&] {
    for (int i = 0; i < 500; ++i, ++next) {
      const auto decision = recognition::decide({.definition = all[next % 200],
                                                 .authenticity = recognition::Authenticity::secure,
                                                 .target = &all[(next * 7 + 1) % 200],
                                                 .applied_on = *parse_date("2026-06-01")},
                                                {.policy = given[0]});
      if (decision.report.findings.empty()) std::abort();
    }
  });
  rows.push_back({"recognise_decision", took / 500 * 1e6, "us, with a target of four outcomes", "200"});
}

void matrices(std::vector<Row>& rows) {
  const auto rules = policies(40);
  const Date today = *parse_date("2026-06-01");
  std::vector<double> seconds;
  for (const std::size_t count : {std::size_t{10'000}, std::size_t{100'000}}) {
    const auto all = definitions(count);
    const recognition::MatrixInput input{.definitions = all, .policies = rules, .on = today};
    seconds.push_back(median_of(3, [&] { recognition::matrix(input); }));
    if (count != 100'000) continue;
    rows.push_back({"matrix_100000_by_40", seconds.back(), "s, from the definitions on", "2"});
    const recognition::Catalogue catalogue{all, today, input.countries};
    const recognition::Matrix before = recognition::matrix(catalogue, input);
    recognition::WhatIf changes;
    changes.policies.push_back(rules[0]);
    recognition::loosen(changes.policies[0].of(input.purpose).settings[recognition::Criterion::quality],
                        recognition::Criterion::quality);
    changes.agreements.push_back({.id = "https://a.example/",
                                  .title = "A",
                                  .parties = {{rules[1].body.id, "B", "AT"}, {rules[2].body.id, "C", "BE-VLG"}}});
    rows.push_back({"matrix_what_if",
                    1000 * median_of(5, [&] { recognition::matrix_with(catalogue, input, before, changes); }),
                    "ms, a policy and an agreement changed", "200"});
    rows.push_back({"matrix_best_single", median_of(3, [&] { recognition::best_changes(catalogue, input, {}); }),
                    "s, every change reckoned", "10"});
    recognition::BestChanges best;
    const double took = seconds_of([&] { best = recognition::best_changes(catalogue, input, {.changes = 3}); });
    rows.push_back({"matrix_best_three", took,
                    best.set.is_proven
                        ? "s, proven best set of 3"
                        : "s, bound " + std::to_string(best.set.bound) + " over " + std::to_string(best.set.opens),
                    ""});
  }
  rows.push_back({"matrix_growth", seconds[1] / seconds[0], "times for 10 times the catalogue", "12"});
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Row> rows;
  one_decision(rows);
  matrices(rows);
  stack_plans(rows);
  credex::bench::show(rows, argc > 1 ? argv[1] : nullptr);
  return 0;
}
