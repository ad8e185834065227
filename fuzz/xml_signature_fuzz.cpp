// Signed XML: whatever the bytes are, reading ends within its limits, and what nobody here could sign is never good.
// What is read is the same when it is read again.
#include "claim.h"
#include "credential/sealed_xml.h"
#include "proof/xml_signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const Instant at{std::chrono::hours{500'000}};
  auto signatures = proof::verify_xml_signatures(input.text(), {.at = at});
  auto content = proof::xml_content(input.text());
  claim(content || !signatures, "what is judged is read");
  if (!content) {
    claim(!content.error().message.empty(), "an error says something");
    return 0;
  }
  auto again = proof::xml_content(*content);
  claim(again && *again == *content, "content in canonical form is its own content");
  if (!signatures) return 0;
  claim(signatures->content == *content, "what is judged is what is read");
  for (const proof::SignatureCheck& check : signatures->checks)
    claim(check.finding.outcome != Outcome::pass, "a seal without a trust store is never a pass");
  auto report = credential::verify_sealed_xml(input.text(), {}, at);
  if (report) claim(report->outcome() != Outcome::pass, "and no more is a document with one");
  return 0;
}
