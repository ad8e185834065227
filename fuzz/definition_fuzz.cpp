// Definitions and mandates: what reads without a problem is written and reads back the same.
#include "claim.h"
#include "framework/definition_file.h"
#include "framework/mandate.h"
#include "framework/standard_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  if (auto values = json::parse(input.text())) {
    if (auto mandate = framework::mandate_of(values->root)) {
      json::Arena arena;
      auto again = framework::mandate_of(framework::mandate_value(arena, *mandate));
      claim(again && *again == *mandate, "a mandate that was written reads back the same");
    }
  }
  auto reading = framework::read_definition(input.text());
  if (!reading) return 0;
  static_cast<void>(framework::check_standard({.definition = reading->definition}));
  if (!reading->problems.empty()) return 0;
  auto again = framework::read_definition(framework::write_definition(reading->definition));
  claim(static_cast<bool>(again), "what was written reads");
  return 0;
}
