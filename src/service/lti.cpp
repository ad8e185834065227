#include "service/lti.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/uri.h"
#include "crypto/random.h"
#include "proof/jws.h"
#include "service/definitions.h"
#include "service/id_token.h"
#include "service/lti_services.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

constexpr const char* k_claim = "https://purl.imsglobal.org/spec/lti/claim/";
constexpr const char* k_deep_claim = "https://purl.imsglobal.org/spec/lti-dl/claim/";
constexpr const char* k_configuration = "https://purl.imsglobal.org/spec/lti-tool-configuration";
constexpr std::chrono::minutes k_login_life{10};
constexpr std::chrono::hours k_visit_life{2};

Error launch_refused(std::string message, std::string remedy) {
  return Error{.code = "service.lti", .message = std::move(message), .remedy = std::move(remedy)};
}

Value claim(const Value& claims, const char* name) { return claims.get(std::string{k_claim} + name); }

/// scheme://host:port of an address.
std::string origin_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return {};
  return std::string{url.substr(0, url.find('/', host + 3))};
}

Result<void> judged(const Platform& platform, const LtiPlatformFacts& facts) {
  if (facts.name.empty() || facts.name.size() > 200)
    return invalid("the learning system needs a name of at most 200 characters", "name", "write how people call it");
  if (facts.client_id.empty() || facts.client_id.size() > 500)
    return invalid("the client id is missing", "client_id", "copy it from the learning system");
  for (const auto& [url, field] : {std::pair{&facts.issuer, "issuer"},
                                   {&facts.auth_url, "auth_url"},
                                   {&facts.token_url, "token_url"},
                                   {&facts.keys_url, "keys_url"}}) {
    const bool is_plain = url->starts_with("http://") && !platform.settings.names_issuers();
    if ((!url->starts_with("https://") && !is_plain) || url->size() > 1000)
      return invalid("'" + url->substr(0, 80) + "' is no web address", field, "begin with https://");
  }
  return {};
}

Result<store::LtiPlatform> keep(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                const LtiPlatformFacts& facts) {
  if (auto good = judged(platform, facts); !good) return std::move(good).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::LtiPlatform> {
    if (store::count(tx, "lti_platform WHERE issuer = ?1 AND client_id = ?2", {facts.issuer, facts.client_id}) > 0)
      return conflict("this learning system is registered already with this client id", "take the other entry out");
    store::LtiPlatform made{.id = new_id(platform.now()),
                            .organisation_id = organisation_id,
                            .name = facts.name,
                            .issuer = facts.issuer,
                            .client_id = facts.client_id,
                            .deployment_id = facts.deployment_id,
                            .auth_url = facts.auth_url,
                            .token_url = facts.token_url,
                            .keys_url = facts.keys_url,
                            .created = platform.now()};
    store::insert(tx, made);
    audit(tx, platform, actor, "lti.register", organisation_id, made.id, facts.issuer);
    return made;
  });
}

std::string registration_secret(const Platform& platform, const std::string& organisation_id) {
  return derived_token(platform.secret, "lti registration " + organisation_id);
}

/// What the tool is, for a learning system that registers it (LTI Dynamic Registration 1.0, section 3.5).
std::string tool_description(const Platform& platform) {
  json::Arena arena;
  const Value out = Value::object(arena, 12);
  const std::string launch = platform.url("/lti/launch");
  out.append(arena, "application_type", Value::string("web"));
  out.append(arena, "client_name", Value::string("CREDEX"));
  out.append(arena, "response_types", json::texts(arena, {"id_token"}));
  out.append(arena, "grant_types", json::texts(arena, {"implicit", "client_credentials"}));
  out.append(arena, "initiate_login_uri", arena.string(platform.url("/lti/login")));
  out.append(arena, "redirect_uris", json::texts(arena, std::vector{launch}));
  out.append(arena, "jwks_uri", arena.string(platform.url("/lti/jwks")));
  out.append(arena, "token_endpoint_auth_method", Value::string("private_key_jwt"));
  out.append(arena, "scope", Value::string(k_lti_scopes));
  const Value tool = Value::object(arena, 5);
  std::string domain = origin_of(platform.settings.public_url);
  domain = domain.substr(domain.find("://") + 3);
  tool.append(arena, "domain", arena.string(domain));
  tool.append(arena, "target_link_uri", arena.string(launch));
  tool.append(arena, "claims", json::texts(arena, {"iss", "sub", "name", "given_name", "family_name", "email"}));
  const Value messages = Value::array(arena, 2);
  for (const char* type : {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"}) {
    const Value message = Value::object(arena, 3);
    message.append(arena, "type", Value::string(type));
    message.append(arena, "target_link_uri", arena.string(launch));
    message.append(arena, "label", Value::string("Micro-credential"));
    messages.push(arena, message);
  }
  tool.append(arena, "messages", messages);
  out.append(arena, k_configuration, tool);
  return json::write(out);
}

/// The visit as what its pages carry, with a sign that it is ours.
std::string visit_token(const Platform& platform, const LtiVisit& visit) {
  json::Arena arena;
  const Value out = Value::object(arena, 10);
  const auto put = [&](const char* key, const std::string& text) { out.append(arena, key, arena.string(text)); };
  put("platform", visit.registration.id);
  put("course", visit.course.id);
  put("subject", visit.subject);
  put("return", visit.return_url);
  put("data", visit.data);
  put("deployment", visit.deployment);
  out.append(arena, "teaches", Value::boolean(visit.teaches));
  out.append(arena, "link", Value::boolean(visit.makes_link));
  out.append(arena, "until", Value::integer(unix_seconds(platform.now() + k_visit_life)));
  const std::string words = base64url(as_bytes(json::write(out)));
  return words + "." + derived_token(platform.secret, "lti visit " + words);
}

bool is_teacher(const Value& roles) {
  const auto all = roles.items();
  return std::any_of(all.begin(), all.end(), [](const Value& role) {
    const std::string_view text = role.as_string();
    return text.ends_with("#Instructor") || text.ends_with("membership#Administrator") ||
           text.ends_with("#ContentDeveloper") || text == "Instructor" || text == "ContentDeveloper";
  });
}

/// The course of this link, with the services as the launch names them.
store::LtiCourse course_of(store::Tx& tx, const Platform& platform, const LtiVisit& visit, const Value& claims) {
  const std::string link{claim(claims, "resource_link").text("id")};
  auto known =
      store::find_one<store::LtiCourse>(tx, "platform_id = ?1 AND deployment_id = ?2 AND resource_link_id = ?3",
                                        {visit.registration.id, visit.deployment, link});
  store::LtiCourse out = known.value_or(store::LtiCourse{.id = new_id(platform.now()),
                                                         .platform_id = visit.registration.id,
                                                         .organisation_id = visit.registration.organisation_id,
                                                         .deployment_id = visit.deployment,
                                                         .resource_link_id = link,
                                                         .created = platform.now()});
  const Value context = claim(claims, "context");
  out.context_id = context.text("id");
  out.title = context.text("title").empty() ? context.text("label") : context.text("title");
  if (out.title.empty()) out.title = claim(claims, "resource_link").text("title");
  out.title = utf8_prefix(out.title, 300);
  const Value members = claims.get("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice");
  const Value grades = claims.get("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint");
  out.members_url = members.text("context_memberships_url");
  out.item_url = grades.text("lineitem");
  out.items_url = grades.text("lineitems");
  // What was chosen when the link was made.
  const std::string wished{claim(claims, "custom").text("definition")};
  if (out.definition_id.empty() && !wished.empty()) {
    auto definition = published_definition(tx, wished);
    if (definition && definition->record.organisation_id == out.organisation_id) out.definition_id = wished;
  }
  if (known) {
    store::update(tx, out);
  } else {
    store::insert(tx, out);
  }
  return out;
}

}  // namespace

Result<store::LtiPlatform> register_lti(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const LtiPlatformFacts& facts) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return std::move(allowed).error();
  return keep(platform, actor, organisation_id, facts);
}

Result<void> remove_lti(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto known = store::find_one<store::LtiPlatform>(tx, "id = ?1", {id});
    if (!known || !may(actor, "organisation.api", known->organisation_id)) return not_found("this learning system");
    tx.execute("DELETE FROM lti_award WHERE course_id IN (SELECT id FROM lti_course WHERE platform_id = ?1)", {id});
    tx.execute("DELETE FROM lti_course WHERE platform_id = ?1", {id});
    tx.execute("DELETE FROM lti_platform WHERE id = ?1", {id});
    audit(tx, platform, actor, "lti.remove", known->organisation_id, id, known->issuer);
    return {};
  });
}

Result<std::vector<LtiView>> lti_of(Platform& platform, const Actor& actor, const std::string& organisation_id) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<LtiView> out;
    for (store::LtiPlatform& one :
         store::find<store::LtiPlatform>(tx, "organisation_id = ?1 ORDER BY id", {organisation_id})) {
      LtiView view{.record = std::move(one)};
      view.courses = store::find<store::LtiCourse>(tx, "platform_id = ?1 ORDER BY id DESC LIMIT 200", {view.record.id});
      out.push_back(std::move(view));
    }
    return out;
  });
}

std::string lti_registration_url(const Platform& platform, const store::Organisation& organisation) {
  return platform.url("/lti/register/" + organisation.slug + "/" + registration_secret(platform, organisation.id));
}

Result<store::LtiPlatform> register_lti_itself(Platform& platform, const std::string& slug, const std::string& secret,
                                               const std::string& configuration_url,
                                               const std::string& registration_token) {
  const auto organisation = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::Organisation>(tx, "slug = ?1", {slug}); });
  if (!organisation || !crypto::equal_secrets(secret, registration_secret(platform, organisation->id)))
    return not_found("this address");
  auto about = fetched_json(platform, {.url = configuration_url, .accept = "application/json"});
  if (!about) return std::move(about).error();
  const Value& root = about->root;
  // Who describes itself must be who it says (LTI Dynamic Registration 1.0, section 3.5.1).
  if (origin_of(root.text("issuer")).empty() || origin_of(root.text("issuer")) != origin_of(configuration_url))
    return launch_refused("the learning system calls itself " + std::string{root.text("issuer")} +
                              ", and is found at " + origin_of(configuration_url),
                          "ask its administrator");
  FetchRequest request{.url = std::string{root.text("registration_endpoint")},
                       .body = tool_description(platform),
                       .content_type = "application/json",
                       .accept = "application/json"};
  if (!registration_token.empty()) request.headers.emplace_back("Authorization", "Bearer " + registration_token);
  auto answer = fetched_json(platform, request);
  if (!answer) return std::move(answer).error();
  const Value product = root.get("https://purl.imsglobal.org/spec/lti-platform-configuration");
  std::string name{product.text("product_family_code")};
  name = (name.empty() ? "" : name + ", ") + origin_of(root.text("issuer"));
  return keep(platform, {}, organisation->id,
              {.name = name,
               .issuer = std::string{root.text("issuer")},
               .client_id = std::string{answer->root.text("client_id")},
               .deployment_id = std::string{answer->root.get(k_configuration).text("deployment_id")},
               .auth_url = std::string{root.text("authorization_endpoint")},
               .token_url = std::string{root.text("token_endpoint")},
               .keys_url = std::string{root.text("jwks_uri")}});
}

Result<std::string> lti_keys(Platform& platform) {
  auto key = lti_key(platform);
  if (!key) return std::move(key).error();
  json::Arena arena;
  return json::write(proof::jwk_set(arena, (*key)->public_key(), "sig", "RS256"));
}

Result<LtiRedirect> begin_lti(Platform& platform, const LtiLogin& login) {
  if (login.issuer.empty() || login.login_hint.empty())
    return launch_refused("this is no beginning of a launch", "open the link in the course again");
  if (!login.target.empty() && !login.target.starts_with(platform.url("/")))
    return launch_refused("the link leads to another address than this tool's", "look at the tool's settings there");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<LtiRedirect> {
    auto known = login.client_id.empty() ? store::find<store::LtiPlatform>(tx, "issuer = ?1", {login.issuer})
                                         : store::find<store::LtiPlatform>(tx, "issuer = ?1 AND client_id = ?2",
                                                                           {login.issuer, login.client_id});
    if (known.size() != 1)
      return launch_refused(known.empty() ? "this learning system is not registered here"
                                          : "the learning system does not say which of its registrations this is",
                            "an administrator registers it under Learning systems");
    const std::string nonce = new_token();
    LtiRedirect out{.state = new_token()};
    json::Arena arena;
    const Value data = Value::object(arena, 2);
    data.append(arena, "platform", arena.string(known[0].id));
    data.append(arena, "nonce", arena.string(nonce));
    store::insert(
        tx,
        store::Challenge{
            .value = out.state, .purpose = "lti", .data = json::write(data), .expires = platform.now() + k_login_life});
    out.url = known[0].auth_url + (known[0].auth_url.find('?') == std::string::npos ? "?" : "&") +
              "scope=openid&response_type=id_token&response_mode=form_post&prompt=none&client_id=" +
              percent_encoded(known[0].client_id) + "&redirect_uri=" + percent_encoded(platform.url("/lti/launch")) +
              "&login_hint=" + percent_encoded(login.login_hint) + "&state=" + out.state + "&nonce=" + nonce;
    if (!login.message_hint.empty()) out.url += "&lti_message_hint=" + percent_encoded(login.message_hint);
    return out;
  });
}

Result<LtiVisit> launched(Platform& platform, const std::string& id_token, const std::string& state) {
  constexpr const char* k_again = "open the link in the course again";
  auto asked = store::writing(*platform.database, [&](store::Tx& tx) {
    auto found = store::find_one<store::Challenge>(tx, "value = ?1 AND purpose = 'lti'", {state});
    tx.execute("DELETE FROM challenge WHERE value = ?1 AND purpose = 'lti'", {state});
    return found;
  });
  if (!asked || asked->expires < platform.now())
    return launch_refused("this launch was used already, took too long, or did not begin here", k_again);
  auto data = json::parse(asked->data);
  if (!data) return std::move(data).error();
  auto registration = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::LtiPlatform>(tx, "id = ?1", {std::string{data->root.text("platform")}});
  });
  if (!registration)
    return launch_refused("this learning system is not registered here any more", "ask an administrator");
  auto token = verified_id_token(platform, id_token,
                                 {.keys_url = registration->keys_url,
                                  .issuer = registration->issuer,
                                  .client = registration->client_id,
                                  .nonce = std::string{data->root.text("nonce")},
                                  .remedy = k_again});
  if (!token) return std::move(token).error();
  const Value& claims = token->root;
  LtiVisit out{.registration = std::move(*registration),
               .subject = std::string{claims.text("sub")},
               .deployment = std::string{claim(claims, "deployment_id").as_string()}};
  const std::string_view type = claim(claims, "message_type").as_string();
  if (claim(claims, "version").as_string() != "1.3.0") return launch_refused("this is no launch of LTI 1.3", k_again);
  if (out.deployment.empty() ||
      (!out.registration.deployment_id.empty() && out.deployment != out.registration.deployment_id))
    return launch_refused("the launch is of another deployment of this tool",
                          "look at the deployment id there and here");
  out.teaches = is_teacher(claim(claims, "roles"));
  if (type == "LtiDeepLinkingRequest") {
    const Value settings = claims.get(std::string{k_deep_claim} + "deep_linking_settings");
    out.makes_link = true;
    out.return_url = settings.text("deep_link_return_url");
    out.data = settings.text("data");
    if (out.return_url.empty()) return launch_refused("the launch does not say where the link goes", k_again);
    if (!out.teaches) return launch_refused("links are made by who teaches", "ask a teacher of the course");
  } else if (type == "LtiResourceLinkRequest") {
    if (claim(claims, "resource_link").text("id").empty())
      return launch_refused("the launch does not say from which link it comes", k_again);
    if (out.subject.empty())
      return launch_refused("the launch does not say who comes", "look at the tool's privacy there");
    out.course =
        store::writing(*platform.database, [&](store::Tx& tx) { return course_of(tx, platform, out, claims); });
  } else {
    return launch_refused("a launch of this kind is not taken: " + std::string{type.substr(0, 60)}, k_again);
  }
  out.token = visit_token(platform, out);
  return out;
}

Result<LtiVisit> lti_visit(Platform& platform, const std::string& token) {
  constexpr const char* k_again = "open the link in the course again";
  const auto dot = token.find('.');
  const std::string words = token.substr(0, dot);
  if (dot == std::string::npos ||
      !crypto::equal_secrets(token.substr(dot + 1), derived_token(platform.secret, "lti visit " + words)))
    return launch_refused("this page was not made here", k_again);
  auto bytes = from_base64url(words);
  if (!bytes) return std::move(bytes).error();
  auto said = json::parse(as_text(*bytes));
  if (!said) return std::move(said).error();
  const Value& root = said->root;
  if (root.get("until").as_number() < static_cast<double>(unix_seconds(platform.now())))
    return launch_refused("this page is too old", k_again);
  LtiVisit out{.teaches = root.get("teaches").as_boolean(),
               .makes_link = root.get("link").as_boolean(),
               .subject = std::string{root.text("subject")},
               .return_url = std::string{root.text("return")},
               .data = std::string{root.text("data")},
               .deployment = std::string{root.text("deployment")},
               .token = token};
  const bool is_there = store::reading(*platform.database, [&](store::Tx& tx) {
    auto registration = store::find_one<store::LtiPlatform>(tx, "id = ?1", {std::string{root.text("platform")}});
    auto course = store::find_one<store::LtiCourse>(tx, "id = ?1", {std::string{root.text("course")}});
    if (!registration || (!course && !out.makes_link)) return false;
    out.registration = std::move(*registration);
    if (course) out.course = std::move(*course);
    return true;
  });
  if (!is_there) return launch_refused("this learning system is not registered here any more", "ask an administrator");
  return out;
}

Result<std::string> deep_link_answer(Platform& platform, const LtiVisit& visit, const std::string& definition_id) {
  auto definition = published_definition(platform, definition_id);
  if (!definition || definition->record.organisation_id != visit.registration.organisation_id)
    return not_found("this micro-credential");
  json::Arena arena;
  const std::string& title = definition->content.title.any();
  const Value custom = Value::object(arena, 1);
  custom.append(arena, "definition", arena.string(definition_id));
  const Value item = Value::object(arena, 3);
  item.append(arena, "scoreMaximum", Value::integer(100));
  item.append(arena, "label", arena.string(title));
  const Value link = Value::object(arena, 6);
  link.append(arena, "type", Value::string("ltiResourceLink"));
  link.append(arena, "title", arena.string(title));
  link.append(arena, "url", arena.string(platform.url("/lti/launch")));
  link.append(arena, "custom", custom);
  link.append(arena, "lineItem", item);
  const Value items = Value::array(arena, 1);
  items.push(arena, link);
  const Value payload = Value::object(arena, 12);
  payload.append(arena, "iss", arena.string(visit.registration.client_id));
  payload.append(arena, "aud", arena.string(visit.registration.issuer));
  payload.append(arena, "nonce", arena.string(new_token()));
  payload.append(arena, arena.copy(std::string{k_claim} + "message_type"), Value::string("LtiDeepLinkingResponse"));
  payload.append(arena, arena.copy(std::string{k_claim} + "version"), Value::string("1.3.0"));
  payload.append(arena, arena.copy(std::string{k_claim} + "deployment_id"), arena.string(visit.deployment));
  payload.append(arena, arena.copy(std::string{k_deep_claim} + "content_items"), items);
  if (!visit.data.empty())
    payload.append(arena, arena.copy(std::string{k_deep_claim} + "data"), arena.string(visit.data));
  return lti_statement(platform, arena, payload);
}

}  // namespace credex::service
