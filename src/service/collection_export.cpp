// The whole collection as one document, and back.
#include "base/json.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/contributions.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"

namespace credex::service {

Result<std::string> export_collection(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "format", json::Value::string("credex-collection-1"));
  out.append(arena, "made", arena.string(to_string(platform.now())));
  out.append(arena, "name", arena.string(actor.person->name));
  json::Value list = json::Value::array(arena);
  const std::vector<store::Holding> held = holdings_of(platform, actor);
  const auto faces = faces_of(platform, held);
  for (const store::Holding& holding : held) {
    json::Value item = json::Value::object(arena);
    item.append(arena, "title", arena.string(holding.title));
    item.append(arena, "issuer", arena.string(holding.issuer));
    item.append(arena, "issued", vouching_value(arena, vouching_from(faces.at(holding.id))));
    item.append(arena, "added", arena.string(to_string(holding.added)));
    item.append(arena, "source", arena.string(holding.source));
    item.append(arena, "credential", arena.string(holding.credential));
    json::Value words = json::Value::array(arena);
    for (const store::Endorsement& endorsement : endorsements_of(platform, holding.id)) {
      if (endorsement.state != store::EndorsementState::given) continue;
      json::Value said = json::Value::object(arena);
      said.append(arena, "name", arena.string(endorsement.name));
      said.append(arena, "relation", arena.string(endorsement.relation));
      said.append(arena, "words", arena.string(endorsement.words));
      words.push(arena, said);
    }
    item.append(arena, "endorsements", words);
    list.push(arena, item);
  }
  out.append(arena, "credentials", list);
  platform.database->read(
      [&](store::Tx& tx) { out.set(arena, "contributions", contributions_of(arena, tx, actor.person->id)); });
  platform.database->write(
      [&](store::Tx& tx) { audit(tx, platform, actor, "collection.export", "", actor.person->id); });
  return json::write_pretty(out);
}

Result<std::size_t> restore_collection(Platform& platform, const Actor& actor, const std::string& text) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto document = json::parse(text);
  if (!document) return std::move(document).error();
  if (!document->root.text("format").starts_with("credex-collection-"))
    return invalid("this is no collection that CREDEX has written", "file",
                   "choose the file that \"Download everything\" gave");
  std::size_t fresh = 0;
  for (const json::Value& item : document->root.get("credentials").items()) {
    const std::string bytes = unkept_form(std::string{item.text("credential")});
    const Instant before = platform.now();
    auto holding = add_holding(platform, actor, bytes, std::string{item.text("source")});
    if (!holding) return std::move(holding).error();
    if (holding->added >= before) ++fresh;
  }
  return fresh;
}

}  // namespace credex::service
