#pragma once

#include <random>
#include <string>
#include <vector>

#include "framework/vocabulary.h"
#include "recognition/policy.h"

namespace credex::test {

/// Definitions of 30 systems, of all sorts of levels, sizes, assurance and assessment.
inline std::vector<framework::MicroCredential> definitions(std::size_t count) {
  std::mt19937 random{2};
  const auto pick = [&](int least, int most) { return std::uniform_int_distribution<int>{least, most}(random); };
  const auto& systems = recognition::Countries::built_in().systems();
  const auto& supervision = framework::controlled_list("supervision").entries;
  const auto& modes = framework::controlled_list("mode").entries;
  const auto& fields = framework::controlled_list("isced-f").entries;
  const std::vector<std::string> sectors{"heritage", "music", "film-audiovisual", "design", "crafts"};
  std::vector<framework::MicroCredential> out;
  for (std::size_t i = 0; i < count; ++i) {
    const recognition::System& system = systems[static_cast<std::size_t>(pick(0, 29))];
    framework::MicroCredential d;
    d.id = "https://provider.example/mc/" + std::to_string(i);
    d.title.set("en", "Micro-credential " + std::to_string(i));
    d.sector = sectors[static_cast<std::size_t>(pick(0, 4))];
    d.fields = {{.uri = fields[static_cast<std::size_t>(pick(0, static_cast<int>(fields.size()) - 1))].uri}};
    d.awarding_body.id = "https://provider" + std::to_string(pick(0, 799)) + ".example/";
    d.awarding_body.legal_name.set("en", "Provider");
    d.awarding_body.country = system.country;
    d.awarding_body.region = system.regions.empty() ? std::string{} : system.regions.front();
    const bool linked = pick(0, 3) != 0;
    for (int outcome = 0; outcome < 4; ++outcome) {
      framework::LearningOutcome one{.id = "o" + std::to_string(outcome)};
      one.title.set("en", "Outcome");
      one.esco_skills = {{.uri = "http://data.europa.eu/esco/skill/" + std::to_string(pick(0, 1999))}};
      if (linked && pick(0, 9) != 0) one.assessed_by = {"a"};
      d.outcomes.push_back(std::move(one));
    }
    framework::Assessment assessment{.id = "a"};
    assessment.type.label.set("en", "project work");
    if (const int how = pick(0, 4); how < 4)
      assessment.supervision.label.set("en", supervision[static_cast<std::size_t>(how)].key);
    if (pick(0, 1) == 1) assessment.criteria = "published";
    if (pick(0, 9) != 0) d.assessments.push_back(std::move(assessment));
    d.participation.mode.label.set("en", modes[static_cast<std::size_t>(pick(0, 4))].key);
    if (pick(0, 9) != 0) d.workload.ects = framework::Ects{pick(2, 20) / 2.0};
    if (pick(0, 1) == 0) d.workload.hours = framework::Hours{pick(10, 300) * 1.0};
    if (pick(0, 9) != 0) d.level.eqf = pick(3, 8);
    switch (pick(0, 4)) {
      case 0: break;
      case 1: d.quality_assurance.push_back({}); break;
      case 2: d.quality_assurance.push_back({.by = "Some agency " + std::to_string(pick(0, 9))}); break;
      case 3: d.quality_assurance.push_back({.by = "NVAO", .by_country = "NL"}); break;
      default: d.quality_assurance.push_back({.by = "Agency", .deqar_report = std::to_string(pick(1, 9999))});
    }
    out.push_back(std::move(d));
  }
  return out;
}

/// Policies that ask for more or less of quality, identification, level and hours.
inline std::vector<recognition::Policy> policies(std::size_t count) {
  std::mt19937 random{3};
  const auto pick = [&](int least, int most) { return std::uniform_int_distribution<int>{least, most}(random); };
  const auto& criteria = recognition::Criteria::built_in();
  const auto& systems = recognition::Countries::built_in().systems();
  std::vector<recognition::Policy> out;
  for (std::size_t i = 0; i < count; ++i) {
    const recognition::System& system = systems[i % systems.size()];
    recognition::Policy p{.id = "https://body" + std::to_string(i) + ".example/policy", .version = "1"};
    p.body = {.id = "https://body" + std::to_string(i) + ".example/",
              .name = "Body",
              .country = system.country,
              .region = system.regions.empty() ? std::string{} : system.regions.front()};
    p.demands = criteria.demands;
    recognition::Demands& demands = p.of(recognition::Purpose::credit);
    demands.tolerance = pick(0, 2);
    demands.settings[recognition::Criterion::quality].full_at = pick(1, 3);
    demands.settings[recognition::Criterion::quality].compensable_at = 1;
    demands.settings[recognition::Criterion::identification].full_at = pick(0, 2);
    demands.settings[recognition::Criterion::identification].compensable_at = 0;
    demands.least_eqf = pick(3, 6);
    demands.least_hours = pick(20, 100);
    out.push_back(std::move(p));
  }
  return out;
}

}  // namespace credex::test
