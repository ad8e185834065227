// Whose a key is that names another as its controller: its own document's word is not enough.
#include <map>

#include "proof/did.h"
#include "support.h"

namespace credex::proof {
namespace {

struct ControllerCase {
  const char* label;
  const char* key;         ///< that is looked for
  const char* controller;  ///< that the key's document names
  const char* theirs;      ///< what the controller's address answers; empty: nothing
  KeyState want;
  const char* words;  ///< of why it is not theirs
};

constexpr const char* k_method = "did:web:sign.example#k1";
constexpr const char* k_address = "https://keys.example/k.json";

std::string replaced_did(std::string text, std::string_view did) {
  for (std::size_t at = 0; (at = text.find("DID", at)) != std::string::npos; at += did.size()) text.replace(at, 3, did);
  return text;
}

class Controllers : public testing::TestWithParam<ControllerCase> {};

TEST_P(Controllers, are_asked_whether_a_key_is_theirs) {
  const ControllerCase& c = GetParam();
  const auto key = test::must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
  const std::string material =
      R"("publicKeyMultibase": ")" + key->public_key().multikey() + R"(", "controller": ")" + c.controller + R"(")";
  const std::map<std::string, std::string> web{
      {"https://sign.example/.well-known/did.json",
       R"({"id": "did:web:sign.example", "verificationMethod": [{"id": "did:web:sign.example#k1", "type": "Multikey", )" +
           material + R"(}], "assertionMethod": ["#k1"]})"},
      {k_address, R"({"id": "https://keys.example/k.json", "type": "Multikey", )" + material + "}"},
      {"https://school.example/.well-known/did.json", c.theirs},
      {"https://school.example/controller", c.theirs}};
  int asked = 0;
  KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
    ++asked;
    if (request.url.starts_with("https://10."))
      return Error{.code = "fetch.refused", .message = "10.0.0.1 is a private address"};
    const auto found = web.find(request.url);
    if (found == web.end() || found->second.empty())
      return Error{.code = "fetch.failed", .message = "nothing is there"};
    return Fetched{.body = found->second};
  }};
  const KeyLookup& found = keys.find(c.key, "assertionMethod");
  EXPECT_EQ(found.state, c.want) << found.detail;
  EXPECT_NE(found.detail.find(c.words), std::string::npos) << found.detail;
  if (c.want == KeyState::found) {
    EXPECT_EQ(found.method.controller, c.controller);
  }
  EXPECT_LE(asked, 2) << "a chain of controllers is not followed";
}

INSTANTIATE_TEST_SUITE_P(
    Table, Controllers,
    testing::Values(
        ControllerCase{"itself", k_method, "did:web:sign.example", "", KeyState::found, ""},
        ControllerCase{"lists_it", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "assertionMethod": ["did:web:sign.example#k1"]})",
                       KeyState::found, ""},
        ControllerCase{"lists_it_whole", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "assertionMethod": [{"id": "did:web:sign.example#k1"}]})",
                       KeyState::found, ""},
        ControllerCase{
            "lists_an_address", k_address, "https://school.example/controller",
            R"({"id": "https://school.example/controller", "assertionMethod": ["https://keys.example/k.json"]})",
            KeyState::found, ""},
        ControllerCase{"never_asked_to_be", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "assertionMethod": ["#own"]})", KeyState::not_listed,
                       "does not list it for assertionMethod"},
        ControllerCase{"own_key_of_that_name", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "assertionMethod": ["#k1"]})", KeyState::not_listed,
                       "does not list it"},
        ControllerCase{"address_never_asked_to_be", k_address, "https://school.example/controller",
                       R"({"id": "https://school.example/controller"})", KeyState::not_listed, "does not list it"},
        ControllerCase{"for_another_purpose", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "authentication": ["did:web:sign.example#k1"]})",
                       KeyState::not_listed, "does not list it for assertionMethod"},
        ControllerCase{"of_another", k_method, "did:web:school.example",
                       R"({"id": "did:web:other.example", "assertionMethod": ["did:web:sign.example#k1"]})",
                       KeyState::not_listed, "does not list it"},
        ControllerCase{"in_a_circle", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "controller": "did:web:sign.example",
                           "verificationMethod": [{"id": "did:web:school.example#k", "controller": "did:web:sign.example"}]})",
                       KeyState::not_listed, "does not list it"},
        ControllerCase{"not_there", k_method, "did:web:school.example", "", KeyState::unreachable,
                       "controller's document could not be had"},
        ControllerCase{"no_json", k_method, "did:web:school.example", "<html>", KeyState::unreachable, "no JSON"},
        ControllerCase{"a_list_that_is_none", k_method, "did:web:school.example",
                       R"({"id": "did:web:school.example", "assertionMethod": {"did:web:sign.example#k1": true}})",
                       KeyState::not_listed, "does not list it"},
        ControllerCase{"at_a_private_address", k_method, "did:web:10.0.0.1", "", KeyState::unreachable,
                       "private address"},
        ControllerCase{"not_https", k_method, "http://school.example/controller", "", KeyState::not_listed,
                       "does not list it"},
        ControllerCase{"a_key", k_method, "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH", "",
                       KeyState::not_listed, "does not list it"}),
    [](const auto& given) { return std::string{given.param.label}; });

TEST(IssuerMetadata, of_one_who_has_metadata_answers_for_itself_alone) {
  // JWT VC Issuer Metadata (SD-JWT VC, section 4) of one issuer, given at the address of another.
  const auto key = test::must(crypto::PrivateKey::generate(crypto::KeyType::p256));
  json::Arena arena;
  const std::string jwk = json::write(key->public_key().jwk(arena));
  const auto state_of = [&](const std::string& issuer) {
    KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
      EXPECT_EQ(request.url, "https://school.example/.well-known/jwt-vc-issuer/o/1");
      return Fetched{.body = R"({"issuer": ")" + issuer + R"(", "jwks": {"keys": [)" + jwk + "]}}"};
    }};
    return keys.find_of_issuer("https://school.example/o/1", "").state;
  };
  EXPECT_EQ(state_of("https://school.example/o/1"), KeyState::found);
  EXPECT_EQ(state_of("https://school.example/o/2"), KeyState::not_listed);
  EXPECT_EQ(state_of("https://other.example/o/1"), KeyState::not_listed);
}

TEST(Ebsi, is_asked_where_the_operator_says) {
  constexpr const char* k_did = "did:ebsi:z25F87e2MyLKF7DViuHi5b4z";
  const auto key = test::must(crypto::PrivateKey::generate(crypto::KeyType::p256));
  json::Arena arena;
  // As the answers of its DID Registry API v5 are: keys as JWK, with their whole names.
  const std::string document =
      replaced_did(R"({"@context": ["https://www.w3.org/ns/did/v1"], "id": "DID", "controller": ["DID"],
      "verificationMethod": [{"id": "DID#k", "type": "JsonWebKey2020", "controller": "DID", "publicKeyJwk": )" +
                       json::write(key->public_key().jwk(arena)) + R"(}],
      "assertionMethod": ["DID#k"]})",
                   k_did);
  std::vector<std::string> asked;
  const auto found = [&](const std::string& registry, const std::string& did, const std::string& answer) {
    KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
                       asked.push_back(request.url);
                       if (answer.empty()) return Error{.code = "fetch.failed", .message = "404"};
                       return Fetched{.body = answer};
                     },
                     {.ebsi = registry}};
    return keys.find(did + "#k", "assertionMethod");
  };
  const std::string registry = "https://registry.example/did-registry/v5/identifiers";
  const KeyLookup good = found(registry, k_did, document);
  ASSERT_EQ(good.state, KeyState::found) << good.detail;
  EXPECT_EQ(*good.method.key, key->public_key());
  EXPECT_EQ(asked, std::vector<std::string>{registry + "/" + k_did});
  EXPECT_EQ(found(registry, "did:ebsi:z25F87e2MyLKF7DViuHi5b4y", document).state, KeyState::not_listed);
  EXPECT_EQ(found(registry, k_did, "").state, KeyState::unreachable);
  asked.clear();
  const KeyLookup unasked = found("", k_did, document);
  EXPECT_EQ(unasked.state, KeyState::unsupported);
  EXPECT_NE(unasked.detail.find("ebsi_registry"), std::string::npos) << unasked.detail;
  for (const char* bad :
       {"did:ebsi:", "did:ebsi:z../../other", "did:ebsi:z2?valid-at=1", "did:ebsi:25F8", "did:ebsi:z2%2F"})
    EXPECT_EQ(found(registry, bad, document).state, KeyState::unsupported) << bad;
  EXPECT_TRUE(asked.empty()) << "nothing is asked of what is no name";
}

}  // namespace
}  // namespace credex::proof
