// Open Badges 3.0 (1EdTech), appendix B data models: OpenBadgeCredential, Profile, Achievement, Alignment,
// ResultDescription.
#include <fmt/format.h>

#include "base/encoding.h"
#include "credential/label.h"
#include "credential/open_badge.h"

namespace credex::credential {
namespace {

using framework::Concept;
using json::Value;

class BadgeWriter {
 public:
  BadgeWriter(json::Arena& arena, const framework::MicroCredential& definition, const Award& award,
              const std::string& issuer_id)
      : arena_{arena}, d_{definition}, award_{award}, issuer_id_{issuer_id} {}

  Result<Value> definition() {
    if (d_.title.empty()) return missing("a title", "title");
    const Value made = achievement();
    Value out = Value::object(arena_, 20);
    Value contexts = Value::array(arena_, 2);
    contexts.push(arena_, Value::string("https://www.w3.org/ns/credentials/v2"));
    contexts.push(arena_, Value::string("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"));
    out.append(arena_, "@context", contexts);
    for (const json::Member& member : made.members()) out.append(arena_, member.key, member.value);
    return out;
  }

  Result<Value> credential() {
    if (d_.title.empty()) return missing("a title", "title");
    if (d_.awarding_body.legal_name.empty())
      return missing("the awarding body's legal name", "awarding_body: legal_name");
    if (!award_.learner.is_identified()) return missing("the learner", "given_name and family_name, or email");
    Value out = Value::object(arena_, 14);
    Value contexts = Value::array(arena_, 2);
    contexts.push(arena_, Value::string("https://www.w3.org/ns/credentials/v2"));
    contexts.push(arena_, Value::string("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"));
    if (award_.mandate) contexts.push(arena_, mandate_context());
    out.append(arena_, "@context", contexts);
    out.append(arena_, "id", text(award_.id));
    out.append(arena_, "type", list({"VerifiableCredential", "OpenBadgeCredential"}));
    out.append(arena_, "name", text(d_.title.any()));
    out.append(arena_, "issuer", profile(award_.mandate ? award_.mandate->sealed_by : d_.awarding_body, issuer_id_));
    out.append(arena_, "validFrom", text(to_string(award_.valid_from)));
    if (award_.valid_until) out.append(arena_, "validUntil", text(to_string(*award_.valid_until)));
    out.append(arena_, "awardedDate", text(to_string(midnight(award_.awarded_on))));
    out.append(arena_, "credentialSubject", subject());
    Value evidence = Value::array(arena_, 2);
    if (!award_.evidence_url.empty()) {
      Value work = Value::object(arena_, 2);
      work.append(arena_, "id", text(award_.evidence_url));
      work.append(arena_, "type", list({"Evidence"}));
      evidence.push(arena_, work);
    }
    if (award_.mandate) evidence.push(arena_, mandate(*award_.mandate));
    if (!evidence.empty()) out.append(arena_, "evidence", evidence);
    Value status = Value::array(arena_, award_.status.size());
    for (const StatusEntry& entry : award_.status) {
      if (entry.purpose != "token") status.push(arena_, status_entry(entry));
    }
    if (!status.empty()) out.append(arena_, "credentialStatus", status.size() == 1 ? status.items()[0] : status);
    return out;
  }

 private:
  Error missing(const char* what, const char* key) const {
    return Error{.code = "credential.open_badge",
                 .message = std::string{"an Open Badge needs "} + what,
                 .remedy = std::string{"add "} + key +
                           " to the definition or the sheet; a credential that was issued elsewhere may not say it"};
  }
  Value text(std::string_view words) { return arena_.string(words); }
  Value list(std::initializer_list<const char*> words) {
    Value out = Value::array(arena_, words.size());
    for (const char* word : words) out.push(arena_, Value::string(word));
    return out;
  }
  void put(const Value& into, const char* key, const std::string& words) {
    if (!words.empty()) into.append(arena_, key, text(words));
  }

  Value status_entry(const StatusEntry& entry) {
    Value out = Value::object(arena_, 5);
    const std::string index = std::to_string(entry.index);
    out.append(arena_, "id", text(entry.list_url + "#" + index));
    out.append(arena_, "type", Value::string("BitstringStatusListEntry"));
    out.append(arena_, "statusPurpose", text(entry.purpose));
    out.append(arena_, "statusListIndex", text(index));
    out.append(arena_, "statusListCredential", text(entry.list_url));
    return out;
  }

  /// What Open Badges have no term for: the mandate as a JSON literal (JSON-LD 1.1, section 4.2.2).
  Value mandate_context() {
    Value term = Value::object(arena_, 2);
    term.append(arena_, "@id", Value::string("urn:credex:mandate"));
    term.append(arena_, "@type", Value::string("@json"));
    Value out = Value::object(arena_, 1);
    out.append(arena_, "mandate", term);
    return out;
  }
  Value mandate(const framework::Mandate& m) {
    Value out = Value::object(arena_, 6);
    put(out, "id", m.id);
    out.append(arena_, "type", list({"Evidence"}));
    out.append(arena_, "name", Value::string("Mandate to seal"));
    out.append(arena_, "narrative", text(framework::mandate_statement(m)));
    out.append(arena_, "genre", Value::string("mandate"));
    out.append(arena_, "mandate", framework::mandate_value(arena_, m));
    return out;
  }

  Value profile(const framework::Organisation& o, const std::string& id) {
    Value out = Value::object(arena_, 8);
    out.append(arena_, "id", text(id));
    out.append(arena_, "type", list({"Profile"}));
    out.append(arena_, "name", text(o.legal_name.any()));
    put(out, "url", !o.homepage.empty() ? o.homepage : o.id);
    put(out, "email", o.email);
    if (!o.country.empty() || !o.region.empty()) {
      Value address = Value::object(arena_, 3);
      address.append(arena_, "type", list({"Address"}));
      put(address, "addressCountryCode", o.country);
      put(address, "addressRegion", o.region);
      out.append(arena_, "address", address);
    }
    Value identifiers = Value::array(arena_, 3);
    for (const auto& [kind, value] : {std::pair{"ext:registration", &o.registration},
                                      {"ext:vat", &o.vat},
                                      {"ext:eidas", &o.eidas_identifier},
                                      {"ext:uri", &o.id}}) {
      if (value->empty()) continue;
      Value identifier = Value::object(arena_, 3);
      identifier.append(arena_, "type", Value::string("IdentifierEntry"));
      identifier.append(arena_, "identifier", text(*value));
      identifier.append(arena_, "identifierType", Value::string(kind));
      identifiers.push(arena_, identifier);
    }
    if (!identifiers.empty()) out.append(arena_, "otherIdentifier", identifiers);
    return out;
  }

  Value subject() {
    const Learner& l = award_.learner;
    Value out = Value::object(arena_, 6);
    put(out, "id", l.id);
    out.append(arena_, "type", list({"AchievementSubject"}));
    Value identifiers = Value::array(arena_, 4);
    const auto identity = [&](const char* kind, const std::string& value) {
      if (value.empty()) return;
      Value entry = Value::object(arena_, 4);
      entry.append(arena_, "type", Value::string("IdentityObject"));
      entry.append(arena_, "hashed", Value::boolean(false));
      entry.append(arena_, "identityHash", text(value));
      entry.append(arena_, "identityType", Value::string(kind));
      identifiers.push(arena_, entry);
    };
    identity("name", l.name());
    identity("ext:givenName", l.given_name);
    identity("ext:familyName", l.family_name);
    identity("emailAddress", l.email);
    identity("ext:dateOfBirth", l.date_of_birth ? to_string(*l.date_of_birth) : "");
    identity("sourcedId", l.identifier);
    identity("nationalIdentityNumber", l.national_id);
    identity("ext:nationalIdentityCountry", l.national_id_country);
    if (!identifiers.empty()) out.append(arena_, "identifier", identifiers);
    out.append(arena_, "achievement", achievement());
    if (d_.workload.ects) out.append(arena_, "creditsEarned", number(d_.workload.ects->points));
    if (!award_.grade.empty()) {
      Value result = Value::object(arena_, 3);
      result.append(arena_, "type", list({"Result"}));
      result.append(arena_, "resultDescription", text(own_uri("grade")));
      result.append(arena_, "value", text(award_.grade));
      Value results = Value::array(arena_, 1);
      results.push(arena_, result);
      out.append(arena_, "result", results);
    }
    return out;
  }

  /// Whole numbers stay whole: 5, not 5.0E0.
  Value number(double value) {
    return value == static_cast<double>(static_cast<std::int64_t>(value))
               ? Value::integer(static_cast<std::int64_t>(value))
               : Value::real(value);
  }
  std::string own_uri(const char* part) const { return (d_.id.empty() ? "urn:credex:definition" : d_.id) + "#" + part; }

  Value achievement() {
    Value out = Value::object(arena_, 16);
    out.append(arena_, "id", text(d_.id.empty() ? "urn:credex:definition" : d_.id));
    out.append(arena_, "type", list({"Achievement"}));
    out.append(arena_, "achievementType", Value::string("MicroCredential"));
    out.append(arena_, "name", text(d_.title.any()));
    out.append(arena_, "description", text(d_.description.empty() ? d_.title.any() : d_.description.any()));
    Value criteria = Value::object(arena_, 1);
    criteria.append(arena_, "narrative", text(narrative()));
    out.append(arena_, "criteria", criteria);
    if (d_.workload.ects) out.append(arena_, "creditsAvailable", number(d_.workload.ects->points));
    if (!d_.languages.empty()) out.append(arena_, "inLanguage", text(d_.languages[0]));
    if (!d_.fields.empty())
      out.append(arena_, "fieldOfStudy",
                 text(d_.fields[0].label.any().empty() ? d_.fields[0].uri : d_.fields[0].label.any()));
    put(out, "specialization", d_.sector);
    put(out, "version", d_.version);
    if (award_.mandate)
      out.append(arena_, "creator",
                 profile(d_.awarding_body, d_.awarding_body.id.empty() ? own_uri("creator") : d_.awarding_body.id));
    alignments();
    if (!alignments_.empty()) out.append(arena_, "alignment", alignments_);
    Value descriptions = Value::array(arena_, 2);
    if (d_.workload.hours)
      descriptions.push(arena_, description("hours", "Notional workload in hours", "ext:Hours",
                                            fmt::format("{:g}", d_.workload.hours->count)));
    if (!d_.grading.empty() || !award_.grade.empty())
      descriptions.push(arena_, description("grade", d_.grading.empty() ? "Grade" : d_.grading.any(), "Result", ""));
    if (!descriptions.empty()) out.append(arena_, "resultDescription", descriptions);
    if (!d_.stackability.into_url.empty()) {
      Value related = Value::object(arena_, 2);
      related.append(arena_, "id", text(d_.stackability.into_url));
      related.append(arena_, "type", list({"Related"}));
      Value all = Value::array(arena_, 1);
      all.push(arena_, related);
      out.append(arena_, "related", all);
    }
    return out;
  }

  Value description(const char* part, std::string_view name, const char* type, const std::string& most) {
    Value out = Value::object(arena_, 5);
    out.append(arena_, "id", text(own_uri(part)));
    out.append(arena_, "type", list({"ResultDescription"}));
    out.append(arena_, "name", text(name));
    out.append(arena_, "resultType", Value::string(type));
    if (!most.empty()) out.append(arena_, "valueMax", text(most));
    return out;
  }

  /// For people: what had to be done, as text. Assessment, prerequisites and stackability have no place of their own.
  std::string narrative() const {
    std::string out;
    for (const framework::LearningOutcome& outcome : d_.outcomes) out += "- " + outcome.title.any() + "\n";
    for (const framework::Assessment& a : d_.assessments) {
      out += "Assessment: " + (a.title.empty() ? a.type.label.any() : a.title.any());
      if (!a.criteria.empty()) out += " (" + a.criteria + ")";
      if (!a.supervision.empty()) out += ", " + a.supervision.label.any();
      out += "\n";
    }
    if (!d_.prerequisites.empty()) out += "Prerequisites: " + d_.prerequisites.any() + "\n";
    if (!d_.stackability.into.empty())
      out += "Stackable into: " + d_.stackability.into +
             (d_.stackability.rule.empty() ? "" : " (" + d_.stackability.rule + ")") + "\n";
    if (out.empty()) out = d_.title.any();
    return out;
  }

  void align(std::string_view name, std::string_view url, const char* framework, const char* type,
             std::string_view words = {}) {
    if (url.empty()) return;
    Value out = Value::object(arena_, 6);
    out.append(arena_, "type", list({"Alignment"}));
    out.append(arena_, "targetName", text(name.empty() ? url : name));
    out.append(arena_, "targetUrl", text(url));
    out.append(arena_, "targetFramework", Value::string(framework));
    out.append(arena_, "targetType", Value::string(type));
    if (!words.empty()) out.append(arena_, "targetDescription", text(words));
    alignments_.push(arena_, out);
  }

  // Everything that has a URI in a European list goes out as an alignment, so that a machine finds it.
  void alignments() {
    alignments_ = Value::array(arena_, 12);
    for (std::size_t i = 0; i < d_.outcomes.size(); ++i) {
      const framework::LearningOutcome& outcome = d_.outcomes[i];
      const std::string own =
          own_uri(outcome.id.empty() ? ("outcome-" + std::to_string(i + 1)).c_str() : outcome.id.c_str());
      align(outcome.title.any(), own, "Learning outcome", "CFItem");
      for (const Concept& skill : outcome.esco_skills)
        align(skill.label.any(), skill.uri, "ESCO", "ceasn:Competency", own);
    }
    if (d_.level.eqf)
      align("EQF level " + std::to_string(*d_.level.eqf),
            "http://data.europa.eu/snb/eqf/" + std::to_string(*d_.level.eqf), "European Qualifications Framework",
            "ext:Level", d_.level.national);
    for (const framework::Assessment& a : d_.assessments)
      align(a.type.label.any(), a.type.uri, "Assessment type", "ext:Assessment", a.criteria);
    align(d_.participation.mode.label.any(), d_.participation.mode.uri, "Form of participation", "ext:Mode");
    for (const framework::QualityAssurance& q : d_.quality_assurance)
      align(q.by.empty() ? q.type.label.any() : q.by, q.type.uri, "Quality assurance", "ext:QualityAssurance", q.scope);
    for (const Concept& field : d_.fields) align(field.label.any(), field.uri, "ISCED-F", "ext:Field");
    for (const Concept& occupation : d_.occupations)
      align(occupation.label.any(), occupation.uri, "ESCO occupation", "ext:Occupation");
    if (!d_.homepage.empty()) align("More about this micro-credential", d_.homepage, "Homepage", "ext:Homepage");
  }

  json::Arena& arena_;
  const framework::MicroCredential& d_;
  const Award& award_;
  const std::string& issuer_id_;
  Value alignments_;
};

}  // namespace

Result<Value> open_badge_from_award(json::Arena& arena, const framework::MicroCredential& definition,
                                    const Award& award, const std::string& issuer_id) {
  return BadgeWriter{arena, definition, award, issuer_id}.credential();
}

Result<Value> open_badge_achievement(json::Arena& arena, const framework::MicroCredential& definition) {
  const Award nobody;
  const std::string issuer = definition.awarding_body.id;
  return BadgeWriter{arena, definition, nobody, issuer}.definition();
}

}  // namespace credex::credential
