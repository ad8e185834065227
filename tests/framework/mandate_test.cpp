#include "framework/mandate.h"

#include "support.h"

namespace credex::framework {
namespace {

Mandate mandate() {
  Mandate out{.id = "https://credex.example/mandates/1",
              .eqf = {3, 4, 5},
              .fields = {"http://data.europa.eu/snb/isced-f/021"},
              .most = Ects{5},
              .from = *parse_date("2026-01-01"),
              .until = *parse_date("2026-12-31"),
              .ground = "Agreement of 2025-12-01"};
  out.given_by.legal_name.set("en", "Atelier Argilla");
  out.sealed_by.legal_name.set("en", "Gilda dei Mestieri");
  out.sealed_by.country = "IT";
  return out;
}

MicroCredential definition() {
  MicroCredential out;
  out.level.eqf = 4;
  out.fields = {{.uri = "http://data.europa.eu/snb/isced-f/0214"}};
  out.workload.ects = Ects{3};
  return out;
}

const Date k_day = *parse_date("2026-06-01");

TEST(Mandate, covers_what_lies_within_every_limit) {
  EXPECT_TRUE(beyond_mandate(mandate(), definition(), k_day).empty());
}

TEST(Mandate, names_each_limit_that_is_passed) {
  struct Case {
    const char* words;
    void (*change)(MicroCredential&, Date&);
  };
  for (const Case& one : {
           Case{"EQF level 6", [](MicroCredential&d, Date&) { d.level.eqf = 6; }},
           Case{"a micro-credential without an EQF level", [](MicroCredential&d, Date&) { d.level.eqf.reset(); }},
           Case{"the field http://data.europa.eu/snb/isced-f/0222",
                [](MicroCredential&d, Date&) { d.fields = {{.uri = "http://data.europa.eu/snb/isced-f/0222"}}; }},
           Case{"a micro-credential without a field", [](MicroCredential&d, Date&) { d.fields.clear(); }},
           Case{"6 ECTS credits", [](MicroCredential&d, Date&) { d.workload.ects = Ects{6}; }},
           Case{"a micro-credential without ECTS credits", [](MicroCredential&d, Date&) { d.workload.ects.reset(); }},
           Case{"awards before 2026-01-01", [](MicroCredential&, Date&on) { on = *parse_date("2025-12-31"); }},
           Case{"awards after 2026-12-31", [](MicroCredential&, Date&on) { on = *parse_date("2027-01-01"); }},
       }) {
    MicroCredential d = definition();
    Date on = k_day;
    one.change(d, on);
    EXPECT_EQ(beyond_mandate(mandate(), d, on), std::vector<std::string>{one.words});
  }
}

TEST(Mandate, a_limit_that_is_not_set_limits_nothing) {
  Mandate free = mandate();
  free.eqf.clear();
  free.fields.clear();
  free.most.reset();
  free.from.reset();
  free.until.reset();
  EXPECT_FALSE(free.is_limited());
  EXPECT_TRUE(beyond_mandate(free, MicroCredential{}, k_day).empty());
  EXPECT_EQ(mandate_limits(free), "no limits stated");
}

TEST(Mandate, is_said_in_words) {
  EXPECT_EQ(mandate_limits(mandate()), "EQF levels 3 to 5; Arts; at most 5 ECTS; from 2026-01-01; until 2026-12-31");
  Mandate gap = mandate();
  gap.eqf = {6, 3};
  EXPECT_TRUE(mandate_limits(gap).starts_with("EQF levels 3 and 6;"));
  gap.sealer_assesses = true;
  const std::string words = mandate_statement(gap);
  EXPECT_NE(words.find("Gilda dei Mestieri seals this for Atelier Argilla, who taught it"), std::string::npos) << words;
  EXPECT_NE(words.find("Assessed by Gilda dei Mestieri."), std::string::npos);
}

TEST(Mandate, comes_back_from_its_values) {
  json::Arena arena;
  Mandate one = mandate();
  one.sealer_assesses = true;
  EXPECT_EQ(test::must(mandate_of(mandate_value(arena, one))), one);
  EXPECT_EQ(test::must(mandate_of(mandate_value(arena, mandate()))), mandate());
}

TEST(Mandate, bad_values_are_named) {
  json::Arena arena;
  for (const auto& [key, value, where] : {std::tuple{"eqf", "[9]", "/eqf"},
                                          {"eqf", "[\"4\"]", "/eqf"},
                                          {"field", "[\"pottery\"]", "/field"},
                                          {"most_ects", "\"many\"", "/most_ects"},
                                          {"most_ects", "-1", "/most_ects"},
                                          {"until", "\"soon\"", "/until"},
                                          {"until", "\"2025-01-01\"", "/until"},
                                          {"given_by", "7", "/given_by/legal_name"},
                                          {"sealed_by", "{}", "/sealed_by/legal_name"}}) {
    const json::Value said = mandate_value(arena, mandate());
    said.set(arena, key, test::must(json::parse_into(arena, value)));
    const auto read = mandate_of(said);
    ASSERT_FALSE(read) << key << value;
    EXPECT_EQ(read.error().where, where);
  }
  EXPECT_FALSE(mandate_of(json::Value::integer(1)));
}

}  // namespace
}  // namespace credex::framework
