#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace credex::store {

/// No key is longer, in bytes: so much goes into an entry of PostgreSQL's indexes.
inline constexpr std::size_t k_longest_key = 2001;

/// What an award is found by: the words of its learner's name (base/text.h), then the address, folded. A name is found
/// by its first 1,500 bytes; the name itself is kept whole.
std::string learner_key(std::string_view name, std::string_view email);

/// The words of what somebody types to find a person; what has an @ is one word, an address or a part of one. A word
/// that is part of another says nothing and is left out. Empty where nothing in it is a word.
std::vector<std::string> wanted_words(std::string_view text);

/// A pattern for LIKE ... ESCAPE '\' that finds `text` anywhere and takes each character of it for itself.
std::string containing(std::string_view text);

/// Fills award.learner_key of every award, a page of rows at a time; for migrations.
void fill_learner_keys(Tx& tx);

}  // namespace credex::store
