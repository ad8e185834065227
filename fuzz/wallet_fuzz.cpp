// What wallets send: DPoP proofs, proofs of keys, encrypted answers; nothing that a fuzzer makes up is signed by
// anybody.
#include "claim.h"
#include "proof/holder_proof.h"
#include "proof/jwe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  static const auto key = *crypto::PrivateKey::generate(crypto::KeyType::p256);
  const Exact input{data, size};
  claim(!proof::check_dpop(input.text(), "POST", "https://s.example/token", "", Instant{}),
        "nobody made this DPoP proof");
  claim(!proof::check_key_proof(input.text(), "https://s.example", Instant{}), "nobody made this proof of a key");
  static const std::vector anchors{*crypto::self_signed_certificate(*key, {.common_name = "Provider"}, Instant{}, 1)};
  claim(!proof::check_key_attestation(input.text(), proof::AttestationUse::alone, anchors, Instant{}),
        "no provider vouched for these keys");
  claim(!proof::check_client_attestation(input.text(), input.text(), "https://s.example", anchors, Instant{}),
        "no provider vouched for this wallet");
  claim(!proof::decrypt_jwe(input.text(), *key), "nobody encrypted this to a key of a moment ago");
  return 0;
}
