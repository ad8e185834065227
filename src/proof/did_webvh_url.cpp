// Method-Specific Identifier, and The DID to HTTPS Transformation, of did:webvh 1.0.
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <charconv>

#include "base/encoding.h"
#include "base/uri.h"
#include "proof/did_webvh.h"

namespace credex::proof {
namespace {

constexpr std::string_view k_webvh = "did:webvh:";

/// A SCID: base58btc of a multihash of SHA-256.
bool is_webvh_hash(std::string_view text) {
  if (text.size() != 46) return false;
  const auto bytes = from_base58(text);
  return bytes && bytes->size() == 34 && (*bytes)[0] == 0x12 && (*bytes)[1] == 0x20;
}

/// Whether it is made of what DID Core allows between the colons (section 3.1: idchar).
bool is_id_text(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
    } else if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '.' && c != '-' &&
               c != '_') {
      return false;
    }
  }
  return !text.empty();
}

bool has_space_at_an_end(const std::string& text) {
  const auto decoded = icu::UnicodeString::fromUTF8(text);
  return u_isUWhiteSpace(decoded.char32At(0)) != 0 || u_isUWhiteSpace(decoded.char32At(decoded.length() - 1)) != 0;
}

/// "host" or "host:port", of the component between the SCID and the path.
std::optional<std::string> webvh_authority(std::string_view component) {
  if (!is_id_text(component)) return std::nullopt;
  const std::string decoded = percent_decoded(component);
  const auto colon = decoded.find(':');
  auto host = host_in_ascii(std::string_view{decoded}.substr(0, colon));
  if (!host || colon == std::string::npos) return host;
  const std::string_view digits = std::string_view{decoded}.substr(colon + 1);
  unsigned port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (digits.size() > 5 || problem != std::errc{} || end != digits.data() + digits.size() || port < 1 || port > 65535)
    return std::nullopt;
  return *host + ":" + std::to_string(port);
}

}  // namespace

std::optional<std::string> did_webvh_url(std::string_view did) {
  if (!did.starts_with(k_webvh) || did.size() > 2048) return std::nullopt;
  std::string_view rest = did.substr(k_webvh.size());
  const auto first = rest.find(':');
  if (first == std::string_view::npos || !is_webvh_hash(rest.substr(0, first))) return std::nullopt;
  rest.remove_prefix(first + 1);
  auto second = rest.find(':');
  const auto authority = webvh_authority(rest.substr(0, second));
  if (!authority) return std::nullopt;
  std::string out = "https://" + *authority;
  if (second == std::string_view::npos) return out + "/.well-known/did.jsonl";
  while (second != std::string_view::npos) {
    rest.remove_prefix(second + 1);
    second = rest.find(':');
    const std::string_view segment = rest.substr(0, second);
    if (!is_id_text(segment)) return std::nullopt;
    const std::string decoded = percent_decoded(segment);
    if (decoded == "." || decoded == ".." || decoded.find_first_of(std::string_view{"/\\\0", 3}) != std::string::npos ||
        has_space_at_an_end(decoded))
      return std::nullopt;
    out += "/" + percent_encoded(decoded);
  }
  return out + "/did.jsonl";
}

}  // namespace credex::proof
