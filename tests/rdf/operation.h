#pragma once

#include <string>

#include "base/json.h"
#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"
#include "rdf/nquads.h"
#include "rdf/turtle.h"

/// One operation of the rdf room as the vectors and the differential tests write it down:
///   {"op": "expand" | "compact" | "flatten" | "toRdf" | "fromRdf" | "canon" | "nquads" | "turtle",
///    "input": ..., "context": ..., "options": {...}, "contexts": {URL: document}}
/// with the option names of JSON-LD's API. The texts of RDF are strings, or arrays of lines.
namespace credex::rdf::test {

struct Outcome {
  json::Value value{};  ///< of expand, compact, flatten, fromRdf
  std::string text{};   ///< N-Quads, of the others
};

/// A text: a string, or its lines.
inline std::string text_of(const json::Value& value) {
  if (value.is_string()) return std::string{value.as_string()};
  std::string out;
  for (const json::Value& line : value.items()) (out += line.as_string()) += '\n';
  return out;
}

inline jsonld::Options options_of(const json::Value& given) {
  jsonld::Options out;
  const auto flag = [&](const char* name, bool fallback) {
    const json::Value* found = given.find(name);
    return found ? found->as_boolean() : fallback;
  };
  out.base = given.text("base");
  if (given.text("processingMode") == "json-ld-1.0") out.mode = jsonld::ProcessingMode::json_ld_1_0;
  if (flag("safe", false)) out.safety = jsonld::Safety::safe;
  out.ordered = flag("ordered", false);
  out.compact_arrays = flag("compactArrays", true);
  out.compact_to_relative = flag("compactToRelative", true);
  out.generalized_rdf = flag("produceGeneralizedRdf", false);
  out.use_native_types = flag("useNativeTypes", false);
  out.use_rdf_type = flag("useRdfType", false);
  if (given.text("rdfDirection") == "i18n-datatype") out.rdf_direction = jsonld::RdfDirection::i18n_datatype;
  if (given.text("rdfDirection") == "compound-literal") out.rdf_direction = jsonld::RdfDirection::compound_literal;
  out.expand_context = given.get("expandContext");
  return out;
}

inline Result<Outcome> run_rdf(std::string_view op, const json::Value& request) {
  const json::Value options = request.get("options");
  Dataset dataset;
  const std::string text = text_of(request.get("input"));
  const auto read = op == "turtle" ? read_turtle(text, options.text("base"), dataset) : read_nquads(text, dataset);
  if (!read) return read.error();
  if (op != "canon") return Outcome{.text = write_nquads(dataset)};
  CanonOptions how;
  if (options.text("hash") == "sha384") how.hash = HashAlgorithm::sha384;
  auto canonical = canonicalise(dataset, how);
  if (!canonical) return std::move(canonical).error();
  return Outcome{.text = std::move(canonical->nquads)};
}

/// What is returned lives in `arena` and may refer to `request`.
inline Result<Outcome> run_operation(json::Arena& arena, const json::Value& request) {
  const std::string_view op = request.text("op");
  if (op == "canon" || op == "nquads" || op == "turtle") return run_rdf(op, request);
  const jsonld::Options options = options_of(request.get("options"));
  jsonld::Processor processor{[&](const std::string& url) -> Result<jsonld::RemoteDocument> {
    const json::Value* found = request.get("contexts").find(url);
    if (found == nullptr) return jsonld::jsonld_error("loading remote context failed", "there is no " + url);
    json::Document document;
    document.root = found->clone(*document.arena);
    return jsonld::RemoteDocument{url, std::move(document)};
  }};
  Dataset dataset;
  Result<json::Value> out = json::Value{};
  json::Value input = request.get("input");
  if (op == "fromRdf") {
    if (auto read = read_nquads(text_of(input), dataset); !read) return read.error();
    out = processor.from_rdf(arena, dataset, options);
  } else {
    if (const json::Value* json = request.find("json")) {
      // The input as the text of its JSON, for what another writer would not keep.
      auto parsed = json::parse_into(arena, json->as_string());
      if (!parsed) return std::move(parsed).error();
      input = *parsed;
    }
    const json::Value context = request.get("context");
    if (op == "expand") out = processor.expand(arena, input, options);
    if (op == "compact") out = processor.compact(arena, input, context, options);
    if (op == "flatten") out = processor.flatten(arena, input, context, options);
    if (op == "toRdf") {
      if (auto done = processor.to_rdf(arena, input, dataset, options); !done) return done.error();
      return Outcome{.text = write_nquads(dataset)};
    }
  }
  if (!out) return std::move(out).error();
  return Outcome{.value = out->clone(arena)};
}

}  // namespace credex::rdf::test
