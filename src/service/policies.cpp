#include "service/policies.h"

#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/organisations.h"
#include "service/rules_text.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

std::string page_of(const Platform& platform, const std::string& slug, std::int64_t version) {
  return platform.url("/recognition/policies/" + slug + "?version=" + std::to_string(version));
}

/// A text with what the platform sets.
struct CompletedPolicy {
  std::string document{};
  recognition::Policy content{};
  std::string other_body{};  ///< that the text names, where it is not this one
};

/// The text with body, id, version and, where it says none, the day on which it begins.
Result<CompletedPolicy> completed(const Platform& platform, const store::Organisation& organisation,
                                  std::int64_t version, const std::string& text, const std::string& name) {
  auto yaml = rules_document(text, name);
  if (!yaml) return std::move(yaml).error();
  json::Arena& arena = *yaml->document.arena;
  const Value root = yaml->document.root;
  root.set(arena, "id", arena.string(page_of(platform, organisation.slug, version)));
  root.set(arena, "version", arena.string(std::to_string(version)));
  const Value own = body_value(arena, platform, organisation);
  const Value named = root.get("body");
  const std::string other_body{named.is_object() && !named.get("id").is_null() && named.text("id") != own.text("id")
                                   ? named.text("name")
                                   : std::string_view{}};
  root.set(arena, "body", own);
  if (root.get("from").is_null() || root.get("from").is_string(""))
    root.set(arena, "from", arena.string(to_string(date_of(platform.now()))));
  auto content =
      recognition::read_policy(*yaml, name, recognition::Criteria::built_in(), recognition::Countries::built_in());
  if (!content) return std::move(content).error();
  return CompletedPolicy{json::write_pretty(root), std::move(*content), other_body};
}

std::optional<store::RecognitionPolicy> newest_of(store::Tx& tx, const std::string& organisation_id) {
  return store::find_one<store::RecognitionPolicy>(tx, "organisation_id = ?1 ORDER BY version DESC LIMIT 1",
                                                   {organisation_id});
}

/// Whether two versions' texts differ in more than in what each version has of its own.
bool is_same(const std::string& one, const std::string& other) {
  return says_the_same(one, other, {"id", "version", "from"});
}

Result<PolicyView> view_of(store::Tx& tx, store::RecognitionPolicy record) {
  auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  if (!organisation) return not_found("this organisation");
  auto content = recognition::read_policy(record.content, "", recognition::Criteria::built_in(),
                                          recognition::Countries::built_in());
  if (!content) return std::move(content).error();
  return PolicyView{std::move(record), std::move(*organisation), std::move(*content)};
}

}  // namespace

json::Value body_value(json::Arena& arena, const Platform& platform, const store::Organisation& organisation) {
  const Value out = Value::object(arena, 4);
  out.append(arena, "id", arena.string(awarding_body_of(platform, organisation, {}).id));
  out.append(arena, "name", arena.string(organisation.name));
  out.append(arena, "country", arena.string(organisation.country));
  if (!organisation.region.empty()) out.append(arena, "region", arena.string(organisation.region));
  return out;
}

Result<PolicyView> publish_policy(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                  const std::string& text, std::optional<std::int64_t> after) {
  if (auto allowed = demand(actor, "recognition.rules", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<PolicyView> {
    auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    if (auto good = demand_confirmed(tx, platform, organisation_id); !good) return std::move(good).error();
    const auto newest = newest_of(tx, organisation_id);
    const std::int64_t version = newest ? newest->version + 1 : 1;
    auto whole = completed(platform, *organisation, version, text, "");
    if (!whole) return std::move(whole).error();
    if (after && *after != version - 1)
      return conflict("another version was published since this page was opened",
                      "look at what differs from it, and publish again if yours is to follow it");
    const recognition::Policy& content = whole->content;
    // What was decided under rules stays decided under them: a version cannot begin in the past.
    if (content.from && *content.from < date_of(platform.now()))
      return invalid("a version cannot begin in the past", "from", "choose today or a later day");
    if (newest && content.from && is_same(newest->content, whole->document)) {
      const auto known = view_of(tx, *newest);
      if (known && known->content.in_force(*content.from))
        return conflict("nothing differs from the version that is in force then", "change something first");
    }
    store::RecognitionPolicy record{.id = new_id(platform.now()),
                                    .organisation_id = organisation_id,
                                    .version = version,
                                    .content = std::move(whole->document),
                                    .published = platform.now()};
    store::insert(tx, record);
    audit(tx, platform, actor, "policy.publish", organisation_id, record.id, std::to_string(version));
    return PolicyView{std::move(record), std::move(*organisation), std::move(whole->content)};
  });
}

Result<PolicyDraft> judge_policy(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                 const std::string& text, const std::string& name) {
  if (auto allowed = demand(actor, "recognition.rules", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<PolicyDraft> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    const auto newest = newest_of(tx, organisation_id);
    auto whole = completed(platform, *organisation, newest ? newest->version + 1 : 1, text, name);
    if (!whole) return std::move(whole).error();
    PolicyDraft out{.document = std::move(whole->document),
                    .content = std::move(whole->content),
                    .other_body = std::move(whole->other_body)};
    auto known = policy_of(tx, platform, organisation_id, date_of(platform.now()));
    if (!known && newest) {
      if (auto view = view_of(tx, *newest)) known = std::move(*view);
    }
    if (!known) return out;
    out.against = known->record.version;
    out.is_new = !is_same(known->record.content, out.document);
    for (recognition::PolicyLine& line :
         recognition::compare_policies(known->content, out.content, recognition::Criteria::built_in())) {
      if (line.differs && line.key != "version") out.changes.push_back(std::move(line));
    }
    return out;
  });
}

std::vector<PolicyView> policies_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<PolicyView> out;
    for (store::RecognitionPolicy& record :
         store::find<store::RecognitionPolicy>(tx, "organisation_id = ?1 ORDER BY version DESC", {organisation_id})) {
      if (auto view = view_of(tx, std::move(record))) out.push_back(std::move(*view));
    }
    return out;
  });
}

std::optional<PolicyView> policy_of(store::Tx& tx, const Platform&, const std::string& organisation_id, Date on) {
  for (store::RecognitionPolicy& record :
       store::find<store::RecognitionPolicy>(tx, "organisation_id = ?1 ORDER BY version DESC", {organisation_id})) {
    auto view = view_of(tx, std::move(record));
    if (view && view->content.in_force(on)) return std::move(*view);
  }
  return std::nullopt;
}

Result<PolicyView> policy_in_force(Platform& platform, const std::string& slug) {
  auto organisation = organisation_by_slug(platform, slug);
  if (!organisation) return std::move(organisation).error();
  auto found = store::reading(*platform.database, [&](store::Tx& tx) {
    return acts_as_body(tx, platform, organisation->id)
               ? policy_of(tx, platform, organisation->id, date_of(platform.now()))
               : std::nullopt;
  });
  if (!found) return not_found("a policy of this organisation");
  return std::move(*found);
}

std::vector<PolicyView> policies_in_force(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<PolicyView> out;
    for (const store::Row& row : tx.query(
             "SELECT DISTINCT o.id, o.name FROM organisation o JOIN recognition_policy p ON p.organisation_id = o.id "
             "ORDER BY o.name, o.id")) {
      if (!acts_as_body(tx, platform, row.text(0))) continue;
      if (auto view = policy_of(tx, platform, row.text(0), date_of(platform.now()))) out.push_back(std::move(*view));
    }
    return out;
  });
}

Result<PolicyView> policy_version(store::Tx& tx, const Platform&, const std::string& id) {
  auto record = store::find_one<store::RecognitionPolicy>(tx, "id = ?1", {id});
  if (!record) return not_found("this policy");
  return view_of(tx, std::move(*record));
}

std::vector<store::Organisation> recognising_bodies(Platform& platform) {
  std::vector<store::Organisation> out;
  for (PolicyView& view : policies_in_force(platform)) out.push_back(std::move(view.organisation));
  return out;
}

}  // namespace credex::service
