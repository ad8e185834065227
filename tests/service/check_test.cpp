#include "service/check.h"

#include "platform_support.h"
#include "service/awards.h"

namespace credex::service {
namespace {

using test::must;

class Check : public test::PlatformTest {};

TEST_F(Check, a_presentation_is_as_good_as_the_worst_credential_in_it) {
  Actor ada = person("ada@school.example");
  const auto school = organisation(ada, "Accademia del Sasso");
  const auto definition = published(ada, school.id);
  const auto badge = [&](const char* name, const char* mail) {
    return must(issue_award(p(), ada, definition.record.id,
                            {.full_name = name, .email = mail, .awarded_on = "2026-05-01"},
                            credential::Format::open_badge))
        .credential;
  };
  const std::string first = badge("Lea Rossi", "lea@learner.example");
  std::string second = badge("Noa Berg", "noa@learner.example");
  const auto presented = [&] {
    return must(check_credential(
        p(), R"({"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],)"
             R"("verifiableCredential":[)" +
                 first + "," + second + "]}"));
  };
  const CheckedCredential before = presented();
  EXPECT_NE(before.standing, Standing::fails);
  ASSERT_TRUE(before.contents);
  EXPECT_EQ(before.contents->award.learner.name(), "Lea Rossi");
  second.replace(second.find("Noa"), 3, "Nua");
  const CheckedCredential after = presented();
  EXPECT_EQ(after.standing, Standing::fails) << after.verdict;
  EXPECT_EQ(after.verdict, "Altered: this is not what was signed");
}

}  // namespace
}  // namespace credex::service
