// JWT: nothing that a fuzzer makes up is signed by anybody.
#include "claim.h"
#include "proof/jws.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  proof::KeyResolver keys{offline_fetch()};
  auto token = proof::verify_credential_jwt(input.text(), keys, Instant{});
  if (token)
    claim(token->check.finding.outcome != Outcome::not_applicable || token->check.state != proof::SignatureState::good,
          "a good signature has a finding");
  return 0;
}
