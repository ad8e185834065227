// Awards on their way into wallets: the offer that a holder scans, and the consent that a wallet asks for.
#include "base/translate.h"
#include "document/qr.h"
#include "service/collection.h"
#include "service/wallets.h"
#include "web/site.h"

namespace credex::web {
namespace {

http::Response offer(Visit& visit) {
  auto holding = service::holding_of(visit.platform, visit.actor(), visit.part(0));
  if (!holding) return error_page(visit, holding.error());
  auto made = service::make_offer(visit.platform, visit.actor(), holding->award_id, service::TxCode::six_digits);
  if (!made) return error_page(visit, made.error());
  const std::string link = service::offer_link(visit.platform, *made);
  View view;
  view.set("title", holding->title).set("id", holding->id).set("link", link).set("tx_code", made->tx_code);
  if (auto code = document::qr_svg(link, visit.t("QR code of the offer"))) view.set("qr", *code);
  auto out = page(visit, "wallet_offer", visit.t("Into a wallet"), std::move(view));
  out.with("Cache-Control", "no-store");
  return out;
}

/// The issuer at whose address the request came: an organisation's, or the platform's.
Result<service::WalletIssuer> issuer_of(const Visit& visit) {
  return service::wallet_issuer(visit.platform, visit.request.parts.empty() ? "" : visit.part(0));
}

http::Response wallet_ask(Visit& visit) {
  auto issuer = issuer_of(visit);
  if (!issuer) return error_page(visit, issuer.error());
  const std::string& client = visit.request.query.get("client_id");
  const std::string& uri = visit.request.query.get("request_uri");
  auto grant = service::pushed_request(visit.platform, *issuer, client, uri);
  if (!grant) return error_page(visit, grant.error());
  if (!visit.signed_in()) return to_sign_in(visit);
  View view;
  view.set("action", visit.request.path).set("client_id", client).set("request_uri", uri);
  view.set("back_to", grant->redirect_uri.substr(0, grant->redirect_uri.find('?')));
  std::vector<View> awards;
  for (const auto& award : service::awards_for_wallet(visit.platform, visit.actor(), *issuer)) {
    auto definition = service::published_definition(visit.platform, award.definition_id);
    if (!definition) continue;
    View one;
    one.set("id", award.id).set("title", definition->content.title.in(visit.language));
    one.set("organisation", definition->organisation.name);
    one.set("date", format_date(visit.language, date_of(award.issued))).flag("first", awards.empty());
    awards.push_back(std::move(one));
  }
  view.set("awards", awards);
  return page(visit, "wallet_consent", visit.t("A wallet asks for a credential"), std::move(view));
}

http::Response wallet_answer(Visit& visit) {
  auto issuer = issuer_of(visit);
  if (!issuer) return error_page(visit, issuer.error());
  const std::string award = visit.field("answer") == "yes" ? visit.field("award") : "";
  auto to = service::consent(visit.platform, visit.actor(), *issuer, visit.field("client_id"),
                             visit.field("request_uri"), award);
  if (!to) return error_page(visit, to.error());
  View view;
  view.set("link", *to);
  // Not a redirect: the policy for forms lets none leave for another site, and a wallet's address may be an app's.
  auto out = page(visit, "wallet_back", visit.t("Back to your wallet"), std::move(view));
  out.with("Refresh", "0; url=" + *to).with("Cache-Control", "no-store").with("Referrer-Policy", "no-referrer");
  return out;
}

}  // namespace

void add_wallets(Site& site, http::Router& router) {
  site.post(router, "/me/credential/{}/wallet", offer);
  for (const char* path : {"/oid4vci/authorize", "/o/{}/oid4vci/authorize"}) {
    site.get(router, path, wallet_ask);
    site.post(router, path, wallet_answer);
  }
}

}  // namespace credex::web
