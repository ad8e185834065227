#pragma once

#include <string>

#include "service/platform.h"

namespace credex::app {

struct SmtpOptions {
  std::string url{};  ///< smtp://host:port or smtps://host:port
  std::string user{};
  std::string password{};
  std::string from{};
};

/// Sends mails over SMTP by libcurl (RFC 5321), as plain text in UTF-8 (RFC 6532, quoted-printable). STARTTLS is used
/// where the server offers it, and demanded where a password is sent.
service::SendMail smtp_mail(SmtpOptions options);

/// The message as it goes out: headers and body. A line break in an address or subject cannot add a header.
std::string mail_message(const std::string& from, const std::string& to, const std::string& subject,
                         const std::string& body, Instant at, const std::string& id);

}  // namespace credex::app
