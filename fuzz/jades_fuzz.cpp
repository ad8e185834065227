// JAdES and the universal verifier: bytes in, report out, and never a pass for what nobody signed with a trusted seal.
#include "claim.h"
#include "credential/verify.h"
#include "proof/jades.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  static credential::Verifier verifier{{}, offline_fetch()};
  auto report = verifier.verify(input.text(), Instant{std::chrono::hours{500'000}});
  auto document = json::parse(input.text());
  if (!document || !proof::is_json_jws(document->root)) return 0;
  if (report) claim(report->outcome() != Outcome::pass, "a seal without a trust store is never a pass");
  return 0;
}
