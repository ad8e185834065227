#include "service/agreements.h"

#include <algorithm>

#include "base/encoding.h"
#include "credential/statement.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/keys.h"
#include "service/mail.h"
#include "service/rules_text.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

const recognition::Criteria& criteria() { return recognition::Criteria::built_in(); }
const recognition::Countries& countries() { return recognition::Countries::built_in(); }

Result<AgreementView> view_of(store::Tx& tx, store::Agreement record) {
  auto content = recognition::read_agreement(record.content, "", criteria(), countries());
  if (!content) return std::move(content).error();
  AgreementView out{.record = std::move(record), .content = std::move(*content)};
  for (store::AgreementParty& party :
       store::find<store::AgreementParty>(tx, "agreement_id = ?1 ORDER BY id", {out.record.id})) {
    auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {party.organisation_id});
    if (organisation) out.parties.push_back({std::move(party), std::move(*organisation)});
  }
  return out;
}

Value party_value(json::Arena& arena, const Platform& platform, const store::Organisation& party) {
  const Value out = Value::object(arena, 3);
  out.append(arena, "id", arena.string(awarding_body_of(platform, party, {}).id));
  out.append(arena, "name", arena.string(party.name));
  out.append(arena, "place", arena.string(countries().place_of(party.country, party.region)));
  return out;
}

/// A text with what the platform sets.
struct CompletedAgreement {
  std::string document{};
  recognition::Agreement content{};
};

Result<CompletedAgreement> completed(const Platform& platform, const std::string& id, const std::string& text,
                                     const std::vector<store::Organisation>& parties) {
  auto yaml = rules_document(text, "");
  if (!yaml) return std::move(yaml).error();
  json::Arena& arena = *yaml->document.arena;
  const Value root = yaml->document.root;
  root.set(arena, "id", arena.string(platform.url("/agreements/" + id)));
  root.set(arena, "version", Value::string("1"));
  const Value list = Value::array(arena, parties.size());
  for (const store::Organisation& party : parties) list.push(arena, party_value(arena, platform, party));
  root.set(arena, "parties", list);
  auto content = recognition::read_agreement(*yaml, "", criteria(), countries());
  if (!content) return std::move(content).error();
  return CompletedAgreement{json::write_pretty(root), std::move(*content)};
}

/// A mail to the administrators of a party.
void tell(store::Tx& tx, const Platform& platform, const store::Organisation& party, const char* subject,
          const char* body, const std::vector<std::string>& args) {
  std::vector<std::string> words = args;
  words.push_back(platform.url("/desk/" + party.slug + "/agreements"));
  tell_members(tx, platform, {Role::administrator}, {party.id, party.id, std::move(words)}, subject, body);
}

}  // namespace

Result<AgreementView> propose_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const std::vector<std::string>& others, const std::string& text) {
  if (auto allowed = demand(actor, "recognition.rules", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<AgreementView> {
    auto own = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!own) return not_found("this organisation");
    if (auto confirmed = demand_confirmed(tx, platform, organisation_id); !confirmed)
      return std::move(confirmed).error();
    std::vector<store::Organisation> parties{std::move(*own)};
    for (const std::string& slug : others) {
      auto other = store::find_one<store::Organisation>(tx, "slug = ?1", {slug});
      if (!other)
        return invalid("'" + slug + "' is no organisation of this platform", "parties", "choose one of the list");
      if (std::any_of(parties.begin(), parties.end(), [&](const auto& party) { return party.id == other->id; }))
        return invalid("an agreement of an organisation with itself", "parties", "choose another organisation");
      if (auto confirmed = demand_confirmed(tx, platform, other->id); !confirmed) return std::move(confirmed).error();
      parties.push_back(std::move(*other));
    }
    const std::string id = new_id(platform.now());
    auto whole = completed(platform, id, text, parties);
    if (!whole) return std::move(whole).error();
    const recognition::Agreement& content = whole->content;
    const store::Agreement record{.id = id,
                                  .organisation_id = organisation_id,
                                  .content = std::move(whole->document),
                                  .created = platform.now(),
                                  .changed = platform.now()};
    store::insert(tx, record);
    for (const store::Organisation& party : parties) {
      store::insert(
          tx, store::AgreementParty{.id = new_id(platform.now()), .agreement_id = id, .organisation_id = party.id});
      if (party.id == organisation_id) continue;
      tell(tx, platform, party, "{0} proposes an agreement on recognition: {1}",
           "{0} proposes an agreement on recognition to you: {1}. It binds once every party has signed. Read and sign "
           "it "
           "here:\n\n{2}",
           {parties.front().name, content.title});
    }
    audit(tx, platform, actor, "agreement.propose", organisation_id, id, content.title);
    return view_of(tx, record);
  });
}

Result<AgreementDraft> judge_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                       const std::string& text, const std::string& name) {
  if (auto allowed = demand(actor, "recognition.rules", organisation_id); !allowed) return std::move(allowed).error();
  auto yaml = rules_document(text, name);
  if (!yaml) return std::move(yaml).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<AgreementDraft> {
    const auto own = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!own) return not_found("this organisation");
    json::Arena& arena = *yaml->document.arena;
    const Value root = yaml->document.root;
    root.set(arena, "id", arena.string(platform.url("/agreements/new")));
    if (root.get("parties").is_null()) {
      // Who they are is chosen later; two stand for them, so that all the rest is judged.
      const Value list = Value::array(arena, 2);
      list.push(arena, party_value(arena, platform, *own));
      const Value other = Value::object(arena, 2);
      other.append(arena, "id", arena.string(platform.url("/o/")));
      other.append(arena, "name", Value::string("?"));
      list.push(arena, other);
      root.set(arena, "parties", list);
    }
    auto content = recognition::read_agreement(*yaml, name, criteria(), countries());
    if (!content) return std::move(content).error();
    AgreementDraft out{.content = std::move(*content)};
    for (const recognition::Party& party : out.content.parties) {
      const std::string prefix = platform.url("/o/");
      if (party.id == prefix || party.id == prefix + own->slug || party.name == own->name) continue;
      auto known = party.id.starts_with(prefix)
                       ? store::find_one<store::Organisation>(tx, "slug = ?1", {party.id.substr(prefix.size())})
                       : std::nullopt;
      if (!known) known = store::find_one<store::Organisation>(tx, "name = ?1 LIMIT 1", {party.name});
      if (known) {
        out.others.push_back(known->slug);
      } else {
        out.strangers.push_back(party.name);
      }
    }
    for (const char* key : {"id", "version", "parties"}) root.erase(key);
    out.document = json::write(root);
    return out;
  });
}

Result<void> sign_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                            const std::string& id) {
  if (auto allowed = demand(actor, "recognition.sign", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Agreement>(tx, "id = ?1", {id});
    auto party =
        store::find_one<store::AgreementParty>(tx, "agreement_id = ?1 AND organisation_id = ?2", {id, organisation_id});
    auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!record || !party || !organisation) return not_found("this agreement");
    if (auto good = demand_confirmed(tx, platform, organisation_id); !good) return good;
    if (record->state != store::AgreementState::proposed || party->signed_at)
      return conflict("this was signed or has ended already", "look at its state");
    const auto key = active_key(tx, organisation_id);
    if (!key) return conflict("the organisation has no key to sign with", "make one under its keys");
    auto signer = platform.keys->signer(*key);
    if (!signer) return std::move(signer).error();
    auto content = json::parse(record->content);
    if (!content) return std::move(content).error();
    thread_local rdf::jsonld::Processor processor;
    auto statement = credential::sign_statement(processor,
                                                {.type = "AgreementStatement",
                                                 .id = platform.url("/agreements/" + id + "/" + organisation->slug),
                                                 .issuer_name = organisation->name,
                                                 .subject = platform.url("/agreements/" + id),
                                                 .content = content->root,
                                                 .from = std::chrono::floor<std::chrono::seconds>(platform.now())},
                                                **signer, key->did, platform.now());
    if (!statement) return std::move(statement).error();
    party->statement = std::move(*statement);
    party->signed_at = platform.now();
    store::update(tx, *party);
    audit(tx, platform, actor, "agreement.sign", organisation_id, id);
    if (store::count(tx, "agreement_party WHERE agreement_id = ?1 AND signed IS NULL", {id}) > 0) return {};
    record->state = store::AgreementState::in_force;
    record->changed = platform.now();
    store::update(tx, *record);
    auto view = view_of(tx, *record);
    if (!view) return std::move(view).error();
    for (const auto& other : view->parties)
      tell(tx, platform, other.organisation, "Every party has signed: {0}",
           "Every party has signed the agreement “{0}”. It binds from the day that it names.\n\n{1}",
           {view->content.title});
    return {};
  });
}

Result<void> end_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                           const std::string& id, const std::string& reason) {
  if (auto allowed = demand(actor, "recognition.sign", organisation_id); !allowed) return std::move(allowed).error();
  if (reason.empty()) return invalid("a reason is needed", "reason", "say why it ends");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Agreement>(tx, "id = ?1", {id});
    const bool is_party =
        store::count(tx, "agreement_party WHERE agreement_id = ?1 AND organisation_id = ?2", {id, organisation_id}) > 0;
    if (!record || !is_party) return not_found("this agreement");
    if (record->state == store::AgreementState::ended) return conflict("this has ended already", "look at its state");
    record->state = store::AgreementState::ended;
    record->note = utf8_prefix(reason, 1000);
    record->changed = platform.now();
    store::update(tx, *record);
    auto view = view_of(tx, *record);
    if (!view) return std::move(view).error();
    for (const auto& other : view->parties) {
      if (other.organisation.id != organisation_id)
        tell(tx, platform, other.organisation, "An agreement on recognition has ended: {0}",
             "The agreement “{0}” has ended. The reason given is:\n\n{1}\n\n{2}", {view->content.title, record->note});
    }
    audit(tx, platform, actor, "agreement.end", organisation_id, id, record->note);
    return {};
  });
}

Result<std::vector<AgreementView>> agreements_of(Platform& platform, const Actor& actor,
                                                 const std::string& organisation_id) {
  if (auto allowed = demand(actor, "organisation.see", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::vector<AgreementView>> {
    std::vector<AgreementView> out;
    for (store::Agreement& record : store::find<store::Agreement>(
             tx, "id IN (SELECT agreement_id FROM agreement_party WHERE organisation_id = ?1) ORDER BY id DESC",
             {organisation_id})) {
      auto view = view_of(tx, std::move(record));
      if (!view) return std::move(view).error();
      out.push_back(std::move(*view));
    }
    return out;
  });
}

std::vector<AgreementView> agreements_in_force(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<AgreementView> out;
    for (store::Agreement& record : store::find<store::Agreement>(tx, "state = 'in_force' ORDER BY id")) {
      auto view = view_of(tx, std::move(record));
      if (!view) continue;
      const bool stands = std::all_of(view->parties.begin(), view->parties.end(), [&](const auto& party) {
        return acts_as_body(tx, platform, party.organisation.id);
      });
      if (stands) out.push_back(std::move(*view));
    }
    return out;
  });
}

Result<AgreementView> agreement_view(Platform& platform, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<AgreementView> {
    auto record = store::find_one<store::Agreement>(
        tx, "id = ?1 AND id NOT IN (SELECT agreement_id FROM agreement_party WHERE signed IS NULL)", {id});
    if (!record) return not_found("this agreement");
    return view_of(tx, std::move(*record));
  });
}

std::vector<recognition::Agreement> binding_agreements(store::Tx& tx, const Platform& platform) {
  std::vector<recognition::Agreement> out;
  for (const store::Agreement& record : store::find<store::Agreement>(tx, "state = 'in_force' ORDER BY id")) {
    // It binds between bodies that are who they say: where one is confirmed no more, it rests.
    bool stands = true;
    for (const auto& party : store::find<store::AgreementParty>(tx, "agreement_id = ?1", {record.id}))
      stands = stands && acts_as_body(tx, platform, party.organisation_id);
    if (!stands) continue;
    if (auto content = recognition::read_agreement(record.content, "", criteria(), countries()))
      out.push_back(std::move(*content));
  }
  return out;
}

std::string agreement_document(const AgreementView& view) {
  json::Arena arena;
  const Value out = recognition::agreement_value(arena, view.content, criteria());
  out.append(arena, "state", Value::string(store::name_of(view.record.state)));
  if (!view.record.note.empty()) out.append(arena, "reason", arena.string(view.record.note));
  const Value statements = Value::array(arena, view.parties.size());
  for (const auto& party : view.parties) {
    if (auto signed_word = json::parse_into(arena, party.record.statement)) statements.push(arena, *signed_word);
  }
  out.append(arena, "statements", statements);
  return json::write_pretty(out);
}

}  // namespace credex::service
