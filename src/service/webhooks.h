#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "service/actor.h"
#include "store/connection_records.h"

namespace credex::service {

/// Webhooks by the specification "Standard Webhooks" 1.0.0: a POST of {"type", "timestamp", "data"} with the headers
/// webhook-id, webhook-timestamp and webhook-signature ("v1," and base64 of HMAC-SHA256 over id, time and body). No
/// learner's name or address is in it: who is told asks the API for what it may see.

/// What can be told, for pages and for making one.
const std::vector<std::string>& webhook_events();

/// Queues an event in the transaction of what happened; `data` is its content. Nothing where nobody is to be told.
void queue_event(store::Tx& tx, const Platform& platform, const std::string& organisation_id, const std::string& event,
                 const std::function<void(json::Arena&, json::Value)>& data);

/// Makes one; the record has its secret. Only https, but for a demonstration.
Result<store::Webhook> make_webhook(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                    const std::string& url, const std::vector<std::string>& events);
/// Ends it; what waits is not sent.
Result<void> end_webhook(Platform& platform, const Actor& actor, const std::string& id);
/// A new secret; the former one signs beside it for a day.
Result<store::Webhook> renew_secret(Platform& platform, const Actor& actor, const std::string& id);
/// Sends an event "webhook.test".
Result<void> test_webhook(Platform& platform, const Actor& actor, const std::string& id);
/// Puts a delivery back in the queue.
Result<void> deliver_again(Platform& platform, const Actor& actor, const std::string& delivery_id);

/// Those of an organisation that are active, each with its last deliveries.
struct WebhookView {
  store::Webhook record{};
  std::vector<store::WebhookDelivery> deliveries{};
};
Result<std::vector<WebhookView>> webhooks_of(Platform& platform, const Actor& actor,
                                             const std::string& organisation_id);

/// The header webhook-signature for a delivery at a time (seconds since 1970).
std::string webhook_signature(const store::Webhook& hook, const std::string& id, std::int64_t time,
                              const std::string& body, Instant now);

/// Sends what is due; gives how many were tried. What fails is tried again after 5 seconds, 5 and 30 minutes, 2, 5, 10,
/// 14, 20 and 24 hours; then it is failed. Where `go_on` says no, the rest stays in the queue.
std::size_t send_due_events(
    Platform& platform, const std::function<bool()>& go_on = [] { return true; });

}  // namespace credex::service
