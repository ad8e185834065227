#include "service/assessments.h"

#include <algorithm>
#include <map>
#include <set>

#include "assessment/measures.h"
#include "service/demand.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/overview.h"
#include "service/sign_in.h"
#include "service/stacks.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "skills/sectors.h"
#include "stacking/candidate.h"

namespace credex::service {
namespace {

const assessment::Rubric& rubric() { return assessment::Rubric::built_in(); }

std::string measures_json(const std::vector<assessment::Measure>& measures) {
  json::Arena arena;
  const json::Value out = json::Value::array(arena, measures.size());
  for (const assessment::Measure& one : measures) {
    const json::Value item = json::Value::object(arena);
    item.append(arena, "id", arena.string(one.id));
    item.append(arena, "count", json::Value::integer(one.count));
    item.append(arena, "of", json::Value::integer(one.of));
    item.append(arena, "link", arena.string(one.link));
    out.push(arena, item);
  }
  return json::write(out);
}

std::vector<assessment::Measure> measures_in(const std::string& text) {
  std::vector<assessment::Measure> out;
  const json::Document document = json_in(text);
  for (const json::Value& one : document.root.items())
    out.push_back({std::string{one.text("id")}, one.get("count").as_integer(), one.get("of").as_integer(),
                   std::string{one.text("link")}});
  return out;
}

std::string evidence_json(const std::vector<assessment::Evidence>& evidence) {
  json::Arena arena;
  const json::Value out = json::Value::array(arena, evidence.size());
  for (const assessment::Evidence& one : evidence) {
    const json::Value item = json::Value::object(arena);
    item.append(arena, "kind", arena.string(one.kind));
    item.append(arena, "text", arena.string(one.text));
    item.append(arena, "link", arena.string(one.link));
    out.push(arena, item);
  }
  return json::write(out);
}

assessment::Rating rating_of(const store::AssessmentRating& record) {
  auto read = assessment::rating_from(record.indicator, record.value);
  assessment::Rating out = read ? std::move(*read) : assessment::Rating{.indicator = record.indicator};
  out.reason = record.reason;
  const json::Document document = json_in(record.evidence);
  for (const json::Value& one : document.root.items())
    out.evidence.push_back(
        {std::string{one.text("kind")}, std::string{one.text("text")}, std::string{one.text("link")}});
  return out;
}

assessment::LocalFramework local_of(const store::LocalFramework& record) {
  assessment::LocalFramework out{.id = record.slug,
                                 .title = record.title,
                                 .country = record.country,
                                 .region = record.region,
                                 .sector = record.sector,
                                 .about = record.about,
                                 .link = record.link};
  for (const auto kind : {assessment::FrameworkKind::country, assessment::FrameworkKind::region,
                          assessment::FrameworkKind::institution, assessment::FrameworkKind::sector}) {
    if (assessment::kind_name(kind) == record.kind) out.kind = kind;
  }
  const json::Document settings = json_in(record.settings);
  if (const json::Value target = settings.root.get("target"); target.is_number())
    out.target = static_cast<int>(target.as_number());
  for (const json::Member& one : settings.root.get("weights").members())
    out.weights.emplace(one.key, one.value.as_number());
  return out;
}

AssessmentView view_of(store::Tx& tx, store::LocalFramework framework, store::AssessmentRun run) {
  AssessmentView out{.framework = std::move(framework), .run = std::move(run)};
  out.local = local_of(out.framework);
  out.local.measures = measures_in(out.run.measures);
  for (const auto& one : store::find<store::AssessmentModeration>(tx, "run_id = ?1 ORDER BY indicator", {out.run.id}))
    out.local.moderations.push_back({one.indicator, static_cast<int>(one.value), one.reason});
  out.assessors = store::find<store::AssessmentAssessor>(tx, "run_id = ?1 ORDER BY id", {out.run.id});
  std::map<std::string, assessment::Assessor> assessors;
  for (const auto& one : out.assessors)
    assessors[one.id] = {.id = one.id, .name = one.name, .constituency = one.constituency};
  for (const auto& one : store::find<store::AssessmentRating>(tx, "run_id = ?1 ORDER BY id", {out.run.id}))
    assessors[one.assessor_id].ratings.push_back(rating_of(one));
  std::vector<assessment::Assessor> list;
  for (auto& [id, one] : assessors) {
    if (!one.ratings.empty()) list.push_back(std::move(one));
  }
  out.result = assessment::assess(rubric(), out.local, std::move(list));
  return out;
}

Result<store::AssessmentRun> open_run(store::Tx& tx, const std::string& id) {
  auto run = store::find_one<store::AssessmentRun>(tx, "id = ?1", {id});
  if (!run) return not_found("this assessment");
  if (run->state != store::AssessmentState::open)
    return conflict("this assessment is published", "open a new one to see what has changed");
  return std::move(*run);
}

/// Whether a published rule takes it as a part.
bool is_in_stack(const framework::MicroCredential& definition, const std::vector<StackRuleView>& stack_rules) {
  const auto& countries = recognition::Countries::built_in();
  const stacking::Candidate candidate = stacking::candidate_of(definition, countries);
  return std::any_of(stack_rules.begin(), stack_rules.end(), [&](const StackRuleView& view) {
    return std::any_of(
        view.content.conditions.begin(), view.content.conditions.end(), [&](const stacking::Condition& one) {
          return (one.kind == stacking::Condition::Kind::all || one.kind == stacking::Condition::Kind::any) &&
                 stacking::selects(one.which, candidate, view.content, countries);
        });
  });
}

std::shared_ptr<const AssessmentView> newest_of(Platform& platform, store::Tx& tx,
                                                const store::LocalFramework& framework) {
  const auto run = store::find_one<store::AssessmentRun>(
      tx, "framework_id = ?1 AND state = 'published' ORDER BY published DESC, id DESC LIMIT 1", {framework.id});
  return run ? platform.assessments->of(tx, framework, *run) : nullptr;
}

}  // namespace

std::shared_ptr<const AssessmentView> PublishedAssessments::of(store::Tx& tx, const store::LocalFramework& framework,
                                                               const store::AssessmentRun& run) {
  {
    const std::lock_guard guard{mutex_};
    if (const auto found = kept_.find(run.id); found != kept_.end()) return found->second;
  }
  AssessmentView made = view_of(tx, framework, run);
  made.assessors.clear();
  auto kept = std::make_shared<const AssessmentView>(std::move(made));
  const std::lock_guard guard{mutex_};
  if (kept_.size() >= k_most) kept_.clear();
  kept_[run.id] = kept;
  return kept;
}

Result<store::LocalFramework> add_framework(Platform& platform, const Actor& actor, const FrameworkFacts& f) {
  if (auto allowed = demand(actor, "assessment.lead"); !allowed) return std::move(allowed).error();
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  if (f.kind != "country" && f.kind != "region" && f.kind != "institution" && f.kind != "sector")
    return invalid("it is not said whose framework this is", "kind", "choose of the list");
  if (f.country.size() != 2 && f.kind != "sector")
    return invalid("the country is missing", "country", "choose of the list");
  if (f.about.size() > 8000) return invalid("this is too long", "about", "write up to 8,000 characters");
  if (!f.link.empty() && !f.link.starts_with("https://") && !f.link.starts_with("http://"))
    return invalid("this is no web address", "link", "begin with https://");
  if (!f.target.empty() && (f.target.size() != 1 || f.target[0] < '1' || f.target[0] > '4'))
    return invalid("the target goes from 1 to 4", "target", "choose one of the steps");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::LocalFramework> {
    store::LocalFramework out{.id = new_id(platform.now()),
                              .slug = free_slug(tx, "local_framework", slug_from(f.title)),
                              .title = f.title,
                              .kind = f.kind,
                              .country = f.country,
                              .region = f.region,
                              .sector = f.sector,
                              .about = f.about,
                              .link = f.link,
                              .settings = f.target.empty() ? "{}" : "{\"target\":" + f.target + "}",
                              .fictional = f.is_fictional,
                              .made = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "framework.add", "", out.id, out.title);
    return out;
  });
}

Result<store::LocalFramework> framework_by_slug(Platform& platform, const std::string& slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<store::LocalFramework> {
    auto found = store::find_one<store::LocalFramework>(tx, "slug = ?1", {slug});
    if (!found) return not_found("this framework");
    return std::move(*found);
  });
}

std::vector<assessment::Measure> catalogue_measures(Platform& platform, const std::string& country,
                                                    const std::string& region, const std::string& sector) {
  const auto pool = platform.overview->pool(platform);
  std::map<std::string, std::int64_t> awards;
  for (const AwardCounts::Count& one : *platform.award_counts->counts(platform)) awards[one.definition] += one.count;
  const std::vector<StackRuleView> stack_rules = open_stack_rules(platform);
  std::set<std::string> formal;
  platform.database->read([&](store::Tx& tx) {
    formal.clear();
    for (const store::Row& row : tx.query("SELECT d.uri FROM definition d JOIN organisation o ON o.id = "
                                          "d.organisation_id WHERE o.kind = 'educator' AND o.registration <> ''"))
      formal.insert(row.text(0));
  });
  std::vector<assessment::CatalogueEntry> entries;
  for (const framework::MicroCredential& one : pool->definitions) {
    const framework::Organisation& body = one.awarding_body;
    if ((!country.empty() && body.country != country) || (!region.empty() && !body.region.starts_with(region)) ||
        (!sector.empty() && one.sector != sector))
      continue;
    // Every award of this platform is signed, and has a status place.
    const std::int64_t n = awards[one.id];
    entries.push_back({.definition = &one,
                       .is_of_formal_education = formal.contains(one.id),
                       .is_in_stack = is_in_stack(one, stack_rules),
                       .awards = n,
                       .awards_with_status = n,
                       .awards_signed = n});
  }
  std::vector<std::string> sectors;
  for (const skills::Sector& one : skills::sectors()) sectors.push_back(one.id);
  std::string link = platform.url("/catalogue");
  if (!country.empty()) link += "?country=" + country;
  return assessment::measures_of(entries, sectors, date_of(platform.now()), link);
}

Result<store::AssessmentRun> open_assessment(Platform& platform, const Actor& actor,
                                             const std::string& framework_slug) {
  if (auto allowed = demand(actor, "assessment.lead"); !allowed) return std::move(allowed).error();
  auto framework = framework_by_slug(platform, framework_slug);
  if (!framework) return std::move(framework).error();
  const auto measures = catalogue_measures(platform, framework->country, framework->region, framework->sector);
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::AssessmentRun> {
    if (store::count(tx, "assessment_run WHERE framework_id = ?1 AND state = 'open'", {framework->id}) > 0)
      return conflict("an assessment of this framework is under way", "finish it first");
    store::AssessmentRun out{.id = new_id(platform.now()),
                             .framework_id = framework->id,
                             .rubric = rubric().id + " " + rubric().version,
                             .person_id = actor.person->id,
                             .measures = measures_json(measures),
                             .made = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "assessment.open", "", out.id, framework->title);
    return out;
  });
}

Result<store::AssessmentAssessor> add_assessor(Platform& platform, const Actor& actor, const std::string& run_id,
                                               const std::string& email, const std::string& name,
                                               const std::string& constituency) {
  if (auto allowed = demand(actor, "assessment.lead"); !allowed) return std::move(allowed).error();
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  if (name.size() > 200 || constituency.size() > 60)
    return invalid("this is too long", "name", "write up to 200 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::AssessmentAssessor> {
    auto run = open_run(tx, run_id);
    if (!run) return std::move(run).error();
    const store::Person person = person_of_email(tx, platform, *address, "en");
    if (store::count(tx, "assessment_assessor WHERE run_id = ?1 AND person_id = ?2", {run_id, person.id}) > 0)
      return conflict("this person rates here already", "name somebody else");
    store::AssessmentAssessor out{.id = new_id(platform.now()),
                                  .run_id = run_id,
                                  .person_id = person.id,
                                  .name = name.empty() ? person.name : name,
                                  .constituency = constituency,
                                  .joined = platform.now()};
    store::insert(tx, out);
    const auto framework = store::find_one<store::LocalFramework>(tx, "id = ?1", {run->framework_id});
    const About about{.regards = run_id,
                      .words = {framework ? framework->title : "", platform.url("/assessments/" + run_id)}};
    tell_person(
        tx, platform, person.id, about, "You are asked to assess: {0}",
        "You are asked to rate the framework {0}, indicator by indicator, with the evidence that you find:\n\n{1}");
    audit(tx, platform, actor, "assessment.assessor", "", run_id, out.id);
    return out;
  });
}

Result<void> rate_indicator(Platform& platform, const Actor& actor, const std::string& run_id, const RatingFacts& f) {
  if (auto allowed = demand(actor, "assessment.rate"); !allowed) return allowed;
  const assessment::Indicator* indicator = rubric().find(f.indicator);
  if (!indicator) return not_found("this indicator");
  auto rating = assessment::rating_from(f.indicator, f.value);
  if (!rating) return invalid("this is outside the scale", "value", "rate from 0 to 4, or say why you cannot");
  rating->reason = f.reason;
  rating->evidence = f.evidence;
  if (rating->kind == assessment::Rating::Kind::not_applicable && f.reason.empty())
    return invalid("it is said not to apply without a reason", "reason", "say why it does not apply here");
  if (rating->kind == assessment::Rating::Kind::value && rating->value >= 3 && f.evidence.empty())
    return invalid("a rating of 3 or 4 needs evidence", "evidence",
                   "name at least one piece and where it lies, or rate it 2 or lower");
  if (auto good = assessment::check_rating(*rating, rubric()); !good) return std::move(good).error();
  if (f.reason.size() > 4000 || f.evidence.size() > 20)
    return invalid("this is too long", "reason", "write up to 4,000 characters and 20 pieces of evidence");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto run = open_run(tx, run_id);
    if (!run) return std::move(run).error();
    const auto assessor =
        store::find_one<store::AssessmentAssessor>(tx, "run_id = ?1 AND person_id = ?2", {run_id, actor.person->id});
    if (!assessor)
      return Error{.code = "service.forbidden",
                   .message = "you may not do this: assessment.rate",
                   .remedy = "ask whoever leads the assessment to name you as an assessor"};
    auto known = store::find_one<store::AssessmentRating>(tx, "assessor_id = ?1 AND indicator = ?2",
                                                          {assessor->id, f.indicator});
    store::AssessmentRating out{.id = known ? known->id : new_id(platform.now()),
                                .run_id = run_id,
                                .assessor_id = assessor->id,
                                .indicator = f.indicator,
                                .value = rating->kind == assessment::Rating::Kind::value
                                             ? std::to_string(rating->value)
                                             : std::string{assessment::kind_name(rating->kind)},
                                .reason = f.reason,
                                .evidence = evidence_json(f.evidence),
                                .made = platform.now()};
    if (known)
      store::update(tx, out);
    else
      store::insert(tx, out);
    audit(tx, platform, actor, "assessment.rate", "", run_id, f.indicator + " " + out.value);
    return {};
  });
}

Result<void> moderate(Platform& platform, const Actor& actor, const std::string& run_id, const std::string& indicator,
                      const std::string& value, const std::string& reason) {
  if (auto allowed = demand(actor, "assessment.lead"); !allowed) return allowed;
  if (!rubric().find(indicator)) return not_found("this indicator");
  if (value.size() != 1 || value[0] < '0' || value[0] > '4')
    return invalid("this is outside the scale", "value", "write the value agreed on, 0 to 4");
  if (reason.empty() || reason.size() > 4000)
    return invalid("the reason is missing or too long", "reason", "say what those who differed agreed on");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto run = open_run(tx, run_id);
    if (!run) return std::move(run).error();
    auto known =
        store::find_one<store::AssessmentModeration>(tx, "run_id = ?1 AND indicator = ?2", {run_id, indicator});
    store::AssessmentModeration out{.id = known ? known->id : new_id(platform.now()),
                                    .run_id = run_id,
                                    .indicator = indicator,
                                    .value = value[0] - '0',
                                    .reason = reason,
                                    .person_id = actor.person->id,
                                    .made = platform.now()};
    if (known)
      store::update(tx, out);
    else
      store::insert(tx, out);
    audit(tx, platform, actor, "assessment.moderate", "", run_id, indicator + " " + value);
    return {};
  });
}

Result<void> publish_assessment(Platform& platform, const Actor& actor, const std::string& run_id) {
  if (auto allowed = demand(actor, "assessment.lead"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto run = open_run(tx, run_id);
    if (!run) return std::move(run).error();
    auto framework = store::find_one<store::LocalFramework>(tx, "id = ?1", {run->framework_id});
    if (!framework) return not_found("this framework");
    const AssessmentView view = view_of(tx, *framework, *run);
    if (view.result.assessors < 2)
      return conflict("fewer than two assessors have rated", "name a second one; one opinion is no assessment");
    for (const assessment::IndicatorScore& one : view.result.indicators) {
      if (one.needs_moderation)
        return conflict("assessors differ by two steps or more somewhere, and nobody has moderated it",
                        "talk about each such indicator and write down the value agreed on");
    }
    run->state = store::AssessmentState::published;
    run->published = platform.now();
    store::update(tx, *run);
    audit(tx, platform, actor, "assessment.publish", "", run_id, framework->title);
    return {};
  });
}

Result<AssessmentView> assessment_view(Platform& platform, const Actor& actor, const std::string& run_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<AssessmentView> {
    auto run = store::find_one<store::AssessmentRun>(tx, "id = ?1", {run_id});
    auto framework = run ? store::find_one<store::LocalFramework>(tx, "id = ?1", {run->framework_id}) : std::nullopt;
    if (!framework) return not_found("this assessment");
    const bool may_lead = may(actor, "assessment.lead");
    const auto own = actor.person ? store::find_one<store::AssessmentAssessor>(tx, "run_id = ?1 AND person_id = ?2",
                                                                               {run_id, actor.person->id})
                                  : std::nullopt;
    if (run->state == store::AssessmentState::open && !may_lead && !own) return not_found("this assessment");
    AssessmentView out = view_of(tx, std::move(*framework), std::move(*run));
    out.may_lead = may_lead;
    if (own) {
      out.own_assessor = own->id;
      for (const auto& one : store::find<store::AssessmentRating>(tx, "assessor_id = ?1 ORDER BY indicator", {own->id}))
        out.own.push_back(rating_of(one));
    }
    return out;
  });
}

Result<AssessmentView> published_assessment(Platform& platform, const std::string& framework_slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<AssessmentView> {
    const auto framework = store::find_one<store::LocalFramework>(tx, "slug = ?1", {framework_slug});
    if (!framework) return not_found("this framework");
    const auto newest = newest_of(platform, tx, *framework);
    if (!newest) return not_found("an assessment of this framework");
    return *newest;
  });
}

std::vector<AssessmentView> assessment_history(Platform& platform, const std::string& framework_slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<AssessmentView> out;
    const auto framework = store::find_one<store::LocalFramework>(tx, "slug = ?1", {framework_slug});
    if (!framework) return out;
    for (const auto& run : store::find<store::AssessmentRun>(
             tx, "framework_id = ?1 AND state = 'published' ORDER BY published, id LIMIT 20", {framework->id}))
      out.push_back(*platform.assessments->of(tx, *framework, run));
    return out;
  });
}

std::vector<FrameworkLine> assessed_frameworks(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<FrameworkLine> out;
    for (const auto& framework : store::find<store::LocalFramework>(tx, "1 = 1 ORDER BY title, id LIMIT 300")) {
      out.push_back({.framework = framework, .newest = newest_of(platform, tx, framework)});
    }
    return out;
  });
}

std::vector<OwnRun> own_assessments(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  const bool may_lead = may(actor, "assessment.lead");
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<OwnRun> out;
    for (auto& run : store::find<store::AssessmentRun>(
             tx,
             may_lead
                 ? "state = 'open' AND ?1 <> '' ORDER BY id DESC LIMIT 100"
                 : "state = 'open' AND id IN (SELECT run_id FROM assessment_assessor WHERE person_id = ?1) ORDER BY "
                   "id DESC LIMIT 100",
             {actor.person->id})) {
      auto framework = store::find_one<store::LocalFramework>(tx, "id = ?1", {run.framework_id});
      if (framework) out.push_back({std::move(*framework), std::move(run)});
    }
    return out;
  });
}

}  // namespace credex::service
