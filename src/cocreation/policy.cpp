#include "cocreation/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "cocreation/names.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, 4> k_addressees{"member_state", "region", "sector_body", "union"};

std::string number(double value) { return fmt::format("{:g}", value); }

std::string ask_of(const assessment::Rubric& rubric, const std::string& indicator) {
  for (const assessment::Ask& one : rubric.asks) {
    if (std::find(one.indicators.begin(), one.indicators.end(), indicator) != one.indicators.end()) return one.ask;
  }
  return {};
}

/// What each weak indicator of the frameworks asks for: together where several are weak in it.
void add_from_assessments(const assessment::Rubric& rubric, const PolicyInput& input,
                          std::vector<PolicyRecommendation>& out) {
  std::map<std::string, PolicyRecommendation> by_indicator;
  for (const AssessedFramework& framework : input.frameworks) {
    for (const assessment::Recommendation& one : framework.assessment->recommendations) {
      const assessment::Indicator& indicator = *one.indicator;
      PolicyRecommendation& into = by_indicator[indicator.id];
      if (into.id.empty()) {
        into = {.id = indicator.id,
                .text = indicator.recommendation,
                .ask = ask_of(rubric, indicator.id),
                .source = rubric.citation(indicator),
                .effort = indicator.effort,
                .effect = indicator.effect};
      }
      into.weight += one.rank / static_cast<double>(input.frameworks.size());
      into.figures.push_back({"cocreation.figure.indicator",
                              {indicator.title, framework.title, number(one.value)},
                              framework.link + "#" + indicator.id});
      for (const AssessedFramework& other : input.others) {
        const assessment::IndicatorScore* there = other.assessment->find(indicator.id);
        if (!there || !there->value || *there->value < one.value + 1) continue;
        into.figures.push_back(
            {"cocreation.figure.elsewhere", {other.title, number(*there->value)}, other.link + "#" + indicator.id});
      }
    }
  }
  for (auto& [id, one] : by_indicator) {
    const std::vector<std::string> wanted{id};
    for (const PracticeHit& hit : practices_for(input.practices, wanted)) {
      if (one.practices.size() < 3) one.practices.push_back(hit.practice);
    }
    out.push_back(std::move(one));
  }
}

/// Borders where less than half is accepted, the worst for most definitions first.
void add_from_matrix(const PolicyInput& input, std::vector<PolicyRecommendation>& out) {
  for (const Reception& one : input.receptions) {
    if (one.definitions == 0 || one.accepted * 2 >= one.definitions || one.stop.empty()) continue;
    const double refused = 1 - static_cast<double>(one.accepted) / static_cast<double>(one.definitions);
    out.push_back({.id = "border:" + one.from + ">" + one.by,
                   .key = "cocreation.policy.border",
                   .args = {one.from, one.by, "@recognition.criterion." + one.stop},
                   .figures = {{"cocreation.figure.border",
                                {one.from, one.by, std::to_string(one.accepted), std::to_string(one.definitions)},
                                one.link}},
                   .source = "Council Recommendation 2022/C 243/02, Annex II, Recognition",
                   .weight = refused * 0.03,
                   .effort = 2,
                   .effect = assessment::Effect::high});
  }
  for (const BestChange& one : input.changes) {
    if (one.opens == 0) continue;
    out.push_back({.id = "change",
                   .key = one.key,
                   .args = one.args,
                   .figures = {{"cocreation.figure.opens", {std::to_string(one.opens)}, one.link}},
                   .source = "Council Recommendation 2018/C 444/01",
                   .weight = 0.05,
                   .effort = 1,
                   .effect = assessment::Effect::high});
  }
}

void add_from_pilots(const PolicyInput& input, std::vector<PolicyRecommendation>& out) {
  for (const PilotFinding& one : input.pilots) {
    if (one.advice == Advice::learn_more) continue;
    out.push_back({.id = "pilot:" + one.id,
                   .key = "cocreation.policy.pilot_" + std::string{advice_name(one.advice)},
                   .args = {one.title},
                   .figures = {{"cocreation.figure.pilot",
                                {one.title, std::to_string(one.supported), std::to_string(one.hypotheses)},
                                one.link}},
                   .source = "Council Recommendation 2022/C 243/02, education and training",
                   .weight = one.advice == Advice::scale ? 0.02 : 0.01,
                   .effort = one.advice == Advice::stop ? 1 : 2,
                   .effect = assessment::Effect::medium});
  }
}

/// What belongs to the addressee: a sector body cannot mend a country's framework, the Union coordinates between them.
bool concerns(Addressee addressee, const assessment::Rubric& rubric, const PolicyRecommendation& one,
              std::size_t frameworks) {
  const assessment::Indicator* indicator = rubric.find(one.id);
  switch (addressee) {
    case Addressee::member_state:
    case Addressee::region: return true;
    case Addressee::sector_body:
      return !indicator || indicator->group != "ecosystem" || indicator->part == "sector" ||
             indicator->part == "non-formal-providers" || indicator->part == "stakeholder-involvement";
    case Addressee::union_:
      // What is weak in one place alone is that place's own matter.
      return !indicator || frameworks < 2 || one.figures.size() > 1;
  }
  return true;
}

}  // namespace

std::string_view addressee_name(Addressee addressee) { return k_addressees[static_cast<std::size_t>(addressee)]; }
std::optional<Addressee> addressee_of(std::string_view name) { return enum_of<Addressee>(k_addressees, name); }

std::vector<FrameworkGap> gaps_between(const assessment::Rubric& rubric,
                                       std::span<const AssessedFramework> frameworks) {
  std::vector<FrameworkGap> out;
  for (const assessment::Indicator& indicator : rubric.indicators) {
    FrameworkGap gap{.indicator = &indicator};
    for (const AssessedFramework& one : frameworks) {
      const assessment::IndicatorScore* score = one.assessment->find(indicator.id);
      if (!score || !score->value) continue;
      if (!gap.low || *score->value < gap.low_value) {
        gap.low = &one;
        gap.low_value = *score->value;
      }
      if (!gap.high || *score->value > gap.high_value) {
        gap.high = &one;
        gap.high_value = *score->value;
      }
    }
    if (!gap.low || gap.high_value - gap.low_value < 1) continue;
    gap.weight = (gap.high_value - gap.low_value) / 4 * rubric.share(indicator) * (indicator.critical ? 2 : 1);
    out.push_back(gap);
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return out;
}

std::vector<PolicyRecommendation> recommend(const assessment::Rubric& rubric, Addressee addressee,
                                            const PolicyInput& input) {
  std::vector<PolicyRecommendation> out;
  add_from_assessments(rubric, input, out);
  add_from_matrix(input, out);
  add_from_pilots(input, out);
  std::erase_if(
      out, [&](const PolicyRecommendation& one) { return !concerns(addressee, rubric, one, input.frameworks.size()); });
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  if (out.size() > input.most) out.resize(input.most);
  return out;
}

}  // namespace credex::cocreation
