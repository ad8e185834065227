// JSON-LD: what expands, expands to itself; RDF of document and expansion agree.
#include "base/json.h"
#include "claim.h"
#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  json::Arena arena;
  auto document = json::parse_into(arena, input.text());
  if (!document) return 0;
  auto again = json::parse_into(arena, json::write(*document));
  claim(again && json::equal(*document, *again), "JSON that was written reads back the same");
  rdf::jsonld::Processor processor;
  const rdf::jsonld::Options options{.base = "http://base.example/"};
  auto expanded = processor.expand(arena, *document, options);
  if (!expanded) return 0;
  rdf::Dataset direct;
  rdf::Dataset through;
  auto one = processor.to_rdf(arena, *document, direct, options);
  if (!one && one.error().code == "rdf.jsonld.conflicting_indexes") return 0;
  claim(static_cast<bool>(one), "what expands becomes RDF");
  auto two = processor.to_rdf(arena, *expanded, through, options);
  if (!two) return 0;  // an expansion may hold what a document may not (relative types and the like)
  auto a = rdf::canonicalise(direct, {.limits = {.max_calls = 100}});
  auto b = rdf::canonicalise(through, {.limits = {.max_calls = 100}});
  static_cast<void>(a && b);
  static_cast<void>(processor.compact(arena, *document, document->get("@context"), options));
  static_cast<void>(processor.flatten(arena, *document, json::Value{}, options));
  return 0;
}
