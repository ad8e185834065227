#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/encoding.h"
#include "credential/elm.h"
#include "credential/label.h"
#include "framework/vocabulary.h"

namespace credex::credential {
namespace {

using framework::Concept;
using framework::LangText;
using json::Value;

constexpr const char* k_base64_type = "http://data.europa.eu/snb/encoding/6146cde7dd";
constexpr const char* k_json_type = "http://publications.europa.eu/resource/authority/file-type/JSON";
constexpr const char* k_svg_type = "http://publications.europa.eu/resource/authority/file-type/SVG";

/// Makes the nodes of one credential; identifiers count up by kind, as the Commission's own issuer writes them.
class Writer {
 public:
  Writer(json::Arena& arena, const framework::MicroCredential& definition, const Award& award)
      : arena_{arena}, d_{definition}, award_{award} {}

  Result<Value> credential() {
    if (d_.title.empty()) return missing("a title", "title");
    if (d_.awarding_body.legal_name.empty())
      return missing("the awarding body's legal name", "awarding_body: legal_name");
    if (d_.awarding_body.country.empty()) return missing("the awarding body's country", "awarding_body: country");
    const framework::Organisation& sealer = award_.mandate ? award_.mandate->sealed_by : d_.awarding_body;
    if (sealer.eidas_identifier.empty())
      return missing("the eIDAS legal identifier of who seals",
                     award_.mandate ? "sealed_by: eidas_identifier" : "awarding_body: eidas_identifier");
    if (sealer.country.empty()) return missing("the country of who seals", "sealed_by: country");
    if (!award_.learner.is_identified()) return missing("the learner", "given_name and family_name, or email");
    Value out = Value::object(arena_, 16);
    Value contexts = Value::array(arena_, 2);
    contexts.push(arena_, Value::string("https://www.w3.org/2018/credentials/v1"));
    contexts.push(arena_, Value::string("http://data.europa.eu/snb/model/context/edc-ap"));
    out.append(arena_, "@context", contexts);
    out.append(arena_, "id", text(award_.id));
    Value types = Value::array(arena_, 2);
    types.push(arena_, Value::string("VerifiableCredential"));
    types.push(arena_, Value::string("EuropeanDigitalCredential"));
    out.append(arena_, "type", types);
    out.append(arena_, "credentialProfiles",
               entry("credential-profile", "http://data.europa.eu/snb/credential/e34929035b"));
    Value schema = Value::object(arena_, 2);
    schema.append(arena_, "id", Value::string("http://data.europa.eu/snb/model/ap/edc-generic-full"));
    schema.append(arena_, "type", Value::string("ShaclValidator2017"));
    out.append(arena_, "credentialSchema", schema);
    organisation_ = make_organisation(d_.awarding_body);
    sealer_ = award_.mandate ? make_organisation(award_.mandate->sealed_by) : organisation_;
    assessor_ = award_.mandate && award_.mandate->sealer_assesses ? sealer_ : organisation_;
    out.append(arena_, "issuer", sealer_);
    out.append(arena_, "issued", text(to_string(award_.issued)));
    out.append(arena_, "issuanceDate", text(to_string(award_.issued)));
    out.append(arena_, "validFrom", text(to_string(award_.valid_from)));
    if (award_.valid_until) {
      out.append(arena_, "validUntil", text(to_string(*award_.valid_until)));
      out.append(arena_, "expirationDate", text(to_string(*award_.valid_until)));
    }
    out.append(arena_, "credentialSubject", person());
    if (award_.mandate) out.append(arena_, "evidence", mandate(*award_.mandate));
    out.append(arena_, "displayParameter", display());
    return out;
  }

  Result<Value> definition() {
    if (d_.title.empty()) return missing("a title", "title");
    organisation_ = make_organisation(d_.awarding_body);
    Value out = specification();
    Value all = Value::object(arena_, 20);
    all.append(arena_, "@context", Value::string("http://data.europa.eu/snb/model/context/edc-ap"));
    for (const json::Member& member : out.members())
      all.append(arena_, member.key, member.key == "id" ? text(d_.id) : member.value);
    if (!d_.description.empty()) all.set(arena_, "description", lang(d_.description));
    Value opportunity = node("awardingOpportunity", "AwardingOpportunity");
    opportunity.append(arena_, "awardingBody", organisation_);
    all.set(arena_, "awardingOpportunity", opportunity);
    return all;
  }

 private:
  Error missing(const char* what, const char* key) const {
    return Error{.code = "credential.elm",
                 .message = std::string{"a European Digital Credential needs "} + what,
                 .remedy = std::string{"add "} + key + " to the definition or the sheet"};
  }

  Value text(std::string_view words) { return arena_.string(words); }

  Value node(const char* kind, const char* type) {
    Value out = Value::object(arena_, 8);
    std::string name = kind;
    out.append(arena_, "id", text(fmt::format("urn:epass:{}:{}", name, ++counts_[name])));
    out.append(arena_, "type", Value::string(type));
    return out;
  }

  Value lang(const LangText& words) {
    Value out = Value::object(arena_, words.entries.size());
    for (const auto& [tag, said] : words.entries) out.append(arena_, arena_.copy(tag), text(said));
    return out;
  }
  LangText english(std::string words) const {
    LangText out;
    out.set("en", std::move(words));
    return out;
  }

  Value note(const LangText& words, const char* subject = nullptr) {
    Value out = node("note", "Note");
    out.append(arena_, "noteLiteral", lang(words));
    // Marks what the note is about, so that a reader that knows the mark finds it again.
    if (subject)
      out.append(arena_, "subject",
                 concept_of(fmt::format("urn:credex:note:{}", subject), english(subject), "urn:credex:notes"));
    return out;
  }

  Value concept_of(std::string_view uri, const LangText& label, std::string_view scheme) {
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

  /// An entry of a controlled list by URI or key; words of our own become a concept of no list.
  Value entry(std::string_view list_name, const Concept& wanted) {
    const framework::ControlledList& list = framework::controlled_list(list_name);
    const framework::ListEntry* found = list.find(wanted.uri.empty() ? wanted.label.any() : wanted.uri);
    if (found && !found->uri.empty()) return concept_of(found->uri, english(found->label), list.scheme);
    if (!wanted.uri.empty()) return concept_of(wanted.uri, wanted.label, "");
    return concept_of(fmt::format("urn:epass:concept:{}", ++counts_["concept"]),
                      found ? english(found->label) : wanted.label, "urn:credex:words");
  }
  Value entry(std::string_view list_name, std::string_view key) {
    return entry(list_name, Concept{.uri = std::string{key}});
  }

  Value web(std::string_view url) {
    Value out = node("webResource", "WebResource");
    out.append(arena_, "contentURL", text(url));
    return out;
  }

  Value legal_identifier(std::string_view notation, const std::string& country) {
    Value out = node("legalIdentifier", "LegalIdentifier");
    out.append(arena_, "notation", text(notation));
    out.append(arena_, "spatial", entry("country", country));
    return out;
  }

  Value location(const std::string& country, const std::string& region) {
    Value out = node("location", "Location");
    Value address = node("address", "Address");
    address.append(arena_, "countryCode", entry("country", country));
    out.append(arena_, "address", address);
    if (!region.empty())
      out.append(
          arena_, "spatialCode",
          concept_of("http://data.europa.eu/nuts/code/" + region, english(region), "http://data.europa.eu/nuts"));
    return out;
  }

  Value make_organisation(const framework::Organisation& o) {
    Value out = Value::object(arena_, 10);
    out.append(arena_, "id", text(o.id.empty() ? fmt::format("urn:epass:org:{}", ++counts_["org"]) : o.id));
    out.append(arena_, "type", Value::string("Organisation"));
    out.append(arena_, "legalName", lang(o.legal_name));
    out.append(arena_, "location", location(o.country, o.region));
    if (!o.eidas_identifier.empty())
      out.append(arena_, "eIDASIdentifier", legal_identifier(o.eidas_identifier, o.country));
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

  Value mailbox(const std::string& address) {
    Value out = Value::object(arena_, 2);
    out.append(arena_, "id", text("mailto:" + address));
    out.append(arena_, "type", Value::string("Mailbox"));
    return out;
  }

  Value awarded_by(const Value& body) {
    Value out = node("awardingProcess", "AwardingProcess");
    out.append(arena_, "awardingBody", body);
    out.append(arena_, "awardingDate", text(to_string(midnight(award_.awarded_on))));
    return out;
  }

  /// The mandate in words, and as a file of values for programs (profile EDC-issuedByMandate).
  Value mandate(const framework::Mandate& m) {
    Value out = node("evidence", "Evidence");
    out.append(arena_, "dcType", entry("evidence-type", "mandate"));
    out.append(arena_, "evidenceStatement", text(framework::mandate_statement(m)));
    out.append(arena_, "evidenceTarget", sealer_);
    Value file = node("mediaObject", "MediaObject");
    file.append(arena_, "title", lang(english(k_mandate_file)));
    file.append(arena_, "content", text(base64(as_bytes(json::write(framework::mandate_value(arena_, m))))));
    file.append(arena_, "contentEncoding",
                concept_of(k_base64_type, english("base64"), "http://data.europa.eu/snb/encoding/25831c2"));
    file.append(arena_, "contentType",
                concept_of(k_json_type, english("JSON"), "http://publications.europa.eu/resource/authority/file-type"));
    out.append(arena_, "embeddedEvidence", file);
    return out;
  }

  Value person() {
    const Learner& l = award_.learner;
    Value out = Value::object(arena_, 10);
    out.append(arena_, "id", l.id.empty() ? text("urn:epass:person:1") : text(l.id));
    out.append(arena_, "type", Value::string("Person"));
    const auto name = [&](const char* key, const std::string& words) {
      if (!words.empty()) out.append(arena_, key, lang(english(words)));
    };
    name("givenName", l.given_name);
    name("familyName", l.family_name);
    name("fullName", l.name());
    if (l.date_of_birth) out.append(arena_, "dateOfBirth", text(to_string(midnight(*l.date_of_birth))));
    if (!l.national_id.empty())
      out.append(arena_, "nationalID",
                 legal_identifier(l.national_id,
                                  l.national_id_country.empty() ? d_.awarding_body.country : l.national_id_country));
    if (!l.identifier.empty()) {
      Value identifier = node("identifier", "Identifier");
      identifier.append(arena_, "notation", text(l.identifier));
      identifier.append(arena_, "schemeName", text(d_.awarding_body.legal_name.any()));
      out.append(arena_, "identifier", identifier);
    }
    if (!l.email.empty()) {
      Value contact = node("contactPoint", "ContactPoint");
      contact.append(arena_, "emailAddress", mailbox(l.email));
      out.append(arena_, "contactPoint", contact);
    }
    out.append(arena_, "hasClaim", achievement());
    return out;
  }

  Value achievement() {
    Value out = Value::object(arena_, 8);
    out.append(arena_, "id", text("urn:epass:learningAchievement:1"));
    out.append(arena_, "type", Value::string("LearningAchievement"));
    out.append(arena_, "title", lang(d_.title));
    if (!d_.description.empty()) out.append(arena_, "description", lang(d_.description));
    out.append(arena_, "awardedBy", awarded_by(organisation_));
    if (!award_.evidence_url.empty()) out.append(arena_, "supplementaryDocument", web(award_.evidence_url));
    out.append(arena_, "influencedBy", activity());
    Value assessments = Value::array(arena_, d_.assessments.size());
    for (const framework::Assessment& a : d_.assessments) assessments.push(arena_, assessment(a));
    if (!assessments.empty()) out.append(arena_, "provenBy", assessments);
    out.append(arena_, "specifiedBy", specification());
    return out;
  }

  Value activity() {
    Value out = node("activity", "LearningActivity");
    out.append(arena_, "title", lang(d_.title));
    out.append(arena_, "awardedBy", awarded_by(organisation_));
    Value specification = node("learningActivitySpec", "LearningActivitySpecification");
    specification.append(arena_, "title", lang(d_.title));
    if (!d_.participation.mode.empty()) specification.append(arena_, "mode", entry("mode", d_.participation.mode));
    if (d_.workload.hours)
      specification.append(arena_, "volumeOfLearning", text(duration_from_hours(d_.workload.hours->count)));
    languages(specification);
    out.append(arena_, "specifiedBy", specification);
    return out;
  }

  void languages(const Value& into) {
    Value list = Value::array(arena_, d_.languages.size());
    for (const std::string& tag : d_.languages) {
      if (framework::controlled_list("language").find(tag.substr(0, 2)))
        list.push(arena_, entry("language", std::string_view{tag}.substr(0, 2)));
    }
    if (!list.empty()) into.append(arena_, "language", list);
  }

  Value assessment(const framework::Assessment& a) {
    Value out = node("learningAssessment", "LearningAssessment");
    const LangText title = !a.title.empty()        ? a.title
                           : !a.type.label.empty() ? a.type.label
                                                   : english(a.id.empty() ? "assessment" : a.id);
    out.append(arena_, "title", lang(title));
    out.append(arena_, "awardedBy", awarded_by(assessor_));
    // The profile wants a grade of each assessment; an award says that it was passed.
    out.append(arena_, "grade", note(english(award_.grade.empty() ? "Pass" : award_.grade)));
    if (!a.supervision.empty()) out.append(arena_, "idVerification", entry("supervision", a.supervision));
    Value specification = node("learningAssessmentSpec", "LearningAssessmentSpecification");
    specification.append(arena_, "title", lang(title));
    if (!a.type.empty()) specification.append(arena_, "dcType", entry("assessment", a.type));
    if (!d_.grading.empty()) {
      Value scheme = node("gradingScheme", "GradingScheme");
      scheme.append(arena_, "title", lang(d_.grading));
      specification.append(arena_, "gradingScheme", scheme);
    }
    Value notes = Value::array(arena_, 2);
    if (!a.criteria.empty()) notes.push(arena_, note(english(a.criteria), "criteria"));
    if (a.weight) notes.push(arena_, note(english(fmt::format("{:g}", *a.weight)), "weight"));
    if (!a.id.empty()) notes.push(arena_, note(english(a.id), "assessment-id"));
    if (!notes.empty()) specification.append(arena_, "additionalNote", notes);
    out.append(arena_, "specifiedBy", specification);
    return out;
  }

  Value specification() {
    Value out = Value::object(arena_, 20);
    out.append(arena_, "id", d_.id.empty() ? text("urn:epass:qualification:1") : text(d_.id));
    out.append(arena_, "type", Value::string("Qualification"));
    out.append(arena_, "title", lang(d_.title));
    if (!d_.description.empty()) out.append(arena_, "description", lang(d_.description));
    if (d_.level.eqf) out.append(arena_, "eqfLevel", entry("eqf", std::to_string(*d_.level.eqf)));
    if (!d_.level.national.empty() || !d_.level.framework.empty()) {
      const std::string uri = !d_.level.framework.empty() ? d_.level.framework : "urn:epass:nqf:1";
      out.append(arena_, "nqfLevel",
                 concept_of(uri, english(d_.level.national.empty() ? uri : d_.level.national),
                            "http://data.europa.eu/snb/qdr/25831c2"));
    }
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
    if (!accreditations.empty()) out.append(arena_, "accreditation", accreditations);
    if (!d_.homepage.empty()) out.append(arena_, "homepage", web(d_.homepage));
    notes(out);
    return out;
  }

  // What the model says and ELM has no property for, as marked notes.
  void notes(const Value& into) {
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

  Value learning_outcome(const framework::LearningOutcome& outcome) {
    Value out = node("learningOutcome", "LearningOutcome");
    out.append(arena_, "title", lang(outcome.title));
    const framework::ListEntry* type =
        framework::controlled_list("outcome-type")
            .find(outcome.type.uri.empty() ? outcome.type.label.any() : outcome.type.uri);
    if (type) out.append(arena_, "dcType", entry("outcome-type", outcome.type));
    if (!outcome.reuse_level.empty()) out.append(arena_, "reusabilityLevel", entry("reuse-level", outcome.reuse_level));
    Value skills = Value::array(arena_, outcome.esco_skills.size());
    for (const Concept& skill : outcome.esco_skills)
      skills.push(arena_, concept_of(skill.uri, skill.label, "http://data.europa.eu/esco/concept-scheme/skills"));
    if (!skills.empty()) out.append(arena_, "relatedESCOSkill", skills);
    Value marks = Value::array(arena_, 2);
    if (!outcome.id.empty()) marks.push(arena_, note(english(outcome.id), "outcome-id"));
    if (!type && !outcome.type.empty()) marks.push(arena_, note(outcome.type.label, "outcome-type"));
    for (const std::string& id : outcome.assessed_by) marks.push(arena_, note(english(id), "assessed-by"));
    if (!marks.empty()) out.append(arena_, "additionalNote", marks);
    return out;
  }

  Value accreditation(const framework::QualityAssurance& q) {
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
    Value levels = Value::array(arena_, q.limit_eqf.size());
    for (const int eqf : q.limit_eqf) levels.push(arena_, entry("eqf", std::to_string(eqf)));
    if (!levels.empty()) out.append(arena_, "limitEQFLevel", levels);
    Value fields = Value::array(arena_, q.limit_fields.size());
    for (const std::string& field : q.limit_fields) fields.push(arena_, entry("isced-f", field));
    if (!fields.empty()) out.append(arena_, "limitField", fields);
    return out;
  }

  Value display() {
    const std::string tag = d_.title.entries.empty() ? "en" : d_.title.entries[0].first.substr(0, 2);
    const std::string_view language =
        framework::controlled_list("language").find(tag) ? std::string_view{tag} : std::string_view{"en"};
    Value image = node("mediaObject", "MediaObject");
    image.append(arena_, "content", text(base64(as_bytes(label_svg(d_, award_)))));
    image.append(arena_, "contentEncoding",
                 concept_of(k_base64_type, english("base64"), "http://data.europa.eu/snb/encoding/25831c2"));
    image.append(arena_, "contentType",
                 concept_of(k_svg_type, english("SVG"), "http://publications.europa.eu/resource/authority/file-type"));
    Value detail = node("displayDetail", "DisplayDetail");
    detail.append(arena_, "image", image);
    detail.append(arena_, "page", Value::integer(1));
    Value individual = node("individualDisplay", "IndividualDisplay");
    individual.append(arena_, "displayDetail", detail);
    individual.append(arena_, "language", entry("language", language));
    Value out = node("displayParameter", "DisplayParameter");
    out.append(arena_, "title", lang(d_.title));
    out.append(arena_, "primaryLanguage", entry("language", language));
    out.append(arena_, "language", entry("language", language));
    out.append(arena_, "individualDisplay", individual);
    return out;
  }

  json::Arena& arena_;
  const framework::MicroCredential& d_;
  const Award& award_;
  Value organisation_;
  Value sealer_;
  Value assessor_;
  std::map<std::string, int> counts_{};
};

}  // namespace

Result<Value> elm_from_award(json::Arena& arena, const framework::MicroCredential& definition, const Award& award) {
  return Writer{arena, definition, award}.credential();
}

Result<Value> elm_specification(json::Arena& arena, const framework::MicroCredential& definition) {
  const Award nobody;
  return Writer{arena, definition, nobody}.definition();
}

std::string duration_from_hours(double hours) {
  const long minutes = std::lround(hours * 60);
  std::string out = "PT";
  if (minutes >= 60) out += std::to_string(minutes / 60) + "H";
  if (minutes % 60 != 0 || minutes < 60) out += std::to_string(minutes % 60) + "M";
  return out;
}

std::optional<double> hours_from_duration(std::string_view text) {
  // PnDTnHnM; months and years are no number of hours.
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  double hours = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (text[0] == 'T') {
      in_time = true;
      text.remove_prefix(1);
      continue;
    }
    std::size_t n = 0;
    double number = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') number = number * 10 + (text[n++] - '0');
    if (n == 0 || n == text.size()) return std::nullopt;
    const char unit = text[n];
    if (in_time && unit == 'H') {
      hours += number;
    } else if (in_time && unit == 'M') {
      hours += number / 60;
    } else if (in_time && unit == 'S') {
      hours += number / 3600;
    } else {
      return std::nullopt;
    }
    text.remove_prefix(n + 1);
  }
  return hours;
}

}  // namespace credex::credential
