// XML Signature Syntax and Processing 1.1 (W3C) and XAdES baseline signatures (ETSI EN 319 132-1), by the names of
// their elements. libxmlsec1 digests and verifies; what it may work on is judged here before.
#include "proof/xml_signature.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <xmlsec/xmlsec.h>

// The others want that one before them.
#include <xmlsec/errors.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "proof/xml_algorithms.h"
#include "proof/xml_document.h"

namespace credex::proof {
namespace {

using crypto::Certificate;

constexpr const char* k_xml_dsig = "XML Signature 1.1";
constexpr const char* k_xades = "ETSI EN 319 132-1";
constexpr std::string_view k_dsig = k_xml_signature_space;
constexpr std::string_view k_xades_space = "http://uri.etsi.org/01903/v1.3.2#";
constexpr std::string_view k_filter_2 = "http://www.w3.org/2002/06/xmldsig-filter2";
constexpr std::string_view k_xpath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
constexpr std::string_view k_enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::size_t k_most_signatures = 4;
constexpr std::size_t k_most_references = 4;
constexpr std::size_t k_most_transforms = 4;
constexpr std::size_t k_most_certificates = 16;
/// libxml2 compares each node that an XPath transform is asked of with those before it.
constexpr std::size_t k_most_filtered = 20'000;

struct XmlSecFree {
  void operator()(xmlSecDSigCtx* p) const { xmlSecDSigCtxDestroy(p); }
};

/// libxmlsec1 keeps tables of its algorithms, filled once a process and then only read.
bool is_xmlsec_ready() {
  static const bool is_ready = [] {
    xmlInitParser();
    xmlSecErrorsDefaultCallbackEnableOutput(0);
    return xmlSecInit() >= 0 && xmlSecCheckVersion() == 1 && xmlSecOpenSSLInit() >= 0;
  }();
  return is_ready;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == ':';
  });
}

std::string algorithm_at(const xmlNode* node) { return attribute_of(node, "Algorithm").value_or(""); }

bool is_below(const xmlNode* node, const xmlNode* root) {
  for (; node != nullptr; node = node->parent) {
    if (node == root) return true;
  }
  return false;
}

/// Verifies one signature of a document.
class XmlSignatureVerifier {
 public:
  XmlSignatureVerifier(xmlDoc* document, xmlNode* signature, const std::string& content, std::string place,
                       const SealOptions& options)
      : document_{document}, signature_{signature}, content_{content}, place_{std::move(place)}, options_{options} {}

  SignatureCheck run(std::optional<Instant>& claimed) {
    check_.finding = {.rule = "xades", .outcome = Outcome::not_applicable, .subject = place_, .source = k_xml_dsig};
    check_.state = judge();
    check_.finding.message = check_.state == SignatureState::good      ? "xades.good"
                             : check_.state == SignatureState::altered ? "xades.altered"
                                                                       : "xades.unknown";
    check_.finding.args = {level_};
    if (check_.state == SignatureState::good && facts_.claimed && (!claimed || *claimed < *facts_.claimed))
      claimed = facts_.claimed;
    return std::move(check_);
  }

 private:
  void add(const char* rule, Outcome outcome, const char* message, std::vector<std::string> args = {},
           const char* source = k_xml_dsig) {
    check_.finding.add(make_finding(rule, outcome, place_, message, std::move(args), source));
  }
  SignatureState refuse(const char* rule, const char* message, std::vector<std::string> args = {},
                        SignatureState state = SignatureState::altered) {
    add(rule, outcome_of(state), message, std::move(args));
    return state;
  }

  SignatureState judge() {
    const xmlNode* info = child_element(signature_, k_dsig, "SignedInfo");
    if (info == nullptr || child_element(signature_, k_dsig, "SignatureValue") == nullptr)
      return refuse("xades.form", "xades.form", {"SignedInfo, SignatureValue"});
    // SignatureMethod, CanonicalizationMethod.
    const std::string method = algorithm_at(child_element(info, k_dsig, "SignatureMethod"));
    const NamedAlgorithm* named = named_in(k_signature_methods, method);
    if (named == nullptr) return unknown_algorithm(method);
    const std::string form = algorithm_at(child_element(info, k_dsig, "CanonicalizationMethod"));
    const XmlCanonical* canonical = named_in(k_canonical_methods, form);
    if (canonical == nullptr) return unknown_algorithm(form);
    if (auto state = references(info)) return *state;
    if (auto problem = read_certificates()) return refuse("xades.certificates", "jades.x5c_unreadable", {*problem});
    if (certificates_.empty())
      return refuse("xades.certificates", "jades.x5c_missing", {}, SignatureState::key_unknown);
    if (!choose_certificate()) return refuse("xades.certificates", "xades.certificate_differs");
    check_.certificate = facts_.certificate;
    check_.key_id = facts_.certificate.subject;
    if (auto key = facts_.certificate.public_key(); !key)
      return refuse("xades.certificates", "jades.x5c_unreadable", {key.error().message}, SignatureState::unsupported);
    if (auto state = core_validation()) return *state;
    add("xades.signature", Outcome::pass, "jades.signature_good", {named->name, facts_.certificate.subject});
    properties();
    unsigned_properties();
    // From here on it is about who sealed, not about what.
    const bool is_sound = check_.finding.outcome != Outcome::fail;
    judge_seal_certificate(facts_, options_, place_, {.rule = "xades", .source = k_xades}, check_.finding);
    return is_sound ? SignatureState::good : SignatureState::altered;
  }

  SignatureState unknown_algorithm(const std::string& uri) {
    const bool is_old = uri.ends_with("sha1") || uri.ends_with("md5");
    if (is_old)
      return refuse("xades.algorithm", "xades.algorithm_old", {uri.ends_with("sha1") ? "SHA-1" : "MD5"},
                    SignatureState::unsupported);
    return refuse("xades.algorithm", "proof.alg_unknown", {utf8_prefix(uri, 200)}, SignatureState::unsupported);
  }

  /// Reference: what it is over. A state where that is nothing to go on with.
  std::optional<SignatureState> references(const xmlNode* info) {
    const auto all = child_elements(info, k_dsig, "Reference");
    if (all.empty() || all.size() > k_most_references)
      return refuse("xades.form", "xades.form", {"Reference (" + std::to_string(all.size()) + ")"});
    const xmlNode* const root = xmlDocGetRootElement(document_);
    bool is_over_document = false;
    for (const xmlNode* reference : all) {
      const std::string method = algorithm_at(child_element(reference, k_dsig, "DigestMethod"));
      if (named_in(k_digest_methods, method) == nullptr) return unknown_algorithm(method);
      const auto uri = attribute_of(reference, "URI");
      const xmlNode* target = root;
      if (!uri || (!uri->empty() && uri->front() != '#') || (uri->size() > 0 && !is_plain_name(uri->substr(1)))) {
        return refuse("xades.reference", "xades.reference_elsewhere", {uri ? utf8_prefix(*uri, 200) : "?"},
                      SignatureState::unsupported);
      }
      if (!uri->empty()) {
        const std::string name = uri->substr(1);
        const auto bearers = attributes_with_id(document_, name);
        if (bearers.size() > 1) return refuse("xades.reference", "xades.id_twice", {name});
        if (bearers.empty()) return refuse("xades.reference", "xades.not_the_document");
        const auto* const id = reinterpret_cast<const xmlChar*>(name.c_str());
        if (xmlGetID(document_, id) == nullptr) xmlAddID(nullptr, document_, id, bearers.front());
        target = bearers.front()->parent;
      }
      if (auto state = transforms(reference)) return state;
      if (target == root) is_over_document = true;
      // XAdES: the signed properties are those that a reference is over, in this very signature.
      const bool is_properties = is_element(target, k_xades_space, "SignedProperties") && is_below(target, signature_);
      if (is_properties) properties_ = target;
    }
    if (!is_over_document) return refuse("xades.reference", "xades.not_the_document");
    return std::nullopt;
  }

  /// Transforms: only such transforms as leave the document whole, but for signatures.
  std::optional<SignatureState> transforms(const xmlNode* reference) {
    const xmlNode* list = child_element(reference, k_dsig, "Transforms");
    const auto all = child_elements(list, k_dsig, "Transform");
    const auto unknown = [&](const std::string& what) {
      return refuse("xades.transform", "xades.transform_unknown", {utf8_prefix(what, 200)},
                    SignatureState::unsupported);
    };
    if (all.size() > k_most_transforms) return unknown(std::to_string(all.size()) + " transforms");
    for (const xmlNode* transform : all) {
      const std::string kind = algorithm_at(transform);
      if (kind == k_enveloped || named_in(k_canonical_methods, kind) != nullptr) continue;
      const bool is_filter = kind == k_filter_2;
      if (!is_filter && kind != k_xpath) return unknown(kind);
      const auto paths = child_elements(transform, is_filter ? k_filter_2 : k_dsig, "XPath");
      if (paths.size() != 1) return unknown(kind);
      const std::string path{trimmed(text_of(paths.front()))};
      const xmlNs* prefix = xmlSearchNs(document_, paths.front(), reinterpret_cast<const xmlChar*>("ds"));
      const bool is_signature =
          prefix != nullptr && std::string_view{reinterpret_cast<const char*>(prefix->href)} == k_dsig;
      const bool is_known = is_filter
                                ? path == "/descendant::ds:Signature" &&
                                      attribute_of(paths.front(), "Filter") == std::optional<std::string>{"subtract"}
                                : path == "not(ancestor-or-self::ds:Signature)";
      if (!is_known || !is_signature) return unknown(path);
      if (!is_filter && filtered_nodes() > k_most_filtered)
        return refuse("xades.transform", "xades.filter_large", {}, SignatureState::unsupported);
    }
    return std::nullopt;
  }

  /// How many nodes an XPath transform would look at, namespaces with each element again.
  std::size_t filtered_nodes() const {
    std::size_t out = 0;
    xmlNode* const root = xmlDocGetRootElement(document_);
    for (xmlNode* node = root; node != nullptr; node = next_below(root, node)) {
      ++out;
      if (node->type != XML_ELEMENT_NODE) continue;
      for (const xmlAttr* one = node->properties; one != nullptr; one = one->next) ++out;
      for (const xmlNode* above = node; above != nullptr && above->type == XML_ELEMENT_NODE; above = above->parent) {
        for (const xmlNs* space = above->nsDef; space != nullptr; space = space->next) ++out;
      }
    }
    return out;
  }

  /// X509Data: the certificates; other key data is not looked at.
  std::optional<std::string> read_certificates() {
    const xmlNode* keys = child_element(signature_, k_dsig, "KeyInfo");
    for (const xmlNode* data : child_elements(keys, k_dsig, "X509Data")) {
      for (const xmlNode* one : child_elements(data, k_dsig, "X509Certificate")) {
        if (certificates_.size() == k_most_certificates) return std::nullopt;
        const std::string number = "certificate " + std::to_string(certificates_.size() + 1) + ": ";
        auto der = from_base64(packed_text_of(one));
        if (!der) return number + der.error().message;
        auto certificate = Certificate::from_der(*der);
        if (!certificate) return number + certificate.error().message;
        certificates_.push_back(std::move(*certificate));
      }
    }
    return std::nullopt;
  }

  /// SigningCertificateV2, SigningCertificate: the one that the signed properties name by its digest; else the one that
  /// certified none of the others. False where one is named and not there.
  bool choose_certificate() {
    for (const Certificate& one : certificates_) facts_.add_to_pool(one);
    const xmlNode* signed_ones = child_element(properties_, k_xades_space, "SignedSignatureProperties");
    const xmlNode* list = child_element(signed_ones, k_xades_space, "SigningCertificateV2");
    if (list == nullptr) list = child_element(signed_ones, k_xades_space, "SigningCertificate");
    const xmlNode* named = child_element(child_element(list, k_xades_space, "Cert"), k_xades_space, "CertDigest");
    const XmlDigest* method = named_in(k_digest_methods, algorithm_at(child_element(named, k_dsig, "DigestMethod")));
    if (method != nullptr) {
      const auto wanted = from_base64(packed_text_of(child_element(named, k_dsig, "DigestValue")));
      for (const Certificate& one : certificates_) {
        if (wanted && digest(method->algorithm, one.der) == *wanted) {
          facts_.certificate = one;
          is_named_ = true;
          return true;
        }
      }
      return false;
    }
    const auto is_leaf = [&](const Certificate& candidate) {
      return std::none_of(certificates_.begin(), certificates_.end(), [&](const Certificate& other) {
        return other.der != candidate.der && other.is_issued_by(candidate);
      });
    };
    const auto leaf = std::find_if(certificates_.begin(), certificates_.end(), is_leaf);
    facts_.certificate = leaf == certificates_.end() ? certificates_.front() : *leaf;
    return true;
  }

  /// Core validation: the digests, then the signature over them; and that what was digested is what is read.
  std::optional<SignatureState> core_validation() {
    const auto not_processed = [&](const char* why) {
      return refuse("xades.signature", "xades.not_processed", {why}, SignatureState::unsupported);
    };
    if (!is_xmlsec_ready()) return not_processed("libxmlsec1");
    const std::unique_ptr<xmlSecDSigCtx, XmlSecFree> context{xmlSecDSigCtxCreate(nullptr)};
    if (!context) return not_processed("libxmlsec1");
    context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    context->flags = XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS | XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES;
    // With a key given, nothing of KeyInfo is worked on.
    EVP_PKEY* const evp = X509_get_pubkey(facts_.certificate.handle.get());
    const xmlSecKeyDataPtr data = evp == nullptr ? nullptr : xmlSecOpenSSLEvpKeyAdopt(evp);
    if (data == nullptr) {
      EVP_PKEY_free(evp);
      return not_processed("key");
    }
    context->signKey = xmlSecKeyCreate();
    if (context->signKey == nullptr || xmlSecKeySetValue(context->signKey, data) < 0) {
      xmlSecKeyDataDestroy(data);
      return not_processed("key");
    }
    const bool is_done = xmlSecDSigCtxVerify(context.get(), signature_) >= 0;
    xmlResetLastError();
    if (!is_done) return not_processed("SignedInfo");
    bool is_over_document = false;
    const auto count = xmlSecPtrListGetSize(&context->signedInfoReferences);
    for (decltype(xmlSecPtrListGetSize(nullptr)) i = 0; i < count; ++i) {
      auto* const reference =
          static_cast<xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&context->signedInfoReferences, i));
      if (reference->status != xmlSecDSigStatusSucceeded)
        return refuse("xades.content", "xades.content_changed", {facts_.certificate.subject});
      is_over_document = is_over_document || says_content(reference);
    }
    if (context->status != xmlSecDSigStatusSucceeded)
      return refuse("xades.signature", "jades.signature_wrong", {facts_.certificate.subject});
    if (!is_over_document) return refuse("xades.reference", "xades.not_the_document");
    return std::nullopt;
  }

  bool says_content(xmlSecDSigReferenceCtx* reference) const {
    xmlSecBuffer* const buffer = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
    if (buffer == nullptr || xmlSecBufferGetData(buffer) == nullptr) return false;
    const auto digested = parse_xml(
        {reinterpret_cast<const char*>(xmlSecBufferGetData(buffer)), std::size_t{xmlSecBufferGetSize(buffer)}});
    if (!digested) return false;
    const auto said = content_of_xml(digested->get());
    return said && *said == content_;
  }

  /// SignedSignatureProperties: what the sealer says of the sealing.
  void properties() {
    level_ = k_xml_dsig;
    const xmlNode* qualifying = qualifying_properties();
    if (qualifying == nullptr) return;
    if (properties_ == nullptr) {
      add("xades.properties", Outcome::warn, "xades.properties_unsealed", {}, k_xades);
      return;
    }
    level_ = "XAdES B-B";
    if (!is_named_) add("xades.properties", Outcome::warn, "xades.certificate_unnamed", {}, k_xades);
    const xmlNode* all = child_element(properties_, k_xades_space, "SignedSignatureProperties");
    const std::string time{trimmed(text_of(child_element(all, k_xades_space, "SigningTime")))};
    if (auto instant = parse_instant(time)) {
      facts_.claimed = *instant;
      add("xades.signing_time", Outcome::not_applicable, "xades.said", {to_string(*instant)}, k_xades);
    }
  }

  const xmlNode* qualifying_properties() const {
    for (const xmlNode* object : child_elements(signature_, k_dsig, "Object")) {
      if (const xmlNode* found = child_element(object, k_xades_space, "QualifyingProperties")) return found;
    }
    return nullptr;
  }

  /// UnsignedSignatureProperties: the time stamp over the signature, certificates and revocation values.
  void unsigned_properties() {
    const xmlNode* list = child_element(qualifying_properties(), k_xades_space, "UnsignedProperties");
    list = child_element(list, k_xades_space, "UnsignedSignatureProperties");
    if (list == nullptr || properties_ == nullptr) return;
    for (const xmlNode* one = list->children; one != nullptr; one = one->next) {
      if (one->type != XML_ELEMENT_NODE) continue;
      const std::string name{reinterpret_cast<const char*>(one->name)};
      if (name == "SignatureTimeStamp") {
        timestamp(one);
        level_ = "XAdES B-T";
      } else if (name == "CertificateValues" || name == "RevocationValues" || name == "TimeStampValidationData") {
        read_values(one);
        if (level_ == "XAdES B-T") level_ = "XAdES B-LT";
      } else {
        add("xades.unsigned", Outcome::warn, "xades.unsigned_not_read", {utf8_prefix(name, 60)}, k_xades);
      }
    }
  }

  /// SignatureTimeStamp: over the SignatureValue, in the canonical form that it names.
  void timestamp(const xmlNode* container) {
    const std::string form = algorithm_at(child_element(container, k_dsig, "CanonicalizationMethod"));
    const XmlCanonical* method = named_in(k_canonical_methods, form);
    const std::string data = canonical_xml(document_, child_element(signature_, k_dsig, "SignatureValue"),
                                           method == nullptr ? CanonicalForm::inclusive : method->form);
    const auto tokens = child_elements(container, k_xades_space, "EncapsulatedTimeStamp");
    if (tokens.empty() || tokens.size() > k_most_signatures) {
      add("xades.timestamp", Outcome::unknown, "jades.timestamp_unreadable", {"EncapsulatedTimeStamp"}, k_xades);
      return;
    }
    for (const xmlNode* token : tokens) {
      auto der = from_base64(packed_text_of(token));
      auto stamp = der ? crypto::check_timestamp(*der, as_bytes(data)) : Result<crypto::TimestampCheck>{der.error()};
      if (!stamp) {
        add("xades.timestamp", Outcome::fail, "jades.timestamp_unreadable", {stamp.error().message}, k_xades);
        continue;
      }
      const std::string time = to_string(stamp->time);
      if (!stamp->imprint_matches) {
        add("xades.timestamp", Outcome::fail, "jades.timestamp_other_data", {time}, k_xades);
      } else if (!stamp->signature_holds) {
        add("xades.timestamp", Outcome::fail, "jades.timestamp_forged", {time, stamp->detail}, k_xades);
      } else if (!stamp->valid_when_made) {
        add("xades.timestamp", Outcome::fail, "jades.timestamp_authority_expired", {time, stamp->authority.subject},
            k_xades);
      } else {
        add("xades.timestamp", Outcome::pass, "jades.signature_timestamp_good", {time, stamp->authority.common_name},
            k_xades);
        for (const Certificate& certificate : stamp->certificates) facts_.add_to_pool(certificate);
        facts_.timestamps.push_back({*stamp, false});
      }
    }
  }

  void read_values(const xmlNode* container) {
    constexpr std::size_t k_most_values = 64;
    auto* const root = const_cast<xmlNode*>(container);
    std::size_t count = 0;
    for (xmlNode* node = next_below(root, root); node != nullptr; node = next_below(root, node)) {
      const bool is_certificate = is_element(node, k_xades_space, "EncapsulatedX509Certificate");
      const bool is_list = is_element(node, k_xades_space, "EncapsulatedCRLValue");
      const bool is_response = is_element(node, k_xades_space, "EncapsulatedOCSPValue");
      if (!is_certificate && !is_list && !is_response) continue;
      if (++count > k_most_values) return;
      auto der = from_base64(packed_text_of(node));
      if (der && is_list) facts_.values.crls.push_back(std::move(*der));
      if (der && is_response) facts_.values.ocsp_responses.push_back(std::move(*der));
      if (!is_certificate) continue;
      auto certificate = der ? Certificate::from_der(*der) : Result<Certificate>{der.error()};
      if (certificate)
        facts_.add_to_pool(*certificate);
      else
        add("xades.values", Outcome::warn, "jades.value_unreadable", {"CertificateValues", certificate.error().message},
            k_xades);
    }
  }

  xmlDoc* document_;
  xmlNode* signature_;
  const std::string& content_;
  std::string place_;
  const SealOptions& options_;
  SignatureCheck check_;
  std::string level_ = k_xml_dsig;
  std::vector<Certificate> certificates_;
  const xmlNode* properties_ = nullptr;  // SignedProperties that a reference is over
  bool is_named_ = false;                // they name the certificate
  SealFacts facts_;
};

}  // namespace

Result<XmlSignatures> verify_xml_signatures(std::string_view xml, const SealOptions& options) {
  const QuietXml quiet;
  auto document = parse_xml(xml);
  if (!document) return std::move(document).error();
  auto content = content_of_xml(document->get());
  if (!content) return std::move(content).error();
  XmlSignatures out{.content = std::move(*content)};
  const auto signatures = child_elements(xmlDocGetRootElement(document->get()), k_dsig, "Signature");
  if (signatures.size() > k_most_signatures)
    return Error{.code = "proof.xml",
                 .message = "the XML has " + std::to_string(signatures.size()) + " signatures; at most " +
                            std::to_string(k_most_signatures) + " are judged",
                 .remedy = "take the file again from where it came, as it was given"};
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const std::string place = signatures.size() == 1 ? "Signature" : "Signature " + std::to_string(i + 1);
    out.checks.push_back(
        XmlSignatureVerifier{document->get(), signatures[i], out.content, place, options}.run(out.claimed));
  }
  return out;
}

Result<std::string> xml_content(std::string_view xml) {
  const QuietXml quiet;
  auto document = parse_xml(xml);
  if (!document) return std::move(document).error();
  return content_of_xml(document->get());
}

}  // namespace credex::proof
