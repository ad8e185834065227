// What is kept of awards, of who holds them, and of the work on them. Long because each says its columns.
#pragma once

#include <string>

#include "store/search_key.h"
#include "store/table.h"

namespace credex::store {

enum class AwardStatus : std::uint8_t { valid, suspended, revoked };
template <>
struct Names<AwardStatus> {
  static constexpr std::string_view k_names[] = {"valid", "suspended", "revoked"};
};

struct Award {
  std::string id{};
  std::string uri{};  ///< the credential's id; an award is there once
  std::string organisation_id{};
  std::string definition_id{};
  std::int64_t version = 1;
  std::string batch_id{};  ///< the job that issued it; empty where it was issued alone
  std::string learner_name{};
  std::string learner_email{};  ///< lower case
  std::string person_id{};      ///< who has claimed it
  std::string format{};
  std::string credential{};  ///< signed; never changes
  AwardStatus status = AwardStatus::valid;
  std::string status_reason{};
  std::optional<Instant> status_at{};
  std::string list_id{};
  std::int64_t list_index = 0;
  Instant issued{};
  std::optional<Instant> valid_until{};
  std::optional<Instant> claimed{};
  std::string replaces{};     ///< the award that this one corrects
  std::string replaced_by{};  ///< the award that corrects this one
  std::string mandate_id{};   ///< under which another organisation sealed it; empty: its own seal

  std::string learner_key() const { return store::learner_key(learner_name, learner_email); }

  static constexpr const char* k_table = "award";
  template <class Each>
  static void columns(Each&& each) {
    using T = Award;
    each("id", &T::id);
    each("uri", &T::uri);
    each("organisation_id", &T::organisation_id);
    each("definition_id", &T::definition_id);
    each("version", &T::version);
    each("batch_id", &T::batch_id);
    each("learner_name", &T::learner_name);
    each("learner_email", &T::learner_email);
    each("person_id", &T::person_id);
    each("format", &T::format);
    each("credential", &T::credential);
    each("status", &T::status);
    each("status_reason", &T::status_reason);
    each("status_at", &T::status_at);
    each("list_id", &T::list_id);
    each("list_index", &T::list_index);
    each("issued", &T::issued);
    each("valid_until", &T::valid_until);
    each("claimed", &T::claimed);
    each("replaces", &T::replaces);
    each("replaced_by", &T::replaced_by);
    each("mandate_id", &T::mandate_id);
    each("learner_key", &T::learner_key);
  }
};

/// The two Bitstring Status Lists, of revocation and of suspension, of the awards that one key signed; an award has the
/// same index in both.
struct StatusListRecord {
  std::string id{};
  std::string organisation_id{};
  std::string key_id{};
  std::int64_t used = 0;
  Bytes revoked{};
  Bytes suspended{};
  Instant changed{};

  static constexpr const char* k_table = "status_list";
  template <class Each>
  static void columns(Each&& each) {
    using T = StatusListRecord;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("key_id", &T::key_id);
    each("used", &T::used);
    each("revoked", &T::revoked);
    each("suspended", &T::suspended);
    each("changed", &T::changed);
  }
};

/// A credential in a person's collection, issued here (`award_id`) or brought in.
struct Holding {
  std::string id{};
  std::string person_id{};
  std::string award_id{};
  std::string title{};
  std::string issuer{};
  std::string credential{};
  std::string digest{};  ///< SHA-256 of the credential, hex
  std::string source{};
  Instant added{};

  static constexpr const char* k_table = "holding";
  template <class Each>
  static void columns(Each&& each) {
    using T = Holding;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("award_id", &T::award_id);
    each("title", &T::title);
    each("issuer", &T::issuer);
    each("credential", &T::credential);
    each("digest", &T::digest);
    each("source", &T::source);
    each("added", &T::added);
  }
};

/// A link by which a person shows holdings.
struct Share {
  std::string id{};
  std::string person_id{};
  std::string token{};
  std::string title{};
  std::string note{};
  std::string fields{};    ///< what is shown, by word, separated by spaces
  std::string holdings{};  ///< ids, separated by spaces
  Instant created{};
  std::optional<Instant> expires{};
  std::optional<Instant> ended{};

  static constexpr const char* k_table = "share";
  template <class Each>
  static void columns(Each&& each) {
    using T = Share;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("token", &T::token);
    each("title", &T::title);
    each("note", &T::note);
    each("fields", &T::fields);
    each("holdings", &T::holdings);
    each("created", &T::created);
    each("expires", &T::expires);
    each("ended", &T::ended);
  }
};

struct ShareVisit {
  std::string id{};
  std::string share_id{};
  Instant at{};
  std::string what{};  ///< seen, or the name of what was downloaded

  static constexpr const char* k_table = "share_visit";
  template <class Each>
  static void columns(Each&& each) {
    using T = ShareVisit;
    each("id", &T::id);
    each("share_id", &T::share_id);
    each("at", &T::at);
    each("what", &T::what);
  }
};

enum class EndorsementState : std::uint8_t { asked, given, declined };
template <>
struct Names<EndorsementState> {
  static constexpr std::string_view k_names[] = {"asked", "given", "declined"};
};

/// Words about a holding by somebody its holder worked with.
struct Endorsement {
  std::string id{};
  std::string holding_id{};
  std::string person_id{};  ///< the holder, who asked
  std::string token_hash{};
  std::string email{};
  std::string relation{};
  std::string name{};
  std::string words{};
  EndorsementState state = EndorsementState::asked;
  Instant created{};
  std::optional<Instant> answered{};

  static constexpr const char* k_table = "endorsement";
  template <class Each>
  static void columns(Each&& each) {
    using T = Endorsement;
    each("id", &T::id);
    each("holding_id", &T::holding_id);
    each("person_id", &T::person_id);
    each("token_hash", &T::token_hash);
    each("email", &T::email);
    each("relation", &T::relation);
    each("name", &T::name);
    each("words", &T::words);
    each("state", &T::state);
    each("created", &T::created);
    each("answered", &T::answered);
  }
};

enum class JobState : std::uint8_t { prepared, asked, waiting, running, done, failed, cancelled };
template <>
struct Names<JobState> {
  static constexpr std::string_view k_names[] = {"prepared", "asked",  "waiting",  "running",
                                                 "done",     "failed", "cancelled"};
};

/// Work that goes on behind the pages. `prepared` is not begun yet; `asked` waits for a second person's release.
struct Job {
  std::string id{};
  std::string kind{};
  std::string organisation_id{};
  std::string person_id{};  ///< who began it
  JobState state = JobState::waiting;
  std::string title{};
  std::string parameters{};  ///< JSON
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::string error{};
  std::string owner{};  ///< the server that works on it
  Instant lease{};      ///< until when it is that server's
  Instant created{};
  std::optional<Instant> finished{};

  static constexpr const char* k_table = "job";
  template <class Each>
  static void columns(Each&& each) {
    using T = Job;
    each("id", &T::id);
    each("kind", &T::kind);
    each("organisation_id", &T::organisation_id);
    each("person_id", &T::person_id);
    each("state", &T::state);
    each("title", &T::title);
    each("parameters", &T::parameters);
    each("total", &T::total);
    each("done", &T::done);
    each("failed", &T::failed);
    each("error", &T::error);
    each("owner", &T::owner);
    each("lease", &T::lease);
    each("created", &T::created);
    each("finished", &T::finished);
  }
};

enum class RowState : std::uint8_t { waiting, done, failed };
template <>
struct Names<RowState> {
  static constexpr std::string_view k_names[] = {"waiting", "done", "failed"};
};

struct JobRow {
  std::string job_id{};
  std::int64_t number = 0;
  RowState state = RowState::waiting;
  std::string input{};
  std::string output{};

  static constexpr const char* k_table = "job_row";
  template <class Each>
  static void columns(Each&& each) {
    using T = JobRow;
    each("job_id", &T::job_id);
    each("number", &T::number);
    each("state", &T::state);
    each("input", &T::input);
    each("output", &T::output);
  }
};

enum class MailState : std::uint8_t { waiting, sent, failed };
template <>
struct Names<MailState> {
  static constexpr std::string_view k_names[] = {"waiting", "sent", "failed"};
};

struct Mail {
  std::string id{};
  std::string recipient{};
  std::string subject{};
  std::string body{};
  std::string regards{};  ///< the award or person it is about
  std::string organisation_id{};
  MailState state = MailState::waiting;
  std::int64_t attempts = 0;
  Instant due{};
  std::string error{};
  Instant created{};
  std::optional<Instant> sent{};

  static constexpr const char* k_table = "mail";
  template <class Each>
  static void columns(Each&& each) {
    using T = Mail;
    each("id", &T::id);
    each("recipient", &T::recipient);
    each("subject", &T::subject);
    each("body", &T::body);
    each("regards", &T::regards);
    each("organisation_id", &T::organisation_id);
    each("state", &T::state);
    each("attempts", &T::attempts);
    each("due", &T::due);
    each("error", &T::error);
    each("created", &T::created);
    each("sent", &T::sent);
  }
};

struct ApiKey {
  std::string id{};
  std::string organisation_id{};  ///< whose it is; empty where it is a person's
  std::string person_id{};
  std::string name{};
  std::string hash{};
  std::string scopes{};  ///< by word, separated by spaces
  Instant created{};
  std::optional<Instant> last_used{};
  std::optional<Instant> revoked{};

  static constexpr const char* k_table = "api_key";
  template <class Each>
  static void columns(Each&& each) {
    using T = ApiKey;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("person_id", &T::person_id);
    each("name", &T::name);
    each("hash", &T::hash);
    each("scopes", &T::scopes);
    each("created", &T::created);
    each("last_used", &T::last_used);
    each("revoked", &T::revoked);
  }
};

/// The answer to a request that carried an Idempotency-Key, for when it comes again.
struct Idempotency {
  std::string id{};
  std::string request_hash{};
  std::int64_t status = 0;
  std::string body{};
  Instant created{};

  static constexpr const char* k_table = "idempotency";
  template <class Each>
  static void columns(Each&& each) {
    using T = Idempotency;
    each("id", &T::id);
    each("request_hash", &T::request_hash);
    each("status", &T::status);
    each("body", &T::body);
    each("created", &T::created);
  }
};

}  // namespace credex::store
