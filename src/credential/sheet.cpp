#include "credential/sheet.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/encoding.h"

namespace credex::credential {
namespace {

Error bad_sheet(std::string message, std::string where = {},
                std::string remedy = "save the sheet again as CSV (UTF-8)") {
  return Error{.code = "credential.sheet",
               .message = std::move(message),
               .where = std::move(where),
               .remedy = std::move(remedy)};
}

Result<std::string> to_utf8(std::string_view bytes, const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* const from = ucnv_open(encoding.c_str(), &status);
  if (U_FAILURE(status)) return bad_sheet("the encoding " + encoding + " is not known");
  ucnv_close(from);
  std::string out(bytes.size() * 3 + 16, '\0');
  status = U_ZERO_ERROR;
  const int32_t size = ucnv_convert("UTF-8", encoding.c_str(), out.data(), static_cast<int32_t>(out.size()),
                                    bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  if (U_FAILURE(status)) return bad_sheet("the text is not whole in the encoding " + encoding);
  out.resize(static_cast<std::size_t>(size));
  if (out.starts_with("\xEF\xBB\xBF")) out.erase(0, 3);
  return out;
}

// Half of the bytes being zero at even or odd places is UTF-16 without a mark.
std::string utf16_without_mark(std::string_view bytes) {
  const std::string_view sample = bytes.substr(0, 4096);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (sample[i] == '\0') ++zeros[i % 2];
  }
  if (zeros[1] * 3 > sample.size()) return "UTF-16LE";
  if (zeros[0] * 3 > sample.size()) return "UTF-16BE";
  return {};
}

// For one-byte encodings ICU's guess; it needs some text, and Western European is what most programs mean.
std::string one_byte_encoding(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* const detector = ucsdet_open(&status);
  std::string out = "windows-1252";
  const std::string_view sample = bytes.substr(0, 64 * 1024);
  ucsdet_setText(detector, sample.data(), static_cast<int32_t>(sample.size()), &status);
  if (const UCharsetMatch* match = ucsdet_detect(detector, &status); match && U_SUCCESS(status)) {
    const std::string_view name = ucsdet_getName(match, &status);
    static const std::map<std::string_view, std::string_view> k_wider{{"ISO-8859-1", "windows-1252"},
                                                                      {"ISO-8859-2", "windows-1250"},
                                                                      {"ISO-8859-7", "windows-1253"},
                                                                      {"ISO-8859-5", "windows-1251"},
                                                                      {"ISO-8859-9", "windows-1254"}};
    const auto wider = k_wider.find(name);
    if (wider != k_wider.end()) {
      out = wider->second;
    } else if (name.starts_with("windows-125")) {
      out = name;
    }
  }
  ucsdet_close(detector);
  return out;
}

/// How many columns each of the first lines has with `delimiter`, quotes respected.
std::vector<std::size_t> columns_by(std::string_view text, char delimiter) {
  std::vector<std::size_t> out;
  bool quoted = false;
  std::size_t columns = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < text.size() && out.size() < 20; ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == delimiter) ++columns;
    if (c == '\n' || c == '\r') {
      if (i > line_start) out.push_back(columns);
      columns = 1;
      line_start = i + 1;
    }
  }
  if (out.empty() || line_start < std::min<std::size_t>(text.size(), 4096)) out.push_back(columns);
  return out;
}

char delimiter_of(std::string_view text) {
  char best = ',';
  double best_score = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto counts = columns_by(text, candidate);
    const auto same = std::count(counts.begin(), counts.end(), counts[0]);
    if (counts[0] < 2) continue;
    // Every line with as many columns as the heading counts; more columns break a tie.
    const double score = static_cast<double>(same) / static_cast<double>(counts.size()) * 100 +
                         static_cast<double>(std::min<std::size_t>(counts[0], 50));
    if (score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

void trim(std::string& text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_space(text.back())) text.pop_back();
  std::size_t n = 0;
  while (n < text.size() && is_space(text[n])) ++n;
  text.erase(0, n);
  // The space that does not break, which spreadsheets are full of.
  while (text.starts_with("\xC2\xA0")) text.erase(0, 2);
  while (text.ends_with("\xC2\xA0")) text.erase(text.size() - 2);
}

}  // namespace

std::string SheetFormat::describe() const {
  const std::string separator = delimiter == ','    ? "comma"
                                : delimiter == ';'  ? "semicolon"
                                : delimiter == '\t' ? "tab"
                                                    : "bar";
  return encoding + (byte_order_mark ? " with byte order mark" : "") + ", columns apart by " + separator +
         ", lines end in " + line_ending;
}

Result<Sheet> Sheet::open(std::string bytes, const SheetLimits& limits) {
  if (bytes.size() > limits.max_bytes) {
    return bad_sheet("the sheet has " + std::to_string(bytes.size()) + " bytes; at most " +
                         std::to_string(limits.max_bytes) + " are read",
                     {}, "split it into several sheets");
  }
  if (bytes.starts_with("PK\x03\x04"))
    return bad_sheet("this is an Excel or OpenDocument file", {}, "save it as CSV from the spreadsheet program");
  Sheet out;
  out.limits_ = limits;
  SheetFormat& format = out.format_;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    format.byte_order_mark = true;
    bytes.erase(0, 3);
  } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    format.byte_order_mark = true;
    format.encoding = bytes[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
    bytes.erase(0, 2);
  } else if (const std::string wide = utf16_without_mark(bytes); !wide.empty()) {
    format.encoding = wide;
  } else if (!is_utf8(bytes)) {
    format.encoding = one_byte_encoding(bytes);
  }
  if (format.encoding != "UTF-8") {
    auto text = to_utf8(bytes, format.encoding);
    if (!text) return std::move(text).error();
    bytes = std::move(*text);
  }
  if (!is_utf8(bytes)) return bad_sheet("the text is not whole UTF-8");
  if (bytes.find('\0') != std::string::npos) return bad_sheet("the sheet has zero bytes, so it is no text");
  out.text_ = std::move(bytes);
  const auto end = out.text_.find_first_of("\r\n");
  if (end != std::string::npos)
    format.line_ending = out.text_[end] == '\n' ? "LF" : out.text_.compare(end, 2, "\r\n") == 0 ? "CRLF" : "CR";
  // Some programs say the delimiter in a first line of its own.
  if (out.text_.starts_with("sep=") && end != std::string::npos && end == 5) {
    format.delimiter = out.text_[4];
    out.at_ = out.text_.find_first_not_of("\r\n", end);
    if (out.at_ == std::string::npos) out.at_ = out.text_.size();
  } else {
    format.delimiter = delimiter_of(out.text_);
  }
  SheetRow heading;
  auto read = out.next(heading);
  if (!read) return std::move(read).error();
  if (!*read)
    return bad_sheet("the sheet is empty", {}, "put headings in the first row and a learner in each row below");
  out.headings_ = std::move(heading.cells);
  out.first_ = out.at_;
  return out;
}

void Sheet::rewind() {
  at_ = first_;
  row_ = 1;
  open_quotes_ = 0;
}

Result<bool> Sheet::next(SheetRow& row) {
  while (at_ < text_.size()) {
    ++row_;
    row.number = row_;
    auto read = record(row.cells);
    if (!read) return std::move(read).error().at("row " + std::to_string(row_));
    const bool is_empty =
        std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
    if (!is_empty) return true;
  }
  return false;
}

// One record: cells apart by the delimiter, quoted ones may hold delimiters and line ends, "" is a quote.
Result<bool> Sheet::record(std::vector<std::string>& cells) {
  cells.clear();
  std::string cell;
  bool more = true;
  const std::size_t record_start = at_;
  const auto skip_line = [&] {
    at_ = record_start;
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  };
  const auto open_quote = [&](const char* remedy) {
    skip_line();
    if (++open_quotes_ < limits_.max_open_quotes) return bad_sheet("a quote is opened and not closed", {}, remedy);
    at_ = text_.size();
    return bad_sheet("more than " + std::to_string(limits_.max_open_quotes) +
                         " rows have a quote that is opened and not closed; nothing behind this row is read",
                     {}, remedy);
  };
  while (more) {
    cell.clear();
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      for (;;) {
        if (at_ >= text_.size()) {
          return open_quote("close it, or write two quotes for one");
        }
        if (text_[at_] == '"') {
          if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            cell += '"';
            at_ += 2;
            continue;
          }
          ++at_;
          break;
        }
        cell += text_[at_++];
        if (cell.size() > limits_.max_cell) {
          return open_quote("close it; no cell is longer than 64 kB");
        }
      }
    }
    while (at_ < text_.size() && text_[at_] != format_.delimiter && text_[at_] != '\n' && text_[at_] != '\r')
      cell += text_[at_++];
    trim(cell);
    cells.push_back(cell);
    if (cells.size() > limits_.max_columns) {
      skip_line();
      return bad_sheet("there are more than " + std::to_string(limits_.max_columns) + " columns");
    }
    more = at_ < text_.size() && text_[at_] == format_.delimiter;
    if (more) ++at_;
  }
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n' && (at_ == 0 || text_[at_ - 1] == '\r' || format_.line_ending != "CR"))
    ++at_;
  return true;
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) {
    if (!out.empty()) out += ',';
    out += '"';
    if (!cell.empty() && std::string_view{"=+-@\t"}.find(cell[0]) != std::string_view::npos) out += '\'';
    for (const char c : cell) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace credex::credential
