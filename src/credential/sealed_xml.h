#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"
#include "credential/verify.h"

namespace credex::credential {

/// XML that people bring and that may be signed as a whole.
enum class XmlKind : std::uint8_t {
  elmo,       ///< a transcript of records (EMREX)
  credential  ///< a European Digital Credential, the form before 2023
};
/// By the root's name; nothing for other XML.
std::optional<XmlKind> xml_kind_of(const pugi::xml_node& root);
/// Whether bytes are XML of such a kind.
bool is_sealable_xml(std::string_view bytes);

/// What such a document says of itself. All of it is its maker's word, or its signer's.
struct XmlClaim {
  std::string title{};
  std::string holder{};
  std::vector<std::vector<std::string>> issuers{};  ///< the names of each, in several languages, the English first
  std::string issuer_id{};
  std::string country{};                  ///< of the issuer, ISO 3166-1 alpha-2, where there is one issuer
  std::vector<std::string> registered{};  ///< register numbers, likewise
  std::string eidas{};
  std::string valid_from{};
  std::string valid_until{};

  /// The first name of each issuer, apart by commas.
  std::string issuer() const;
};
XmlClaim xml_claim_of(const pugi::xml_node& root);

/// Judges the signatures of such a document (proof/xml_signature.h) and whose they are: findings integrity and issuer,
/// and validity where it states one. Errors "proof.xml", and "credential.form" for XML of another kind.
Result<Report> verify_sealed_xml(std::string_view bytes, const VerifierOptions& options, Instant at);

}  // namespace credex::credential
