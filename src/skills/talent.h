#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/report.h"
#include "skills/esco_index.h"
#include "skills/person.h"
#include "skills/role.h"

namespace credex::skills {

/// The number of a profile, given by whoever keeps it; small numbers keep the index small.
using ProfileNumber = std::uint32_t;

/// What of a consenting person's profile can be searched. No name, no picture, no address.
struct TalentProfile {
  ProfileNumber number = 0;
  std::vector<HeldSkill> skills{};
  std::vector<LanguageSkill> languages{};
  std::string country{};
  std::vector<std::string> mobile_to{};  ///< countries the person would work in; "EU" is every one
  bool is_remote = false;                ///< would work from where they are
  std::optional<Date> available_from{};
};

/// How one skill of the role is met.
struct TalentReason {
  std::size_t wanted = 0;  ///< place among the required skills, then the wished ones
  Relation relation = Relation::none;
  std::string uri{};  ///< what the person has
  EvidenceKind evidence = EvidenceKind::declared;
  std::optional<int> year{};
  std::optional<int> eqf{};
  double counts = 0;
};

struct TalentHit {
  ProfileNumber profile = 0;
  double score = 0;                     ///< 0 to 1
  std::vector<TalentReason> reasons{};  ///< a row a skill that is met, in the role's order
  std::optional<Date> available_from{};
};

struct TalentResult {
  std::vector<TalentHit> hits{};  ///< best first
  std::size_t matched = 0;  ///< profiles that have every required skill and pass the filters of place and language
  std::vector<std::string> unknown{};  ///< skills of the role that no profile has
};

/// Reads a profile file (YAML or JSON; docs/skills.md lists the keys): a person file with country, mobile_to, remote
/// and available_from. Error "skills.person" with file, line and reason.
Result<TalentProfile> read_profile(std::string_view text, const std::string& name);

/// The reasons of a hit as findings: what is asked for, what the person has, on what it rests.
Report talent_report(const EscoIndex& esco, const Role& role, const TalentHit& hit, std::string_view language = "en");

/// The searchable profiles, in memory: for each skill the profiles that have it, or a special case of it, as compressed
/// bitmaps, and each profile's skills in four bytes each. Searching is for any number of threads as long as none
/// changes it.
class TalentIndex {
 public:
  /// `esco` must outlive this; what lies below what is taken from it when a profile is put in.
  explicit TalentIndex(const EscoIndex& esco);
  ~TalentIndex();
  TalentIndex(TalentIndex&&) noexcept;

  /// Adds or replaces. Error "skills.talent" for a number past 64 million or more than 2,000 skills; then nothing
  /// changed.
  Result<void> put(const TalentProfile& profile);
  /// The person is in no answer any more.
  void remove(ProfileNumber profile);
  /// After many changes: gives back memory that is not needed.
  void settle();

  /// Profiles that have every required skill (verified or validated, unless the role accepts more), pass the filters of
  /// language, country and availability, ranked by how well required and wished skills are met: evidence, age, the very
  /// skill before a special case. Exactly the best: parts of the candidates are passed over only where none of them
  /// could come in.
  TalentResult search(const Role& role, Date today, std::size_t most = 50) const;

  std::size_t size() const;
  bool contains(ProfileNumber profile) const;
  /// Memory in bytes, as far as it is the index's own.
  std::size_t bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace credex::skills
