// The table of tests/vectors/recognition/cases.yaml, and what holds for every case in it.
#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "framework/definition_file.h"
#include "recognition/decision.h"
#include "recognition/decision_value.h"
#include "support.h"

namespace credex::recognition {
namespace {

using json::Value;
using test::must;

std::string read_text(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream out;
  out << file.rdbuf();
  return std::move(out).str();
}

const YamlDocument& table() {
  static const YamlDocument k_table =
      must(parse_yaml(read_text(CREDEX_SOURCE_DIR "/tests/vectors/recognition/cases.yaml")));
  return k_table;
}

/// The base with the case's keys in place of its own; null takes a key away.
Value changed(json::Arena& arena, const Value& base, const Value& change) {
  const Value out = base.clone(arena);
  for (const json::Member& member : change.members()) {
    if (member.value.is_null()) {
      out.erase(member.key);
    } else {
      out.set(arena, member.key, member.value.clone(arena));
    }
  }
  return out;
}

framework::MicroCredential definition(const Value& value) {
  framework::DefinitionReading reading = framework::definition_of(value);
  for (const Error& problem : reading.problems) ADD_FAILURE() << problem.to_string();
  return std::move(reading.definition);
}

/// A case made ready to be decided.
struct Case {
  explicit Case(const Value& one) {
    const Value base = table().document.root.get("base");
    given = definition(changed(arena, base.get("given"), one.get("given")));
    const Value* target_change = one.find("target");
    if (target_change == nullptr || !target_change->is_null())
      target = definition(changed(arena, base.get("target"), one.get("target")));
    const Value policy_value = changed(arena, base.get("policy"), one.get("policy"));
    policy = must(read_policy(json::write(policy_value), "policy", criteria, countries));
    for (const Value& agreement : one.get("agreements").items())
      agreements.push_back(must(read_agreement(json::write(agreement), "agreement", criteria, countries)));
    if (const Value list = one.get("corrections"); !list.is_null())
      corrections = must(read_corrections(json::write(list), "corrections"));
    const auto text = [&](const char* key) { return one.find(key) ? one.text(key) : base.text(key); };
    purpose = *purpose_of(text("purpose"));
    date = must(parse_date(text("date")));
    how_authentic = authenticity_from(text("authenticity"));
  }
  Decision decide() const {
    return recognition::decide({.definition = given,
                                .authenticity = how_authentic,
                                .target = target ? &*target : nullptr,
                                .purpose = purpose,
                                .applied_on = date,
                                .corrections = corrections},
                               {.policy = policy, .agreements = agreements});
  }

  const Criteria& criteria = Criteria::built_in();
  const Countries& countries = Countries::built_in();
  json::Arena arena{};
  framework::MicroCredential given{};
  std::optional<framework::MicroCredential> target{};
  Policy policy{};
  std::vector<Agreement> agreements{};
  std::vector<MatchCorrection> corrections{};
  Purpose purpose{};
  Date date{};
  Authenticity how_authentic{};
};

std::string decision_text(const Decision& decision) {
  json::Arena arena;
  return json::write_pretty(decision_value(arena, decision));
}

std::vector<std::string> names(const std::vector<Criterion>& criteria) {
  std::vector<std::string> out;
  for (const Criterion criterion : criteria) out.emplace_back(criterion_name(criterion));
  return out;
}

class RecognitionCase : public testing::TestWithParam<std::string> {
 protected:
  static Value value() {
    for (const Value& one : table().document.root.get("cases").items()) {
      if (one.text("name") == GetParam()) return one;
    }
    return {};
  }
};

TEST_P(RecognitionCase, comes_out_as_an_evaluator_would_say) {
  const Value want = value();
  const Case one{want};
  const Decision decision = one.decide();
  EXPECT_EQ(verdict_name(decision.verdict), want.text("verdict")) << want.text("why") << "\n"
                                                                  << decision_text(decision);
  if (const Value credits = want.get("credits"); !credits.is_null()) {
    ASSERT_TRUE(decision.credits) << decision_text(decision);
    EXPECT_DOUBLE_EQ(decision.credits->points, credits.as_number());
  }
  EXPECT_EQ(decision.by, want.text("by"));
  std::vector<std::string> means;
  for (const Value& means_value : want.get("compensate_by").items()) means.emplace_back(means_value.as_string());
  EXPECT_EQ(decision.compensate_by, means);
  std::vector<std::string> missing;
  for (const Value& name : want.get("missing").items()) missing.emplace_back(name.as_string());
  EXPECT_EQ(names(decision.missing), missing);
  EXPECT_FALSE(want.text("why").empty());
  EXPECT_FALSE(want.text("source").empty());
}

// Each ledger cites, and each message it uses has words.
TEST(RecognitionTable, its_ledger_names_rule_source_and_words) {
  for (const Value& value : table().document.root.get("cases").items()) {
    SCOPED_TRACE(std::string{value.text("name")});
    const Decision decision = Case{value}.decide();
    const Finding* top = decision.report.find("recognition.verdict");
    ASSERT_NE(top, nullptr);
    EXPECT_FALSE(top->source.empty());
    EXPECT_FALSE(top->findings.empty());
    const auto check = [](const Finding& finding, const auto& self) -> void {
      EXPECT_NE(message_text(finding).substr(0, finding.message.size()), finding.message) << finding.message;
      EXPECT_EQ(message_text(finding).find('@'), std::string::npos) << message_text(finding);
      for (const Finding& inner : finding.findings) self(inner, self);
    };
    check(*top, check);
    for (const Finding& line : top->findings)
      EXPECT_FALSE(line.source.empty() && line.rule != "recognition.policy") << line.rule;
  }
}

TEST(RecognitionTable, does_not_depend_on_the_order_of_rules) {
  for (const Value& value : table().document.root.get("cases").items()) {
    SCOPED_TRACE(std::string{value.text("name")});
    const Case plain{value};
    const std::string want = decision_text(plain.decide());
    std::mt19937 random{7};
    for (int i = 0; i < 4; ++i) {
      Case one{value};
      std::shuffle(one.policy.automatic.begin(), one.policy.automatic.end(), random);
      std::shuffle(one.agreements.begin(), one.agreements.end(), random);
      std::shuffle(one.given.quality_assurance.begin(), one.given.quality_assurance.end(), random);
      for (Demands& demands : one.policy.demands) {
        for (Setting& setting : demands.settings.values)
          std::sort(setting.compensate_by.begin(), setting.compensate_by.end());
      }
      const Decision decision = one.decide();
      EXPECT_EQ(verdict_name(decision.verdict), verdict_name(plain.decide().verdict));
      if (one.policy == plain.policy && one.given == plain.given) EXPECT_EQ(decision_text(decision), want);
    }
  }
}

int rank(Verdict verdict) {
  // A refusal and what cannot be decided give the same: nothing.
  return verdict == Verdict::undecided ? 0 : static_cast<int>(verdict);
}

// Evidence in favour: a review, an assessment, a link, an outcome more.
TEST(RecognitionTable, evidence_added_never_lowers_it) {
  for (const Value& value : table().document.root.get("cases").items()) {
    SCOPED_TRACE(std::string{value.text("name")});
    const Case plain{value};
    const int before = rank(plain.decide().verdict);
    using Change = void (*)(Case&);
    const std::vector<Change> additions{
        [](Case& c) { c.given.quality_assurance.push_back({.by = "Another agency"}); },
        [](Case& c) {
          c.given.quality_assurance.push_back({.by = "A3ES", .by_country = "PT", .deqar_report = "12345"});
        },
        [](Case& c) { c.given.quality_assurance.push_back({}); },
        [](Case& c) {
          framework::Assessment extra{.id = "extra"};
          extra.type.label.set("en", "oral examination");
          extra.supervision.label.set("en", "supervised on site with identity verification");
          extra.criteria = "published";
          c.given.assessments.push_back(extra);
        },
        [](Case& c) {
          framework::Assessment extra{.id = "extra"};
          extra.type.label.set("en", "quiz");
          extra.supervision.label.set("en", "unsupervised without identity verification");
          c.given.assessments.push_back(extra);
        },
        [](Case& c) {
          if (c.given.outcomes.empty()) return;
          const auto all = c.target ? c.target->outcomes : c.given.outcomes;  // a copy: the loop adds to the last
          for (const framework::LearningOutcome& wanted : all)
            for (const framework::Concept& skill : wanted.esco_skills)
              c.given.outcomes.back().esco_skills.push_back(skill);
        },
        [](Case& c) {
          if (c.given.outcomes.empty() || !c.target) return;
          framework::LearningOutcome more = c.target->outcomes.empty() ? c.given.outcomes[0] : c.target->outcomes[0];
          more.assessed_by = {"a1"};
          c.given.outcomes.push_back(more);
        },
        [](Case& c) {
          c.agreements.push_back(must(read_agreement(
              "id: 'https://more.example/'\ntitle: More\nparties: [{id: 'https://receiver.example/', name: R},"
              " {id: 'https://n.example/', name: N, place: PT}]\neffect: eased\nwaives: [quality]\n",
              "more", c.criteria, c.countries)));
        },
        [](Case& c) {
          if (c.how_authentic == Authenticity::some || c.how_authentic == Authenticity::limited)
            c.how_authentic = Authenticity::secure;
        },
    };
    for (std::size_t i = 0; i < additions.size(); ++i) {
      Case one{value};
      additions[i](one);
      const Decision after = one.decide();
      EXPECT_GE(rank(after.verdict), before) << "addition " << i << "\n" << decision_text(after);
    }
  }
}

std::vector<std::string> case_names() {
  std::vector<std::string> out;
  for (const Value& one : table().document.root.get("cases").items()) out.emplace_back(one.text("name"));
  return out;
}

INSTANTIATE_TEST_SUITE_P(Table, RecognitionCase, testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

TEST(RecognitionTable, has_at_least_eighty_cases_and_every_verdict) {
  const auto& cases = table().document.root.get("cases");
  EXPECT_GE(cases.size(), 80U);
  std::set<std::string> verdicts;
  for (const Value& one : cases.items()) verdicts.emplace(one.text("verdict"));
  EXPECT_EQ(verdicts.size(), 5U);
}

}  // namespace
}  // namespace credex::recognition
