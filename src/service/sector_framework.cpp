#include "service/sector_framework.h"

#include <algorithm>
#include <map>

#include "service/demand.h"
#include "service/lists.h"
#include "service/overview.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

std::string clause_json(const cocreation::Clause& clause) {
  json::Arena arena;
  return json::write(cocreation::work_value(arena, {.id = "w", .title = "w", .version = "0", .clauses = {clause}}));
}

cocreation::Clause clause_of(const store::FrameworkProposal& record) {
  auto read = cocreation::read_work(record.wanted, "proposal");
  return read ? read->clauses.front() : cocreation::Clause{.id = record.clause};
}

cocreation::Proposal proposal_of(const store::FrameworkProposal& record) {
  return {.clause = record.clause, .removes = record.removes, .wanted = clause_of(record)};
}

cocreation::Work newest(store::Tx& tx) {
  const auto found = store::find_one<store::FrameworkVersion>(tx, "1 = 1 ORDER BY published DESC, id DESC LIMIT 1");
  if (!found) return cocreation::Work::built_in();
  auto read = cocreation::read_work(found->content, "framework " + found->number);
  if (!read) return cocreation::Work::built_in();
  return std::move(*read);
}

/// "1.10" is after "1.9".
bool is_later(const std::string& a, const std::string& b) {
  const auto parts = [](const std::string& number) {
    std::vector<int> out;
    for (std::size_t begin = 0; begin <= number.size();) {
      const std::size_t end = std::min(number.find('.', begin), number.size());
      out.push_back(std::atoi(number.substr(begin, end - begin).c_str()));
      begin = end + 1;
    }
    return out;
  };
  return parts(a) > parts(b);
}

bool is_number(const std::string& number) {
  return !number.empty() && number.size() <= 12 && number.front() != '.' && number.back() != '.' &&
         std::all_of(number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::string line;
  for (const char c : text + "\n") {
    if (c == '\r') continue;
    if (c != '\n') {
      line += c;
      continue;
    }
    if (!line.empty()) out.push_back(line);
    line.clear();
  }
  return out;
}

Result<cocreation::Clause> wanted_clause(const cocreation::Work& work, const ProposalFacts& f) {
  const cocreation::Clause* known = f.clause.empty() ? nullptr : work.find(f.clause);
  if (!f.clause.empty() && !known) return not_found("this clause");
  cocreation::Clause out = known ? *known : cocreation::Clause{};
  if (f.removes) return out;
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  if (f.text.empty() || f.text.size() > 20'000)
    return invalid("the text is missing or too long", "text", "write up to 20,000 characters");
  out.title = f.title;
  out.text = f.text;
  out.sources = lines_of(f.sources);
  if (!known) {
    const auto kind = cocreation::clause_kind_of(f.kind);
    if (!kind) return invalid("it is not said what kind of clause this is", "kind", "choose of the list");
    out.kind = *kind;
    out.id = slug_from(f.title);
    for (int n = 2; work.find(out.id); ++n) out.id = slug_from(f.title) + "-" + std::to_string(n);
  } else if (out == *known) {
    return invalid("nothing differs from the text as it is", "text", "write what you would change");
  }
  return out;
}

ProposalView view_of(store::Tx& tx, store::FrameworkProposal record) {
  ProposalView out;
  out.proposal = proposal_of(record);
  out.title = out.proposal.wanted.title;
  if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {record.person_id}))
    out.proposer = person->name;
  out.record = std::move(record);
  return out;
}

}  // namespace

std::vector<VersionLine> framework_versions(Platform& platform) {
  std::vector<VersionLine> out;
  platform.database->read([&](store::Tx& tx) {
    out.clear();
    for (const auto& one : store::find<store::FrameworkVersion>(tx, "1 = 1 ORDER BY published DESC, id DESC"))
      out.push_back({one.number, to_string(date_of(one.published)), one.why});
  });
  const cocreation::Work& first = cocreation::Work::built_in();
  out.push_back({first.version, first.date, ""});
  return out;
}

Result<cocreation::Work> framework_version(Platform& platform, const std::string& number) {
  if (number == cocreation::Work::built_in().version) return cocreation::Work::built_in();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<cocreation::Work> {
    if (number.empty()) return newest(tx);
    const auto found = store::find_one<store::FrameworkVersion>(tx, "number = ?1", {number});
    if (!found) return not_found("this version");
    return cocreation::read_work(found->content, "framework " + number);
  });
}

std::string framework_url(const Platform& platform, const cocreation::Work& work) {
  return platform.url("/framework/" + work.version);
}

cocreation::Touched touched_by(Platform& platform, const cocreation::Selector& about) {
  if (about.empty()) return {};
  const auto pool = platform.overview->pool(platform);
  std::map<std::string, std::int64_t> awards;
  for (const AwardCounts::Count& one : *platform.award_counts->counts(platform)) awards[one.definition] += one.count;
  std::vector<cocreation::Touchable> catalogue;
  for (const framework::MicroCredential& one : pool->definitions) catalogue.push_back({&one, awards[one.id]});
  cocreation::Touched out = cocreation::touched(about, catalogue);
  out.first.clear();  // they are the pool's, which may go
  return out;
}

Result<store::FrameworkProposal> propose_change(Platform& platform, const Actor& actor, const ProposalFacts& f) {
  if (auto allowed = demand(actor, "framework.propose"); !allowed) return std::move(allowed).error();
  if (f.reason.empty() || f.reason.size() > 4000)
    return invalid("say why", "reason", "write up to 4,000 characters; whoever is consulted reads it first");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::FrameworkProposal> {
    auto wanted = wanted_clause(newest(tx), f);
    if (!wanted) return std::move(wanted).error();
    if (f.removes && f.clause.empty()) return not_found("this clause");
    store::FrameworkProposal out{.id = new_id(platform.now()),
                                 .clause = wanted->id,
                                 .removes = f.removes,
                                 .wanted = clause_json(*wanted),
                                 .reason = f.reason,
                                 .person_id = actor.person->id,
                                 .made = platform.now(),
                                 .changed = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "framework.propose", "", out.id, out.clause);
    return out;
  });
}

Result<void> withdraw_proposal(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "framework.propose"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto found = store::find_one<store::FrameworkProposal>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
    if (!found) return not_found("this proposal");
    if (found->state != store::ProposalState::proposed)
      return conflict("this proposal is being consulted on or decided", "say in the consultation what you think now");
    found->state = store::ProposalState::withdrawn;
    found->changed = platform.now();
    store::update(tx, *found);
    audit(tx, platform, actor, "framework.withdraw", "", id);
    return {};
  });
}

Result<void> decline_proposal(Platform& platform, const Actor& actor, const std::string& id,
                              const std::string& answer) {
  if (auto allowed = demand(actor, "framework.decide"); !allowed) return allowed;
  if (answer.empty()) return invalid("say why", "answer", "who proposed it reads it");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto found = store::find_one<store::FrameworkProposal>(tx, "id = ?1", {id});
    if (!found) return not_found("this proposal");
    if (found->state != store::ProposalState::proposed)
      return conflict("this proposal is being consulted on or decided", "nothing more is needed");
    found->state = store::ProposalState::declined;
    found->answer = answer;
    found->changed = platform.now();
    store::update(tx, *found);
    audit(tx, platform, actor, "framework.decline", "", id);
    return {};
  });
}

std::vector<ProposalView> proposals(Platform& platform, std::optional<store::ProposalState> state) {
  std::vector<ProposalView> out;
  platform.database->read([&](store::Tx& tx) {
    out.clear();
    auto records = state ? store::find<store::FrameworkProposal>(tx, "state = ?1 ORDER BY id DESC LIMIT 500",
                                                                 {std::string{store::name_of(*state)}})
                         : store::find<store::FrameworkProposal>(tx, "1 = 1 ORDER BY id DESC LIMIT 500");
    for (auto& record : records) out.push_back(view_of(tx, std::move(record)));
  });
  for (ProposalView& one : out) one.touched = touched_by(platform, one.proposal.wanted.about);
  return out;
}

Result<ProposalView> proposal_view(Platform& platform, const std::string& id) {
  auto out = store::reading(*platform.database, [&](store::Tx& tx) -> Result<ProposalView> {
    auto found = store::find_one<store::FrameworkProposal>(tx, "id = ?1", {id});
    if (!found) return not_found("this proposal");
    return view_of(tx, std::move(*found));
  });
  if (out) out->touched = touched_by(platform, out->proposal.wanted.about);
  return out;
}

Result<cocreation::Work> publish_framework(Platform& platform, const Actor& actor, const std::string& number,
                                           const std::string& why) {
  if (auto allowed = demand(actor, "framework.decide"); !allowed) return std::move(allowed).error();
  if (!is_number(number)) return invalid("'" + number + "' is no number of a version", "number", "write one like 1.0");
  if (why.empty()) return invalid("say what this version brings", "why", "a sentence or two");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<cocreation::Work> {
    const cocreation::Work before = newest(tx);
    if (!is_later(number, before.version))
      return invalid("'" + number + "' is not after the version that there is", "number", "count on from it");
    auto accepted = store::find<store::FrameworkProposal>(tx, "state = 'accepted' ORDER BY id");
    if (accepted.empty())
      return conflict("nothing is accepted that this version would bring", "consult on proposals first");
    std::vector<cocreation::Proposal> changes;
    changes.reserve(accepted.size());
    for (const auto& one : accepted) changes.push_back(proposal_of(one));
    auto next = cocreation::with_proposals(before, changes, number, to_string(date_of(platform.now())));
    if (!next) return next;
    json::Arena arena;
    store::insert(tx, store::FrameworkVersion{.id = new_id(platform.now()),
                                              .number = number,
                                              .content = json::write(cocreation::work_value(arena, *next)),
                                              .why = why,
                                              .person_id = actor.person->id,
                                              .published = platform.now()});
    for (store::FrameworkProposal& one : accepted) {
      one.state = store::ProposalState::published;
      one.version = number;
      one.changed = platform.now();
      store::update(tx, one);
      tx.execute(
          "UPDATE consultation_remark SET version = ?1 WHERE consultation_id = ?2 AND fate IN ('taken_up', "
          "'taken_in_part') AND version = '' AND item_id IN (SELECT id FROM consultation_item WHERE proposal_id = ?3)",
          {number, one.consultation_id, one.id});
    }
    audit(tx, platform, actor, "framework.publish", "", number, why);
    return next;
  });
}

std::vector<ClauseTrace> trace_of_clause(Platform& platform, const std::string& clause) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ClauseTrace> out;
    std::map<std::string, store::Consultation> consultations;
    for (auto& remark : store::find<store::ConsultationRemark>(
             tx,
             "fate IN ('taken_up', 'taken_in_part') AND item_id IN (SELECT id FROM consultation_item WHERE clause = "
             "?1) ORDER BY id LIMIT 500",
             {clause})) {
      auto [it, is_new] = consultations.try_emplace(remark.consultation_id);
      if (is_new) {
        if (auto found = store::find_one<store::Consultation>(tx, "id = ?1", {remark.consultation_id}))
          it->second = std::move(*found);
      }
      const auto voice = store::find_one<store::ConsultationVoice>(tx, "id = ?1", {remark.voice_id});
      out.push_back({it->second.slug, it->second.title, std::move(remark), voice ? voice->constituency : ""});
    }
    return out;
  });
}

}  // namespace credex::service
