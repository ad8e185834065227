#include "recognition/policy.h"

#include "base/embedded.h"
#include "recognition/decision_value.h"
#include "support.h"

namespace credex::recognition {
namespace {

using test::must;

const std::string k_policy =
    "id: 'https://b.example/policy'\n"
    "version: '2'\n"
    "body: {id: 'https://b.example/', name: B, country: IE}\n"
    "from: 2026-01-01\n"
    "until: 2026-12-31\n"
    "purposes: {credit: {tolerance: 2, criteria: {level: {full_at: 0, compensable_at: -1}}}}\n"
    "automatic: [{id: a, scope: {countries: [PT], least_eqf: 4, most_eqf: 6}}]\n"
    "deadlines: {decide_days: 30}\n";

const std::string k_agreement =
    "id: 'https://a.example/'\n"
    "title: A\n"
    "parties: [{id: 'https://x.example/', name: X, place: IE}, {id: 'https://y.example/', name: Y, place: PT}]\n"
    "from: 2026-01-01\n"
    "until: 2027-01-01\n"
    "scope: {fields: ['0215'], most_ects: 5}\n"
    "effect: eased\n"
    "waives: [quality]\n"
    "accepts: {level: -1}\n";

struct Refusal {
  const char* from;
  const char* to;
  const char* reason;
};

std::string changed(std::string text, const Refusal& one) {
  const auto at = text.find(one.from);
  if (at == std::string::npos) {
    ADD_FAILURE() << one.from;
    return text;
  }
  return text.replace(at, std::string{one.from}.size(), one.to);
}

TEST(Criteria, are_read_with_a_source_each) {
  auto read = Criteria::read(embedded_file("recognition/criteria.yaml").value_or(""), "criteria.yaml");
  ASSERT_TRUE(read) << read.error().to_string();
  for (const Criterion criterion : k_all_criteria) EXPECT_FALSE(read->source_text(criterion).empty());
  for (const std::string& means : read->means) EXPECT_FALSE(means.empty());
}

TEST(Policy, takes_what_it_leaves_out_from_the_criteria) {
  const Policy policy = must(read_policy(k_policy, "p.yaml", Criteria::built_in(), Countries::built_in()));
  EXPECT_EQ(policy.of(Purpose::credit).tolerance, 2);
  EXPECT_EQ(policy.of(Purpose::study), Criteria::built_in().demands[static_cast<std::size_t>(Purpose::study)]);
  EXPECT_EQ(policy.deadlines.decide_days, 30);
  EXPECT_EQ(policy.deadlines.appeal_days, Criteria::built_in().deadlines.appeal_days);
  EXPECT_TRUE(policy.in_force(*parse_date("2026-12-31")));
  EXPECT_FALSE(policy.in_force(*parse_date("2027-01-01")));
}

TEST(Policy, refuses_what_contradicts_itself_with_file_line_and_reason) {
  for (const Refusal& one : {
           Refusal{"compensable_at: -1", "compensable_at: 1", "compensable_at (1) lies above full_at (0)"},
           Refusal{"full_at: 0", "full_at: 9", "no number from -7 to 7"},
           Refusal{"{level: {", "{levle: {", "\"levle\" is no criterion"},
           Refusal{"{credit: {", "{fun: {", "\"fun\" is no purpose"},
           Refusal{"country: IE", "country: ZZ", "p.yaml:3, /body/country: \"ZZ\" is no country"},
           Refusal{"until: 2026-12-31", "until: 2025-12-31", "it ends on 2025-12-31, before it begins on 2026-01-01"},
           Refusal{"from: 2026-01-01", "from: 2026-13-01", "\"2026-13-01\" is no date"},
           Refusal{"countries: [PT]", "countries: [Atlantis]", "\"Atlantis\" is no country, system or region"},
           Refusal{"least_eqf: 4, most_eqf: 6", "least_eqf: 6, most_eqf: 4", "least_eqf lies above most_eqf"},
           Refusal{"scope: {countries: [PT], least_eqf: 4, most_eqf: 6}", "scope: {}",
                   "would take everything there is"},
           Refusal{"decide_days: 30", "decide_days: 0", "no number from 1 to 730"},
           Refusal{"compensable_at: -1", "weight: 0",
                   "a criterion of weight 0 counts for nothing and cannot disqualify"},
           Refusal{"compensable_at: -1", "compensate_by: [prayer]", "\"prayer\" is not known here"},
           Refusal{"compensable_at: -1", "disqualifying: maybe", "neither true nor false"},
           Refusal{"version: '2'\n", "", "\"version\" is missing"},
           Refusal{"deadlines", "deadline", "the key \"deadline\" is not known here"},
       }) {
    auto read = read_policy(changed(k_policy, one), "p.yaml", Criteria::built_in(), Countries::built_in());
    ASSERT_FALSE(read) << one.to;
    EXPECT_EQ(read.error().code, "recognition.policy");
    EXPECT_NE(read.error().to_string().find(one.reason), std::string::npos) << read.error().to_string();
    EXPECT_NE(read.error().where.find("p.yaml"), std::string::npos);
  }
  auto broken = read_policy("id: [", "p.yaml", Criteria::built_in(), Countries::built_in());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, "yaml.syntax");
}

TEST(Policy, two_are_compared_line_by_line) {
  const Policy one = must(read_policy(k_policy, "p.yaml", Criteria::built_in(), Countries::built_in()));
  Policy other = one;
  other.of(Purpose::credit).settings[Criterion::quality].full_at = 3;
  other.deadlines.appeal_days = 7;
  std::vector<std::string> differs;
  const std::vector<PolicyLine> lines = compare_policies(one, other, Criteria::built_in());
  for (const PolicyLine& line : lines) {
    if (line.differs) differs.push_back(line.key + ": " + line.one + " / " + line.other);
  }
  EXPECT_EQ(differs, (std::vector<std::string>{"credit.quality.full_at: substantial / strong",
                                               "deadlines.appeal_days: 30 / 7"}));
  EXPECT_EQ(lines.size(), compare_policies(one, one, Criteria::built_in()).size());
  EXPECT_GT(lines.size(), 140U);
}

TEST(Agreement, comes_back_as_it_was_written) {
  const Agreement one = must(read_agreement(k_agreement, "a.yaml", Criteria::built_in(), Countries::built_in()));
  json::Arena arena;
  const std::string text = json::write(agreement_value(arena, one, Criteria::built_in()));
  EXPECT_EQ(must(read_agreement(text, "a.json", Criteria::built_in(), Countries::built_in())), one);
}

TEST(Agreement, refuses_what_cannot_be_agreed_with_file_line_and_reason) {
  for (const Refusal& one : {
           Refusal{"'https://y.example/'", "'https://x.example/'",
                   "a.yaml:3, /parties/1: an agreement of \"https://x.example/\" with itself"},
           Refusal{"until: 2027", "until: 2025", "before it begins"},
           Refusal{"place: PT", "place: XX", "\"XX\" is no country, system or region"},
           Refusal{"waives: [quality]\naccepts: {level: -1}\n", "", "eases nothing"},
           Refusal{"effect: eased", "effect: automatic", "an automatic agreement compares nothing"},
           Refusal{"waives: [quality]", "waives: [verification]", "verification cannot be waived"},
           Refusal{"effect: eased", "effect: partial", "\"partial\" is not known here"},
           Refusal{"['0215']", "['9999']", "\"9999\" is no field of ISCED-F"},
           Refusal{"most_ects: 5", "least_ects: 6, most_ects: 5", "least_ects is more than most_ects"},
           Refusal{", {id: 'https://y.example/', name: Y, place: PT}", "", "an agreement has two parties or more"},
           Refusal{"level: -1", "level: -9", "no number from -7 to 7"},
       }) {
    auto read = read_agreement(changed(k_agreement, one), "a.yaml", Criteria::built_in(), Countries::built_in());
    ASSERT_FALSE(read) << one.to;
    EXPECT_EQ(read.error().code, "recognition.agreement");
    EXPECT_NE(read.error().to_string().find(one.reason), std::string::npos) << read.error().to_string();
  }
}

TEST(Corrections, are_refused_without_a_person_and_a_reason) {
  EXPECT_TRUE(read_corrections("- {wanted: o1, given: g1, degree: 1, by: An officer, reason: seen}\n", "c.yaml"));
  for (const char* text : {"- {wanted: o1, degree: 1, reason: seen}\n", "- {wanted: o1, degree: 1, by: A}\n",
                           "- {wanted: o1, degree: 2, by: A, reason: r}\n", "wanted: o1\n"}) {
    auto read = read_corrections(text, "c.yaml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "recognition.correction");
  }
}

}  // namespace
}  // namespace credex::recognition
