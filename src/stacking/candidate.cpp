#include "stacking/candidate.h"

#include <algorithm>
#include <cmath>

#include "framework/vocabulary.h"

namespace credex::stacking {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

Candidate candidate_of(const framework::MicroCredential& d, const recognition::Countries& countries) {
  const recognition::System* system = countries.system_of(d.awarding_body.country, d.awarding_body.region);
  Candidate out{.id = d.id,
                .definition = d.id,
                .title = d.title.any(),
                .issuer = d.awarding_body.id,
                .issuer_name = d.awarding_body.legal_name.any(),
                .country = d.awarding_body.country,
                .region = d.awarding_body.region,
                .sector = d.sector,
                .languages = d.languages,
                .eqf = recognition::read_level(system, d.level.eqf, d.level.national).eqf};
  for (const framework::Concept& field : d.fields) out.fields.push_back(field.uri);
  for (const framework::LearningOutcome& outcome : d.outcomes) {
    for (const framework::Concept& skill : outcome.esco_skills) out.outcomes.push_back(skill.uri);
    if (outcome.esco_skills.empty()) out.outcomes.push_back(outcome.title.any());
  }
  std::sort(out.outcomes.begin(), out.outcomes.end());
  out.outcomes.erase(std::unique(out.outcomes.begin(), out.outcomes.end()), out.outcomes.end());
  if (d.workload.ects) {
    out.ects = d.workload.ects->points;
  } else if (d.workload.hours) {
    out.ects = std::floor(d.workload.hours->count / 25 * 2) / 2;  // in halves, rounded down
  }
  const framework::Concept& mode = d.participation.mode;
  const framework::ListEntry* entry =
      framework::controlled_list("mode").find(mode.uri.empty() ? mode.label.any() : mode.uri);
  out.is_online = entry != nullptr && entry->key == "online";
  return out;
}

void set_authenticity(Candidate& candidate, recognition::Authenticity authenticity) {
  using recognition::Authenticity;
  candidate.is_withdrawn = authenticity == Authenticity::revoked || authenticity == Authenticity::suspended;
  candidate.is_verified =
      authenticity >= Authenticity::some || authenticity == Authenticity::expired || candidate.is_withdrawn;
}

bool selects(const Selector& s, const Candidate& c, const StackRule& rule, const recognition::Countries& countries) {
  if (!s.of.empty() && !has(s.of, c.definition)) return false;
  if (!s.issuers.empty() && !has(s.issuers, c.issuer)) return false;
  if (s.at_home && c.issuer != rule.body_id) return false;
  if (!s.countries.empty() && std::none_of(s.countries.begin(), s.countries.end(), [&](const std::string& place) {
        return countries.contains(place, c.country, c.region);
      }))
    return false;
  if (!s.sectors.empty() && !has(s.sectors, c.sector)) return false;
  if (!s.fields.empty() && std::none_of(c.fields.begin(), c.fields.end(), [&](const std::string& field) {
        return std::any_of(s.fields.begin(), s.fields.end(),
                           [&](const std::string& wanted) { return field.starts_with(wanted); });
      }))
    return false;
  if (!s.skills.empty() && std::none_of(s.skills.begin(), s.skills.end(), [&](const std::string& skill) {
        return std::binary_search(c.outcomes.begin(), c.outcomes.end(), skill);
      }))
    return false;
  if (s.least_eqf && (!c.eqf || *c.eqf < *s.least_eqf)) return false;
  return !s.most_eqf || (c.eqf && *c.eqf <= *s.most_eqf);
}

double overlap(const Candidate& a, const Candidate& b) {
  const std::size_t smaller = std::min(a.outcomes.size(), b.outcomes.size());
  if (smaller == 0) return 0;
  std::size_t common = 0;
  for (auto x = a.outcomes.begin(), y = b.outcomes.begin(); x != a.outcomes.end() && y != b.outcomes.end();) {
    if (*x == *y) ++common;
    const bool left = *x <= *y;
    const bool right = *y <= *x;
    if (left) ++x;
    if (right) ++y;
  }
  return 100.0 * static_cast<double>(common) / static_cast<double>(smaller);
}

}  // namespace credex::stacking
