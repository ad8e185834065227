#pragma once

#include <string>
#include <vector>

#include "cocreation/practice.h"
#include "service/actor.h"
#include "store/assessment_records.h"

namespace credex::service {

/// Hands in a practice; anyone may, with a name and a mail address. Errors "service.invalid" with the field.
Result<store::PracticeEntry> submit_practice(Platform& platform, const Actor& actor, cocreation::Practice practice,
                                             const std::string& submitter, const std::string& email);

struct PracticeView {
  store::PracticeEntry record{};
  cocreation::Practice practice{};
  std::vector<store::PracticeReview> reviews{};
};
/// The published ones, by title.
std::vector<PracticeView> published_practices(Platform& platform);
/// Published, or for those who may review also what waits. Error "service.not_found".
Result<PracticeView> practice_view(Platform& platform, const Actor& actor, const std::string& slug);
/// What waits for reviews, oldest first. Needs practice.review in any organisation.
Result<std::vector<PracticeView>> practice_queue(Platform& platform, const Actor& actor);
/// A review. Two that say the same decide; nobody reviews their own or twice.
Result<void> review_practice(Platform& platform, const Actor& actor, const std::string& slug, bool publish,
                             const std::string& words);

/// Whether it could be taken over where a framework was assessed: its newest published assessment answers for the
/// conditions.
Result<cocreation::Transfer> transfer_of(Platform& platform, const cocreation::Practice& practice,
                                         const std::string& framework_slug, cocreation::Context there);

}  // namespace credex::service
