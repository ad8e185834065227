#include "recognition/country.h"

#include "base/embedded.h"
#include "support.h"

namespace credex::recognition {
namespace {

std::vector<RulesFile> files() {
  std::vector<RulesFile> out;
  for (const char* name : {"sources", "eu", "eea-and-associated", "other", "regions"}) {
    const std::string path = std::string{"countries/"} + name + ".yaml";
    out.push_back({"data/" + path, std::string{embedded_file(path).value_or("")}});
  }
  return out;
}

TEST(Countries, are_read_with_every_fact_on_a_source) {
  auto read = Countries::read(files());
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->systems().size(), 43U);
  std::set<std::string> members;
  for (const System& system : read->systems()) {
    if (system.group == "EU") members.insert(system.country);
  }
  EXPECT_EQ(members.size(), 27U);
}

TEST(Countries, know_which_framework_holds_where) {
  const Countries& c = Countries::built_in();
  struct Case {
    const char* country;
    const char* region;
    const char* system;
  };
  for (const Case& one :
       {Case{"IE", "", "IE"}, Case{"BE", "BE2", "BE-VLG"}, Case{"BE", "BE21", "BE-VLG"}, Case{"BE", "", nullptr},
        Case{"ES", "ES51", "ES"}, Case{"EL", "", "GR"}, Case{"GB", "UKM", "UK-SCT"}, Case{"UK", "UKM7", "UK-SCT"},
        Case{"BE", "BE336", "BE-DE"}, Case{"BE", "BE335", "BE-FR"}, Case{"BE", "BE10", nullptr},
        Case{"GB", "UKI3", "UK-ENG"}, Case{"GB", "", nullptr}, Case{"DE", "DE2", "DE"}, Case{"ZZ", "", nullptr}}) {
    const System* system = c.system_of(one.country, one.region);
    EXPECT_EQ(system ? system->id : "", one.system ? one.system : "") << one.country << one.region;
  }
  EXPECT_TRUE(c.contains("IT", "IT", "ITF5"));
  EXPECT_TRUE(c.contains("ES51", "ES", "ES51"));
  EXPECT_FALSE(c.contains("ES51", "ES", "ES61"));
  EXPECT_FALSE(c.contains("BE-VLG", "BE", ""));
  EXPECT_FALSE(c.is_place("Atlantis"));
}

TEST(Countries, levels_are_compared_only_through_the_eqf) {
  const Countries& c = Countries::built_in();
  struct Case {
    const char* system;
    std::optional<int> stated;
    const char* national;
    std::optional<int> eqf;
    LevelReading::How how;
    bool differs;
  };
  using How = LevelReading::How;
  for (const Case& one : {
           Case{"IE", {}, "NFQ 8", 6, How::mapped, false},
           Case{"IE", {}, "8", 6, How::mapped, false},
           Case{"IE", {}, "7", 6, How::mapped, false},
           Case{"IE", 8, "NFQ 8", 6, How::mapped, true},
           Case{"IE", {}, "11", {}, How::outside_framework, false},
           Case{"IE", 5, "level five", 5, How::stated, false},
           Case{"SI", {}, "SOK 5", 4, How::mapped, false},
           Case{"UK-SCT", {}, "10", 6, How::mapped, false},
           Case{"ES", {}, "6", {}, How::unmapped, false},
           Case{"ES", 6, "6", 6, How::stated, false},
           Case{"FI", {}, "6", 6, How::mapped, false},
           Case{"FI", {}, "", {}, How::missing, false},
       }) {
    const LevelReading reading = read_level(c.find(one.system), one.stated, one.national);
    EXPECT_EQ(reading.eqf, one.eqf) << one.system << " " << one.national;
    EXPECT_EQ(static_cast<int>(reading.how), static_cast<int>(one.how)) << one.system << " " << one.national;
    EXPECT_EQ(reading.differs, one.differs) << one.system << " " << one.national;
  }
  EXPECT_EQ(read_level(nullptr, 4, "4").eqf, 4);
}

// What contradicts itself is refused where it stands.
TEST(Countries, refuse_what_cannot_be_with_file_line_and_reason) {
  struct Case {
    const char* from;
    const char* to;
    const char* reason;
  };
  const std::string good =
      "sources:\n- {id: a, title: A, year: 2020}\n- {id: recalled, title: R}\nsystems:\n"
      "- id: IE\n"
      "  country: IE\n"
      "  name: Ireland\n"
      "  group: EU\n"
      "  framework: {name: NFQ, basis: seen, sources: [a]}\n"
      "  levels: {list: ['1', '2'], basis: seen, sources: [a]}\n"
      "  eqf: {rule: table, table: {'1': 1, '2': 1}, basis: seen, sources: [a]}\n"
      "  referenced: {year: 2009, no_later_than: 2012-12, basis: seen, sources: [a]}\n"
      "  hours_per_ects: {typical: 25, least: 20, most: 30, basis: seen, sources: [a]}\n"
      "  vet_credit: {basis: unknown, sources: []}\n"
      "  micro_credentials_in_law: {status: unknown, basis: unknown, sources: []}\n"
      "  micro_credentials_in_framework: {status: unknown, basis: unknown, sources: []}\n"
      "  enic_naric: {name: N, basis: recalled, sources: [recalled]}\n"
      "regions:\n- {id: IE0, country: IE, name: R, basis: seen, sources: [a]}\n";
  ASSERT_TRUE(Countries::read({{"c.yaml", good}}));
  for (const Case& one : {
           Case{"'2': 1}", "'3': 1}",
                "c.yaml:11, /systems/0/eqf/table/3: level 3 lies outside the framework of Ireland"},
           Case{"country: IE\n  name", "country: QQ\n  name", "\"QQ\" is no country"},
           Case{"'2': 1}", "'2': 9}", "no number from 1 to 8"},
           Case{"typical: 25", "typical: 35", "the typical hours lie outside least and most"},
           Case{"least: 20, most: 30", "least: 30, most: 20", "the least hours are more than the most"},
           Case{"year: 2009", "year: 2014", "in a later year than \"no_later_than\" says"},
           Case{"framework: {name: NFQ, basis: seen, sources: [a]}",
                "framework: {name: NFQ, basis: seen, sources: [b]}", "the source \"b\" is not in"},
           Case{"framework: {name: NFQ, basis: seen, sources: [a]}", "framework: {name: NFQ, basis: seen, sources: []}",
                "a fact without a source"},
           Case{"framework: {name: NFQ, basis: seen, sources: [a]}",
                "framework: {name: NFQ, basis: seen, sources: [recalled]}", "cannot rest on memory"},
           Case{"{id: IE0, country: IE", "{id: IE0, country: PT", "no system of \"PT\" is known"},
           Case{"{id: IE0", "{id: PT0", "does not begin with its country's"},
           Case{"  group: EU\n", "  group: EU\n  grup: EU\n", "the key \"grup\" is not known here"},
           Case{"- {id: recalled, title: R}", "- {id: a, title: R}", "\"a\" stands here twice"},
       }) {
    std::string text = good;
    const auto at = text.find(one.from);
    ASSERT_NE(at, std::string::npos) << one.from;
    text.replace(at, std::string{one.from}.size(), one.to);
    auto read = Countries::read({{"c.yaml", text}});
    ASSERT_FALSE(read) << one.to;
    EXPECT_EQ(read.error().code, "recognition.countries");
    EXPECT_NE(read.error().to_string().find(one.reason), std::string::npos) << read.error().to_string();
  }
}

}  // namespace
}  // namespace credex::recognition
