// PNG and SVG: what is baked comes out again.
#include "claim.h"
#include "credential/baked.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  static_cast<void>(credential::unbake(input.text()));
  auto baked = credential::bake(input.text(), "{\"a\": 1}");
  if (!baked || credential::picture_of(input.text()) != credential::Picture::png) return 0;
  auto back = credential::unbake(*baked);
  claim(back && *back == "{\"a\": 1}", "what is baked comes out again");
  return 0;
}
