// W3C test vectors of vc-di-eddsa and vc-di-ecdsa: every intermediate value, the signatures, proof sets and chains.
#include "proof/data_integrity.h"

#include <algorithm>

#include "base/json.h"
#include "conformance/suite.h"
#include "proof/ecdsa_sd.h"

namespace credex::conformance {
namespace {

namespace fs = std::filesystem;
using json::Value;

void add_example_context(rdf::jsonld::Processor& processor) {
  auto context = json::parse(R"({"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}})");
  processor.add_context("https://www.w3.org/ns/credentials/examples/v2", std::move(*context));
  // From an npm package that only these tests need.
  auto citizenship = json::parse(
      read_text(CREDEX_SOURCE_DIR "/node_modules/@digitalbazaar/citizenship-context/contexts/v4rc1.jsonld"));
  if (citizenship) processor.add_context("https://w3id.org/citizenship/v4rc1", std::move(*citizenship));
}

std::string by_prefix(const fs::path& folder, const std::string& prefix) {
  for (const auto& entry : fs::directory_iterator{folder}) {
    if (entry.path().filename().string().starts_with(prefix)) return read_text(entry.path());
  }
  return {};
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

void run_folder(SuiteResult& out, const fs::path& folder, const std::string& secret) {
  rdf::jsonld::Processor processor;
  add_example_context(processor);
  json::Arena arena;
  auto document = json::parse_into(arena, by_prefix(folder, "signed"));
  if (!document) return out.count(false, folder.string() + ": " + document.error().to_string());
  const Value proof = document->get("proof");
  const auto suite = proof::suite_from(proof.text("cryptosuite"));
  const std::string method{proof.text("verificationMethod")};
  auto key = crypto::PublicKey::from_multikey(method.substr(method.find('#') + 1));
  if (!suite || !key) return out.count(false, folder.string() + ": suite or key");
  Value bare = Value::object(arena);
  for (const json::Member& member : document->members()) {
    if (member.key != "proof") bare.append(arena, member.key, member.value);
  }
  Value options = Value::object(arena);
  for (const json::Member& member : proof.members()) {
    if (member.key != "proofValue") options.append(arena, member.key, member.value);
  }
  auto hashes = proof::hash_data(processor, bare, options, *suite, key->type());
  if (!hashes) return out.count(false, folder.string() + ": " + hashes.error().to_string());
  const std::string name = folder.filename().string() + " ";
  const auto compare = [&](const char* prefix, const std::string& got) {
    const std::string wanted = trimmed(by_prefix(folder, prefix));
    out.count(!wanted.empty() && trimmed(got) == wanted, name + prefix + "\n  got    " + got + "\n  wanted " + wanted);
  };
  compare("canonDoc", hashes->canonical_document);
  compare("proofCanon", hashes->canonical_proof);
  compare("docHash", hex(hashes->document_hash));
  compare("proofHash", hex(hashes->proof_hash));
  compare("combinedHash", hex(hashes->combined()));
  auto signature = from_multibase(proof.text("proofValue"));
  out.count(signature && hex(*signature) == trimmed(by_prefix(folder, "sigHex")), name + "sigHex");
  proof::KeyResolver keys{offline_fetch()};
  const auto checks = proof::verify_proofs(processor, keys, *document, {});
  out.count(checks.size() == 1 && checks[0].state == proof::SignatureState::good, name + "verify");
  // Ed25519 gives the same signature each time: make it again.
  auto signer = crypto::PrivateKey::from_secret_multikey(secret);
  if (key->type() == crypto::KeyType::ed25519 && signer) {
    auto again = (*signer)->sign(crypto::Algorithm::ed_dsa, hashes->combined());
    out.count(again && signature && *again == *signature, name + "sign");
  }
}

void run_sets(SuiteResult& out, const fs::path& folder) {
  for (const char* file :
       {"signedProofSet1.json", "signedProofSet2.json", "signedProofChain1.json", "signedProofChain2.json"}) {
    rdf::jsonld::Processor processor;
    add_example_context(processor);
    auto document = json::parse(read_text(folder / file));
    proof::KeyResolver keys{offline_fetch()};
    const auto checks =
        document ? proof::verify_proofs(processor, keys, document->root, {}) : std::vector<proof::SignatureCheck>{};
    bool good = !checks.empty();
    for (const auto& check : checks) good = good && check.state == proof::SignatureState::good;
    out.count(good, file);
  }
  // The same chain made here: key 3 signs over the proofs of keys 1 and 2.
  rdf::jsonld::Processor processor;
  add_example_context(processor);
  json::Arena arena;
  auto set = json::parse_into(arena, read_text(folder / "signedProofSet2.json"));
  auto wanted = json::parse_into(arena, read_text(folder / "signedProofChain1.json"));
  auto pairs = json::parse_into(arena, read_text(folder / "multiKeyPairs.json"));
  if (!set || !wanted || !pairs) return out.count(false, "proof chain files");
  const Value last = wanted->get("proof").items()[2];
  auto signer = crypto::PrivateKey::from_secret_multikey(pairs->get("keyPair3").text("privateKeyMultibase"));
  if (!signer) return out.count(false, signer.error().to_string());
  proof::ProofOptions options{.verification_method = std::string{last.text("verificationMethod")},
                              .created = *parse_instant(last.text("created")),
                              .id = std::string{last.text("id")}};
  for (const Value& id : json::as_list(last.get("previousProof"))) options.previous.emplace_back(id.as_string());
  auto chain = proof::add_proof(arena, processor, *set, options, **signer);
  out.count(chain && json::equal(*chain, *wanted), "proof chain made here");
}

/// Selective disclosure: what a holder shows, with every value on the way.
void run_derived(SuiteResult& out, const fs::path& folder) {
  rdf::jsonld::Processor processor;
  add_example_context(processor);
  json::Arena arena;
  proof::KeyResolver keys{offline_fetch()};
  auto document = json::parse_into(arena, read_text(folder / "derivedRevealDocument.json"));
  auto values = json::parse_into(arena, read_text(folder / "verifyDerivedProofValue.json"));
  auto lines = json::parse_into(arena, read_text(folder / "verifyNQuads.json"));
  if (!document || !values || !lines) return out.count(false, folder.string() + ": files");
  auto parsed = proof::parse_derived_proof(document->get("proof").text("proofValue"));
  if (!parsed) return out.count(false, folder.string() + ": " + parsed.error().to_string());
  out.count(hex(parsed->base_signature) == values->text("baseSignature"), "baseSignature");
  out.count("z" + base58(parsed->public_key) == values->text("publicKey"), "publicKey");
  const auto signatures = values->get("signatures").items();
  out.count(parsed->signatures.size() == signatures.size(), "signatures");
  for (std::size_t i = 0; i < signatures.size() && i < parsed->signatures.size(); ++i)
    out.count(signatures[i].is_string(hex(parsed->signatures[i])), "signature " + std::to_string(i));
  for (const Value& label : values->get("labelMap").items())
    out.count(label.items()[1].is_string(parsed->labels[std::string{label.items()[0].as_string()}]), "label");
  const auto indexes = values->get("mandatoryIndexes").items();
  out.count(indexes.size() == parsed->mandatory.size(), "mandatoryIndexes");
  Value bare = Value::object(arena);
  for (const json::Member& member : document->members()) {
    if (member.key != "proof") bare.append(arena, member.key, member.value);
  }
  auto shown = proof::shown_statements(processor, bare, *parsed);
  if (!shown) return out.count(false, shown.error().to_string());
  std::vector<std::string> all = shown->mandatory;
  all.insert(all.end(), shown->others.begin(), shown->others.end());
  std::sort(all.begin(), all.end());
  bool same = all.size() == lines->size();
  for (std::size_t i = 0; same && i < all.size(); ++i) same = lines->items()[i].is_string(all[i]);
  out.count(same, "statements under the issuer's labels");
  const auto good = proof::verify_proofs(processor, keys, *document, {});
  out.count(good.size() == 1 && good[0].state == proof::SignatureState::good, "what is shown holds");
  document->set(arena, "validUntil", Value::string("2039-12-03T00:00:00Z"));
  const auto altered = proof::verify_proofs(processor, keys, *document, {});
  out.count(altered[0].state == proof::SignatureState::altered, "what is altered does not");
  auto base = json::parse_into(arena, read_text(folder / "addSignedSDBase.json"));
  if (!base) return out.count(false, "addSignedSDBase.json");
  const auto own = proof::verify_proofs(processor, keys, *base, {});
  out.count(own.size() == 1 && own[0].state == proof::SignatureState::unsupported,
            "the issuer's own is not for showing");
  // The holder's side: the same choice gives the same document, to the byte of its proof.
  auto chosen = json::parse_into(
      arena, read_text(folder.parent_path().parent_path() /
                       (folder.filename() == "employ" ? "employSelective.json" : "prCredSelective.json")));
  auto wanted = json::parse_into(arena, read_text(folder / "derivedRevealDocument.json"));
  if (!chosen || !wanted) return out.count(false, "selective pointers");
  std::vector<std::string> pointers;
  for (const Value& pointer : chosen->items()) pointers.emplace_back(pointer.as_string());
  auto derived = proof::derive_shown(arena, processor, *base, pointers);
  out.count(derived && json::equal(*derived, *wanted), "what is derived here");
  out.count(!proof::derive_shown(arena, processor, *wanted, pointers), "what is shown is not derived again");
}

}  // namespace

std::vector<SuiteResult> run_data_integrity(const fs::path& standards) {
  const fs::path eddsa = standards / "vc-di-eddsa/TestVectors";
  const fs::path ecdsa = standards / "vc-di-ecdsa/TestVectors";
  auto pair = json::parse(read_text(eddsa / "keyPair.json"));
  const std::string secret = pair ? std::string{pair->root.text("privateKeyMultibase")} : "";
  std::vector<SuiteResult> out;
  for (const char* name : {"eddsa-rdfc-2022", "eddsa-jcs-2022"}) {
    SuiteResult suite{.name = name};
    run_folder(suite, eddsa / name, secret);
    if (fs::exists(eddsa / name / "employ")) run_folder(suite, eddsa / name / "employ", secret);
    out.push_back(suite);
  }
  for (const char* name :
       {"ecdsa-rdfc-2019-p256", "ecdsa-rdfc-2019-p384", "ecdsa-jcs-2019-p256", "ecdsa-jcs-2019-p384"}) {
    SuiteResult suite{.name = name};
    run_folder(suite, ecdsa / name, "");
    if (fs::exists(ecdsa / name / "employ")) run_folder(suite, ecdsa / name / "employ", "");
    out.push_back(suite);
  }
  SuiteResult derived{.name = "ecdsa-sd-2023"};
  for (const char* name : {"employ", "prc"}) run_derived(derived, ecdsa / "ecdsa-sd-2023" / name);
  out.push_back(derived);
  SuiteResult sets{.name = "proof-sets-and-chains"};
  run_sets(sets, eddsa / "proof-set-chain");
  out.push_back(sets);
  return out;
}

}  // namespace credex::conformance
