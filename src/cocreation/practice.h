#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"

namespace credex::cocreation {

/// The nine matters by which practices are kept.
inline constexpr std::array<std::string_view, 9> k_matters{"design",        "issuance",    "quality_assurance",
                                                           "certification", "validation",  "recognition",
                                                           "stackability",  "portability", "transferability"};
bool is_matter(std::string_view name);

/// What an effect rests on, weakest first.
enum class EffectEvidence : std::uint8_t { none, satisfaction, before_after, compared, replicated };
std::string_view effect_evidence_name(EffectEvidence evidence);
std::optional<EffectEvidence> effect_evidence_of(std::string_view name);

/// Where something is done: what is not known stays empty.
struct Context {
  std::string country{};
  std::string region{};
  std::string sector{};
  std::string provider{};  ///< formal, non_formal, employer, authority
  std::string size{};      ///< of k_sizes (engagement.h)
  std::string language{};
};

/// What must be so that the practice works elsewhere.
struct Condition {
  std::string text{};
  std::string indicator{};  ///< of the rubric, where one tells
  double at_least = 2;      ///< its value from which on the condition holds
};

struct Practice {
  std::string id{};
  std::string title{};
  std::string matter{};
  std::string language = "en";
  Context context{};
  std::string done{};    ///< what was done
  std::string effect{};  ///< what it brought
  EffectEvidence evidence = EffectEvidence::none;
  std::string evidence_link{};
  std::string cost{};                  ///< in words
  std::optional<double> cost_hours{};  ///< of work, once
  std::vector<Condition> conditions{};
  std::vector<std::string> indicators{};  ///< of the rubric, that it helps
  std::string contact{};
  std::string source{};  ///< where it is described
  bool is_fictional = false;
};

/// A file with "practices". Error "cocreation.practice" names file, line and reason. `is_indicator` says what the
/// rubric has.
using IsKnown = std::function<bool(std::string_view)>;
Result<std::vector<Practice>> read_practices(std::string_view text, const std::string& name,
                                             const IsKnown& is_indicator);
/// The same for one that came another way (a form): the first thing that is wrong, with its field.
Result<void> check_practice(const Practice& practice, const IsKnown& is_indicator);
json::Value practice_value(json::Arena& arena, const Practice& practice);
Result<Practice> practice_from(const json::Value& value);

/// How like two contexts are, 0 to 1 (J. C. Gower, Biometrics 27, 1971): the mean of what is equal over what both name;
/// nothing where nothing can be compared.
std::optional<double> likeness(const Context& a, const Context& b);

/// The value of an indicator where the practice would go to; nothing where it was not assessed.
using ValueOf = std::function<std::optional<double>(std::string_view indicator)>;

/// Whether it could be taken over there: evidence of effect, likeness of context, each condition. `score` is 0 to 1
/// over what is known.
struct Transfer {
  double score = 0;
  double known = 0;  ///< share of the weight on which something is known
  Report report{};
};
Transfer transferability(const Practice& practice, const Context& there, const ValueOf& value_of);

/// A practice with how well it answers.
struct PracticeHit {
  const Practice* practice = nullptr;
  double score = 0;
};
/// By words in title, text and matter, best first; an empty query gives all in their order.
std::vector<PracticeHit> search_practices(std::span<const Practice> all, std::string_view query);
/// Those that help any of the indicators, by how many and by the strength of their evidence.
std::vector<PracticeHit> practices_for(std::span<const Practice> all, std::span<const std::string> indicators);
/// By likeness of context, best first; what cannot be compared is left out.
std::vector<PracticeHit> practices_like(std::span<const Practice> all, const Context& there);

}  // namespace credex::cocreation
