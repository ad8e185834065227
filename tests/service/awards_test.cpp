#include "service/awards.h"

#include "credential/contents.h"
#include "platform_support.h"
#include "service/collection.h"
#include "service/own_documents.h"
#include "soft_hsm.h"

namespace credex::service {
namespace {

using test::must;

class Awards : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
    definition_ = published(ada_, school_.id);
  }
  store::Award issue(const std::string& name, const std::string& email = "lea@learner.example") {
    return must(issue_award(p(), ada_, definition_.record.id,
                            {.full_name = name, .email = email, .awarded_on = "2026-05-01"},
                            credential::Format::open_badge));
  }
  Standing standing(const store::Award& award) { return must(check_credential(p(), award.credential)).standing; }
  void work() {
    JobRunner runner{p()};
    while (runner.work_once()) {
    }
  }
  store::Job cohort(const std::string& csv) {
    auto job = must(prepare_cohort(p(), ada_, definition_.record.id, "class.csv", csv, credential::Format::open_badge));
    return must(start_cohort(p(), ada_, job.id));
  }
  std::int64_t count(const std::string& from) {
    return store::reading(*p().database, [&](store::Tx& tx) { return store::count(tx, from); });
  }

  Actor ada_;
  store::Organisation school_;
  DefinitionView definition_;
};

TEST_F(Awards, are_signed_sound_and_mailed) {
  const auto award = issue("Lea Fontaine");
  EXPECT_EQ(standing(award), Standing::sound);
  EXPECT_EQ(must(credential::contents_of(award.credential)).award.learner.name(), "Lea Fontaine");
  while (send_due_mail(p()) > 0) {
  }
  EXPECT_EQ(mails_.back().to, "lea@learner.example");
  EXPECT_NE(mails_.back().body.find("/claim/" + award.id), std::string::npos);
}

TEST_F(Awards, are_not_issued_twice) {
  issue("Lea Fontaine");
  const auto again =
      issue_award(p(), ada_, definition_.record.id,
                  {.full_name = "Lea Fontaine", .email = "lea@learner.example", .awarded_on = "2026-05-01"},
                  credential::Format::open_badge);
  EXPECT_EQ(code(again), "service.conflict");
  EXPECT_EQ(count("award"), 1);
}

TEST_F(Awards, name_the_field_that_is_wrong) {
  const auto bad = issue_award(p(), ada_, definition_.record.id, {.full_name = "Lea", .email = "no address"},
                               credential::Format::open_badge);
  EXPECT_EQ(code(bad), "service.invalid");
  EXPECT_EQ(bad.error().where, "email");
  EXPECT_EQ(count("award"), 0);
}

TEST_F(Awards, come_as_european_digital_credentials_too) {
  const auto award =
      must(issue_award(p(), ada_, definition_.record.id, {.full_name = "Lea Fontaine"}, credential::Format::elm));
  const auto checked = must(check_credential(p(), award.credential));
  EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(checked.contents->award.learner.name(), "Lea Fontaine");
}

TEST_F(Awards, are_suspended_made_valid_and_revoked) {
  const auto award = issue("Lea Fontaine");
  EXPECT_EQ(must(set_status(p(), ada_, {award.id}, store::AwardStatus::suspended, "under review")), 1U);
  EXPECT_EQ(standing(award), Standing::caution);
  must(set_status(p(), ada_, {award.id}, store::AwardStatus::valid, "cleared"));
  EXPECT_EQ(standing(award), Standing::sound);
  must(set_status(p(), ada_, {award.id}, store::AwardStatus::revoked, "wrong person"));
  EXPECT_EQ(standing(award), Standing::fails);
  EXPECT_EQ(code(set_status(p(), ada_, {award.id}, store::AwardStatus::valid, "no")), "service.conflict");
  EXPECT_EQ(code(set_status(p(), ada_, {award.id}, store::AwardStatus::revoked, "")), "service.invalid");
  EXPECT_EQ(code(set_status(p(), person("eve@x.example"), {award.id}, store::AwardStatus::revoked, "x")),
            "service.forbidden");
  while (send_due_mail(p()) > 0) {
  }
  EXPECT_EQ(mails_.size(), 4U);
  EXPECT_NE(mails_.back().body.find("wrong person"), std::string::npos);
}

TEST_F(Awards, stay_sound_when_the_key_is_changed) {
  const auto before = issue("Lea Fontaine");
  must(rotate_key(p(), ada_, school_.id, {.type = "p256"}));
  const auto after = issue("Max Brunner", "max@learner.example");
  EXPECT_EQ(standing(before), Standing::sound);
  EXPECT_EQ(standing(after), Standing::sound);
  EXPECT_NE(before.list_id, after.list_id);
  must(set_status(p(), ada_, {before.id}, store::AwardStatus::revoked, "wrong"));
  EXPECT_EQ(standing(before), Standing::fails);
  EXPECT_EQ(keys_of(p(), school_.id).size(), 2U);
}

TEST_F(Awards, are_signed_by_a_token_too) {
  if (test::soft_hsm_folder().empty()) GTEST_SKIP() << "SoftHSM is not installed";
  ASSERT_TRUE(test::at_token("--keypairgen --key-type EC:prime256v1 --label school --id 01"));
  must(rotate_key(p(), ada_, school_.id, {.pkcs11 = test::token_uri("school")}));
  const auto award = issue("Lea Fontaine");
  EXPECT_EQ(standing(award), Standing::sound);
  must(set_status(p(), ada_, {award.id}, store::AwardStatus::revoked, "wrong"));
  EXPECT_EQ(standing(award), Standing::fails);
  EXPECT_EQ(code(rotate_key(p(), ada_, school_.id, {.pkcs11 = "file:/etc/passwd"})), "service.invalid");
}

TEST_F(Awards, are_issued_again_with_a_chain) {
  const auto award = issue("Lea Fontaine");
  const Actor lea = person("lea@learner.example");
  must(claim_by_address(p(), lea, award.id));
  const auto corrected = must(reissue_award(
      p(), ada_, award.id, {.full_name = "Lea Brunner", .email = "lea@learner.example", .awarded_on = "2026-05-01"},
      "married name"));
  EXPECT_EQ(corrected.replaces, award.id);
  const auto old = must(award_of(p(), ada_, award.id));
  EXPECT_EQ(old.replaced_by, corrected.id);
  EXPECT_EQ(old.status, store::AwardStatus::revoked);
  EXPECT_EQ(holdings_of(p(), lea).size(), 2U);
  EXPECT_EQ(code(reissue_award(p(), ada_, award.id, {.full_name = "X"}, "again")), "service.conflict");
}

TEST_F(Awards, are_claimed_by_mail_without_an_account) {
  const auto award = issue("Lea Fontaine");
  const std::string link = claim_link(p(), award, ClaimWay::mail);
  const std::string token = link.substr(link.rfind('/') + 1);
  EXPECT_EQ(code(claim_by_mail(p(), award.id, "forged", "en")), "service.not_found");
  const auto in = must(claim_by_mail(p(), award.id, token, "en"));
  EXPECT_EQ(holdings_of(p(), session_of(p(), in.token)->actor).size(), 1U);
  EXPECT_EQ(code(claim_by_mail(p(), award.id, token, "en")), "service.signed_out");
}

TEST_F(Awards, claimed_by_code_need_a_sign_in) {
  const auto award = issue("Lea Fontaine");
  const std::string link = claim_link(p(), award, ClaimWay::code);
  const std::string token = link.substr(link.rfind('/') + 1);
  EXPECT_EQ(code(claim_by_mail(p(), award.id, token, "en")), "service.signed_out");
  const Actor max = person("max@learner.example");
  EXPECT_EQ(code(claim_award(p(), max, award.id, token)), "service.holder_open");
  must(claim_award(p(), max, award.id, token, "Fontaine Lea"));
  EXPECT_EQ(code(claim_award(p(), person("eve@learner.example"), award.id, token)), "service.conflict");
}

TEST_F(Awards, of_a_class_are_issued_and_bad_rows_kept) {
  const auto job = cohort(
      "name;email;date\nA One;a@x.example;2026-01-05\nB Two;no-address;2026-01-05\nC Three;c@x.example;2026-01-06\n");
  EXPECT_EQ(job.failed, 1);
  work();
  const auto done = must(job_of(p(), ada_, job.id));
  EXPECT_EQ(done.state, store::JobState::done);
  EXPECT_EQ(done.done, 2);
  EXPECT_EQ(count("award"), 2);
  EXPECT_EQ(count("mail"), 2);
  const std::string csv = failed_rows_csv(p(), done, "en");
  EXPECT_NE(csv.find("B Two"), std::string::npos);
  EXPECT_NE(csv.find("is no e-mail address"), std::string::npos);
}

TEST_F(Awards, of_the_same_sheet_twice_are_issued_once) {
  const char* csv = "name,email,date\nA One,a@x.example,2026-01-05\nB Two,b@x.example,2026-01-05\n";
  cohort(csv);
  cohort(csv);
  work();
  EXPECT_EQ(count("award"), 2);
  EXPECT_EQ(count("mail"), 2);
}

TEST_F(Awards, of_two_servers_at_once_are_issued_once) {
  std::string csv = "name,email,date\n";
  for (int i = 0; i < 900; ++i) csv += "L " + std::to_string(i) + ",l" + std::to_string(i) + "@x.example,2026-01-05\n";
  const auto job = cohort(csv);
  // Each takes the other for dead as soon as its lease is over: the worst case.
  std::vector<std::thread> servers;
  for (int i = 0; i < 2; ++i) {
    servers.emplace_back([&, i] {
      auto other = must(open_platform(
          where_.open(), p().settings, offline_fetch(),
          [](const std::string&, const std::string&, const std::string&) -> Result<void> { return {}; },
          [this, i, n = 0]() mutable { return now_ + std::chrono::hours{++n + i}; }));
      JobRunner runner{*other};
      while (runner.work_once()) {
      }
    });
  }
  for (std::thread& server : servers) server.join();
  EXPECT_EQ(count("award"), 900);
  EXPECT_EQ(count("mail"), 900);
  EXPECT_EQ(count("job_row WHERE state = 'done'"), 900);
  EXPECT_EQ(must(job_of(p(), ada_, job.id)).done, 900);
}

TEST_F(Awards, of_a_sheet_with_strange_headings_wait_for_a_word) {
  auto job = must(prepare_cohort(p(), ada_, definition_.record.id, "x.csv", "Wer;Wann\nA One;2026-01-05\n",
                                 credential::Format::open_badge));
  EXPECT_EQ(must(preview_cohort(p(), ada_, job.id)).good, 0U);
  must(map_cohort(p(), ada_, job.id, {{"Wer", "full_name"}, {"Wann", "awarded_on"}}));
  EXPECT_EQ(must(preview_cohort(p(), ada_, job.id)).good, 1U);
  EXPECT_EQ(code(map_cohort(p(), ada_, job.id, {{"Wer", "nonsense"}})), "service.invalid");
}

TEST_F(Awards, of_two_person_organisations_wait_for_release) {
  Actor bob = person("bob@school.example");
  const auto careful = organisation(bob, "Careful School", true);
  auto draft = must(draft_definition(p(), bob, careful.id, example()));
  must(submit_definition(p(), bob, draft.record.id));
  must(set_roles(p(), bob, careful.id, "eve@school.example", {Role::reviewer, Role::signer}));
  const Actor eve = person("eve@school.example");
  must(publish_definition(p(), eve, draft.record.id));
  const auto asked = issue_award(p(), bob, draft.record.id, {.full_name = "Lea"}, credential::Format::open_badge);
  ASSERT_EQ(code(asked), "service.needs_release");
  const std::string job = asked.error().where;
  work();
  EXPECT_EQ(count("award"), 0);
  EXPECT_EQ(code(release_job(p(), bob, job)), "service.conflict");
  must(release_job(p(), eve, job));
  work();
  EXPECT_EQ(count("award"), 1);
}

TEST_F(Awards, publish_their_keys_and_status) {
  const auto award = issue("Lea Fontaine");
  const auto did = must(own_document(p(), "/o/" + school_.slug + "/did.json"));
  EXPECT_NE(did.body.find("did:web:credex.example:o:" + school_.slug), std::string::npos);
  const auto list = must(own_document(p(), "/status/" + award.list_id + "/revocation"));
  EXPECT_NE(list.body.find("BitstringStatusListCredential"), std::string::npos);
  EXPECT_EQ(code(own_document(p(), "/status/" + award.list_id + "/nonsense")), "service.not_found");
}

TEST_F(Awards, have_an_address_that_cannot_be_guessed) {
  const auto award = issue("Lea Fontaine");
  const std::string link = check_link(p(), award.id);
  EXPECT_EQ(must(public_award(p(), link.substr(link.rfind('/') + 1))), award.credential);
  EXPECT_EQ(code(public_award(p(), award.id)), "service.not_found");
  EXPECT_EQ(code(public_award(p(), award.id + "-AAAAAAAAAAAAAAAA")), "service.not_found");
}

class Collection : public Awards {};

TEST_F(Collection, is_downloaded_erased_and_restored_elsewhere) {
  const auto award = issue("Lea Fontaine");
  const Actor lea = person("lea@learner.example");
  must(claim_by_address(p(), lea, award.id));
  const std::string everything = must(export_collection(p(), lea));
  must(erase_person(p(), lea));
  EXPECT_EQ(count("holding"), 0);
  EXPECT_EQ(count("email_address WHERE address = 'lea@learner.example'"), 0);
  EXPECT_EQ(count("award WHERE learner_email <> ''"), 0);
  EXPECT_EQ(standing(award), Standing::sound);
  const Actor fresh = person("lea@elsewhere.example");
  EXPECT_EQ(must(restore_collection(p(), fresh, everything)), 1U);
  EXPECT_EQ(holdings_of(p(), fresh).at(0).credential, award.credential);
}

TEST_F(Collection, takes_in_what_has_expired_and_what_is_not_known) {
  const auto award = must(issue_award(p(), ada_, definition_.record.id,
                                      {.full_name = "Lea", .awarded_on = "2025-01-01", .valid_until = "2025-12-31"},
                                      credential::Format::open_badge));
  EXPECT_EQ(standing(award), Standing::caution);
  const Actor max = person("max@learner.example");
  must(add_holding(p(), max, award.credential, ""));
  EXPECT_EQ(must(add_holding(p(), max, award.credential, "")).id, holdings_of(p(), max).at(0).id);
  EXPECT_FALSE(add_holding(p(), max, "not a credential", ""));
}

TEST_F(Collection, is_shared_by_links_that_end) {
  const auto award = issue("Lea Fontaine");
  const Actor lea = person("lea@learner.example");
  must(claim_by_address(p(), lea, award.id));
  const std::string id = holdings_of(p(), lea).at(0).id;
  const auto share =
      must(make_share(p(), lea, {.title = "For you", .holdings = {id}, .fields = {"name"}, .expires = "2026-06-10"}));
  EXPECT_EQ(must(open_share(p(), share.token, "seen")).holdings.size(), 1U);
  EXPECT_EQ(shares_of(p(), lea).at(0).visits.size(), 1U);
  EXPECT_EQ(code(make_share(p(), ada_, {.holdings = {id}})), "service.not_found");
  EXPECT_EQ(code(make_share(p(), lea, {.holdings = {id}, .fields = {"secrets"}})), "service.invalid");
  now_ = test::at("2026-06-11T00:00:01Z");
  EXPECT_EQ(code(open_share(p(), share.token, "seen")), "service.link_expired");
  EXPECT_EQ(standing(award), Standing::sound);
  const auto other = must(make_share(p(), lea, {.holdings = {id}}));
  must(end_share(p(), lea, other.id));
  EXPECT_EQ(code(open_share(p(), other.token, "seen")), "service.link_expired");
}

TEST_F(Collection, asks_for_words_and_keeps_the_answer) {
  const auto award = issue("Lea Fontaine");
  const Actor lea = person("lea@learner.example");
  must(claim_by_address(p(), lea, award.id));
  const std::string id = holdings_of(p(), lea).at(0).id;
  must(ask_endorsement(p(), lea, id, "dir@film.example", "director of the film"));
  const std::string link = link_in_last_mail();
  const std::string token = link.substr(link.rfind('/') + 1);
  EXPECT_EQ(code(answer_endorsement(p(), token, "Dora", "short", true)), "service.invalid");
  must(answer_endorsement(p(), token, "Dora", "She scanned the vault in two nights.", true));
  EXPECT_EQ(code(answer_endorsement(p(), token, "Dora", "She scanned the vault again.", true)), "service.conflict");
  EXPECT_EQ(endorsements_of(p(), id).at(0).state, store::EndorsementState::given);
}

TEST_F(Collection, many_files_are_judged_as_a_job) {
  const auto award = issue("Lea Fontaine");
  std::string altered = award.credential;
  altered.replace(altered.find("Lea"), 3, "Lia");
  const auto job =
      must(start_check(p(), {}, {{"good.json", award.credential}, {"bad.json", altered}, {"no.txt", "hello"}}));
  work();
  const auto rows = job_rows(p(), job.id, store::RowState::done, 0, 10);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_NE(rows[0].output.find("\"sound\""), std::string::npos);
  EXPECT_NE(rows[1].output.find("\"fails\""), std::string::npos);
  EXPECT_NE(rows[2].output.find("\"unreadable\""), std::string::npos);
}

}  // namespace
}  // namespace credex::service
