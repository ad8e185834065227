#include "credential/open_badge_2.h"

#include <algorithm>

#include "base/uri.h"
#include "credential/verify_parts.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::has_type;
using proof::id_of;

constexpr const char* k_open_badge_2_source = "Open Badges 2.0, Verification";

Error bad(std::string message) {
  return Error{.code = "credential.open_badge_2",
               .message = std::move(message),
               .remedy = "ask its issuer whether the badge is still published"};
}

Result<Fetched> had(const Fetch& fetch, const std::string& url) {
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    return bad("\"" + url.substr(0, 100) + "\" is no address");
  return fetch({.url = url, .accept = "application/ld+json, application/json"});
}

/// A member that is an object, or the document at the address that it is.
Result<Value> part(json::Arena& arena, const Value& node, const char* name, const Fetch& fetch) {
  const Value value = node.get(name);
  if (value.is_object()) return value.clone(arena);
  if (!value.is_string()) return bad(std::string{"the badge has no "} + name);
  auto fetched = had(fetch, std::string{value.as_string()});
  if (!fetched) return std::move(fetched).error();
  auto parsed = json::parse_into(arena, arena.copy(fetched->body));
  if (!parsed) return bad("what " + std::string{value.as_string()} + " gives is no JSON");
  if (parsed->text("id") != value.as_string())
    return bad("what " + std::string{value.as_string()} + " gives calls itself " + std::string{parsed->text("id")});
  return parsed;
}

std::string host_of(std::string_view url) { return std::string{split_uri(url).authority.value_or("")}; }

Value verification_of(const Value& assertion) {
  // Version 1 calls it "verify".
  return assertion.find("verification") ? assertion.get("verification") : assertion.get("verify");
}

/// In date, by issuedOn and expires.
Finding validity(const Value& assertion, Instant at) {
  json::Arena arena;
  const Value root = Value::object(arena, 2);
  if (const Value* from = assertion.find("issuedOn")) root.append(arena, "validFrom", *from);
  if (const Value* until = assertion.find("expires")) root.append(arena, "validUntil", *until);
  return check_validity(root, at);
}

Finding data_model(const Value& assertion) {
  Finding out = make_finding("vc.data_model", Outcome::pass, "", "ob2.sound", {}, "Open Badges 2.0, Assertion");
  for (const char* name : {"id", "type", "recipient", "badge", "issuedOn"}) {
    if (assertion.find(name) != nullptr || (std::string_view{name} == "id" && !verification_of(assertion).is_null()))
      continue;
    out.add(make_finding("vc.data_model.rule", Outcome::fail, std::string{"/"} + name, "ob2.missing", {name},
                         "Open Badges 2.0, Assertion"));
    out.message = "ob2.unsound";
  }
  return out;
}

/// Whether two Assertions say the same of what matters.
bool is_same(const Value& a, const Value& b) {
  for (const char* name : {"recipient", "issuedOn", "expires", "evidence"}) {
    if (!json::equal(a.get(name), b.get(name))) return false;
  }
  return id_of(a.get("badge")) == id_of(b.get("badge"));
}

Finding status_of(bool revoked, const std::string& reason) {
  return make_finding("status", revoked ? Outcome::fail : Outcome::pass, "",
                      revoked ? "status.revoked" : "status.not_revoked", {reason.empty() ? "now" : "now: " + reason},
                      k_open_badge_2_source);
}

}  // namespace

bool is_open_badge_2(const Value& root) {
  const auto contexts = json::as_list(root.get("@context"));
  const bool is_of_2 = std::any_of(contexts.begin(), contexts.end(), [](const Value& context) {
    return context.is_string("https://w3id.org/openbadges/v2") || context.is_string("https://w3id.org/openbadges/v1") ||
           context.is_string("https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld");
  });
  return is_of_2 && has_type(root, "Assertion");
}

Result<json::Document> gather_open_badge_2(const Value& assertion, const Fetch& fetch) {
  json::Document out;
  json::Arena& arena = *out.arena;
  out.root = assertion.clone(arena);
  auto badge = part(arena, out.root, "badge", fetch);
  if (!badge) return std::move(badge).error();
  auto issuer = part(arena, *badge, "issuer", fetch);
  if (!issuer) return std::move(issuer).error();
  badge->set(arena, "issuer", *issuer);
  out.root.set(arena, "badge", *badge);
  return out;
}

Result<Contents> award_from_open_badge_2(const Value& root) {
  const Value badge = root.get("badge");
  if (!badge.is_object()) return bad("the badge itself lies elsewhere, and was not fetched");
  const Value issuer = badge.get("issuer");
  Contents out;
  framework::MicroCredential& d = out.definition;
  d.id = badge.text("id");
  d.title = framework::LangText::english(badge.text("name"));
  d.description = framework::LangText::english(badge.text("description"));
  d.version = badge.text("version");
  for (const Value& alignment : json::as_list(badge.get("alignment"))) {
    const std::string url{alignment.text("targetUrl")};
    framework::LearningOutcome outcome{.title = framework::LangText::english(alignment.text("targetName"))};
    if (url.starts_with("http://data.europa.eu/esco/skill/"))
      outcome.esco_skills.push_back({.uri = url, .label = outcome.title});
    if (!outcome.title.empty()) d.outcomes.push_back(std::move(outcome));
  }
  const Value criteria = badge.get("criteria");
  if (const std::string_view words = criteria.text("narrative"); !words.empty())
    d.assessments.push_back({.criteria = std::string{words}});
  d.further_information =
      framework::LangText::english(criteria.is_string() ? criteria.as_string() : criteria.text("id"));
  framework::Organisation& o = d.awarding_body;
  o.id = issuer.is_string() ? issuer.as_string() : issuer.text("id");
  o.legal_name = framework::LangText::english(issuer.text("name"));
  o.homepage = issuer.text("url");
  o.email = issuer.text("email");
  out.issuer_id = o.id;
  out.issuer_name = issuer.text("name");
  Award& award = out.award;
  award.id = root.text("id");
  if (auto issued = parse_instant(root.text("issuedOn"))) award.issued = award.valid_from = *issued;
  award.awarded_on = date_of(award.issued);
  if (auto until = parse_instant(root.text("expires"))) award.valid_until = *until;
  for (const Value& evidence : json::as_list(root.get("evidence"))) award.evidence_url = id_of(evidence);
  const Value recipient = root.get("recipient");
  const Value hashed = recipient.get("hashed");
  const std::string identity{recipient.text("identity")};
  if (hashed.is_boolean() && hashed.as_boolean()) {
    out.losses.push_back({.rule = "convert.loss",
                          .outcome = Outcome::warn,
                          .subject = "/recipient",
                          .message = "convert.hashed_identity",
                          .args = {std::string{recipient.text("type")}},
                          .source = "Open Badges 2.0"});
  } else if (recipient.text("type") == "email") {
    award.learner.email = identity;
  } else {
    award.learner.id = identity;
  }
  return out;
}

Report verify_hosted(const Value& assertion, const Result<json::Document>& gathered, const Fetch& fetch, Instant at) {
  Report out;
  const std::string url{assertion.text("id")};
  auto fetched = had(fetch, url);
  auto published = fetched ? json::parse(fetched->body) : Result<json::Document>{fetched.error()};
  const auto integrity = [&](Outcome outcome, const char* message, std::vector<std::string> args) {
    out.add(make_finding("integrity", outcome, url, message, std::move(args), k_open_badge_2_source));
  };
  const bool is_revoked =
      published && published->root.get("revoked").is_boolean() && published->root.get("revoked").as_boolean();
  const bool differs = published && !is_revoked && !is_same(assertion, published->root);
  if (!published) {
    integrity(Outcome::unknown, "ob2.unreachable", {published.error().message});
  } else if (published->root.text("id") != url || differs) {
    integrity(Outcome::fail, "ob2.differs", {url});
  } else {
    integrity(Outcome::pass, "ob2.hosted", {url});
  }
  if (!gathered) {
    out.add(make_finding("issuer", Outcome::unknown, "", "ob2.no_issuer", {gathered.error().message},
                         k_open_badge_2_source));
  } else {
    const Value issuer = gathered->root.get("badge").get("issuer");
    const std::string id{id_of(issuer)};
    // What is hosted speaks for the issuer whose host it is.
    const bool is_own = !id.empty() && host_of(id) == host_of(url);
    out.add(make_finding("issuer", is_own ? Outcome::pass : Outcome::unknown, id,
                         is_own ? "ob2.same_host" : "ob2.other_host", {host_of(url), id}, k_open_badge_2_source));
  }
  out.add(validity(assertion, at));
  if (published) {
    out.add(status_of(is_revoked, std::string{published->root.text("revocationReason")}));
  } else {
    out.add(make_finding("status", Outcome::unknown, url, "status.unreachable", {published.error().message},
                         k_open_badge_2_source));
  }
  out.add(data_model(assertion));
  return out;
}

Report verify_signed_2(const proof::CompactJws& jws, const Value& assertion, const Result<json::Document>& gathered,
                       const Fetch& fetch, Instant at) {
  Report out;
  const auto add = [&](const char* rule, Outcome outcome, const char* message, std::vector<std::string> args) {
    out.add(make_finding(rule, outcome, std::string{assertion.text("id")}, message, std::move(args),
                         k_open_badge_2_source));
  };
  const auto conclude = [&](const Value& issuer) {
    out.add(validity(assertion, at));
    const std::string list{issuer.text("revocationList")};
    if (list.empty()) {
      out.add(make_finding("status", Outcome::not_applicable, "", "status.none", {}, k_open_badge_2_source));
    } else if (auto fetched = had(fetch, list); !fetched) {
      out.add(make_finding("status", Outcome::unknown, list, "status.unreachable", {fetched.error().message},
                           k_open_badge_2_source));
    } else if (auto revoked = json::parse(fetched->body); !revoked) {
      out.add(make_finding("status", Outcome::unknown, list, "status.list_not_sound", {revoked.error().message},
                           k_open_badge_2_source));
    } else {
      const auto entries = json::as_list(revoked->root.get("revokedAssertions"));
      const auto found = std::find_if(entries.begin(), entries.end(), [&](const Value& entry) {
        const std::string_view id = id_of(entry);
        return (!id.empty() && id == assertion.text("id")) ||
               (!entry.text("uid").empty() && entry.text("uid") == assertion.text("uid"));
      });
      out.add(status_of(found != entries.end(),
                        found == entries.end() ? "" : std::string{found->text("revocationReason")}));
    }
    out.add(data_model(assertion));
    return out;
  };
  json::Arena arena;
  if (!gathered) {
    add("integrity", Outcome::unknown, "integrity.not_checked", {});
    add("issuer", Outcome::unknown, "ob2.no_issuer", {gathered.error().message});
    return conclude(Value::object(arena));
  }
  const Value issuer = gathered->root.get("badge").get("issuer");
  Value creator = verification_of(assertion).get("creator");
  if (creator.is_null()) creator = issuer.get("publicKey");
  const std::string key_url{id_of(creator)};
  const auto listed = json::as_list(issuer.get("publicKey"));
  const bool is_listed =
      std::any_of(listed.begin(), listed.end(), [&](const Value& entry) { return id_of(entry) == key_url; });
  auto document = had(fetch, key_url);
  auto parsed = document ? json::parse(document->body) : Result<json::Document>{document.error()};
  const auto certificate_key = [&]() -> Result<crypto::PublicKey> {
    if (!parsed) return std::move(parsed).error();
    if (parsed->root.text("owner") != id_of(issuer))
      return bad("the key is of " + std::string{parsed->root.text("owner")});
    return crypto::PublicKey::from_pem(std::string{parsed->root.text("publicKeyPem")});
  };
  auto key = certificate_key();
  const auto algorithm = crypto::algorithm_from(jws.header.root.text("alg"));
  if (!key || !algorithm) {
    add("integrity", Outcome::unknown, "integrity.not_checked", {});
    add("issuer", Outcome::unknown, "ob2.no_key", {key ? "alg" : key.error().message});
    return conclude(issuer);
  }
  const bool good =
      crypto::fits(key->type(), *algorithm) && key->verify(*algorithm, as_bytes(jws.signing_input), jws.signature);
  add("integrity", good ? Outcome::pass : Outcome::fail, good ? "integrity.authentic" : "integrity.altered", {});
  if (!good) {
    add("issuer", Outcome::unknown, "issuer.altered", {});
  } else {
    add("issuer", is_listed ? Outcome::pass : Outcome::unknown, is_listed ? "issuer.own_key" : "issuer.other_signer",
        {std::string{id_of(issuer)}, key_url});
  }
  return conclude(issuer);
}

}  // namespace credex::credential
