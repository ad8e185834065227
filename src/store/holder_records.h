#pragma once

#include <optional>
#include <string>

#include "store/table.h"

namespace credex::store {

/// What was said to whose an award is: nothing yet, by its keeper, and by who decided.
enum class HolderState : std::uint8_t { judged, asked, accepted, refused };
template <>
struct Names<HolderState> {
  static constexpr std::string_view k_names[] = {"judged", "asked", "accepted", "refused"};
};

/// By what a holding came to its person, where that ties it to them whatever the names are.
enum class HolderBasis : std::uint8_t {
  none,
  address,    ///< handed over to who reads the mailbox that it was sent to
  statement,  ///< made here for this person
};
template <>
struct Names<HolderBasis> {
  static constexpr std::string_view k_names[] = {"", "address", "statement"};
};

/// Whose a holding is (data/migrations/0011-holders.sql).
struct HoldingHolder {
  std::string holding_id{};
  std::string person_id{};
  std::string award_id{};  ///< of this platform; empty for what came from elsewhere
  std::string verdict{};   ///< credential::holder_match_name()
  bool has_second = false;
  std::string reasons{};  ///< the finding, as JSON
  std::string named{};    ///< whom the award names
  std::string birth{};    ///< YYYY-MM-DD, where the award says it
  HolderBasis basis = HolderBasis::none;
  Instant judged{};
  HolderState state = HolderState::judged;
  std::string organisation_id{};  ///< who may decide beside the operator: who issued it here
  std::string former_name{};
  std::string words{};
  std::string evidence{};
  std::optional<Instant> asked{};
  std::string decided_by{};
  std::string decided_as{};  ///< "operator" or "organisation"
  std::string decision{};
  std::optional<Instant> decided{};

  static constexpr const char* k_table = "holding_holder";
  template <class Each>
  static void columns(Each&& each) {
    using T = HoldingHolder;
    each("holding_id", &T::holding_id);
    each("person_id", &T::person_id);
    each("award_id", &T::award_id);
    each("verdict", &T::verdict);
    each("has_second", &T::has_second);
    each("reasons", &T::reasons);
    each("named", &T::named);
    each("birth", &T::birth);
    each("basis", &T::basis);
    each("judged", &T::judged);
    each("state", &T::state);
    each("organisation_id", &T::organisation_id);
    each("former_name", &T::former_name);
    each("words", &T::words);
    each("evidence", &T::evidence);
    each("asked", &T::asked);
    each("decided_by", &T::decided_by);
    each("decided_as", &T::decided_as);
    each("decision", &T::decision);
    each("decided", &T::decided);
  }
};

/// What a person states beside the name, and who has looked at it.
struct PersonDetail {
  std::string person_id{};
  std::string date_of_birth{};    ///< YYYY-MM-DD or empty
  std::string seen_by{};          ///< the operator who found it in evidence; empty once they are erased
  std::optional<Instant> seen{};  ///< when; nothing: nobody has

  static constexpr const char* k_table = "person_detail";
  template <class Each>
  static void columns(Each&& each) {
    using T = PersonDetail;
    each("person_id", &T::person_id);
    each("date_of_birth", &T::date_of_birth);
    each("seen_by", &T::seen_by);
    each("seen", &T::seen);
  }
};

/// Whose the award of an application is, as it was found when it was applied with, and what the officer says to it.
struct CaseHolder {
  std::string case_id{};
  std::string verdict{};
  bool has_second = false;
  std::string reasons{};
  std::string named{};
  std::string confirmed_by{};          ///< the officer who found that it is the applicant's; empty once they are erased
  std::string words{};                 ///< by what
  std::optional<Instant> confirmed{};  ///< when; nothing: nobody has

  static constexpr const char* k_table = "case_holder";
  template <class Each>
  static void columns(Each&& each) {
    using T = CaseHolder;
    each("case_id", &T::case_id);
    each("verdict", &T::verdict);
    each("has_second", &T::has_second);
    each("reasons", &T::reasons);
    each("named", &T::named);
    each("confirmed_by", &T::confirmed_by);
    each("words", &T::words);
    each("confirmed", &T::confirmed);
  }
};

}  // namespace credex::store
