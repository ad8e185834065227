#include "base/uri.h"

#include <unicode/idna.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

namespace credex {
namespace {

std::size_t scheme_length(std::string_view text) {
  const auto alpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !alpha(text[0])) return std::string_view::npos;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return i;
    if (!alpha(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') break;
  }
  return std::string_view::npos;
}

// RFC 3986, section 5.2.4.
std::string remove_dot_segments(std::string_view input) {
  std::string out;
  const auto drop_last = [&] {
    const auto slash = out.rfind('/');
    out.resize(slash == std::string::npos ? 0 : slash);
  };
  while (!input.empty()) {
    if (input.starts_with("../")) {
      input.remove_prefix(3);
    } else if (input.starts_with("./") || input.starts_with("/./")) {
      input.remove_prefix(2);
    } else if (input == "/.") {
      input = "/";
    } else if (input.starts_with("/../")) {
      input.remove_prefix(3);
      drop_last();
    } else if (input == "/..") {
      input = "/";
      drop_last();
    } else if (input == "." || input == "..") {
      input = {};
    } else {
      const auto next = input.find('/', 1);
      out += input.substr(0, next);
      input = next == std::string_view::npos ? std::string_view{} : input.substr(next);
    }
  }
  return out;
}

constexpr std::array<bool, 256> forbidden_in_iri() {
  std::array<bool, 256> out{};
  for (std::size_t c = 0; c <= 0x20; ++c) out[c] = true;
  for (const char c : std::string_view{"<>\"{}|^`\\"}) out[static_cast<unsigned char>(c)] = true;
  return out;
}
constexpr auto k_forbidden = forbidden_in_iri();

}  // namespace

UriParts split_uri(std::string_view text) {
  UriParts out;
  if (const auto length = scheme_length(text); length != std::string_view::npos) {
    out.scheme = text.substr(0, length);
    text.remove_prefix(length + 1);
  }
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    out.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  if (const auto mark = text.find('?'); mark != std::string_view::npos) {
    out.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const auto end = text.find('/', 2);
    out.authority = text.substr(2, end == std::string_view::npos ? end : end - 2);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  }
  out.path = text;
  return out;
}

std::string join_uri(const UriParts& parts) {
  std::string out;
  if (parts.scheme) out.append(*parts.scheme) += ':';
  if (parts.authority) (out += "//") += *parts.authority;
  out += parts.path;
  if (parts.query) (out += '?') += *parts.query;
  if (parts.fragment) (out += '#') += *parts.fragment;
  return out;
}

std::string resolve_uri(std::string_view base_text, std::string_view reference_text) {
  const UriParts base = split_uri(base_text);
  UriParts r = split_uri(reference_text);
  std::string path;
  if (r.scheme || r.authority) {
    if (!r.scheme) r.scheme = base.scheme;
    path = remove_dot_segments(r.path);
  } else {
    r.scheme = base.scheme;
    r.authority = base.authority;
    if (r.path.empty()) {
      path = base.path;
      if (!r.query) r.query = base.query;
    } else if (r.path.starts_with('/')) {
      path = remove_dot_segments(r.path);
    } else {
      // Section 5.2.3, merge.
      std::string merged;
      if (base.authority && base.path.empty()) {
        merged = "/";
      } else if (const auto slash = base.path.rfind('/'); slash != std::string_view::npos) {
        merged = base.path.substr(0, slash + 1);
      }
      path = remove_dot_segments(merged += r.path);
    }
  }
  r.path = path;
  return join_uri(r);
}

bool is_absolute_iri(std::string_view text) { return scheme_length(text) != std::string_view::npos; }

bool is_wellformed_iri(std::string_view text) {
  if (!is_absolute_iri(text)) return false;
  // Without a branch in the loop: every IRI of every quad comes through here.
  bool bad = false;
  for (const char c : text) bad |= k_forbidden[static_cast<unsigned char>(c)];
  return !bad;
}

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string percent_decoded(std::string_view text, Plus plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (text[i] == '+' && plus == Plus::is_space) {
      out += ' ';
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encoded(std::string_view text) {
  constexpr char k_digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
        byte == '.' || byte == '_' || byte == '~') {
      out += c;
    } else {
      out += '%';
      out += k_digits[byte >> 4];
      out += k_digits[byte & 15];
    }
  }
  return out;
}

std::optional<std::string> host_in_ascii(std::string_view name) {
  constexpr std::size_t k_longest = 1000;  // far beyond what 253 bytes of DNS can be written as
  if (name.size() > k_longest) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna{icu::IDNA::createUTS46Instance(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, status)};
  if (U_FAILURE(status) || !idna) return std::nullopt;
  icu::IDNAInfo info;
  icu::UnicodeString ascii;
  idna->nameToASCII(icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())}), ascii, info,
                    status);
  if (U_FAILURE(status) || info.hasErrors()) return std::nullopt;
  std::string out;
  ascii.toUTF8String(out);
  const auto dot = out.rfind('.');
  if (dot == std::string::npos || dot + 1 == out.size()) return std::nullopt;
  // The last label of a name is no number: this would be an address, however it is written (WHATWG URL, section 3.5).
  const std::string_view last = std::string_view{out}.substr(dot + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (last.starts_with("0x") || std::all_of(last.begin(), last.end(), is_digit)) return std::nullopt;
  return out;
}

}  // namespace credex
