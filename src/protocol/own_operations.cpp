// The operations of a person's key: their collection, links to it, what others say of it.
#include "protocol/api.h"
#include "protocol/values.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"

namespace credex::protocol {
namespace {

using json::Value;

/// The answer that refuses a key that is no person's.
std::optional<http::Response> refusal(const Call& call) {
  if (!call.actor.person)
    return problem({.code = "service.forbidden",
                    .message = "this is an organisation's key, and a collection is a person's",
                    .remedy = "use a key of your own, made under My account"});
  if (auto allowed = service::demand(call.actor, "own.collection"); !allowed) return problem(allowed.error());
  return std::nullopt;
}

Value holding_value(json::Arena& arena, const store::Holding& holding, const store::HoldingFace& face, bool whole,
                    const service::HolderStanding* standing) {
  Value out = Value::object(arena, 11);
  out.append(arena, "id", arena.string(holding.id));
  out.append(arena, "title", arena.string(holding.title));
  out.append(arena, "issuer", arena.string(holding.issuer));
  out.append(arena, "issued", service::vouching_value(arena, service::vouching_from(face)));
  out.append(arena, "judged", arena.string(to_string(face.judged)));
  out.append(arena, "source", arena.string(holding.source));
  out.append(arena, "added", arena.string(to_string(holding.added)));
  out.append(arena, "sha256", arena.string(holding.digest));
  if (standing != nullptr) {
    Value holder = Value::object(arena, 4);
    holder.append(arena, "match", arena.string(standing->record.verdict));
    holder.append(arena, "state", arena.string(std::string{store::name_of(standing->record.state)}));
    holder.append(arena, "usable", Value::boolean(standing->may(service::HolderUse::show)));
    holder.append(arena, "words", arena.string(message_text(standing->finding)));
    out.append(arena, "holder", holder);
  }
  if (whole) out.append(arena, "credential", arena.string(holding.credential));
  return out;
}

http::Response with_holding(const Call& call, Result<store::Holding> holding, int status = 200) {
  if (!holding) return problem(holding.error());
  json::Arena arena;
  const auto standings = service::holder_standings(call.platform, call.actor);
  const auto standing = standings.find(holding->id);
  return answer(holding_value(arena, *holding, service::face_of(call.platform, *holding), true,
                              standing == standings.end() ? nullptr : &standing->second),
                status);
}

http::Response collection(Call& call) {
  const auto standings = service::holder_standings(call.platform, call.actor);
  const auto held = service::holdings_of(call.platform, call.actor);
  const auto faces = service::faces_of(call.platform, held);
  return answer_list(held, [&](json::Arena& arena, const store::Holding& holding) {
    const auto standing = standings.find(holding.id);
    return holding_value(arena, holding, faces.at(holding.id), false,
                         standing == standings.end() ? nullptr : &standing->second);
  });
}

http::Response one_holding(Call& call) {
  return with_holding(call, service::holding_of(call.platform, call.actor, call.request.parts[0]));
}

http::Response bring_in(Call& call) {
  return with_holding(call, service::add_holding(call.platform, call.actor, call.request.body, "api"), 201);
}

http::Response remove(Call& call) {
  if (auto done = service::remove_holding(call.platform, call.actor, call.request.parts[0]); !done)
    return problem(done.error());
  return {.status = 204};
}

http::Response everything(Call& call) {
  auto text = service::export_collection(call.platform, call.actor);
  if (!text) return problem(text.error());
  return http::json_response(std::move(*text));
}

http::Response restore(Call& call) {
  auto count = service::restore_collection(call.platform, call.actor, call.request.body);
  if (!count) return problem(count.error());
  json::Arena arena;
  Value out = Value::object(arena);
  out.append(arena, "restored", Value::integer(static_cast<std::int64_t>(*count)));
  return answer(out);
}

http::Response offers(Call& call) {
  return answer_list(service::unclaimed_for(call.platform, call.actor), [&](json::Arena& arena, const auto& award) {
    Value one = Value::object(arena);
    one.append(arena, "id", arena.string(award.id));
    one.append(arena, "learner", arena.string(award.learner_name));
    one.append(arena, "email", arena.string(award.learner_email));
    one.append(arena, "issued", arena.string(to_string(award.issued)));
    return one;
  });
}

http::Response claim(Call& call) {
  if (auto done = service::claim_by_address(call.platform, call.actor, call.request.parts[0]); !done)
    return problem(done.error());
  return collection(call);
}

Value words_value(json::Arena& arena, std::string_view words) {
  Value out = Value::array(arena);
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (end > 0) out.push(arena, arena.string(words.substr(0, end)));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

Value share_value(json::Arena& arena, const service::Platform& platform, const store::Share& share) {
  Value out = Value::object(arena, 10);
  out.append(arena, "id", arena.string(share.id));
  out.append(arena, "url", arena.string(platform.url("/s/" + share.token)));
  out.append(arena, "title", arena.string(share.title));
  out.append(arena, "note", arena.string(share.note));
  out.append(arena, "fields", words_value(arena, share.fields));
  out.append(arena, "holdings", words_value(arena, share.holdings));
  out.append(arena, "created", arena.string(to_string(share.created)));
  if (share.expires) out.append(arena, "expires", arena.string(to_string(*share.expires)));
  if (share.ended) out.append(arena, "ended", arena.string(to_string(*share.ended)));
  return out;
}

http::Response shares(Call& call) {
  return answer_list(service::shares_of(call.platform, call.actor), [&](json::Arena& arena, const auto& view) {
    Value one = share_value(arena, call.platform, view.share);
    Value visits = Value::array(arena);
    for (const auto& visit : view.visits) {
      Value seen = Value::object(arena);
      seen.append(arena, "at", arena.string(to_string(visit.at)));
      seen.append(arena, "what", arena.string(visit.what));
      visits.push(arena, seen);
    }
    one.append(arena, "visits", visits);
    return one;
  });
}

http::Response share(Call& call) {
  service::ShareFacts facts{.title = call.text("title"), .note = call.text("note"), .expires = call.text("expires")};
  for (const Value& id : call.body.root.get("holdings").items()) facts.holdings.emplace_back(id.as_string());
  for (const Value& field : call.body.root.get("fields").items()) facts.fields.emplace_back(field.as_string());
  auto made = service::make_share(call.platform, call.actor, facts);
  if (!made) return problem(made.error());
  json::Arena arena;
  return answer(share_value(arena, call.platform, *made), 201);
}

http::Response end_share(Call& call) {
  if (auto done = service::end_share(call.platform, call.actor, call.request.parts[0]); !done)
    return problem(done.error());
  return shares(call);
}

http::Response endorsements(Call& call) {
  auto holding = service::holding_of(call.platform, call.actor, call.request.parts[0]);
  if (!holding) return problem(holding.error());
  return answer_list(service::endorsements_of(call.platform, holding->id),
                     [&](json::Arena& arena, const auto& endorsement) {
                       Value one = Value::object(arena, 8);
                       one.append(arena, "id", arena.string(endorsement.id));
                       one.append(arena, "email", arena.string(endorsement.email));
                       one.append(arena, "relation", arena.string(endorsement.relation));
                       one.append(arena, "state", Value::string(store::name_of(endorsement.state)));
                       one.append(arena, "name", arena.string(endorsement.name));
                       one.append(arena, "words", arena.string(endorsement.words));
                       one.append(arena, "asked", arena.string(to_string(endorsement.created)));
                       if (endorsement.answered)
                         one.append(arena, "answered", arena.string(to_string(*endorsement.answered)));
                       return one;
                     });
}

http::Response ask(Call& call) {
  auto done = service::ask_endorsement(call.platform, call.actor, call.request.parts[0], call.text("email"),
                                       call.text("relation"));
  if (!done) return problem(done.error());
  auto out = endorsements(call);
  out.status = out.status == 200 ? 201 : out.status;
  return out;
}

/// Every one of them is for the key's person alone.
std::function<http::Response(Call&)> own(http::Response (*act)(Call&)) {
  return [act](Call& call) {
    if (auto refused = refusal(call)) return std::move(*refused);
    return act(call);
  };
}

}  // namespace

void add_own_operations(std::vector<Operation>& to) {
  const auto add = [&](Operation operation) {
    operation.scope = "own";
    to.push_back(std::move(operation));
  };
  add({.method = "GET",
       .path = "/me/collection",
       .summary = "What the key's person holds.",
       .answer = own(collection)});
  add({.method = "POST",
       .path = "/me/collection",
       .summary = "Brings in a credential from elsewhere; one that is there is found, not doubled.",
       .raw_body = "the credential as it came: JSON, JWT, bundle",
       .good_status = 201,
       .answer = own(bring_in)});
  add({.method = "GET",
       .path = "/me/collection/{id}",
       .summary = "One of them with its signed credential.",
       .answer = own(one_holding)});
  add({.method = "DELETE",
       .path = "/me/collection/{id}",
       .summary = "Takes it out of the collection.",
       .good_status = 204,
       .answer = own(remove)});
  add({.method = "GET",
       .path = "/me/everything",
       .summary = "The whole collection as one document, to be kept or restored elsewhere.",
       .answer = own(everything)});
  add({.method = "POST",
       .path = "/me/everything",
       .summary = "Restores such a document; what is there already is left as it is.",
       .raw_body = "the document that GET /me/everything gave",
       .answer = own(restore)});
  add({.method = "GET",
       .path = "/me/offers",
       .summary = "Awards to one of the person's addresses that were not claimed yet.",
       .answer = own(offers)});
  add({.method = "POST",
       .path = "/me/offers/{id}/claim",
       .summary = "Takes one into the collection; answers with the collection.",
       .answer = own(claim)});
  add({.method = "GET",
       .path = "/me/shares",
       .summary = "The person's links, and when each was looked at.",
       .answer = own(shares)});
  add({.method = "POST",
       .path = "/me/shares",
       .summary = "Makes a link that shows some of the collection.",
       .fields = {{"holdings", "array", "ids of the collection", true},
                  {"fields", "array", "what is shown besides: name, birth, grade, evidence, file"},
                  {"title", "string", "what the page is headed with"},
                  {"note", "string", "a word to who looks"},
                  {"expires", "string", "YYYY-MM-DD; never where it is absent"}},
       .good_status = 201,
       .answer = own(share)});
  add({.method = "POST",
       .path = "/me/shares/{id}/end",
       .summary = "Ends a link; the credentials behind it stay as they are.",
       .answer = own(end_share)});
  add({.method = "GET",
       .path = "/me/collection/{id}/endorsements",
       .summary = "What others were asked to say about it, and said.",
       .answer = own(endorsements)});
  add({.method = "POST",
       .path = "/me/collection/{id}/endorsements",
       .summary = "Asks somebody who worked with the person for words about it, by mail.",
       .fields = {{"email", "string", "whom to ask", true}, {"relation", "string", "how they worked together", true}},
       .good_status = 201,
       .answer = own(ask)});
}

}  // namespace credex::protocol
