#include "http/message.h"

namespace credex::http {

const std::string& Fields::get(std::string_view name) const {
  static const std::string none;
  for (const auto& [key, value] : all) {
    if (key == name) return value;
  }
  return none;
}

bool Fields::has(std::string_view name) const {
  for (const auto& [key, value] : all) {
    if (key == name) return true;
  }
  return false;
}

std::vector<std::string> Fields::list(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : all) {
    if (key == name) out.push_back(value);
  }
  return out;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string_view pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

Response html(std::string body, int status) { return text(std::move(body), status, "text/html; charset=utf-8"); }

Response text(std::string body, int status, std::string type) {
  Response out{.status = status, .body = std::move(body)};
  out.with("Content-Type", std::move(type));
  return out;
}

Response json_response(std::string body, int status) { return text(std::move(body), status, "application/json"); }

Response see_other(std::string location) {
  Response out{.status = 303};
  out.with("Location", std::move(location));
  return out;
}

}  // namespace credex::http
