#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "credential/vouching.h"

namespace credex::credential {

/// Where a register comes from and how it is known to be that one.
struct RegisterSource {
  std::string name{};    ///< how the operator calls it; empty: as it calls itself
  std::string place{};   ///< file or address, for messages
  std::string key{};     ///< did:key that must have signed it (as a JWT); empty: none is asked for
  std::string sha256{};  ///< hexadecimal digest that its bytes must have; empty: none is asked for
};

/// A register of issuers, as others publish it and an operator loads it. Two forms, plain or as the payload of a JWT:
/// - ours (docs/verifying.md): {"type": "IssuerRegister", "name", "updated", "expires", "issuers": [{"name", "names",
///   "country", "identifiers", "registered", "since", "until", "completeSince"}]};
/// - that of the known-issuer registries which badge verifiers load (digitalcredentials/issuer-registry-client):
///   {"meta": {"updated"}, "registry": {DID: {"name", "location", "url"}}}.
/// What it holds stays as text, an issuer each, and is read when somebody asks: some 250 bytes an issuer.
class IssuerRegister final : public Vouchers {
 public:
  static constexpr std::size_t k_most_bytes = std::size_t{256} * 1024 * 1024;
  static constexpr std::size_t k_most_issuers = 1'000'000;
  static constexpr std::size_t k_longest_issuer = std::size_t{64} * 1024;

  /// Error "credential.register": not signed or not with that key, another digest, over, of another form, too large;
  /// with the place of what is wrong.
  static Result<std::shared_ptr<const IssuerRegister>> read(std::string bytes, const RegisterSource& source,
                                                            Instant at);

  std::vector<std::shared_ptr<const KnownOrganisation>> with_identifier(std::string_view identifier) const override;
  std::vector<std::shared_ptr<const KnownOrganisation>> with_name_like(std::string_view name) const override;
  std::vector<std::string> asked() const override;

  const std::string& name() const { return name_; }
  std::optional<Instant> updated() const { return updated_; }
  std::optional<Instant> expires() const { return expires_; }
  bool is_signed() const { return is_signed_; }
  std::size_t size() const { return entries_.size(); }
  /// How many identifiers it has that `before` has not, and the other way round.
  std::pair<std::size_t, std::size_t> changes_since(const IssuerRegister& before) const;

 private:
  struct Entry {
    std::uint32_t at = 0;  ///< in text_
    std::uint32_t size = 0;
    std::uint32_t key_at = 0;  ///< of the DID that is its member name, in the second form
    std::uint32_t key_size = 0;
  };
  struct Indexed {
    std::uint64_t hash = 0;
    std::uint32_t entry = 0;
  };
  class Reader;

  std::shared_ptr<const KnownOrganisation> organisation(std::uint32_t entry) const;
  std::vector<std::shared_ptr<const KnownOrganisation>> found(const std::vector<Indexed>& index,
                                                              std::string_view text) const;

  std::string text_{};
  std::string name_{};
  std::string place_{};
  std::optional<Instant> updated_{};
  std::optional<Instant> expires_{};
  bool is_signed_ = false;
  std::vector<Entry> entries_{};
  std::vector<Indexed> by_identifier_{};  ///< sorted by hash
  std::vector<Indexed> by_name_{};
};

}  // namespace credex::credential
