#pragma once

#include <algorithm>
#include <random>

#include "skills/sectors.h"
#include "skills/talent.h"

namespace credex::test {

/// Profiles as a sector might have them: two thirds of the skills from one occupation's needs, the rest from anywhere,
/// a third from anywhere; a third declared, half verified. The same for the same number.
class MadeProfiles {
 public:
  explicit MadeProfiles(const skills::EscoIndex& esco) : esco_{esco}, occupations_{skills::cci_occupations(esco)} {
    for (skills::ConceptId c = 0; c < esco.size(); ++c) {
      if (esco.is_skill(c)) skills_.push_back(c);
    }
    std::stable_sort(skills_.begin(), skills_.end(), [&](skills::ConceptId a, skills::ConceptId b) {
      return esco.raw_needed_by(a).size() > esco.raw_needed_by(b).size();
    });
  }

  skills::TalentProfile profile(std::uint32_t number, std::size_t count = 30) const {
    std::mt19937 random{number * 7919U + 17U};
    const auto below = [&](std::size_t end) { return static_cast<std::size_t>(random() % end); };
    skills::TalentProfile out{.number = number};
    const auto needs = esco_.raw_needs(occupations_[below(occupations_.size())]);
    for (std::size_t i = 0; i < count; ++i) {
      skills::ConceptId skill = 0;
      if (i * 3 < count * 2 && !needs.empty()) {
        skill = needs[below(needs.size())] >> 1U;
      } else {
        // Two thirds of these are of a dozen that every other person has, the others from anywhere.
        skill = skills_[below(3) > 0 ? below(12) : below(skills_.size())];
      }
      skills::HeldSkill held{.uri = std::string{esco_.uri(skill)}};
      const std::size_t kind = below(6);
      held.evidence = kind < 3   ? skills::EvidenceKind::verified
                      : kind < 5 ? skills::EvidenceKind::declared
                                 : skills::EvidenceKind::confirmed;
      held.on = Date{std::chrono::year{2012 + static_cast<int>(below(15))} / 6 / 1};
      if (kind < 3) held.eqf = 3 + static_cast<int>(below(5));
      out.skills.push_back(std::move(held));
    }
    static const std::vector<std::string> k_countries{"PT", "ES", "FR", "DE", "IT", "PL", "RO", "GR", "NL", "BE"};
    static const std::vector<std::string> k_languages{"pt", "es", "fr", "de", "it", "pl", "ro", "el", "nl", "en"};
    const std::size_t home = below(k_countries.size());
    out.country = k_countries[home];
    out.languages = {{k_languages[home], 7}, {"en", 1 + static_cast<int>(below(6))}};
    if (below(3) == 0) out.mobile_to = {below(4) == 0 ? "EU" : k_countries[below(k_countries.size())]};
    out.is_remote = below(3) == 0;
    if (below(2) == 0) out.available_from = Date{std::chrono::year{2026} / static_cast<int>(1 + below(12)) / 1};
    return out;
  }

  /// A role: every other one for an occupation of the sector, with skills that it needs; the others ask for skills that
  /// very many have, so that very many match.
  skills::Role role(std::uint32_t number, std::size_t required = 5, std::size_t wished = 10) const {
    std::mt19937 random{number * 104729U + 3U};
    skills::Role out{.title = "role"};
    const skills::ConceptId occupation = occupations_[random() % occupations_.size()];
    std::vector<skills::Need> needs = esco_.needs(occupation);
    std::shuffle(needs.begin(), needs.end(), random);
    if (number % 2 == 1) {
      needs.clear();
      for (std::size_t i = 0; i < required + wished; ++i)
        needs.push_back({skills_[random() % (i < required ? 12 : 60)], true});
    }
    for (const skills::Need& need : needs) {
      auto& into = out.required.size() < required ? out.required : out.wished;
      const skills::RoleSkill one{.uri = std::string{esco_.uri(need.other)}};
      const bool is_new = std::find(out.required.begin(), out.required.end(), one) == out.required.end() &&
                          std::find(out.wished.begin(), out.wished.end(), one) == out.wished.end();
      if (out.wished.size() < wished && is_new) into.push_back(one);
    }
    if (number % 2 == 0) out.languages = {{"en", 4}};
    if (number % 3 == 0) out.countries = {"PT", "ES"};
    if (number % 4 == 0) out.by = Date{std::chrono::year{2026} / 6 / 1};
    out.is_remote = number % 5 == 0;
    out.accept_declared = number % 7 == 0;
    return out;
  }

 private:
  const skills::EscoIndex& esco_;
  std::vector<skills::ConceptId> occupations_;
  std::vector<skills::ConceptId> skills_;
};

}  // namespace credex::test
