#include <fmt/format.h>

#include "cocreation/work.h"

namespace credex::cocreation {
namespace {

constexpr std::array<const char*, k_clause_kinds> k_chapters{"Definitions", "Level descriptors", "Competence areas",
                                                             "Templates by sub-sector", "Quality rules"};

json::Value selector_value(json::Arena& arena, const Selector& about) {
  const json::Value out = json::Value::object(arena);
  if (!about.element.empty()) out.append(arena, "element", arena.string(about.element));
  if (!about.sector.empty()) out.append(arena, "sector", arena.string(about.sector));
  if (about.eqf) out.append(arena, "eqf", json::Value::integer(*about.eqf));
  if (!about.skills.empty()) out.append(arena, "skills", json::texts(arena, about.skills));
  if (about.everything) out.append(arena, "everything", json::Value::boolean(true));
  return out;
}

}  // namespace

json::Value work_value(json::Arena& arena, const Work& work) {
  const json::Value out = json::Value::object(arena, 8);
  out.append(arena, "id", arena.string(work.id));
  out.append(arena, "title", arena.string(work.title));
  out.append(arena, "version", arena.string(work.version));
  if (!work.date.empty()) out.append(arena, "date", arena.string(work.date));
  out.append(arena, "language", arena.string(work.language));
  if (!work.purpose.empty()) out.append(arena, "purpose", arena.string(work.purpose));
  const json::Value clauses = json::Value::array(arena, work.clauses.size());
  for (const Clause& one : work.clauses) {
    const json::Value clause = json::Value::object(arena, 8);
    clause.append(arena, "id", arena.string(one.id));
    clause.append(arena, "kind", arena.string(clause_kind_name(one.kind)));
    clause.append(arena, "title", arena.string(one.title));
    clause.append(arena, "text", arena.string(one.text));
    if (!one.sources.empty()) clause.append(arena, "sources", json::texts(arena, one.sources));
    if (!one.about.empty()) clause.append(arena, "about", selector_value(arena, one.about));
    clauses.push(arena, clause);
  }
  out.append(arena, "clauses", clauses);
  return out;
}

json::Value work_linked_data(json::Arena& arena, const Work& work, const std::string& url) {
  const json::Value out = json::Value::object(arena, 12);
  const json::Value context = json::Value::object(arena);
  for (const auto& [key, value] : {std::pair{"skos", "http://www.w3.org/2004/02/skos/core#"},
                                   {"dct", "http://purl.org/dc/terms/"},
                                   {"schema", "https://schema.org/"}})
    context.append(arena, key, json::Value::string(value));
  out.append(arena, "@context", context);
  out.append(arena, "@id", arena.string(url));
  out.append(arena, "@type", json::Value::string("skos:ConceptScheme"));
  const auto text = [&](const std::string& words) {
    const json::Value value = json::Value::object(arena);
    value.append(arena, "@value", arena.string(words));
    value.append(arena, "@language", arena.string(work.language));
    return value;
  };
  const auto link = [&](const std::string& to) {
    const json::Value value = json::Value::object(arena);
    value.append(arena, "@id", arena.string(to));
    return value;
  };
  out.append(arena, "dct:title", text(work.title));
  out.append(arena, "dct:identifier", arena.string(work.id));
  out.append(arena, "schema:version", arena.string(work.version));
  if (!work.date.empty()) out.append(arena, "dct:issued", arena.string(work.date));
  const json::Value clauses = json::Value::array(arena, work.clauses.size());
  for (const Clause& one : work.clauses) {
    const json::Value clause = json::Value::object(arena, 8);
    clause.append(arena, "@id", arena.string(url + "#" + one.id));
    clause.append(arena, "@type", json::Value::string("skos:Concept"));
    clause.append(arena, "skos:inScheme", link(url));
    clause.append(arena, "skos:prefLabel", text(one.title));
    clause.append(arena, "skos:definition", text(one.text));
    clause.append(arena, "dct:type", arena.string(clause_kind_name(one.kind)));
    if (!one.sources.empty()) clause.append(arena, "dct:source", json::texts(arena, one.sources));
    if (!one.about.skills.empty()) {
      const json::Value skills = json::Value::array(arena, one.about.skills.size());
      for (const std::string& uri : one.about.skills) skills.push(arena, link(uri));
      clause.append(arena, "skos:relatedMatch", skills);
    }
    clauses.push(arena, clause);
  }
  out.append(arena, "skos:hasTopConcept", clauses);
  return out;
}

std::string work_book(const Work& work, const std::string& url) {
  std::string out = fmt::format("# {}\n\nVersion {}{}\n\n", work.title, work.version,
                                work.date.empty() ? ", draft" : ", " + work.date);
  if (!work.purpose.empty()) out += work.purpose + "\n\n";
  out += fmt::format("Cite as: {}, version {}{}, {}\n", work.title, work.version,
                     work.date.empty() ? "" : " of " + work.date, url);
  int chapter = 0;
  for (std::size_t kind = 0; kind < k_clause_kinds; ++kind) {
    int number = 0;
    for (const Clause& one : work.clauses) {
      if (one.kind != static_cast<ClauseKind>(kind)) continue;
      if (number == 0) out += fmt::format("\n## {}. {}\n", ++chapter, k_chapters[kind]);
      out += fmt::format("\n### {}.{} {}\n\n{}\n", chapter, ++number, one.title, one.text);
      if (!one.sources.empty()) {
        out += "\nSources:";
        for (const std::string& source : one.sources) out += " " + source + ";";
        out.back() = '.';
        out += "\n";
      }
      out += fmt::format("\nPermanent address: {}#{}\n", url, one.id);
    }
  }
  return out;
}

}  // namespace credex::cocreation
