#pragma once

#include <optional>
#include <string>

#include "service/actor.h"

namespace credex::service {

/// Who is signed in with a browser.
struct Session {
  Actor actor{};
  std::string csrf{};
  std::string token_hash{};
};

/// The lower-case address; Error "service.invalid" where it is none.
Result<std::string> email_from(std::string_view text);

/// Mails a link that is good once, for 30 minutes. Says nothing about whether the address is known.
Result<void> ask_for_link(Platform& platform, const std::string& email, const std::string& forward,
                          const std::string& language);

struct SignedIn {
  std::string token{};  ///< for the browser's cookie
  std::string forward{};
  std::string person_id{};
};
/// Looks at a link without using it: the address that it was sent to. Errors as use_link().
Result<std::string> look_at_link(Platform& platform, const std::string& token);
/// Signs in who holds the link; a person who is new is made. Error "service.link_unknown", "service.link_used",
/// "service.link_expired".
Result<SignedIn> use_link(Platform& platform, const std::string& token, const std::string& language);

/// A session for a person whose identity was shown in another way.
SignedIn begin_session(Platform& platform, const std::string& person_id, const std::string& how);
/// The person with that address, made where there is none.
store::Person person_of_email(store::Tx& tx, const Platform& platform, const std::string& email,
                              const std::string& language);
std::optional<Session> session_of(Platform& platform, std::string_view token);
void end_session(Platform& platform, const std::string& token_hash);
/// The person's other sessions end.
void end_other_sessions(Platform& platform, const Session& session);

/// Signs in as somebody of the demonstration; Error "service.forbidden" elsewhere.
Result<SignedIn> demonstration_sign_in(Platform& platform, const std::string& email);

/// The actor behind an API key; Error "service.signed_out" where it is none or was revoked.
Result<Actor> actor_of_key(Platform& platform, std::string_view key);
/// A person with their roles.
Actor actor_of_person(store::Tx& tx, const store::Person& person);

}  // namespace credex::service
