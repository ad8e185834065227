#include "app/issue_folder.h"

#include <cerrno>
#include <cstring>

#include "app/files.h"

namespace credex::app {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<IssueFolder> IssueFolder::open(const std::string& path, credential::Format format, Mode mode) {
  IssueFolder out;
  out.path_ = path;
  out.format_ = format;
  out.format_name_ = credential::format_name(format);
  out.mode_ = mode;
  std::error_code problem;
  if (mode == Mode::write) {
    fs::create_directories(path, problem);
    if (problem)
      return Error{.code = "app.folder",
                   .message = "the folder cannot be made: " + problem.message(),
                   .where = path,
                   .remedy = "check the path and the rights"};
  }
  const fs::path ledger = fs::path{path} / "issued.csv";
  std::ifstream in{ledger};
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(',');
    const auto second = first == std::string::npos ? first : line.find(',', first + 1);
    if (second == std::string::npos || line.starts_with("award,")) continue;
    out.issued_.insert(line.substr(0, first) + " " + line.substr(first + 1, second - first - 1));
    ++out.next_index_;
  }
  if (mode == Mode::write) {
    const bool fresh = !fs::exists(ledger, problem);
    out.ledger_.open(ledger, std::ios::app);
    if (!out.ledger_)
      return Error{.code = "app.folder",
                   .message = std::string{"the ledger cannot be written: "} + std::strerror(errno),
                   .where = ledger.string(),
                   .remedy = "check the rights"};
    if (fresh) out.ledger_ << "award,format,status_index,issued\n" << std::flush;
  }
  return out;
}

fs::path IssueFolder::file_of(const std::string& award_id) const {
  const auto colon = award_id.rfind(':');
  return path_ / (award_id.substr(colon + 1) + "." + format_name_ + credential::file_ending(format_));
}

bool IssueFolder::has(const std::string& award_id) const {
  if (issued_.contains(key_of(award_id))) return true;
  std::error_code problem;
  return fs::exists(file_of(award_id), problem);
}

Result<void> IssueFolder::put(const std::string& award_id, std::string_view content, Instant at) {
  if (mode_ == Mode::dry) return {};
  if (auto written = write_file(file_of(award_id), content); !written) return written;
  // The credential first, then the line: after a crash between the two the file itself says that it was issued.
  ledger_ << award_id << "," << format_name_ << "," << next_index_ << "," << to_string(at) << "\n" << std::flush;
  if (!ledger_)
    return Error{.code = "app.folder",
                 .message = "the ledger cannot be written",
                 .where = (path_ / "issued.csv").string(),
                 .remedy = "is the disk full?"};
  issued_.insert(key_of(award_id));
  ++next_index_;
  return {};
}

}  // namespace credex::app
