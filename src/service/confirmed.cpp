#include "service/confirmed.h"

#include <algorithm>

#include "proof/did.h"
#include "service/confirmation_book.h"
#include "service/confirmations.h"
#include "service/name_likeness.h"

namespace credex::service {
namespace {

constexpr std::chrono::seconds k_life{1};

using Known = std::shared_ptr<const ConfirmedOrganisation>;

/// One after the other without a gap is one time.
std::vector<ConfirmedOrganisation> times_of(ConfirmationBook& book, const Platform& platform,
                                            const store::Organisation& organisation) {
  std::vector<ConfirmedOrganisation> out;
  for (const store::Confirmation& record : book.of(organisation.id)) {
    const Instant end = book.end_of(record);
    if (end <= *record.decided) continue;
    ConfirmedOrganisation one;
    one.organisation_id = organisation.id;
    one.slug = organisation.slug;
    one.name = record.name;
    one.country = record.country;
    for (const std::string& number : {record.eidas, record.registration}) {
      if (!number.empty()) one.registered.push_back(number);
    }
    one.since = record.since.value_or(*record.decided);
    one.until = end;
    if (record.signs_only_here) one.complete_since = *record.decided;
    one.kind = credential::VoucherKind::platform;
    one.by = record.by_name;
    one.source = platform.url("/o/" + organisation.slug);
    if (!out.empty() && *out.back().until >= *record.decided) {
      ConfirmedOrganisation& before = out.back();
      one.names = before.names;
      if (before.name != one.name) one.names.push_back(before.name);
      one.since = std::min(*before.since, *one.since);
      // What it said of its keys goes on from when it said it first, as long as it goes on saying it.
      if (one.complete_since && before.complete_since) one.complete_since = before.complete_since;
      out.back() = std::move(one);
    } else {
      out.push_back(std::move(one));
    }
  }
  return out;
}

/// What a key signs by: the identifier that its signatures name, and the key itself, for seals by certificates.
std::vector<std::string> identifiers_of(const store::SigningKey& key) {
  std::vector<std::string> out{key.did};
  if (auto jwk = json::parse(key.public_jwk)) {
    if (auto known = crypto::PublicKey::from_jwk(jwk->root)) {
      std::string itself = proof::did_key(*known);
      if (itself != key.did) out.push_back(std::move(itself));
    }
  }
  return out;
}

}  // namespace

std::shared_ptr<const ConfirmedOrganisations::Snapshot> ConfirmedOrganisations::read(std::int64_t change) const {
  auto out = std::make_shared<Snapshot>();
  platform_.database->read([&](store::Tx& tx) {
    *out = Snapshot{.change = change};
    ConfirmationBook book{tx};
    const auto all = store::find<store::Organisation>(
        tx, "id IN (SELECT organisation_id FROM confirmation WHERE decided IS NOT NULL) ORDER BY id");
    for (const store::Organisation& organisation : all) {
      auto times = times_of(book, platform_, organisation);
      if (times.empty()) continue;
      ++out->count;
      const auto keys = store::find<store::SigningKey>(tx, "organisation_id = ?1 ORDER BY id", {organisation.id});
      // The last comes first: it is the one that who asks for no time means.
      std::ranges::reverse(times);
      for (ConfirmedOrganisation& time : times) {
        time.identifiers.push_back(time.source);
        for (const store::SigningKey& key : keys) {
          for (std::string& name : identifiers_of(key)) {
            if (std::ranges::find(time.identifiers, name) == time.identifiers.end())
              time.identifiers.push_back(std::move(name));
          }
        }
        const auto whole = std::make_shared<const ConfirmedOrganisation>(time);
        // A key by itself speaks for it until it was retired; an identifier that keys stand behind says so itself.
        std::vector<std::string> done;
        const auto put = [&](const std::string& name, const Known& known) {
          if (std::ranges::find(done, name) != done.end()) return;
          done.push_back(name);
          out->by_identifier[name].push_back(known);
        };
        put(time.source, whole);
        for (const store::SigningKey& key : keys) {
          for (const std::string& name : identifiers_of(key)) {
            if (!name.starts_with("did:key:") || !key.retired) {
              put(name, whole);
              continue;
            }
            ConfirmedOrganisation ended = time;
            ended.until = std::min(*time.until, *key.retired);
            if (*ended.until > *ended.since) put(name, std::make_shared<const ConfirmedOrganisation>(std::move(ended)));
          }
        }
        std::vector<std::string> likenesses = likeness_keys(time.name);
        for (const std::string& other : time.names) {
          for (std::string& key : likeness_keys(other)) likenesses.push_back(std::move(key));
        }
        std::ranges::sort(likenesses);
        likenesses.erase(std::unique(likenesses.begin(), likenesses.end()), likenesses.end());
        for (const std::string& key : likenesses) out->by_name[key].push_back(whole);
      }
    }
  });
  return out;
}

std::shared_ptr<const ConfirmedOrganisations::Snapshot> ConfirmedOrganisations::snapshot(bool at_once) const {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock{mutex_};
    if (!at_once && kept_ && looked_ + k_life > now) return kept_;
    // Others are content with what there is while this one asks.
    if (kept_) looked_ = now;
  }
  const std::int64_t change = store::reading(*platform_.database, [](store::Tx& tx) { return vouching_change(tx); });
  {
    const std::scoped_lock lock{mutex_};
    if (kept_ && kept_->change >= change) return kept_;
  }
  auto made = read(change);
  const std::scoped_lock lock{mutex_};
  if (!kept_ || kept_->change <= made->change) kept_ = std::move(made);
  looked_ = now;
  return kept_;
}

ConfirmedOrganisations::List ConfirmedOrganisations::with_identifier(std::string_view identifier) const {
  const auto all = snapshot(false);
  List out;
  if (const auto found = all->by_identifier.find(identifier); found != all->by_identifier.end())
    out.assign(found->second.begin(), found->second.end());
  return out;
}

std::vector<Known> ConfirmedOrganisations::alike(std::string_view name) const {
  const auto all = snapshot(true);
  std::vector<Known> out;
  for (const std::string& key : likeness_keys(name)) {
    const auto found = all->by_name.find(key);
    if (found == all->by_name.end()) continue;
    for (const Known& one : found->second) {
      if (std::ranges::find(out, one) == out.end()) out.push_back(one);
    }
  }
  return out;
}

ConfirmedOrganisations::List ConfirmedOrganisations::with_name_like(std::string_view name) const {
  const auto all = snapshot(false);
  List out;
  for (const std::string& key : likeness_keys(name)) {
    const auto found = all->by_name.find(key);
    if (found == all->by_name.end()) continue;
    for (const Known& one : found->second) {
      if (std::ranges::find(out, one) == out.end()) out.push_back(one);
    }
  }
  return out;
}

void ConfirmedOrganisations::look_again() const {
  const std::scoped_lock lock{mutex_};
  looked_ = {};
}

std::vector<std::string> ConfirmedOrganisations::asked() const {
  // As what was asked is always as of now, it has no date.
  return {platform_.settings.publisher + " (" + platform_.settings.public_url + ")"};
}

bool is_confirmed_now(const Platform& platform, std::string_view slug) {
  if (!platform.confirmed) return false;
  const Instant now = platform.now();
  const auto times = platform.confirmed->with_identifier(platform.url("/o/" + std::string{slug}));
  return std::any_of(times.begin(), times.end(), [&](const auto& time) { return !time->until || now < *time->until; });
}

}  // namespace credex::service
