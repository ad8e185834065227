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
  template <class Each>
  static void columns(Each&& each) {
    using T = RecognitionPolicy;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("version", &T::version);
    each("content", &T::content);
    each("published", &T::published);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Agreement;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("content", &T::content);
    each("state", &T::state);
    each("note", &T::note);
    each("created", &T::created);
    each("changed", &T::changed);
  }
};

struct AgreementParty {
  std::string id{};
  std::string agreement_id{};
  std::string organisation_id{};
  std::string statement{};  ///< its signed word; empty until then
  std::optional<Instant> signed_at{};

  static constexpr const char* k_table = "agreement_party";
  template <class Each>
  static void columns(Each&& each) {
    using T = AgreementParty;
    each("id", &T::id);
    each("agreement_id", &T::agreement_id);
    each("organisation_id", &T::organisation_id);
    each("statement", &T::statement);
    each("signed", &T::signed_at);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = RecognitionCase;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("person_id", &T::person_id);
    each("purpose", &T::purpose);
    each("target_id", &T::target_id);
    each("target_version", &T::target_version);
    each("holding_id", &T::holding_id);
    each("award_id", &T::award_id);
    each("credential", &T::credential);
    each("title", &T::title);
    each("issuer", &T::issuer);
    each("outcomes", &T::outcomes);
    each("state", &T::state);
    each("policy_id", &T::policy_id);
    each("agreements", &T::agreements);
    each("corrections", &T::corrections);
    each("authenticity", &T::authenticity);
    each("prepared", &T::prepared);
    each("verdict", &T::verdict);
    each("credits", &T::credits);
    each("reason", &T::reason);
    each("officer_id", &T::officer_id);
    each("overrides", &T::overrides);
    each("applied", &T::applied);
    each("due", &T::due);
    each("decided", &T::decided);
    each("appeal_until", &T::appeal_until);
    each("statement", &T::statement);
    each("list_id", &T::list_id);
    each("list_index", &T::list_index);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = RecognitionEvent;
    each("id", &T::id);
    each("number", &T::number);
    each("case_id", &T::case_id);
    each("at", &T::at);
    each("who", &T::who);
    each("kind", &T::kind);
    each("words", &T::words);
    each("detail", &T::detail);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = StackRule;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("version", &T::version);
    each("title", &T::title);
    each("content", &T::content);
    each("definition_id", &T::definition_id);
    each("state", &T::state);
    each("published", &T::published);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = StackRuleText;
    each("id", &T::id);
    each("rule_id", &T::rule_id);
    each("version", &T::version);
    each("content", &T::content);
    each("published", &T::published);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = StackRequest;
    each("id", &T::id);
    each("rule_id", &T::rule_id);
    each("rule_version", &T::rule_version);
    each("organisation_id", &T::organisation_id);
    each("person_id", &T::person_id);
    each("state", &T::state);
    each("proof", &T::proof);
    each("reason", &T::reason);
    each("award_id", &T::award_id);
    each("asked", &T::asked);
    each("answered", &T::answered);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = StackUse;
    each("id", &T::id);
    each("rule_id", &T::rule_id);
    each("person_id", &T::person_id);
    each("award_id", &T::award_id);
    each("digest", &T::digest);
    each("proof", &T::proof);
    each("made", &T::made);
  }
};

}  // namespace credex::store
