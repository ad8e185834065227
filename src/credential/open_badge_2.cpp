#include "credential/open_badge_2.h"

#include <algorithm>

#include "base/uri.h"
#include "credential/issuer.h"
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

constexpr int k_deepest = 8;

/// Whether a file says nothing that differs from what a server gives: every member of it is there too. What the server
/// has besides (evidence that came later, a revocation) is no difference. An object in the file may stand for the
/// address of it that the server gives, of which the rest was gathered.
bool says_the_same(const Value& file, const Value& server, int depth = 0) {
  if (depth > k_deepest) return false;
  if (file.is_string() && server.is_object()) return file.as_string() == id_of(server);
  if (!file.is_object() || !server.is_object()) return json::equal(file, server);
  for (const json::Member& member : file.members()) {
    if (member.key == "@context" || member.key == "verification" || member.key == "verify") continue;
    const Value there = server.get(member.key);
    if (member.key == "evidence") {
      const auto list = json::as_list(there);
      for (const Value& one : json::as_list(member.value)) {
        if (std::none_of(list.begin(), list.end(),
                         [&](const Value& other) { return says_the_same(one, other, depth + 1); }))
          return false;
      }
    } else if (!says_the_same(member.value, there, depth + 1)) {
      return false;
    }
  }
  return true;
}

/// BadgeClass and Profile, each from its own address; what is embedded counts where it was given by `host`, which is
/// empty for what somebody sent.
Result<Value> own_part(json::Arena& arena, const Value& node, const char* name, const std::string& host,
                       const Fetch& fetch) {
  const Value value = node.get(name);
  if (!value.is_object()) return part(arena, node, name, fetch);
  const std::string id{id_of(value)};
  if (!host.empty() && (host_of(id) == host || !id.starts_with("http"))) return value.clone(arena);
  const Value by_address = Value::object(arena, 1);
  by_address.append(arena, name, arena.string(id));
  return part(arena, by_address, name, fetch);
}

Result<json::Document> gather_own(const Value& assertion, const std::string& host, const Fetch& fetch) {
  json::Document out;
  json::Arena& arena = *out.arena;
  out.root = assertion.clone(arena);
  auto badge = own_part(arena, out.root, "badge", host, fetch);
  if (!badge) return std::move(badge).error();
  const std::string badge_host = host_of(id_of(*badge));
  auto issuer = own_part(arena, *badge, "issuer", badge_host.empty() ? host : badge_host, fetch);
  if (!issuer) return std::move(issuer).error();
  badge->set(arena, "issuer", *issuer);
  out.root.set(arena, "badge", *badge);
  return out;
}

IssuerClaim claim_of(const Value& issuer, const Value& assertion, Instant at) {
  IssuerClaim out{.id = std::string{id_of(issuer)}, .name = std::string{issuer.text("name")}, .sealed = at};
  if (const auto issued = parse_instant(assertion.text("issuedOn")); issued && *issued <= at) out.sealed = *issued;
  return out;
}

/// Whether the issuer's Profile lets Assertions stand at that address.
Finding hosting(const Value& issuer, const std::string& url) {
  const std::string id{id_of(issuer)};
  const auto answer = [&](Outcome outcome, const char* message) {
    return make_finding("issuer.key", outcome, id, message, {host_of(url), id}, k_open_badge_2_source);
  };
  const Value rules = verification_of(issuer);
  const auto texts = [&](const char* name) {
    std::vector<std::string> out;
    for (const Value& one : json::as_list(rules.get(name))) {
      if (one.is_string()) out.emplace_back(one.as_string());
    }
    return out;
  };
  const auto starts = texts("startsWith");
  if (!starts.empty() &&
      std::none_of(starts.begin(), starts.end(), [&](const std::string& one) { return url.starts_with(one); }))
    return answer(Outcome::fail, "ob2.other_place");
  const auto origins = texts("allowedOrigins");
  const auto is_origin = [&](const std::string& one) {
    return one == host_of(url) || (one.find("://") != std::string::npos && host_of(one) == host_of(url));
  };
  const bool is_own = origins.empty() ? !id.empty() && host_of(id) == host_of(url)
                                      : std::any_of(origins.begin(), origins.end(), is_origin);
  return answer(is_own ? Outcome::pass : Outcome::unknown, is_own ? "ob2.same_host" : "ob2.other_host");
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

OpenBadge2Judgement verify_hosted(const Value& assertion, const Fetch& fetch, Instant at,
                                  const VerifierOptions& options, Had had_from) {
  OpenBadge2Judgement judged;
  Report& out = judged.report;
  const std::string url{assertion.text("id")};
  const auto integrity = [&](Outcome outcome, const char* message, std::vector<std::string> args) {
    out.add(make_finding("integrity", outcome, url, message, std::move(args), k_open_badge_2_source));
  };
  const auto issuer_unknown = [&](const char* message, std::vector<std::string> args) {
    out.add(issuer_of({.id = {}, .name = {}, .sealed = at},
                      make_finding("issuer.key", Outcome::unknown, "", message, std::move(args), k_open_badge_2_source),
                      make_finding("issuer.organisation", Outcome::unknown, "", message, {}, k_open_badge_2_source)));
  };
  const auto conclude = [&](const Value& of) {
    out.add(validity(of, at));
    out.add(data_model(of));
    return std::move(judged);
  };
  if (had_from == Had::bundled) {
    // Nobody signed it, and no server was asked.
    integrity(Outcome::unknown, "ob2.as_bundled", {url});
    issuer_unknown("ob2.as_bundled", {url});
    out.add(make_finding("status", Outcome::unknown, url, "ob2.as_bundled", {url}, k_open_badge_2_source));
    return conclude(assertion);
  }
  auto fetched = had(fetch, url);
  auto published = fetched ? json::parse(fetched->body) : Result<json::Document>{fetched.error()};
  if (!published) {
    integrity(Outcome::unknown, "ob2.unreachable", {published.error().message});
    issuer_unknown("ob2.no_issuer", {published.error().message});
    out.add(make_finding("status", Outcome::unknown, url, "status.unreachable", {published.error().message},
                         k_open_badge_2_source));
    return conclude(assertion);
  }
  const Value revoked = published->root.get("revoked");
  const bool is_revoked = revoked.is_boolean() && revoked.as_boolean();
  const auto status = [&] { out.add(status_of(is_revoked, std::string{published->root.text("revocationReason")})); };
  // A server may answer for what is revoked with that alone (2.0, "Revoking a Badge").
  const bool is_whole = published->root.find("badge") != nullptr;
  auto whole = is_whole || !is_revoked
                   ? gather_own(published->root, host_of(url), fetch)
                   : Result<json::Document>{bad("the badge is revoked, and its server says no more")};
  const bool differs = published->root.text("id") != url ||
                       (is_whole && !says_the_same(assertion, whole ? whole->root : published->root));
  if (differs && !whole) {
    // What the file has embedded could not be compared with what its own address gives.
    integrity(Outcome::unknown, "ob2.unreachable", {whole.error().message});
  } else {
    integrity(differs ? Outcome::fail : Outcome::pass, differs ? "ob2.differs" : "ob2.hosted", {url});
  }
  if (!whole) {
    issuer_unknown("ob2.no_issuer", {whole.error().message});
    status();
    return conclude(assertion);
  }
  const Value issuer = whole->root.get("badge").get("issuer");
  const IssuerClaim claim = claim_of(issuer, whole->root, at);
  Finding key = hosting(issuer, url);
  // The server speaks for the issuer whose host it is, or who says so.
  Finding organisation =
      key.outcome == Outcome::pass
          ? judge_organisation(claim, host_of(url), options, at)
          : make_finding("issuer.organisation", Outcome::unknown, claim.id, "issuer.organisation.nobody",
                         {claim.name.empty() ? claim.id : claim.name}, k_open_badge_2_source);
  out.add(issuer_of(claim, std::move(key), std::move(organisation)));
  status();
  judged.published = std::move(*whole);
  return conclude(judged.published->root);
}

OpenBadge2Judgement verify_signed_2(const proof::CompactJws& jws, const Value& assertion, const Fetch& fetch,
                                    Instant at, const VerifierOptions& options, Had had_from) {
  OpenBadge2Judgement judged;
  Report& out = judged.report;
  const std::string subject{assertion.text("id")};
  const auto integrity = [&](Outcome outcome, const char* message) {
    out.add(make_finding("integrity", outcome, subject, message, {}, k_open_badge_2_source));
  };
  const auto issuer_unknown = [&](const IssuerClaim& claim, const char* message, std::vector<std::string> args) {
    out.add(issuer_of(claim,
                      make_finding("issuer.key", Outcome::unknown, claim.id, message, args, k_open_badge_2_source),
                      make_finding("issuer.organisation", Outcome::unknown, claim.id, "issuer.organisation.nobody",
                                   {claim.name.empty() ? claim.id : claim.name}, k_open_badge_2_source)));
  };
  const auto conclude = [&](const Value& issuer) {
    out.add(validity(assertion, at));
    const std::string list{issuer.text("revocationList")};
    if (list.empty()) {
      out.add(make_finding("status", Outcome::not_applicable, "", "status.none", {}, k_open_badge_2_source));
    } else if (had_from == Had::bundled) {
      out.add(make_finding("status", Outcome::unknown, list, "ob2.as_bundled", {list}, k_open_badge_2_source));
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
    return std::move(judged);
  };
  json::Arena arena;
  // What the token embeds is its signer's word: the Profile is had from its own address.
  auto whole = gather_own(assertion, "", fetch);
  if (!whole) {
    integrity(Outcome::unknown, "integrity.not_checked");
    issuer_unknown({.id = {}, .name = {}, .sealed = at}, "ob2.no_issuer", {whole.error().message});
    return conclude(Value::object(arena));
  }
  const Value issuer = whole->root.get("badge").get("issuer");
  const IssuerClaim claim = claim_of(issuer, assertion, at);
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
  const bool good = key && algorithm && crypto::fits(key->type(), *algorithm) &&
                    key->verify(*algorithm, as_bytes(jws.signing_input), jws.signature);
  if (!key || !algorithm) {
    integrity(Outcome::unknown, "integrity.not_checked");
    issuer_unknown(claim, "ob2.no_key", {key ? "alg" : key.error().message});
  } else if (!good) {
    integrity(Outcome::fail, "integrity.altered");
    issuer_unknown(claim, "issuer.altered", {});
  } else {
    integrity(Outcome::pass, "integrity.authentic");
    if (had_from == Had::bundled) {
      issuer_unknown(claim, "ob2.as_bundled", {claim.id});
    } else if (!is_listed) {
      issuer_unknown(claim, "issuer.other_signer", {key_url, claim.id});
    } else {
      out.add(issuer_of(
          claim,
          make_finding("issuer.key", Outcome::pass, claim.id, "issuer.key.document", {claim.id}, k_open_badge_2_source),
          judge_organisation(claim, host_of(claim.id), options, at)));
    }
  }
  judged.published = std::move(*whole);
  return conclude(judged.published->root.get("badge").get("issuer"));
}

}  // namespace credex::credential
