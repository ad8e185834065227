#include "skills/relations.h"

#include <algorithm>

namespace credex::skills {
namespace {

bool contains(std::span<const std::uint32_t> list, ConceptId one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool share_group(const EscoIndex& esco, ConceptId a, ConceptId b) {
  const auto of_b = esco.broader(b);
  const auto of_a = esco.broader(a);
  return std::any_of(of_a.begin(), of_a.end(),
                     [&](ConceptId one) { return esco.kind(one) == ConceptKind::skill_group && contains(of_b, one); });
}

}  // namespace

Relation relation_between(const EscoIndex& esco, std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return Relation::none;
  if (a == b) return Relation::same;
  const auto first = esco.find(a);
  const auto second = esco.find(b);
  if (!first || !second) return Relation::none;
  if (contains(esco.above(*first), *second)) return Relation::narrower;
  if (contains(esco.above(*second), *first)) return Relation::broader;
  if (contains(esco.related(*first), *second)) return Relation::related;
  return share_group(esco, *first, *second) ? Relation::related : Relation::none;
}

}  // namespace credex::skills
