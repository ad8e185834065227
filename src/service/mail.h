#pragma once

#include <functional>
#include <initializer_list>
#include <string>

#include "service/actor.h"

namespace credex::service {

/// A mail before it is queued.
struct Letter {
  std::string to{};
  std::string subject{};
  std::string body{};
  std::string regards{};       ///< the award or person it is about
  std::string organisation{};  ///< whose it is; empty for the platform's own
};

/// Queues in the transaction of what the mail is about, so that neither is there without the other.
void queue_mail(store::Tx& tx, const Platform& platform, Letter letter);

/// What a mail within an organisation's work is about.
struct About {
  std::string organisation_id{};
  std::string regards{};
  std::vector<std::string> words{};  ///< what {0}, {1}, ... in subject and body stand for
};
/// Writes to a person's first address, in their language; nothing where they have none.
void tell_person(store::Tx& tx, const Platform& platform, const std::string& person_id, const About& about,
                 const char* subject, const char* body);
/// The same to each member of the organisation who has one of the roles.
void tell_members(store::Tx& tx, const Platform& platform, std::initializer_list<Role> roles, const About& about,
                  const char* subject, const char* body);

/// Sends what is due; gives how many were tried. A mail that fails is tried again after 1, 5, 30 minutes and 2 and 12
/// hours; then it is failed, with the server's words. Where `go_on` says no, the rest stays in the queue.
std::size_t send_due_mail(
    Platform& platform, const std::function<bool()>& go_on = [] { return true; });

/// Puts a mail back in the queue: failed ones, and ones that were sent and not received.
Result<void> send_again(Platform& platform, const Actor& actor, const std::string& mail_id);

/// The mails about an award, newest first.
std::vector<store::Mail> mails_about(Platform& platform, const std::string& subject);
/// The last mails of all, for the demonstration's page; `to` narrows to one address.
std::vector<store::Mail> last_mails(Platform& platform, const std::string& to, std::size_t count);

}  // namespace credex::service
