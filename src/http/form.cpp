#include "http/form.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "base/uri.h"

namespace credex::http {
namespace {

Error refused(std::string message) {
  return Error{.code = "http.form", .message = std::move(message), .remedy = "send the form again from its page"};
}

/// The value of `name` among "a; name=\"value\"; b=c".
std::string parameter(std::string_view header, std::string_view name) {
  for (std::size_t at = header.find(';'); at != std::string_view::npos;) {
    std::size_t begin = at + 1;
    while (begin < header.size() && header[begin] == ' ') ++begin;
    const std::size_t equals = header.find('=', begin);
    if (equals == std::string_view::npos) return {};
    const std::string key = ascii_lower(header.substr(begin, equals - begin));
    std::string value;
    std::size_t i = equals + 1;
    if (i < header.size() && header[i] == '"') {
      for (++i; i < header.size() && header[i] != '"'; ++i) {
        if (header[i] == '\\' && i + 1 < header.size() && header[i + 1] == '"') ++i;
        value += header[i];
      }
      at = header.find(';', i);
    } else {
      at = header.find(';', i);
      value = header.substr(i, at == std::string_view::npos ? at : at - i);
    }
    if (key == name) return value;
  }
  return {};
}

std::string base_name(const std::string& path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace

Result<Fields> parse_urlencoded(std::string_view text, const FormLimits& limits) {
  Fields out;
  while (!text.empty()) {
    const auto end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (pair.empty()) continue;
    if (out.all.size() == limits.max_fields)
      return refused("the form has more than " + std::to_string(limits.max_fields) + " fields");
    const auto equals = pair.find('=');
    std::string value =
        equals == std::string_view::npos ? "" : percent_decoded(pair.substr(equals + 1), Plus::is_space);
    if (!is_utf8(value)) return refused("a field of the form is not UTF-8 text");
    out.all.emplace_back(percent_decoded(pair.substr(0, equals), Plus::is_space), std::move(value));
  }
  return out;
}

Result<Form> parse_multipart(std::string_view body, std::string_view content_type, const FormLimits& limits) {
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty() || boundary.size() > 200) return refused("the form names no boundary between its parts");
  const std::string delimiter = "--" + boundary;
  Form out;
  std::size_t at = body.find(delimiter);
  if (at == std::string_view::npos) return refused("the form is not whole: its first boundary is missing");
  at += delimiter.size();
  const std::string between = "\r\n" + delimiter;
  while (!body.substr(at).starts_with("--")) {
    if (!body.substr(at).starts_with("\r\n")) return refused("the form is damaged behind a boundary");
    at += 2;
    const std::size_t head_end = body.find("\r\n\r\n", at);
    const std::size_t end = body.find(between, head_end == std::string_view::npos ? at : head_end + 2);
    if (head_end == std::string_view::npos || end == std::string_view::npos)
      return refused("the form is not whole: it ends within a part");
    std::string field;
    std::string file;
    std::string type;
    bool is_file = false;
    std::string_view head = body.substr(at, head_end - at);
    while (!head.empty()) {
      const auto line_end = head.find("\r\n");
      const std::string_view line = head.substr(0, line_end);
      head = line_end == std::string_view::npos ? std::string_view{} : head.substr(line_end + 2);
      const std::string name = ascii_lower(line.substr(0, line.find(':')));
      if (name == "content-disposition") {
        field = parameter(line, "name");
        file = parameter(line, "filename");
        is_file = line.find("filename") != std::string_view::npos;
      } else if (name == "content-type") {
        type = line.substr(std::min(line.size(), line.find(':') + 1));
        while (type.starts_with(' ')) type.erase(0, 1);
      }
    }
    const std::size_t content = head_end + 4;
    std::string value{content <= end ? body.substr(content, end - content) : std::string_view{}};
    if (is_file) {
      // A browser sends an empty part where no file was chosen.
      if (!file.empty() || !value.empty()) {
        if (out.files.size() == limits.max_files)
          return refused("there are more than " + std::to_string(limits.max_files) + " files");
        out.files.push_back(
            {.field = field, .name = base_name(file), .type = std::move(type), .content = std::move(value)});
      }
    } else {
      if (out.fields.all.size() == limits.max_fields)
        return refused("the form has more than " + std::to_string(limits.max_fields) + " fields");
      if (!is_utf8(value)) return refused("the field '" + field + "' is not UTF-8 text");
      out.fields.all.emplace_back(field, std::move(value));
    }
    at = end + between.size();
  }
  return out;
}

Result<Form> form_of(const Request& request, const FormLimits& limits) {
  const std::string type = ascii_lower(request.header("content-type").substr(0, 33));
  if (type.starts_with("multipart/form-data"))
    return parse_multipart(request.body, request.header("content-type"), limits);
  auto fields = parse_urlencoded(request.body, limits);
  if (!fields) return std::move(fields).error();
  return Form{.fields = std::move(*fields)};
}

}  // namespace credex::http
