// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 8.1 (Deserialize JSON-LD to RDF), 8.2 (Object to RDF) and 8.3
// (List to RDF).
#include "rdf/jsonld/to_rdf.h"

#include <cmath>
#include <cstdio>
#include <map>

#include "base/text.h"
#include "base/uri.h"
#include "rdf/jsonld/expand.h"

namespace credex::rdf::jsonld {

// BCP 47, section 2.1, as far as RDF asks: letters, then groups of letters and digits.
bool is_wellformed_language(std::string_view text) {
  std::size_t group = 0;
  bool first = true;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (c == '-') {
      if (group == 0) return false;
      group = 0;
      first = false;
    } else if (letter || (digit && !first)) {
      if (++group > 8) return false;
    } else {
      return false;
    }
  }
  return group > 0;
}

namespace {

using json::Value;

// The canonical lexical form of xsd:double (XML Schema 1.1 part 2, section 3.3.5.2): 1.0E0.
std::string canonical_double(double number) {
  if (std::isinf(number)) return number > 0 ? "INF" : "-INF";
  if (std::isnan(number)) return "NaN";
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.15E", number);
  std::string text = buffer;
  const auto e = text.find('E');
  std::string mantissa = text.substr(0, e);
  while (mantissa.back() == '0' && mantissa[mantissa.size() - 2] != '.') mantissa.pop_back();
  const int exponent = std::atoi(text.c_str() + e + 1);
  return mantissa + "E" + std::to_string(exponent);
}

class Writer {
 public:
  Writer(Dataset& into, const Options& options)
      : into_{into}, options_{options}, safe_{options.safety == Safety::safe}, type_{into.iri(iri::rdf_type)} {}

  Result<void> nodes(const Value& items, TermId graph) {
    for (const Value& item : items.items()) {
      if (!item.is_object()) continue;
      if (is_value_object(item) || is_list_object(item)) continue;
      auto subject = node(item, graph);
      if (!subject) return std::move(subject).error();
    }
    return {};
  }

 private:
  Error dropped(std::string what) {
    return Error{.code = "rdf.jsonld.dropped",
                 .message = std::move(what) + ", so a signature would not cover it",
                 .remedy = "correct it, or take it out"};
  }

  /// The term of an identifier; none where it is no well-formed IRI or blank node.
  TermId resource(std::string_view id) {
    if (id.starts_with("_:")) {
      // Labels of the document are its own: renamed, so that they never meet those given here.
      for (const auto& [label, term] : labels_) {
        if (label == id) return term;
      }
      if (labels_.size() > 64) {
        const auto [it, fresh] = many_labels_.try_emplace(id, TermId::none);
        if (fresh) it->second = into_.fresh_blank();
        return it->second;
      }
      const TermId term = into_.fresh_blank();
      labels_.emplace_back(id, term);
      return term;
    }
    // A fragment has no '#' (RFC 3986, section 3.5).
    const auto hash = id.find('#');
    const bool two_fragments = hash != std::string_view::npos && id.find('#', hash + 1) != std::string_view::npos;
    if (two_fragments || !is_wellformed_iri(id)) return TermId::none;
    return into_.iri(id);
  }

  /// Writes a node's quads and gives its term; TermId::none where its identifier is not well-formed.
  Result<TermId> node(const Value& object, TermId graph) {
    const Value* id = object.find("@id");
    TermId subject = TermId::none;
    if (id == nullptr) {
      subject = into_.fresh_blank();
    } else if (id->is_null()) {
      if (safe_) return dropped("an identifier is null");
    } else {
      subject = resource(id->as_string());
      if (subject == TermId::none && safe_)
        return dropped("the identifier \"" + std::string{id->as_string()} + "\" is no well-formed IRI");
    }
    if (const Value* index = object.find("@index"); index && id && id->is_string()) {
      // Node Map Generation, step 6.8: the one error of the node map, which is not made here.
      const auto [it, fresh] = indexes_.try_emplace({graph, id->as_string()}, index->as_string());
      if (!fresh && it->second != index->as_string()) {
        return jsonld_error("conflicting indexes", "the node " + std::string{id->as_string()} + " has two indexes");
      }
    }
    for (const json::Member& member : object.members()) {
      auto done = entry(subject, member, graph);
      if (!done) return std::move(done).error();
    }
    return subject;
  }

  Result<void> entry(TermId subject, const json::Member& member, TermId graph) {
    const std::string_view key = member.key;
    if (key.starts_with('@')) {
      if (key == "@type") {
        for (const Value& type : member.value.items()) {
          if (!type.is_string()) continue;
          const TermId term = resource(type.as_string());
          if (term == TermId::none && safe_)
            return dropped("the type \"" + std::string{type.as_string()} + "\" is no well-formed IRI");
          put(subject, type_, term, graph);
        }
      } else if (key == "@graph") {
        // A graph without a well-formed name is left out, as its name would be.
        if (subject == TermId::none) return {};
        return nodes(member.value, subject);
      } else if (key == "@included") {
        return nodes(member.value, graph);
      } else if (key == "@reverse") {
        for (const json::Member& reverse : member.value.members()) {
          const TermId predicate = predicate_of(reverse.key);
          if (predicate == TermId::none && safe_)
            return dropped("the reverse property \"" + std::string{reverse.key} + "\" is no well-formed IRI");
          for (const Value& item : reverse.value.items()) {
            auto other = node(item, graph);
            if (!other) return std::move(other).error();
            put(*other, predicate, subject, graph);
          }
        }
      }
      return {};
    }
    const TermId predicate = predicate_of(key);
    if (predicate == TermId::none && safe_)
      return dropped("the property \"" + std::string{key} + "\" is no well-formed IRI");
    for (const Value& item : member.value.items()) {
      auto term = object_term(item, graph);
      if (!term) return std::move(term).error();
      put(subject, predicate, *term, graph);
    }
    return {};
  }

  TermId predicate_of(std::string_view key) {
    if (key.starts_with("_:") && !options_.generalized_rdf) return TermId::none;
    return resource(key);
  }

  void put(TermId subject, TermId predicate, TermId object, TermId graph) {
    if (subject == TermId::none || predicate == TermId::none || object == TermId::none) return;
    into_.add(subject, predicate, object, graph);
  }

  // Section 8.2.2, Object to RDF Conversion.
  Result<TermId> object_term(const Value& item, TermId graph) {
    if (const Value* list = item.find("@list")) return list_term(*list, graph);
    const Value* value = item.find("@value");
    if (value == nullptr) return node(item, graph);
    const Value* type = item.find("@type");
    std::string_view datatype = type && type->is_string() ? type->as_string() : std::string_view{};
    if (type && type->is_array() && !type->empty() && type->items()[0].is_string())
      datatype = type->items()[0].as_string();
    if (datatype == "@json") return into_.literal(json::write_canonical(*value), iri::rdf_json);
    if (!datatype.empty() && !is_wellformed_iri(datatype)) {
      if (safe_) return dropped("the datatype \"" + std::string{datatype} + "\" is no well-formed IRI");
      return TermId::none;
    }
    const Value* language = item.find("@language");
    if (language && !is_wellformed_language(language->as_string())) {
      if (safe_) return dropped("the language \"" + std::string{language->as_string()} + "\" is no language tag");
      return TermId::none;
    }
    if (value->is_boolean()) {
      return into_.literal(value->as_boolean() ? "true" : "false", datatype.empty() ? iri::xsd_boolean : datatype);
    }
    if (value->is_number()) return number_term(*value, datatype);
    const Value* direction = item.find("@direction");
    if (direction && options_.rdf_direction != RdfDirection::none)
      return directed_term(value->as_string(), language, *direction, graph);
    if (direction && safe_)
      return dropped("the direction of \"" + std::string{value->as_string()} + "\" is not written as RDF");
    if (language) return into_.literal(value->as_string(), iri::rdf_lang_string, language->as_string());
    return into_.literal(value->as_string(), datatype.empty() ? iri::xsd_string : datatype);
  }

  TermId number_term(const Value& value, std::string_view datatype) {
    const double number = value.as_number();
    const bool is_whole =
        value.kind() == json::Kind::integer || (std::floor(number) == number && std::fabs(number) < 1e21);
    if (!is_whole || datatype == iri::xsd_double) {
      return into_.literal(canonical_double(number), datatype.empty() ? iri::xsd_double : datatype);
    }
    std::string text;
    if (value.kind() == json::Kind::integer) {
      text = std::to_string(value.as_integer());
    } else {
      char buffer[40];
      std::snprintf(buffer, sizeof buffer, "%.0f", number);
      text = buffer == std::string_view{"-0"} ? "0" : buffer;
    }
    return into_.literal(text, datatype.empty() ? iri::xsd_integer : datatype);
  }

  TermId directed_term(std::string_view text, const Value* language, const Value& direction, TermId graph) {
    const std::string tag = language ? ascii_lower(language->as_string()) : std::string{};
    if (options_.rdf_direction == RdfDirection::i18n_datatype) {
      return into_.literal(text, std::string{iri::i18n} + tag + "_" + std::string{direction.as_string()});
    }
    const TermId out = into_.fresh_blank();
    put(out, into_.iri(iri::rdf_value), into_.literal(text, iri::xsd_string), graph);
    if (language) put(out, into_.iri(iri::rdf_language), into_.literal(tag, iri::xsd_string), graph);
    put(out, into_.iri(iri::rdf_direction), into_.literal(direction.as_string(), iri::xsd_string), graph);
    return out;
  }

  // Section 8.3.2, List to RDF Conversion.
  Result<TermId> list_term(const Value& list, TermId graph) {
    if (list.empty()) return into_.iri(iri::rdf_nil);
    const TermId first = into_.iri(iri::rdf_first);
    const TermId rest = into_.iri(iri::rdf_rest);
    const TermId head = into_.fresh_blank();
    TermId cell = head;
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto term = object_term(list.items()[i], graph);
      if (!term) return term;
      put(cell, first, *term, graph);
      const TermId next = i + 1 == list.size() ? into_.iri(iri::rdf_nil) : into_.fresh_blank();
      put(cell, rest, next, graph);
      cell = next;
    }
    return head;
  }

  Dataset& into_;
  const Options& options_;
  const bool safe_;
  const TermId type_;
  std::vector<std::pair<std::string_view, TermId>> labels_;
  std::unordered_map<std::string_view, TermId> many_labels_;
  std::map<std::pair<TermId, std::string_view>, std::string_view> indexes_;
};

}  // namespace

Result<void> rdf_from_expanded(const Value& expanded, Dataset& into, const Options& options) {
  return Writer{into, options}.nodes(expanded, TermId::none);
}

}  // namespace credex::rdf::jsonld
