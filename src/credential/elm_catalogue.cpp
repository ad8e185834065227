#include "credential/elm_catalogue.h"

#include <algorithm>
#include <set>

#include "credential/elm_nodes.h"
#include "framework/vocabulary.h"
#include "rdf/jsonld/processor.h"
#include "rdf/turtle.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_loq_source = "European Learning Model v3, application profile LOQ";

/// The first language of delivery that the European list knows; empty where there is none.
std::string main_language(const framework::MicroCredential& d) {
  for (const std::string& tag : d.languages) {
    if (framework::controlled_list("language").find(tag.substr(0, 2))) return tag.substr(0, 2);
  }
  return {};
}

/// One definition's nodes.
class Publisher : ElmNodes {
 public:
  /// `bodies` are the organisations that stand in the document already.
  Publisher(json::Arena& arena, const Offer& offer, std::set<std::string>& bodies)
      : ElmNodes{arena, offer.definition, offer.definition.id + "#"}, offer_{offer}, bodies_{bodies} {
    // LOQ asks for another scheme of ESCO skills than EDC and ESCO itself have; to name none satisfies both.
    skill_scheme_ = {};
  }

  Value opportunity() {
    Value out = Value::object(arena_, 12);
    out.append(arena_, "id", text(d_.id + "#opportunity"));
    out.append(arena_, "type", Value::string("LearningOpportunity"));
    out.append(arena_, "title", lang(d_.title));
    if (!d_.description.empty()) out.append(arena_, "description", lang(d_.description));
    out.append(arena_, "homepage", web(offer_.page));
    out.append(arena_, "providedBy", body());
    if (!d_.participation.mode.empty()) out.append(arena_, "mode", entry("mode", d_.participation.mode));
    out.append(arena_, "defaultLanguage", entry("language", main_language(d_)));
    const bool is_qualification = d_.level.eqf && (!d_.level.national.empty() || !d_.level.framework.empty());
    const Value learning = specification(is_qualification ? "Qualification" : "LearningAchievementSpecification");
    for (const Value& accreditation : learning.get("accreditation").items())
      accreditation.append(arena_, "organisation", body());
    out.append(arena_, "learningAchievementSpecification", learning);
    out.append(arena_, "modified", text(to_string(offer_.changed)));
    return out;
  }

  /// The same body and decision stand behind many definitions: what tells them apart is what is in `key`.
  void accreditations(const Value& graph, std::set<std::string>& known) {
    for (const framework::QualityAssurance& q : d_.quality_assurance) {
      if (q.by.empty()) continue;
      std::string key =
          d_.awarding_body.id + "\n" + q.by + "\n" + q.scope + "\n" + q.decision_url + "\n" + q.deqar_report;
      for (const int eqf : q.limit_eqf) key += "\n" + std::to_string(eqf);
      for (const std::string& field : q.limit_fields) key += "\n" + field;
      if (q.valid_until) key += "\n" + to_string(*q.valid_until);
      if (!known.insert(key).second) continue;
      const Value one = accreditation(q);
      one.append(arena_, "organisation", body());
      one.append(arena_, "modified", text(to_string(offer_.changed)));
      graph.push(arena_, one);
    }
  }

 private:
  /// The awarding body: in full the first time, then by its address.
  Value body() {
    if (d_.awarding_body.id.empty() || bodies_.insert(d_.awarding_body.id).second)
      return organisation(d_.awarding_body);
    Value out = Value::object(arena_, 2);
    out.append(arena_, "id", text(d_.awarding_body.id));
    out.append(arena_, "type", Value::string("Organisation"));
    return out;
  }

  const Offer& offer_;
  std::set<std::string>& bodies_;
};

Value document(json::Arena& arena, const Value& graph) {
  Value out = Value::object(arena, 2);
  out.append(arena, "@context", elm_contexts(arena));
  out.append(arena, "@graph", graph);
  return out;
}

}  // namespace

Report check_offer(const framework::MicroCredential& d) {
  Report out;
  const auto element = [&](const char* rule, bool is_there, const char* there, const char* missing) {
    out.add(make_finding(rule, is_there ? Outcome::pass : Outcome::fail, d.id, is_there ? there : missing, {},
                         k_loq_source));
  };
  const bool has_field =
      std::ranges::any_of(d.fields, [](const framework::Concept& field) { return !field.uri.empty(); });
  element("offer.field", has_field, "offer.field", "offer.no_field");
  element("offer.outcome", !d.outcomes.empty(), "offer.outcome", "offer.no_outcome");
  element("offer.language", !main_language(d).empty(), "offer.language", "offer.no_language");
  element("offer.country", !d.awarding_body.country.empty(), "offer.country", "offer.no_country");
  return out;
}

Value learning_opportunities(json::Arena& arena, const std::vector<Offer>& offers) {
  const Value graph = Value::array(arena, offers.size());
  std::set<std::string> bodies;
  for (const Offer& offer : offers) {
    if (check_offer(offer.definition).outcome() == Outcome::pass)
      graph.push(arena, Publisher{arena, offer, bodies}.opportunity());
  }
  return document(arena, graph);
}

Result<std::string> catalogue_turtle(const Value& document) {
  thread_local rdf::jsonld::Processor processor;
  json::Arena arena;
  rdf::Dataset dataset;
  if (auto done = processor.to_rdf(arena, document, dataset, {.safety = rdf::jsonld::Safety::safe}); !done)
    return std::move(done).error();
  return rdf::write_turtle(dataset, {{"elm", "http://data.europa.eu/snb/model/elm/"},
                                     {"dc", "http://purl.org/dc/terms/"},
                                     {"adms", "http://www.w3.org/ns/adms#"},
                                     {"foaf", "http://xmlns.com/foaf/0.1/"},
                                     {"rov", "http://www.w3.org/ns/regorg#"},
                                     {"skos", "http://www.w3.org/2004/02/skos/core#"},
                                     {"xsd", "http://www.w3.org/2001/XMLSchema#"}});
}

Value accreditations(json::Arena& arena, const std::vector<Offer>& offers) {
  const Value graph = Value::array(arena, offers.size());
  std::set<std::string> known;
  std::set<std::string> bodies;
  for (const Offer& offer : offers) {
    if (!offer.definition.awarding_body.country.empty()) Publisher{arena, offer, bodies}.accreditations(graph, known);
  }
  return document(arena, graph);
}

}  // namespace credex::credential
