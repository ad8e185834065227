// W3C rdf-canon tests for RDFC-1.0, by their manifest.
#include "rdf/canon.h"

#include "base/json.h"
#include "conformance/suite.h"
#include "rdf/nquads.h"

namespace credex::conformance {
namespace {

std::string judge(const std::filesystem::path& tests, const json::Value& test) {
  rdf::Dataset dataset;
  if (auto read = rdf::read_nquads(read_text(tests / test.text("action")), dataset); !read)
    return read.error().to_string();
  rdf::CanonOptions options;
  if (test.text("hashAlgorithm") == "SHA384") options.hash = HashAlgorithm::sha384;
  auto result = rdf::canonicalise(dataset, options);
  const std::string_view type = test.text("type");
  if (type.find("Negative") != std::string_view::npos) return result ? "should have met the work limit" : "";
  if (!result) return result.error().to_string();
  const std::string expected = read_text(tests / test.text("result"));
  if (type.find("Map") == std::string_view::npos) return result->nquads == expected ? "" : "got\n" + result->nquads;
  auto map = json::parse(expected);
  if (!map) return map.error().to_string();
  if (map->root.size() != result->labels.size()) return "another number of labels";
  for (const auto& [label, canonical] : result->labels) {
    if (map->root.text(label) != canonical) return label + " became " + canonical;
  }
  return "";
}

}  // namespace

std::vector<SuiteResult> run_canon(const std::filesystem::path& standards) {
  const auto tests = standards / "rdf-canon/tests";
  SuiteResult out{.name = "rdfc-1.0"};
  auto manifest = json::parse(read_text(tests / "manifest.jsonld"));
  if (!manifest) return {out};
  for (const json::Value& test : manifest->root.get("entries").items()) {
    const std::string failure = judge(tests, test);
    out.count(failure.empty(), std::string{test.text("id")} + ": " + failure);
  }
  return {out};
}

}  // namespace credex::conformance
