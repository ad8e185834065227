// What is kept of recognition and stacking: a struct a table of data/migrations. Long because each says its columns.
#pragma once

#include <string>

#include "store/table.h"

namespace credex::store {

/// A version of a body's policy; the newest that has begun is in force.
struct RecognitionPolicy {
  std::string id{};
  std::string organisation_id{};
  std::int64_t version = 1;
  std::string content{};  ///< as recognition/policy.h reads it
  Instant published{};

  static constexpr const char* k_table = "recognition_policy";
  static auto columns() {
    using T = RecognitionPolicy;
    return std::tuple{column("id", &T::id), column("organisation_id", &T::organisation_id),
                      column("version", &T::version), column("content", &T::content),
                      column("published", &T::published)};
  }
};

enum class AgreementState : std::uint8_t { proposed, in_force, ended };
template <>
struct Names<AgreementState> {
  static constexpr std::string_view k_names[] = {"proposed", "in_force", "ended"};
};

/// An agreement between bodies; it binds once every party has signed.
struct Agreement {
  std::string id{};
  std::string organisation_id{};  ///< who proposed it
  std::string content{};          ///< as recognition/agreement.h reads it
  AgreementState state = AgreementState::proposed;
  std::string note{};  ///< why it ended
  Instant created{};
  Instant changed{};

  static constexpr const char* k_table = "agreement";
  static auto columns() {
    using T = Agreement;
    return std::tuple{column("id", &T::id),           column("organisation_id", &T::organisation_id),
                      column("content", &T::content), column("state", &T::state),
                      column("note", &T::note),       column("created", &T::created),
                      column("changed", &T::changed)};
  }
};

struct AgreementParty {
  std::string id{};
  std::string agreement_id{};
  std::string organisation_id{};
  std::string statement{};  ///< its signed word; empty until then
  std::optional<Instant> signed_at{};

  static constexpr const char* k_table = "agreement_party";
  static auto columns() {
    using T = AgreementParty;
    return std::tuple{column("id", &T::id), column("agreement_id", &T::agreement_id),
                      column("organisation_id", &T::organisation_id), column("statement", &T::statement),
                      column("signed", &T::signed_at)};
  }
};

/// submitted: with the officers; asked: the applicant answers; hearing: the applicant may say something to what is
/// intended; decided; appealed: with the officers again; closed: the appeal was decided; withdrawn.
enum class CaseState : std::uint8_t { submitted, asked, hearing, decided, appealed, closed, withdrawn };
template <>
struct Names<CaseState> {
  static constexpr std::string_view k_names[] = {"submitted", "asked",  "hearing",  "decided",
                                                 "appealed",  "closed", "withdrawn"};
};

/// An application for recognition. What it was decided on is kept with it, so that the decision can be made again.
struct RecognitionCase {
  std::string id{};
  std::string organisation_id{};
  std::string person_id{};
  std::string purpose{};
  std::string target_id{};  ///< definition; empty: nothing to compare with
  std::int64_t target_version = 0;
  std::string holding_id{};
  std::string award_id{};  ///< where it was issued on this platform: its definition is known whole
  std::string credential{};
  std::string title{};
  std::string issuer{};
  std::string outcomes{};  ///< skills and words, a line each: for finding cases alike
  CaseState state = CaseState::submitted;
  std::string policy_id{};
  std::string agreements{};    ///< JSON: those in force on the day
  std::string corrections{};   ///< JSON
  std::string authenticity{};  ///< what verification came to on the day
  std::string prepared{};      ///< JSON: what the body's rules come to
  std::string verdict{};       ///< intended or decided; empty before
  std::optional<double> credits{};
  std::string reason{};
  std::string officer_id{};
  bool overrides = false;  ///< whether the officer decided otherwise than prepared
  Instant applied{};
  Instant due{};  ///< of whoever has to act
  std::optional<Instant> decided{};
  std::optional<Instant> appeal_until{};
  std::string statement{};  ///< signed; empty before the decision
  std::string list_id{};
  std::int64_t list_index = 0;

  static constexpr const char* k_table = "recognition_case";
  static auto columns() {
    using T = RecognitionCase;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("person_id", &T::person_id),
                      column("purpose", &T::purpose),
                      column("target_id", &T::target_id),
                      column("target_version", &T::target_version),
                      column("holding_id", &T::holding_id),
                      column("award_id", &T::award_id),
                      column("credential", &T::credential),
                      column("title", &T::title),
                      column("issuer", &T::issuer),
                      column("outcomes", &T::outcomes),
                      column("state", &T::state),
                      column("policy_id", &T::policy_id),
                      column("agreements", &T::agreements),
                      column("corrections", &T::corrections),
                      column("authenticity", &T::authenticity),
                      column("prepared", &T::prepared),
                      column("verdict", &T::verdict),
                      column("credits", &T::credits),
                      column("reason", &T::reason),
                      column("officer_id", &T::officer_id),
                      column("overrides", &T::overrides),
                      column("applied", &T::applied),
                      column("due", &T::due),
                      column("decided", &T::decided),
                      column("appeal_until", &T::appeal_until),
                      column("statement", &T::statement),
                      column("list_id", &T::list_id),
                      column("list_index", &T::list_index)};
  }
};

/// One thing said or done on a case.
struct RecognitionEvent {
  std::string id{};
  std::string case_id{};
  std::int64_t number = 1;  ///< their order in the case
  Instant at{};
  std::string who{};  ///< person id, or empty: the program
  std::string
      kind{};  ///< applied, asked, answered, corrected, intended, heard, decided, appealed, appeal_decided, withdrawn
  std::string words{};
  std::string detail{};

  static constexpr const char* k_table = "recognition_event";
  static auto columns() {
    using T = RecognitionEvent;
    return std::tuple{column("id", &T::id),       column("number", &T::number), column("case_id", &T::case_id),
                      column("at", &T::at),       column("who", &T::who),       column("kind", &T::kind),
                      column("words", &T::words), column("detail", &T::detail)};
  }
};

enum class StackRuleState : std::uint8_t { open, ended };
template <>
struct Names<StackRuleState> {
  static constexpr std::string_view k_names[] = {"open", "ended"};
};

/// A body's rule for a larger award; `definition_id` is what is awarded once it is met.
struct StackRule {
  std::string id{};
  std::string organisation_id{};
  std::int64_t version = 1;
  std::string title{};
  std::string content{};  ///< as stacking/rule.h reads it
  std::string definition_id{};
  StackRuleState state = StackRuleState::open;
  Instant published{};

  static constexpr const char* k_table = "stack_rule";
  static auto columns() {
    using T = StackRule;
    return std::tuple{column("id", &T::id),           column("organisation_id", &T::organisation_id),
                      column("version", &T::version), column("title", &T::title),
                      column("content", &T::content), column("definition_id", &T::definition_id),
                      column("state", &T::state),     column("published", &T::published)};
  }
};

/// A rule's text as it was published in one version, so that proofs made by it can be checked for ever.
struct StackRuleText {
  std::string id{};
  std::string rule_id{};
  std::int64_t version = 1;
  std::string content{};
  Instant published{};

  static constexpr const char* k_table = "stack_rule_text";
  static auto columns() {
    using T = StackRuleText;
    return std::tuple{column("id", &T::id), column("rule_id", &T::rule_id), column("version", &T::version),
                      column("content", &T::content), column("published", &T::published)};
  }
};

enum class StackRequestState : std::uint8_t { asked, awarded, refused };
template <>
struct Names<StackRequestState> {
  static constexpr std::string_view k_names[] = {"asked", "awarded", "refused"};
};

/// A learner asks for a larger award that its body does not give without being asked.
struct StackRequest {
  std::string id{};
  std::string rule_id{};
  std::int64_t rule_version = 1;  ///< the text that was in force when it was asked for
  std::string organisation_id{};
  std::string person_id{};
  StackRequestState state = StackRequestState::asked;
  std::string proof{};   ///< of what counted when it was asked for: JSON (stacking/proof.h)
  std::string reason{};  ///< of a refusal
  std::string award_id{};
  Instant asked{};
  std::optional<Instant> answered{};

  static constexpr const char* k_table = "stack_request";
  static auto columns() {
    using T = StackRequest;
    return std::tuple{column("id", &T::id),
                      column("rule_id", &T::rule_id),
                      column("rule_version", &T::rule_version),
                      column("organisation_id", &T::organisation_id),
                      column("person_id", &T::person_id),
                      column("state", &T::state),
                      column("proof", &T::proof),
                      column("reason", &T::reason),
                      column("award_id", &T::award_id),
                      column("asked", &T::asked),
                      column("answered", &T::answered)};
  }
};

/// A holding that counts in a larger award, with the proof that travels with it.
struct StackUse {
  std::string id{};
  std::string rule_id{};
  std::string person_id{};
  std::string award_id{};
  std::string digest{};  ///< of the holding
  std::string proof{};
  Instant made{};

  static constexpr const char* k_table = "stack_use";
  static auto columns() {
    using T = StackUse;
    return std::tuple{column("id", &T::id),
                      column("rule_id", &T::rule_id),
                      column("person_id", &T::person_id),
                      column("award_id", &T::award_id),
                      column("digest", &T::digest),
                      column("proof", &T::proof),
                      column("made", &T::made)};
  }
};

}  // namespace credex::store
