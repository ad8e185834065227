// W3C json-ld-api tests: expand, compact, flatten, fromRdf, toRdf, by their manifests.
#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/json.h"
#include "conformance/suite.h"
#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"
#include "rdf/nquads.h"
#include "rdf/same_document.h"

namespace credex::conformance {
namespace {

namespace fs = std::filesystem;
using json::Value;
namespace jsonld = rdf::jsonld;

constexpr std::string_view k_base = "https://w3c.github.io/json-ld-api/tests/";

// Sorted lines with every blank node called "_:".
std::vector<std::string> masked_lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in{std::regex_replace(text, std::regex{"_:[a-z0-9]+"}, "_:")};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  std::sort(out.begin(), out.end());
  return out;
}

class Runner {
 public:
  explicit Runner(fs::path tests) : tests_{std::move(tests)} {}

  SuiteResult run(const std::string& kind) {
    SuiteResult out{.name = "json-ld-1.1-" + kind};
    auto manifest = json::parse(read_text(tests_ / (kind + "-manifest.jsonld")));
    if (!manifest) return out;
    for (const Value& test : manifest->root.get("sequence").items()) {
      const Value option = test.get("option");
      if (option.text("specVersion") == "json-ld-1.0") continue;
      if (test.text("input").ends_with(".html")) continue;
      const std::string failure = judge(kind, test);
      out.count(failure.empty(), std::string{test.text("@id")} + " " + std::string{test.text("name")} + ": " + failure);
    }
    return out;
  }

 private:
  std::string judge(const std::string& kind, const Value& test) {
    const Value option = test.get("option");
    const std::string input = std::string{test.text("input")};
    jsonld::Options options;
    options.base = option.find("base") ? std::string{option.text("base")} : std::string{k_base} + input;
    if (option.text("processingMode") == "json-ld-1.0") options.mode = jsonld::ProcessingMode::json_ld_1_0;
    const auto flag = [&](const char* name, bool fallback) {
      return option.find(name) ? option.get(name).as_boolean() : fallback;
    };
    options.compact_arrays = flag("compactArrays", true);
    options.compact_to_relative = flag("compactToRelative", true);
    options.generalized_rdf = flag("produceGeneralizedRdf", false);
    options.use_native_types = flag("useNativeTypes", false);
    options.use_rdf_type = flag("useRdfType", false);
    if (option.text("rdfDirection") == "i18n-datatype") options.rdf_direction = jsonld::RdfDirection::i18n_datatype;
    if (option.text("rdfDirection") == "compound-literal")
      options.rdf_direction = jsonld::RdfDirection::compound_literal;

    json::Arena arena;
    const auto load = [&](const std::string& url) -> Result<jsonld::RemoteDocument> {
      if (!url.starts_with(k_base)) return Error{.code = "rdf.jsonld.loading_remote_context_failed", .message = url};
      const fs::path path = tests_ / url.substr(k_base.size());
      if (!fs::exists(path)) return Error{.code = "rdf.jsonld.loading_remote_context_failed", .message = url};
      auto document = json::parse(read_text(path));
      if (!document) return std::move(document).error();
      return jsonld::RemoteDocument{url, std::move(*document)};
    };
    jsonld::Processor processor{load};
    json::Document context_document;
    Value context;
    if (!option.text("expandContext").empty()) {
      auto parsed = json::parse(read_text(tests_ / option.text("expandContext")));
      if (!parsed) return parsed.error().to_string();
      context_document = std::move(*parsed);
      options.expand_context = context_document.root;
    }
    if (!test.text("context").empty()) {
      auto parsed = json::parse(read_text(tests_ / test.text("context")));
      if (!parsed) return parsed.error().to_string();
      context_document = std::move(*parsed);
      context = context_document.root;
    }
    const std::string text = read_text(tests_ / input);
    rdf::Dataset dataset;
    Result<Value> result = Value{};
    if (kind == "fromRdf") {
      if (auto read = rdf::read_nquads(text, dataset); !read) return read.error().to_string();
      result = processor.from_rdf(arena, dataset, options);
    } else {
      auto document = json::parse_into(arena, text);
      if (!document) return document.error().to_string();
      if (kind == "expand") result = processor.expand(arena, *document, options);
      if (kind == "compact") result = processor.compact(arena, *document, context, options);
      if (kind == "flatten") result = processor.flatten(arena, *document, context, options);
      if (kind == "toRdf") {
        if (auto done = processor.to_rdf(arena, *document, dataset, options); !done) result = done.error();
      }
    }
    const std::string_view wanted_error = test.text("expectErrorCode");
    if (!wanted_error.empty()) {
      if (result) return "expected the error " + std::string{wanted_error};
      const std::string code = jsonld::jsonld_error(wanted_error, "").code;
      return result.error().code == code ? "" : "expected " + code + ", got " + result.error().to_string();
    }
    if (!result) return result.error().to_string();
    if (test.find("expect") == nullptr) return "";
    const std::string expected_text = read_text(tests_ / test.text("expect"));
    if (kind == "toRdf") {
      rdf::Dataset expected;
      if (auto read = rdf::read_nquads(expected_text, expected); !read) {
        // Generalised RDF (blank nodes as predicates) is no N-Quads: compare the lines, whatever the nodes are called.
        const bool equal = masked_lines(rdf::write_nquads(dataset)) == masked_lines(expected_text);
        return options.generalized_rdf && equal ? "" : read.error().to_string();
      }
      auto a = rdf::canonicalise(dataset);
      auto b = rdf::canonicalise(expected);
      if (!a || !b) return "cannot be canonicalised";
      return a->nquads == b->nquads ? "" : "got\n" + a->nquads + "expected\n" + b->nquads;
    }
    auto expected = json::parse_into(arena, expected_text);
    if (!expected) return expected.error().to_string();
    rdf::test::BlankNames names;
    const bool equal =
        rdf::test::same_document(*result, *expected, kind == "flatten" || kind == "fromRdf" ? &names : nullptr);
    return equal ? "" : "got " + json::write(*result) + "\n  expected " + json::write(*expected);
  }

  fs::path tests_;
};

}  // namespace

std::vector<SuiteResult> run_jsonld(const fs::path& standards) {
  Runner runner{standards / "json-ld-api/tests"};
  std::vector<SuiteResult> out;
  for (const char* kind : {"expand", "toRdf", "compact", "flatten", "fromRdf"}) out.push_back(runner.run(kind));
  return out;
}

}  // namespace credex::conformance
