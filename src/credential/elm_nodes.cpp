#include "credential/elm_nodes.h"

#include <fmt/format.h>

#include "credential/elm.h"
#include "framework/vocabulary.h"

namespace credex::credential {

using framework::Concept;
using framework::LangText;
using json::Value;

Value ElmNodes::text(std::string_view words) { return arena_.string(words); }

Value elm_contexts(json::Arena& arena) {
  Value language = Value::object(arena, 2);
  language.append(arena, "@id", Value::string("http://data.europa.eu/snb/model/elm/defaultLanguage"));
  language.append(arena, "@type", Value::string("@id"));
  Value modified = Value::object(arena, 2);
  modified.append(arena, "@id", Value::string("http://purl.org/dc/terms/modified"));
  modified.append(arena, "@type", Value::string("http://www.w3.org/2001/XMLSchema#dateTime"));
  Value terms = Value::object(arena, 4);
  terms.append(arena, "id", Value::string("@id"));
  terms.append(arena, "type", Value::string("@type"));
  terms.append(arena, "defaultLanguage", language);
  terms.append(arena, "modified", modified);
  Value out = Value::array(arena, 2);
  out.push(arena, Value::string("http://data.europa.eu/snb/model/context/edc-ap"));
  out.push(arena, terms);
  return out;
}

std::string ElmNodes::fresh_id(const char* kind) { return fmt::format("{}{}:{}", base_, kind, ++counts_[kind]); }

Value ElmNodes::node(const char* kind, const char* type) {
  Value out = Value::object(arena_, 8);
  out.append(arena_, "id", text(fresh_id(kind)));
  out.append(arena_, "type", Value::string(type));
  return out;
}

Value ElmNodes::lang(const LangText& words) {
  Value out = Value::object(arena_, words.entries.size());
  for (const auto& [tag, said] : words.entries) out.append(arena_, arena_.copy(tag), text(said));
  return out;
}

LangText ElmNodes::english(std::string words) const {
  LangText out;
  out.set("en", std::move(words));
  return out;
}

Value ElmNodes::note(const LangText& words, const char* subject) {
  Value out = node("note", "Note");
  out.append(arena_, "noteLiteral", lang(words));
  // Marks what the note is about, so that a reader that knows the mark finds it again.
  if (subject)
    out.append(arena_, "subject",
               concept_of(fmt::format("urn:credex:note:{}", subject), english(subject), "urn:credex:notes"));
  return out;
}

Value ElmNodes::concept_of(std::string_view uri, const LangText& label, std::string_view scheme) {
  Value out = Value::object(arena_, 4);
  out.append(arena_, "id", text(uri));
  out.append(arena_, "type", Value::string("Concept"));
  if (!scheme.empty()) {
    Value in = Value::object(arena_, 2);
    in.append(arena_, "id", text(scheme));
    in.append(arena_, "type", Value::string("ConceptScheme"));
    out.append(arena_, "inScheme", in);
  }
  if (!label.empty()) out.append(arena_, "prefLabel", lang(label));
  return out;
}

Value ElmNodes::entry(std::string_view list_name, const Concept& wanted) {
  const framework::ControlledList& list = framework::controlled_list(list_name);
  const framework::ListEntry* found = list.find(wanted.uri.empty() ? wanted.label.any() : wanted.uri);
  if (found && !found->uri.empty()) return concept_of(found->uri, english(found->label), list.scheme);
  if (!wanted.uri.empty()) return concept_of(wanted.uri, wanted.label, "");
  return concept_of(fresh_id("concept"), found ? english(found->label) : wanted.label, "urn:credex:words");
}

Value ElmNodes::entry(std::string_view list_name, std::string_view key) {
  return entry(list_name, Concept{.uri = std::string{key}});
}

Value ElmNodes::web(std::string_view url) {
  Value out = node("webResource", "WebResource");
  out.append(arena_, "contentURL", text(url));
  return out;
}

Value ElmNodes::legal_identifier(std::string_view notation, const std::string& country) {
  Value out = node("legalIdentifier", "LegalIdentifier");
  out.append(arena_, "notation", text(notation));
  out.append(arena_, "spatial", entry("country", country));
  return out;
}

Value ElmNodes::location(const std::string& country, const std::string& region) {
  Value out = node("location", "Location");
  Value address = node("address", "Address");
  address.append(arena_, "countryCode", entry("country", country));
  out.append(arena_, "address", address);
  if (!region.empty())
    out.append(arena_, "spatialCode",
               concept_of("http://data.europa.eu/nuts/code/" + region, english(region), "http://data.europa.eu/nuts"));
  return out;
}

Value ElmNodes::organisation(const framework::Organisation& o) {
  Value out = Value::object(arena_, 10);
  out.append(arena_, "id", text(o.id.empty() ? fresh_id("org") : o.id));
  out.append(arena_, "type", Value::string("Organisation"));
  out.append(arena_, "legalName", lang(o.legal_name));
  out.append(arena_, "location", location(o.country, o.region));
  if (!o.eidas_identifier.empty())
    out.append(arena_, "eIDASIdentifier", legal_identifier(o.eidas_identifier, o.country));
  if (!o.deqar.empty()) out.append(arena_, "identifier", identifier(o.deqar, "DEQARINST ID", k_deqar_institutions));
  if (!o.registration.empty()) out.append(arena_, "registration", legal_identifier(o.registration, o.country));
  if (!o.vat.empty()) out.append(arena_, "vatIdentifier", legal_identifier(o.vat, o.country));
  if (!o.homepage.empty()) out.append(arena_, "homepage", web(o.homepage));
  if (!o.kind.empty()) out.append(arena_, "additionalNote", note(english(o.kind), "kind"));
  if (!o.email.empty()) {
    Value contact = node("contactPoint", "ContactPoint");
    contact.append(arena_, "emailAddress", mailbox(o.email));
    out.append(arena_, "contactPoint", contact);
  }
  return out;
}

Value ElmNodes::mailbox(const std::string& address) {
  Value out = Value::object(arena_, 2);
  out.append(arena_, "id", text("mailto:" + address));
  out.append(arena_, "type", Value::string("Mailbox"));
  return out;
}

void ElmNodes::languages(const Value& into) {
  Value list = Value::array(arena_, d_.languages.size());
  for (const std::string& tag : d_.languages) {
    if (framework::controlled_list("language").find(tag.substr(0, 2)))
      list.push(arena_, entry("language", std::string_view{tag}.substr(0, 2)));
  }
  if (!list.empty()) into.append(arena_, "language", list);
}

Value ElmNodes::specification(const char* type) {
  Value out = Value::object(arena_, 20);
  out.append(arena_, "id", text(d_.id.empty() ? fresh_id("qualification") : d_.id));
  const bool is_qualification = std::string_view{type} == "Qualification";
  out.append(arena_, "type", Value::string(type));
  out.append(arena_, "title", lang(d_.title));
  if (!d_.description.empty()) out.append(arena_, "description", lang(d_.description));
  // Learning that is no qualification of a framework has a level of education alone.
  if (d_.level.eqf)
    out.append(arena_, is_qualification ? "eqfLevel" : "educationLevel", entry("eqf", std::to_string(*d_.level.eqf)));
  if (is_qualification && (!d_.level.national.empty() || !d_.level.framework.empty())) {
    const std::string uri = !d_.level.framework.empty() ? d_.level.framework : fresh_id("nqf");
    out.append(arena_, "nqfLevel",
               concept_of(uri, english(d_.level.national.empty() ? uri : d_.level.national),
                          "http://data.europa.eu/snb/qdr/25831c2"));
  }
  if (is_qualification)
    out.append(arena_, "isPartialQualification",
               Value::boolean(d_.stackability.option.find("stackable") != std::string::npos));
  Value fields = Value::array(arena_, d_.fields.size());
  for (const Concept& field : d_.fields) fields.push(arena_, entry("isced-f", field));
  if (!fields.empty()) out.append(arena_, "thematicArea", fields);
  if (d_.workload.ects) {
    Value credit = node("creditPoint", "CreditPoint");
    credit.append(arena_, "framework", entry("credit", std::string_view{"ects"}));
    credit.append(arena_, "point", text(fmt::format("{:g}", d_.workload.ects->points)));
    out.append(arena_, "creditPoint", credit);
  }
  if (d_.workload.hours) out.append(arena_, "volumeOfLearning", text(duration_from_hours(d_.workload.hours->count)));
  if (!d_.participation.mode.empty()) out.append(arena_, "mode", entry("mode", d_.participation.mode));
  languages(out);
  if (!d_.prerequisites.empty()) out.append(arena_, "entryRequirement", note(d_.prerequisites));
  Value outcomes = Value::array(arena_, d_.outcomes.size());
  for (const framework::LearningOutcome& outcome : d_.outcomes) outcomes.push(arena_, learning_outcome(outcome));
  if (!outcomes.empty()) out.append(arena_, "learningOutcome", outcomes);
  Value accreditations = Value::array(arena_, d_.quality_assurance.size());
  for (const framework::QualityAssurance& q : d_.quality_assurance) accreditations.push(arena_, accreditation(q));
  if (!accreditations.empty() && is_qualification) out.append(arena_, "accreditation", accreditations);
  if (!d_.homepage.empty()) out.append(arena_, "homepage", web(d_.homepage));
  notes(out);
  return out;
}

void ElmNodes::notes(const Value& into) {
  Value list = Value::array(arena_, 8);
  const auto add = [&](const char* subject, const std::string& words) {
    if (!words.empty()) list.push(arena_, note(english(words), subject));
  };
  if (!d_.further_information.empty()) list.push(arena_, note(d_.further_information, "further-information"));
  add("version", d_.version);
  add("sector", d_.sector);
  add("stackability", d_.stackability.option);
  add("stackability-into", d_.stackability.into);
  add("stackability-url", d_.stackability.into_url);
  add("stackability-rule", d_.stackability.rule);
  add("level-ground", d_.level.ground);
  add("qf-ehea", d_.level.qf_ehea);
  if (d_.level.not_applicable) add("level", "not applicable");
  if (d_.participation.prior_learning) add("prior-learning", *d_.participation.prior_learning ? "true" : "false");
  add("prior-learning-route", d_.participation.prior_learning_route);
  for (const framework::WorkloadPart& part : d_.workload.parts)
    add("workload-part", fmt::format("{}: {:g}", part.what, part.hours.count));
  for (const Concept& occupation : d_.occupations) {
    Value words = note(occupation.label.empty() ? english(occupation.uri) : occupation.label);
    words.append(arena_, "subject",
                 concept_of(occupation.uri, {}, "http://data.europa.eu/esco/concept-scheme/occupations"));
    list.push(arena_, words);
  }
  if (!list.empty()) into.append(arena_, "additionalNote", list);
}

Value ElmNodes::learning_outcome(const framework::LearningOutcome& outcome) {
  Value out = node("learningOutcome", "LearningOutcome");
  out.append(arena_, "title", lang(outcome.title));
  const framework::ListEntry* type = framework::controlled_list("outcome-type")
                                         .find(outcome.type.uri.empty() ? outcome.type.label.any() : outcome.type.uri);
  if (type) out.append(arena_, "dcType", entry("outcome-type", outcome.type));
  if (!outcome.reuse_level.empty()) out.append(arena_, "reusabilityLevel", entry("reuse-level", outcome.reuse_level));
  Value skills = Value::array(arena_, outcome.esco_skills.size());
  for (const Concept& skill : outcome.esco_skills)
    skills.push(arena_, concept_of(skill.uri, skill.label, skill_scheme_));
  if (!skills.empty()) out.append(arena_, "relatedESCOSkill", skills);
  Value marks = Value::array(arena_, 2);
  if (!outcome.id.empty()) marks.push(arena_, note(english(outcome.id), "outcome-id"));
  if (!type && !outcome.type.empty()) marks.push(arena_, note(outcome.type.label, "outcome-type"));
  for (const std::string& id : outcome.assessed_by) marks.push(arena_, note(english(id), "assessed-by"));
  if (!marks.empty()) out.append(arena_, "additionalNote", marks);
  return out;
}

Value ElmNodes::identifier(std::string_view notation, std::string_view scheme_name, std::string_view scheme) {
  Value out = node("identifier", "Identifier");
  out.append(arena_, "notation", text(notation));
  out.append(arena_, "schemeName", text(scheme_name));
  out.append(arena_, "schemeId", text(scheme));
  return out;
}

Value ElmNodes::accreditation(const framework::QualityAssurance& q) {
  Value out = node("accreditation", "Accreditation");
  out.append(arena_, "title", lang(english(q.scope.empty() ? q.by : q.scope)));
  // The profile takes only the four types of its list.
  const framework::ListEntry* known =
      framework::controlled_list("quality-assurance").find(q.type.uri.empty() ? q.type.label.any() : q.type.uri);
  out.append(arena_, "dcType",
             entry("quality-assurance", known ? known->uri : "http://data.europa.eu/snb/accreditation/bb4618238e"));
  Value agent = node("org", "Organisation");
  agent.append(arena_, "legalName", lang(english(q.by.empty() ? d_.awarding_body.legal_name.any() : q.by)));
  agent.append(arena_, "location", location(q.by_country.empty() ? d_.awarding_body.country : q.by_country, ""));
  out.append(arena_, "accreditingAgent", agent);
  if (q.valid_until) out.append(arena_, "expiryDate", text(to_string(midnight(*q.valid_until))));
  if (!q.decision_url.empty()) out.append(arena_, "landingPage", web(q.decision_url));
  if (!q.deqar_report.empty()) {
    out.append(arena_, "identifier", identifier(q.deqar_report, "DEQAR report", k_deqar_reports));
    out.append(arena_, "report", web(k_deqar_reports + q.deqar_report));
  }
  Value levels = Value::array(arena_, q.limit_eqf.size());
  for (const int eqf : q.limit_eqf) levels.push(arena_, entry("eqf", std::to_string(eqf)));
  if (!levels.empty()) out.append(arena_, "limitEQFLevel", levels);
  Value fields = Value::array(arena_, q.limit_fields.size());
  for (const std::string& field : q.limit_fields) fields.push(arena_, entry("isced-f", field));
  if (!fields.empty()) out.append(arena_, "limitField", fields);
  return out;
}

}  // namespace credex::credential
