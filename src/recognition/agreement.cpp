#include "recognition/agreement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "recognition/document_fields.h"

namespace credex::recognition {
namespace {

void read_parties(YamlReader& in, const json::Value& value, const std::string& at, const Countries& countries,
                  Agreement& out) {
  std::set<std::string> met;
  for (const auto& [party, here] : in.list(value, at, "parties")) {
    in.known(party, here, key_names(Group::party));
    Party one{.id = in.uri(party, here, "id"),
              .name = in.needed_text(party, here, "name"),
              .place = in.text(party, here, "place")};
    if (one.id.empty()) in.problem(here, "the party has no \"id\"", "give the body's permanent address");
    if (!one.place.empty() && !countries.is_place(one.place))
      in.problem(here + "/place", "\"" + one.place + "\" is no country, system or region that is known",
                 "write a code like IE, BE-VLG or ES51");
    if (!one.id.empty() && !met.insert(one.id).second) {
      in.problem(here, "an agreement of \"" + one.id + "\" with itself", "name each party once");
    }
    out.parties.push_back(std::move(one));
  }
  if (out.parties.size() < 2) in.problem(at, "an agreement has two parties or more", "add \"parties\"");
}

void read_effect(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                 Agreement& out) {
  const auto effect = in.choice(value, at, "effect", {"automatic", "eased"});
  if (!effect && value.get("effect").is_null()) in.problem(at, "\"effect\" is missing", "write automatic or eased");
  out.effect = effect.value_or(0) == 0 ? Agreement::Effect::automatic : Agreement::Effect::eased;
  for (const std::string& name : in.texts(value, at, "waives")) {
    const auto criterion = criterion_of(name);
    if (!criterion) {
      in.problem(at + "/waives", "\"" + name + "\" is no criterion", "use one like quality or identification");
    } else if (*criterion == Criterion::verification) {
      in.problem(at + "/waives", "verification cannot be waived: what is forged is nothing that could be recognised",
                 "leave it out");
    } else {
      out.waives.push_back(*criterion);
    }
  }
  std::sort(out.waives.begin(), out.waives.end());
  const json::Value accepts = value.get("accepts");
  in.is_group(value, at, "accepts");
  bool eases = !out.waives.empty();
  for (const json::Member& member : accepts.members()) {
    const std::string here = at + "/accepts";
    const auto criterion = criterion_of(member.key);
    if (!criterion) {
      in.problem(here + json::pointer_step(member.key), "\"" + std::string{member.key} + "\" is no criterion",
                 "use one like quality or level");
      continue;
    }
    // Read by the rules of a policy's setting, so that both know the same scales.
    json::Arena arena;
    const json::Value setting = json::Value::object(arena, 1);
    setting.append(arena, "full_at", member.value);
    Setting read;
    read_setting(in, setting, here + json::pointer_step(member.key), *criterion, criteria, read);
    out.accepts[*criterion] = read.full_at;
    eases = true;
  }
  if (out.effect == Agreement::Effect::eased && !eases)
    in.problem(at, "an eased agreement that eases nothing", "add \"waives\" or \"accepts\"");
  if (out.effect == Agreement::Effect::automatic && eases)
    in.problem(at, "an automatic agreement compares nothing, so nothing can be waived", "write effect: eased");
}

}  // namespace

Agreement agreement_of(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                       const Countries& countries) {
  Agreement out;
  in.known(value, at, key_names(Group::agreement));
  out.id = in.uri(value, at, "id");
  if (out.id.empty()) in.problem(at, "\"id\" is missing", "give the agreement's permanent address");
  out.version = in.text(value, at, "version");
  out.title = in.needed_text(value, at, "title");
  read_parties(in, value, at, countries, out);
  out.from = in.date(value, at, "from");
  out.until = in.date(value, at, "until");
  if (out.from && out.until && *out.until < *out.from)
    in.problem(at + "/until", "it ends on " + to_string(*out.until) + ", before it begins on " + to_string(*out.from),
               "exchange the dates");
  out.scope = read_scope(in, value.get("scope"), at + "/scope", criteria, countries);
  read_effect(in, value, at, criteria, out);
  out.ground = in.text(value, at, "ground");
  return out;
}

Result<Agreement> read_agreement(std::string_view text, const std::string& name, const Criteria& criteria,
                                 const Countries& countries) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  return read_agreement(*yaml, name, criteria, countries);
}

Result<Agreement> read_agreement(const YamlDocument& yaml, const std::string& name, const Criteria& criteria,
                                 const Countries& countries) {
  YamlReader in{name, "recognition.agreement", &yaml};
  Agreement out = agreement_of(in, yaml.document.root, "", criteria, countries);
  if (!in.is_good()) return in.error();
  return out;
}

bool binds(const Agreement& agreement, const std::string& receiving, const Profile& profile,
           const Countries& countries) {
  const framework::Organisation& body = profile.definition->awarding_body;
  bool is_party = false;
  bool is_answered_for = false;
  for (const Party& party : agreement.parties) {
    if (party.id == receiving) {
      is_party = true;
    } else if (party.id == body.id ||
               (!party.place.empty() && countries.contains(party.place, body.country, body.region))) {
      is_answered_for = true;
    }
  }
  return is_party && is_answered_for;
}

json::Value agreement_value(json::Arena& arena, const Agreement& a, const Criteria& criteria) {
  using json::Value;
  const Value out = Value::object(arena, 11);
  const auto text = [&](const Value& into, const char* key, std::string_view words) {
    if (!words.empty()) into.append(arena, key, arena.string(words));
  };
  text(out, "id", a.id);
  text(out, "version", a.version);
  text(out, "title", a.title);
  const Value parties = Value::array(arena, a.parties.size());
  for (const Party& party : a.parties) {
    const Value one = Value::object(arena, 3);
    text(one, "id", party.id);
    text(one, "name", party.name);
    text(one, "place", party.place);
    parties.push(arena, one);
  }
  out.append(arena, "parties", parties);
  text(out, "from", a.from ? to_string(*a.from) : "");
  text(out, "until", a.until ? to_string(*a.until) : "");
  const Value scope = scope_value(arena, a.scope, criteria);
  if (!scope.empty()) out.append(arena, "scope", scope);
  text(out, "effect", a.effect == Agreement::Effect::automatic ? "automatic" : "eased");
  std::vector<std::string> waives;
  for (const Criterion criterion : a.waives) waives.emplace_back(criterion_name(criterion));
  if (!waives.empty()) out.append(arena, "waives", json::texts(arena, waives));
  const Value accepts = Value::object(arena, k_criteria);
  for (const Criterion criterion : k_all_criteria) {
    if (a.accepts[criterion])
      text(accepts, criterion_name(criterion).data(), criteria.value_text(criterion, *a.accepts[criterion]));
  }
  if (!accepts.empty()) out.append(arena, "accepts", accepts);
  text(out, "ground", a.ground);
  return out;
}

}  // namespace credex::recognition
