#include "base/yaml_write.h"

#include <random>

#include "base/yaml.h"
#include "support.h"

namespace credex {
namespace {

using json::Value;
using test::must;

struct Case {
  const char* name;
  const char* json;
  const char* yaml;
};

TEST(WriteYaml, is_what_a_person_would_write) {
  for (const Case& one : {
           Case{"nothing", R"({})", "{}\n"},
           Case{"a word", R"({"country":"IE"})", "country: IE\n"},
           Case{"a word that other readers take for no", R"({"country":"NO","by":"y"})",
                "country: \"NO\"\nby: \"y\"\n"},
           Case{"a number in quotes stays a text", R"({"version":"1"})", "version: \"1\"\n"},
           Case{"a day", R"({"from":"2026-01-01"})", "from: 2026-01-01\n"},
           Case{"a list on a line", R"({"by":["test","work sample"]})", "by: [test, \"work sample\"]\n"},
           Case{"a group below its key", R"({"a":{"b":{"c":1.5,"d":[]}}})", "a:\n  b:\n    c: 1.5\n    d: []\n"},
           Case{"a list of groups", R"({"a":[{"b":1,"c":[1]},{"d":{"e":2}}]})",
                "a:\n  - b: 1\n    c: [1]\n  - d:\n      e: 2\n"},
           Case{"lists in lists", R"([[1,[2,3]],[]])", "- - 1\n  - [2, 3]\n- []\n"},
           Case{"lines and signs", R"({"t":"a\nb: #c"})", "t: \"a\\nb: #c\"\n"},
           Case{"nothing said", R"({"t":null,"u":""})", "t: null\nu: \"\"\n"},
       }) {
    const json::Document document = must(json::parse(one.json));
    EXPECT_EQ(write_yaml(document.root), one.yaml) << one.name;
  }
}

/// Values with every sign that means something to YAML.
class Maker {
 public:
  Maker(json::Arena& arena, unsigned seed) : arena_{arena}, random_{seed} {}

  Value value(int depth) {
    switch (below(depth > 3 ? 5 : 7)) {
      case 0: return {};
      case 1: return Value::boolean(below(2) == 0);
      case 2: return Value::integer(static_cast<std::int64_t>(below(2'000'000)) - 1'000'000);
      case 3: return Value::real((static_cast<double>(below(2'000'000)) - 1'000'000) / 256);
      case 4: return arena_.string(text());
      case 5: {
        const Value list = Value::array(arena_);
        for (std::size_t i = below(4); i > 0; --i) list.push(arena_, value(depth + 1));
        return list;
      }
      default: {
        const Value group = Value::object(arena_);
        for (std::size_t i = below(4); i > 0; --i) group.set(arena_, arena_.copy(text()), value(depth + 1));
        return group;
      }
    }
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string text() {
    constexpr const char* k_parts[] = {"a",          "No",
                                       "null",       "1",
                                       "0x1",        "~",
                                       "-",          " ",
                                       ": ",         " #",
                                       "\"",         "'",
                                       "\\",         "\n",
                                       "\t",         "{",
                                       "[",          ",",
                                       "&",          "*",
                                       "!",          "|",
                                       ">",          "%",
                                       "@",          "`",
                                       "?",          "ß",
                                       "ελ",         "\xF0\x9F\x8E\xA8",
                                       "\x01",       "\x7F",
                                       "\xC2\x85",   "\xE2\x80\xA8",
                                       "2026-01-01", "---",
                                       "...",        "true",
                                       ".5",         "1e3",
                                       "\r"};
    std::string out;
    for (std::size_t i = below(5); i > 0; --i) out += k_parts[below(std::size(k_parts))];
    return out;
  }

  json::Arena& arena_;
  std::mt19937 random_;
};

TEST(WriteYaml, is_JSON_where_readers_of_YAML_would_stop) {
  json::Arena arena;
  const Value value = Value::object(arena);
  value.set(arena, arena.copy(std::string(2000, 'k')), Value::integer(1));
  EXPECT_TRUE(json::equal(must(parse_yaml(write_yaml(value))).document.root, value));
}

TEST(WriteYaml, is_read_as_the_same_again) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    json::Arena arena;
    const Value made = Maker{arena, seed}.value(0);
    const std::string text = write_yaml(made);
    auto again = parse_yaml(text);
    ASSERT_TRUE(again) << "seed " << seed << ": " << again.error().to_string() << "\n" << text;
    ASSERT_TRUE(json::equal(again->document.root, made)) << "seed " << seed << "\n"
                                                         << text << json::write(made) << "\n"
                                                         << json::write(again->document.root);
  }
}

}  // namespace
}  // namespace credex
