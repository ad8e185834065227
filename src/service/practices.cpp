#include "service/practices.h"

#include <algorithm>

#include "base/translate.h"
#include "service/assessments.h"
#include "service/confirmations.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

bool is_known_indicator(std::string_view id) { return assessment::Rubric::built_in().find(id) != nullptr; }

PracticeView view_of(store::Tx& tx, store::PracticeEntry record) {
  PracticeView out;
  const json::Document content = json_in(record.content);
  if (auto read = cocreation::practice_from(content.root)) out.practice = std::move(*read);
  out.practice.id = record.slug;
  out.reviews = store::find<store::PracticeReview>(tx, "practice_id = ?1 ORDER BY id", {record.id});
  out.record = std::move(record);
  return out;
}

bool may_review(const Actor& actor) { return static_cast<bool>(demand_anywhere(actor, "practice.review")); }

}  // namespace

Result<store::PracticeEntry> submit_practice(Platform& platform, const Actor& actor, cocreation::Practice practice,
                                             const std::string& submitter, const std::string& email) {
  if (auto allowed = demand(actor, "practice.submit"); !allowed) return std::move(allowed).error();
  if (submitter.empty() || submitter.size() > 200)
    return invalid("your name is missing or too long", "submitter", "write up to 200 characters");
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  if (practice.title.empty() || practice.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  if (!cocreation::is_matter(practice.matter))
    return invalid("it is not said which of the nine matters this is about", "matter", "choose of the list");
  if (practice.done.empty())
    return invalid("it is not said what was done", "done", "describe it so that others could do it too");
  if (practice.effect.empty())
    return invalid("it is not said what it brought", "effect", "say what changed, and how you know");
  if (practice.evidence >= cocreation::EffectEvidence::before_after && practice.evidence_link.empty())
    return invalid("the effect is said to be measured, and no figures are named", "evidence_link",
                   "link the figures, or choose a weaker kind of evidence");
  if (!practice.evidence_link.empty() && !practice.evidence_link.starts_with("https://") &&
      !practice.evidence_link.starts_with("http://"))
    return invalid("this is no web address", "evidence_link", "begin with https://");
  practice.id.clear();
  if (auto good = cocreation::check_practice(practice, is_known_indicator); !good)
    return invalid("this cannot be taken so", good.error().where, "check what you wrote there");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::PracticeEntry> {
    json::Arena arena;
    store::PracticeEntry out{.id = new_id(platform.now()),
                             .slug = free_slug(tx, "practice_entry", slug_from(practice.title)),
                             .title = practice.title,
                             .matter = practice.matter,
                             .content = json::write(cocreation::practice_value(arena, practice)),
                             .submitter = submitter,
                             .submitter_email = *address,
                             .person_id = actor.person ? actor.person->id : "",
                             .made = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "practice.submit", "", out.id, out.title);
    return out;
  });
}

std::vector<PracticeView> published_practices(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<PracticeView> out;
    for (auto& record : store::find<store::PracticeEntry>(tx, "state = 'published' ORDER BY title, id LIMIT 5000")) {
      PracticeView view;
      const json::Document content = json_in(record.content);
      if (auto read = cocreation::practice_from(content.root)) view.practice = std::move(*read);
      view.practice.id = record.slug;
      view.record = std::move(record);
      out.push_back(std::move(view));
    }
    return out;
  });
}

Result<PracticeView> practice_view(Platform& platform, const Actor& actor, const std::string& slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<PracticeView> {
    auto found = store::find_one<store::PracticeEntry>(tx, "slug = ?1", {slug});
    const bool is_own = found && actor.person && found->person_id == actor.person->id;
    if (!found || (found->state != store::PracticeState::published && !is_own && !may_review(actor)))
      return not_found("this practice");
    return view_of(tx, std::move(*found));
  });
}

Result<std::vector<PracticeView>> practice_queue(Platform& platform, const Actor& actor) {
  if (auto allowed = demand_anywhere(actor, "practice.review"); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<PracticeView> out;
    for (auto& record : store::find<store::PracticeEntry>(tx, "state = 'submitted' ORDER BY id LIMIT 200"))
      out.push_back(view_of(tx, std::move(record)));
    return out;
  });
}

Result<void> review_practice(Platform& platform, const Actor& actor, const std::string& slug, bool publish,
                             const std::string& words) {
  if (auto allowed = demand_anywhere(actor, "practice.review"); !allowed) return allowed;
  if (words.empty() || words.size() > 4000)
    return invalid("the reasons are missing or too long", "words", "write up to 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto entry = store::find_one<store::PracticeEntry>(tx, "slug = ?1", {slug});
    if (!entry) return not_found("this practice");
    if (auto confirmed = demand_confirmed_anywhere(tx, platform, actor, "practice.review"); !confirmed)
      return confirmed;
    if (entry->state != store::PracticeState::submitted)
      return conflict("this practice is decided", "nothing more is needed");
    if (entry->person_id == actor.person->id || store::count(tx, "email_address WHERE person_id = ?1 AND address = ?2",
                                                             {actor.person->id, entry->submitter_email}) > 0)
      return conflict("you handed this in yourself", "somebody else reviews it");
    if (store::count(tx, "practice_review WHERE practice_id = ?1 AND person_id = ?2", {entry->id, actor.person->id}) >
        0)
      return conflict("you have reviewed this already", "a second reviewer is wanted");
    store::insert(tx, store::PracticeReview{.id = new_id(platform.now()),
                                            .practice_id = entry->id,
                                            .person_id = actor.person->id,
                                            .publish = publish,
                                            .words = words,
                                            .made = platform.now()});
    audit(tx, platform, actor, publish ? "practice.approve" : "practice.decline", "", entry->id);
    // Two who say the same decide; where they differ, a third does.
    if (store::count(tx, "practice_review WHERE practice_id = ?1 AND publish = ?2", {entry->id, publish ? 1 : 0}) < 2)
      return {};
    entry->state = publish ? store::PracticeState::published : store::PracticeState::declined;
    entry->decided = platform.now();
    store::update(tx, *entry);
    const json::Document content = json_in(entry->content);
    const std::string language{content.root.text("language")};
    const std::string link = platform.url("/practices/" + entry->slug);
    queue_mail(
        tx, platform,
        {.to = entry->submitter_email,
         .subject = translate(language, "Your practice was reviewed: {0}", {entry->title}),
         .body = publish
                     ? translate(language, "Two reviewers found that others can learn from it. It is published:\n\n{0}",
                                 {link})
                     : translate(language, "Two reviewers found that it cannot be published so. One wrote:\n\n{0}",
                                 {words}),
         .regards = entry->id});
    return {};
  });
}

Result<cocreation::Transfer> transfer_of(Platform& platform, const cocreation::Practice& practice,
                                         const std::string& framework_slug, cocreation::Context there) {
  std::optional<AssessmentView> view;
  if (!framework_slug.empty()) {
    auto framework = framework_by_slug(platform, framework_slug);
    if (!framework) return std::move(framework).error();
    if (there.country.empty()) there.country = framework->country;
    if (there.region.empty()) there.region = framework->region;
    if (there.sector.empty()) there.sector = framework->sector;
    if (auto found = published_assessment(platform, framework_slug)) view = std::move(*found);
  }
  return cocreation::transferability(practice, there, [&](std::string_view id) -> std::optional<double> {
    const auto* score = view ? view->result.find(id) : nullptr;
    return score ? score->value : std::nullopt;
  });
}

}  // namespace credex::service
