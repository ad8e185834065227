// The small forms of text and bytes that people's programs make of a credential.
#include "credential/brought_text.h"

#include <unicode/unistr.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "base/uri.h"
#include "credential/brought_kinds.h"
#include "proof/cose.h"
#include "proof/packed.h"
#include "proof/sd_jwt.h"

namespace credex::credential {
namespace {

constexpr std::string_view k_all_blanks = " \t\r\n\f\v";

bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.' || c == '~';
}

/// Zeros at every other place, as Latin letters have in UTF-16.
bool is_bare_utf16(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return false;
  const std::size_t seen = std::min<std::size_t>(bytes.size(), 64);
  for (const std::size_t zero : {std::size_t{0}, std::size_t{1}}) {
    std::size_t zeros = 0;
    std::size_t others = 0;
    for (std::size_t i = 0; i < seen; ++i) {
      if (i % 2 == zero)
        zeros += bytes[i] == '\0' ? 1 : 0;
      else
        others += bytes[i] != '\0' ? 1 : 0;
    }
    if (zeros == seen / 2 && others == seen / 2) return true;
  }
  return false;
}

/// Letters, digits and dots before the first slash, with a name of letters behind the last dot.
bool looks_like_host(std::string_view host) {
  const auto dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3 || host.size() > 253) return false;
  const std::string_view top = host.substr(dot + 1);
  return std::ranges::all_of(top, [](char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }) &&
         std::ranges::all_of(
             host, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-'; });
}

}  // namespace

std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return trimmed(text, k_all_blanks);
}

Form form_of(std::string_view bytes) {
  constexpr std::size_t k_head = 1024;  // a PDF's mark may stand behind other bytes (PDF 1.7, appendix H)
  if (bytes.starts_with("%PDF-")) return Form::pdf;
  if (proof::looks_like_cose(as_bytes(bytes))) return Form::cose;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return Form::zip;
  if (bytes.starts_with("\x1F\x8B")) return Form::gzip;
  if (bytes.starts_with("\x89PNG\r\n")) return Form::png;
  if (bytes.starts_with("\xFF\xD8\xFF") || bytes.starts_with("GIF8")) return Form::photograph;
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return Form::photograph;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") || is_bare_utf16(bytes)) return Form::utf16;
  if (bytes.substr(0, k_head).find("%PDF-") != std::string_view::npos && !is_utf8(bytes)) return Form::pdf;
  const std::string_view text = without_mark(bytes);
  if (text.empty()) return Form::nothing;
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) return Form::binary;
  if (text.front() == '<') return Form::markup;
  if (text.front() == '{' || text.front() == '[') return Form::json;
  return Form::text;
}

Result<std::string> utf8_of_utf16(std::string_view bytes) {
  const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  const bool big = marked ? bytes[0] == '\xFE' : bytes[0] == '\0';
  if (marked) bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0)
    return no_credential("the text in UTF-16 ends in the middle of a character",
                         "take the file again from where it came");
  icu::UnicodeString wide;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    wide.append(static_cast<char16_t>(big ? first << 8 | second : second << 8 | first));
  }
  std::string out;
  wide.toUTF8String(out);
  // Each round takes one mark away, so that reading ends.
  if (form_of(out) == Form::utf16) return no_credential("this is no text in UTF-16", "bring it in UTF-8");
  return out;
}

Result<std::string> gunzipped(std::string_view bytes, std::size_t most, std::size_t ratio) {
  most = std::min(most, bytes.size() * ratio);
  const proof::Inflated out = proof::inflated(as_bytes(bytes), proof::Wrapping::gzip, most);
  if (out.is_over)
    return Error{.code = "credential.too_large",
                 .message = "what gzip packed unpacks to more than is read: " + std::to_string(most) + " B",
                 .remedy = "unpack it, and bring what is inside"};
  if (!out.is_whole)
    return no_credential("what gzip packed is cut off or damaged", "take the file again from where it came");
  return std::string{as_text(out.bytes)};
}

std::string_view unquoted(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> k_quotes[] = {
      {"\"", "\""}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"‘", "’"}, {"<", ">"}};
  for (const auto& [open, close] : k_quotes) {
    if (text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close))
      return trimmed(text.substr(open.size(), text.size() - open.size() - close.size()), k_all_blanks);
  }
  return text;
}

std::optional<std::string> token_in(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (k_all_blanks.find(c) != std::string_view::npos) continue;
    // A soft line break of mails (RFC 2045, section 6.7), and the mark of a quoted line.
    if (c == '=' && i + 1 < text.size() && (text[i + 1] == '\n' || text[i + 1] == '\r')) continue;
    if (c == '>' && (i == 0 || text[i - 1] == '\n')) continue;
    if (!is_token_char(c)) return std::nullopt;
    out += c;
  }
  if (!out.starts_with("ey")) return std::nullopt;
  const auto dots = std::ranges::count(std::string_view{out}.substr(0, out.find('~')), '.');
  if (dots != 2) return std::nullopt;
  return out;
}

bool is_encrypted(std::string_view text) {
  return text.starts_with("ey") && std::ranges::count(text, '.') == 4 && std::ranges::all_of(text, [](char c) {
           return is_token_char(c) || k_all_blanks.find(c) != std::string_view::npos;
         });
}

Result<std::string> data_of(std::string_view url) {
  const auto comma = url.find(',');
  if (comma == std::string_view::npos)
    return no_credential("the data: URL has no comma, so no content", "copy the whole of it");
  const std::string kind = ascii_lower(url.substr(0, comma));
  const std::string_view content = url.substr(comma + 1);
  if (!kind.ends_with(";base64")) return percent_decoded(content);
  auto bytes = from_base64(percent_decoded(content));
  if (!bytes) return no_credential("what the data: URL holds is no base64", "copy the whole of it");
  return std::string{as_text(*bytes)};
}

std::optional<std::string> base64_of(std::string_view text) {
  constexpr std::size_t k_shortest = 24;
  std::string packed;
  packed.reserve(text.size());
  for (const char c : text) {
    if (k_all_blanks.find(c) != std::string_view::npos) continue;
    const bool is_one =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/' || c == '-' || c == '_' || c == '=';
    if (!is_one) return std::nullopt;
    packed += c == '-' ? '+' : c == '_' ? '/' : c;
  }
  if (packed.size() < k_shortest) return std::nullopt;
  auto bytes = from_base64(packed);
  if (!bytes) return std::nullopt;
  std::string out{as_text(*bytes)};
  switch (form_of(out)) {
    case Form::nothing:
    case Form::binary:
    case Form::utf16: return std::nullopt;
    case Form::text: {
      const std::string_view inner = without_mark(out);
      if (!token_in(inner) && !inner.starts_with("data:") && !inner.starts_with("http")) return std::nullopt;
      break;
    }
    default: break;
  }
  return out;
}

std::optional<std::string_view> json_in(std::string_view text) {
  const auto open = text.find('{');
  const auto close = text.rfind('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const std::string_view inside = text.substr(open, close - open + 1);
  if (!json::parse(inside)) return std::nullopt;
  return inside;
}

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::size_t k_most = 10'000;
  std::vector<std::string_view> out;
  while (!text.empty() && out.size() < k_most) {
    const auto end = std::min(text.find_first_of(k_all_blanks), text.size());
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    for (bool changed = true; changed;) {
      const std::size_t before = word.size();
      word = unquoted(trimmed(word, ",;!?.:()[]{}<>\"'"));
      changed = word.size() < before;
    }
    if (!word.empty()) out.push_back(word);
  }
  return out;
}

std::vector<std::string> links_in(const std::vector<std::string_view>& words) {
  constexpr std::size_t k_longest = 2000;
  std::vector<std::string> out;
  for (std::string_view word : words) {
    // "badge:https://..." and "[my badge](https://...": the address is what counts.
    for (const std::string_view scheme : {"https://", "http://"}) {
      const auto at = ascii_lower(word.substr(0, k_longest)).find(scheme);
      if (at != std::string::npos) {
        word.remove_prefix(at);
        break;
      }
    }
    if (word.size() > k_longest) continue;
    std::string url;
    const std::string start = ascii_lower(word.substr(0, 8));
    if (start.starts_with("https://") || start.starts_with("http://")) {
      url = std::string{word};
    } else {
      const auto slash = word.find('/');
      // A bare domain says nothing of a credential unless it is all that came.
      if ((slash != std::string_view::npos || words.size() == 1) && looks_like_host(word.substr(0, slash)))
        url = "https://" + std::string{word};
    }
    if (!url.empty() && std::ranges::find(out, url) == out.end()) out.push_back(std::move(url));
  }
  return out;
}

}  // namespace credex::credential
