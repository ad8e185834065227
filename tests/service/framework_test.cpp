// The living framework as people work on it: proposals, consultations, assessments, practices, pilots, briefs, open
// data.
#include <algorithm>

#include "cocreation/work.h"
#include "platform_support.h"
#include "rdf/nquads.h"
#include "rdf/turtle.h"
#include "service/assessments.h"
#include "service/collection.h"
#include "service/consultations.h"
#include "service/open_data.h"
#include "service/pilots.h"
#include "service/policy_briefs.h"
#include "service/practices.h"
#include "service/sector_framework.h"
#include "service/stakeholders.h"

namespace credex::service {
namespace {

using test::must;

class FrameworkTest : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    facilitator_ = with_role("jo@facilitators.example", Role::facilitator);
    operator_ = with_role("op@here.example", Role::operator_);
    for (const char* name : {"ed", "em", "le", "au", "ci"}) people_.push_back(person(std::string{name} + "@x.example"));
    // Who speaks for authorities works for one that is confirmed.
    confirm(
        must(found_organisation(p(), people_[3], {.name = "Ufficio Cultura", .kind = "authority", .country = "IT"})));
    people_[3] = again(people_[3]);
  }
  Actor with_role(const std::string& email, Role role) {
    const Actor one = person(email);
    store::writing(*p().database, [&](store::Tx& tx) {
      store::insert(tx,
                    store::Membership{
                        .id = email, .organisation_id = "", .person_id = one.person->id, .role = role, .added = now_});
      return 0;
    });
    return again(one);
  }
  store::FrameworkProposal proposal(const std::string& text) {
    const cocreation::Clause* clause = cocreation::Work::built_in().find("rule-own-part");
    return must(propose_change(p(), people_[0],
                               {.clause = clause->id, .title = clause->title, .text = text, .reason = "clearer"}));
  }
  store::Consultation consultation(std::vector<std::string> proposals = {}) {
    ConsultationFacts facts{.title = "Own parts", .proposals = std::move(proposals)};
    if (facts.proposals.empty()) facts.text = "One.\n\nTwo.\n";
    return must(open_consultation(p(), facilitator_, facts));
  }
  void all_join(const std::string& slug) {
    const char* constituencies[] = {"educators", "employers", "learners", "authorities", "civil_society"};
    for (std::size_t i = 0; i < 5; ++i)
      must(join_consultation(p(), people_[i], slug, {.constituency = constituencies[i]}));
  }
  std::string first_item(const store::Consultation& c) { return consultation_page(p(), {}, c).items.front().record.id; }

  Actor facilitator_;
  Actor operator_;
  std::vector<Actor> people_;
};

TEST_F(FrameworkTest, a_proposal_becomes_a_version_with_its_trace) {
  const auto made = proposal("The award names the holder's own part.");
  EXPECT_EQ(code(propose_change(p(), people_[0], {.clause = "rule-own-part", .title = "x", .text = "y"})),
            "service.invalid");
  EXPECT_EQ(code(propose_change(p(), people_[0], {.clause = "nowhere", .title = "x", .text = "y", .reason = "z"})),
            "service.not_found");
  const auto c = consultation({made.id});
  EXPECT_EQ(code(withdraw_proposal(p(), people_[0], made.id)), "service.conflict");
  all_join(c.slug);
  const std::string item = first_item(c);
  const auto remark = must(add_remark(p(), people_[1], item, "say who confirms",
                                      "The award names the holder's own part, confirmed by the crew."));
  must(answer_remark(p(), facilitator_, remark.id, "taken_up", "it makes the rule whole"));
  must(amend_item(p(), facilitator_, item, "The award names the holder's own part, confirmed by the crew."));
  must(close_round(p(), facilitator_, c.slug));
  must(begin_deciding(p(), facilitator_, c.slug));
  EXPECT_EQ(code(amend_item(p(), facilitator_, item, "else")), "service.conflict");
  for (const Actor& one : people_) must(cast_vote(p(), one, item, "agree", ""));
  const auto outcome = must(close_consultation(p(), facilitator_, c.slug));
  EXPECT_EQ(outcome.report.outcome(), Outcome::pass);
  EXPECT_EQ(must(proposal_view(p(), made.id)).record.state, store::ProposalState::accepted);

  EXPECT_EQ(code(publish_framework(p(), people_[0], "1.0", "w")), "service.forbidden");
  EXPECT_EQ(code(publish_framework(p(), facilitator_, "0.9", "w")), "service.invalid");
  EXPECT_EQ(code(publish_framework(p(), facilitator_, "one", "w")), "service.invalid");
  const auto work = must(publish_framework(p(), facilitator_, "0.10", "Own parts"));
  EXPECT_EQ(work.find("rule-own-part")->text, "The award names the holder's own part, confirmed by the crew.");
  EXPECT_EQ(code(publish_framework(p(), facilitator_, "0.11", "w")), "service.conflict");  // nothing is accepted
  EXPECT_EQ(must(framework_version(p())).version, "0.10");
  EXPECT_EQ(must(framework_version(p(), "0.9")).find("rule-own-part")->text,
            cocreation::Work::built_in().find("rule-own-part")->text);
  const auto trace = trace_of_clause(p(), "rule-own-part");
  ASSERT_EQ(trace.size(), 1u);
  EXPECT_EQ(trace[0].remark.version, "0.10");
  EXPECT_EQ(trace[0].constituency, "employers");
}

TEST_F(FrameworkTest, what_a_change_touches_is_counted_in_the_catalogue) {
  Actor owner = person("owner@school.example");
  const auto school = organisation(owner, "School");
  published(owner, school.id);
  const auto made = proposal("Other words.");
  EXPECT_EQ(must(proposal_view(p(), made.id)).touched.definitions, 1);
}

TEST_F(FrameworkTest, one_person_speaks_for_one_constituency) {
  const auto c = consultation();
  must(join_consultation(p(), people_[0], c.slug, {.constituency = "learners"}));
  must(join_consultation(p(), people_[0], c.slug, {.constituency = "learners", .country = "IE"}));  // nothing is lost
  EXPECT_EQ(code(join_consultation(p(), people_[0], c.slug, {.constituency = "employers"})), "service.conflict");
  EXPECT_EQ(code(join_consultation(p(), people_[0], c.slug, {.constituency = "kings"})), "service.invalid");
  EXPECT_EQ(code(join_consultation(p(), people_[1], c.slug, {.constituency = "authorities"})), "service.unconfirmed");
  must(join_consultation(p(), people_[3], c.slug, {.constituency = "authorities"}));
  EXPECT_EQ(code(add_remark(p(), people_[1], first_item(c), "x", "")), "service.conflict");  // has not joined
}

TEST_F(FrameworkTest, a_round_is_closed_once_and_its_answer_is_kept) {
  const auto c = consultation();
  all_join(c.slug);
  const std::string item = first_item(c);
  EXPECT_EQ(code(give_opinion(p(), people_[0], item, "6")), "service.invalid");
  for (std::size_t i = 0; i < 5; ++i) must(give_opinion(p(), people_[i], item, std::to_string(i + 1)));
  must(give_opinion(p(), people_[0], item, "3"));  // anew
  const auto round = must(close_round(p(), facilitator_, c.slug));
  EXPECT_EQ(round.items[0].n, 5);
  EXPECT_EQ(code(close_round(p(), facilitator_, c.slug)), "service.conflict");
  EXPECT_EQ(code(give_opinion(p(), people_[0], item, "3")), "service.conflict");
  EXPECT_EQ(code(close_round(p(), people_[0], c.slug)), "service.forbidden");
  must(open_round(p(), facilitator_, c.slug));
  must(give_opinion(p(), people_[0], item, "4"));
  const auto page = consultation_page(p(), people_[0], must(consultation_by_slug(p(), c.slug)));
  ASSERT_EQ(page.rounds.size(), 2u);
  EXPECT_TRUE(page.rounds[0].closed);
  EXPECT_EQ(page.items[0].own_opinion, 4);
  EXPECT_EQ(code(cast_vote(p(), people_[0], item, "agree", "")), "service.conflict");
}

TEST_F(FrameworkTest, every_remark_is_answered_before_the_vote_and_objections_have_reasons) {
  const auto c = consultation();
  all_join(c.slug);
  const std::string item = first_item(c);
  const auto remark = must(add_remark(p(), people_[0], item, "hm", ""));
  EXPECT_EQ(code(add_remark(p(), people_[0], item, "", "One.")), "service.invalid");  // as it is
  must(close_round(p(), facilitator_, c.slug));
  EXPECT_EQ(code(begin_deciding(p(), facilitator_, c.slug)), "service.conflict");
  EXPECT_EQ(code(answer_remark(p(), facilitator_, remark.id, "taken_up", "")), "service.invalid");
  must(answer_remark(p(), facilitator_, remark.id, "not_taken_up", "out of scope"));
  must(begin_deciding(p(), facilitator_, c.slug));
  EXPECT_EQ(code(cast_vote(p(), people_[0], item, "object", "")), "service.invalid");
  must(cast_vote(p(), people_[0], item, "object", "it is too long"));
  EXPECT_EQ(code(add_remark(p(), people_[0], item, "late", "")), "service.conflict");
  const auto content = consultation_content(p(), must(consultation_by_slug(p(), c.slug)));
  const std::string minutes = consultation_minutes(p(), c, content, "en");
  EXPECT_NE(minutes.find("it is too long"), std::string::npos);
  EXPECT_NE(minutes.find("out of scope"), std::string::npos);
  must(close_consultation(p(), facilitator_, c.slug));
  EXPECT_EQ(code(close_consultation(p(), facilitator_, c.slug)), "service.conflict");
  EXPECT_NE(must(export_collection(p(), people_[0])).find("it is too long"), std::string::npos);
  // The person goes, what they said stays.
  must(erase_person(p(), people_[0]));
  EXPECT_EQ(consultation_content(p(), must(consultation_by_slug(p(), c.slug))).remarks.size(), 1u);
}

TEST_F(FrameworkTest, a_micro_credential_is_consulted_on_part_by_part) {
  Actor owner = person("owner@school.example");
  const auto school = organisation(owner, "School");
  const auto definition = published(owner, school.id);
  const auto c = must(open_consultation(
      p(), facilitator_, {.title = "T", .definition = "https://credex.example/mc/" + definition.record.id}));
  EXPECT_EQ(consultation_page(p(), {}, c).items.size(), 1 + definition.content.outcomes.size());
  EXPECT_EQ(code(open_consultation(p(), facilitator_, {.title = "T", .definition = "/mc/none"})), "service.invalid");
}

TEST_F(FrameworkTest, a_day_that_is_over_ends_the_talking) {
  const auto c =
      must(open_consultation(p(), facilitator_, {.title = "T", .closes = to_string(date_of(now_)), .text = "One."}));
  must(join_consultation(p(), people_[0], c.slug, {.constituency = "learners"}));
  now_ += std::chrono::hours{30};
  EXPECT_EQ(code(add_remark(p(), people_[0], first_item(c), "late", "")), "service.conflict");
}

TEST_F(FrameworkTest, an_assessment_needs_evidence_two_assessors_and_moderation) {
  EXPECT_EQ(code(add_framework(p(), people_[0], {.title = "R", .kind = "region", .country = "IE"})),
            "service.forbidden");
  const auto framework =
      must(add_framework(p(), facilitator_, {.title = "A Region", .kind = "region", .country = "IE"}));
  const auto run = must(open_assessment(p(), facilitator_, framework.slug));
  EXPECT_EQ(code(open_assessment(p(), facilitator_, framework.slug)), "service.conflict");
  for (const char* email : {"ed@x.example", "em@x.example"})
    must(add_assessor(p(), facilitator_, run.id, email, "", "educators"));
  EXPECT_EQ(code(add_assessor(p(), facilitator_, run.id, "ed@x.example", "", "")), "service.conflict");
  EXPECT_EQ(code(rate_indicator(p(), people_[2], run.id, {.indicator = "A01", .value = "1"})), "service.forbidden");
  EXPECT_EQ(code(rate_indicator(p(), people_[0], run.id, {.indicator = "A01", .value = "5"})), "service.invalid");
  EXPECT_EQ(code(rate_indicator(p(), people_[0], run.id, {.indicator = "A01", .value = "3"})), "service.invalid");
  EXPECT_EQ(code(rate_indicator(p(), people_[0], run.id, {.indicator = "A01", .value = "not_applicable"})),
            "service.invalid");
  must(rate_indicator(p(), people_[0], run.id,
                      {.indicator = "A01", .value = "3", .evidence = {{"", "the template", ""}}}));
  EXPECT_EQ(code(publish_assessment(p(), facilitator_, run.id)), "service.conflict");  // one alone
  must(rate_indicator(p(), people_[1], run.id, {.indicator = "A01", .value = "1"}));
  EXPECT_EQ(code(publish_assessment(p(), facilitator_, run.id)), "service.conflict");  // they differ
  EXPECT_EQ(code(assessment_view(p(), people_[3], run.id)), "service.not_found");      // a draft is not for all
  EXPECT_EQ(must(assessment_view(p(), people_[0], run.id)).own.size(), 1u);
  EXPECT_EQ(code(moderate(p(), facilitator_, run.id, "A01", "7", "x")), "service.invalid");
  must(moderate(p(), facilitator_, run.id, "A01", "2", "seen together"));
  must(publish_assessment(p(), facilitator_, run.id));
  EXPECT_EQ(code(rate_indicator(p(), people_[0], run.id, {.indicator = "A02", .value = "1"})), "service.conflict");
  const auto view = must(published_assessment(p(), framework.slug));
  EXPECT_EQ(view.result.find("A01")->value, 2);
  EXPECT_EQ(assessed_frameworks(p()).size(), 1u);
  must(open_assessment(p(), facilitator_, framework.slug));  // again, to see what changed
  EXPECT_EQ(assessment_history(p(), framework.slug).size(), 1u);
}

TEST_F(FrameworkTest, the_catalogue_answers_for_a_part) {
  Actor owner = person("owner@school.example");
  const auto school = organisation(owner, "School");
  published(owner, school.id);
  const auto measures = catalogue_measures(p(), "IT", "", "");
  const auto find = [&](const std::string& id) {
    return std::find_if(measures.begin(), measures.end(), [&](const auto& one) { return one.id == id; });
  };
  ASSERT_NE(find("workload"), measures.end());
  EXPECT_EQ(find("workload")->share(), 1);
  EXPECT_EQ(find("workload")->link, "https://credex.example/catalogue?country=IT");
  EXPECT_TRUE(catalogue_measures(p(), "SE", "", "").empty());
}

cocreation::Practice practice() {
  return {.title = "Peers in place of an agency",
          .matter = "quality_assurance",
          .done = "They met.",
          .effect = "It helped.",
          .indicators = {"B02"}};
}

TEST_F(FrameworkTest, a_practice_is_reviewed_by_two_others) {
  const auto entry = must(submit_practice(p(), {}, practice(), "Ann", "ann@x.example"));
  EXPECT_EQ(code(submit_practice(p(), {}, practice(), "", "ann@x.example")), "service.invalid");
  auto measured = practice();
  measured.evidence = cocreation::EffectEvidence::compared;
  EXPECT_EQ(code(submit_practice(p(), {}, measured, "Ann", "ann@x.example")), "service.invalid");
  EXPECT_EQ(code(practice_view(p(), {}, entry.slug)), "service.not_found");
  EXPECT_EQ(code(review_practice(p(), people_[0], entry.slug, true, "good")), "service.forbidden");
  const Actor own = with_role("ann@x.example", Role::facilitator);
  EXPECT_EQ(code(review_practice(p(), own, entry.slug, true, "mine")), "service.conflict");
  must(review_practice(p(), facilitator_, entry.slug, true, "good"));
  EXPECT_EQ(code(review_practice(p(), facilitator_, entry.slug, true, "good")), "service.conflict");
  EXPECT_EQ(published_practices(p()).size(), 0u);
  must(review_practice(p(), with_role("two@x.example", Role::facilitator), entry.slug, true, "good"));
  EXPECT_EQ(published_practices(p()).size(), 1u);
  EXPECT_EQ(must(practice_view(p(), {}, entry.slug)).practice.indicators, std::vector<std::string>{"B02"});
  while (service_sends()) {
  }
  EXPECT_EQ(mails_.back().to, "ann@x.example");
}

constexpr const char* k_design = R"(id: p
title: A pilot
model: residency
instruments: [{id: s, title: S, most: 10}]
cohorts: [{id: a, title: A}]
hypotheses: [{id: h, text: It grows., kind: change, instrument: s, at_least: 0.1}]
)";

TEST_F(FrameworkTest, a_pilot_takes_answers_by_consent_alone) {
  Actor owner = person("owner@school.example");
  const auto school = organisation(owner, "School");
  EXPECT_EQ(code(open_pilot(p(), people_[0], school.id, k_design)), "service.forbidden");
  EXPECT_EQ(code(open_pilot(p(), owner, school.id, "id: p")), "cocreation.pilot");
  const auto pilot = must(open_pilot(p(), owner, school.id, k_design));
  const auto links = must(enrol(p(), owner, pilot.slug, "a", "p1 p2\np3\np4 p5 p6"));
  ASSERT_EQ(links.size(), 6u);
  EXPECT_EQ(code(enrol(p(), owner, pilot.slug, "a", "p1")), "service.conflict");
  EXPECT_EQ(code(enrol(p(), owner, pilot.slug, "z", "p9")), "service.invalid");
  const auto token = [&](std::size_t i) { return links[i].link.substr(links[i].link.rfind('/') + 1); };
  EXPECT_EQ(code(answer_survey(p(), token(0), "before", {{"s", "3"}})), "service.conflict");  // no consent
  must(consent_to_pilot(p(), token(0)));
  EXPECT_EQ(code(answer_survey(p(), token(0), "before", {{"s", "11"}})), "service.invalid");
  EXPECT_EQ(code(answer_survey(p(), token(0), "before", {{"s", "nan"}})), "service.invalid");
  must(answer_survey(p(), token(0), "before", {{"s", "3"}}));
  EXPECT_EQ(code(evaluate_pilot(p(), owner, pilot.slug)), "service.conflict");  // a cohort of one
  must(withdraw_from_pilot(p(), token(0)));
  EXPECT_EQ(code(answer_survey(p(), token(0), "after", {{"s", "5"}})), "service.conflict");
  EXPECT_TRUE(must(open_survey(p(), token(0))).answers.empty());  // erased
  EXPECT_EQ(code(note_attainment(p(), owner, pilot.slug, {.code = "p1", .completed = true})), "service.conflict");
  for (std::size_t i = 1; i < 6; ++i) {
    must(consent_to_pilot(p(), token(i)));
    must(answer_survey(p(), token(i), "before", {{"s", std::to_string(i)}}));
    must(answer_survey(p(), token(i), "after", {{"s", std::to_string(i + 3 + i % 2)}}));
    must(note_attainment(p(), owner, pilot.slug,
                         {.code = links[i].code, .completed = true, .attained = true, .groups = "work: freelance"}));
  }
  EXPECT_EQ(code(note_attainment(p(), owner, pilot.slug, {.code = "p2", .attained = true})), "service.invalid");
  EXPECT_EQ(code(note_attainment(p(), owner, pilot.slug, {.code = "p2", .groups = "freelance"})), "service.invalid");
  EXPECT_EQ(code(evaluation_of(p(), {}, pilot.slug)), "service.not_found");
  const auto e = must(evaluate_pilot(p(), owner, pilot.slug));
  EXPECT_EQ(e.changes[0].n, 5);
  EXPECT_EQ(must(evaluation_of(p(), {}, pilot.slug)).with_consent, 5);
  EXPECT_TRUE(must(pilot_view(p(), {}, pilot.slug)).participants.empty());
  EXPECT_EQ(must(pilot_view(p(), owner, pilot.slug)).participants.size(), 6u);
}

TEST_F(FrameworkTest, the_map_keeps_contacts_by_consent) {
  const StakeholderFacts facts{.name = "Guild",
                               .group = "social-partners",
                               .interest = "4",
                               .influence = "5",
                               .country = "IE",
                               .contact = "guild@x.example"};
  EXPECT_EQ(code(put_stakeholder(p(), people_[0], facts)), "service.forbidden");
  EXPECT_EQ(code(put_stakeholder(p(), facilitator_, facts)), "service.invalid");
  auto agreed = facts;
  agreed.has_consent = true;
  const auto one = must(put_stakeholder(p(), facilitator_, agreed));
  must(note_involvement(p(), facilitator_, one.id, "recognition", "survey", "2026-03-01", true));
  EXPECT_EQ(code(note_involvement(p(), facilitator_, one.id, "party", "survey", "2026-03-01", true)),
            "service.invalid");
  const auto coverage = must(coverage_of_steps(p(), facilitator_));
  EXPECT_EQ(coverage.size(), 9u);
  EXPECT_EQ(code(stakeholder_map(p(), people_[0])), "service.forbidden");
  must(remove_stakeholder(p(), facilitator_, one.id));
  EXPECT_TRUE(must(stakeholder_map(p(), facilitator_)).empty());
}

TEST_F(FrameworkTest, a_brief_keeps_the_figures_of_its_day_and_targets_have_sources) {
  EXPECT_EQ(code(write_brief(p(), facilitator_, {.title = "T", .addressee = "region"})),
            "service.conflict");  // no figures
  const auto framework =
      must(add_framework(p(), facilitator_, {.title = "A Region", .kind = "region", .country = "IE"}));
  const auto run = must(open_assessment(p(), facilitator_, framework.slug));
  for (std::size_t i = 0; i < 2; ++i) {
    must(add_assessor(p(), facilitator_, run.id, i == 0 ? "ed@x.example" : "em@x.example", "", ""));
    must(rate_indicator(p(), people_[i], run.id, {.indicator = "B02", .value = "0"}));
  }
  must(publish_assessment(p(), facilitator_, run.id));
  const auto brief = must(write_brief(p(), facilitator_, {.title = "T", .addressee = "region", .country = "IE"}));
  const auto view = must(brief_view(p(), brief.slug, "de"));
  ASSERT_EQ(view.recommendations.size(), 1u);
  EXPECT_NE(view.recommendations[0].figures.at(0).words.find("steht bei 0 von 4"), std::string::npos);
  EXPECT_NE(brief_markdown(p(), view, "en").find("# T"), std::string::npos);
  EXPECT_EQ(code(set_target(p(), facilitator_, "in_line", "2030", "60", "x")), "service.forbidden");
  EXPECT_EQ(code(set_target(p(), operator_, "in_line", "2030", "60", "")), "service.invalid");
  EXPECT_EQ(code(set_target(p(), operator_, "in_line", "2030", "160", "x")), "service.invalid");
  must(set_target(p(), operator_, "in_line", "2030", "60", "decision of the operator"));
  const auto indicators = policy_indicators(p());
  const auto found =
      std::find_if(indicators.begin(), indicators.end(), [](const auto& one) { return one.id == "in_line"; });
  EXPECT_EQ(found->targets.at(0).value, 0.6);
  EXPECT_EQ(country_picture(p(), "IE").frameworks.size(), 1u);
}

TEST_F(FrameworkTest, open_data_is_a_catalogue_with_tables_in_three_forms) {
  const auto c = consultation();
  all_join(c.slug);
  must(add_remark(p(), people_[0], first_item(c), "=cmd", ""));
  for (const OpenTable& one : open_tables()) {
    const auto table = must(open_table(p(), one.id));
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << one.id;
    EXPECT_TRUE(json::parse(table_jsonld(p(), table))) << one.id;
    rdf::Dataset dataset;
    const auto dump = must(table_nquads(p(), table));
    EXPECT_TRUE(rdf::read_nquads(dump, dataset)) << one.id;
  }
  EXPECT_EQ(code(open_table(p(), "secrets")), "service.not_found");
  const std::string csv = table_csv(must(open_table(p(), "consultations")));
  EXPECT_EQ(csv.find("ed@x.example"), std::string::npos);
  rdf::Dataset dcat;
  EXPECT_TRUE(rdf::read_turtle(must(dcat_turtle(p())), "", dcat));
  EXPECT_NE(must(dcat_turtle(p())).find("dcat:Catalog"), std::string::npos);
}

}  // namespace
}  // namespace credex::service
