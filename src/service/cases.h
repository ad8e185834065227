#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recognition/decision.h"
#include "recognition/precedent.h"
#include "service/actor.h"
#include "service/policies.h"
#include "store/face_records.h"
#include "store/recognition_records.h"

namespace credex::service {

/// Applications for recognition: a person asks a body what a credential counts for. The body's rules prepare a
/// decision; an officer asks, corrects, hears and decides; the decision is a signed statement that the person holds.

struct ApplicationFacts {
  std::string body{};     ///< slug
  std::string holding{};  ///< id in the person's collection
  std::string purpose{};
  std::string target{};  ///< id of a published definition of that body; empty: nothing to compare with
};

/// A case with what was said and done on it, oldest first.
struct CaseView {
  store::RecognitionCase record{};
  store::Organisation body{};
  std::string applicant{};                   ///< name; empty where the person is gone
  std::optional<store::HoldingFace> face{};  ///< of who awarded; absent where the credential is not held any more
  std::vector<store::RecognitionEvent> events{};
  std::vector<std::string> event_names{};  ///< who, by name, for each event
};

/// Applies with an award that is one's own, or that an officer may find to be (service/holder_gate.h). Where the body's
/// own rules or an agreement take it without comparison, it is decided at once.
Result<CaseView> apply_for_recognition(Platform& platform, const Actor& actor, const ApplicationFacts& facts);
/// For the applicant.
Result<std::vector<CaseView>> own_cases(Platform& platform, const Actor& actor);
Result<CaseView> own_case(Platform& platform, const Actor& actor, const std::string& id);
/// An answer to a question, or words on what is intended; it goes back to the officers.
Result<void> answer_case(Platform& platform, const Actor& actor, const std::string& id, const std::string& words);
Result<void> withdraw_case(Platform& platform, const Actor& actor, const std::string& id);
/// Within the body's deadline.
Result<void> appeal_case(Platform& platform, const Actor& actor, const std::string& id, const std::string& words);

/// For the officers: open cases first, by what is due first.
Result<std::vector<CaseView>> case_queue(Platform& platform, const Actor& actor, const std::string& organisation_id);
Result<CaseView> officer_case(Platform& platform, const Actor& actor, const std::string& id);
/// What the body's rules come to, on the day of the application and with the corrections so far.
struct PreparedCase {
  framework::MicroCredential given{};
  std::optional<framework::MicroCredential> target{};
  PolicyView policy{};
  recognition::Decision decision{};  ///< refers to `given` and `target`
};
Result<std::unique_ptr<PreparedCase>> prepare_case(Platform& platform, const store::RecognitionCase& record);
/// Decided cases of the body that are alike, by learning outcomes.
std::vector<recognition::Precedent> precedents_of(Platform& platform, const store::RecognitionCase& record);

Result<void> ask_applicant(Platform& platform, const Actor& actor, const std::string& id, const std::string& question);
Result<void> correct_match(Platform& platform, const Actor& actor, const std::string& id,
                           recognition::MatchCorrection correction);
/// What an officer decides or means to.
struct Ruling {
  std::string verdict{};
  std::string credits{};
  std::string reason{};
  std::string holder{};        ///< "yes": the officer has found that the award is the applicant's
  std::string holder_words{};  ///< by what; needed where the award names somebody else
};
/// Tells the applicant what is intended and lets them say something to it, within the deadline.
Result<void> intend_decision(Platform& platform, const Actor& actor, const std::string& id, const Ruling& ruling);
/// Decides; what is less than full needs to have been intended and heard, or its time to have run out. What differs
/// from what was prepared needs reasons. After an appeal somebody else decides, where the body has a second officer.
Result<void> decide_case(Platform& platform, const Actor& actor, const std::string& id, const Ruling& ruling);

/// The public record of a statement: whether it stands, and the signed statement itself where the bearer gave its id.
Result<store::RecognitionCase> statement_record(Platform& platform, const std::string& id);

}  // namespace credex::service
