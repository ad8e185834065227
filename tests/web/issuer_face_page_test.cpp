// How the pages and the certificate name an issuer: service/issuer_face.h, web/label_view.h.
#include <fstream>

#include "../service/vouching_support.h"
#include "page_support.h"
#include "service/collection.h"
#include "service/talent.h"

namespace credex::web {
namespace {

using test::must;

constexpr const char* k_quoted = "“Norrsken Högskola”";
constexpr const char* k_nobody = "nobody known here vouches for that";

class IssuerFacePages : public test::PageTest {
 protected:
  void SetUp() override {
    PageTest::SetUp();
    lea_ = person("lea@learner.example");
    must(service::change_profile(p(), lea_, "Lea Rossi", "en"));
    lea_ = again(lea_);
    sign_in(lea_);
    badge_ = test::home_made("Norrsken Högskola", "Lea Rossi", example());
    holding_ = must(service::add_holding(p(), lea_, badge_, "upload"));
  }
  /// That the name stands in quotes wherever it stands for the issuer, and never as a fact.
  static void expect_quoted(const std::string& page) {
    EXPECT_NE(page.find(k_quoted), std::string::npos) << page;
    EXPECT_NE(page.find(k_nobody), std::string::npos);
    EXPECT_EQ(page.find("Sound, issued by"), std::string::npos);
    EXPECT_EQ(page.find("<strong>Norrsken"), std::string::npos);
  }
  service::Actor lea_;
  std::string badge_;
  store::Holding holding_;
};

TEST_F(IssuerFacePages, check_says_whose_word_it_is) {
  const auto page = post("/check", {{"csrf", csrf()}, {"text", badge_}});
  EXPECT_EQ(page.status, 200);
  expect_quoted(page.body);
  // Said once, and then what can be done.
  EXPECT_EQ(page.body.find("Says it is from there"), std::string::npos);
  EXPECT_NE(page.body.find("To be sure, ask the awarding body"), std::string::npos);
}

TEST_F(IssuerFacePages, collection_says_whose_word_it_is) {
  expect_quoted(get("/me").body);
  const auto own = get("/me/credential/" + holding_.id);
  expect_quoted(own.body);
  EXPECT_NE(own.body.find("Ask the awarding body to have itself vouched for"), std::string::npos);
}

TEST_F(IssuerFacePages, shared_page_says_whose_word_it_is) {
  const auto share =
      must(service::make_share(p(), lea_, {.title = "Mine", .holdings = {holding_.id}, .fields = {"name"}}));
  expect_quoted(get("/s/" + share.token).body);
}

TEST_F(IssuerFacePages, talent_page_says_whose_word_it_is_and_marks_nothing_as_verified) {
  service::TalentFacts facts;
  for (const auto field : service::k_talent_fields) facts.visible[std::string{field}] = "everyone";
  must(service::change_talent(p(), lea_, facts));
  const auto own = must(service::own_talent(p(), lea_));
  const auto page = get("/talent/" + own.record.slug);
  EXPECT_EQ(page.status, 200);
  expect_quoted(page.body);
  EXPECT_EQ(page.body.find("✓</span> Norrsken"), std::string::npos);
  EXPECT_EQ(page.body.find("title=\"verified now\""), std::string::npos);
}

TEST_F(IssuerFacePages, certificate_says_whose_word_it_is) {
  const auto pdf = get("/me/credential/" + holding_.id + "/pdf");
  EXPECT_EQ(pdf.status, 200);
  ASSERT_TRUE(pdf.body.starts_with("%PDF"));
  const std::string file = testing::TempDir() + "/issuer-face.pdf";
  std::ofstream{file, std::ios::binary} << pdf.body;
  ASSERT_EQ(std::system(("pdftotext -raw " + file + " " + file + ".txt").c_str()), 0);
  std::ifstream made{file + ".txt"};
  std::string text{std::istreambuf_iterator<char>{made}, {}};
  std::replace(text.begin(), text.end(), '\n', ' ');
  expect_quoted(text);
  EXPECT_NE(text.find("So it was when this page was made on"), std::string::npos) << text;
}

}  // namespace
}  // namespace credex::web
