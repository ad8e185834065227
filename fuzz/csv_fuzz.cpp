// Spreadsheets: every row ends somewhere, and every row is good or says why not.
#include "claim.h"
#include "credential/award_sheet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  auto sheet = credential::Sheet::open(std::string{input.text()});
  if (!sheet) return 0;
  auto awards = credential::AwardSheet::open(std::move(*sheet),
                                             {.definition_id = "urn:d", .now = Instant{std::chrono::hours{500'000}}});
  if (!awards) return 0;
  credential::AwardRow row;
  std::size_t rows = 0;
  while (awards->next(row)) {
    claim(++rows <= size + 1, "there are no more rows than bytes");
    claim(!row.problems.empty() || row.award.learner.is_identified(), "a good row says who the learner is");
  }
  claim(rows == awards->rows(), "both readings see as many rows");
  return 0;
}
