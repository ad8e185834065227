#include <algorithm>

#include "base/digest.h"
#include "credential/authenticity.h"
#include "credential/contents.h"
#include "service/case_record.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/definitions.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/overview.h"
#include "service/policies.h"
#include "service/rules_text.h"
#include "service/stack_record.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

const recognition::Countries& country_facts() { return recognition::Countries::built_in(); }

Result<StackRuleView> view_of(store::Tx& tx, store::StackRule record) {
  auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  if (!organisation) return not_found("this organisation");
  auto content = stacking::read_rule(record.content, "", country_facts());
  if (!content) return std::move(content).error();
  const std::string digest = "sha-256:" + hex(sha256(record.content));
  return StackRuleView{std::move(record), std::move(*organisation), std::move(*content), digest};
}

/// A text with what the platform sets.
struct CompletedRule {
  std::string document{};
  stacking::StackRule content{};
};

Result<CompletedRule> completed(const Platform& platform, const store::Organisation& organisation,
                                const store::StackRule& record, const framework::MicroCredential& target,
                                const std::string& text, const std::string& name) {
  auto yaml = rules_document(text, name);
  if (!yaml) return std::move(yaml).error();
  json::Arena& arena = *yaml->document.arena;
  const Value root = yaml->document.root;
  root.set(arena, "id", arena.string(platform.url("/stacks/" + record.id)));
  root.set(arena, "version", arena.string(std::to_string(record.version)));
  root.set(arena, "body", body_value(arena, platform, organisation));
  root.set(arena, "target", arena.string(target.id));
  if (root.get("title").is_null()) {
    const Value title = Value::object(arena, target.title.entries.size());
    for (const auto& [language, words] : target.title.entries)
      title.append(arena, arena.copy(language), arena.string(words));
    root.set(arena, "title", title);
  }
  if (root.get("target_eqf").is_null() && target.level.eqf)
    root.set(arena, "target_eqf", Value::integer(*target.level.eqf));
  auto content = stacking::read_rule(*yaml, name, country_facts());
  if (!content) return std::move(content).error();
  return CompletedRule{json::write_pretty(root), std::move(*content)};
}

/// A published micro-credential of the organisation, which a rule awards.
Result<DefinitionView> target_of(store::Tx& tx, const std::string& organisation_id, const std::string& definition_id) {
  auto target = published_definition(tx, definition_id);
  if (!target || target->record.organisation_id != organisation_id)
    return invalid("this is no published micro-credential of the organisation", "definition", "choose one of the list");
  return target;
}

/// A holding with what is known of it here.
struct Held {
  store::Holding holding{};
  std::optional<store::AwardStatus> status{};  ///< of what was issued on this platform
  std::optional<framework::MicroCredential> definition{};
  std::string counted_in{};  ///< the larger award's title
};

std::vector<Held> held_by(store::Tx& tx, const Platform& platform, const std::string& person_id, HolderUse wanted) {
  std::vector<Held> out;
  // Awards of somebody else are no parts of one's own.
  for (store::Holding& holding :
       usable(tx, platform, person_id, store::find<store::Holding>(tx, "person_id = ?1 ORDER BY id", {person_id}),
              wanted)) {
    Held one{.holding = std::move(holding)};
    if (const auto award = store::find_one<store::Award>(tx, "id = ?1", {one.holding.award_id})) {
      one.status = award->status;
      if (auto known = definition_behind(tx, award->id, one.holding.credential)) one.definition = std::move(*known);
    }
    // A larger award that was revoked lets its parts go.
    const auto use = store::find_one<store::StackUse>(
        tx, "person_id = ?1 AND digest = ?2 AND award_id IN (SELECT id FROM award WHERE status <> 'revoked') LIMIT 1",
        {person_id, one.holding.digest});
    if (use) {
      const auto rule = store::find_one<store::StackRule>(tx, "id = ?1", {use->rule_id});
      one.counted_in = rule ? rule->title : use->award_id;
    }
    out.push_back(std::move(one));
  }
  return out;
}

/// A holding as a candidate: what we issued by its status here, others by verifying them. Not in a transaction: others
/// may be asked over the network.
std::optional<stacking::Candidate> candidate_from(Platform& platform, const Held& held) {
  const std::string bytes = unkept_form(held.holding.credential);
  auto contents = credential::contents_of(bytes);
  if (!contents) return std::nullopt;
  const credential::Vouching who = vouching_from(face_of(platform, held.holding));
  if (!held.definition) {
    platform.database->read(
        [&](store::Tx& tx) { keep_proven_body(tx, platform, who.identifier, contents->definition); });
  }
  stacking::Candidate out =
      stacking::candidate_of(held.definition ? *held.definition : contents->definition, country_facts());
  out.id = contents->award.id.empty() ? held.holding.id : contents->award.id;
  out.is_held = true;
  out.digest = "sha-256:" + held.holding.digest;
  out.counted_in = held.counted_in;
  if (contents->award.awarded_on.ok()) out.awarded_on = contents->award.awarded_on;
  if (contents->award.valid_until) out.expires = date_of(*contents->award.valid_until);
  if (held.status) {
    out.is_withdrawn = *held.status != store::AwardStatus::valid;
  } else {
    auto report = platform.checker->check(bytes, platform.now());
    stacking::set_authenticity(out, report ? credential::authenticity_of(*report) : recognition::Authenticity::unknown);
  }
  // A larger award rests on nobody's word alone, and what it rests on is named as what it is.
  if (who.face != credential::Face::vouched) {
    out.is_verified = false;
    out.issuer_name = said_name("en", out.issuer_name, who.face);
  }
  return out;
}

/// The whole is no part of itself.
std::vector<stacking::Candidate> candidates_of(Platform& platform, const std::string& person_id,
                                               const stacking::StackRule& rule, HolderUse use) {
  const auto held =
      store::reading(*platform.database, [&](store::Tx& tx) { return held_by(tx, platform, person_id, use); });
  std::vector<stacking::Candidate> out;
  for (const Held& one : held) {
    auto candidate = candidate_from(platform, one);
    if (candidate && candidate->definition != rule.target) out.push_back(std::move(*candidate));
  }
  return out;
}

}  // namespace

Result<StackRuleView> stack_rule_in(store::Tx& tx, const std::string& id, std::int64_t version) {
  auto record = store::find_one<store::StackRule>(tx, "id = ?1", {id});
  if (!record) return not_found("this rule");
  if (version > 0 && version != record->version) {
    auto text = store::find_one<store::StackRuleText>(tx, "rule_id = ?1 AND version = ?2", {id, version});
    if (!text) return not_found("this rule");
    record->version = version;
    record->content = std::move(text->content);
    record->published = text->published;
  }
  return view_of(tx, std::move(*record));
}

std::unique_ptr<OwnStack> check_stack_of(Platform& platform, const std::string& person_id, StackRuleView rule,
                                         HolderUse use) {
  auto out = std::make_unique<OwnStack>();
  out->rule = std::move(rule);
  out->candidates = candidates_of(platform, person_id, out->rule.content, use);
  out->check = stacking::check_stack(out->rule.content, out->candidates, date_of(platform.now()), country_facts());
  return out;
}

Result<StackRuleView> publish_stack_rule(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const std::string& id, const std::string& text,
                                         const std::string& definition_id, std::optional<std::int64_t> after) {
  if (auto allowed = demand(actor, "stack.rules", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<StackRuleView> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    auto target = target_of(tx, organisation_id, definition_id);
    if (!target) return std::move(target).error();
    store::StackRule record{.id = new_id(platform.now())};
    std::string before;
    if (!id.empty()) {
      auto known = store::find_one<store::StackRule>(tx, "id = ?1 AND organisation_id = ?2", {id, organisation_id});
      if (!known) return not_found("this rule");
      if (after && *after != known->version)
        return conflict("another version was published since this page was opened",
                        "look at what differs from it, and publish again if yours is to follow it");
      if (known->state == store::StackRuleState::open) before = known->content;
      record = std::move(*known);
      ++record.version;
    }
    record.organisation_id = organisation_id;
    record.definition_id = definition_id;
    record.state = store::StackRuleState::open;
    record.published = platform.now();
    auto whole = completed(platform, *organisation, record, target->content, text, "");
    if (!whole) return std::move(whole).error();
    if (!before.empty() && says_the_same(before, whole->document, {"id", "version"}))
      return conflict("nothing differs from the version that is in force then", "change something first");
    record.content = std::move(whole->document);
    auto view = view_of(tx, record);
    if (!view) return view;
    view->record.title = record.title = view->content.title.any();
    if (id.empty()) {
      store::insert(tx, record);
    } else {
      store::update(tx, record);
    }
    store::insert(tx, store::StackRuleText{.id = new_id(platform.now()),
                                           .rule_id = record.id,
                                           .version = record.version,
                                           .content = record.content,
                                           .published = record.published});
    audit(tx, platform, actor, "stack.publish", organisation_id, record.id, std::to_string(record.version));
    return view;
  });
}

Result<stacking::StackRule> judge_stack_rule(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                             const std::string& text, const std::string& definition_id,
                                             const std::string& name) {
  if (auto allowed = demand(actor, "stack.rules", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<stacking::StackRule> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    auto target = target_of(tx, organisation_id, definition_id);
    if (!target) return std::move(target).error();
    auto whole = completed(platform, *organisation, {.id = "new"}, target->content, text, name);
    if (!whole) return std::move(whole).error();
    return std::move(whole->content);
  });
}

Result<void> end_stack_rule(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::StackRule>(tx, "id = ?1", {id});
    if (!record || !may(actor, "stack.rules", record->organisation_id)) return not_found("this rule");
    if (record->state == store::StackRuleState::ended)
      return conflict("this has ended already", "publish it again to open it");
    record->state = store::StackRuleState::ended;
    store::update(tx, *record);
    audit(tx, platform, actor, "stack.end", record->organisation_id, id);
    return {};
  });
}

namespace {

std::vector<StackRuleView> rules_where(Platform& platform, const char* where, const std::vector<store::Cell>& cells) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<StackRuleView> out;
    for (store::StackRule& record : store::find<store::StackRule>(tx, where, cells)) {
      if (auto view = view_of(tx, std::move(record))) out.push_back(std::move(*view));
    }
    return out;
  });
}

}  // namespace

std::vector<StackRuleView> stack_rules_of(Platform& platform, const std::string& organisation_id) {
  return rules_where(platform, "organisation_id = ?1 ORDER BY id DESC", {organisation_id});
}

std::vector<StackRuleView> open_stack_rules(Platform& platform) {
  return rules_where(platform, "state = 'open' ORDER BY title, id LIMIT 1000", {});
}

Result<StackRuleView> stack_rule(Platform& platform, const std::string& id, std::int64_t version) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return stack_rule_in(tx, id, version); });
}

Result<std::unique_ptr<OwnStack>> check_own_stack(Platform& platform, const Actor& actor, const std::string& rule_id) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto rule = stack_rule(platform, rule_id);
  if (!rule) return std::move(rule).error();
  return check_stack_of(platform, actor.person->id, std::move(*rule));
}

Result<std::unique_ptr<OwnPlan>> plan_own_stack(Platform& platform, const Actor& actor, const std::string& rule_id,
                                                const stacking::PlanOptions& options) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto out = std::make_unique<OwnPlan>();
  auto rule = stack_rule(platform, rule_id);
  if (!rule) return std::move(rule).error();
  out->rule = std::move(*rule);
  out->candidates = candidates_of(platform, actor.person->id, out->rule.content, HolderUse::show);
  const auto pool = platform.overview->pool(platform);
  for (const framework::MicroCredential& definition : pool->definitions) {
    if (definition.id != out->rule.content.target)
      out->candidates.push_back(stacking::candidate_of(definition, country_facts()));
  }
  out->result =
      stacking::plan_stack(out->rule.content, out->candidates, date_of(platform.now()), options, country_facts());
  return out;
}

}  // namespace credex::service
