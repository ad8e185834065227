#include <algorithm>
#include <set>

#include "base/yaml_reader.h"
#include "cocreation/pilot.h"

namespace credex::cocreation {
namespace {

void read_design(YamlReader& in, const json::Value& root, Pilot& out) {
  std::set<std::string> instruments;
  std::set<std::string> cohorts;
  std::set<std::string> hypotheses;
  for (const auto& [value, at] : in.list(root, "", "instruments")) {
    in.known(value, at, {"id", "title", "least", "most", "yes_no"});
    Instrument one{.id = in.needed_text(value, at, "id"),
                   .title = in.needed_text(value, at, "title"),
                   .is_yes_no = in.flag(value, at, "yes_no", false)};
    one.least = in.number(value, at, "least", -1e6, 1e6).value_or(0);
    one.most = in.number(value, at, "most", -1e6, 1e6).value_or(one.is_yes_no ? 1 : 10);
    if (one.most <= one.least) in.problem(at, "the scale has no length", "let \"most\" be greater than \"least\"");
    if (in.is_new(instruments, one.id, at)) out.instruments.push_back(std::move(one));
  }
  for (const auto& [value, at] : in.list(root, "", "cohorts")) {
    in.known(value, at, {"id", "title", "comparison"});
    Cohort one{.id = in.needed_text(value, at, "id"),
               .title = in.text(value, at, "title"),
               .is_comparison = in.flag(value, at, "comparison", false)};
    if (one.title.empty()) one.title = one.id;
    if (in.is_new(cohorts, one.id, at)) out.cohorts.push_back(std::move(one));
  }
  for (const auto& [value, at] : in.list(root, "", "hypotheses")) {
    in.known(value, at, {"id", "text", "kind", "instrument", "phase", "at_least"});
    Hypothesis one{.id = in.needed_text(value, at, "id"),
                   .text = in.needed_text(value, at, "text"),
                   .instrument = in.text(value, at, "instrument"),
                   .at_least = in.number(value, at, "at_least", -10, 10).value_or(0)};
    const auto kind = in.choice(value, at, "kind", {"change", "difference", "completion", "attainment"});
    one.kind = static_cast<Hypothesis::Kind>(kind.value_or(0));
    if (const auto phase = in.choice(value, at, "phase", {"before", "after", "follow_up"}))
      one.phase = static_cast<Phase>(*phase);
    const bool wants_instrument = one.kind == Hypothesis::Kind::change || one.kind == Hypothesis::Kind::difference;
    if (const Instrument* asked = out.instrument(one.instrument);
        asked && asked->is_yes_no && one.kind == Hypothesis::Kind::change)
      in.problem(at, "a yes or no does not grow", "compare with another cohort: kind difference");
    if (wants_instrument && !out.instrument(one.instrument))
      in.problem(at, "\"" + one.instrument + "\" is no instrument of this pilot", "name one that is listed");
    if (!wants_instrument && (one.at_least < 0 || one.at_least > 1))
      in.problem(at, "a share lies from 0 to 1", "correct \"at_least\"");
    if (one.kind == Hypothesis::Kind::difference &&
        std::none_of(out.cohorts.begin(), out.cohorts.end(), [](const Cohort& c) { return c.is_comparison; }))
      in.problem(at, "there is nothing to compare with", "add a cohort with \"comparison: true\"");
    if (in.is_new(hypotheses, one.id, at)) out.hypotheses.push_back(std::move(one));
  }
  for (const auto& [value, at] : in.list(root, "", "costs")) {
    in.known(value, at, {"what", "amount"});
    out.costs.push_back({in.needed_text(value, at, "what"), in.number(value, at, "amount", 0, 1e9).value_or(0)});
  }
}

void read_answers(YamlReader& in, const json::Value& value, const std::string& at, const Pilot& pilot,
                  Participant& out) {
  for (const json::Member& member : value.get("answers").members()) {
    const std::string here = at + "/answers" + json::pointer_step(member.key);
    const Instrument* instrument = pilot.instrument(member.key);
    if (!instrument) {
      in.problem(here, "\"" + std::string{member.key} + "\" is no instrument of this pilot", "name one that is listed");
      continue;
    }
    in.known(member.value, here, {"before", "after", "follow_up"});
    for (const Phase phase : {Phase::before, Phase::after, Phase::follow_up}) {
      const std::string_view name = phase_name(phase);
      if (member.value.get(name).is_null()) continue;
      const auto number = in.number(member.value, here, name, instrument->least, instrument->most);
      if (!number) continue;
      if (instrument->is_yes_no && *number != 0 && *number != 1)
        in.problem(here, "the answer is yes or no", "write 1 or 0");
      out.answers[{instrument->id, phase}] = *number;
    }
  }
  if (!out.has_consent && !out.answers.empty())
    in.problem(at, "there are answers of \"" + out.code + "\", whose consent does not hold",
               "take the answers out, or add \"consent: true\" where it was given");
}

void read_participants(YamlReader& in, const json::Value& root, Pilot& out) {
  std::set<std::string> codes;
  std::map<std::string, int> sizes;
  for (const auto& [value, at] : in.list(root, "", "participants")) {
    in.known(value, at, {"code", "cohort", "groups", "consent", "completed", "attained", "answers"});
    Participant one{.code = in.needed_text(value, at, "code"),
                    .cohort = in.needed_text(value, at, "cohort"),
                    .has_consent = in.flag(value, at, "consent", false),
                    .completed = in.flag(value, at, "completed", false),
                    .attained = in.flag(value, at, "attained", false)};
    if (!one.cohort.empty() && !out.cohort(one.cohort))
      in.problem(at + "/cohort", "\"" + one.cohort + "\" is no cohort of this pilot", "name one that is listed");
    for (const json::Member& member : value.get("groups").members())
      one.groups[std::string{member.key}] = in.text(value.get("groups"), at + "/groups", member.key);
    if (one.attained && !one.completed)
      in.problem(at, "\"" + one.code + "\" has the award without having completed", "correct one of both");
    read_answers(in, value, at, out, one);
    ++sizes[one.cohort];
    if (in.is_new(codes, one.code, at)) out.participants.push_back(std::move(one));
  }
  for (const auto& [cohort, size] : sizes) {
    if (size == 1)
      in.problem("/participants", "the cohort \"" + cohort + "\" is of one person, of whom every figure would tell",
                 "join it with another, or leave it out");
  }
}

}  // namespace

Result<Pilot> read_pilot(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "cocreation.pilot", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(
      root, "",
      {"id", "title", "model", "about", "currency", "hypotheses", "instruments", "cohorts", "costs", "participants"});
  Pilot out{.id = in.needed_text(root, "", "id"),
            .title = in.needed_text(root, "", "title"),
            .model = in.needed_text(root, "", "model"),
            .about = in.text(root, "", "about"),
            .currency = in.text(root, "", "currency")};
  if (out.currency.empty()) out.currency = "EUR";
  if (!out.model.empty() && std::find(k_models.begin(), k_models.end(), out.model) == k_models.end())
    in.problem("/model", "\"" + out.model + "\" is no model that is known", "use one of docs/framework.md, or other");
  read_design(in, root, out);
  read_participants(in, root, out);
  if (out.cohorts.empty()) in.problem("/cohorts", "there is no cohort", "add one");
  if (!in.is_good()) return in.error();
  return out;
}

namespace {

json::Value pair_value(json::Arena& arena, const statistics::Interval& interval) {
  const json::Value out = json::Value::array(arena, 2);
  out.push(arena, json::Value::real(interval.low));
  out.push(arena, json::Value::real(interval.high));
  return out;
}

json::Value shares_value(json::Arena& arena, const std::vector<Share>& shares) {
  const json::Value out = json::Value::array(arena, shares.size());
  for (const Share& one : shares) {
    const json::Value item = json::Value::object(arena);
    item.append(arena, "group", arena.string(one.what));
    item.append(arena, "count", one.count ? json::Value::integer(*one.count) : json::Value{});
    item.append(arena, "of", one.of ? json::Value::integer(*one.of) : json::Value{});
    if (one.interval) item.append(arena, "interval95", pair_value(arena, *one.interval));
    out.push(arena, item);
  }
  return out;
}

void put_effect(json::Arena& arena, const json::Value& item, const std::optional<statistics::Effect>& effect) {
  if (!effect) return;
  item.append(arena, "d", json::Value::real(effect->d));
  item.append(arena, "g", json::Value::real(effect->g));
  item.append(arena, "interval95", pair_value(arena, effect->g_interval));
}

}  // namespace

json::Value evaluation_value(json::Arena& arena, const Pilot& pilot, const Evaluation& e, std::string_view language) {
  const json::Value out = json::Value::object(arena, 12);
  out.append(arena, "id", arena.string(pilot.id));
  out.append(arena, "title", arena.string(pilot.title));
  out.append(arena, "model", arena.string(pilot.model));
  const json::Value breakdowns = json::Value::array(arena);
  for (const Breakdown& one : e.breakdowns) {
    const json::Value item = json::Value::object(arena);
    item.append(arena, "by", arena.string(one.matter));
    item.append(arena, "completion", shares_value(arena, one.completion));
    item.append(arena, "attainment", shares_value(arena, one.attainment));
    breakdowns.push(arena, item);
  }
  out.append(arena, "breakdowns", breakdowns);
  const json::Value changes = json::Value::array(arena);
  for (const Change& one : e.changes) {
    const json::Value item = json::Value::object(arena, 10);
    item.append(arena, "instrument", arena.string(one.instrument));
    item.append(arena, "cohort", arena.string(one.cohort));
    item.append(arena, "phase", arena.string(phase_name(one.phase)));
    item.append(arena, "n", one.n > 0 ? json::Value::integer(one.n) : json::Value{});
    if (one.n > 0) {
      item.append(arena, "before", json::Value::real(one.before));
      item.append(arena, "after", json::Value::real(one.after));
      put_effect(arena, item, one.effect);
      if (one.mean_change) item.append(arena, "meanChange95", pair_value(arena, *one.mean_change));
    }
    changes.push(arena, item);
  }
  out.append(arena, "changes", changes);
  const json::Value contrasts = json::Value::array(arena);
  for (const Contrast& one : e.contrasts) {
    const json::Value item = json::Value::object(arena, 8);
    item.append(arena, "instrument", arena.string(one.instrument));
    item.append(arena, "phase", arena.string(phase_name(one.phase)));
    item.append(arena, "pilot", one.n_pilot > 0 ? json::Value::integer(one.n_pilot) : json::Value{});
    item.append(arena, "comparison", one.n_comparison > 0 ? json::Value::integer(one.n_comparison) : json::Value{});
    put_effect(arena, item, one.effect);
    if (one.share_difference) {
      item.append(arena, "shareDifference", json::Value::real(*one.share_difference));
      item.append(arena, "interval95", pair_value(arena, one.share_interval));
    }
    contrasts.push(arena, item);
  }
  out.append(arena, "contrasts", contrasts);
  if (e.cost_per_award) {
    out.append(arena, "costPerAward", json::Value::real(*e.cost_per_award));
    out.append(arena, "currency", arena.string(pilot.currency));
  }
  out.append(arena, "advice", arena.string(advice_name(e.advice)));
  out.append(arena, "report", report_value(arena, e.report, language));
  return out;
}

}  // namespace credex::cocreation
