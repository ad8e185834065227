// Claim: a workbook is read as a sheet or refused, and unpacks no further than its limits.
#include "claim.h"
#include "credential/sheet.h"
#include "credential/xlsx.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact exact{data, size};
  const std::string_view bytes = exact.text();
  if (!credential::is_xlsx(bytes)) return 0;
  const credential::XlsxLimits limits{.max_unpacked = 1 << 20, .max_rows = 1000, .max_columns = 50};
  if (auto csv = credential::csv_from_xlsx(bytes, limits)) {
    claim(!csv->empty(), "a sheet has a row");
    auto sheet = credential::Sheet::open(*csv);
    if (sheet) claim(sheet->headings().size() <= limits.max_columns, "limits hold");
  }
  return 0;
}
