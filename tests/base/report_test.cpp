#include "base/report.h"

#include "support.h"

namespace credex {
namespace {

TEST(Report, an_empty_report_is_unknown) { EXPECT_EQ(Report{}.outcome(), Outcome::unknown); }

TEST(Report, unknown_is_never_a_pass_and_fail_is_worst) {
  Report report;
  report.add({.rule = "a", .outcome = Outcome::pass});
  EXPECT_EQ(report.outcome(), Outcome::pass);
  report.add({.rule = "b", .outcome = Outcome::unknown});
  EXPECT_EQ(report.outcome(), Outcome::unknown);
  report.add({.rule = "c", .outcome = Outcome::warn});
  EXPECT_EQ(report.outcome(), Outcome::unknown);
  report.add({.rule = "d", .outcome = Outcome::fail});
  EXPECT_EQ(report.outcome(), Outcome::fail);
}

TEST(Report, what_does_not_apply_decides_nothing) {
  Report report;
  report.add({.rule = "a", .outcome = Outcome::not_applicable});
  EXPECT_EQ(report.outcome(), Outcome::unknown);
}

TEST(Report, a_finding_is_as_bad_as_what_is_below_it) {
  Finding parent{.rule = "p", .outcome = Outcome::pass};
  parent.add({.rule = "c", .outcome = Outcome::fail});
  EXPECT_EQ(parent.outcome, Outcome::fail);
}

TEST(Report, json_has_the_contract_of_the_command_line) {
  Report report;
  report.add({.rule = "validity",
              .outcome = Outcome::fail,
              .subject = "/validUntil",
              .message = "validity.expired",
              .args = {"2020-01-01"},
              .source = "s"});
  const json::Document document = test::must(json::parse(report_json(report)));
  EXPECT_EQ(document.root.text("outcome"), "fail");
  const json::Value finding = document.root.get("findings").items()[0];
  for (const char* key : {"rule", "outcome", "subject", "message", "source", "findings"})
    EXPECT_NE(finding.find(key), nullptr) << key;
  EXPECT_EQ(finding.text("message"), "Expired on 2020-01-01.");
}

}  // namespace
}  // namespace credex
