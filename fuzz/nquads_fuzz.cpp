// N-Quads: what reads is written and reads back as the same dataset; canonicalising is stable.
#include "claim.h"
#include "rdf/canon.h"
#include "rdf/nquads.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  rdf::Dataset dataset;
  if (!rdf::read_nquads(input.text(), dataset)) return 0;
  rdf::Dataset again;
  claim(static_cast<bool>(rdf::read_nquads(rdf::write_nquads(dataset), again)), "what was written reads");
  claim(again.quads().size() == dataset.quads().size(), "no quad is lost in writing");
  const rdf::CanonOptions options{.limits = {.max_calls = 200}};
  auto canonical = rdf::canonicalise(dataset, options);
  if (!canonical) return 0;
  rdf::Dataset third;
  claim(static_cast<bool>(rdf::read_nquads(canonical->nquads, third)), "the canonical form reads");
  auto twice = rdf::canonicalise(third, options);
  claim(twice && twice->nquads == canonical->nquads, "the canonical form is its own canonical form");
  return 0;
}
