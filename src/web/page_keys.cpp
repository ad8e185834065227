// An organisation's signing keys, and what an authority says of the active one.
#include "base/translate.h"
#include "service/certificates.h"
#include "service/keys.h"
#include "web/desk.h"

namespace credex::web {
namespace {

http::Response page(const Visit& visit, const Desk& desk, View view, int status = 200) {
  std::vector<View> list;
  for (const auto& key : service::keys_of(visit.platform, desk.organisation.id)) {
    View one;
    one.set("type", key.type).set("did", key.did).set("since", format_time(visit.language, key.created));
    one.flag("active", key.state == store::KeyState::active);
    one.set("where", key.location == "software" ? visit.t("kept here") : visit.t("in a token"));
    if (key.retired) one.set("until", format_time(visit.language, *key.retired));
    list.push_back(std::move(one));
  }
  view.set("keys", list);
  if (const auto known = service::certificate_of(visit.platform, desk.organisation.id)) {
    View certificate;
    certificate.set("subject", known->certificate.subject).set("issuer", known->certificate.issuer);
    certificate.set("until", format_time(visit.language, known->certificate.not_after));
    certificate.flag("own", known->certificate.self_signed).flag("kept", known->is_kept_here);
    view.set("certificate", certificate);
  }
  return desk_page(visit, desk, "keys", "keys", visit.t("Keys"), std::move(view), status);
}

http::Response keys(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  return page(visit, desk, {});
}

http::Response rotate(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  auto made = service::rotate_key(visit.platform, visit.actor(), desk.organisation.id,
                                  {.type = visit.field("type"), .pkcs11 = visit.field("pkcs11")});
  if (!made) return error_page(visit, made.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/keys");
}

http::Response request(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  auto made = service::certificate_request(visit.platform, visit.actor(), desk.organisation.id);
  if (!made) return error_page(visit, made.error());
  return as_file(std::move(*made), "application/pkcs10", desk.organisation.slug + ".csr");
}

http::Response certificate(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string bytes = visit.form.files.empty() ? "" : visit.form.files.front().content;
  auto set = service::set_certificate(visit.platform, visit.actor(), desk.organisation.id, bytes);
  if (set) return http::see_other("/desk/" + desk.organisation.slug + "/keys");
  View view;
  view.set("problem", error_view(visit, set.error()));
  return page(visit, desk, std::move(view), status_of(set.error()));
}

}  // namespace

void add_keys(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/keys", keys);
  site.post(router, "/desk/{}/keys", rotate);
  site.get(router, "/desk/{}/keys/request.csr", request);
  site.post(router, "/desk/{}/keys/certificate", certificate);
}

}  // namespace credex::web
