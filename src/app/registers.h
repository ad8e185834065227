#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/fetch.h"
#include "credential/issuer_register.h"

namespace credex::app {

/// How a register that the operator named stands.
struct RegisterState {
  std::string name{};
  std::string place{};
  std::size_t issuers = 0;
  bool is_signed = false;
  std::optional<Instant> updated{};  ///< as it says
  std::optional<Instant> loaded{};   ///< when the one that is in use was had
  std::size_t added = 0;             ///< identifiers that the last edition to differ has and the one before had not
  std::size_t removed = 0;           ///< and those that it has not any more
  std::string problem{};             ///< why the last look at it gave nothing; the one before stays in use
};

/// The registers of issuers that the operator names in a file, asked together. A register that cannot be had or is not
/// what was pinned never takes the place of a good one. `mutex_` guards what is in use.
class Registers final : public credential::Vouchers {
 public:
  /// Reads the file that names them: YAML, a list of `file` or `url`, with `name`, `key` (did:key that must have signed
  /// it) and `sha256`. An address needs one of these two. A file that is itself a register (JSON or a JWT) stands for a
  /// list of it alone. Error "app.registers" with the place.
  static Result<std::shared_ptr<Registers>> open(const std::string& file, Fetch fetch);

  /// Looks at each again; gives how many are in use. The first problem is in state().
  std::size_t load(Instant at);
  std::vector<RegisterState> state() const;

  std::vector<std::shared_ptr<const credential::KnownOrganisation>> with_identifier(
      std::string_view identifier) const override;
  std::vector<std::shared_ptr<const credential::KnownOrganisation>> with_name_like(
      std::string_view name) const override;
  std::vector<std::string> asked() const override;
  std::vector<std::string> not_asked() const override;

 private:
  struct Named {
    credential::RegisterSource source{};
    bool is_url = false;
    std::shared_ptr<const credential::IssuerRegister> in_use{};
    RegisterState state{};
  };
  std::vector<std::shared_ptr<const credential::IssuerRegister>> all() const;

  Fetch fetch_{};
  mutable std::mutex mutex_;
  std::vector<Named> named_{};
};

}  // namespace credex::app
