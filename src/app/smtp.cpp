#include "app/smtp.h"

#include <curl/curl.h>

#include <cstring>
#include <memory>

#include "crypto/random.h"

namespace credex::app {
namespace {

std::string without_breaks(std::string text) {
  for (char& c : text) c = c == '\r' || c == '\n' ? ' ' : c;
  return text;
}

/// RFC 2047: words beyond ASCII as encoded words of at most 75 characters, cut between characters.
std::string header_words(const std::string& text) {
  bool plain = true;
  for (const char c : text)
    plain = plain && static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7F;
  if (plain) return text;
  std::string out;
  constexpr std::size_t k_piece = 42;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.size(), at + k_piece);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    out +=
        (out.empty() ? "" : "\r\n ") + std::string{"=?UTF-8?B?"} + base64(as_bytes(text.substr(at, end - at))) + "?=";
    at = end;
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  constexpr char k_digits[] = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool plain = (byte >= 33 && byte <= 126 && byte != '=') || (byte == ' ' && !at_end);
    if (column > 72) {
      out += "=\r\n";
      column = 0;
    }
    // A dot at a line's beginning would end the mail for some servers.
    if (plain && !(byte == '.' && column == 0)) {
      out += static_cast<char>(byte);
      ++column;
    } else if (byte != '\r') {
      out += '=';
      out += k_digits[byte >> 4];
      out += k_digits[byte & 15];
      column += 3;
    }
  }
  return out;
}

std::string mail_date(Instant at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  constexpr const char* k_days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* k_months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char out[64];
  std::snprintf(out, sizeof out, "%s, %02d %s %d %02d:%02d:%02d +0000", k_days[parts.tm_wday], parts.tm_mday,
                k_months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return out;
}

struct Sending {
  std::string text;
  std::size_t at = 0;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& sending = *static_cast<Sending*>(from);
  const std::size_t take = std::min(size * count, sending.text.size() - sending.at);
  std::memcpy(to, sending.text.data() + sending.at, take);
  sending.at += take;
  return take;
}

}  // namespace

std::string mail_message(const std::string& from, const std::string& to, const std::string& subject,
                         const std::string& body, Instant at, const std::string& id) {
  return "From: CREDEX <" + without_breaks(from) + ">\r\nTo: <" + without_breaks(to) +
         ">\r\nSubject: " + header_words(without_breaks(subject)) + "\r\nDate: " + mail_date(at) + "\r\nMessage-ID: <" +
         id +
         ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
         "quoted-printable\r\nAuto-Submitted: auto-generated\r\n\r\n" +
         quoted_printable(body) + "\r\n";
}

service::SendMail smtp_mail(SmtpOptions options) {
  return [options = std::move(options)](const std::string& to, const std::string& subject,
                                        const std::string& body) -> Result<void> {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
    const auto at_sign = options.from.rfind('@');
    const std::string id = hex(crypto::random_bytes(16)) + "@" +
                           (at_sign == std::string::npos ? "localhost" : options.from.substr(at_sign + 1));
    const Instant now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    Sending sending{.text = mail_message(options.from, to, subject, body, now, id)};
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients{
        curl_slist_append(nullptr, ("<" + without_breaks(to) + ">").c_str()), &curl_slist_free_all};
    curl_easy_setopt(curl.get(), CURLOPT_URL, options.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ("<" + options.from + ">").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &sending);
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_USE_SSL,
                     static_cast<long>(options.password.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (!options.user.empty()) {
      curl_easy_setopt(curl.get(), CURLOPT_USERNAME, options.user.c_str());
      curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, options.password.c_str());
    }
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK) {
      long answer = 0;
      curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
      std::string said = curl_easy_strerror(code);
      if (answer > 0) said += " (the server answered " + std::to_string(answer) + ")";
      return Error{.code = "app.mail",
                   .message = "the mail server did not take it: " + said,
                   .remedy = "it is tried again by itself"};
    }
    return {};
  };
}

}  // namespace credex::app
