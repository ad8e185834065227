// Turtle: what reads is written and reads back with as many triples.
#include "claim.h"
#include "rdf/turtle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  rdf::Dataset dataset;
  if (!rdf::read_turtle(input.text(), "http://base.example/", dataset)) return 0;
  rdf::Dataset again;
  claim(static_cast<bool>(rdf::read_turtle(rdf::write_turtle(dataset, {{"x", "http://x.example/"}}), "", again)),
        "what was written reads");
  claim(again.quads().size() == dataset.quads().size(), "no triple is lost in writing");
  return 0;
}
