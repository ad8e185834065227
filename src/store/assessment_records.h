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
  template <class Each>
  static void columns(Each&& each) {
    using T = LocalFramework;
    each("id", &T::id);
    each("slug", &T::slug);
    each("title", &T::title);
    each("kind", &T::kind);
    each("country", &T::country);
    each("region", &T::region);
    each("sector", &T::sector);
    each("about", &T::about);
    each("link", &T::link);
    each("settings", &T::settings);
    each("fictional", &T::fictional);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = AssessmentRun;
    each("id", &T::id);
    each("framework_id", &T::framework_id);
    each("rubric", &T::rubric);
    each("state", &T::state);
    each("person_id", &T::person_id);
    each("measures", &T::measures);
    each("made", &T::made);
    each("published", &T::published);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = AssessmentAssessor;
    each("id", &T::id);
    each("run_id", &T::run_id);
    each("person_id", &T::person_id);
    each("name", &T::name);
    each("constituency", &T::constituency);
    each("joined", &T::joined);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = AssessmentRating;
    each("id", &T::id);
    each("run_id", &T::run_id);
    each("assessor_id", &T::assessor_id);
    each("indicator", &T::indicator);
    each("value", &T::value);
    each("reason", &T::reason);
    each("evidence", &T::evidence);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = AssessmentModeration;
    each("id", &T::id);
    each("run_id", &T::run_id);
    each("indicator", &T::indicator);
    each("value", &T::value);
    each("reason", &T::reason);
    each("person_id", &T::person_id);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PracticeEntry;
    each("id", &T::id);
    each("slug", &T::slug);
    each("title", &T::title);
    each("matter", &T::matter);
    each("content", &T::content);
    each("state", &T::state);
    each("submitter", &T::submitter);
    each("submitter_email", &T::submitter_email);
    each("person_id", &T::person_id);
    each("made", &T::made);
    each("decided", &T::decided);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PracticeReview;
    each("id", &T::id);
    each("practice_id", &T::practice_id);
    each("person_id", &T::person_id);
    each("publish", &T::publish);
    each("words", &T::words);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PilotEntry;
    each("id", &T::id);
    each("slug", &T::slug);
    each("title", &T::title);
    each("organisation_id", &T::organisation_id);
    each("content", &T::content);
    each("state", &T::state);
    each("person_id", &T::person_id);
    each("made", &T::made);
    each("evaluated", &T::evaluated);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PilotParticipant;
    each("id", &T::id);
    each("pilot_id", &T::pilot_id);
    each("code", &T::code);
    each("cohort", &T::cohort);
    each("groups", &T::groups);
    each("token_hash", &T::token_hash);
    each("consent", &T::consent);
    each("withdrawn", &T::withdrawn);
    each("completed", &T::completed);
    each("attained", &T::attained);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PilotAnswer;
    each("id", &T::id);
    each("pilot_id", &T::pilot_id);
    each("participant_id", &T::participant_id);
    each("instrument", &T::instrument);
    each("phase", &T::phase);
    each("value", &T::value);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PolicyBrief;
    each("id", &T::id);
    each("slug", &T::slug);
    each("title", &T::title);
    each("addressee", &T::addressee);
    each("country", &T::country);
    each("sector", &T::sector);
    each("content", &T::content);
    each("person_id", &T::person_id);
    each("made", &T::made);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = PolicyTarget;
    each("id", &T::id);
    each("indicator", &T::indicator);
    each("year", &T::year);
    each("value", &T::value);
    each("source", &T::source);
    each("made", &T::made);
  }
};

}  // namespace credex::store
