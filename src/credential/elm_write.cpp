#include <fmt/format.h>

#include <cmath>

#include "base/encoding.h"
#include "credential/elm.h"
#include "credential/elm_nodes.h"
#include "credential/elm_profile.h"
#include "credential/label.h"
#include "framework/vocabulary.h"

namespace credex::credential {
namespace {

using framework::LangText;
using json::Value;

constexpr const char* k_base64_type = "http://data.europa.eu/snb/encoding/6146cde7dd";
constexpr const char* k_json_type = "http://publications.europa.eu/resource/authority/file-type/JSON";
constexpr const char* k_svg_type = "http://publications.europa.eu/resource/authority/file-type/SVG";

/// Makes the nodes of one credential; identifiers count up by kind, as the Commission's own issuer writes them.
class ElmWriter : ElmNodes {
 public:
  ElmWriter(json::Arena& arena, const framework::MicroCredential& definition, const Award& award)
      : ElmNodes{arena, definition}, award_{award} {}

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
    Value schemas = Value::array(arena_, 3);
    schemas.push(arena_, schema(Profile::generic_full));
    if (award_.mandate) schemas.push(arena_, schema(Profile::issued_by_mandate));
    if (accredited()) schemas.push(arena_, schema(Profile::accredited));
    out.append(arena_, "credentialSchema", schemas.size() == 1 ? schemas.items()[0] : schemas);
    organisation_ = organisation(d_.awarding_body);
    sealer_ = award_.mandate ? organisation(award_.mandate->sealed_by) : organisation_;
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
    Value evidence = Value::array(arena_, 2);
    if (award_.mandate) evidence.push(arena_, mandate(*award_.mandate));
    if (accredited() && !award_.mandate) evidence.push(arena_, accreditation_evidence());
    if (!evidence.empty()) out.append(arena_, "evidence", evidence.size() == 1 ? evidence.items()[0] : evidence);
    out.append(arena_, "displayParameter", display());
    return out;
  }

  Result<Value> definition() {
    if (d_.title.empty()) return missing("a title", "title");
    organisation_ = organisation(d_.awarding_body);
    Value out = specification();
    Value all = Value::object(arena_, 20);
    all.append(arena_, "@context", elm_contexts(arena_));
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
                 .remedy = std::string{"add "} + key +
                           " to the definition or the sheet; a credential that was issued elsewhere may not say it"};
  }

  Value awarded_by(const Value& body) {
    Value out = node("awardingProcess", "AwardingProcess");
    out.append(arena_, "awardingBody", body);
    out.append(arena_, "awardingDate", text(to_string(midnight(award_.awarded_on))));
    return out;
  }

  Value schema(Profile profile) {
    Value out = Value::object(arena_, 2);
    out.append(arena_, "id", Value::string(profile_address(profile)));
    out.append(arena_, "type", Value::string("ShaclValidator2017"));
    return out;
  }

  /// The quality assurance on which a credential may call itself accredited: one whose body is named and whose decision
  /// can be looked up.
  const framework::QualityAssurance* accredited() const {
    for (const framework::QualityAssurance& q : d_.quality_assurance) {
      if (!q.by.empty() && !q.decision_url.empty()) return &q;
    }
    return nullptr;
  }
  Value accreditation_evidence() {
    const framework::QualityAssurance& q = *accredited();
    Value out = node("evidence", "Evidence");
    out.append(arena_, "dcType", entry("evidence-type", "accreditation"));
    out.append(arena_, "evidenceStatement", text(fmt::format("Quality-assured by {}", q.by)));
    out.append(arena_, "accreditation", accreditation(q));
    return out;
  }

  /// The mandate in words, and as a file of values for programs (profile EDC-issuedByMandate).
  Value mandate(const framework::Mandate& m) {
    Value out = node("evidence", "Evidence");
    out.append(arena_, "dcType", entry("evidence-type", "mandate"));
    out.append(arena_, "evidenceStatement", text(framework::mandate_statement(m)));
    out.append(arena_, "evidenceTarget", sealer_);
    if (const framework::QualityAssurance* q = accredited()) out.append(arena_, "accreditation", accreditation(*q));
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

  const Award& award_;
  Value organisation_;
  Value sealer_;
  Value assessor_;
};

}  // namespace

Result<Value> elm_from_award(json::Arena& arena, const framework::MicroCredential& definition, const Award& award) {
  return ElmWriter{arena, definition, award}.credential();
}

Result<Value> elm_specification(json::Arena& arena, const framework::MicroCredential& definition) {
  const Award nobody;
  return ElmWriter{arena, definition, nobody}.definition();
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
