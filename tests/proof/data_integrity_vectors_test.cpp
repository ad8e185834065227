// The vectors of tests/vectors/data-integrity, a test each: what is in a file stands in its README.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "proof/data_integrity.h"
#include "proof/ecdsa_sd.h"
#include "support.h"

namespace credex::proof {
namespace {

namespace fs = std::filesystem;
using json::Value;

const fs::path k_folder = CREDEX_SOURCE_DIR "/tests/vectors/data-integrity";
constexpr std::array<std::string_view, 4> k_states{"good", "altered", "key_unknown", "unsupported"};

std::string read_file(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// The names of the vectors that have that member.
std::vector<std::string> cases_with(const char* member) {
  std::vector<std::string> out;
  for (const char* kind : {"valid", "invalid"}) {
    for (const auto& entry : fs::directory_iterator{k_folder / "2025-05-15" / kind}) {
      const json::Document vector = test::must(json::parse(read_file(entry.path())));
      if (vector.root.find(member) != nullptr) out.push_back(std::string{kind} + "/" + entry.path().stem().string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

// tests/vectors/make-older-suites.mjs: made and judged by the packages of the two suites.
TEST(OlderSuiteVectors, are_judged_as_those_who_made_them_do) {
  rdf::jsonld::Processor processor;
  KeyResolver keys{offline_fetch()};
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator{k_folder / "older"}) {
    const json::Document vector = test::must(json::parse(read_file(entry.path())));
    const auto checks =
        verify_proofs(processor, keys, vector.root.get("document"), {.now = test::at("2026-06-01T00:00:00Z")});
    ASSERT_EQ(checks.size(), 1U) << entry.path();
    EXPECT_EQ(k_states[static_cast<std::size_t>(checks[0].state)], vector.root.text("state"))
        << entry.path() << ": " << message_text(checks[0].finding.findings.back());
    ++count;
  }
  EXPECT_EQ(count, 12U);
}

class DataIntegrityVector : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    vector_ = test::must(json::parse_into(arena_, read_file(k_folder / "2025-05-15" / (GetParam() + ".json"))));
  }

  std::vector<SignatureCheck> verify(const Value& document) {
    const Value documents = vector_.get("documents");
    KeyResolver keys{[documents](const FetchRequest& request) -> Result<Fetched> {
      const Value* found = documents.find(request.url);
      if (found == nullptr) return Error{.code = "fetch.failed", .message = "there is no " + request.url};
      return Fetched{.body = json::write(*found)};
    }};
    const Value options = vector_.get("options");
    VerifyOptions out{.now = test::at(options.text("now").empty() ? "2026-06-01T00:00:00Z"
                                                                  : std::string{options.text("now")}.c_str())};
    if (!options.text("purpose").empty()) out.purpose = std::string{options.text("purpose")};
    return verify_proofs(processor_, keys, document, out);
  }

  /// A copy of an object without one member.
  Value without(const Value& object, std::string_view name) {
    const Value out = object.clone(arena_);
    out.erase(name);
    return out;
  }

  rdf::jsonld::Processor processor_;
  json::Arena arena_;
  Value vector_;
};

std::string said(const SignatureCheck& check) {
  std::string out = message_text(check.finding);
  for (const Finding& part : check.finding.findings) out += "; " + message_text(part);
  return out;
}

class VerifiedVector : public DataIntegrityVector {};

TEST_P(VerifiedVector, is_judged_as_the_text_says) {
  const auto checks = verify(vector_.get("document"));
  const auto verified = vector_.get("verified").items();
  const auto states = vector_.get("state").items();
  const auto outcomes = vector_.get("outcome").items();
  // Domain and challenge are judged where a presentation is: tests/credential/presentation_vectors_test.cpp.
  const bool by_holder = vector_.find("holder") != nullptr;
  ASSERT_EQ(checks.size(), states.size());
  ASSERT_EQ(checks.size(), verified.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    EXPECT_EQ(k_states[static_cast<std::size_t>(checks[i].state)], states[i].as_string()) << said(checks[i]);
    if (i < outcomes.size()) EXPECT_EQ(outcome_name(checks[i].finding.outcome), outcomes[i].as_string());
    if (!by_holder) EXPECT_EQ(checks[i].finding.outcome == Outcome::pass, verified[i].as_boolean()) << said(checks[i]);
  }
}

class WalkedVector : public DataIntegrityVector {};

TEST_P(WalkedVector, goes_through_the_same_values) {
  const Value wanted = vector_.get("intermediate");
  const Value document = vector_.get("document");
  const Value proof = document.get("proof");
  const auto suite = suite_from(proof.text("cryptosuite"));
  ASSERT_TRUE(suite);
  const std::string method{proof.text("verificationMethod")};
  const auto key = test::must(crypto::PublicKey::from_multikey(method.substr(method.find('#') + 1)));
  const HashData got =
      test::must(hash_data(processor_, without(document, "proof"), without(proof, "proofValue"), *suite, key.type()));
  EXPECT_EQ(got.canonical_document, wanted.text("canonicalDocument"));
  EXPECT_EQ(got.canonical_proof, wanted.text("canonicalProof"));
  EXPECT_EQ(hex(got.document_hash), wanted.text("documentHash"));
  EXPECT_EQ(hex(got.proof_hash), wanted.text("proofHash"));
}

class MadeVector : public DataIntegrityVector {};

TEST_P(MadeVector, is_made_the_same) {
  const Value add = vector_.get("add");
  const Value keys = test::must(json::parse_into(arena_, read_file(k_folder / "keys.json")));
  const Value pair = keys.get(add.text("key"));
  const auto key = test::must(crypto::PrivateKey::from_secret_multikey(pair.text("secret")));
  const Value wish = add.get("options");
  ProofOptions options{.suite = *rdfc_suite_of(key->public_key().type()),
                       .verification_method = did_key(key->public_key()) + "#" + key->public_key().multikey(),
                       .created = test::at("2026-03-14T09:26:53Z"),
                       .id = std::string{wish.text("id")}};
  if (const auto suite = suite_from(wish.text("cryptosuite"))) options.suite = *suite;
  if (wish.find("verificationMethod") != nullptr) options.verification_method = wish.text("verificationMethod");
  if (wish.find("proofPurpose") != nullptr) options.purpose = wish.text("proofPurpose");
  for (const Value& id : json::as_list(wish.get("previousProof"))) options.previous.emplace_back(id.as_string());
  auto made = add_proof(arena_, processor_, add.get("unsecured"), options, *key);
  if (add.find("error") != nullptr) {
    ASSERT_FALSE(made) << json::write(*made);
    EXPECT_EQ(made.error().code, add.text("error")) << made.error().to_string();
    return;
  }
  ASSERT_TRUE(made) << made.error().to_string();
  const auto checks = verify(*made);
  EXPECT_EQ(checks.back().state, SignatureState::good) << said(checks.back());
  // Ed25519 gives the same signature each time; of ECDSA all the rest is the same.
  const Value wanted = vector_.get("document").clone(arena_);
  if (key->public_key().type() != crypto::KeyType::ed25519) {
    for (const Value& document : {*made, wanted}) document.get("proof").erase("proofValue");
  }
  EXPECT_TRUE(json::equal(*made, wanted)) << json::write_pretty(*made);
}

class ShownVector : public DataIntegrityVector {};

TEST_P(ShownVector, is_shown_the_same) {
  const Value wish = vector_.get("derive");
  std::vector<std::string> pointers;
  for (const Value& pointer : wish.get("pointers").items()) pointers.emplace_back(pointer.as_string());
  const Value shown = test::must(derive_shown(arena_, processor_, wish.get("base"), pointers));
  EXPECT_TRUE(json::equal(shown, vector_.get("document"))) << json::write_pretty(shown);
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(DataIntegrity, VerifiedVector, testing::ValuesIn(cases_with("document")), test_name);
INSTANTIATE_TEST_SUITE_P(DataIntegrity, WalkedVector, testing::ValuesIn(cases_with("intermediate")), test_name);
INSTANTIATE_TEST_SUITE_P(DataIntegrity, MadeVector, testing::ValuesIn(cases_with("add")), test_name);
INSTANTIATE_TEST_SUITE_P(DataIntegrity, ShownVector, testing::ValuesIn(cases_with("derive")), test_name);

}  // namespace
}  // namespace credex::proof
