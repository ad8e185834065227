#include "credential/bundle.h"

#include "base/encoding.h"

namespace credex::credential {
namespace {

constexpr std::string_view k_type = "CredexBundle";

}  // namespace

bool is_bundle(const json::Value& document) { return document.text("type") == k_type; }

Result<Bundle> read_bundle(const json::Value& document) {
  const auto bad = [](const char* what) {
    return Error{.code = "credential.bundle",
                 .message = std::string{"the bundle has no "} + what,
                 .remedy = "make it again with credex bundle"};
  };
  Bundle out;
  auto bytes = from_base64(document.text("credential"));
  if (!bytes || bytes->empty()) return bad("credential");
  out.credential = as_text(*bytes);
  auto made = parse_instant(document.text("made"));
  if (!made) return bad("time at which it was made");
  out.made = *made;
  for (const json::Member& member : document.get("documents").members()) {
    auto at = parse_instant(member.value.text("at"));
    if (!at) return bad("time for one of its documents");
    std::string body{member.value.text("body")};
    if (member.value.find("bytes") != nullptr) {
      auto raw = from_base64(member.value.text("bytes"));
      if (!raw) return bad("readable bytes for one of its documents");
      body = as_text(*raw);
    }
    out.documents[std::string{member.key}] = {.body = std::move(body), .at = *at};
  }
  return out;
}

std::string write_bundle(const Bundle& bundle) {
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "type", json::Value::string(k_type));
  out.append(arena, "version", json::Value::integer(1));
  out.append(arena, "made", arena.string(to_string(bundle.made)));
  out.append(arena, "credential", arena.string(base64(as_bytes(bundle.credential))));
  json::Value documents = json::Value::object(arena);
  for (const auto& [url, fetched] : bundle.documents) {
    json::Value entry = json::Value::object(arena);
    entry.append(arena, "at", arena.string(to_string(fetched.at)));
    if (is_utf8(fetched.body)) {
      entry.append(arena, "body", arena.string(fetched.body));
    } else {
      entry.append(arena, "bytes", arena.string(base64(as_bytes(fetched.body))));
    }
    documents.append(arena, arena.copy(url), entry);
  }
  out.append(arena, "documents", documents);
  return json::write_pretty(out);
}

Fetch recording_fetch(Fetch inner, Bundle& into) {
  return [inner = std::move(inner), &into](const FetchRequest& request) -> Result<Fetched> {
    auto out = inner(request);
    if (out && request.body.empty()) into.documents[request.url] = *out;
    return out;
  };
}

Fetch bundle_fetch(const Bundle& bundle) {
  return [&bundle](const FetchRequest& request) -> Result<Fetched> {
    const auto it = bundle.documents.find(request.url);
    if (it == bundle.documents.end()) {
      return Error{.code = "fetch.offline",
                   .message = "the bundle does not hold " + request.url,
                   .remedy = "verify the credential itself with a network"};
    }
    return it->second;
  };
}

}  // namespace credex::credential
