#include "platform_support.h"
#include "proof/data_integrity.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/own_documents.h"

namespace credex::service {
namespace {

using test::must;

class Records : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    lea_ = person("lea@learner.example");
    school_ = organisation(ada_, "School of Stone");
    definition_ = published(ada_, school_.id);
  }
  store::Award give(const std::string& day, credential::Format format) {
    const auto award =
        must(issue_award(p(), ada_, definition_.record.id,
                         {.full_name = "Lea Fontaine", .email = "lea@learner.example", .awarded_on = day}, format));
    must(claim_by_address(p(), lea_, award.id));
    return award;
  }
  Actor ada_;
  Actor lea_;
  store::Organisation school_;
  DefinitionView definition_;
};

TEST_F(Records, hold_what_is_valid_signed_by_who_awarded) {
  give("2026-05-01", credential::Format::open_badge);
  give("2026-05-02", credential::Format::sd_jwt);
  const auto revoked = give("2026-05-03", credential::Format::open_badge);
  must(set_status(p(), ada_, {revoked.id}, store::AwardStatus::revoked, "wrong person"));
  ASSERT_EQ(record_issuers(p(), lea_).size(), 1U);
  const std::string record = must(learner_record(p(), lea_, school_.slug));
  const auto checked = must(check_credential(p(), record));
  EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(checked.report.outcome(), Outcome::pass) << report_text(checked.report, Colour::off);
  std::size_t held = 0;
  for (const Finding& finding : checked.report.findings) held += finding.rule == "presentation.credential" ? 1 : 0;
  EXPECT_EQ(held, 2U);
  EXPECT_EQ(code(learner_record(p(), ada_, school_.slug)), "service.not_found");
  EXPECT_EQ(code(learner_record(p(), lea_, "nowhere")), "service.not_found");
}

TEST_F(Records, bring_what_they_hold_into_another_collection) {
  give("2026-05-01", credential::Format::open_badge);
  give("2026-05-02", credential::Format::open_badge);
  const std::string record = must(learner_record(p(), lea_, school_.slug));
  const Actor elsewhere = person("lea@other.example");
  must(add_holding(p(), elsewhere, record, "upload"));
  EXPECT_EQ(holdings_of(p(), elsewhere).size(), 3U);
  must(add_holding(p(), elsewhere, record, "upload"));
  EXPECT_EQ(holdings_of(p(), elsewhere).size(), 3U);
}

TEST_F(Records, of_keys_can_be_followed_from_the_first) {
  now_ += std::chrono::hours{24};
  must(rotate_key(p(), ada_, school_.id, {.type = "p256"}));
  now_ += std::chrono::hours{24};
  must(rotate_key(p(), ada_, school_.id, {}));
  const auto own = must(own_document(p(), "/o/" + school_.slug + "/did-history.json"));
  const auto history = must(json::parse(own.body));
  const auto entries = history.root.get("entries").items();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].find("proof"), nullptr);
  EXPECT_EQ(entries[0].text("retired"), entries[1].text("versionTime"));
  EXPECT_EQ(entries[2].find("retired"), nullptr);
  // Each after the first is vouched for by the key before it.
  const std::string did{history.root.text("id")};
  proof::KeyResolver keys{[&](const FetchRequest&) -> Result<Fetched> {
    return Fetched{.body = must(did_document(p(), school_.slug)), .at = now_};
  }};
  rdf::jsonld::Processor processor;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].get("proof").text("verificationMethod"), entries[i - 1].get("verificationMethod").text("id"));
    const auto checks = proof::verify_proofs(processor, keys, entries[i], {.now = now_});
    ASSERT_EQ(checks.size(), 1U);
    EXPECT_EQ(checks[0].state, proof::SignatureState::good);
  }
  // As it was on the first day.
  const auto then = must(json::parse(must(did_document(p(), school_.slug, now_ - std::chrono::hours{47}))));
  EXPECT_EQ(then.root.get("verificationMethod").size(), 1U);
  EXPECT_EQ(code(did_document(p(), school_.slug, test::at("2020-01-01"))), "service.not_found");
}

}  // namespace
}  // namespace credex::service
