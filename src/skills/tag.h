#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "skills/esco_index.h"

namespace credex::skills {

/// How words are compared; all but the last are there to be measured against (docs/decisions/0016-tagging.md).
enum class TagMethod : std::uint8_t {
  preferred_phrase,  ///< the preferred label, word for word
  any_phrase,        ///< any label, word for word
  near_words,        ///< the words of any label, inflected and in any order, near each other in one sentence
  in_context,        ///< the same, and what occupations need together lends weight to each other
};

struct TagOptions {
  std::string language{};  ///< empty: told from the text
  double least = 0.55;     ///< score from which a suggestion is shown
  std::size_t most = 50;
  TagMethod method = TagMethod::in_context;
};

/// Where in the text a suggestion comes from: bytes [begin, end).
struct TagEvidence {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view label{};  ///< the label whose words were met
};

struct Tag {
  ConceptId skill = 0;
  double score = 0;  ///< 0 to 1: how much of the label was met, how close together, and how telling its words are
  std::vector<TagEvidence> evidence{};  ///< the best first, at most three
};

/// The skills that a text speaks of, best first, each with its evidence; suggestions for a person. `text` is of a
/// course, an advertisement, a CV; past 1 MB it is Error "skills.text.long". How good it is: docs/skills.md.
Result<std::vector<Tag>> tag(const EscoIndex& esco, std::string_view text, const TagOptions& options = {});

}  // namespace credex::skills
