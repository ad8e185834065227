// What is kept of awards, of who holds them, and of the work on them. Long because each says its columns.
#pragma once

#include <string>

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

  static constexpr const char* k_table = "award";
  static auto columns() {
    using T = Award;
    return std::tuple{column("id", &T::id),
                      column("uri", &T::uri),
                      column("organisation_id", &T::organisation_id),
                      column("definition_id", &T::definition_id),
                      column("version", &T::version),
                      column("batch_id", &T::batch_id),
                      column("learner_name", &T::learner_name),
                      column("learner_email", &T::learner_email),
                      column("person_id", &T::person_id),
                      column("format", &T::format),
                      column("credential", &T::credential),
                      column("status", &T::status),
                      column("status_reason", &T::status_reason),
                      column("status_at", &T::status_at),
                      column("list_id", &T::list_id),
                      column("list_index", &T::list_index),
                      column("issued", &T::issued),
                      column("valid_until", &T::valid_until),
                      column("claimed", &T::claimed),
                      column("replaces", &T::replaces),
                      column("replaced_by", &T::replaced_by),
                      column("mandate_id", &T::mandate_id)};
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
  static auto columns() {
    using T = StatusListRecord;
    return std::tuple{column("id", &T::id),           column("organisation_id", &T::organisation_id),
                      column("key_id", &T::key_id),   column("used", &T::used),
                      column("revoked", &T::revoked), column("suspended", &T::suspended),
                      column("changed", &T::changed)};
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
  static auto columns() {
    using T = Holding;
    return std::tuple{
        column("id", &T::id),         column("person_id", &T::person_id), column("award_id", &T::award_id),
        column("title", &T::title),   column("issuer", &T::issuer),       column("credential", &T::credential),
        column("digest", &T::digest), column("source", &T::source),       column("added", &T::added)};
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
  static auto columns() {
    using T = Share;
    return std::tuple{column("id", &T::id),
                      column("person_id", &T::person_id),
                      column("token", &T::token),
                      column("title", &T::title),
                      column("note", &T::note),
                      column("fields", &T::fields),
                      column("holdings", &T::holdings),
                      column("created", &T::created),
                      column("expires", &T::expires),
                      column("ended", &T::ended)};
  }
};

struct ShareVisit {
  std::string id{};
  std::string share_id{};
  Instant at{};
  std::string what{};  ///< seen, or the name of what was downloaded

  static constexpr const char* k_table = "share_visit";
  static auto columns() {
    using T = ShareVisit;
    return std::tuple{column("id", &T::id), column("share_id", &T::share_id), column("at", &T::at),
                      column("what", &T::what)};
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
  static auto columns() {
    using T = Endorsement;
    return std::tuple{column("id", &T::id),
                      column("holding_id", &T::holding_id),
                      column("person_id", &T::person_id),
                      column("token_hash", &T::token_hash),
                      column("email", &T::email),
                      column("relation", &T::relation),
                      column("name", &T::name),
                      column("words", &T::words),
                      column("state", &T::state),
                      column("created", &T::created),
                      column("answered", &T::answered)};
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
  static auto columns() {
    using T = Job;
    return std::tuple{column("id", &T::id),
                      column("kind", &T::kind),
                      column("organisation_id", &T::organisation_id),
                      column("person_id", &T::person_id),
                      column("state", &T::state),
                      column("title", &T::title),
                      column("parameters", &T::parameters),
                      column("total", &T::total),
                      column("done", &T::done),
                      column("failed", &T::failed),
                      column("error", &T::error),
                      column("owner", &T::owner),
                      column("lease", &T::lease),
                      column("created", &T::created),
                      column("finished", &T::finished)};
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
  static auto columns() {
    using T = JobRow;
    return std::tuple{column("job_id", &T::job_id), column("number", &T::number), column("state", &T::state),
                      column("input", &T::input), column("output", &T::output)};
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
  static auto columns() {
    using T = Mail;
    return std::tuple{
        column("id", &T::id),       column("recipient", &T::recipient), column("subject", &T::subject),
        column("body", &T::body),   column("regards", &T::regards),     column("organisation_id", &T::organisation_id),
        column("state", &T::state), column("attempts", &T::attempts),   column("due", &T::due),
        column("error", &T::error), column("created", &T::created),     column("sent", &T::sent)};
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
  static auto columns() {
    using T = ApiKey;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("person_id", &T::person_id),
                      column("name", &T::name),
                      column("hash", &T::hash),
                      column("scopes", &T::scopes),
                      column("created", &T::created),
                      column("last_used", &T::last_used),
                      column("revoked", &T::revoked)};
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
  static auto columns() {
    using T = Idempotency;
    return std::tuple{column("id", &T::id), column("request_hash", &T::request_hash), column("status", &T::status),
                      column("body", &T::body), column("created", &T::created)};
  }
};

}  // namespace credex::store
