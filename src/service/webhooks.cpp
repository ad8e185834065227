#include "service/webhooks.h"

#include <algorithm>

#include "crypto/random.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

// As the specification proposes.
constexpr std::chrono::seconds k_webhook_waits[] = {
    std::chrono::seconds{5}, std::chrono::minutes{5}, std::chrono::minutes{30},
    std::chrono::hours{2},   std::chrono::hours{5},   std::chrono::hours{10},
    std::chrono::hours{14},  std::chrono::hours{20},  std::chrono::hours{24}};
constexpr std::int64_t k_webhook_batch = 50;
constexpr std::chrono::minutes k_webhook_taken{15};
constexpr std::chrono::hours k_former_life{24};
constexpr std::int64_t k_shown = 20;
constexpr std::string_view k_secret_prefix = "whsec_";

std::string new_secret() { return std::string{k_secret_prefix} + base64(crypto::random_bytes(32)); }

bool has_event(const store::Webhook& hook, std::string_view event) {
  return (" " + hook.events + " ").find(" " + std::string{event} + " ") != std::string::npos;
}

std::string body_of(const Platform& platform, const std::string& event,
                    const std::function<void(json::Arena&, Value)>& data) {
  json::Arena arena;
  const Value content = Value::object(arena, 8);
  data(arena, content);
  const Value out = Value::object(arena, 3);
  out.append(arena, "type", arena.string(event));
  out.append(arena, "timestamp", arena.string(to_string(platform.now())));
  out.append(arena, "data", content);
  return json::write(out);
}

void queue(store::Tx& tx, const Platform& platform, const store::Webhook& hook, const std::string& event,
           const std::string& body) {
  const Instant now = platform.now();
  store::insert(
      tx, store::WebhookDelivery{
              .id = new_id(now), .webhook_id = hook.id, .event = event, .body = body, .due = now, .created = now});
}

/// The webhook, where the actor may change it.
Result<store::Webhook> own_webhook(store::Tx& tx, const Actor& actor, const std::string& id) {
  auto hook = store::find_one<store::Webhook>(tx, "id = ?1 AND state = 'active'", {id});
  if (!hook || !may(actor, "organisation.api", hook->organisation_id)) return not_found("this webhook");
  return std::move(*hook);
}

void deliver(Platform& platform, const store::Webhook& hook, store::WebhookDelivery& delivery) {
  const Instant now = platform.now();
  const std::int64_t time = unix_seconds(now);
  auto answer = platform.fetch(
      {.url = hook.url,
       .body = delivery.body,
       .content_type = "application/json",
       .headers = {{"webhook-id", delivery.id},
                   {"webhook-timestamp", std::to_string(time)},
                   {"webhook-signature", webhook_signature(hook, delivery.id, time, delivery.body, now)}},
       .follow = false,
       .max_bytes = 64 * 1024});
  ++delivery.attempts;
  delivery.status = answer ? answer->status : 0;
  if (answer && answer->status >= 200 && answer->status < 300) {
    delivery.state = store::DeliveryState::sent;
    delivery.sent = platform.now();
    delivery.error.clear();
    return;
  }
  delivery.error = answer ? "answered " + std::to_string(answer->status) : answer.error().message;
  if (static_cast<std::size_t>(delivery.attempts) > std::size(k_webhook_waits)) {
    delivery.state = store::DeliveryState::failed;
  } else {
    delivery.due = platform.now() + k_webhook_waits[delivery.attempts - 1];
  }
}

}  // namespace

const std::vector<std::string>& webhook_events() {
  static const std::vector<std::string> k_events{"award.issued",    "award.claimed", "award.valid",
                                                 "award.suspended", "award.revoked", "definition.published",
                                                 "job.finished"};
  return k_events;
}

void queue_event(store::Tx& tx, const Platform& platform, const std::string& organisation_id, const std::string& event,
                 const std::function<void(json::Arena&, Value)>& data) {
  const auto hooks = store::find<store::Webhook>(tx, "organisation_id = ?1 AND state = 'active'", {organisation_id});
  std::string body;
  for (const store::Webhook& hook : hooks) {
    if (!has_event(hook, event)) continue;
    if (body.empty()) body = body_of(platform, event, data);
    queue(tx, platform, hook, event, body);
  }
}

Result<store::Webhook> make_webhook(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                    const std::string& url, const std::vector<std::string>& events) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return std::move(allowed).error();
  const bool is_plain = url.starts_with("http://") && platform.settings.demo;
  if ((!url.starts_with("https://") && !is_plain) || url.size() > 1000)
    return invalid("'" + url.substr(0, 80) + "' is no address that is told of events", "url", "begin with https://");
  std::string words;
  for (const std::string& event : events) {
    if (std::ranges::find(webhook_events(), event) == webhook_events().end())
      return invalid("'" + event.substr(0, 40) + "' is no event", "event", "choose of the list");
    words += (words.empty() ? "" : " ") + event;
  }
  if (words.empty()) return invalid("no event was chosen", "event", "choose at least one");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Webhook> {
    store::Webhook made{.id = new_id(platform.now()),
                        .organisation_id = organisation_id,
                        .url = url,
                        .events = words,
                        .secret = new_secret(),
                        .created = platform.now()};
    store::insert(tx, made);
    audit(tx, platform, actor, "webhook.make", organisation_id, made.id, url);
    return made;
  });
}

Result<void> end_webhook(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto hook = own_webhook(tx, actor, id);
    if (!hook) return std::move(hook).error();
    hook->state = store::WebhookState::ended;
    hook->secret.clear();
    hook->former_secret.clear();
    store::update(tx, *hook);
    tx.execute("DELETE FROM webhook_delivery WHERE webhook_id = ?1", {id});
    audit(tx, platform, actor, "webhook.end", hook->organisation_id, id, hook->url);
    return {};
  });
}

Result<store::Webhook> renew_secret(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Webhook> {
    auto hook = own_webhook(tx, actor, id);
    if (!hook) return hook;
    hook->former_secret = hook->secret;
    hook->former_until = platform.now() + k_former_life;
    hook->secret = new_secret();
    store::update(tx, *hook);
    audit(tx, platform, actor, "webhook.secret", hook->organisation_id, id);
    return hook;
  });
}

Result<void> test_webhook(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto hook = own_webhook(tx, actor, id);
    if (!hook) return std::move(hook).error();
    queue(tx, platform, *hook, "webhook.test", body_of(platform, "webhook.test", [&](json::Arena& arena, Value data) {
            data.append(arena, "webhook", arena.string(id));
          }));
    return {};
  });
}

Result<void> deliver_again(Platform& platform, const Actor& actor, const std::string& delivery_id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto delivery = store::find_one<store::WebhookDelivery>(tx, "id = ?1", {delivery_id});
    if (!delivery) return not_found("this delivery");
    auto hook = own_webhook(tx, actor, delivery->webhook_id);
    if (!hook) return std::move(hook).error();
    delivery->state = store::DeliveryState::waiting;
    delivery->attempts = 0;
    delivery->due = platform.now();
    store::update(tx, *delivery);
    return {};
  });
}

Result<std::vector<WebhookView>> webhooks_of(Platform& platform, const Actor& actor,
                                             const std::string& organisation_id) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<WebhookView> out;
    for (store::Webhook& hook :
         store::find<store::Webhook>(tx, "organisation_id = ?1 AND state = 'active' ORDER BY id", {organisation_id})) {
      WebhookView view{.record = std::move(hook)};
      view.deliveries = store::find<store::WebhookDelivery>(tx, "webhook_id = ?1 ORDER BY id DESC LIMIT ?2",
                                                            {view.record.id, k_shown});
      out.push_back(std::move(view));
    }
    return out;
  });
}

std::string webhook_signature(const store::Webhook& hook, const std::string& id, std::int64_t time,
                              const std::string& body, Instant now) {
  const std::string content = id + "." + std::to_string(time) + "." + body;
  const auto signed_by = [&](const std::string& secret) {
    const auto key = from_base64(std::string_view{secret}.substr(std::min(secret.size(), k_secret_prefix.size())));
    return "v1," + base64(crypto::hmac_sha256(key ? *key : Bytes{}, as_bytes(content)));
  };
  std::string out = signed_by(hook.secret);
  if (!hook.former_secret.empty() && hook.former_until && *hook.former_until > now)
    out += " " + signed_by(hook.former_secret);
  return out;
}

std::size_t send_due_events(Platform& platform, const std::function<bool()>& go_on) {
  const Instant now = platform.now();
  // As with mails: a server takes what is due by moving it on, so that two do not send the same.
  const auto due = [&](store::Tx& tx) {
    return store::find<store::WebhookDelivery>(tx, "state = 'waiting' AND due <= ?1 ORDER BY due LIMIT ?2",
                                               {store::cell_from(now), k_webhook_batch});
  };
  if (store::reading(*platform.database, due).empty()) return 0;
  auto deliveries = store::writing(*platform.database, [&](store::Tx& tx) {
    auto taken = due(tx);
    for (const auto& one : taken)
      tx.execute("UPDATE webhook_delivery SET due = ?2 WHERE id = ?1",
                 {one.id, store::cell_from(now + k_webhook_taken)});
    return taken;
  });
  const auto begun = std::chrono::steady_clock::now();
  std::size_t tried = 0;
  for (store::WebhookDelivery& delivery : deliveries) {
    const bool in_time = std::chrono::steady_clock::now() - begun < k_webhook_taken / 2;
    if (go_on() && in_time) {
      const auto hook = store::reading(*platform.database, [&](store::Tx& tx) {
        return store::find_one<store::Webhook>(tx, "id = ?1 AND state = 'active'", {delivery.webhook_id});
      });
      if (!hook) continue;
      deliver(platform, *hook, delivery);
      ++tried;
    }
    // What was not tried is given back as it was.
    platform.database->write([&](store::Tx& tx) {
      tx.execute(
          "UPDATE webhook_delivery SET state = ?2, attempts = ?3, due = ?4, status = ?5, error = ?6, sent = ?7 "
          "WHERE id = ?1",
          {delivery.id, store::cell_from(delivery.state), delivery.attempts, store::cell_from(delivery.due),
           delivery.status, delivery.error, store::cell_from(delivery.sent)});
    });
  }
  return tried;
}

}  // namespace credex::service
