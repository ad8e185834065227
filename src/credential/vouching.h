#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/time.h"

namespace credex::credential {

/// What vouches that an identifier belongs to an organisation.
enum class VoucherKind : std::uint8_t { platform, operator_list, registry, certificate, domain };
std::string_view voucher_kind_name(VoucherKind kind);

/// An organisation that somebody vouches for.
struct KnownOrganisation {
  std::string name{};                      ///< as registered
  std::vector<std::string> names{};        ///< other names: languages, former, short
  std::string country{};                   ///< ISO 3166-1 alpha-2; empty where not said
  std::vector<std::string> identifiers{};  ///< DIDs and https URLs that are its own
  std::vector<std::string> registered{};   ///< register numbers as schemes write them ("VATSE-...", ROR addresses, ...)
  std::optional<Instant> since{};          ///< vouched for from, until
  std::optional<Instant> until{};
  std::optional<Instant> complete_since{};  ///< from when on `identifiers` are all that it signs with
  VoucherKind kind = VoucherKind::registry;
  std::string by{};      ///< who vouches, by name
  std::string source{};  ///< file, address or record it stands in
};

/// Who can be asked. Implementations: registers that the operator loads, the confirmed organisations of this platform.
/// Asked for keys that were proven; by names only to find who is imitated. Safe to read for many threads.
class Vouchers {
 public:
  virtual ~Vouchers() = default;
  /// Those whose identifier this is.
  virtual std::vector<std::shared_ptr<const KnownOrganisation>> with_identifier(std::string_view identifier) const = 0;
  /// Those with this name or one that is easily taken for it (name_likeness.h).
  virtual std::vector<std::shared_ptr<const KnownOrganisation>> with_name_like(std::string_view name) const = 0;
  /// What was asked, in words: names of the registers, with their dates.
  virtual std::vector<std::string> asked() const = 0;
  /// What would be asked and could not be had, likewise.
  virtual std::vector<std::string> not_asked() const { return {}; }
};

/// The three faces of a credential's issuer.
enum class Face : std::uint8_t {
  vouched,        ///< somebody who is known here vouches for whose the key is
  self_asserted,  ///< the credential says so, and nobody known here does
  contradicted    ///< it uses the name of an organisation that is known here and did not sign it
};

/// Who issued, as a reader may be told.
struct Vouching {
  Face face = Face::self_asserted;
  std::string name{};                 ///< registered name where vouched for; of whom is imitated where contradicted
  std::string claimed{};              ///< what the credential calls its issuer
  std::string identifier{};           ///< that the key was proven for; empty where none
  std::string domain{};               ///< where only a domain is proven
  std::optional<VoucherKind> kind{};  ///< of what vouches
  std::string by{};                   ///< who vouches
  std::string since{};                ///< dates, YYYY-MM-DD; empty where not said
  std::string until{};
  bool is_over = false;  ///< it was vouched for when it was signed, and is no more
};
/// From the findings `issuer.key` and `issuer.organisation` of a report; of several credentials, of the first.
Vouching vouching_of(const Report& report);

}  // namespace credex::credential
