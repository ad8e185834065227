#include <algorithm>
#include <charconv>

#include "credential/open_badge.h"
#include "framework/vocabulary.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using framework::Concept;
using framework::LangText;
using json::Value;
using proof::id_of;

class BadgeReader {
 public:
  explicit BadgeReader(const Value& credential) : root_{credential} {}

  Result<Contents> read() {
    if (!is_open_badge(root_)) {
      return Error{.code = "credential.open_badge_form",
                   .message = "this is no OpenBadgeCredential",
                   .remedy = "give an Open Badge of version 3.0"};
    }
    passed_by(root_, "",
              {"@context",
               "id",
               "type",
               "name",
               "description",
               "issuer",
               "validFrom",
               "validUntil",
               "issuanceDate",
               "expirationDate",
               "awardedDate",
               "credentialSubject",
               "evidence",
               "credentialStatus",
               "credentialSchema",
               "proof",
               "iss",
               "jti",
               "nbf",
               "exp",
               "iat",
               "sub"});
    Award& award = out_.award;
    award.id = root_.text("id");
    if (auto time =
            parse_instant(root_.text("validFrom").empty() ? root_.text("issuanceDate") : root_.text("validFrom")))
      award.valid_from = award.issued = *time;
    if (auto time =
            parse_instant(root_.text("validUntil").empty() ? root_.text("expirationDate") : root_.text("validUntil")))
      award.valid_until = *time;
    // When it was signed: badges say it in their proof alone.
    for (const Value& proof : json::as_list(root_.get("proof"))) {
      if (auto time = parse_instant(proof.text("created"))) award.issued = *time;
    }
    if (const Value iat = root_.get("iat"); iat.is_number() && std::abs(iat.as_number()) < 1e11)
      award.issued = Instant{std::chrono::seconds{static_cast<std::int64_t>(iat.as_number())}};
    award.awarded_on = date_of(award.valid_from);
    if (auto time = parse_instant(root_.text("awardedDate"))) award.awarded_on = date_of(*time);
    for (const Value& evidence : json::as_list(root_.get("evidence"))) {
      if (evidence.text("genre") == "mandate") continue;
      award.evidence_url = evidence.text("id");
    }
    out_.issuer_id = id_of(root_.get("issuer"));
    out_.issuer_name = root_.get("issuer").text("name");
    out_.definition.awarding_body = profile(root_.get("issuer"));
    for (const Value& entry : json::as_list(root_.get("credentialStatus"))) {
      StatusEntry status{.list_url = std::string{entry.text("statusListCredential")},
                         .purpose = std::string{entry.text("statusPurpose")}};
      const std::string_view index = entry.text("statusListIndex");
      std::from_chars(index.data(), index.data() + index.size(), status.index);
      award.status.push_back(std::move(status));
    }
    const auto subjects = json::as_list(root_.get("credentialSubject"));
    if (!subjects.empty()) subject(subjects[0]);
    for (const Value& evidence : json::as_list(root_.get("evidence"))) mandate(evidence);
    return std::move(out_);
  }

 private:
  void lost(std::string where, const char* message, std::vector<std::string> args) {
    out_.losses.push_back({.rule = "convert.loss",
                           .outcome = Outcome::warn,
                           .subject = std::move(where),
                           .message = message,
                           .args = std::move(args),
                           .source = "Open Badges 3.0"});
  }
  void passed_by(const Value& object, const std::string& where, std::initializer_list<std::string_view> known) {
    for (const json::Member& member : object.members()) {
      if (std::find(known.begin(), known.end(), member.key) == known.end())
        lost(where + json::pointer_step(member.key), "convert.no_place", {std::string{member.key}});
    }
  }

  /// Evidence that somebody seals for another; who awards is then the creator of the achievement.
  void mandate(const Value& evidence) {
    if (evidence.text("genre") != "mandate") return;
    const Value said = evidence.get("mandate");
    if (said.is_null()) return;
    auto read = framework::mandate_of(said);
    if (!read) return lost("/evidence", "convert.unreadable", {read.error().to_string()});
    out_.definition.awarding_body = creator_.legal_name.empty() ? read->given_by : creator_;
    out_.award.mandate = std::move(*read);
  }

  static framework::Organisation profile(const Value& issuer) {
    framework::Organisation o;
    o.id = id_of(issuer);
    o.legal_name = LangText::english(issuer.text("name"));
    o.homepage = issuer.text("url");
    o.email = issuer.text("email");
    o.country = issuer.get("address").text("addressCountryCode");
    o.region = issuer.get("address").text("addressRegion");
    for (const Value& entry : json::as_list(issuer.get("otherIdentifier"))) {
      const std::string_view kind = entry.text("identifierType");
      const std::string value{entry.text("identifier")};
      if (kind == "ext:registration") o.registration = value;
      if (kind == "ext:vat") o.vat = value;
      if (kind == "ext:eidas") o.eidas_identifier = value;
      if (kind == "ext:uri") o.id = value;
    }
    if (o.homepage == o.id) o.homepage.clear();
    return o;
  }

  void subject(const Value& node) {
    passed_by(node, "/credentialSubject", {"id", "type", "identifier", "achievement", "creditsEarned", "result"});
    Learner& l = out_.award.learner;
    l.id = node.text("id");
    for (const Value& entry : json::as_list(node.get("identifier"))) {
      // A list of one says the same by RDF, and is signed as the same: nobody hides a name in it.
      const auto only = [&](std::string_view key) {
        const auto list = json::as_list(entry.get(key));
        return list.size() == 1 && list[0].is_string() ? list[0].as_string() : std::string_view{};
      };
      const std::string_view kind = only("identityType");
      const std::string value{only("identityHash")};
      const Value hashed = entry.get("hashed");
      if (hashed.is_boolean() && hashed.as_boolean()) {
        lost("/credentialSubject/identifier", "convert.hashed_identity", {std::string{kind}});
        continue;
      }
      if (kind == "name") l.full_name = value;
      if (kind == "ext:givenName") l.given_name = value;
      if (kind == "ext:familyName") l.family_name = value;
      if (kind == "emailAddress" || kind == "email") l.email = value;
      if (kind == "sourcedId") l.identifier = value;
      if (kind == "nationalIdentityNumber") l.national_id = value;
      if (kind == "ext:nationalIdentityCountry") l.national_id_country = value;
      if (kind == "ext:dateOfBirth") {
        if (auto date = parse_date(value)) l.date_of_birth = *date;
      }
    }
    if (l.full_name == l.given_name + " " + l.family_name) l.full_name.clear();
    for (const Value& result : json::as_list(node.get("result"))) {
      if (!result.text("value").empty()) out_.award.grade = result.text("value");
    }
    const auto achievements = json::as_list(node.get("achievement"));
    if (!achievements.empty()) achievement(achievements[0]);
    if (!out_.definition.workload.ects && node.get("creditsEarned").is_number())
      out_.definition.workload.ects = framework::Ects{node.get("creditsEarned").as_number()};
  }

  void achievement(const Value& node) {
    passed_by(node, "/credentialSubject/achievement",
              {"id", "type", "achievementType", "name", "description", "criteria", "creditsAvailable", "inLanguage",
               "fieldOfStudy", "specialization", "version", "alignment", "resultDescription", "related", "image", "tag",
               "creator"});
    framework::MicroCredential& d = out_.definition;
    if (node.get("creator").is_object()) creator_ = profile(node.get("creator"));
    d.id = node.text("id");
    d.version = node.text("version");
    d.title = LangText::english(node.text("name"));
    if (node.text("description") != node.text("name")) d.description = LangText::english(node.text("description"));
    d.sector = node.text("specialization");
    if (const std::string_view tag = node.text("inLanguage"); !tag.empty()) d.languages.emplace_back(tag);
    if (const Value credits = node.get("creditsAvailable"); credits.is_number())
      d.workload.ects = framework::Ects{credits.as_number()};
    for (const Value& description : json::as_list(node.get("resultDescription"))) {
      const std::string_view kind = description.text("resultType");
      if (kind == "ext:Hours") {
        double hours = 0;
        const std::string_view most = description.text("valueMax");
        std::from_chars(most.data(), most.data() + most.size(), hours);
        d.workload.hours = framework::Hours{hours};
      } else {
        d.grading = LangText::english(description.text("name"));
      }
    }
    for (const Value& related : json::as_list(node.get("related"))) {
      d.stackability.into_url = related.text("id");
      d.stackability.option = "integrated, stackable towards another credential";
    }
    for (const Value& alignment : json::as_list(node.get("alignment"))) align(alignment);
  }

  void align(const Value& node) {
    framework::MicroCredential& d = out_.definition;
    const std::string_view framework_name = node.text("targetFramework");
    const std::string url{node.text("targetUrl")};
    Concept entry{.uri = url, .label = LangText::english(node.text("targetName"))};
    const std::string words{node.text("targetDescription")};
    if (framework_name == "Learning outcome") {
      const auto hash = url.rfind('#');
      d.outcomes.push_back({.id = hash == std::string::npos ? "" : url.substr(hash + 1), .title = entry.label});
    } else if (url.starts_with("http://data.europa.eu/esco/skill/")) {
      // Ours say whose skill it is; a skill that stands alone is an outcome in itself.
      const auto owner = std::find_if(d.outcomes.begin(), d.outcomes.end(), [&](const framework::LearningOutcome& o) {
        return !o.id.empty() && words.ends_with("#" + o.id);
      });
      if (owner != d.outcomes.end()) {
        owner->esco_skills.push_back(entry);
      } else {
        d.outcomes.push_back({.title = entry.label, .esco_skills = {entry}});
      }
    } else if (url.starts_with("http://data.europa.eu/snb/eqf/")) {
      if (url.back() >= '1' && url.back() <= '8') d.level.eqf = url.back() - '0';
      d.level.national = words;
    } else if (framework::controlled_list("assessment").find(url)) {
      d.assessments.push_back({.type = entry, .criteria = words});
    } else if (framework::controlled_list("mode").find(url)) {
      d.participation.mode = entry;
    } else if (const framework::ListEntry* type = framework::controlled_list("quality-assurance").find(url)) {
      Concept kind{.uri = type->uri, .label = LangText::english(type->label)};
      d.quality_assurance.push_back({.type = kind, .by = std::string{node.text("targetName")}, .scope = words});
      if (d.quality_assurance.back().by == type->label) d.quality_assurance.back().by.clear();
    } else if (framework::controlled_list("isced-f").find(url)) {
      d.fields.push_back(entry);
    } else if (url.starts_with("http://data.europa.eu/esco/occupation/")) {
      d.occupations.push_back(entry);
    } else if (framework_name == "Homepage") {
      d.homepage = url;
    } else if (node.text("targetType") == "ceasn:Competency" || node.text("targetType") == "CFItem") {
      d.outcomes.push_back({.title = entry.label});
    } else {
      lost("/credentialSubject/achievement/alignment", "convert.alignment_unknown", {url});
    }
  }

  const Value& root_;
  framework::Organisation creator_{};
  Contents out_;
};

}  // namespace

bool is_open_badge(const Value& credential) {
  const auto types = json::as_list(credential.get("type"));
  return std::any_of(types.begin(), types.end(), [](const Value& t) {
    return t.is_string("OpenBadgeCredential") || t.is_string("AchievementCredential");
  });
}

Result<Contents> award_from_open_badge(const Value& credential) { return BadgeReader{credential}.read(); }

}  // namespace credex::credential
