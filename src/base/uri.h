#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace credex {

/// The five parts of an IRI reference (RFC 3986, appendix B; RFC 3987). Views into the text that was split.
struct UriParts {
  std::optional<std::string_view> scheme{};
  std::optional<std::string_view> authority{};
  std::string_view path{};
  std::optional<std::string_view> query{};
  std::optional<std::string_view> fragment{};
};

UriParts split_uri(std::string_view text);
std::string join_uri(const UriParts& parts);

/// `reference` resolved against `base` (RFC 3986, section 5.2). IRIs pass through without being escaped.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// Whether it starts with a scheme (RFC 3986, section 3.1): an absolute IRI, fragment allowed.
bool is_absolute_iri(std::string_view text);

/// Whether it is an absolute IRI without the characters that N-Quads forbids in one (RDF 1.1 N-Quads, IRIREF).
bool is_wellformed_iri(std::string_view text);

/// Whether '+' stands for a space, as it does in forms and queries (WHATWG URL, section 5.1).
enum class Plus : std::uint8_t { is_plus, is_space };
/// %XX decoded (RFC 3986, section 2.1). What is no valid escape stays as it is.
std::string percent_decoded(std::string_view text, Plus plus = Plus::is_plus);
/// Everything but unreserved characters as %XX (RFC 3986, section 2.3).
std::string percent_encoded(std::string_view text);

/// The name of a host as DNS has it, in ASCII and lower case: IDNA2008 as Unicode Technical Standard 46 processes it,
/// non-transitional. Nothing where it is no name of two labels or more, or is an address.
std::optional<std::string> host_in_ascii(std::string_view name);

}  // namespace credex
