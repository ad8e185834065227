#pragma once

#include <string>
#include <vector>

#include "service/actor.h"
#include "skills/person.h"
#include "store/skill_records.h"

namespace credex::service {

/// What a person says of a work. The file is read for its digest alone and not kept.
struct WorkFacts {
  std::string title{};
  std::string kind{};
  std::string part{};  ///< what the person did in it
  std::string client{};
  std::string made_on{};  ///< YYYY, YYYY-MM or YYYY-MM-DD
  std::string rights{};
  std::string authors{};
  std::string words{};
  std::string link{};
  std::string file_name{};
  std::string file{};                 ///< its bytes; empty: there is none
  std::vector<std::string> skills{};  ///< ESCO URIs that it shows
  std::string audience = "nobody";    ///< everyone, employers, link, nobody
};

/// A work with what was said of it.
struct WorkView {
  store::Work work{};
  std::vector<store::WorkWord> words{};
  /// Words given about the work as it is now; after a change of its facts they are about an earlier one.
  bool holds(const store::WorkWord& word) const;
};

/// Errors "service.invalid" with the field, "service.conflict" past 200 works.
Result<store::Work> add_work(Platform& platform, const Actor& actor, const WorkFacts& facts);
Result<void> remove_work(Platform& platform, const Actor& actor, const std::string& id);
std::vector<WorkView> works_of(Platform& platform, const std::string& person_id);
Result<WorkView> own_work(Platform& platform, const Actor& actor, const std::string& id);

/// What works show: `confirmed` where somebody's word holds, else `shown`.
std::vector<skills::HeldSkill> skills_of_works(Platform& platform, const std::string& person_id);

/// Asks whoever commissioned or made it too to confirm the work; they answer by a link, without an account.
Result<void> ask_word(Platform& platform, const Actor& actor, const std::string& work_id, const std::string& email,
                      const std::string& relation);
struct WordRequest {
  store::WorkWord word{};
  store::Work work{};
  std::string person{};
};
Result<WordRequest> look_at_word(Platform& platform, const std::string& token);
Result<void> answer_word(Platform& platform, const std::string& token, const std::string& name,
                         const std::string& words, bool give);

/// Whether bytes are the very file that a work names. The digest is compared; the bytes are not kept.
struct FileMatch {
  bool is_the_file = false;
  std::string digest{};  ///< of the bytes
};
FileMatch compare_file(const store::Work& work, std::string_view bytes);

}  // namespace credex::service
