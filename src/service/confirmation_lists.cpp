#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "service/confirmation_book.h"
#include "service/confirmations.h"
#include "service/lists.h"

namespace credex::service {
namespace {

using store::ConfirmationState;

std::optional<ConfirmationView> view_of(store::Tx& tx, const Platform& platform, store::Confirmation record) {
  auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  if (!organisation) return std::nullopt;
  ConfirmationView out{.record = std::move(record), .organisation = std::move(*organisation)};
  out.standing = standing_of(tx, platform, out.organisation.id);
  if (out.record.state == ConfirmationState::grace) {
    out.record.name = out.organisation.name;
    out.record.kind = out.organisation.kind;
    out.record.country = out.organisation.country;
    out.record.registration = out.organisation.registration;
    out.record.eidas = out.organisation.eidas;
  }
  return out;
}

std::vector<std::string> deciders(store::Tx& tx, const Platform& platform, const Actor& actor,
                                  const store::Confirmation& record) {
  std::vector<std::string> out;
  if (may(actor, "platform.confirm")) out.emplace_back();
  std::vector<std::string> seen;
  for (const store::Membership& membership : actor.memberships) {
    if (membership.role != Role::administrator || std::ranges::find(seen, membership.organisation_id) != seen.end())
      continue;
    seen.push_back(membership.organisation_id);
    const auto authority = store::find_one<store::Organisation>(tx, "id = ?1", {membership.organisation_id});
    if (authority && may(actor, "confirmation.decide", authority->id) &&
        authority_for(tx, platform, *authority, record))
      out.push_back(authority->slug);
  }
  return out;
}

bool may_see(store::Tx& tx, const Platform& platform, const Actor& actor, const store::Confirmation& record) {
  return may(actor, "platform.confirm") || may(actor, "organisation.see", record.organisation_id) ||
         (!record.by_id.empty() && may(actor, "confirmation.decide", record.by_id)) ||
         !deciders(tx, platform, actor, record).empty();
}

}  // namespace

std::vector<ConfirmationView> waiting_confirmations(Platform& platform, const Actor& actor) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ConfirmationView> out;
    for (store::Confirmation& record : store::find<store::Confirmation>(tx, "state = 'asked' ORDER BY id LIMIT 1000")) {
      if (deciders(tx, platform, actor, record).empty()) continue;
      if (auto view = view_of(tx, platform, std::move(record))) out.push_back(std::move(*view));
    }
    if (!may(actor, "platform.confirm")) return out;
    for (store::Confirmation& record : store::find<store::Confirmation>(tx, "state = 'grace' ORDER BY id LIMIT 5000")) {
      auto view = view_of(tx, platform, std::move(record));
      if (view && !view->standing.confirmed && !view->standing.asked) out.push_back(std::move(*view));
    }
    return out;
  });
}

std::vector<ConfirmationView> confirmed_organisations(Platform& platform) {
  auto out = store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ConfirmationView> found;
    ConfirmationBook book{tx};
    for (store::Organisation& organisation : store::find<store::Organisation>(
             tx, "id IN (SELECT organisation_id FROM confirmation WHERE state = 'confirmed') ORDER BY id")) {
      auto record = book.in_force(organisation.id, platform.now());
      if (!record) continue;
      ConfirmationView view{.record = std::move(*record), .organisation = std::move(organisation)};
      view.standing = standing_of(tx, platform, view.organisation.id);
      found.push_back(std::move(view));
    }
    return found;
  });
  std::ranges::stable_sort(out, {}, [](const ConfirmationView& view) { return folded(view.record.name); });
  return out;
}

Result<std::vector<ConfirmationView>> confirmations_of(Platform& platform, const Actor& actor,
                                                       const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::vector<ConfirmationView>> {
    std::vector<ConfirmationView> out;
    if (!may(actor, "platform.confirm")) {
      if (auto allowed = demand(actor, "organisation.see", organisation_id); !allowed)
        return std::move(allowed).error();
    }
    for (store::Confirmation& record : store::find<store::Confirmation>(
             tx, "organisation_id = ?1 AND state <> 'grace' ORDER BY created DESC, id DESC", {organisation_id})) {
      if (auto view = view_of(tx, platform, std::move(record))) out.push_back(std::move(*view));
    }
    return out;
  });
}

Result<ConfirmationView> confirmation_view(Platform& platform, const Actor& actor, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<ConfirmationView> {
    auto record = store::find_one<store::Confirmation>(tx, "id = ?1", {id});
    if (!record || !may_see(tx, platform, actor, *record)) return not_found("this request");
    auto view = view_of(tx, platform, std::move(*record));
    if (!view) return not_found("this request");
    return std::move(*view);
  });
}

std::vector<std::string> deciders_of(Platform& platform, const Actor& actor, const ConfirmationView& view) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return deciders(tx, platform, actor, view.record); });
}

bool decides_confirmations(Platform& platform, const Actor& actor) {
  if (may(actor, "platform.confirm")) return true;
  return store::reading(*platform.database, [&](store::Tx& tx) {
    ConfirmationBook book{tx};
    return std::ranges::any_of(actor.memberships, [&](const store::Membership& membership) {
      if (!may(actor, "confirmation.decide", membership.organisation_id)) return false;
      const auto own = book.in_force(membership.organisation_id, platform.now());
      return own && own->may_confirm;
    });
  });
}

std::string confirmation_document(Platform& platform, const store::Organisation& organisation,
                                  const OrganisationStanding& standing) {
  using json::Value;
  json::Arena arena;
  const Value out = Value::object(arena, 12);
  const auto day = [&](const Value& into, const char* key, const std::optional<Instant>& at, bool is_end = false) {
    if (at)
      into.append(arena, key, arena.string(to_string(date_of(is_end ? *at - std::chrono::milliseconds{1} : *at))));
  };
  out.append(arena, "organisation", arena.string(platform.url("/o/" + organisation.slug)));
  out.append(arena, "name", arena.string(standing.confirmed ? standing.confirmed->name : organisation.name));
  const char* state = standing.confirmed ? "confirmed" : standing.former ? "ended" : "unconfirmed";
  out.append(arena, "state", Value::string(state));
  if (standing.confirmed) {
    const store::Confirmation& record = *standing.confirmed;
    out.append(arena, "country", arena.string(record.country));
    out.append(arena, "kind", Value::string(store::name_of(record.kind)));
    out.append(arena, "fields", json::texts(arena, words_in(record.fields)));
    out.append(arena, "signs_only_here", Value::boolean(record.signs_only_here));
    out.append(arena, "may_confirm", Value::boolean(record.may_confirm));
    day(out, "since", record.since);
    day(out, "until", standing.until, true);
    const Value evidence = Value::array(arena, 4);
    for (const Evidence& one : evidence_of(record)) {
      const Value item = Value::object(arena, 2);
      item.append(arena, "kind", arena.string(one.kind));
      item.append(arena, "value", arena.string(one.value));
      evidence.push(arena, item);
    }
    out.append(arena, "evidence", evidence);
    const Value chain = Value::array(arena, standing.chain.size());
    for (const VouchingLink& link : standing.chain) {
      const Value item = Value::object(arena, 4);
      item.append(arena, "name", arena.string(link.name));
      if (!link.slug.empty()) item.append(arena, "organisation", arena.string(platform.url("/o/" + link.slug)));
      day(item, "since", link.since);
      day(item, "until", link.until, true);
      chain.push(arena, item);
    }
    out.append(arena, "confirmed_by", chain);
  } else if (standing.former) {
    day(out, "ended", standing.former_end);
    out.append(arena, "reason", arena.string(standing.former->note));
  }
  return json::write_pretty(out);
}

}  // namespace credex::service
