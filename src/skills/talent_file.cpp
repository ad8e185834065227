#include "skills/talent.h"

namespace credex::skills {

Result<TalentProfile> read_profile(std::string_view text, const std::string& name) {
  auto person = read_person(text, name);
  if (!person) return std::move(person).error();
  return TalentProfile{.skills = std::move(person->skills),
                       .languages = std::move(person->languages),
                       .country = std::move(person->country),
                       .mobile_to = std::move(person->mobile_to),
                       .is_remote = person->is_remote,
                       .available_from = person->available_from};
}

Report talent_report(const EscoIndex& esco, const Role& role, const TalentHit& hit, std::string_view language) {
  const auto label = [&](const std::string& uri) {
    const auto found = esco.find(uri);
    return found ? std::string{esco.label(*found, language)} : uri;
  };
  Report out;
  std::vector<bool> met(role.required.size() + role.wished.size(), false);
  for (const TalentReason& reason : hit.reasons) {
    met[reason.wanted] = true;
    const bool is_required = reason.wanted < role.required.size();
    const RoleSkill& asked =
        is_required ? role.required[reason.wanted] : role.wished[reason.wanted - role.required.size()];
    const bool is_same = reason.relation == Relation::same;
    Finding one = make_finding(is_required ? "skills.talent_required" : "skills.talent_wished",
                               reason.counts >= 0.75 ? Outcome::pass : Outcome::warn, asked.uri,
                               is_same ? "skills.talent.same" : "skills.talent.narrower",
                               {label(asked.uri), "@skills.evidence." + std::string{evidence_name(reason.evidence)},
                                reason.year ? std::to_string(*reason.year) : "–", label(reason.uri)});
    out.add(std::move(one));
  }
  for (std::size_t i = role.required.size(); i < met.size(); ++i) {
    if (met[i]) continue;
    const RoleSkill& asked = role.wished[i - role.required.size()];
    out.add(make_finding("skills.talent_wished", Outcome::not_applicable, asked.uri, "skills.talent.missing",
                         {label(asked.uri)}));
  }
  if (hit.available_from)
    out.add(make_finding("skills.talent.available", Outcome::not_applicable, "", "skills.talent.available",
                         {to_string(*hit.available_from)}));
  return out;
}

}  // namespace credex::skills
