#include "credential/issuer.h"

#include "credential/bundle.h"
#include "credential/issue.h"
#include "credential/name_likeness.h"
#include "credential/verify.h"
#include "fixtures.h"

namespace credex::credential {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;

const Instant k_judged = test::at("2026-06-01T00:00:00Z");

/// A register of one, as tests need it.
class OneKnown final : public Vouchers {
 public:
  explicit OneKnown(KnownOrganisation known) : known_{std::make_shared<KnownOrganisation>(std::move(known))} {}
  std::vector<std::shared_ptr<const KnownOrganisation>> with_identifier(std::string_view identifier) const override {
    for (const std::string& one : known_->identifiers) {
      if (one == identifier) return {known_};
    }
    return {};
  }
  std::vector<std::shared_ptr<const KnownOrganisation>> with_name_like(std::string_view name) const override {
    return are_alike(known_->name, name) ? std::vector<std::shared_ptr<const KnownOrganisation>>{known_}
                                         : std::vector<std::shared_ptr<const KnownOrganisation>>{};
  }
  std::vector<std::string> asked() const override { return {"register of the test"}; }

 private:
  std::shared_ptr<const KnownOrganisation> known_;
};

struct VouchingCase {
  const char* label;
  const char* name;     ///< that the signer uses
  const char* country;  ///< that it states
  bool is_known_key;    ///< signed with the key of the register
  bool is_complete;     ///< the register says that it has all keys
  const char* until;    ///< the register vouches until
  const char* want;     ///< outcome and message of issuer.organisation
  Face face;
};

class Issuers : public testing::TestWithParam<VouchingCase> {};

TEST_P(Issuers, have_the_face_that_somebody_vouches_for) {
  const VouchingCase& c = GetParam();
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  framework::MicroCredential definition = test_data::example("heritage-3d");
  definition.awarding_body.legal_name = {};
  definition.awarding_body.legal_name.set("en", c.name);
  definition.awarding_body.country = c.country;
  rdf::jsonld::Processor processor;
  CredentialMaker maker{*key, processor, offline_fetch(), {.format = Format::open_badge}};
  const std::string badge = test::must(maker.make(definition, test_data::award()));
  KnownOrganisation known{.name = "Accademia del Sasso",
                          .country = "IT",
                          .identifiers = {c.is_known_key ? maker.issuer_did() : "did:web:sasso.example"},
                          .by = "Ministry of Examples"};
  if (c.is_complete) known.complete_since = test::at("2020-01-01");
  if (*c.until != '\0') known.until = test::at(c.until);
  Verifier verifier{{.vouchers = {std::make_shared<OneKnown>(known)}}, offline_fetch()};
  const Report report = test::must(verifier.verify(badge, k_judged));
  const Finding* who = report.find("issuer.organisation");
  ASSERT_NE(who, nullptr);
  EXPECT_EQ(std::string{outcome_name(who->outcome)} + " " + who->message, c.want) << report_text(report, Colour::off);
  EXPECT_EQ(report.find("issuer.key")->outcome, Outcome::pass) << "the key is the identifier, whoever has it";
  EXPECT_EQ(report.find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(vouching_of(report).face, c.face);
  EXPECT_EQ(report.outcome() == Outcome::pass, c.face == Face::vouched && who->outcome == Outcome::pass);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Issuers,
    testing::Values(VouchingCase{"vouched", "Accademia del Sasso", "IT", true, true, "",
                                 "pass issuer.organisation.vouched", Face::vouched},
                    VouchingCase{"capitals", "ACCADEMIA DEL SASSO S.r.l.", "IT", true, false, "",
                                 "pass issuer.organisation.vouched", Face::vouched},
                    VouchingCase{"other_name", "Sasso Lab", "IT", true, true, "", "warn issuer.organisation.other_name",
                                 Face::vouched},
                    VouchingCase{"ended_later", "Accademia del Sasso", "IT", true, true, "2026-05-01",
                                 "pass issuer.organisation.vouched_until", Face::vouched},
                    VouchingCase{"ends_after_today", "Accademia del Sasso", "IT", true, true, "2027-05-01",
                                 "pass issuer.organisation.vouched", Face::vouched},
                    VouchingCase{"ended_before", "Accademia del Sasso", "IT", true, true, "2025-01-01",
                                 "unknown issuer.organisation.ended", Face::self_asserted},
                    VouchingCase{"nobody", "Scuola di Nessuno", "IT", false, true, "",
                                 "unknown issuer.organisation.nobody_asked", Face::self_asserted},
                    VouchingCase{"stolen_name", "Accademia del Sasso", "IT", false, true, "",
                                 "fail issuer.organisation.contradicted", Face::contradicted},
                    VouchingCase{"look_alike", "Acca\u0501emia del Sass\u043e", "IT", false, true, "",
                                 "fail issuer.organisation.contradicted", Face::contradicted},
                    VouchingCase{"accents_and_form", "Accad\u00e8mia del Sasso SPA", "IT", false, true, "",
                                 "fail issuer.organisation.contradicted", Face::contradicted},
                    VouchingCase{"homonym_abroad", "Accademia del Sasso", "CH", false, true, "",
                                 "unknown issuer.organisation.homonym", Face::self_asserted},
                    VouchingCase{"no_country", "Accademia del Sasso", "", false, true, "",
                                 "unknown issuer.organisation.homonym", Face::self_asserted},
                    VouchingCase{"keys_not_complete", "Accademia del Sasso", "IT", false, false, "",
                                 "unknown issuer.organisation.homonym", Face::self_asserted}),
    [](const auto& given) { return std::string{given.param.label}; });

TEST(Issuers, nobody_at_all_is_told_so) {
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  rdf::jsonld::Processor processor;
  CredentialMaker maker{*key, processor, offline_fetch(), {.format = Format::open_badge}};
  const std::string badge = test::must(maker.make(test_data::example("heritage-3d"), test_data::award()));
  const Report report = test::must(Verifier{{}, offline_fetch()}.verify(badge, k_judged));
  EXPECT_EQ(report.outcome(), Outcome::unknown);
  EXPECT_EQ(report.find("issuer.organisation")->message, "issuer.organisation.nobody");
  const Vouching who = vouching_of(report);
  EXPECT_EQ(who.face, Face::self_asserted);
  EXPECT_EQ(who.claimed, "Accademia del Sasso");
  EXPECT_EQ(who.name, "") << "nobody registered a name";
  EXPECT_EQ(who.identifier, maker.issuer_did());
  // On the operator's own list it is vouched for by the operator.
  const Report listed =
      test::must(Verifier{{.trusted_issuers = {maker.issuer_did()}}, offline_fetch()}.verify(badge, k_judged));
  EXPECT_EQ(listed.outcome(), Outcome::pass);
  EXPECT_EQ(vouching_of(listed).kind, VoucherKind::operator_list);
}

/// A claim and a good signature by its own key, judged.
Finding judged_organisation(const IssuerClaim& claim, const VerifierOptions& options) {
  std::vector<proof::SignatureCheck> own{
      {.state = proof::SignatureState::good, .controller = claim.id, .key_as_of = k_judged}};
  Report report;
  report.add(judge_issuer(claim, own, options, k_judged, Had::asked));
  return *report.find("issuer.organisation");
}

TEST(Issuers, a_register_says_nothing_of_the_time_before_its_first_date) {
  const auto said = [](VoucherKind kind, const char* sealed) {
    const auto known = std::make_shared<OneKnown>(KnownOrganisation{.name = "Accademia del Sasso",
                                                                    .country = "IT",
                                                                    .identifiers = {"did:web:sasso.example"},
                                                                    .since = test::at("2025-06-01"),
                                                                    .kind = kind,
                                                                    .by = "Ministry of Examples"});
    const Finding found = judged_organisation(
        {.id = "did:web:sasso.example", .name = "Accademia del Sasso", .country = "IT", .sealed = test::at(sealed)},
        {.vouchers = {known}});
    return std::string{outcome_name(found.outcome)} + " " + found.message;
  };
  EXPECT_EQ(said(VoucherKind::registry, "2025-05-31"), "unknown issuer.organisation.before");
  EXPECT_EQ(said(VoucherKind::registry, "2025-06-01"), "pass issuer.organisation.vouched");
  EXPECT_EQ(said(VoucherKind::platform, "2025-05-31"), "pass issuer.organisation.vouched")
      << "who confirmed it knew what it had signed";
}

TEST(Issuers, an_identifier_speaks_for_itself_and_a_whole_host_for_what_is_on_it) {
  EXPECT_TRUE(speaks_for("did:key:z1", "did:key:z1"));
  EXPECT_TRUE(speaks_for("did:web:sasso.example", "https://sasso.example/mc/1"));
  EXPECT_FALSE(speaks_for("did:web:sasso.example", "https://sasso.example.evil.example/mc/1"));
  EXPECT_FALSE(speaks_for("did:web:host.example:users:eve", "https://host.example/mc/1"));
  EXPECT_FALSE(speaks_for("did:key:z1", "https://sasso.example/"));
  EXPECT_FALSE(speaks_for("", "")) << "nothing was proven";
  framework::MicroCredential definition = test_data::example("heritage-3d");
  keep_proven_body("did:key:z1", definition);
  EXPECT_EQ(definition.awarding_body.id, "");
  EXPECT_EQ(definition.id, "");
  EXPECT_EQ(definition.awarding_body.legal_name.any(), "Accademia del Sasso")
      << "what it calls itself is shown, in quotes";
  framework::MicroCredential proven = test_data::example("heritage-3d");
  keep_proven_body("did:web:accademia-sasso.example", proven);
  EXPECT_EQ(proven.awarding_body.id, "https://accademia-sasso.example/");
  EXPECT_NE(proven.id, "");
}

TEST(Issuers, a_list_of_identifiers_vouches_for_no_other_name) {
  const auto known = std::make_shared<OneKnown>(KnownOrganisation{.name = "Accademia del Sasso",
                                                                  .country = "IT",
                                                                  .identifiers = {"did:web:sasso.example"},
                                                                  .complete_since = test::at("2020-01-01"),
                                                                  .by = "Ministry of Examples"});
  const VerifierOptions options{.trusted_issuers = {"did:web:uni.example"}, .vouchers = {known}};
  const auto said = [&](const char* name, const char* country) {
    return judged_organisation({.id = "did:web:uni.example", .name = name, .country = country, .sealed = k_judged},
                               options)
        .message;
  };
  EXPECT_EQ(said("Uni", "IT"), "issuer.organisation.listed");
  EXPECT_EQ(said("Accademia del Sasso", "it"), "issuer.organisation.contradicted");
  EXPECT_EQ(said("Accademia del Sasso", "CH"), "issuer.organisation.listed") << "it may be another of that name";
}

TEST(Issuers, the_best_of_several_words_counts) {
  const auto ended = std::make_shared<OneKnown>(KnownOrganisation{
      .name = "Uni", .identifiers = {"did:web:uni.example"}, .until = test::at("2020-01-01"), .by = "Old register"});
  const auto good = std::make_shared<OneKnown>(
      KnownOrganisation{.name = "Uni", .identifiers = {"did:web:uni.example"}, .by = "New register"});
  const IssuerClaim claim{.id = "did:web:uni.example", .name = "Uni", .sealed = k_judged};
  for (const auto& vouchers : {std::vector<std::shared_ptr<const Vouchers>>{ended, good},
                               std::vector<std::shared_ptr<const Vouchers>>{good, ended}}) {
    const Finding who = judged_organisation(claim, {.vouchers = vouchers});
    EXPECT_EQ(who.outcome, Outcome::pass);
    EXPECT_EQ(who.args.at(2), "New register");
  }
  EXPECT_EQ(judged_organisation(claim, {.vouchers = {ended}}).message, "issuer.organisation.ended");
}

TEST(Issuers, who_was_not_asked_is_named) {
  class Away final : public Vouchers {
   public:
    std::vector<std::shared_ptr<const KnownOrganisation>> with_identifier(std::string_view) const override {
      return {};
    }
    std::vector<std::shared_ptr<const KnownOrganisation>> with_name_like(std::string_view) const override { return {}; }
    std::vector<std::string> asked() const override { return {"one (2026-05-01)"}; }
    std::vector<std::string> not_asked() const override { return {"another", "a third"}; }
  };
  const Finding who = judged_organisation({.id = "did:key:zA", .name = "Uni", .sealed = k_judged},
                                          {.vouchers = {std::make_shared<Away>()}});
  EXPECT_EQ(who.message, "issuer.organisation.nobody_asked");
  EXPECT_NE(message_text(who).find("one (2026-05-01)"), std::string::npos);
  ASSERT_EQ(who.findings.size(), 1U);
  EXPECT_EQ(message_text(who.findings[0]), "Not asked, as it could not be had: another, a third.");
}

TEST(Issuers, a_certificate_of_one_does_not_carry_the_name_of_another) {
  const auto known = std::make_shared<OneKnown>(KnownOrganisation{.name = "Accademia del Sasso",
                                                                  .country = "IT",
                                                                  .identifiers = {"did:web:sasso.example"},
                                                                  .complete_since = test::at("2020-01-01"),
                                                                  .by = "Ministry of Examples"});
  const auto judged = [&](const char* name, Outcome trust) {
    proof::SignatureCheck seal{.state = proof::SignatureState::good};
    seal.certificate.emplace();
    seal.certificate->organisation = "Seal Ltd";
    seal.certificate->subject = "CN=Seal, O=Seal Ltd";
    seal.certificate->issuer = "CN=Authority";
    seal.finding.add(make_finding("jades.trust", trust, "", "jades.chain_trusted", {"CN=Authority"}));
    std::vector<proof::SignatureCheck> checks{std::move(seal)};
    Report report;
    report.add(judge_issuer({.id = "https://x.example", .name = name, .country = "IT", .sealed = k_judged}, checks,
                            {.vouchers = {known}}, k_judged, Had::asked));
    return report;
  };
  const Report own = judged("Seal", Outcome::pass);
  EXPECT_EQ(own.find("issuer.organisation")->message, "issuer.organisation.vouched");
  EXPECT_EQ(vouching_of(own).kind, VoucherKind::certificate);
  EXPECT_EQ(vouching_of(own).by, "CN=Authority");
  const Report other = judged("Some School", Outcome::pass);
  EXPECT_EQ(other.find("issuer.organisation")->message, "issuer.organisation.other_name");
  EXPECT_EQ(vouching_of(other).name, "Seal Ltd");
  for (const Outcome trust : {Outcome::pass, Outcome::unknown}) {
    const Report stolen = judged("Accademia del Sasso", trust);
    EXPECT_EQ(stolen.outcome(), Outcome::fail);
    EXPECT_EQ(vouching_of(stolen).face, Face::contradicted);
    EXPECT_EQ(vouching_of(stolen).name, "Accademia del Sasso");
  }
}

TEST(Issuers, what_is_not_proven_says_what_it_claims) {
  const auto known =
      std::make_shared<OneKnown>(KnownOrganisation{.name = "Accademia del Sasso", .by = "Ministry of Examples"});
  for (const auto& [name, message] : {std::pair{"Uni", "issuer.organisation.unproven"},
                                      std::pair{"Accademia del Sasso", "issuer.organisation.homonym"}}) {
    std::vector<proof::SignatureCheck> none;
    Report report;
    report.add(judge_issuer({.id = "did:web:x.example", .name = name, .sealed = k_judged}, none,
                            {.trusted_issuers = {"did:web:x.example"}, .vouchers = {known}}, k_judged, Had::asked));
    EXPECT_EQ(report.find("issuer.organisation")->message, message);
    EXPECT_EQ(report.outcome(), Outcome::unknown);
    EXPECT_EQ(vouching_of(report).claimed, name);
    EXPECT_EQ(vouching_of(report).face, Face::self_asserted);
    EXPECT_EQ(vouching_of(report).identifier, "");
  }
}

TEST(Issuers, a_list_is_asked_for_proven_keys_alone) {
  // Without a signature, or with a key that says it is another's, the list says nothing.
  json::Arena arena;
  const json::Document credential =
      test::must(json::parse(R"({"issuer": {"id": "did:web:uni.example", "name": "Uni"}})"));
  const VerifierOptions trusting{.trusted_issuers = {"did:web:uni.example"}};
  const IssuerClaim claim = issuer_claim(credential.root, nullptr, k_judged);
  std::vector<proof::SignatureCheck> none;
  EXPECT_EQ(judge_issuer(claim, none, trusting, k_judged, Had::asked).outcome, Outcome::unknown);
  std::vector<proof::SignatureCheck> other{
      {.state = proof::SignatureState::good, .controller = "did:web:evil.example"}};
  EXPECT_EQ(judge_issuer(claim, other, trusting, k_judged, Had::asked).message, "issuer.other_signer");
  std::vector<proof::SignatureCheck> own{
      {.state = proof::SignatureState::good, .controller = "did:web:uni.example", .key_as_of = k_judged}};
  EXPECT_EQ(judge_issuer(claim, own, trusting, k_judged, Had::asked).message, "issuer.trusted");
  const Finding bundled = judge_issuer(claim, own, trusting, k_judged, Had::bundled);
  EXPECT_EQ(bundled.outcome, Outcome::unknown);
  EXPECT_EQ(bundled.message, "issuer.as_bundled");
}

}  // namespace
}  // namespace credex::credential
