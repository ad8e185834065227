#include "service/collection.h"

#include <algorithm>

#include "base/digest.h"
#include "base/translate.h"
#include "credential/clr.h"
#include "credential/contents.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/contributions.h"
#include "service/definitions.h"
#include "service/holder_gate.h"
#include "service/learning_record.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/sign_in.h"
#include "service/talent.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::size_t k_max_credential = std::size_t{8} * 1024 * 1024;
constexpr std::int64_t k_max_holdings = 2000;

std::string digest_of(std::string_view bytes) { return hex(sha256(bytes)); }

store::Holding holding_from(const Platform& platform, const std::string& person_id, const std::string& bytes,
                            const std::string& source) {
  store::Holding out{.id = new_id(platform.now()),
                     .person_id = person_id,
                     .credential = kept_form(bytes),
                     .digest = digest_of(bytes),
                     .source = source,
                     .added = platform.now()};
  if (auto contents = credential::contents_of(bytes, platform.fetch)) {
    out.title = contents->definition.title.any();
    out.issuer = contents->definition.awarding_body.legal_name.any();
    if (out.issuer.empty()) out.issuer = contents->issuer_name.empty() ? contents->issuer_id : contents->issuer_name;
  }
  return out;
}

}  // namespace

void add_award_holding(store::Tx& tx, const Platform& platform, const store::Award& award, const std::string& person_id,
                       store::HolderBasis basis) {
  const std::string digest = digest_of(award.credential);
  if (auto known = store::find_one<store::Holding>(tx, "person_id = ?1 AND digest = ?2", {person_id, digest})) {
    // Brought in before it was claimed: it is known from now on which award it is.
    if (known->award_id.empty()) {
      known->award_id = award.id;
      store::update(tx, *known);
    }
    note_holder(tx, platform, *known, basis);
    return;
  }
  store::Holding holding = holding_from(platform, person_id, award.credential, "");
  holding.award_id = award.id;
  store::insert(tx, holding);
  note_ending(tx, holding);
  note_holder(tx, platform, holding, basis);
}

void hand_over(store::Tx& tx, const Platform& platform, store::Award& award, const std::string& person_id,
               store::HolderBasis basis) {
  award.person_id = person_id;
  if (!award.claimed) award.claimed = platform.now();
  store::update(tx, award);
  if (auto person = store::find_one<store::Person>(tx, "id = ?1", {person_id}); person && person->name.empty()) {
    person->name = award.learner_name;
    store::update(tx, *person);
  }
  add_award_holding(tx, platform, award, person_id, basis);
  Actor actor;
  actor.person = store::Person{.id = person_id};
  audit(tx, platform, actor, "award.claim", award.organisation_id, award.id);
  tell_of_award(tx, platform, award, "award.claimed");
}

std::vector<store::Holding> holdings_of(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Holding>(tx, "person_id = ?1 ORDER BY id DESC", {actor.person->id});
  });
}

Result<store::Holding> holding_of(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto found = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Holding>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
  });
  if (!found) return not_found("this credential");
  return std::move(*found);
}

Result<void> remove_holding(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto holding = holding_of(platform, actor, id); !holding) return std::move(holding).error();
  platform.database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM endorsement WHERE holding_id = ?1", {id});
    tx.execute("DELETE FROM holding_expiry WHERE holding_id = ?1", {id});
    tx.execute("DELETE FROM holding_holder WHERE holding_id = ?1", {id});
    tx.execute("DELETE FROM holding_face WHERE holding_id = ?1", {id});
    tx.execute("DELETE FROM holding WHERE id = ?1", {id});
    // The award can be claimed again: its learner may want it back.
    tx.execute(
        "UPDATE award SET claimed = NULL, person_id = '' WHERE person_id = ?1 AND NOT EXISTS (SELECT 1 FROM holding "
        "WHERE holding.award_id = award.id)",
        {actor.person->id});
    audit(tx, platform, actor, "holding.remove", "", id);
  });
  return {};
}

Result<store::Holding> add_holding(Platform& platform, const Actor& actor, const std::string& bytes,
                                   const std::string& source) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  if (bytes.size() > k_max_credential)
    return invalid("this credential is larger than 8 MB", "file", "ask its issuer for one with smaller pictures");
  auto document = credential::document_of(bytes);
  if (!document) return std::move(document).error();
  // A learner record brings what it holds, each by itself too.
  if (credential::is_clr(document->root)) {
    for (const std::string& held : credential::credentials_in_clr(document->root)) {
      auto inner = credential::document_of(held);
      if (!inner || credential::is_clr(inner->root)) continue;
      if (auto added = add_holding(platform, actor, held, source); !added) return added;
    }
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Holding> {
    store::Holding holding = holding_from(platform, actor.person->id, bytes, source);
    if (auto known =
            store::find_one<store::Holding>(tx, "person_id = ?1 AND digest = ?2", {actor.person->id, holding.digest}))
      return std::move(*known);
    if (store::count(tx, "holding WHERE person_id = ?1", {actor.person->id}) >= k_max_holdings)
      return conflict("a collection holds at most 2,000 credentials", "remove some first");
    store::insert(tx, holding);
    note_ending(tx, holding);
    note_holder(tx, platform, holding);
    audit(tx, platform, actor, "holding.add", "", holding.id, source);
    return holding;
  });
}

Result<Placed> place_holding(Platform& platform, const Actor& actor, const std::string& bytes,
                             const std::string& source) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto document = credential::document_of(bytes);
  if (!document) return std::move(document).error();
  const std::string uri{document->root.text("id")};
  // One with the same identifier takes its place; what was issued here is not replaced from outside.
  std::optional<store::Holding> former;
  if (!uri.empty()) {
    for (store::Holding& one : holdings_of(platform, actor)) {
      auto known = credential::document_of(one.credential);
      if (known && known->root.text("id") == uri) former = std::move(one);
    }
  }
  if (!former) {
    auto added = add_holding(platform, actor, bytes, source);
    if (!added) return std::move(added).error();
    return Placed{.holding = std::move(*added), .is_new = true};
  }
  store::Holding next = holding_from(platform, actor.person->id, bytes, source);
  if (next.digest == former->digest) return Placed{.holding = std::move(*former)};
  if (!former->award_id.empty())
    return conflict("this credential was issued here, and is not replaced from elsewhere", "ask its issuer");
  next.id = former->id;
  next.added = platform.now();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<Placed> {
    store::update(tx, next);
    tx.execute("DELETE FROM holding_face WHERE holding_id = ?1", {next.id});  // it is another: judged anew
    note_ending(tx, next);
    note_holder(tx, platform, next);
    audit(tx, platform, actor, "holding.replace", "", next.id, source);
    return Placed{.holding = next};
  });
}

Result<store::Share> make_share(Platform& platform, const Actor& actor, const ShareFacts& facts) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  if (facts.holdings.empty()) return invalid("nothing is chosen to be shared", "holdings", "choose at least one");
  if (facts.title.size() > 200 || facts.note.size() > 2000)
    return invalid("the title or the note is too long", "title", "keep to 200 and 2,000 characters");
  for (const std::string& field : facts.fields) {
    if (std::ranges::find(k_share_fields, field) == std::end(k_share_fields))
      return invalid("'" + field + "' is nothing that can be shown", "fields", "choose of the list");
  }
  const Instant now = platform.now();
  std::optional<Instant> expires;
  if (!facts.expires.empty()) {
    auto day = parse_date(facts.expires);
    if (!day) return invalid("'" + facts.expires + "' is no day", "expires", "write it like 2027-03-31");
    expires = midnight(*day) + std::chrono::hours{24};
    if (*expires <= now) return invalid("that day is past", "expires", "choose a later day");
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Share> {
    for (const std::string& id : facts.holdings) {
      const auto holding = store::find_one<store::Holding>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
      if (!holding) return not_found("one of the credentials");
      if (auto own = demand_holder(tx, platform, *holding, HolderUse::show); !own) return std::move(own).error();
    }
    store::Share share{.id = new_id(now),
                       .person_id = actor.person->id,
                       .token = new_token(),
                       .title = facts.title,
                       .note = facts.note,
                       .fields = joined(facts.fields),
                       .holdings = joined(facts.holdings),
                       .created = now,
                       .expires = expires};
    store::insert(tx, share);
    audit(tx, platform, actor, "share.make", "", share.id, share.fields);
    return share;
  });
}

Result<void> end_share(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("UPDATE share SET ended = ?3 WHERE id = ?1 AND person_id = ?2 AND ended IS NULL",
                   {id, actor.person->id, store::cell_from(platform.now())}) == 0)
      return not_found("this link");
    audit(tx, platform, actor, "share.end", "", id);
    return {};
  });
}

std::vector<ShareView> shares_of(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ShareView> out;
    for (auto& share : store::find<store::Share>(tx, "person_id = ?1 ORDER BY id DESC LIMIT 200", {actor.person->id})) {
      auto visits = store::find<store::ShareVisit>(tx, "share_id = ?1 ORDER BY id DESC LIMIT 100", {share.id});
      out.push_back({.share = std::move(share), .visits = std::move(visits)});
    }
    return out;
  });
}

Result<SharedPage> open_share(Platform& platform, const std::string& token, const std::string& what) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<SharedPage> {
    auto share = store::find_one<store::Share>(tx, "token = ?1", {token});
    if (!share) return not_found("this page");
    const Instant now = platform.now();
    if (share->ended || (share->expires && *share->expires < now)) {
      return Error{.code = "service.link_expired",
                   .message =
                       "whoever sent this link has ended it; that says nothing about their credentials, which "
                       "have not expired with it",
                   .remedy = "ask them for a new link"};
    }
    SharedPage out{.share = std::move(*share)};
    for (const std::string& id : words_in(out.share.holdings)) {
      if (auto holding = store::find_one<store::Holding>(tx, "id = ?1", {id}))
        out.holdings.push_back(std::move(*holding));
    }
    out.holdings = usable(tx, platform, out.share.person_id, std::move(out.holdings), HolderUse::show);
    if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {out.share.person_id}))
      out.holder = person->name;
    store::insert(tx, store::ShareVisit{.id = new_id(now), .share_id = out.share.id, .at = now, .what = what});
    return out;
  });
}

Result<void> ask_endorsement(Platform& platform, const Actor& actor, const std::string& holding_id,
                             const std::string& email, const std::string& relation) {
  auto holding = holding_of(platform, actor, holding_id);
  if (!holding) return std::move(holding).error();
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  if (relation.empty() || relation.size() > 200)
    return invalid("say how you know each other", "relation", "for example: director of the film that I scored");
  const Instant now = platform.now();
  const std::string token = new_token();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (auto own = demand_holder(tx, platform, *holding, HolderUse::show); !own) return own;
    if (store::count(tx, "endorsement WHERE holding_id = ?1", {holding_id}) >= 50)
      return conflict("50 people were asked about this credential already", "wait for their answers");
    store::insert(tx, store::Endorsement{.id = new_id(now),
                                         .holding_id = holding_id,
                                         .person_id = actor.person->id,
                                         .token_hash = token_hash(token),
                                         .email = *address,
                                         .relation = relation,
                                         .created = now});
    const std::string& language = actor.person->language;
    queue_mail(tx, platform,
               {.to = *address,
                .subject = translate(language, "{0} asks for your word", {actor.person->name}),
                .body = translate(language,
                                  "{0} holds the credential \"{1}\" and asks you, who have worked together ({2}), to "
                                  "say what you saw. It takes two minutes and no account:\n\n{3}",
                                  {actor.person->name, holding->title, relation, platform.url("/endorse/" + token)}),
                .regards = holding_id});
    audit(tx, platform, actor, "endorsement.ask", "", holding_id);
    return {};
  });
}

std::vector<store::Endorsement> endorsements_of(Platform& platform, const std::string& holding_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Endorsement>(tx, "holding_id = ?1 ORDER BY id", {holding_id});
  });
}

namespace {

Result<EndorsementRequest> endorsement_behind(store::Tx& tx, const std::string& token) {
  auto endorsement = store::find_one<store::Endorsement>(tx, "token_hash = ?1", {token_hash(token)});
  if (!endorsement) return not_found("this request");
  auto holding = store::find_one<store::Holding>(tx, "id = ?1", {endorsement->holding_id});
  const auto person = store::find_one<store::Person>(tx, "id = ?1", {endorsement->person_id});
  if (!holding || !person) return not_found("this request");
  return EndorsementRequest{
      .endorsement = std::move(*endorsement), .holding = std::move(*holding), .holder = person->name};
}

}  // namespace

Result<EndorsementRequest> look_at_endorsement(Platform& platform, const std::string& token) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return endorsement_behind(tx, token); });
}

Result<void> answer_endorsement(Platform& platform, const std::string& token, const std::string& name,
                                const std::string& words, bool give) {
  if (give && (name.empty() || name.size() > 200)) return invalid("your name is missing", "name", "write your name");
  if (give && (words.size() < 10 || words.size() > 3000))
    return invalid("the words are too short or too long", "words", "write between 10 and 3,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto request = endorsement_behind(tx, token);
    if (!request) return std::move(request).error();
    store::Endorsement& endorsement = request->endorsement;
    if (endorsement.state != store::EndorsementState::asked)
      return conflict("this was answered already", "nothing more is needed");
    endorsement.state = give ? store::EndorsementState::given : store::EndorsementState::declined;
    endorsement.name = name;
    endorsement.words = words;
    endorsement.answered = platform.now();
    store::update(tx, endorsement);
    audit(tx, platform, {}, give ? "endorsement.give" : "endorsement.decline", "", endorsement.holding_id);
    return {};
  });
}

Profile profile_of(Platform& platform, const Actor& actor) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const std::string& id = actor.person->id;
    return Profile{
        .person = *actor.person,
        .addresses = store::find<store::EmailAddress>(tx, "person_id = ?1 ORDER BY is_primary DESC, added", {id}),
        .sessions = store::find<store::WebSession>(tx, "person_id = ?1 ORDER BY last_seen DESC", {id}),
        .passkeys = store::find<store::Passkey>(tx, "person_id = ?1 ORDER BY created", {id}),
        .api_keys = store::find<store::ApiKey>(tx, "person_id = ?1 ORDER BY id DESC", {id})};
  });
}

Result<void> change_profile(Platform& platform, const Actor& actor, const std::string& name,
                            const std::string& language) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  if (name.size() > 200) return invalid("the name is too long", "name", "keep to 200 characters");
  if (!is_language(language)) return invalid("'" + language + "' is not spoken here", "language", "choose of the list");
  platform.database->write([&](store::Tx& tx) {
    tx.execute("UPDATE person SET name = ?2, language = ?3 WHERE id = ?1", {actor.person->id, name, language});
    if (name != actor.person->name) judge_holders_of(tx, platform, actor.person->id);
    audit(tx, platform, actor, "person.change", "", actor.person->id);
  });
  return {};
}

Result<void> add_address(Platform& platform, const Actor& actor, const std::string& email) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  const std::string token = new_token();
  const Instant now = platform.now();
  const std::string& language = actor.person->language;
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, store::SignInLink{.token_hash = token_hash(token),
                                        .email = *address,
                                        .purpose = "add_address",
                                        .person_id = actor.person->id,
                                        .forward = "/me/profile",
                                        .created = now,
                                        .expires = now + std::chrono::minutes{30}});
    queue_mail(tx, platform,
               {.to = *address,
                .subject = translate(language, "Confirm this address for CREDEX"),
                .body = translate(language,
                                  "Open this link to add this address to your account. It is good once, for 30 "
                                  "minutes:\n\n{0}",
                                  {platform.url("/sign-in/link/" + token)})});
    audit(tx, platform, actor, "person.address", "", actor.person->id);
  });
  return {};
}

Result<void> remove_address(Platform& platform, const Actor& actor, const std::string& address) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (store::count(tx, "email_address WHERE person_id = ?1", {actor.person->id}) < 2)
      return conflict("the last address stays: without it you could not sign in", "add another first");
    if (tx.execute("DELETE FROM email_address WHERE address = ?1 AND person_id = ?2", {address, actor.person->id}) == 0)
      return not_found("this address");
    tx.execute(
        "UPDATE email_address SET is_primary = 1 WHERE address = (SELECT MIN(address) FROM email_address WHERE "
        "person_id = ?1) AND NOT EXISTS (SELECT 1 FROM email_address WHERE person_id = ?1 AND is_primary = 1)",
        {actor.person->id});
    judge_holders_of(tx, platform, actor.person->id);
    audit(tx, platform, actor, "person.address", "", actor.person->id);
    return {};
  });
}

Result<void> erase_person(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  const std::string& id = actor.person->id;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    for (const auto& membership : actor.memberships) {
      if (membership.role != Role::administrator) continue;
      if (store::count(tx, "membership WHERE organisation_id = ?1 AND role = 'administrator' AND person_id <> ?2",
                       {membership.organisation_id, id}) == 0)
        return conflict("you are the only administrator of an organisation", "make somebody else administrator first");
    }
    // Mails to them, and mails about them to others. No index serves this: it is rare, and would cost each mail.
    tx.execute(
        "UPDATE mail SET recipient = '', subject = '', body = '' WHERE recipient IN (SELECT address FROM email_address "
        "WHERE person_id = ?1) OR regards = ?1 OR regards IN (SELECT id FROM award WHERE person_id = ?1) OR regards IN "
        "(SELECT id FROM holding WHERE person_id = ?1) OR regards IN (SELECT id FROM recognition_case WHERE "
        "person_id = ?1)",
        {id});
    tx.execute(
        "UPDATE wallet_copy SET holder_jwk = '', holder_did = '' WHERE award_id IN (SELECT id FROM award WHERE "
        "person_id "
        "= ?1)",
        {id});
    tx.execute("DELETE FROM lti_award WHERE award_id IN (SELECT id FROM award WHERE person_id = ?1)", {id});
    // Decisions stay in the bodies' books, without the person and without what they brought.
    tx.execute("UPDATE recognition_event SET words = '', detail = '', who = '' WHERE who = ?1", {id});
    tx.execute("DELETE FROM case_holder WHERE case_id IN (SELECT id FROM recognition_case WHERE person_id = ?1)", {id});
    // Who decided for others is taken out of it; that it was decided, and when, stays with whom it is about.
    tx.execute("UPDATE holding_holder SET decided_by = '' WHERE decided_by = ?1", {id});
    tx.execute("UPDATE case_holder SET confirmed_by = '' WHERE confirmed_by = ?1", {id});
    tx.execute("UPDATE person_detail SET seen_by = '' WHERE seen_by = ?1", {id});
    tx.execute(
        "UPDATE recognition_case SET person_id = '', holding_id = '', credential = '', statement = '' WHERE "
        "person_id = ?1",
        {id});
    // Record by record, so that what they are found by goes with the address.
    for (store::Award& award : store::find<store::Award>(tx, "person_id = ?1", {id})) {
      award.person_id.clear();
      award.learner_email.clear();
      store::update(tx, award);
    }
    leave_talent(tx, id);
    leave_framework(tx, id);
    tx.execute("DELETE FROM work_word WHERE work_id IN (SELECT id FROM work WHERE person_id = ?1)", {id});
    tx.execute("DELETE FROM share_visit WHERE share_id IN (SELECT id FROM share WHERE person_id = ?1)", {id});
    for (const char* table : {"share",          "endorsement",      "holding",     "passkey",       "api_key",
                              "web_session",    "outside_identity", "membership",  "email_address", "sign_in_link",
                              "wallet_grant",   "oauth_grant",      "stack_use",   "stack_request", "person_skill",
                              "work",           "contact_request",  "validation",  "account_entry", "holding_expiry",
                              "holding_holder", "person_detail",    "holding_face"})
      tx.execute(std::string{"DELETE FROM "} + table + " WHERE person_id = ?1", {id});
    tx.execute("DELETE FROM person WHERE id = ?1", {id});
    audit(tx, platform, actor, "person.erase", "", id);
    return {};
  });
}

}  // namespace credex::service
