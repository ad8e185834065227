// assess, practice, consult and pilot on the command line: the JSON of the contract, exit statuses, bad input.
#include "command_support.h"

namespace credex::app {
namespace {

using test::Answer;
using test::run;

const std::string k_data = CREDEX_SOURCE_DIR "/data/demonstration/";
const std::string k_coast = "--framework " + k_data + "northern-coast.yaml --ratings " + k_data +
                            "northern-coast.ratings-a.yaml " + k_data + "northern-coast.ratings-b.yaml " + k_data +
                            "northern-coast.ratings-c.yaml";

class FrameworkCommand : public test::Command {};

json::Document parsed(const Answer& answer) { return test::must(json::parse(answer.out)); }

TEST_F(FrameworkCommand, assess_scores_with_range_agreement_and_recommendations) {
  const Answer answer = run("assess --json --rubric " CREDEX_SOURCE_DIR "/data/assessment/rubric.yaml " + k_coast);
  const json::Document out = parsed(answer);
  EXPECT_EQ(answer.status, 0) << "warnings alone: " << out.root.get("report").text("outcome");
  EXPECT_EQ(out.root.get("indicators").size(), 60U);
  EXPECT_EQ(out.root.get("assessors").as_number(), 3);
  EXPECT_GT(out.root.get("alpha").as_number(), 0.5);
  EXPECT_FALSE(out.root.get("recommendations").empty());
  EXPECT_EQ(out.root.text("band"), "in part in line");
  // The order of the files does not matter.
  const Answer other = run("assess --json --framework " + k_data + "northern-coast.yaml --ratings " + k_data +
                           "northern-coast.ratings-c.yaml " + k_data + "northern-coast.ratings-a.yaml " + k_data +
                           "northern-coast.ratings-b.yaml");
  EXPECT_EQ(other.out, answer.out);
  const Answer apart = run("assess --json " + k_coast + " --compare " + k_data + "valle-alta.yaml --compare-ratings " +
                           k_data + "valle-alta.ratings-a.yaml");
  EXPECT_FALSE(parsed(apart).root.get("differences").empty());
}

TEST_F(FrameworkCommand, bad_ratings_are_refused_with_file_and_line) {
  write("r.yaml", "assessor: {id: a}\nratings:\n- {indicator: A01, value: 9}\n");
  const Answer off = run("assess --framework " + k_data + "northern-coast.yaml --ratings " + path("r.yaml"));
  EXPECT_EQ(off.status, 2);
  EXPECT_NE(off.out.find("r.yaml:3"), std::string::npos) << off.out;
  EXPECT_NE(off.out.find("outside the scale"), std::string::npos) << off.out;
  EXPECT_EQ(run("assess --framework " + path("nowhere") + " --ratings " + path("r.yaml")).status, 2);
}

TEST_F(FrameworkCommand, practices_are_found_and_judged_for_another_place) {
  const std::string file = k_data + "practices.yaml";
  EXPECT_NE(run("practice find " + file + " --query freelancers").out.find("paid-freelancers"), std::string::npos);
  EXPECT_EQ(parsed(run("practice find --json " + file)).root.size(), 15U);
  const Answer transfer =
      run("practice transfer --json " + file + " peer-panel --country IE --sector crafts " + k_coast);
  const json::Document out = parsed(transfer);
  EXPECT_GT(out.root.get("transferability").as_number(), 0);
  EXPECT_EQ(run("practice transfer " + file + " nothing").status, 2);
}

TEST_F(FrameworkCommand, a_consultation_says_its_rounds_and_who_is_missing) {
  const Answer answer = run("consult --json --csv " + path("r.csv") + " " + k_data + "consultation-levels.yaml");
  EXPECT_EQ(answer.status, 1);  // nobody has voted: not decided
  const json::Document out = parsed(answer);
  EXPECT_EQ(out.root.get("rounds").size(), 2U);
  EXPECT_EQ(out.root.get("decisions").items()[0].text("verdict"), "no_quorum");
  EXPECT_EQ(read(path("r.csv")).substr(0, 4), "item");
}

TEST_F(FrameworkCommand, a_pilot_is_evaluated_in_aggregates) {
  const Answer answer = run("pilot evaluate --json " + k_data + "pilot.yaml");
  const json::Document out = parsed(answer);
  EXPECT_EQ(out.root.text("advice"), "adapt");
  EXPECT_GT(out.root.get("costPerAward").as_number(), 0);
  EXPECT_EQ(answer.out.find("s01"), std::string::npos);  // no code of a person
  write("one.yaml",
        "id: p\ntitle: P\nmodel: other\ncohorts: [{id: a}]\nparticipants: [{code: x, cohort: a, consent: true}]\n");
  const Answer one = run("pilot evaluate " + path("one.yaml"));
  EXPECT_EQ(one.status, 2);
  EXPECT_NE(one.out.find("of one person"), std::string::npos) << one.out;
}

}  // namespace
}  // namespace credex::app
