#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "http/rate_limit.h"
#include "http/router.h"
#include "service/sign_in.h"

namespace credex::protocol {

/// An error as a problem document (RFC 9457, application/problem+json).
http::Response problem(const Error& error, int status);
http::Response problem(const Error& error);

/// One call of the API while it is answered.
struct Call {
  service::Platform& platform;
  const http::Request& request;
  service::Actor actor{};
  json::Document body{};  ///< null where there is none

  std::string text(std::string_view field) const { return std::string{body.root.text(field)}; }
};

/// A field of a request's body or query, for OpenAPI.
struct FieldInfo {
  const char* name;
  const char* type;
  const char* words;
  bool required = false;
};

/// An operation: its route, its description, and what answers it.
struct Operation {
  const char* method = "";
  const char* path = "";  ///< with {names}
  const char* summary = "";
  const char* scope = "";  ///< of the API key; empty: open to all
  std::vector<FieldInfo> query{};
  std::vector<FieldInfo> fields{};  ///< of a JSON body
  const char* raw_body = nullptr;   ///< where the body is not JSON: what it is
  int good_status = 200;
  std::function<http::Response(Call&)> answer{};
};

/// The JSON API under /api/v1, its description at /api/openapi.json and for people at /api.
class Api {
 public:
  /// `rate`: calls a second from one address; 0 is no limit.
  explicit Api(service::Platform& platform, std::size_t rate = 0);
  void add_routes(http::Router& router);
  /// OpenAPI 3.1.
  std::string openapi() const;
  const std::vector<Operation>& operations() const { return operations_; }

 private:
  http::Response run(const http::Request& request, const Operation& operation);
  http::Response once(Call& call, const Operation& operation);
  std::string page() const;

  service::Platform& platform_;
  std::vector<Operation> operations_;
  std::unique_ptr<http::RateLimit> limit_;  ///< null: no limit
};

/// The operations, by what they are about.
void add_open_operations(std::vector<Operation>& to);
void add_definition_operations(std::vector<Operation>& to);
void add_award_operations(std::vector<Operation>& to);
void add_own_operations(std::vector<Operation>& to);
void add_recognition_operations(std::vector<Operation>& to);
void add_skill_operations(std::vector<Operation>& to);

/// A JSON answer.
http::Response answer(json::Value value, int status = 200);

}  // namespace credex::protocol
