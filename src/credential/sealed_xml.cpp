// ELMO and European Digital Credentials in XML: what they say, and who signed it.
#include "credential/sealed_xml.h"

#include <algorithm>

#include "base/text.h"
#include "credential/brought_kinds.h"
#include "credential/brought_text.h"
#include "credential/issuer.h"
#include "credential/name_likeness.h"
#include "credential/verify_parts.h"
#include "credential/xml_parts.h"
#include "proof/xml_signature.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr std::size_t k_most_xml_issuers = 8;

std::string whole_name(const pugi::xml_node& person, std::string_view given, std::string_view family) {
  std::string out = text_of_child(person, given);
  if (const std::string name = text_of_child(person, family); !name.empty()) out += (out.empty() ? "" : " ") + name;
  return out;
}

XmlClaim elmo_claim(const pugi::xml_node& root) {
  XmlClaim out{.holder = whole_name(child_of(root, "learner"), "givenNames", "familyName")};
  const auto issuers = elements_below(root, "issuer", k_most_xml_issuers);
  for (const pugi::xml_node& issuer : issuers) {
    auto names = texts_of_children(issuer, "title");
    if (!names.empty() && std::find(out.issuers.begin(), out.issuers.end(), names) == out.issuers.end())
      out.issuers.push_back(std::move(names));
  }
  if (out.issuers.size() != 1) return out;
  out.issuer_id = text_of_child(issuers.front(), "url");
  out.country = text_of_child(issuers.front(), "country");
  for (const pugi::xml_node& number : issuers.front().children()) {
    if (local_name(number) == "identifier") out.registered.emplace_back(trimmed(std::string_view{number.text().get()}));
  }
  return out;
}

/// What an element is, or where it points at it: agents are listed once, and pointed at by idref.
pugi::xml_node referred(const pugi::xml_node& root, const pugi::xml_node& element) {
  const std::string_view wanted = element.attribute("idref").value();
  if (wanted.empty()) return element;
  const pugi::xml_node agents = child_of(root, "agentReferences");
  for (const pugi::xml_node& agent : agents.children()) {
    if (agent.attribute("id").value() == wanted) return agent;
  }
  return element;
}

XmlClaim credential_claim(const pugi::xml_node& root) {
  XmlClaim out{.title = title_of(root)};
  const pugi::xml_node subject = referred(root, child_of(root, "credentialSubject"));
  out.holder = text_of_child(subject, "fullName");
  if (out.holder.empty()) out.holder = whole_name(subject, "givenNames", "familyName");
  const pugi::xml_node issuer = referred(root, child_of(root, "issuer"));
  std::vector<std::string> names;
  for (const char* label : {"prefLabel", "preferredName", "altLabel"}) {
    for (std::string& name : texts_of_children(issuer, label)) names.push_back(std::move(name));
  }
  if (!names.empty()) out.issuers.push_back(std::move(names));
  out.issuer_id = issuer.attribute("id").value();
  for (const char* number : {"registration", "legalIdentifier", "vatIdentifier"}) {
    if (std::string text = text_of_child(issuer, number); !text.empty()) out.registered.push_back(std::move(text));
  }
  out.eidas = text_of_child(issuer, "eidasLegalIdentifier");
  out.valid_from = text_of_child(root, "validFrom");
  out.valid_until = text_of_child(root, "validUntil");
  return out;
}

/// The issuer as it is held against the certificate: of one that has names in several languages, by the name that the
/// certificate has. Of several issuers none is picked.
IssuerClaim issuer_claim_of(const XmlClaim& claim, const proof::XmlSignatures& signatures, Instant at) {
  IssuerClaim out{.id = claim.issuer_id,
                  .name = claim.issuer(),
                  .country = claim.country,
                  .registered = claim.registered,
                  .eidas = claim.eidas,
                  .sealed = at};
  if (signatures.claimed && *signatures.claimed <= at) out.sealed = *signatures.claimed;
  if (claim.issuers.size() != 1) return out;
  for (const proof::SignatureCheck& check : signatures.checks) {
    if (check.state != proof::SignatureState::good || !check.certificate) continue;
    for (const std::string& name : claim.issuers.front()) {
      if (are_alike(name, check.certificate->organisation)) {
        out.name = name;
        return out;
      }
    }
  }
  return out;
}

}  // namespace

std::optional<XmlKind> xml_kind_of(const pugi::xml_node& root) {
  const std::string_view name = local_name(root);
  if (name == "elmo") return XmlKind::elmo;
  if (name == "europassCredential" || name == "europassPresentation" || name == "europeanDigitalCredential")
    return XmlKind::credential;
  return std::nullopt;
}

bool is_sealable_xml(std::string_view bytes) {
  if (!without_mark(bytes).starts_with('<')) return false;
  pugi::xml_document document;
  document.load_buffer(bytes.data(), bytes.size(), pugi::parse_minimal, pugi::encoding_utf8);
  return xml_kind_of(document.document_element()).has_value();
}

std::string XmlClaim::issuer() const {
  std::string out;
  for (const auto& names : issuers) out += (out.empty() ? "" : ", ") + names.front();
  return out;
}

XmlClaim xml_claim_of(const pugi::xml_node& root) {
  return xml_kind_of(root) == XmlKind::elmo ? elmo_claim(root) : credential_claim(root);
}

Result<Report> verify_sealed_xml(std::string_view bytes, const VerifierOptions& options, Instant at) {
  const std::string_view xml = without_mark(bytes);
  pugi::xml_document document;
  const auto read = [&](std::string_view text) {
    document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
    return document.document_element();
  };
  if (!xml_kind_of(read(xml)))
    return no_credential("this is XML or HTML of a kind that holds no credential known here",
                         "bring the credential itself");
  auto signatures = proof::verify_xml_signatures(xml, {.anchors = options.anchors, .at = at});
  if (!signatures) return std::move(signatures).error();
  // What is read is what was judged: the content in canonical form, and not the bytes that came.
  const pugi::xml_node root = read(signatures->content);
  const XmlClaim claim = xml_claim_of(root);
  Report out;
  Finding issuer = judge_issuer(issuer_claim_of(claim, *signatures, at), signatures->checks, options, at, Had::asked);
  out.add(integrity_of(signatures->checks, ""));
  out.add(std::move(issuer));
  if (!claim.valid_from.empty() || !claim.valid_until.empty()) {
    json::Arena arena;
    Value dates = Value::object(arena, 2);
    dates.append(arena, "validFrom", arena.string(claim.valid_from));
    dates.append(arena, "validUntil", arena.string(claim.valid_until));
    out.add(check_validity(dates, at));
  }
  return out;
}

}  // namespace credex::credential
