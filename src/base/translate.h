#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace credex {

/// A language of the interface.
struct Language {
  std::string code{};  ///< BCP 47, such as "fr"
  std::string name{};  ///< in itself
};
/// English first, then every language with a catalogue in data/locale, in the order of data/locale/languages.txt.
std::span<const Language> languages();
bool is_language(std::string_view code);
/// The first of an Accept-Language header (RFC 9110, section 12.5.4) that there is; English where there is none.
std::string preferred_language(std::string_view accept_language);

/// `english` in `language`, as its gettext catalogue has it, with {0}, {1}, ... replaced; English where it has not.
std::string translate(std::string_view language, std::string_view english, const std::vector<std::string>& args = {});
/// The same by number, which is {0}, by the language's own plural rule.
std::string translate_plural(std::string_view language, std::string_view one, std::string_view many, std::int64_t n);

/// The words of an error. They say values in two ways: "'value' is no day", and "this is so: value", where the value
/// may be an error's words again. The words are translated, the value stays.
std::string translate_error(std::string_view language, std::string_view message);

/// A day, a day with its time (UTC), and a number as the language writes them.
std::string format_date(std::string_view language, Date date);
std::string format_time(std::string_view language, Instant instant);
std::string format_number(std::string_view language, double number);
/// The name of a country (ISO 3166-1 alpha-2) or of a language (BCP 47) in `language`.
std::string country_name(std::string_view language, std::string_view country);
std::string language_name(std::string_view language, std::string_view code);

}  // namespace credex
