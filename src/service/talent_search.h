#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "service/actor.h"
#include "skills/talent.h"
#include "store/skill_records.h"

namespace credex::service {

/// The searchable profiles of this server, kept in step with the database: before each search what changed since the
/// last is read, so that a profile's change, and that somebody left, shows at once on every server. Any thread may use
/// it.
class TalentPool {
 public:
  explicit TalentPool(std::shared_ptr<const skills::EscoIndex> esco);
  ~TalentPool();
  /// Brings the index up to date, then searches.
  skills::TalentResult search(Platform& platform, const skills::Role& role, std::size_t most);
  std::size_t size(Platform& platform);
  bool contains(Platform& platform, std::int64_t number);

 private:
  void catch_up(Platform& platform);
  std::shared_ptr<const skills::EscoIndex> esco_;  ///< shared with the platform, which may have gone first
  std::mutex updating_;                            ///< one thread at a time reads changes
  std::shared_mutex mutex_;                        ///< guards index_ and seen_
  skills::TalentIndex index_;
  std::int64_t seen_ = 0;
};

/// A person who was found, as an employer may see them.
struct FoundTalent {
  skills::TalentHit hit{};
  std::string slug{};      ///< of the page
  std::string name{};      ///< empty in blind mode, and where the person does not show it to employers
  std::string headline{};  ///< the same
  std::string country{};   ///< where the person shows it
  bool is_asked = false;   ///< this organisation has asked to get in touch
};
struct TalentFinding {
  std::vector<FoundTalent> found{};
  std::size_t matched = 0;
  std::size_t searched = 0;
  std::vector<std::string> unknown{};
};
enum class Blind : std::uint8_t { no, yes };
/// Consenting people for a role, best first, each verified anew: whoever's credentials do not verify any more is judged
/// without them. Errors as of demand("talent.search").
Result<TalentFinding> search_talent(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                    const skills::Role& role, Blind blind, std::size_t most = 20);

/// A role that an organisation keeps.
struct RoleFacts {
  std::string title{};
  std::string occupation{};
  std::vector<std::string> required{};
  std::vector<std::string> wished{};
  std::vector<skills::LanguageSkill> languages{};
  std::string country{};
  std::string sector{};
  std::string by{};
  bool is_remote = false;
  bool accept_declared = false;
};
struct RoleView {
  store::JobRole record{};
  skills::Role role{};
};
/// An occupation without skills brings its own. Errors "service.invalid", "skills.role".
Result<store::JobRole> add_role(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                const RoleFacts& facts);
Result<void> close_role(Platform& platform, const Actor& actor, const std::string& id);
std::vector<RoleView> roles_of(Platform& platform, const std::string& organisation_id);
Result<RoleView> role_of(Platform& platform, const Actor& actor, const std::string& id);

/// Asks to get in touch; the person decides, and the organisation learns nothing of them before. Error
/// "service.conflict" where it has asked for this role already, "service.not_found" where nobody is to be found so.
Result<void> ask_contact(Platform& platform, const Actor& actor, const std::string& role_id, const std::string& slug,
                         const std::string& words);
struct ContactView {
  store::ContactRequest record{};
  std::string organisation{};
  std::string slug{};  ///< of the organisation
  std::string role{};
  std::string name{};     ///< of the person and
  std::string address{};  ///< where to write: only once they accepted
};
std::vector<ContactView> contacts_of_person(Platform& platform, const Actor& actor);
Result<std::vector<ContactView>> contacts_of_organisation(Platform& platform, const Actor& actor,
                                                          const std::string& organisation_id);
Result<void> answer_contact(Platform& platform, const Actor& actor, const std::string& id, bool accept,
                            const std::string& reply);

/// Verifies anew what searchable profiles rest on, those that were longest ago first; gives how many. For the server's
/// daily work.
std::size_t recheck_talent(Platform& platform, std::size_t most);

}  // namespace credex::service
