#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace credex::http {

struct FormLimits {
  std::size_t max_fields = 5000;
  std::size_t max_files = 500;
};

/// application/x-www-form-urlencoded (WHATWG URL, section 5.1). Error "http.form" past the limits.
Result<Fields> parse_urlencoded(std::string_view text, const FormLimits& limits = {});

/// multipart/form-data (RFC 7578) with the boundary of `content_type`. A file's name loses its folders. Errors
/// "http.form" say what is wrong.
Result<Form> parse_multipart(std::string_view body, std::string_view content_type, const FormLimits& limits = {});

/// A request's form in either of these.
Result<Form> form_of(const Request& request, const FormLimits& limits = {});

}  // namespace credex::http
