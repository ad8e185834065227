#include "web/standing_view.h"

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "service/confirmations.h"
#include "service/lists.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

std::string day_of(const Visit& visit, const std::optional<Instant>& at) {
  return at ? format_date(visit.language, date_of(*at)) : "";
}
/// What ends at a midnight lasts until the day before.
std::string last_day_of(const Visit& visit, const std::optional<Instant>& at) {
  return at ? format_date(visit.language, date_of(*at - std::chrono::milliseconds{1})) : "";
}

}  // namespace

void fill_standing(const Visit& visit, const store::Organisation& organisation, View& view) {
  const auto standing = service::standing_of(visit.platform, organisation.id);
  view.flag("confirmed", standing.confirmed.has_value()).flag("grace", standing.grace.has_value());
  view.flag("ended", !standing.confirmed && standing.former && !standing.grace);
  view.flag("nobody", !standing.confirmed && !standing.grace && !standing.former);
  view.set("mark", mark_svg(standing.confirmed ? Outcome::pass : standing.former ? Outcome::warn : Outcome::unknown));
  view.set("grace_until", last_day_of(visit, standing.grace)).set("ended_on", day_of(visit, standing.former_end));
  if (standing.former) view.set("reason", standing.former->note);
  if (!standing.confirmed) return;
  const store::Confirmation& record = *standing.confirmed;
  view.set("by", record.by_name).set("as", record.name).set("since", day_of(visit, record.since));
  view.set("until", last_day_of(visit, standing.until));
  std::vector<View> chain;
  for (const service::VouchingLink& link : standing.chain) {
    View item;
    item.set("name", link.name).set("slug", link.slug);
    item.set("since", day_of(visit, link.since)).set("until", last_day_of(visit, link.until));
    chain.push_back(std::move(item));
  }
  std::vector<View> evidence;
  for (const service::Evidence& one : service::evidence_of(record)) {
    View item;
    item.set("words", one.kind == "register"      ? visit.t("Register")
                      : one.kind == "domain"      ? visit.t("Domain")
                      : one.kind == "certificate" ? visit.t("Certificate")
                                                  : visit.t("Looked at"));
    item.set("value", one.value);
    evidence.push_back(std::move(item));
  }
  std::string fields;
  for (const std::string& uri : service::words_in(record.fields)) {
    const auto* entry = framework::controlled_list("isced-f").find(uri);
    fields += (fields.empty() ? "" : ", ") + (entry ? visit.t(entry->label) : uri);
  }
  view.set("chain", chain).set("evidence", evidence).set("fields", fields);
  view.flag("may_confirm", record.may_confirm).flag("only_here", record.signs_only_here);
}

}  // namespace credex::web
