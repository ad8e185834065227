#include <fmt/format.h>

#include "base/translate.h"
#include "service/consultations.h"
#include "service/lists.h"
#include "service/sector_framework.h"
#include "web/desk.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

constexpr std::string_view k_fates[] = {"taken_up", "taken_in_part", "not_taken_up"};
constexpr std::string_view k_choices[] = {"agree", "abstain", "object"};
constexpr std::int64_t k_page = 50;

std::string state_words(const Visit& visit, const store::Consultation& c) {
  switch (c.state) {
    case store::ConsultationState::open: return visit.t("under way");
    case store::ConsultationState::deciding: return visit.t("being decided");
    case store::ConsultationState::closed: break;
  }
  return visit.t("closed");
}

http::Response consultations_list(Visit& visit) {
  View view;
  std::vector<View> items;
  for (const service::ConsultationLine& one : service::consultations(visit.platform)) {
    View item;
    item.set("slug", one.record.slug).set("title", one.record.title).set("state", state_words(visit, one.record));
    item.set("voices", visit.tn("{0} voice", "{0} voices", static_cast<std::size_t>(one.voices)));
    item.set("remarks", visit.tn("{0} remark", "{0} remarks", static_cast<std::size_t>(one.remarks)));
    item.set("opened", format_date(visit.language, date_of(one.record.opened)));
    items.push_back(std::move(item));
  }
  view.set("consultations", items).flag("may_open", service::may(visit.actor(), "consultation.open"));
  return framework_page(visit, "consultations", "consultations", visit.t("Consultations"), std::move(view));
}

http::Response consultations_new_page(Visit& visit, const Error* problem) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (auto allowed = service::demand(visit.actor(), "consultation.open"); !allowed)
    return error_page(visit, allowed.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  std::vector<View> proposals;
  for (const service::ProposalView& one : service::proposals(visit.platform, store::ProposalState::proposed)) {
    View item;
    item.set("id", one.record.id).set("title", one.title).set("touches", touched_words(visit, one.touched));
    proposals.push_back(std::move(item));
  }
  view.set("proposals", proposals);
  std::vector<View> clauses;
  if (const auto work = service::framework_version(visit.platform)) {
    for (const cocreation::Clause& one : work->clauses) {
      View item;
      item.set("id", one.id).set("title", one.title);
      clauses.push_back(std::move(item));
    }
  }
  view.set("clauses", clauses).set("constituencies", constituency_choices(visit, ""));
  for (const char* name : {"title", "about", "text", "closes", "definition"})
    view.set(std::string{"given_"} + name, problem ? visit.field(name) : "");
  return framework_page(visit, "consultations", "consultation_new", visit.t("Open a consultation"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response consultations_new_form(Visit& visit) { return consultations_new_page(visit, nullptr); }

http::Response consultations_open(Visit& visit) {
  service::ConsultationFacts facts{.title = visit.field("title"),
                                   .about = visit.field("about"),
                                   .language = visit.language,
                                   .rule = visit.field("rule"),
                                   .is_anonymous = visit.field("anonymous") == "yes",
                                   .scale = visit.field("scale"),
                                   .closes = visit.field("closes"),
                                   .proposals = visit.form.fields.list("proposal"),
                                   .clauses = visit.form.fields.list("clause"),
                                   .definition = visit.field("definition"),
                                   .kind = visit.field("kind"),
                                   .text = visit.field("text")};
  for (std::size_t k = 0; k < cocreation::k_constituencies; ++k)
    facts.quorum[k] =
        visit.field("quorum." + std::string{cocreation::constituency_name(static_cast<cocreation::Constituency>(k))});
  auto made = service::open_consultation(visit.platform, visit.actor(), facts);
  if (!made) return consultations_new_page(visit, &made.error());
  return http::see_other("/consultations/" + made->slug);
}

View remark_view(const Visit& visit, const store::ConsultationRemark& one, const std::string& constituency,
                 const std::string& name, const std::string& text) {
  View out;
  out.set("id", one.id).set("words", one.words).set("answer", one.answer);
  if (!constituency.empty()) out.set("constituency", message(visit, "cocreation.constituency." + constituency));
  out.set("name", name).set("fate", message(visit, "cocreation.fate." + one.fate)).flag("is_open", one.fate == "open");
  out.set("round", std::to_string(one.round)).set("in_version", one.version);
  if (!one.proposed.empty()) out.set("diff", diff_html(cocreation::diff_words(text, one.proposed)));
  out.set("fates", message_choices(visit, "cocreation.fate", k_fates, one.fate));
  return out;
}

/// The group's answer of the last closed round, by item.
std::map<std::string, View> answers_of(const service::ConsultationPage& page) {
  std::map<std::string, View> out;
  for (auto it = page.rounds.rbegin(); it != page.rounds.rend(); ++it) {
    if (!it->closed) continue;
    const json::Document result = service::json_in(it->result);
    for (const json::Value& one : result.root.get("items").items()) {
      View view;
      view.set("round", std::to_string(it->number)).set("n", std::to_string(one.get("n").as_integer()));
      view.set("median", fmt::format("{:g}", one.get("median").as_number()));
      view.set("lower", fmt::format("{:g}", one.get("lower").as_number()))
          .set("upper", fmt::format("{:g}", one.get("upper").as_number()));
      view.set("within", percent_text(one.get("within").as_number()))
          .flag("consensus", one.get("consensus").as_boolean());
      std::vector<View> steps;
      std::int64_t most = 1;
      for (const json::Value& n : one.get("counts").items()) most = std::max(most, n.as_integer());
      std::size_t step = 0;
      for (const json::Value& n : one.get("counts").items()) {
        View bar;
        bar.set("step", std::to_string(++step)).set("n", std::to_string(n.as_integer()));
        bar.set("wide", std::to_string(n.as_integer() * 60 / most));
        steps.push_back(std::move(bar));
      }
      view.set("steps", steps);
      out.emplace(std::string{one.text("item")}, std::move(view));
    }
    break;
  }
  return out;
}

View item_view(const Visit& visit, const service::ConsultationPage& page, const service::ItemView& one, int scale,
               std::map<std::string, View>& answers) {
  View out;
  out.set("id", one.record.id).set("title", one.record.title).set("text", one.record.words);
  out.set("clause", one.record.clause).flag("taken_out", one.record.words.empty());
  out.set("remark_count", visit.tn("{0} remark", "{0} remarks", static_cast<std::size_t>(one.remarks)));
  if (one.open > 0)
    out.set("open_count",
            visit.tn("{0} has no answer yet", "{0} have no answer yet", static_cast<std::size_t>(one.open)));
  out.flag("has_more", one.remarks > static_cast<std::int64_t>(one.last.size()));
  std::vector<View> remarks;
  for (const store::ConsultationRemark& remark : one.last) {
    const auto voice = page.voices.find(remark.voice_id);
    const auto name = page.names.find(remark.voice_id);
    remarks.push_back(remark_view(visit, remark, voice == page.voices.end() ? "" : voice->second.constituency,
                                  name == page.names.end() ? "" : name->second, one.record.words));
  }
  out.set("remarks", remarks);
  std::vector<View> steps;
  for (int value = 1; value <= scale; ++value) {
    View step;
    step.set("value", std::to_string(value)).flag("chosen", one.own_opinion == value);
    steps.push_back(std::move(step));
  }
  out.set("opinion_steps", steps);
  out.set("votes", message_choices(visit, "cocreation.choice", k_choices, one.own_vote ? one.own_vote->choice : ""));
  out.set("own_reason", one.own_vote ? one.own_vote->reason : "");
  if (const auto answer = answers.find(one.record.id); answer != answers.end()) out.set("group", answer->second);
  return out;
}

http::Response consultation_page(Visit& visit, const Error* problem) {
  const auto record = service::consultation_by_slug(visit.platform, visit.part(0));
  if (!record) return error_page(visit, record.error());
  const service::ConsultationPage page = service::consultation_page(visit.platform, visit.actor(), *record);
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  const json::Document settings = service::json_in(record->settings);
  const int scale = static_cast<int>(settings.root.get("scale").as_number());
  view.set("slug", record->slug).set("title", record->title).set("about", record->about);
  view.set("state", state_words(visit, *record)).set("round", std::to_string(record->rounds));
  view.flag("by_consent", record->rule == "consent").flag("anonymous", settings.root.get("anonymous").as_boolean());
  if (record->closes) view.set("closes", format_date(visit.language, date_of(*record->closes - std::chrono::hours{1})));
  const bool is_open = record->state == store::ConsultationState::open;
  view.flag("talking", is_open).flag("deciding", record->state == store::ConsultationState::deciding);
  view.flag("closed", record->state == store::ConsultationState::closed);
  view.flag("round_open", record->is_round_open).flag("signed_in", visit.signed_in());
  const bool may_lead = service::may(visit.actor(), "consultation.open");
  view.flag("may_lead", may_lead).flag("joined", page.own.has_value());
  view.set("scale", std::to_string(scale));
  view.set("constituencies", constituency_choices(visit, page.own ? page.own->constituency : ""));
  view.set("countries", country_choices(visit, page.own ? page.own->country : ""));
  view.set("sectors", sector_choices(visit, page.own ? page.own->sector : ""));
  if (page.own) view.set("own_constituency", message(visit, "cocreation.constituency." + page.own->constituency));
  std::vector<View> heard;
  for (const auto& [constituency, counts] : page.heard) {
    View one;
    one.set("words", message(visit, "cocreation.constituency." + constituency));
    one.set("heard", std::to_string(counts.first)).set("joined_count", std::to_string(counts.second));
    const json::Value least = settings.root.get("quorum").get(constituency);
    one.set("quorum", std::to_string(least.as_integer())).flag("nobody", counts.first == 0 && least.as_integer() > 0);
    heard.push_back(std::move(one));
  }
  view.set("heard", heard);
  auto answers = answers_of(page);
  std::vector<View> items;
  for (const service::ItemView& one : page.items) items.push_back(item_view(visit, page, one, scale, answers));
  view.set("items", items);
  if (record->state != store::ConsultationState::open) {
    const cocreation::Consultation content = service::consultation_content(visit.platform, *record);
    view.set("lines", report_view(visit, cocreation::outcome(content).report.findings));
  }
  return framework_page(visit, "consultations", "consultation", record->title, std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response consultation(Visit& visit) { return consultation_page(visit, nullptr); }

http::Response consultations_act(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  service::Platform& p = visit.platform;
  const service::Actor actor = visit.actor();
  const std::string& slug = visit.part(0);
  const std::string& what = visit.field("what");
  const std::string& item = visit.field("item");
  Result<void> done;
  const auto drop = [](auto result) { return result ? Result<void>{} : Result<void>{std::move(result).error()}; };
  if (what == "join")
    done = drop(service::join_consultation(
        p, actor, slug,
        {visit.field("constituency"), visit.field("organisation"), visit.field("country"), visit.field("sector")}));
  else if (what == "remark")
    done = drop(service::add_remark(p, actor, item, visit.field("words"), visit.field("proposed")));
  else if (what == "opinion")
    done = service::give_opinion(p, actor, item, visit.field("value"));
  else if (what == "vote")
    done = service::cast_vote(p, actor, item, visit.field("choice"), visit.field("reason"));
  else if (what == "answer")
    done = service::answer_remark(p, actor, visit.field("remark"), visit.field("fate"), visit.field("answer"));
  else if (what == "amend")
    done = service::amend_item(p, actor, item, visit.field("words"));
  else if (what == "close_round")
    done = drop(service::close_round(p, actor, slug));
  else if (what == "open_round")
    done = service::open_round(p, actor, slug);
  else if (what == "decide")
    done = service::begin_deciding(p, actor, slug);
  else if (what == "close")
    done = drop(service::close_consultation(p, actor, slug));
  else
    done = service::not_found("this page");
  if (!done) return consultation_page(visit, &done.error());
  return http::see_other("/consultations/" + slug + (item.empty() ? "" : "#" + item));
}

http::Response item_remarks(Visit& visit) {
  const auto record = service::consultation_by_slug(visit.platform, visit.part(0));
  if (!record) return error_page(visit, record.error());
  const cocreation::Consultation content = service::consultation_content(visit.platform, *record);
  const cocreation::Item* item = content.item(visit.part(1));
  if (!item) return error_page(visit, service::not_found("this part of the consultation"));
  const auto remarks = service::remarks_of(visit.platform, item->id, visit.request.query.get("after"), k_page);
  std::map<std::string_view, const cocreation::Voice*> voices;
  for (const cocreation::Voice& one : content.voices) voices[one.id] = &one;
  View view;
  std::vector<View> list;
  for (const store::ConsultationRemark& one : remarks) {
    const auto voice = voices.find(one.voice_id);
    list.push_back(remark_view(
        visit, one,
        voice == voices.end() ? "" : std::string{cocreation::constituency_name(voice->second->constituency)},
        voice == voices.end() ? "" : voice->second->name, item->text));
  }
  view.set("slug", record->slug).set("consultation", record->title).set("title", item->title).set("text", item->text);
  view.set("remarks", list).flag("may_lead", service::may(visit.actor(), "consultation.open"));
  if (static_cast<std::int64_t>(remarks.size()) == k_page) view.set("after", remarks.back().id);
  return framework_page(visit, "consultations", "consultation_item", item->title, std::move(view));
}

http::Response consultations_export_file(Visit& visit) {
  const auto record = service::consultation_by_slug(visit.platform, visit.part(0));
  if (!record) return error_page(visit, record.error());
  const cocreation::Consultation content = service::consultation_content(visit.platform, *record);
  const std::string& path = visit.request.path;
  if (path.ends_with(".csv"))
    return as_file(cocreation::remarks_csv(content), "text/csv; charset=utf-8", record->slug + ".csv");
  if (path.ends_with(".md"))
    return as_file(service::consultation_minutes(visit.platform, *record, content, visit.language),
                   "text/markdown; charset=utf-8", record->slug + "-minutes.md");
  json::Arena arena;
  return as_file(json::write_pretty(cocreation::consultation_value(arena, content)), "application/json",
                 record->slug + ".json");
}

}  // namespace

void add_consultations(Site& site, http::Router& router) {
  site.get(router, "/consultations", consultations_list);
  site.get(router, "/consultations/new", consultations_new_form);
  site.post(router, "/consultations/new", consultations_open);
  site.get(router, "/consultations/{}/remarks.csv", consultations_export_file);
  site.get(router, "/consultations/{}/minutes.md", consultations_export_file);
  site.get(router, "/consultations/{}/data.json", consultations_export_file);
  site.get(router, "/consultations/{}/items/{}", item_remarks);
  site.get(router, "/consultations/{}", consultation);
  site.post(router, "/consultations/{}", consultations_act);
}

}  // namespace credex::web
