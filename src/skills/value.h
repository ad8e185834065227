#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "skills/gap.h"
#include "skills/search.h"
#include "skills/tag.h"
#include "skills/talent.h"

namespace credex::skills {

/// What commands and the API give, as JSON; keys in docs/skills.md. Texts lie in the arena.
json::Value concept_value(json::Arena& arena, const EscoIndex& esco, ConceptId concept_id, std::string_view language);
/// The same with labels, description, hierarchy, relations and needs.
json::Value whole_concept_value(json::Arena& arena, const EscoIndex& esco, ConceptId concept_id,
                                std::string_view language);
json::Value hits_value(json::Arena& arena, const EscoIndex& esco, const std::vector<Hit>& hits,
                       std::string_view language);
json::Value tags_value(json::Arena& arena, const EscoIndex& esco, std::string_view text, const std::vector<Tag>& tags,
                       std::string_view language);
json::Value gap_value(json::Arena& arena, const EscoIndex& esco, const Gap& gap, const Target& target,
                      std::span<const HeldSkill> held, std::string_view language);
json::Value fits_value(json::Arena& arena, const EscoIndex& esco, std::span<const Fit> fits, std::string_view language);
json::Value reasons_value(json::Arena& arena, const EscoIndex& esco, const Role& role, const TalentHit& hit,
                          std::string_view language);
/// "skill", "skill-group", "occupation", "isco-group".
std::string_view kind_name(ConceptKind kind);
/// "same", "broader", "narrower", "related", "none".
std::string_view relation_name(Relation relation);

}  // namespace credex::skills
