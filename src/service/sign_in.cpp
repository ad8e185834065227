#include "service/sign_in.h"

#include <algorithm>

#include "base/text.h"
#include "base/translate.h"
#include "service/holder_gate.h"
#include "service/mail.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_link_life{30};
constexpr std::chrono::hours k_session_life{24 * 14};
constexpr std::chrono::minutes k_seen_step{5};

Error link_error(const char* state, std::string message) {
  return Error{.code = std::string{"service.link_"} + state,
               .message = std::move(message),
               .remedy = "ask for a new link; nothing is lost"};
}

Result<store::SignInLink> good_link(store::Tx& tx, const Platform& platform, const std::string& token) {
  auto link = store::find_one<store::SignInLink>(tx, "token_hash = ?1", {token_hash(token)});
  if (!link) return link_error("unknown", "this link is not known: it may have been cut when it was copied");
  if (link->used) return link_error("used", "this link was used already; each is good once");
  if (link->expires < platform.now())
    return link_error("expired", "this link was good for 30 minutes, until " + to_string(link->expires));
  return std::move(*link);
}

}  // namespace

Result<std::string> email_from(std::string_view text) {
  // Not folded(): the addresses of José and Jose may be two people's.
  std::string out = ascii_lower(trimmed(text, " \t"));
  const auto at = out.find('@');
  const bool good = at != std::string::npos && at > 0 && out.find('@', at + 1) == std::string::npos &&
                    out.size() <= 254 && at + 1 < out.size() && out.back() != '.' &&
                    std::ranges::none_of(out, [](char c) {
                      return static_cast<unsigned char>(c) <= ' ' || c == ',' || c == ';' || c == '<' || c == '>' ||
                             c == '"' || c == '(' || c == ')' || c == '\x7f';
                    });
  if (!good)
    return invalid("'" + out.substr(0, 80) + "' is no e-mail address", "email", "write it like name@place.example");
  return out;
}

Result<void> ask_for_link(Platform& platform, const std::string& email, const std::string& forward,
                          const std::string& language) {
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  const std::string token = new_token();
  const Instant now = platform.now();
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, store::SignInLink{.token_hash = token_hash(token),
                                        .email = *address,
                                        .purpose = "sign_in",
                                        .forward = forward,
                                        .created = now,
                                        .expires = now + k_link_life});
    queue_mail(tx, platform,
               {.to = *address,
                .subject = translate(language, "Your link to sign in to CREDEX"),
                .body = translate(language,
                                  "Open this link to sign in. It is good once, for 30 minutes:\n\n{0}\n\nIf you did "
                                  "not ask for it, do nothing: nobody is signed in without it.",
                                  {platform.url("/sign-in/link/" + token)})});
  });
  return {};
}

Result<std::string> look_at_link(Platform& platform, const std::string& token) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    auto link = good_link(tx, platform, token);
    if (!link) return std::move(link).error();
    return std::move(link->email);
  });
}

store::Person person_of_email(store::Tx& tx, const Platform& platform, const std::string& email,
                              const std::string& language) {
  if (const auto known = store::find_one<store::EmailAddress>(tx, "address = ?1", {email}))
    return *store::find_one<store::Person>(tx, "id = ?1", {known->person_id});
  const Instant now = platform.now();
  store::Person person{.id = new_id(now), .language = language, .created = now};
  store::insert(tx, person);
  store::insert(tx, store::EmailAddress{.address = email, .person_id = person.id, .is_primary = true, .added = now});
  return person;
}

Result<SignedIn> use_link(Platform& platform, const std::string& token, const std::string& language) {
  auto used = transact(*platform.database, [&](store::Tx& tx) -> Result<SignedIn> {
    auto link = good_link(tx, platform, token);
    if (!link) return std::move(link).error();
    link->used = platform.now();
    store::update(tx, *link);
    if (link->purpose == "add_address") {
      if (store::find_one<store::EmailAddress>(tx, "address = ?1", {link->email}))
        return conflict("this address belongs to somebody already", "sign in with it, or use another");
      store::insert(tx,
                    store::EmailAddress{.address = link->email, .person_id = link->person_id, .added = platform.now()});
      judge_holders_of(tx, platform, link->person_id);
      return SignedIn{.forward = link->forward, .person_id = link->person_id};
    }
    const store::Person person = person_of_email(tx, platform, link->email, language);
    return SignedIn{.forward = link->forward, .person_id = person.id};
  });
  if (!used) return used;
  SignedIn out = begin_session(platform, used->person_id, "link");
  out.forward = used->forward;
  return out;
}

SignedIn begin_session(Platform& platform, const std::string& person_id, const std::string& how) {
  const std::string token = new_token();
  const Instant now = platform.now();
  platform.database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM web_session WHERE expires < ?1", {store::cell_from(now)});
    tx.execute("DELETE FROM challenge WHERE expires < ?1", {store::cell_from(now)});
    store::insert(tx, store::WebSession{.token_hash = token_hash(token),
                                        .person_id = person_id,
                                        .csrf = new_token(),
                                        .created = now,
                                        .last_seen = now,
                                        .expires = now + k_session_life,
                                        .how = how});
    Actor actor;
    actor.person = store::Person{.id = person_id};
    audit(tx, platform, actor, "person.sign_in", "", person_id, how);
  });
  return {.token = token, .person_id = person_id};
}

Actor actor_of_person(store::Tx& tx, const store::Person& person) {
  return {.person = person,
          .memberships = store::find<store::Membership>(tx, "person_id = ?1 ORDER BY organisation_id", {person.id})};
}

std::optional<Session> session_of(Platform& platform, std::string_view token) {
  if (token.empty()) return std::nullopt;
  const Instant now = platform.now();
  const std::string hash = token_hash(token);
  bool seen_long_ago = false;
  auto out = store::reading(*platform.database, [&](store::Tx& tx) -> std::optional<Session> {
    const auto session = store::find_one<store::WebSession>(tx, "token_hash = ?1", {hash});
    if (!session || session->expires < now) return std::nullopt;
    const auto person = store::find_one<store::Person>(tx, "id = ?1", {session->person_id});
    if (!person) return std::nullopt;
    seen_long_ago = session->last_seen + k_seen_step < now;
    return Session{.actor = actor_of_person(tx, *person), .csrf = session->csrf, .token_hash = hash};
  });
  if (out && seen_long_ago) {
    platform.database->write([&](store::Tx& tx) {
      tx.execute("UPDATE web_session SET last_seen = ?2, expires = ?3 WHERE token_hash = ?1",
                 {hash, store::cell_from(now), store::cell_from(now + k_session_life)});
    });
  }
  return out;
}

void end_session(Platform& platform, const std::string& token_hash_) {
  platform.database->write(
      [&](store::Tx& tx) { tx.execute("DELETE FROM web_session WHERE token_hash = ?1", {token_hash_}); });
}

void end_other_sessions(Platform& platform, const Session& session) {
  platform.database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM web_session WHERE person_id = ?1 AND token_hash <> ?2",
               {session.actor.person->id, session.token_hash});
  });
}

Result<SignedIn> demonstration_sign_in(Platform& platform, const std::string& email) {
  if (!platform.settings.demo)
    return Error{
        .code = "service.forbidden", .message = "this is not a demonstration", .remedy = "sign in with a link by mail"};
  const auto person = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::EmailAddress>(tx, "address = ?1", {email});
  });
  if (!person) return not_found("this person of the demonstration");
  return begin_session(platform, person->person_id, "demonstration");
}

Result<Actor> actor_of_key(Platform& platform, std::string_view key) {
  const Instant now = platform.now();
  Actor out;
  platform.database->read([&](store::Tx& tx) {
    out = {};
    out.api_key = store::find_one<store::ApiKey>(tx, "hash = ?1 AND revoked IS NULL", {token_hash(key)});
    if (out.api_key && !out.api_key->person_id.empty())
      out.person = store::find_one<store::Person>(tx, "id = ?1", {out.api_key->person_id});
  });
  if (!out.api_key)
    return Error{.code = "service.signed_out",
                 .message = "the API key is not known, or was revoked",
                 .remedy = "send a good one as 'Authorization: Bearer KEY'"};
  if (!out.api_key->last_used || *out.api_key->last_used + k_seen_step < now) {
    platform.database->write([&](store::Tx& tx) {
      tx.execute("UPDATE api_key SET last_used = ?2 WHERE id = ?1", {out.api_key->id, store::cell_from(now)});
    });
  }
  return out;
}

}  // namespace credex::service
