#include <algorithm>

#include "base/translate.h"
#include "service/learning_record.h"
#include "service/organisations.h"
#include "service/works.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

std::string stage_words(const Visit& visit, store::ValidationStage stage) {
  switch (stage) {
    case store::ValidationStage::identification: return visit.t("identified");
    case store::ValidationStage::documentation: return visit.t("documented");
    case store::ValidationStage::assessment: return visit.t("being assessed");
    case store::ValidationStage::certification: return visit.t("certified");
    case store::ValidationStage::refused: break;
  }
  return visit.t("not certified");
}

/// The claimed skills, those that were certified marked.
std::vector<View> claimed_views(const Visit& visit, const store::Validation& record) {
  std::vector<View> out;
  const auto granted = known_skills(visit, record.granted);
  for (const skills::ConceptId skill : known_skills(visit, record.skills)) {
    View one = concept_view(visit, skill);
    one.flag("granted", std::find(granted.begin(), granted.end(), skill) != granted.end());
    out.push_back(std::move(one));
  }
  return out;
}

View validation_view(const Visit& visit, const service::ValidationView& found) {
  using Stage = store::ValidationStage;
  View out;
  const store::Validation& r = found.record;
  out.set("id", r.id)
      .set("title", r.title)
      .set("words", r.words)
      .set("organisation", found.organisation)
      .set("person", found.person);
  out.set("kind",
          r.kind == store::LearningKind::informal ? visit.t("informal learning") : visit.t("non-formal learning"));
  out.set("stage", stage_words(visit, r.stage)).set("reason", r.reason).set("skills", claimed_views(visit, r));
  out.set("step", std::to_string(std::min(4, static_cast<int>(r.stage) + 1)));
  out.flag("open", r.stage == Stage::identification || r.stage == Stage::documentation);
  out.flag("documented", r.stage == Stage::documentation).flag("waiting", r.stage == Stage::assessment);
  out.flag("certified", r.stage == Stage::certification);
  std::vector<View> works;
  for (const store::Work& work : found.works) {
    View one;
    one.set("title", work.title).set("part", work.part).set("link", work.link).set("digest", work.digest);
    works.push_back(std::move(one));
  }
  out.set("works", works);
  return out;
}

http::Response learning_page(Visit& visit, const Error* problem) {
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  const auto own = service::works_of(visit.platform, visit.actor().person->id);
  std::vector<View> list;
  for (const service::ValidationView& one : service::validations_of(visit.platform, visit.actor())) {
    View item = validation_view(visit, one);
    // Those that document it are ticked: what is sent takes the place of what was tied to it.
    std::vector<View> tied;
    for (const service::WorkView& work : own) {
      View box;
      box.set("work_id", work.work.id).set("title", work.work.title);
      box.flag("chosen", std::ranges::find(one.works, work.work.id, &store::Work::id) != one.works.end());
      tied.push_back(std::move(box));
    }
    item.set("own_works", tied);
    list.push_back(std::move(item));
  }
  const service::Account account = service::account_of(visit.platform, visit.actor());
  std::vector<View> lines;
  for (const store::AccountEntry& one : account.entries) {
    View item;
    item.set("id", one.id)
        .set("day", one.day)
        .set("amount", format_number(visit.language, one.amount))
        .set("currency", one.currency);
    item.set("source", one.source).set("words", one.words);
    lines.push_back(std::move(item));
  }
  std::vector<View> balance;
  for (const auto& [currency, sum] : account.balance) {
    View item;
    item.set("currency", currency).set("sum", format_number(visit.language, sum));
    balance.push_back(std::move(item));
  }
  std::vector<View> ending;
  for (const service::EndingHolding& one : service::ending_holdings(visit.platform, visit.actor(), 90)) {
    View item;
    item.set("id", one.id).set("title", one.title).set("day", to_string(date_of(one.expires)));
    ending.push_back(std::move(item));
  }
  view.set("validations", list).set("lines", lines).set("balance", balance).set("ending", ending);
  view.flag("informal", visit.field("kind") == "informal");
  for (const char* name : {"title", "words", "skills", "day", "amount", "currency", "source"})
    view.set(std::string{"given_"} + name, problem != nullptr ? visit.field(name) : "");
  if (problem == nullptr) view.set("given_currency", "EUR");
  return page(visit, "learning", visit.t("My learning record"), std::move(view),
              problem != nullptr ? status_of(*problem) : 200);
}

http::Response learning_show(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return learning_page(visit, nullptr);
}

/// A slug, or the name of an organisation as people write it.
std::string organisation_written(const Visit& visit, const std::string& text) {
  const auto at = text.rfind("/o/");
  std::string out = at == std::string::npos ? text : text.substr(at + 3);
  const auto found = store::reading(*visit.platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Organisation>(tx, "name = ?1", {text});
  });
  return found ? found->slug : out;
}

http::Response learning_change(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& what = visit.field("what");
  const std::string& id = visit.field("id");
  Result<void> done;
  if (what == "identify") {
    auto skills = skills_written(visit, visit.form.fields.list("skills"), "skills");
    if (!skills) return learning_page(visit, &skills.error());
    auto made = service::identify_learning(
        visit.platform, visit.actor(),
        {.title = visit.field("title"), .kind = visit.field("kind"), .words = visit.field("words"), .skills = *skills});
    if (!made) return learning_page(visit, &made.error());
  } else if (what == "document") {
    done = service::document_learning(visit.platform, visit.actor(), id, visit.form.fields.list("works"));
  } else if (what == "ask") {
    done = service::ask_validation(visit.platform, visit.actor(), id,
                                   organisation_written(visit, visit.field("organisation")));
  } else if (what == "remove") {
    done = service::remove_validation(visit.platform, visit.actor(), id);
  } else if (what == "remove_line") {
    done = service::remove_account_entry(visit.platform, visit.actor(), id);
  } else {
    auto made = service::add_account_entry(visit.platform, visit.actor(),
                                           {.day = visit.field("day"),
                                            .amount = visit.field("amount"),
                                            .currency = visit.field("currency"),
                                            .source = visit.field("source"),
                                            .words = visit.field("words")});
    if (!made) return learning_page(visit, &made.error());
  }
  if (!done) return learning_page(visit, &done.error());
  return http::see_other("/me/learning");
}

http::Response queue_page(Visit& visit, const Error* problem) {
  const Desk desk = desk_of(visit, "recognition.see");
  if (desk.refusal) return *desk.refusal;
  auto queue = service::validation_queue(visit.platform, visit.actor(), desk.organisation.id);
  if (!queue) return error_page(visit, queue.error());
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  std::vector<View> list;
  for (const service::ValidationView& one : *queue) list.push_back(validation_view(visit, one));
  view.set("validations", list)
      .flag("may_decide", service::may(visit.actor(), "recognition.decide", desk.organisation.id));
  return desk_page(visit, desk, "validation", "validation_desk", visit.t("Validation"), std::move(view),
                   problem != nullptr ? status_of(*problem) : 200);
}

http::Response learning_queue(Visit& visit) { return queue_page(visit, nullptr); }

http::Response decide(Visit& visit) {
  auto done = service::decide_validation(visit.platform, visit.actor(), visit.field("id"),
                                         visit.form.fields.list("granted"), visit.field("reason"));
  if (!done) return queue_page(visit, &done.error());
  return http::see_other("/desk/" + visit.part(0) + "/validation");
}

}  // namespace

void add_learning(Site& site, http::Router& router) {
  site.get(router, "/me/learning", learning_show);
  site.post(router, "/me/learning", learning_change);
  site.get(router, "/desk/{}/validation", learning_queue);
  site.post(router, "/desk/{}/validation", decide);
}

}  // namespace credex::web
