#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace credex::conformance {

/// What one suite of a standard came to.
struct SuiteResult {
  std::string name{};
  int passed = 0;
  int total = 0;
  std::vector<std::string> failures{};  ///< a line each

  void count(bool good, const std::string& failure) {
    ++total;
    if (good) {
      ++passed;
    } else {
      failures.push_back(failure);
    }
  }
};

std::string read_text(const std::filesystem::path& path);

std::vector<SuiteResult> run_jsonld(const std::filesystem::path& standards);
std::vector<SuiteResult> run_canon(const std::filesystem::path& standards);
std::vector<SuiteResult> run_shacl(const std::filesystem::path& standards);
std::vector<SuiteResult> run_data_integrity(const std::filesystem::path& standards);
std::vector<SuiteResult> run_elm(const std::filesystem::path& standards);

}  // namespace credex::conformance
