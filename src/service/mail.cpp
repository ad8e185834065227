#include "service/mail.h"

#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_waits[] = {std::chrono::minutes{1}, std::chrono::minutes{5}, std::chrono::minutes{30},
                                            std::chrono::minutes{120}, std::chrono::minutes{720}};
constexpr std::int64_t k_batch = 50;

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

std::size_t send_due_mail(Platform& platform) {
  // Taken by moving `due` on, so that two servers do not send the same; a server that dies in between sends it later.
  const Instant now = platform.now();
  const auto mails = store::writing(*platform.database, [&](store::Tx& tx) {
    auto due = store::find<store::Mail>(tx, "state = 'waiting' AND due <= ?1 ORDER BY due LIMIT ?2",
                                        {store::cell_from(now), k_batch});
    for (const store::Mail& mail : due)
      tx.execute("UPDATE mail SET due = ?2 WHERE id = ?1", {mail.id, store::cell_from(now + std::chrono::minutes{10})});
    return due;
  });
  for (store::Mail mail : mails) {
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
    platform.database->write([&](store::Tx& tx) { store::update(tx, mail); });
  }
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
