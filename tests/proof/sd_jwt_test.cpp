#include "proof/sd_jwt.h"

#include <rapidcheck.h>

#include <cstring>
#include <set>

#include "base/digest.h"
#include "proof/token_status_list.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using json::Value;

std::string sd_method_of(const crypto::PublicKey& key) { return did_key(key) + "#" + key.multikey(); }

/// A token made by hand: an issuer JWT over `payload` with these disclosures.
std::string made_by_hand(const std::string& payload, const std::vector<std::string>& disclosures) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  json::Arena arena;
  const Value header = Value::object(arena);
  header.append(arena, "kid", arena.string(sd_method_of(key->public_key())));
  std::string out = test::must(sign_compact(header, payload, *key)) + "~";
  for (const std::string& one : disclosures) out += base64url(as_bytes(one)) + "~";
  return out;
}
std::string digest_of(const std::string& disclosure) { return base64url(sha256(base64url(as_bytes(disclosure)))); }

class SdJwts : public testing::Test {
 protected:
  std::string sign(const std::string& claims, std::vector<std::string> selective, std::size_t least = 0) {
    json::Arena arena;
    const Value value = test::must(json::parse_into(arena, claims));
    return test::must(sign_sd_jwt(
        value,
        {.key_id = sd_method_of(issuer_->public_key()), .selective = std::move(selective), .least_digests = least},
        *issuer_));
  }
  static std::string opened(const std::string& token) {
    auto parsed = test::must(SdJwt::parse(token));
    auto claims = test::must(open_claims(parsed));
    claims.claims.erase("cnf");
    return json::write_canonical(claims.claims);
  }

  std::unique_ptr<PrivateKey> issuer_ = test::must(PrivateKey::generate(KeyType::p256));
  std::unique_ptr<PrivateKey> holder_ = test::must(PrivateKey::generate(KeyType::p256));
};

TEST_F(SdJwts, everything_disclosed_is_what_was_signed) {
  const std::string claims = R"({"a":{"b":[1,{"c":"x"},3],"d/~e":true},"iss":"did:example:i","n":null,"t":"Győző"})";
  const std::string token = sign(claims, {"/t", "/n", "/a", "/a/b/1", "/a/b/1/c", "/a/d~1~0e"}, 9);
  EXPECT_EQ(opened(token), claims);
  EXPECT_EQ(token.find("Győző"), std::string::npos);
  const auto parsed = test::must(SdJwt::parse(token));
  EXPECT_EQ(parsed.disclosures.size(), 6U);
  const auto payload = test::must(json::parse(as_text(parsed.jws.payload)));
  EXPECT_EQ(payload.root.get("_sd").size(), 9U) << "decoys fill up";
  EXPECT_EQ(payload.root.find("a"), nullptr);
}

TEST_F(SdJwts, holder_shows_a_part_and_what_is_around_it) {
  const std::string token = sign(R"({"iss":"i","who":"Ann","works":[{"t":"one"},{"t":"two"}],"grade":"1"})",
                                 {"/who", "/works/0", "/works/1", "/works/1/t", "/works", "/grade"});
  EXPECT_EQ(opened(test::must(present_sd_jwt(token, {}, nullptr, {}))), R"({"iss":"i"})");
  EXPECT_EQ(opened(test::must(present_sd_jwt(token, {"/works/1"}, nullptr, {}))),
            R"({"iss":"i","works":[{"t":"two"}]})");
  EXPECT_EQ(opened(test::must(present_sd_jwt(token, {"/works/0/t", "/grade"}, nullptr, {}))),
            R"({"grade":"1","iss":"i","works":[{"t":"one"}]})");
  // A selection of a selection.
  const std::string less = test::must(present_sd_jwt(token, {"/works/1", "/who"}, nullptr, {}));
  EXPECT_EQ(opened(test::must(present_sd_jwt(less, {"/works"}, nullptr, {}))), R"({"iss":"i","works":[{"t":"two"}]})");
}

TEST_F(SdJwts, any_claims_survive) {
  EXPECT_TRUE(rc::check([this] {
    json::Arena arena;
    const Value claims = Value::object(arena);
    std::vector<std::string> selective;
    const auto names = *rc::gen::container<std::set<std::string>>(rc::gen::string<std::string>());
    for (const std::string& name : names) {
      if (!is_utf8(name) || name == "_sd" || name == "..." || name == "_sd_alg") continue;
      claims.append(arena, arena.copy(name), Value::integer(*rc::gen::arbitrary<std::int32_t>()));
      if (*rc::gen::arbitrary<bool>()) selective.push_back(json::pointer_step(name));
    }
    const std::string token = test::must(sign_sd_jwt(claims, {.selective = selective}, *issuer_));
    const auto parsed = test::must(SdJwt::parse(token));
    const auto again = test::must(open_claims(parsed));
    RC_ASSERT(json::equal(again.claims, claims));
  }));
}

// RFC 9901, section 7.1: each of these makes the whole token be refused.
TEST_F(SdJwts, digests_of_each_known_hash_are_opened_and_an_unknown_one_is_named) {
  const std::string disclosure = R"(["salt","t","x"])";
  const std::string text = base64url(as_bytes(disclosure));
  for (const auto& [name, algorithm] : {std::pair{"sha-384", HashAlgorithm::sha384},
                                        {"sha-512", HashAlgorithm::sha512},
                                        {"sha3-256", HashAlgorithm::sha3_256},
                                        {"sha3-384", HashAlgorithm::sha3_384},
                                        {"sha3-512", HashAlgorithm::sha3_512}}) {
    const std::string payload = R"({"_sd_alg":")" + std::string{name} + R"(","_sd":[")" +
                                base64url(digest(algorithm, as_bytes(text))) + R"("]})";
    EXPECT_EQ(opened(made_by_hand(payload, {disclosure})), R"({"t":"x"})") << name;
    // By another hash the same digest is nobody's.
    std::string other = payload;
    other.replace(other.find(name), std::strlen(name), "sha-256");
    EXPECT_FALSE(open_claims(test::must(SdJwt::parse(made_by_hand(other, {disclosure}))))) << name;
  }
  const auto unknown =
      open_claims(test::must(SdJwt::parse(made_by_hand(R"({"_sd_alg":"md5","_sd":[]})", {disclosure}))));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "proof.sd_jwt_hash");
}

TEST_F(SdJwts, hostile_disclosures_are_refused) {
  const std::string name = R"(["s","given_name","Ann"])";
  const std::string d = digest_of(name);
  const auto refused = [](const std::string& payload, const std::vector<std::string>& disclosures, const char* why) {
    const auto token = test::must(SdJwt::parse(made_by_hand(payload, disclosures)));
    const auto out = open_claims(token);
    ASSERT_FALSE(out) << why;
    EXPECT_EQ(out.error().code, "proof.sd_jwt");
    EXPECT_NE(out.error().message.find(why), std::string::npos) << out.error().message;
  };
  refused(R"({"_sd":[")" + d + "\",\"" + d + "\"]}", {name}, "two places");
  refused(R"({"_sd":[")" + d + R"("],"x":{"_sd":[")" + d + "\"]}}", {name}, "two places");
  refused(R"({"_sd":[")" + d + "\"]}", {name, name}, "came twice");
  refused(R"({"_sd":[]})", {name}, "no digest");
  refused(R"({"_sd":[")" + d + R"("],"given_name":"Bob"})", {name}, "there twice");
  for (const char* reserved : {"_sd", "..."}) {
    const std::string bad = std::string{R"(["s",")"} + reserved + R"(","x"])";
    refused(R"({"_sd":[")" + digest_of(bad) + "\"]}", {bad}, "reserved");
  }
  const std::string item = R"(["s","x"])";
  refused(R"({"_sd":[")" + digest_of(item) + "\"]}", {item}, "list item's disclosure");
  refused(R"({"l":[{"...":")" + d + "\"}]}", {name}, "claim's disclosure");
  refused(R"({"l":[{"...":")" + digest_of(item) + R"(","y":1}]})", {item}, "something beside");
  refused(R"({"...":"x"})", {}, "reserved");
  refused(R"({"_sd":"x"})", {}, "no list");
  refused(R"({"_sd":[1]})", {}, "no text");
  for (const char* odd :
       {R"(["s"])", R"(["s","a","b","c"])", R"({"a":1})", R"([1,"a","b"])", R"(["s",1,"b"])", "no json"})
    refused(R"({"_sd":[")" + digest_of(odd) + "\"]}", {odd}, "disclosure 1");
  // Deep in a disclosure the same rules hold.
  const std::string nested = R"(["s","a",{"_sd":["x","x"]}])";
  refused(R"({"_sd":[")" + digest_of(nested) + "\"]}", {nested}, "two places");
  EXPECT_FALSE(SdJwt::parse("eyJhbGciOiJFUzI1NiJ9.e30.AA~~"));
  EXPECT_FALSE(SdJwt::parse("eyJhbGciOiJFUzI1NiJ9.e30.AA"));
  std::string many = "eyJhbGciOiJFUzI1NiJ9.e30.AA~";
  for (int i = 0; i < 1001; ++i) many += "AA~";
  EXPECT_FALSE(SdJwt::parse(many));
  const std::string large = "[\"s\",\"a\",\"" + std::string(300'000, 'x') + "\"]";
  refused(R"({"_sd":[]})", {large}, "256 kB");
}

TEST_F(SdJwts, reserved_names_are_not_signed) {
  json::Arena arena;
  for (const char* claims : {R"({"_sd":[]})", R"({"a":{"...":1}})", R"({"a":[{"_sd_alg":"x"}]})"})
    EXPECT_FALSE(sign_sd_jwt(test::must(json::parse_into(arena, claims)), {}, *issuer_)) << claims;
  EXPECT_FALSE(sign_sd_jwt(test::must(json::parse_into(arena, R"({"a":[1]})")), {.selective = {"/a/1"}}, *issuer_));
  EXPECT_FALSE(sign_sd_jwt(test::must(json::parse_into(arena, R"({"a":1})")), {.selective = {"/b"}}, *issuer_));
}

TEST_F(SdJwts, key_binding_holds_for_one_audience_one_nonce_and_these_disclosures) {
  json::Arena arena;
  const std::string jwk = json::write(holder_->public_key().jwk(arena));
  const std::string token =
      sign(R"({"iss":"i","who":"Ann","grade":"1","cnf":{"jwk":)" + jwk + "}}", {"/who", "/grade"});
  const Instant now = test::at("2026-05-01T10:00:00Z");
  const KeyBinding binding{.audience = "https://employer.example", .nonce = "n-1", .issued = now};
  const std::string shown = test::must(present_sd_jwt(token, {"/who"}, holder_.get(), binding));
  const auto judged = [&](const std::string& text, const std::optional<ExpectedBinding>& expected, Instant at) {
    const auto parsed = test::must(SdJwt::parse(text));
    const auto claims = test::must(open_claims(parsed));
    const Finding out = check_key_binding(parsed, claims.claims, expected, at);
    return std::string{outcome_name(out.outcome)} + " " + out.message;
  };
  const ExpectedBinding asked{.audience = "https://employer.example", .nonce = "n-1"};
  using std::chrono::minutes;
  EXPECT_EQ(judged(shown, asked, now + minutes{1}), "pass holder.shown");
  EXPECT_EQ(judged(shown, std::nullopt, now), "pass holder.shown_unasked");
  EXPECT_EQ(judged(shown, ExpectedBinding{.audience = "https://other.example", .nonce = "n-1"}, now),
            "fail holder.other_audience");
  EXPECT_EQ(judged(shown, ExpectedBinding{.audience = "https://employer.example", .nonce = "n-2"}, now),
            "fail holder.other_nonce");
  EXPECT_EQ(judged(shown, asked, now + minutes{10}), "fail holder.old");
  EXPECT_EQ(judged(shown, asked, now - minutes{10}), "fail holder.old");
  EXPECT_EQ(judged(token, asked, now), "fail holder.not_shown");
  EXPECT_EQ(judged(token, std::nullopt, now), "not applicable holder.bound_not_shown");
  // The binding of one selection under another.
  const std::string all = test::must(present_sd_jwt(token, {"/who", "/grade"}, nullptr, {}));
  EXPECT_EQ(judged(all + shown.substr(shown.rfind('~') + 1), asked, now), "fail holder.other_disclosures");
  const auto other = test::must(PrivateKey::generate(KeyType::p256));
  EXPECT_EQ(judged(test::must(present_sd_jwt(token, {"/who"}, other.get(), binding)), asked, now),
            "fail holder.other_key");
  EXPECT_EQ(judged(all + "ey.ey.ey", asked, now).substr(0, 4), "fail");
}

TEST(TokenStatusList, takes_entries_of_each_size) {
  for (const unsigned bits : {1U, 2U, 4U, 8U}) {
    TokenStatusList list{bits, 1000};
    EXPECT_EQ(list.size(), 1000U);
    const unsigned most = (1U << bits) - 1;
    list.set(0, most);
    list.set(17, 1);
    list.set(999, most);
    list.set(999, 1);
    json::Arena arena;
    const TokenStatusList again = test::must(TokenStatusList::read(list.write(arena)));
    EXPECT_EQ(again.get(0), most);
    EXPECT_EQ(again.get(17), 1U);
    EXPECT_EQ(again.get(16), 0U);
    EXPECT_EQ(again.get(999), 1U);
  }
}

// The example of the draft, section 4.1: 16 entries of one bit, bytes 0xB9 0xA3.
TEST(TokenStatusList, reads_the_drafts_example) {
  json::Arena arena;
  const Value claim = test::must(json::parse_into(arena, R"({"bits":1,"lst":"eNrbuRgAAhcBXQ"})"));
  const TokenStatusList list = test::must(TokenStatusList::read(claim));
  const unsigned expected[] = {1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1};
  ASSERT_EQ(list.size(), 16U);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(list.get(i), expected[i]) << i;
  for (const char* bad :
       {R"({"bits":3,"lst":"eNrbuRgAAhcBXQ"})", R"({"bits":1,"lst":"eNrb"})", R"({"bits":1,"lst":"!"})", "{}"})
    EXPECT_FALSE(TokenStatusList::read(test::must(json::parse_into(arena, bad)))) << bad;
}

TEST(TokenStatusList, token_is_of_one_address_and_one_issuer) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  const std::string issuer = did_key(key->public_key());
  const std::string token = test::must(sign_status_list_token(TokenStatusList{2, 100}, "https://s.example/1", issuer,
                                                              sd_method_of(key->public_key()), test::at("2026-05-01"),
                                                              std::chrono::hours{1}, *key));
  KeyResolver keys{offline_fetch()};
  const auto read = test::must(read_status_list_token(token, "https://s.example/1", issuer, keys));
  EXPECT_EQ(read.check.state, SignatureState::good);
  EXPECT_EQ(read.list.size(), 100U);
  EXPECT_EQ(read.expires, test::at("2026-05-01T01:00:00Z"));
  EXPECT_FALSE(read_status_list_token(token, "https://s.example/2", issuer, keys));
  std::string altered = token;
  altered[altered.find('.') + 30] ^= 1;
  if (const auto other = read_status_list_token(altered, "https://s.example/1", issuer, keys))
    EXPECT_EQ(other->check.state, SignatureState::altered);
}

}  // namespace
}  // namespace credex::proof
