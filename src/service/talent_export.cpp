// A talent page as data: Europass profile (JSON of the Europass schema 3.3) and JSON Resume 1.0.0.
#include "base/json.h"
#include "service/holding_faces.h"
#include "service/talent.h"

namespace credex::service {
namespace {

using json::Value;

Value text_object(json::Arena& arena, std::initializer_list<std::pair<const char*, std::string>> members) {
  const Value out = Value::object(arena, members.size());
  for (const auto& [key, text] : members) {
    if (!text.empty()) out.append(arena, key, arena.string(text));
  }
  return out;
}

std::string skill_label(const Platform& platform, const std::string& uri, const std::string& language) {
  const auto found = platform.esco->find(uri);
  return found ? std::string{platform.esco->label(*found, language)} : uri;
}

}  // namespace

std::string europass_profile(const Platform& platform, const TalentPage& page, const std::string& language) {
  json::Arena arena;
  const Value passport = Value::object(arena);
  passport.append(arena, "Locale", arena.string(language));
  const Value info = text_object(arena, {{"DocumentType", "ESP"},
                                         {"CreationDate", to_string(platform.now())},
                                         {"XSDVersion", "V3.3"},
                                         {"Generator", "CREDEX"}});
  passport.append(arena, "DocumentInfo", info);
  const Value learner = Value::object(arena);
  const Value identification = Value::object(arena);
  if (!page.name.empty()) {
    const std::size_t space = page.name.rfind(' ');
    identification.append(
        arena, "PersonName",
        text_object(arena, {{"FirstName", space == std::string::npos ? page.name : page.name.substr(0, space)},
                            {"Surname", space == std::string::npos ? "" : page.name.substr(space + 1)}}));
  }
  if (!page.facts.country.empty()) {
    const Value contact = Value::object(arena);
    const Value address = Value::object(arena);
    address.append(arena, "Contact", [&] {
      const Value inner = Value::object(arena);
      inner.append(arena, "Country", text_object(arena, {{"Code", page.facts.country}}));
      return inner;
    }());
    contact.append(arena, "Address", address);
    identification.append(arena, "ContactInfo", contact);
  }
  learner.append(arena, "Identification", identification);
  if (!page.facts.headline.empty()) {
    const Value headline = Value::object(arena);
    headline.append(arena, "Type", text_object(arena, {{"Code", "personal_statement"}}));
    headline.append(arena, "Description", text_object(arena, {{"Label", page.facts.headline}}));
    learner.append(arena, "Headline", headline);
  }
  const Value experiences = Value::array(arena);
  for (const WorkView& one : page.works) {
    const Value work = Value::object(arena);
    work.append(arena, "Period", text_object(arena, {{"From", one.work.made_on}}));
    work.append(arena, "Position",
                text_object(arena, {{"Label", one.work.part.empty() ? one.work.title : one.work.part}}));
    work.append(arena, "Activities",
                arena.string(one.work.title + (one.work.words.empty() ? "" : ": " + one.work.words)));
    if (!one.work.client.empty()) work.append(arena, "Employer", text_object(arena, {{"Name", one.work.client}}));
    experiences.push(arena, work);
  }
  learner.append(arena, "WorkExperience", experiences);
  const Value education = Value::array(arena);
  for (const store::Holding& one : page.credentials) {
    const Value course = Value::object(arena);
    course.append(arena, "Title", arena.string(one.title));
    course.append(arena, "Organisation",
                  text_object(arena, {{"Name", issuer_line(language, one, page.faces.at(one.id))}}));
    education.push(arena, course);
  }
  learner.append(arena, "Education", education);
  const Value skill_set = Value::object(arena);
  const Value mother = Value::array(arena);
  const Value foreign = Value::array(arena);
  for (const skills::LanguageSkill& one : page.facts.languages) {
    const Value language_value = Value::object(arena);
    language_value.append(arena, "Description", text_object(arena, {{"Code", one.code}}));
    if (one.level < 7) {
      const std::string level{skills::language_level_name(one.level)};
      language_value.append(arena, "ProficiencyLevel",
                            text_object(arena, {{"Listening", level},
                                                {"Reading", level},
                                                {"SpokenInteraction", level},
                                                {"SpokenProduction", level},
                                                {"Writing", level}}));
    }
    (one.level == 7 ? mother : foreign).push(arena, language_value);
  }
  const Value linguistic = Value::object(arena);
  linguistic.append(arena, "MotherTongue", mother);
  linguistic.append(arena, "ForeignLanguage", foreign);
  skill_set.append(arena, "Linguistic", linguistic);
  std::string job_skills;
  for (const skills::HeldSkill& one : page.skills)
    job_skills += (job_skills.empty() ? "" : "; ") + skill_label(platform, one.uri, language);
  if (!job_skills.empty()) skill_set.append(arena, "JobRelated", text_object(arena, {{"Description", job_skills}}));
  learner.append(arena, "Skills", skill_set);
  passport.append(arena, "LearnerInfo", learner);
  const Value out = Value::object(arena);
  out.append(arena, "SkillsPassport", passport);
  return json::write_pretty(out);
}

std::string json_resume(const Platform& platform, const TalentPage& page, const std::string& language) {
  json::Arena arena;
  const Value out = Value::object(arena);
  out.append(arena, "$schema",
             Value::string("https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"));
  const Value basics = text_object(arena, {{"name", page.name},
                                           {"label", page.facts.headline},
                                           {"summary", page.facts.about.in(language)},
                                           {"url", platform.url("/talent/" + page.record.slug)}});
  if (!page.facts.country.empty())
    basics.append(arena, "location", text_object(arena, {{"countryCode", page.facts.country}}));
  out.append(arena, "basics", basics);
  const Value works = Value::array(arena);
  for (const WorkView& one : page.works)
    works.push(arena, text_object(arena, {{"name", one.work.title},
                                          {"description", one.work.words},
                                          {"startDate", one.work.made_on},
                                          {"url", one.work.link},
                                          {"entity", one.work.client},
                                          {"type", one.work.kind}}));
  out.append(arena, "projects", works);
  const Value certificates = Value::array(arena);
  for (const store::Holding& one : page.credentials)
    certificates.push(arena, text_object(arena, {{"name", one.title},
                                                 {"issuer", issuer_line(language, one, page.faces.at(one.id))}}));
  out.append(arena, "certificates", certificates);
  const Value skill_list = Value::array(arena);
  for (const skills::HeldSkill& one : page.skills) {
    const Value skill = text_object(arena, {{"name", skill_label(platform, one.uri, language)},
                                            {"level", std::string{skills::evidence_name(one.evidence)}}});
    skill.append(arena, "keywords", json::texts(arena, std::vector<std::string>{one.uri}));
    skill_list.push(arena, skill);
  }
  out.append(arena, "skills", skill_list);
  const Value languages = Value::array(arena);
  for (const skills::LanguageSkill& one : page.facts.languages)
    languages.push(arena, text_object(arena, {{"language", one.code},
                                              {"fluency", std::string{skills::language_level_name(one.level)}}}));
  out.append(arena, "languages", languages);
  return json::write_pretty(out);
}

}  // namespace credex::service
