#include <algorithm>

#include "base/translate.h"
#include "document/brief.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/talent.h"
#include "service/talent_search.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

constexpr std::size_t k_most_compared = std::size_t{64} * 1024 * 1024;
constexpr std::string_view k_page_languages[] = {"en", "fr", "de", "it", "es", "pl"};

std::string field_words(const Visit& visit, std::string_view field) {
  if (field == "name") return visit.t("Name");
  if (field == "about") return visit.t("About me");
  if (field == "place") return visit.t("Where I live");
  if (field == "mobility") return visit.t("Where I would work");
  if (field == "availability") return visit.t("When I am free");
  if (field == "languages") return visit.t("Languages");
  if (field == "skills") return visit.t("Skills");
  return visit.t("Credentials");
}

/// The languages that the page is written in: ours, and each that it has already.
std::vector<std::string> page_languages(const service::TalentFacts& kept) {
  std::vector<std::string> out{std::begin(k_page_languages), std::end(k_page_languages)};
  for (const auto& [language, text] : kept.about.entries) {
    if (std::ranges::find(out, language) == out.end()) out.push_back(language);
  }
  return out;
}

/// What a form says, written onto what is kept: a text in a language that did not come stays.
service::TalentFacts facts_written(const Visit& visit, const service::TalentFacts& kept) {
  service::TalentFacts facts{.headline = visit.field("headline"),
                             .country = visit.field("country"),
                             .is_remote = visit.field("remote") == "yes",
                             .available_from = visit.field("available_from"),
                             .visible = kept.visible,
                             .searchable = visit.field("searchable") == "yes"};
  for (const std::string& language : page_languages(kept)) {
    const std::string name = "about_" + language;
    const auto before = std::ranges::find(kept.about.entries, language, &std::pair<std::string, std::string>::first);
    const std::string& text = visit.form.fields.has(name)          ? visit.field(name)
                              : before == kept.about.entries.end() ? visit.field("")
                                                                   : before->second;
    if (!text.empty()) facts.about.set(language, text);
  }
  std::string country;
  for (const char c : visit.field("mobile_to") + " ") {
    if (c != ' ' && c != ',') {
      country += c;
    } else if (!country.empty()) {
      facts.mobile_to.push_back(country);
      country.clear();
    }
  }
  for (const std::string_view field : service::k_talent_fields) {
    const std::string& audience = visit.field("see_" + std::string{field});
    if (!audience.empty()) facts.visible[std::string{field}] = audience;
  }
  return facts;
}

/// The form as what is kept says, or, where that could not be kept, as it was sent.
http::Response talent_form(Visit& visit, const Error* problem) {
  auto own = service::own_talent(visit.platform, visit.actor());
  if (!own) return error_page(visit, own.error());
  const bool was_sent = problem != nullptr && visit.form.fields.has("headline");
  const service::TalentFacts f = was_sent ? facts_written(visit, own->facts) : own->facts;
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  view.set("headline", f.headline)
      .set("available_from", f.available_from)
      .flag("remote", f.is_remote)
      .flag("searchable", f.searchable);
  view.set("countries", country_choices(visit, f.country)).set("slug", own->record.slug);
  view.set("link", visit.platform.url("/talent/" + own->record.slug + "?key=" + own->record.link_key));
  view.set("open_link", visit.platform.url("/talent/" + own->record.slug));
  std::vector<View> about;
  for (const std::string& language : page_languages(own->facts)) {
    View one;
    const auto entry = std::find_if(f.about.entries.begin(), f.about.entries.end(),
                                    [&](const auto& text) { return text.first == language; });
    one.set("code", language).set("text", entry == f.about.entries.end() ? "" : entry->second);
    about.push_back(std::move(one));
  }
  view.set("about", about);
  std::string mobile;
  for (const std::string& one : f.mobile_to) mobile += (mobile.empty() ? "" : " ") + one;
  view.set("mobile_to", was_sent ? visit.field("mobile_to") : mobile);
  std::string spoken;
  for (const skills::LanguageSkill& one : f.languages)
    spoken += (spoken.empty() ? "" : ", ") + one.code + " " + std::string{skills::language_level_name(one.level)};
  view.set("spoken", was_sent ? visit.field("spoken") : spoken);
  std::vector<View> fields;
  for (const std::string_view field : service::k_talent_fields) {
    View one;
    one.set("name", field).set("words", field_words(visit, field));
    const auto chosen = f.visible.find(std::string{field});
    const std::string audience = chosen == f.visible.end() ? "nobody" : chosen->second;
    one.set("audiences", audience_choices(visit, audience));
    fields.push_back(std::move(one));
  }
  view.set("fields", fields);
  std::vector<View> contacts;
  for (const service::ContactView& one : service::contacts_of_person(visit.platform, visit.actor())) {
    View item;
    item.set("id", one.record.id)
        .set("organisation", one.organisation)
        .set("slug", one.slug)
        .set("role", one.role)
        .set("words", one.record.words);
    item.flag("asked", one.record.state == store::ContactState::asked)
        .flag("accepted", one.record.state == store::ContactState::accepted);
    contacts.push_back(std::move(item));
  }
  view.set("contacts", contacts);
  return page(visit, "talent_form", visit.t("My talent page"), std::move(view),
              problem != nullptr ? status_of(*problem) : 200);
}

http::Response own(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return talent_form(visit, nullptr);
}

/// "pt first, en B2".
Result<std::vector<skills::LanguageSkill>> languages_written(const std::string& text) {
  std::vector<skills::LanguageSkill> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::string one = text.substr(at, end - at);
    at = end + 1;
    while (!one.empty() && one.front() == ' ') one.erase(one.begin());
    while (!one.empty() && one.back() == ' ') one.pop_back();
    if (one.empty()) continue;
    const std::size_t space = one.find(' ');
    const auto level = space == std::string::npos ? std::nullopt : skills::language_level_of(one.substr(space + 1));
    if (space != 2 || !level)
      return service::invalid("'" + one + "' is no language with a level", "spoken", "write it like pt first, en B2");
    out.push_back({one.substr(0, 2), *level});
  }
  return out;
}

http::Response talent_change(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (visit.field("what") == "renew") {
    auto done = service::renew_talent_link(visit.platform, visit.actor());
    if (!done) return talent_form(visit, &done.error());
    return http::see_other("/me/talent");
  }
  auto own = service::own_talent(visit.platform, visit.actor());
  if (!own) return error_page(visit, own.error());
  service::TalentFacts facts = facts_written(visit, own->facts);
  auto languages = languages_written(visit.field("spoken"));
  if (!languages) return talent_form(visit, &languages.error());
  facts.languages = std::move(*languages);
  auto done = service::change_talent(visit.platform, visit.actor(), facts);
  if (!done) return talent_form(visit, &done.error());
  return http::see_other("/me/talent");
}

http::Response talent_answer(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto done = service::answer_contact(visit.platform, visit.actor(), visit.part(0), visit.field("what") == "accept",
                                      visit.field("reply"));
  if (!done) return talent_form(visit, &done.error());
  return http::see_other("/me/talent");
}

Result<service::TalentPage> opened(Visit& visit) {
  service::Viewer viewer = service::viewer_of(visit.actor(), visit.request.query.get("key"));
  return service::open_talent(visit.platform, visit.part(0), viewer);
}

View talent_view(const Visit& visit, const service::TalentPage& found) {
  View view;
  view.set("name", found.name).set("headline", found.facts.headline).set("about", found.facts.about.in(visit.language));
  if (!found.facts.country.empty()) view.set("place", country_name(visit.language, found.facts.country));
  std::string mobile;
  for (const std::string& one : found.facts.mobile_to)
    mobile += (mobile.empty() ? "" : ", ") + country_name(visit.language, one);
  view.set("mobility", mobile).flag("remote", found.facts.is_remote).set("available", found.facts.available_from);
  std::vector<View> languages;
  for (const skills::LanguageSkill& one : found.facts.languages) {
    View item;
    item.set("name", language_name(visit.language, one.code))
        .set("level", one.level == 7 ? visit.t("first language") : std::string{skills::language_level_name(one.level)});
    languages.push_back(std::move(item));
  }
  std::vector<View> held;
  for (const skills::HeldSkill& one : found.skills) held.push_back(held_view(visit, one));
  std::vector<View> credentials;
  for (const store::Holding& one : found.credentials) {
    View item;
    const store::HoldingFace& face = found.faces.at(one.id);
    item.set("title", one.title).set("by", service::issuer_line(visit.language, one, face));
    item.set("words", service::vouching_words(visit.language, service::vouching_from(face)));
    // A mark only where it verifies now: what does not count stands without.
    item.flag("verified", std::any_of(found.skills.begin(), found.skills.end(), [&](const skills::HeldSkill& skill) {
                return skill.source_id == one.id && skill.evidence == skills::EvidenceKind::verified;
              }));
    credentials.push_back(std::move(item));
  }
  std::vector<View> works;
  for (const service::WorkView& one : found.works) {
    View item = work_facts(one.work);
    std::vector<View> said;
    for (const store::WorkWord& word : one.words) {
      if (!one.holds(word)) continue;
      View line;
      line.set("name", word.name).set("relation", word.relation).set("words", word.words);
      said.push_back(std::move(line));
    }
    item.set("said", said);
    works.push_back(std::move(item));
  }
  view.set("languages", languages).set("held", held).set("credentials", credentials).set("works", works);
  view.set("slug", found.record.slug).set("key", visit.request.query.get("key"));
  return view;
}

http::Response talent_show(Visit& visit) {
  auto found = opened(visit);
  if (!found) return error_page(visit, found.error());
  View view = talent_view(visit, *found);
  return page(visit, "talent", found->name.empty() ? visit.t("A talent page") : found->name, std::move(view));
}

/// The file that somebody has against the fingerprint of a work.
http::Response talent_compare(Visit& visit) {
  auto found = opened(visit);
  if (!found) return error_page(visit, found.error());
  const auto work = std::find_if(found->works.begin(), found->works.end(),
                                 [&](const service::WorkView& one) { return one.work.id == visit.part(1); });
  if (work == found->works.end() || visit.form.files.empty()) return error_page(visit, service::not_found("this work"));
  const service::FileMatch match = service::compare_file(work->work, visit.form.files.front().content);
  View view = talent_view(visit, *found);
  view.flag("compared", true)
      .flag("is_the_file", match.is_the_file)
      .set("compared_title", work->work.title)
      .set("compared_digest", match.digest);
  return page(visit, "talent", found->name.empty() ? visit.t("A talent page") : found->name, std::move(view));
}

/// The page as a paper of one or two pages.
document::Brief paper_of(const Visit& visit, const service::TalentPage& found) {
  document::Brief out{.title = found.name.empty() ? visit.t("A talent page") : found.name,
                      .subtitle = found.facts.headline};
  document::Brief::Section about{.heading = visit.t("About me")};
  if (!found.facts.about.empty()) about.paragraphs.push_back(found.facts.about.in(visit.language));
  if (!found.facts.country.empty())
    about.points.push_back(visit.t("Lives in {0}", {country_name(visit.language, found.facts.country)}));
  if (!found.facts.available_from.empty())
    about.points.push_back(visit.t("Available from {0}", {found.facts.available_from}));
  for (const skills::LanguageSkill& one : found.facts.languages)
    about.points.push_back(
        language_name(visit.language, one.code) + ": " +
        (one.level == 7 ? visit.t("first language") : std::string{skills::language_level_name(one.level)}));
  if (!about.paragraphs.empty() || !about.points.empty()) out.sections.push_back(std::move(about));
  if (!found.skills.empty()) {
    document::Brief::Section section{.heading = visit.t("Skills")};
    for (const skills::HeldSkill& one : found.skills) {
      const auto known = visit.platform.esco->find(one.uri);
      section.points.push_back((known ? std::string{visit.platform.esco->label(*known, visit.language)} : one.uri) +
                               ": " + evidence_words(visit, one.evidence) + (one.on ? ", " + to_string(*one.on) : ""));
    }
    out.sections.push_back(std::move(section));
  }
  if (!found.credentials.empty()) {
    document::Brief::Section section{.heading = visit.t("Credentials")};
    for (const store::Holding& one : found.credentials) {
      const store::HoldingFace& face = found.faces.at(one.id);
      section.points.push_back(one.title + ", " + service::issuer_line(visit.language, one, face) + ": " +
                               service::vouching_words(visit.language, service::vouching_from(face)));
    }
    out.sections.push_back(std::move(section));
  }
  if (!found.works.empty()) {
    document::Brief::Section section{.heading = visit.t("Works")};
    for (const service::WorkView& one : found.works)
      section.points.push_back(one.work.title + (one.work.part.empty() ? "" : ", " + one.work.part) +
                               (one.work.made_on.empty() ? "" : ", " + one.work.made_on));
    out.sections.push_back(std::move(section));
  }
  out.foot = visit.t("As of {0}. What is marked as verified was verified then; {1} shows how it stands now.",
                     {to_string(date_of(visit.platform.now())), visit.platform.url("/talent/" + found.record.slug)});
  return out;
}

http::Response as_data(Visit& visit) {
  auto found = opened(visit);
  if (!found) return error_page(visit, found.error());
  const std::string& what = visit.part(1);
  if (what == "europass.json")
    return as_file(service::europass_profile(visit.platform, *found, visit.language), "application/json",
                   "europass.json");
  if (what == "resume.json")
    return as_file(service::json_resume(visit.platform, *found, visit.language), "application/json", "resume.json");
  if (what != "talent.pdf") return error_page(visit, service::not_found("this file"));
  auto pdf = document::brief_pdf(paper_of(visit, *found));
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", "talent.pdf");
}

}  // namespace

void add_talent(Site& site, http::Router& router) {
  site.get(router, "/me/talent", own);
  site.post(router, "/me/talent", talent_change);
  site.post(router, "/me/talent/contact/{}", talent_answer);
  site.get(router, "/talent/{}", talent_show);
  site.get(router, "/talent/{}/{}", as_data);
  site.post(router, "/talent/{}/work/{}", talent_compare, k_most_compared);
}

}  // namespace credex::web
