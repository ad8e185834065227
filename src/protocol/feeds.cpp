#include "protocol/feeds.h"

#include "base/digest.h"
#include "base/encoding.h"
#include "base/uri.h"
#include "credential/elm_catalogue.h"
#include "protocol/api.h"
#include "service/definitions.h"

namespace credex::protocol {
namespace {

using service::Platform;

constexpr std::int64_t k_page = 200;

using Make = json::Value (*)(json::Arena&, const std::vector<credential::Offer>&);

http::Response feed(Platform& platform, const http::Request& request, const std::string& path, Make make,
                    bool is_turtle) {
  Instant since{};
  if (const std::string& text = request.query.get("since"); !text.empty()) {
    auto read = parse_instant(text);
    if (!read)
      return problem(Error{.code = "api.since",
                           .message = "'" + text.substr(0, 60) + "' is no date",
                           .where = "since",
                           .remedy = "write it like 2026-03-14 or 2026-03-14T09:00:00Z"},
                     400);
    since = *read;
  }
  const auto views = service::published_after(platform, request.query.get("after"), since, k_page);
  std::vector<credential::Offer> offers;
  for (const auto& view : views) {
    credential::Offer offer{.definition = view.content, .changed = view.record.changed};
    offer.page = platform.url("/mc/" + view.record.id);
    offers.push_back(std::move(offer));
  }
  json::Arena arena;
  const json::Value document = make(arena, offers);
  std::string body = json::write_pretty(document);
  if (is_turtle) {
    auto turtle = credential::catalogue_turtle(document);
    if (!turtle) return problem(turtle.error());
    body = std::move(*turtle);
  }
  const std::string tag = "\"" + hex(sha256(body)).substr(0, 32) + "\"";
  if (request.header("if-none-match") == tag) {
    http::Response same = http::text("", 304, "text/plain");
    same.with("ETag", tag);
    return same;
  }
  http::Response out =
      http::text(std::move(body), 200, is_turtle ? "text/turtle; charset=utf-8" : "application/ld+json; charset=utf-8");
  out.with("ETag", tag);
  out.with("Vary", "Accept");
  if (views.size() == static_cast<std::size_t>(k_page)) {
    std::string next = path + "?after=" + views.back().record.id;
    if (request.query.has("since")) next += "&since=" + percent_encoded(request.query.get("since"));
    out.with("Link", "<" + platform.url(next) + ">; rel=\"next\"");
  }
  return out;
}

}  // namespace

void add_feeds(Platform& platform, http::Router& router) {
  for (const auto& [path, make] :
       {std::pair<const char*, Make>{"/feeds/learning-opportunities", credential::learning_opportunities},
        {"/feeds/accreditations", credential::accreditations}}) {
    for (const char* ending : {"", ".jsonld", ".ttl"}) {
      const std::string whole = std::string{path} + ending;
      router.add("GET", whole, [&platform, make = make, whole, ending](const http::Request& request) {
        const bool asks = request.header("accept").find("turtle") != std::string_view::npos;
        return feed(platform, request, whole, make, *ending == '\0' ? asks : std::string_view{ending} == ".ttl");
      });
    }
  }
}

}  // namespace credex::protocol
