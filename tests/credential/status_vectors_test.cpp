// The vectors of tests/vectors/bitstring-status-list, token-status-list and sd-jwt-vc, a test each: what is in a file
// stands in the README there.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "credential/verify.h"
#include "support.h"

namespace credex::credential {
namespace {

namespace fs = std::filesystem;
using json::Value;

const fs::path k_vector_folder = CREDEX_SOURCE_DIR "/tests/vectors";

std::vector<std::string> vector_names() {
  std::vector<std::string> out;
  for (const char* standard : {"bitstring-status-list/1.0", "token-status-list/draft-12", "sd-jwt-vc/rfc9901"}) {
    for (const char* kind : {"valid", "invalid"}) {
      for (const auto& entry : fs::directory_iterator{k_vector_folder / standard / kind})
        out.push_back(std::string{standard} + "/" + kind + "/" + entry.path().stem().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

class StatusVector : public testing::TestWithParam<std::string> {};

TEST_P(StatusVector, is_judged_as_the_text_says) {
  std::ifstream in{k_vector_folder / (GetParam() + ".json"), std::ios::binary};
  const json::Document vector = test::must(json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}));
  const Value root = vector.root;
  const auto text_of = [](const Value& value) {
    return value.is_string() ? std::string{value.as_string()} : json::write(value);
  };
  const Instant now = test::at(std::string{root.text("now")}.c_str());
  Verifier verifier{{}, [&](const FetchRequest& request) -> Result<Fetched> {
                      const Value* found = root.get("documents").find(request.url);
                      if (found == nullptr)
                        return Error{.code = "fetch.failed", .message = "there is no " + request.url};
                      return Fetched{.body = text_of(*found), .at = now};
                    }};
  std::optional<proof::ExpectedBinding> expected;
  if (const Value* options = root.find("options"))
    expected = {.audience = std::string{options->text("audience")}, .nonce = std::string{options->text("nonce")}};
  const Report report = test::must(verifier.verify(text_of(root.get("document")), now, expected));
  ASSERT_FALSE(root.get("expect").members().empty());
  for (const json::Member& member : root.get("expect").members()) {
    const Finding* finding = report.find(member.key);
    ASSERT_NE(finding, nullptr) << member.key << "\n" << report_text(report, Colour::off);
    EXPECT_EQ(finding->message, member.value.text("message")) << report_text(report, Colour::off);
    EXPECT_EQ(outcome_name(finding->outcome), member.value.text("outcome")) << report_text(report, Colour::off);
    for (const Value& word : json::as_list(root.get("says")))
      EXPECT_NE(std::find(finding->args.begin(), finding->args.end(), word.as_string()), finding->args.end());
  }
}
INSTANTIATE_TEST_SUITE_P(Vectors, StatusVector, testing::ValuesIn(vector_names()), [](const auto& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

TEST(StatusVectors, none_was_lost) { EXPECT_EQ(vector_names().size(), 81U); }

}  // namespace
}  // namespace credex::credential
