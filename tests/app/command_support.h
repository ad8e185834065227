#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "support.h"

namespace credex::test {

namespace fs = std::filesystem;

/// What the program said, and with which exit status.
struct Answer {
  int status = -1;
  std::string out{};
};

inline Answer run(const std::string& arguments) {
  Answer answer;
  FILE* const pipe = popen((std::string{CREDEX_BINARY} + " " + arguments + " 2>&1").c_str(), "r");
  std::array<char, 4096> block{};
  while (const std::size_t n = fread(block.data(), 1, block.size(), pipe)) answer.out.append(block.data(), n);
  answer.status = WEXITSTATUS(pclose(pipe));
  return answer;
}

/// A folder of its own for each test.
class Command : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("credex-command-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name, std::ios::binary} << text;
  }
  static std::string read(const std::string& name) {
    std::ifstream in{name, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  std::string first(const std::string& sub, const std::string& ending) const {
    for (const auto& entry : fs::directory_iterator{folder_ / sub}) {
      if (entry.path().string().ends_with(ending)) return entry.path().string();
    }
    return {};
  }
  fs::path folder_;
  const std::string example_ = std::string{CREDEX_SOURCE_DIR} + "/examples/immersive-audio";
};

}  // namespace credex::test
