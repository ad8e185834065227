#include <map>
#include <set>

#include "base/yaml_reader.h"
#include "cocreation/consultation.h"
#include "cocreation/parts.h"

namespace credex::cocreation {
namespace {

/// Ids that were met, and complaints about those that were not.
struct Known {
  std::set<std::string> items{};
  std::set<std::string> voices{};
};

std::string known_id(YamlReader& in, const json::Value& value, const std::string& at, const char* key,
                     const std::set<std::string>& known) {
  std::string out = in.needed_text(value, at, key);
  if (!out.empty() && !known.contains(out))
    in.problem(at + "/" + key, "\"" + out + "\" is not listed in this file", "list it above, or correct the id");
  return out;
}

/// The word of an enumeration; a problem names the words that there are.
template <class E, class Of>
E word(YamlReader& in, const json::Value& value, const std::string& at, const char* key, const Of& of, E otherwise,
       const char* choices) {
  const std::string text = in.text(value, at, key);
  if (text.empty()) return otherwise;
  const auto found = of(text);
  if (!found) in.problem(at + "/" + key, "\"" + text + "\" is not known here", std::string{"write one of: "} + choices);
  return found.value_or(otherwise);
}

void read_voices(YamlReader& in, const json::Value& root, Consultation& out, Known& known) {
  std::map<std::string, Constituency> spoken;
  for (const auto& [value, at] : in.list(root, "", "voices")) {
    in.known(value, at, {"id", "constituency", "name", "organisation", "country", "sector"});
    Voice one{.id = in.needed_text(value, at, "id"),
              .name = in.text(value, at, "name"),
              .organisation = in.text(value, at, "organisation"),
              .country = in.text(value, at, "country"),
              .sector = in.text(value, at, "sector")};
    const std::string constituency = in.needed_text(value, at, "constituency");
    if (const auto found = constituency_of(constituency))
      one.constituency = *found;
    else if (!constituency.empty())
      in.problem(at + "/constituency", "\"" + constituency + "\" is no constituency",
                 "write educators, employers, learners, authorities or civil_society");
    const auto [it, is_new] = spoken.emplace(one.id, one.constituency);
    if (!is_new && it->second != one.constituency) {
      in.problem(at,
                 "\"" + one.id + "\" speaks for two constituencies, " + std::string{constituency_name(it->second)} +
                     " and " + constituency,
                 "one person speaks for one; keep the one they were mandated by");
      continue;
    }
    if (in.is_new(known.voices, one.id, at)) out.voices.push_back(std::move(one));
  }
}

void read_items(YamlReader& in, const json::Value& root, Consultation& out, Known& known) {
  for (const auto& [value, at] : in.list(root, "", "items")) {
    in.known(value, at, {"id", "kind", "title", "text", "clause"});
    Item one{.id = in.needed_text(value, at, "id"),
             .kind = word(in, value, at, "kind", item_kind_of, ItemKind::paragraph, "paragraph, question, indicator"),
             .title = in.text(value, at, "title"),
             .text = in.needed_text(value, at, "text"),
             .clause = in.text(value, at, "clause")};
    if (one.title.empty()) one.title = one.id;
    if (in.is_new(known.items, one.id, at)) out.items.push_back(std::move(one));
  }
  if (out.items.empty()) in.problem("/items", "there is nothing to consult on", "add items");
}

void read_remarks(YamlReader& in, const json::Value& root, Consultation& out, const Known& known) {
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(root, "", "remarks")) {
    in.known(value, at, {"id", "item", "voice", "round", "text", "proposed", "fate", "answer", "version"});
    Remark one{.id = in.needed_text(value, at, "id"),
               .item = known_id(in, value, at, "item", known.items),
               .voice = known_id(in, value, at, "voice", known.voices),
               .round = in.whole(value, at, "round", 1, 100).value_or(1),
               .text = in.text(value, at, "text"),
               .proposed = in.text(value, at, "proposed"),
               .fate = word(in, value, at, "fate", fate_of, Fate::open, "open, taken_up, taken_in_part, not_taken_up"),
               .answer = in.text(value, at, "answer"),
               .version = in.text(value, at, "version")};
    one.kind = one.proposed.empty() ? RemarkKind::comment : RemarkKind::amendment;
    if (one.text.empty() && one.proposed.empty()) in.problem(at, "the remark is empty", "add \"text\" or \"proposed\"");
    if (one.fate != Fate::open && one.answer.empty())
      in.problem(at, "what became of the remark is said without a reason", "add \"answer\"");
    if (in.is_new(ids, one.id, at)) out.remarks.push_back(std::move(one));
  }
}

void read_opinions(YamlReader& in, const json::Value& root, Consultation& out, const Known& known) {
  std::set<std::string> met;
  for (const auto& [value, at] : in.list(root, "", "opinions")) {
    in.known(value, at, {"item", "voice", "round", "value"});
    Opinion one{.item = known_id(in, value, at, "item", known.items),
                .voice = known_id(in, value, at, "voice", known.voices),
                .round = in.whole(value, at, "round", 1, 100).value_or(1),
                .value = in.whole(value, at, "value", 1, out.scale).value_or(0)};
    if (one.value == 0) {
      in.problem(at, "this is no step of the scale", "rate from 1 to " + std::to_string(out.scale));
      continue;
    }
    if (in.is_new(met, one.voice + " on " + one.item + " in round " + std::to_string(one.round), at))
      out.opinions.push_back(std::move(one));
  }
}

void read_votes(YamlReader& in, const json::Value& root, Consultation& out, const Known& known) {
  std::set<std::string> met;
  for (const auto& [value, at] : in.list(root, "", "votes")) {
    in.known(value, at, {"item", "voice", "choice", "reason"});
    Vote one{.item = known_id(in, value, at, "item", known.items),
             .voice = known_id(in, value, at, "voice", known.voices),
             .choice = word(in, value, at, "choice", choice_of, Choice::agree, "agree, abstain, object"),
             .reason = in.text(value, at, "reason")};
    if (one.choice == Choice::object && one.reason.empty())
      in.problem(at, "an objection without a reason cannot be met", "add \"reason\"");
    if (in.is_new(met, one.voice + " on " + one.item, at)) out.votes.push_back(std::move(one));
  }
}

}  // namespace

Result<Consultation> read_consultation(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "cocreation.consultation", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"id", "title", "about", "rule", "quorum", "anonymous", "scale", "consensus", "rounds", "items", "voices",
            "remarks", "opinions", "votes"});
  Consultation out{.id = in.needed_text(root, "", "id"),
                   .title = in.needed_text(root, "", "title"),
                   .about = in.text(root, "", "about"),
                   .rule = word(in, root, "", "rule", rule_of, DecisionRule::consent, "consent, majority"),
                   .is_anonymous = in.flag(root, "", "anonymous", false),
                   .scale = in.whole(root, "", "scale", 2, 9).value_or(5),
                   .consensus = in.number(root, "", "consensus", 0.5, 1).value_or(0.75),
                   .rounds = in.whole(root, "", "rounds", 1, 100).value_or(1)};
  for (const json::Member& member : root.get("quorum").members()) {
    const auto constituency = constituency_of(member.key);
    const auto least = in.whole(root.get("quorum"), "/quorum", member.key, 0, 100'000);
    if (!constituency)
      in.problem("/quorum" + json::pointer_step(member.key), "this is no constituency",
                 "write educators, employers, learners, authorities or civil_society");
    else if (least)
      out.quorum[static_cast<std::size_t>(*constituency)] = *least;
  }
  Known known;
  read_items(in, root, out, known);
  read_voices(in, root, out, known);
  read_remarks(in, root, out, known);
  read_opinions(in, root, out, known);
  read_votes(in, root, out, known);
  if (!in.is_good()) return in.error();
  return out;
}

namespace {}  // namespace

json::Value consultation_value(json::Arena& arena, const Consultation& c) {
  const json::Value out = json::Value::object(arena, 16);
  put(arena, out, "id", c.id);
  put(arena, out, "title", c.title);
  put(arena, out, "about", c.about);
  out.append(arena, "rule", arena.string(rule_name(c.rule)));
  const json::Value quorum = json::Value::object(arena, k_constituencies);
  for (std::size_t k = 0; k < k_constituencies; ++k)
    quorum.append(arena, constituency_name(static_cast<Constituency>(k)), json::Value::integer(c.quorum[k]));
  out.append(arena, "quorum", quorum);
  out.append(arena, "anonymous", json::Value::boolean(c.is_anonymous));
  out.append(arena, "scale", json::Value::integer(c.scale));
  out.append(arena, "consensus", json::Value::real(c.consensus));
  out.append(arena, "rounds", json::Value::integer(c.rounds));
  const json::Value items = json::Value::array(arena, c.items.size());
  for (const Item& one : c.items) {
    const json::Value item = json::Value::object(arena, 6);
    put(arena, item, "id", one.id);
    item.append(arena, "kind", arena.string(item_kind_name(one.kind)));
    put(arena, item, "title", one.title);
    put(arena, item, "text", one.text);
    put(arena, item, "clause", one.clause);
    items.push(arena, item);
  }
  out.append(arena, "items", items);
  const json::Value voices = json::Value::array(arena, c.voices.size());
  for (const Voice& one : c.voices) {
    const json::Value item = json::Value::object(arena, 6);
    put(arena, item, "id", one.id);
    item.append(arena, "constituency", arena.string(constituency_name(one.constituency)));
    if (!c.is_anonymous) {
      put(arena, item, "name", one.name);
      put(arena, item, "organisation", one.organisation);
    }
    put(arena, item, "country", one.country);
    put(arena, item, "sector", one.sector);
    voices.push(arena, item);
  }
  out.append(arena, "voices", voices);
  const json::Value remarks = json::Value::array(arena, c.remarks.size());
  for (const Remark& one : c.remarks) {
    const json::Value item = json::Value::object(arena, 10);
    put(arena, item, "id", one.id);
    put(arena, item, "item", one.item);
    put(arena, item, "voice", one.voice);
    item.append(arena, "round", json::Value::integer(one.round));
    put(arena, item, "text", one.text);
    put(arena, item, "proposed", one.proposed);
    item.append(arena, "fate", arena.string(fate_name(one.fate)));
    put(arena, item, "answer", one.answer);
    put(arena, item, "version", one.version);
    remarks.push(arena, item);
  }
  out.append(arena, "remarks", remarks);
  const json::Value opinions = json::Value::array(arena, c.opinions.size());
  for (const Opinion& one : c.opinions) {
    const json::Value item = json::Value::object(arena);
    put(arena, item, "item", one.item);
    put(arena, item, "voice", one.voice);
    item.append(arena, "round", json::Value::integer(one.round));
    item.append(arena, "value", json::Value::integer(one.value));
    opinions.push(arena, item);
  }
  out.append(arena, "opinions", opinions);
  const json::Value votes = json::Value::array(arena, c.votes.size());
  for (const Vote& one : c.votes) {
    const json::Value item = json::Value::object(arena);
    put(arena, item, "item", one.item);
    put(arena, item, "voice", one.voice);
    item.append(arena, "choice", arena.string(choice_name(one.choice)));
    put(arena, item, "reason", one.reason);
    votes.push(arena, item);
  }
  out.append(arena, "votes", votes);
  return out;
}

}  // namespace credex::cocreation
