#pragma once

#include <optional>
#include <string>

#include "skills/esco_index.h"

namespace credex::skills {

/// The number of a folded word among those of a language's labels.
std::optional<std::uint32_t> word_number(const EscoIndex& esco, const LanguagePart& part, std::string_view word);
/// The number of its stem, also where no label has that very form of the word.
std::optional<std::uint32_t> stem_number(const EscoIndex& esco, const LanguagePart& part, const std::string& word);
/// Which letters a folded word has, as bits: what is in one word and not in another is at least one letter wrong.
std::uint32_t letters_of(std::string_view word);

}  // namespace credex::skills
