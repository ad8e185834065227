// The Commission's sample credentials with the EDC shapes, and the built-in context against the Commission's own.
#include "base/json.h"
#include "conformance/suite.h"
#include "proof/jades.h"
#include "rdf/canon.h"
#include "rdf/jsonld/processor.h"
#include "rdf/shacl/validate.h"
#include "rdf/turtle.h"

namespace credex::conformance {
namespace {

namespace fs = std::filesystem;

constexpr const char* k_context_url = "http://data.europa.eu/snb/model/context/edc-ap";

Result<rdf::Dataset> rdf_of(rdf::jsonld::Processor& processor, const std::string& text) {
  auto document = json::parse(text);
  if (!document) return std::move(document).error();
  json::Value root = document->root;
  if (root.find("payload") != nullptr) {
    auto payload = json::parse_into(*document->arena, root.text("payload"));
    if (!payload) return std::move(payload).error();
    root = *payload;
  }
  rdf::Dataset out;
  json::Arena arena;
  if (auto done = processor.to_rdf(arena, root, out, {.safety = rdf::jsonld::Safety::safe}); !done)
    return std::move(done).error();
  return out;
}

}  // namespace

std::vector<SuiteResult> run_elm(const fs::path& standards) {
  SuiteResult out{.name = "elm-samples"};
  rdf::Dataset shape_triples;
  for (const char* file : {"EDC-generic-full.ttl", "EDC-generic-no-cv.ttl"}) {
    const fs::path path = standards / "elm/shapes" / file;
    if (auto read = rdf::read_turtle(read_text(path), "file://" + path.string(), shape_triples); !read) {
      out.count(false, std::string{file} + ": " + read.error().to_string());
      return {out};
    }
  }
  auto shapes = rdf::shacl::Shapes::from(std::move(shape_triples));
  if (!shapes) {
    out.count(false, shapes.error().to_string());
    return {out};
  }
  struct Case {
    const char* file;
    std::size_t violations;
  };
  for (const Case& c : {Case{"Sample-MC-Annex1-signed.jsonld", 0}, Case{"Sample-CertOfPart-signed.jsonld", 0},
                        Case{"Sample-MC-Annex1-unsigned.jsonld", 2}, Case{"Sample-CertOfPart-unsigned.jsonld", 2}}) {
    const std::string text = read_text(standards / "elm/samples" / c.file);
    rdf::jsonld::Processor ours;
    auto dataset = rdf_of(ours, text);
    if (!dataset) {
      out.count(false, std::string{c.file} + ": " + dataset.error().to_string());
      continue;
    }
    const rdf::Graph graph{*dataset};
    auto validation = rdf::shacl::validate(*shapes, graph);
    std::string lines;
    if (validation) {
      for (const Finding& finding : rdf::shacl::validation_report(*shapes, graph, *validation).findings) {
        lines += "\n  " + finding.rule + " " + finding.subject + " " + (finding.args.empty() ? "" : finding.args[0]);
      }
    }
    out.count(validation && validation->results.size() == c.violations && validation->problems.empty(),
              std::string{c.file} + ": violations" + lines);
    // The built-in context and the Commission's own give the same RDF.
    auto context = json::parse(read_text(standards / "elm/edc-ap-context.jsonld"));
    rdf::jsonld::Processor theirs;
    if (context) theirs.add_context(k_context_url, std::move(*context));
    auto other = rdf_of(theirs, text);
    const bool same = other && rdf::canonicalise(*dataset) && rdf::canonicalise(*other) &&
                      rdf::canonicalise(*dataset)->nquads == rdf::canonicalise(*other)->nquads;
    out.count(same, std::string{c.file} + ": the contexts differ" + (other ? "" : other.error().to_string()));
  }
  // The seals at a time when their certificates were valid: everything holds but that nobody here trusts who issued
  // them.
  for (const char* file : {"Sample-MC-Annex1-signed.jsonld", "Sample-CertOfPart-signed.jsonld"}) {
    auto document = json::parse(read_text(standards / "elm/samples" / file));
    auto result = document ? proof::verify_jades(document->root, {.at = *parse_instant("2024-06-01")})
                           : Result<proof::JadesResult>{document.error()};
    std::string lines;
    bool good = result && result->checks.size() == 1 && result->checks[0].state == proof::SignatureState::good;
    if (result) {
      for (const Finding& finding : result->checks[0].finding.findings) {
        lines += "\n  " + finding.rule + " " + std::string{outcome_name(finding.outcome)} + " " + message_text(finding);
        good = good && finding.outcome == (finding.rule == "jades.trust" ? Outcome::unknown : Outcome::pass);
      }
    }
    out.count(good, std::string{file} + ": seal" + lines);
  }
  return {out};
}

}  // namespace credex::conformance
