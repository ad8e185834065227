#include <algorithm>

#include "service/confirmation_book.h"
#include "service/confirmations.h"
#include "service/confirmed.h"
#include "service/lists.h"
#include "service/name_likeness.h"
#include "service/tokens.h"

namespace credex::service {
namespace {

using store::ConfirmationState;

/// Longer ones nobody can follow.
constexpr std::size_t k_longest_chain = 8;

/// Whether an authority's limits hold what is asked for. Empty fields of the authority are all.
bool lies_within(const store::Confirmation& authority, const store::Confirmation& asked) {
  if (authority.country != asked.country) return false;
  const std::vector<std::string> limits = words_in(authority.fields);
  if (limits.empty()) return true;
  const std::vector<std::string> fields = words_in(asked.fields);
  return !fields.empty() && std::ranges::all_of(fields, [&](const std::string& field) {
    return std::ranges::any_of(limits, [&](const std::string& limit) { return field.starts_with(limit); });
  });
}

}  // namespace

const std::vector<store::Confirmation>& ConfirmationBook::of(const std::string& organisation_id) {
  const auto [it, fresh] = known_.try_emplace(organisation_id);
  if (fresh)
    it->second = store::find<store::Confirmation>(
        tx_,
        "organisation_id = ?1 AND state IN ('confirmed', 'withdrawn', 'replaced') AND decided IS NOT NULL ORDER BY "
        "decided, id",
        {organisation_id});
  return it->second;
}

Instant ConfirmationBook::end_of(const store::Confirmation& record) {
  if (const auto it = ends_.find(record.id); it != ends_.end()) return it->second;
  Instant end = record.until.value_or(*record.decided);
  if (record.ended) end = std::min(end, *record.ended);
  if (record.by_id.empty()) return end;
  // One that hangs on itself hangs on nothing.
  if (!asking_.insert(record.id).second) return *record.decided;
  end = std::min(end, covered_until(record.by_id, *record.decided));
  asking_.erase(record.id);
  // What was found while something above is still being asked for may rest on the guess of that.
  if (asking_.empty()) ends_[record.id] = end;
  return end;
}

Instant ConfirmationBook::covered_until(const std::string& organisation_id, Instant from) {
  Instant end = from;
  const std::vector<store::Confirmation>& all = of(organisation_id);
  for (bool further = true; further;) {
    further = false;
    for (const store::Confirmation& one : all) {
      if (*one.decided > end) continue;
      const Instant until = end_of(one);
      if (until > end) {
        end = until;
        further = true;
      }
    }
  }
  return end;
}

std::optional<store::Confirmation> ConfirmationBook::in_force(const std::string& organisation_id, Instant at) {
  const std::vector<store::Confirmation>& all = of(organisation_id);
  for (auto it = all.rbegin(); it != all.rend(); ++it) {
    if (*it->decided <= at && at < end_of(*it)) return *it;
  }
  return std::nullopt;
}

bool ConfirmationBook::hangs_on(const std::string& organisation_id, const std::string& other, Instant at) {
  std::string next = organisation_id;
  for (std::size_t i = 0; i <= k_longest_chain && !next.empty(); ++i) {
    if (next == other) return true;
    const auto above = in_force(next, at);
    next = above ? above->by_id : "";
  }
  // One that is too long to follow is taken for one that does.
  return !next.empty();
}

Result<store::Confirmation> authority_for(store::Tx& tx, const Platform& platform, const store::Organisation& authority,
                                          const store::Confirmation& asked) {
  ConfirmationBook book{tx};
  auto own = book.in_force(authority.id, platform.now());
  const auto no = [](const char* why) {
    return Error{.code = "service.forbidden",
                 .message = why,
                 .remedy = "the operator of this platform, or an authority of its country and field, decides on it"};
  };
  if (!own || own->kind != store::OrganisationKind::authority || !own->may_confirm)
    return no("this authority is not confirmed, or may not confirm others");
  if (asked.organisation_id == authority.id || book.hangs_on(authority.id, asked.organisation_id, platform.now()))
    return no("nobody vouches for who vouches for them");
  if (!lies_within(*own, asked)) return no("this lies outside the country and fields of this authority");
  return std::move(*own);
}

OrganisationStanding standing_of(store::Tx& tx, const Platform& platform, const std::string& organisation_id) {
  const Instant now = platform.now();
  ConfirmationBook book{tx};
  OrganisationStanding out;
  out.confirmed = book.in_force(organisation_id, now);
  out.asked = store::find_one<store::Confirmation>(
      tx, "organisation_id = ?1 AND state = 'asked' ORDER BY id DESC LIMIT 1", {organisation_id});
  if (out.confirmed) {
    out.until = book.end_of(*out.confirmed);
    store::Confirmation at = *out.confirmed;
    for (std::size_t i = 0; i < k_longest_chain; ++i) {
      VouchingLink link{.name = at.by_name, .since = at.since, .until = book.end_of(at)};
      const auto above = at.by_id.empty() ? std::nullopt : book.in_force(at.by_id, now);
      if (const auto by = store::find_one<store::Organisation>(tx, "id = ?1", {at.by_id})) {
        link.name = by->name;
        link.slug = by->slug;
      }
      out.chain.push_back(std::move(link));
      if (!above) break;
      at = *above;
    }
    return out;
  }
  if (const auto& all = book.of(organisation_id); !all.empty()) {
    out.former = all.back();
    out.former_end = book.end_of(all.back());
  }
  const auto grace = store::find_one<store::Confirmation>(tx, "id = ?1 AND state = 'grace'", {organisation_id});
  if (grace && grace->until && now < *grace->until) out.grace = grace->until;
  return out;
}

OrganisationStanding standing_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return standing_of(tx, platform, organisation_id); });
}

bool acts_as_body(store::Tx& tx, const Platform& platform, const std::string& organisation_id) {
  ConfirmationBook book{tx};
  if (book.in_force(organisation_id, platform.now())) return true;
  const auto grace = store::find_one<store::Confirmation>(tx, "id = ?1 AND state = 'grace'", {organisation_id});
  return grace && grace->until && platform.now() < *grace->until;
}

Result<void> demand_confirmed(store::Tx& tx, const Platform& platform, const std::string& organisation_id) {
  if (acts_as_body(tx, platform, organisation_id)) return {};
  const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
  return Error{.code = "service.unconfirmed",
               .message = "nobody has confirmed that this organisation is who it says: " +
                          (organisation ? organisation->name : organisation_id),
               .remedy =
                   "its administrators ask for it under Confirmation; until then it may define and issue in its "
                   "own name alone"};
}

Result<void> demand_confirmed_anywhere(store::Tx& tx, const Platform& platform, const Actor& actor,
                                       std::string_view action) {
  if (auto allowed = demand_anywhere(actor, action); !allowed) return allowed;
  Result<void> last;
  for (const store::Membership& membership : actor.memberships) {
    if (!may(actor, action, membership.organisation_id)) continue;
    if (membership.organisation_id.empty()) return {};
    last = demand_confirmed(tx, platform, membership.organisation_id);
    if (last) return last;
  }
  return last;
}

bool speaks_for_authority(store::Tx& tx, const Platform& platform, const Actor& actor) {
  return std::ranges::any_of(actor.memberships, [&](const store::Membership& membership) {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {membership.organisation_id});
    return organisation && organisation->kind == store::OrganisationKind::authority &&
           acts_as_body(tx, platform, organisation->id);
  });
}

std::vector<LikeName> names_like(Platform& platform, std::string_view name, const std::string& except) {
  std::vector<LikeName> out;
  const auto now = platform.now();
  for (const auto& one : platform.confirmed->alike(name)) {
    if (one->organisation_id == except || (one->until && *one->until <= now)) continue;
    out.push_back({.organisation_id = one->organisation_id,
                   .name = one->name,
                   .slug = one->slug,
                   .country = one->country,
                   .by = one->by,
                   .is_imitation = !are_same(one->name, name) &&
                                   std::ranges::none_of(
                                       one->names, [&](const std::string& other) { return are_same(other, name); })});
  }
  return out;
}

Result<void> demand_free_name(Platform& platform, const Actor& actor, const std::string& name,
                              const std::string& country, const std::string& except) {
  if (auto plain = plain_name(name); !plain) return plain;
  // The operator founds a namesake where there truly is one.
  const bool is_operator = may(actor, "platform.organisations");
  for (const LikeName& one : names_like(platform, name, except)) {
    if (!one.is_imitation && (is_operator || one.country != country)) continue;
    return Error{.code = "service.name",
                 .message = "this is the name of a confirmed organisation, or easily taken for it: " + one.name + " (" +
                            one.country + ")",
                 .where = "name",
                 .remedy =
                     "if it is yours, ask its administrators to add you; if you only share the name, ask the "
                     "operator of this platform; else choose another name"};
  }
  return {};
}

Result<void> demand_as_confirmed(store::Tx& tx, const Platform& platform, const store::Organisation& before,
                                 const store::Organisation& after) {
  if (before.name == after.name && before.kind == after.kind && before.country == after.country &&
      before.registration == after.registration && before.eidas == after.eidas)
    return {};
  ConfirmationBook book{tx};
  if (!book.in_force(before.id, platform.now())) return {};
  return conflict("name, kind, country and numbers were confirmed as they are",
                  "ask under Confirmation to be confirmed with the new ones; they change when that is done");
}

void confirm_made_up(store::Tx& tx, const Platform& platform, const store::Organisation& organisation) {
  const Instant now = platform.now();
  store::insert(tx, store::Confirmation{.id = new_id(now),
                                        .organisation_id = organisation.id,
                                        .state = ConfirmationState::confirmed,
                                        .name = organisation.name,
                                        .kind = organisation.kind,
                                        .country = organisation.country,
                                        .registration = organisation.registration,
                                        .eidas = organisation.eidas,
                                        .signs_only_here = true,
                                        .by_name = platform.settings.publisher,
                                        .may_confirm = organisation.kind == store::OrganisationKind::authority,
                                        .evidence = R"([{"kind":"other","value":"made up, as is all of it here"}])",
                                        .created = now,
                                        .decided = now,
                                        .since = organisation.created,
                                        .until = now + std::chrono::hours{24 * 365 * 5}});
  note_vouching_changed(tx);
}

void begin_grace(store::Tx& tx, const Platform& platform) {
  constexpr std::chrono::hours k_grace{24 * 180};
  tx.execute("UPDATE confirmation SET until = ?1 WHERE state = 'grace' AND until IS NULL",
             {store::cell_from(platform.now() + k_grace)});
}

void note_vouching_changed(store::Tx& tx) {
  tx.execute(
      "INSERT INTO setting (name, value) VALUES ('vouching', '1') ON CONFLICT (name) DO UPDATE SET value = "
      "CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)");
}

std::int64_t vouching_change(store::Tx& tx) {
  const auto kept = tx.query("SELECT value FROM setting WHERE name = 'vouching'");
  return kept.empty() ? 0 : std::atoll(kept[0].text(0).c_str());
}

}  // namespace credex::service
