#include "service/confirmations.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/translate.h"
#include "framework/mandate.h"
#include "framework/vocabulary.h"
#include "service/certificates.h"
#include "service/confirmation_book.h"
#include "service/confirmed.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;
using store::ConfirmationState;

constexpr int k_most_years = 10;

std::string desk_page_of(const Platform& platform, const store::Organisation& organisation) {
  return platform.url("/desk/" + organisation.slug + "/confirmation");
}

/// A mail to an organisation's administrators; the words are followed by the address of their page.
void tell_asker(store::Tx& tx, const Platform& platform, const store::Organisation& organisation, const char* subject,
                const char* body, std::vector<std::string> words) {
  words.push_back(desk_page_of(platform, organisation));
  tell_members(tx, platform, {Role::administrator}, {organisation.id, organisation.id, std::move(words)}, subject,
               body);
}

/// Whoever decides.
struct Decider {
  std::string id{};  ///< empty: the operator
  std::string name{};
  std::optional<store::Confirmation> own{};
};
Result<Decider> decider(store::Tx& tx, const Platform& platform, const Actor& actor, const std::string& as,
                        const store::Confirmation& asked) {
  if (as.empty()) {
    if (auto allowed = demand(actor, "platform.confirm"); !allowed) return std::move(allowed).error();
    return Decider{.name = platform.settings.publisher};
  }
  const auto authority = store::find_one<store::Organisation>(tx, "slug = ?1", {as});
  if (!authority) return not_found("this organisation");
  if (auto allowed = demand(actor, "confirmation.decide", authority->id); !allowed) return std::move(allowed).error();
  auto own = authority_for(tx, platform, *authority, asked);
  if (!own) return std::move(own).error();
  return Decider{.id = authority->id, .name = authority->name, .own = std::move(*own)};
}

Result<std::string> fields_from(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const std::string& one : given) {
    if (one.empty()) continue;
    const auto* entry = framework::controlled_list("isced-f").find(one);
    if (entry == nullptr)
      return invalid("'" + one.substr(0, 80) + "' is no field of ISCED-F", "fields", "choose of the list");
    if (std::ranges::find(out, entry->uri) == out.end()) out.push_back(entry->uri);
  }
  if (out.size() > 20) return invalid("these are more than 20 fields", "fields", "choose broader ones");
  return joined(out);
}

Result<void> of_length(const std::string& text, std::size_t most, const char* where) {
  if (text.size() <= most) return {};
  return invalid("this is too long", where, "shorten it");
}

/// Those who may decide on it are told, with the page.
void tell_deciders(store::Tx& tx, const Platform& platform, const store::Confirmation& asked) {
  const std::vector<std::string> words{asked.name, platform.url("/who-vouches/" + asked.id)};
  const auto tell_one = [&](const std::string& organisation_id, std::initializer_list<Role> roles) {
    tell_members(tx, platform, roles, {organisation_id, asked.id, words}, "{0} asks to be confirmed",
                 "{0} asks to be confirmed as who it says it is. Look at its evidence and decide here:\n\n{1}");
  };
  tell_one("", {Role::operator_});
  for (const store::Organisation& authority :
       store::find<store::Organisation>(tx, "kind = 'authority' AND country = ?1 ORDER BY id", {asked.country})) {
    if (authority_for(tx, platform, authority, asked)) tell_one(authority.id, {Role::administrator});
  }
}

Result<Instant> last_day(const Platform& platform, const std::string& text) {
  const auto day = parse_date(text);
  if (!day) return invalid("'" + text.substr(0, 80) + "' is no day", "until", "write it like 2027-03-31");
  const Instant end = midnight(Date{std::chrono::sys_days{*day} + std::chrono::days{1}});
  if (end <= platform.now()) return invalid("it would end before today", "until", "choose a later day");
  if (end > platform.now() + std::chrono::days{366 * k_most_years})
    return invalid("nobody can vouch for so long", "until", "choose a day within ten years");
  return end;
}

Result<Instant> first_day(const Platform& platform, const std::string& text, const store::Organisation& organisation) {
  const Instant founded = midnight(date_of(organisation.created));
  if (text.empty()) return founded;
  const auto day = parse_date(text);
  if (!day) return invalid("'" + text.substr(0, 80) + "' is no day", "since", "write it like 2027-03-31");
  const Instant since = midnight(*day);
  if (since > platform.now()) return invalid("it would begin after today", "since", "choose an earlier day");
  if (since < founded)
    return invalid("it had no keys here before it was founded here", "since", "choose that day or a later one");
  return since;
}

/// The evidence that was looked at, as it is kept; what cannot have been looked at is an error.
Result<std::string> evidence_text(const store::Confirmation& asked, const std::optional<KeyCertificate>& certificate,
                                  const ConfirmationRuling& ruling) {
  json::Arena arena;
  const Value out = Value::array(arena, 4);
  const auto put = [&](const char* kind, const std::string& value) {
    const Value one = Value::object(arena, 2);
    one.append(arena, "kind", Value::string(kind));
    one.append(arena, "value", arena.string(value));
    out.push(arena, one);
  };
  for (const std::string& kind : ruling.seen) {
    if (kind == "register") {
      if (asked.registration.empty())
        return invalid("it names no number in a register", "seen", "tick what you looked at");
      put("register", asked.registration + (asked.reg.empty() ? "" : ", " + asked.reg));
    } else if (kind == "domain") {
      if (asked.domain_proof.empty() || !asked.domain_checked)
        return invalid("its domain has not shown the token", "seen", "let it be looked at first");
      put("domain", asked.domain + ", " + (asked.domain_proof == "dns" ? "DNS TXT" : "HTTPS") + ", " +
                        to_string(date_of(*asked.domain_checked)));
    } else if (kind == "certificate") {
      if (!certificate || certificate->certificate.self_signed)
        return invalid("no authority has certified its key", "seen", "tick what you looked at");
      const crypto::Certificate& leaf = certificate->certificate;
      put("certificate", leaf.subject + "; " + leaf.issuer + "; " + to_string(date_of(leaf.not_after)));
    } else if (kind != "other") {
      return invalid("'" + kind.substr(0, 80) + "' is no kind of evidence", "seen", "tick what you looked at");
    }
  }
  if (!ruling.ground.empty()) put("other", ruling.ground);
  if (out.size() == 0)
    return invalid("it is not said what you looked at", "seen", "tick it, or write it down as the ground");
  return json::write(out);
}

}  // namespace

std::vector<Evidence> evidence_of(const store::Confirmation& record) {
  std::vector<Evidence> out;
  if (record.evidence.empty()) return out;
  auto read = json::parse(record.evidence);
  if (!read) return out;
  for (const Value& one : read->root.items())
    out.push_back({std::string{one.text("kind")}, std::string{one.text("value")}});
  return out;
}

Result<store::Confirmation> ask_for_confirmation(Platform& platform, const Actor& actor,
                                                 const std::string& organisation_id, const ConfirmationFacts& facts) {
  if (auto allowed = demand(actor, "confirmation.ask", organisation_id); !allowed) return std::move(allowed).error();
  if (facts.name.empty() || facts.name.size() > 200)
    return invalid("an organisation needs a name of at most 200 characters", "name", "write its legal name");
  const auto kind = store::enum_from<store::OrganisationKind>(facts.kind);
  if (!kind)
    return invalid("'" + facts.kind.substr(0, 80) + "' is no kind of organisation", "kind", "choose one of the list");
  if (!framework::controlled_list("country").find(facts.country) || facts.country.size() != 2)
    return invalid("'" + facts.country.substr(0, 80) + "' is no country", "country", "choose one of the list");
  for (const auto& [text, most, where] :
       {std::tuple{&facts.registration, std::size_t{200}, "registration"},
        std::tuple{&facts.reg, std::size_t{300}, "register"}, std::tuple{&facts.eidas, std::size_t{100}, "eidas"},
        std::tuple{&facts.words, std::size_t{2000}, "words"}}) {
    if (auto good = of_length(*text, most, where); !good) return std::move(good).error();
  }
  auto fields = fields_from(facts.fields);
  if (!fields) return std::move(fields).error();
  std::string domain;
  if (!facts.domain.empty()) {
    auto read = domain_from(platform, facts.domain);
    if (!read) return std::move(read).error();
    domain = std::move(*read);
  }
  if (auto free = demand_free_name(platform, actor, facts.name, facts.country, organisation_id); !free)
    return std::move(free).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Confirmation> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    if (store::count(tx, "confirmation WHERE organisation_id = ?1 AND state = 'asked'", {organisation_id}) > 0)
      return conflict("this was asked already and is not decided", "wait for the decision, or take it back");
    store::Confirmation made{.id = new_id(platform.now()),
                             .organisation_id = organisation_id,
                             .name = facts.name,
                             .kind = *kind,
                             .country = facts.country,
                             .registration = facts.registration,
                             .reg = facts.reg,
                             .eidas = facts.eidas,
                             .fields = std::move(*fields),
                             .signs_only_here = facts.signs_only_here,
                             .words = facts.words,
                             .domain = std::move(domain),
                             .token = new_token(),
                             .created = platform.now()};
    store::insert(tx, made);
    tell_deciders(tx, platform, made);
    audit(tx, platform, actor, "confirmation.ask", organisation_id, made.id, made.name);
    return made;
  });
}

Result<void> take_back_confirmation(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    if (!record || !may(actor, "confirmation.ask", record->organisation_id)) return not_found("this request");
    if (record->state != ConfirmationState::asked) return conflict("this was decided already", "look at its state");
    record->state = ConfirmationState::taken_back;
    record->ended = platform.now();
    store::update(tx, *record);
    audit(tx, platform, actor, "confirmation.take_back", record->organisation_id, id);
    return {};
  });
}

Result<void> confirm_organisation(Platform& platform, const Actor& actor, const std::string& id,
                                  const ConfirmationRuling& ruling) {
  const auto before = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::Confirmation>(tx, "id = ?1", {id}); });
  if (!before) return not_found("this request");
  const auto certificate = certificate_of(platform, before->organisation_id);
  auto done = transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    auto organisation =
        record ? store::find_one<store::Organisation>(tx, "id = ?1", {record->organisation_id}) : std::nullopt;
    if (!record || !organisation) return not_found("this request");
    const bool was_here = record->state == ConfirmationState::grace;
    if (was_here) {
      // It asked for nothing: what it is called now is what is confirmed.
      record->name = organisation->name;
      record->kind = organisation->kind;
      record->country = organisation->country;
      record->registration = organisation->registration;
      record->eidas = organisation->eidas;
    }
    auto by = decider(tx, platform, actor, ruling.as, *record);
    if (!by) return std::move(by).error();
    if (!was_here && record->state != ConfirmationState::asked)
      return conflict("this was decided already", "look at its state");
    if (auto good = of_length(ruling.ground, 2000, "ground"); !good) return good;
    if (ruling.may_confirm && record->kind != store::OrganisationKind::authority)
      return invalid("only an authority confirms others", "may_confirm", "leave it out");
    auto until = last_day(platform, ruling.until);
    if (!until) return std::move(until).error();
    auto since = first_day(platform, ruling.since, *organisation);
    if (!since) return std::move(since).error();
    auto evidence = evidence_text(*record, certificate, ruling);
    if (!evidence) return std::move(evidence).error();
    // The one before ends as the new one begins, without a gap. One that was here and asks itself needs no grace any
    // more.
    tx.execute(
        "UPDATE confirmation SET ended = ?2, state = 'replaced' WHERE organisation_id = ?1 AND state = 'confirmed' AND "
        "until > ?2 AND id <> ?3",
        {record->organisation_id, store::cell_from(platform.now()), id});
    record->state = ConfirmationState::confirmed;
    record->by_id = by->id;
    record->by_name = by->name;
    record->may_confirm = ruling.may_confirm;
    record->evidence = std::move(*evidence);
    record->decided = platform.now();
    record->since = *since;
    record->until = *until;
    record->ended.reset();
    record->note.clear();
    store::update(tx, *record);
    organisation->name = record->name;
    organisation->kind = record->kind;
    organisation->country = record->country;
    if (!record->registration.empty()) organisation->registration = record->registration;
    if (!record->eidas.empty()) organisation->eidas = record->eidas;
    store::update(tx, *organisation);
    note_vouching_changed(tx);
    const std::string last = to_string(date_of(*until - std::chrono::milliseconds{1}));
    tell_asker(tx, platform, *organisation, "{0} has confirmed your organisation",
               "{0} has confirmed that {1} is who it says it is, until {2}. What it issues is shown as vouched for, "
               "and it may act as a body: recognise, agree, seal for others.\n\n{3}",
               {by->name, record->name, last});
    audit(tx, platform, actor, "confirmation.confirm", record->organisation_id, id,
          record->name + ", " + by->name + ", " + last);
    return {};
  });
  platform.confirmed->look_again();
  return done;
}

Result<void> refuse_confirmation(Platform& platform, const Actor& actor, const std::string& id, const std::string& as,
                                 const std::string& reason) {
  if (reason.empty()) return invalid("a reason is needed", "reason", "say what is missing or wrong");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    if (!record) return not_found("this request");
    auto by = decider(tx, platform, actor, as, *record);
    if (!by) return std::move(by).error();
    const bool was_here = record->state == ConfirmationState::grace;
    if (!was_here && record->state != ConfirmationState::asked)
      return conflict("this was decided already", "look at its state");
    record->state = ConfirmationState::refused;
    record->by_id = by->id;
    record->by_name = by->name;
    record->note = utf8_prefix(reason, 1000);
    record->decided = platform.now();
    record->ended = platform.now();
    store::update(tx, *record);
    if (const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record->organisation_id}))
      tell_asker(tx, platform, *organisation, "{0} has not confirmed your organisation",
                 "{0} has not confirmed {1}. The reason given is:\n\n{2}\n\nYou may ask again:\n\n{3}",
                 {by->name, record->name, record->note});
    audit(tx, platform, actor, "confirmation.refuse", record->organisation_id, id, record->note);
    return {};
  });
}

Result<void> withdraw_confirmation(Platform& platform, const Actor& actor, const std::string& id,
                                   const std::string& reason) {
  if (reason.empty()) return invalid("a reason is needed", "reason", "say why it ends");
  auto done = transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    const bool is_giver = record && !record->by_id.empty() && may(actor, "confirmation.decide", record->by_id);
    if (!record || (!is_giver && !may(actor, "platform.confirm"))) return not_found("this confirmation");
    if (record->state != ConfirmationState::confirmed || *record->until <= platform.now())
      return conflict("this has ended already", "look at its state");
    // Whom it confirmed is confirmed no more either: they are told, too.
    std::vector<store::Confirmation> below;
    ConfirmationBook book{tx};
    for (const store::Confirmation& one : store::find<store::Confirmation>(
             tx, "by_id = ?1 AND state = 'confirmed' ORDER BY id", {record->organisation_id})) {
      if (platform.now() < book.end_of(one)) below.push_back(one);
    }
    record->state = ConfirmationState::withdrawn;
    record->note = utf8_prefix(reason, 1000);
    record->ended = platform.now();
    store::update(tx, *record);
    note_vouching_changed(tx);
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record->organisation_id});
    if (organisation)
      tell_asker(tx, platform, *organisation, "Your organisation is confirmed no longer",
                 "{0} has withdrawn the confirmation of {1}. What was sealed before keeps what it had; what is sealed "
                 "from now on is shown as your own word alone. The reason given is:\n\n{2}\n\nYou may ask "
                 "again:\n\n{3}",
                 {record->by_name, record->name, record->note});
    for (const store::Confirmation& one : below) {
      if (const auto other = store::find_one<store::Organisation>(tx, "id = ?1", {one.organisation_id}))
        tell_asker(tx, platform, *other, "Who confirmed your organisation is confirmed no longer",
                   "{0} confirmed {1} and is itself confirmed no longer; so {1} is not either. What was sealed before "
                   "keeps what it had. Ask again, and the operator or another authority decides:\n\n{2}",
                   {record->name, one.name});
    }
    audit(tx, platform, actor, "confirmation.withdraw", record->organisation_id, id, record->note);
    return {};
  });
  platform.confirmed->look_again();
  return done;
}

std::size_t remind_of_ends(Platform& platform) {
  constexpr std::chrono::hours k_before{24 * 60};
  std::size_t told = 0;
  platform.database->write([&](store::Tx& tx) {
    told = 0;
    const Instant now = platform.now();
    for (store::Confirmation& one : store::find<store::Confirmation>(
             tx,
             "state IN ('confirmed', 'grace') AND reminded IS NULL AND until IS NOT NULL AND until > ?1 AND until < ?2 "
             "ORDER BY id LIMIT 200",
             {store::cell_from(now), store::cell_from(now + k_before)})) {
      one.reminded = now;
      store::update(tx, one);
      const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {one.organisation_id});
      if (!organisation) continue;
      if (one.state == ConfirmationState::grace) {
        ConfirmationBook book{tx};
        if (book.in_force(organisation->id, now)) continue;
      }
      tell_asker(tx, platform, *organisation, "The confirmation of {0} ends on {1}",
                 "After {1} nobody vouches for {0} on this platform any more, and it may not act as a body. Ask to be "
                 "confirmed anew:\n\n{2}",
                 {organisation->name, to_string(date_of(*one.until - std::chrono::milliseconds{1}))});
      ++told;
    }
  });
  return told;
}

}  // namespace credex::service
