#include "service/mail.h"

#include <set>

#include "base/translate.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_waits[] = {std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{30},
                                            std::chrono::minutes{120}, std::chrono::minutes{720}};
constexpr std::int64_t k_batch = 200;
/// For how long what one server has taken is not taken by another.
constexpr std::chrono::minutes k_taken{60};
constexpr std::chrono::milliseconds k_telling{500};

}  // namespace

void queue_mail(store::Tx& tx, const Platform& platform, Letter letter) {
  const Instant now = platform.now();
  store::insert(tx, store::Mail{.id = new_id(now),
                                .recipient = std::move(letter.to),
                                .subject = std::move(letter.subject),
                                .body = std::move(letter.body),
                                .regards = std::move(letter.regards),
                                .organisation_id = std::move(letter.organisation),
                                .due = now,
                                .created = now});
}

void tell_person(store::Tx& tx, const Platform& platform, const std::string& person_id, const About& about,
                 const char* subject, const char* body) {
  const auto person = store::find_one<store::Person>(tx, "id = ?1", {person_id});
  const auto address = store::find_one<store::EmailAddress>(tx, "person_id = ?1 AND is_primary = 1", {person_id});
  if (!person || !address) return;
  queue_mail(tx, platform,
             {.to = address->address,
              .subject = translate(person->language, subject, about.words),
              .body = translate(person->language, body, about.words),
              .regards = about.regards,
              .organisation = about.organisation_id});
}

void tell_members(store::Tx& tx, const Platform& platform, std::initializer_list<Role> roles, const About& about,
                  const char* subject, const char* body) {
  std::set<std::string> told;
  for (const Role role : roles) {
    for (const auto& member : store::find<store::Membership>(tx, "organisation_id = ?1 AND role = ?2",
                                                             {about.organisation_id, store::cell_from(role)}))
      told.insert(member.person_id);
  }
  for (const std::string& person : told) tell_person(tx, platform, person, about, subject, body);
}

std::size_t send_due_mail(Platform& platform, const std::function<bool()>& go_on) {
  const Instant now = platform.now();
  const auto due_mails = [&](store::Tx& tx) {
    return store::find<store::Mail>(tx, "state = 'waiting' AND due <= ?1 ORDER BY due LIMIT ?2",
                                    {store::cell_from(now), k_batch});
  };
  // SQLite has one server. Others take mails by moving `due` on, so that two servers do not send the same; what a
  // server that dies had taken is sent later.
  auto mails =
      platform.database->kind() == store::Kind::sqlite
          ? store::reading(*platform.database, due_mails)
          : store::writing(*platform.database, [&](store::Tx& tx) {
              auto due = due_mails(tx);
              for (const store::Mail& mail : due)
                tx.execute("UPDATE mail SET due = ?2 WHERE id = ?1", {mail.id, store::cell_from(now + k_taken)});
              return due;
            });
  // Each fate is kept with others', but not long after it is known.
  std::vector<store::Mail> told;
  const auto keep_told = [&] {
    if (told.empty()) return;
    platform.database->write([&](store::Tx& tx) {
      for (const store::Mail& mail : told)
        tx.execute("UPDATE mail SET state = ?2, attempts = ?3, due = ?4, error = ?5, sent = ?6 WHERE id = ?1",
                   {mail.id, store::cell_from(mail.state), mail.attempts, store::cell_from(mail.due), mail.error,
                    store::cell_from(mail.sent)});
    });
    told.clear();
  };
  const auto begun = std::chrono::steady_clock::now();
  auto kept_at = begun;
  for (store::Mail& mail : mails) {
    if (!go_on() || std::chrono::steady_clock::now() - begun > k_taken / 2) {
      // What was taken and not sent is given back as it was.
      told.push_back(std::move(mail));
      continue;
    }
    auto sent = platform.send_mail(mail.recipient, mail.subject, mail.body);
    ++mail.attempts;
    if (sent) {
      mail.state = store::MailState::sent;
      mail.sent = platform.now();
      mail.error.clear();
    } else {
      mail.error = sent.error().message;
      if (static_cast<std::size_t>(mail.attempts) > std::size(k_waits)) {
        mail.state = store::MailState::failed;
      } else {
        mail.due = platform.now() + k_waits[mail.attempts - 1];
      }
    }
    told.push_back(std::move(mail));
    if (std::chrono::steady_clock::now() - kept_at > k_telling) {
      keep_told();
      kept_at = std::chrono::steady_clock::now();
    }
  }
  keep_told();
  return mails.size();
}

Result<void> send_again(Platform& platform, const Actor& actor, const std::string& mail_id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto mail = store::find_one<store::Mail>(tx, "id = ?1", {mail_id});
    if (!mail) return not_found("this mail");
    if (auto allowed = demand(actor, "award.remind", mail->organisation_id); !allowed) return allowed;
    mail->state = store::MailState::waiting;
    mail->attempts = 0;
    mail->due = platform.now();
    store::update(tx, *mail);
    audit(tx, platform, actor, "mail.again", mail->organisation_id, mail->id, mail->recipient);
    return {};
  });
}

std::vector<store::Mail> mails_about(Platform& platform, const std::string& subject) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Mail>(tx, "regards = ?1 ORDER BY id DESC LIMIT 50", {subject});
  });
}

std::vector<store::Mail> last_mails(Platform& platform, const std::string& to, std::size_t count) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const auto most = static_cast<std::int64_t>(count);
    if (to.empty()) return store::find<store::Mail>(tx, "1 = 1 ORDER BY id DESC LIMIT ?1", {most});
    return store::find<store::Mail>(tx, "recipient = ?1 ORDER BY id DESC LIMIT ?2", {to, most});
  });
}

}  // namespace credex::service
