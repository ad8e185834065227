// COSE: whatever the bytes are, they are taken apart within limits, and what is taken apart is what was signed.
#include "claim.h"
#include "credential/contents.h"
#include "proof/cbor.h"
#include "proof/cose.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const ByteView bytes = as_bytes(input.text());
  const auto length = proof::cbor_size(bytes);
  claim(!length || *length <= size, "no item is longer than its bytes");
  // What is read is what the walk before saw, and an item that is read is whole.
  if (const auto item = proof::read_cbor(bytes)) claim(length == size, "an item that is read was walked over");
  auto cose = proof::CoseSign1::parse(bytes);
  proof::KeyResolver keys{offline_fetch()};
  auto verified = proof::verify_credential_cose(bytes, keys, Instant{});
  if (!cose) {
    claim(cose.error().code == "proof.cose" && !verified, "what cannot be taken apart is verified by nobody");
    return 0;
  }
  if (!proof::looks_like_cose(bytes)) return 0;  // the list's head is longer than it need be
  claim(cose->payload.size() + cose->signature.size() + cose->protected_header.size() < size, "nothing is made up");
  const Bytes signed_bytes = cose->signed_bytes();
  const auto structure = proof::read_cbor(signed_bytes, {.bytes = signed_bytes.size()});
  claim(structure && cbor_isa_array(structure.get()) && cbor_array_size(structure.get()) == 4,
        "what is signed is a list of four");
  claim(credential::document_of(input.text()).operator bool() == json::parse(as_text(cose->payload)).operator bool(),
        "the document is the payload");
  if (verified)
    claim(!verified->check.finding.message.empty() &&
              (verified->check.state != proof::SignatureState::good || cose->algorithm.has_value()),
          "a judgement says something, and a good one knows its algorithm");
  return 0;
}
