// What is kept of assessments, practices, pilots and policy: a struct a table of data/migrations/0008-framework.sql.
#pragma once

#include <optional>
#include <string>

#include "store/table.h"

namespace credex::store {

enum class AssessmentState : std::uint8_t { open, published };
template <>
struct Names<AssessmentState> {
  static constexpr std::string_view k_names[] = {"open", "published"};
};

enum class PracticeState : std::uint8_t { submitted, published, declined };
template <>
struct Names<PracticeState> {
  static constexpr std::string_view k_names[] = {"submitted", "published", "declined"};
};

enum class PilotState : std::uint8_t { open, evaluated };
template <>
struct Names<PilotState> {
  static constexpr std::string_view k_names[] = {"open", "evaluated"};
};

/// A framework that is assessed.
struct LocalFramework {
  std::string id{};
  std::string slug{};
  std::string title{};
  std::string kind{};
  std::string country{};
  std::string region{};
  std::string sector{};
  std::string about{};
  std::string link{};
  std::string settings{};  ///< JSON: weights, target
  bool fictional = false;
  Instant made{};

  static constexpr const char* k_table = "local_framework";
  static auto columns() {
    using T = LocalFramework;
    return std::tuple{column("id", &T::id),
                      column("slug", &T::slug),
                      column("title", &T::title),
                      column("kind", &T::kind),
                      column("country", &T::country),
                      column("region", &T::region),
                      column("sector", &T::sector),
                      column("about", &T::about),
                      column("link", &T::link),
                      column("settings", &T::settings),
                      column("fictional", &T::fictional),
                      column("made", &T::made)};
  }
};

/// One assessment of a framework.
struct AssessmentRun {
  std::string id{};
  std::string framework_id{};
  std::string rubric{};
  AssessmentState state = AssessmentState::open;
  std::string person_id{};  ///< who leads it
  std::string measures{};   ///< JSON, shares counted in the catalogue when it was opened
  Instant made{};
  std::optional<Instant> published{};

  static constexpr const char* k_table = "assessment_run";
  static auto columns() {
    using T = AssessmentRun;
    return std::tuple{
        column("id", &T::id),       column("framework_id", &T::framework_id), column("rubric", &T::rubric),
        column("state", &T::state), column("person_id", &T::person_id),       column("measures", &T::measures),
        column("made", &T::made),   column("published", &T::published)};
  }
};

struct AssessmentAssessor {
  std::string id{};
  std::string run_id{};
  std::string person_id{};
  std::string name{};
  std::string constituency{};
  Instant joined{};

  static constexpr const char* k_table = "assessment_assessor";
  static auto columns() {
    using T = AssessmentAssessor;
    return std::tuple{column("id", &T::id),
                      column("run_id", &T::run_id),
                      column("person_id", &T::person_id),
                      column("name", &T::name),
                      column("constituency", &T::constituency),
                      column("joined", &T::joined)};
  }
};

struct AssessmentRating {
  std::string id{};
  std::string run_id{};
  std::string assessor_id{};
  std::string indicator{};
  std::string value{};  ///< 0 to 4, not_applicable, no_evidence
  std::string reason{};
  std::string evidence{};  ///< JSON
  Instant made{};

  static constexpr const char* k_table = "assessment_rating";
  static auto columns() {
    using T = AssessmentRating;
    return std::tuple{column("id", &T::id),
                      column("run_id", &T::run_id),
                      column("assessor_id", &T::assessor_id),
                      column("indicator", &T::indicator),
                      column("value", &T::value),
                      column("reason", &T::reason),
                      column("evidence", &T::evidence),
                      column("made", &T::made)};
  }
};

struct AssessmentModeration {
  std::string id{};
  std::string run_id{};
  std::string indicator{};
  std::int64_t value = 0;
  std::string reason{};
  std::string person_id{};
  Instant made{};

  static constexpr const char* k_table = "assessment_moderation";
  static auto columns() {
    using T = AssessmentModeration;
    return std::tuple{column("id", &T::id),       column("run_id", &T::run_id), column("indicator", &T::indicator),
                      column("value", &T::value), column("reason", &T::reason), column("person_id", &T::person_id),
                      column("made", &T::made)};
  }
};

/// A practice of the register.
struct PracticeEntry {
  std::string id{};
  std::string slug{};
  std::string title{};
  std::string matter{};
  std::string content{};  ///< JSON, cocreation/practice.h
  PracticeState state = PracticeState::submitted;
  std::string submitter{};
  std::string submitter_email{};
  std::string person_id{};
  Instant made{};
  std::optional<Instant> decided{};

  static constexpr const char* k_table = "practice_entry";
  static auto columns() {
    using T = PracticeEntry;
    return std::tuple{column("id", &T::id),
                      column("slug", &T::slug),
                      column("title", &T::title),
                      column("matter", &T::matter),
                      column("content", &T::content),
                      column("state", &T::state),
                      column("submitter", &T::submitter),
                      column("submitter_email", &T::submitter_email),
                      column("person_id", &T::person_id),
                      column("made", &T::made),
                      column("decided", &T::decided)};
  }
};

struct PracticeReview {
  std::string id{};
  std::string practice_id{};
  std::string person_id{};
  bool publish = false;
  std::string words{};
  Instant made{};

  static constexpr const char* k_table = "practice_review";
  static auto columns() {
    using T = PracticeReview;
    return std::tuple{column("id", &T::id),
                      column("practice_id", &T::practice_id),
                      column("person_id", &T::person_id),
                      column("publish", &T::publish),
                      column("words", &T::words),
                      column("made", &T::made)};
  }
};

/// A pilot: its design; people and answers lie apart.
struct PilotEntry {
  std::string id{};
  std::string slug{};
  std::string title{};
  std::string organisation_id{};
  std::string content{};  ///< JSON, the design
  PilotState state = PilotState::open;
  std::string person_id{};
  Instant made{};
  std::optional<Instant> evaluated{};

  static constexpr const char* k_table = "pilot_entry";
  static auto columns() {
    using T = PilotEntry;
    return std::tuple{column("id", &T::id),
                      column("slug", &T::slug),
                      column("title", &T::title),
                      column("organisation_id", &T::organisation_id),
                      column("content", &T::content),
                      column("state", &T::state),
                      column("person_id", &T::person_id),
                      column("made", &T::made),
                      column("evaluated", &T::evaluated)};
  }
};

/// Somebody in a pilot, by a code. Who they are is known to the pilot's lead, not here.
struct PilotParticipant {
  std::string id{};
  std::string pilot_id{};
  std::string code{};
  std::string cohort{};
  std::string groups{};      ///< JSON
  std::string token_hash{};  ///< of the link to the surveys
  std::optional<Instant> consent{};
  std::optional<Instant> withdrawn{};
  bool completed = false;
  bool attained = false;
  Instant made{};

  static constexpr const char* k_table = "pilot_participant";
  static auto columns() {
    using T = PilotParticipant;
    return std::tuple{column("id", &T::id),
                      column("pilot_id", &T::pilot_id),
                      column("code", &T::code),
                      column("cohort", &T::cohort),
                      column("groups", &T::groups),
                      column("token_hash", &T::token_hash),
                      column("consent", &T::consent),
                      column("withdrawn", &T::withdrawn),
                      column("completed", &T::completed),
                      column("attained", &T::attained),
                      column("made", &T::made)};
  }
};

struct PilotAnswer {
  std::string id{};
  std::string pilot_id{};
  std::string participant_id{};
  std::string instrument{};
  std::string phase{};
  double value = 0;
  Instant made{};

  static constexpr const char* k_table = "pilot_answer";
  static auto columns() {
    using T = PilotAnswer;
    return std::tuple{column("id", &T::id),
                      column("pilot_id", &T::pilot_id),
                      column("participant_id", &T::participant_id),
                      column("instrument", &T::instrument),
                      column("phase", &T::phase),
                      column("value", &T::value),
                      column("made", &T::made)};
  }
};

/// A set of recommendations with the figures behind them, as they were.
struct PolicyBrief {
  std::string id{};
  std::string slug{};
  std::string title{};
  std::string addressee{};
  std::string country{};
  std::string sector{};
  std::string content{};  ///< JSON
  std::string person_id{};
  Instant made{};

  static constexpr const char* k_table = "policy_brief";
  static auto columns() {
    using T = PolicyBrief;
    return std::tuple{column("id", &T::id),           column("slug", &T::slug),
                      column("title", &T::title),     column("addressee", &T::addressee),
                      column("country", &T::country), column("sector", &T::sector),
                      column("content", &T::content), column("person_id", &T::person_id),
                      column("made", &T::made)};
  }
};

/// What the operator aims at.
struct PolicyTarget {
  std::string id{};
  std::string indicator{};
  std::int64_t year = 0;
  double value = 0;
  std::string source{};
  Instant made{};

  static constexpr const char* k_table = "policy_target";
  static auto columns() {
    using T = PolicyTarget;
    return std::tuple{column("id", &T::id),       column("indicator", &T::indicator), column("year", &T::year),
                      column("value", &T::value), column("source", &T::source),       column("made", &T::made)};
  }
};

}  // namespace credex::store
