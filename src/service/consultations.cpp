#include "service/consultations.h"

#include <algorithm>

#include "base/translate.h"
#include "service/consultation_record.h"
#include "service/definitions.h"
#include "service/lists.h"
#include "service/sector_framework.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::size_t k_most_items = 300;

/// A text's parts, an empty line between them.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> out;
  std::string part;
  std::string line;
  const auto end_part = [&] {
    while (!part.empty() && part.back() == '\n') part.pop_back();
    if (!part.empty()) out.push_back(part);
    part.clear();
  };
  for (const char c : text + "\n\n") {
    if (c == '\r') continue;
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.find_first_not_of(" \t") == std::string::npos)
      end_part();
    else
      part += line + "\n";
    line.clear();
  }
  return out;
}

std::string settings_json(const ConsultationFacts& f) {
  json::Arena arena;
  const json::Value out = json::Value::object(arena);
  const json::Value quorum = json::Value::object(arena, cocreation::k_constituencies);
  for (std::size_t k = 0; k < cocreation::k_constituencies; ++k) {
    const std::string& text = f.quorum[k];
    quorum.append(arena, cocreation::constituency_name(static_cast<cocreation::Constituency>(k)),
                  json::Value::integer(text.empty() ? 1 : std::atoi(text.c_str())));
  }
  out.append(arena, "quorum", quorum);
  out.append(arena, "scale", json::Value::integer(std::atoi(f.scale.c_str())));
  out.append(arena, "anonymous", json::Value::boolean(f.is_anonymous));
  return json::write(out);
}

Result<void> check_facts(const ConsultationFacts& f) {
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  if (f.about.size() > 8000) return invalid("this is too long", "about", "write up to 8,000 characters");
  if (!cocreation::rule_of(f.rule)) return invalid("it is not said how this is decided", "rule", "choose of the list");
  if (f.scale != "5" && f.scale != "7" && f.scale != "9")
    return invalid("this is no scale", "scale", "choose 5, 7 or 9 steps");
  if (!cocreation::item_kind_of(f.kind)) return invalid("this is no kind of part", "kind", "choose of the list");
  bool has_say = false;
  for (const std::string& one : f.quorum) {
    if (one.size() > 4 || one.find_first_not_of("0123456789") != std::string::npos)
      return invalid("a quorum is a number", "quorum", "write how many votes the constituency must cast, 0 for no say");
    has_say = has_say || one.empty() || std::atoi(one.c_str()) > 0;
  }
  if (!has_say) return invalid("nobody would have a say", "quorum", "give at least one constituency a quorum");
  if (!f.closes.empty() && !parse_date(f.closes))
    return invalid("'" + f.closes + "' is no day", "closes", "write it like 2027-03-31");
  return {};
}

}  // namespace

cocreation::Consultation with_settings(const store::Consultation& record) {
  cocreation::Consultation out{.id = record.id, .title = record.title, .about = record.about};
  const json::Document settings = json_in(record.settings);
  out.rule = cocreation::rule_of(record.rule).value_or(cocreation::DecisionRule::consent);
  for (std::size_t k = 0; k < cocreation::k_constituencies; ++k) {
    const json::Value least =
        settings.root.get("quorum").get(cocreation::constituency_name(static_cast<cocreation::Constituency>(k)));
    if (least.is_number()) out.quorum[k] = static_cast<int>(least.as_number());
  }
  out.is_anonymous = settings.root.get("anonymous").as_boolean();
  if (const json::Value scale = settings.root.get("scale"); scale.is_number())
    out.scale = static_cast<int>(scale.as_number());
  out.rounds = static_cast<int>(record.rounds);
  return out;
}

Result<store::Consultation> open_consultation(Platform& platform, const Actor& actor, const ConsultationFacts& f) {
  if (auto allowed = demand(actor, "consultation.open"); !allowed) return std::move(allowed).error();
  if (auto good = check_facts(f); !good) return std::move(good).error();
  auto work = framework_version(platform);
  if (!work) return std::move(work).error();
  const std::vector<std::string> parts = parts_of(f.text);
  if (parts.size() + f.proposals.size() + f.clauses.size() > k_most_items)
    return invalid("these are too many parts for one consultation", "text", "ask about at most 300 at once");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Consultation> {
    store::Consultation out{.id = new_id(platform.now()),
                            .slug = free_slug(tx, "consultation", slug_from(f.title)),
                            .title = f.title,
                            .about = f.about,
                            .language = is_language(f.language) ? f.language : "en",
                            .rule = f.rule,
                            .settings = settings_json(f),
                            .rounds = 1,
                            .is_round_open = true,
                            .person_id = actor.person->id,
                            .opened = platform.now()};
    if (!f.closes.empty()) out.closes = midnight(*parse_date(f.closes)) + std::chrono::hours{24};
    std::int64_t number = 0;
    const auto add = [&](store::ConsultationItem item) {
      item.id = new_id(platform.now());
      item.consultation_id = out.id;
      item.number = ++number;
      store::insert(tx, item);
    };
    for (const std::string& id : f.proposals) {
      auto proposal = store::find_one<store::FrameworkProposal>(tx, "id = ?1", {id});
      if (!proposal || proposal->state != store::ProposalState::proposed)
        return invalid("a proposal is not there any more, or is consulted on already", "proposals", "choose others");
      auto wanted = cocreation::read_work(proposal->wanted, "proposal");
      if (!wanted) return std::move(wanted).error();
      const cocreation::Clause& clause = wanted->clauses.front();
      add({.kind = "paragraph",
           .title = clause.title,
           .words = proposal->removes ? "" : clause.text,
           .clause = proposal->clause,
           .proposal_id = id});
      proposal->state = store::ProposalState::consulted;
      proposal->consultation_id = out.id;
      proposal->changed = platform.now();
      store::update(tx, *proposal);
    }
    for (const std::string& id : f.clauses) {
      const cocreation::Clause* clause = work->find(id);
      if (!clause) return invalid("a clause is not in the framework any more", "clauses", "choose others");
      add({.kind = "paragraph", .title = clause->title, .words = clause->text, .clause = id});
    }
    if (!f.definition.empty()) {
      const auto definition = published_definition(tx, f.definition.substr(f.definition.rfind('/') + 1));
      if (!definition) return invalid("this is no published micro-credential", "definition", "copy its page's address");
      const framework::MicroCredential& d = definition->content;
      add({.kind = "paragraph", .title = d.title.in(f.language), .words = d.description.in(f.language)});
      for (const framework::LearningOutcome& one : d.outcomes)
        add({.kind = "paragraph", .title = d.title.in(f.language) + ": " + one.id, .words = one.title.in(f.language)});
    }
    for (const std::string& part : parts)
      add({.kind = f.kind, .title = "§ " + std::to_string(number + 1), .words = part});
    if (number == 0)
      return invalid("there is nothing to ask about", "text", "write a text, or choose clauses or proposals");
    store::insert(tx, out);
    store::insert(tx,
                  store::ConsultationRound{
                      .id = new_id(platform.now()), .consultation_id = out.id, .number = 1, .opened = platform.now()});
    audit(tx, platform, actor, "consultation.open", "", out.id, out.title);
    return out;
  });
}

std::vector<ConsultationLine> consultations(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ConsultationLine> out;
    for (auto& record : store::find<store::Consultation>(
             tx, "1 = 1 ORDER BY CASE state WHEN 'closed' THEN 1 ELSE 0 END, id DESC LIMIT 500")) {
      ConsultationLine line;
      line.voices = store::count(tx, "consultation_voice WHERE consultation_id = ?1", {record.id});
      line.remarks = store::count(tx, "consultation_remark WHERE consultation_id = ?1", {record.id});
      line.record = std::move(record);
      out.push_back(std::move(line));
    }
    return out;
  });
}

Result<store::Consultation> consultation_by_slug(Platform& platform, const std::string& slug) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<store::Consultation> {
    auto found = store::find_one<store::Consultation>(tx, "slug = ?1", {slug});
    if (!found) return not_found("this consultation");
    return std::move(*found);
  });
}

cocreation::Consultation content_of(store::Tx& tx, const store::Consultation& record) {
  cocreation::Consultation out = with_settings(record);
  for (const auto& one : store::find<store::ConsultationItem>(tx, "consultation_id = ?1 ORDER BY number", {record.id}))
    out.items.push_back({one.id, cocreation::item_kind_of(one.kind).value_or(cocreation::ItemKind::paragraph),
                         one.title, one.words, one.clause});
  std::map<std::string, std::string> names;
  if (!out.is_anonymous) {
    for (const store::Row& row : tx.query("SELECT v.id, p.name FROM consultation_voice v JOIN person p ON p.id = "
                                          "v.person_id WHERE v.consultation_id = ?1",
                                          {record.id}))
      names[row.text(0)] = row.text(1);
  }
  for (const auto& one : store::find<store::ConsultationVoice>(tx, "consultation_id = ?1 ORDER BY id", {record.id}))
    out.voices.push_back({one.id,
                          cocreation::constituency_of(one.constituency).value_or(cocreation::Constituency::educators),
                          names[one.id], out.is_anonymous ? "" : one.organisation, one.country, one.sector});
  for (auto& one : store::find<store::ConsultationRemark>(tx, "consultation_id = ?1 ORDER BY item_id, id", {record.id}))
    out.remarks.push_back(
        {.id = std::move(one.id),
         .item = std::move(one.item_id),
         .voice = std::move(one.voice_id),
         .round = static_cast<int>(one.round),
         .kind = one.proposed.empty() ? cocreation::RemarkKind::comment : cocreation::RemarkKind::amendment,
         .text = std::move(one.words),
         .proposed = std::move(one.proposed),
         .fate = cocreation::fate_of(one.fate).value_or(cocreation::Fate::open),
         .answer = std::move(one.answer),
         .version = std::move(one.version)});
  for (const auto& one : store::find<store::ConsultationOpinion>(tx, "consultation_id = ?1 ORDER BY id", {record.id}))
    out.opinions.push_back({one.item_id, one.voice_id, static_cast<int>(one.round), static_cast<int>(one.value)});
  for (const auto& one : store::find<store::ConsultationVote>(tx, "consultation_id = ?1 ORDER BY id", {record.id}))
    out.votes.push_back({one.item_id, one.voice_id,
                         cocreation::choice_of(one.choice).value_or(cocreation::Choice::abstain), one.reason});
  return out;
}

cocreation::Consultation consultation_content(Platform& platform, const store::Consultation& record) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return content_of(tx, record); });
}

ConsultationPage consultation_page(Platform& platform, const Actor& actor, const store::Consultation& record,
                                   std::size_t last) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    ConsultationPage out{.record = record};
    const bool is_anonymous = with_settings(record).is_anonymous;
    if (actor.person)
      out.own = store::find_one<store::ConsultationVoice>(tx, "consultation_id = ?1 AND person_id = ?2",
                                                          {record.id, actor.person->id});
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
    for (const store::Row& row : tx.query("SELECT item_id, COUNT(*), SUM(CASE fate WHEN 'open' THEN 1 ELSE 0 END) FROM "
                                          "consultation_remark WHERE consultation_id = ?1 GROUP BY item_id",
                                          {record.id}))
      counts[row.text(0)] = {row.integer(1), row.integer(2)};
    for (auto& item : store::find<store::ConsultationItem>(tx, "consultation_id = ?1 ORDER BY number", {record.id})) {
      ItemView view;
      std::tie(view.remarks, view.open) = counts[item.id];
      if (view.remarks > 0)
        view.last = store::find<store::ConsultationRemark>(
            tx, "consultation_id = ?1 AND item_id = ?2 ORDER BY id DESC LIMIT " + std::to_string(last),
            {record.id, item.id});
      if (out.own) {
        if (const auto own = store::find_one<store::ConsultationOpinion>(
                tx, "item_id = ?1 AND voice_id = ?2 AND round = ?3", {item.id, out.own->id, record.rounds}))
          view.own_opinion = static_cast<int>(own->value);
        view.own_vote =
            store::find_one<store::ConsultationVote>(tx, "item_id = ?1 AND voice_id = ?2", {item.id, out.own->id});
      }
      for (const auto& remark : view.last) {
        if (out.voices.contains(remark.voice_id)) continue;
        auto voice = store::find_one<store::ConsultationVoice>(tx, "id = ?1", {remark.voice_id});
        if (!voice) continue;
        if (!is_anonymous) {
          if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {voice->person_id}))
            out.names[voice->id] = person->name;
        }
        out.voices.emplace(remark.voice_id, std::move(*voice));
      }
      view.record = std::move(item);
      out.items.push_back(std::move(view));
    }
    out.rounds = store::find<store::ConsultationRound>(tx, "consultation_id = ?1 ORDER BY number", {record.id});
    for (std::size_t k = 0; k < cocreation::k_constituencies; ++k)
      out.heard[std::string{cocreation::constituency_name(static_cast<cocreation::Constituency>(k))}] = {0, 0};
    for (const store::Row& row : tx.query(
             "SELECT v.constituency, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM consultation_remark r WHERE "
             "r.voice_id = v.id) OR EXISTS (SELECT 1 FROM consultation_opinion o WHERE o.voice_id = v.id) OR EXISTS "
             "(SELECT 1 FROM consultation_vote b WHERE b.voice_id = v.id) THEN 1 ELSE 0 END) FROM consultation_voice v "
             "WHERE v.consultation_id = ?1 GROUP BY v.constituency",
             {record.id}))
      out.heard[row.text(0)] = {row.integer(2), row.integer(1)};
    return out;
  });
}

std::vector<store::ConsultationRemark> remarks_of(Platform& platform, const std::string& item_id,
                                                  const std::string& after, std::int64_t count) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const auto item = store::find_one<store::ConsultationItem>(tx, "id = ?1", {item_id});
    if (!item) return std::vector<store::ConsultationRemark>{};
    return store::find<store::ConsultationRemark>(
        tx, "consultation_id = ?1 AND item_id = ?2 AND id > ?3 ORDER BY id LIMIT " + std::to_string(count),
        {item->consultation_id, item_id, after});
  });
}

}  // namespace credex::service
