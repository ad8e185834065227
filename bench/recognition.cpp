// Measures recognition, the matrix and stack plans on made catalogues and writes a table and bench-recognition.json.
// credex_recognition_bench [OUT.json]. Medians of rounds; growth is the ratio of ten times the catalogue to once it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <random>

#include "framework/vocabulary.h"
#include "recognition/decision.h"
#include "stacking/plan.h"

namespace {

using namespace credex;
using Clock = std::chrono::steady_clock;

struct Row {
  std::string name;
  double value;
  std::string unit;
  std::string reach;
};

double seconds_of(const std::function<void()>& work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double median_of(int rounds, const std::function<void()>& work) {
  std::vector<double> out;
  for (int i = 0; i < rounds; ++i) out.push_back(seconds_of(work));
  return median(std::move(out));
}

/// Micro-credentials to take: 1 to 10 ECTS, EQF 4 to 7, of 30 countries, three of 2,000 skills each, at a price.
std::vector<stacking::Candidate> candidates(std::size_t count) {
  std::mt19937 random{1};
  const auto pick = [&](int least, int most) { return std::uniform_int_distribution<int>{least, most}(random); };
  const std::vector<std::string> sectors{"heritage", "music", "film-audiovisual", "design", "crafts"};
  std::vector<stacking::Candidate> out;
  for (std::size_t i = 0; i < count; ++i) {
    stacking::Candidate one{.id = "https://provider.example/mc/" + std::to_string(i)};
    one.definition = one.title = one.id;
    one.issuer = "https://provider" + std::to_string(pick(0, 39)) + ".example/";
    one.country = "PT";
    one.sector = sectors[static_cast<std::size_t>(pick(0, 4))];
    for (int skill = 0; skill < 3; ++skill) one.outcomes.push_back("skill:" + std::to_string(pick(0, 1999)));
    std::sort(one.outcomes.begin(), one.outcomes.end());
    one.ects = pick(2, 20) / 2.0;
    one.eqf = pick(4, 7);
    one.cost = pick(50, 900);
    out.push_back(std::move(one));
  }
  return out;
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

}  // namespace

int main(int argc, char** argv) {
  std::vector<Row> rows;
  stack_plans(rows);
  std::printf("%-34s %12s  %-34s %s\n", "row", "measured", "unit", "reach");
  for (const Row& row : rows)
    std::printf("%-34s %12.3f  %-34s %s\n", row.name.c_str(), row.value, row.unit.c_str(), row.reach.c_str());
  if (argc > 1) {
    std::ofstream out{argv[1]};
    out << "[\n";
    for (std::size_t i = 0; i < rows.size(); ++i)
      out << "  {\"name\": \"" << rows[i].name << "\", \"value\": " << rows[i].value << ", \"unit\": \"" << rows[i].unit
          << "\"}" << (i + 1 < rows.size() ? ",\n" : "\n");
    out << "]\n";
  }
  return 0;
}
