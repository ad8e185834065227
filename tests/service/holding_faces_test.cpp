#include "service/holding_faces.h"

#include "platform_support.h"
#include "service/collection.h"
#include "service/confirmed.h"
#include "service/issuer_face.h"
#include "service/mail.h"
#include "service/person_skills.h"
#include "service/talent.h"
#include "vouching_support.h"

namespace credex::service {
namespace {

using credential::Face;
using test::must;

constexpr const char* k_school = "Norrsken Högskola";

class HoldingFaces : public test::PlatformTest {
 protected:
  static std::string badge() { return test::home_made(k_school, "Lea Rossi", example()); }
  /// As an older program left it: held, and never asked who vouches.
  store::Holding held_before(const Actor& holder, const std::string& bytes) {
    auto holding = must(add_holding(p(), holder, bytes, "upload"));
    p().database->write([&](store::Tx& tx) { tx.execute("DELETE FROM holding_face"); });
    return holding;
  }
  std::size_t letters_to(const std::string& address) {
    while (send_due_mail(p()) > 0) {
    }
    return static_cast<std::size_t>(std::count_if(mails_.begin(), mails_.end(), [&](const test::SentMail& mail) {
      return mail.to == address && mail.subject == "What is said of your credentials has changed";
    }));
  }
};

TEST_F(HoldingFaces, a_home_made_key_in_a_schools_name_is_nobodys_word) {
  const CheckedCredential checked = must(check_credential(p(), badge()));
  EXPECT_EQ(checked.who.face, Face::self_asserted);
  EXPECT_EQ(checked.standing, Standing::unknown);
  EXPECT_EQ(verdict_text("en", checked),
            "Unaltered; it says that it is from “Norrsken Högskola”, and nobody known here vouches for that");
  EXPECT_EQ(said_issuer("en", checked.who), "“Norrsken Högskola”");
}

TEST_F(HoldingFaces, a_name_of_somebody_who_did_not_sign_is_a_failure) {
  credential::VerifierOptions options;
  options.vouchers = {p().confirmed, std::make_shared<test::RegisterOfOne>(k_school, "IT")};
  p().checker = std::make_unique<Checker>(std::move(options), p().fetch);
  const CheckedCredential checked = must(check_credential(p(), badge()));
  EXPECT_EQ(checked.who.face, Face::contradicted);
  EXPECT_EQ(checked.standing, Standing::fails);
  EXPECT_EQ(verdict_text("en", checked), "It uses the name of Norrsken Högskola, which did not sign it");
}

TEST_F(HoldingFaces, give_no_verified_skill_where_nobody_vouches) {
  const Actor lea = person("lea@learner.example");
  const auto holding = must(add_holding(p(), lea, badge(), "upload"));
  const PersonSkills skills = skills_of(p(), lea.person->id);
  EXPECT_TRUE(skills.held.empty());
  ASSERT_EQ(skills.uncounted.size(), 1u);
  EXPECT_EQ(issuer_line("en", holding, face_of(p(), holding)), "“Norrsken Högskola”");
}

TEST_F(HoldingFaces, what_stood_before_is_judged_again_and_its_holder_told_once) {
  const Actor lea = person("lea@learner.example");
  const auto holding = held_before(lea, badge());
  now_ += std::chrono::hours{1};
  EXPECT_EQ(judge_due_holdings(p(), 100), 1u);
  EXPECT_EQ(letters_to("lea@learner.example"), 1u);
  ASSERT_EQ(face_notices(p(), lea).size(), 1u);
  EXPECT_EQ(face_notices(p(), lea).front().holding_id, holding.id);
  now_ += std::chrono::hours{48};
  EXPECT_EQ(judge_due_holdings(p(), 100), 1u);
  EXPECT_EQ(judge_due_holdings(p(), 100), 0u);
  EXPECT_EQ(letters_to("lea@learner.example"), 1u);
  must(read_face_notices(p(), lea));
  EXPECT_TRUE(face_notices(p(), lea).empty());
}

TEST_F(HoldingFaces, are_gone_on_with_where_they_were_ended) {
  const Actor lea = person("lea@learner.example");
  held_before(lea, badge());
  held_before(lea, badge());
  held_before(lea, badge());
  now_ += std::chrono::hours{1};
  EXPECT_EQ(judge_due_holdings(p(), 2), 2u);
  EXPECT_EQ(judge_due_holdings(p(), 100, [] { return false; }), 0u);
  EXPECT_EQ(judge_due_holdings(p(), 100), 1u);
  EXPECT_EQ(judge_due_holdings(p(), 100), 0u);
  EXPECT_EQ(face_notices(p(), lea).size(), 3u);
}

TEST_F(HoldingFaces, what_is_brought_in_later_is_shown_and_no_letter_is_written) {
  EXPECT_EQ(judge_due_holdings(p(), 100), 0u);
  now_ += std::chrono::hours{1};
  const Actor lea = person("lea@learner.example");
  const auto holding = must(add_holding(p(), lea, badge(), "upload"));
  EXPECT_EQ(face_of(p(), holding).face, "self_asserted");
  EXPECT_EQ(letters_to("lea@learner.example"), 0u);
  EXPECT_TRUE(face_notices(p(), lea).empty());
}

}  // namespace
}  // namespace credex::service
