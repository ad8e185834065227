// Logs of did:webvh: a line with the DID, one with its witnesses' proofs, then the log.
#include "claim.h"
#include "proof/did_webvh.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  std::string_view rest = input.text();
  const auto line = [&rest] {
    const std::string_view out = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(out.size() < rest.size() ? out.size() + 1 : out.size());
    return out;
  };
  const std::string_view did = line();
  const std::string_view witnesses = line();
  const auto url = proof::did_webvh_url(did);
  claim(
      !url || (url->starts_with("https://") && url->ends_with("/did.jsonl") && url->find("/../") == std::string::npos),
      "an address is one of a log");
  const Instant now = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1};
  const auto log = proof::read_webvh_log(did, rest, now);
  if (!log) {
    claim(log.error().code == "proof.webvh" || log.error().code == "proof.webvh_unknown",
          "a log that does not hold says so");
    return 0;
  }
  claim(url.has_value() && !log->versions.empty(), "a log is of a DID and has a version");
  for (std::size_t i = 1; i < log->versions.size(); ++i)
    claim(log->versions[i - 1].time < log->versions[i].time, "versions follow one another");
  claim(proof::webvh_version(*log, "versionId=" + log->versions[0].id) != nullptr, "a version is found by its name");
  // No entry stands twice, nor after one that it does not follow.
  std::string twice{rest};
  if (!twice.ends_with('\n')) twice += '\n';
  claim(!proof::read_webvh_log(did, twice + std::string{rest}, now), "a log does not follow itself");
  (void)proof::check_webvh_witnesses(*log, witnesses, now);
  return 0;
}
