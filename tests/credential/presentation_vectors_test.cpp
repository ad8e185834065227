// Those of the vectors of tests/vectors/data-integrity that a verifier asked for: domain and challenge (VC Data
// Integrity 1.0, section 4.4, steps 6 and 7).
#include <filesystem>
#include <fstream>
#include <iterator>

#include "credential/verify.h"
#include "support.h"

namespace credex::credential {
namespace {

namespace fs = std::filesystem;

TEST(PresentationVectors, a_presentation_is_for_one_verifier_and_one_time) {
  int seen = 0;
  for (const char* kind : {"valid", "invalid"}) {
    for (const auto& entry :
         fs::directory_iterator{fs::path{CREDEX_SOURCE_DIR "/tests/vectors/data-integrity/2025-05-15"} / kind}) {
      std::ifstream in{entry.path(), std::ios::binary};
      const auto vector = test::must(json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}));
      const std::string_view wanted = vector.root.text("holder");
      if (wanted.empty()) continue;
      ++seen;
      const json::Value options = vector.root.get("options");
      Verifier verifier{{}, offline_fetch()};
      const Report report =
          test::must(verifier.verify(json::write(vector.root.get("document")), test::at("2026-06-01T00:00:00Z"),
                                     proof::ExpectedBinding{.audience = std::string{options.text("domain")},
                                                            .nonce = std::string{options.text("challenge")}}));
      const Finding* holder = report.find("holder");
      ASSERT_NE(holder, nullptr) << entry.path();
      EXPECT_EQ(holder->message, wanted) << entry.path();
      EXPECT_EQ(holder->outcome == Outcome::pass, vector.root.get("verified").items()[0].as_boolean()) << entry.path();
    }
  }
  EXPECT_EQ(seen, 6);
}

}  // namespace
}  // namespace credex::credential
