// Credentials secured with COSE: the working group's own example, what is signed here by keys of each kind, and what is
// no such thing or contradicts itself. The bytes are written by hand, by nothing of what is tested.
#include "proof/cose.h"

#include "proof/jws.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;

const Instant k_now = test::at("2026-06-01T00:00:00Z");

/// CBOR as text of bytes (RFC 8949): the head with the shortest number, and what follows it.
std::string head(int major, std::uint64_t number) {
  const auto first = [&](int info) { return std::string(1, static_cast<char>(major << 5 | info)); };
  if (number < 24) return first(static_cast<int>(number));
  const int log = number < 0x100 ? 0 : number < 0x10000 ? 1 : number < 0x100000000 ? 2 : 3;
  std::string out = first(24 + log);
  for (int at = (8 << log) - 8; at >= 0; at -= 8) out += static_cast<char>(number >> at & 0xFF);
  return out;
}
std::string number(std::int64_t n) {
  return n < 0 ? head(1, static_cast<std::uint64_t>(-1 - n)) : head(0, static_cast<std::uint64_t>(n));
}
std::string bytes(std::string_view content) { return head(2, content.size()) + std::string{content}; }
std::string text(std::string_view content) { return head(3, content.size()) + std::string{content}; }
std::string list(std::initializer_list<std::string> items) {
  std::string out = head(4, items.size());
  for (const std::string& item : items) out += item;
  return out;
}
using Pairs = std::vector<std::pair<std::string, std::string>>;
std::string map(const Pairs& pairs) {
  std::string out = head(5, pairs.size());
  for (const auto& [key, value] : pairs) out += key + value;
  return out;
}

constexpr const char* k_credential = R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:1",
  "type": ["VerifiableCredential"], "issuer": "ISSUER", "validFrom": "2026-01-01T00:00:00Z",
  "credentialSubject": {"id": "did:example:s", "name": "Ελένη"}})";
constexpr const char* k_presentation = R"({"@context": ["https://www.w3.org/ns/credentials/v2"],
  "type": ["VerifiablePresentation"], "holder": "ISSUER", "verifiableCredential": []})";

/// What is signed and sent: a case changes what it is about.
struct Message {
  std::string payload{};
  Pairs header{};
  Pairs unprotected{};
  std::string signature{};
  std::string before{"\xD2"};  // the tag 18

  std::string protected_bytes() const { return bytes(header.empty() ? "" : map(header)); }
  std::string to_be_signed() const { return list({text("Signature1"), protected_bytes(), bytes(""), bytes(payload)}); }
  std::string sent() const {
    return before + list({protected_bytes(), map(unprotected), bytes(payload), bytes(signature)});
  }
};

class Cose : public testing::Test {
 protected:
  const std::unique_ptr<PrivateKey> key_ = test::must(PrivateKey::generate(KeyType::p256));
  KeyResolver keys_{offline_fetch()};

  static std::string issuer_of(const PrivateKey& key) {
    return key.public_key().type() == KeyType::rsa ? did_jwk(key.public_key()) : did_key(key.public_key());
  }
  static std::string method_of(const PrivateKey& key) {
    return issuer_of(key) + (key.public_key().type() == KeyType::rsa ? "#0" : "#" + key.public_key().multikey());
  }
  static std::string by(const PrivateKey& key, std::string content) {
    content.replace(content.find("ISSUER"), 6, issuer_of(key));
    return content;
  }
  /// A sound one.
  Message credential() const {
    return {.payload = by(*key_, k_credential),
            .header = {{number(1), number(-7)},
                       {number(3), text("application/vc")},
                       {number(4), bytes(method_of(*key_))},
                       {number(16), text("application/vc+cose")}}};
  }
  static void sign(Message& message, const PrivateKey& key, crypto::Algorithm algorithm) {
    message.signature = as_text(test::must(key.sign(algorithm, as_bytes(message.to_be_signed()))));
  }
  Message& signed_here(Message& message) const {
    sign(message, *key_, crypto::Algorithm::es256);
    return message;
  }
  Result<CredentialCose> verify(const std::string& sent) {
    return verify_credential_cose(as_bytes(sent), keys_, k_now);
  }
  SignatureCheck check(Message message) { return std::move(test::must(verify(signed_here(message).sent())).check); }
  static std::string worst(const SignatureCheck& check) {
    return check.finding.findings.empty() ? "" : check.finding.findings.back().message;
  }
};

// RFC 9052, appendix C.2.1, with the key "11" of appendix C.7.1: as it stands in the examples that the COSE working
// group publishes with it.
TEST_F(Cose, the_standards_example_holds) {
  const Bytes sent = test::must(from_hex(
      "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23d58f"
      "ef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"));
  const json::Document jwk = test::must(json::parse(R"({"kty": "EC", "crv": "P-256",
    "x": "usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8", "y": "IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4"})"));
  const auto key = test::must(crypto::PublicKey::from_jwk(jwk.root));
  EXPECT_TRUE(looks_like_cose(sent));
  const CoseSign1 cose = test::must(CoseSign1::parse(sent));
  EXPECT_EQ(cose.algorithm, crypto::Algorithm::es256);
  EXPECT_EQ(cose.key_id, "11");
  EXPECT_EQ(as_text(cose.payload), "This is the content.");
  EXPECT_EQ(hex(cose.signed_bytes()), "846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e");
  EXPECT_TRUE(key.verify(*cose.algorithm, cose.signed_bytes(), cose.signature));
  auto none = verify_credential_cose(sent, keys_, k_now);
  ASSERT_FALSE(none);  // its content is no credential
}

struct SignerCase {
  const char* name;
  KeyType key;
  crypto::Algorithm algorithm;
  std::int64_t number;
};
class CoseSigners : public Cose, public testing::WithParamInterface<SignerCase> {};

TEST_P(CoseSigners, what_is_signed_holds_and_any_change_is_seen) {
  const auto key = test::must(PrivateKey::generate(GetParam().key));
  Message message{.payload = by(*key, k_credential),
                  .header = {{number(1), number(GetParam().number)}, {number(4), bytes(method_of(*key))}}};
  sign(message, *key, GetParam().algorithm);
  const CredentialCose good = test::must(verify(message.sent()));
  EXPECT_EQ(good.check.state, SignatureState::good) << worst(good.check);
  EXPECT_EQ(good.check.controller, issuer_of(*key));
  EXPECT_EQ(good.credential.text("id"), "urn:uuid:1");
  EXPECT_FALSE(good.is_presentation);
  Message altered = message;
  altered.payload.replace(altered.payload.find("did:example:s"), 13, "did:example:t");
  EXPECT_EQ(test::must(verify(altered.sent())).check.state, SignatureState::altered);
  Message other_header = message;
  other_header.header.emplace_back(number(3), text("application/vc"));
  EXPECT_EQ(worst(test::must(verify(other_header.sent())).check), "proof.signature_wrong");
  Message short_one = message;
  short_one.signature.pop_back();
  EXPECT_EQ(test::must(verify(short_one.sent())).check.state, SignatureState::altered);
  Message untagged = message;
  untagged.before.clear();
  EXPECT_TRUE(looks_like_cose(as_bytes(untagged.sent())));
  EXPECT_EQ(test::must(verify(untagged.sent())).check.state, SignatureState::good);
}

INSTANTIATE_TEST_SUITE_P(All, CoseSigners,
                         testing::Values(SignerCase{"eddsa", KeyType::ed25519, crypto::Algorithm::ed_dsa, -8},
                                         SignerCase{"ed25519", KeyType::ed25519, crypto::Algorithm::ed_dsa, -19},
                                         SignerCase{"es256", KeyType::p256, crypto::Algorithm::es256, -7},
                                         SignerCase{"esp256", KeyType::p256, crypto::Algorithm::es256, -9},
                                         SignerCase{"es384", KeyType::p384, crypto::Algorithm::es384, -35},
                                         SignerCase{"es512", KeyType::p521, crypto::Algorithm::es512, -36},
                                         SignerCase{"es256k", KeyType::secp256k1, crypto::Algorithm::es256k, -47},
                                         SignerCase{"ps256", KeyType::rsa, crypto::Algorithm::ps256, -37},
                                         SignerCase{"rs256", KeyType::rsa, crypto::Algorithm::rs256, -257}),
                         [](const auto& info) { return info.param.name; });

TEST_F(Cose, types_and_claims_that_say_the_same_hold) {
  Message message = credential();
  message.header.emplace_back(number(15), map({{number(1), text(issuer_of(*key_))},
                                               {number(2), text("did:example:s")},
                                               {number(4), number(unix_seconds(k_now) + 1)},
                                               {number(7), bytes("any")}}));
  EXPECT_EQ(check(message).finding.message, "proof.good");
  Message presentation = credential();
  presentation.payload = by(*key_, k_presentation);
  presentation.header[1].second = text("application/vp");
  presentation.header[3].second = text("application/vp+cose");
  const CredentialCose opened = test::must(verify(signed_here(presentation).sent()));
  EXPECT_TRUE(opened.is_presentation);
  EXPECT_EQ(opened.check.state, SignatureState::good) << worst(opened.check);
}

struct HeaderCase {
  const char* name;
  void (*change)(Message&);
  SignatureState want;
  const char* message;
};
class CoseHeaders : public Cose, public testing::WithParamInterface<HeaderCase> {};

TEST_P(CoseHeaders, are_judged) {
  Message message = credential();
  GetParam().change(message);
  const SignatureCheck judged = check(message);
  EXPECT_EQ(judged.state, GetParam().want);
  EXPECT_EQ(worst(judged), GetParam().message);
}

constexpr auto k_altered = SignatureState::altered;
INSTANTIATE_TEST_SUITE_P(
    All, CoseHeaders,
    testing::Values(
        HeaderCase{"kid_not_signed",
                   [](Message& m) {
                     m.unprotected.push_back(m.header[2]);
                     m.header.erase(m.header.begin() + 2);
                   },
                   SignatureState::good, "proof.signature_good"},
        HeaderCase{"what_must_be_understood_is",
                   [](Message& m) {
                     m.header.emplace_back(number(2), list({number(16), number(3)}));
                   },
                   SignatureState::good, "proof.signature_good"},
        HeaderCase{"unknown_must_be_understood",
                   [](Message& m) {
                     m.header.emplace_back(number(2), list({number(-70000)}));
                     m.header.emplace_back(number(-70000), number(1));
                   },
                   k_altered, "proof.crit_unknown"},
        HeaderCase{"unknown_text_must_be_understood",
                   [](Message& m) {
                     m.header.emplace_back(number(2), list({text("verdict")}));
                     m.header.emplace_back(text("verdict"), text("good"));
                   },
                   k_altered, "proof.crit_unknown"},
        HeaderCase{"what_must_be_understood_is_not_there",
                   [](Message& m) { m.header.emplace_back(number(2), list({number(15)})); }, k_altered,
                   "proof.crit_unknown"},
        HeaderCase{"other_algorithm", [](Message& m) { m.header[0].second = number(-8); }, k_altered,
                   "proof.key_wrong_type"},
        HeaderCase{"same_curve_other_hash", [](Message& m) { m.header[0].second = number(-36); },
                   SignatureState::unsupported, "proof.alg_unknown"},
        HeaderCase{"unknown_algorithm", [](Message& m) { m.header[0].second = number(-65535); },
                   SignatureState::unsupported, "proof.alg_unknown"},
        HeaderCase{"symmetric_algorithm", [](Message& m) { m.header[0].second = number(5); },
                   SignatureState::unsupported, "proof.alg_unknown"},
        HeaderCase{"algorithm_not_signed",
                   [](Message& m) {
                     m.unprotected.push_back(m.header[0]);
                     m.header.erase(m.header.begin());
                   },
                   k_altered, "proof.alg_unprotected"},
        HeaderCase{"no_algorithm", [](Message& m) { m.header.erase(m.header.begin()); }, k_altered,
                   "proof.alg_unprotected"},
        HeaderCase{"nothing_signed_in_the_header", [](Message& m) { m.header.clear(); }, k_altered,
                   "proof.alg_unprotected"},
        HeaderCase{"no_key", [](Message& m) { m.header.erase(m.header.begin() + 2); }, SignatureState::key_unknown,
                   "proof.key_not_found"},
        HeaderCase{"key_of_nobody", [](Message& m) { m.header[2].second = bytes("\xFF\x01"); },
                   SignatureState::key_unknown, "proof.key_not_found"},
        HeaderCase{"no_certificate",
                   [](Message& m) {
                     m.header[2] = {number(33), list({bytes("no certificate")})};
                   },
                   SignatureState::key_unknown, "proof.key_not_found"},
        HeaderCase{"type_of_presentations", [](Message& m) { m.header[3].second = text("application/vp+cose"); },
                   k_altered, "proof.typ_no_credential"},
        HeaderCase{"type_of_tokens", [](Message& m) { m.header[3].second = text("vc+jwt"); }, k_altered,
                   "proof.typ_no_credential"},
        HeaderCase{"type_by_number", [](Message& m) { m.header[3].second = number(18); }, SignatureState::good,
                   "proof.signature_good"},
        HeaderCase{"another_type_by_number", [](Message& m) { m.header[3].second = number(61); }, k_altered,
                   "proof.typ_no_credential"},
        HeaderCase{"type_not_signed",
                   [](Message& m) {
                     m.header.pop_back();
                     m.unprotected.emplace_back(number(16), text("vp+cose"));
                   },
                   k_altered, "proof.typ_no_credential"},
        HeaderCase{"content_of_presentations", [](Message& m) { m.header[1].second = text("application/vp"); },
                   k_altered, "proof.typ_no_credential"},
        HeaderCase{"content_of_a_narrower_type", [](Message& m) { m.header[1].second = text("application/ld+json"); },
                   SignatureState::good, "proof.signature_good"},
        HeaderCase{"claims_of_another_issuer",
                   [](Message& m) {
                     m.header.emplace_back(number(15), map({{number(1), text("did:example:other")}}));
                   },
                   k_altered, "proof.claims_conflict"},
        HeaderCase{"claims_of_another_subject",
                   [](Message& m) {
                     m.header.emplace_back(number(15), map({{number(2), text("did:example:other")}}));
                   },
                   k_altered, "proof.claims_conflict"},
        HeaderCase{"claims_not_signed",
                   [](Message& m) {
                     m.unprotected.emplace_back(number(15), map({{number(1), text("did:example:other")}}));
                   },
                   SignatureState::good, "proof.signature_good"},
        HeaderCase{"signature_over",
                   [](Message& m) {
                     m.header.emplace_back(number(15), map({{number(4), number(unix_seconds(k_now) - 1)}}));
                   },
                   SignatureState::good, "proof.expired"},
        HeaderCase{"signature_begins",
                   [](Message& m) {
                     m.header.emplace_back(number(15), map({{number(5), number(unix_seconds(k_now) + 1)}}));
                   },
                   SignatureState::good, "proof.not_yet"}),
    [](const auto& info) { return info.param.name; });

TEST_F(Cose, the_key_is_the_makers_or_is_said_to_be_anothers) {
  const auto other = test::must(PrivateKey::generate(KeyType::p256));
  Message message = credential();
  message.payload = by(*other, k_credential);
  const SignatureCheck judged = check(message);
  // As of a JWT: who controls the key is told, and the verifier holds it against the issuer.
  EXPECT_EQ(judged.controller, issuer_of(*key_));
  message = credential();
  message.header[2].second = bytes(method_of(*other));
  EXPECT_EQ(worst(check(message)), "proof.signature_wrong");
  message.header[2].second = bytes("#" + key_->public_key().multikey());
  EXPECT_EQ(worst(check(message)), "proof.signature_good");
}

struct MalformedCase {
  const char* name;
  std::string (*make)(const Message&);
  const char* says;
};
class CoseMalformed : public Cose, public testing::WithParamInterface<MalformedCase> {};

TEST_P(CoseMalformed, are_errors) {
  Message message = credential();
  auto opened = verify(GetParam().make(signed_here(message)));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "proof.cose");
  EXPECT_NE(opened.error().message.find(GetParam().says), std::string::npos) << opened.error().message;
}

/// The message with this instead of its protected header, or of its payload.
std::string with_header(const Message& m, const std::string& header) {
  return "\xD2" + list({header, map({}), bytes(m.payload), bytes(m.signature)});
}
std::string with_payload(const Message& m, const std::string& payload) {
  return "\xD2" + list({m.protected_bytes(), map({}), payload, bytes(m.signature)});
}
constexpr const char* k_no_cbor = "no whole CBOR";

INSTANTIATE_TEST_SUITE_P(
    All, CoseMalformed,
    testing::Values(
        MalformedCase{"nothing", [](const Message&) { return std::string{}; }, k_no_cbor},
        MalformedCase{"cut_short", [](const Message& m) { return m.sent().substr(0, m.sent().size() - 1); }, k_no_cbor},
        MalformedCase{"something_behind", [](const Message& m) { return m.sent() + "x"; }, k_no_cbor},
        MalformedCase{"another_tag", [](const Message& m) { return "\xD1" + m.sent().substr(1); }, "another tag"},
        MalformedCase{"three_parts",
                      [](const Message& m) {
                        return "\xD2" + list({m.protected_bytes(), map({}), bytes("{}")});
                      },
                      "no list of four"},
        MalformedCase{"detached", [](const Message& m) { return with_payload(m, "\xF6"); }, "detached"},
        MalformedCase{"payload_a_float",
                      [](const Message& m) {
                        return with_payload(m, std::string{"\xFA\x47\xC3\x50\x00", 5});
                      },
                      "payload is no byte string"},
        MalformedCase{"payload_a_text", [](const Message& m) { return with_payload(m, text(m.payload)); },
                      "payload is no byte string"},
        MalformedCase{"payload_a_list", [](const Message& m) { return with_payload(m, bytes("[]")); },
                      "no JSON object"},
        MalformedCase{"list_of_indefinite_length",
                      [](const Message& m) {
                        return "\xD2\x9F" + m.protected_bytes() + map({}) + bytes(m.payload) + bytes(m.signature) +
                               "\xFF";
                      },
                      k_no_cbor},
        MalformedCase{"payload_in_pieces",
                      [](const Message& m) { return with_payload(m, "\x5F" + bytes(m.payload) + "\xFF"); }, k_no_cbor},
        MalformedCase{"header_of_indefinite_length",
                      [](const Message& m) { return with_header(m, bytes("\xBF\x01\x26\xFF")); },
                      "protected header is no whole CBOR"},
        MalformedCase{"header_a_map", [](const Message& m) { return with_header(m, map(m.header)); }, "no byte string"},
        MalformedCase{"header_holds_a_list", [](const Message& m) { return with_header(m, bytes(list({}))); },
                      "no map"},
        MalformedCase{"two_algorithms",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{number(1), number(-7)}, {number(1), number(-8)}})));
                      },
                      "says 1 twice"},
        MalformedCase{"an_algorithm_in_either_header",
                      [](const Message& m) {
                        Message two = m;
                        two.unprotected.emplace_back(number(1), number(-8));
                        return two.sent();
                      },
                      "says 1 twice"},
        MalformedCase{"a_text_label_twice",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{text("a"), number(1)}, {text("a"), number(2)}})));
                      },
                      "twice"},
        MalformedCase{"a_label_in_bytes",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{bytes("a"), number(1)}})));
                      },
                      "neither a number nor a text"},
        MalformedCase{"algorithm_a_list",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{number(1), list({})}})));
                      },
                      "algorithm"},
        MalformedCase{"crit_empty",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{number(2), list({})}})));
                      },
                      "crit"},
        MalformedCase{"crit_not_signed",
                      [](const Message& m) {
                        Message other = m;
                        other.unprotected.emplace_back(number(2), list({number(3)}));
                        return other.sent();
                      },
                      "crit"},
        MalformedCase{"kid_a_text",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{number(4), text("a")}})));
                      },
                      "kid"},
        MalformedCase{"issuer_a_number",
                      [](const Message& m) {
                        return with_header(m, bytes(map({{number(15), map({{number(1), number(1)}})}})));
                      },
                      "iss"},
        MalformedCase{"end_no_number",
                      [](const Message& m) {
                        const std::string nan{"\xF9\x7E\x00", 3};
                        return with_header(m, bytes(map({{number(15), map({{number(4), nan}})}})));
                      },
                      "exp"},
        MalformedCase{"a_megabyte_of_lists",
                      [](const Message& m) { return with_payload(m, std::string(1'000'000, '\x81')); }, k_no_cbor},
        MalformedCase{"a_megabyte_of_lists_in_the_header",
                      [](const Message& m) { return with_header(m, bytes(std::string(1'000'000, '\x81'))); },
                      "protected header"},
        MalformedCase{"many_header_entries",
                      [](const Message& m) {
                        Pairs many;
                        for (int i = 100; i < 400; ++i) many.emplace_back(number(i), number(0));
                        return with_header(m, bytes(map(many)));
                      },
                      "too large"},
        MalformedCase{"promises_of_billions",
                      [](const Message&) {
                        return std::string{"\xD2\x84\x9B\x00\x00\x00\x01\x00\x00\x00\x00", 11};
                      },
                      k_no_cbor}),
    [](const auto& info) { return info.param.name; });

TEST(CoseBytes, are_told_from_others) {
  EXPECT_TRUE(looks_like_cose(as_bytes("\xD2\x84\x43")));  // cut short, and tagged: it is told what it is
  EXPECT_FALSE(looks_like_cose(as_bytes("\x84\x43")));
  EXPECT_FALSE(looks_like_cose({}));
  EXPECT_FALSE(looks_like_cose(as_bytes("\xD2")));
  EXPECT_FALSE(looks_like_cose(as_bytes("\xD2\x84 of a Cyrillic text")));
  EXPECT_FALSE(looks_like_cose(as_bytes("{\"a\": 1}")));
}

// RFC 9052, section 3: an empty header in its other form is signed as none.
TEST(CoseBytes, an_empty_header_is_signed_as_no_bytes) {
  const auto with = [](const std::string& header) {
    return test::must(CoseSign1::parse(as_bytes("\xD2" + list({header, map({}), bytes("{}"), bytes("s")}))));
  };
  EXPECT_EQ(hex(with(bytes("")).signed_bytes()), hex(with(bytes("\xA0")).signed_bytes()));
  EXPECT_EQ(hex(with(bytes("")).signed_bytes()),
            "846a5369676e617475726531404042"
            "7b7d");
}

}  // namespace
}  // namespace credex::proof
