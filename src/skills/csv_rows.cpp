#include "skills/csv_rows.h"

#include <algorithm>

#include "base/encoding.h"

namespace credex::skills {
namespace {

constexpr std::size_t k_most_cell = std::size_t{256} * 1024;
constexpr const char* k_again = "download the archive again, or mend the row";

}  // namespace

CsvRows::CsvRows(std::string_view text, std::string file) : text_{text}, file_{std::move(file)} {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

std::string CsvRows::place() const { return file_ + ", row " + std::to_string(row_); }

Error CsvRows::problem(std::string message, std::string remedy) const {
  return Error{.code = "skills.csv", .message = std::move(message), .where = place(), .remedy = std::move(remedy)};
}

Result<std::string_view> CsvRows::quoted_cell() {
  const std::size_t begin = ++at_;
  std::string* own = nullptr;
  std::size_t copied = begin;
  while (true) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos || quote - begin > k_most_cell)
      return problem("a quotation mark opens here and does not close", k_again);
    if (quote + 1 < text_.size() && text_[quote + 1] == '"') {
      if (own == nullptr) own = &unescaped_.emplace_back();
      own->append(text_, copied, quote + 1 - copied);
      at_ = copied = quote + 2;
      continue;
    }
    at_ = quote + 1;
    if (own == nullptr) return text_.substr(begin, quote - begin);
    own->append(text_, copied, quote - copied);
    return std::string_view{*own};
  }
}

Result<bool> CsvRows::record() {
  cells_.clear();
  unescaped_.clear();
  if (at_ >= text_.size()) return false;
  ++row_;
  while (true) {
    if (at_ < text_.size() && text_[at_] == '"') {
      auto cell = quoted_cell();
      if (!cell) return std::move(cell).error();
      cells_.push_back(*cell);
      if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r')
        return problem("text follows a closing quotation mark", k_again);
    } else {
      const std::size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
      if (end < text_.size() && text_[end] == '"')
        return problem("a quotation mark stands inside a cell that has none around it", k_again);
      cells_.push_back(text_.substr(at_, end - at_));
      at_ = end;
      if (cells_.back().size() > k_most_cell) return problem("a cell is longer than 256 kB", k_again);
    }
    if (at_ >= text_.size()) return true;
    const char c = text_[at_++];
    if (c == ',') continue;
    if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
    return true;
  }
}

Result<bool> CsvRows::next() {
  while (true) {
    auto read = record();
    if (!read || !*read) return read;
    if (cells_.size() == 1 && cells_[0].empty()) continue;
    if (cells_.size() != headings_.size())
      return problem("the row has " + std::to_string(cells_.size()) + " cells under " +
                         std::to_string(headings_.size()) + " headings",
                     k_again);
    if (!std::all_of(cells_.begin(), cells_.end(), [](std::string_view cell) { return is_utf8(cell); }))
      return problem("the row is not UTF-8", "save the file as UTF-8");
    return true;
  }
}

Result<void> CsvRows::read_headings() {
  auto read = record();
  if (!read) return std::move(read).error();
  if (!*read || cells_.size() < 2) {
    row_ = 1;
    return problem("the file has no headings with commas between them", "take the file as the ESCO portal gives it");
  }
  headings_.assign(cells_.begin(), cells_.end());
  return {};
}

std::size_t CsvRows::column(std::string_view heading) const {
  const auto found = std::find(headings_.begin(), headings_.end(), heading);
  return found == headings_.end() ? SIZE_MAX : static_cast<std::size_t>(found - headings_.begin());
}

Result<std::size_t> CsvRows::needed_column(std::string_view heading) const {
  const std::size_t found = column(heading);
  if (found != SIZE_MAX) return found;
  std::string have;
  for (const std::string& one : headings_) have += (have.empty() ? "" : ", ") + one.substr(0, 60);
  return Error{
      .code = "skills.csv",
      .message = "the column \"" + std::string{heading} + "\" is not there; the headings are: " + have.substr(0, 600),
      .where = file_ + ", row 1",
      .remedy = "take the file as the ESCO portal gives it"};
}

}  // namespace credex::skills
