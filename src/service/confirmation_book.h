#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "service/actor.h"
#include "store/confirmation_records.h"

namespace credex::service {

/// Confirmations with what each hangs on, read as they are asked for within one transaction.
class ConfirmationBook {
 public:
  explicit ConfirmationBook(store::Tx& tx) : tx_{tx} {}

  /// Those of an organisation that were ever in force, the first first.
  const std::vector<store::Confirmation>& of(const std::string& organisation_id);
  /// When it is over: its last day, when it was withdrawn or replaced, or when whoever gave it is confirmed no more.
  Instant end_of(const store::Confirmation& record);
  /// The one in force at that time.
  std::optional<store::Confirmation> in_force(const std::string& organisation_id, Instant at);
  /// Whether what `organisation_id` confirms hangs on `other`.
  bool hangs_on(const std::string& organisation_id, const std::string& other, Instant at);

 private:
  Instant covered_until(const std::string& organisation_id, Instant from);

  store::Tx& tx_;
  std::map<std::string, std::vector<store::Confirmation>> known_;
  std::map<std::string, Instant> ends_;
  std::set<std::string> asking_;
};

/// The confirmation by which an authority may decide on what is asked: confirmed itself, of the same country, its
/// fields cover all that are asked for (none are all), and it does not hang on who asks. Else "service.forbidden" with
/// why.
Result<store::Confirmation> authority_for(store::Tx& tx, const Platform& platform, const store::Organisation& authority,
                                          const store::Confirmation& asked);

}  // namespace credex::service
