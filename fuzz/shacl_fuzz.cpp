// SHACL: any graph as its own shapes and data; the report and its findings agree about conformance.
#include "claim.h"
#include "rdf/shacl/validate.h"
#include "rdf/turtle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  rdf::Dataset shapes_graph;
  rdf::Dataset data_graph;
  if (!rdf::read_turtle(input.text(), "http://base.example/", shapes_graph) ||
      !rdf::read_turtle(input.text(), "http://base.example/", data_graph))
    return 0;
  auto shapes = rdf::shacl::Shapes::from(std::move(shapes_graph));
  if (!shapes) return 0;
  const rdf::Graph graph{data_graph};
  auto validation = rdf::shacl::validate(*shapes, graph, {.max_steps = 200'000});
  if (!validation) return 0;
  const Report report = rdf::shacl::validation_report(*shapes, graph, *validation);
  claim(validation->conforms() || report.outcome() != Outcome::pass, "what does not conform never passes");
  static_cast<void>(rdf::shacl::validation_report_rdf(*shapes, graph, *validation));
  return 0;
}
