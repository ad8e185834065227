// SD-JWT: the text, its disclosures, its key binding; and the claims of an attestation.
#include "claim.h"
#include "credential/attestation.h"
#include "proof/sd_jwt.h"
#include "proof/token_status_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  auto token = proof::SdJwt::parse(input.text());
  if (!token) return 0;
  auto opened = proof::open_claims(*token);
  if (!opened) return 0;
  claim(opened->disclosed.size() == token->disclosures.size(), "each disclosure is used once");
  const Finding holder = proof::check_key_binding(*token, opened->claims, std::nullopt, Instant{});
  claim(!holder.message.empty(), "the key binding is judged");
  (void)credential::award_from_attestation(opened->claims);
  (void)credential::check_attestation(opened->claims, token->jws.header.root.text("typ"));
  (void)proof::TokenStatusList::read(opened->claims.get("status_list"));
  return 0;
}
