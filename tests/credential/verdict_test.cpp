#include <gtest/gtest.h>

#include "credential/verify.h"

namespace credex::credential {
namespace {

Finding one(const char* rule, Outcome outcome, const char* message) { return make_finding(rule, outcome, "", message); }

/// A credential in a presentation or a file.
Finding held(std::vector<Finding> findings) {
  Finding out = one("presentation.credential", Outcome::not_applicable, "presentation.credential");
  for (Finding& finding : findings) out.add(std::move(finding));
  return out;
}

const Finding k_sound = one("integrity", Outcome::pass, "integrity.authentic");
const Finding k_altered = one("integrity", Outcome::fail, "integrity.altered");
const Finding k_valid = one("validity", Outcome::pass, "validity.no_end");
const Finding k_unsigned = one("integrity", Outcome::unknown, "presentation.unsigned");

TEST(Verdict, begins_with_the_worst_that_was_found_wherever_it_is) {
  struct Case {
    const char* line;
    std::vector<Finding> findings;
  };
  const Case cases[] = {
      {"authentic; valid", {k_sound, k_valid}},
      {"altered", {k_altered, k_valid}},
      {"not signed; valid", {one("integrity", Outcome::unknown, "integrity.unsigned"), k_valid}},
      {"as its issuer's server says; valid", {one("integrity", Outcome::pass, "ob2.hosted"), k_valid}},
      {"the signature and what it signs do not agree; valid",
       {one("integrity", Outcome::fail, "ob2.differs"), k_valid}},
      {"authenticity not checked; valid", {one("integrity", Outcome::unknown, "integrity.not_checked"), k_valid}},
      {"revoked; authentic; valid", {k_sound, k_valid, one("status", Outcome::fail, "status.revoked")}},
      {"expired; authentic", {k_sound, one("validity", Outcome::fail, "validity.expired")}},
      {"altered (1 of 2); valid", {held({k_sound, k_valid}), held({k_altered, k_valid})}},
      {"altered; valid", {held({k_altered, k_valid}), held({k_altered, k_valid})}},
      {"altered (1 of 2); valid", {k_unsigned, held({k_sound, k_valid}), held({k_altered, k_valid})}},
      {"presentation not signed; valid", {k_unsigned, held({k_sound, k_valid}), held({k_sound, k_valid})}},
      {"expired (1 of 2); authentic",
       {held({k_sound, k_valid}), held({k_sound, one("validity", Outcome::fail, "validity.expired")})}},
      {"one of its credentials cannot be read; authentic; valid",
       {held({k_sound, k_valid}), held({one("presentation.credential", Outcome::fail, "presentation.unreadable")})}}};
  for (const Case& it : cases) EXPECT_EQ(verdict_line({.findings = it.findings}), it.line);
}

TEST(Verdict, of_what_is_no_credential_is_what_was_told_of_it) {
  const Report told{.findings = {make_finding("brought.elmo", Outcome::unknown, "", "brought.elmo_unsigned",
                                              {"Ann", "a school", "2"})}};
  EXPECT_NE(verdict_line(told).find("transcript of records in ELMO, for Ann"), std::string::npos);
  EXPECT_EQ(verdict_line({}), "");
}

}  // namespace
}  // namespace credex::credential
