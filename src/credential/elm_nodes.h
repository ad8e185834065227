#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "framework/definition.h"

namespace credex::credential {

/// Schemes of identifiers in the Database of External Quality Assurance Results (DEQAR, of EQAR).
inline constexpr const char* k_deqar_reports = "https://data.deqar.eu/report/";
inline constexpr const char* k_deqar_institutions = "https://data.deqar.eu/institution/";

/// The @context of a document of such nodes that is no credential: the EDC context, and what it leaves to that of
/// credentials or has no term for.
json::Value elm_contexts(json::Arena& arena);

/// Makes the nodes of the European Learning Model v3 that a definition, its awarding body and its quality assurance
/// become, in credentials and in catalogues. Identifiers count up by kind.
class ElmNodes {
 public:
  /// `base` begins the identifiers of nodes that have none of their own: "urn:epass:" in credentials, as the
  /// Commission's issuer writes them.
  ElmNodes(json::Arena& arena, const framework::MicroCredential& definition, std::string base = "urn:epass:")
      : arena_{arena}, d_{definition}, base_{std::move(base)} {}

  json::Value text(std::string_view words);
  json::Value node(const char* kind, const char* type);
  json::Value lang(const framework::LangText& words);
  framework::LangText english(std::string words) const;
  json::Value note(const framework::LangText& words, const char* subject = nullptr);
  json::Value concept_of(std::string_view uri, const framework::LangText& label, std::string_view scheme);
  /// An entry of a controlled list by URI or key; words of our own become a concept of no list.
  json::Value entry(std::string_view list_name, const framework::Concept& wanted);
  json::Value entry(std::string_view list_name, std::string_view key);
  json::Value web(std::string_view url);
  json::Value legal_identifier(std::string_view notation, const std::string& country);
  json::Value location(const std::string& country, const std::string& region);
  json::Value organisation(const framework::Organisation& o);
  json::Value mailbox(const std::string& address);
  void languages(const json::Value& into);
  /// The definition: a "Qualification" with its levels, or a "LearningAchievementSpecification".
  json::Value specification(const char* type = "Qualification");
  /// What the model says and ELM has no property for, as marked notes.
  void notes(const json::Value& into);
  json::Value learning_outcome(const framework::LearningOutcome& outcome);
  json::Value accreditation(const framework::QualityAssurance& q);
  /// An identifier in a scheme that has a name and an address.
  json::Value identifier(std::string_view notation, std::string_view scheme_name, std::string_view scheme);

 protected:
  std::string fresh_id(const char* kind);

  json::Arena& arena_;
  const framework::MicroCredential& d_;
  std::string base_;
  std::string_view skill_scheme_ = "http://data.europa.eu/esco/concept-scheme/skills";
  std::map<std::string, int> counts_{};
};

}  // namespace credex::credential
