#include "base/translate.h"
#include "base/uri.h"
#include "credential/contents.h"
#include "document/qr.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/mail.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

http::Response awards_list(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto& query = visit.request.query;
  const service::AwardQuery wanted{.text = query.get("q"),
                                   .definition_id = query.get("definition"),
                                   .batch_id = query.get("batch"),
                                   .state = query.get("state"),
                                   .before = query.get("before")};
  auto awards = service::awards_of(visit.platform, visit.actor(), desk.organisation.id, wanted);
  if (!awards) return error_page(visit, awards.error());
  View view;
  view.set("q", wanted.text).set("batch", wanted.batch_id).set("definition", wanted.definition_id);
  std::vector<View> rows;
  std::map<std::string, std::string> titles;
  for (const auto& line : service::definitions_of(visit.platform, desk.organisation.id))
    titles[line.record.id] = line.record.title;
  for (const auto& award : *awards) {
    View row;
    row.set("id", award.id).set("name", award.learner_name).set("email", award.learner_email);
    row.set("title", titles[award.definition_id]);
    row.set("date", format_date(visit.language, date_of(award.issued)));
    row.set("status", visit.words(store::name_of(award.status)));
    row.set("mark", mark_svg(award.status == store::AwardStatus::valid       ? Outcome::pass
                             : award.status == store::AwardStatus::suspended ? Outcome::warn
                                                                             : Outcome::fail));
    row.flag("claimed", award.claimed.has_value());
    rows.push_back(std::move(row));
  }
  view.set("awards", rows);
  std::vector<View> states;
  for (const char* state : {"", "unclaimed", "claimed", "valid", "suspended", "revoked"}) {
    View one;
    one.set("value", state).set("words", visit.t(*state == 0 ? "all" : state)).flag("chosen", wanted.state == state);
    states.push_back(std::move(one));
  }
  view.set("states", states);
  if (awards->size() == static_cast<std::size_t>(wanted.count)) {
    std::string older = "?before=" + awards->back().id;
    for (const char* name : {"q", "state", "batch", "definition"}) {
      if (!query.get(name).empty()) older += std::string{"&"} + name + "=" + percent_encoded(query.get(name));
    }
    view.set("older", older);
  }
  view.flag("may_change", service::may(visit.actor(), "award.status", desk.organisation.id));
  view.set("said", query.get("said"));
  return desk_page(visit, desk, "awards", "awards", visit.t("Awards"), std::move(view));
}

http::Response change_many(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto ids = visit.form.fields.list("award");
  const std::string& action = visit.field("action");
  std::string said;
  if (ids.empty())
    return error_page(visit, service::invalid("no award is chosen", "award", "go back and tick at least one"));
  if (action == "remind") {
    auto count = service::remind(visit.platform, visit.actor(), ids);
    if (!count) return error_page(visit, count.error());
    said = visit.tn("{0} reminder is on its way", "{0} reminders are on their way", *count);
  } else {
    const auto status = store::enum_from<store::AwardStatus>(action);
    if (!status) return error_page(visit, service::not_found("this step"));
    auto count = service::set_status(visit.platform, visit.actor(), ids, *status, visit.field("reason"));
    if (!count) return error_page(visit, count.error());
    said = visit.tn("{0} award was changed", "{0} awards were changed", *count);
  }
  return http::see_other("/desk/" + desk.organisation.slug + "/awards?said=" + percent_encoded(said));
}

http::Response awards_one(Visit& visit, const std::optional<Error>& problem = {}) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto award = service::award_of(visit.platform, visit.actor(), visit.part(1));
  if (!award || award->organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this award"));
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  auto contents = credential::contents_of(award->credential);
  View label;
  if (contents) label = label_of(visit, contents->definition, &contents->award);
  // The page is about this one: its title is the first heading.
  label.flag("main", true).set("holder", award->learner_name).set("outcomes", std::vector<View>{});
  if (auto checked = service::check_credential(visit.platform, award->credential))
    add_seal(visit, label, *checked, Reader::issuer);
  view.set("label", label_html(visit, label)).set("id", award->id).set("award", award->id);
  view.set("status", visit.words(store::name_of(award->status))).set("reason", award->status_reason);
  view.flag("valid", award->status == store::AwardStatus::valid);
  view.flag("suspended", award->status == store::AwardStatus::suspended);
  view.flag("revoked", award->status == store::AwardStatus::revoked);
  view.set("email", award->learner_email);
  if (award->claimed) view.set("claimed", format_time(visit.language, *award->claimed));
  view.set("replaces", award->replaces).set("replaced_by", award->replaced_by).set("batch", award->batch_id);
  const bool may_issue = service::may(visit.actor(), "award.issue", desk.organisation.id);
  view.flag("may_change", service::may(visit.actor(), "award.status", desk.organisation.id));
  view.flag("may_reissue", may_issue && award->replaced_by.empty());
  if (may_issue && !award->claimed) {
    const std::string link = service::claim_link(visit.platform, *award, service::ClaimWay::code);
    view.set("claim_link", link);
    if (auto code = document::qr_svg(link, visit.t("QR code to claim it"))) view.set("qr", *code);
  }
  view.set("check_link", service::check_link(visit.platform, award->id));
  std::vector<View> mails;
  for (const auto& mail : service::mails_about(visit.platform, award->id)) {
    View line;
    line.set("id", mail.id).set("subject", mail.subject).set("to", mail.recipient);
    line.set("state", visit.words(store::name_of(mail.state))).set("error", mail.error);
    line.set("at", format_time(visit.language, mail.sent.value_or(mail.created)));
    mails.push_back(std::move(line));
  }
  view.set("mails", mails);
  if (contents) {
    const auto& learner = contents->award.learner;
    view.set("given_name", learner.given_name.empty() ? learner.full_name : learner.given_name);
    view.set("family_name", learner.family_name).set("learner_email", learner.email);
    if (learner.date_of_birth) view.set("date_of_birth", to_string(*learner.date_of_birth));
    view.set("grade", contents->award.grade).set("awarded_on", to_string(contents->award.awarded_on));
    view.set("identifier", learner.identifier).set("evidence", contents->award.evidence_url);
    if (contents->award.valid_until) view.set("valid_until", to_string(date_of(*contents->award.valid_until)));
  }
  // What was sent to issue it again and could not be taken comes back.
  if (problem && visit.form.fields.has("family_name")) {
    for (const char* name :
         {"given_name", "family_name", "date_of_birth", "awarded_on", "grade", "valid_until", "evidence", "identifier"})
      view.set(name, visit.field(name));
    view.set("learner_email", visit.field("email")).set("given_reason", visit.field("reason"));
  }
  return desk_page(visit, desk, "awards", "award", award->learner_name, std::move(view),
                   problem ? status_of(*problem) : 200);
}

http::Response change_one(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& action = visit.part(2);
  const std::string back = "/desk/" + desk.organisation.slug + "/awards/";
  if (action == "reissue") {
    auto made =
        service::reissue_award(visit.platform, visit.actor(), visit.part(1), learner_of(visit), visit.field("reason"));
    if (!made) return awards_one(visit, made.error());
    return http::see_other(back + made->id);
  }
  if (action == "mail") {
    auto done = service::send_again(visit.platform, visit.actor(), visit.field("mail"));
    if (!done) return awards_one(visit, done.error());
    return http::see_other(back + visit.part(1));
  }
  if (action == "remind") {
    auto done = service::remind(visit.platform, visit.actor(), {visit.part(1)});
    if (!done) return awards_one(visit, done.error());
    return http::see_other(back + visit.part(1));
  }
  const auto status = store::enum_from<store::AwardStatus>(action);
  if (!status) return error_page(visit, service::not_found("this step"));
  auto done = service::set_status(visit.platform, visit.actor(), {visit.part(1)}, *status, visit.field("reason"));
  if (!done) return awards_one(visit, done.error());
  return http::see_other(back + visit.part(1));
}

}  // namespace

void add_awards(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/awards", awards_list);
  site.post(router, "/desk/{}/awards", change_many);
  site.get(router, "/desk/{}/awards/{}", [](Visit& visit) { return awards_one(visit); });
  site.post(router, "/desk/{}/awards/{}/{}", change_one);
}

}  // namespace credex::web
