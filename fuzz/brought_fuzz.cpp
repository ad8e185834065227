// What people bring: whatever the bytes are, reading ends, within its limits, and asks for nothing but links in them.
#include "claim.h"
#include "credential/brought.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  std::size_t asked = 0;
  const credential::Unpacking unpacking{
      .attachments = [](std::string_view pdf, const credential::BroughtLimits&) -> Result<credential::BroughtParts> {
        // What is behind the head stands for an attachment, and for one within it.
        return credential::BroughtParts{.parts = {{.name = "a", .bytes = std::string{pdf.substr(5)}}}, .total = 1};
      },
      .codes = [](std::string_view picture) -> Result<std::vector<std::string>> {
        return std::vector<std::string>{std::string{picture.substr(picture.size() / 2)}};
      }};
  const credential::BroughtBy by{.unpacking = &unpacking,
                                 .fetch = [&](const FetchRequest& request) -> Result<Fetched> {
                                   ++asked;
                                   claim(request.url.starts_with("http"), "only links are followed");
                                   return Fetched{.body = std::string{input.text().substr(size / 2)}};
                                 },
                                 .own = {},
                                 .limits = {.part = 1 << 20, .unpacked = 1 << 22, .parts = 20, .credentials = 8}};
  auto brought = credential::read_brought(input.text(), by);
  claim(asked <= by.limits.links, "no more links are followed than may be");
  if (!brought) {
    claim(!brought.error().message.empty(), "an error says something");
    return 0;
  }
  claim(brought->credentials.size() <= by.limits.credentials, "no more are kept than may be");
  claim(!brought->credentials.empty() || !brought->findings.empty(), "what is read without an error holds something");
  // What was unwrapped is not unwrapped to something else again.
  for (const credential::BroughtCredential& one : brought->credentials) {
    asked = 0;
    auto again = credential::read_brought(one.bytes, by);
    claim(again && again->credentials.size() == 1, "a credential that was read is read again");
  }
  return 0;
}
