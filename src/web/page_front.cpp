#include "base/embedded.h"
#include "base/translate.h"
#include "service/mail.h"
#include "service/organisations.h"
#include "web/label_view.h"
#include "web/site.h"

namespace credex::web {
namespace {

http::Response front(Visit& visit) {
  View view;
  const auto count = service::figures(visit.platform);
  const auto number = [&](std::int64_t n) { return format_number(visit.language, static_cast<double>(n)); };
  view.set("definitions", number(count.definitions));
  view.set("awards", number(count.awards));
  view.set("organisations", number(count.organisations));
  const auto newest = visit.platform.catalogue->search({.count = 3});
  view.set("labels", labels_of(visit, newest->entries));
  return page(visit, "front", visit.t("Micro-credentials for the cultural and creative industries"), std::move(view));
}

http::Response words(Visit& visit) { return page(visit, "words", visit.t("What the words mean"), {}); }

http::Response mailbox(Visit& visit) {
  if (!visit.platform.settings.demo) return error_page(visit, service::not_found("this page"));
  View view;
  std::vector<View> mails;
  for (const auto& mail : service::last_mails(visit.platform, visit.request.query.get("to"), 50)) {
    View item;
    item.set("to", mail.recipient).set("subject", mail.subject).set("at", format_time(visit.language, mail.created));
    // Links of ours become links; everything else is text.
    std::string body;
    std::string_view rest = mail.body;
    const std::string own = visit.platform.url("/");
    for (auto at = rest.find(own); at != std::string_view::npos; at = rest.find(own)) {
      const auto end = std::min(rest.find_first_of(" \n", at), rest.size());
      const std::string link = escaped(rest.substr(at, end - at));
      body += escaped(rest.substr(0, at)) + "<a href=\"" +
              escaped(rest.substr(at + own.size() - 1, end - at - own.size() + 1)) + "\">" + link + "</a>";
      rest.remove_prefix(end);
    }
    body += escaped(rest);
    item.set("body", body);
    mails.push_back(std::move(item));
  }
  view.set("mails", mails);
  return page(visit, "mailbox", visit.t("Mailbox of the demonstration"), std::move(view));
}

http::Response front_overview(Visit& visit) {
  if (auto allowed = service::demand(visit.actor(), "platform.overview"); !allowed)
    return error_page(visit, allowed.error());
  View view;
  const auto count = service::figures(visit.platform);
  const auto number = [&](std::int64_t n) { return format_number(visit.language, static_cast<double>(n)); };
  view.set("definitions", number(count.definitions));
  view.set("awards", number(count.awards));
  view.set("organisations", number(count.organisations));
  view.set("people", number(count.people));
  std::vector<View> rows;
  for (const auto& organisation : service::all_organisations(visit.platform)) {
    View row;
    row.set("name", provider_name(visit, organisation.slug, organisation.name)).set("slug", organisation.slug);
    row.set("country", country_name(visit.language, organisation.country));
    row.set("kind", visit.words(store::name_of(organisation.kind)));
    rows.push_back(std::move(row));
  }
  view.set("list", rows).flag("may_decide", service::may(visit.actor(), "holder.decide", ""));
  return page(visit, "overview", visit.t("Overview"), std::move(view));
}

/// A file built into the program, good for as long as the browser likes; the page's own address changes with it.
void add_file(http::Router& router, const std::string& path, const std::string& name, const char* type) {
  router.add("GET", path, [name, type](const http::Request&) {
    auto out = http::text(std::string{embedded_file(name).value_or("")}, 200, type);
    out.with("Cache-Control", "public, max-age=86400");
    return out;
  });
}

}  // namespace

void add_front(Site& site, http::Router& router) {
  site.get(router, "/", front);
  site.get(router, "/words", words);
  site.get(router, "/mailbox", mailbox);
  site.get(router, "/overview", front_overview);
}

void add_static_files(Site& /*site*/, http::Router& router) {
  add_file(router, "/static/credex.css", "web/static/credex.css", "text/css; charset=utf-8");
  add_file(router, "/static/credex.js", "web/static/credex.js", "text/javascript; charset=utf-8");
  add_file(router, "/static/icon.svg", "web/static/icon.svg", "image/svg+xml");
  add_file(router, "/static/htmx.js", "npm/htmx.js", "text/javascript; charset=utf-8");
  add_file(router, "/static/jsqr.js", "npm/jsqr.js", "text/javascript; charset=utf-8");
  for (const std::string family : {"literata", "commissioner"}) {
    for (const std::string script : {"latin", "latin-ext", "greek", "cyrillic"}) {
      std::string file = family;
      file += "-" + script + ".woff2";
      add_file(router, "/static/fonts/" + file, "npm/" + file, "font/woff2");
    }
  }
}

}  // namespace credex::web
