#include "skills/gap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace credex::skills {
namespace {

constexpr double k_essential_counts = 3;
constexpr const char* k_gap_source = "ESCO, European Commission";

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))); }

double years_between(Date from, Date to) {
  return static_cast<double>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count()) / 365.25;
}

float both(double essential, double optional, std::size_t of_essential, std::size_t of_optional) {
  const double all = k_essential_counts * static_cast<double>(of_essential) + static_cast<double>(of_optional);
  if (all <= 0) return 0;
  return static_cast<float>((k_essential_counts * essential + optional) / all);
}

Finding finding_of(const EscoIndex& esco, const GapRow& row, std::span<const HeldSkill> held,
                   std::string_view language) {
  const std::string wanted{esco.label(row.wanted, language)};
  Finding out = make_finding("skills.gap.skill", Outcome::fail, std::string{esco.uri(row.wanted)}, "skills.gap.missing",
                             {wanted}, k_gap_source);
  if (!row.held) return out;
  const HeldSkill& has = held[*row.held];
  std::string has_label = has.uri;
  if (const auto known = esco.find(has.uri)) has_label = esco.label(*known, language);
  out.args = {wanted, has_label, "@skills.evidence." + std::string{evidence_name(has.evidence)}, has.source};
  switch (row.relation) {
    case Relation::same: out.message = "skills.gap.same"; break;
    case Relation::broader: out.message = "skills.gap.broader"; break;
    case Relation::narrower: out.message = "skills.gap.narrower"; break;
    default: out.message = "skills.gap.related"; break;
  }
  if (!row.is_missing()) out.outcome = row.met() >= 0.75 ? Outcome::pass : Outcome::warn;
  return out;
}

}  // namespace

Target target_of(const EscoIndex& esco, ConceptId occupation, std::string_view language) {
  return {std::string{esco.label(occupation, language)}, esco.needs(occupation)};
}

void join(Target& target, const Target& more) {
  for (const Need& need : more.needs) {
    const auto same = std::find_if(target.needs.begin(), target.needs.end(),
                                   [&](const Need& one) { return one.other == need.other; });
    if (same == target.needs.end()) {
      target.needs.push_back(need);
    } else {
      same->is_essential = same->is_essential || need.is_essential;
    }
  }
  target.title += (target.title.empty() ? "" : ", ") + more.title;
}

double GapWeights::of(EvidenceKind kind) const {
  switch (kind) {
    case EvidenceKind::declared: return declared;
    case EvidenceKind::shown: return shown;
    case EvidenceKind::confirmed: return confirmed;
    case EvidenceKind::validated: return validated;
    case EvidenceKind::verified: break;
  }
  return verified;
}

double GapWeights::of(Relation relation) const {
  switch (relation) {
    case Relation::same: return 1;
    case Relation::broader: return broader;
    case Relation::narrower: return narrower;
    case Relation::related: return related;
    case Relation::none: break;
  }
  return 0;
}

double GapWeights::of_age(std::optional<Date> on, Date today) const {
  if (!on || !on->ok()) return 1;
  const double age = years_between(*on, today);
  if (age <= fresh_years) return 1;
  if (age >= worn_years) return worn;
  return 1 - (1 - worn) * (age - fresh_years) / (worn_years - fresh_years);
}

Gap gap(const EscoIndex& esco, std::span<const HeldSkill> held, const Target& target, Date today,
        const GapWeights& weights, std::string_view language) {
  Gap out;
  std::vector<std::pair<ConceptId, std::size_t>> known;
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (const auto found = esco.find(held[i].uri)) known.emplace_back(*found, i);
  }
  std::size_t of_essential = 0;
  double essential = 0;
  double optional = 0;
  for (const Need& need : target.needs) {
    GapRow row{.wanted = need.other, .is_essential = need.is_essential};
    const auto better = [&](Relation relation, std::size_t place) {
      const double degree = weights.of(relation);
      const double strength = weights.of(held[place].evidence) * weights.of_age(held[place].on, today);
      if (degree * strength <= row.met()) return;
      row.relation = relation;
      row.held = place;
      row.degree = degree;
      row.strength = strength;
    };
    const auto above = esco.above(need.other);
    const auto below = esco.below(need.other);
    const auto related = esco.related(need.other);
    const auto is_in = [](const auto& list, ConceptId one) {
      return std::find(list.begin(), list.end(), one) != list.end();
    };
    for (const auto& [skill, place] : known) {
      if (skill == need.other) {
        better(Relation::same, place);
      } else if (esco.is_skill(skill) && is_in(above, skill)) {
        better(Relation::broader, place);
      } else if (is_in(below, skill)) {
        better(Relation::narrower, place);
      } else if (is_in(related, skill)) {
        better(Relation::related, place);
      }
    }
    if (need.is_essential) {
      ++of_essential;
      essential += row.met();
    } else {
      optional += row.met();
    }
    out.rows.push_back(row);
  }
  const std::size_t of_optional = out.rows.size() - of_essential;
  out.essential = of_essential > 0 ? essential / static_cast<double>(of_essential) : 0;
  out.optional = of_optional > 0 ? optional / static_cast<double>(of_optional) : 0;
  out.fit = both(essential, optional, of_essential, of_optional);
  std::stable_sort(out.rows.begin(), out.rows.end(), [](const GapRow& a, const GapRow& b) {
    if (a.is_essential != b.is_essential) return a.is_essential;
    return a.met() < b.met();
  });
  for (const bool is_essential : {true, false}) {
    const std::size_t count = is_essential ? of_essential : of_optional;
    if (count == 0) continue;
    Finding group =
        make_finding(is_essential ? "skills.gap_essential" : "skills.gap_optional", Outcome::not_applicable,
                     target.title, is_essential ? "skills.gap.essential.share" : "skills.gap.optional.share",
                     {percent(is_essential ? out.essential : out.optional), std::to_string(count)}, k_gap_source);
    for (const GapRow& row : out.rows) {
      if (row.is_essential != is_essential) continue;
      Finding one = finding_of(esco, row, held, language);
      // What is only useful does not make a fit fail.
      if (!is_essential && one.outcome == Outcome::fail) one.outcome = Outcome::warn;
      group.add(std::move(one));
    }
    out.report.add(std::move(group));
  }
  return out;
}

SkillLevels::SkillLevels(const EscoIndex& esco, std::span<const HeldSkill> held, Date today, const GapWeights& weights)
    : esco_{esco}, weights_{weights}, levels_(esco.size(), 0) {
  for (const HeldSkill& one : held) {
    const auto skill = esco.find(one.uri);
    if (!skill) continue;
    spread(*skill, weights.of(one.evidence) * weights.of_age(one.on, today), [this](ConceptId other, double level) {
      levels_[other] = std::max(levels_[other], static_cast<float>(level));
    });
  }
}

template <class Take>
void SkillLevels::spread(ConceptId skill, double strength, const Take& take) const {
  take(skill, strength);
  for (const ConceptId other : esco_.related(skill)) take(other, strength * weights_.related);
  // Breadth first with marks of its own: a skill far up has hundreds below it.
  const auto walk = [&](auto step, double degree) {
    std::vector<ConceptId> open(step(skill).begin(), step(skill).end());
    std::unordered_set<ConceptId> met(open.begin(), open.end());
    for (std::size_t next = 0; next < open.size(); ++next) {
      if (!esco_.is_skill(open[next])) continue;
      take(open[next], strength * degree);
      for (const ConceptId further : step(open[next])) {
        if (met.insert(further).second) open.push_back(further);
      }
    }
  };
  walk([this](ConceptId c) { return esco_.broader(c); }, weights_.narrower);
  if (esco_.is_skill(skill)) walk([this](ConceptId c) { return esco_.narrower(c); }, weights_.broader);
}

std::vector<std::pair<ConceptId, float>> SkillLevels::raised_by(std::span<const ConceptId> skills) const {
  std::unordered_map<ConceptId, float> raised;
  for (const ConceptId skill : skills) {
    spread(skill, weights_.verified, [&](ConceptId other, double level) {
      const auto value = static_cast<float>(level);
      if (value > levels_[other]) raised[other] = std::max(raised[other], value);
    });
  }
  return {raised.begin(), raised.end()};
}

Fit SkillLevels::fit(ConceptId occupation) const {
  float essential = 0;
  float optional = 0;
  std::size_t of_essential = 0;
  const auto needs = esco_.raw_needs(occupation);
  for (const std::uint32_t need : needs) {
    const float level = levels_[need >> 1U];
    if ((need & 1U) != 0) {
      ++of_essential;
      essential += level;
    } else {
      optional += level;
    }
  }
  const std::size_t of_optional = needs.size() - of_essential;
  return {.occupation = occupation,
          .essential = of_essential > 0 ? essential / static_cast<float>(of_essential) : 0,
          .optional = of_optional > 0 ? optional / static_cast<float>(of_optional) : 0,
          .fit = both(essential, optional, of_essential, of_optional)};
}

std::vector<Fit> SkillLevels::fits() const {
  std::vector<Fit> out;
  out.reserve(esco_.occupations().size());
  for (const ConceptId occupation : esco_.occupations()) out.push_back(fit(occupation));
  std::sort(out.begin(), out.end(),
            [](const Fit& a, const Fit& b) { return a.fit != b.fit ? a.fit > b.fit : a.occupation < b.occupation; });
  return out;
}

std::vector<Opening> openings(const EscoIndex& esco, const SkillLevels& levels,
                              std::span<const std::vector<ConceptId>> offers, std::span<const ConceptId> among,
                              double line, std::size_t most) {
  const std::unordered_set<ConceptId> allowed(among.begin(), among.end());
  std::vector<Opening> out;
  std::set<std::vector<ConceptId>> met;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    // Of offers that teach the same, the first stands for all.
    std::vector<ConceptId> skills = offers[i];
    std::sort(skills.begin(), skills.end());
    if (!met.insert(std::move(skills)).second) continue;
    std::unordered_map<ConceptId, float> more;  // by occupation, of its essential skills
    for (const auto& [skill, level] : levels.raised_by(offers[i])) {
      for (const std::uint32_t one : esco.raw_needed_by(skill)) {
        const ConceptId occupation = one >> 1U;
        if ((one & 1U) == 0 || (!allowed.empty() && !allowed.contains(occupation))) continue;
        more[occupation] += level - levels.of(skill);
      }
    }
    Opening opening{.offer = i};
    for (const auto& [occupation, gain] : more) {
      const auto needs = esco.raw_needs(occupation);
      const auto essential =
          std::count_if(needs.begin(), needs.end(), [](std::uint32_t need) { return (need & 1U) != 0; });
      const float before = levels.fit(occupation).essential;
      const float after = before + gain / static_cast<float>(essential);
      if (before < line && after >= line) ++opening.opened;
      opening.gain += after - before;
      opening.changes.push_back({occupation, before, after});
    }
    if (opening.changes.empty()) continue;
    std::sort(opening.changes.begin(), opening.changes.end(),
              [line](const Opening::Change& a, const Opening::Change& b) {
                const bool opens_a = a.before < line && a.after >= line;
                const bool opens_b = b.before < line && b.after >= line;
                if (opens_a != opens_b) return opens_a;
                return a.after != b.after ? a.after > b.after : a.occupation < b.occupation;
              });
    if (opening.changes.size() > 5) opening.changes.resize(5);
    out.push_back(std::move(opening));
  }
  std::sort(out.begin(), out.end(), [](const Opening& a, const Opening& b) {
    if (a.opened != b.opened) return a.opened > b.opened;
    return a.gain != b.gain ? a.gain > b.gain : a.offer < b.offer;
  });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace credex::skills
