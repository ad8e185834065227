#include "http/router.h"

#include "http/form.h"

namespace credex::http {
namespace {

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& parts) {
  parts.clear();
  for (;;) {
    if (pattern == "{*}") {
      parts.emplace_back(path);
      return true;
    }
    const auto pattern_end = pattern.find('/');
    const auto path_end = path.find('/');
    const std::string_view want = pattern.substr(0, pattern_end);
    const std::string_view have = path.substr(0, path_end);
    const auto brace = want.find("{}");
    if (brace != std::string_view::npos) {
      // A step may have an ending: "{}.json".
      const std::string_view front = want.substr(0, brace);
      const std::string_view back = want.substr(brace + 2);
      if (have.size() <= front.size() + back.size() || !have.starts_with(front) || !have.ends_with(back)) return false;
      parts.emplace_back(have.substr(front.size(), have.size() - front.size() - back.size()));
    } else if (want != have) {
      return false;
    }
    const bool pattern_ends = pattern_end == std::string_view::npos;
    const bool path_ends = path_end == std::string_view::npos;
    if (pattern_ends || path_ends) return pattern_ends && path_ends;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler, std::size_t max_body) {
  routes_.push_back({.method = std::move(method),
                     .pattern = std::move(pattern),
                     .handler = std::move(handler),
                     .max_body = max_body});
}

const Router::Route* Router::find(std::string_view method, std::string_view path, std::vector<std::string>& parts,
                                  bool& other_method) const {
  other_method = false;
  const std::string_view wanted = method == "HEAD" ? std::string_view{"GET"} : method;
  for (const Route& route : routes_) {
    if (!fits(route.pattern, path, parts)) continue;
    if (route.method == wanted) return &route;
    other_method = true;
  }
  return nullptr;
}

std::size_t Router::max_body(std::string_view method, std::string_view path) const {
  std::vector<std::string> parts;
  bool other = false;
  const Route* route = find(method, path, parts, other);
  return route ? route->max_body : std::size_t{64} * 1024;
}

}  // namespace credex::http
