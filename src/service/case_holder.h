#pragma once

#include <string>
#include <vector>

#include "service/cases.h"
#include "service/holder_gate.h"

namespace credex::service {

/// Whose the award of an application is: what it says beside what is known of the applicant.
struct CaseHolderView {
  store::CaseHolder record{};  ///< what was found, and what an officer said to it
  std::string named{};         ///< of the award
  std::string birth{};
  std::string award_id{};
  std::string awarded_on{};
  std::string grade{};
  std::string applicant{};  ///< of the applicant
  std::string applicant_birth{};
  bool birth_is_seen = false;
  std::vector<std::string> addresses{};
  std::string claim{};  ///< why the applicant says that it is theirs
  std::string former_name{};
  std::string evidence{};
  Finding finding{};
  bool needs_word = false;  ///< an officer has to say that it is the applicant's
  std::string confirmed_by{};
};
CaseHolderView case_holder(Platform& platform, const store::RecognitionCase& record);

/// How it stands now, in the transaction: of the holding, or as it was when the case was opened.
struct CaseStanding {
  store::CaseHolder record{};
  bool may_sign = false;  ///< nobody need be asked
  bool fits() const { return may_sign || record.confirmed.has_value(); }
};
CaseStanding case_standing(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record);
/// Opens it with the case.
void open_case_holder(store::Tx& tx, const std::string& case_id, const HolderStanding& standing);
/// What the officer says, onto the record; Error "service.holder_open" where it is needed and missing.
Result<void> take_holder(store::Tx& tx, const Platform& platform, const Actor& actor,
                         const store::RecognitionCase& record, const Ruling& ruling);

}  // namespace credex::service
