#include "service/mandates.h"

#include <cstdlib>
#include <fstream>

#include "credential/contents.h"
#include "crypto/x509.h"
#include "platform_support.h"
#include "service/awards.h"
#include "soft_hsm.h"

namespace credex::service {
namespace {

using test::must;

/// A tiny studio without a seal, and a guild that seals for it.
class Mandates : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@studio.example");
    gus_ = person("gus@guild.example");
    studio_ = organisation(ada_, "Studio Argilla");
    guild_ = organisation(gus_, "Guild of Crafts");
    definition_ = published(ada_, studio_.id);
  }
  MandateFacts facts() {
    return {.sealer = guild_.slug,
            .assessed_by = "provider",
            .eqf = {"4", "5", "6", "7"},
            .until = "2026-12-31",
            .ground = "Agreement of May 2026"};
  }
  store::Mandate in_force(MandateFacts wanted) {
    auto asked = must(ask_for_seal(p(), ada_, studio_.id, wanted));
    must(answer_mandate(p(), gus_, asked.id, true, ""));
    return asked;
  }
  Result<store::Award> issue(const std::string& name, credential::Format format = credential::Format::open_badge) {
    return issue_award(
        p(), ada_, definition_.record.id,
        {.full_name = name, .email = std::to_string(++learners_) + "@learner.example", .awarded_on = "2026-05-01"},
        format);
  }
  store::Job cohort(const std::string& csv, credential::Format format = credential::Format::open_badge) {
    auto job = must(prepare_cohort(p(), ada_, definition_.record.id, "class.csv", csv, format));
    job = must(start_cohort(p(), ada_, job.id));
    JobRunner runner{p()};
    while (runner.work_once()) {
    }
    return must(job_of(p(), ada_, job.id));
  }

  int learners_ = 0;
  Actor ada_;
  Actor gus_;
  store::Organisation studio_;
  store::Organisation guild_;
  DefinitionView definition_;
};

TEST_F(Mandates, show_who_taught_and_who_sealed) {
  const auto mandate = in_force(facts());
  for (const auto format : {credential::Format::open_badge, credential::Format::elm, credential::Format::sd_jwt}) {
    const auto award = must(issue("Lea " + std::string{credential::format_name(format)}, format));
    EXPECT_EQ(award.organisation_id, studio_.id);
    EXPECT_EQ(award.mandate_id, mandate.id);
    const auto checked = must(check_credential(p(), award.credential));
    EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass);
    EXPECT_EQ(checked.report.find("mandate")->message, "mandate.seal_within");
    EXPECT_EQ(checked.contents->definition.awarding_body.legal_name.any(), "Studio Argilla");
    EXPECT_EQ(checked.contents->award.mandate->sealed_by.legal_name.any(), "Guild of Crafts");
    EXPECT_EQ(checked.contents->award.mandate->id, "https://credex.example/mandates/" + mandate.id);
    if (format != credential::Format::elm) EXPECT_EQ(checked.standing, Standing::sound);
  }
  EXPECT_EQ(awards_under(p(), mandate.id), 3);
  EXPECT_EQ(must(mandate_view(p(), mandate.id)).content.eqf, (std::vector<int>{4, 5, 6, 7}));
}

TEST_F(Mandates, are_asked_for_taken_on_and_told_by_mail) {
  const auto asked = must(ask_for_seal(p(), ada_, studio_.id, facts()));
  while (service_sends()) {
  }
  EXPECT_EQ(mails_.back().to, "gus@guild.example");
  EXPECT_EQ(mails_.back().subject, "Studio Argilla asks you to seal for it");
  // Not in force yet, so not public, and the studio seals by its own key.
  EXPECT_EQ(code(mandate_view(p(), asked.id)), "service.not_found");
  EXPECT_EQ(must(issue("Before")).mandate_id, "");
  EXPECT_EQ(code(ask_for_seal(p(), ada_, studio_.id, facts())), "service.conflict");
  EXPECT_EQ(code(answer_mandate(p(), ada_, asked.id, true, "")), "service.not_found");
  must(answer_mandate(p(), gus_, asked.id, false, "not our field"));
  while (service_sends()) {
  }
  EXPECT_EQ(mails_.back().to, "ada@studio.example");
  EXPECT_NE(mails_.back().body.find("not our field"), std::string::npos);
  EXPECT_EQ(code(answer_mandate(p(), gus_, asked.id, true, "")), "service.conflict");
  EXPECT_EQ(must(mandates_of(p(), ada_, studio_.id)).size(), 1U);
  EXPECT_EQ(code(mandates_of(p(), gus_, studio_.id)), "service.forbidden");
}

TEST_F(Mandates, refuse_what_lies_outside) {
  MandateFacts narrow = facts();
  narrow.eqf = {"1", "2"};
  in_force(narrow);
  const auto refused = issue("Lea Fontaine");
  ASSERT_EQ(code(refused), "service.mandate");
  EXPECT_NE(refused.error().message.find("Guild of Crafts does not seal EQF level"), std::string::npos);
  EXPECT_EQ(code(seal_of(p(), definition_.record.id)), "service.mandate");
  const auto job = cohort("full_name,email\nLea Fontaine,lea@learner.example\n");
  EXPECT_EQ(job.state, store::JobState::failed);
  EXPECT_NE(job.error.find("outside the mandate"), std::string::npos);
  // A second mandate that covers it is enough.
  const auto wide = in_force(facts());
  EXPECT_EQ(must(issue("Lea Fontaine")).mandate_id, wide.id);
}

TEST_F(Mandates, end_with_their_last_day) {
  in_force(facts());
  must(issue("In time"));
  now_ = test::at("2027-01-01T08:00:00Z");
  EXPECT_EQ(code(issue("Too late")), "service.mandate");
}

TEST_F(Mandates, when_withdrawn_stop_what_is_new_and_leave_what_is_old) {
  const auto mandate = in_force(facts());
  const auto before = must(issue("Lea Fontaine", credential::Format::sd_jwt));
  EXPECT_EQ(code(withdraw_mandate(p(), gus_, mandate.id, "")), "service.invalid");
  must(withdraw_mandate(p(), gus_, mandate.id, "the agreement has ended"));
  EXPECT_EQ(code(withdraw_mandate(p(), ada_, mandate.id, "again")), "service.conflict");
  EXPECT_EQ(must(check_credential(p(), before.credential)).standing, Standing::sound);
  EXPECT_NE(mandate_document(must(mandate_view(p(), mandate.id))).find("\"state\": \"withdrawn\""), std::string::npos);
  // The studio's own key seals again, under its own name.
  const auto after = must(issue("Max Brunner"));
  EXPECT_EQ(after.mandate_id, "");
  EXPECT_FALSE(must(credential::contents_of(after.credential)).award.mandate);
  // The old one is not sealed once more by the guild.
  EXPECT_EQ(code(reissue_award(p(), ada_, before.id, {.full_name = "Lea F."}, "a new name")), "service.mandate");
  // What its provider revokes is revoked, in the guild's list.
  must(set_status(p(), ada_, {before.id}, store::AwardStatus::revoked, "wrong person"));
  EXPECT_EQ(must(check_credential(p(), before.credential)).standing, Standing::fails);
}

TEST_F(Mandates, bad_wishes_are_named) {
  const auto where = [&](MandateFacts wanted) {
    const auto made = ask_for_seal(p(), ada_, studio_.id, wanted);
    return made ? std::string{} : made.error().where;
  };
  MandateFacts bad = facts();
  bad.sealer = studio_.slug;
  EXPECT_EQ(where(bad), "sealer");
  bad = facts();
  bad.eqf = {"11"};
  EXPECT_EQ(where(bad), "eqf");
  bad = facts();
  bad.until.clear();
  EXPECT_EQ(where(bad), "until");
  bad.until = "2026-01-01";
  bad.from = "2025-01-01";
  EXPECT_EQ(where(bad), "until");
  bad = facts();
  bad.most_ects = "many";
  EXPECT_EQ(where(bad), "most_ects");
  bad = facts();
  bad.assessed_by.clear();
  EXPECT_EQ(where(bad), "assessed_by");
  EXPECT_EQ(code(ask_for_seal(p(), gus_, studio_.id, facts())), "service.forbidden");
}

/// A class, sealed by a key and certificate in a token, with nobody at the token.
TEST_F(Mandates, seal_batches_by_a_token) {
  const std::filesystem::path& folder = test::soft_hsm_folder();
  if (folder.empty()) GTEST_SKIP() << "SoftHSM is not installed";
  const auto key = must(crypto::PrivateKey::generate(crypto::KeyType::p256));
  const auto seal = must(crypto::self_signed_certificate(
      *key,
      {.common_name = "Guild seal", .organisation = "Guild of Crafts", .country = "IT", .identifier = "VATIT-00000001"},
      test::at("2026-01-01"), 3650));
  std::ofstream{folder / "key.pem"} << key->pem();
  std::ofstream{folder / "seal.der", std::ios::binary} << as_text(seal.der);
  ASSERT_EQ(std::system(("softhsm2-util --import " + (folder / "key.pem").string() +
                         " --token credex --label seal --id 02 --pin 1234 > /dev/null 2>&1")
                            .c_str()),
            0);
  ASSERT_TRUE(test::at_token("--write-object " + (folder / "seal.der").string() + " --type cert --label seal --id 02"));
  must(rotate_key(p(), gus_, guild_.id, {.pkcs11 = test::token_uri("seal")}));
  in_force(facts());
  const auto job = cohort("full_name,email\nLea Fontaine,lea@learner.example\nMax Brunner,max@learner.example\n",
                          credential::Format::elm);
  EXPECT_EQ(job.state, store::JobState::done) << job.error;
  const auto awards = must(awards_of(p(), ada_, studio_.id, {}));
  ASSERT_EQ(awards.size(), 2U);
  for (const auto& award : awards) {
    const auto checked = must(check_credential(p(), award.credential));
    EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass) << report_text(checked.report, Colour::off);
    EXPECT_EQ(checked.report.find("issuer")->message, "issuer.sealed_unknown");
    EXPECT_EQ(checked.report.find("mandate")->message, "mandate.seal_within");
  }
}

}  // namespace
}  // namespace credex::service
