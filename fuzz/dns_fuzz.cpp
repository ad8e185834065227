// Answers of name servers: what is read of them lies within them.
#include "app/dns.h"
#include "claim.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const auto texts = app::txt_of_answer(input.text(), 8);
  if (!texts) {
    claim(texts.error().code == "dns.failed", "an answer that cannot be read says so");
    return 0;
  }
  claim(texts->size() <= 8, "there are no more records than were wanted");
  std::size_t bytes = 0;
  for (const std::string& one : *texts) bytes += one.size();
  claim(bytes <= size, "there is no more text than bytes");
  return 0;
}
