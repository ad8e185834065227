#include "stacking/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace credex::stacking {
namespace {

using json::Value;

Value part_value(json::Arena& arena, const Candidate& c) {
  const Value out = Value::object(arena, 14);
  const auto text = [&](const char* key, const std::string& words) {
    if (!words.empty()) out.append(arena, key, arena.string(words));
  };
  text("id", c.id);
  text("definition", c.definition);
  text("title", c.title);
  text("digest", c.digest);
  text("issuer", c.issuer);
  text("issuer_name", c.issuer_name);
  text("country", c.country);
  text("region", c.region);
  text("sector", c.sector);
  out.append(arena, "ects", Value::real(c.ects));
  if (c.eqf) out.append(arena, "eqf", Value::integer(*c.eqf));
  text("awarded_on", c.awarded_on ? to_string(*c.awarded_on) : "");
  text("expires", c.expires ? to_string(*c.expires) : "");
  out.append(arena, "fields", json::texts(arena, c.fields));
  out.append(arena, "outcomes", json::texts(arena, c.outcomes));
  return out;
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> out;
  for (const Value& one : list.items()) out.emplace_back(one.as_string());
  return out;
}

Candidate part_of(const Value& v) {
  Candidate out{.id = std::string{v.text("id")},
                .definition = std::string{v.text("definition")},
                .title = std::string{v.text("title")},
                .issuer = std::string{v.text("issuer")},
                .country = std::string{v.text("country")},
                .region = std::string{v.text("region")},
                .sector = std::string{v.text("sector")},
                .fields = texts_of(v.get("fields")),
                .outcomes = texts_of(v.get("outcomes")),
                .ects = v.get("ects").is_number() ? v.get("ects").as_number() : 0,
                .is_held = true,
                .digest = std::string{v.text("digest")}};
  if (v.get("eqf").is_number()) out.eqf = static_cast<int>(v.get("eqf").as_number());
  if (auto date = parse_date(v.text("awarded_on"))) out.awarded_on = *date;
  if (auto date = parse_date(v.text("expires"))) out.expires = *date;
  std::sort(out.outcomes.begin(), out.outcomes.end());
  return out;
}

}  // namespace

Value proof_value(json::Arena& arena, const StackRule& rule, const std::string& rule_digest, const StackCheck& check,
                  Date on) {
  const Value out = Value::object(arena, 6);
  out.append(arena, "type", Value::string("StackProof"));
  const Value about = Value::object(arena, 4);
  about.append(arena, "id", arena.string(rule.id));
  about.append(arena, "version", arena.string(rule.version));
  about.append(arena, "digest", arena.string(rule_digest));
  out.append(arena, "rule", about);
  out.append(arena, "on", arena.string(to_string(on)));
  const Value parts = Value::array(arena, check.counted.size());
  for (const Candidate* one : check.counted) parts.push(arena, part_value(arena, *one));
  out.append(arena, "parts", parts);
  const Value conditions = Value::array(arena, check.parts.size());
  for (const Part& part : check.parts) {
    const Value one = Value::object(arena, 4);
    one.append(arena, "id", arena.string(part.condition));
    one.append(arena, "reached", Value::real(part.reached));
    one.append(arena, "wanted", Value::real(part.wanted));
    const Value by = Value::array(arena, part.by.size());
    for (const Candidate* candidate : part.by) by.push(arena, arena.string(candidate->id));
    one.append(arena, "by", by);
    conditions.push(arena, one);
  }
  out.append(arena, "conditions", conditions);
  return out;
}

Report check_proof(const StackRule& rule, const std::string& rule_digest, const Value& proof,
                   const recognition::Countries& countries) {
  Report out;
  const auto add = [&](bool good, const char* passes, const char* fails, std::vector<std::string> args) {
    Finding finding = make_finding("stacking.proof", good ? Outcome::pass : Outcome::fail, rule.id,
                                   good ? passes : fails, std::move(args));
    finding.source = rule.id + ", " + rule.version;
    out.add(std::move(finding));
  };
  const Value about = proof.get("rule");
  add(about.text("id") == rule.id && about.text("digest") == rule_digest, "stacking.proof.rule",
      "stacking.proof.other_rule", {std::string{about.text("id")}, std::string{about.text("version")}});
  auto on = parse_date(proof.text("on"));
  if (!on) {
    add(false, "", "stacking.proof.no_date", {});
    return out;
  }
  std::vector<Candidate> parts;
  for (const Value& one : proof.get("parts").items()) parts.push_back(part_of(one));
  std::set<std::string> definitions;
  std::set<std::string> ids;
  for (const Candidate& one : parts) {
    if (!definitions.insert(one.definition).second || !ids.insert(one.id).second)
      add(false, "", "stacking.proof.twice", {one.title});
    if (one.digest.empty()) add(false, "", "stacking.proof.no_digest", {one.title});
  }
  std::vector<Exclusion> excluded;
  const std::vector<const Candidate*> counted = eligible(parts, rule, *on, excluded);
  for (const Exclusion& one : excluded) add(false, "", "stacking.proof.excluded", {one.candidate->title, one.detail});
  if (rule.most_overlap) {
    for (std::size_t i = 0; i < counted.size(); ++i) {
      for (std::size_t j = i + 1; j < counted.size(); ++j) {
        const double percent = overlap(*counted[i], *counted[j]);
        if (percent > *rule.most_overlap + 1e-6)
          add(false, "", "stacking.overlap",
              {counted[i]->title, counted[j]->title, fmt::format("{:.0f}", percent),
               fmt::format("{:g}", *rule.most_overlap)});
      }
    }
  }
  const std::span<Value> stated = proof.get("conditions").items();
  for (const Part& part : parts_of(rule, counted, countries)) {
    const auto it =
        std::find_if(stated.begin(), stated.end(), [&](const Value& one) { return one.text("id") == part.condition; });
    const bool same = it != stated.end() && it->get("reached").is_number() &&
                      std::abs(it->get("reached").as_number() - part.reached) < 1e-6;
    add(part.holds && same, "stacking.proof.condition", "stacking.proof.wrong_sum",
        {part.condition, fmt::format("{:g}", part.reached), fmt::format("{:g}", part.wanted)});
  }
  return out;
}

}  // namespace credex::stacking
