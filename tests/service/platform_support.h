#pragma once

#include "base/embedded.h"
#include "database_support.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/confirmed.h"
#include "service/definitions.h"
#include "service/jobs.h"
#include "service/keys.h"
#include "service/organisations.h"
#include "service/platform.h"
#include "service/sign_in.h"
#include "store/records.h"

namespace credex::test {

struct SentMail {
  std::string to{};
  std::string subject{};
  std::string body{};
};

/// A platform on an empty database with a clock that stands until it is moved, and mails that are kept.
class PlatformTest : public testing::Test {
 protected:
  void SetUp() override {
    service::Settings settings;
    settings.public_url = "https://credex.example";
    platform_ = must(service::open_platform(
        where_.open(), settings, offline_fetch(),
        [this](const std::string& to, const std::string& subject, const std::string& body) -> Result<void> {
          if (mail_fails_) return Error{.code = "app.mail", .message = "mailbox full"};
          mails_.push_back({to, subject, body});
          return {};
        },
        [this] { return now_; }));
  }

  service::Platform& p() { return *platform_; }

  service::Actor person(const std::string& email) {
    return store::writing(*p().database, [&](store::Tx& tx) {
      store::Person one = service::person_of_email(tx, p(), email, "en");
      return service::actor_of_person(tx, one);
    });
  }
  /// The person again, with the roles of now.
  service::Actor again(const service::Actor& actor) {
    return store::reading(*p().database, [&](store::Tx& tx) {
      return service::actor_of_person(tx, *store::find_one<store::Person>(tx, "id = ?1", {actor.person->id}));
    });
  }
  /// Somebody who runs the platform.
  service::Actor operator_of_platform() {
    must(service::grant_platform_role(p(), "operator@credex.example", "operator", true));
    return person("operator@credex.example");
  }
  /// Asks for the organisation and confirms it, as the operator, for two years.
  store::Confirmation confirm(const store::Organisation& one) {
    const auto op = operator_of_platform();
    const auto asked = must(service::ask_for_confirmation(p(), op, one.id,
                                                          {.name = one.name,
                                                           .kind = std::string{store::name_of(one.kind)},
                                                           .country = one.country,
                                                           .registration = one.registration,
                                                           .eidas = one.eidas}));
    must(service::confirm_organisation(
        p(), op, asked.id,
        {.ground = "its statute", .until = to_string(date_of(now_ + std::chrono::hours{24 * 730}))}));
    return store::reading(
        *p().database, [&](store::Tx& tx) { return *store::find_one<store::Confirmation>(tx, "id = ?1", {asked.id}); });
  }
  /// An organisation founded by `founder`, whose roles are read again, and confirmed.
  store::Organisation organisation(service::Actor& founder, const std::string& name, bool two_person = false) {
    auto made = founded(founder, name, two_person);
    store::writing(*p().database, [&](store::Tx& tx) {
      service::confirm_made_up(tx, p(), made);
      return 0;
    });
    p().confirmed->look_again();
    return made;
  }
  /// The same, whom nobody vouches for.
  store::Organisation founded(service::Actor& founder, const std::string& name, bool two_person = false) {
    auto made = must(service::found_organisation(p(), founder,
                                                 {.name = name,
                                                  .kind = "educator",
                                                  .country = "IT",
                                                  .email = "office@school.example",
                                                  .eidas = "VATIT-00000001",
                                                  .two_person = two_person}));
    founder = again(founder);
    return made;
  }
  static std::string example() { return std::string{*embedded_file("examples/heritage-3d.yaml")}; }
  /// A published micro-credential.
  service::DefinitionView published(const service::Actor& actor, const std::string& organisation_id) {
    auto draft = must(service::draft_definition(p(), actor, organisation_id, example()));
    must(service::submit_definition(p(), actor, draft.record.id));
    must(service::publish_definition(p(), actor, draft.record.id));
    return must(service::published_definition(p(), draft.record.id));
  }
  template <class T>
  static std::string code(const Result<T>& result) {
    return result ? "" : result.error().code;
  }
  /// The first address of ours in the last mail.
  std::string link_in_last_mail() {
    while (service_sends()) {
    }
    const std::string& body = mails_.back().body;
    const auto at = body.find("https://credex.example");
    return body.substr(at, body.find_first_of(" \n", at) - at);
  }
  bool service_sends();

  TestDatabase where_;
  Instant now_ = at("2026-06-01T12:00:00Z");
  bool mail_fails_ = false;
  std::vector<SentMail> mails_;
  std::unique_ptr<service::Platform> platform_;
};

}  // namespace credex::test

#include "service/mail.h"

inline bool credex::test::PlatformTest::service_sends() { return service::send_due_mail(p()) > 0; }
