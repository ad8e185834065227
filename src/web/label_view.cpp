#include "web/label_view.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/time.h"
#include "base/translate.h"
#include "base/yaml.h"
#include "credential/name_likeness.h"
#include "service/confirmed.h"
#include "service/issuer_face.h"

namespace credex::web {
namespace {

void add_to(std::string& to, const std::string& words, const char* between = ", ") {
  if (words.empty()) return;
  to += (to.empty() ? "" : between) + words;
}

std::string said(const Visit& visit, const framework::Concept& c) { return visit.t(c.label.in(visit.language)); }

}  // namespace

std::string label_html(const Visit& visit, const View& label) { return render("label", visit.language, label); }

std::vector<View> labels_of(const Visit& visit, const std::vector<service::CatalogueEntry>& entries) {
  std::vector<View> out;
  for (const auto& entry : entries) {
    View item;
    item.set("label", label_html(visit, label_of(visit, entry)));
    out.push_back(std::move(item));
  }
  return out;
}

std::string page_sign(const framework::MicroCredential& definition) {
  return credential::sign_svg(definition, {.ink = "currentColor", .ground = ""});
}

credential::Artwork artwork_from(std::string_view text) {
  credential::Artwork out;
  auto parsed = json::parse(text);
  if (!parsed) return out;
  const auto colour = [&](const char* key, std::string& into) {
    const auto value = parsed->root.text(key);
    const bool good = value.size() == 7 && value[0] == '#' &&
                      value.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
    if (good) into = value;
  };
  colour("ink", out.ink);
  colour("ground", out.ground);
  for (const auto family : credential::sign_families()) {
    if (parsed->root.text("family") == family) out.family = family;
  }
  out.variation = static_cast<std::uint64_t>(parsed->root.get("variation").as_integer());
  return out;
}

std::string artwork_json(const credential::Artwork& artwork) {
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "family", json::Value::string(artwork.family));
  out.append(arena, "variation", json::Value::integer(static_cast<std::int64_t>(artwork.variation)));
  out.append(arena, "ink", json::Value::string(artwork.ink));
  out.append(arena, "ground", json::Value::string(artwork.ground));
  return json::write(out);
}

const std::vector<Sector>& sectors() {
  static const auto k_sectors = [] {
    std::vector<Sector> out;
    auto yaml = parse_yaml(embedded_file("sectors/cci.yaml").value_or(""));
    if (!yaml) return out;  // built in
    for (const json::Value& sector : yaml->document.root.get("sectors").items())
      out.push_back({.id = std::string{sector.text("id")}, .title = std::string{sector.text("title")}});
    return out;
  }();
  return k_sectors;
}

std::string sector_name(const Visit& visit, std::string_view id) {
  for (const Sector& sector : sectors()) {
    if (sector.id == id) return visit.t(sector.title);
  }
  return std::string{id};
}

std::string size_line(const Visit& visit, double ects, double hours, std::string_view level) {
  std::string out;
  if (ects > 0) add_to(out, format_number(visit.language, ects) + " ECTS");
  if (hours > 0) add_to(out, visit.t("{0} hours", {format_number(visit.language, hours)}));
  if (!level.empty()) add_to(out, "EQF " + std::string{level});
  return out;
}

std::string provider_name(const Visit& visit, std::string_view slug, const std::string& name) {
  return service::said_name(
      visit.language, name,
      service::is_confirmed_now(visit.platform, slug) ? credential::Face::vouched : credential::Face::self_asserted);
}

View label_of(const Visit& visit, const service::CatalogueEntry& entry) {
  View out;
  framework::MicroCredential shape;
  shape.id = visit.platform.url("/mc/" + entry.id);
  shape.sector = entry.sector;
  shape.title = entry.title;
  out.set("title", entry.title.in(visit.language)).set("href", "/mc/" + entry.id).set("sign", page_sign(shape));
  std::string by = provider_name(visit, entry.provider_slug, entry.provider);
  add_to(by, country_name(visit.language, entry.country));
  out.set("by", by);
  std::string facts = size_line(visit, entry.ects, entry.hours, entry.level);
  add_to(facts, visit.t(entry.participation));
  out.set("facts", facts).set("sector", sector_name(visit, entry.sector));
  return out;
}

View label_of(const Visit& visit, const framework::MicroCredential& d, const credential::Award* award) {
  View out;
  out.set("title", d.title.in(visit.language)).set("sign", page_sign(d));
  std::string by = d.awarding_body.legal_name.in(visit.language);
  add_to(by, country_name(visit.language, d.awarding_body.country));
  if (award && award->mandate)
    add_to(by, visit.t("sealed by {0}", {award->mandate->sealed_by.legal_name.in(visit.language)}), " · ");
  out.set("by", by);
  std::string facts =
      size_line(visit, d.workload.ects ? d.workload.ects->points : 0, d.workload.hours ? d.workload.hours->count : 0,
                d.level.eqf ? std::to_string(*d.level.eqf) : d.level.national);
  out.set("sector", sector_name(visit, d.sector));
  if (award) {
    if (award->awarded_on.ok() && award->awarded_on != Date{}) {
      out.set("date", format_date(visit.language, award->awarded_on));
    }
    if (award->valid_until) out.set("until", format_date(visit.language, date_of(*award->valid_until)));
  }
  out.set("facts", facts);
  std::vector<View> outcomes;
  for (const auto& outcome : d.outcomes) {
    if (outcomes.size() == 4) break;
    View line;
    line.set("text", outcome.title.in(visit.language));
    outcomes.push_back(std::move(line));
  }
  out.set("outcomes", outcomes);
  return out;
}

bool does_seal_say_who(const service::CheckedCredential& checked) {
  if (checked.who.face == credential::Face::vouched)
    return checked.standing == service::Standing::sound && !checked.who.is_over;
  if (checked.who.face == credential::Face::contradicted) return !checked.verdict_args.empty();
  return checked.standing == service::Standing::unknown && !checked.verdict_args.empty();
}

namespace {

/// What is left to say below a seal line that says who: since when, or what can be done now; empty where nothing is.
std::string beyond_seal(const Visit& visit, const credential::Vouching& who, Reader reader) {
  if (who.face == credential::Face::vouched) {
    const auto since = parse_date(who.since);
    const bool is_list = who.kind == credential::VoucherKind::operator_list;
    return since && !is_list ? visit.t("Vouched for since {0}.", {format_date(visit.language, *since)}) : "";
  }
  if (reader == Reader::issuer)
    return visit.t(
        "Whoever looks at it reads this. An administrator can ask under Confirmation to have this "
        "organisation vouched for.");
  if (who.face == credential::Face::contradicted) {
    return reader == Reader::holder
               ? visit.t("Whoever you show it to reads this. Ask {0} for one that it has signed itself.", {who.name})
               : visit.t("Do not rely on it: ask {0}, at an address that you did not take from this credential.",
                         {who.name});
  }
  return reader == Reader::holder
             ? visit.t("Whoever you show it to reads this. Ask the awarding body to have itself vouched for.")
             : visit.t("To be sure, ask the awarding body, at an address that you did not take from this credential.");
}

}  // namespace

credential::Face body_face(const credential::Vouching& who, const framework::Organisation& body) {
  if (who.face != credential::Face::vouched) return who.face;
  const framework::LangText& name = body.legal_name;
  // Readers of another language read another name: each has to be the issuer's.
  const bool is_issuer = std::ranges::all_of(
      name.entries, [&](const auto& entry) { return credential::are_alike(entry.second, who.name); });
  return is_issuer ? who.face : credential::Face::self_asserted;
}

void set_face(const Visit& visit, View& label, const service::CheckedCredential& checked, Reader reader) {
  const credential::Vouching& who = checked.who;
  const bool is_vouched = who.face == credential::Face::vouched;
  const bool is_said = does_seal_say_who(checked);
  const std::string words = is_said ? beyond_seal(visit, who, reader) : service::vouching_words(visit.language, who);
  if (!words.empty()) {
    View face;
    face.set("class", service::face_name(who.face)).set("words", words);
    if (!is_said) face.set("name", service::said_issuer(visit.language, who));
    label.set("face", face);
  }
  // The line of the awarding body: plain where it is who is vouched for, else by the credential's word.
  std::string by = service::said_issuer(visit.language, who);
  if (checked.contents) {
    const framework::Organisation& body = checked.contents->definition.awarding_body;
    const std::string name = body.legal_name.in(visit.language);
    const bool is_body = name.empty() || body.legal_name.any() == who.claimed || credential::are_alike(name, who.name);
    if (is_vouched && !is_body) by = visit.t("“{0}”, sealed by {1}", {name, by});
    if (!is_vouched && !name.empty()) by = service::said_name(visit.language, name, who.face);
    add_to(by, country_name(visit.language, body.country));
  }
  label.set("by", by);
}

void add_seal(const Visit& visit, View& label, const service::CheckedCredential& checked, Reader reader) {
  constexpr const char* k_classes[] = {"sound", "caution", "fails", "unknown"};
  constexpr Outcome k_marks[] = {Outcome::pass, Outcome::warn, Outcome::fail, Outcome::unknown};
  View seal;
  const auto standing = static_cast<std::size_t>(checked.standing);
  seal.set("class", k_classes[standing]);
  seal.set("mark", mark_svg(k_marks[standing]));
  seal.set("words", service::verdict_text(visit.language, checked));
  seal.flag("claim", checked.names_claim);
  label.set("seal", seal);
  set_face(visit, label, checked, reader);
}

std::vector<View> elements_of(const Visit& visit, const framework::MicroCredential& d, credential::Face face) {
  std::vector<View> out;
  const auto put = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    View line;
    line.set("name", visit.t(name)).set("value", value);
    out.push_back(std::move(line));
  };
  const std::string& language = visit.language;
  std::string body = service::said_name(language, d.awarding_body.legal_name.in(language), face);
  if (!d.awarding_body.registration.empty()) add_to(body, visit.t("registered as {0}", {d.awarding_body.registration}));
  put("Awarding body", body);
  std::string country = country_name(language, d.awarding_body.country);
  add_to(country, d.awarding_body.region);
  put("Country or region", country);
  put("Workload", size_line(visit, d.workload.ects ? d.workload.ects->points : 0,
                            d.workload.hours ? d.workload.hours->count : 0, ""));
  std::string level;
  if (d.level.eqf) add_to(level, "EQF " + std::to_string(*d.level.eqf));
  add_to(level, d.level.national);
  add_to(level, d.level.qf_ehea);
  if (d.level.not_applicable) level = visit.t("said to have none");
  if (!d.level.ground.empty()) level += " (" + d.level.ground + ")";
  put("Level", level);
  std::string assessment;
  for (const auto& a : d.assessments) {
    std::string one = said(visit, a.type);
    if (a.weight) one += " " + format_number(language, *a.weight) + " %";
    if (!a.criteria.empty()) one += ": " + a.criteria;
    add_to(assessment, one, "; ");
  }
  put("Assessment", assessment);
  std::string supervision;
  for (const auto& a : d.assessments) {
    const std::string one = said(visit, a.supervision);
    if (!one.empty() && supervision.find(one) == std::string::npos) add_to(supervision, one, "; ");
  }
  put("Supervision and identity check", supervision);
  std::string participation = said(visit, d.participation.mode);
  if (d.participation.prior_learning && *d.participation.prior_learning) {
    add_to(participation, visit.t("also by validation of prior learning"), "; ");
    if (!d.participation.prior_learning_route.empty())
      participation += " (" + d.participation.prior_learning_route + ")";
  }
  put("Form of participation", participation);
  std::string quality;
  for (const auto& q : d.quality_assurance) {
    std::string one = said(visit, q.type);
    add_to(one, q.by);
    add_to(one, q.scope);
    if (q.valid_until) add_to(one, visit.t("until {0}", {format_date(language, *q.valid_until)}));
    add_to(quality, one, "; ");
  }
  put("Quality assurance", quality);
  put("Prerequisites", d.prerequisites.in(language));
  put("Grading", d.grading.in(language));
  std::string languages;
  for (const std::string& code : d.languages) add_to(languages, language_name(language, code));
  put("Languages", languages);
  std::string stack = visit.t(d.stackability.option);
  add_to(stack, d.stackability.into, ": ");
  add_to(stack, d.stackability.rule, "; ");
  put("Stackability", stack);
  std::string fields;
  for (const auto& field : d.fields) add_to(fields, said(visit, field));
  put("Field of education", fields);
  std::string occupations;
  for (const auto& occupation : d.occupations) add_to(occupations, occupation.label.in(language));
  put("For work as", occupations);
  put("Further information", d.further_information.in(language));
  return out;
}

std::string mark_svg(Outcome outcome) {
  const char* shape = "";
  const char* name = "";
  switch (outcome) {
    case Outcome::pass:
      name = "sound";
      shape = "<path d='M2 8.5 6.2 13 14 3.5' stroke-width='2.6'/>";
      break;
    case Outcome::warn:
      name = "caution";
      shape = "<path d='M8 2 15 14H1Z' stroke-width='2'/><path d='M8 6.2v4M8 11.6v1.2' stroke-width='1.6'/>";
      break;
    case Outcome::fail:
      name = "fails";
      shape = "<path d='M3 3 13 13M13 3 3 13' stroke-width='2.6'/>";
      break;
    case Outcome::unknown:
      name = "unknown";
      shape = "<circle cx='8' cy='8' r='5.6' stroke-width='2.2'/>";
      break;
    case Outcome::not_applicable:
      name = "quiet";
      shape = "<path d='M4 8h8' stroke-width='2'/>";
      break;
  }
  return std::string{"<svg class='mark "} + name +
         "' viewBox='0 0 16 16' fill='none' stroke='currentColor' aria-hidden='true'>" + shape + "</svg>";
}

std::vector<View> report_view(const Visit& visit, const std::vector<Finding>& findings) {
  std::vector<View> out;
  for (const Finding& finding : findings) {
    View line;
    line.set("mark", mark_svg(finding.outcome));
    line.set("outcome", visit.t(outcome_name(finding.outcome)));
    line.set("words", message_text(finding, visit.language));
    line.set("source", finding.source);
    const bool worth = finding.outcome != Outcome::pass && finding.outcome != Outcome::not_applicable;
    if (worth && !finding.subject.empty()) line.set("subject", finding.subject);
    // The library's templates do not call themselves; what is below is rendered first.
    if (!finding.findings.empty()) {
      View below;
      below.set("lines", report_view(visit, finding.findings));
      line.set("below", render("report", visit.language, below));
    }
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace credex::web
