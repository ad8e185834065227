// The vectors of tests/vectors/shacl, a test each: what is in a file and how it is written stands in its README.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "rdf/shacl_lines.h"
#include "rdf/turtle.h"
#include "support.h"

namespace credex::rdf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_prefixes =
    "@prefix ex: <https://shapes.example/ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n";

struct ShaclCase {
  std::string file{};
  std::string name{};
  std::map<std::string, std::string> parts{};  ///< "shapes", "data", "expect", "reference"
};

std::vector<ShaclCase> all_cases() {
  std::vector<ShaclCase> out;
  const fs::path folder = CREDEX_SOURCE_DIR "/tests/vectors/shacl/2017-07-20";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    std::ifstream in{path};
    std::string part;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("=== ")) {
        out.push_back({.file = path.stem().string(), .name = line.substr(4)});
        part.clear();
      } else if (line.starts_with("--- ")) {
        part = line.substr(4);
      } else if (!part.empty() && !line.empty()) {
        out.back().parts[part] += line + "\n";
      }
    }
  }
  return out;
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> out;
  for (std::size_t from = 0;;) {
    const auto at = text.find(separator, from);
    out.push_back(text.substr(from, at == std::string::npos ? at : at - from));
    if (at == std::string::npos) return out;
    from = at + separator.size();
  }
}

/// Whether a result is the one that a line "focus | path | component | value ; name=..." asks for.
bool is_wanted(const test::ShaclLine& line, const std::string& wanted) {
  const auto parts = split(wanted, " ; ");
  if (parts[0] != line.focus + " | " + line.path + " | " + line.component + " | " + line.value) return false;
  std::vector<std::string> messages;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto equals = parts[i].find('=');
    const std::string value = parts[i].substr(equals + 1);
    if (parts[i].starts_with("severity=") && value != line.severity) return false;
    if (parts[i].starts_with("shape=") && value != line.shape) return false;
    if (parts[i].starts_with("message=")) messages.push_back(value);
  }
  std::sort(messages.begin(), messages.end());
  return messages.empty() || messages == line.messages;
}

class ShaclVector : public testing::TestWithParam<ShaclCase> {};

TEST_P(ShaclVector, comes_to_what_the_text_says) {
  const ShaclCase& one = GetParam();
  const auto part = [&](const char* name) {
    const auto it = one.parts.find(name);
    return it == one.parts.end() ? std::string{} : it->second;
  };
  const auto read = [&](const char* name) {
    Dataset out;
    test::must(read_turtle(std::string{k_prefixes} + part(name), "https://shapes.example/", out));
    return out;
  };
  std::vector<std::string> wanted = split(part("expect"), "\n");
  ASSERT_FALSE(wanted.empty());
  wanted.pop_back();  // the last line's end
  ASSERT_FALSE(wanted.empty()) << "nothing is expected";
  auto shapes = shacl::Shapes::from(read("shapes"));
  if (wanted[0].starts_with("error ")) {
    ASSERT_FALSE(shapes) << "it was taken";
    EXPECT_EQ("error " + shapes.error().code, wanted[0]) << shapes.error().to_string();
    EXPECT_FALSE(shapes.error().remedy.empty());
    return;
  }
  ASSERT_TRUE(shapes) << shapes.error().to_string();
  const Dataset data = read("data");
  const Graph graph{data};
  const shacl::Validation validation = test::must(shacl::validate(*shapes, graph));
  for (const std::string& problem : validation.problems) ADD_FAILURE() << problem;
  auto lines = test::shacl_lines(*shapes, graph, validation);
  if (wanted[0] == "conforms") wanted.clear();
  EXPECT_EQ(validation.conforms(), wanted.empty());
  for (const std::string& line : wanted) {
    const auto it = std::find_if(lines.begin(), lines.end(), [&](const auto& got) { return is_wanted(got, line); });
    if (it == lines.end()) {
      ADD_FAILURE() << "missing: " << line;
    } else {
      lines.erase(it);
    }
  }
  for (const auto& line : lines)
    ADD_FAILURE() << "not wanted: " << line.focus << " | " << line.path << " | " << line.component << " | "
                  << line.value << " ; severity=" << line.severity << " ; shape=" << line.shape;
  // The report as RDF says the same number of results.
  const Dataset report = shacl::validation_report_rdf(*shapes, graph, validation);
  const Graph report_graph{report};
  const TermId result = report.find_iri(std::string{shacl::k_ns} + "result");
  EXPECT_EQ(result == TermId::none ? 0 : report_graph.objects(report.find_blank("report"), result).size(),
            validation.results.size());
}

INSTANTIATE_TEST_SUITE_P(Core, ShaclVector, testing::ValuesIn(all_cases()), [](const auto& info) {
  std::string name = info.param.file + "_" + info.param.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

}  // namespace
}  // namespace credex::rdf
