#include "web/recognition_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/messages.h"
#include "base/translate.h"
#include "credential/contents.h"
#include "credential/statement.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "web/document_form.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

using recognition::Criterion;
using store::CaseState;

std::string joined_means(const Visit& visit, const std::vector<std::string>& means) {
  std::string out;
  for (std::string one : means) {
    std::replace(one.begin(), one.end(), ' ', '_');
    out += (out.empty() ? "" : ", ") + message(visit, "recognition.means." + one);
  }
  return out;
}

/// A place on a scale in words, a number of levels or per cent as such.
std::string value_words(const Visit& visit, Criterion criterion, double value) {
  const auto& criteria = recognition::Criteria::built_in();
  const std::string text = criteria.value_text(criterion, value);
  if (criteria.scales[criterion].size() > 1) return message(visit, "recognition.value." + text);
  return criterion == Criterion::level ? text : text + " %";
}

}  // namespace

std::string message(const Visit& visit, const std::string& key, const std::vector<std::string>& args) {
  const auto text = message_template(key);
  return text ? translate(visit.language, *text, args) : key;
}

std::string system_name(const Visit& visit, const std::string& id) {
  const recognition::System* system = recognition::Countries::built_in().find(id);
  if (system == nullptr) return id == "?" ? visit.t("not known") : country_name(visit.language, id);
  // Parts of countries have names that countries' lists do not hold.
  return system->regions.empty() ? country_name(visit.language, system->country) : system->name;
}

std::string place_of(const recognition::Body& body) {
  return recognition::Countries::built_in().place_of(body.country, body.region);
}

std::vector<View> purpose_choices(const Visit& visit, recognition::Purpose chosen) {
  std::vector<View> out;
  for (const recognition::Purpose purpose : recognition::k_all_purposes) {
    View one;
    const std::string name{recognition::purpose_name(purpose)};
    one.set("value", name).set("words", message(visit, "recognition.purpose." + name));
    one.flag("chosen", purpose == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

View policy_view(const Visit& visit, const recognition::Policy& policy) {
  const auto& criteria = recognition::Criteria::built_in();
  View view;
  view.set("body", policy.body.name).set("place", system_name(visit, place_of(policy.body)));
  view.set("version", policy.version).set("title", policy.title);
  if (policy.from) view.set("from", format_date(visit.language, *policy.from));
  if (policy.until) view.set("until", format_date(visit.language, *policy.until));
  std::vector<View> purposes;
  for (const recognition::Purpose purpose : recognition::k_all_purposes) {
    const recognition::Demands& demands = policy.of(purpose);
    View one;
    const std::string name{recognition::purpose_name(purpose)};
    one.set("id", name).set("name", message(visit, "recognition.purpose." + name));
    one.set("tolerance", std::to_string(demands.tolerance));
    one.set("note", demands.note);
    if (demands.least_eqf) one.set("least_eqf", std::to_string(*demands.least_eqf));
    if (demands.least_hours) one.set("least_hours", format_number(visit.language, *demands.least_hours));
    std::vector<View> rows;
    for (const Criterion criterion : recognition::k_all_criteria) {
      const recognition::Setting& setting = demands.settings[criterion];
      const std::string key{recognition::criterion_name(criterion)};
      View row;
      row.set("key", key).set("name", message(visit, "recognition.criterion." + key));
      row.set("full", value_words(visit, criterion, setting.full_at));
      row.set("compensable", value_words(visit, criterion, setting.compensable_at));
      row.set("weight", std::to_string(setting.weight)).flag("disqualifying", setting.disqualifying);
      row.set("means", joined_means(visit, setting.compensate_by));
      row.set("source", setting.ground.empty() ? criteria.source_text(criterion) : setting.ground);
      rows.push_back(std::move(row));
    }
    one.set("rows", rows);
    purposes.push_back(std::move(one));
  }
  view.set("purposes", purposes);
  std::vector<View> automatic;
  for (const recognition::AutomaticRule& rule : policy.automatic) {
    View one;
    one.set("id", rule.id).set("scope", recognition::scope_text(rule.scope, criteria)).set("ground", rule.ground);
    automatic.push_back(std::move(one));
  }
  view.set("automatic", automatic);
  view.set("decide_days", std::to_string(policy.deadlines.decide_days));
  view.set("answer_days", std::to_string(policy.deadlines.answer_days));
  view.set("hearing_days", std::to_string(policy.deadlines.hearing_days));
  view.set("appeal_days", std::to_string(policy.deadlines.appeal_days));
  view.set("appeal_to", policy.appeal_to).set("appeal_law", policy.appeal_law);
  std::vector<View> essential;
  for (const std::string& outcome : policy.essential) essential.push_back(std::move(View{}.set("id", outcome)));
  view.set("essential", essential);
  return view;
}

std::vector<View> versions_view(const Visit& visit, const std::vector<service::PolicyView>& versions) {
  std::vector<View> out;
  const Date today = date_of(visit.platform.now());
  for (const auto& version : versions) {
    View one;
    one.set("version", version.content.version).flag("in_force", version.content.in_force(today));
    if (version.content.from) one.set("from", format_date(visit.language, *version.content.from));
    out.push_back(std::move(one));
  }
  return out;
}

std::string policy_key(const Visit& visit, const std::string& key) {
  for (const recognition::DocumentField& field : recognition::policy_fields()) {
    if (field.name == key) return field_words(visit, field);
  }
  if (key == "body") return visit.t("Organisation");
  return key == "country" ? visit.t("Country") : visit.t("Version");
}

std::string policy_value(const Visit& visit, const std::string& value) {
  if (value.empty()) return "–";
  if (value == "yes") return visit.t("yes");
  if (value == "no") return visit.t("no");
  // A list of means, a place on a scale, or as it is.
  std::string out;
  for (std::size_t at = 0; at <= value.size();) {
    const std::size_t end = std::min(value.find(", ", at), value.size());
    std::string one = value.substr(at, end - at);
    std::string key = one;
    std::replace(key.begin(), key.end(), ' ', '_');
    for (const char* group : {"recognition.value.", "recognition.means."}) {
      if (message_template(group + key)) one = message(visit, group + key);
    }
    out += (out.empty() ? "" : ", ") + one;
    at = end + 2;
  }
  return out;
}

View agreement_view(const Visit& visit, const service::AgreementView& agreement) {
  const auto& criteria = recognition::Criteria::built_in();
  const recognition::Agreement& content = agreement.content;
  View view;
  view.set("id", agreement.record.id).set("title", content.title).set("ground", content.ground);
  view.set("state",
           message(visit, "recognition.agreement_state." + std::string{store::name_of(agreement.record.state)}))
      .set("note", agreement.record.note);
  view.flag("ended", agreement.record.state == store::AgreementState::ended);
  view.flag("automatic", content.effect == recognition::Agreement::Effect::automatic);
  std::string eases;
  for (const Criterion criterion : content.waives)
    eases += (eases.empty() ? "" : ", ") +
             message(visit, "recognition.criterion." + std::string{recognition::criterion_name(criterion)});
  view.set("waives", eases);
  std::string accepts;
  for (const Criterion criterion : recognition::k_all_criteria) {
    if (!content.accepts[criterion]) continue;
    accepts += (accepts.empty() ? "" : ", ") +
               message(visit, "recognition.criterion." + std::string{recognition::criterion_name(criterion)}) + ": " +
               value_words(visit, criterion, *content.accepts[criterion]);
  }
  view.set("accepts", accepts);
  view.set("scope", content.scope == recognition::Scope{} ? "" : recognition::scope_text(content.scope, criteria));
  if (content.from) view.set("from", format_date(visit.language, *content.from));
  if (content.until) view.set("until", format_date(visit.language, *content.until));
  std::vector<View> parties;
  for (const auto& party : agreement.parties) {
    View one;
    one.set("name", party.organisation.name).set("slug", party.organisation.slug).set("agreement", agreement.record.id);
    one.set("place", country_name(visit.language, party.organisation.country));
    if (party.record.signed_at) one.set("signed", format_time(visit.language, *party.record.signed_at));
    parties.push_back(std::move(one));
  }
  view.set("parties", parties);
  return view;
}

std::vector<View> agreements_view(const Visit& visit, const std::vector<service::AgreementView>& agreements) {
  std::vector<View> out;
  for (const auto& one : agreements) out.push_back(agreement_view(visit, one));
  return out;
}

View case_line(const Visit& visit, const service::CaseView& one) {
  const store::RecognitionCase& record = one.record;
  View view;
  view.set("id", record.id).set("title", record.title).set("body", one.body.name);
  const credential::Vouching who =
      one.face ? service::vouching_from(*one.face) : credential::Vouching{.claimed = record.issuer};
  view.set("issuer", service::said_issuer(visit.language, who));
  view.set("vouching", one.face ? service::vouching_words(visit.language, who) : "");
  view.flag("is_vouched", who.face == credential::Face::vouched);
  view.flag("is_contradicted", who.face == credential::Face::contradicted);
  view.set("applicant", one.applicant).set("purpose", message(visit, "recognition.purpose." + record.purpose));
  view.set("state", message(visit, "recognition.state." + std::string{store::name_of(record.state)}));
  view.set("applied", format_date(visit.language, date_of(record.applied)));
  const bool is_open =
      record.state != CaseState::decided && record.state != CaseState::closed && record.state != CaseState::withdrawn;
  view.flag("open", is_open);
  if (is_open) view.set("due", format_date(visit.language, date_of(record.due)));
  view.flag("late", is_open && record.due < visit.platform.now());
  if (!is_open && !record.verdict.empty()) view.set("verdict", message(visit, "recognition.result." + record.verdict));
  const Outcome outcome = record.verdict == "full"      ? Outcome::pass
                          : record.verdict == "refused" ? Outcome::fail
                          : record.verdict.empty()      ? Outcome::unknown
                                                        : Outcome::warn;
  view.set("mark", mark_svg(is_open ? Outcome::unknown : outcome));
  return view;
}

View case_page_view(const Visit& visit, const service::CaseView& one) {
  View view = case_line(visit, one);
  const store::RecognitionCase& record = one.record;
  std::vector<View> events;
  for (std::size_t i = 0; i < one.events.size(); ++i) {
    const store::RecognitionEvent& event = one.events[i];
    View item;
    item.set("at", format_time(visit.language, event.at))
        .set("what", message(visit, "recognition.event." + event.kind));
    item.set("who", one.event_names[i].empty() ? one.body.name : one.event_names[i]).set("words", event.words);
    if (event.kind == "intended" || event.kind == "decided" || event.kind == "appeal_decided")
      item.set("verdict", message(visit, "recognition.result." + event.detail));
    events.push_back(std::move(item));
  }
  view.set("events", events);
  if (record.credits) view.set("credits", format_number(visit.language, *record.credits));
  view.set("reason", record.reason)
      .flag("has_statement", !record.statement.empty())
      .flag("overrides", record.overrides);
  view.flag("asked", record.state == CaseState::asked).flag("hearing", record.state == CaseState::hearing);
  view.flag("submitted", record.state == CaseState::submitted).flag("appealed", record.state == CaseState::appealed);
  const bool decided = record.state == CaseState::decided;
  view.flag("may_appeal", decided && record.appeal_until && *record.appeal_until >= visit.platform.now());
  if (record.appeal_until) view.set("appeal_until", format_date(visit.language, date_of(*record.appeal_until)));
  if (record.state == CaseState::hearing && !record.verdict.empty())
    view.set("intended", message(visit, "recognition.result." + record.verdict));
  return view;
}

std::optional<StatementLabel> statement_label(const Visit& visit, const std::string& bytes) {
  auto document = credential::document_of(bytes);
  if (!document) return std::nullopt;
  const auto statement = credential::statement_of(document->root);
  if (!statement) return std::nullopt;
  StatementLabel out;
  const json::Value& content = statement->content;
  const auto fact = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out.elements.push_back(std::move(View{}.set("name", name).set("value", value)));
  };
  out.label.set("by", statement->issuer_name);
  if (statement->type == "AgreementStatement") {
    out.label.set("title", visit.t("Agreement: {0}", {std::string{content.text("title")}}));
    return out;
  }
  const json::Value about = content.get("credential");
  const std::string verdict = message(visit, "recognition.result." + std::string{content.text("decision")});
  out.label.set("title", visit.t("Recognition: {0}", {std::string{about.text("title")}}));
  out.label.set("holder", content.text("holder"));
  fact(visit.t("Decision"), verdict);
  if (content.get("ects").is_number())
    fact(visit.t("ECTS credits"), format_number(visit.language, content.get("ects").as_number()));
  fact(visit.t("Counted for"), message(visit, "recognition.purpose." + std::string{content.text("purpose")}));
  fact(visit.t("In place of a module of theirs"), std::string{content.get("countsFor").text("title")});
  fact(visit.t("Credential"), std::string{about.text("title")} + ", " + std::string{about.text("awardedBy")});
  fact(visit.t("Reasons, for the applicant"), std::string{content.text("reason")});
  fact(visit.t("Recognition policy"), std::string{content.get("policy").text("id")});
  return out;
}

}  // namespace credex::web
