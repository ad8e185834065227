#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace credex::http {

/// Fields of a form or query, in their order; a name may come more than once.
class Fields {
 public:
  std::vector<std::pair<std::string, std::string>> all{};

  /// The first value of `name`; empty where there is none.
  const std::string& get(std::string_view name) const;
  bool has(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;
};

/// A file that came with a form.
struct Upload {
  std::string field{};
  std::string name{};
  std::string type{};
  std::string content{};
};

struct Form {
  Fields fields{};
  std::vector<Upload> files{};
};

struct Request {
  std::string method{};
  std::string path{};  ///< decoded, without the query
  Fields query{};
  std::vector<std::pair<std::string, std::string>> headers{};  ///< names in lower case
  std::string body{};
  std::string client{};              ///< the client's address, of the proxy's word where one is trusted
  std::string id{};                  ///< of this request, for logs and error pages
  std::vector<std::string> parts{};  ///< what the route's {...} stood for

  /// The header of that lower-case name; empty where there is none.
  std::string_view header(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
  bool is_get() const { return method == "GET" || method == "HEAD"; }
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response html(std::string body, int status = 200);
Response text(std::string body, int status = 200, std::string type = "text/plain; charset=utf-8");
Response json_response(std::string body, int status = 200);
/// 303 See Other: the browser gets `location`.
Response see_other(std::string location);

using Handler = std::function<Response(const Request&)>;

}  // namespace credex::http
