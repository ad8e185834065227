#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <iostream>

#include "app/commands.h"
#include "app/esco.h"
#include "app/files.h"
#include "app/inputs.h"
#include "app/serve.h"
#include "credential/authenticity.h"
#include "credential/contents.h"
#include "credential/held_skills.h"
#include "service/talent_search.h"
#include "skills/value.h"
#include "stacking/bridge.h"

namespace credex::app {
namespace {

struct GapArguments : VerifyingOptions {
  std::string person{};
  std::vector<std::string> occupations{};
  std::string role{};
  std::string catalogue{};
  std::string offers{};
  std::string aim = "credits";
  std::string near{};
  std::vector<std::string> languages{};
  bool online = false;
  std::optional<double> budget{};
  std::string profiles{};
  std::string data{};
  std::string esco{};
  std::string date{};
  std::string language = "en";
  std::size_t most = 50;
  bool json = false;
};

/// The person's skills: those of the file, and those of credentials beside it that verify.
Result<std::vector<skills::HeldSkill>> skills_of(const std::string& file, const skills::PersonFile& person,
                                                 const GapArguments& a, Date on, Report& report) {
  std::vector<skills::HeldSkill> out = person.skills;
  if (person.credentials.empty()) return out;
  auto verifier = open_verifier(a, midnight(on) + std::chrono::hours{12});
  if (!verifier) return std::move(verifier).error();
  for (const std::string& name : person.credentials) {
    const std::string path = (std::filesystem::path{file}.parent_path() / name).string();
    auto bytes = read_file(path);
    if (!bytes) return std::move(bytes).error();
    auto contents = credential::contents_of(*bytes);
    if (!contents) return std::move(contents).error().at(path);
    auto verified = (*verifier)->verify(*bytes, midnight(on) + std::chrono::hours{12});
    if (!verified) return std::move(verified).error().at(path);
    const bool holds = credential::counts_as_verified(credential::authenticity_of(*verified));
    report.add(make_finding("skills.person.credential", holds ? Outcome::pass : Outcome::warn, name,
                            holds ? "skills.person.credential.counts" : "skills.person.credential.does_not",
                            {contents->definition.title.any()}));
    if (!holds) continue;
    for (skills::HeldSkill& one : credential::held_skills(*contents)) out.push_back(std::move(one));
  }
  return out;
}

stacking::BridgeOptions bridge_options(const GapArguments& a) {
  stacking::BridgeOptions out{.near_country = a.near.substr(0, 2),
                              .near_region = a.near.size() > 2 ? a.near : "",
                              .languages = a.languages,
                              .online_only = a.online,
                              .budget = a.budget};
  out.aim = stacking::aim_of(a.aim).value_or(stacking::Aim::credits);
  return out;
}

Result<skills::Target> target_from(const GapArguments& a, const skills::EscoIndex& esco) {
  skills::Target out;
  for (const std::string& uri : a.occupations) {
    const auto found = esco.find(uri);
    if (!found || esco.kind(*found) != skills::ConceptKind::occupation)
      return Error{.code = "skills.occupation",
                   .message = "\"" + uri + "\" is no occupation in ESCO " + std::string{esco.version()},
                   .remedy = "search it with credex skills search --kind occupation, or import ESCO"};
    skills::join(out, skills::target_of(esco, *found, a.language));
  }
  if (!a.role.empty()) {
    auto text = read_file(a.role);
    if (!text) return std::move(text).error();
    auto role = skills::read_role(*text, a.role, esco);
    if (!role) return std::move(role).error();
    skills::join(out, skills::target_of(esco, *role));
  }
  return out;
}

/// Without a target: the occupations that the person fits best.
int print_fits(const skills::EscoIndex& esco, const skills::SkillLevels& levels, const GapArguments& a) {
  auto fits = levels.fits();
  if (fits.size() > a.most) fits.resize(a.most);
  if (a.json) {
    json::Arena arena;
    std::cout << json::write_pretty(skills::fits_value(arena, esco, fits, a.language)) << "\n";
    return k_good;
  }
  for (const skills::Fit& fit : fits)
    std::cout << fmt::format("{:3.0f} %  {}\n       {}\n", fit.fit * 100, esco.label(fit.occupation, a.language),
                             esco.uri(fit.occupation));
  return k_good;
}

int run_gap(const GapArguments& a) {
  auto on = day_from(a.date);
  if (!on) return fail(on.error(), a.json);
  auto esco = esco_or_usual(a.esco);
  if (!esco) return fail(esco.error(), a.json);
  auto text = read_file(a.person);
  if (!text) return fail(text.error(), a.json);
  auto person = skills::read_person(*text, a.person);
  if (!person) return fail(person.error(), a.json);
  Report about_credentials;
  auto all = skills_of(a.person, *person, a, *on, about_credentials);
  if (!all) return fail(all.error(), a.json);
  const std::vector<skills::HeldSkill> held = skills::strongest(std::move(*all));
  const skills::SkillLevels levels{**esco, held, *on};
  auto target = target_from(a, **esco);
  if (!target) return fail(target.error(), a.json);
  if (target->needs.empty()) return print_fits(**esco, levels, a);

  const skills::Gap gap = skills::gap(**esco, held, *target, *on, {}, a.language);
  Report report = gap.report;
  for (Finding& one : about_credentials.findings) report.add(std::move(one));
  json::Arena arena;
  json::Value bridge_value;
  if (!a.catalogue.empty()) {
    auto candidates = offered_candidates(a.catalogue, a.offers, *on);
    if (!candidates) return fail(candidates.error(), a.json);
    const stacking::Bridge bridge =
        stacking::bridge(**esco, levels, *target, *candidates, bridge_options(a), a.language);
    bridge_value = stacking::bridge_value(arena, **esco, bridge, a.language);
    for (const Finding& one : bridge.report.findings) report.add(one);
  }
  if (!a.json)
    return print_report(report, false,
                        fmt::format("{}: {:.0f} % of what is essential, {:.0f} % in all", target->title,
                                    gap.essential * 100, gap.fit * 100));
  const json::Value out = skills::gap_value(arena, **esco, gap, *target, held, a.language);
  if (!bridge_value.is_null()) out.append(arena, "bridge", bridge_value);
  std::cout << json::write_pretty(out) << "\n";
  return status_of(report);
}

/// Who was found, and how each is called.
struct Searched {
  skills::TalentResult result{};
  std::vector<std::string> names{};  ///< by profile's number
  std::size_t all = 0;
};

/// Profiles in files.
Result<Searched> search_files(const GapArguments& a, const skills::EscoIndex& esco, const skills::Role& role, Date on) {
  Searched out;
  auto files = yaml_files(a.profiles);
  if (!files) return std::move(files).error();
  skills::TalentIndex index{esco};
  for (const std::string& file : *files) {
    auto text = read_file(file);
    if (!text) return std::move(text).error();
    auto profile = skills::read_profile(*text, file);
    if (!profile) return std::move(profile).error();
    profile->number = static_cast<skills::ProfileNumber>(out.names.size());
    if (auto put = index.put(*profile); !put) return std::move(put).error().at(file);
    out.names.push_back(file);
  }
  out.result = index.search(role, on, a.most);
  out.all = index.size();
  return out;
}

/// The consenting people of the platform on this machine, by the addresses of their pages.
Result<Searched> search_platform(const GapArguments& a, const skills::Role& role) {
  auto configuration = read_configuration("");
  if (!configuration) return std::move(configuration).error();
  if (!a.data.empty()) configuration->data = a.data;
  std::error_code ignored;
  if (configuration->database.empty() && !std::filesystem::exists(configuration->data + "/credex.db", ignored))
    return Error{.code = "app.folder",
                 .message = "there is no platform in this folder",
                 .where = configuration->data,
                 .remedy = "name its data folder with --data, or a folder of profiles with --profiles"};
  auto platform = open_server_platform(*configuration);
  if (!platform) return std::move(platform).error();
  Searched out;
  out.result = (*platform)->talent->search(**platform, role, a.most);
  out.all = (*platform)->talent->size(**platform);
  for (const skills::TalentHit& hit : out.result.hits) {
    const auto record = store::reading(*(*platform)->database, [&](store::Tx& tx) {
      return store::find_one<store::Talent>(tx, "number = ?1", {std::int64_t{hit.profile}});
    });
    out.names.resize(std::max<std::size_t>(out.names.size(), hit.profile + 1));
    if (record) out.names[hit.profile] = "/talent/" + record->slug;
  }
  return out;
}

int run_talent(const GapArguments& a) {
  auto on = day_from(a.date);
  if (!on) return fail(on.error(), a.json);
  auto esco = esco_or_usual(a.esco);
  if (!esco) return fail(esco.error(), a.json);
  auto text = read_file(a.role);
  if (!text) return fail(text.error(), a.json);
  auto role = skills::read_role(*text, a.role, **esco);
  if (!role) return fail(role.error(), a.json);
  auto searched = a.profiles.empty() ? search_platform(a, *role) : search_files(a, **esco, *role, *on);
  if (!searched) return fail(searched.error(), a.json);
  const skills::TalentResult& result = searched->result;
  json::Arena arena;
  if (a.json) {
    const json::Value out = json::Value::object(arena, 3);
    out.append(arena, "matched", json::Value::integer(static_cast<std::int64_t>(result.matched)));
    const json::Value hits = json::Value::array(arena, result.hits.size());
    for (const skills::TalentHit& hit : result.hits) {
      const json::Value one = json::Value::object(arena, 3);
      one.append(arena, "profile", arena.string(searched->names[hit.profile]));
      one.append(arena, "score", json::Value::real(std::round(hit.score * 1000) / 1000));
      one.append(arena, "reasons", skills::reasons_value(arena, **esco, *role, hit, a.language));
      hits.push(arena, one);
    }
    out.append(arena, "hits", hits);
    out.append(arena, "unknown", json::texts(arena, result.unknown));
    std::cout << json::write_pretty(out) << "\n";
  } else {
    for (const skills::TalentHit& hit : result.hits) {
      std::cout << fmt::format("{:3.0f}  {}\n", hit.score * 100, searched->names[hit.profile]);
      for (const Finding& one : skills::talent_report(**esco, *role, hit, a.language).findings)
        std::cout << "     " << message_text(one, a.language) << "\n";
    }
    std::cout << result.matched << " have all that is required, of " << searched->all << ".\n";
  }
  return result.hits.empty() ? k_not_good : k_good;
}

}  // namespace

void add_gap(Command& app, int& status) {
  auto a = std::make_shared<GapArguments>();
  auto* command = app.add_subcommand(
      "gap", "a person's skills against an occupation or a role, and the shortest way to close the gap");
  command->add_option("--person", a->person, "the person's skills and credentials (YAML; docs/skills.md)")->required();
  command->add_option("--occupation", a->occupations,
                      "ESCO URI, also several; without it and --role: what the person fits best");
  command->add_option("--role", a->role, "a role (YAML)");
  command->add_option("--catalogue", a->catalogue, "folder of definitions to close the gap with");
  command->add_option("--offers", a->offers, "when, where and for how much they can be taken (YAML; docs/stacking.md)");
  command->add_option("--aim", a->aim, "what the way is to have least of")
      ->one_of({"credits", "cost", "distance", "presence"})
      ->capture_default_str();
  command->add_option("--near", a->near, "country, or region as NUTS code, for distance");
  command->add_option("--teaching-language", a->languages, "languages of delivery that will do");
  command->add_flag("--online", a->online, "only what can be taken online");
  command->add_option("--budget", a->budget, "the most of the aim: then as many skills as can be had for it")
      ->between(0.0, 1e9);
  add_verifying_options(*command, *a);
  command->add_option("--most", a->most, "how many occupations at most")->capture_default_str();
  auto* talent = app.add_subcommand("talent", "people by what they can do");
  talent->require_subcommand(1);
  auto* search = talent->add_subcommand("search", "profiles that have what a role asks for, ranked with reasons");
  search->add_option("--role", a->role, "a role (YAML; docs/skills.md)")->required();
  search->add_option("--profiles", a->profiles,
                     "folder of profiles (YAML); without it the consenting people of the platform");
  search->add_option("--data", a->data, "the platform's data folder; credex-data where not given");
  search->add_option("--most", a->most, "how many at most")->capture_default_str();
  for (Command* one : {command, search}) {
    one->add_option("--esco", a->esco,
                    "index made by credex esco import; else CREDEX_ESCO, credex-data/esco.index, or the built-in part");
    one->add_option("--lang", a->language, "language of labels")->capture_default_str();
    one->add_option("--date", a->date, "the day on which it is judged; today where not given");
    one->add_flag("--json", a->json, "as JSON");
  }
  command->callback([a, &status] { status = run_gap(*a); });
  search->callback([a, &status] { status = run_talent(*a); });
}

}  // namespace credex::app
