#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assessment/rating.h"
#include "framework/definition.h"

namespace credex::assessment {

/// A published definition with what is known of it beside its text.
struct CatalogueEntry {
  const framework::MicroCredential* definition = nullptr;
  bool is_of_formal_education = false;  ///< its awarding body says so
  bool is_in_stack = false;             ///< a published stack rule takes it
  std::int64_t awards = 0;
  std::int64_t awards_with_status = 0;  ///< of them: their status can be looked up
  std::int64_t awards_signed = 0;
};

/// Shares counted in a catalogue, by the names that the rubric's `measure` uses. Measures of which nothing is there to
/// count are left out. `sub_sectors` is how many of `sectors` (ids of the sub-sectors that there are) have five
/// definitions or more.
std::vector<Measure> measures_of(const std::vector<CatalogueEntry>& entries, const std::vector<std::string>& sectors,
                                 Date on, const std::string& link);

bool is_measure(std::string_view id);
/// All names, for documents and checks of the rubric.
std::vector<std::string_view> measure_names();

}  // namespace credex::assessment
