// What a body states as its policy: a form over the kept text, and files that are brought in.
#include <charconv>

#include "base/translate.h"
#include "base/yaml.h"
#include "service/organisations.h"
#include "web/desk.h"
#include "web/document_form.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using json::Value;
using recognition::DocumentField;
using recognition::policy_fields;

constexpr std::size_t k_max_policy = std::size_t{4} * 1024 * 1024;

const recognition::Criteria& criteria() { return recognition::Criteria::built_in(); }

/// What the page shows besides what is kept.
struct PolicyPage {
  std::string document{};  ///< the text that the form writes onto, as JSON; empty where there is none
  std::int64_t after = 0;  ///< the newest version when the form was opened
  Shown shown{};
  std::optional<service::PolicyDraft> draft{};  ///< what was looked at
  std::optional<Error> problem{};
  std::string brought{};  ///< a text that could not be taken, to be mended there
  bool bring_open = false;
};

/// The text as its form shows it. It begins today, where it began earlier.
Shown shown_policy(const Visit& visit, const std::string& document, const recognition::Policy& content) {
  json::Arena arena;
  auto parsed = json::parse(document.empty() ? "{}" : document);
  Shown out =
      shown_of(policy_fields(), parsed ? parsed->root : Value{}, recognition::policy_value(arena, content, criteria()));
  const Date today = date_of(visit.platform.now());
  if (!content.from || *content.from < today) out["from"] = {to_string(today)};
  return out;
}

PolicyPage rules_kept_page(const Visit& visit, const std::vector<service::PolicyView>& versions) {
  PolicyPage out;
  if (versions.empty()) {
    recognition::Policy first;
    first.demands = criteria().demands;
    first.matching = criteria().matching;
    first.deadlines = criteria().deadlines;
    out.shown = shown_policy(visit, "", first);
    return out;
  }
  const service::PolicyView* begun = &versions.front();
  for (const service::PolicyView& one : versions) {
    if (std::to_string(one.record.version) == visit.request.query.get("version")) begun = &one;
  }
  out.after = versions.front().record.version;
  out.document = begun->record.content;
  out.shown = shown_policy(visit, out.document, begun->content);
  return out;
}

/// On one line, as a form carries it.
std::string on_one_line(const std::string& document) {
  auto parsed = json::parse(document);
  return parsed ? json::write(parsed->root) : document;
}

View rules_changes_view(const Visit& visit, const service::PolicyDraft& draft, View view) {
  std::vector<View> changes;
  for (const recognition::PolicyLine& line : draft.changes) {
    changes.push_back(std::move(View{}
                                    .set("key", policy_key(visit, line.key))
                                    .set("one", policy_value(visit, line.one))
                                    .set("other", policy_value(visit, line.other))));
  }
  std::vector<View> remarks;
  const auto remark = [&](const std::string& words) { remarks.push_back(std::move(View{}.set("words", words))); };
  if (draft.content.from && *draft.content.from < date_of(visit.platform.now()))
    remark(
        visit.t("The text begins on {0}. A version cannot begin in the past, so it begins today, or on the day that "
                "you choose below.",
                {format_date(visit.language, *draft.content.from)}));
  if (!draft.other_body.empty())
    remark(visit.t("The text is of another body: {0}. Published here it is yours.", {draft.other_body}));
  if (draft.against > 0 && draft.changes.empty() && draft.is_new)
    remark(visit.t("It is written differently, and comes to the same."));
  const std::string against = std::to_string(draft.against);
  view.set("remarks", remarks).set("changes", changes).flag("looked_at", true);
  view.set("before_title", visit.t("version {0}", {against}));
  std::string title = visit.t("What differs from version {0}", {against});
  if (draft.against == 0) title = visit.t("It would be the first version");
  if (draft.against > 0 && !draft.is_new) title = visit.t("Nothing differs from version {0}", {against});
  view.set("changes_title", title);
  return view;
}

http::Response policy_page(Visit& visit, const Desk& desk, const PolicyPage& shown,
                           const std::vector<service::PolicyView>& versions) {
  View view;
  const std::string place = shown.problem ? place_of_error(*shown.problem) : std::string{};
  if (shown.draft) view = rules_changes_view(visit, *shown.draft, std::move(view));
  if (shown.problem) view.set("problem", error_view(visit, *shown.problem));
  const auto controls = [&](const auto& belongs, bool bare = false) {
    std::vector<View> out;
    for (const DocumentField& field : policy_fields()) {
      if (!belongs(field)) continue;
      out.push_back(control_view(visit, field, shown.shown, place));
      out.back().flag("bare", bare);
    }
    return out;
  };
  const auto below = [&](const char* pointer) {
    return controls([&](const DocumentField& field) { return field.pointer.starts_with(pointer); });
  };
  std::vector<View> purposes;
  for (const recognition::Purpose purpose : recognition::k_all_purposes) {
    View one;
    const std::string name{recognition::purpose_name(purpose)};
    one.set("id", name).set("name", message(visit, "recognition.purpose." + name));
    one.flag("open", place.starts_with("/purposes/" + name));
    one.set("fields", controls([&](const DocumentField& f) { return f.purpose == purpose && !f.criterion; }));
    std::vector<View> rows;
    for (const recognition::Criterion criterion : recognition::k_all_criteria) {
      using Kind = recognition::FieldKind;
      const auto is_below = [](const DocumentField& f) { return f.kind == Kind::means || f.kind == Kind::text; };
      const auto is_here = [&](const DocumentField& f) { return f.purpose == purpose && f.criterion == criterion; };
      View row;
      row.set("name", message(visit, "recognition.criterion." + std::string{recognition::criterion_name(criterion)}));
      row.set("cells", controls([&](const DocumentField& f) { return is_here(f) && !is_below(f); }, true));
      row.set("more", controls([&](const DocumentField& f) { return is_here(f) && is_below(f); }));
      rows.push_back(std::move(row));
    }
    one.set("rows", rows);
    purposes.push_back(std::move(one));
  }
  view.set("purposes", purposes).set("head", below("/title"));
  view.set("days", controls([](const DocumentField& f) { return f.kind == recognition::FieldKind::date; }));
  view.set("matching", below("/matching/")).set("essential", below("/essential"));
  view.flag("matching_open", place.starts_with("/matching") || place.starts_with("/essential"));
  view.set("automatic", below("/automatic")).flag("automatic_open", place.starts_with("/automatic"));
  view.set("deadlines", below("/deadlines/")).set("appeal", below("/appeal/"));
  view.set("versions", versions_view(visit, versions)).set("document", on_one_line(shown.document));
  view.set("after", std::to_string(shown.after)).set("brought", shown.brought).flag("bring_open", shown.bring_open);
  return desk_page(visit, desk, "policy", "policy_desk", visit.t("Recognition policy"), std::move(view),
                   shown.problem ? status_of(*shown.problem) : 200);
}

http::Response rules_policy(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto versions = service::policies_of(visit.platform, desk.organisation.id);
  return policy_page(visit, desk, rules_kept_page(visit, versions), versions);
}

/// The kept text with what the form changes in it.
Result<std::string> written_policy(const Visit& visit, const Desk& desk, const std::string& kept) {
  auto document = json::parse(kept.empty() ? "{}" : kept);
  if (!document) return std::move(document).error();
  if (!document->root.is_object()) return service::invalid("this is no policy", "document", "open the page again");
  json::Arena& arena = *document->arena;
  const Value root = document->root;
  Shown before;  // where nothing is kept, all is said, so that the first version stands by itself
  if (!kept.empty()) {
    auto content = recognition::read_policy(kept, "", criteria(), recognition::Countries::built_in());
    if (!content) return std::move(content).error();
    before = shown_of(policy_fields(), root, recognition::policy_value(arena, *content, criteria()));
  }
  const http::Fields& sent = visit.form.fields;
  if (auto done = write_onto(arena, root, policy_fields(), sent, before); !done) return std::move(done).error();
  // What the form showed and was left as it is may hang on what was changed: then it is said.
  auto draft = service::judge_policy(visit.platform, visit.actor(), desk.organisation.id, json::write(root), "");
  if (!draft) return std::move(draft).error();
  const Value effective = recognition::policy_value(arena, draft->content, criteria());
  write_what_differs(arena, root, policy_fields(), sent, shown_of(policy_fields(), root, effective));
  return json::write(root);
}

/// A file or text that is brought in fills the form.
http::Response rules_bring(Visit& visit, const Desk& desk, const std::vector<service::PolicyView>& versions) {
  PolicyPage page = rules_kept_page(visit, versions);
  page.bring_open = true;
  page.brought = visit.field("text");
  auto brought = brought_text(visit);
  if (!brought) {
    page.problem = std::move(brought).error();
    return policy_page(visit, desk, page, versions);
  }
  auto draft = service::judge_policy(visit.platform, visit.actor(), desk.organisation.id, brought->text, brought->name);
  if (!draft) {
    page.problem = std::move(draft).error();
    if (is_shown_again(*page.problem)) page.brought = brought->text;
    return policy_page(visit, desk, page, versions);
  }
  page.bring_open = false;
  page.brought.clear();
  page.document = draft->document;
  page.shown = shown_policy(visit, draft->document, draft->content);
  page.draft = std::move(*draft);
  return policy_page(visit, desk, page, versions);
}

http::Response rules_change(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto versions = service::policies_of(visit.platform, desk.organisation.id);
  if (visit.field("do") == "bring") return rules_bring(visit, desk, versions);
  PolicyPage page = rules_kept_page(visit, versions);
  if (visit.form.fields.has("document")) page.document = visit.field("document");
  const std::string& after = visit.field("after");
  std::int64_t opened_at = 0;
  const bool knows_after =
      std::from_chars(after.data(), after.data() + after.size(), opened_at).ec == std::errc{} && !after.empty();
  if (knows_after) page.after = opened_at;
  // Whatever comes of it, what was typed is on the page.
  page.shown = shown_as_sent(policy_fields(), visit.form.fields);
  auto text = written_policy(visit, desk, page.document);
  if (!text) {
    page.problem = std::move(text).error();
    return policy_page(visit, desk, page, versions);
  }
  const auto look = [&] {
    auto draft = service::judge_policy(visit.platform, visit.actor(), desk.organisation.id, *text, "");
    if (draft) {
      page.draft = std::move(*draft);
    } else {
      page.problem = std::move(draft).error();
    }
  };
  if (visit.field("do") == "preview") {
    look();
    return policy_page(visit, desk, page, versions);
  }
  auto made = service::publish_policy(visit.platform, visit.actor(), desk.organisation.id, *text,
                                      knows_after ? std::optional{opened_at} : std::nullopt);
  if (made) return http::see_other("/desk/" + desk.organisation.slug + "/policy");
  if (made.error().code == "service.conflict") {
    look();
    page.after = versions.empty() ? 0 : versions.front().record.version;
  }
  page.problem = std::move(made).error();
  return policy_page(visit, desk, page, versions);
}

}  // namespace

void add_rules(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/policy", rules_policy);
  site.post(router, "/desk/{}/policy", rules_change, k_max_policy);
}

}  // namespace credex::web
