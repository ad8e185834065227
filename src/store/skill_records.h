// What is kept of skills and talent: a struct a table of data/migrations/0007-skills.sql.
#pragma once

#include <optional>
#include <string>

#include "store/table.h"

namespace credex::store {

enum class WordState : std::uint8_t { asked, given, declined };
template <>
struct Names<WordState> {
  static constexpr std::string_view k_names[] = {"asked", "given", "declined"};
};

enum class RoleState : std::uint8_t { open, closed };
template <>
struct Names<RoleState> {
  static constexpr std::string_view k_names[] = {"open", "closed"};
};

enum class ContactState : std::uint8_t { asked, accepted, declined };
template <>
struct Names<ContactState> {
  static constexpr std::string_view k_names[] = {"asked", "accepted", "declined"};
};

/// A skill that a person states, without evidence.
struct PersonSkill {
  std::string id{};
  std::string person_id{};
  std::string uri{};
  Instant added{};

  static constexpr const char* k_table = "person_skill";
  template <class Each>
  static void columns(Each&& each) {
    using T = PersonSkill;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("uri", &T::uri);
    each("added", &T::added);
  }
};

/// A work as evidence: what it is, the person's part in it, and the digest of its file, which is not kept.
struct Work {
  std::string id{};
  std::string person_id{};
  std::string title{};
  std::string kind{};  ///< film, score, costume, ...: words of the person
  std::string part{};  ///< what the person did in it
  std::string client{};
  std::string made_on{};  ///< YYYY, YYYY-MM or YYYY-MM-DD
  std::string rights{};
  std::string authors{};  ///< the others
  std::string words{};
  std::string link{};
  std::string file_name{};
  std::string digest{};  ///< SHA-256 of the file, hexadecimal; empty: there is none
  std::int64_t size = 0;
  std::string skills{};    ///< ESCO URIs with spaces between
  std::string audience{};  ///< who sees it: everyone, employers, link, nobody
  Instant added{};

  static constexpr const char* k_table = "work";
  template <class Each>
  static void columns(Each&& each) {
    using T = Work;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("title", &T::title);
    each("kind", &T::kind);
    each("part", &T::part);
    each("client", &T::client);
    each("made_on", &T::made_on);
    each("rights", &T::rights);
    each("authors", &T::authors);
    each("words", &T::words);
    each("link", &T::link);
    each("file_name", &T::file_name);
    each("digest", &T::digest);
    each("size", &T::size);
    each("skills", &T::skills);
    each("audience", &T::audience);
    each("added", &T::added);
  }
};

/// Somebody's word about a work, asked for by mail.
struct WorkWord {
  std::string id{};
  std::string work_id{};
  std::string token_hash{};
  std::string email{};
  std::string relation{};
  WordState state = WordState::asked;
  std::string name{};
  std::string words{};
  std::string facts{};  ///< digest of what was confirmed, hexadecimal
  Instant asked{};
  std::optional<Instant> answered{};

  static constexpr const char* k_table = "work_word";
  template <class Each>
  static void columns(Each&& each) {
    using T = WorkWord;
    each("id", &T::id);
    each("work_id", &T::work_id);
    each("token_hash", &T::token_hash);
    each("email", &T::email);
    each("relation", &T::relation);
    each("state", &T::state);
    each("name", &T::name);
    each("words", &T::words);
    each("facts", &T::facts);
    each("asked", &T::asked);
    each("answered", &T::answered);
  }
};

/// A person's talent page.
struct Talent {
  std::string person_id{};
  std::int64_t number = 0;  ///< in the talent index
  std::string slug{};
  std::string link_key{};  ///< who has it sees what is shown by link
  std::string content{};   ///< JSON, service/talent.h
  std::string visible{};   ///< JSON: field to audience
  bool searchable = false;
  std::string searched{};    ///< JSON: what of it can be searched; empty where it is not to be found
  Instant checked{};         ///< when its credentials were verified last
  std::int64_t changed = 0;  ///< grows with each change of any profile

  static constexpr const char* k_table = "talent";
  template <class Each>
  static void columns(Each&& each) {
    using T = Talent;
    each("person_id", &T::person_id);
    each("number", &T::number);
    each("slug", &T::slug);
    each("link_key", &T::link_key);
    each("content", &T::content);
    each("visible", &T::visible);
    each("searchable", &T::searchable);
    each("searched", &T::searched);
    each("checked", &T::checked);
    each("changed", &T::changed);
  }
};

/// A number that is in no index any more.
struct TalentGone {
  std::int64_t number = 0;
  std::int64_t changed = 0;

  static constexpr const char* k_table = "talent_gone";
  template <class Each>
  static void columns(Each&& each) {
    using T = TalentGone;
    each("number", &T::number);
    each("changed", &T::changed);
  }
};

/// Work that an organisation describes.
struct JobRole {
  std::string id{};
  std::string organisation_id{};
  std::string title{};
  std::string content{};  ///< JSON, as a role file
  std::string sector{};
  std::string country{};
  RoleState state = RoleState::open;
  Instant added{};
  std::optional<Instant> ended{};

  static constexpr const char* k_table = "job_role";
  template <class Each>
  static void columns(Each&& each) {
    using T = JobRole;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("title", &T::title);
    each("content", &T::content);
    each("sector", &T::sector);
    each("country", &T::country);
    each("state", &T::state);
    each("added", &T::added);
    each("ended", &T::ended);
  }
};

/// An organisation asks to get in touch; the person decides.
struct ContactRequest {
  std::string id{};
  std::string organisation_id{};
  std::string role_id{};
  std::string person_id{};
  std::int64_t number = 0;
  std::string words{};
  ContactState state = ContactState::asked;
  std::string reply{};
  Instant asked{};
  std::optional<Instant> answered{};

  static constexpr const char* k_table = "contact_request";
  template <class Each>
  static void columns(Each&& each) {
    using T = ContactRequest;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("role_id", &T::role_id);
    each("person_id", &T::person_id);
    each("number", &T::number);
    each("words", &T::words);
    each("state", &T::state);
    each("reply", &T::reply);
    each("asked", &T::asked);
    each("answered", &T::answered);
  }
};

/// A skill that an organisation does not find.
struct MissingSkill {
  std::string id{};
  std::string organisation_id{};
  std::string uri{};
  std::string label{};
  std::string sector{};
  std::string country{};
  std::int64_t people = 0;  ///< how many it looks for
  std::string words{};
  Instant posted{};
  std::optional<Instant> ended{};

  static constexpr const char* k_table = "missing_skill";
  template <class Each>
  static void columns(Each&& each) {
    using T = MissingSkill;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("uri", &T::uri);
    each("label", &T::label);
    each("sector", &T::sector);
    each("country", &T::country);
    each("people", &T::people);
    each("words", &T::words);
    each("posted", &T::posted);
    each("ended", &T::ended);
  }
};

enum class LearningKind : std::uint8_t { non_formal, informal };
template <>
struct Names<LearningKind> {
  static constexpr std::string_view k_names[] = {"non_formal", "informal"};
};

/// The four stages of validation (Council Recommendation 2012/C 398/01, point 2), and how an assessment can end.
enum class ValidationStage : std::uint8_t { identification, documentation, assessment, certification, refused };
template <>
struct Names<ValidationStage> {
  static constexpr std::string_view k_names[] = {"identification", "documentation", "assessment", "certification",
                                                 "refused"};
};

/// An organisation's word for a micro-credential's outcomes, signed.
struct OutcomeEndorsement {
  std::string id{};
  std::string organisation_id{};
  std::string definition_id{};
  std::int64_t version = 0;
  std::string words{};
  std::string statement{};  ///< the signed EndorsementCredential
  Instant given{};
  std::optional<Instant> ended{};

  static constexpr const char* k_table = "outcome_endorsement";
  template <class Each>
  static void columns(Each&& each) {
    using T = OutcomeEndorsement;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("definition_id", &T::definition_id);
    each("version", &T::version);
    each("words", &T::words);
    each("statement", &T::statement);
    each("given", &T::given);
    each("ended", &T::ended);
  }
};

/// Learning outside courses on its way through validation (2012/C 398/01).
struct Validation {
  std::string id{};
  std::string person_id{};
  std::string organisation_id{};  ///< who is asked to assess; empty: nobody yet
  std::string title{};
  LearningKind kind = LearningKind::non_formal;
  std::string words{};      ///< what was learnt, how and when
  std::string documents{};  ///< ids of works that show it, with spaces between
  std::string skills{};     ///< ESCO URIs that the person claims, with spaces between
  ValidationStage stage = ValidationStage::identification;
  std::string granted{};  ///< of them, those that were certified
  std::string reason{};
  std::string officer_id{};
  Instant made{};
  Instant changed{};

  static constexpr const char* k_table = "validation";
  template <class Each>
  static void columns(Each&& each) {
    using T = Validation;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("organisation_id", &T::organisation_id);
    each("title", &T::title);
    each("kind", &T::kind);
    each("words", &T::words);
    each("documents", &T::documents);
    each("skills", &T::skills);
    each("stage", &T::stage);
    each("granted", &T::granted);
    each("reason", &T::reason);
    each("officer_id", &T::officer_id);
    each("made", &T::made);
    each("changed", &T::changed);
  }
};

/// A line of an individual learning account.
struct AccountEntry {
  std::string id{};
  std::string person_id{};
  std::string day{};       ///< YYYY-MM-DD
  double amount = 0;       ///< what came in, or went out where it is below 0
  std::string currency{};  ///< ISO 4217
  std::string source{};
  std::string words{};
  Instant made{};

  static constexpr const char* k_table = "account_entry";
  template <class Each>
  static void columns(Each&& each) {
    using T = AccountEntry;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("day", &T::day);
    each("amount", &T::amount);
    each("currency", &T::currency);
    each("source", &T::source);
    each("words", &T::words);
    each("made", &T::made);
  }
};

/// When a holding ends, read once, and whether its holder was reminded.
struct HoldingExpiry {
  std::string holding_id{};
  std::string person_id{};
  std::optional<Instant> expires{};
  std::optional<Instant> reminded{};

  static constexpr const char* k_table = "holding_expiry";
  template <class Each>
  static void columns(Each&& each) {
    using T = HoldingExpiry;
    each("holding_id", &T::holding_id);
    each("person_id", &T::person_id);
    each("expires", &T::expires);
    each("reminded", &T::reminded);
  }
};

}  // namespace credex::store
