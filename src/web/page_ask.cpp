// Asking a wallet for a micro-credential, and what it showed.
#include "document/qr.h"
#include "service/organisations.h"
#include "service/presentations.h"
#include "web/check_view.h"
#include "web/definition_form.h"
#include "web/site.h"

namespace credex::web {
namespace {

/// The organisations in whose name a visitor can ask.
std::vector<View> askers(const Visit& visit) {
  std::vector<View> out;
  if (!visit.signed_in()) return out;
  for (const auto& organisation : service::organisations_of(visit.platform, visit.actor())) {
    View one;
    one.set("id", organisation.id).set("name", organisation.name);
    out.push_back(std::move(one));
  }
  return out;
}

http::Response ask_form_page(const Visit& visit, View view, int status = 200) {
  view.set("askers", askers(visit)).set("offered_skills", offered_concepts("skills"));
  return page(visit, "ask_wallet", visit.t("Ask a wallet"), std::move(view), status);
}

http::Response ask_form(Visit& visit) {
  View view;
  view.set("skill", visit.request.query.get("skill")).set("definition", visit.request.query.get("definition"));
  return ask_form_page(visit, std::move(view));
}

http::Response ask(Visit& visit) {
  auto asked = service::ask_wallet(visit.platform, visit.actor(),
                                   {.wanted = {.definition = visit.field("definition"),
                                               .skill = concept_uri("skills", visit.field("skill")),
                                               .name = !visit.field("name").empty()},
                                    .organisation_id = visit.field("organisation")});
  if (!asked) {
    View view;
    view.set("problem", error_view(visit, asked.error()));
    view.set("skill", visit.field("skill")).set("definition", visit.field("definition"));
    return ask_form_page(visit, std::move(view), status_of(asked.error()));
  }
  return http::see_other("/check/wallet/" + asked->id + "/" + asked->token);
}

http::Response ask_shown(const Visit& visit, const store::PresentationRequest& request) {
  if (request.state == store::PresentationState::refused) {
    return error_page(visit, {.code = "service.conflict",
                              .message = "the wallet did not show anything",
                              .remedy = "ask again, or ask its holder"});
  }
  const auto answers = service::checked_answers(visit.platform, request);
  if (answers.empty())
    return error_page(
        visit, {.code = "service.conflict", .message = "what the wallet showed cannot be read", .remedy = "ask again"});
  return result_page(visit, answers.front().checked, answers.front().text);
}

http::Response wait(Visit& visit) {
  auto request = service::presentation_of(visit.platform, visit.part(0), visit.part(1));
  if (!request) return error_page(visit, request.error());
  if (request->state != store::PresentationState::asked) {
    // htmx replaces a piece; the whole page is to come.
    if (visit.partial()) {
      http::Response out;
      out.with("HX-Refresh", "true");
      return out;
    }
    return ask_shown(visit, *request);
  }
  if (visit.partial()) return http::text("", 204);
  const std::string link = service::wallet_link(visit.platform, *request);
  View view;
  view.set("link", link).set("here", visit.request.path);
  if (auto code = document::qr_svg(link, visit.t("QR code of the question"))) view.set("qr", *code);
  auto out = page(visit, "ask_wait", visit.t("Ask a wallet"), std::move(view));
  out.with("Refresh", "5").with("Cache-Control", "no-store").with("Referrer-Policy", "no-referrer");
  return out;
}

http::Response done(Visit& visit) {
  auto request = service::presentation_by_code(visit.platform, visit.request.query.get("response_code"));
  if (!request) return error_page(visit, request.error());
  return ask_shown(visit, *request);
}

}  // namespace

void add_asking(Site& site, http::Router& router) {
  site.get(router, "/check/wallet", ask_form);
  site.post(router, "/check/wallet", ask);
  site.get(router, "/check/wallet/done", done);
  site.get(router, "/check/wallet/{}/{}", wait);
}

}  // namespace credex::web
