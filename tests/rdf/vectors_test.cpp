// The vectors of tests/vectors for JSON-LD 1.1, RDFC-1.0, N-Quads and Turtle, a test a case; see the README there.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "rdf/operation.h"
#include "rdf/same_document.h"
#include "support.h"

namespace credex::rdf::test {
namespace {

namespace fs = std::filesystem;
using credex::test::must;
using json::Value;

const fs::path k_vectors = fs::path{CREDEX_SOURCE_DIR} / "tests/vectors";
constexpr const char* k_standards[] = {"json-ld/1.1", "rdf-canon/1.0", "n-quads/1.1", "turtle/1.1"};

std::string read_text(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream out;
  out << file.rdbuf();
  return std::move(out).str();
}

struct Case {
  std::string name{};  ///< standard, valid or invalid, file and name, as GoogleTest allows
  std::string standard{};
  Value value{};
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

/// All cases, read once; the documents stay for as long as the test runs.
const std::vector<Case>& all_cases() {
  static std::vector<json::Document> documents;
  static const std::vector<Case> cases = [] {
    std::vector<Case> out;
    for (const char* standard : k_standards) {
      std::vector<fs::path> files;
      for (const auto& entry : fs::recursive_directory_iterator{k_vectors / standard}) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
      }
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) {
        auto document = json::parse(read_text(file));
        if (!document) throw std::runtime_error{file.string() + ": " + document.error().to_string()};
        documents.push_back(std::move(*document));
        for (const Value& value : documents.back().root.get("cases").items()) {
          std::string name = file.parent_path().filename().string() + "_" + file.stem().string() + "_" +
                             std::string{value.text("name")};
          std::replace(name.begin(), name.end(), '-', '_');
          out.push_back({std::move(name), standard, value});
        }
      }
    }
    return out;
  }();
  return cases;
}

std::string canonical(const std::string& nquads) {
  Dataset dataset;
  must(read_nquads(nquads, dataset));
  return must(canonicalise(dataset)).nquads;
}

class Vector : public testing::TestWithParam<Case> {};

TEST_P(Vector, comes_out_as_the_standard_has_it) {
  const Value& one = GetParam().value;
  json::Arena arena;
  const auto outcome = run_operation(arena, one);
  const std::string wanted_error{one.text("error")};
  if (!wanted_error.empty()) {
    ASSERT_FALSE(outcome) << "got " << (outcome->text.empty() ? json::write(outcome->value) : outcome->text);
    const std::string code =
        wanted_error.starts_with("rdf.") ? wanted_error
        : wanted_error == "syntax"
            ? (one.is_object() && one.text("op") == "turtle" ? "rdf.turtle.syntax" : "rdf.nquads.syntax")
            : jsonld::jsonld_error(wanted_error, "").code;
    EXPECT_EQ(outcome.error().code, code) << outcome.error().to_string();
    return;
  }
  ASSERT_TRUE(outcome) << outcome.error().to_string();
  const Value* expected = one.find("expect");
  ASSERT_NE(expected, nullptr) << "the case expects nothing";
  const std::string_view op = one.text("op");
  if (op == "canon") {
    EXPECT_EQ(outcome->text, text_of(*expected));
  } else if (op == "toRdf" || op == "nquads" || op == "turtle") {
    EXPECT_EQ(canonical(outcome->text), canonical(text_of(*expected))) << outcome->text;
  } else {
    BlankNames names;
    const bool any_name = op == "flatten" || op == "fromRdf";
    EXPECT_TRUE(same_document(outcome->value, *expected, any_name ? &names : nullptr))
        << "got      " << json::write(outcome->value) << "\nexpected " << json::write(*expected);
    if (one.get("options").get("ordered").as_boolean()) {
      EXPECT_EQ(json::write(outcome->value), json::write(*expected));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rdf, Vector, testing::ValuesIn(all_cases()), [](const auto& info) { return info.param.name; });

/// "Expansion 13.4.1..13.4.3" are the labels of the list from the first to the last.
std::vector<std::string> labels_of(const std::string& given, const std::vector<std::string>& list) {
  const auto dots = given.find("..");
  if (dots == std::string::npos) return {given};
  std::string first = given.substr(0, dots);
  std::string last = given.substr(dots + 2);
  if (const auto space = first.find_last_of(' '); space != std::string::npos && last.find(' ') == std::string::npos)
    last = first.substr(0, space + 1) + last;
  const auto from = std::find(list.begin(), list.end(), first);
  const auto to = std::find(from, list.end(), last);
  if (from == list.end() || to == list.end()) return {given};
  return {from, to + 1};
}

class Steps : public testing::TestWithParam<const char*> {};

TEST_P(Steps, each_has_a_vector) {
  std::vector<std::string> list;
  std::istringstream lines{read_text(k_vectors / GetParam() / "steps.txt")};
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') list.push_back(line);
  }
  ASSERT_FALSE(list.empty());
  std::set<std::string> met;
  for (const Case& one : all_cases()) {
    if (one.standard != GetParam()) continue;
    for (const Value& step : one.value.get("steps").items()) {
      for (const std::string& label : labels_of(std::string{step.as_string()}, list)) {
        EXPECT_NE(std::find(list.begin(), list.end(), label), list.end()) << one.name << " names no step: " << label;
        met.insert(label);
      }
    }
  }
  for (const std::string& label : list) EXPECT_EQ(met.count(label), 1U) << "no vector for " << label;
}

INSTANTIATE_TEST_SUITE_P(Rdf, Steps, testing::ValuesIn(k_standards), [](const auto& info) {
  std::string name;
  for (const char* c = info.param; *c != '\0'; ++c) name += *c == '-' || *c == '/' || *c == '.' ? '_' : *c;
  return name;
});

}  // namespace
}  // namespace credex::rdf::test
