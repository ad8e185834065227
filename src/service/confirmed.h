#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "credential/vouching.h"
#include "service/platform.h"

namespace credex::service {

/// A confirmed organisation as verifiers ask for it.
struct ConfirmedOrganisation : credential::KnownOrganisation {
  std::string organisation_id{};
  std::string slug{};
};

/// The confirmed organisations of this platform, those whose confirmation is over among them (with its end): their keys
/// and addresses, and the names that they were confirmed with. Kept in memory; whether something changed is asked of
/// the database at most once a second (a number in one row), and it is read anew when it did, here or by another
/// server. Any thread may use it; `mutex_` guards what is kept.
class ConfirmedOrganisations final : public credential::Vouchers {
 public:
  using List = std::vector<std::shared_ptr<const credential::KnownOrganisation>>;

  explicit ConfirmedOrganisations(const Platform& platform) : platform_{platform} {}
  List with_identifier(std::string_view identifier) const override;
  List with_name_like(std::string_view name) const override;
  std::vector<std::string> asked() const override;

  /// The next question is answered from the database as it is then: for whoever has just changed it.
  void look_again() const;

  /// As with_name_like(), with what only this platform knows of them, and as the database has it now.
  std::vector<std::shared_ptr<const ConfirmedOrganisation>> alike(std::string_view name) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Index =
      std::unordered_map<std::string, std::vector<std::shared_ptr<const ConfirmedOrganisation>>, Hash, std::equal_to<>>;
  struct Snapshot {
    std::int64_t change = -1;
    Index by_identifier{};
    Index by_name{};
    std::size_t count = 0;
  };
  std::shared_ptr<const Snapshot> snapshot(bool at_once) const;
  std::shared_ptr<const Snapshot> read(std::int64_t change) const;

  const Platform& platform_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Snapshot> kept_{};  ///< shared with those who are reading it
  mutable std::chrono::steady_clock::time_point looked_{};
};

/// Whether the organisation is confirmed at this moment: its name may stand as it is. Others' stands in quotes.
bool is_confirmed_now(const Platform& platform, std::string_view slug);

}  // namespace credex::service
