#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/report.h"
#include "base/result.h"
#include "framework/definition.h"

namespace credex::credential {

/// A published definition, as registers of learning opportunities and of accreditations harvest it (European Learning
/// Model v3, application profiles LOQ and AMS).
struct Offer {
  framework::MicroCredential definition{};
  std::string page{};  ///< where people read about it
  Instant changed{};
};

/// Whether the profile LOQ takes a definition: a field of ISCED-F, a learning outcome, a language that its list knows.
Report check_offer(const framework::MicroCredential& definition);

/// The offers as LearningOpportunity, each with its Qualification where its levels of the EQF and of a national
/// framework are known, else its LearningAchievementSpecification; a document with @context and @graph. Those that
/// check_offer() fails are left out.
json::Value learning_opportunities(json::Arena& arena, const std::vector<Offer>& offers);

/// The accreditations and other quality assurance that the offers rest on, each once, as Accreditation of the awarding
/// body.
json::Value accreditations(json::Arena& arena, const std::vector<Offer>& offers);

/// Such a document as Turtle.
Result<std::string> catalogue_turtle(const json::Value& document);

}  // namespace credex::credential
