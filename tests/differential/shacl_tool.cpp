// Validates what it is told on standard input, a JSON object a line: {"shapes": Turtle, "data": Turtle}. Answers a line
// each:
// {"conforms": ..., "results": [[focus, path, component, value, severity], ...]}, or {"error": code}, or {"problems":
// [...]}.
#include <iostream>

#include "rdf/shacl_lines.h"
#include "rdf/turtle.h"

namespace credex {
namespace {

using json::Value;

Value judged(json::Arena& arena, const Value& task) {
  const Value out = Value::object(arena);
  const auto failed = [&](const Error& error) {
    out.append(arena, "error", arena.string(error.code));
    out.append(arena, "message", arena.string(error.to_string()));
    return out;
  };
  rdf::Dataset shape_triples;
  rdf::Dataset data;
  if (auto read = rdf::read_turtle(task.text("shapes"), "https://shapes.example/", shape_triples); !read)
    return failed(read.error());
  if (auto read = rdf::read_turtle(task.text("data"), "https://shapes.example/", data); !read)
    return failed(read.error());
  auto shapes = rdf::shacl::Shapes::from(std::move(shape_triples));
  if (!shapes) return failed(shapes.error());
  const rdf::Graph graph{data};
  auto validation = rdf::shacl::validate(*shapes, graph);
  if (!validation) return failed(validation.error());
  out.append(arena, "conforms", Value::boolean(validation->results.empty()));
  const Value results = Value::array(arena);
  for (const auto& line : test::shacl_lines(*shapes, graph, *validation)) {
    const Value one = Value::array(arena, 5);
    for (const std::string& text : {line.focus, line.path, line.component, line.value, line.severity})
      one.push(arena, arena.string(text));
    results.push(arena, one);
  }
  out.append(arena, "results", results);
  if (!validation->problems.empty()) out.append(arena, "problems", json::texts(arena, validation->problems));
  return out;
}

}  // namespace
}  // namespace credex

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    credex::json::Arena arena;
    auto task = credex::json::parse_into(arena, line);
    if (!task) {
      std::cout << R"({"error":"json"})" << std::endl;
      continue;
    }
    std::cout << credex::json::write(credex::judged(arena, *task)) << std::endl;
  }
}
