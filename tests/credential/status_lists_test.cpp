#include <cstring>

#include "proof/data_integrity.h"
#include "proof/status_list.h"
#include "verify_support.h"

namespace credex::credential {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using test_data::award;
using test_data::k_checked;
using test_data::k_list_url;
using Verify = test_data::Verify;

TEST_F(Verify, status_words_never_merge) {
  Award given = award();
  given.status = {{.list_url = k_list_url, .index = 5}};
  const std::string bytes = make(Format::open_badge, given);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.unreachable");
  const auto serve = [&](const std::string& body, Instant at) {
    fetch_ = [body, at](const FetchRequest&) -> Result<Fetched> { return Fetched{.body = body, .at = at}; };
  };
  serve(status_list(6), k_checked);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.not_revoked");
  EXPECT_EQ(verify(bytes).outcome(), Outcome::pass);
  serve(status_list(5), k_checked);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.revoked");
  serve(status_list(6), k_checked - std::chrono::days{30});
  EXPECT_EQ(verify(bytes).find("status")->message, "status.not_revoked_old");
  serve(status_list(6, "suspension"), k_checked);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.other_purpose");
  // A list by somebody else, or changed on its way, says nothing.
  std::string forged = status_list(6);
  forged.replace(forged.find("\"encodedList\":\"u") + 40, 1, "A");
  serve(forged, k_checked);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.list_not_sound");
  const std::string own_did = did_;
  did_ = "did:key:zOther";
  const auto own_key = std::move(key_);
  key_ = test::must(PrivateKey::generate(KeyType::ed25519));
  did_ = "did:key:" + key_->public_key().multikey();
  serve(status_list(6), k_checked);
  EXPECT_EQ(verify(bytes).find("status")->message, "status.list_by_another");
}

/// Where its status is told, as written; what stands there; what is said of it.
struct OlderStatus {
  const char* name;
  const char* entry;
  const char* list;
  const char* message;
};
class OlderStatuses : public Verify, public testing::WithParamInterface<OlderStatus> {};

TEST_P(OlderStatuses, are_read) {
  const json::Document document = test::must(json::parse(make(Format::open_badge, award())));
  json::Arena& arena = *document.arena;
  const auto sign = [&](const json::Value& value) {
    value.erase("proof");
    return json::write(test::must(proof::add_proof(arena, processor_, value,
                                                   {.suite = proof::Suite::eddsa_jcs_2022,
                                                    .verification_method = did_ + "#" + key_->public_key().multikey(),
                                                    .created = test::at("2026-01-01")},
                                                   *key_)));
  };
  const auto filled = [&](std::string text) {
    proof::StatusList bits{100'000};
    bits.set(5, true);
    for (const auto& [hole, value] : {std::pair{"$ID", std::string{document.root.text("id")}},
                                      {"$DID", did_},
                                      {"$BITS", bits.encode().substr(1)}}) {
      for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole))
        text.replace(at, std::strlen(hole), value);
    }
    return test::must(json::parse_into(arena, arena.copy(text)));
  };
  document.root.set(arena, "credentialStatus", filled(GetParam().entry));
  const std::string bytes = sign(document.root);
  const json::Value list = filled(GetParam().list);
  const std::string body = list.find("encodedList") || list.find("credentialSubject") ? sign(list) : json::write(list);
  fetch_ = [body](const FetchRequest& request) -> Result<Fetched> {
    EXPECT_EQ(request.url, k_list_url);
    return Fetched{.body = body, .at = k_checked};
  };
  EXPECT_EQ(verify(bytes).find("status")->message, GetParam().message) << message_text(*verify(bytes).find("status"));
}

constexpr const char* k_named = R"({"id": "https://school.example/status/1", "type": "1EdTechRevocationList"})";
constexpr const char* k_2021 =
    R"({"id": "urn:e", "type": "RevocationList2021Status", "statusListIndex": "5", "statusListCredential": "https://school.example/status/1"})";
constexpr const char* k_2020 =
    R"({"id": "urn:e", "type": "RevocationList2020Status", "revocationListIndex": "4", "revocationListCredential": "https://school.example/status/1"})";
constexpr const char* k_list_2021 =
    R"({"@context": ["https://www.w3.org/2018/credentials/v1"], "id": "https://school.example/status/1",
  "type": ["VerifiableCredential", "StatusList2021Credential"], "issuer": "$DID", "issuanceDate": "2026-01-01T00:00:00Z",
  "credentialSubject": {"type": "StatusList2021", "encodedList": "$BITS"}})";
constexpr const char* k_list_2020 =
    R"({"@context": ["https://www.w3.org/2018/credentials/v1"], "id": "https://school.example/status/1",
  "type": ["VerifiableCredential", "RevocationList2020Credential"], "issuer": "$DID", "issuanceDate": "2026-01-01T00:00:00Z",
  "credentialSubject": {"type": "RevocationList2020", "encodedList": "$BITS"}})";
INSTANTIATE_TEST_SUITE_P(
    Kinds, OlderStatuses,
    testing::Values(
        OlderStatus{"named_and_revoked", k_named,
                    R"({"issuer": "$DID", "revokedCredentials": [{"id": "urn:x"}, {"id": "$ID", "revoked": true}]})",
                    "status.revoked"},
        OlderStatus{"named_as_text", k_named, R"({"issuer": "$DID", "revokedCredential": "$ID"})", "status.revoked"},
        OlderStatus{"named_and_taken_back", k_named,
                    R"({"issuer": "$DID", "revokedCredentials": [{"id": "$ID", "revoked": false}]})",
                    "status.not_revoked"},
        OlderStatus{"not_named", k_named, R"({"issuer": {"id": "$DID"}, "revokedCredentials": []})",
                    "status.not_revoked"},
        OlderStatus{"named_by_another", k_named, R"({"issuer": "did:example:j", "revokedCredentials": []})",
                    "status.list_by_another"},
        OlderStatus{"nothing_listed", k_named, R"({"issuer": "$DID"})", "status.list_not_sound"},
        OlderStatus{"no_object", k_named, R"([])", "status.list_not_sound"},
        OlderStatus{"named_nowhere", R"({"type": "1EdTechRevocationList"})", "{}", "status.entry_unreadable"},
        OlderStatus{"revocation_list_2021", k_2021, k_list_2021, "status.revoked"},
        OlderStatus{"revocation_list_2020", k_2020, k_list_2020, "status.not_revoked"},
        OlderStatus{"another_kind_of_list", k_2020, R"({"issuer": "$DID", "credentialSubject": {"type": "List"}})",
                    "status.list_not_sound"}),
    [](const auto& info) { return info.param.name; });

TEST_F(Verify, suspended_is_not_revoked) {
  Award given = award();
  given.status = {{.list_url = k_list_url, .purpose = "suspension", .index = 5}};
  const std::string bytes = make(Format::open_badge, given);
  const std::string list = status_list(5, "suspension");
  fetch_ = [list](const FetchRequest&) -> Result<Fetched> { return Fetched{.body = list, .at = k_checked}; };
  EXPECT_EQ(verify(bytes).find("status")->message, "status.suspended");
  EXPECT_EQ(verdict_line(verify(bytes)), "suspended; authentic; from Accademia del Sasso; valid");
}

}  // namespace
}  // namespace credex::credential
