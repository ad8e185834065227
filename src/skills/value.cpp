#include "skills/value.h"

#include <array>
#include <cmath>

namespace credex::skills {
namespace {

using json::Value;

Value rounded(double number) { return Value::real(std::round(number * 1000) / 1000); }

Value concepts(json::Arena& arena, const EscoIndex& esco, std::span<const std::uint32_t> list,
               std::string_view language) {
  const Value out = Value::array(arena, list.size());
  for (const std::uint32_t one : list) out.push(arena, concept_value(arena, esco, one, language));
  return out;
}

/// What has a label in the index, by its address; the address alone otherwise.
Value named(json::Arena& arena, const EscoIndex& esco, const std::string& uri, std::string_view language) {
  if (const auto found = esco.find(uri)) return concept_value(arena, esco, *found, language);
  const Value out = Value::object(arena, 1);
  out.append(arena, "uri", arena.string(uri));
  return out;
}

}  // namespace

std::string_view kind_name(ConceptKind kind) {
  constexpr std::array<std::string_view, 4> k_names{"skill", "skill-group", "occupation", "isco-group"};
  return k_names[static_cast<std::size_t>(kind)];
}

std::string_view relation_name(Relation relation) {
  constexpr std::array<std::string_view, 5> k_names{"none", "related", "narrower", "broader", "same"};
  return k_names[static_cast<std::size_t>(relation)];
}

Value concept_value(json::Arena& arena, const EscoIndex& esco, ConceptId c, std::string_view language) {
  const Value out = Value::object(arena, 3);
  out.append(arena, "uri", arena.string(esco.uri(c)));
  out.append(arena, "label", arena.string(esco.label(c, language)));
  out.append(arena, "kind", Value::string(kind_name(esco.kind(c))));
  return out;
}

Value whole_concept_value(json::Arena& arena, const EscoIndex& esco, ConceptId c, std::string_view language) {
  const Value out = concept_value(arena, esco, c, language);
  const ConceptRow& row = esco.row(c);
  const Value labels = Value::object(arena, esco.languages().size());
  for (const LanguagePart& part : esco.languages()) {
    const Value list = Value::array(arena);
    for (std::uint32_t i = part.labels_of[c]; i < part.labels_of[c + 1]; ++i)
      list.push(arena, arena.string(esco.text(part.labels[i].text)));
    if (!list.empty()) labels.append(arena, arena.copy(part.code), list);
  }
  out.append(arena, "labels", labels);
  if (!esco.description(c, language).empty())
    out.append(arena, "description", arena.string(esco.description(c, language)));
  if (!esco.code(c).empty()) out.append(arena, "code", arena.string(esco.code(c)));
  if (row.type != SkillType::unknown)
    out.append(arena, "type", Value::string(row.type == SkillType::skill ? "skill" : "knowledge"));
  if (row.reuse_level != ReuseLevel::unknown) {
    constexpr std::array<std::string_view, 5> k_reuse{"", "transversal", "cross-sector", "sector-specific",
                                                      "occupation-specific"};
    out.append(arena, "reuse_level", Value::string(k_reuse[static_cast<std::size_t>(row.reuse_level)]));
  }
  constexpr std::array<std::string_view, 6> k_collections{"digital",     "digcomp",  "green",
                                                          "transversal", "language", "research"};
  const Value collections = Value::array(arena);
  for (std::size_t i = 0; i < k_collections.size(); ++i) {
    if ((row.collections >> i & 1U) != 0) collections.push(arena, Value::string(k_collections[i]));
  }
  out.append(arena, "collections", collections);
  out.append(arena, "broader", concepts(arena, esco, esco.broader(c), language));
  out.append(arena, "narrower", concepts(arena, esco, esco.narrower(c), language));
  out.append(arena, "related", concepts(arena, esco, esco.related(c), language));
  if (row.is_retired != 0) out.append(arena, "replaced_by", concepts(arena, esco, esco.replaced_by(c), language));
  for (const auto& [key, list] : {std::pair{"needs", esco.needs(c)}, {"needed_by", esco.needed_by(c)}}) {
    if (list.empty()) continue;
    const Value values = Value::array(arena, list.size());
    for (const Need& need : list) {
      const Value one = concept_value(arena, esco, need.other, language);
      one.append(arena, "essential", Value::boolean(need.is_essential));
      values.push(arena, one);
    }
    out.append(arena, key, values);
  }
  return out;
}

Value hits_value(json::Arena& arena, const EscoIndex& esco, const std::vector<Hit>& hits, std::string_view language) {
  const Value out = Value::array(arena, hits.size());
  for (const Hit& hit : hits) {
    const Value one = concept_value(arena, esco, hit.found, language);
    one.append(arena, "score", rounded(hit.score));
    one.append(arena, "matched", arena.string(hit.label));
    one.append(arena, "language", arena.string(hit.language));
    if (hit.through) one.append(arena, "through", concept_value(arena, esco, *hit.through, language));
    out.push(arena, one);
  }
  return out;
}

Value tags_value(json::Arena& arena, const EscoIndex& esco, std::string_view text, const std::vector<Tag>& tags,
                 std::string_view language) {
  const Value out = Value::array(arena, tags.size());
  for (const Tag& tag : tags) {
    const Value one = concept_value(arena, esco, tag.skill, language);
    one.append(arena, "score", rounded(tag.score));
    const Value evidence = Value::array(arena, tag.evidence.size());
    for (const TagEvidence& place : tag.evidence) {
      const Value where = Value::object(arena, 4);
      where.append(arena, "begin", Value::integer(static_cast<std::int64_t>(place.begin)));
      where.append(arena, "end", Value::integer(static_cast<std::int64_t>(place.end)));
      where.append(arena, "text", arena.string(text.substr(place.begin, place.end - place.begin)));
      where.append(arena, "label", arena.string(place.label));
      evidence.push(arena, where);
    }
    one.append(arena, "evidence", evidence);
    out.push(arena, one);
  }
  return out;
}

Value gap_value(json::Arena& arena, const EscoIndex& esco, const Gap& gap, const Target& target,
                std::span<const HeldSkill> held, std::string_view language) {
  const Value out = report_value(arena, gap.report, language);
  out.append(arena, "target", arena.string(target.title));
  out.append(arena, "fit", rounded(gap.fit));
  out.append(arena, "essential", rounded(gap.essential));
  out.append(arena, "optional", rounded(gap.optional));
  const Value rows = Value::array(arena, gap.rows.size());
  for (const GapRow& row : gap.rows) {
    const Value one = concept_value(arena, esco, row.wanted, language);
    one.append(arena, "essential", Value::boolean(row.is_essential));
    one.append(arena, "relation", Value::string(relation_name(row.relation)));
    one.append(arena, "met", rounded(row.met()));
    one.append(arena, "strength", rounded(row.strength));
    if (row.held) {
      const HeldSkill& has = held[*row.held];
      const Value by = named(arena, esco, has.uri, language);
      by.append(arena, "evidence", Value::string(evidence_name(has.evidence)));
      if (has.on) by.append(arena, "on", arena.string(to_string(*has.on)));
      if (!has.source.empty()) by.append(arena, "source", arena.string(has.source));
      one.append(arena, "held", by);
    }
    rows.push(arena, one);
  }
  out.append(arena, "rows", rows);
  return out;
}

Value fits_value(json::Arena& arena, const EscoIndex& esco, std::span<const Fit> fits, std::string_view language) {
  const Value out = Value::array(arena, fits.size());
  for (const Fit& fit : fits) {
    const Value one = concept_value(arena, esco, fit.occupation, language);
    one.append(arena, "fit", rounded(static_cast<double>(fit.fit)));
    one.append(arena, "essential", rounded(static_cast<double>(fit.essential)));
    one.append(arena, "optional", rounded(static_cast<double>(fit.optional)));
    out.push(arena, one);
  }
  return out;
}

Value reasons_value(json::Arena& arena, const EscoIndex& esco, const Role& role, const TalentHit& hit,
                    std::string_view language) {
  const Value out = Value::array(arena, hit.reasons.size());
  for (const TalentReason& reason : hit.reasons) {
    const bool is_required = reason.wanted < role.required.size();
    const RoleSkill& asked =
        is_required ? role.required[reason.wanted] : role.wished[reason.wanted - role.required.size()];
    const Value one = Value::object(arena, 7);
    one.append(arena, "wanted", named(arena, esco, asked.uri, language));
    one.append(arena, "required", Value::boolean(is_required));
    one.append(arena, "has", named(arena, esco, reason.uri, language));
    one.append(arena, "relation", Value::string(relation_name(reason.relation)));
    one.append(arena, "evidence", Value::string(evidence_name(reason.evidence)));
    if (reason.year) one.append(arena, "year", Value::integer(*reason.year));
    if (reason.eqf) one.append(arena, "eqf", Value::integer(*reason.eqf));
    one.append(arena, "counts", rounded(reason.counts));
    out.push(arena, one);
  }
  return out;
}

}  // namespace credex::skills
