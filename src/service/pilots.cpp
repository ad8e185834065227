#include "service/pilots.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "service/lists.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::int64_t k_most_people = 20'000;
constexpr std::string_view k_blanks = " \t";  // around a group's name

Result<void> may_lead(const Actor& actor, const std::string& organisation_id) {
  if (may(actor, "pilot.lead")) return {};
  return demand(actor, "pilot.lead", organisation_id);
}

Result<store::PilotEntry> led_pilot(store::Tx& tx, const Actor& actor, const std::string& slug) {
  auto found = store::find_one<store::PilotEntry>(tx, "slug = ?1", {slug});
  if (!found) return not_found("this pilot");
  if (auto allowed = may_lead(actor, found->organisation_id); !allowed) return std::move(allowed).error();
  return std::move(*found);
}

Result<cocreation::Pilot> design_of(const store::PilotEntry& record) {
  auto out = cocreation::read_pilot(record.content, "pilot " + record.slug);
  if (out) out->id = record.slug;
  return out;
}

std::map<std::string, std::string> groups_in(const std::string& text) {
  std::map<std::string, std::string> out;
  const json::Document document = json_in(text);
  for (const json::Member& one : document.root.members()) out[std::string{one.key}] = one.value.as_string();
  return out;
}

/// The people of a pilot as values; answers of those alone whose consent holds.
void add_people(store::Tx& tx, const store::PilotEntry& record, cocreation::Pilot& into) {
  std::map<std::string, cocreation::Participant> people;
  for (const auto& one : store::find<store::PilotParticipant>(tx, "pilot_id = ?1 ORDER BY id", {record.id}))
    people[one.id] = {.code = one.code,
                      .cohort = one.cohort,
                      .groups = groups_in(one.groups),
                      .has_consent = one.consent && !one.withdrawn,
                      .completed = one.completed,
                      .attained = one.attained};
  for (const auto& one : store::find<store::PilotAnswer>(tx, "pilot_id = ?1 ORDER BY id", {record.id})) {
    const auto person = people.find(one.participant_id);
    const auto phase = cocreation::phase_of(one.phase);
    if (person == people.end() || !phase || !person->second.has_consent) continue;
    person->second.answers[{one.instrument, *phase}] = one.value;
  }
  for (auto& [id, one] : people) into.participants.push_back(std::move(one));
}

Result<std::string> groups_json(const std::string& text) {
  json::Arena arena;
  const json::Value out = json::Value::object(arena);
  std::set<std::string> met;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::string_view part = std::string_view{text}.substr(begin, end - begin);
    begin = end + 1;
    if (trimmed(part, k_blanks).empty()) continue;
    const auto colon = part.find(':');
    const std::string name{trimmed(part.substr(0, colon), k_blanks)};
    const std::string value{colon == std::string_view::npos ? std::string_view{}
                                                            : trimmed(part.substr(colon + 1), k_blanks)};
    if (name.empty() || value.empty() || !met.insert(name).second)
      return invalid("the groups cannot be read", "groups", "write them like employment: freelance; region: west");
    out.append(arena, arena.copy(name), arena.string(value));
  }
  return json::write(out);
}

std::vector<std::string> codes_in(const std::string& text) {
  std::vector<std::string> out;
  std::string code;
  for (const char c : text + "\n") {
    const bool is_part =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (is_part) {
      code += c;
      continue;
    }
    if (!code.empty()) out.push_back(code);
    code.clear();
  }
  return out;
}

Result<Survey> survey_behind(store::Tx& tx, const std::string& token) {
  auto participant = store::find_one<store::PilotParticipant>(tx, "token_hash = ?1", {token_hash(token)});
  auto pilot = participant ? store::find_one<store::PilotEntry>(tx, "id = ?1", {participant->pilot_id}) : std::nullopt;
  if (!pilot) return not_found("this survey");
  auto design = design_of(*pilot);
  if (!design) return std::move(design).error();
  auto answers = store::find<store::PilotAnswer>(tx, "participant_id = ?1 ORDER BY id", {participant->id});
  return Survey{std::move(*pilot), std::move(*participant), std::move(*design), std::move(answers)};
}

}  // namespace

Result<store::PilotEntry> open_pilot(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                     const std::string& design) {
  if (auto allowed = may_lead(actor, organisation_id); !allowed) return std::move(allowed).error();
  auto read = cocreation::read_pilot(design, "design");
  if (!read) return std::move(read).error();
  if (!read->participants.empty())
    return invalid("the design has participants in it", "design",
                   "enrol them by codes; their answers come by their links");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::PilotEntry> {
    store::PilotEntry out{.id = new_id(platform.now()),
                          .slug = free_slug(tx, "pilot_entry", slug_from(read->title)),
                          .title = read->title,
                          .organisation_id = organisation_id,
                          .content = design,
                          .person_id = actor.person->id,
                          .made = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "pilot.open", organisation_id, out.id, out.title);
    return out;
  });
}

Result<std::vector<Enrolled>> enrol(Platform& platform, const Actor& actor, const std::string& slug,
                                    const std::string& cohort, const std::string& codes) {
  const std::vector<std::string> wanted = codes_in(codes);
  if (wanted.empty())
    return invalid("there are no codes", "codes",
                   "write one a line: letters and digits that say nothing of the person");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::vector<Enrolled>> {
    auto pilot = led_pilot(tx, actor, slug);
    if (!pilot) return std::move(pilot).error();
    auto design = design_of(*pilot);
    if (!design) return std::move(design).error();
    if (!design->cohort(cohort)) return invalid("this is no cohort of the pilot", "cohort", "choose of the list");
    if (pilot->state != store::PilotState::open)
      return conflict("the pilot is evaluated", "open another one for a second run");
    const std::int64_t there = store::count(tx, "pilot_participant WHERE pilot_id = ?1", {pilot->id});
    if (there + static_cast<std::int64_t>(wanted.size()) > k_most_people)
      return conflict("a pilot has at most 20,000 people", "open another one");
    std::vector<Enrolled> out;
    for (const std::string& code : wanted) {
      if (store::count(tx, "pilot_participant WHERE pilot_id = ?1 AND code = ?2", {pilot->id, code}) > 0)
        return conflict("a code is there already: nobody was enrolled", "give each person another code");
      const std::string token = new_token();
      store::insert(tx, store::PilotParticipant{.id = new_id(platform.now()),
                                                .pilot_id = pilot->id,
                                                .code = code,
                                                .cohort = cohort,
                                                .groups = "{}",
                                                .token_hash = token_hash(token),
                                                .made = platform.now()});
      out.push_back({code, platform.url("/survey/" + token)});
    }
    audit(tx, platform, actor, "pilot.enrol", pilot->organisation_id, pilot->id, std::to_string(out.size()));
    return out;
  });
}

Result<void> note_attainment(Platform& platform, const Actor& actor, const std::string& slug,
                             const AttainmentFacts& f) {
  auto groups = groups_json(f.groups);
  if (!groups) return std::move(groups).error();
  if (f.attained && !f.completed)
    return invalid("somebody has the award without having completed", "attained", "correct one of both");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto pilot = led_pilot(tx, actor, slug);
    if (!pilot) return std::move(pilot).error();
    auto person = store::find_one<store::PilotParticipant>(tx, "pilot_id = ?1 AND code = ?2", {pilot->id, f.code});
    if (!person) return not_found("this code");
    if (person->withdrawn)
      return conflict("this person has taken their consent back", "nothing about them is kept any more");
    person->completed = f.completed;
    person->attained = f.attained;
    person->groups = *groups;
    store::update(tx, *person);
    audit(tx, platform, actor, "pilot.note", pilot->organisation_id, pilot->id, f.code);
    return {};
  });
}

Result<cocreation::Evaluation> evaluate_pilot(Platform& platform, const Actor& actor, const std::string& slug) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<cocreation::Evaluation> {
    auto pilot = led_pilot(tx, actor, slug);
    if (!pilot) return std::move(pilot).error();
    auto content = design_of(*pilot);
    if (!content) return std::move(content).error();
    add_people(tx, *pilot, *content);
    std::map<std::string, int> sizes;
    for (const cocreation::Participant& one : content->participants) {
      if (one.has_consent) ++sizes[one.cohort];
    }
    if (sizes.empty()) return conflict("nobody has consented yet", "send the links to those who take part");
    for (const auto& [cohort, size] : sizes) {
      if (size == 1)
        return conflict("a cohort is of one person, of whom every figure would tell",
                        "join it with another, or wait for more consents");
    }
    cocreation::Evaluation out = cocreation::evaluate(*content, platform.settings.least_group);
    pilot->state = store::PilotState::evaluated;
    pilot->evaluated = platform.now();
    store::update(tx, *pilot);
    audit(tx, platform, actor, "pilot.evaluate", pilot->organisation_id, pilot->id);
    for (cocreation::HypothesisResult& one : out.hypotheses) one.hypothesis = nullptr;  // of a value that goes
    return out;
  });
}

std::vector<PilotView> pilots(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<PilotView> out;
    for (auto& record : store::find<store::PilotEntry>(tx, "1 = 1 ORDER BY id DESC LIMIT 500")) {
      PilotView view;
      if (auto design = design_of(record)) view.pilot = std::move(*design);
      if (const auto owner = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id})) {
        view.organisation = owner->name;
        view.country = owner->country;
      }
      view.record = std::move(record);
      out.push_back(std::move(view));
    }
    return out;
  });
}

Result<PilotView> pilot_view(Platform& platform, const Actor& actor, const std::string& slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<PilotView> {
    auto record = store::find_one<store::PilotEntry>(tx, "slug = ?1", {slug});
    if (!record) return not_found("this pilot");
    auto design = design_of(*record);
    if (!design) return std::move(design).error();
    PilotView out{.pilot = std::move(*design), .may_lead = static_cast<bool>(may_lead(actor, record->organisation_id))};
    if (const auto owner = store::find_one<store::Organisation>(tx, "id = ?1", {record->organisation_id}))
      out.organisation = owner->name;
    if (out.may_lead) {
      out.participants =
          store::find<store::PilotParticipant>(tx, "pilot_id = ?1 ORDER BY cohort, code LIMIT 2000", {record->id});
      for (const store::Row& row :
           tx.query("SELECT participant_id, COUNT(*) FROM pilot_answer WHERE pilot_id = ?1 GROUP BY participant_id",
                    {record->id}))
        out.answers[row.text(0)] = row.integer(1);
    }
    out.record = std::move(*record);
    return out;
  });
}

Result<cocreation::Evaluation> evaluation_of(Platform& platform, const Actor& actor, const std::string& slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<cocreation::Evaluation> {
    const auto record = store::find_one<store::PilotEntry>(tx, "slug = ?1", {slug});
    if (!record) return not_found("this pilot");
    if (record->state != store::PilotState::evaluated && !may_lead(actor, record->organisation_id))
      return not_found("an evaluation of this pilot");
    auto content = design_of(*record);
    if (!content) return std::move(content).error();
    add_people(tx, *record, *content);
    cocreation::Evaluation out = cocreation::evaluate(*content, platform.settings.least_group);
    for (cocreation::HypothesisResult& one : out.hypotheses) one.hypothesis = nullptr;  // of a value that goes
    return out;
  });
}

Result<Survey> open_survey(Platform& platform, const std::string& token) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return survey_behind(tx, token); });
}

Result<void> consent_to_pilot(Platform& platform, const std::string& token) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto survey = survey_behind(tx, token);
    if (!survey) return std::move(survey).error();
    if (survey->pilot.state != store::PilotState::open)
      return conflict("the pilot is evaluated", "thank you; nothing more is asked");
    store::PilotParticipant& one = survey->participant;
    if (one.consent && !one.withdrawn) return {};
    one.consent = platform.now();
    one.withdrawn.reset();
    store::update(tx, one);
    audit(tx, platform, {}, "pilot.consent", survey->pilot.organisation_id, survey->pilot.id, one.code);
    return {};
  });
}

Result<void> withdraw_from_pilot(Platform& platform, const std::string& token) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto survey = survey_behind(tx, token);
    if (!survey) return std::move(survey).error();
    store::PilotParticipant& one = survey->participant;
    if (one.withdrawn) return conflict("you have taken your consent back already", "nothing more is needed");
    one.withdrawn = platform.now();
    one.completed = false;
    one.attained = false;
    one.groups = "{}";
    store::update(tx, one);
    tx.execute("DELETE FROM pilot_answer WHERE participant_id = ?1", {one.id});
    audit(tx, platform, {}, "pilot.withdraw", survey->pilot.organisation_id, survey->pilot.id, one.code);
    return {};
  });
}

Result<void> answer_survey(Platform& platform, const std::string& token, const std::string& phase,
                           const std::map<std::string, std::string>& answers) {
  if (!cocreation::phase_of(phase)) return invalid("this is no time at which is asked", "phase", "use the page's form");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto survey = survey_behind(tx, token);
    if (!survey) return std::move(survey).error();
    const store::PilotParticipant& one = survey->participant;
    if (one.withdrawn)
      return conflict("you have taken your consent back, so nothing of yours is kept",
                      "consent again first, if you want to answer after all");
    if (!one.consent) return conflict("you have not consented yet", "read what it is about, then agree");
    if (survey->pilot.state != store::PilotState::open)
      return conflict("the pilot is evaluated", "thank you; nothing more is asked");
    for (const auto& [id, text] : answers) {
      if (text.empty()) continue;
      const cocreation::Instrument* instrument = survey->design.instrument(id);
      if (!instrument) return not_found("this question");
      double value = 0;
      const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (problem != std::errc{} || end != text.data() + text.size() || !(value >= instrument->least) ||
          !(value <= instrument->most) || (instrument->is_yes_no && value != 0 && value != 1))
        return invalid("an answer is off the scale", id, "choose a number on it");
      auto known = store::find_one<store::PilotAnswer>(tx, "participant_id = ?1 AND instrument = ?2 AND phase = ?3",
                                                       {one.id, id, phase});
      store::PilotAnswer out{.id = known ? known->id : new_id(platform.now()),
                             .pilot_id = survey->pilot.id,
                             .participant_id = one.id,
                             .instrument = id,
                             .phase = phase,
                             .value = value,
                             .made = platform.now()};
      if (known)
        store::update(tx, out);
      else
        store::insert(tx, out);
    }
    return {};
  });
}

}  // namespace credex::service
