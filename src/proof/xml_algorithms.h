#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "base/digest.h"
#include "proof/xml_document.h"

namespace credex::proof {

/// The algorithms of XML Signature 1.1 that count here: SHA-1 and MD5 are left out.
/// `name` is what people call it.
struct NamedAlgorithm {
  std::string_view uri;
  const char* name;
};
constexpr std::array<NamedAlgorithm, 6> k_signature_methods{{
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "RSA, SHA-256"},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "RSA, SHA-384"},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "RSA, SHA-512"},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "ECDSA, SHA-256"},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "ECDSA, SHA-384"},
    {"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "ECDSA, SHA-512"},
}};
struct XmlDigest {
  std::string_view uri;
  HashAlgorithm algorithm;
};
constexpr std::array<XmlDigest, 3> k_digest_methods{{
    {"http://www.w3.org/2001/04/xmlenc#sha256", HashAlgorithm::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", HashAlgorithm::sha384},
    {"http://www.w3.org/2001/04/xmlenc#sha512", HashAlgorithm::sha512},
}};
struct XmlCanonical {
  std::string_view uri;
  CanonicalForm form;
};
constexpr std::array<XmlCanonical, 6> k_canonical_methods{{
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", CanonicalForm::inclusive},
    {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", CanonicalForm::inclusive},
    {"http://www.w3.org/2006/12/xml-c14n11", CanonicalForm::inclusive_11},
    {"http://www.w3.org/2006/12/xml-c14n11#WithComments", CanonicalForm::inclusive_11},
    {"http://www.w3.org/2001/10/xml-exc-c14n#", CanonicalForm::exclusive},
    {"http://www.w3.org/2001/10/xml-exc-c14n#WithComments", CanonicalForm::exclusive},
}};

/// The entry of that URI; null where there is none.
template <class Table>
auto named_in(const Table& table, std::string_view uri) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.uri == uri; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace credex::proof
