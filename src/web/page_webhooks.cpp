#include <algorithm>

#include "base/translate.h"
#include "service/webhooks.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

http::Response webhooks(Visit& visit, const Desk& desk, View view, int status = 200) {
  auto all = service::webhooks_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  std::vector<View> list;
  for (const auto& hook : *all) {
    View one;
    one.set("id", hook.record.id).set("url", hook.record.url).set("events", hook.record.events);
    one.set("since", format_time(visit.language, hook.record.created));
    std::vector<View> deliveries;
    for (const auto& delivery : hook.deliveries) {
      View line;
      line.set("id", delivery.id).set("event", delivery.event).set("at", format_time(visit.language, delivery.created));
      line.set("state", visit.words(store::name_of(delivery.state))).set("error", delivery.error);
      line.set("mark", mark_svg(delivery.state == store::DeliveryState::sent     ? Outcome::pass
                                : delivery.state == store::DeliveryState::failed ? Outcome::fail
                                                                                 : Outcome::unknown));
      line.set("attempts", visit.tn("tried {0} time", "tried {0} times", static_cast<std::size_t>(delivery.attempts)));
      if (delivery.state == store::DeliveryState::waiting && delivery.attempts > 0)
        line.set("next", format_time(visit.language, delivery.due));
      line.flag("may_again", delivery.state != store::DeliveryState::waiting || delivery.attempts > 0);
      deliveries.push_back(std::move(line));
    }
    one.set("deliveries", deliveries);
    list.push_back(std::move(one));
  }
  const auto chosen = visit.form.fields.list("event");
  std::vector<View> events;
  for (const std::string& event : service::webhook_events()) {
    View one;
    one.set("event", event);
    one.flag("chosen", std::ranges::find(chosen, event) != chosen.end());
    events.push_back(std::move(one));
  }
  view.set("hooks", list).set("events", events).set("old_url", visit.field("url"));
  return desk_page(visit, desk, "webhooks", "webhooks", visit.t("Webhooks"), std::move(view), status);
}

http::Response webhooks_list(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  return webhooks(visit, desk, {});
}

http::Response webhooks_make(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  auto made = service::make_webhook(visit.platform, visit.actor(), desk.organisation.id, visit.field("url"),
                                    visit.form.fields.list("event"));
  View view;
  if (made) {
    view.set("secret", made->secret);
    visit.form = {};
  } else {
    view.set("problem", error_view(visit, made.error()));
  }
  return webhooks(visit, desk, std::move(view), made ? 200 : status_of(made.error()));
}

http::Response webhooks_change(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& id = visit.part(1);
  const std::string& what = visit.field("do");
  View view;
  Result<void> done{};
  if (what == "secret") {
    auto renewed = service::renew_secret(visit.platform, visit.actor(), id);
    if (renewed) view.set("secret", renewed->secret);
    if (renewed) return webhooks(visit, desk, std::move(view));
    done = std::move(renewed).error();
  } else if (what == "end") {
    done = service::end_webhook(visit.platform, visit.actor(), id);
  } else if (what == "again") {
    done = service::deliver_again(visit.platform, visit.actor(), visit.field("delivery"));
  } else {
    done = service::test_webhook(visit.platform, visit.actor(), id);
  }
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/webhooks");
  view.set("problem", error_view(visit, done.error()));
  return webhooks(visit, desk, std::move(view), status_of(done.error()));
}

}  // namespace

void add_webhooks(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/webhooks", webhooks_list);
  site.post(router, "/desk/{}/webhooks", webhooks_make);
  site.post(router, "/desk/{}/webhooks/{}", webhooks_change);
}

}  // namespace credex::web
