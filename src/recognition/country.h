#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace credex::recognition {

/// How far a fact was compared with a document.
enum class Basis : std::uint8_t { unknown, recalled, partly_recalled, seen };
std::string_view basis_name(Basis basis);

/// A document that facts rest on (data/countries/sources.yaml).
struct Source {
  std::string id{};
  std::string title{};
  std::string url{};
  std::optional<int> year{};
};

/// What stands behind one fact: its basis and the documents. What is not known has the basis unknown.
struct Ground {
  Basis basis = Basis::unknown;
  std::vector<std::string> sources{};  ///< ids
  bool is_seen() const { return basis == Basis::seen; }
};

/// How national levels stand to the EQF. Several national levels may share one; one that is null lies below EQF 1 or is
/// not referenced (Council Recommendation 2017/C 189/03).
struct LevelMap {
  enum class Rule : std::uint8_t { unknown, one_to_one, table };
  Rule rule = Rule::unknown;
  std::map<std::string, std::optional<int>, std::less<>> table{};
  Ground ground{};
};

/// Hours of work that an ECTS credit stands for (ECTS Users' Guide 2015: 25 to 30); national rules may fix one number.
struct CreditHours {
  std::optional<double> typical{};
  double least = 25;
  double most = 30;
  Ground ground{};
};

/// A body that assures quality, and where it is listed: EQAR, EQAVET, national register, or unknown.
struct QualityBody {
  std::string name{};
  std::string field{};  ///< higher education, vocational education, any
  std::string listed{};
  Ground ground{};
};

struct VetCredit {
  std::string name{};
  std::string text{};
  std::optional<double> hours_per_point{};
  Ground ground{};
};

/// Whether micro-credentials stand in law or in the framework: in-law, inside-existing-law, pilot, unknown, ...
struct Standing {
  std::string status = "unknown";
  std::string text{};
  Ground ground{};
};

/// A country, or a community or nation in one, with a qualifications framework of its own.
struct System {
  std::string id{};                    ///< "IE", "BE-VLG", "UK-SCT"
  std::string country{};               ///< ISO 3166-1 alpha-2
  std::vector<std::string> regions{};  ///< NUTS codes, where it is part of a country
  std::string name{};                  ///< English
  std::string group{};                 ///< EU, EEA, associated, other
  std::string framework{};
  std::string framework_local{};
  std::string framework_uri{};
  std::vector<std::string> levels{};
  Ground levels_ground{};
  LevelMap eqf{};
  std::optional<int> referenced_year{};
  std::optional<std::string> referenced_no_later_than{};
  Ground referenced_ground{};
  CreditHours credit_hours{};
  VetCredit vet_credit{};
  Standing in_law{};
  Standing in_framework{};
  std::string enic_naric{};
  Ground enic_naric_ground{};
  std::vector<QualityBody> quality_bodies{};
  std::string note{};
};

/// A region that runs its education under the framework of its country.
struct Region {
  std::string id{};  ///< NUTS code
  std::string country{};
  std::string name{};
  std::string matters{};  ///< what of education is its own
  Ground ground{};
  std::vector<QualityBody> quality_bodies{};
};

/// A rules file: its name, for errors, and its text.
struct RulesFile {
  std::string name{};
  std::string text{};
};

/// What an EQF level was read from.
struct LevelReading {
  std::optional<int> eqf{};
  enum class How : std::uint8_t { missing, stated, mapped, outside_framework, unmapped } how = How::missing;
  std::string national{};  ///< the level as the framework lists it
  const System* system = nullptr;
  bool differs = false;  ///< the stated EQF level is another than the framework's; the framework's was taken
};

/// The systems and regions that are known (data/countries). Thread-safe once read.
class Countries {
 public:
  /// Reads the files: sources first, then systems and regions in any order. Error "recognition.countries" names file,
  /// line and reason: a level outside its framework, a country that does not exist, an unknown source, a region of an
  /// unknown country, dates or hours that contradict each other.
  static Result<Countries> read(const std::vector<RulesFile>& files);
  static const Countries& built_in();

  const std::vector<System>& systems() const { return systems_; }
  const std::vector<Region>& regions() const { return regions_; }
  const Source* source(std::string_view id) const;
  const System* find(std::string_view id) const;
  const Region* region(std::string_view nuts) const;
  /// The system under which an organisation in that country and region (NUTS code, may be empty) works: the region's
  /// own, else the country's. Null where the country has several and the region does not say which, or is not known.
  const System* system_of(std::string_view country, std::string_view region) const;
  /// That system's id, or the country where there is none.
  std::string place_of(const std::string& country, const std::string& region) const;
  /// Whether `place` (system, country or NUTS code) contains an organisation of that country and region.
  bool contains(std::string_view place, std::string_view country, std::string_view region) const;
  bool is_place(std::string_view place) const;

 private:
  std::vector<Source> sources_{};
  std::vector<System> systems_{};
  std::vector<Region> regions_{};
};

/// The EQF level of a definition's level: through the national level and its framework where one is given and mapped,
/// else as stated. `national` may carry the framework's short name ("NFQ 8").
LevelReading read_level(const System* system, std::optional<int> stated, std::string_view national);

/// The title and year of a fact's documents, for findings: "QQI: NFQ and NARIC Ireland (2024)".
std::string ground_text(const Countries& countries, const Ground& ground);

}  // namespace credex::recognition
