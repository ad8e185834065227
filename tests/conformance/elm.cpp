// The Commission's sample credentials with the EDC shapes, and the built-in context against the Commission's own.
#include "credential/elm.h"

#include <set>

#include "base/json.h"
#include "conformance/suite.h"
#include "credential/elm_catalogue.h"
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

/// Why an export does not satisfy the Commission's files, the generic profile and the variants; empty where it does.
std::string export_problem(const fs::path& standards, const rdf::shacl::Shapes& generic,
                           const framework::MicroCredential& definition, bool by_mandate, bool accredited) {
  credential::Award award;
  award.id = "urn:uuid:1";
  award.learner.full_name = "A Learner";
  award.awarded_on = *parse_date("2026-03-14");
  award.issued = award.valid_from = *parse_instant("2026-03-14");
  if (by_mandate) {
    award.mandate = framework::Mandate{.id = "https://guild.example/mandates/1",
                                       .given_by = definition.awarding_body,
                                       .sealed_by = definition.awarding_body,
                                       .until = *parse_date("2026-12-31")};
    award.mandate->sealed_by.id = "https://guild.example/";
    award.mandate->sealed_by.legal_name = {};
    award.mandate->sealed_by.legal_name.set("en", "Guild");
  }
  json::Arena arena;
  auto made = credential::elm_from_award(arena, definition, award);
  if (!made) return made.error().to_string();
  rdf::jsonld::Processor processor;
  auto dataset = rdf_of(processor, json::write(*made));
  if (!dataset) return dataset.error().to_string();
  std::vector<credential::Profile> wanted{credential::Profile::generic_full};
  if (by_mandate) wanted.push_back(credential::Profile::issued_by_mandate);
  if (accredited) wanted.push_back(credential::Profile::accredited);
  if (credential::profiles_of(*made) != wanted) return "it names other profiles";
  const rdf::Graph graph{*dataset};
  for (const credential::Profile profile : wanted) {
    rdf::Dataset triples;
    const char* file = profile == credential::Profile::accredited ? "EDC-accredited.ttl" : "EDC-issuedByMandate.ttl";
    std::optional<rdf::shacl::Shapes> own;
    if (profile != credential::Profile::generic_full) {
      const fs::path path = standards / "elm/shapes" / file;
      if (auto read = rdf::read_turtle(read_text(path), "file://" + path.string(), triples); !read)
        return read.error().to_string();
      auto shapes = rdf::shacl::Shapes::from(std::move(triples));
      if (!shapes) return shapes.error().to_string();
      own.emplace(std::move(*shapes));
    }
    const rdf::shacl::Shapes& shapes = own ? *own : generic;
    auto validation = rdf::shacl::validate(shapes, graph);
    if (!validation) return validation.error().to_string();
    if (!validation->conforms() || validation->focus_nodes == 0)
      return std::string{credential::profile_address(profile)} + ": " +
             report_text(rdf::shacl::validation_report(shapes, graph, *validation), Colour::off);
    // The tables built in say the same, and object where the evidence is taken away.
    if (credential::check_edc_profile(*dataset, {profile}).outcome() != Outcome::pass)
      return "the built-in table objects";
    if (profile == credential::Profile::generic_full) continue;
    const json::Value bare = made->clone(arena);
    bare.erase("evidence");
    auto less = rdf_of(processor, json::write(bare));
    if (!less || credential::check_edc_profile(*less, {profile}).outcome() != Outcome::fail ||
        rdf::shacl::validate(shapes, rdf::Graph{*less})->conforms())
      return "nobody misses the evidence";
  }
  return {};
}

/// What registers harvest, by the Commission's files for learning opportunities (LOQ) and accreditations (AMS).
void run_catalogue(SuiteResult& out, const fs::path& standards) {
  std::vector<credential::Offer> offers;
  for (const auto& entry : fs::directory_iterator{CREDEX_SOURCE_DIR "/examples"}) {
    if (!fs::exists(entry.path() / "definition.yaml")) continue;
    if (!entry.is_directory()) continue;
    auto reading = framework::read_definition(read_text(entry.path() / "definition.yaml"));
    if (!reading) return out.count(false, reading.error().to_string());
    credential::Offer offer{.definition = std::move(reading->definition), .page = "https://school.example/mc"};
    offer.changed = *parse_instant("2026-03-14");
    // Each with and without a level of a national framework, and with all that quality assurance may say.
    framework::MicroCredential& d = offer.definition;
    d.awarding_body.deqar = "DEQARINST9999";
    for (framework::QualityAssurance& q : d.quality_assurance) {
      q.deqar_report = "99999999";
      q.limit_eqf = {4, 5};
      q.limit_fields = {"http://data.europa.eu/snb/isced-f/02"};
    }
    offers.push_back(offer);
    offers.back().definition.level.national.clear();
    offers.back().definition.level.framework.clear();
    offer.definition.id += "-with-level";
    offer.definition.level.eqf = 5;
    offer.definition.level.national = "Level 5";
    offers.push_back(offer);
  }
  std::size_t taken = 0;
  for (const auto& offer : offers)
    taken += credential::check_offer(offer.definition).outcome() == Outcome::pass ? 1 : 0;
  out.count(taken == offers.size(), "every example has what registers ask for");
  json::Arena arena;
  struct Feed {
    const char* name;
    json::Value document;
    std::vector<const char*> files;
    const char* kind;
  };
  for (const Feed& feed : {Feed{"LOQ",
                                credential::learning_opportunities(arena, offers),
                                {"LOQ-constraints.ttl", "LOQ-constraints-mdr.ttl"},
                                "LearningOpportunity"},
                           Feed{"AMS",
                                credential::accreditations(arena, offers),
                                {"AMS-constraints.ttl", "AMS-constraints-mdr.ttl"},
                                "Accreditation"}}) {
    rdf::Dataset triples;
    for (const char* file : feed.files) {
      const fs::path path = standards / "elm/shapes" / file;
      if (auto read = rdf::read_turtle(read_text(path), "file://" + path.string(), triples); !read)
        return out.count(false, std::string{file} + ": " + read.error().to_string());
    }
    auto shapes = rdf::shacl::Shapes::from(std::move(triples));
    if (!shapes) return out.count(false, shapes.error().to_string());
    rdf::jsonld::Processor processor;
    auto dataset = rdf_of(processor, json::write(feed.document));
    if (!dataset) return out.count(false, std::string{feed.name} + ": " + dataset.error().to_string());
    auto validation = rdf::shacl::validate(*shapes, rdf::Graph{*dataset});
    out.count(validation && validation->conforms() && validation->focus_nodes > 0,
              std::string{feed.name} + ": our feed" +
                  (validation ? report_text(rdf::shacl::validation_report(*shapes, rdf::Graph{*dataset}, *validation),
                                            Colour::off)
                              : validation.error().to_string()));
    bool all_there = !feed.document.get("@graph").empty();
    for (const json::Value& item : feed.document.get("@graph").items())
      all_there = all_there && item.text("type") == feed.kind;
    out.count(all_there, std::string{feed.name} + ": what is in it");
    // Turtle says the same.
    auto turtle = credential::catalogue_turtle(feed.document);
    rdf::Dataset again;
    const bool read = turtle && rdf::read_turtle(*turtle, "https://x.example/", again);
    out.count(read && rdf::canonicalise(again)->nquads == rdf::canonicalise(*dataset)->nquads,
              std::string{feed.name} + ": as Turtle");
  }
  // A definition alone is a qualification to those who read RDF.
  rdf::jsonld::Processor processor;
  auto alone = credential::elm_specification(arena, offers[0].definition);
  auto dataset = alone ? rdf_of(processor, json::write(*alone)) : Result<rdf::Dataset>{alone.error()};
  bool is_qualification = false;
  if (dataset) {
    for (const rdf::Quad& quad : dataset->quads())
      is_qualification = is_qualification || (dataset->term(quad.subject).value == offers[0].definition.id &&
                                              dataset->term(quad.object).value.ends_with("/elm/Qualification"));
  }
  out.count(is_qualification, "a definition alone" + (dataset ? "" : ": " + dataset.error().to_string()));
  // One that lacks a field is left out, and says why.
  offers.resize(1);
  offers[0].definition.fields.clear();
  out.count(credential::check_offer(offers[0].definition).find("offer.field")->outcome == Outcome::fail, "no field");
  out.count(credential::learning_opportunities(arena, offers).get("@graph").empty(), "no field, no opportunity");
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
  // What we export satisfies the Commission's files: the generic profile, and those that it names beside it.
  for (const auto& entry : fs::directory_iterator{CREDEX_SOURCE_DIR "/examples"}) {
    if (!fs::exists(entry.path() / "definition.yaml")) continue;
    if (!entry.is_directory()) continue;
    auto reading = framework::read_definition(read_text(entry.path() / "definition.yaml"));
    if (!reading) {
      out.count(false, entry.path().string() + ": " + reading.error().to_string());
      continue;
    }
    for (const bool by_mandate : {false, true}) {
      for (const bool accredited : {false, true}) {
        const std::string what = entry.path().filename().string() + (by_mandate ? ", by mandate" : "") +
                                 (accredited ? ", accredited" : "") + ": our export";
        framework::MicroCredential definition = reading->definition;
        if (definition.quality_assurance.empty()) definition.quality_assurance.emplace_back();
        for (framework::QualityAssurance& q : definition.quality_assurance) q.decision_url.clear();
        if (accredited) {
          definition.quality_assurance[0].by = "Agency";
          definition.quality_assurance[0].decision_url = "https://agency.example/1";
        }
        const std::string missing = export_problem(standards, *shapes, definition, by_mandate, accredited);
        out.count(missing.empty(), what + " " + missing);
      }
    }
  }
  run_catalogue(out, standards);
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
