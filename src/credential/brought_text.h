#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::credential {

/// What bytes begin like.
enum class Form : std::uint8_t { nothing, pdf, zip, gzip, utf16, png, photograph, markup, json, text, cose, binary };
Form form_of(std::string_view bytes);

/// The text without byte order mark and blanks around it.
std::string_view without_mark(std::string_view text);
/// Errors "credential.form".
Result<std::string> utf8_of_utf16(std::string_view bytes);
/// What gzip (RFC 1952) packed: at most `most` bytes and `ratio` times as many as there are.
Result<std::string> gunzipped(std::string_view bytes, std::size_t most, std::size_t ratio);

/// The text without quotes of any language around it; itself where there are none.
std::string_view unquoted(std::string_view text);
/// A JWT or SD-JWT without the blanks, line breaks and soft line breaks that programs put in it (RFC 7515, section 2:
/// none of them is a character of it); nothing where the text is no token.
std::optional<std::string> token_in(std::string_view text);
/// Whether it is an encrypted token (JWE, RFC 7516: five parts).
bool is_encrypted(std::string_view text);
/// What a data: URL holds (RFC 2397, section 2).
Result<std::string> data_of(std::string_view url);
/// What base64 or base64url holds, where that is something that is known; else nothing.
std::optional<std::string> base64_of(std::string_view text);
/// JSON within other text, as between ``` marks: from the first brace to the last.
std::optional<std::string_view> json_in(std::string_view text);

/// The words of a text, without punctuation around them.
std::vector<std::string_view> words_of(std::string_view text);
/// The links among them, each once; a host without https:// counts where a path follows it.
std::vector<std::string> links_in(const std::vector<std::string_view>& words);

}  // namespace credex::credential
