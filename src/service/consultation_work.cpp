#include <fmt/format.h>

#include "base/translate.h"
#include "cocreation/work.h"
#include "service/confirmations.h"
#include "service/consultation_record.h"
#include "service/consultations.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

/// An item with its consultation and the actor's voice in it, where things may still be said.
struct Place {
  store::ConsultationItem item{};
  store::Consultation consultation{};
  store::ConsultationVoice voice{};
};

Result<void> still_open(const Platform& platform, const store::Consultation& c) {
  if (c.state == store::ConsultationState::closed)
    return conflict("this consultation is closed", "its minutes say what came of it");
  if (c.closes && platform.now() >= *c.closes)
    return conflict("the time for this consultation is over", "its facilitator will close it");
  return {};
}

Result<Place> place_of(const Platform& platform, store::Tx& tx, const Actor& actor, const std::string& item_id) {
  Place out;
  auto item = store::find_one<store::ConsultationItem>(tx, "id = ?1", {item_id});
  if (!item) return not_found("this part of the consultation");
  auto consultation = store::find_one<store::Consultation>(tx, "id = ?1", {item->consultation_id});
  if (!consultation) return not_found("this consultation");
  if (auto open = still_open(platform, *consultation); !open) return std::move(open).error();
  auto voice = store::find_one<store::ConsultationVoice>(tx, "consultation_id = ?1 AND person_id = ?2",
                                                         {consultation->id, actor.person->id});
  if (!voice) return conflict("you have not said for whom you speak", "join the consultation first");
  return Place{std::move(*item), std::move(*consultation), std::move(*voice)};
}

Result<store::Consultation> led_consultation(store::Tx& tx, const Actor& actor, const std::string& slug) {
  if (auto allowed = demand(actor, "consultation.open"); !allowed) return std::move(allowed).error();
  auto found = store::find_one<store::Consultation>(tx, "slug = ?1", {slug});
  if (!found) return not_found("this consultation");
  if (found->state == store::ConsultationState::closed)
    return conflict("this consultation is closed", "open another one");
  return std::move(*found);
}

/// Whom a mail to all voices goes to, and what it is about.
std::vector<std::pair<std::string, About>> to_voices(store::Tx& tx, const Platform& platform,
                                                     const store::Consultation& consultation) {
  std::vector<std::pair<std::string, About>> out;
  const std::string link = platform.url("/consultations/" + consultation.slug);
  for (auto& voice : store::find<store::ConsultationVoice>(tx, "consultation_id = ?1 LIMIT 10000", {consultation.id}))
    out.emplace_back(std::move(voice.person_id),
                     About{.regards = consultation.id, .words = {consultation.title, link}});
  return out;
}

std::string round_json(const cocreation::Round& round) {
  json::Arena arena;
  const json::Value out = json::Value::object(arena);
  if (round.concord) out.append(arena, "concord", json::Value::real(*round.concord));
  out.append(arena, "mayEnd", json::Value::boolean(round.may_end));
  const json::Value items = json::Value::array(arena, round.items.size());
  for (const cocreation::RoundItem& one : round.items) {
    const json::Value item = json::Value::object(arena, 10);
    item.append(arena, "item", arena.string(one.item->id));
    item.append(arena, "n", json::Value::integer(one.n));
    item.append(arena, "median", json::Value::real(one.median));
    item.append(arena, "lower", json::Value::real(one.lower));
    item.append(arena, "upper", json::Value::real(one.upper));
    item.append(arena, "within", json::Value::real(one.within));
    item.append(arena, "consensus", json::Value::boolean(one.is_consensus));
    const json::Value counts = json::Value::array(arena, one.counts.size());
    for (const int n : one.counts) counts.push(arena, json::Value::integer(n));
    item.append(arena, "counts", counts);
    items.push(arena, item);
  }
  out.append(arena, "items", items);
  return json::write(out);
}

}  // namespace

Result<store::ConsultationVoice> join_consultation(Platform& platform, const Actor& actor, const std::string& slug,
                                                   const VoiceFacts& f) {
  if (auto allowed = demand(actor, "consultation.speak"); !allowed) return std::move(allowed).error();
  if (!cocreation::constituency_of(f.constituency))
    return invalid("it is not said for whom you speak", "constituency", "choose of the list");
  if (f.organisation.size() > 200 || f.country.size() > 2 || f.sector.size() > 60)
    return invalid("this is too long", "organisation", "write up to 200 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::ConsultationVoice> {
    const auto found = store::find_one<store::Consultation>(tx, "slug = ?1", {slug});
    if (!found) return not_found("this consultation");
    if (auto open = still_open(platform, *found); !open) return std::move(open).error();
    if (f.constituency == "authorities" && !speaks_for_authority(tx, platform, actor))
      return Error{.code = "service.unconfirmed",
                   .message = "only who works for a confirmed authority speaks for authorities",
                   .where = "constituency",
                   .remedy = "speak for another constituency, or let your authority be confirmed first"};
    auto known = store::find_one<store::ConsultationVoice>(tx, "consultation_id = ?1 AND person_id = ?2",
                                                           {found->id, actor.person->id});
    if (known && known->constituency != f.constituency)
      return conflict("you speak for another constituency here already, and one person speaks for one",
                      "ask whoever mandates you to send somebody else");
    store::ConsultationVoice voice{.id = known ? known->id : new_id(platform.now()),
                                   .consultation_id = found->id,
                                   .person_id = actor.person->id,
                                   .constituency = f.constituency,
                                   .organisation = f.organisation,
                                   .country = f.country,
                                   .sector = f.sector,
                                   .joined = known ? known->joined : platform.now()};
    if (known)
      store::update(tx, voice);
    else
      store::insert(tx, voice);
    audit(tx, platform, actor, "consultation.join", "", found->id, f.constituency);
    return voice;
  });
}

Result<store::ConsultationRemark> add_remark(Platform& platform, const Actor& actor, const std::string& item_id,
                                             const std::string& words, const std::string& proposed) {
  if (auto allowed = demand(actor, "consultation.speak"); !allowed) return std::move(allowed).error();
  if (words.empty() && proposed.empty()) return invalid("the remark is empty", "words", "write what you think");
  if (words.size() > 4000 || proposed.size() > 20'000)
    return invalid("the remark is too long", "words", "write up to 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::ConsultationRemark> {
    auto place = place_of(platform, tx, actor, item_id);
    if (!place) return std::move(place).error();
    if (place->consultation.state != store::ConsultationState::open)
      return conflict("the talking is over; this is being decided", "vote, and say why");
    store::ConsultationRemark out{.id = new_id(platform.now()),
                                  .consultation_id = place->consultation.id,
                                  .item_id = item_id,
                                  .voice_id = place->voice.id,
                                  .round = place->consultation.rounds,
                                  .words = words,
                                  .proposed = proposed == place->item.words ? "" : proposed,
                                  .fate = "open",
                                  .made = platform.now()};
    if (out.words.empty() && out.proposed.empty())
      return invalid("the wording is the one that there is", "proposed", "change it, or write a remark");
    store::insert(tx, out);
    return out;
  });
}

Result<void> give_opinion(Platform& platform, const Actor& actor, const std::string& item_id,
                          const std::string& value) {
  if (auto allowed = demand(actor, "consultation.speak"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto place = place_of(platform, tx, actor, item_id);
    if (!place) return std::move(place).error();
    if (!place->consultation.is_round_open)
      return conflict("the round is closed", "wait for the next; you see the group's answer meanwhile");
    const int scale = with_settings(place->consultation).scale;
    const int number = value.size() == 1 && value[0] >= '1' && value[0] <= '9' ? value[0] - '0' : 0;
    if (number < 1 || number > scale)
      return invalid("this is no step of the scale", "value", "choose one of the steps");
    auto known = store::find_one<store::ConsultationOpinion>(tx, "item_id = ?1 AND voice_id = ?2 AND round = ?3",
                                                             {item_id, place->voice.id, place->consultation.rounds});
    store::ConsultationOpinion out{.id = known ? known->id : new_id(platform.now()),
                                   .consultation_id = place->consultation.id,
                                   .item_id = item_id,
                                   .voice_id = place->voice.id,
                                   .round = place->consultation.rounds,
                                   .value = number,
                                   .made = platform.now()};
    if (known)
      store::update(tx, out);
    else
      store::insert(tx, out);
    return {};
  });
}

Result<void> cast_vote(Platform& platform, const Actor& actor, const std::string& item_id, const std::string& choice,
                       const std::string& reason) {
  if (auto allowed = demand(actor, "consultation.speak"); !allowed) return allowed;
  const auto chosen = cocreation::choice_of(choice);
  if (!chosen) return invalid("it is not said how you vote", "choice", "choose of the list");
  if (*chosen == cocreation::Choice::object && reason.empty())
    return invalid("an objection needs a reason", "reason", "say what would have to change so that you can agree");
  if (reason.size() > 4000) return invalid("this is too long", "reason", "write up to 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto place = place_of(platform, tx, actor, item_id);
    if (!place) return std::move(place).error();
    if (place->consultation.state != store::ConsultationState::deciding)
      return conflict("nothing is decided here yet", "write remarks; the vote comes after them");
    auto known =
        store::find_one<store::ConsultationVote>(tx, "item_id = ?1 AND voice_id = ?2", {item_id, place->voice.id});
    store::ConsultationVote out{.id = known ? known->id : new_id(platform.now()),
                                .consultation_id = place->consultation.id,
                                .item_id = item_id,
                                .voice_id = place->voice.id,
                                .choice = choice,
                                .reason = reason,
                                .made = platform.now()};
    if (known)
      store::update(tx, out);
    else
      store::insert(tx, out);
    return {};
  });
}

Result<void> answer_remark(Platform& platform, const Actor& actor, const std::string& remark_id,
                           const std::string& fate, const std::string& answer) {
  if (auto allowed = demand(actor, "consultation.open"); !allowed) return allowed;
  const auto known = cocreation::fate_of(fate);
  if (!known || *known == cocreation::Fate::open)
    return invalid("it is not said what becomes of the remark", "fate", "choose of the list");
  if (answer.empty() || answer.size() > 4000)
    return invalid("the reason is missing or too long", "answer", "write up to 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto remark = store::find_one<store::ConsultationRemark>(tx, "id = ?1", {remark_id});
    if (!remark) return not_found("this remark");
    remark->fate = fate;
    remark->answer = answer;
    remark->answered = platform.now();
    store::update(tx, *remark);
    audit(tx, platform, actor, "consultation.answer", "", remark_id, fate);
    return {};
  });
}

Result<void> amend_item(Platform& platform, const Actor& actor, const std::string& item_id, const std::string& words) {
  if (words.empty() || words.size() > 20'000)
    return invalid("the text is missing or too long", "words", "write up to 20,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto item = store::find_one<store::ConsultationItem>(tx, "id = ?1", {item_id});
    if (!item) return not_found("this part of the consultation");
    const auto owner = store::find_one<store::Consultation>(tx, "id = ?1", {item->consultation_id});
    auto consultation = led_consultation(tx, actor, owner ? owner->slug : "");
    if (!consultation) return std::move(consultation).error();
    if (consultation->state != store::ConsultationState::open)
      return conflict("people vote on the text as it is", "amend it before the vote begins");
    item->words = words;
    store::update(tx, *item);
    // The proposal behind it is amended with it, so that what is decided is what is published.
    if (auto proposal = store::find_one<store::FrameworkProposal>(tx, "id = ?1", {item->proposal_id})) {
      auto wanted = cocreation::read_work(proposal->wanted, "proposal");
      if (!wanted) return std::move(wanted).error();
      wanted->clauses.front().text = words;
      json::Arena arena;
      proposal->wanted = json::write(cocreation::work_value(arena, *wanted));
      proposal->changed = platform.now();
      store::update(tx, *proposal);
    }
    audit(tx, platform, actor, "consultation.amend", "", item_id);
    return {};
  });
}

Result<cocreation::Round> close_round(Platform& platform, const Actor& actor, const std::string& slug) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<cocreation::Round> {
    auto consultation = led_consultation(tx, actor, slug);
    if (!consultation) return std::move(consultation).error();
    if (!consultation->is_round_open)
      return conflict("this round is closed already", "open the next, or begin to decide");
    const cocreation::Consultation content = content_of(tx, *consultation);
    cocreation::Round result = cocreation::round_result(content, static_cast<int>(consultation->rounds));
    auto round = store::find_one<store::ConsultationRound>(tx, "consultation_id = ?1 AND number = ?2",
                                                           {consultation->id, consultation->rounds});
    if (!round) return not_found("this round");
    round->closed = platform.now();
    round->result = round_json(result);
    store::update(tx, *round);
    consultation->is_round_open = false;
    store::update(tx, *consultation);
    audit(tx, platform, actor, "consultation.round_close", "", consultation->id, std::to_string(consultation->rounds));
    for (cocreation::RoundItem& one : result.items) one.item = nullptr;  // they are of a value that goes
    return result;
  });
}

Result<void> open_round(Platform& platform, const Actor& actor, const std::string& slug) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto consultation = led_consultation(tx, actor, slug);
    if (!consultation) return std::move(consultation).error();
    if (consultation->is_round_open) return conflict("a round is open", "close it first");
    if (consultation->state != store::ConsultationState::open)
      return conflict("this is being decided", "close the consultation, or open another one");
    ++consultation->rounds;
    consultation->is_round_open = true;
    store::update(tx, *consultation);
    store::insert(tx, store::ConsultationRound{.id = new_id(platform.now()),
                                               .consultation_id = consultation->id,
                                               .number = consultation->rounds,
                                               .opened = platform.now()});
    for (const auto& [person, about] : to_voices(tx, platform, *consultation))
      tell_person(tx, platform, person, about, "A new round: {0}",
                  "The group's answer of the last round is there; have a look and say whether you see it otherwise "
                  "now:\n\n{1}");
    audit(tx, platform, actor, "consultation.round_open", "", consultation->id, std::to_string(consultation->rounds));
    return {};
  });
}

Result<void> begin_deciding(Platform& platform, const Actor& actor, const std::string& slug) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto consultation = led_consultation(tx, actor, slug);
    if (!consultation) return std::move(consultation).error();
    if (consultation->is_round_open) return conflict("a round is open", "close it first");
    if (consultation->state == store::ConsultationState::deciding)
      return conflict("this is being decided already", "close the consultation when the votes are in");
    const auto open =
        store::count(tx, "consultation_remark WHERE consultation_id = ?1 AND fate = 'open'", {consultation->id});
    if (open > 0) return conflict("not every remark has an answer yet", "say of each what became of it, and why");
    consultation->state = store::ConsultationState::deciding;
    store::update(tx, *consultation);
    for (const auto& [person, about] : to_voices(tx, platform, *consultation))
      tell_person(tx, platform, person, about, "To be decided: {0}",
                  "What became of each remark is there to read. Now say whether you agree, abstain or object:\n\n{1}");
    audit(tx, platform, actor, "consultation.decide", "", consultation->id);
    return {};
  });
}

Result<cocreation::ConsultationOutcome> close_consultation(Platform& platform, const Actor& actor,
                                                           const std::string& slug) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<cocreation::ConsultationOutcome> {
    auto consultation = led_consultation(tx, actor, slug);
    if (!consultation) return std::move(consultation).error();
    if (consultation->state != store::ConsultationState::deciding)
      return conflict("nobody has voted yet", "close the round and begin to decide first");
    const cocreation::Consultation content = content_of(tx, *consultation);
    cocreation::ConsultationOutcome out = cocreation::outcome(content);
    json::Arena arena;
    const json::Value decisions = json::Value::array(arena);
    for (const cocreation::Decision& one : out.decisions) {
      const json::Value item = json::Value::object(arena);
      item.append(arena, "item", arena.string(one.item->id));
      item.append(arena, "verdict", arena.string(cocreation::verdict_name(one.verdict)));
      decisions.push(arena, item);
      const auto record = store::find_one<store::ConsultationItem>(tx, "id = ?1", {one.item->id});
      auto proposal =
          record ? store::find_one<store::FrameworkProposal>(tx, "id = ?1", {record->proposal_id}) : std::nullopt;
      if (!proposal || proposal->state != store::ProposalState::consulted) continue;
      // Without a quorum nothing was decided: it can be consulted on again.
      proposal->state = one.verdict == cocreation::Verdict::carried       ? store::ProposalState::accepted
                        : one.verdict == cocreation::Verdict::not_carried ? store::ProposalState::declined
                                                                          : store::ProposalState::proposed;
      proposal->answer = cocreation::verdict_name(one.verdict);
      proposal->changed = platform.now();
      store::update(tx, *proposal);
    }
    consultation->state = store::ConsultationState::closed;
    consultation->closed = platform.now();
    consultation->result = json::write(decisions);
    store::update(tx, *consultation);
    audit(tx, platform, actor, "consultation.close", "", consultation->id);
    // What points into the values here goes with them; the report stays.
    out.decisions.clear();
    out.not_heard.clear();
    return out;
  });
}

std::string consultation_minutes(const Platform& platform, const store::Consultation& record,
                                 const cocreation::Consultation& c, const std::string& language) {
  const auto say = [&](std::string_view english, const std::vector<std::string>& args = {}) {
    return translate(language, english, args);
  };
  const cocreation::ConsultationOutcome result = cocreation::outcome(c);
  std::string out = "# " + translate(language, "Minutes: {0}", {record.title}) + "\n\n";
  out += platform.url("/consultations/" + record.slug) + "\n\n";
  if (!record.about.empty()) out += record.about + "\n\n";
  out += say("Opened {0}.", {format_date(language, date_of(record.opened))});
  if (record.closed) out += " " + say("Closed {0}.", {format_date(language, date_of(*record.closed))});
  out += "\n\n## " + say("Who was heard") + "\n\n";
  for (std::size_t k = 0; k < cocreation::k_constituencies; ++k)
    out += fmt::format(
        "- {}: {}\n",
        message_text({.message = "cocreation.constituency." +
                                 std::string{cocreation::constituency_name(static_cast<cocreation::Constituency>(k))}},
                     language),
        say("{0} of {1} who joined", {std::to_string(result.heard[k]), std::to_string(result.voices[k])}));
  for (int n = 1; n <= c.rounds; ++n) {
    const cocreation::Round round = cocreation::round_result(c, n);
    if (round.items.empty()) continue;
    out += "\n## " + say("Round {0}", {std::to_string(n)}) + "\n\n";
    for (const cocreation::RoundItem& one : round.items)
      out += "- " + one.item->title + ": " +
             say("median {0}, {1} opinions, {2} % within a step",
                 {fmt::format("{:g}", one.median), std::to_string(one.n), fmt::format("{:.0f}", one.within * 100)}) +
             "\n";
    if (round.concord)
      out += "\n" + say("Agreement (Kendall's W): {0}", {fmt::format("{:.2f}", *round.concord)}) + "\n";
  }
  out += "\n## " + say("Remarks and what became of them") + "\n";
  for (const cocreation::Item& item : c.items) {
    out += "\n### " + item.title + "\n\n" + item.text + "\n";
    for (const cocreation::Remark& one : c.remarks) {
      if (one.item != item.id) continue;
      const cocreation::Voice* voice = c.voice(one.voice);
      out += "\n- ";
      if (voice) {
        out += message_text(
            {.message = "cocreation.constituency." + std::string{cocreation::constituency_name(voice->constituency)}},
            language);
        if (!voice->name.empty()) out += ", " + voice->name;
        if (!voice->organisation.empty()) out += " (" + voice->organisation + ")";
        out += ": ";
      }
      out += one.text.empty() ? one.proposed : one.text;
      if (!one.text.empty() && !one.proposed.empty()) out += " → " + one.proposed;
      out += "\n  " +
             message_text({.message = "cocreation.fate." + std::string{cocreation::fate_name(one.fate)}}, language);
      if (!one.answer.empty()) out += ": " + one.answer;
      out += "\n";
    }
  }
  out += "\n## " + say("Decisions") + "\n\n";
  for (const Finding& one : result.report.findings) {
    out += "- " + message_text(one, language) + "\n";
    for (const Finding& inner : one.findings) out += "  - " + message_text(inner, language) + "\n";
  }
  bool has_dissent = false;
  for (const cocreation::Decision& one : result.decisions) {
    for (const cocreation::Vote* vote : one.objections) {
      if (!has_dissent) out += "\n## " + say("Dissent") + "\n\n";
      has_dissent = true;
      out += "- " + one.item->title + ": " + vote->reason + "\n";
    }
  }
  return out;
}

}  // namespace credex::service
