#include <algorithm>
#include <filesystem>
#include <iostream>

#include "app/clock.h"
#include "app/commands.h"
#include "app/files.h"
#include "credential/baked.h"
#include "credential/contents.h"
#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "rdf/jsonld/processor.h"
#include "rdf/shacl/validate.h"
#include "rdf/turtle.h"

namespace credex::app {
namespace {

namespace fs = std::filesystem;

int run_check(const std::string& file, bool json) {
  auto bytes = read_file(file);
  if (!bytes) return fail(bytes.error(), json);
  const Date today = date_of(now());
  if (is_definition(*bytes)) {
    auto reading = framework::read_definition(*bytes);
    if (!reading) return fail(std::move(reading).error().at(file), json);
    Report report;
    for (const Error& problem : reading->problems) {
      report.add({.rule = "mc.value",
                  .outcome = Outcome::fail,
                  .subject = problem.where,
                  .message = "mc.value.wrong",
                  .args = {problem.message, problem.remedy},
                  .source = "docs/definition.md"});
    }
    for (Finding& finding : framework::check_standard({.definition = reading->definition, .today = today}).findings)
      report.add(std::move(finding));
    return print_report(report, json, reading->definition.title.any());
  }
  auto contents = credential::contents_of(*bytes);
  if (!contents) return fail(std::move(contents).error().at(file), json);
  const framework::AwardFacts facts{.learner_identified = contents->award.learner.is_identified(),
                                    .has_issue_date = contents->award.issued != Instant{}};
  Report report = framework::check_standard({.definition = contents->definition, .award = facts, .today = today});
  return print_report(report, json, contents->definition.title.any());
}

/// Adds the triples of a Turtle or JSON-LD file, told apart by what they look like.
Result<void> load_rdf(const std::string& file, rdf::Dataset& into) {
  auto text = read_file(file);
  if (!text) return std::move(text).error();
  const auto first = text->find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string::npos &&
                       ((*text)[first] == '{' || ((*text)[first] == '[' && file.find("json") != std::string::npos));
  if (!is_json) {
    const std::string base = "file://" + fs::absolute(file).string();
    auto read = rdf::read_turtle(*text, base, into);
    if (!read) return std::move(read).error().at(file);
    return {};
  }
  auto document = json::parse(*text);
  if (!document) return std::move(document).error().at(file);
  json::Value root = document->root;
  // A sealed credential is validated by what it seals.
  if (root.text("payload").starts_with('{')) {
    auto payload = json::parse_into(*document->arena, root.text("payload"));
    if (!payload) return std::move(payload).error().at(file + ", payload");
    root = *payload;
  }
  rdf::jsonld::Processor processor;
  json::Arena arena;
  auto done = processor.to_rdf(arena, root, into);
  if (!done) return std::move(done).error().at(file);
  return {};
}

/// Loads a shapes file and, from its own folder, what it imports; an import that is not there is named in `missing`.
Result<void> load_shapes(const std::string& file, rdf::Dataset& into, std::vector<std::string>& done,
                         std::vector<std::string>& missing) {
  const std::string name = fs::absolute(file).lexically_normal().string();
  if (std::find(done.begin(), done.end(), name) != done.end()) return {};
  done.push_back(name);
  rdf::Dataset own;
  if (auto read = load_rdf(file, own); !read) return read;
  if (auto read = load_rdf(file, into); !read) return read;
  for (const std::string& iri : rdf::shacl::Shapes::imports_of(own)) {
    std::string last = iri;
    while (!last.empty() && (last.back() == '/' || last.back() == '#')) last.pop_back();
    last = last.substr(last.rfind('/') + 1);
    // Names on disk differ in case from the IRIs (EDC-generic-no-cv.ttl for .../edc-generic-no-cv).
    fs::path found;
    for (const auto& entry : fs::directory_iterator{fs::absolute(file).parent_path()}) {
      const std::string stem = entry.path().stem().string();
      const bool same = stem.size() == last.size() && std::equal(stem.begin(), stem.end(), last.begin(),
                                                                 [](char a, char b) { return (a | 32) == (b | 32); });
      if (same && (entry.path().extension() == ".ttl" || entry.path().extension() == ".jsonld")) found = entry.path();
    }
    if (found.empty()) {
      missing.push_back(iri);
      continue;
    }
    if (auto read = load_shapes(found.string(), into, done, missing); !read) return read;
  }
  return {};
}

int run_validate(const std::string& file, const std::vector<std::string>& shape_files, bool turtle, bool json) {
  rdf::Dataset shape_triples;
  std::vector<std::string> done;
  std::vector<std::string> missing;
  for (const std::string& shape_file : shape_files) {
    if (auto read = load_shapes(shape_file, shape_triples, done, missing); !read) return fail(read.error(), json);
  }
  auto shapes = rdf::shacl::Shapes::from(std::move(shape_triples));
  if (!shapes) return fail(shapes.error(), json);
  rdf::Dataset data;
  if (auto read = load_rdf(file, data); !read) return fail(read.error(), json);
  const rdf::Graph graph{data};
  auto validation = rdf::shacl::validate(*shapes, graph);
  if (!validation) return fail(validation.error(), json);
  Report report = rdf::shacl::validation_report(*shapes, graph, *validation);
  for (const std::string& iri : missing) {
    report.add({.rule = "shacl.unjudged",
                .outcome = Outcome::unknown,
                .subject = iri,
                .message = "shacl.import_missing",
                .args = {iri},
                .source = "SHACL, section 3.2"});
  }
  if (turtle) {
    std::cout << rdf::write_turtle(rdf::shacl::validation_report_rdf(*shapes, graph, *validation),
                                   {{"sh", std::string{rdf::shacl::k_ns}},
                                    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
                                    {"elm", "http://data.europa.eu/snb/model/elm/"},
                                    {"cred", "https://www.w3.org/2018/credentials#"}});
    return status_of(report);
  }
  return print_report(report, json);
}

}  // namespace

void add_check(Command& app, int& status) {
  auto* command = app.add_subcommand(
      "check", "judge a definition or a credential by the standard elements of Council Recommendation 2022/C 243/02");
  auto file = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "a definition (YAML, JSON) or a credential; - for standard input")->required();
  command->add_flag("--json", *json, "the report as JSON");
  command->callback([file, json, &status] { status = run_check(*file, *json); });
}

void add_validate(Command& app, int& status) {
  auto* command = app.add_subcommand("validate", "validate RDF by SHACL shapes");
  auto file = std::make_shared<std::string>();
  auto shapes = std::make_shared<std::vector<std::string>>();
  auto turtle = std::make_shared<bool>(false);
  auto json = std::make_shared<bool>(false);
  command->add_option("FILE", *file, "Turtle or JSON-LD; - for standard input")->required();
  command->add_option("--shapes", *shapes, "shapes as Turtle or JSON-LD; what they import is looked for beside them")
      ->required();
  command->add_flag("--report-turtle", *turtle, "the sh:ValidationReport as Turtle");
  command->add_flag("--json", *json, "the report as JSON");
  command->callback([file, shapes, turtle, json, &status] { status = run_validate(*file, *shapes, *turtle, *json); });
}

}  // namespace credex::app
