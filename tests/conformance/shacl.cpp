// W3C SHACL test suite, Core: every sht:Validate entry that the manifests reach, the results compared one by one.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "conformance/suite.h"
#include "rdf/shacl/validate.h"
#include "rdf/turtle.h"

namespace credex::conformance {
namespace {

namespace fs = std::filesystem;
using rdf::Dataset;
using rdf::Graph;
using rdf::TermId;

constexpr std::string_view k_mf = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
constexpr std::string_view k_sht = "http://www.w3.org/ns/shacl-test#";
constexpr std::string_view k_sh = "http://www.w3.org/ns/shacl#";

std::string url_of(const fs::path& path) { return "file://" + fs::absolute(path).lexically_normal().string(); }

// A term for comparing. Blank nodes: by their shape of path where they are paths, else alike.
std::string text_of(const Graph& graph, TermId id, int depth = 0) {
  const Dataset& dataset = graph.dataset();
  if (id == TermId::none) return "-";
  const rdf::Term& term = dataset.term(id);
  if (term.kind == rdf::TermKind::literal)
    return "\"" + std::string{term.value} + "\"^^" + std::string{dataset.term(term.datatype).value} + "@" +
           std::string{term.language};
  if (term.kind == rdf::TermKind::iri) return std::string{term.value};
  if (depth > 8) return "_";
  std::set<std::string> parts;
  for (const rdf::Quad& quad : graph.outgoing(id)) {
    const std::string_view predicate = dataset.term(quad.predicate).value;
    if (predicate.find("Path") == std::string_view::npos && predicate != rdf::iri::rdf_first &&
        predicate != rdf::iri::rdf_rest)
      continue;
    parts.insert(std::string{predicate} + " " + text_of(graph, quad.object, depth + 1));
  }
  std::string out = "_[";
  for (const std::string& part : parts) out += part + ";";
  return out + "]";
}

struct Outcome {
  std::string conforms{};
  std::multiset<std::string> results{};
  std::vector<std::vector<std::string>> blanks{};
};

Outcome outcome_of(const Graph& graph, TermId report) {
  const Dataset& dataset = graph.dataset();
  const auto sh = [&](const char* name) { return dataset.find_iri(std::string{k_sh} + name); };
  Outcome out;
  out.conforms = text_of(graph, graph.object(report, sh("conforms")));
  for (const rdf::Quad& quad : graph.objects(report, sh("result"))) {
    std::string line;
    for (const char* name :
         {"focusNode", "resultPath", "value", "sourceShape", "sourceConstraintComponent", "resultSeverity"}) {
      const TermId predicate = sh(name);
      line += text_of(graph, predicate == TermId::none ? TermId::none : graph.object(quad.object, predicate)) + " | ";
    }
    out.results.insert(line);
  }
  return out;
}

class Runner {
 public:
  explicit Runner(SuiteResult& out) : out_{out} {}

  void manifest(const fs::path& path) {
    if (!seen_.insert(fs::absolute(path).lexically_normal().string()).second) return;
    Dataset dataset;
    if (auto read = rdf::read_turtle(read_text(path), url_of(path), dataset); !read) {
      out_.count(false, path.string() + ": " + read.error().to_string());
      return;
    }
    const Graph graph{dataset};
    const TermId include = dataset.find_iri(std::string{k_mf} + "include");
    if (include != TermId::none) {
      for (const rdf::Quad& quad : graph.triples()) {
        if (quad.predicate == include) manifest(std::string{dataset.term(quad.object).value.substr(7)});
      }
    }
    const TermId type = dataset.find_iri(rdf::iri::rdf_type);
    const TermId validate = dataset.find_iri(std::string{k_sht} + "Validate");
    if (validate == TermId::none) return;
    for (const rdf::Quad& quad : graph.subjects(type, validate)) {
      const std::string failure = judge(path, dataset, graph, quad.subject);
      out_.count(failure.empty(), path.filename().string() + ": " + failure);
    }
  }

 private:
  static Dataset load(const fs::path& path) {
    Dataset out;
    static_cast<void>(static_cast<bool>(rdf::read_turtle(read_text(path), url_of(path), out)));
    return out;
  }

  static std::string judge(const fs::path& path, const Dataset& dataset, const Graph& graph, TermId test) {
    const auto mf = [&](const char* name) { return dataset.find_iri(std::string{k_mf} + name); };
    const TermId action = graph.object(test, mf("action"));
    const auto file_of = [&](const char* name) -> fs::path {
      const TermId id = graph.object(action, dataset.find_iri(std::string{k_sht} + name));
      const std::string url{dataset.term(id).value};
      return url.size() <= 7 ? path : fs::path{url.substr(7)};
    };
    const Dataset data = load(file_of("dataGraph"));
    auto shapes = rdf::shacl::Shapes::from(load(file_of("shapesGraph")));
    if (!shapes) return shapes.error().to_string();
    const Graph data_graph{data};
    auto validation = rdf::shacl::validate(*shapes, data_graph);
    if (!validation) return validation.error().to_string();
    const Dataset report = rdf::shacl::validation_report_rdf(*shapes, data_graph, *validation);
    const Graph report_graph{report};
    const Outcome got = outcome_of(report_graph, report.find_blank("report"));
    const Outcome wanted = outcome_of(graph, graph.object(test, mf("result")));
    if (got.conforms == wanted.conforms && got.results == wanted.results) return "";
    std::string out = "got " + got.conforms + "\n";
    for (const std::string& line : got.results) out += "    " + line + "\n";
    out += "  wanted " + wanted.conforms + "\n";
    for (const std::string& line : wanted.results) out += "    " + line + "\n";
    return out;
  }

  SuiteResult& out_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<SuiteResult> run_shacl(const fs::path& standards) {
  SuiteResult out{.name = "shacl-core"};
  Runner{out}.manifest(standards / "shacl/data-shapes-test-suite/tests/core/manifest.ttl");
  return {out};
}

}  // namespace credex::conformance
