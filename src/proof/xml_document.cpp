// XML as libxml2 reads it, within limits, and its canonical forms.
#include "proof/xml_document.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>

#include <algorithm>
#include <climits>

#include "base/encoding.h"
#include "base/text.h"

namespace credex::proof {
namespace {

constexpr std::size_t k_most_xml = std::size_t{32} * 1024 * 1024;
constexpr std::size_t k_most_elements = 50'000;
constexpr std::size_t k_most_attributes = 256;
constexpr std::size_t k_most_spaces = 16;
constexpr std::size_t k_most_in_all = 64;  // signatures, wherever they are: a filter compares each node with each

Error bad_xml(std::string message) {
  return Error{.code = "proof.xml",
               .message = std::move(message),
               .remedy = "take the file again from where it came, as it was given"};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// What would make the parser itself work without end is seen before it begins; text and comments may count too.
std::optional<std::string> beyond_limits(std::string_view text) {
  std::size_t tags = 0;
  std::size_t attributes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      attributes = 0;
      if (i + 1 < text.size() && text[i + 1] != '/' && ++tags > k_most_elements)
        return "it has more than " + std::to_string(k_most_elements) + " elements";
    } else if (text[i] == '=') {
      std::size_t next = i + 1;
      while (next < text.size() && is_blank(text[next])) ++next;
      const bool is_quoted = next < text.size() && (text[next] == '"' || text[next] == '\'');
      if (is_quoted && ++attributes > k_most_attributes)
        return "an element has more than " + std::to_string(k_most_attributes) + " attributes";
    }
  }
  return std::nullopt;
}

std::size_t spaces_of(const xmlNode* node) {
  std::size_t out = 0;
  if (node->type != XML_ELEMENT_NODE) return out;
  for (const xmlNs* space = node->nsDef; space != nullptr; space = space->next) ++out;
  return out;
}

bool has_many_spaces(const xmlNode* root) {
  std::size_t in_scope = spaces_of(root);
  const xmlNode* node = root;
  while (node != nullptr) {
    if (in_scope > k_most_spaces) return true;
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
      node = node->children;
      in_scope += spaces_of(node);
      continue;
    }
    while (node != nullptr && node != root && node->next == nullptr) {
      in_scope -= spaces_of(node);
      node = node->parent;
    }
    if (node == nullptr || node == root) break;
    in_scope -= spaces_of(node);
    node = node->next;
    in_scope += spaces_of(node);
  }
  return false;
}

std::string_view as_view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

std::string taken(xmlChar* text) {
  std::string out{as_view(text)};
  xmlFree(text);
  return out;
}

/// The parameter is const from libxml2 2.12 on.
template <class Error>
void ignore_error(void*, Error*) {}
constexpr xmlStructuredErrorFunc say_nothing = ignore_error;

int is_in(void* element, xmlNode* node, xmlNode* parent) {
  for (const xmlNode* at = node->type == XML_NAMESPACE_DECL ? parent : node; at != nullptr; at = at->parent) {
    if (at == element) return 1;
  }
  return 0;
}

}  // namespace

Result<XmlTree> parse_xml(std::string_view bytes) {
  if (bytes.size() > k_most_xml)
    return bad_xml("the XML has " + std::to_string(bytes.size()) + " bytes; at most " + std::to_string(k_most_xml) +
                   " are read");
  if (!is_utf8(bytes) || bytes.find('\0') != std::string_view::npos) return bad_xml("the XML is not in UTF-8");
  if (auto problem = beyond_limits(bytes)) return bad_xml("the XML cannot be read: " + *problem);
  if (bytes.find("<!DOCTYPE") != std::string_view::npos)
    return bad_xml("the XML has a document type definition, and no credential needs one");
  // No DTD, no entities, no network, no XInclude; libxml2's own limits on depth and size stay (XML_PARSE_HUGE is off).
  XmlTree tree{xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), nullptr, "UTF-8",
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)};
  const xmlNode* root = tree ? xmlDocGetRootElement(tree.get()) : nullptr;
  if (root == nullptr) {
    const xmlError* error = xmlGetLastError();
    std::string why{trimmed(error == nullptr || error->message == nullptr ? "" : error->message)};
    xmlResetLastError();
    return bad_xml("the XML is not well-formed: " + why);
  }
  if (tree->intSubset != nullptr || tree->extSubset != nullptr)
    return bad_xml("the XML has a document type definition, and no credential needs one");
  std::size_t signatures = 0;
  for (xmlNode* node = xmlDocGetRootElement(tree.get()); node != nullptr; node = next_below(root, node)) {
    if (is_element(node, k_xml_signature_space, "Signature") && ++signatures > k_most_in_all)
      return bad_xml("the XML has more than " + std::to_string(k_most_in_all) + " signatures");
  }
  if (has_many_spaces(root))
    return bad_xml("the XML has more than " + std::to_string(k_most_spaces) + " namespaces at once");
  return tree;
}

bool is_element(const xmlNode* node, std::string_view space, std::string_view name) {
  return node != nullptr && node->type == XML_ELEMENT_NODE && as_view(node->name) == name &&
         (node->ns == nullptr ? space.empty() : as_view(node->ns->href) == space);
}

std::vector<xmlNode*> child_elements(const xmlNode* parent, std::string_view space, std::string_view name) {
  std::vector<xmlNode*> out;
  if (parent == nullptr) return out;
  for (xmlNode* child = parent->children; child != nullptr; child = child->next) {
    if (is_element(child, space, name)) out.push_back(child);
  }
  return out;
}

xmlNode* child_element(const xmlNode* parent, std::string_view space, std::string_view name) {
  const auto all = child_elements(parent, space, name);
  return all.empty() ? nullptr : all.front();
}

xmlNode* next_below(const xmlNode* root, xmlNode* node) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != root && node->next == nullptr) node = node->parent;
  return node == root ? nullptr : node->next;
}

std::string text_of(const xmlNode* node) { return node == nullptr ? "" : taken(xmlNodeGetContent(node)); }

std::string packed_text_of(const xmlNode* node) {
  std::string out = text_of(node);
  std::erase_if(out, is_blank);
  return out;
}

std::optional<std::string> attribute_of(const xmlNode* node, const char* name) {
  xmlChar* value = xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name));
  if (value == nullptr) return std::nullopt;
  return taken(value);
}

std::vector<xmlAttr*> attributes_with_id(const xmlDoc* document, std::string_view value) {
  std::vector<xmlAttr*> out;
  xmlNode* const root = xmlDocGetRootElement(document);
  for (xmlNode* node = root; node != nullptr; node = next_below(root, node)) {
    if (node->type != XML_ELEMENT_NODE) continue;
    for (xmlAttr* one = node->properties; one != nullptr; one = one->next) {
      if (equal_ascii_case(as_view(one->name), "id") && text_of(reinterpret_cast<const xmlNode*>(one)) == value) {
        out.push_back(one);
      }
    }
  }
  return out;
}

std::string canonical_xml(xmlDoc* document, const xmlNode* element, CanonicalForm form) {
  xmlOutputBuffer* const buffer = xmlAllocOutputBuffer(nullptr);
  if (buffer == nullptr) return {};
  const int mode = form == CanonicalForm::exclusive      ? XML_C14N_EXCLUSIVE_1_0
                   : form == CanonicalForm::inclusive_11 ? XML_C14N_1_1
                                                         : XML_C14N_1_0;
  std::string out;
  if (xmlC14NExecute(document, is_in, const_cast<xmlNode*>(element), mode, nullptr, 0, buffer) >= 0) {
    out.assign(reinterpret_cast<const char*>(xmlOutputBufferGetContent(buffer)), xmlOutputBufferGetSize(buffer));
  }
  xmlOutputBufferClose(buffer);
  return out;
}

Result<std::string> content_of_xml(const xmlDoc* document) {
  const XmlTree copy{xmlCopyDoc(const_cast<xmlDoc*>(document), 1)};
  xmlNode* const root = copy ? xmlDocGetRootElement(copy.get()) : nullptr;
  if (root == nullptr) return bad_xml("the XML is empty");
  std::vector<xmlNode*> signatures;
  for (xmlNode* node = next_below(root, root); node != nullptr;) {
    const bool is_signature = is_element(node, k_xml_signature_space, "Signature");
    if (is_signature) signatures.push_back(node);
    // What is below one goes with it.
    xmlNode* last = node;
    while (is_signature && last->last != nullptr && last->type == XML_ELEMENT_NODE) last = last->last;
    node = next_below(root, last);
  }
  for (xmlNode* one : signatures) {
    xmlUnlinkNode(one);
    xmlFreeNode(one);
  }
  std::string out = canonical_xml(copy.get(), root, CanonicalForm::exclusive);
  if (out.empty()) return bad_xml("the XML has no canonical form: a namespace in it is no absolute URI");
  return out;
}

QuietXml::QuietXml() : before_{xmlStructuredError}, context_{xmlStructuredErrorContext} {
  xmlSetStructuredErrorFunc(nullptr, say_nothing);
}

QuietXml::~QuietXml() { xmlSetStructuredErrorFunc(context_, before_); }

}  // namespace credex::proof
