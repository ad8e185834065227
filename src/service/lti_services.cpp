#include "service/lti_services.h"

#include <algorithm>

#include "base/uri.h"
#include "proof/jws.h"
#include "service/id_token.h"
#include "service/tokens.h"

namespace credex::service {
namespace {

using json::Value;

constexpr const char* k_members_type = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
constexpr const char* k_results_type = "application/vnd.ims.lis.v2.resultcontainer+json";
constexpr const char* k_items_type = "application/vnd.ims.lis.v2.lineitemcontainer+json";
constexpr const char* k_item_type = "application/vnd.ims.lis.v2.lineitem+json";
constexpr const char* k_score_type = "application/vnd.ims.lis.v1.score+json";
constexpr std::size_t k_max_pages = 100;
constexpr std::chrono::seconds k_statement_life{300};

/// A further step of an address's path; what follows a '?' stays behind it.
std::string below(const std::string& url, const char* step) {
  const auto query = url.find('?');
  return url.substr(0, query) + step + (query == std::string::npos ? "" : url.substr(query));
}

/// All pages of a container, which is a list or has one under `key`.
template <class Ask, class F>
Result<void> each(Ask&& ask, std::string url, const char* key, F&& f) {
  for (std::size_t page = 0; page < k_max_pages && !url.empty(); ++page) {
    Result<Fetched> fetched = ask(url);
    if (!fetched) return std::move(fetched).error();
    auto document = json::parse(fetched->body, {.max_bytes = 8 << 20});
    if (!document) return std::move(document).error();
    const Value list = *key == '\0' ? document->root : document->root.get(key);
    for (const Value& one : list.items()) f(one);
    url = next_link(fetched->link);
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<crypto::PrivateKey>> lti_key(Platform& platform) {
  const auto kept = [](store::Tx& tx) {
    const auto rows = tx.query("SELECT value FROM setting WHERE name = 'lti_key'");
    return rows.empty() ? std::string{} : rows[0].text(0);
  };
  std::string pem = store::reading(*platform.database, kept);
  if (pem.empty()) {
    auto made = crypto::PrivateKey::generate(crypto::KeyType::rsa);
    if (!made) return made;
    pem = store::writing(*platform.database, [&](store::Tx& tx) {
      if (std::string other = kept(tx); !other.empty()) return other;
      tx.execute("INSERT INTO setting (name, value) VALUES ('lti_key', ?1)", {(*made)->pem()});
      return (*made)->pem();
    });
  }
  return crypto::PrivateKey::from_file_bytes(pem, "");
}

Result<std::string> lti_statement(Platform& platform, json::Arena& arena, const Value& payload) {
  auto key = lti_key(platform);
  if (!key) return std::move(key).error();
  const Instant now = platform.now();
  payload.append(arena, "iat", Value::integer(unix_seconds(now)));
  payload.append(arena, "exp", Value::integer(unix_seconds(now + k_statement_life)));
  payload.append(arena, "jti", arena.string(new_token()));
  const Value header = Value::object(arena, 3);
  header.append(arena, "typ", Value::string("JWT"));
  header.append(arena, "kid", arena.string((*key)->public_key().thumbprint()));
  return proof::sign_compact(header, json::write(payload), **key);
}

Result<std::string> LtiServices::token() {
  if (!token_.empty()) return token_;
  json::Arena arena;
  const Value claims = Value::object(arena, 8);
  claims.append(arena, "iss", arena.string(registration_.client_id));
  claims.append(arena, "sub", arena.string(registration_.client_id));
  claims.append(arena, "aud", arena.string(registration_.token_url));
  auto assertion = lti_statement(platform_, arena, claims);
  if (!assertion) return assertion;
  auto answer =
      fetched_json(platform_, {.url = registration_.token_url,
                               .body = "grant_type=client_credentials&client_assertion_type=" +
                                       percent_encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
                                       "&client_assertion=" + *assertion + "&scope=" + percent_encoded(k_lti_scopes),
                               .content_type = "application/x-www-form-urlencoded",
                               .accept = "application/json"});
  if (!answer) return std::move(answer).error();
  token_ = answer->root.text("access_token");
  if (token_.empty())
    return Error{.code = "service.lti",
                 .message = "the learning system gave no access token",
                 .remedy = "look at the tool's services in its settings there"};
  return token_;
}

Result<Fetched> LtiServices::ask(const std::string& url, const char* accept, const std::string& body,
                                 const char* content_type) {
  auto bearer = token();
  if (!bearer) return std::move(bearer).error();
  return platform_.fetch({.url = url,
                          .body = body,
                          .content_type = content_type,
                          .accept = accept,
                          .headers = {{"Authorization", "Bearer " + *bearer}}});
}

Result<std::vector<LtiMember>> LtiServices::members(const std::string& url) {
  std::vector<LtiMember> out;
  auto done = each([&](const std::string& page) { return ask(page, k_members_type); }, url, "members",
                   [&](const Value& one) {
                     LtiMember member{.subject = std::string{one.text("user_id")},
                                      .name = std::string{one.text("name")},
                                      .given_name = std::string{one.text("given_name")},
                                      .family_name = std::string{one.text("family_name")},
                                      .email = std::string{one.text("email")}};
                     const bool active = one.text("status").empty() || one.text("status") == "Active";
                     for (const Value& role : one.get("roles").items())
                       member.learns = member.learns || (active && role.as_string().ends_with("Learner"));
                     out.push_back(std::move(member));
                   });
  if (!done) return std::move(done).error();
  return out;
}

Result<std::vector<std::pair<std::string, double>>> LtiServices::grades(const std::string& item_url) {
  std::vector<std::pair<std::string, double>> out;
  auto done = each([&](const std::string& page) { return ask(page, k_results_type); }, below(item_url, "/results"), "",
                   [&](const Value& one) {
                     if (!one.get("resultScore").is_number()) return;
                     const Value most = one.get("resultMaximum");
                     const double whole = most.is_number() && most.as_number() > 0 ? most.as_number() : 1;
                     out.emplace_back(one.text("userId"), 100 * one.get("resultScore").as_number() / whole);
                   });
  if (!done) return std::move(done).error();
  return out;
}

Result<std::string> LtiServices::line_item(const std::string& items_url, const std::string& label,
                                           const std::string& tag, const std::string& resource_link_id) {
  std::string found;
  auto done = each([&](const std::string& page) { return ask(page, k_items_type); }, items_url, "",
                   [&](const Value& one) {
                     if (one.text("tag") == tag && found.empty()) found = one.text("id");
                   });
  if (!done) return std::move(done).error();
  if (!found.empty()) return found;
  json::Arena arena;
  const Value item = Value::object(arena, 5);
  item.append(arena, "scoreMaximum", Value::integer(100));
  item.append(arena, "label", arena.string(label));
  item.append(arena, "tag", arena.string(tag));
  item.append(arena, "resourceId", arena.string(resource_link_id));
  auto made = ask(items_url, k_item_type, json::write(item), k_item_type);
  if (!made) return std::move(made).error();
  auto document = json::parse(made->body);
  if (!document) return std::move(document).error();
  return std::string{document->root.text("id")};
}

Result<void> LtiServices::score(const std::string& item_url, const std::string& subject, const std::string& comment) {
  json::Arena arena;
  const Value score = Value::object(arena, 8);
  score.append(arena, "timestamp", arena.string(to_string(platform_.now())));
  score.append(arena, "scoreGiven", Value::integer(100));
  score.append(arena, "scoreMaximum", Value::integer(100));
  score.append(arena, "comment", arena.string(comment));
  score.append(arena, "activityProgress", Value::string("Completed"));
  score.append(arena, "gradingProgress", Value::string("FullyGraded"));
  score.append(arena, "userId", arena.string(subject));
  auto answer = ask(below(item_url, "/scores"), "application/json", json::write(score), k_score_type);
  if (!answer) return std::move(answer).error();
  return {};
}

}  // namespace credex::service
