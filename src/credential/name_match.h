#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace credex::credential {

/// How two names of persons stand to each other, by letters alone (docs/verifying.md, "Whose it is").
enum class NameMatch : std::uint8_t {
  different,       ///< they cannot be one name
  part,            ///< one word, initials, a letter apart, or letters that cannot be compared: a person has to look
  longer,          ///< all of one, with given and family name, is in the other
  transliterated,  ///< the same in letters of another alphabet
  same,            ///< the same words in any order, without regard to capitals, accents and normal form
  absent,          ///< one of them is empty
  unreadable,      ///< too long, or one word in letters of several alphabets
};

/// A name made ready to be compared; made once for a person, and compared with many.
class PersonName {
 public:
  PersonName() = default;
  explicit PersonName(std::string_view name);

  bool is_empty() const { return words_.empty() && !is_unreadable_; }

 private:
  friend NameMatch match_names(const PersonName& a, const PersonName& b);
  friend bool share_a_word(const PersonName& a, const PersonName& b);

  /// In what its letters can be compared with others: Latin by themselves; Cyrillic, Greek, Armenian and Georgian by
  /// transliteration; of others (which leave vowels out, or read one sign in many ways) no difference can be told.
  enum class Letters : std::uint8_t { latin, readable, other };
  struct Word {
    std::string plain{};  ///< folded(): small, without marks
    std::string spelt{};  ///< with ae, oe, ue, aa for ä, ö, ü, å; as `plain` where there are none
    std::string loose{};  ///< in Latin letters, in one of the ways in which sounds are written; made where needed
    Letters letters = Letters::latin;
    bool is_particle = false;
  };
  enum class Degree : std::uint8_t { none, initial, near, loose, exact };
  static Degree degree(const Word& a, const Word& b);
  static bool same_run_together(const PersonName& a, const PersonName& b);

  std::vector<Word> words_{};
  std::string generation_{};  ///< "jr", "sr", "ii", ... where it ends so
  Letters letters_ = Letters::latin;
  bool is_unreadable_ = false;
};

/// Names over 400 bytes or 16 words are `unreadable`. Two Latin names take about a microsecond; another alphabet is
/// transliterated once, when the name is made.
NameMatch match_names(const PersonName& a, const PersonName& b);
/// Whether a word of three letters or more is in both, as a given name stays when a family name changes.
bool share_a_word(const PersonName& a, const PersonName& b);

}  // namespace credex::credential
