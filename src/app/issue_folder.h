#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <unordered_set>

#include "base/result.h"
#include "credential/issue.h"

namespace credex::app {

/// The folder that issued credentials go to, with its ledger (issued.csv: what was issued, when, its status index).
/// What stands in the ledger, or lies in the folder, is not issued again. A credential is whole or not there at all.
class IssueFolder {
 public:
  /// Opens or makes the folder. With `dry` nothing is written.
  enum class Mode : std::uint8_t { write, dry };
  static Result<IssueFolder> open(const std::string& path, credential::Format format, Mode mode);

  bool has(const std::string& award_id) const;
  Result<void> put(const std::string& award_id, std::string_view content, Instant at);
  std::size_t next_index() const { return next_index_; }
  std::filesystem::path file_of(const std::string& award_id) const;

 private:
  std::string key_of(const std::string& award_id) const { return award_id + " " + format_name_; }

  std::filesystem::path path_;
  credential::Format format_ = credential::Format::open_badge;
  std::string format_name_;
  Mode mode_ = Mode::write;
  std::unordered_set<std::string> issued_;
  std::ofstream ledger_;
  std::size_t next_index_ = 0;
};

}  // namespace credex::app
