// What people bring in XML and HTML: pictures, transcripts, web pages.
#include <algorithm>
#include <pugixml.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "base/uri.h"
#include "credential/baked.h"
#include "credential/brought_kinds.h"
#include "credential/brought_reader.h"
#include "credential/brought_text.h"
#include "credential/sealed_xml.h"
#include "credential/xml_parts.h"
#include "proof/xml_signature.h"

namespace credex::credential {
namespace {

constexpr const char* k_elmo_form = "ELMO, schema v1 (EMREX)";
constexpr const char* k_xml_credential_form = "European Digital Credentials for Learning, XML";

bool is_html(std::string_view text) {
  const std::string head = ascii_lower(text.substr(0, 2000));
  return head.find("<!doctype html") != std::string::npos || head.find("<html") != std::string::npos ||
         head.find("<head") != std::string::npos;
}

/// The value of an attribute in a tag's text, as HTML writes it: quoted or not; entities of addresses undone.
std::string attribute_of(std::string_view tag, std::string_view name) {
  const std::string lower = ascii_lower(tag);
  for (std::size_t at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
    if (at == 0 || std::string_view{" \t\r\n\"'/"}.find(lower[at - 1]) == std::string_view::npos) continue;
    std::size_t value = at + name.size();
    while (value < tag.size() && (tag[value] == ' ' || tag[value] == '\n')) ++value;
    if (value >= tag.size() || tag[value] != '=') continue;
    ++value;
    while (value < tag.size() && (tag[value] == ' ' || tag[value] == '\n')) ++value;
    if (value >= tag.size()) return {};
    const bool quoted = tag[value] == '"' || tag[value] == '\'';
    const auto end = quoted ? tag.find(tag[value], value + 1) : tag.find_first_of(" \t\r\n>", value);
    const std::size_t begin = quoted ? value + 1 : value;
    std::string out{tag.substr(begin, end == std::string_view::npos ? end : end - begin)};
    for (auto amp = out.find("&amp;"); amp != std::string::npos; amp = out.find("&amp;", amp + 1))
      out.erase(amp + 1, 4);
    return out;
  }
  return {};
}

/// What a page offers of itself: JSON-LD in it, links to data, the picture that it shows for itself.
struct PageParts {
  std::string title{};
  std::vector<std::string> scripts{};
  std::vector<std::string> data{};
  std::vector<std::string> pictures{};
};

PageParts parts_of_page(std::string_view html) {
  constexpr std::size_t k_most = 16;
  PageParts out;
  const std::string lower = ascii_lower(html);
  for (std::size_t at = lower.find('<'); at != std::string::npos; at = lower.find('<', at + 1)) {
    const std::string_view name = std::string_view{lower}.substr(at + 1, 7);
    const auto is = [&](std::string_view wanted) {
      return name.starts_with(wanted) && at + 1 + wanted.size() < lower.size() &&
             std::string_view{" \t\r\n>"}.find(lower[at + 1 + wanted.size()]) != std::string_view::npos;
    };
    const bool is_of_use = is("script") || is("link") || is("meta") || is("a") || is("title");
    if (!is_of_use) continue;
    const auto close = lower.find('>', at);
    if (close == std::string::npos) break;
    const std::string_view tag = html.substr(at, close - at);
    const std::string type = ascii_lower(attribute_of(tag, "type"));
    if (is("script")) {
      const auto end = lower.find("</script", close);
      if (end == std::string::npos) break;
      const bool is_data =
          type.find("ld+json") != std::string::npos || type.starts_with("application/vc") || type == "application/json";
      if (is_data && out.scripts.size() < k_most) out.scripts.emplace_back(html.substr(close + 1, end - close - 1));
      at = end;
    } else if (is("title") && out.title.empty()) {
      const auto end = lower.find("</title", close);
      if (end != std::string::npos) out.title = std::string{trimmed(html.substr(close + 1, end - close - 1))};
    } else if (is("meta")) {
      const std::string property = ascii_lower(attribute_of(tag, "property") + attribute_of(tag, "name"));
      const std::string content = attribute_of(tag, "content");
      if (property == "og:title" && !content.empty()) out.title = content;
      if (property == "og:image" && !content.empty() && out.pictures.size() < k_most) out.pictures.push_back(content);
    } else if (is("link") || is("a")) {
      const std::string address = attribute_of(tag, "href");
      const std::string kind = ascii_lower(attribute_of(tag, "rel"));
      const bool is_data =
          type.find("json") != std::string::npos || type.starts_with("application/vc") || type == "application/jwt";
      const std::string path = ascii_lower(std::string_view{address}.substr(0, address.find_first_of("?#")));
      const bool is_file = is("a") && (path.ends_with(".jsonld") || path.ends_with(".jwt") || path.ends_with(".vc"));
      const bool offered = (kind.find("alternate") != std::string::npos || is("a")) && is_data;
      if (!address.empty() && (offered || is_file) && out.data.size() < k_most) out.data.push_back(address);
    }
  }
  return out;
}

}  // namespace

Result<void> BroughtReader::markup(std::string_view bytes, const std::string& name, int depth) {
  const std::string_view plain = without_mark(bytes);
  if (plain.starts_with("<http") && plain.ends_with(">") && plain.find('\n') == std::string_view::npos)
    return read(unquoted(plain), name, depth + 1);
  if (is_html(plain)) return web_page(plain, name, depth);
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(plain.data(), plain.size(), pugi::parse_default);
  if (!parsed)
    return no_credential("this begins like XML, and is none: " + std::string{parsed.description()} + " at byte " +
                             std::to_string(parsed.offset),
                         "take the file again from where it came");
  const pugi::xml_node root = document.document_element();
  const std::string kind{local_name(root)};
  if (kind == "svg") return picture(bytes, name, depth);
  if (kind == "html") return web_page(plain, name, depth);
  if (const auto known = xml_kind_of(root)) {
    const bool is_signed = static_cast<bool>(child_of(root, "Signature"));
    if (!is_signed) return *known == XmlKind::elmo ? transcript(root, name, depth) : xml_credential(root, name);
    // Read is what can be judged: the content in canonical form, without what stands in its signatures.
    auto content = proof::xml_content(plain);
    if (!content) return std::move(content).error();
    pugi::xml_document judged;
    judged.load_buffer(content->data(), content->size(), pugi::parse_default, pugi::encoding_utf8);
    const pugi::xml_node inner = judged.document_element();
    if (xml_kind_of(inner) != known)
      return no_credential("this XML is read differently by different programs", "take it again from where it came");
    const std::size_t at = out.findings.size();
    auto done = *known == XmlKind::elmo ? transcript(inner, name, depth) : xml_credential(inner, name);
    if (!done || out.findings.size() == at) return done;
    Finding& told = out.findings[at];
    told.message = *known == XmlKind::elmo ? "brought.elmo_signed" : "brought.europass_sealed";
    told.outcome = Outcome::not_applicable;
    out.documents.push_back({.finding = at, .bytes = std::string{plain}});
    return done;
  }
  if (kind == "SkillsPassport" || kind == "Candidate" || kind == "learnerinfo")
    return no_credential("this is a curriculum vitae of Europass in XML, which its owner wrote, and no credential",
                         "bring the credentials that it speaks of");
  return no_credential(
      "this is XML of a kind that holds no credential known here, by its root: " + utf8_prefix(kind, 60),
      "bring the credential itself");
}

Result<void> BroughtReader::web_page(std::string_view html, const std::string& name, int depth) {
  const PageParts parts = parts_of_page(html);
  const std::size_t before = out.credentials.size() + left_out;
  const auto found = [&] { return out.credentials.size() + left_out > before; };
  for (const std::string& script : parts.scripts) {
    // What else a page says of itself in JSON-LD (schema.org) is no credential, and nothing to be told.
    if (read(script, name, depth + 1)) continue;
  }
  if (found()) return {};
  const std::string base = page;
  const auto follow = [&](const std::vector<std::string>& addresses) {
    for (const std::string& address : addresses) {
      const std::string url = base.empty() ? address : resolve_uri(base, address);
      if (found() || !(url.starts_with("https://") || url.starts_with("http://")) || url == base) continue;
      if (link(url, depth + 1)) continue;
    }
  };
  follow(parts.data);
  if (!found()) follow(parts.pictures);
  if (found()) return {};
  constexpr std::size_t k_longest = 100;
  const std::string title = parts.title.empty() ? "" : ": \"" + utf8_prefix(parts.title, k_longest) + "\"";
  return no_credential("this is a web page without a credential in it, and a page alone proves nothing" + title,
                       "look there for a button that gives the file, and bring that");
}

Result<void> BroughtReader::xml_credential(const pugi::xml_node& root, const std::string& name) {
  const XmlClaim claim = xml_claim_of(root);
  const std::string by_whom = claim.issuer();
  // A presentation's credentials are sealed each by itself, and cannot be cut out of it without a change.
  const bool is_around = !elements_below(root, "Signature", 1).empty();
  out.findings.push_back(make_finding("brought.xml", Outcome::unknown, name,
                                      is_around ? "brought.europass_around" : "brought.europass_unsealed",
                                      {claim.title.empty() ? std::string{local_name(root)} : claim.title,
                                       claim.holder.empty() ? "?" : claim.holder, by_whom.empty() ? "?" : by_whom},
                                      k_xml_credential_form));
  return {};
}

Result<void> BroughtReader::transcript(const pugi::xml_node& root, const std::string& name, int depth) {
  const XmlClaim claim = xml_claim_of(root);
  const std::string by_whom = claim.issuer();
  const auto results = elements_below(root, "learningOpportunitySpecification", by.limits.parts + 1);
  Finding told = make_finding(
      "brought.elmo", Outcome::unknown, name, "brought.elmo_unsigned",
      {claim.holder.empty() ? "?" : claim.holder, by_whom.empty() ? "?" : by_whom, std::to_string(results.size())},
      k_elmo_form);
  for (const pugi::xml_node& result : results) {
    const auto instances = elements_below(result, "learningOpportunityInstance", 1);
    const pugi::xml_node instance = instances.empty() ? pugi::xml_node{} : instances.front();
    const pugi::xml_node credit = child_of(instance, "credit");
    std::string facts;
    const auto add = [&](const std::string& fact) {
      if (!fact.empty()) facts += ", " + fact;
    };
    add(text_of_child(instance, "date"));
    add(text_of_child(instance, "resultLabel"));
    const std::string value = text_of_child(credit, "value");
    if (!value.empty()) add(value + " " + text_of_child(credit, "scheme"));
    told.add(make_finding("brought.elmo_result", Outcome::not_applicable, name, "brought.elmo_result",
                          {title_of(result) + facts}, k_elmo_form));
  }
  out.findings.push_back(std::move(told));
  // What is attached may be signed by itself.
  std::vector<BroughtPart> parts;
  const auto attachments = elements_below(root, "attachment", by.limits.parts + 1);
  for (const pugi::xml_node& one : attachments) {
    if (parts.size() >= by.limits.parts) break;
    const std::string content = text_of_child(one, "content");
    if (content.empty()) continue;
    const std::string title = title_of(one);
    parts.push_back(
        {.name = title.empty() ? "attachment " + std::to_string(parts.size() + 1) : title, .bytes = content});
  }
  if (parts.empty()) return {};
  const std::size_t total = attachments.size() > by.limits.parts ? attachments.size() : parts.size();
  // That none of them is a credential takes nothing from what the transcript says.
  if (auto done = many(std::move(parts), total, depth); !done)
    note(Outcome::not_applicable, name, "brought.none", {"ELMO", done.error().message});
  return {};
}

}  // namespace credex::credential
