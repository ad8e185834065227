#pragma once

#include <map>
#include <string>
#include <vector>

#include "cocreation/consultation.h"
#include "service/actor.h"
#include "store/framework_records.h"

namespace credex::service {

/// A consultation as it is opened: on proposals to the sector framework, on clauses as they are, or on a text of its
/// own.
struct ConsultationFacts {
  std::string title{};
  std::string about{};
  std::string language = "en";
  std::string rule = "consent";
  bool is_anonymous = false;
  std::string scale = "5";
  std::string closes{};                              ///< YYYY-MM-DD; empty: open until it is closed
  cocreation::ByConstituency<std::string> quorum{};  ///< numbers; 0: no say
  std::vector<std::string> proposals{};              ///< ids
  std::vector<std::string> clauses{};                ///< ids
  std::string definition{};        ///< id or address of a published micro-credential: its parts are asked about
  std::string kind = "paragraph";  ///< of the text's parts
  std::string text{};              ///< parts with an empty line between
};
/// Errors "service.invalid" with the field. Needs consultation.open.
Result<store::Consultation> open_consultation(Platform& platform, const Actor& actor, const ConsultationFacts& facts);

struct ConsultationLine {
  store::Consultation record{};
  std::int64_t voices = 0;
  std::int64_t remarks = 0;
};
/// Newest first, those that are under way before those that are closed.
std::vector<ConsultationLine> consultations(Platform& platform);
Result<store::Consultation> consultation_by_slug(Platform& platform, const std::string& slug);

/// All that was said, as values. Names are left out where it is anonymous.
cocreation::Consultation consultation_content(Platform& platform, const store::Consultation& record);

/// What a page shows: items with counts and their last remarks, and the visitor's own part.
struct ItemView {
  store::ConsultationItem record{};
  std::int64_t remarks = 0;
  std::int64_t open = 0;  ///< not answered yet
  std::vector<store::ConsultationRemark> last{};
  std::optional<int> own_opinion{};
  std::optional<store::ConsultationVote> own_vote{};
};
struct ConsultationPage {
  store::Consultation record{};
  std::vector<ItemView> items{};
  std::map<std::string, store::ConsultationVoice>
      voices{};                                ///< of the remarks shown, by id; names only where not anonymous
  std::map<std::string, std::string> names{};  ///< by voice
  std::optional<store::ConsultationVoice> own{};
  std::vector<store::ConsultationRound> rounds{};
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> heard{};  ///< by constituency: heard, joined
};
ConsultationPage consultation_page(Platform& platform, const Actor& actor, const store::Consultation& record,
                                   std::size_t last = 3);
/// Remarks of an item, oldest first, after the id `after`.
std::vector<store::ConsultationRemark> remarks_of(Platform& platform, const std::string& item_id,
                                                  const std::string& after, std::int64_t count);

/// Joins for a constituency. One person speaks for one: joining for another is an Error "service.conflict".
struct VoiceFacts {
  std::string constituency{};
  std::string organisation{};
  std::string country{};
  std::string sector{};
};
Result<store::ConsultationVoice> join_consultation(Platform& platform, const Actor& actor, const std::string& slug,
                                                   const VoiceFacts& facts);
Result<store::ConsultationRemark> add_remark(Platform& platform, const Actor& actor, const std::string& item_id,
                                             const std::string& words, const std::string& proposed);
/// Anew takes the place of what was said before in this round.
Result<void> give_opinion(Platform& platform, const Actor& actor, const std::string& item_id, const std::string& value);
Result<void> cast_vote(Platform& platform, const Actor& actor, const std::string& item_id, const std::string& choice,
                       const std::string& reason);

/// The facilitator's part: what became of a remark, with the reason; the wording that is decided on.
Result<void> answer_remark(Platform& platform, const Actor& actor, const std::string& remark_id,
                           const std::string& fate, const std::string& answer);
Result<void> amend_item(Platform& platform, const Actor& actor, const std::string& item_id, const std::string& words);
/// Closes the round and keeps its result, to be shown to all. Error "service.conflict" where it is closed already.
Result<cocreation::Round> close_round(Platform& platform, const Actor& actor, const std::string& slug);
Result<void> open_round(Platform& platform, const Actor& actor, const std::string& slug);
/// From talking to deciding, and the end: carried proposals are accepted, others are not. Error "service.conflict"
/// where it is closed.
Result<void> begin_deciding(Platform& platform, const Actor& actor, const std::string& slug);
Result<cocreation::ConsultationOutcome> close_consultation(Platform& platform, const Actor& actor,
                                                           const std::string& slug);

/// Minutes as Markdown in that language: who spoke, rounds, remarks with answers, decisions, dissent, who was not
/// heard.
std::string consultation_minutes(const Platform& platform, const store::Consultation& record,
                                 const cocreation::Consultation& content, const std::string& language);

}  // namespace credex::service
