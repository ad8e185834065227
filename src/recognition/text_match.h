#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/text.h"

namespace credex::recognition {

/// How much of `wanted` is found again in `given`, 0 to 1, whatever of the interface's languages each is written in: by
/// word stems (Snowball), by a small glossary of the sector across languages (data/recognition/glossary.yaml), and by
/// likeness of letters for words that many languages share. A text in the same language is preferred. What it gives is
/// a suggestion for a person; texts are cut at 2,000 bytes.
double text_likeness(const framework::LangText& wanted, const framework::LangText& given);

/// A text made ready once, for comparing it with many.
struct TextWords {
  struct Word {
    std::string stem{};
    std::vector<int> meanings{};  ///< rows of the glossary
    double weight = 0;
  };
  std::string language{};
  std::vector<Word> words{};
};
TextWords text_words(std::string_view text, std::string_view language);
double likeness(const TextWords& wanted, const TextWords& given);

}  // namespace credex::recognition
