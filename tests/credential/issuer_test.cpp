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
