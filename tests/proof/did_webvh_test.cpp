// did:webvh 1.0: logs made here by the text of the specification, sound and spoilt.
#include "proof/did_webvh.h"

#include <functional>
#include <map>

#include "base/digest.h"
#include "crypto/key.h"
#include "proof/did.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}
std::string canonical(const std::string& text) { return json::write_canonical(test::must(json::parse(text)).root); }
/// base58btc(multihash(text)), SHA-256.
std::string hash_of(std::string_view text) {
  Bytes out{0x12, 0x20};
  for (const std::uint8_t byte : digest(HashAlgorithm::sha256, as_bytes(text))) out.push_back(byte);
  return base58(out);
}

/// Keys by the letters that the tables call them by.
const PrivateKey& key(char letter) {
  static std::map<char, std::unique_ptr<PrivateKey>> keys;
  auto& one = keys[letter];
  if (!one) one = test::must(PrivateKey::generate(letter == 'P' ? KeyType::p256 : KeyType::ed25519));
  return *one;
}
std::string multikey(char letter) { return key(letter).public_key().multikey(); }

/// What the tables write: <A> is the key A, <#A> the hash by which it is promised, <did:A> its did:key.
std::string filled(std::string text) {
  for (const char letter : {'A', 'B', 'C', 'P'}) {
    const std::string name{letter};
    text = replaced(text, "<" + name + ">", multikey(letter));
    text = replaced(text, "<#" + name + ">", hash_of(multikey(letter)));
    text = replaced(text, "<did:" + name + ">", "did:key:" + multikey(letter));
  }
  return text;
}

/// The proof (vc-di-eddsa 1.0, section 3.3) over `document`, with `spoil` done to its options before it is made.
std::string proof_of(const std::string& document, char signer, const std::function<void(std::string&)>& spoil = {}) {
  std::string options =
      R"({"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2026-01-01T00:00:00Z",)"
      R"("verificationMethod":")" +
      ("did:key:" + multikey(signer) + "#" + multikey(signer)) + R"(","proofPurpose":"assertionMethod"})";
  if (spoil) spoil(options);
  Bytes data = digest(HashAlgorithm::sha256, as_bytes(canonical(options)));
  for (const std::uint8_t byte : digest(HashAlgorithm::sha256, as_bytes(canonical(document)))) data.push_back(byte);
  const Bytes signature =
      test::must(key(signer).sign(crypto::default_algorithm(key(signer).public_key().type()), data));
  options.pop_back();
  return options + R"(,"proofValue":"z)" + base58(signature) + "\"}";
}

struct Step {
  std::string time;
  std::string parameters;
  std::string state = R"({"id":"did:webvh:{SCID}:school.example"})";
  char signer = 'A';
  std::function<void(std::string&)> spoil_proof{};  ///< of its options
  std::function<void(std::string&)> spoil_line{};   ///< of what is published
};
struct Made {
  std::string scid{};
  std::string log{};
  std::vector<std::string> ids{};
  std::string did() const { return "did:webvh:" + scid + ":school.example"; }
};

Made made(const std::vector<Step>& steps) {
  Made out;
  std::string before;
  for (const Step& step : steps) {
    const auto entry = [&](const std::string& version) {
      return R"({"versionId":")" + version + R"(","versionTime":")" + step.time + R"(","parameters":)" +
             filled(step.parameters) + R"(,"state":)" + filled(step.state) + "}";
    };
    if (out.ids.empty()) before = out.scid = hash_of(canonical(entry("{SCID}")));
    const auto published = [&](const std::string& version) { return replaced(entry(version), "{SCID}", out.scid); };
    before = std::to_string(out.ids.size() + 1) + "-" + hash_of(canonical(published(before)));
    out.ids.push_back(before);
    std::string line = published(before);
    const std::string proof = proof_of(line, step.signer, step.spoil_proof);
    line.pop_back();
    line += R"(,"proof":[)" + proof + "]}\n";
    if (step.spoil_line) step.spoil_line(line);
    out.log += line;
  }
  return out;
}

constexpr const char* k_first = R"({"method":"did:webvh:1.0","scid":"{SCID}","updateKeys":["<A>"]})";
constexpr const char* k_promising =
    R"({"method":"did:webvh:1.0","scid":"{SCID}","updateKeys":["<A>"],"nextKeyHashes":["<#B>","<#C>"]})";
constexpr const char* k_movable = R"({"method":"did:webvh:1.0","scid":"{SCID}","updateKeys":["<A>"],"portable":true})";
constexpr const char* k_t1 = "2026-01-01T00:00:00Z";
constexpr const char* k_t2 = "2026-02-01T00:00:00Z";
constexpr const char* k_t3 = "2026-03-01T00:00:00Z";
const Instant k_asked = test::at("2026-06-01T00:00:00Z");

TEST(Webvh, addresses_are_those_of_the_text) {
  const std::string scid = hash_of("");
  const auto url = [&](const std::string& rest) {
    return did_webvh_url("did:webvh:" + scid + ":" + rest).value_or("");
  };
  EXPECT_EQ(url("example.com"), "https://example.com/.well-known/did.jsonl");
  EXPECT_EQ(url("issuer.example.com"), "https://issuer.example.com/.well-known/did.jsonl");
  EXPECT_EQ(url("example.com:dids:issuer"), "https://example.com/dids/issuer/did.jsonl");
  EXPECT_EQ(url("example.com%3A3000:dids:issuer"), "https://example.com:3000/dids/issuer/did.jsonl");
  EXPECT_EQ(url("example.com%3a3000"), "https://example.com:3000/.well-known/did.jsonl");
  // The text's example of an internationalized domain, with what DID Core does not allow in a DID as %XX.
  EXPECT_EQ(url("jp%E7%B4%8D%E8%B1%86.%E4%BE%8B.jp:%E7%94%A8%E6%88%B7"),
            "https://xn--jp-cd2fp15c.xn--fsq.jp/%E7%94%A8%E6%88%B7/did.jsonl");
  for (const char* bad : {"",
                          "localhost",
                          "127.0.0.1",
                          "0x7f.1",
                          "1.2.3.0x4",
                          "example.com%3A",
                          "example.com%3A0",
                          "example.com%3A65536",
                          "example.com%3A1%3A2",
                          "example.com%3A123456",
                          "a%3A1.example.com",
                          "exa_mple.com",
                          "-a.example",
                          "a..example",
                          "example.com.",
                          "example.com:",
                          "example.com::a",
                          "example.com:.",
                          "example.com:%2e%2E",
                          "example.com:a%2Fb",
                          "example.com:a%5Cb",
                          "example.com:a%00",
                          "example.com:%20a",
                          "example.com:a%E2%80%83",
                          "example.com:a%2",
                          "example.com:a/b",
                          "example.com?versionId=1",
                          "user%40example.com",
                          "example.com%2Fa"})
    EXPECT_EQ(url(bad), "") << bad;
  EXPECT_FALSE(did_webvh_url("did:webvh:{SCID}:example.com"));
  EXPECT_FALSE(did_webvh_url("did:webvh:" + base58(Bytes(34, 7)) + ":example.com"));
  EXPECT_FALSE(did_webvh_url("did:webvh:" + scid));
  EXPECT_FALSE(did_webvh_url("did:web:example.com"));
}

struct LogCase {
  const char* label;
  std::vector<Step> steps;
  const char* words;  ///< of what is wrong; empty: nothing
};
void PrintTo(const LogCase& c, std::ostream* out) { *out << c.label; }
class WebvhLogs : public testing::TestWithParam<LogCase> {};

TEST_P(WebvhLogs, hold_or_say_why_not) {
  const LogCase& c = GetParam();
  const Made log = made(c.steps);
  const auto read = read_webvh_log(log.did(), log.log, k_asked);
  if (*c.words == '\0') {
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->versions.size(), c.steps.size());
    EXPECT_EQ(read->versions.back().id, log.ids.back());
    return;
  }
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find(c.words), std::string::npos) << read.error().message;
}

std::function<void(std::string&)> instead(std::string from, std::string to) {
  return [from, to](std::string& text) { text = replaced(text, filled(from), filled(to)); };
}
std::string moved(const char* to, const char* known) {
  return R"({"id":"did:webvh:{SCID}:)" + std::string{to} + R"(","alsoKnownAs":[")" + known + "\"]}";
}

INSTANTIATE_TEST_SUITE_P(
    Table, WebvhLogs,
    testing::Values(
        LogCase{"one", {{k_t1, k_first}}, ""}, LogCase{"unchanged_keys", {{k_t1, k_first}, {k_t2, "{}"}}, ""},
        LogCase{"zone_as_numbers", {{"2026-01-01T00:00:00+00:00", k_first}}, ""},
        LogCase{
            "new_keys_sign_after_their_entry",
            {{k_t1, k_first}, {k_t2, R"({"updateKeys":["<B>"]})"}, {.time = k_t3, .parameters = "{}", .signer = 'B'}},
            ""},
        LogCase{"new_key_signs_its_own_entry",
                {{k_t1, k_first}, {.time = k_t2, .parameters = R"({"updateKeys":["<B>"]})", .signer = 'B'}},
                "entry 2 of the log: is not signed with a key that may change the DID"},
        LogCase{"old_key_signs_on",
                {{k_t1, k_first}, {k_t2, R"({"updateKeys":["<B>"]})"}, {k_t3, "{}"}},
                "entry 3 of the log: is not signed with a key"},
        LogCase{"nobody_may_sign_any_more",
                {{k_t1, k_first}, {k_t2, R"({"updateKeys":[]})"}, {k_t3, "{}"}},
                "is not signed with a key"},
        LogCase{"promised_key_signs",
                {{k_t1, k_promising},
                 {.time = k_t2, .parameters = R"({"updateKeys":["<B>"],"nextKeyHashes":["<#C>"]})", .signer = 'B'}},
                ""},
        LogCase{"promised_and_not",
                {{k_t1, k_promising},
                 {.time = k_t2, .parameters = R"({"updateKeys":["<B>","<A>"],"nextKeyHashes":[]})", .signer = 'B'}},
                "which the entry before did not promise"},
        LogCase{"promised_and_left_out", {{k_t1, k_promising}, {k_t2, R"({"nextKeyHashes":[]})"}}, "leaves out"},
        LogCase{"no_promise_anew",
                {{k_t1, k_promising}, {.time = k_t2, .parameters = R"({"updateKeys":["<B>"]})", .signer = 'B'}},
                "leaves out"},
        LogCase{"promises_end",
                {{k_t1, k_promising},
                 {.time = k_t2, .parameters = R"({"updateKeys":["<B>"],"nextKeyHashes":[]})", .signer = 'B'},
                 {.time = k_t3, .parameters = R"({"updateKeys":["<A>"]})", .signer = 'B'}},
                ""},
        LogCase{"of_version_0_5",
                {{k_t1, R"({"method":"did:webvh:0.5","scid":"{SCID}","updateKeys":["<A>"]})"}},
                "follows the method 'did:webvh:0.5'"},
        LogCase{"of_no_version", {{k_t1, R"({"scid":"{SCID}","updateKeys":["<A>"]})"}}, "follows the method ''"},
        LogCase{"of_a_later_version",
                {{k_t1, k_first}, {k_t2, R"({"method":"did:webvh:2.0"})"}},
                "follows the method 'did:webvh:2.0'"},
        LogCase{"no_keys", {{k_t1, R"({"method":"did:webvh:1.0","scid":"{SCID}"})"}}, "has no updateKeys"},
        LogCase{"scid_twice", {{k_t1, k_first}, {k_t2, R"({"scid":"{SCID}"})"}}, "in no other"},
        LogCase{"parameter_unknown", {{k_t1, k_first}, {k_t2, R"({"prerotation":true})"}}, "which is not defined"},
        LogCase{"ttl_as_text", {{k_t1, k_first}, {k_t2, R"({"ttl":"60"})"}}, "ttl is no number"},
        LogCase{"null_is_the_default",
                {{k_t1, k_first}, {k_t2, R"({"ttl":null,"watchers":null,"witness":null,"nextKeyHashes":null})"}},
                ""},
        LogCase{"same_time", {{k_t1, k_first}, {k_t1, "{}"}}, "is not later"},
        LogCase{"no_zone", {{"2026-01-01T00:00:00", k_first}}, "no time in UTC"},
        LogCase{"another_zone", {{"2026-01-01T00:00:00+01:00", k_first}}, "no time in UTC"},
        LogCase{"clock_a_little_fast", {{"2026-06-01T00:04:59Z", k_first}}, ""},
        LogCase{"to_come", {{"2026-06-01T00:05:01Z", k_first}}, "to come"},
        LogCase{"of_another_scid",
                {{k_t1, k_first},
                 {k_t2, "{}", R"({"id":"did:webvh:QmPEQVM1JPTyrvEgBcDXwjK4TeyLGSX1PxjgyeAisdWM1p:school.example"})"}},
                "its document is that of"},
        LogCase{"of_a_did_url",
                {{k_t1, k_first, R"({"id":"did:webvh:{SCID}:school.example#a"})"}},
                "its document is that of"},
        LogCase{"moves",
                {{k_t1, k_movable, R"({"id":"did:webvh:{SCID}:old.example"})"},
                 {k_t2, "{}", moved("school.example", "did:webvh:{SCID}:old.example")}},
                ""},
        LogCase{"moves_and_does_not_say_from_where",
                {{k_t1, k_movable, R"({"id":"did:webvh:{SCID}:old.example"})"},
                 {k_t2, "{}", moved("school.example", "did:webvh:{SCID}:other.example")}},
                "moves the DID"},
        LogCase{"moves_and_may_not",
                {{k_t1, k_first, R"({"id":"did:webvh:{SCID}:old.example"})"},
                 {k_t2, "{}", moved("school.example", "did:webvh:{SCID}:old.example")}},
                "moves the DID"},
        LogCase{"may_move_too_late", {{k_t1, k_first}, {k_t2, R"({"portable":true})"}}, "becomes true after"},
        LogCase{"moves_after_it_was_ended",
                {{k_t1, k_movable, R"({"id":"did:webvh:{SCID}:old.example"})"},
                 {k_t2, R"({"portable":false})", moved("school.example", "did:webvh:{SCID}:old.example")}},
                "moves the DID"},
        LogCase{"never_here", {{k_t1, k_first, R"({"id":"did:webvh:{SCID}:old.example"})"}}, "no entry of that"},
        LogCase{"deactivated", {{k_t1, k_first}, {k_t2, R"({"deactivated":true,"updateKeys":[]})"}}, ""},
        LogCase{"goes_on_after_its_end",
                {{k_t1, k_first}, {k_t2, R"({"deactivated":true})"}, {k_t3, "{}"}},
                "follows the one that deactivated"},
        LogCase{"changed_after_it_was_signed",
                {{.time = k_t1, .parameters = k_first, .spoil_line = instead("school.example", "forger.example")}},
                "a proof that does not hold"},
        LogCase{"unsigned",
                {{.time = k_t1, .parameters = k_first, .spoil_line = instead(R"("proof")", R"("proofs")")}},
                "signed by nobody"},
        LogCase{"another_suite",
                {{.time = k_t1, .parameters = k_first, .spoil_proof = instead("eddsa-jcs-2022", "ecdsa-jcs-2019")}},
                "a proof that does not hold"},
        LogCase{"another_type_of_key",
                {{.time = k_t1,
                  .parameters = R"({"method":"did:webvh:1.0","scid":"{SCID}","updateKeys":["<P>"]})",
                  .signer = 'P'}},
                "a proof that does not hold"},
        LogCase{"another_purpose",
                {{.time = k_t1, .parameters = k_first, .spoil_proof = instead("assertionMethod", "authentication")}},
                "a proof that does not hold"},
        LogCase{"key_and_fragment_differ",
                {{.time = k_t1, .parameters = k_first, .spoil_proof = instead("#<A>", "#<B>")}},
                "is not signed with a key"},
        LogCase{"no_json",
                {{.time = k_t1, .parameters = k_first, .spoil_line = [](std::string& s) { s = "<html>\n"; }}},
                "is no JSON"},
        LogCase{"empty",
                {{.time = k_t1, .parameters = k_first, .spoil_line = [](std::string& s) { s.clear(); }}},
                "has no entry"}),
    [](const auto& given) { return std::string{given.param.label}; });

TEST(Webvh, entries_hang_together) {
  const Made log = made({{k_t1, k_first}, {k_t2, "{}"}, {k_t3, "{}"}});
  const auto first = log.log.find('\n') + 1;
  const auto second = log.log.find('\n', first) + 1;
  // One is left out; then the last, which nobody can see.
  EXPECT_FALSE(read_webvh_log(log.did(), log.log.substr(0, first) + log.log.substr(second), k_asked));
  EXPECT_FALSE(read_webvh_log(log.did(), log.log.substr(first), k_asked));
  EXPECT_TRUE(read_webvh_log(log.did(), log.log.substr(0, second), k_asked));
  // The log of one is no log of another, whatever their addresses.
  const Made other = made({{k_t2, k_first}});
  EXPECT_FALSE(read_webvh_log(other.did(), log.log, k_asked));
  EXPECT_EQ(read_webvh_log(log.did(), std::string(5'000'000, ' '), k_asked).error().code, "proof.webvh_unknown");
}

TEST(Webvh, versions_are_found_by_number_hash_and_time) {
  const Made log = made({{k_t1, k_first}, {k_t2, "{}"}});
  const WebvhLog read = test::must(read_webvh_log(log.did(), log.log, k_asked));
  const auto id = [&](const std::string& query) {
    const WebvhVersion* found = webvh_version(read, query);
    return found ? found->id : "";
  };
  EXPECT_EQ(id(""), log.ids[1]);
  EXPECT_EQ(id("versionId=" + log.ids[0]), log.ids[0]);
  EXPECT_EQ(id("versionNumber=2"), log.ids[1]);
  EXPECT_EQ(id("versionTime=2026-01-31T23:59:59Z"), log.ids[0]);
  EXPECT_EQ(id("versionTime=2026-02-01T00%3A00%3A00Z"), log.ids[1]);
  for (const char* none : {"versionTime=2025-12-31T00:00:00Z", "versionId=1-a", "versionNumber=3", "service=a",
                           "versionNumber=1&versionNumber=2"})
    EXPECT_EQ(id(none), "") << none;
}

struct WitnessCase {
  const char* label;
  std::vector<std::string> parameters;               ///< of the entries
  std::vector<std::pair<std::size_t, char>> proofs;  ///< of which entry (from 1), by whom
  const char* words;
};
void PrintTo(const WitnessCase& c, std::ostream* out) { *out << c.label; }
class Witnesses : public testing::TestWithParam<WitnessCase> {};

constexpr const char* k_two_of_two = R"("witness":{"threshold":2,"witnesses":[{"id":"<did:B>"},{"id":"<did:C>"}]}})";
std::string witnessed(const char* witness) {
  return R"({"method":"did:webvh:1.0","scid":"{SCID}","updateKeys":["<A>"],)" + std::string{witness};
}

TEST_P(Witnesses, have_approved_or_not) {
  const WitnessCase& c = GetParam();
  std::vector<Step> steps;
  const char* const times[] = {k_t1, k_t2, k_t3};
  for (std::size_t i = 0; i < c.parameters.size(); ++i) steps.push_back({times[i], c.parameters[i]});
  const Made log = made(steps);
  std::string file = "[";
  for (const auto& [entry, who] : c.proofs) {
    const std::string id = entry <= log.ids.size() ? log.ids[entry - 1] : "9-" + hash_of("to come");
    const std::string secured = R"({"versionId":")" + id + "\"";
    file += (file.size() > 1 ? "," : "") + secured + R"(,"proof":[)" + proof_of(secured + "}", who) + "]}";
  }
  file += "]";
  const auto read = read_webvh_log(log.did(), log.log, k_asked);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->is_witnessed());
  const auto approved = check_webvh_witnesses(*read, file, k_asked);
  EXPECT_EQ(static_cast<bool>(approved), *c.words == '\0');
  if (!approved) {
    EXPECT_NE(approved.error().message.find(c.words), std::string::npos) << approved.error().message;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, Witnesses,
    testing::Values(
        WitnessCase{"both", {witnessed(k_two_of_two)}, {{1, 'B'}, {1, 'C'}}, ""},
        WitnessCase{"one_of_two", {witnessed(k_two_of_two)}, {{1, 'B'}}, "entry 1 of the log: 1 witnesses"},
        WitnessCase{"one_twice", {witnessed(k_two_of_two)}, {{1, 'B'}, {1, 'B'}}, "1 witnesses approved it, and 2"},
        WitnessCase{"somebody_else", {witnessed(k_two_of_two)}, {{1, 'B'}, {1, 'A'}}, "1 witnesses approved"},
        WitnessCase{
            "a_later_version_counts_for_those_before", {witnessed(k_two_of_two), "{}"}, {{2, 'B'}, {2, 'C'}}, ""},
        WitnessCase{"an_earlier_one_does_not", {witnessed(k_two_of_two), "{}"}, {{1, 'B'}, {2, 'C'}}, "entry 2"},
        WitnessCase{"not_published_yet", {witnessed(k_two_of_two)}, {{2, 'B'}, {2, 'C'}}, "0 witnesses approved"},
        WitnessCase{"from_the_second_on",
                    {k_first, std::string{"{"} + k_two_of_two},
                    {{1, 'B'}, {1, 'C'}},
                    "entry 2 of the log: 0 witnesses"},
        WitnessCase{"the_end_is_approved_by_those_before",
                    {witnessed(k_two_of_two), R"({"witness":{}})"},
                    {{1, 'B'}, {1, 'C'}},
                    "entry 2 of the log: 0 witnesses"},
        WitnessCase{"and_after_it_nobody_is_asked",
                    {witnessed(k_two_of_two), R"({"witness":{}})", "{}"},
                    {{2, 'B'}, {2, 'C'}},
                    ""},
        WitnessCase{"new_ones_count_after_their_entry",
                    {witnessed(k_two_of_two), R"({"witness":{"threshold":1,"witnesses":[{"id":"<did:A>"}]}})", "{}"},
                    {{2, 'B'}, {2, 'C'}, {3, 'A'}},
                    ""}),
    [](const auto& given) { return std::string{given.param.label}; });

TEST(Webvh, lists_of_witnesses_are_wrong_at_once) {
  for (const char* bad :
       {R"("witness":{"threshold":0,"witnesses":[{"id":"<did:B>"}]}})",
        R"("witness":{"witnesses":[{"id":"<did:B>"}]}})",
        R"("witness":{"threshold":2,"witnesses":[{"id":"<did:B>"},{"id":"<did:B>"}]}})",
        R"("witness":{"threshold":2,"witnesses":[{"id":"<did:B>"}]}})", R"("witness":{"threshold":1,"witnesses":[]}})",
        R"("witness":{"threshold":1,"witnesses":[{"id":"did:web:a.example"}]}})",
        R"("witness":{"threshold":1,"witnesses":[{"id":"<did:P>"}]}})", R"("witness":true})"}) {
    const Made log = made({{k_t1, witnessed(bad)}});
    EXPECT_FALSE(read_webvh_log(log.did(), log.log, k_asked)) << bad;
  }
}

/// A document that lists the key `listed` for assertions.
std::string listing(char listed, const char* at = "school.example") {
  const std::string did = "did:webvh:{SCID}:" + std::string{at};
  return R"({"id":")" + did + R"(","verificationMethod":[{"id":")" + did + "#" + std::string{listed} +
         R"(","type":"Multikey","controller":")" + did + R"(","publicKeyMultibase":"<)" + std::string{listed} +
         R"(>"}],"assertionMethod":[")" + did + "#" + std::string{listed} + "\"]}";
}
KeyLookup found(const std::map<std::string, std::string>& web, const std::string& url) {
  KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
    const auto it = web.find(request.url);
    if (it == web.end()) return Error{.code = "fetch.failed", .message = "nothing is there"};
    return Fetched{.body = it->second, .at = k_asked};
  }};
  return keys.find(url, "assertionMethod");
}
constexpr const char* k_place = "https://school.example/.well-known/did.jsonl";

TEST(Webvh, keys_are_those_of_the_last_version) {
  const Made log = made({{k_t1, k_first, listing('B')}, {k_t2, "{}", listing('C')}});
  const std::map<std::string, std::string> web{{k_place, log.log}};
  const KeyLookup now = found(web, log.did() + "#C");
  ASSERT_EQ(now.state, KeyState::found) << now.detail;
  EXPECT_EQ(*now.method.key, key('C').public_key());
  EXPECT_EQ(now.method.controller, log.did());
  EXPECT_EQ(found(web, log.did() + "?versionNumber=2#C").state, KeyState::found);
  EXPECT_EQ(found(web, log.did() + "#A").state, KeyState::not_listed);
  EXPECT_EQ(found(web, log.did() + "?versionNumber=1#C").state, KeyState::not_listed);
  // Whoever got hold of an old key can name the version that listed it.
  for (const char* old : {"#B", "?versionNumber=1#B"}) {
    const KeyLookup before = found(web, log.did() + old);
    EXPECT_EQ(before.state, KeyState::unreachable) << old;
    EXPECT_NE(before.detail.find("does not any more"), std::string::npos) << before.detail;
  }
  EXPECT_EQ(found(web, log.did() + "?versionNumber=7#C").state, KeyState::unreachable);
}

TEST(Webvh, what_does_not_hold_or_has_ended_gives_no_keys) {
  const auto state_of = [](const Made& log, const char* words) {
    const KeyLookup out = found({{k_place, log.log}}, log.did() + "#B");
    EXPECT_NE(out.detail.find(words), std::string::npos) << out.detail;
    return out.state;
  };
  EXPECT_EQ(state_of(made({{.time = k_t1,
                            .parameters = k_first,
                            .state = listing('B'),
                            .spoil_line = instead("school", "forger")}}),
                     "does not hold"),
            KeyState::unreachable);
  EXPECT_EQ(state_of(made({{k_t1, R"({"method":"did:webvh:0.5","scid":"{SCID}","updateKeys":["<A>"]})", listing('B')}}),
                     "did:webvh:1.0 is known here"),
            KeyState::unsupported);
  EXPECT_EQ(state_of(made({{k_t1, k_first, listing('B')}, {k_t2, R"({"deactivated":true})", listing('B')}}),
                     "was deactivated"),
            KeyState::unreachable);
  EXPECT_EQ(state_of(made({{k_t1, k_movable, listing('B')},
                           {k_t2, "{}", moved("new.example", "did:webvh:{SCID}:school.example")}}),
                     "has moved to"),
            KeyState::unreachable);
  EXPECT_EQ(found({}, made({{k_t1, k_first}}).did() + "#B").state, KeyState::unreachable);
  EXPECT_EQ(found({}, "did:webvh:abc:school.example#B").state, KeyState::unsupported);
}

TEST(Webvh, witnesses_are_asked_for_beside_the_log) {
  const Made log = made({{k_t1, witnessed(k_two_of_two), listing('B')}});
  const std::string secured = R"({"versionId":")" + log.ids[0] + "\"";
  const std::string file =
      "[" + secured + R"(,"proof":[)" + proof_of(secured + "}", 'B') + "," + proof_of(secured + "}", 'C') + "]}]";
  constexpr const char* k_beside = "https://school.example/.well-known/did-witness.json";
  EXPECT_EQ(found({{k_place, log.log}, {k_beside, file}}, log.did() + "#B").state, KeyState::found);
  EXPECT_EQ(found({{k_place, log.log}, {k_beside, "[]"}}, log.did() + "#B").state, KeyState::unreachable);
  EXPECT_EQ(found({{k_place, log.log}}, log.did() + "#B").state, KeyState::unreachable);
}

}  // namespace
}  // namespace credex::proof
