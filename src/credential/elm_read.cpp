#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "credential/elm.h"
#include "credential/elm_nodes.h"
#include "framework/vocabulary.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using framework::Concept;
using framework::LangText;
using json::Value;
using proof::has_type;
using proof::id_of;

constexpr std::string_view k_note_mark = "urn:credex:note:";

LangText lang_text(const Value& value) {
  LangText out;
  if (value.is_string()) out.set("und", std::string{value.as_string()});
  for (const json::Member& member : value.members()) {
    for (const Value& text : json::as_list(member.value)) {
      if (text.is_string()) out.set(member.key, std::string{text.as_string()});
    }
  }
  return out;
}

LangText first_note(const Value& value) {
  for (const Value& note : json::as_list(value)) return lang_text(note.get("noteLiteral"));
  return {};
}

double number_of(std::string_view text) {
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

/// Reads the first claim of a credential, noting every property that it passes by.
class ElmReader {
 public:
  explicit ElmReader(const Value& credential) : root_{credential} {}

  Result<Contents> read() {
    if (!is_elm(root_)) {
      return Error{.code = "credential.elm_form",
                   .message = "this is no EuropeanDigitalCredential",
                   .remedy = "give a credential of the European Learning Model v3"};
    }
    passed_by(
        root_, "",
        {"@context", "id", "type", "issuer", "issued", "issuanceDate", "validFrom", "validUntil", "expirationDate",
         "credentialSubject", "credentialSchema", "credentialProfiles", "displayParameter", "proof", "evidence"});
    Award& award = out_.award;
    award.id = root_.text("id");
    if (auto time = parse_instant(root_.text("issued").empty() ? root_.text("issuanceDate") : root_.text("issued")))
      award.issued = *time;
    if (auto time = parse_instant(root_.text("validFrom"))) award.valid_from = *time;
    if (auto time =
            parse_instant(root_.text("validUntil").empty() ? root_.text("expirationDate") : root_.text("validUntil")))
      award.valid_until = *time;
    const Value issuer = root_.get("issuer");
    out_.issuer_id = id_of(issuer);
    out_.issuer_name = lang_text(issuer.get("legalName")).any();
    const Value subject = json::as_list(root_.get("credentialSubject")).empty()
                              ? Value{}
                              : json::as_list(root_.get("credentialSubject"))[0];
    learner(subject);
    const auto claims = json::as_list(subject.get("hasClaim"));
    const auto main = std::find_if(claims.begin(), claims.end(),
                                   [](const Value& claim) { return has_type(claim, "LearningAchievement"); });
    if (claims.size() > 1) lost("/credentialSubject/hasClaim", "convert.more_claims", {std::to_string(claims.size())});
    if (main != claims.end()) achievement(*main);
    if (main == claims.end() && !claims.empty()) activity_only(claims[0]);
    for (const Value& evidence : json::as_list(root_.get("evidence"))) mandate(evidence, issuer);
    return std::move(out_);
  }

 private:
  void lost(std::string where, const char* message, std::vector<std::string> args) {
    out_.losses.push_back({.rule = "convert.loss",
                           .outcome = Outcome::warn,
                           .subject = std::move(where),
                           .message = message,
                           .args = std::move(args),
                           .source = "European Learning Model v3"});
  }
  void passed_by(const Value& object, const std::string& where, std::initializer_list<std::string_view> known) {
    for (const json::Member& member : object.members()) {
      if (std::find(known.begin(), known.end(), member.key) == known.end())
        lost(where + json::pointer_step(member.key), "convert.no_place", {std::string{member.key}});
    }
  }

  Concept concept_of(const Value& value) {
    Concept out;
    out.uri = id_of(value);
    out.label = lang_text(value.get("prefLabel"));
    // Local names are words, not entries of a list.
    if (out.uri.starts_with("urn:epass:")) out.uri.clear();
    return out;
  }
  std::string key_of(std::string_view list, const Value& value) {
    const framework::ListEntry* entry = framework::controlled_list(list).find(id_of(value));
    return entry ? entry->key : std::string{};
  }
  /// The text of the note that is marked so.
  LangText marked(const Value& notes, std::string_view mark) {
    for (const Value& note : json::as_list(notes)) {
      if (id_of(note.get("subject")) == std::string{k_note_mark} + std::string{mark})
        return lang_text(note.get("noteLiteral"));
    }
    return {};
  }
  std::vector<std::string> all_marked(const Value& notes, std::string_view mark) {
    std::vector<std::string> out;
    for (const Value& note : json::as_list(notes)) {
      if (id_of(note.get("subject")) == std::string{k_note_mark} + std::string{mark})
        out.push_back(lang_text(note.get("noteLiteral")).any());
    }
    return out;
  }

  void learner(const Value& person) {
    passed_by(person, "/credentialSubject",
              {"id", "type", "givenName", "familyName", "fullName", "dateOfBirth", "nationalID", "identifier",
               "contactPoint", "hasClaim"});
    Learner& l = out_.award.learner;
    l.id = person.text("id");
    if (l.id.starts_with("urn:epass:")) l.id.clear();
    l.given_name = lang_text(person.get("givenName")).any();
    l.family_name = lang_text(person.get("familyName")).any();
    l.full_name = lang_text(person.get("fullName")).any();
    if (l.full_name == l.given_name + " " + l.family_name) l.full_name.clear();
    if (auto time = parse_instant(person.text("dateOfBirth"))) l.date_of_birth = date_of(*time);
    const Value national =
        json::as_list(person.get("nationalID")).empty() ? Value{} : json::as_list(person.get("nationalID"))[0];
    l.national_id = national.text("notation");
    l.national_id_country = key_of("country", national.get("spatial"));
    for (const Value& identifier : json::as_list(person.get("identifier"))) l.identifier = identifier.text("notation");
    for (const Value& contact : json::as_list(person.get("contactPoint"))) {
      for (const Value& box : json::as_list(contact.get("emailAddress"))) {
        const std::string_view address = id_of(box);
        l.email = address.starts_with("mailto:") ? address.substr(7) : address;
      }
    }
  }

  framework::Organisation organisation(const Value& node) {
    framework::Organisation o;
    o.id = node.text("id");
    if (o.id.starts_with("urn:epass:")) o.id.clear();
    o.legal_name = lang_text(node.get("legalName"));
    if (o.legal_name.empty()) o.legal_name = lang_text(node.get("prefLabel"));
    for (const Value& location : json::as_list(node.get("location"))) {
      for (const Value& address : json::as_list(location.get("address"))) {
        if (o.country.empty()) o.country = key_of("country", address.get("countryCode"));
      }
      if (const std::string_view code = id_of(location.get("spatialCode")); !code.empty())
        o.region = code.substr(code.rfind('/') + 1);
    }
    const auto notation = [&](const char* key) {
      const auto list = json::as_list(node.get(key));
      return list.empty() ? std::string{} : std::string{list[0].text("notation")};
    };
    o.registration = notation("registration");
    o.vat = notation("vatIdentifier");
    o.eidas_identifier = notation("eIDASIdentifier");
    for (const Value& identifier : json::as_list(node.get("identifier"))) {
      if (identifier.text("schemeId") == k_deqar_institutions) o.deqar = identifier.text("notation");
    }
    for (const Value& page : json::as_list(node.get("homepage"))) o.homepage = page.text("contentURL");
    for (const Value& contact : json::as_list(node.get("contactPoint"))) {
      for (const Value& box : json::as_list(contact.get("emailAddress"))) {
        const std::string_view address = id_of(box);
        o.email = address.starts_with("mailto:") ? address.substr(7) : address;
      }
    }
    o.kind = marked(node.get("additionalNote"), "kind").any();
    return o;
  }

  /// Evidence that somebody seals for another: with limits where it was made here, else as its words say.
  void mandate(const Value& evidence, const Value& issuer) {
    if (key_of("evidence-type", evidence.get("dcType")) != "mandate") return;
    for (const Value& file : json::as_list(evidence.get("embeddedEvidence"))) {
      if (lang_text(file.get("title")).any() != k_mandate_file) continue;
      const auto bytes = from_base64(file.text("content"));
      if (!bytes) continue;
      auto content = json::parse({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
      if (!content) continue;
      auto read = framework::mandate_of(content->root);
      if (read) out_.award.mandate = std::move(*read);
      if (!read) lost("/evidence", "convert.unreadable", {read.error().to_string()});
      return;
    }
    out_.award.mandate = framework::Mandate{.given_by = out_.definition.awarding_body,
                                            .sealed_by = organisation(issuer),
                                            .ground = std::string{evidence.text("evidenceStatement")}};
  }

  void awarding(const Value& claim) {
    for (const Value& process : json::as_list(claim.get("awardedBy"))) {
      for (const Value& body : json::as_list(process.get("awardingBody"))) {
        out_.definition.awarding_body = organisation(body);
        // Annex I's quality assurance may be the awarding body's, not this qualification's alone.
        for (const Value& accreditation : json::as_list(body.get("accreditation"))) quality(accreditation);
        break;
      }
      if (auto time = parse_instant(process.text("awardingDate"))) out_.award.awarded_on = date_of(*time);
    }
    if (!out_.award.awarded_on.ok()) out_.award.awarded_on = date_of(out_.award.issued);
  }

  void achievement(const Value& claim) {
    const std::string at = "/credentialSubject/hasClaim";
    passed_by(claim, at,
              {"id", "type", "title", "description", "awardedBy", "influencedBy", "provenBy", "specifiedBy",
               "supplementaryDocument"});
    framework::MicroCredential& d = out_.definition;
    d.title = lang_text(claim.get("title"));
    d.description = lang_text(claim.get("description"));
    awarding(claim);
    for (const Value& document : json::as_list(claim.get("supplementaryDocument")))
      out_.award.evidence_url = document.text("contentURL");
    for (const Value& specification : json::as_list(claim.get("specifiedBy"))) {
      specified(specification);
      break;
    }
    for (const Value& activity : json::as_list(claim.get("influencedBy"))) activity_of(activity);
    for (const Value& assessment : json::as_list(claim.get("provenBy"))) assessed(assessment);
  }

  // A certificate of participation has an activity alone.
  void activity_only(const Value& claim) {
    out_.definition.title = lang_text(claim.get("title"));
    out_.definition.description = lang_text(claim.get("description"));
    awarding(claim);
    if (has_type(claim, "LearningActivity")) activity_of(claim);
  }

  void activity_of(const Value& activity) {
    framework::MicroCredential& d = out_.definition;
    for (const Value& specification : json::as_list(activity.get("specifiedBy"))) {
      if (d.participation.mode.empty()) {
        for (const Value& mode : json::as_list(specification.get("mode"))) d.participation.mode = concept_of(mode);
      }
      if (!d.workload.hours) {
        if (const auto hours = hours_from_duration(specification.text("volumeOfLearning")))
          d.workload.hours = framework::Hours{*hours};
      }
    }
  }

  void specified(const Value& node) {
    const std::string at = "/credentialSubject/hasClaim/specifiedBy";
    passed_by(node, at,
              {"id", "type", "title", "description", "eqfLevel", "nqfLevel", "isPartialQualification", "thematicArea",
               "creditPoint", "volumeOfLearning", "mode", "language", "entryRequirement", "learningOutcome",
               "accreditation", "homepage", "additionalNote"});
    framework::MicroCredential& d = out_.definition;
    d.id = node.text("id");
    if (d.id.starts_with("urn:epass:")) d.id.clear();
    if (LangText title = lang_text(node.get("title")); !title.empty()) d.title = std::move(title);
    if (LangText words = lang_text(node.get("description")); !words.empty()) d.description = std::move(words);
    if (const std::string eqf = key_of(
            "eqf", json::as_list(node.get("eqfLevel")).empty() ? Value{} : json::as_list(node.get("eqfLevel"))[0]);
        !eqf.empty()) {
      d.level.eqf = eqf[0] - '0';
    }
    for (const Value& level : json::as_list(node.get("nqfLevel"))) {
      const std::string uri{id_of(level)};
      d.level.framework = uri.starts_with("urn:epass:") ? "" : uri;
      d.level.national = lang_text(level.get("prefLabel")).any();
      if (d.level.national == d.level.framework) d.level.national.clear();
    }
    for (const Value& field : json::as_list(node.get("thematicArea"))) d.fields.push_back(concept_of(field));
    for (const Value& credit : json::as_list(node.get("creditPoint"))) {
      const Value points = credit.get("point");
      const double count =
          points.is_number() ? points.as_number() : number_of(points.is_string() ? points.as_string() : "");
      if (key_of("credit", credit.get("framework")) == "ects") {
        d.workload.ects = framework::Ects{count};
      } else {
        lost(at + "/creditPoint", "convert.other_credits", {std::string{id_of(credit.get("framework"))}});
      }
    }
    if (const auto hours = hours_from_duration(node.text("volumeOfLearning")))
      d.workload.hours = framework::Hours{*hours};
    if (!node.text("volumeOfLearning").empty() && !d.workload.hours)
      lost(at + "/volumeOfLearning", "convert.duration_no_hours", {std::string{node.text("volumeOfLearning")}});
    for (const Value& mode : json::as_list(node.get("mode"))) d.participation.mode = concept_of(mode);
    for (const Value& language : json::as_list(node.get("language"))) {
      if (const std::string tag = key_of("language", language); !tag.empty()) d.languages.push_back(tag);
    }
    d.prerequisites = first_note(node.get("entryRequirement"));
    for (const Value& outcome : json::as_list(node.get("learningOutcome"))) learning_outcome(outcome);
    for (const Value& accreditation : json::as_list(node.get("accreditation"))) quality(accreditation);
    for (const Value& page : json::as_list(node.get("homepage"))) d.homepage = page.text("contentURL");
    notes(node.get("additionalNote"));
  }

  void notes(const Value& list) {
    framework::MicroCredential& d = out_.definition;
    d.further_information = marked(list, "further-information");
    d.version = marked(list, "version").any();
    d.sector = marked(list, "sector").any();
    d.stackability = {.option = marked(list, "stackability").any(),
                      .into = marked(list, "stackability-into").any(),
                      .into_url = marked(list, "stackability-url").any(),
                      .rule = marked(list, "stackability-rule").any()};
    d.level.ground = marked(list, "level-ground").any();
    d.level.qf_ehea = marked(list, "qf-ehea").any();
    d.level.not_applicable = marked(list, "level").any() == "not applicable";
    if (const std::string said = marked(list, "prior-learning").any(); !said.empty())
      d.participation.prior_learning = said == "true";
    d.participation.prior_learning_route = marked(list, "prior-learning-route").any();
    for (const std::string& part : all_marked(list, "workload-part")) {
      if (const auto colon = part.rfind(": "); colon != std::string::npos)
        d.workload.parts.push_back(
            {part.substr(0, colon), framework::Hours{number_of(std::string_view{part}.substr(colon + 2))}});
    }
    for (const Value& note : json::as_list(list)) {
      const std::string_view subject = id_of(note.get("subject"));
      constexpr std::string_view k_occupation = "http://data.europa.eu/esco/occupation/";
      if (subject.starts_with(k_occupation)) {
        LangText label = lang_text(note.get("noteLiteral"));
        const std::string uri{subject};
        if (label.any() == uri) label = {};
        d.occupations.push_back({.uri = uri, .label = label});
      } else if (!subject.starts_with(k_note_mark) && d.further_information.empty()) {
        d.further_information = lang_text(note.get("noteLiteral"));
      }
    }
  }

  void learning_outcome(const Value& node) {
    framework::LearningOutcome out;
    const Value marks = node.get("additionalNote");
    out.id = marked(marks, "outcome-id").any();
    out.title = lang_text(node.get("title"));
    if (const Value type = node.get("dcType"); !type.is_null()) out.type = concept_of(type);
    if (LangText words = marked(marks, "outcome-type"); !words.empty()) out.type.label = words;
    for (const Value& level : json::as_list(node.get("reusabilityLevel"))) out.reuse_level = concept_of(level);
    for (const Value& skill : json::as_list(node.get("relatedESCOSkill"))) out.esco_skills.push_back(concept_of(skill));
    out.assessed_by = all_marked(marks, "assessed-by");
    if (node.find("relatedSkill") != nullptr)
      lost("/credentialSubject/hasClaim/specifiedBy/learningOutcome/relatedSkill", "convert.no_place",
           {"relatedSkill"});
    out_.definition.outcomes.push_back(std::move(out));
  }

  void quality(const Value& node) {
    framework::QualityAssurance out;
    out.type = concept_of(node.get("dcType"));
    const std::string title = lang_text(node.get("title")).any();
    for (const Value& agent : json::as_list(node.get("accreditingAgent"))) {
      const framework::Organisation body = organisation(agent);
      out.by = body.legal_name.any();
      out.by_country = body.country;
    }
    if (title != out.by) out.scope = title;
    if (auto time = parse_instant(node.text("expiryDate"))) out.valid_until = date_of(*time);
    for (const Value& page : json::as_list(node.get("landingPage"))) out.decision_url = page.text("contentURL");
    for (const Value& identifier : json::as_list(node.get("identifier"))) {
      if (identifier.text("schemeId") == k_deqar_reports) out.deqar_report = identifier.text("notation");
    }
    for (const Value& level : json::as_list(node.get("limitEQFLevel"))) {
      if (const std::string eqf = key_of("eqf", level); !eqf.empty()) out.limit_eqf.push_back(eqf[0] - '0');
    }
    for (const Value& field : json::as_list(node.get("limitField"))) out.limit_fields.emplace_back(id_of(field));
    out_.definition.quality_assurance.push_back(std::move(out));
  }

  void assessed(const Value& node) {
    framework::Assessment out;
    out.title = lang_text(node.get("title"));
    for (const Value& verification : json::as_list(node.get("idVerification")))
      out.supervision = concept_of(verification);
    if (const std::string grade = first_note(node.get("grade")).any(); !grade.empty() && grade != "Pass")
      out_.award.grade = grade;
    for (const Value& specification : json::as_list(node.get("specifiedBy"))) {
      if (const Value type = specification.get("dcType"); !type.is_null())
        out.type = concept_of(json::as_list(type)[0]);
      for (const Value& scheme : json::as_list(specification.get("gradingScheme")))
        out_.definition.grading = lang_text(scheme.get("title"));
      const Value marks = specification.get("additionalNote");
      out.criteria = marked(marks, "criteria").any();
      out.id = marked(marks, "assessment-id").any();
      if (const std::string weight = marked(marks, "weight").any(); !weight.empty()) out.weight = number_of(weight);
    }
    if (out.title == out.type.label) out.title = {};
    out_.definition.assessments.push_back(std::move(out));
  }

  const Value& root_;
  Contents out_;
};

}  // namespace

bool is_elm(const Value& credential) { return has_type(credential, "EuropeanDigitalCredential"); }

Result<Contents> award_from_elm(const Value& credential) { return ElmReader{credential}.read(); }

}  // namespace credex::credential
