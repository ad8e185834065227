#include "cocreation/practice.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cocreation/engagement.h"
#include "cocreation/names.h"
#include "cocreation/parts.h"
#include "skills/words.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, 5> k_evidence{"none", "satisfaction", "before_after", "compared", "replicated"};

/// Weights of what transfer is judged by: the effect, the context, the conditions. Ours, see docs/framework.md.
constexpr double k_effect_weight = 0.3;
constexpr double k_context_weight = 0.2;
constexpr double k_conditions_weight = 0.5;

/// The words of a practice, stemmed, for searching.
std::vector<std::string> stems_of(std::string_view text, const std::string& language) {
  std::vector<std::string> out;
  // Folded as names are first, so that Łódź, Tromsø and œuvre are found as people type them; then to words as of
  // skills.
  for (std::string& word : skills::split_words(skills::folded(folded(text)), 4000)) {
    if (!skills::is_empty_word(word, language)) out.push_back(skills::stemmed(word, language));
  }
  return out;
}

double hits(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
  double out = 0;
  for (const std::string& one : wanted) {
    for (const std::string& word : words) {
      if (word == one) {
        out += 1;
        break;
      }
      if (one.size() >= 4 && word.starts_with(one)) {
        out += 0.5;
        break;
      }
    }
  }
  return out;
}

void sort_hits(std::vector<PracticeHit>& list) {
  std::stable_sort(list.begin(), list.end(),
                   [](const PracticeHit& a, const PracticeHit& b) { return a.score > b.score; });
}

}  // namespace

bool is_matter(std::string_view name) { return std::find(k_matters.begin(), k_matters.end(), name) != k_matters.end(); }
std::string_view effect_evidence_name(EffectEvidence evidence) {
  return k_evidence[static_cast<std::size_t>(evidence)];
}
std::optional<EffectEvidence> effect_evidence_of(std::string_view name) {
  return enum_of<EffectEvidence>(k_evidence, name);
}

std::optional<double> likeness(const Context& a, const Context& b) {
  double equal = 0;
  double compared = 0;
  for (const auto part : {&Context::country, &Context::region, &Context::sector, &Context::provider, &Context::size,
                          &Context::language}) {
    const std::string& one = a.*part;
    const std::string& other = b.*part;
    if (one.empty() || other.empty()) continue;
    ++compared;
    if (part == &Context::size) {
      // Sizes are steps: next to each other is half alike.
      const auto place = [](const std::string& size) { return std::find(k_sizes.begin(), k_sizes.end(), size); };
      const auto apart = std::abs(place(one) - place(other));
      equal += std::max(0.0, 1 - static_cast<double>(apart) / 2);
    } else if (one == other) {
      ++equal;
    }
  }
  return compared == 0 ? std::nullopt : std::optional{equal / compared};
}

Transfer transferability(const Practice& practice, const Context& there, const ValueOf& value_of) {
  Transfer out;
  double sum = 0;
  double weight = 0;
  const auto strength = static_cast<double>(practice.evidence) / 4;
  sum += k_effect_weight * strength;
  weight += k_effect_weight;
  out.report.add(make_finding("cocreation.transfer_effect",
                              practice.evidence >= EffectEvidence::before_after ? Outcome::pass : Outcome::warn,
                              practice.id, "cocreation.transfer.effect",
                              {"@cocreation.evidence." + std::string{effect_evidence_name(practice.evidence)}},
                              practice.evidence_link.c_str()));
  if (const auto alike = likeness(practice.context, there)) {
    sum += k_context_weight * *alike;
    weight += k_context_weight;
    out.report.add(make_finding("cocreation.transfer_context", *alike >= 0.5 ? Outcome::pass : Outcome::warn,
                                practice.id, "cocreation.transfer.context", {percent(*alike)}));
  } else {
    out.report.add(make_finding("cocreation.transfer_context", Outcome::unknown, practice.id,
                                "cocreation.transfer.context_unknown"));
  }
  for (const Condition& one : practice.conditions) {
    const double share = k_conditions_weight / static_cast<double>(practice.conditions.size());
    const auto value = one.indicator.empty() ? std::nullopt : value_of(one.indicator);
    if (!value) {
      out.report.add(
          make_finding("cocreation.transfer_condition", Outcome::unknown, one.indicator,
                       one.indicator.empty() ? "cocreation.transfer.to_judge" : "cocreation.transfer.not_assessed",
                       {one.text, one.indicator}));
      continue;
    }
    const bool holds = *value >= one.at_least;
    sum += share * std::min(1.0, one.at_least == 0 ? 1 : *value / one.at_least);
    weight += share;
    out.report.add(
        make_finding("cocreation.transfer_condition", holds ? Outcome::pass : Outcome::fail, one.indicator,
                     holds ? "cocreation.transfer.holds" : "cocreation.transfer.missing",
                     {one.text, one.indicator, fmt::format("{:g}", *value), fmt::format("{:g}", one.at_least)}));
  }
  out.known = weight / (k_effect_weight + k_context_weight + (practice.conditions.empty() ? 0 : k_conditions_weight));
  out.score = sum / weight;
  return out;
}

std::vector<PracticeHit> search_practices(std::span<const Practice> all, std::string_view query) {
  std::vector<PracticeHit> out;
  const std::string language = skills::likely_language(query);
  for (const Practice& one : all) {
    if (query.empty()) {
      out.push_back({&one, 0});
      continue;
    }
    const auto wanted = stems_of(query, one.language.empty() ? language : one.language);
    std::string matter = one.matter;
    std::replace(matter.begin(), matter.end(), '_', ' ');
    const double score = 3 * hits(stems_of(one.title + " " + matter, one.language), wanted) +
                         hits(stems_of(one.done + " " + one.effect + " " + one.cost, one.language), wanted);
    if (score > 0) out.push_back({&one, score});
  }
  sort_hits(out);
  return out;
}

std::vector<PracticeHit> practices_for(std::span<const Practice> all, std::span<const std::string> indicators) {
  std::vector<PracticeHit> out;
  for (const Practice& one : all) {
    const auto n = std::count_if(one.indicators.begin(), one.indicators.end(), [&](const std::string& id) {
      return std::find(indicators.begin(), indicators.end(), id) != indicators.end();
    });
    if (n > 0) out.push_back({&one, static_cast<double>(n) + static_cast<double>(one.evidence) / 5});
  }
  sort_hits(out);
  return out;
}

std::vector<PracticeHit> practices_like(std::span<const Practice> all, const Context& there) {
  std::vector<PracticeHit> out;
  for (const Practice& one : all) {
    if (const auto alike = likeness(one.context, there)) out.push_back({&one, *alike});
  }
  sort_hits(out);
  return out;
}

}  // namespace credex::cocreation
