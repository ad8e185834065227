// Credentials secured with COSE: the working group's own example, what is signed here by keys of each kind, and what is
// no such thing or contradicts itself. The bytes are written by hand, by nothing of what is tested.
#include "proof/cose.h"

#include "cbor_writer.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;

const Instant k_cose_now = test::at("2026-06-01T00:00:00Z");

using namespace test::cbor;

constexpr const char* k_cose_credential = R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:1",
  "type": ["VerifiableCredential"], "issuer": "ISSUER", "validFrom": "2026-01-01T00:00:00Z",
  "credentialSubject": {"id": "did:example:s", "name": "Ελένη"}})";
constexpr const char* k_cose_presentation = R"({"@context": ["https://www.w3.org/ns/credentials/v2"],
  "type": ["VerifiablePresentation"], "holder": "ISSUER", "verifiableCredential": []})";

/// What is signed and sent: a case changes what it is about.
struct CoseMessage {
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
  CoseMessage credential() const {
    return {.payload = by(*key_, k_cose_credential),
            .header = {{number(1), number(-7)},
                       {number(3), text("application/vc")},
                       {number(4), bytes(method_of(*key_))},
                       {number(16), text("application/vc+cose")}}};
  }
  static void sign(CoseMessage& message, const PrivateKey& key, crypto::Algorithm algorithm) {
    message.signature = as_text(test::must(key.sign(algorithm, as_bytes(message.to_be_signed()))));
  }
  CoseMessage& signed_here(CoseMessage& message) const {
    sign(message, *key_, crypto::Algorithm::es256);
    return message;
  }
  Result<CredentialCose> verify(const std::string& sent) {
    return verify_credential_cose(as_bytes(sent), keys_, k_cose_now);
  }
  SignatureCheck check(CoseMessage message) { return std::move(test::must(verify(signed_here(message).sent())).check); }
  static std::string worst(const SignatureCheck& check) {
    return check.finding.findings.empty() ? "" : check.finding.findings.back().message;
  }
};

// RFC 8152, appendix C.2.1, with its key "11": as the COSE working group publishes it among its examples
// (github.com/cose-wg/Examples, RFC8152/Appendix_C_2_1.json).
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
  auto none = verify_credential_cose(sent, keys_, k_cose_now);
  ASSERT_FALSE(none);  // its content is no credential
}

struct CoseSignerCase {
  const char* name;
  KeyType key;
  crypto::Algorithm algorithm;
  std::int64_t number;
};
class CoseSigners : public Cose, public testing::WithParamInterface<CoseSignerCase> {};

TEST_P(CoseSigners, what_is_signed_holds_and_any_change_is_seen) {
  const auto key = test::must(PrivateKey::generate(GetParam().key));
  CoseMessage message{.payload = by(*key, k_cose_credential),
                      .header = {{number(1), number(GetParam().number)}, {number(4), bytes(method_of(*key))}}};
  sign(message, *key, GetParam().algorithm);
  const CredentialCose good = test::must(verify(message.sent()));
  EXPECT_EQ(good.check.state, SignatureState::good) << worst(good.check);
  EXPECT_EQ(good.check.controller, issuer_of(*key));
  EXPECT_EQ(good.credential.text("id"), "urn:uuid:1");
  EXPECT_FALSE(good.is_presentation);
  CoseMessage altered = message;
  altered.payload.replace(altered.payload.find("did:example:s"), 13, "did:example:t");
  EXPECT_EQ(test::must(verify(altered.sent())).check.state, SignatureState::altered);
  CoseMessage other_header = message;
  other_header.header.emplace_back(number(3), text("application/vc"));
  EXPECT_EQ(worst(test::must(verify(other_header.sent())).check), "proof.signature_wrong");
  CoseMessage short_one = message;
  short_one.signature.pop_back();
  EXPECT_EQ(test::must(verify(short_one.sent())).check.state, SignatureState::altered);
  CoseMessage untagged = message;
  untagged.before.clear();
  EXPECT_TRUE(looks_like_cose(as_bytes(untagged.sent())));
  EXPECT_EQ(test::must(verify(untagged.sent())).check.state, SignatureState::good);
}

INSTANTIATE_TEST_SUITE_P(All, CoseSigners,
                         testing::Values(CoseSignerCase{"eddsa", KeyType::ed25519, crypto::Algorithm::ed_dsa, -8},
                                         CoseSignerCase{"ed25519", KeyType::ed25519, crypto::Algorithm::ed_dsa, -19},
                                         CoseSignerCase{"es256", KeyType::p256, crypto::Algorithm::es256, -7},
                                         CoseSignerCase{"esp256", KeyType::p256, crypto::Algorithm::es256, -9},
                                         CoseSignerCase{"es384", KeyType::p384, crypto::Algorithm::es384, -35},
                                         CoseSignerCase{"es512", KeyType::p521, crypto::Algorithm::es512, -36},
                                         CoseSignerCase{"es256k", KeyType::secp256k1, crypto::Algorithm::es256k, -47},
                                         CoseSignerCase{"ps256", KeyType::rsa, crypto::Algorithm::ps256, -37},
                                         CoseSignerCase{"rs256", KeyType::rsa, crypto::Algorithm::rs256, -257}),
                         [](const auto& info) { return info.param.name; });

TEST_F(Cose, types_and_claims_that_say_the_same_hold) {
  CoseMessage message = credential();
  message.header.emplace_back(number(15), map({{number(1), text(issuer_of(*key_))},
                                               {number(2), text("did:example:s")},
                                               {number(4), number(unix_seconds(k_cose_now) + 1)},
                                               {number(7), bytes("any")}}));
  EXPECT_EQ(check(message).finding.message, "proof.good");
  CoseMessage presentation = credential();
  presentation.payload = by(*key_, k_cose_presentation);
  presentation.header[1].second = text("application/vp");
  presentation.header[3].second = text("application/vp+cose");
  const CredentialCose opened = test::must(verify(signed_here(presentation).sent()));
  EXPECT_TRUE(opened.is_presentation);
  EXPECT_EQ(opened.check.state, SignatureState::good) << worst(opened.check);
}

struct CoseHeaderCase {
  const char* name;
  void (*change)(CoseMessage&);
  SignatureState want;
  const char* message;
};
class CoseHeaders : public Cose, public testing::WithParamInterface<CoseHeaderCase> {};

TEST_P(CoseHeaders, are_judged) {
  CoseMessage message = credential();
  GetParam().change(message);
  const SignatureCheck judged = check(message);
  EXPECT_EQ(judged.state, GetParam().want);
  EXPECT_EQ(worst(judged), GetParam().message);
}

constexpr auto k_cose_altered = SignatureState::altered;
INSTANTIATE_TEST_SUITE_P(
    All, CoseHeaders,
    testing::Values(
        CoseHeaderCase{"kid_not_signed",
                       [](CoseMessage& m) {
                         m.unprotected.push_back(m.header[2]);
                         m.header.erase(m.header.begin() + 2);
                       },
                       SignatureState::good, "proof.signature_good"},
        CoseHeaderCase{"what_must_be_understood_is",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(2), list({number(16), number(3)}));
                       },
                       SignatureState::good, "proof.signature_good"},
        CoseHeaderCase{"unknown_must_be_understood",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(2), list({number(-70000)}));
                         m.header.emplace_back(number(-70000), number(1));
                       },
                       k_cose_altered, "proof.crit_unknown"},
        CoseHeaderCase{"unknown_text_must_be_understood",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(2), list({text("verdict")}));
                         m.header.emplace_back(text("verdict"), text("good"));
                       },
                       k_cose_altered, "proof.crit_unknown"},
        CoseHeaderCase{"what_must_be_understood_is_not_there",
                       [](CoseMessage& m) { m.header.emplace_back(number(2), list({number(15)})); }, k_cose_altered,
                       "proof.crit_unknown"},
        CoseHeaderCase{"other_algorithm", [](CoseMessage& m) { m.header[0].second = number(-8); }, k_cose_altered,
                       "proof.key_wrong_type"},
        CoseHeaderCase{"same_curve_other_hash", [](CoseMessage& m) { m.header[0].second = number(-36); },
                       SignatureState::unsupported, "proof.alg_unknown"},
        CoseHeaderCase{"unknown_algorithm", [](CoseMessage& m) { m.header[0].second = number(-65535); },
                       SignatureState::unsupported, "proof.alg_unknown"},
        CoseHeaderCase{"symmetric_algorithm", [](CoseMessage& m) { m.header[0].second = number(5); },
                       SignatureState::unsupported, "proof.alg_unknown"},
        CoseHeaderCase{"algorithm_not_signed",
                       [](CoseMessage& m) {
                         m.unprotected.push_back(m.header[0]);
                         m.header.erase(m.header.begin());
                       },
                       k_cose_altered, "proof.alg_unprotected"},
        CoseHeaderCase{"no_algorithm", [](CoseMessage& m) { m.header.erase(m.header.begin()); }, k_cose_altered,
                       "proof.alg_unprotected"},
        CoseHeaderCase{"nothing_signed_in_the_header", [](CoseMessage& m) { m.header.clear(); }, k_cose_altered,
                       "proof.alg_unprotected"},
        CoseHeaderCase{"no_key", [](CoseMessage& m) { m.header.erase(m.header.begin() + 2); },
                       SignatureState::key_unknown, "proof.key_not_found"},
        CoseHeaderCase{"key_of_nobody", [](CoseMessage& m) { m.header[2].second = bytes("\xFF\x01"); },
                       SignatureState::key_unknown, "proof.key_not_found"},
        CoseHeaderCase{"no_certificate",
                       [](CoseMessage& m) {
                         m.header[2] = {number(33), list({bytes("no certificate")})};
                       },
                       SignatureState::key_unknown, "proof.key_not_found"},
        CoseHeaderCase{"type_of_presentations",
                       [](CoseMessage& m) { m.header[3].second = text("application/vp+cose"); }, k_cose_altered,
                       "proof.typ_no_credential"},
        CoseHeaderCase{"type_of_tokens", [](CoseMessage& m) { m.header[3].second = text("vc+jwt"); }, k_cose_altered,
                       "proof.typ_no_credential"},
        CoseHeaderCase{"type_by_number", [](CoseMessage& m) { m.header[3].second = number(18); }, SignatureState::good,
                       "proof.signature_good"},
        CoseHeaderCase{"another_type_by_number", [](CoseMessage& m) { m.header[3].second = number(61); },
                       k_cose_altered, "proof.typ_no_credential"},
        CoseHeaderCase{"type_not_signed",
                       [](CoseMessage& m) {
                         m.header.pop_back();
                         m.unprotected.emplace_back(number(16), text("vp+cose"));
                       },
                       k_cose_altered, "proof.typ_no_credential"},
        CoseHeaderCase{"content_of_presentations", [](CoseMessage& m) { m.header[1].second = text("application/vp"); },
                       k_cose_altered, "proof.typ_no_credential"},
        CoseHeaderCase{"content_of_a_narrower_type",
                       [](CoseMessage& m) { m.header[1].second = text("application/ld+json"); }, SignatureState::good,
                       "proof.signature_good"},
        CoseHeaderCase{"claims_of_another_issuer",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(15), map({{number(1), text("did:example:other")}}));
                       },
                       k_cose_altered, "proof.claims_conflict"},
        CoseHeaderCase{"claims_of_another_subject",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(15), map({{number(2), text("did:example:other")}}));
                       },
                       k_cose_altered, "proof.claims_conflict"},
        CoseHeaderCase{"claims_not_signed",
                       [](CoseMessage& m) {
                         m.unprotected.emplace_back(number(15), map({{number(1), text("did:example:other")}}));
                       },
                       SignatureState::good, "proof.signature_good"},
        CoseHeaderCase{"signature_over",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(15), map({{number(4), number(unix_seconds(k_cose_now) - 1)}}));
                       },
                       SignatureState::good, "proof.expired"},
        CoseHeaderCase{"signature_begins",
                       [](CoseMessage& m) {
                         m.header.emplace_back(number(15), map({{number(5), number(unix_seconds(k_cose_now) + 1)}}));
                       },
                       SignatureState::good, "proof.not_yet"}),
    [](const auto& info) { return info.param.name; });

TEST_F(Cose, the_key_is_the_makers_or_is_said_to_be_anothers) {
  const auto other = test::must(PrivateKey::generate(KeyType::p256));
  CoseMessage message = credential();
  message.payload = by(*other, k_cose_credential);
  const SignatureCheck judged = check(message);
  // As of a JWT: who controls the key is told, and the verifier holds it against the issuer.
  EXPECT_EQ(judged.controller, issuer_of(*key_));
  message = credential();
  message.header[2].second = bytes(method_of(*other));
  EXPECT_EQ(worst(check(message)), "proof.signature_wrong");
  message.header[2].second = bytes("#" + key_->public_key().multikey());
  EXPECT_EQ(worst(check(message)), "proof.signature_good");
}

struct CoseMalformedCase {
  const char* name;
  std::string (*make)(const CoseMessage&);
  const char* says;
};
class CoseMalformed : public Cose, public testing::WithParamInterface<CoseMalformedCase> {};

TEST_P(CoseMalformed, are_errors) {
  CoseMessage message = credential();
  auto opened = verify(GetParam().make(signed_here(message)));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "proof.cose");
  EXPECT_NE(opened.error().message.find(GetParam().says), std::string::npos) << opened.error().message;
}

/// The message with this instead of its protected header, or of its payload.
std::string cose_with_header(const CoseMessage& m, const std::string& header) {
  return "\xD2" + list({header, map({}), bytes(m.payload), bytes(m.signature)});
}
std::string cose_with_payload(const CoseMessage& m, const std::string& payload) {
  return "\xD2" + list({m.protected_bytes(), map({}), payload, bytes(m.signature)});
}
constexpr const char* k_cose_no_cbor = "no whole CBOR";

INSTANTIATE_TEST_SUITE_P(
    All, CoseMalformed,
    testing::Values(
        CoseMalformedCase{"nothing", [](const CoseMessage&) { return std::string{}; }, k_cose_no_cbor},
        CoseMalformedCase{"cut_short", [](const CoseMessage& m) { return m.sent().substr(0, m.sent().size() - 1); },
                          k_cose_no_cbor},
        CoseMalformedCase{"something_behind", [](const CoseMessage& m) { return m.sent() + "x"; }, k_cose_no_cbor},
        CoseMalformedCase{"another_tag", [](const CoseMessage& m) { return "\xD1" + m.sent().substr(1); },
                          "another tag"},
        CoseMalformedCase{"three_parts",
                          [](const CoseMessage& m) {
                            return "\xD2" + list({m.protected_bytes(), map({}), bytes("{}")});
                          },
                          "no list of four"},
        CoseMalformedCase{"detached", [](const CoseMessage& m) { return cose_with_payload(m, "\xF6"); }, "detached"},
        CoseMalformedCase{"payload_a_float",
                          [](const CoseMessage& m) {
                            return cose_with_payload(m, std::string{"\xFA\x47\xC3\x50\x00", 5});
                          },
                          "payload is no byte string"},
        CoseMalformedCase{"payload_a_text", [](const CoseMessage& m) { return cose_with_payload(m, text(m.payload)); },
                          "payload is no byte string"},
        CoseMalformedCase{"payload_a_list", [](const CoseMessage& m) { return cose_with_payload(m, bytes("[]")); },
                          "no JSON object"},
        CoseMalformedCase{"list_of_indefinite_length",
                          [](const CoseMessage& m) {
                            return "\xD2\x9F" + m.protected_bytes() + map({}) + bytes(m.payload) + bytes(m.signature) +
                                   "\xFF";
                          },
                          k_cose_no_cbor},
        CoseMalformedCase{"payload_in_pieces",
                          [](const CoseMessage& m) { return cose_with_payload(m, "\x5F" + bytes(m.payload) + "\xFF"); },
                          k_cose_no_cbor},
        CoseMalformedCase{"header_of_indefinite_length",
                          [](const CoseMessage& m) { return cose_with_header(m, bytes("\xBF\x01\x26\xFF")); },
                          "protected header is no whole CBOR"},
        CoseMalformedCase{"header_a_map", [](const CoseMessage& m) { return cose_with_header(m, map(m.header)); },
                          "no byte string"},
        CoseMalformedCase{"header_holds_a_list",
                          [](const CoseMessage& m) { return cose_with_header(m, bytes(list({}))); }, "no map"},
        CoseMalformedCase{"two_algorithms",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{number(1), number(-7)}, {number(1), number(-8)}})));
                          },
                          "says 1 twice"},
        CoseMalformedCase{"an_algorithm_in_either_header",
                          [](const CoseMessage& m) {
                            CoseMessage two = m;
                            two.unprotected.emplace_back(number(1), number(-8));
                            return two.sent();
                          },
                          "says 1 twice"},
        CoseMalformedCase{"a_text_label_twice",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{text("a"), number(1)}, {text("a"), number(2)}})));
                          },
                          "twice"},
        CoseMalformedCase{"a_label_in_bytes",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{bytes("a"), number(1)}})));
                          },
                          "neither a number nor a text"},
        CoseMalformedCase{"algorithm_a_list",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{number(1), list({})}})));
                          },
                          "algorithm"},
        CoseMalformedCase{"crit_empty",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{number(2), list({})}})));
                          },
                          "crit"},
        CoseMalformedCase{"crit_not_signed",
                          [](const CoseMessage& m) {
                            CoseMessage other = m;
                            other.unprotected.emplace_back(number(2), list({number(3)}));
                            return other.sent();
                          },
                          "crit"},
        CoseMalformedCase{"kid_a_text",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{number(4), text("a")}})));
                          },
                          "kid"},
        CoseMalformedCase{"issuer_a_number",
                          [](const CoseMessage& m) {
                            return cose_with_header(m, bytes(map({{number(15), map({{number(1), number(1)}})}})));
                          },
                          "iss"},
        CoseMalformedCase{"end_no_number",
                          [](const CoseMessage& m) {
                            const std::string nan{"\xF9\x7E\x00", 3};
                            return cose_with_header(m, bytes(map({{number(15), map({{number(4), nan}})}})));
                          },
                          "exp"},
        CoseMalformedCase{"a_megabyte_of_lists",
                          [](const CoseMessage& m) { return cose_with_payload(m, std::string(1'000'000, '\x81')); },
                          k_cose_no_cbor},
        CoseMalformedCase{
            "a_megabyte_of_lists_in_the_header",
            [](const CoseMessage& m) { return cose_with_header(m, bytes(std::string(1'000'000, '\x81'))); },
            "protected header"},
        CoseMalformedCase{"many_header_entries",
                          [](const CoseMessage& m) {
                            Pairs many;
                            for (int i = 100; i < 400; ++i) many.emplace_back(number(i), number(0));
                            return cose_with_header(m, bytes(map(many)));
                          },
                          "too large"},
        CoseMalformedCase{"promises_of_billions",
                          [](const CoseMessage&) {
                            return std::string{"\xD2\x84\x9B\x00\x00\x00\x01\x00\x00\x00\x00", 11};
                          },
                          k_cose_no_cbor}),
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
