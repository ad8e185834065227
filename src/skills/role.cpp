#include "skills/role.h"

#include <algorithm>

#include "base/yaml_reader.h"

namespace credex::skills {
namespace {

constexpr std::size_t k_required_of_occupation = 5;

std::vector<RoleSkill> skills_in(YamlReader& in, const json::Value& root, const char* key, std::size_t most) {
  std::vector<RoleSkill> out;
  const auto list = in.list(root, "", key);
  if (list.size() > most)
    in.problem(std::string{"/"} + key,
               "there are " + std::to_string(list.size()) + " skills; at most " + std::to_string(most) + " are taken",
               "keep those that matter most");
  for (const auto& [entry, at] : list) {
    RoleSkill one;
    if (entry.is_string()) {
      one.uri = entry.as_string();
      if (!one.uri.starts_with("http"))
        in.problem(at, "\"" + one.uri + "\" is no address of a skill", "give the URI that ESCO has for it");
    } else {
      in.known(entry, at, {"uri", "eqf"});
      one.uri = in.uri(entry, at, "uri");
      if (one.uri.empty()) in.problem(at, "the skill has no address", "give the URI that ESCO has for it, as uri");
      one.least_eqf = in.whole(entry, at, "eqf", 1, 8);
    }
    const auto same = [&](const RoleSkill& other) { return other.uri == one.uri; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Role role_of(const EscoIndex& esco, ConceptId occupation, std::string_view language) {
  Role out{.title = std::string{esco.label(occupation, language)}, .occupation = std::string{esco.uri(occupation)}};
  std::vector<Need> needs = esco.needs(occupation);
  // What fewest occupations need says most about this one.
  std::stable_sort(needs.begin(), needs.end(), [&](const Need& a, const Need& b) {
    if (a.is_essential != b.is_essential) return a.is_essential;
    return esco.raw_needed_by(a.other).size() < esco.raw_needed_by(b.other).size();
  });
  for (const Need& need : needs) {
    const bool is_required = need.is_essential && out.required.size() < k_required_of_occupation;
    if (!is_required && out.wished.size() == k_most_wished) break;
    (is_required ? out.required : out.wished).push_back({.uri = std::string{esco.uri(need.other)}});
  }
  return out;
}

Result<Role> read_role(std::string_view text, const std::string& name, const EscoIndex& esco) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.role", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"title", "occupation", "required", "wished", "languages", "countries", "remote", "by", "accept_declared"});
  Role out;
  const std::string occupation = in.uri(root, "", "occupation");
  out.required = skills_in(in, root, "required", k_most_required);
  out.wished = skills_in(in, root, "wished", k_most_wished);
  if (!occupation.empty()) {
    const auto found = esco.find(occupation);
    if (!found || esco.kind(*found) != ConceptKind::occupation) {
      in.problem("/occupation", "\"" + occupation + "\" is no occupation that is known here",
                 "search it with credex skills search, or import ESCO");
    } else if (out.required.empty() && out.wished.empty()) {
      out = role_of(esco, *found);
    } else {
      out.occupation = occupation;
    }
  }
  if (std::string title = in.text(root, "", "title"); !title.empty()) out.title = std::move(title);
  for (const auto& [entry, at] : in.list(root, "", "languages")) {
    in.known(entry, at, {"code", "level"});
    LanguageSkill one{.code = in.needed_text(entry, at, "code"), .level = 1};
    if (const auto level = in.choice(entry, at, "level", {"A1", "A2", "B1", "B2", "C1", "C2", "first"}))
      one.level = static_cast<int>(*level) + 1;
    out.languages.push_back(std::move(one));
  }
  out.countries = in.texts(root, "", "countries");
  out.is_remote = in.flag(root, "", "remote", false);
  out.by = in.date(root, "", "by");
  out.accept_declared = in.flag(root, "", "accept_declared", false);
  if (out.required.empty() && out.wished.empty())
    in.problem("", "the role asks for no skill", "give an occupation, or skills under required or wished");
  if (!in.is_good()) return in.error();
  return out;
}

Target target_of(const EscoIndex& esco, const Role& role) {
  Target out{.title = role.title};
  for (const bool is_essential : {true, false}) {
    for (const RoleSkill& one : is_essential ? role.required : role.wished) {
      const auto found = esco.find(one.uri);
      const auto same = [&](const Need& need) { return found && need.other == *found; };
      if (found && std::none_of(out.needs.begin(), out.needs.end(), same)) out.needs.push_back({*found, is_essential});
    }
  }
  return out;
}

}  // namespace credex::skills
