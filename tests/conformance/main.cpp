// Runs the standards' own suites: conformance STANDARDS_DIR [NAME]. A line "NAME passed/total" for each suite; what
// failed stands above it. Exit status 0 when all passed, 1 when some did not, 77 when the data is not there.
#include <cstdio>
#include <fstream>
#include <sstream>

#include "conformance/suite.h"

namespace credex::conformance {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream out;
  out << file.rdbuf();
  return std::move(out).str();
}

}  // namespace credex::conformance

int main(int argc, char** argv) {
  using namespace credex::conformance;
  const std::filesystem::path standards = argc > 1 ? argv[1] : "../shared/standards";
  const std::string only = argc > 2 ? argv[2] : "";
  if (!std::filesystem::exists(standards)) {
    std::printf("skipped: the standards' reference data is not at %s\n", standards.c_str());
    return 77;
  }
  struct Entry {
    const char* name;
    std::vector<SuiteResult> (*run)(const std::filesystem::path&);
  };
  const Entry entries[] = {{"jsonld", run_jsonld},
                           {"rdfc", run_canon},
                           {"shacl", run_shacl},
                           {"data-integrity", run_data_integrity},
                           {"elm", run_elm}};
  bool good = true;
  for (const Entry& entry : entries) {
    if (!only.empty() && only != entry.name) continue;
    for (const SuiteResult& result : entry.run(standards)) {
      for (const std::string& failure : result.failures) std::printf("FAILED %s\n", failure.c_str());
      std::printf("%s %d/%d\n", result.name.c_str(), result.passed, result.total);
      good = good && result.total > 0 && result.passed == result.total;
    }
  }
  return good ? 0 : 1;
}
