#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/seal_certificate.h"

namespace credex::proof {

struct XmlSignatures {
  /// What the document says apart from its signatures, canonical: this is what the checks are of, and what is to be
  /// read, so that nothing is read that was not signed.
  std::string content{};
  std::vector<SignatureCheck> checks{};  ///< one a signature, in their order; none where nobody signed
  std::optional<Instant> claimed{};      ///< when the last that holds was made, by its maker's word
};

/// Verifies the enveloped signatures of an XML document (W3C XML Signature 1.1; XAdES, ETSI EN 319 132-1, levels B-B to
/// B-LT), children of its root, at most four. Good is only one over the whole document: the bytes that were digested
/// must say exactly `content`, whatever the references say. RSA and ECDSA with SHA-256 and more; the key is that of a
/// certificate in it. References lead into the document alone; transforms are the enveloped signature, canonical forms
/// and the two XPath filters that leave out signatures. The certificate is judged as a JAdES seal's.
/// Error "proof.xml" where it is no XML that is read (parse_xml()).
Result<XmlSignatures> verify_xml_signatures(std::string_view xml, const SealOptions& options);

/// `content` alone, judging nothing. Error "proof.xml".
Result<std::string> xml_content(std::string_view xml);

}  // namespace credex::proof
