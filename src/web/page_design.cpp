#include <algorithm>

#include "base/translate.h"
#include "credential/elm.h"
#include "credential/open_badge.h"
#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "service/definitions.h"
#include "web/definition_form.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

constexpr std::size_t k_max_definition = std::size_t{4} * 1024 * 1024;
/// A form carries the definition that it was filled from beside what it shows of it, written as addresses are.
constexpr std::size_t k_max_form = 4 * k_max_definition;

/// The standard check of what is being written, with what could not be read, as the side panel shows it.
View check_view(const Visit& visit, const framework::MicroCredential& content, const std::vector<Error>& problems) {
  View view;
  const Report report = framework::check_standard({.definition = content, .today = date_of(visit.platform.now())});
  std::vector<View> lines;
  std::size_t wanting = 0;
  std::size_t good = 0;
  for (const Finding& finding : report.findings) {
    if (finding.outcome == Outcome::not_applicable) continue;
    if (finding.outcome == Outcome::fail) ++wanting;
    if (finding.outcome == Outcome::pass) ++good;
    std::vector<View> one = report_view(visit, {finding});
    lines.push_back(std::move(one.front()));
  }
  std::vector<View> unread;
  for (const Error& problem : problems) {
    // Awarding body and identifier are the platform's to set.
    if (problem.where.find("awarding_body") != std::string::npos) continue;
    unread.push_back(error_view(visit, problem));
  }
  view.set("lines", lines).set("unread", unread).set("good", std::to_string(good));
  if (wanting == 0) {
    view.set("summary", visit.t("Every mandatory element is there"));
  } else {
    view.set("summary", visit.tn("{0} mandatory element is wanting", "{0} mandatory elements are wanting", wanting));
  }
  return view;
}

View artwork_view(const credential::Artwork& artwork, const framework::MicroCredential& content) {
  View view;
  std::vector<View> families;
  for (const auto family : credential::sign_families()) {
    View one;
    one.set("family", family).flag("chosen", family == artwork.family);
    families.push_back(std::move(one));
  }
  view.set("families", families).set("variation", std::to_string(artwork.variation));
  view.set("ink", artwork.ink).set("ground", artwork.ground);
  view.set("picture", credential::sign_svg(content, artwork));
  return view;
}

credential::Artwork artwork_of(const Visit& visit) {
  json::Arena arena;
  json::Value object = json::Value::object(arena);
  for (const char* key : {"family", "ink", "ground"})
    object.append(arena, key, arena.string(visit.field(std::string{"artwork."} + key)));
  object.append(arena, "variation", json::Value::integer(std::atoi(visit.field("artwork.variation").c_str())));
  return artwork_from(json::write(object));
}

struct Written {
  DefinitionDraft draft{};
  framework::MicroCredential content{};
  std::vector<Error> problems{};
};

/// The draft as a definition. It is read even where something in it cannot be, so that what was typed comes back.
Written written(const Visit& visit, const Desk& desk, DefinitionDraft draft) {
  Written out{.draft = std::move(draft)};
  framework::DefinitionReading reading = framework::definition_of(out.draft.now);
  out.content = std::move(reading.definition);
  out.problems = std::move(reading.problems);
  for (const Error& problem : out.draft.problems) out.problems.push_back(problem);
  if (out.content.id.empty()) out.content.id = "https://draft.example/mc";  // until it is kept, for the sign
  out.content.awarding_body = service::awarding_body_of(visit.platform, desk.organisation, out.content.awarding_body);
  return out;
}

/// What of the draft could not be read, and could be before: it would be lost if this were kept.
std::vector<Error> new_problems(const Written& now) {
  std::vector<Error> out;
  const auto before = framework::definition_of(now.draft.kept).problems;
  for (const Error& problem : now.problems) {
    const auto same = [&](const Error& one) { return one.message == problem.message; };
    if (std::ranges::none_of(before, same)) out.push_back(problem);
  }
  return out;
}

http::Response design_form_page(Visit& visit, const Desk& desk, const Written& now, const credential::Artwork& artwork,
                                const std::string& id, const std::string& edition, View view = {}, int status = 200) {
  View form = definition_form(visit, now.draft);
  View panel = check_view(visit, now.content, now.problems);
  panel.set("artwork", artwork_view(artwork, now.content));
  form.set("panel", render("design_panel", visit.language, panel));
  form.set("artwork", artwork_view(artwork, now.content));
  if (visit.session) form.set("csrf", visit.session->csrf);
  form.set("id", id).set("slug", desk.organisation.slug).set("edition", edition);
  view.set("form", render("definition_form", visit.language, form)).set("id", id);
  view.flag("fresh", id.empty());
  return desk_page(visit, desk, "definitions", "design", visit.t("Describe a micro-credential"), std::move(view),
                   status);
}

std::vector<View> difference_views(const std::string& before, const std::string& after) {
  std::vector<View> out;
  for (const auto& difference : service::differences(before, after)) {
    View line;
    line.set("where", difference.where).set("before", difference.before).set("after", difference.after);
    out.push_back(std::move(line));
  }
  return out;
}

http::Response design_list(Visit& visit) {
  Desk desk = desk_of(visit);
  if (desk.refusal) return std::move(*desk.refusal);
  View view;
  std::vector<View> rows;
  const bool may_issue = service::may(visit.actor(), "award.issue", desk.organisation.id);
  for (const auto& line : service::definitions_of(visit.platform, desk.organisation.id)) {
    View row;
    row.set("id", line.record.id)
        .set("title", line.record.title.empty() ? visit.t("Without a title") : line.record.title);
    row.set("state", visit.words(store::name_of(line.state)));
    row.set("changed", format_time(visit.language, line.record.changed));
    row.flag("can_issue", line.record.published_version > 0 && may_issue);
    rows.push_back(std::move(row));
  }
  view.set("definitions", rows);
  view.flag("may_edit", service::may(visit.actor(), "definition.edit", desk.organisation.id));
  return desk_page(visit, desk, "definitions", "definitions", visit.t("Micro-credentials"), std::move(view));
}

http::Response fresh(Visit& visit) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  auto draft = kept_draft("{}");
  if (!draft) return error_page(visit, draft.error());
  draft->languages = {visit.language};
  draft->now.set(*draft->arena, "language", json::texts(*draft->arena, std::vector{visit.language}));
  return design_form_page(visit, desk, written(visit, desk, std::move(*draft)), {}, "", "");
}

/// Somebody else kept something since this form was opened: what was typed comes back, beside what differs, and is
/// kept in its place only when it is sent again.
http::Response changed_meanwhile(Visit& visit, const Desk& desk, const Written& now, const credential::Artwork& artwork,
                                 const service::DefinitionView& theirs) {
  View view;
  view.set("problem", error_view(visit, service::edited_meanwhile()));
  view.set("meanwhile", difference_views(theirs.version.body, framework::write_definition(now.content)));
  return design_form_page(visit, desk, now, artwork, theirs.record.id, service::edition_of(theirs.version),
                          std::move(view), 409);
}

http::Response save(Visit& visit, const std::string& id) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& more = visit.field("more");
  const std::string& edition = visit.field("edition");
  const auto artwork = artwork_of(visit);
  DefinitionDraft draft = written_draft(after_step(visit.form.fields, more));
  if (const std::string& language = visit.field("add_language");
      !language.empty() && std::ranges::find(draft.languages, language) == draft.languages.end())
    draft.languages.push_back(language);
  const Written now = written(visit, desk, std::move(draft));
  // A further row or language is asked for: the form comes again with it, and nothing is lost.
  if (!more.empty()) return design_form_page(visit, desk, now, artwork, id, edition);
  if (const auto unread = new_problems(now); !unread.empty()) {
    View view;
    view.set("problem", error_view(visit, unread.front())).flag("unkept", true);
    return design_form_page(visit, desk, now, artwork, id, edition, std::move(view), 422);
  }
  const std::string text = json::write(now.draft.now);
  auto kept = id.empty() ? service::draft_definition(visit.platform, visit.actor(), desk.organisation.id, text)
                         // A form that brings no edition was not filled from what is kept.
                         : service::change_draft(
                               visit.platform, visit.actor(), id, text,
                               {.artwork = artwork_json(artwork), .edition = edition.empty() ? "-" : edition});
  if (kept && id.empty())
    kept = service::change_draft(visit.platform, visit.actor(), kept->record.id, text,
                                 {.artwork = artwork_json(artwork), .edition = service::edition_of(kept->version)});
  if (!kept) {
    if (kept.error().message == service::edited_meanwhile().message) {
      if (auto theirs = service::definition_view(visit.platform, visit.actor(), id))
        return changed_meanwhile(visit, desk, now, artwork, *theirs);
    }
    View view;
    view.set("problem", error_view(visit, kept.error()));
    return design_form_page(visit, desk, now, artwork, id, edition, std::move(view), status_of(kept.error()));
  }
  return http::see_other("/desk/" + desk.organisation.slug + "/definitions/" + kept->record.id);
}

http::Response panel(Visit& visit) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  const Written now = written(visit, desk, written_draft(visit.form.fields));
  View view = check_view(visit, now.content, now.problems);
  view.set("artwork", artwork_view(artwork_of(visit), now.content));
  return piece(visit, "design_panel", view);
}

http::Response design_overview(Visit& visit, const std::optional<Error>& problem = {}) {
  Desk desk = desk_of(visit, "definition.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto found = service::definition_view(visit.platform, visit.actor(), visit.part(1),
                                        std::atoll(visit.request.query.get("version").c_str()));
  if (!found || found->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this micro-credential"));
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  View label = label_of(visit, found->content, nullptr);
  label.flag("big", true).flag("main", true);
  view.set("label", label_html(visit, label)).set("id", found->record.id);
  view.set("state", visit.words(store::name_of(found->version.state)));
  view.set("version", std::to_string(found->version.number)).set("note", found->version.note);
  const bool newest = found->version.number == found->record.newest_version;
  const auto may = [&](const char* action) { return service::may(visit.actor(), action, desk.organisation.id); };
  view.flag("can_edit", newest && may("definition.edit") && found->version.state != store::VersionState::review);
  view.flag("can_submit", newest && may("definition.edit") && found->version.state == store::VersionState::draft);
  view.flag("can_publish", newest && may("definition.publish") && found->version.state == store::VersionState::review);
  view.flag("can_issue", found->record.published_version > 0 && may("award.issue"));
  view.flag("is_published", found->record.published_version > 0);
  View check = check_view(visit, found->content, found->problems);
  view.set("check", render("design_check", visit.language, check));
  view.set("elements", elements_of(visit, found->content));
  std::vector<View> versions;
  for (const auto& version : service::versions_of(visit.platform, visit.actor(), found->record.id)) {
    View one;
    one.set("number", std::to_string(version.number)).set("state", visit.words(store::name_of(version.state)));
    one.set("changed", format_time(visit.language, version.changed));
    one.flag("current", version.number == found->version.number);
    versions.push_back(std::move(one));
    if (version.number == found->version.number - 1) {
      view.set("changes", difference_views(version.body, found->version.body));
      view.set("previous", std::to_string(version.number));
    }
  }
  view.set("versions", versions);
  return desk_page(visit, desk, "definitions", "definition_desk", found->record.title, std::move(view),
                   problem ? status_of(*problem) : 200);
}

http::Response edit(Visit& visit) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  auto found = service::definition_view(visit.platform, visit.actor(), visit.part(1));
  if (!found || found->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this micro-credential"));
  auto draft = kept_draft(found->version.body);
  if (!draft) return error_page(visit, draft.error());
  return design_form_page(visit, desk, written(visit, desk, std::move(*draft)), artwork_from(found->version.artwork),
                          found->record.id, service::edition_of(found->version));
}

http::Response move(Visit& visit) {
  Desk desk = desk_of(visit, "definition.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& id = visit.part(1);
  const std::string& step = visit.part(2);
  Result<void> done = service::not_found("this step");
  if (step == "submit") done = service::submit_definition(visit.platform, visit.actor(), id);
  if (step == "return") done = service::return_definition(visit.platform, visit.actor(), id, visit.field("note"));
  if (step == "publish") done = service::publish_definition(visit.platform, visit.actor(), id);
  if (!done) return design_overview(visit, done.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/definitions/" + id);
}

http::Response import_form(Visit& visit, const std::optional<Error>& problem = {}) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  return desk_page(visit, desk, "definitions", "definition_import", visit.t("Bring in a description"), std::move(view),
                   problem ? status_of(*problem) : 200);
}

http::Response import(Visit& visit) {
  Desk desk = desk_of(visit, "definition.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string text = visit.form.files.empty() ? visit.field("text") : visit.form.files.front().content;
  if (text.empty())
    return import_form(visit, service::invalid("nothing came", "file", "choose a file or paste a text"));
  std::vector<std::string> lost;
  auto made = service::import_definition(visit.platform, visit.actor(), desk.organisation.id, text, lost);
  if (!made) return import_form(visit, made.error());
  if (lost.empty() && made->problems.empty())
    return http::see_other("/desk/" + desk.organisation.slug + "/definitions/" + made->record.id);
  View view;
  std::vector<View> lines;
  for (const std::string& line : lost) {
    View one;
    one.set("line", line);
    lines.push_back(std::move(one));
  }
  for (const Error& problem : made->problems) {
    View one;
    one.set("line", problem.to_string());
    lines.push_back(std::move(one));
  }
  view.set("lost", lines).set("id", made->record.id);
  return desk_page(visit, desk, "definitions", "definition_import", visit.t("Bring in a description"), std::move(view));
}

/// The newest version for machines, drafts too: for those who work on it.
http::Response design_export_file(Visit& visit) {
  Desk desk = desk_of(visit, "definition.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto found = service::definition_view(visit.platform, visit.actor(), visit.part(1));
  if (!found || found->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this micro-credential"));
  const std::string& kind = visit.part(2);
  http::Response out;
  if (kind == "definition.yaml") {
    out = http::text(framework::write_definition(found->content), 200, "application/yaml; charset=utf-8");
  } else if (kind == "badge.svg") {
    out = http::text(credential::sign_svg(found->content, artwork_from(found->version.artwork)), 200, "image/svg+xml");
  } else if (kind == "elm.jsonld" || kind == "ob3.json") {
    json::Arena arena;
    auto made = kind == "elm.jsonld" ? credential::elm_specification(arena, found->content)
                                     : credential::open_badge_achievement(arena, found->content);
    if (!made) return error_page(visit, made.error());
    out = http::text(json::write_pretty(*made), 200, "application/ld+json; charset=utf-8");
  } else {
    return error_page(visit, service::not_found("this format"));
  }
  out.with("Content-Disposition", "attachment; filename=\"" + kind + "\"");
  return out;
}

}  // namespace

void add_design(Site& site, http::Router& router) {
  site.get(router, "/desk/{}", design_list);
  site.get(router, "/desk/{}/new", fresh);
  site.post(
      router, "/desk/{}/new", [](Visit& visit) { return save(visit, ""); }, k_max_form);
  site.get(router, "/desk/{}/import", [](Visit& visit) { return import_form(visit); });
  site.post(router, "/desk/{}/import", import, k_max_definition);
  site.post(router, "/desk/{}/check", panel, k_max_form);
  site.get(router, "/desk/{}/definitions/{}", [](Visit& visit) { return design_overview(visit); });
  site.get(router, "/desk/{}/definitions/{}/edit", edit);
  site.post(
      router, "/desk/{}/definitions/{}/edit", [](Visit& visit) { return save(visit, visit.part(1)); }, k_max_form);
  site.post(router, "/desk/{}/definitions/{}/{}", move);
  site.get(router, "/desk/{}/definitions/{}/{}", design_export_file);
}

}  // namespace credex::web
