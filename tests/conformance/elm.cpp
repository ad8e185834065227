// The Commission's sample credentials with the EDC shapes, and the built-in context against the Commission's own.
#include "credential/elm.h"

#include <set>

#include "base/json.h"
#include "conformance/suite.h"
#include "credential/elm_profile.h"
#include "framework/definition_file.h"
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
  // The profile that is built in says the same as the Commission's files: on the samples, and on each with one triple
  // taken out, whichever it is.
  for (const char* file : {"Sample-MC-Annex1-signed.jsonld", "Sample-CertOfPart-unsigned.jsonld"}) {
    rdf::jsonld::Processor processor;
    auto dataset = rdf_of(processor, read_text(standards / "elm/samples" / file));
    std::string differences;
    for (std::size_t gone = 0; dataset && gone <= dataset->quads().size(); ++gone) {
      rdf::Dataset less;
      for (std::size_t i = 0; i < dataset->quads().size(); ++i) {
        const rdf::Quad& quad = dataset->quads()[i];
        if (i != gone)
          less.add(less.import(*dataset, quad.subject), less.import(*dataset, quad.predicate),
                   less.import(*dataset, quad.object), less.import(*dataset, quad.graph));
      }
      const rdf::Graph graph{less};
      auto official = rdf::shacl::validate(*shapes, graph);
      auto own = rdf::shacl::validate(credential::edc_profile(), graph);
      // The files state some constraints twice: which node and property, not how often.
      const auto places = [&](const rdf::shacl::Shapes& by, const rdf::shacl::Validation& validation) {
        std::set<std::string> found;
        for (const auto& result : validation.results)
          found.insert(std::string{less.term(result.focus).value} + " " +
                       rdf::shacl::path_text(by.dataset(), result.shape->path));
        return found;
      };
      if (!official || !own || places(*shapes, *official) != places(credential::edc_profile(), *own)) {
        differences += "\n  without triple " + std::to_string(gone);
        if (official && own) {
          for (const std::string& place : places(*shapes, *official)) differences += "\n    official " + place;
          for (const std::string& place : places(credential::edc_profile(), *own))
            differences += "\n    ours     " + place;
        }
      }
    }
    out.count(dataset && differences.empty(), std::string{file} + ": built-in profile" + differences);
  }
  // What we export satisfies the Commission's files.
  for (const auto& entry : fs::directory_iterator{CREDEX_SOURCE_DIR "/examples"}) {
    if (!entry.is_directory()) continue;
    auto reading = framework::read_definition(read_text(entry.path() / "definition.yaml"));
    credential::Award award;
    award.id = "urn:uuid:1";
    award.learner.full_name = "A Learner";
    award.awarded_on = *parse_date("2026-03-14");
    award.issued = award.valid_from = *parse_instant("2026-03-14");
    json::Arena arena;
    auto made =
        reading ? credential::elm_from_award(arena, reading->definition, award) : Result<json::Value>{reading.error()};
    rdf::jsonld::Processor processor;
    auto dataset = made ? rdf_of(processor, json::write(*made)) : Result<rdf::Dataset>{made.error()};
    bool good = false;
    if (dataset) {
      auto validation = rdf::shacl::validate(*shapes, rdf::Graph{*dataset});
      good = validation && validation->conforms() && validation->focus_nodes > 0;
    }
    out.count(good,
              entry.path().filename().string() + ": our export" + (dataset ? "" : " " + dataset.error().to_string()));
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
