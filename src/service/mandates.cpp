#include "service/mandates.h"

#include "base/encoding.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/keys.h"
#include "service/mail.h"
#include "service/organisations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

Result<MandateView> view_of(store::Tx& tx, const Platform& platform, store::Mandate record) {
  MandateView out{.record = std::move(record)};
  auto provider = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.provider_id});
  auto sealer = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.sealer_id});
  auto limits = json::parse(out.record.limits);
  if (!provider || !sealer || !limits) return not_found("this mandate");
  out.provider = std::move(*provider);
  out.sealer = std::move(*sealer);
  auto content = framework::mandate_of(limits->root);
  if (!content) return std::move(content).error();
  out.content = std::move(*content);
  // As both are called now, and as definitions have the awarding body.
  out.content.id = platform.url("/mandates/" + out.record.id);
  out.content.given_by = awarding_body_of(platform, out.provider, {});
  out.content.sealed_by = awarding_body_of(platform, out.sealer, {});
  return out;
}

/// The facts as values that mandate_of() judges.
Result<framework::Mandate> content_from(const Platform& platform, const MandateFacts& facts,
                                        const store::Organisation& provider, const store::Organisation& sealer) {
  json::Arena arena;
  const framework::Mandate parties{.given_by = awarding_body_of(platform, provider, {}),
                                   .sealed_by = awarding_body_of(platform, sealer, {})};
  const Value said = framework::mandate_value(arena, parties);
  said.set(arena, "assessed_by", arena.string(facts.assessed_by));
  const Value levels = Value::array(arena, facts.eqf.size());
  for (const std::string& level : facts.eqf) levels.push(arena, Value::integer(std::atoi(level.c_str())));
  said.set(arena, "eqf", levels);
  said.set(arena, "field", json::texts(arena, facts.fields));
  if (!facts.most_ects.empty()) said.set(arena, "most_ects", arena.string(facts.most_ects));
  said.set(arena, "from", arena.string(facts.from.empty() ? to_string(date_of(platform.now())) : facts.from));
  said.set(arena, "until", arena.string(facts.until));
  said.set(arena, "ground", arena.string(facts.ground));
  auto content = framework::mandate_of(said);
  if (!content) {
    const Error& error = content.error();
    return invalid(error.message, error.where.empty() ? "" : error.where.substr(1), "correct it and send it again");
  }
  if (!content->until) return invalid("a mandate without an end is none", "until", "say until when it holds");
  if (*content->until < date_of(platform.now()))
    return invalid("it would end before today", "until", "choose a later day");
  return content;
}

/// A mail to each administrator of an organisation.
void tell(store::Tx& tx, const Platform& platform, const std::string& organisation_id, const char* subject,
          const char* body, const std::vector<std::string>& args) {
  tell_members(tx, platform, {Role::administrator}, {organisation_id, organisation_id, args}, subject, body);
}

std::string page_of(const Platform& platform, const store::Organisation& organisation) {
  return platform.url("/desk/" + organisation.slug + "/mandates");
}

}  // namespace

Result<store::Mandate> ask_for_seal(Platform& platform, const Actor& actor, const std::string& provider_id,
                                    const MandateFacts& facts) {
  if (auto allowed = demand(actor, "organisation.keys", provider_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Mandate> {
    const auto provider = store::find_one<store::Organisation>(tx, "id = ?1", {provider_id});
    const auto sealer = store::find_one<store::Organisation>(tx, "slug = ?1", {facts.sealer});
    if (!provider) return not_found("this organisation");
    if (!sealer || sealer->id == provider_id)
      return invalid("'" + facts.sealer + "' is no other organisation of this platform", "sealer",
                     "choose one of the list");
    if (facts.assessed_by != "provider" && facts.assessed_by != "sealer")
      return invalid("who assesses is not said", "assessed_by", "choose one of both");
    auto content = content_from(platform, facts, *provider, *sealer);
    if (!content) return std::move(content).error();
    if (store::count(tx, "mandate WHERE provider_id = ?1 AND sealer_id = ?2 AND state = 'asked'",
                     {provider_id, sealer->id}) > 0)
      return conflict("they were asked already and have not answered", "wait for their answer, or withdraw it");
    json::Arena arena;
    store::Mandate made{.id = new_id(platform.now()),
                        .provider_id = provider_id,
                        .sealer_id = sealer->id,
                        .limits = json::write(framework::mandate_value(arena, *content)),
                        .created = platform.now()};
    store::insert(tx, made);
    tell(tx, platform, sealer->id, "{0} asks you to seal for it",
         "{0} has no seal of its own and asks {1} to seal its micro-credentials, within these limits: {2}.\n\nTake it "
         "on or decline it here:\n\n{3}",
         {provider->name, sealer->name, framework::mandate_limits(*content), page_of(platform, *sealer)});
    audit(tx, platform, actor, "seal.ask", provider_id, made.id, sealer->slug);
    return made;
  });
}

Result<void> answer_mandate(Platform& platform, const Actor& actor, const std::string& id, bool accept,
                            const std::string& note) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Mandate>(tx, "id = ?1", {id});
    if (!record || !may(actor, "organisation.keys", record->sealer_id)) return not_found("this mandate");
    if (record->state != store::MandateState::asked) return conflict("this was answered already", "look at its state");
    if (accept) {
      if (auto good = demand_confirmed(tx, platform, record->sealer_id); !good) return good;
    }
    if (accept && !active_key(tx, record->sealer_id))
      return conflict("the organisation has no key to sign with", "make one under its keys");
    record->state = accept ? store::MandateState::active : store::MandateState::declined;
    record->note = utf8_prefix(note, 1000);
    record->answered = platform.now();
    store::update(tx, *record);
    auto view = view_of(tx, platform, *record);
    if (!view) return std::move(view).error();
    const std::vector<std::string> words{view->sealer.name, view->provider.name,
                                         framework::mandate_limits(view->content), record->note,
                                         page_of(platform, view->provider)};
    if (accept) {
      tell(tx, platform, record->provider_id, "{0} now seals for you",
           "{0} has taken on the mandate to seal for {1}, within these limits: {2}. What you issue is sealed so from "
           "now "
           "on.\n\n{3}\n\n{4}",
           words);
    } else {
      tell(tx, platform, record->provider_id, "{0} has declined to seal for you",
           "{0} has declined the mandate to seal for {1} ({2}).\n\n{3}\n\n{4}", words);
    }
    audit(tx, platform, actor, accept ? "seal.accept" : "seal.decline", record->sealer_id, id, record->note);
    return {};
  });
}

Result<void> withdraw_mandate(Platform& platform, const Actor& actor, const std::string& id,
                              const std::string& reason) {
  if (reason.empty()) return invalid("a reason is needed", "reason", "say why it ends");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::Mandate>(tx, "id = ?1", {id});
    const bool is_sealer = record && may(actor, "organisation.keys", record->sealer_id);
    if (!record || (!is_sealer && !may(actor, "organisation.keys", record->provider_id)))
      return not_found("this mandate");
    if (record->state != store::MandateState::active && record->state != store::MandateState::asked)
      return conflict("this has ended already", "look at its state");
    record->state = store::MandateState::withdrawn;
    record->note = utf8_prefix(reason, 1000);
    record->ended = platform.now();
    store::update(tx, *record);
    auto view = view_of(tx, platform, *record);
    if (!view) return std::move(view).error();
    const store::Organisation& by = is_sealer ? view->sealer : view->provider;
    const store::Organisation& other = is_sealer ? view->provider : view->sealer;
    tell(tx, platform, other.id, "{0} has withdrawn the mandate to seal",
         "{0} has withdrawn the mandate by which {1} seals for {2}. Nothing new is sealed under it; what was sealed "
         "stays sound. The reason given is:\n\n{3}",
         {by.name, view->sealer.name, view->provider.name, record->note});
    audit(tx, platform, actor, "seal.withdraw", is_sealer ? record->sealer_id : record->provider_id, id, record->note);
    return {};
  });
}

Result<MandateView> mandate_view(Platform& platform, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<MandateView> {
    auto record = store::find_one<store::Mandate>(tx, "id = ?1 AND answered IS NOT NULL AND state <> 'declined'", {id});
    if (!record) return not_found("this mandate");
    return view_of(tx, platform, std::move(*record));
  });
}

bool knows_mandate(Platform& platform, const framework::Mandate& mandate) {
  const std::string here = platform.url("/mandates/");
  if (!mandate.id.starts_with(here)) return false;
  const auto known = mandate_view(platform, mandate.id.substr(here.size()));
  if (!known) return false;
  const framework::Mandate& own = known->content;
  // An organisation may be called otherwise by now; its address stays.
  const auto is_same = [](const framework::Organisation& a, const framework::Organisation& b) {
    return (!a.id.empty() && a.id == b.id) || a.legal_name == b.legal_name;
  };
  return is_same(own.given_by, mandate.given_by) && is_same(own.sealed_by, mandate.sealed_by) &&
         own.eqf == mandate.eqf && own.fields == mandate.fields && own.from == mandate.from &&
         own.until == mandate.until && own.most.has_value() == mandate.most.has_value() &&
         (!own.most || own.most->points == mandate.most->points);
}

Result<std::vector<MandateView>> mandates_of(Platform& platform, const Actor& actor,
                                             const std::string& organisation_id) {
  if (auto allowed = demand(actor, "organisation.see", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::vector<MandateView>> {
    std::vector<MandateView> out;
    for (store::Mandate& record :
         store::find<store::Mandate>(tx, "provider_id = ?1 OR sealer_id = ?1 ORDER BY id DESC", {organisation_id})) {
      auto view = view_of(tx, platform, std::move(record));
      if (!view) return std::move(view).error();
      out.push_back(std::move(*view));
    }
    return out;
  });
}

std::int64_t awards_under(Platform& platform, const std::string& mandate_id) {
  return store::reading(*platform.database,
                        [&](store::Tx& tx) { return store::count(tx, "award WHERE mandate_id = ?1", {mandate_id}); });
}

std::string mandate_document(const MandateView& view) {
  json::Arena arena;
  const Value out = framework::mandate_value(arena, view.content);
  out.append(arena, "state", Value::string(store::name_of(view.record.state)));
  if (view.record.answered) out.append(arena, "in_force_since", arena.string(to_string(*view.record.answered)));
  if (view.record.ended) {
    out.append(arena, "ended", arena.string(to_string(*view.record.ended)));
    out.append(arena, "reason", arena.string(view.record.note));
  }
  return json::write_pretty(out);
}

Result<std::optional<MandateView>> seal_for(store::Tx& tx, const Platform& platform, const std::string& provider_id,
                                            const framework::MicroCredential& definition) {
  std::string first;
  for (store::Mandate& record :
       store::find<store::Mandate>(tx, "provider_id = ?1 AND state = 'active' ORDER BY id DESC", {provider_id})) {
    auto view = view_of(tx, platform, std::move(record));
    if (!view) return std::move(view).error();
    // Who seals for others vouches for them.
    if (auto confirmed = demand_confirmed(tx, platform, view->sealer.id); !confirmed)
      return std::move(confirmed).error();
    const auto beyond = framework::beyond_mandate(view->content, definition, date_of(platform.now()));
    if (beyond.empty()) return std::optional{std::move(*view)};
    if (first.empty()) first = view->sealer.name + " does not seal " + beyond.front();
  }
  if (first.empty()) return std::optional<MandateView>{};
  return Error{.code = "service.mandate",
               .message = "this lies outside the mandate to seal: " + first,
               .remedy = "ask for a wider mandate, or withdraw it to seal by your own key"};
}

Result<std::optional<MandateView>> seal_of(Platform& platform, const std::string& definition_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::optional<MandateView>> {
    auto definition = published_definition(tx, definition_id);
    if (!definition) return std::move(definition).error();
    return seal_for(tx, platform, definition->record.organisation_id, definition->content);
  });
}

Result<MandateView> seal_again(store::Tx& tx, const Platform& platform, const std::string& mandate_id,
                               const framework::MicroCredential& definition) {
  auto record = store::find_one<store::Mandate>(tx, "id = ?1", {mandate_id});
  if (!record) return not_found("this mandate");
  const bool in_force = record->state == store::MandateState::active;
  auto view = view_of(tx, platform, std::move(*record));
  if (!view) return view;
  const auto beyond = framework::beyond_mandate(view->content, definition, date_of(platform.now()));
  if (in_force && beyond.empty() && acts_as_body(tx, platform, view->sealer.id)) return view;
  return Error{.code = "service.mandate",
               .message = "the mandate under which " + view->sealer.name + " sealed this is not in force any more",
               .remedy = "what was sealed before stays sound; use the file as it is"};
}

}  // namespace credex::service
