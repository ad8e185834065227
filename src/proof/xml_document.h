#pragma once

#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::proof {

/// libxml2's tree, for this room's reading of XML that is signed. Whoever includes this needs that library's headers.
struct XmlFree {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlTree = std::unique_ptr<xmlDoc, XmlFree>;

/// The document in UTF-8, read without the network, without entities of its own and within limits: 32 MB, 50,000
/// elements, 256 deep, 256 attributes an element, 16 namespaces in scope, 64 signatures. A document type definition is
/// refused, as it would say what the document means. Error "proof.xml".
Result<XmlTree> parse_xml(std::string_view bytes);

bool is_element(const xmlNode* node, std::string_view space, std::string_view name);
/// The elements below of that name, one level; the first of them, null where there is none.
std::vector<xmlNode*> child_elements(const xmlNode* parent, std::string_view space, std::string_view name);
xmlNode* child_element(const xmlNode* parent, std::string_view space, std::string_view name);
/// The next node in the order of the document, below `root`; null at its end.
xmlNode* next_below(const xmlNode* root, xmlNode* node);
/// Its text, and that of all below it.
std::string text_of(const xmlNode* node);
/// Its text as base64 means it: without blanks.
std::string packed_text_of(const xmlNode* node);
/// An attribute without a namespace; nothing where there is none.
std::optional<std::string> attribute_of(const xmlNode* node, const char* name);
/// Every attribute called Id, ID or id, of whatever namespace, that has this value. No schema is read, so this is what
/// tells an identifier.
std::vector<xmlAttr*> attributes_with_id(const xmlDoc* document, std::string_view value);

enum class CanonicalForm : std::uint8_t { inclusive, inclusive_11, exclusive };
/// The element with what is below it in its document, without comments (Canonical XML 1.0 and 1.1; Exclusive XML
/// Canonicalization 1.0). Empty where that cannot be written.
std::string canonical_xml(xmlDoc* document, const xmlNode* element, CanonicalForm form);

/// What a document says apart from who signed it: its root without any ds:Signature below it and without comments, in
/// exclusive canonical form. Two documents that say the same have the same. Error "proof.xml" where it has no canonical
/// form, as with a namespace that is no absolute URI.
Result<std::string> content_of_xml(const xmlDoc* document);

/// While it lives, libxml2 prints nothing in this thread; what it says is in its errors.
class QuietXml {
 public:
  QuietXml();
  ~QuietXml();
  QuietXml(const QuietXml&) = delete;
  QuietXml& operator=(const QuietXml&) = delete;

 private:
  xmlStructuredErrorFunc before_;
  void* context_;
};

constexpr std::string_view k_xml_signature_space = "http://www.w3.org/2000/09/xmldsig#";

}  // namespace credex::proof
