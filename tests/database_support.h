#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "store/database.h"
#include "support.h"

namespace credex::test {

/// An empty database with the newest tables: SQLite in a folder of its own, or, where CREDEX_TEST_POSTGRES names one, a
/// schema of its own in PostgreSQL.
class TestDatabase {
 public:
  TestDatabase() {
    static std::atomic<int> k_next{0};
    const std::string name = "t" + std::to_string(getpid()) + "_" + std::to_string(++k_next);
    if (const char* url = std::getenv("CREDEX_TEST_POSTGRES")) {
      auto admin = must(store::Database::open(url, 1));
      admin->write([&](store::Tx& tx) { tx.script("CREATE SCHEMA " + name); });
      url_ = std::string{url} + "?options=-csearch_path%3D" + name;
    } else {
      folder_ = std::filesystem::temp_directory_path() / ("credex-test-" + name);
      std::filesystem::create_directories(folder_);
      url_ = "sqlite:" + (folder_ / "credex.db").string();
    }
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  const std::string& url() const { return url_; }
  std::unique_ptr<store::Database> open(std::size_t connections = 4) const {
    auto out = must(store::Database::open(url_, connections));
    must(store::migrate(*out));
    return out;
  }

 private:
  std::filesystem::path folder_;
  std::string url_;
};

}  // namespace credex::test
