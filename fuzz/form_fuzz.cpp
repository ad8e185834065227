// Claim: a form of either kind is read or refused, within its limits, and what was urlencoded comes back.
#include "claim.h"
#include "http/form.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact exact{data, size};
  const std::string_view text = exact.text();
  const http::FormLimits limits{.max_fields = 50, .max_files = 5};
  if (auto form = http::parse_multipart(text, "multipart/form-data; boundary=XX", limits)) {
    claim(form->fields.all.size() <= limits.max_fields && form->files.size() <= limits.max_files, "limits hold");
    for (const auto& file : form->files) claim(file.name.find('/') == std::string::npos, "a file's name has no folder");
  }
  if (auto fields = http::parse_urlencoded(text, limits)) {
    std::string written;
    for (const auto& [name, value] : fields->all)
      written += http::percent_encoded(name) + "=" + http::percent_encoded(value) + "&";
    auto again = http::parse_urlencoded(written, limits);
    claim(again && again->all == fields->all, "what was written is read again");
  }
  return 0;
}
