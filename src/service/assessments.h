#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "assessment/score.h"
#include "service/actor.h"
#include "store/assessment_records.h"

namespace credex::service {

struct FrameworkFacts {
  std::string title{};
  std::string kind{};  ///< country, region, institution, sector
  std::string country{};
  std::string region{};
  std::string sector{};
  std::string about{};
  std::string link{};
  std::string target{};  ///< 1 to 4; empty: the rubric's
  bool is_fictional = false;
};
/// Adds a framework that is to be assessed. Errors "service.invalid" with the field. Needs assessment.lead.
Result<store::LocalFramework> add_framework(Platform& platform, const Actor& actor, const FrameworkFacts& facts);
Result<store::LocalFramework> framework_by_slug(Platform& platform, const std::string& slug);

/// Opens an assessment: what the catalogue says of the framework's place is counted now and kept with it.
Result<store::AssessmentRun> open_assessment(Platform& platform, const Actor& actor, const std::string& framework_slug);
/// Names an assessor by mail address; they need not have an account yet. Needs assessment.lead.
Result<store::AssessmentAssessor> add_assessor(Platform& platform, const Actor& actor, const std::string& run_id,
                                               const std::string& email, const std::string& name,
                                               const std::string& constituency);

struct RatingFacts {
  std::string indicator{};
  std::string value{};  ///< 0 to 4, not_applicable, no_evidence
  std::string reason{};
  std::vector<assessment::Evidence> evidence{};
};
/// An assessor's rating; anew takes the place of the one before. Errors "service.invalid": off the scale, without
/// evidence where it is demanded. Only while the assessment is open.
Result<void> rate_indicator(Platform& platform, const Actor& actor, const std::string& run_id,
                            const RatingFacts& facts);
/// The value on which those who differed agreed. Needs assessment.lead.
Result<void> moderate(Platform& platform, const Actor& actor, const std::string& run_id, const std::string& indicator,
                      const std::string& value, const std::string& reason);
/// Publishes it. Error "service.conflict" where indicators are still to be moderated, or fewer than two assessors
/// rated.
Result<void> publish_assessment(Platform& platform, const Actor& actor, const std::string& run_id);

/// An assessment with what it is made of. `is_draft`: not published; to be seen by lead and assessors alone.
struct AssessmentView {
  store::LocalFramework framework{};
  store::AssessmentRun run{};
  std::vector<store::AssessmentAssessor> assessors{};
  assessment::LocalFramework local{};
  assessment::Assessment result{};
  std::vector<assessment::Rating> own{};  ///< the visitor's
  std::string own_assessor{};             ///< id, where the visitor is one
  bool may_lead = false;
};
/// Published assessments as they were reckoned once: they do not change any more, and pages of a country or of Europe
/// show many. Without the assessors' names. Any thread may use it; `mutex_` guards what is kept.
class PublishedAssessments {
 public:
  std::shared_ptr<const AssessmentView> of(store::Tx& tx, const store::LocalFramework& framework,
                                           const store::AssessmentRun& run);

 private:
  static constexpr std::size_t k_most = 500;  ///< past that it begins anew
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const AssessmentView>> kept_{};
};

/// Error "service.not_found" for what is not there or not to be seen.
Result<AssessmentView> assessment_view(Platform& platform, const Actor& actor, const std::string& run_id);
/// The newest published one of a framework.
Result<AssessmentView> published_assessment(Platform& platform, const std::string& framework_slug);
/// All published ones of a framework, oldest first.
std::vector<AssessmentView> assessment_history(Platform& platform, const std::string& framework_slug);
/// Frameworks with their newest published assessment, by title.
struct FrameworkLine {
  store::LocalFramework framework{};
  std::shared_ptr<const AssessmentView> newest{};  ///< null: none is published
};
std::vector<FrameworkLine> assessed_frameworks(Platform& platform);
/// Assessments under way that the visitor leads or rates in.
struct OwnRun {
  store::LocalFramework framework{};
  store::AssessmentRun run{};
};
std::vector<OwnRun> own_assessments(Platform& platform, const Actor& actor);

/// Shares counted in the catalogue of a country and region (all for none).
std::vector<assessment::Measure> catalogue_measures(Platform& platform, const std::string& country,
                                                    const std::string& region, const std::string& sector);

}  // namespace credex::service
