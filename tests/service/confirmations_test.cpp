// Founding proves nothing: who is confirmed, by whom, until when, and what the others may not do.
#include "service/confirmations.h"

#include "credential/vouching.h"
#include "platform_support.h"
#include "service/agreements.h"
#include "service/awards.h"
#include "service/cases.h"
#include "service/confirmed.h"
#include "service/mandates.h"
#include "service/outcome_endorsements.h"
#include "service/policies.h"

namespace credex::service {
namespace {

using credential::Face;
using test::must;

class Confirmations : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    op_ = operator_of_platform();
    ada_ = person("ada@school.example");
    school_ = founded(ada_, "Scuola del Sasso");
  }
  /// Founded by the person, of that kind and country.
  store::Organisation founded_as(Actor& founder, const std::string& name, const std::string& kind,
                                 const std::string& country) {
    auto made = must(found_organisation(p(), founder, {.name = name, .kind = kind, .country = country}));
    founder = again(founder);
    return made;
  }
  static ConfirmationFacts facts(const store::Organisation& one) {
    return {.name = one.name, .kind = std::string{store::name_of(one.kind)}, .country = one.country};
  }
  static ConfirmationRuling ruling(const std::string& as = {}) {
    return {.as = as, .ground = "its statute", .until = "2028-05-31"};
  }
  store::Confirmation ask(const Actor& actor, const store::Organisation& one) {
    return must(ask_for_confirmation(p(), actor, one.id, facts(one)));
  }
  credential::Vouching vouching(const std::string& credential) {
    return credential::vouching_of(must(check_credential(p(), credential)).report);
  }
  std::string issued(const std::string& definition) {
    return must(issue_award(p(), ada_, definition,
                            {.full_name = "Lea " + std::to_string(++learners_),
                             .email = std::to_string(learners_) + "@learner.example",
                             .awarded_on = to_string(date_of(now_))},
                            credential::Format::open_badge))
        .credential;
  }
  void send_all() {
    while (service_sends()) {
    }
  }

  int learners_ = 0;
  Actor op_, ada_;
  store::Organisation school_;
};

TEST_F(Confirmations, what_nobody_confirmed_is_its_own_word_and_no_body) {
  EXPECT_FALSE(standing_of(p(), school_.id).acts_as_body());
  const auto definition = published(ada_, school_.id);  // it may define and issue
  EXPECT_EQ(vouching(issued(definition.record.id)).face, Face::self_asserted);
  ada_.memberships.push_back(
      {.organisation_id = school_.id, .person_id = ada_.person->id, .role = Role::recognition_officer});
  EXPECT_EQ(code(publish_policy(p(), ada_, school_.id, "{}")), "service.unconfirmed");
  auto gus = person("gus@guild.example");
  const auto guild = organisation(gus, "Guild of Crafts");
  EXPECT_EQ(code(propose_agreement(p(), ada_, school_.id, {guild.slug}, "title: One")), "service.unconfirmed");
  EXPECT_EQ(code(propose_agreement(p(), gus, guild.id, {school_.slug}, "title: One")), "service.unconfirmed");
  const auto other = published(gus, guild.id);
  EXPECT_EQ(code(endorse_outcomes(p(), ada_, school_.id, other.record.id, "what our work needs")),
            "service.unconfirmed");
  EXPECT_TRUE(endorsers(p(), ada_, other.record.id).empty());
  const auto asked = must(
      ask_for_seal(p(), gus, guild.id, {.sealer = school_.slug, .assessed_by = "provider", .until = "2026-12-31"}));
  EXPECT_EQ(code(answer_mandate(p(), ada_, asked.id, true, "")), "service.unconfirmed");
  must(answer_mandate(p(), ada_, asked.id, false, "not yet"));
}

TEST_F(Confirmations, the_operator_confirms_with_evidence_until_a_day) {
  const auto definition = published(ada_, school_.id);
  const auto asked = ask(ada_, school_);
  send_all();
  EXPECT_EQ(mails_.back().to, "operator@credex.example");
  EXPECT_EQ(code(ask_for_confirmation(p(), ada_, school_.id, facts(school_))), "service.conflict");
  EXPECT_EQ(code(confirm_organisation(p(), ada_, asked.id, ruling())), "service.forbidden");
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, {.until = "2028-05-31"})), "service.invalid");
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, {.seen = {"domain"}, .until = "2028-05-31"})),
            "service.invalid");
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, {.seen = {"certificate"}, .until = "2028-05-31"})),
            "service.invalid");
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, {.ground = "x", .until = "2026-05-31"})), "service.invalid");
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, {.ground = "x", .until = "2046-05-31"})), "service.invalid");
  EXPECT_EQ(
      code(confirm_organisation(p(), op_, asked.id, {.ground = "x", .since = "2020-01-01", .until = "2028-05-31"})),
      "service.invalid");
  EXPECT_EQ(waiting_confirmations(p(), op_).size(), 1U);
  EXPECT_TRUE(waiting_confirmations(p(), ada_).empty());
  must(confirm_organisation(p(), op_, asked.id, ruling()));
  EXPECT_EQ(code(confirm_organisation(p(), op_, asked.id, ruling())), "service.conflict");
  send_all();
  EXPECT_EQ(mails_.back().to, "ada@school.example");
  EXPECT_NE(mails_.back().body.find("2028-05-31"), std::string::npos);

  const std::string sealed = issued(definition.record.id);
  const auto who = vouching(sealed);
  EXPECT_EQ(who.face, Face::vouched);
  EXPECT_EQ(who.name, "Scuola del Sasso");
  EXPECT_EQ(who.by, "CREDEX");
  EXPECT_EQ(who.kind, credential::VoucherKind::platform);
  const auto standing = standing_of(p(), school_.id);
  ASSERT_TRUE(standing.confirmed);
  ASSERT_EQ(standing.chain.size(), 1U);
  EXPECT_EQ(standing.chain[0].slug, "");
  EXPECT_EQ(evidence_of(*standing.confirmed).at(0).value, "its statute");
  // A day later than its last, what is sealed is its own word; what was sealed before keeps what it had.
  now_ = test::at("2028-06-01T00:00:00Z");
  EXPECT_FALSE(standing_of(p(), school_.id).confirmed);
  EXPECT_EQ(vouching(sealed).face, Face::vouched);
  EXPECT_EQ(vouching(issued(definition.record.id)).face, Face::self_asserted);
}

TEST_F(Confirmations, is_refused_with_a_reason_and_withdrawn_with_one) {
  auto asked = ask(ada_, school_);
  EXPECT_EQ(code(refuse_confirmation(p(), op_, asked.id, "", "")), "service.invalid");
  must(refuse_confirmation(p(), op_, asked.id, "", "the register has no such number"));
  send_all();
  EXPECT_NE(mails_.back().body.find("the register has no such number"), std::string::npos);
  asked = ask(ada_, school_);
  must(take_back_confirmation(p(), ada_, asked.id));
  asked = ask(ada_, school_);
  must(confirm_organisation(p(), op_, asked.id, ruling()));
  const auto definition = published(ada_, school_.id);
  const std::string sealed = issued(definition.record.id);
  now_ += std::chrono::hours{24};
  EXPECT_EQ(code(withdraw_confirmation(p(), ada_, asked.id, "we want out")), "service.not_found");
  must(withdraw_confirmation(p(), op_, asked.id, "it was closed"));
  EXPECT_EQ(code(withdraw_confirmation(p(), op_, asked.id, "again")), "service.conflict");
  const auto standing = standing_of(p(), school_.id);
  EXPECT_FALSE(standing.acts_as_body());
  ASSERT_TRUE(standing.former);
  EXPECT_EQ(standing.former->note, "it was closed");
  now_ += std::chrono::seconds{2};
  p().confirmed->alike("now");  // as another server sees it a second later
  const auto before = vouching(sealed);
  EXPECT_EQ(before.face, Face::vouched);
  EXPECT_EQ(before.until, "2026-06-02");
  EXPECT_EQ(vouching(issued(definition.record.id)).face, Face::self_asserted);
  EXPECT_EQ(must(confirmations_of(p(), ada_, school_.id)).size(), 3U);
}

/// An authority of Portugal for the arts, a school there, and who is elsewhere.
class Chain : public Confirmations {
 protected:
  void SetUp() override {
    Confirmations::SetUp();
    ines_ = person("ines@authority.example");
    authority_ = founded_as(ines_, "Registo das Culturas", "authority", "PT");
    pia_ = person("pia@oficina.example");
    workshop_ = founded_as(pia_, "Oficina do Barro", "educator", "PT");
  }
  void confirm_authority(bool may_confirm, std::vector<std::string> fields = {}) {
    auto wanted = facts(authority_);
    wanted.fields = std::move(fields);
    const auto asked = must(ask_for_confirmation(p(), ines_, authority_.id, wanted));
    auto how = ruling();
    how.may_confirm = may_confirm;
    must(confirm_organisation(p(), op_, asked.id, how));
    above_ = asked.id;
  }
  Actor ines_, pia_;
  store::Organisation authority_, workshop_;
  std::string above_;
};

TEST_F(Chain, an_authority_confirms_only_after_it_was_confirmed_itself) {
  const auto asked = ask(pia_, workshop_);
  EXPECT_EQ(code(confirm_organisation(p(), ines_, asked.id, ruling(authority_.slug))), "service.forbidden");
  EXPECT_FALSE(decides_confirmations(p(), ines_));
  confirm_authority(false);
  EXPECT_EQ(code(confirm_organisation(p(), ines_, asked.id, ruling(authority_.slug))), "service.forbidden");
  confirm_authority(true);
  EXPECT_TRUE(decides_confirmations(p(), ines_));
  EXPECT_EQ(waiting_confirmations(p(), ines_).size(), 1U);
  must(confirm_organisation(p(), ines_, asked.id, ruling(authority_.slug)));
  const auto standing = standing_of(p(), workshop_.id);
  ASSERT_EQ(standing.chain.size(), 2U);
  EXPECT_EQ(standing.chain[0].slug, authority_.slug);
  EXPECT_EQ(standing.chain[1].slug, "");
  auto document = must(json::parse(confirmation_document(p(), workshop_, standing)));
  EXPECT_EQ(document.root.get("confirmed_by").size(), 2U);
  EXPECT_EQ(document.root.text("state"), "confirmed");
  // One that is no authority cannot pass it on.
  const auto again_asked = ask(pia_, workshop_);
  auto how = ruling(authority_.slug);
  how.may_confirm = true;
  EXPECT_EQ(code(confirm_organisation(p(), ines_, again_asked.id, how)), "service.invalid");
}

TEST_F(Chain, it_does_so_in_its_country_and_fields_and_never_for_itself) {
  confirm_authority(true, {"0215"});
  const auto abroad = ask(ada_, school_);  // of Italy
  EXPECT_EQ(code(confirm_organisation(p(), ines_, abroad.id, ruling(authority_.slug))), "service.forbidden");
  const auto any = ask(pia_, workshop_);  // of every field
  EXPECT_EQ(code(confirm_organisation(p(), ines_, any.id, ruling(authority_.slug))), "service.forbidden");
  must(take_back_confirmation(p(), pia_, any.id));
  auto narrow = facts(workshop_);
  narrow.fields = {"0215"};
  const auto within = must(ask_for_confirmation(p(), pia_, workshop_.id, narrow));
  must(confirm_organisation(p(), ines_, within.id, ruling(authority_.slug)));
  auto own = facts(authority_);
  own.fields = {"0215"};
  const auto itself = must(ask_for_confirmation(p(), ines_, authority_.id, own));
  EXPECT_EQ(code(confirm_organisation(p(), ines_, itself.id, ruling(authority_.slug))), "service.forbidden");
}

TEST_F(Chain, whom_it_confirmed_ends_with_it) {
  confirm_authority(true);
  const auto asked = ask(pia_, workshop_);
  must(confirm_organisation(p(), ines_, asked.id, ruling(authority_.slug)));
  ASSERT_TRUE(standing_of(p(), workshop_.id).confirmed);
  now_ += std::chrono::hours{24};
  must(withdraw_confirmation(p(), op_, above_, "it was dissolved"));
  const auto standing = standing_of(p(), workshop_.id);
  EXPECT_FALSE(standing.confirmed);
  EXPECT_EQ(standing.former_end, now_);
  send_all();
  EXPECT_TRUE(std::any_of(mails_.begin(), mails_.end(), [](const test::SentMail& mail) {
    return mail.to == "pia@oficina.example" && mail.subject == "Who confirmed your organisation is confirmed no longer";
  }));
  // The operator may take it on.
  const auto anew = ask(pia_, workshop_);
  must(confirm_organisation(p(), op_, anew.id, ruling()));
  EXPECT_EQ(standing_of(p(), workshop_.id).chain.size(), 1U);
}

TEST_F(Chain, what_is_renewed_without_a_gap_goes_on) {
  confirm_authority(true);
  const auto asked = ask(pia_, workshop_);
  must(confirm_organisation(p(), ines_, asked.id, ruling(authority_.slug)));
  now_ += std::chrono::hours{24};
  confirm_authority(true);  // anew, which ends the one before
  EXPECT_TRUE(standing_of(p(), workshop_.id).confirmed);
}

TEST_F(Confirmations, a_domain_is_shown_by_a_file_or_by_dns) {
  auto wanted = facts(school_);
  wanted.domain = "https://Scuola-Sasso.example/en/";
  const auto asked = must(ask_for_confirmation(p(), ada_, school_.id, wanted));
  EXPECT_EQ(asked.domain, "scuola-sasso.example");
  std::vector<std::string> fetched;
  std::string body = "something else\n";
  p().fetch = [&](const FetchRequest& request) -> Result<Fetched> {
    EXPECT_FALSE(request.follow);
    fetched.push_back(request.url);
    return Fetched{.body = body, .at = now_};
  };
  std::vector<std::string> records{"v=spf1 -all"};
  p().look_up_text = [&](const std::string& name) -> Result<std::vector<std::string>> {
    if (name != "_credex-confirmation.scuola-sasso.example") return std::vector<std::string>{};
    return records;
  };
  EXPECT_EQ(code(prove_domain(p(), ada_, asked.id)), "service.domain");
  EXPECT_EQ(fetched.back(), "https://scuola-sasso.example/.well-known/credex-confirmation.txt");
  auto stranger = person("eve@else.example");
  EXPECT_EQ(code(prove_domain(p(), stranger, asked.id)), "service.not_found");
  records.push_back(proof_record(asked));
  EXPECT_EQ(must(prove_domain(p(), ada_, asked.id)).domain_proof, "dns");
  body = "# ours\r\n" + asked.token + "\r\n";
  EXPECT_EQ(must(prove_domain(p(), op_, asked.id)).domain_proof, "file");
  must(confirm_organisation(p(), op_, asked.id, {.seen = {"domain"}, .until = "2028-05-31"}));
  EXPECT_EQ(evidence_of(*standing_of(p(), school_.id).confirmed).at(0).value,
            "scuola-sasso.example, HTTPS, 2026-06-01");
}

struct DomainCase {
  const char* name;
  const char* text;
  const char* want;
};
class Domains : public Confirmations, public testing::WithParamInterface<DomainCase> {};
TEST_P(Domains, are_names_of_the_internet) {
  const auto got = domain_from(p(), GetParam().text);
  EXPECT_EQ(got ? *got : std::string{}, GetParam().want);
  if (!got) EXPECT_EQ(got.error().where, "domain");
}
INSTANTIATE_TEST_SUITE_P(
    Names, Domains,
    testing::Values(DomainCase{"plain", "school.example", "school.example"},
                    DomainCase{"address", " HTTPS://School.Example:443/x?y ", "school.example"},
                    DomainCase{"other_script", "hochschule-müller.example", "xn--hochschule-mller-uzb.example"},
                    DomainCase{"point_at_the_end", "school.example.", "school.example"},
                    DomainCase{"one_label", "localhost", ""}, DomainCase{"of_the_house", "printer.local", ""},
                    DomainCase{"address_of_a_machine", "127.0.0.1", ""}, DomainCase{"cloud", "10.0.0.1:80", ""},
                    DomainCase{"six", "[::1]", ""}, DomainCase{"nothing", "", ""},
                    DomainCase{"empty_label", "a..example", ""}, DomainCase{"hidden_user", "a@b.example", ""},
                    DomainCase{"our_own", "credex.example", ""}, DomainCase{"blank", "a b.example", ""}),
    [](const auto& info) { return info.param.name; });

TEST_F(Confirmations, names_of_the_confirmed_are_protected) {
  confirm(school_);
  auto eve = person("eve@else.example");
  const auto try_name = [&](const std::string& name, const std::string& country) {
    return code(found_organisation(p(), eve, {.name = name, .kind = "educator", .country = country}));
  };
  EXPECT_EQ(try_name("Scuola del Sasso", "IT"), "service.name");
  EXPECT_EQ(try_name("SCUOLA DEL SASSO s.r.l.", "IT"), "service.name");
  EXPECT_EQ(try_name("Scuola del Sass\u043E", "IT"), "service.invalid");  // a Cyrillic letter in a Latin word
  EXPECT_EQ(try_name("Scuola de1 Sasso", "FR"), "service.name");          // a figure that looks like a letter
  EXPECT_EQ(try_name("Scuola\u202E del Sasso", "FR"), "service.invalid");
  EXPECT_EQ(try_name("...", "FR"), "service.invalid");
  EXPECT_EQ(try_name("Scuola del Sasso", "CH"), "");  // namesakes there are
  EXPECT_EQ(try_name("Scuola del Fiume", "IT"), "");
  // Nor by renaming, nor by asking; who has the name keeps it.
  eve = again(eve);
  const auto river = must(organisation_by_slug(p(), "scuola-del-fiume"));
  EXPECT_EQ(
      code(change_organisation(p(), eve, river.id, {.name = "Scuola del Sasso", .kind = "educator", .country = "IT"})),
      "service.name");
  EXPECT_EQ(
      code(ask_for_confirmation(p(), eve, river.id, {.name = "Scuola del Sasso", .kind = "educator", .country = "IT"})),
      "service.name");
  // The operator founds a namesake where there truly is one, and sees it.
  EXPECT_EQ(code(found_organisation(p(), op_, {.name = "Scuola del Sasso", .kind = "educator", .country = "IT"})), "");
  EXPECT_EQ(names_like(p(), "scuola del sasso").size(), 1U);
}

TEST_F(Confirmations, what_was_confirmed_changes_by_asking_alone) {
  confirm(school_);
  OrganisationFacts other{
      .name = "Accademia del Sasso", .kind = "educator", .country = "IT", .eidas = "VATIT-00000001"};
  EXPECT_EQ(code(change_organisation(p(), ada_, school_.id, other)), "service.conflict");
  other.name = school_.name;
  other.homepage = "https://sasso.example/";
  must(change_organisation(p(), ada_, school_.id, other));
  now_ += std::chrono::hours{1};
  auto wanted = facts(school_);
  wanted.name = "Accademia del Sasso";
  const auto asked = must(ask_for_confirmation(p(), ada_, school_.id, wanted));
  EXPECT_EQ(must(organisation_by_slug(p(), school_.slug)).name, "Scuola del Sasso");
  must(confirm_organisation(p(), op_, asked.id, ruling()));
  EXPECT_EQ(must(organisation_by_slug(p(), school_.slug)).name, "Accademia del Sasso");
  // What was sealed under the old name is still its own.
  const auto known = p().confirmed->alike("Scuola del Sasso");
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0]->name, "Accademia del Sasso");
}

TEST_F(Confirmations, keys_that_were_changed_go_on_vouching_for_what_they_signed) {
  p().settings.public_url = "http://127.0.0.1:8080";  // issuers are keys there
  auto gus = person("gus@guild.example");
  const auto guild = organisation(gus, "Guild of Crafts");
  const std::string first = keys_of(p(), guild.id).front().did;
  ASSERT_TRUE(first.starts_with("did:key:"));
  now_ += std::chrono::hours{24};
  const std::string second = must(rotate_key(p(), gus, guild.id, {})).did;
  p().confirmed->alike("");  // reads anew
  const auto old = p().confirmed->with_identifier(first);
  const auto fresh = p().confirmed->with_identifier(second);
  ASSERT_EQ(old.size(), 1U);
  ASSERT_EQ(fresh.size(), 1U);
  EXPECT_EQ(old[0]->until, now_);
  EXPECT_GT(*fresh[0]->until, now_);
  EXPECT_TRUE(p().confirmed->with_identifier("did:key:z6MkfWVrrzrv7TFtQkTkHK9iDBrkrXZvCrCNd8bbbbbbbbbb").empty());
}

TEST_F(Confirmations, organisations_of_before_may_go_on_for_a_while_and_are_listed) {
  store::writing(*p().database, [&](store::Tx& tx) {
    // As the migration writes it.
    store::insert(tx, store::Confirmation{.id = school_.id,
                                          .organisation_id = school_.id,
                                          .state = store::ConfirmationState::grace,
                                          .name = school_.name,
                                          .country = school_.country,
                                          .created = school_.created});
    begin_grace(tx, p());
    return 0;
  });
  ada_.memberships.push_back(
      {.organisation_id = school_.id, .person_id = ada_.person->id, .role = Role::recognition_officer});
  must(publish_policy(p(), ada_, school_.id, "{}"));
  EXPECT_EQ(policies_in_force(p()).size(), 1U);
  const auto definition = published(ada_, school_.id);
  EXPECT_EQ(vouching(issued(definition.record.id)).face, Face::self_asserted);  // nobody vouches for it
  EXPECT_TRUE(names_like(p(), school_.name).empty());
  ASSERT_EQ(waiting_confirmations(p(), op_).size(), 1U);
  now_ += std::chrono::hours{24 * 181};
  EXPECT_TRUE(policies_in_force(p()).empty());
  EXPECT_EQ(code(publish_policy(p(), ada_, school_.id, "purposes: {credit: {tolerance: 3}}\n")), "service.unconfirmed");
  // In one step, without being asked.
  must(confirm_organisation(p(), op_, school_.id, ruling()));
  EXPECT_EQ(policies_in_force(p()).size(), 1U);
  EXPECT_TRUE(waiting_confirmations(p(), op_).empty());
}

TEST_F(Confirmations, who_is_confirmed_is_reminded_once_before_it_ends) {
  confirm(school_);
  EXPECT_EQ(remind_of_ends(p()), 0U);
  now_ += std::chrono::hours{24 * 700};
  EXPECT_EQ(remind_of_ends(p()), 1U);
  EXPECT_EQ(remind_of_ends(p()), 0U);
  send_all();
  EXPECT_EQ(mails_.back().to, "ada@school.example");
  EXPECT_NE(mails_.back().subject.find("2028-05-31"), std::string::npos);
}

}  // namespace
}  // namespace credex::service
