#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"
#include "rdf/nquads.h"

namespace credex::app {
namespace {

struct LdArguments {
  std::string file{};
  std::string context{};
  std::string base{};
  std::vector<std::string> allowed{};
  bool sha384 = false;
  bool safe = false;
  bool json = false;
};

int print_json(const Result<json::Value>& value, const LdArguments& a) {
  if (!value) return fail(value.error(), a.json);
  std::cout << json::write_pretty(*value);
  return k_good;
}

int run_ld(const std::string& what, const LdArguments& a) {
  auto text = read_file(a.file);
  if (!text) return fail(text.error(), a.json);
  rdf::jsonld::Processor processor;
  for (const std::string& pair : a.allowed) {
    const auto equals = pair.rfind('=');
    if (equals == std::string::npos)
      return fail({.code = "app.argument",
                   .message = "--allow-context " + pair + " has no '='",
                   .remedy = "write --allow-context URL=FILE"},
                  a.json);
    auto bytes = read_file(pair.substr(equals + 1));
    if (!bytes) return fail(bytes.error(), a.json);
    auto document = json::parse(*bytes);
    if (!document) return fail(document.error(), a.json);
    processor.add_context(pair.substr(0, equals), std::move(*document));
  }
  rdf::jsonld::Options options;
  options.base = a.base;
  options.safety = a.safe ? rdf::jsonld::Safety::safe : rdf::jsonld::Safety::lenient;
  json::Arena arena;
  rdf::Dataset dataset;
  if (what == "from-rdf") {
    if (auto read = rdf::read_nquads(*text, dataset); !read) return fail(std::move(read).error().at(a.file), a.json);
    return print_json(processor.from_rdf(arena, dataset, options), a);
  }
  // Canonicalising takes N-Quads too.
  const auto first = text->find_first_not_of(" \t\r\n");
  const bool is_nquads =
      what == "canon" && first != std::string::npos && (*text)[first] != '{' && (*text)[first] != '[';
  json::Value document;
  if (is_nquads) {
    if (auto read = rdf::read_nquads(*text, dataset); !read) return fail(std::move(read).error().at(a.file), a.json);
  } else {
    auto parsed = json::parse_into(arena, *text);
    if (!parsed) return fail(std::move(parsed).error().at(a.file), a.json);
    document = *parsed;
  }
  json::Value context;
  if (!a.context.empty()) {
    auto bytes = read_file(a.context);
    if (!bytes) return fail(bytes.error(), a.json);
    auto parsed = json::parse_into(arena, *bytes);
    if (!parsed) return fail(std::move(parsed).error().at(a.context), a.json);
    context = *parsed;
  }
  if (what == "expand") return print_json(processor.expand(arena, document, options), a);
  if (what == "flatten") return print_json(processor.flatten(arena, document, context, options), a);
  if (what == "compact") {
    // Without a context, the document's own.
    if (context.is_null()) context = document.get("@context");
    return print_json(processor.compact(arena, document, context, options), a);
  }
  if (!is_nquads) {
    if (auto done = processor.to_rdf(arena, document, dataset, options); !done) return fail(done.error(), a.json);
  }
  if (what == "to-rdf") {
    std::cout << rdf::write_nquads(dataset);
    return k_good;
  }
  auto canonical = rdf::canonicalise(dataset, {.hash = a.sha384 ? HashAlgorithm::sha384 : HashAlgorithm::sha256});
  if (!canonical) return fail(canonical.error(), a.json);
  std::cout << canonical->nquads;
  return k_good;
}

}  // namespace

void add_ld(Command& app, int& status) {
  auto* command = app.add_subcommand("ld", "JSON-LD and RDF: expand, compact, flatten, to-rdf, from-rdf, canon");
  command->require_subcommand(1);
  const std::pair<const char*, const char*> kinds[] = {{"expand", "JSON-LD without its contexts"},
                                                       {"compact", "JSON-LD with a context"},
                                                       {"flatten", "JSON-LD as a flat list of nodes"},
                                                       {"to-rdf", "JSON-LD as N-Quads"},
                                                       {"from-rdf", "N-Quads as JSON-LD"},
                                                       {"canon", "canonical N-Quads by RDFC-1.0"}};
  for (const auto& [name, help] : kinds) {
    auto* sub = command->add_subcommand(name, help);
    auto a = std::make_shared<LdArguments>();
    sub->add_option("FILE", a->file, "the document; - for standard input")->required();
    sub->add_option("--context", a->context, "a file with the context to compact with");
    sub->add_option("--base", a->base, "the base IRI");
    sub->add_option("--allow-context", a->allowed, "a context to know: URL=FILE")->expected(1)->take_all();
    sub->add_flag("--safe", a->safe, "an error where something would be dropped");
    sub->add_flag("--sha384", a->sha384, "SHA-384 in RDFC-1.0");
    sub->add_flag("--json", a->json, "errors as JSON");
    sub->callback([name = std::string{name}, a, &status] { status = run_ld(name, *a); });
  }
}

}  // namespace credex::app
