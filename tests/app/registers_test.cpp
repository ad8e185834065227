#include "app/registers.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "support.h"

namespace credex::app {
namespace {

namespace fs = std::filesystem;

/// A register of one, as of a day.
std::string edition(const char* day, const char* name, const char* expires = "2027-01-01") {
  return std::string{R"({"name": "Register of Examples", "updated": ")"} + day + R"(", "expires": ")" + expires +
         R"(", "issuers": [{"name": ")" + name + R"(", "identifiers": ["did:web:school.example"]}]})";
}

class NamedRegisters : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("credex-registers-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string write(const char* name, const std::string& text) const {
    std::ofstream{folder_ / name, std::ios::binary} << text;
    return (folder_ / name).string();
  }
  Fetch fetch() {
    return [this](const FetchRequest& request) -> Result<Fetched> {
      asked_.push_back(request.url);
      largest_ = request.max_bytes;
      const auto found = web_.find(request.url);
      if (found == web_.end()) return Error{.code = "fetch.failed", .message = "nothing is there"};
      return Fetched{.body = found->second};
    };
  }
  static std::string name_of(const Registers& registers) {
    const auto found = registers.with_identifier("did:web:school.example");
    return found.empty() ? "" : found[0]->name;
  }

  fs::path folder_;
  std::map<std::string, std::string> web_{};
  std::vector<std::string> asked_{};
  std::size_t largest_ = 0;
  const Instant now_ = test::at("2026-06-01T00:00:00Z");
};

TEST_F(NamedRegisters, a_file_of_json_stands_for_itself) {
  const auto made = test::must(Registers::open(write("one.json", edition("2026-05-01", "School")), fetch()));
  EXPECT_EQ(made->load(now_), 1U);
  EXPECT_EQ(name_of(*made), "School");
  EXPECT_EQ(made->asked(), std::vector<std::string>{"Register of Examples (2026-05-01)"});
  EXPECT_TRUE(made->not_asked().empty());
  EXPECT_TRUE(asked_.empty());
}

TEST_F(NamedRegisters, the_last_good_edition_stays_in_use) {
  const std::string file = write("one.json", edition("2026-05-01", "First"));
  const auto made =
      test::must(Registers::open(write("list.yaml", "registers: [{file: one.json, name: Ours}]\n"), fetch()));
  EXPECT_EQ(made->load(now_), 1U);
  EXPECT_EQ(name_of(*made), "First");
  const auto problem = [&] { return made->state().at(0).problem; };
  EXPECT_EQ(problem(), "");
  struct Edition {
    std::string text;
    const char* name;     ///< that is answered then
    const char* problem;  ///< that is told then
  };
  for (const Edition& next :
       {Edition{"{", "First", "no JSON"}, Edition{edition("2026-04-01", "Older"), "First", "older edition"},
        Edition{edition("2026-05-20", "Over", "2026-05-30"), "First", "over since"},
        Edition{edition("2026-05-20", "Second"), "Second", ""}}) {
    write("one.json", next.text);
    EXPECT_EQ(made->load(now_), 1U);
    EXPECT_EQ(name_of(*made), next.name);
    EXPECT_NE(problem().find(next.problem), std::string::npos) << problem();
    EXPECT_EQ(problem().empty(), *next.problem == '\0') << problem();
  }
  fs::remove(file);
  EXPECT_EQ(made->load(now_), 1U);
  EXPECT_EQ(name_of(*made), "Second");
  // Until it is over itself.
  EXPECT_EQ(made->load(test::at("2027-01-02T00:00:00Z")), 0U);
  EXPECT_EQ(name_of(*made), "");
  EXPECT_TRUE(made->asked().empty());
  EXPECT_EQ(made->not_asked(), std::vector<std::string>{"Ours"});
}

TEST_F(NamedRegisters, an_address_may_be_away_and_is_asked_again) {
  const std::string url = "https://register.example/issuers.json";
  const std::string list = write(
      "list.yaml", "registers:\n  - url: " + url + "\n    sha256: " + std::string(64, '0') + "\n    name: Theirs\n");
  const auto made = test::must(Registers::open(list, fetch()));
  EXPECT_EQ(made->load(now_), 0U);
  EXPECT_EQ(made->not_asked(), std::vector<std::string>{"Theirs"});
  web_[url] = edition("2026-05-01", "School");
  EXPECT_EQ(made->load(now_), 0U) << "it is not what was pinned";
  EXPECT_NE(made->state().at(0).problem.find("another digest"), std::string::npos);
  EXPECT_EQ(asked_, (std::vector<std::string>{url, url}));
  EXPECT_GE(largest_, std::size_t{200} * 1024 * 1024) << "a register is larger than a document";
}

TEST_F(NamedRegisters, what_is_wrong_with_a_list_is_said_with_its_place) {
  for (const auto& [text, where] : std::vector<std::pair<const char*, const char*>>{
           {"registers: []\n", "/registers"},
           {"registers: [{name: x}]\n", "/registers/0"},
           {"registers: [{file: a.json, url: 'https://a.example/', key: 'did:key:z'}]\n", "/registers/0"},
           {"registers: [{url: 'http://a.example/', key: 'did:key:z'}]\n", "/registers/0/url"},
           {"registers: [{url: 'https://a.example/'}]\n", "/registers/0"},
           {"registers: [{file: a.json, pin: x}]\n", "/registers/0"},
           {"register: [{file: a.json}]\n", "register"}}) {
    const auto refused = Registers::open(write("list.yaml", text), fetch());
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, "app.registers");
    const std::string words = refused.error().to_string();
    EXPECT_NE(words.find(where), std::string::npos) << words;
  }
  EXPECT_FALSE(Registers::open((folder_ / "absent.yaml").string(), fetch()));
}

}  // namespace
}  // namespace credex::app
