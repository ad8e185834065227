#pragma once

#include <optional>

#include "base/report.h"
#include "framework/definition.h"

namespace credex::framework {

/// What belongs to one award and not to the definition: Annex I's first and fifth element. Absent where a definition
/// alone is judged.
struct AwardFacts {
  bool learner_identified = false;
  bool has_issue_date = false;
};

struct StandardCheckInput {
  const MicroCredential& definition;
  std::optional<AwardFacts> award{};
  std::optional<Date> today{};  ///< for quality assurance that has run out; not judged where absent
};

/// The standard elements of Annex I of Council Recommendation 2022/C 243/02, one finding an element, with what is
/// missing or implausible below it. Mandatory elements that are missing fail; what is odd warns; optional ones that are
/// absent are not applicable.
Report check_standard(const StandardCheckInput& input);

}  // namespace credex::framework
