#include "base/json.h"

#include "support.h"

namespace credex::json {
namespace {

struct BadCase {
  const char* name;
  std::string text;
  const char* code;
  const char* where;
};
class BadJson : public testing::TestWithParam<BadCase> {};

TEST_P(BadJson, says_what_and_where) {
  const auto result = parse(GetParam().text);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, GetParam().code);
  EXPECT_NE(result.error().where.find(GetParam().where), std::string::npos) << result.error().to_string();
}
INSTANTIATE_TEST_SUITE_P(
    Parse, BadJson,
    testing::Values(BadCase{"truncated", "{\"a\": [1, 2", "json.syntax", "line 1"},
                    BadCase{"second_line", "{\n  \"a\": x}", "json.syntax", "line 2, column 8"},
                    BadCase{"duplicate_key", "{\"a\": 1, \"b\": 2, \"a\": 3}", "json.duplicate_key", "line 1"},
                    BadCase{"too_deep", std::string(500, '[') + std::string(500, ']'), "json.too_deep", "line 1"},
                    BadCase{"not_utf8", "{\"a\": \"\xC3\x28\"}", "json.syntax", "line 1"},
                    BadCase{"surrogate", "{\"a\": \"\xED\xA0\x80\"}", "json.syntax", "line 1"},
                    BadCase{"text_behind", "{} {}", "json.syntax", "line 1"},
                    BadCase{"empty", "", "json.syntax", "line 1"}),
    [](const auto& info) { return info.param.name; });

TEST(Parse, refuses_more_than_the_limit) {
  const auto result = parse("[1,2,3]", {.max_bytes = 4});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "json.too_large");
}

TEST(Parse, leaves_out_a_byte_order_mark_and_keeps_text_whole) {
  const Document document = test::must(parse("\xEF\xBB\xBF{\"a\": \"SAFe® ’quoted’ \\u00e9\\ud83d\\ude00\"}"));
  EXPECT_EQ(document.root.text("a"), "SAFe® ’quoted’ é😀");
}

// RFC 8785, appendix B: samples of ES6 number serialisation.
struct NumberCase {
  const char* text;
  const char* canonical;
};
class Numbers : public testing::TestWithParam<NumberCase> {};
TEST_P(Numbers, canonical_form) {
  const Document document = test::must(parse(GetParam().text));
  EXPECT_EQ(write_canonical(document.root), GetParam().canonical);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc8785, Numbers,
    testing::Values(NumberCase{"0.0", "0"}, NumberCase{"-0.0", "0"}, NumberCase{"5e-324", "5e-324"},
                    NumberCase{"1.7976931348623157e308", "1.7976931348623157e+308"},
                    NumberCase{"9007199254740992", "9007199254740992"},
                    NumberCase{"295147905179352830000", "295147905179352830000"}, NumberCase{"1e21", "1e+21"},
                    NumberCase{"9.999999999999997e22", "9.999999999999997e+22"}, NumberCase{"0.000001", "0.000001"},
                    NumberCase{"1e-7", "1e-7"}, NumberCase{"333333333.33333329", "333333333.3333333"},
                    NumberCase{"-333333333.3333333", "-333333333.3333333"}));

TEST(Canonical, sorts_by_utf16_units) {
  // RFC 8785, section 3.2.3: the smiley (surrogates) stands before U+FB33.
  const Document document =
      test::must(parse(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})"));
  EXPECT_EQ(write_canonical(document.root), "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\uFB33\":3}");
}

// The writer looks at eight bytes at a time; every byte at every place must come back as it went.
TEST(Json, writes_every_byte_at_every_place) {
  for (std::size_t place = 0; place < 20; ++place) {
    for (int byte = 0; byte < 128; ++byte) {
      std::string text(20, 'a');
      text[place] = static_cast<char>(byte);
      if (place > 3) text[place - 3] = '"';
      std::string written;
      json::append_string(written, text);
      for (const char c : written) ASSERT_GE(static_cast<unsigned char>(c), 0x20);
      const json::Document read = test::must(json::parse("[" + written + "]"));
      ASSERT_EQ(read.root.items()[0].as_string(), text) << "byte " << byte << " at " << place;
    }
  }
}

TEST(Json, a_pointer_leads_to_what_rfc_6901_says) {
  // The examples of RFC 6901, section 5.
  const Document document = test::must(parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"i\\j":5," ":7,"m~n":8})"));
  EXPECT_EQ(find_at(document.root, ""), &document.root);
  EXPECT_EQ(find_at(document.root, "/foo/0")->as_string(), "bar");
  EXPECT_EQ(find_at(document.root, "/")->as_integer(), 0);
  EXPECT_EQ(find_at(document.root, "/a~1b")->as_integer(), 1);
  EXPECT_EQ(find_at(document.root, "/c%d")->as_integer(), 2);
  EXPECT_EQ(find_at(document.root, "/i\\j")->as_integer(), 5);
  EXPECT_EQ(find_at(document.root, "/ ")->as_integer(), 7);
  EXPECT_EQ(find_at(document.root, "/m~0n")->as_integer(), 8);
  for (const char* nowhere : {"foo", "/foo/2", "/foo/x", "/foo/0/1", "/nothing", "/foo/-"})
    EXPECT_EQ(find_at(document.root, nowhere), nullptr) << nowhere;
  EXPECT_EQ(find_at(document.root, pointer_step("a/b"))->as_integer(), 1);
}

}  // namespace
}  // namespace credex::json
