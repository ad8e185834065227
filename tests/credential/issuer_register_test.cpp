#include "credential/issuer_register.h"

#include "base/digest.h"
#include "credential/name_likeness.h"
#include "crypto/key.h"
#include "fixtures.h"
#include "proof/jws.h"

namespace credex::credential {
namespace {

const Instant k_read = test::at("2026-06-01T00:00:00Z");
constexpr const char* k_ours =
    R"({"type": "IssuerRegister", "name": "Register of Examples", "updated": "2026-05-01", "expires": "2026-12-31", "issuers": [
      {"name": "Accademia del Sasso", "names": ["Stone Academy"], "country": "IT", "identifiers": ["did:web:sasso.example", "did:key:zOne"],
       "registered": ["VATIT-00000001"], "since": "2020-01-01", "until": "2030-01-01T00:00:00Z", "completeSince": "2021-01-01"},
      {"name": "Żaba \"i\" Syn Sp. z o.o.", "country": "PL", "identifiers": ["did:web:zaba.example"]}]})";

Result<std::shared_ptr<const IssuerRegister>> read_register(const std::string& text,
                                                            const RegisterSource& source = {.place = "test.json"}) {
  return IssuerRegister::read(text, source, k_read);
}

TEST(IssuerRegisters, know_whose_an_identifier_is) {
  const auto made = test::must(read_register(k_ours));
  EXPECT_EQ(made->size(), 2U);
  EXPECT_EQ(made->asked(), std::vector<std::string>{"Register of Examples (2026-05-01)"});
  const auto found = made->with_identifier("did:key:zOne");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0]->name, "Accademia del Sasso");
  EXPECT_EQ(found[0]->country, "IT");
  EXPECT_EQ(found[0]->by, "Register of Examples");
  EXPECT_EQ(found[0]->registered, std::vector<std::string>{"VATIT-00000001"});
  EXPECT_EQ(found[0]->complete_since, test::at("2021-01-01"));
  EXPECT_EQ(found[0]->until, test::at("2030-01-01T00:00:00Z"));
  EXPECT_TRUE(made->with_identifier("did:key:zTwo").empty());
  EXPECT_TRUE(made->with_identifier("").empty());
  EXPECT_EQ(made->with_name_like("STONE ACADEMY").size(), 1U);
  EXPECT_EQ(made->with_name_like("zaba i syn").size(), 1U);
  EXPECT_TRUE(made->with_name_like("Stone").empty());
}

TEST(IssuerRegisters, of_badge_verifiers_are_read) {
  const auto made = test::must(read_register(
      R"({"meta": {"created": "2020-12-02T02:32:16+00:00", "updated": "2026-05-02T02:32:16+00:00"},
          "registry": {"did:key:zA": {"name": "Example University", "location": "Riga, Latvia", "url": "https://uni.example"},
                       "did:web:b.example": {"name": "B"}}})",
      {.name = "Known issuers", .place = "registry.json"}));
  EXPECT_EQ(made->size(), 2U);
  EXPECT_EQ(made->with_identifier("did:key:zA").at(0)->name, "Example University");
  EXPECT_EQ(made->with_identifier("did:web:b.example").at(0)->by, "Known issuers");
  EXPECT_FALSE(made->with_identifier("did:key:zA").at(0)->complete_since) << "it does not say that it has all keys";
}

TEST(IssuerRegisters, are_held_against_their_key_and_digest) {
  const auto key = test::must(crypto::PrivateKey::generate(crypto::KeyType::ed25519));
  const auto other = test::must(crypto::PrivateKey::generate(crypto::KeyType::p256));
  json::Arena arena;
  const std::string token = test::must(proof::sign_compact(json::Value::object(arena), k_ours, *key));
  const std::string did = proof::did_key(key->public_key());
  const auto made = test::must(read_register(token, {.place = "r.jwt", .key = did}));
  EXPECT_TRUE(made->is_signed());
  EXPECT_EQ(made->size(), 2U);
  const std::string pin = hex(digest(HashAlgorithm::sha256, as_bytes(k_ours)));
  EXPECT_TRUE(read_register(k_ours, {.place = "r.json", .sha256 = pin}));
  struct Refused {
    std::string text;
    RegisterSource source;
    const char* words;
  };
  for (const Refused& one : {
           Refused{k_ours, {.place = "r", .key = did}, "not signed"},
           Refused{token, {.place = "r"}, "no key is given"},
           Refused{token, {.place = "r", .key = proof::did_key(other->public_key())}, "was not signed with"},
           Refused{token, {.place = "r", .key = "did:web:x.example"}, "no did:key"},
           Refused{std::string{k_ours} + " ", {.place = "r", .sha256 = pin}, "another digest"},
       }) {
    const auto refused = read_register(one.text, one.source);
    ASSERT_FALSE(refused) << one.words;
    EXPECT_EQ(refused.error().code, "credential.register");
    EXPECT_NE(refused.error().message.find(one.words), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().where, "r");
  }
}

TEST(IssuerRegisters, say_where_they_are_wrong) {
  for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
           {"", "no JSON object"},
           {"[]", "no JSON object"},
           {"{}", "another form"},
           {R"({"issuers": 3})", "another form"},
           {R"({"issuers": [{"name": "A"}]})", "/issuers/0/identifiers"},
           {R"({"issuers": [{"name": "A", "identifiers": ["did:key:z"]}, {"identifiers": ["did:key:y"]}]})",
            "/issuers/1/name"},
           {R"({"issuers": [{"name": "A", "identifiers": ["did:key:z"], "until": "soon"}]})", "/issuers/0/until"},
           {R"({"issuers": [7]})", "/issuers/0 is no object"},
           {R"({"issuers": [{"name": "A", "identifiers": ["did:key:z"]})", "no JSON at byte"},
           {R"({"issuers": [{"name": "A",, "identifiers": ["did:key:z"]}]})", "/issuers/0 is no JSON"},
           {R"({"expires": "never", "issuers": []})", "expires is no time"},
           {R"({"expires": "2026-05-31", "issuers": []})", "over since 2026-05-31"},
           {R"({"issuers": []} x)", "no JSON at byte 16"},
           {R"({"issuers": [], })", "no JSON at byte"},
           {R"({"issuers": [{"name": "A", "identifiers": ["did:key:z"]},]})", "no JSON at byte"},
           {R"({"issuers": [], "issuers": []})", "\"issuers\" stands twice"},
           {R"({"registry": {"did:key:z": {"name": "A"}, "did:key:z": {"name": "B"}}})", "\"did:key:z\" stands twice"},
           {R"({"registry": {"did:key:\u007a": {"name": "A"}}})", "no JSON at byte"},
           {R"({"issuers": [{"name": ")" + std::string(600, 'n') + R"(", "identifiers": ["did:key:z"]}]})",
            "/issuers/0/name"},
           {R"({"issuers": [{"name": "A", "identifiers": ["did:key:z"], "x": ")" + std::string(70'000, 'n') + R"("}]})",
            "/issuers/0 is longer"},
       }) {
    const auto refused = read_register(text);
    ASSERT_FALSE(refused) << text.substr(0, 80);
    EXPECT_NE(refused.error().message.find(words), std::string::npos)
        << refused.error().message << " for " << text.substr(0, 80);
  }
}

struct LikeNames {
  const char* a;
  const char* b;
  bool alike;
};

class NamesOfOrganisations : public testing::TestWithParam<LikeNames> {};

TEST_P(NamesOfOrganisations, are_taken_for_each_other_or_not) {
  EXPECT_EQ(are_alike(GetParam().a, GetParam().b), GetParam().alike) << GetParam().a << " / " << GetParam().b;
  EXPECT_EQ(are_alike(GetParam().b, GetParam().a), GetParam().alike);
}

INSTANTIATE_TEST_SUITE_P(
    Table, NamesOfOrganisations,
    testing::Values(
        LikeNames{"Norrsken Högskola", "NORRSKEN HOGSKOLA", true},
        LikeNames{"Norrsken Högskola", "Norrsken Ho\u0308gskola AB", true},
        LikeNames{"Norrsken H\u00f6gskola", "N\u043errsken H\u00f6gskola", true},
        LikeNames{"Ιωνική Σχολή", "ΙΩΝΙΚΗ ΣΧΟΛΗ", true}, LikeNames{"Musterschule GmbH", "Musterschule g GmbH", false},
        LikeNames{"Scuola S.p.A.", "scuola", true}, LikeNames{"Škola dizajna d.o.o.", "Skola Dizajna", true},
        LikeNames{"Škola, spol. s r. o.", "Škola s.r.o.", true}, LikeNames{"Žaba sp. z o.o.", "ŻABA SP Z O O", true},
        LikeNames{"Σχολή Ι.Κ.Ε.", "Σχολη", true}, LikeNames{"UAB Mokykla", "Mokykla", true},
        LikeNames{"Tasarım A.Ş.", "Tasarim", true}, LikeNames{"Ecole de Danse ASBL", "Ecole de Danse VZW", true},
        LikeNames{"TU Wien", "Wien AG", false}, LikeNames{"Sasso\u202e Lab", "Sasso Lab", true},
        LikeNames{"Sasso\u200b Lab", "Sasso Lab", true},
        LikeNames{"Academy of Fine Arts", "Academy of Fine Art", false}, LikeNames{"Illumina", "lllumina", true},
        LikeNames{"Sasso Lab \u2705", "Sasso Lab", true}, LikeNames{"Sasso Lab\u2122", "Sasso Lab", true},
        LikeNames{"\u2800Sasso\u00a0\u2003Lab", "Sasso Lab", true}, LikeNames{"\u24b6cademia", "Academia", true},
        LikeNames{"École d’Art", "Ecole d'Art", true}, LikeNames{"", "", false}, LikeNames{"AB", "AS", false},
        LikeNames{"University of Oxford", "University of Cambridge", false}));

TEST(NamesOfOrganisations, as_long_as_one_likes_are_compared_by_their_beginning) {
  const std::string long_name = "Sasso " + std::string(10'000, 'x');
  for (const std::string& key : likeness_keys(long_name)) EXPECT_LE(key.size(), 4'000U);
  EXPECT_TRUE(are_alike(long_name, long_name));
  EXPECT_FALSE(are_alike(long_name, "Sasso"));
  EXPECT_TRUE(likeness_keys("\u202e\u200f").empty()) << "marks alone are no name";
  // What nobody sees on a page moves no name out of what is compared.
  EXPECT_TRUE(are_alike(std::string(10'000, ' ') + "Sasso", "Sasso"));
  EXPECT_TRUE(are_alike("Sasso" + std::string(10'000, '\n') + "Lab", "Sasso Lab"));
  std::string unseen;
  for (int i = 0; i < 1'000; ++i) unseen += "\u200b";
  EXPECT_TRUE(are_alike(unseen + "Sasso", "Sasso"));
}

}  // namespace
}  // namespace credex::credential
