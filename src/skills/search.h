#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skills/esco_index.h"

namespace credex::skills {

struct SearchOptions {
  std::string language{};             ///< search labels of this language alone; empty: of all
  std::optional<ConceptKind> kind{};  ///< nothing: skills, groups, and occupations
  std::size_t most = 20;
  bool by_meaning = true;  ///< also what lies below the groups and skills that the words name
};

/// A concept that was found, and why.
struct Hit {
  ConceptId found = 0;
  double score = 0;                    ///< 0 to 1; 1 is the very label
  std::string_view label{};            ///< the label that the words met; of `through` where that is given
  std::string_view language{};         ///< of that label
  std::optional<ConceptId> through{};  ///< the broader concept whose label was met
};

/// What a person who types these words may mean, best first: by words of any label, the last one also unfinished, with
/// typing errors (one letter wrong from four letters on, two from eight; a swap is one), and by meaning: what lies
/// below a group or a broader skill. Texts past 200 bytes are cut. For any number of threads.
std::vector<Hit> search(const EscoIndex& esco, std::string_view text, const SearchOptions& options = {});

/// Letters to change, add, leave out or swap to come from one word to the other, or `most` + 1 where it is more
/// (optimal string alignment, Damerau 1964).
int letters_apart(std::string_view a, std::string_view b, int most);

}  // namespace credex::skills
