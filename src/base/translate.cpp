#include "base/translate.h"

#include <unicode/datefmt.h>
#include <unicode/locid.h>
#include <unicode/numfmt.h>

#include <boost/locale.hpp>
#include <boost/locale/gnu_gettext.hpp>
#include <locale>
#include <map>
#include <mutex>

#include "base/embedded.h"
#include "base/messages.h"

namespace credex {
namespace {

namespace gettext = boost::locale::gnu_gettext;

std::vector<Language> read_languages() {
  std::vector<Language> out;
  std::string_view text = embedded_file("locale/languages.txt").value_or("en English\n");
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto space = line.find(' ');
    if (line.starts_with('#') || space == std::string_view::npos) continue;
    out.push_back({.code = std::string{line.substr(0, space)}, .name = std::string{line.substr(space + 1)}});
  }
  return out;
}

std::locale catalogue_of(const std::string& language) {
  const std::string file = "locale/" + language + ".mo";
  if (!embedded_file(file)) return std::locale::classic();
  gettext::messages_info info;
  info.language = language;
  info.encoding = "UTF-8";
  info.domains.emplace_back("credex");
  info.paths.emplace_back("");
  info.callback = [file](const std::string& /*path*/, const std::string& /*encoding*/) {
    const auto bytes = embedded_file(file).value_or("");
    return std::vector<char>(bytes.begin(), bytes.end());
  };
  return {std::locale::classic(), gettext::create_messages_facet<char>(info)};
}

using Facet = boost::locale::message_format<char>;

/// All catalogues, read once; looking words up in them is safe from any thread.
const std::map<std::string, std::locale, std::less<>>& catalogues() {
  static const auto k_all = [] {
    std::map<std::string, std::locale, std::less<>> out;
    for (const Language& language : languages()) out.emplace(language.code, catalogue_of(language.code));
    return out;
  }();
  return k_all;
}

const Facet* facet_of(std::string_view language) {
  const auto it = catalogues().find(language);
  if (it == catalogues().end() || !std::has_facet<Facet>(it->second)) return nullptr;
  return &std::use_facet<Facet>(it->second);
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::Locale locale_of(std::string_view language) { return icu::Locale{std::string{language}.c_str()}; }

}  // namespace

std::span<const Language> languages() {
  static const std::vector<Language> k_languages = read_languages();
  return k_languages;
}

bool is_language(std::string_view code) {
  for (const Language& language : languages()) {
    if (language.code == code) return true;
  }
  return false;
}

std::string preferred_language(std::string_view accept_language) {
  std::string best = "en";
  double best_weight = 0;
  while (!accept_language.empty()) {
    const auto end = accept_language.find(',');
    std::string_view entry = accept_language.substr(0, end);
    accept_language = end == std::string_view::npos ? std::string_view{} : accept_language.substr(end + 1);
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    double weight = 1;
    if (const auto q = entry.find(";q="); q != std::string_view::npos) {
      weight = std::atof(std::string{entry.substr(q + 3)}.c_str());
      entry = entry.substr(0, q);
    }
    const std::string code{entry.substr(0, entry.find_first_of("-;"))};
    if (weight > best_weight && is_language(code)) {
      best = code;
      best_weight = weight;
    }
  }
  return best;
}

std::string translate(std::string_view language, std::string_view english, const std::vector<std::string>& args) {
  // The empty id is the catalogue's own header.
  const Facet* facet = language == "en" || english.empty() ? nullptr : facet_of(language);
  const char* found = facet ? facet->get(0, nullptr, std::string{english}.c_str()) : nullptr;
  return fill_message(found ? std::string_view{found} : english, args);
}

std::string translate_plural(std::string_view language, std::string_view one, std::string_view many, std::int64_t n) {
  const Facet* facet = language == "en" ? nullptr : facet_of(language);
  const char* found = facet ? facet->get(0, nullptr, std::string{one}.c_str(), static_cast<int>(n)) : nullptr;
  return fill_message(found ? std::string_view{found} : (n == 1 ? one : many),
                      {format_number(language, static_cast<double>(n))});
}

std::string translate_error(std::string_view language, std::string_view message) {
  constexpr int k_deepest = 4;
  std::string out;
  for (int depth = 0; depth < k_deepest; ++depth) {
    std::string whole = translate(language, message);
    if (whole != message) return out + whole;
    const auto quote = message.rfind("' ");
    if (message.starts_with('\'') && quote != std::string_view::npos)
      return out + std::string{message.substr(0, quote + 2)} + translate(language, message.substr(quote + 2));
    const auto colon = message.find(": ");
    if (colon == std::string_view::npos) break;
    out += translate(language, message.substr(0, colon)) + ": ";
    message.remove_prefix(colon + 2);
  }
  return out + std::string{message};
}

namespace {

// ICU's formats are slow to make and not for several threads: one a thread and language.
const icu::DateFormat* date_format(std::string_view language, bool with_time) {
  thread_local std::map<std::pair<std::string, bool>, std::unique_ptr<icu::DateFormat>> made;
  auto& format = made[{std::string{language}, with_time}];
  if (!format) {
    const icu::Locale locale = locale_of(language == "en" ? "en-GB" : language);
    format.reset(
        with_time ? icu::DateFormat::createDateTimeInstance(icu::DateFormat::kMedium, icu::DateFormat::kShort, locale)
                  : icu::DateFormat::createDateInstance(icu::DateFormat::kLong, locale));
    if (format) format->setTimeZone(*icu::TimeZone::getGMT());
  }
  return format.get();
}

}  // namespace

std::string format_date(std::string_view language, Date date) {
  const icu::DateFormat* format = date_format(language, false);
  if (!format) return to_string(date);
  icu::UnicodeString out;
  return utf8(format->format(static_cast<double>(midnight(date).time_since_epoch().count()), out));
}

std::string format_time(std::string_view language, Instant instant) {
  const icu::DateFormat* format = date_format(language, true);
  if (!format) return to_string(instant);
  icu::UnicodeString out;
  return utf8(format->format(static_cast<double>(instant.time_since_epoch().count()), out)) + " UTC";
}

std::string format_number(std::string_view language, double number) {
  thread_local std::map<std::string, std::unique_ptr<icu::NumberFormat>, std::less<>> made;
  auto it = made.find(language);
  if (it == made.end()) {
    UErrorCode problem = U_ZERO_ERROR;
    it = made.emplace(std::string{language}, icu::NumberFormat::createInstance(locale_of(language), problem)).first;
  }
  if (!it->second) return std::to_string(number);
  icu::UnicodeString out;
  return utf8(it->second->format(number, out));
}

std::string country_name(std::string_view language, std::string_view country) {
  if (country.empty()) return {};
  const std::string tag = "und_" + std::string{country};
  icu::UnicodeString out;
  return utf8(icu::Locale{tag.c_str()}.getDisplayCountry(locale_of(language), out));
}

std::string language_name(std::string_view language, std::string_view code) {
  if (code.empty()) return {};
  icu::UnicodeString out;
  return utf8(locale_of(code).getDisplayLanguage(locale_of(language), out));
}

}  // namespace credex
