#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/yaml_reader.h"

namespace credex::recognition {

/// What evaluators look at in stand-alone learning (Nuffic's Micro-evaluator; EAR manual, chapter 10), in the order in
/// which a ledger shows it.
enum class Criterion : std::uint8_t { verification, quality, level, outcomes, workload, assessment, identification };
inline constexpr std::size_t k_criteria = 7;
inline constexpr std::array<Criterion, k_criteria> k_all_criteria{
    Criterion::verification, Criterion::quality,    Criterion::level,         Criterion::outcomes,
    Criterion::workload,     Criterion::assessment, Criterion::identification};
std::string_view criterion_name(Criterion criterion);
std::optional<Criterion> criterion_of(std::string_view name);

/// What an award is to count for.
enum class Purpose : std::uint8_t { employment, study, credit, practice };
inline constexpr std::size_t k_purposes = 4;
inline constexpr std::array<Purpose, k_purposes> k_all_purposes{Purpose::employment, Purpose::study, Purpose::credit,
                                                                Purpose::practice};
std::string_view purpose_name(Purpose purpose);
std::optional<Purpose> purpose_of(std::string_view name);

/// A table by criterion.
template <class T>
struct ByCriterion {
  std::array<T, k_criteria> values{};
  T& operator[](Criterion criterion) { return values[static_cast<std::size_t>(criterion)]; }
  const T& operator[](Criterion criterion) const { return values[static_cast<std::size_t>(criterion)]; }
  bool operator==(const ByCriterion&) const = default;
};

/// What a policy asks of one criterion for one purpose. Values are places on the criterion's scale, levels apart from
/// the wanted level (-1 is one below), or per cent of what is wanted.
struct Setting {
  double full_at = 0;
  double compensable_at = 0;
  int weight = 0;
  bool disqualifying = false;
  std::vector<std::string> compensate_by{};
  std::string ground{};  ///< the body's own rule behind it
  bool operator==(const Setting&) const = default;
};

/// The demands of one purpose.
struct Demands {
  ByCriterion<Setting> settings{};
  int tolerance = 0;                    ///< differences up to this weight together are overlooked
  std::optional<int> least_eqf{};       ///< wanted where there is no target
  std::optional<double> least_hours{};  ///< wanted where there is no target
  std::string note{};
  bool operator==(const Demands&) const = default;
};

/// How much of a wanted outcome one covers that stands to it in a given way, 0 to 1.
struct Matching {
  double same = 1;
  double broader = 0.75;
  double narrower = 0.5;
  double related = 0.25;
  double text_from = 0.5;
  double text_full = 0.75;
  double covered = 0.8;
  double partly = 0.4;
  bool operator==(const Matching&) const = default;
};

/// Days; the body's own, and an applicant can hold it to them (Lisbon Recognition Convention, Article III.5).
struct Deadlines {
  int decide_days = 60;
  int answer_days = 21;
  int hearing_days = 14;
  int appeal_days = 30;
  bool operator==(const Deadlines&) const = default;
};

struct CriterionSource {
  std::string document{};
  std::string section{};
  std::string url{};
  std::string check{};  ///< seen or recalled
};

/// data/recognition/criteria.yaml.
struct Criteria {
  std::string version{};
  ByCriterion<std::vector<std::string>> scales{};
  ByCriterion<std::vector<CriterionSource>> sources{};
  std::array<Demands, k_purposes> demands{};
  std::vector<std::string> means{};
  Matching matching{};
  Deadlines deadlines{};

  /// Error "recognition.criteria" with file, line and reason.
  static Result<Criteria> read(std::string_view yaml, const std::string& name);
  static const Criteria& built_in();
  /// "Lisbon Recognition Convention, Articles IV.1, V.1 and VI.1; ...", for findings.
  const std::string& source_text(Criterion criterion) const { return source_texts[criterion]; }
  ByCriterion<std::string> source_texts{};

  /// A value on the criterion's scale as people write it: "strong", "-1", "80".
  std::string value_text(Criterion criterion, double value) const;
};

/// Reads the keys of a setting that are there over `setting`, and says what contradicts.
void read_setting(YamlReader& in, const json::Value& value, const std::string& at, Criterion criterion,
                  const Criteria& criteria, Setting& setting);
/// The keys of a purpose: tolerance, least_eqf, least_hours, note, criteria.
void read_demands(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                  Demands& demands);
void read_matching(YamlReader& in, const json::Value& value, const std::string& at, Matching& matching);
void read_deadlines(YamlReader& in, const json::Value& value, const std::string& at, Deadlines& deadlines);

}  // namespace credex::recognition
