// Whose an award is: what its keeper says to it, and who decides.
#include "base/translate.h"
#include "service/holder_gate.h"
#include "web/desk.h"
#include "web/holder_view.h"
#include "web/label_view.h"
#include "web/site.h"

namespace credex::web {
namespace {

View question_view(const Visit& visit, const service::HolderQuestion& one) {
  View out;
  out.set("id", one.record.holding_id).set("title", one.holding.title).set("issuer", one.holding.issuer);
  out.set("named", one.record.named).set("birth", one.record.birth).set("person", one.person);
  out.set("own_birth", one.date_of_birth).set("former_name", one.record.former_name);
  out.set("words", one.record.words).set("evidence", one.record.evidence);
  std::string addresses;
  for (const std::string& address : one.addresses) (addresses += addresses.empty() ? "" : ", ") += address;
  out.set("addresses", addresses).set("lines", report_view(visit, one.finding.findings));
  if (one.record.asked) out.set("asked", format_time(visit.language, *one.record.asked));
  return out;
}

View questions_view(const Visit& visit, const std::vector<service::HolderQuestion>& questions, const Error* problem) {
  View out;
  if (problem != nullptr) out.set("problem", error_view(visit, *problem)).set("old_words", visit.field("words"));
  std::vector<View> list;
  for (const service::HolderQuestion& one : questions) list.push_back(question_view(visit, one));
  out.set("questions", list);
  return out;
}

http::Response desk_questions(Visit& visit, const Error* problem) {
  const Desk desk = desk_of(visit, "holder.decide");
  if (desk.refusal) return *desk.refusal;
  auto questions = service::holder_questions(visit.platform, visit.actor(), desk.organisation.id);
  if (!questions) return error_page(visit, questions.error());
  return desk_page(visit, desk, "awards", "holders", visit.t("Whose award it is"),
                   questions_view(visit, *questions, problem), problem != nullptr ? status_of(*problem) : 200);
}

http::Response operator_questions(Visit& visit, const Error* problem) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto questions = service::holder_questions(visit.platform, visit.actor(), "");
  if (!questions) return error_page(visit, questions.error());
  return page(visit, "holders", visit.t("Whose award it is"), questions_view(visit, *questions, problem),
              problem != nullptr ? status_of(*problem) : 200);
}

Result<void> decided(const Visit& visit) {
  return service::decide_holder(
      visit.platform, visit.actor(), visit.field("id"),
      visit.field("do") == "accept" ? service::HolderAnswer::accept : service::HolderAnswer::refuse,
      visit.field("words"));
}

http::Response desk_holders(Visit& visit) { return desk_questions(visit, nullptr); }

http::Response desk_holders_decide(Visit& visit) {
  const Desk desk = desk_of(visit, "holder.decide");
  if (desk.refusal) return *desk.refusal;
  if (auto done = decided(visit); !done) return desk_questions(visit, &done.error());
  return http::see_other("/desk/" + visit.part(0) + "/holders");
}

http::Response operator_holders(Visit& visit) { return operator_questions(visit, nullptr); }

http::Response operator_holders_decide(Visit& visit) {
  if (auto done = decided(visit); !done) return operator_questions(visit, &done.error());
  return http::see_other("/holders");
}

http::Response say_mine(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto done = service::claim_holder(
      visit.platform, visit.actor(), visit.part(0),
      {.former_name = visit.field("former_name"), .words = visit.field("words"), .evidence = visit.field("evidence")});
  if (!done) return error_page(visit, done.error());
  return http::see_other("/me/credential/" + visit.part(0));
}

http::Response say_birth(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (auto done = service::state_birth(visit.platform, visit.actor(), visit.field("date_of_birth")); !done)
    return error_page(visit, done.error());
  return http::see_other("/me/profile");
}

}  // namespace

void add_holder(const Visit& visit, View& view, const service::HolderStanding& standing) {
  const store::HoldingHolder& record = standing.record;
  const bool may_show = standing.may(service::HolderUse::show);
  View out;
  out.set("words", message_text(standing.finding, visit.language));
  out.set("lines", report_view(visit, standing.finding.findings));
  out.flag("blocked", !may_show).flag("different", standing.match == credential::HolderMatch::different);
  out.flag("asked", record.state == store::HolderState::asked);
  out.flag("accepted", record.state == store::HolderState::accepted);
  out.flag("refused", record.state == store::HolderState::refused);
  out.set("said", record.words).set("decision", record.decision);
  if (record.decided) out.set("decided", format_time(visit.language, *record.decided));
  out.flag("may_say", !standing.may(service::HolderUse::sign) && record.state != store::HolderState::asked);
  view.set("holder_part", out).flag("usable", may_show);
}

void add_holders(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/holders", desk_holders);
  site.post(router, "/desk/{}/holders", desk_holders_decide);
  site.get(router, "/holders", operator_holders);
  site.post(router, "/holders", operator_holders_decide);
  site.post(router, "/me/credential/{}/mine", say_mine);
  site.post(router, "/me/birth", say_birth);
}

}  // namespace credex::web
