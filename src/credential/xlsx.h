#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace credex::credential {

/// Whether the bytes are a workbook: a ZIP archive with an Office Open XML workbook in it.
bool is_xlsx(std::string_view bytes);

struct XlsxLimits {
  std::size_t max_unpacked = std::size_t{256} * 1024 * 1024;  ///< of one part of the archive
  std::size_t max_rows = 200'000;
  std::size_t max_columns = 1000;
};

/// The first sheet of a workbook as CSV (ECMA-376, part 1, SpreadsheetML). Dates become YYYY-MM-DD by the cell's number
/// format; of a formula the value that was kept with it is taken, never computed. Errors "credential.sheet".
Result<std::string> csv_from_xlsx(std::string_view bytes, const XlsxLimits& limits = {});

}  // namespace credex::credential
