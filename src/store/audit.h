#pragma once

#include <string>

#include "base/report.h"
#include "store/table.h"

namespace credex::store {

/// Something that was done. `hash` covers all the others and the entry before, so that none can be changed or taken out
/// unseen.
struct AuditEntry {
  std::int64_t number = 0;
  Instant at{};
  std::string actor{};   ///< a person's id, "api:" and a key's id, or "system"
  std::string action{};  ///< "award.revoke"
  std::string organisation_id{};
  std::string subject{};
  std::string detail{};
  std::string previous{};
  std::string hash{};

  static constexpr const char* k_table = "audit";
  template <class Each>
  static void columns(Each&& each) {
    using T = AuditEntry;
    each("number", &T::number);
    each("at", &T::at);
    each("actor", &T::actor);
    each("action", &T::action);
    each("organisation_id", &T::organisation_id);
    each("subject", &T::subject);
    each("detail", &T::detail);
    each("previous", &T::previous);
    each("hash", &T::hash);
  }
};

/// Writes the entry behind the last one; number, previous and hash are set here.
void append_audit(Tx& tx, AuditEntry entry);

/// Whether each entry is as it was written and none is missing between: a finding for the first that is not, and one
/// for the whole. Where the log ends cannot be seen from the log alone; `expected_last`, a hash noted elsewhere, shows
/// that.
Report verify_audit(Database& database, const std::string& expected_last = {});

}  // namespace credex::store
