// Who vouched for the issuer of what people hold, when it was judged: data/migrations/0012-faces.sql.
#pragma once

#include <optional>
#include <string>

#include "store/table.h"

namespace credex::store {

/// What was found of a holding's issuer.
struct HoldingFace {
  std::string holding_id{};
  std::string person_id{};
  std::string face{};  ///< vouched, self_asserted, contradicted
  std::string name{};
  std::string claimed{};
  std::string identifier{};
  std::string domain{};
  std::string kind{};  ///< of what vouches; empty where nothing does
  std::string vouched_by{};
  std::string vouched_since{};  ///< dates, YYYY-MM-DD
  std::string vouched_until{};
  Instant judged{};
  std::optional<Instant> told{};  ///< when its holder was told that it is less than it was taken for
  bool seen = false;              ///< the holder has read that

  static constexpr const char* k_table = "holding_face";
  template <class Each>
  static void columns(Each&& each) {
    using T = HoldingFace;
    each("holding_id", &T::holding_id);
    each("person_id", &T::person_id);
    each("face", &T::face);
    each("name", &T::name);
    each("claimed", &T::claimed);
    each("identifier", &T::identifier);
    each("domain", &T::domain);
    each("kind", &T::kind);
    each("vouched_by", &T::vouched_by);
    each("vouched_since", &T::vouched_since);
    each("vouched_until", &T::vouched_until);
    each("judged", &T::judged);
    each("told", &T::told);
    each("seen", &T::seen);
  }
};

}  // namespace credex::store
