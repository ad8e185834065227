#pragma once

#include <string>
#include <vector>

#include "http/message.h"

namespace credex::http {

/// Finds the handler of a request by method and path. A pattern's {} stands for one step of the path, which the handler
/// finds in Request::parts, in order; "{*}" at the end for all the rest.
class Router {
 public:
  struct Route {
    std::string method{};
    std::string pattern{};
    Handler handler{};
    std::size_t max_body = std::size_t{1} << 20;
  };

  void add(std::string method, std::string pattern, Handler handler, std::size_t max_body = std::size_t{1} << 20);
  /// What a body may weigh there; the least where there is no such route.
  std::size_t max_body(std::string_view method, std::string_view path) const;
  /// The route, with `parts` filled; null where there is none. `other_method` says whether the path is there for
  /// another method.
  const Route* find(std::string_view method, std::string_view path, std::vector<std::string>& parts,
                    bool& other_method) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace credex::http
