#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/text.h"
#include "service/actor.h"
#include "service/person_skills.h"
#include "service/works.h"
#include "skills/talent.h"
#include "store/face_records.h"
#include "store/skill_records.h"

namespace credex::service {

/// To whom a field of a talent page is shown: "everyone", "employers" (signed-in people of an organisation), "link"
/// (who has the link with its key), "nobody".
bool is_audience(std::string_view word);
inline constexpr std::string_view k_audiences[] = {"nobody", "link", "employers", "everyone"};
/// The fields, each with an audience of its own; all begin with "nobody". Works have one each.
inline constexpr std::string_view k_talent_fields[] = {"name",         "about",     "place",  "mobility",
                                                       "availability", "languages", "skills", "credentials"};

/// What the person writes.
struct TalentFacts {
  std::string headline{};
  framework::LangText about{};
  std::string country{};
  std::vector<std::string> mobile_to{};
  bool is_remote = false;
  std::string available_from{};  ///< YYYY-MM-DD
  std::vector<skills::LanguageSkill> languages{};
  std::map<std::string, std::string> visible{};  ///< field to audience
  bool searchable = false;
};

struct OwnTalent {
  store::Talent record{};
  TalentFacts facts{};
};
/// The person's page, made when it is asked for first: nothing shows, nobody finds it.
Result<OwnTalent> own_talent(Platform& platform, const Actor& actor);
/// Keeps the facts, and puts what may be searched into the index or takes it out at once.
Result<void> change_talent(Platform& platform, const Actor& actor, const TalentFacts& facts);
/// A new key: who had the old link sees no more than everyone does.
Result<void> renew_talent_link(Platform& platform, const Actor& actor);

/// Who looks.
struct Viewer {
  std::string key{};  ///< of the link
  bool is_employer = false;
  bool is_self = false;
};
/// A page as somebody may see it; what they may not is empty.
struct TalentPage {
  store::Talent record{};
  std::string name{};
  TalentFacts facts{};
  std::vector<skills::HeldSkill> skills{};  ///< verified as of now
  std::vector<store::Holding> credentials{};
  std::map<std::string, store::HoldingFace> faces{};  ///< of the credentials, by their ids
  std::vector<WorkView> works{};
  bool shows(const std::string& field) const { return shown.contains(field); }
  std::map<std::string, bool> shown{};
};
/// Error "service.not_found" where nothing of it is for who asks, so that nobody learns that there is a page.
Result<TalentPage> open_talent(Platform& platform, const std::string& slug, const Viewer& viewer);
Viewer viewer_of(const Actor& actor, const std::string& key);

/// The page as data: Europass profile, JSON Resume 1.0.0. What has no place in them is left out; docs/skills.md says
/// what.
std::string europass_profile(const Platform& platform, const TalentPage& page, const std::string& language);
std::string json_resume(const Platform& platform, const TalentPage& page, const std::string& language);

/// The number that the next change of any profile has; whoever changes one waits for the other, so that a server that
/// has seen a number has seen all below it.
std::int64_t next_talent_change(store::Tx& tx);
/// Takes the person out: the row, and, by the number left behind, every server's index.
void leave_talent(store::Tx& tx, const std::string& person_id);
/// The searchable part, anew: verified skills as of now.
std::string searched_of(const TalentFacts& facts, const std::vector<skills::HeldSkill>& held);
Result<skills::TalentProfile> profile_from(const std::string& searched, std::int64_t number);

}  // namespace credex::service
