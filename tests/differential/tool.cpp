// The rdf room for the differential tests: a request of tests/rdf/operation.h a line on standard input, its answer a
// line on standard output: {"value": ...}, {"text": ...} or {"error": CODE, "message": ...}. There is no
// state from one line to the next.
#include <iostream>

#include "rdf/operation.h"

int main() {
  using namespace credex;
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    json::Arena arena;
    const json::Value answer = json::Value::object(arena, 2);
    const auto fail = [&](const Error& error) {
      answer.append(arena, "error", arena.string(error.code));
      answer.append(arena, "message", arena.string(error.to_string()));
    };
    auto request = json::parse_into(arena, line);
    if (!request) {
      fail(request.error());
    } else {
      const auto outcome = rdf::test::run_operation(arena, *request);
      if (!outcome) {
        fail(outcome.error());
      } else if (outcome->value.is_null()) {
        answer.append(arena, "text", arena.string(outcome->text));
      } else {
        answer.append(arena, "value", outcome->value);
      }
    }
    std::cout << json::write(answer) << '\n' << std::flush;
  }
  return 0;
}
