#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "base/report.h"

namespace credex::credential {

/// Where reading ends: whoever brings a file may be an adversary. Stated for people in docs/verifying.md.
struct BroughtLimits {
  std::size_t bytes = std::size_t{64} * 1024 * 1024;     ///< of what is brought
  std::size_t part = std::size_t{8} * 1024 * 1024;       ///< of an attachment, a file in an archive, a decoded text
  std::size_t unpacked = std::size_t{64} * 1024 * 1024;  ///< of all parts together
  std::size_t ratio = 200;                               ///< how many times larger an archive's file may become
  std::size_t parts = 200;                               ///< parts that are looked at
  std::size_t credentials = 64;                          ///< that are judged
  std::size_t links = 8;                                 ///< that are followed
  int nesting = 4;                                       ///< a token in a JSON in a PDF in a ZIP
};

/// A file in another.
struct BroughtPart {
  std::string name{};
  std::string bytes{};
};
struct BroughtParts {
  std::vector<BroughtPart> parts{};
  std::size_t total = 0;  ///< with those that were left out for the limits
};

/// How documents are opened that need libraries of other rooms (document::unpacking()). What is empty is not read.
struct Unpacking {
  /// Every file attached to a PDF (PDF 1.7, section 7.11.4).
  std::function<Result<BroughtParts>(std::string_view pdf, const BroughtLimits& limits)> attachments{};
  /// What the QR codes of a picture say: PNG, JPEG, WebP, GIF, SVG.
  std::function<Result<std::vector<std::string>>(std::string_view picture)> codes{};
};

/// A credential or presentation in a form that Verifier knows, and where it was: "diploma.json", "record 2".
struct BroughtCredential {
  std::string name{};
  std::string bytes{};
};
/// XML that is signed as a whole (a transcript in ELMO, a European Digital Credential in XML), as it came.
struct BroughtDocument {
  std::size_t finding = 0;  ///< of Brought::findings, which tells what it is; what judging it gives goes below it
  std::string bytes{};
};
/// What somebody brought: its credentials, and what else is to be told of it (a transcript around them, what was left
/// out for the limits, a part that is none).
struct Brought {
  std::vector<BroughtCredential> credentials{};
  std::vector<BroughtDocument> documents{};
  std::vector<Finding> findings{};
};

struct BroughtBy {
  const Unpacking* unpacking = nullptr;  ///< null: no PDF, no QR code
  Fetch fetch = offline_fetch();         ///< for links
  /// What a link to one's own pages leads to, without the network; nothing for others' links.
  std::function<std::optional<Result<std::string>>(const std::string& url)> own{};
  BroughtLimits limits{};
};

/// Reads credentials in whatever form people bring them: as Verifier knows them; in a PDF, a ZIP archive, gzip; as a QR
/// code in a picture; in a JSON array, a wallet's or server's answer around them; as a token in quotes, with line
/// breaks, within a sentence; in base64 or a data: URL; in UTF-16; behind a link, alone or in a sentence; in a web
/// page; attached to a transcript in ELMO. Nothing is verified. Errors "credential.form" say what it is instead, where
/// that is known: an offer to a wallet, a badge's description, a DID document, a credential of another kind.
/// "credential.too_large" and what opening says for the rest.
Result<Brought> read_brought(std::string_view bytes, const BroughtBy& by);

/// Judges each by `judge` (Verifier::verify): the report of a credential that came alone, else a report with a finding
/// "presentation.credential" for each, as of a presentation, and the worst of them as the whole; then each signed
/// document, below the finding that tells of it. An Error where one that came alone cannot be read.
Result<Report> judge_brought(const Brought& brought,
                             const std::function<Result<Report>(const std::string& credential)>& judge);

/// Verifies by `judge` what `read_brought` gave of the bytes.
Result<Report> verify_brought(std::string_view bytes, const BroughtBy& by,
                              const std::function<Result<Report>(const std::string& credential)>& judge);

}  // namespace credex::credential
