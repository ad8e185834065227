// Proofs of Data Integrity and of the suites before it: none holds over content that was changed.
#include "claim.h"
#include "proof/data_integrity.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  json::Arena arena;
  const auto document = json::parse_into(arena, input.text(), {.max_bytes = 65'536, .max_depth = 64});
  if (!document || !document->is_object()) return 0;
  static rdf::jsonld::Processor processor;
  proof::KeyResolver keys{offline_fetch()};
  const auto checks = proof::verify_proofs(processor, keys, *document, {.now = Instant{}});
  claim(checks.size() <= 33, "no more proofs are judged than is said");
  const json::Value changed = document->clone(arena);
  changed.set(arena, "@context", json::Value::string("https://www.w3.org/ns/credentials/v2"));
  changed.set(arena, "id", json::Value::string("urn:changed:by:the:fuzzer"));
  for (const auto& check : proof::verify_proofs(processor, keys, changed, {.now = Instant{}}))
    claim(check.state != proof::SignatureState::good, "what was changed is not good");
  return 0;
}
