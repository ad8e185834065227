// What a course awards: choosing it, looking at grades, awarding, showing it in the learning system.
#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "credential/sheet.h"
#include "service/awards.h"
#include "service/jobs.h"
#include "service/lti.h"
#include "service/lti_services.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_period{15};
constexpr const char* k_tag = "credex-micro-credential";

/// The learning system acts for its organisation, as a key of it that may issue.
Actor actor_of(const store::LtiPlatform& registration) {
  Actor out;
  out.api_key = store::ApiKey{.id = "lti-" + registration.id,
                              .organisation_id = registration.organisation_id,
                              .name = registration.name,
                              .scopes = "read issue"};
  return out;
}

struct Course {
  store::LtiCourse record{};
  store::LtiPlatform registration{};
  DefinitionView definition{};
};

Result<Course> open_course(Platform& platform, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<Course> {
    auto record = store::find_one<store::LtiCourse>(tx, "id = ?1", {id});
    if (!record) return not_found("this course");
    auto registration = store::find_one<store::LtiPlatform>(tx, "id = ?1", {record->platform_id});
    if (!registration) return not_found("this learning system");
    if (record->definition_id.empty())
      return conflict("no micro-credential was chosen for this course", "choose one first");
    auto definition = published_definition(tx, record->definition_id);
    if (!definition) return std::move(definition).error();
    return Course{
        .record = std::move(*record), .registration = std::move(*registration), .definition = std::move(*definition)};
  });
}

LearnerFacts facts_of(const LtiMember& member) {
  LearnerFacts out{.email = member.email, .identifier = member.subject};
  if (!member.given_name.empty() && !member.family_name.empty()) {
    out.given_name = member.given_name;
    out.family_name = member.family_name;
  } else {
    out.full_name = member.name;
  }
  return out;
}

void remember(Platform& platform, const Course& course, const LtiMember& member, const std::string& award_id) {
  platform.database->write([&](store::Tx& tx) {
    if (store::count(tx, "lti_award WHERE course_id = ?1 AND subject = ?2", {course.record.id, member.subject}) > 0)
      return;
    store::insert(
        tx,
        store::LtiAward{
            .course_id = course.record.id, .subject = member.subject, .award_id = award_id, .created = platform.now()});
  });
}

/// Where two people are needed, the class waits as one batch for the second.
Result<std::string> wait_for_release(Platform& platform, const Actor& actor, const Course& course,
                                     const std::vector<LtiMember>& members) {
  std::string sheet = credential::csv_line({"given_name", "family_name", "full_name", "email", "identifier"});
  for (const LtiMember& member : members) {
    const LearnerFacts facts = facts_of(member);
    sheet +=
        credential::csv_line({facts.given_name, facts.family_name, facts.full_name, facts.email, facts.identifier});
  }
  auto job = prepare_cohort(platform, actor, course.record.definition_id, course.record.title + ".csv", sheet,
                            credential::Format::open_badge);
  if (!job) return std::move(job).error();
  auto begun = start_cohort(platform, actor, job->id);
  if (!begun) return std::move(begun).error();
  for (const LtiMember& member : members) remember(platform, course, member, "");
  return begun->id;
}

/// The column in which the learning system shows who was awarded; kept, so that it is made once.
Result<std::string> award_item(Platform& platform, LtiServices& services, Course& course) {
  if (!course.record.award_item_url.empty() || course.record.items_url.empty()) return course.record.award_item_url;
  auto item = services.line_item(course.record.items_url, "Micro-credential: " + course.definition.content.title.any(),
                                 k_tag, course.record.id);
  if (!item) return item;
  course.record.award_item_url = *item;
  platform.database->write([&](store::Tx& tx) {
    tx.execute("UPDATE lti_course SET award_item_url = ?2 WHERE id = ?1", {course.record.id, *item});
  });
  return item;
}

/// Members whose grade reaches the threshold and who were not awarded yet.
std::vector<LtiMember> to_award(Platform& platform, const Course& course, std::vector<LtiMember> members,
                                const std::vector<std::pair<std::string, double>>& grades, LtiOutcome& out) {
  std::map<std::string, double> best;
  for (const auto& [subject, grade] : grades) best[subject] = std::max(best[subject], grade);
  std::vector<LtiMember> left;
  for (LtiMember& member : members) {
    if (!member.learns) continue;
    ++out.learners;
    const auto grade = best.find(member.subject);
    if (grade == best.end() || grade->second < static_cast<double>(course.record.threshold)) continue;
    ++out.passed;
    const bool known = store::reading(*platform.database, [&](store::Tx& tx) {
      return store::count(tx, "lti_award WHERE course_id = ?1 AND subject = ?2", {course.record.id, member.subject}) >
             0;
    });
    if (known) {
      ++out.already;
    } else if (member.name.empty() && member.family_name.empty() && member.email.empty()) {
      out.problems.push_back(member.subject + ": the learning system gives neither name nor address");
    } else {
      left.push_back(std::move(member));
    }
  }
  return left;
}

}  // namespace

Result<void> set_course(Platform& platform, const LtiVisit& visit, const std::string& definition_id,
                        const std::string& threshold, bool automatic) {
  if (!visit.teaches || visit.course.id.empty())
    return Error{.code = "service.forbidden",
                 .message = "only who teaches the course chooses",
                 .remedy = "ask a teacher of the course"};
  const int per_cent = std::atoi(threshold.c_str());
  if (per_cent < 1 || per_cent > 100)
    return invalid("'" + threshold.substr(0, 20) + "' is no number from 1 to 100", "threshold", "write it like 50");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto definition = published_definition(tx, definition_id);
    if (!definition || definition->record.organisation_id != visit.course.organisation_id)
      return invalid("'" + definition_id.substr(0, 40) + "' is no micro-credential of this organisation", "definition",
                     "choose one of the list");
    auto course = store::find_one<store::LtiCourse>(tx, "id = ?1", {visit.course.id});
    if (!course) return not_found("this course");
    if (course->definition_id != definition_id) {
      // Another micro-credential is another award: who had the former may have this one too.
      tx.execute("DELETE FROM lti_award WHERE course_id = ?1", {course->id});
      course->award_item_url.clear();
    }
    course->definition_id = definition_id;
    course->threshold = per_cent;
    course->automatic = automatic;
    course->due.reset();
    if (automatic) course->due = platform.now();
    store::update(tx, *course);
    audit(tx, platform, actor_of(visit.registration), "lti.course", course->organisation_id, course->id, definition_id);
    return {};
  });
}

Result<LtiOutcome> award_course(Platform& platform, const std::string& course_id) {
  auto course = open_course(platform, course_id);
  if (!course) return std::move(course).error();
  if (course->record.members_url.empty() || course->record.item_url.empty()) {
    return Error{.code = "service.lti",
                 .message = "the learning system gives no access to names or grades of this course",
                 .remedy =
                     "allow the tool's services there: names and roles, assignments and grades; then open the "
                     "link again"};
  }
  LtiServices services{platform, course->registration};
  auto members = services.members(course->record.members_url);
  if (!members) return std::move(members).error();
  auto grades = services.grades(course->record.item_url);
  if (!grades) return std::move(grades).error();
  LtiOutcome out;
  const auto left = to_award(platform, *course, std::move(*members), *grades, out);
  if (left.empty()) return out;
  const Actor actor = actor_of(course->registration);
  if (course->definition.organisation.two_person) {
    auto job = wait_for_release(platform, actor, *course, left);
    if (!job) return std::move(job).error();
    out.waits = *job;
    return out;
  }
  auto item = award_item(platform, services, *course);
  if (!item) out.problems.push_back(item.error().message);
  for (const LtiMember& member : left) {
    auto award =
        issue_award(platform, actor, course->record.definition_id, facts_of(member), credential::Format::open_badge);
    if (!award) {
      out.problems.push_back((member.name.empty() ? member.subject : member.name) + ": " + award.error().message);
      // What does not lie with the learner would fail for each.
      if (award.error().code == "service.mandate" || award.error().code.starts_with("crypto.")) break;
      continue;
    }
    ++out.awarded;
    remember(platform, *course, member, award->id);
    if (!item || item->empty()) continue;
    auto shown = services.score(*item, member.subject, check_link(platform, award->id));
    if (!shown)
      out.problems.push_back((member.name.empty() ? member.subject : member.name) + ": " + shown.error().message);
  }
  return out;
}

std::size_t award_due_courses(Platform& platform, const std::function<bool()>& go_on) {
  const Instant now = platform.now();
  const auto due = [&](store::Tx& tx) {
    return store::find<store::LtiCourse>(tx, "automatic = 1 AND due <= ?1 ORDER BY due LIMIT 20",
                                         {store::cell_from(now)});
  };
  if (store::reading(*platform.database, due).empty()) return 0;
  // Taken by moving it on, so that two servers do not look at the same.
  const auto taken = store::writing(*platform.database, [&](store::Tx& tx) {
    auto all = due(tx);
    for (const auto& course : all)
      tx.execute("UPDATE lti_course SET due = ?2 WHERE id = ?1", {course.id, store::cell_from(now + k_period)});
    return all;
  });
  std::size_t looked = 0;
  for (const store::LtiCourse& course : taken) {
    if (!go_on()) break;
    const auto outcome = award_course(platform, course.id);
    const std::string error = !outcome                    ? outcome.error().to_string()
                              : outcome->problems.empty() ? ""
                                                          : outcome->problems.front();
    platform.database->write([&](store::Tx& tx) {
      tx.execute("UPDATE lti_course SET error = ?2 WHERE id = ?1", {course.id, utf8_prefix(error, 1000)});
    });
    ++looked;
  }
  return looked;
}

std::optional<LtiOwnAward> own_award(Platform& platform, const LtiVisit& visit) {
  auto award = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Award>(tx,
                                         "id = (SELECT award_id FROM lti_award WHERE course_id = ?1 AND subject = ?2)",
                                         {visit.course.id, visit.subject});
  });
  if (!award) return std::nullopt;
  const std::string link = claim_link(platform, *award, ClaimWay::code);
  return LtiOwnAward{.award = std::move(*award), .link = link};
}

}  // namespace credex::service
