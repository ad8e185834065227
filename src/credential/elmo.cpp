#include "credential/elmo.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "base/encoding.h"

namespace credex::credential {
namespace {

using framework::LangText;

constexpr const char* k_namespace = "https://github.com/emrex-eu/elmo-schemas/tree/v1";
constexpr const char* k_elmo_source = "ELMO, schema v1 (EMREX)";

void put(pugi::xml_node into, const char* name, const std::string& text) {
  if (!text.empty()) into.append_child(name).text().set(text.c_str());
}
void put(pugi::xml_node into, const char* name, const LangText& words) {
  for (const auto& [tag, text] : words.entries) {
    pugi::xml_node node = into.append_child(name);
    if (tag != "und") node.append_attribute("xml:lang").set_value(tag.c_str());
    node.text().set(text.c_str());
  }
}
void identifier(pugi::xml_node into, const char* type, const std::string& value) {
  if (value.empty()) return;
  pugi::xml_node node = into.append_child("identifier");
  node.append_attribute("type").set_value(type);
  node.text().set(value.c_str());
}

void learner(pugi::xml_node root, const Learner& l) {
  pugi::xml_node out = root.append_child("learner");
  identifier(out, "nationalIdentifier", l.national_id);
  identifier(out, "local", l.identifier);
  // The schema wants two names: where a credential has one, its last word is taken for the family's.
  std::string given = l.given_name;
  std::string family = l.family_name;
  if (given.empty() || family.empty()) {
    const std::string whole = l.name();
    const auto space = whole.rfind(' ');
    given = space == std::string::npos ? "" : whole.substr(0, space);
    family = space == std::string::npos ? whole : whole.substr(space + 1);
  }
  out.append_child("givenNames").text().set(given.c_str());
  out.append_child("familyName").text().set(family.c_str());
  if (l.date_of_birth) put(out, "bday", to_string(*l.date_of_birth));
}

void issuer(pugi::xml_node report, const framework::Organisation& o) {
  pugi::xml_node out = report.append_child("issuer");
  put(out, "country", o.country);
  identifier(out, "local", o.registration);
  identifier(out, "eidas", o.eidas_identifier);
  identifier(out, "deqar", o.deqar);
  if (!out.child("identifier")) identifier(out, "uri", o.id.empty() ? o.legal_name.any() : o.id);
  put(out, "title", o.legal_name);
  put(out, "url", o.homepage.empty() ? o.id : o.homepage);
}

/// The digits at the end of an ISCED-F URI.
std::string isced_code(const std::string& uri) {
  const auto slash = uri.rfind('/');
  const std::string code = slash == std::string::npos ? uri : uri.substr(slash + 1);
  return code.find_first_not_of("0123456789") == std::string::npos ? code : "";
}

void opportunity(pugi::xml_node report, const Contents& contents, const std::string& attachment) {
  const framework::MicroCredential& d = contents.definition;
  const Award& award = contents.award;
  pugi::xml_node out = report.append_child("learningOpportunitySpecification");
  identifier(out, "uri", d.id);
  put(out, "title", d.title);
  put(out, "type", "Course");
  put(out, "subjectArea", d.sector);
  if (!d.fields.empty()) put(out, "iscedCode", isced_code(d.fields[0].uri));
  put(out, "url", d.homepage.empty() ? d.id : d.homepage);
  LangText description = d.description;
  for (const framework::LearningOutcome& outcome : d.outcomes) {
    for (const auto& entry : outcome.title.entries) {
      const std::string& tag = entry.first;
      const bool has_tag = std::ranges::any_of(description.entries, [&](const auto& e) { return e.first == tag; });
      std::string text;
      if (has_tag) text.append(description.in(tag)).append("\n");
      text.append("- ").append(entry.second);
      description.set(tag, text);
    }
  }
  put(out, "description", description);
  pugi::xml_node instance = out.append_child("specifies").append_child("learningOpportunityInstance");
  identifier(instance, "uri", award.id);
  put(instance, "date", to_string(award.awarded_on));
  put(instance, "status", "passed");
  put(instance, "resultLabel", award.grade);
  if (d.workload.ects) {
    pugi::xml_node credit = instance.append_child("credit");
    put(credit, "scheme", "ects");
    put(credit, "value", fmt::format("{:g}", d.workload.ects->points));
  }
  if (d.level.eqf) {
    pugi::xml_node level = instance.append_child("level");
    put(level, "type", "EQF");
    put(level, "value", std::to_string(*d.level.eqf));
  }
  if (!d.level.national.empty()) {
    pugi::xml_node level = instance.append_child("level");
    put(level, "type", "NQF");
    put(level, "value", d.level.national);
  }
  if (!d.languages.empty()) put(instance, "languageOfInstruction", d.languages[0]);
  if (d.workload.hours) put(instance, "engagementHours", fmt::format("{:g}", d.workload.hours->count));
  if (!attachment.empty()) put(instance.append_child("attachments"), "ref", attachment);
}

void attach(pugi::xml_node report, const ElmoEntry& entry, const std::string& name) {
  pugi::xml_node out = report.append_child("attachment");
  identifier(out, "local", name);
  put(out, "title", entry.contents.definition.title);
  put(out, "type", "Micro Credential");
  put(out, "content", "data:" + entry.file_type + ";base64," + base64(as_bytes(entry.file)));
}

}  // namespace

Result<std::string> elmo_transcript(const std::vector<ElmoEntry>& entries, Instant made) {
  if (entries.empty() || !entries[0].contents.award.learner.is_identified())
    return Error{.code = "credential.elmo",
                 .message = "a transcript needs at least one credential that names its learner",
                 .remedy = "choose credentials that do"};
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("elmo");
  root.append_attribute("xmlns").set_value(k_namespace);
  put(root, "generatedDate", to_string(std::chrono::floor<std::chrono::seconds>(made)));
  learner(root, entries[0].contents.award.learner);
  std::map<std::string, std::vector<std::size_t>> by_body;
  for (std::size_t i = 0; i < entries.size(); ++i)
    by_body[entries[i].contents.definition.awarding_body.legal_name.any()].push_back(i);
  for (const auto& [name, indexes] : by_body) {
    pugi::xml_node report = root.append_child("report");
    issuer(report, entries[indexes[0]].contents.definition.awarding_body);
    const auto attachment_name = [&](std::size_t i) {
      return entries[i].file.empty() ? std::string{} : "credential-" + std::to_string(i + 1);
    };
    for (const std::size_t i : indexes) opportunity(report, entries[i].contents, attachment_name(i));
    put(report, "issueDate", to_string(std::chrono::floor<std::chrono::seconds>(made)));
    for (const std::size_t i : indexes) {
      if (!entries[i].file.empty()) attach(report, entries[i], attachment_name(i));
    }
  }
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

std::vector<Finding> losses_to_elmo(const Contents& contents) {
  const framework::MicroCredential& d = contents.definition;
  std::vector<Finding> out;
  const auto lost = [&](bool is_there, const char* where, const char* what) {
    if (!is_there) return;
    out.push_back({.rule = "convert.loss",
                   .outcome = Outcome::warn,
                   .subject = where,
                   .message = "convert.no_place",
                   .args = {what},
                   .source = k_elmo_source});
  };
  lost(d.fields.size() > 1, "/field", "further fields");
  lost(d.languages.size() > 1, "/language", "further languages");
  lost(!d.assessments.empty(), "/assessment", "assessment, supervision");
  lost(!d.participation.mode.empty(), "/participation", "participation");
  lost(!d.quality_assurance.empty(), "/quality_assurance", "quality_assurance");
  lost(!d.prerequisites.empty(), "/prerequisites", "prerequisites");
  lost(!d.stackability.option.empty(), "/stackability", "stackability");
  lost(!d.occupations.empty(), "/occupations", "occupations");
  const bool skills = std::ranges::any_of(d.outcomes, [](const auto& outcome) { return !outcome.esco_skills.empty(); });
  lost(skills, "/learning_outcomes", "esco");
  lost(contents.award.mandate.has_value(), "/mandate", "mandate");
  lost(contents.award.valid_until.has_value(), "/award/valid_until", "valid_until");
  return out;
}

}  // namespace credex::credential
