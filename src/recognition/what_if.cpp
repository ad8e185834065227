#include "recognition/what_if.h"

#include <algorithm>
#include <set>

#include "recognition/document_fields.h"

namespace credex::recognition {

Result<WhatIf> read_what_if(std::string_view text, const std::string& name, std::span<const Policy> policies,
                            const Criteria& criteria, const Countries& countries) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "recognition.what_if", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"policies", "agreements"});
  WhatIf out;
  for (const auto& [value, at] : in.list(root, "", "policies")) {
    in.known(value, at, {"body", "purposes", "automatic"});
    const std::string body = in.needed_text(value, at, "body");
    const auto it = std::find_if(policies.begin(), policies.end(), [&](const Policy& p) { return p.body.id == body; });
    if (it == policies.end()) {
      in.problem(at + "/body", "no policy of \"" + body + "\" is among those given",
                 "write the body's id as its policy has it");
      continue;
    }
    Policy changed = *it;
    const json::Value purposes = value.get("purposes");
    for (const json::Member& member : purposes.members()) {
      const std::string here = at + "/purposes" + json::pointer_step(member.key);
      const auto purpose = purpose_of(member.key);
      if (!purpose) {
        in.problem(here, "\"" + std::string{member.key} + "\" is no purpose",
                   "use employment, study, credit or practice");
        continue;
      }
      read_demands(in, member.value, here, criteria, changed.of(*purpose));
    }
    for (const auto& [rule, here] : in.list(value, at, "automatic")) {
      in.known(rule, here, key_names(Group::automatic));
      changed.automatic.push_back({.id = in.needed_text(rule, here, "id"),
                                   .scope = read_scope(in, rule.get("scope"), here + "/scope", criteria, countries),
                                   .ground = in.text(rule, here, "ground")});
    }
    out.policies.push_back(std::move(changed));
  }
  for (const auto& [value, at] : in.list(root, "", "agreements"))
    out.agreements.push_back(agreement_of(in, value, at, criteria, countries));
  if (out.policies.empty() && out.agreements.empty() && in.is_good())
    in.problem("", "nothing is changed", "add \"policies\" or \"agreements\"");
  if (!in.is_good()) return in.error();
  return out;
}

Matrix matrix_with(const Catalogue& catalogue, const MatrixInput& input, const Matrix& before, const WhatIf& changes) {
  std::vector<Policy> policies(input.policies.begin(), input.policies.end());
  std::vector<Agreement> agreements(input.agreements.begin(), input.agreements.end());
  agreements.insert(agreements.end(), changes.agreements.begin(), changes.agreements.end());
  std::set<std::size_t> touched;
  for (std::size_t body = 0; body < policies.size(); ++body) {
    for (const Policy& changed : changes.policies) {
      if (changed.body.id != policies[body].body.id) continue;
      policies[body] = changed;
      touched.insert(body);
    }
    for (const Agreement& added : changes.agreements) {
      if (std::any_of(added.parties.begin(), added.parties.end(),
                      [&](const Party& party) { return party.id == policies[body].body.id; }))
        touched.insert(body);
    }
  }
  MatrixInput changed = input;
  changed.policies = policies;
  changed.agreements = agreements;
  Matrix out = before;
  for (const std::size_t body : touched) matrix_row(catalogue, changed, body, out);
  return out;
}

}  // namespace credex::recognition
