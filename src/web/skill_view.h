#pragma once

#include <string>
#include <vector>

#include "skills/gap.h"
#include "store/skill_records.h"
#include "web/site.h"

namespace credex::web {

/// The skill that somebody wrote: its URI, a label of it, or words that lead to one skill clearly; nothing otherwise.
std::optional<skills::ConceptId> skill_written(const Visit& visit, const std::string& text);
/// The same for an occupation.
std::optional<skills::ConceptId> occupation_written(const Visit& visit, const std::string& text);
/// The URIs of skills written in a field of several, a line or entry each; what is no skill is the Error
/// "service.invalid" with `name`.
Result<std::vector<std::string>> skills_written(const Visit& visit, const std::vector<std::string>& lines,
                                                const char* name);

/// A concept as {label, uri, href}.
View concept_view(const Visit& visit, skills::ConceptId c);
/// The skills of a column's list that are known.
std::vector<skills::ConceptId> known_skills(const Visit& visit, const std::string& list);
/// To whom something is shown, in the visitor's language; and the choices, the chosen one marked.
std::string audience_words(const Visit& visit, std::string_view audience);
std::vector<View> audience_choices(const Visit& visit, std::string_view chosen);
/// A work's facts, for the template work_facts.
View work_facts(const store::Work& work);
/// A person's skill as {label, href, evidence, mark, on, source}.
View held_view(const Visit& visit, const skills::HeldSkill& held);
/// The words of an evidence kind in the visitor's language.
std::string evidence_words(const Visit& visit, skills::EvidenceKind kind);
/// The sub-sectors as choices, the chosen one marked.
std::vector<View> sector_choices(const Visit& visit, const std::string& chosen);
/// What some skills add to each competence framework.
std::vector<View> transition_views(const Visit& visit, std::span<const skills::ConceptId> skills);

/// A gap as two columns joined by lines, what is wanted and what there is: SVG with a title; the table beside it says
/// the same. At most 24 wanted skills are drawn.
std::string gap_picture(const Visit& visit, const skills::Gap& gap, std::span<const skills::HeldSkill> held);

}  // namespace credex::web
