// The demonstration's living framework: three assessed regions, fifteen practices, two consultations under way, a
// pilot, a policy brief, the map of stakeholders. What is said in bulk is written at once, as thousands of transactions
// would keep people waiting.
#include "base/embedded.h"
#include "base/yaml.h"
#include "service/assessments.h"
#include "service/consultations.h"
#include "service/demonstration.h"
#include "service/lists.h"
#include "service/pilots.h"
#include "service/policy_briefs.h"
#include "service/practices.h"
#include "service/sector_framework.h"
#include "service/stakeholders.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

std::string file(const std::string& name) { return std::string{embedded_file("demonstration/" + name).value_or("")}; }

bool is_indicator(std::string_view id) { return assessment::Rubric::built_in().find(id) != nullptr; }

Result<void> assess_region(Platform& platform, const Actor& facilitator, const DemonstrationPeople& people,
                           const std::string& name) {
  const auto& rubric = assessment::Rubric::built_in();
  auto local = assessment::read_framework(file(name + ".yaml"), name, rubric);
  if (!local) return std::move(local).error();
  auto framework = add_framework(platform, facilitator,
                                 {.title = local->title,
                                  .kind = "region",
                                  .country = local->country,
                                  .region = local->region,
                                  .sector = local->sector,
                                  .about = local->about,
                                  .link = local->link,
                                  .is_fictional = true});
  if (!framework) return std::move(framework).error();
  auto run = open_assessment(platform, facilitator, framework->slug);
  if (!run) return std::move(run).error();
  std::size_t person = 0;
  auto written = transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    // The region's own figures in place of those that this small catalogue would give.
    json::Arena arena;
    const json::Value measures = json::Value::array(arena);
    for (const assessment::Measure& one : local->measures) {
      const json::Value item = json::Value::object(arena);
      item.append(arena, "id", arena.string(one.id));
      item.append(arena, "count", json::Value::integer(one.count));
      item.append(arena, "of", json::Value::integer(one.of));
      item.append(arena, "link", arena.string(one.link));
      measures.push(arena, item);
    }
    run->measures = json::write(measures);
    store::update(tx, *run);
    for (const char* which : {"a", "b", "c"}) {
      auto ratings = assessment::read_ratings(file(name + ".ratings-" + which + ".yaml"), name, rubric);
      if (!ratings) return std::move(ratings).error();
      const store::Person& who = people.learners.at(20 + person++);
      const store::AssessmentAssessor assessor{.id = new_id(platform.now()),
                                               .run_id = run->id,
                                               .person_id = who.id,
                                               .name = who.name,
                                               .constituency = ratings->constituency,
                                               .joined = platform.now()};
      store::insert(tx, assessor);
      for (const assessment::Rating& one : ratings->ratings) {
        json::Arena inner;
        const json::Value evidence = json::Value::array(inner);
        for (const assessment::Evidence& piece : one.evidence) {
          const json::Value item = json::Value::object(inner);
          item.append(inner, "kind", inner.string(piece.kind));
          item.append(inner, "text", inner.string(piece.text));
          item.append(inner, "link", inner.string(piece.link));
          evidence.push(inner, item);
        }
        store::insert(tx, store::AssessmentRating{.id = new_id(platform.now()),
                                                  .run_id = run->id,
                                                  .assessor_id = assessor.id,
                                                  .indicator = one.indicator,
                                                  .value = one.kind == assessment::Rating::Kind::value
                                                               ? std::to_string(one.value)
                                                               : std::string{assessment::kind_name(one.kind)},
                                                  .reason = one.reason,
                                                  .evidence = json::write(evidence),
                                                  .made = platform.now()});
      }
    }
    return {};
  });
  if (!written) return written;
  for (const assessment::Moderation& one : local->moderations) {
    if (auto done = moderate(platform, facilitator, run->id, one.indicator, std::to_string(one.value), one.reason);
        !done)
      return done;
  }
  return publish_assessment(platform, facilitator, run->id);
}

Result<void> register_practices(Platform& platform, const std::vector<Actor>& reviewers) {
  auto practices = cocreation::read_practices(file("practices.yaml"), "practices", is_indicator);
  if (!practices) return std::move(practices).error();
  for (cocreation::Practice& one : *practices) {
    auto entry =
        submit_practice(platform, {}, one, "Somebody of the demonstration", "practices@credex-facilitators.example");
    if (!entry) return std::move(entry).error();
    for (const Actor& reviewer : reviewers) {
      auto done = review_practice(platform, reviewer, entry->slug, true,
                                  "Described so that others can do it; the effect is shown.");
      if (!done) return done;
    }
  }
  return {};
}

Result<void> consult(Platform& platform, const Actor& facilitator, const DemonstrationPeople& people,
                     const std::string& name, const std::vector<std::string>& proposals) {
  auto plan = cocreation::read_consultation(file(name + ".yaml"), name);
  if (!plan) return std::move(plan).error();
  ConsultationFacts facts{
      .title = plan->title, .about = plan->about, .rule = std::string{cocreation::rule_name(plan->rule)}};
  facts.proposals = proposals;
  if (proposals.empty()) {
    for (const cocreation::Item& item : plan->items) facts.text += item.text + "\n\n";
  }
  auto made = open_consultation(platform, facilitator, facts);
  if (!made) return std::move(made).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    const auto items = store::find<store::ConsultationItem>(tx, "consultation_id = ?1 ORDER BY number", {made->id});
    std::map<std::string, std::string> item_ids;
    for (std::size_t i = 0; i < items.size() && i < plan->items.size(); ++i) item_ids[plan->items[i].id] = items[i].id;
    std::map<std::string, std::string> voice_ids;
    std::size_t person = 40;
    for (const cocreation::Voice& one : plan->voices) {
      const store::ConsultationVoice voice{.id = new_id(platform.now()),
                                           .consultation_id = made->id,
                                           .person_id = people.learners.at(person++).id,
                                           .constituency = std::string{cocreation::constituency_name(one.constituency)},
                                           .country = one.country,
                                           .sector = one.sector,
                                           .joined = platform.now()};
      store::insert(tx, voice);
      voice_ids[one.id] = voice.id;
    }
    for (const cocreation::Remark& one : plan->remarks)
      store::insert(tx, store::ConsultationRemark{.id = new_id(platform.now()),
                                                  .consultation_id = made->id,
                                                  .item_id = item_ids.at(one.item),
                                                  .voice_id = voice_ids.at(one.voice),
                                                  .round = one.round,
                                                  .words = one.text,
                                                  .proposed = one.proposed,
                                                  .fate = "open",
                                                  .made = platform.now()});
    for (const cocreation::Opinion& one : plan->opinions)
      store::insert(tx, store::ConsultationOpinion{.id = new_id(platform.now()),
                                                   .consultation_id = made->id,
                                                   .item_id = item_ids.at(one.item),
                                                   .voice_id = voice_ids.at(one.voice),
                                                   .round = one.round,
                                                   .value = one.value,
                                                   .made = platform.now()});
    return {};
  });
}

/// A second round is opened as a facilitator does, so that the group's answer of the first is shown.
Result<void> second_round(Platform& platform, const Actor& facilitator, const std::string& slug) {
  if (auto closed = close_round(platform, facilitator, slug); !closed) return std::move(closed).error();
  return open_round(platform, facilitator, slug);
}

Result<void> run_pilot(Platform& platform, const Actor& author, const std::string& organisation_id) {
  auto plan = cocreation::read_pilot(file("pilot.yaml"), "pilot");
  if (!plan) return std::move(plan).error();
  const std::string text = file("pilot.yaml");
  auto made = open_pilot(platform, author, organisation_id, text.substr(0, text.find("\nparticipants:")) + "\n");
  if (!made) return std::move(made).error();
  auto written = transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    for (const cocreation::Participant& one : plan->participants) {
      json::Arena arena;
      const json::Value groups = json::Value::object(arena);
      for (const auto& [matter, group] : one.groups) groups.append(arena, matter, arena.string(group));
      const store::PilotParticipant person{.id = new_id(platform.now()),
                                           .pilot_id = made->id,
                                           .code = one.code,
                                           .cohort = one.cohort,
                                           .groups = json::write(groups),
                                           .token_hash = token_hash(new_token()),
                                           .consent = platform.now(),
                                           .completed = one.completed,
                                           .attained = one.attained,
                                           .made = platform.now()};
      store::insert(tx, person);
      for (const auto& [what, value] : one.answers)
        store::insert(tx, store::PilotAnswer{.id = new_id(platform.now()),
                                             .pilot_id = made->id,
                                             .participant_id = person.id,
                                             .instrument = what.first,
                                             .phase = std::string{cocreation::phase_name(what.second)},
                                             .value = value,
                                             .made = platform.now()});
    }
    return {};
  });
  if (!written) return written;
  auto evaluated = evaluate_pilot(platform, author, made->slug);
  return evaluated ? Result<void>{} : Result<void>{std::move(evaluated).error()};
}

Result<void> draw_map(Platform& platform, const Actor& facilitator) {
  auto yaml = parse_yaml(file("stakeholders.yaml"));
  if (!yaml) return std::move(yaml).error();
  const auto text = [](const json::Value& one, const char* key) {
    const json::Value value = one.get(key);
    return value.is_string() ? std::string{value.as_string()} : value.is_null() ? std::string{} : json::write(value);
  };
  std::map<std::string, std::string> ids;
  for (const json::Value& one : yaml->document.root.get("stakeholders").items()) {
    auto put = put_stakeholder(platform, facilitator,
                               {.name = text(one, "name"),
                                .group = text(one, "group"),
                                .role = text(one, "role"),
                                .interest = text(one, "interest"),
                                .influence = text(one, "influence"),
                                .country = text(one, "country"),
                                .sector = text(one, "sector"),
                                .size = text(one, "size")});
    if (!put) return std::move(put).error();
    ids[put->name] = put->id;
  }
  for (const json::Value& one : yaml->document.root.get("involvements").items()) {
    auto noted = note_involvement(platform, facilitator, ids[text(one, "name")], text(one, "step"), text(one, "method"),
                                  text(one, "day"), one.get("answered").as_boolean());
    if (!noted) return noted;
  }
  return {};
}

}  // namespace

Result<void> make_framework(Platform& platform, const DemonstrationPeople& people) {
  const Actor& facilitator = people.facilitator;
  for (const char* region : {"northern-coast", "valle-alta", "lagoon-islands"}) {
    if (auto done = assess_region(platform, facilitator, people, region); !done) return done;
  }
  if (auto done = register_practices(platform, people.reviewers); !done) return done;
  std::vector<std::string> proposals;
  for (const auto& [clause, text, reason] :
       {std::tuple{
            "rule-own-part",
            "In works made by several, the award certifies the part of the holder, named as the trade names it and "
            "confirmed by somebody who was there.",
            "The wording should say that the part is the holder's."},
        {"rule-proportion",
         "What is asked of a provider of three people fits three people. What is certified is the same.",
         "Shorter, so that a small workshop reads it."}}) {
    const cocreation::Clause* known = cocreation::Work::built_in().find(clause);
    auto made = propose_change(
        platform, people.proposer,
        {.clause = clause, .title = known->title, .text = text, .sources = known->sources.front(), .reason = reason});
    if (!made) return std::move(made).error();
    proposals.push_back(made->id);
  }
  if (auto done = consult(platform, facilitator, people, "consultation-own-part", proposals); !done) return done;
  if (auto done = consult(platform, facilitator, people, "consultation-levels", {}); !done) return done;
  if (auto done = second_round(platform, facilitator, "level-descriptors-for-the-sector"); !done) return done;
  const store::Organisation& school = people.organisations.at("Norrsken Högskola");
  if (auto done = run_pilot(platform, people.authors.at(school.id), school.id); !done) return done;
  if (auto done = draw_map(platform, facilitator); !done) return done;
  auto brief = write_brief(
      platform, facilitator,
      {.title = "What the Northern Coast could do next",
       .addressee = "region",
       .country = "IE",
       .words =
           "For the region's council (a demonstration). Each recommendation names the figures from which it follows."});
  if (!brief) return std::move(brief).error();
  auto second = write_brief(platform, facilitator,
                            {.title = "What would bring the three regions closer",
                             .addressee = "union",
                             .words = "For those who coordinate between regions (a demonstration)."});
  return second ? Result<void>{} : Result<void>{std::move(second).error()};
}

}  // namespace credex::service
