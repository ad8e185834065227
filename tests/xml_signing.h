#pragma once

#include <string>
#include <vector>

#include "base/digest.h"
#include "base/encoding.h"
#include "crypto/key.h"
#include "crypto/x509.h"
#include "support.h"

namespace credex::test {

/// An enveloped XML signature, written by hand in canonical form: what is digested is known as text, and no library of
/// XML is asked. Each part can be made wrong.
struct XmlSigning {
  std::string uri{};  ///< of the reference to the document
  std::string transforms =
      R"(<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>)"
      R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>)";
  std::string digest_method = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::string signature_method{};  ///< empty: that of the key
  std::string more_references{};   ///< as text, before the one to the signed properties
  std::vector<Bytes> chain{};      ///< in KeyInfo; none: no KeyInfo
  std::string signing_time{};      ///< where not empty: XAdES
  Bytes named{};                   ///< the certificate that SigningCertificateV2 names; empty: the first
};

inline constexpr const char* k_ds = R"( xmlns:ds="http://www.w3.org/2000/09/xmldsig#")";
inline constexpr const char* k_xades_ns = R"( xmlns:xades="http://uri.etsi.org/01903/v1.3.2#")";

inline std::string sha256_text(std::string_view bytes) {
  return base64(digest(HashAlgorithm::sha256, as_bytes(bytes)));
}

inline std::string xml_reference(const std::string& uri, const std::string& type, const std::string& transforms,
                                 const std::string& method, const std::string& value) {
  return "<ds:Reference" + (type.empty() ? "" : " Type=\"" + type + "\"") + " URI=\"" + uri + "\"><ds:Transforms>" +
         transforms + "</ds:Transforms><ds:DigestMethod Algorithm=\"" + method +
         "\"></ds:DigestMethod><ds:DigestValue>" + value + "</ds:DigestValue></ds:Reference>";
}

/// The ds:Signature over `signed_text`, which is the exclusive canonical form of what the reference leads to.
inline std::string xml_signature(const std::string& signed_text, const crypto::PrivateKey& key, const XmlSigning& how) {
  const bool is_rsa = key.public_key().type() == crypto::KeyType::rsa;
  const std::string method = !how.signature_method.empty() ? how.signature_method
                             : is_rsa                      ? "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
                                                           : "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
  const std::string exclusive = R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>)";
  std::string object;
  std::string references = xml_reference(how.uri, "", how.transforms, how.digest_method, sha256_text(signed_text));
  references += how.more_references;
  if (!how.signing_time.empty()) {
    // In exclusive canonical form: each prefix where it is first used, attributes after them.
    const Bytes& named = how.named.empty() ? how.chain.at(0) : how.named;
    const std::string inner =
        "<xades:SignedSignatureProperties><xades:SigningTime>" + how.signing_time +
        "</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod" +
        std::string{k_ds} + " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod><ds:DigestValue" +
        k_ds + ">" + sha256_text(as_text(named)) +
        "</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
        "</xades:SignedSignatureProperties></xades:SignedProperties>";
    const std::string properties =
        "<xades:SignedProperties" + std::string{k_xades_ns} + " Id=\"signed-properties\">" + inner;
    references += xml_reference("#signed-properties", "http://uri.etsi.org/01903#SignedProperties", exclusive,
                                "http://www.w3.org/2001/04/xmlenc#sha256", sha256_text(properties));
    object = "<ds:Object><xades:QualifyingProperties" + std::string{k_xades_ns} + " Target=\"#seal\">" + properties +
             "</xades:QualifyingProperties></ds:Object>";
  }
  const std::string info =
      ">"
      "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">"
      "</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"" +
      method + "\"></ds:SignatureMethod>" + references + "</ds:SignedInfo>";
  const auto value = must(key.sign(crypto::default_algorithm(key.public_key().type()),
                                   as_bytes("<ds:SignedInfo" + std::string{k_ds} + info)));
  std::string keys;
  for (const Bytes& der : how.chain) keys += "<ds:X509Certificate>" + base64(der) + "</ds:X509Certificate>";
  if (!keys.empty()) keys = "<ds:KeyInfo><ds:X509Data>" + keys + "</ds:X509Data></ds:KeyInfo>";
  return "<ds:Signature" + std::string{k_ds} + " Id=\"seal\"><ds:SignedInfo" + info + "<ds:SignatureValue>" +
         base64(value) + "</ds:SignatureValue>" + keys + object + "</ds:Signature>";
}

/// The document, which must be in exclusive canonical form, with the signature as the last child of its root.
inline std::string with_xml_signature(const std::string& document, const std::string& signature) {
  const auto end = document.rfind("</");
  return document.substr(0, end) + signature + document.substr(end);
}
inline std::string xml_signed(const std::string& document, const crypto::PrivateKey& key, const XmlSigning& how) {
  return with_xml_signature(document, xml_signature(document, key, how));
}

}  // namespace credex::test
