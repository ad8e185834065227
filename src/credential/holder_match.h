#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/report.h"
#include "credential/award.h"
#include "credential/name_match.h"

namespace credex::credential {

/// An identity of which a badge states only the digest (Open Badges 3.0, IdentityObject; 2.0, recipient).
struct HashedIdentity {
  std::string hash{};  ///< "sha256$" and hexadecimal digits
  std::string salt{};
  bool operator==(const HashedIdentity&) const = default;
};

/// Whom a credential says that it is about.
struct HolderFacts {
  Learner learner{};
  std::vector<HashedIdentity> hashed{};
  std::string key{};           ///< thumbprint (RFC 7638) of the key that it is bound to
  bool was_addressed = false;  ///< who keeps it reads the mailbox that it was sent to
  bool was_made_for = false;   ///< it was made for who keeps it, by who knew them
};

/// Of a credential in any form that contents_of() reads, and of a statement. Nothing is verified. A credential that
/// says nothing of whom it is about gives empty facts.
HolderFacts holder_facts_of(std::string_view bytes);
/// The same of what was read already.
HolderFacts holder_facts_of(const json::Value& document, const Contents* contents);

/// What is known of a person here, and by what. Only what was proven ties an award to them: an address by a link that
/// was opened, a key that was shown, an identifier by whoever gave it, a name or a birth date by a person who looked.
struct PersonFacts {
  std::string name{};                       ///< as the person gives it
  std::vector<std::string> other_names{};   ///< that somebody accepted as theirs: former names
  std::vector<std::string> stated_names{};  ///< that the person states and nobody has looked at
  std::optional<Date> date_of_birth{};
  bool birth_is_proven = false;
  std::vector<std::string> addresses{};    ///< e-mail, proven
  std::vector<std::string> identifiers{};  ///< DIDs and other URIs, proven
  std::string national_id{};               ///< proven
  std::string national_id_country{};
  std::vector<std::string> keys{};  ///< thumbprints, proven
};

/// Whether an award is about a person.
enum class HolderMatch : std::uint8_t { same, compatible, cannot_be_told, different };
std::string_view holder_match_name(HolderMatch match);
std::optional<HolderMatch> holder_match_from(std::string_view name);

struct HolderJudgement {
  HolderMatch match = HolderMatch::cannot_be_told;
  /// A birth date, address, key or identifier that was proven agrees: the name does not stand alone.
  bool has_second_fact = false;
  /// "holder.match" with what was compared below it: pass, warn (a name alone), unknown, fail.
  Finding finding{};
};

/// A person, made ready to be compared with many awards. For one thread at a time.
class HolderMatcher {
 public:
  explicit HolderMatcher(PersonFacts person);

  /// The rule (docs/verifying.md, "Whose it is"):
  /// - another birth date or another national identifier of the same country: different; against a proven key or
  ///   identifier it cannot be told;
  /// - a proven key or identifier: same; with another name compatible, for names change;
  /// - the address that it was sent to: same with the name or without any, else it cannot be told;
  /// - the name (match_names()), a former one that was accepted being as good: compatible; with a proven birth date
  /// same;
  /// - part of a name, a name that is only stated, letters that cannot be compared, or nothing to compare: cannot be
  ///   told; with the birth date a part of the name is compatible;
  /// - another name: different; where birth date and a word of the name agree it cannot be told.
  HolderJudgement match(const HolderFacts& award) const;

 private:
  PersonFacts person_;
  PersonName name_;
  std::vector<PersonName> others_;
  std::vector<PersonName> stated_;
};

}  // namespace credex::credential
