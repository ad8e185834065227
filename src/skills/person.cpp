#include "skills/person.h"

#include <algorithm>
#include <array>

#include "base/yaml_reader.h"

namespace credex::skills {
namespace {

constexpr std::array<std::string_view, 5> k_evidence{"declared", "shown", "confirmed", "validated", "verified"};
constexpr std::array<std::string_view, 7> k_levels{"A1", "A2", "B1", "B2", "C1", "C2", "first"};

template <class List>
auto place_in(const List& list, std::string_view name) {
  const auto found = std::find(list.begin(), list.end(), name);
  return found == list.end() ? std::optional<std::size_t>{}
                             : std::optional{static_cast<std::size_t>(found - list.begin())};
}

}  // namespace

std::string_view evidence_name(EvidenceKind kind) { return k_evidence[static_cast<std::size_t>(kind)]; }

std::optional<EvidenceKind> evidence_of(std::string_view name) {
  const auto place = place_in(k_evidence, name);
  return place ? std::optional{static_cast<EvidenceKind>(*place)} : std::nullopt;
}

std::string_view language_level_name(int level) {
  return level >= 1 && level <= 7 ? k_levels[static_cast<std::size_t>(level - 1)] : std::string_view{};
}

std::optional<int> language_level_of(std::string_view name) {
  const auto place = place_in(k_levels, name);
  return place ? std::optional{static_cast<int>(*place) + 1} : std::nullopt;
}

Result<PersonFile> read_person(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.person", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"skills", "credentials", "languages", "country", "mobile_to", "remote", "available_from"});
  PersonFile out;
  const auto skills = in.list(root, "", "skills");
  if (skills.size() > k_most_skills)
    return Error{.code = "skills.person",
                 .message = "the person has " + std::to_string(skills.size()) + " skills; at most 2,000 are taken",
                 .where = name,
                 .remedy = "keep those that say something about the person"};
  for (const auto& [entry, at] : skills) {
    in.known(entry, at, {"uri", "evidence", "on", "eqf", "source"});
    HeldSkill one{.uri = in.uri(entry, at, "uri")};
    if (one.uri.empty()) in.problem(at, "the skill has no address", "give the URI that ESCO has for it, as uri");
    if (const auto kind = in.choice(entry, at, "evidence", {"declared", "shown", "confirmed", "validated", "verified"}))
      one.evidence = static_cast<EvidenceKind>(*kind);
    one.on = in.date(entry, at, "on");
    one.eqf = in.whole(entry, at, "eqf", 1, 8);
    one.source = in.text(entry, at, "source");
    out.skills.push_back(std::move(one));
  }
  out.credentials = in.texts(root, "", "credentials");
  for (const auto& [entry, at] : in.list(root, "", "languages")) {
    in.known(entry, at, {"code", "level"});
    LanguageSkill one{.code = in.needed_text(entry, at, "code")};
    if (const auto level = in.choice(entry, at, "level", {"A1", "A2", "B1", "B2", "C1", "C2", "first"}))
      one.level = static_cast<int>(*level) + 1;
    out.languages.push_back(std::move(one));
  }
  out.country = in.text(root, "", "country");
  out.mobile_to = in.texts(root, "", "mobile_to");
  out.is_remote = in.flag(root, "", "remote", false);
  out.available_from = in.date(root, "", "available_from");
  if (!in.is_good()) return in.error();
  return out;
}

std::vector<HeldSkill> strongest(std::vector<HeldSkill> skills) {
  std::stable_sort(skills.begin(), skills.end(), [](const HeldSkill& a, const HeldSkill& b) {
    if (a.uri != b.uri) return a.uri < b.uri;
    if (a.evidence != b.evidence) return a.evidence > b.evidence;
    return a.on.value_or(Date{}) > b.on.value_or(Date{});
  });
  skills.erase(
      std::unique(skills.begin(), skills.end(), [](const HeldSkill& a, const HeldSkill& b) { return a.uri == b.uri; }),
      skills.end());
  std::stable_sort(skills.begin(), skills.end(),
                   [](const HeldSkill& a, const HeldSkill& b) { return a.evidence > b.evidence; });
  return skills;
}

}  // namespace credex::skills
