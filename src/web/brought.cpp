#include "web/brought.h"

#include "base/text.h"
#include "credential/baked.h"
#include "document/certificate.h"
#include "document/qr.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/collection.h"

namespace credex::web {
namespace {

bool is_link(const std::string& text) {
  return (text.starts_with("https://") || text.starts_with("http://")) && text.size() < 2000 &&
         text.find_first_of(" \n\t") == std::string::npos;
}

/// Links of this platform lead to the credential without the network.
Result<std::string> own_link(const Visit& visit, const std::string& path) {
  constexpr std::string_view k_check = "/check/award/";
  if (path.starts_with(k_check)) return service::public_award(visit.platform, path.substr(k_check.size()));
  constexpr std::string_view k_share = "/s/";
  if (path.starts_with(k_share)) {
    auto shared = service::open_share(visit.platform, path.substr(k_share.size()), "checked");
    if (!shared) return std::move(shared).error();
    if (!shared->holdings.empty()) return service::unkept_form(shared->holdings.front().credential);
  }
  return service::not_found("a credential behind this link");
}

Result<std::string> behind_link(const Visit& visit, const std::string& link) {
  const std::string& own = visit.platform.settings.public_url;
  if (link.starts_with(own + "/")) return own_link(visit, link.substr(own.size()));
  auto fetched = visit.platform.fetch(
      {.url = link, .accept = "application/vc, application/ld+json, application/json, image/png, image/svg+xml"});
  if (!fetched) return std::move(fetched).error();
  return std::move(fetched->body);
}

}  // namespace

Result<std::string> brought_credential(const Visit& visit, std::string bytes) {
  if (bytes.starts_with("%PDF-")) return document::attached_credential(bytes);
  if (const std::string text{trimmed(std::string_view{bytes}.substr(0, 4000))}; is_link(text))
    return behind_link(visit, text);
  const bool photograph =
      bytes.starts_with("\xFF\xD8") || bytes.starts_with("GIF8") || (bytes.size() > 12 && bytes.substr(8, 4) == "WEBP");
  const bool plain_png = bytes.starts_with("\x89PNG") && !credential::unbake(bytes);
  if (!photograph && !plain_png) return bytes;
  auto codes = document::read_qr(bytes);
  if (!codes) return std::move(codes).error();
  if (is_link(codes->front())) return behind_link(visit, codes->front());
  return codes->front();
}

Result<std::string> brought_by_form(const Visit& visit) {
  if (!visit.form.files.empty()) return brought_credential(visit, visit.form.files.front().content);
  const std::string text{trimmed(visit.field("text"))};
  if (text.empty())
    return service::invalid("nothing came", "file", "choose a file, paste a link, or paste the credential itself");
  return brought_credential(visit, text);
}

}  // namespace credex::web
