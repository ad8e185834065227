#include <algorithm>

#include "base/translate.h"
#include "credential/contents.h"
#include "document/qr.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "web/credential_file.h"
#include "web/label_view.h"
#include "web/site.h"

namespace credex::web {
namespace {

const char* field_title(std::string_view field) {
  if (field == "name") return "My name as in the credential";
  if (field == "birth") return "My date of birth";
  if (field == "grade") return "Grades";
  if (field == "evidence") return "Links to my works";
  return "The signed files, for whoever wants to check them (they hold everything)";
}

View share_form(const Visit& visit, const std::vector<std::string>& chosen, const std::vector<std::string>& shown) {
  View view;
  std::vector<View> holdings;
  const auto held = service::holdings_of(visit.platform, visit.actor());
  const auto faces = service::faces_of(visit.platform, held);
  const auto standings = service::holder_standings(visit.platform, visit.actor());
  std::size_t withheld = 0;
  for (const auto& holding : held) {
    const auto standing = standings.find(holding.id);
    if (standing == standings.end() || !standing->second.may(service::HolderUse::show)) {
      ++withheld;
      continue;
    }
    View one;
    one.set("id", holding.id).set("title", holding.title);
    one.set("issuer", service::issuer_line(visit.language, holding, faces.at(holding.id)));
    one.flag("chosen", std::ranges::find(chosen, holding.id) != chosen.end());
    holdings.push_back(std::move(one));
  }
  std::vector<View> fields;
  for (const auto field : service::k_share_fields) {
    View one;
    one.set("field", field)
        .set("words", visit.t(field_title(field)))
        .flag("chosen", std::ranges::find(shown, field) != shown.end());
    fields.push_back(std::move(one));
  }
  view.set("holdings", holdings).set("fields", fields);
  if (withheld > 0)
    view.set("withheld",
             visit.t("{0} more cannot be shown: it is open whether they are about you. Each one's page says "
                     "what to do.",
                     {std::to_string(withheld)}));
  return view;
}

http::Response share(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return page(visit, "share_form", visit.t("Show credentials with a link"),
              share_form(visit, visit.request.query.list("holding"), {"name"}));
}

http::Response share_make(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto made = service::make_share(visit.platform, visit.actor(),
                                  {.title = visit.field("title"),
                                   .note = visit.field("note"),
                                   .holdings = visit.form.fields.list("holding"),
                                   .fields = visit.form.fields.list("field"),
                                   .expires = visit.field("expires")});
  if (!made) {
    View view = share_form(visit, visit.form.fields.list("holding"), visit.form.fields.list("field"));
    view.set("problem", error_view(visit, made.error()));
    view.set("title", visit.field("title")).set("note", visit.field("note")).set("expires", visit.field("expires"));
    return page(visit, "share_form", visit.t("Show credentials with a link"), std::move(view), status_of(made.error()));
  }
  return http::see_other("/me/shares");
}

http::Response shares(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  View view;
  std::vector<View> list;
  for (const auto& one : service::shares_of(visit.platform, visit.actor())) {
    View item;
    const std::string link = visit.platform.url("/s/" + one.share.token);
    item.set("title", one.share.title).set("link", link).set("id", one.share.id);
    const bool past = one.share.expires && *one.share.expires < visit.platform.now();
    item.flag("open", !one.share.ended && !past);
    if (one.share.expires)
      item.set("expires", format_date(visit.language, date_of(*one.share.expires - std::chrono::hours{24})));
    if (auto code = document::qr_svg(link, visit.t("QR code of the link"))) item.set("qr", *code);
    std::vector<View> visits;
    for (const auto& seen : one.visits) {
      View line;
      line.set("at", format_time(visit.language, seen.at)).set("what", visit.t(seen.what));
      visits.push_back(std::move(line));
    }
    item.set("visits", visits).set("seen", visit.tn("Looked at once", "Looked at {0} times", visits.size()));
    item.flag("never", visits.empty());
    list.push_back(std::move(item));
  }
  view.set("shares", list);
  return page(visit, "shares", visit.t("My links"), std::move(view));
}

http::Response share_end(Visit& visit) {
  if (auto done = service::end_share(visit.platform, visit.actor(), visit.part(0)); !done)
    return error_page(visit, done.error());
  return http::see_other("/me/shares");
}

bool shows(const store::Share& share, std::string_view field) {
  const std::string words = " " + share.fields + " ";
  return words.find(" " + std::string{field} + " ") != std::string::npos;
}

http::Response shared(Visit& visit) {
  auto found = service::open_share(visit.platform, visit.part(0), "seen");
  if (!found) return error_page(visit, found.error());
  const store::Share& share = found->share;
  View view;
  view.set("title", share.title).set("note", share.note);
  view.set("holder", shows(share, "name") ? found->holder : "");
  view.set("token", share.token).flag("files", shows(share, "file"));
  std::vector<View> labels;
  for (const auto& holding : found->holdings) {
    auto checked = service::check_credential(visit.platform, service::unkept_form(holding.credential));
    View label;
    View item;
    if (checked && checked->contents) {
      const auto& award = checked->contents->award;
      label = label_of(visit, checked->contents->definition, &award);
      if (shows(share, "name")) label.set("holder", award.learner.name());
      if (shows(share, "grade")) label.set("grade", award.grade);
      if (shows(share, "evidence") && award.evidence_url.starts_with("http")) item.set("evidence", award.evidence_url);
      if (shows(share, "birth") && award.learner.date_of_birth)
        item.set("birth", format_date(visit.language, *award.learner.date_of_birth));
    } else {
      label.set("title", holding.title);
    }
    if (checked) add_seal(visit, label, *checked);
    item.set("label", label_html(visit, label)).set("id", holding.id).set("name", holding.title);
    std::vector<View> words;
    for (const auto& endorsement : service::endorsements_of(visit.platform, holding.id)) {
      if (endorsement.state != store::EndorsementState::given) continue;
      View one;
      one.set("words", endorsement.words).set("by", endorsement.name).set("relation", endorsement.relation);
      words.push_back(std::move(one));
    }
    item.set("endorsements", words);
    labels.push_back(std::move(item));
  }
  view.set("labels", labels);
  if (share.expires) view.set("expires", format_date(visit.language, date_of(*share.expires - std::chrono::hours{24})));
  auto out = page(visit, "shared", share.title.empty() ? visit.t("Shared credentials") : share.title, std::move(view));
  out.with("X-Robots-Tag", "noindex");
  return out;
}

http::Response shared_file(Visit& visit) {
  auto found = service::open_share(visit.platform, visit.part(0), "downloaded");
  if (!found) return error_page(visit, found.error());
  const std::string& kind = visit.part(2);
  for (const auto& holding : found->holdings) {
    // The certificate shows the name, and its attachment everything: both only where the files are shared.
    if (holding.id == visit.part(1) && shows(found->share, "file") && (kind == "file" || kind == "pdf"))
      return credential_file(visit, holding, kind);
  }
  return error_page(visit, service::not_found("this file"));
}

http::Response share_endorse(Visit& visit) {
  auto found = service::look_at_endorsement(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  View view;
  view.set("holder", found->holder).set("relation", found->endorsement.relation).set("token", visit.part(0));
  const std::string bytes = service::unkept_form(found->holding.credential);
  if (auto contents = credential::contents_of(bytes)) {
    View label = label_of(visit, contents->definition, &contents->award);
    if (auto checked = service::check_credential(visit.platform, bytes)) add_seal(visit, label, *checked);
    view.set("label", label_html(visit, label));
  }
  view.flag("answered", found->endorsement.state != store::EndorsementState::asked);
  return page(visit, "endorse", visit.t("A word about {0}", {found->holder}), std::move(view));
}

http::Response share_answer(Visit& visit) {
  auto done = service::answer_endorsement(visit.platform, visit.part(0), visit.field("name"), visit.field("words"),
                                          visit.field("answer") == "give");
  if (!done) return error_page(visit, done.error());
  return http::see_other("/endorse/" + visit.part(0));
}

}  // namespace

void add_shares(Site& site, http::Router& router) {
  site.get(router, "/me/share", share);
  site.post(router, "/me/share", share_make);
  site.get(router, "/me/shares", shares);
  site.post(router, "/me/shares/{}/end", share_end);
  site.get(router, "/s/{}", shared);
  site.get(router, "/s/{}/{}/{}", shared_file);
  site.get(router, "/endorse/{}", share_endorse);
  site.post(router, "/endorse/{}", share_answer);
}

}  // namespace credex::web
