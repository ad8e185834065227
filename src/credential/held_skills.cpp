#include "credential/held_skills.h"

namespace credex::credential {

std::vector<skills::HeldSkill> held_skills(const Contents& contents) {
  std::vector<skills::HeldSkill> out;
  const framework::MicroCredential& d = contents.definition;
  if (d.assessments.empty()) return out;
  for (const framework::LearningOutcome& outcome : d.outcomes) {
    for (const framework::Concept& skill : outcome.esco_skills) {
      skills::HeldSkill one{.uri = skill.uri,
                            .evidence = skills::EvidenceKind::verified,
                            .eqf = d.level.eqf,
                            .source = d.title.any(),
                            .source_id = contents.award.id};
      if (contents.award.awarded_on.ok()) one.on = contents.award.awarded_on;
      if (!one.uri.empty()) out.push_back(std::move(one));
    }
  }
  return out;
}

bool counts_as_verified(recognition::Authenticity authenticity) {
  return authenticity >= recognition::Authenticity::secure;
}

}  // namespace credex::credential
