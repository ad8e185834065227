#include <algorithm>
#include <set>

#include "base/yaml_reader.h"
#include "cocreation/engagement.h"
#include "cocreation/parts.h"
#include "cocreation/practice.h"

namespace credex::cocreation {
namespace {

Context read_context(YamlReader& in, const json::Value& value, const std::string& at) {
  if (value.is_null()) return {};
  in.known(value, at, {"country", "region", "sector", "provider", "size", "language"});
  return {in.text(value, at, "country"),  in.text(value, at, "region"), in.text(value, at, "sector"),
          in.text(value, at, "provider"), in.text(value, at, "size"),   in.text(value, at, "language")};
}

Practice read_practice(YamlReader& in, const json::Value& value, const std::string& at) {
  in.known(value, at,
           {"id", "title", "matter", "language", "context", "done", "effect", "evidence", "evidence_link", "cost",
            "cost_hours", "conditions", "indicators", "contact", "source", "fictional"});
  Practice out{.id = in.text(value, at, "id"),
               .title = in.text(value, at, "title"),
               .matter = in.text(value, at, "matter"),
               .language = in.text(value, at, "language"),
               .context = read_context(in, value.get("context"), at + "/context"),
               .done = in.text(value, at, "done"),
               .effect = in.text(value, at, "effect"),
               .evidence_link = in.text(value, at, "evidence_link"),
               .cost = in.text(value, at, "cost"),
               .cost_hours = in.number(value, at, "cost_hours", 0, 1e6),
               .indicators = in.texts(value, at, "indicators"),
               .contact = in.text(value, at, "contact"),
               .source = in.text(value, at, "source"),
               .is_fictional = in.flag(value, at, "fictional", false)};
  if (out.language.empty()) out.language = "en";
  const std::string evidence = in.text(value, at, "evidence");
  if (const auto found = effect_evidence_of(evidence))
    out.evidence = *found;
  else if (!evidence.empty())
    in.problem(at + "/evidence", "\"" + evidence + "\" is no kind of evidence",
               "write none, satisfaction, before_after, compared or replicated");
  for (const auto& [condition, condition_at] : in.list(value, at, "conditions")) {
    in.known(condition, condition_at, {"text", "indicator", "at_least"});
    out.conditions.push_back({in.needed_text(condition, condition_at, "text"),
                              in.text(condition, condition_at, "indicator"),
                              in.number(condition, condition_at, "at_least", 0, 4).value_or(2)});
  }
  return out;
}

Error bad(std::string message, std::string where, std::string remedy) {
  return {"cocreation.practice", std::move(message), std::move(where), std::move(remedy)};
}

}  // namespace

Result<void> check_practice(const Practice& p, const IsKnown& is_indicator) {
  if (p.title.empty() || p.title.size() > 200)
    return bad("the title is missing or too long", "title", "write up to 200 characters");
  if (!is_matter(p.matter)) return bad("\"" + p.matter + "\" is none of the nine matters", "matter", "choose one");
  if (p.done.empty()) return bad("it is not said what was done", "done", "describe it so that others could do it too");
  if (p.effect.empty()) return bad("it is not said what it brought", "effect", "say what changed, and how you know");
  if (p.evidence >= EffectEvidence::before_after && p.evidence_link.empty())
    return bad("the effect is said to be measured, and no figures are named", "evidence_link",
               "link the figures, or choose a weaker kind of evidence");
  if (!p.evidence_link.empty() && !p.evidence_link.starts_with("https://") && !p.evidence_link.starts_with("http://"))
    return bad("this is no web address", "evidence_link", "begin with https://");
  for (const std::string* text : {&p.done, &p.effect, &p.cost}) {
    if (text->size() > 8000) return bad("this is too long", "done", "write up to 8,000 characters");
  }
  if (!p.context.size.empty() && std::find(k_sizes.begin(), k_sizes.end(), p.context.size) == k_sizes.end())
    return bad("\"" + p.context.size + "\" is no size", "size", "choose one of the list");
  for (const std::string& id : p.indicators) {
    if (!is_indicator(id)) return bad("\"" + id + "\" is no indicator", "indicators", "name them like A07");
  }
  for (const Condition& one : p.conditions) {
    if (!one.indicator.empty() && !is_indicator(one.indicator))
      return bad("\"" + one.indicator + "\" is no indicator", "conditions", "name them like A07");
  }
  return {};
}

Result<std::vector<Practice>> read_practices(std::string_view text, const std::string& name,
                                             const IsKnown& is_indicator) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "cocreation.practice", &*yaml};
  in.known(yaml->document.root, "", {"practices"});
  std::vector<Practice> out;
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(yaml->document.root, "", "practices")) {
    Practice one = read_practice(in, value, at);
    if (one.id.empty()) in.problem(at, "\"id\" is missing", "add it");
    if (const auto good = check_practice(one, is_indicator); !good)
      in.problem(at + "/" + good.error().where, good.error().message, good.error().remedy);
    if (in.is_new(ids, one.id, at)) out.push_back(std::move(one));
  }
  if (!in.is_good()) return in.error();
  return out;
}

Result<Practice> practice_from(const json::Value& value) {
  YamlReader in{"", "cocreation.practice", nullptr};
  Practice out = read_practice(in, value, "");
  if (!in.is_good()) return in.error();
  return out;
}

json::Value practice_value(json::Arena& arena, const Practice& p) {
  const json::Value out = json::Value::object(arena, 16);
  put(arena, out, "id", p.id);
  put(arena, out, "title", p.title);
  put(arena, out, "matter", p.matter);
  put(arena, out, "language", p.language);
  const json::Value context = json::Value::object(arena);
  put(arena, context, "country", p.context.country);
  put(arena, context, "region", p.context.region);
  put(arena, context, "sector", p.context.sector);
  put(arena, context, "provider", p.context.provider);
  put(arena, context, "size", p.context.size);
  put(arena, context, "language", p.context.language);
  out.append(arena, "context", context);
  put(arena, out, "done", p.done);
  put(arena, out, "effect", p.effect);
  out.append(arena, "evidence", arena.string(effect_evidence_name(p.evidence)));
  put(arena, out, "evidence_link", p.evidence_link);
  put(arena, out, "cost", p.cost);
  if (p.cost_hours) out.append(arena, "cost_hours", json::Value::real(*p.cost_hours));
  const json::Value conditions = json::Value::array(arena, p.conditions.size());
  for (const Condition& one : p.conditions) {
    const json::Value item = json::Value::object(arena);
    put(arena, item, "text", one.text);
    put(arena, item, "indicator", one.indicator);
    item.append(arena, "at_least", json::Value::real(one.at_least));
    conditions.push(arena, item);
  }
  out.append(arena, "conditions", conditions);
  out.append(arena, "indicators", json::texts(arena, p.indicators));
  put(arena, out, "contact", p.contact);
  put(arena, out, "source", p.source);
  if (p.is_fictional) out.append(arena, "fictional", json::Value::boolean(true));
  return out;
}

}  // namespace credex::cocreation
