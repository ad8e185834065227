// The check page with what people bring.
#include "base/encoding.h"
#include "document/unpacking.h"
#include "page_support.h"
#include "service/awards.h"

namespace credex::web {
namespace {

using test::must;

class CheckPage : public test::PageTest {
 protected:
  void SetUp() override {
    PageTest::SetUp();
    p().unpacking = &document::unpacking();
    auto ada = person("ada@school.example");
    const auto school = organisation(ada, "School of Stone");
    const auto definition = published(ada, school.id);
    const auto award = must(service::issue_award(p(), ada, definition.record.id,
                                                 {.full_name = "Lea Stein", .email = "lea@learner.example"},
                                                 credential::Format::open_badge));
    credential_ = award.credential;
    link_ = service::check_link(p(), award.id);
  }
  std::string told(const std::string& text) { return post("/check", {{"text", text}}).body; }

  std::string credential_;
  std::string link_;
};

TEST_F(CheckPage, reads_each_form_as_the_credential_that_it_is) {
  for (const std::string& form : {credential_, "[" + credential_ + "]", R"({"credential": )" + credential_ + "}",
                                  base64(as_bytes(credential_)), link_, "My award: " + link_ + "!"}) {
    const std::string page = told(form);
    EXPECT_NE(page.find("Lea Stein"), std::string::npos) << page.substr(0, 2000);
  }
}

TEST_F(CheckPage, tells_of_many_the_worst_first_and_each) {
  std::string other = credential_;
  other.replace(other.find("Lea Stein"), 9, "Leo Stein");
  const std::string page = told("[" + credential_ + "," + other + "]");
  const auto worst = page.find("Altered: this is not what was signed");
  EXPECT_NE(worst, std::string::npos) << page.substr(0, 3000);
  EXPECT_LT(worst, page.find("Lea Stein"));
  EXPECT_NE(page.find("Leo Stein"), std::string::npos);
}

TEST_F(CheckPage, says_what_a_thing_is_that_is_no_credential) {
  EXPECT_NE(told("openid-credential-offer://?credential_offer_uri=x").find("offer of a credential to a wallet"),
            std::string::npos);
  EXPECT_NE(told(R"({"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass"})").find("awarded to nobody"),
            std::string::npos);
  const std::string elmo = told(
      "<elmo xmlns='https://github.com/emrex-eu/elmo-schemas/tree/v1'><learner><givenNames>Ann</givenNames></learner>"
      "</elmo>");
  EXPECT_NE(elmo.find("transcript of records in ELMO"), std::string::npos) << elmo.substr(0, 3000);
}

}  // namespace
}  // namespace credex::web
