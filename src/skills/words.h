#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace credex::skills {

/// The languages of the interface, the first is the one that texts are in where nothing else is said.
bool is_interface_language(std::string_view language);
/// "pt" of "pt-BR".
std::string base_language(std::string_view tag);

/// Small letters and digits without marks, one space for each other character: "Photogramétrie" and "photogrametrie"
/// are one word (Unicode NFD, case folding). Not credex::folded(), on purpose: the words of an imported index of ESCO
/// and the grounds of decisions were made with this, and placed_words() goes by single characters to say where words
/// stand.
std::string folded(std::string_view text);
/// The words of a folded text, at most so many.
std::vector<std::string> split_words(std::string_view folded, std::size_t most = SIZE_MAX);

/// A word of a text where it stands: bytes [begin, end) of the text as it was given.
struct PlacedWord {
  std::string word{};  ///< folded
  std::size_t begin = 0;
  std::size_t end = 0;
  bool ends_sentence = false;  ///< a full stop, a line's end or the like follows
};
std::vector<PlacedWord> placed_words(std::string_view text);

/// What a folded word is reduced to in a language (Snowball; for languages without a stemmer, endings are cut off long
/// words).
std::string stemmed(const std::string& word, const std::string& language);

/// Whether a folded word says nothing by itself (data/recognition/glossary.yaml, empty_words).
bool is_empty_word(const std::string& word, const std::string& language);
/// The interface's language whose empty words the text has most of; "en" where none shows.
std::string likely_language(std::string_view text);

}  // namespace credex::skills
