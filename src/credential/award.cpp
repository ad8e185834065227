#include "credential/award.h"

namespace credex::credential {

std::string Learner::name() const {
  if (!full_name.empty()) return full_name;
  if (given_name.empty() || family_name.empty()) return given_name + family_name;
  return given_name + " " + family_name;
}

}  // namespace credex::credential
