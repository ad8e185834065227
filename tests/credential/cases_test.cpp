// Forgeries that were shown to us, with what the servers in them answer: ../shared/cases, where they lie beside the
// repository.
#include <filesystem>
#include <fstream>

#include "credential/verify.h"
#include "credential/vouching.h"
#include "support.h"

namespace credex::credential {
namespace {

namespace fs = std::filesystem;
const fs::path k_served = fs::path{CREDEX_SOURCE_DIR} / "../shared/cases/credentials/served";

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Answers https://HOST/PATH with the file HOST/PATH.
Result<Fetched> answer_from_folder(const FetchRequest& request) {
  const std::string url = request.url;
  if (url.starts_with("https://") && url.find("..") == std::string::npos) {
    const fs::path file = k_served / url.substr(8);
    if (fs::is_regular_file(file)) return Fetched{.body = text_of(file)};
  }
  return Error{.code = "fetch.failed", .message = url + " is not there"};
}

struct ServedCase {
  const char* label;
  const char* file;
  const char* issuer;  ///< that it claims, and that is on the operator's list
  bool is_honest;
  const char* integrity;  ///< outcomes that may be
};

class ServedForgeries : public testing::TestWithParam<ServedCase> {};

TEST_P(ServedForgeries, pass_for_nobody_else) {
  if (!fs::exists(k_served)) GTEST_SKIP() << "the cases are not at " << k_served;
  const ServedCase& c = GetParam();
  const Instant now = test::at("2026-11-28T14:00:00Z");
  const std::string text = text_of(k_served / c.file);
  ASSERT_FALSE(text.empty());
  // With the one it imitates on the list, too: a list is asked for what was proven.
  for (const bool is_listed : {false, true}) {
    VerifierOptions options;
    if (is_listed) options.trusted_issuers = {c.issuer};
    const Report report = test::must(Verifier{std::move(options), answer_from_folder}.verify(text, now));
    const std::string shown = report_text(report, Colour::off);
    const Finding* issuer = report.find("issuer");
    ASSERT_NE(issuer, nullptr) << shown;
    const Finding* integrity = report.find("integrity");
    ASSERT_NE(integrity, nullptr) << shown;
    EXPECT_NE(std::string{c.integrity}.find(outcome_name(integrity->outcome)), std::string::npos) << shown;
    if (c.is_honest) {
      EXPECT_EQ(issuer->outcome == Outcome::pass, is_listed) << shown;
      EXPECT_EQ(vouching_of(report).domain, is_listed ? vouching_of(report).domain : "badges.example") << shown;
    } else {
      EXPECT_TRUE(issuer->outcome == Outcome::unknown || issuer->outcome == Outcome::fail ||
                  integrity->outcome == Outcome::fail)
          << shown;
      EXPECT_NE(report.outcome(), Outcome::pass) << shown;
      EXPECT_NE(report.outcome(), Outcome::warn) << shown;
      EXPECT_EQ(verdict_line(report).find("from University"), std::string::npos) << verdict_line(report);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ServedForgeries,
    testing::Values(ServedCase{"did_web", "forge-didweb.jwt", "did:web:uni.example", false, "unknown fail"},
                    ServedCase{"https_key", "forge-https.jwt", "https://uni.example/issuer", false, "unknown fail"},
                    ServedCase{"data_integrity", "forge-di.json", "did:web:uni.example", false, "unknown fail"},
                    ServedCase{"sd_jwt", "forge-sdjwt.txt", "did:web:uni.example", false, "unknown fail"},
                    ServedCase{"embedded", "ob2-embedded-forged.json", "https://badges.example/issuer.json", false,
                               "fail"},
                    ServedCase{"starts_with", "ob2-startswith.json", "https://badges.example/issuer-sw.json", false,
                               "pass unknown fail"},
                    ServedCase{"honest", "ob2-honest.json", "https://badges.example/issuer.json", true, "pass"}),
    [](const auto& given) { return std::string{given.param.label}; });

}  // namespace
}  // namespace credex::credential
