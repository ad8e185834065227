// recognise, stack and matrix on the command line: exit statuses, the JSON of the contract, bad input.
#include "command_support.h"

namespace credex::app {
namespace {

using test::Answer;
using test::run;

const std::string k_examples = CREDEX_SOURCE_DIR "/examples/";
const std::string k_policy = k_examples + "recognition/policies/germany.yaml";
const std::string k_rule = k_examples + "recognition/stack-digital-heritage.yaml";

std::string definition(const char* name) { return k_examples + name + "/definition.yaml"; }

class RecognitionCommand : public test::Command {};

json::Document json_of(const Answer& answer) { return test::must(json::parse(answer.out)); }

TEST_F(RecognitionCommand, recognise_decides_with_reasons_and_by_its_exit_status) {
  const std::string base =
      "recognise --policy " + k_policy + " --target " + definition("heritage-3d") + " --json --credential ";
  const Answer same = run(base + definition("heritage-3d") + " --verification secure");
  EXPECT_EQ(same.status, 0) << same.out;
  const json::Document decision = json_of(same);
  EXPECT_EQ(decision.root.text("verdict"), "full");
  EXPECT_EQ(decision.root.get("credits").as_number(), 5);
  EXPECT_EQ(decision.root.get("outcomes").size(), 4U);
  EXPECT_EQ(decision.root.text("outcome"), "warn") << "how Italy's levels stand to the EQF was not compared";
  const Answer other = run(base + definition("circular-fashion") + " --verification secure");
  EXPECT_EQ(other.status, 1);
  EXPECT_EQ(json_of(other).root.text("verdict"), "refused");
  // What nobody has checked is not taken for checked.
  const Answer unchecked = run(base + definition("heritage-3d"));
  EXPECT_EQ(unchecked.status, 1);
  EXPECT_EQ(json_of(unchecked).root.text("verdict"), "undecided");
}

TEST_F(RecognitionCommand, recognise_judges_a_signed_credential_whole) {
  ASSERT_EQ(run("key new --type p256 --out " + path("key.pem") + " --definition " + definition("heritage-3d")).status,
            0);
  write("a.csv", "full_name,email,awarded_on\nAda Rossi,ada@learner.example,2026-05-01\n");
  ASSERT_EQ(run("issue --definition " + definition("heritage-3d") + " --awards " + path("a.csv") + " --key " +
                path("key.pem") + " --format ob3 --out " + path("out"))
                .status,
            0);
  const std::string file = first("out", ".ob3.json");
  const std::string base = "recognise --offline --json --purpose employment --policy " + k_policy + " --credential ";
  const Answer good = run(base + file);
  EXPECT_EQ(json_of(good).root.text("verdict"), "full") << good.out;
  std::string text = read(file);
  text.replace(text.find("heritage"), 8, "heretage");
  write("forged.json", text);
  const Answer forged = run(base + path("forged.json"));
  EXPECT_EQ(forged.status, 1);
  EXPECT_EQ(json_of(forged).root.text("verdict"), "refused");
}

TEST_F(RecognitionCommand, what_contradicts_itself_is_refused_with_file_and_line) {
  write("policy.yaml", read(k_policy) + "until: 2025-01-01\n");
  const Answer policy = run("recognise --policy " + path("policy.yaml") + " --credential " + definition("heritage-3d"));
  EXPECT_EQ(policy.status, 2);
  EXPECT_NE(policy.out.find("policy.yaml:13, /until: it ends on 2025-01-01, before it begins"), std::string::npos)
      << policy.out;
  write("rule.yaml", read(k_rule) + "prerequisites: [{of: a, needs: [a]}]\n");
  const Answer rule = run("stack check --rule " + path("rule.yaml") + " --credentials " + definition("heritage-3d"));
  EXPECT_EQ(rule.status, 2);
  EXPECT_NE(rule.out.find("needs itself"), std::string::npos) << rule.out;
  EXPECT_EQ(run("stack plan --rule " + k_rule + " --catalogue " + path("nowhere")).status, 2);
  EXPECT_EQ(run("matrix --catalogue " + k_examples + " --policies " + path("nowhere")).status, 2);
}

TEST_F(RecognitionCommand, a_stack_is_checked_proven_and_planned) {
  const std::string held =
      definition("heritage-3d") + " " + definition("immersive-audio") + " " + definition("preventive-care");
  const Answer check = run("stack check --assume-verified --json --rule " + k_rule + " --prove " + path("proof.json") +
                           " --credentials " + held);
  EXPECT_EQ(check.status, 0) << check.out;
  EXPECT_EQ(json_of(check).root.get("proof").get("parts").size(), 3U);
  EXPECT_EQ(run("stack check --rule " + k_rule + " --proof " + path("proof.json")).status, 0);
  // A definition is nothing that one holds, unless it is taken for it.
  EXPECT_EQ(run("stack check --rule " + k_rule + " --credentials " + held).status, 1);
  const Answer plan = run("stack plan --assume-verified --json --rule " + k_rule + " --have " +
                          definition("preventive-care") + " --catalogue " + k_examples);
  EXPECT_EQ(plan.status, 0) << plan.out;
  const json::Document plans = json_of(plan);
  ASSERT_FALSE(plans.root.get("plans").empty());
  EXPECT_TRUE(plans.root.get("plans").items()[0].get("proven").as_boolean());
  EXPECT_EQ(plans.root.get("plans").items()[0].get("to_earn").as_number(), 9);
}

TEST_F(RecognitionCommand, the_matrix_tells_shares_what_ifs_and_the_best_step) {
  const std::string base =
      "matrix --date 2026-06-01 --catalogue " + k_examples + " --policies " + k_examples + "recognition/policies";
  const Answer whole = run(base + " --json --best 2 --what-if " + k_examples + "recognition/what-if.yaml");
  EXPECT_EQ(whole.status, 0) << whole.out;
  const json::Document m = json_of(whole);
  EXPECT_EQ(m.root.get("bodies").size(), 3U);
  EXPECT_EQ(m.root.get("origins").size(), 12U);
  EXPECT_GT(m.root.get("what_if").get("across_borders").get("full").as_integer(),
            m.root.get("across_borders").get("full").as_integer());
  EXPECT_TRUE(m.root.get("best").get("set").get("proven").as_boolean());
  const Answer by_body = run(base + " --json --by body");
  EXPECT_EQ(json_of(by_body).root.get("origins").items()[0].as_string().substr(0, 8), "https://") << by_body.out;
  EXPECT_EQ(run(base + " --by body --best 1").status, 2);
}

}  // namespace
}  // namespace credex::app
