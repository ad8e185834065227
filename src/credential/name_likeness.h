#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace credex::credential {

/// By what a name of an organisation is taken for another's: letters that look alike in other scripts (the skeleton of
/// Unicode Technical Standard #39, section 4, by ICU), capitals, accents, spaces, punctuation and legal forms do not
/// count. Two names are alike where they share a key. Some hundred bytes each; none for a name without letters.
std::vector<std::string> likeness_keys(std::string_view name);
bool are_alike(std::string_view a, std::string_view b);

/// Whether both are the same when read, and not only when looked at: the same letters of the same scripts, whatever
/// capitals, accents, spaces and legal forms. Who writes so need not imitate: names recur.
bool are_same(std::string_view a, std::string_view b);

}  // namespace credex::credential
