#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::assessment {

/// A document behind the rubric.
struct Source {
  std::string id{};
  std::string title{};
  std::string url{};
  std::string read{};  ///< how far it was compared
};
struct SourcePlace {
  std::string source{};
  std::string where{};
};

enum class Effect : std::uint8_t { low, medium, high };
std::string_view effect_name(Effect effect);
std::optional<Effect> effect_of(std::string_view name);

/// One thing that a framework is asked for, with the wording of each step from 0 to 4.
struct Indicator {
  std::string id{};
  std::string group{};
  std::string part{};
  std::string title{};
  std::string demand{};
  std::string question{};
  std::array<std::string, 5> scale{};
  std::vector<std::string> evidence{};  ///< kinds that are expected
  std::string recommendation{};         ///< for a weak score
  int effort = 2;                       ///< 1 small, 2 medium, 3 large
  Effect effect = Effect::medium;
  bool critical = false;
  std::string measured{};   ///< what the catalogue's data could say, in words
  std::string measure{};    ///< the measure of assessment/measures.h that does; empty: none is made
  bool is_partial = false;  ///< the measure hints and sets no rating
  std::vector<SourcePlace> sources{};
};

struct Part {
  std::string id{};
  std::string title{};
};
struct Group {
  std::string id{};
  std::string title{};
  double weight = 0;
  std::vector<Part> parts{};
};
struct Band {
  double at_least = 0;
  std::string name{};
};
/// What Council Recommendation 2022/C 243/02 asks of Member States, with the indicators that show it.
struct Ask {
  std::string id{};
  std::string ask{};
  std::string section{};
  std::vector<std::string> indicators{};
};

/// data/assessment/rubric.yaml.
struct Rubric {
  std::string id{};
  std::string version{};
  std::string purpose{};
  std::string status{};
  std::array<std::string, 5> scale{};
  std::vector<std::string> rules{};
  int target = 3;
  std::vector<Group> groups{};
  std::vector<Band> bands{};
  std::vector<Source> sources{};
  std::vector<Ask> asks{};
  std::vector<Indicator> indicators{};

  const Indicator* find(std::string_view id) const;
  const Group* group(std::string_view id) const;
  const Source* source(std::string_view id) const;
  /// The indicator's share in the total, before anything is left out.
  double share(const Indicator& indicator) const;
  /// "CR22, Annex I; GDPR, Article 5" with the sources' titles.
  std::string citation(const Indicator& indicator) const;

  static const Rubric& built_in();
};

/// Error "assessment.rubric" names file, line and reason: a step without wording, a source that is not listed, weights
/// that are no whole.
Result<Rubric> read_rubric(std::string_view text, const std::string& name);

}  // namespace credex::assessment
