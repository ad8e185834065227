#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "base/json.h"

namespace credex::proof {

/// Where the log of a did:webvh lies (did:webvh 1.0, The DID to HTTPS Transformation); nothing where it is none.
std::optional<std::string> did_webvh_url(std::string_view did);

/// Who must have approved an entry of a log (The `witness` Parameter).
struct WebvhWitnesses {
  std::size_t threshold = 0;         ///< how many of them; 0: nobody is asked
  std::vector<std::string> names{};  ///< their did:keys, each once
};

/// One version of a DID: an entry of its log.
struct WebvhVersion {
  std::string id{};  ///< versionId: number, dash, hash
  Instant time{};    ///< versionTime, as its controller says
  json::Value document{};
  WebvhWitnesses witnesses{};  ///< who must have approved it
};

/// The history of a DID. Every entry is bound to the one before by its hash, the first to the DID itself, and signed
/// with a key that the controller had named for it.
struct WebvhLog {
  std::unique_ptr<json::Arena> arena = std::make_unique<json::Arena>();  ///< of the documents
  std::vector<WebvhVersion> versions{};                                  ///< never empty
  bool is_deactivated = false;

  bool is_witnessed() const;  ///< whether entries need witnesses' proofs
};

/// Reads and verifies a log for `did` (Read (Resolve), steps 1 to 8), as of `now`; not its witnesses. At most 4 MB,
/// 1,000 entries and 1,000 keys a list. Error "proof.webvh" where an entry does not hold, which invalidates the whole;
/// "proof.webvh_unknown" where it follows another version of the method or is longer than is read.
Result<WebvhLog> read_webvh_log(std::string_view did, std::string_view text, Instant now);

/// Whether the entries that need witnesses have them, by the text of did-witness.json (Verifying Witness Proofs During
/// Resolution). Errors as above.
Result<void> check_webvh_witnesses(const WebvhLog& log, std::string_view text, Instant now);

/// The log of a did:webvh from its own address, with its witnesses. Errors as above, and those of `fetch`.
Result<WebvhLog> fetch_webvh_log(std::string_view did, const Fetch& fetch, Instant* as_of);

/// The version that the query of a DID URL asks for, by versionId, versionTime or versionNumber (Reading did:webvh DID
/// URLs); the last where it is empty. Null where there is none, or it asks for something else.
const WebvhVersion* webvh_version(const WebvhLog& log, std::string_view query);

}  // namespace credex::proof
