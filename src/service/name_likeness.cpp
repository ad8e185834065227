#include "service/name_likeness.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <memory>

#include "base/encoding.h"
#include "base/text.h"
#include "service/actor.h"

namespace credex::service {
namespace {

struct CloseMixed {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};
using MixedChecker = std::unique_ptr<USpoofChecker, CloseMixed>;

/// Reading from one is safe for many threads (ICU, uspoof.h).
const USpoofChecker* mixed_scripts() {
  static const MixedChecker k_made = [] {
    UErrorCode status = U_ZERO_ERROR;
    MixedChecker made{uspoof_open(&status)};
    if (U_FAILURE(status)) made.reset();
    if (made) {
      uspoof_setRestrictionLevel(made.get(), USPOOF_MODERATELY_RESTRICTIVE);
      uspoof_setChecks(made.get(), USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE, &status);
    }
    return made;
  }();
  return k_made.get();
}

}  // namespace

Result<void> plain_name(std::string_view name) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  bool has_letter = false;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    has_letter = has_letter || u_isalnum(c) != 0;
    const auto kind = u_charType(c);
    if (kind == U_CONTROL_CHAR || kind == U_FORMAT_CHAR || kind == U_PRIVATE_USE_CHAR || kind == U_UNASSIGNED ||
        kind == U_SURROGATE || c == 0xFFFD || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)
      return invalid("the name has characters that nobody sees", "name",
                     "write it with letters, digits and spaces alone");
  }
  if (!has_letter) return invalid("the name has no letters", "name", "write it as people read it");
  for (const std::string& word : name_words(name)) {
    if (mixed_scripts() == nullptr) break;
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t found =
        uspoof_checkUTF8(mixed_scripts(), word.data(), static_cast<std::int32_t>(word.size()), nullptr, &status);
    if (U_SUCCESS(status) && found != 0)
      return invalid("a word of the name mixes letters of several scripts that look alike", "name",
                     "write each word in one script");
  }
  return {};
}

}  // namespace credex::service
