#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/report.h"
#include "base/time.h"
#include "skills/esco_index.h"
#include "skills/person.h"
#include "skills/relations.h"

namespace credex::skills {

/// What work asks for: the skills of an occupation, of a job, or of several together.
struct Target {
  std::string title{};
  std::vector<Need> needs{};  ///< each skill once, essential where any says so
};
Target target_of(const EscoIndex& esco, ConceptId occupation, std::string_view language = "en");
/// Adds `more` to `target`.
void join(Target& target, const Target& more);

/// How much each kind of evidence and each relation counts, 0 to 1, and how age wears. Our settings; no source fixes
/// them.
struct GapWeights {
  double declared = 0.5;
  double shown = 0.65;
  double confirmed = 0.8;
  double validated = 1;
  double verified = 1;
  double broader = 0.75;  ///< held is broader than wanted
  double narrower = 0.5;  ///< held is a special case of what is wanted
  double related = 0.25;
  double fresh_years = 3;  ///< up to which age wears nothing
  double worn_years = 10;  ///< from which it has worn all it can
  double worn = 0.6;       ///< what is left then

  double of(EvidenceKind kind) const;
  double of(Relation relation) const;
  /// What age leaves: 1 where no date is known for what is declared anyway.
  double of_age(std::optional<Date> on, Date today) const;
};

/// A wanted skill and the best that the person has for it.
struct GapRow {
  ConceptId wanted = 0;
  bool is_essential = false;
  Relation relation = Relation::none;
  std::optional<std::size_t> held{};  ///< place in the person's skills
  double degree = 0;                  ///< by the relation
  double strength = 0;                ///< by evidence and age
  double met() const { return degree * strength; }
  bool is_missing() const { return degree < 0.5; }
};

struct Gap {
  std::vector<GapRow> rows{};  ///< essential first, missing first
  double essential = 0;        ///< share of the essential skills that is met, 0 to 1
  double optional = 0;
  double fit = 0;   ///< both, essential ones counting three times as much
  Report report{};  ///< a finding a wanted skill: pass, warn (in part, declared or old), fail (missing)
};

/// The person's skills against a target.
Gap gap(const EscoIndex& esco, std::span<const HeldSkill> held, const Target& target, Date today,
        const GapWeights& weights = {}, std::string_view language = "en");

/// How well a person fits an occupation.
struct Fit {
  ConceptId occupation = 0;
  float essential = 0;
  float optional = 0;
  float fit = 0;
};

/// What a person has of each skill, 0 to 1, over relations, evidence and age: made once, asked many times.
class SkillLevels {
 public:
  SkillLevels(const EscoIndex& esco, std::span<const HeldSkill> held, Date today, const GapWeights& weights = {});
  /// The same with further skills as if they were held, verified today; says which skills became more.
  std::vector<std::pair<ConceptId, float>> raised_by(std::span<const ConceptId> skills) const;
  float of(ConceptId skill) const { return levels_[skill]; }
  /// All occupations, best first.
  std::vector<Fit> fits() const;
  Fit fit(ConceptId occupation) const;

 private:
  template <class Take>
  void spread(ConceptId skill, double strength, const Take& take) const;
  const EscoIndex& esco_;
  GapWeights weights_;
  std::vector<float> levels_{};
};

/// One more micro-credential, by the skills that it gives, and what it would open.
struct Opening {
  std::size_t offer = 0;  ///< place in the offers
  struct Change {
    ConceptId occupation = 0;
    float before = 0;  ///< share of essential skills met
    float after = 0;
  };
  std::vector<Change> changes{};  ///< occupations that it brings nearest or over the line first
  std::size_t opened = 0;         ///< occupations whose share passes the line
  double gain = 0;
};

/// Which of the offers would open most: occupations of which the share of essential skills passes `line`, then the
/// greatest growth. `among` limits the occupations; empty is all.
std::vector<Opening> openings(const EscoIndex& esco, const SkillLevels& levels,
                              std::span<const std::vector<ConceptId>> offers, std::span<const ConceptId> among,
                              double line = 0.6, std::size_t most = 10);

}  // namespace credex::skills
