#include "credential/xlsx.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <pugixml.hpp>
#include <vector>

#include "base/archive.h"
#include "base/time.h"

namespace credex::credential {
namespace {

Error bad_workbook(std::string message) {
  return Error{.code = "credential.sheet",
               .message = std::move(message),
               .remedy = "save the sheet again as XLSX or as CSV (UTF-8)"};
}

Result<std::string> part(const ZipArchive& archive, const std::string& name, const XlsxLimits& limits) {
  auto read = archive.read(name, limits.max_unpacked);
  if (!read) return bad_workbook("of the workbook: " + read.error().message);
  return read;
}

Result<void> parse_xml(const std::string& text, pugi::xml_document& into, const std::string& name) {
  // No document type, so no entities: nothing can grow or be fetched.
  if (!into.load_buffer(text.data(), text.size(), pugi::parse_default & ~pugi::parse_doctype))
    return bad_workbook("the workbook's part " + name + " is not well-formed");
  return {};
}

/// "xl/" and the target, or the target alone where it is absolute.
std::string target_of(std::string target) {
  if (target.starts_with("/")) return target.substr(1);
  return "xl/" + target;
}

bool is_date_format(std::string_view code) {
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '[') {
      while (i < code.size() && code[i] != ']') ++i;
    } else if (c == '\\') {
      ++i;
    } else if (!quoted && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) {
      return true;
    }
  }
  return false;
}

/// Formats 14 to 17 and 22 are dates by ECMA-376, part 1, section 18.8.30.
bool is_date_id(int id) { return (id >= 14 && id <= 17) || id == 22; }

/// Whether a cell's style shows its number as a date, by the style's index.
std::vector<bool> date_styles(const pugi::xml_document& styles) {
  std::vector<std::pair<int, bool>> own;
  for (const auto& format : styles.child("styleSheet").child("numFmts").children("numFmt"))
    own.emplace_back(format.attribute("numFmtId").as_int(), is_date_format(format.attribute("formatCode").value()));
  std::vector<bool> out;
  for (const auto& style : styles.child("styleSheet").child("cellXfs").children("xf")) {
    const int id = style.attribute("numFmtId").as_int();
    bool date = is_date_id(id);
    for (const auto& [known, is_date] : own) {
      if (known == id) date = is_date;
    }
    out.push_back(date);
  }
  return out;
}

std::string text_of(const pugi::xml_node& node) {
  std::string out;
  for (const auto& child : node.children()) {
    if (std::strcmp(child.name(), "t") == 0) out += child.text().get();
    if (std::strcmp(child.name(), "r") == 0) out += child.child("t").text().get();
  }
  return out;
}

/// The column of a reference such as "BC12", counted from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t out = 0;
  std::size_t letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 4)
    out = out * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  if (letters == 0) return std::nullopt;
  return out - 1;
}

/// A day's number (section 18.17.4.1) as YYYY-MM-DD; the 1900 system counts a 29 February 1900 that was none.
std::string date_text(double serial, bool from_1904) {
  const auto day = static_cast<int>(std::floor(serial));
  const auto first = std::chrono::sys_days{from_1904 ? Date{std::chrono::year{1904} / 1 / 1}
                                                     : Date{std::chrono::year{1899} / 12 / (day < 60 ? 31 : 30)}};
  return to_string(Date{first + std::chrono::days{day}});
}

void append_cell(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c == '\r' || c == '\n' ? ' ' : c;
  }
  out += '"';
}

}  // namespace

bool is_xlsx(std::string_view bytes) {
  if (!bytes.starts_with("PK\x03\x04")) return false;
  const auto archive = ZipArchive::open(bytes);
  return archive && archive->contains("xl/workbook.xml");
}

Result<std::string> csv_from_xlsx(std::string_view bytes, const XlsxLimits& limits) {
  const auto archive = ZipArchive::open(bytes);
  if (!archive) return bad_workbook("the file is no workbook that can be opened");
  auto workbook_text = part(*archive, "xl/workbook.xml", limits);
  auto links_text = part(*archive, "xl/_rels/workbook.xml.rels", limits);
  if (!workbook_text) return std::move(workbook_text).error();
  if (!links_text) return std::move(links_text).error();
  pugi::xml_document workbook;
  pugi::xml_document links;
  if (auto read = parse_xml(*workbook_text, workbook, "xl/workbook.xml"); !read) return std::move(read).error();
  if (auto read = parse_xml(*links_text, links, "workbook.xml.rels"); !read) return std::move(read).error();
  const auto first = workbook.child("workbook").child("sheets").child("sheet");
  const bool from_1904 = workbook.child("workbook").child("workbookPr").attribute("date1904").as_bool();
  std::string sheet_part;
  for (const auto& link : links.child("Relationships").children("Relationship")) {
    if (std::strcmp(link.attribute("Id").value(), first.attribute("r:id").value()) == 0)
      sheet_part = target_of(link.attribute("Target").value());
  }
  if (sheet_part.empty()) return bad_workbook("the workbook has no sheet");

  std::vector<std::string> shared;
  if (archive->contains("xl/sharedStrings.xml")) {
    auto text = part(*archive, "xl/sharedStrings.xml", limits);
    if (!text) return text;
    pugi::xml_document document;
    if (auto read = parse_xml(*text, document, "xl/sharedStrings.xml"); !read) return std::move(read).error();
    for (const auto& item : document.child("sst").children("si")) shared.push_back(text_of(item));
  }
  std::vector<bool> dates;
  if (archive->contains("xl/styles.xml")) {
    auto text = part(*archive, "xl/styles.xml", limits);
    if (!text) return text;
    pugi::xml_document document;
    if (auto read = parse_xml(*text, document, "xl/styles.xml"); !read) return std::move(read).error();
    dates = date_styles(document);
  }
  auto sheet_text = part(*archive, sheet_part, limits);
  if (!sheet_text) return sheet_text;
  pugi::xml_document sheet;
  if (auto read = parse_xml(*sheet_text, sheet, sheet_part); !read) return std::move(read).error();

  std::string out;
  std::size_t rows = 0;
  for (const auto& row : sheet.child("worksheet").child("sheetData").children("row")) {
    // Rows that the file leaves out are empty ones: numbers stay those that the person sees.
    const auto number = static_cast<std::size_t>(row.attribute("r").as_ullong(rows + 1));
    if (number > limits.max_rows)
      return bad_workbook("the sheet has more than " + std::to_string(limits.max_rows) + " rows");
    for (; rows + 1 < number; ++rows) out += "\n";
    std::vector<std::string> cells;
    for (const auto& cell : row.children("c")) {
      const std::size_t column = column_of(cell.attribute("r").value()).value_or(cells.size());
      if (column >= limits.max_columns)
        return bad_workbook("the sheet has more than " + std::to_string(limits.max_columns) + " columns");
      if (cells.size() <= column) cells.resize(column + 1);
      const std::string_view type = cell.attribute("t").value();
      const std::string value = cell.child("v").text().get();
      if (type == "s") {
        std::size_t index = shared.size();
        std::from_chars(value.data(), value.data() + value.size(), index);
        if (index < shared.size()) cells[column] = shared[index];
      } else if (type == "inlineStr") {
        cells[column] = text_of(cell.child("is"));
      } else if (type.empty() || type == "n") {
        const std::size_t style = cell.attribute("s").as_uint();
        const bool date = style < dates.size() && dates[style] && !value.empty();
        double serial = 0;
        std::from_chars(value.data(), value.data() + value.size(), serial);
        cells[column] = date && serial > 0 && serial < 3'000'000 ? date_text(serial, from_1904) : value;
      } else {
        cells[column] = value;
      }
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += ',';
      append_cell(out, cells[i]);
    }
    out += "\n";
    ++rows;
  }
  if (rows == 0) return bad_workbook("the first sheet of the workbook is empty");
  return out;
}

}  // namespace credex::credential
