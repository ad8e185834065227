#include "service/wallets.h"

#include "credential/contents.h"
#include "platform_support.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/own_documents.h"

namespace credex::service {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using std::chrono::hours;
using std::chrono::minutes;
using test::must;

class Wallets : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    lea_ = person("lea@learner.example");
    school_ = organisation(ada_, "School of Stone");
    definition_ = published(ada_, school_.id);
    award_ = must(issue_award(p(), ada_, definition_.record.id,
                              {.full_name = "Lea Fontaine", .email = "lea@learner.example", .awarded_on = "2026-05-01"},
                              credential::Format::open_badge));
    must(claim_by_address(p(), lea_, award_.id));
    issuer_ = must(wallet_issuer(p(), school_.slug));
  }
  proof::KeyProof key() {
    const auto made = must(PrivateKey::generate(KeyType::p256));
    json::Arena arena;
    return {.jwk = json::write(made->public_key().jwk(arena)),
            .did = proof::did_jwk(made->public_key()),
            .nonce = new_nonce(p())};
  }
  store::WalletGrant granted() {
    const WalletOffer offer = must(make_offer(p(), lea_, award_.id, TxCode::none));
    const AccessToken token = must(exchange_offer(p(), issuer_, must(offer_of(p(), issuer_, offer.id)).code, "", ""));
    return must(grant_of_token(p(), issuer_, token.value, ""));
  }

  Actor ada_;
  Actor lea_;
  store::Organisation school_;
  DefinitionView definition_;
  store::Award award_;
  WalletIssuer issuer_;
};

TEST_F(Wallets, holder_and_organisation_offer_and_nobody_else_does) {
  EXPECT_EQ(make_offer(p(), lea_, award_.id, TxCode::six_digits)->tx_code.size(), 6U);
  must(make_offer(p(), ada_, award_.id, TxCode::none));
  EXPECT_EQ(code(make_offer(p(), person("eve@other.example"), award_.id, TxCode::none)), "service.not_found");
  EXPECT_EQ(code(make_offer(p(), Actor{}, award_.id, TxCode::none)), "service.not_found");
  must(set_status(p(), ada_, {award_.id}, store::AwardStatus::suspended, "a fee is open"));
  EXPECT_EQ(code(make_offer(p(), lea_, award_.id, TxCode::none)), "service.conflict");
}

TEST_F(Wallets, offer_is_taken_up_once_and_in_time) {
  const WalletOffer offer = must(make_offer(p(), lea_, award_.id, TxCode::none));
  const std::string pre_authorised = must(offer_of(p(), issuer_, offer.id)).code;
  must(exchange_offer(p(), issuer_, pre_authorised, "", ""));
  EXPECT_EQ(code(exchange_offer(p(), issuer_, pre_authorised, "", "")), "oauth.invalid_grant");
  EXPECT_FALSE(offer_of(p(), issuer_, offer.id));
  const WalletOffer late = must(make_offer(p(), lea_, award_.id, TxCode::none));
  const std::string late_code = must(offer_of(p(), issuer_, late.id)).code;
  now_ += hours{25};
  EXPECT_EQ(code(exchange_offer(p(), issuer_, late_code, "", "")), "oauth.invalid_grant");
  EXPECT_FALSE(offer_of(p(), issuer_, late.id));
}

TEST_F(Wallets, tokens_and_nonces_have_their_time) {
  const store::WalletGrant grant = granted();
  const proof::KeyProof early = key();
  now_ += minutes{6};
  EXPECT_EQ(code(issue_to_wallet(p(), grant, credential::Format::sd_jwt, {early})), "oauth.invalid_nonce");
  must(issue_to_wallet(p(), grant, credential::Format::sd_jwt, {key()}));
  const WalletOffer offer = must(make_offer(p(), lea_, award_.id, TxCode::none));
  const AccessToken token = must(exchange_offer(p(), issuer_, must(offer_of(p(), issuer_, offer.id)).code, "", "jkt"));
  EXPECT_EQ(code(grant_of_token(p(), issuer_, token.value, "")), "oauth.invalid_token");
  EXPECT_EQ(code(grant_of_token(p(), issuer_, token.value, "other")), "oauth.invalid_token");
  must(grant_of_token(p(), issuer_, token.value, "jkt"));
  now_ += minutes{11};
  EXPECT_EQ(code(grant_of_token(p(), issuer_, token.value, "jkt")), "oauth.invalid_token");
}

TEST_F(Wallets, copies_say_what_the_award_says_and_follow_it) {
  for (const auto format :
       {credential::Format::sd_jwt, credential::Format::open_badge, credential::Format::open_badge_jwt}) {
    const proof::KeyProof holder = key();
    const WalletIssue issue = must(issue_to_wallet(p(), granted(), format, {holder, key()}));
    ASSERT_EQ(issue.credentials.size(), 2U);
    const auto contents = must(credential::contents_of(issue.credentials[0]));
    EXPECT_EQ(contents.award.id, award_.uri);
    EXPECT_EQ(contents.award.learner.name(), "Lea Fontaine");
    EXPECT_EQ(contents.definition.workload.ects, definition_.content.workload.ects);
    if (format == credential::Format::sd_jwt) {
      EXPECT_EQ(contents.award.holder_key, holder.jwk);
      EXPECT_EQ(contents.definition, definition_.content);
    } else {
      EXPECT_EQ(contents.award.learner.id, holder.did);
    }
    EXPECT_EQ(must(check_credential(p(), issue.credentials[1])).standing, Standing::sound)
        << credential::format_name(format);
    EXPECT_NE(contents.award.status[0].index,
              must(credential::contents_of(issue.credentials[1])).award.status[0].index);
    must(set_status(p(), ada_, {award_.id}, store::AwardStatus::suspended, "a fee is open"));
    EXPECT_EQ(must(check_credential(p(), issue.credentials[1])).standing, Standing::caution);
    must(set_status(p(), ada_, {award_.id}, store::AwardStatus::valid, "it is paid"));
    EXPECT_EQ(must(check_credential(p(), issue.credentials[0])).standing, Standing::sound);
  }
}

TEST_F(Wallets, a_key_that_is_away_signs_later) {
  const store::WalletGrant grant = granted();
  // The organisation's key goes into a token whose module is not there.
  const auto old = store::reading(*p().database, [&](store::Tx& tx) {
    return *store::find_one<store::SigningKey>(tx, "organisation_id = ?1", {school_.id});
  });
  const auto move = [&](const std::string& id, const std::string& location) {
    p().database->write([&](store::Tx& tx) {
      store::SigningKey key = old;
      key.id = id;
      key.location = location;
      tx.execute("DELETE FROM signing_key WHERE organisation_id = ?1", {school_.id});
      store::insert(tx, key);
    });
  };
  move("away", "pkcs11:token=none?module-path=/nowhere.so");
  const WalletIssue issue = must(issue_to_wallet(p(), grant, credential::Format::sd_jwt, {key()}));
  EXPECT_TRUE(issue.credentials.empty());
  ASSERT_FALSE(issue.transaction.empty());
  EXPECT_EQ(code(issue_deferred(p(), grant, issue.transaction)), "oauth.issuance_pending");
  EXPECT_EQ(code(issue_deferred(p(), grant, "made up")), "oauth.invalid_transaction_id");
  move("back", "software");
  const WalletIssue later = must(issue_deferred(p(), grant, issue.transaction));
  ASSERT_EQ(later.credentials.size(), 1U);
  EXPECT_EQ(must(check_credential(p(), later.credentials[0])).standing, Standing::sound);
  EXPECT_EQ(code(issue_deferred(p(), grant, issue.transaction)), "oauth.invalid_transaction_id");
  must(note_event(p(), grant, later.notification, "credential_accepted"));
  EXPECT_EQ(code(note_event(p(), grant, later.notification, "credential_eaten")), "oauth.invalid_notification_request");
  EXPECT_EQ(code(note_event(p(), grant, "made up", "credential_deleted")), "oauth.invalid_notification_id");
}

TEST_F(Wallets, erased_holders_leave_no_key) {
  must(issue_to_wallet(p(), granted(), credential::Format::sd_jwt, {key()}));
  must(erase_person(p(), lea_));
  store::reading(*p().database, [&](store::Tx& tx) {
    EXPECT_EQ(store::count(tx, "wallet_grant"), 0);
    EXPECT_EQ(store::count(tx, "wallet_copy WHERE holder_did <> '' OR holder_jwk <> ''"), 0);
    return 0;
  });
}

TEST_F(Wallets, type_has_an_address_that_tells_about_it) {
  EXPECT_EQ(attestation_type(p()), "https://credex.example/vct/micro-credential");
  const auto document = must(own_document(p(), k_attestation_type_path));
  EXPECT_NE(document.body.find("\"vct\": \"https://credex.example/vct/micro-credential\""), std::string::npos);
}

}  // namespace
}  // namespace credex::service
