// The whole collection as one document, and back.
#include "base/json.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/contributions.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"

namespace credex::service {
namespace {

/// What was found of whose an award is, what the person said to it, and the answer.
json::Value holder_words(json::Arena& arena, const store::HoldingHolder& record) {
  json::Value out = json::Value::object(arena);
  const auto text = [&](const char* key, const std::string& words) {
    if (!words.empty()) out.append(arena, key, arena.string(words));
  };
  const auto at = [&](const char* key, const std::optional<Instant>& when) {
    if (when) out.append(arena, key, arena.string(to_string(*when)));
  };
  text("match", record.verdict);
  text("named", record.named);
  out.append(arena, "state", json::Value::string(store::name_of(record.state)));
  text("former_name", record.former_name);
  text("words", record.words);
  text("evidence", record.evidence);
  at("asked", record.asked);
  text("answer", record.decision);
  text("answered_as", record.decided_as);
  at("answered", record.decided);
  return out;
}

}  // namespace

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
  const auto standings = holder_standings(platform, actor);
  if (const std::string born = stated_birth(platform, actor.person->id); !born.empty())
    out.append(arena, "date_of_birth", arena.string(born));
  for (const store::Holding& holding : held) {
    json::Value item = json::Value::object(arena);
    item.append(arena, "title", arena.string(holding.title));
    item.append(arena, "issuer", arena.string(holding.issuer));
    item.append(arena, "issued", vouching_value(arena, vouching_from(faces.at(holding.id))));
    if (const auto standing = standings.find(holding.id); standing != standings.end())
      item.append(arena, "holder", holder_words(arena, standing->second.record));
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
