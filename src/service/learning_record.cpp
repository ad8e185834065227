#include "service/learning_record.h"

#include <algorithm>
#include <cmath>

#include "credential/contents.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/organisations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using store::ValidationStage;
constexpr std::int64_t k_most_entries = 200;

Result<store::Validation> own_validation(store::Tx& tx, const Actor& actor, const std::string& id) {
  auto record = store::find_one<store::Validation>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
  if (!record) return not_found("this learning");
  return std::move(*record);
}

ValidationView view_of(store::Tx& tx, store::Validation record, bool with_person) {
  ValidationView out{.record = std::move(record)};
  if (const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.organisation_id}))
    out.organisation = organisation->name;
  for (const std::string& id : words_in(out.record.documents)) {
    if (auto work = store::find_one<store::Work>(tx, "id = ?1 AND person_id = ?2", {id, out.record.person_id}))
      out.works.push_back(std::move(*work));
  }
  if (with_person) {
    if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {out.record.person_id}))
      out.person = person->name;
  }
  return out;
}

/// Whether it can still be changed by the person.
Result<void> demand_open(const store::Validation& record) {
  if (record.stage == ValidationStage::identification || record.stage == ValidationStage::documentation) return {};
  return conflict("this is with the organisation already, or decided", "identify it anew to change it");
}

}  // namespace

Result<store::Validation> identify_learning(Platform& platform, const Actor& actor, const ValidationFacts& f) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  if (f.words.size() > 4000) return invalid("this is too long", "words", "write up to 4,000 characters");
  const auto kind = store::enum_from<store::LearningKind>(f.kind);
  if (!kind) return invalid("'" + f.kind + "' is nothing that can be chosen", "kind", "choose of the list");
  if (f.skills.empty() || f.skills.size() > 20)
    return invalid("name between 1 and 20 skills", "skills", "keep those that matter most");
  for (const std::string& uri : f.skills) {
    if (!platform.esco->find(uri))
      return invalid("this is no skill that is known here", "skills", "choose one of the list");
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Validation> {
    if (store::count(tx, "validation WHERE person_id = ?1", {actor.person->id}) >= k_most_entries)
      return conflict("a record holds at most 200 of these", "remove some first");
    store::Validation record{.id = new_id(platform.now()),
                             .person_id = actor.person->id,
                             .title = f.title,
                             .kind = *kind,
                             .words = f.words,
                             .skills = joined(f.skills),
                             .made = platform.now(),
                             .changed = platform.now()};
    store::insert(tx, record);
    audit(tx, platform, actor, "validation.identify", "", record.id);
    return record;
  });
}

Result<void> document_learning(Platform& platform, const Actor& actor, const std::string& id,
                               const std::vector<std::string>& works) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  if (works.empty()) return invalid("nothing is chosen", "works", "choose at least one work");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = own_validation(tx, actor, id);
    if (!record) return std::move(record).error();
    if (auto open = demand_open(*record); !open) return open;
    for (const std::string& work : works) {
      if (store::count(tx, "work WHERE id = ?1 AND person_id = ?2", {work, actor.person->id}) == 0)
        return not_found("this work");
    }
    record->documents = joined(works);
    record->stage = ValidationStage::documentation;
    record->changed = platform.now();
    store::update(tx, *record);
    audit(tx, platform, actor, "validation.document", "", id);
    return {};
  });
}

Result<void> ask_validation(Platform& platform, const Actor& actor, const std::string& id,
                            const std::string& organisation_slug) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  auto organisation = organisation_by_slug(platform, organisation_slug);
  if (!organisation) return std::move(organisation).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = own_validation(tx, actor, id);
    if (!record) return std::move(record).error();
    if (auto open = demand_open(*record); !open) return open;
    if (record->stage != ValidationStage::documentation)
      return conflict("nothing documents this yet", "tie works to it first");
    record->organisation_id = organisation->id;
    record->stage = ValidationStage::assessment;
    record->changed = platform.now();
    store::update(tx, *record);
    const About about{.organisation_id = organisation->id,
                      .regards = id,
                      .words = {record->title, platform.url("/desk/" + organisation->slug + "/validation")}};
    tell_members(tx, platform, {Role::recognition_officer}, about, "Somebody asks for validation: {0}",
                 "Somebody asks you to assess what they have learnt outside courses: \"{0}\". It waits here: {1}");
    audit(tx, platform, actor, "validation.ask", organisation->id, id);
    return {};
  });
}

Result<void> remove_validation(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = own_validation(tx, actor, id);
    if (!record) return std::move(record).error();
    tx.execute("DELETE FROM validation WHERE id = ?1", {id});
    audit(tx, platform, actor, "validation.remove", record->organisation_id, id);
    return {};
  });
}

std::vector<ValidationView> validations_of(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ValidationView> out;
    for (store::Validation& one :
         store::find<store::Validation>(tx, "person_id = ?1 ORDER BY id DESC", {actor.person->id}))
      out.push_back(view_of(tx, std::move(one), false));
    return out;
  });
}

Result<std::vector<ValidationView>> validation_queue(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id) {
  if (auto allowed = demand(actor, "recognition.see", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ValidationView> out;
    for (store::Validation& one : store::find<store::Validation>(
             tx, "organisation_id = ?1 ORDER BY CASE stage WHEN 'assessment' THEN 0 ELSE 1 END, id DESC LIMIT 200",
             {organisation_id}))
      out.push_back(view_of(tx, std::move(one), true));
    return out;
  });
}

Result<void> decide_validation(Platform& platform, const Actor& actor, const std::string& id,
                               const std::vector<std::string>& granted, const std::string& reason) {
  if (reason.size() < 10 || reason.size() > 4000)
    return invalid("the reason is too short or too long", "reason", "write between 10 and 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Validation>(tx, "id = ?1", {id});
    if (!record) return not_found("this learning");
    if (auto allowed = demand(actor, "recognition.decide", record->organisation_id); !allowed) return allowed;
    if (auto good = demand_confirmed(tx, platform, record->organisation_id); !good) return good;
    if (record->stage != ValidationStage::assessment)
      return conflict("this was decided already", "nothing more is needed");
    if (actor.person && actor.person->id == record->person_id)
      return conflict("nobody validates their own learning", "let a colleague assess it");
    const std::vector<std::string> claimed = words_in(record->skills);
    for (const std::string& uri : granted) {
      if (std::find(claimed.begin(), claimed.end(), uri) == claimed.end())
        return invalid("this skill was not claimed", "granted", "choose of the list");
    }
    record->granted = joined(granted);
    record->stage = granted.empty() ? ValidationStage::refused : ValidationStage::certification;
    record->reason = reason;
    record->officer_id = actor.person ? actor.person->id : "";
    record->changed = platform.now();
    store::update(tx, *record);
    const About about{.organisation_id = record->organisation_id,
                      .regards = id,
                      .words = {record->title, platform.url("/me/learning")}};
    tell_person(tx, platform, record->person_id, about, "Decided: {0}",
                "What you asked to have validated, \"{0}\", is decided, with the reasons: {1}");
    audit(tx, platform, actor, granted.empty() ? "validation.refuse" : "validation.certify", record->organisation_id,
          id);
    return {};
  });
}

std::vector<skills::HeldSkill> validated_skills(Platform& platform, const std::string& person_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<skills::HeldSkill> out;
    for (const store::Validation& one :
         store::find<store::Validation>(tx, "person_id = ?1 AND stage = 'certification' ORDER BY id", {person_id})) {
      for (std::string& uri : words_in(one.granted))
        out.push_back({.uri = std::move(uri),
                       .evidence = skills::EvidenceKind::validated,
                       .on = date_of(one.changed),
                       .source = one.title,
                       .source_id = one.id});
    }
    return out;
  });
}

Result<store::AccountEntry> add_account_entry(Platform& platform, const Actor& actor, const AccountFacts& f) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  if (!parse_date(f.day)) return invalid("'" + f.day + "' is no day", "day", "write it like 2027-03-31");
  char* end = nullptr;
  const double amount = std::strtod(f.amount.c_str(), &end);
  if (f.amount.empty() || end != f.amount.c_str() + f.amount.size() || !std::isfinite(amount) || amount == 0 ||
      std::abs(amount) > 1e7)
    return invalid("'" + f.amount + "' is no amount", "amount", "write it like 500 or -120.50");
  const bool is_currency = f.currency.size() == 3 && std::all_of(f.currency.begin(), f.currency.end(),
                                                                 [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_currency)
    return invalid("'" + f.currency + "' is no currency", "currency", "write its three letters, as in EUR");
  if (f.source.size() > 200 || f.words.size() > 500)
    return invalid("this is too long", "words", "write up to 200 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::AccountEntry> {
    if (store::count(tx, "account_entry WHERE person_id = ?1", {actor.person->id}) >= 5 * k_most_entries)
      return conflict("an account holds at most 1,000 lines", "remove some first");
    store::AccountEntry record{.id = new_id(platform.now()),
                               .person_id = actor.person->id,
                               .day = f.day,
                               .amount = amount,
                               .currency = f.currency,
                               .source = f.source,
                               .words = f.words,
                               .made = platform.now()};
    store::insert(tx, record);
    return record;
  });
}

Result<void> remove_account_entry(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM account_entry WHERE id = ?1 AND person_id = ?2", {id, actor.person->id}) == 0)
      return not_found("this line");
    return {};
  });
}

Account account_of(Platform& platform, const Actor& actor) {
  Account out;
  if (!actor.person) return out;
  out.entries = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::AccountEntry>(tx, "person_id = ?1 ORDER BY day DESC, id DESC", {actor.person->id});
  });
  for (const store::AccountEntry& one : out.entries) out.balance[one.currency] += one.amount;
  return out;
}

namespace {

/// Holdings that came before endings were noted, by their ids, which grow with time; how far one has come is kept.
void read_endings(Platform& platform, std::size_t most) {
  platform.database->write([&](store::Tx& tx) {
    const auto mark = tx.query("SELECT value FROM setting WHERE name = 'endings_read'");
    const std::string from = mark.empty() ? "" : mark[0].text(0);
    const auto holdings =
        store::find<store::Holding>(tx, "id > ?1 ORDER BY id LIMIT ?2", {from, static_cast<std::int64_t>(most)});
    if (holdings.empty()) return;
    for (const store::Holding& one : holdings) {
      if (store::count(tx, "holding_expiry WHERE holding_id = ?1", {one.id}) == 0) note_ending(tx, one);
    }
    if (tx.execute("UPDATE setting SET value = ?1 WHERE name = 'endings_read'", {holdings.back().id}) == 0)
      tx.execute("INSERT INTO setting (name, value) VALUES ('endings_read', ?1)", {holdings.back().id});
  });
}

}  // namespace

void note_ending(store::Tx& tx, const store::Holding& holding) {
  tx.execute("DELETE FROM holding_expiry WHERE holding_id = ?1", {holding.id});
  store::HoldingExpiry record{.holding_id = holding.id, .person_id = holding.person_id};
  if (auto contents = credential::contents_of(unkept_form(holding.credential)))
    record.expires = contents->award.valid_until;
  store::insert(tx, record);
}

std::vector<EndingHolding> ending_holdings(Platform& platform, const Actor& actor, int days) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<EndingHolding> out;
    for (const store::HoldingExpiry& one :
         store::find<store::HoldingExpiry>(tx, "person_id = ?1 AND expires > ?2 AND expires < ?3 ORDER BY expires",
                                           {actor.person->id, store::cell_from(platform.now()),
                                            store::cell_from(platform.now() + std::chrono::hours{24} * days)})) {
      if (const auto holding = store::find_one<store::Holding>(tx, "id = ?1", {one.holding_id}))
        out.push_back({holding->id, holding->title, *one.expires});
    }
    return out;
  });
}

std::size_t remind_of_endings(Platform& platform, std::size_t most) {
  read_endings(platform, most);
  std::size_t out = 0;
  const auto due = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::HoldingExpiry>(
        tx, "reminded IS NULL AND expires > ?1 AND expires < ?2 ORDER BY expires LIMIT ?3",
        {store::cell_from(platform.now()), store::cell_from(platform.now() + std::chrono::hours{24} * 30),
         static_cast<std::int64_t>(most)});
  });
  if (due.empty()) return 0;
  platform.database->write([&](store::Tx& tx) {
    out = 0;
    for (store::HoldingExpiry one : due) {
      // Another server may have been quicker.
      if (tx.execute("UPDATE holding_expiry SET reminded = ?2 WHERE holding_id = ?1 AND reminded IS NULL",
                     {one.holding_id, store::cell_from(platform.now())}) == 0)
        continue;
      const auto holding = store::find_one<store::Holding>(tx, "id = ?1", {one.holding_id});
      if (!holding) continue;
      const About about{.regards = one.holding_id,
                        .words = {holding->title, to_string(date_of(*one.expires)),
                                  platform.url("/me/credential/" + one.holding_id)}};
      tell_person(tx, platform, one.person_id, about, "\"{0}\" ends on {1}",
                  "Your credential \"{0}\" is valid until {1}. What it shows you have learnt stays yours; whoever "
                  "checks it after that day sees that it has ended. Ask its issuer whether it can be renewed: {2}");
      ++out;
    }
  });
  return out;
}

}  // namespace credex::service
