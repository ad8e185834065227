#include "service/stakeholders.h"

#include <algorithm>

#include "base/text.h"
#include "base/translate.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::int64_t k_most = 20'000;

std::optional<std::int64_t> step_of(const std::string& text) {
  if (text.size() != 1 || text[0] < '1' || text[0] > '5') return std::nullopt;
  return text[0] - '0';
}

}  // namespace

Result<store::MapStakeholder> put_stakeholder(Platform& platform, const Actor& actor, const StakeholderFacts& f,
                                              const std::string& id) {
  if (auto allowed = demand(actor, "engagement.manage"); !allowed) return std::move(allowed).error();
  if (f.name.empty() || f.name.size() > 200)
    return invalid("the name is missing or too long", "name", "write up to 200 characters");
  if (!cocreation::EngagementRules::built_in().group(f.group))
    return invalid("it is not said to which group they belong", "group", "choose of the list");
  const auto interest = step_of(f.interest);
  if (!interest) return invalid("interest goes from 1 to 5", "interest", "choose one of the steps");
  const auto influence = step_of(f.influence);
  if (!influence) return invalid("influence goes from 1 to 5", "influence", "choose one of the steps");
  if (!f.size.empty() &&
      std::find(cocreation::k_sizes.begin(), cocreation::k_sizes.end(), f.size) == cocreation::k_sizes.end())
    return invalid("this is no size", "size", "choose of the list");
  if (!f.contact.empty() && !f.has_consent)
    return invalid("a contact is kept only with consent", "consent", "ask first, then tick that they agreed");
  for (const std::string* text : {&f.role, &f.words, &f.contact, &f.sector}) {
    if (text->size() > 2000) return invalid("this is too long", "words", "write up to 2,000 characters");
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::MapStakeholder> {
    std::optional<store::MapStakeholder> known;
    if (!id.empty()) {
      known = store::find_one<store::MapStakeholder>(tx, "id = ?1", {id});
      if (!known) return not_found("this entry of the map");
    } else if (store::count(tx, "map_stakeholder") >= k_most) {
      return conflict("the map is full", "remove those who are not involved any more");
    }
    store::MapStakeholder out{.id = known ? id : new_id(platform.now()),
                              .name = f.name,
                              .is_person = f.is_person,
                              .grp = f.group,
                              .role = f.role,
                              .interest = *interest,
                              .influence = *influence,
                              .country = f.country.substr(0, 2),
                              .sector = f.sector,
                              .size = f.size,
                              .contact = f.contact,
                              .words = f.words,
                              .made = known ? known->made : platform.now()};
    if (!f.contact.empty()) out.consent = known && known->consent ? known->consent : platform.now();
    if (known)
      store::update(tx, out);
    else
      store::insert(tx, out);
    audit(tx, platform, actor, "stakeholder.put", "", out.id);
    return out;
  });
}

Result<void> remove_stakeholder(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "engagement.manage"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM map_stakeholder WHERE id = ?1", {id}) == 0) return not_found("this entry of the map");
    tx.execute("DELETE FROM map_involvement WHERE stakeholder_id = ?1", {id});
    audit(tx, platform, actor, "stakeholder.remove", "", id);
    return {};
  });
}

Result<std::vector<store::MapStakeholder>> stakeholder_map(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "engagement.manage"); !allowed) return std::move(allowed).error();
  auto out = store::reading(*platform.database,
                            [&](store::Tx& tx) { return store::find<store::MapStakeholder>(tx, "1 = 1 ORDER BY id"); });
  sort_by_words(out, &store::MapStakeholder::name);
  return out;
}

std::vector<cocreation::Stakeholder> as_values(const std::vector<store::MapStakeholder>& records) {
  std::vector<cocreation::Stakeholder> out;
  out.reserve(records.size());
  for (const store::MapStakeholder& one : records)
    out.push_back({.id = one.id,
                   .name = one.name,
                   .is_person = one.is_person,
                   .group = one.grp,
                   .role = one.role,
                   .interest = static_cast<int>(one.interest),
                   .influence = static_cast<int>(one.influence),
                   .country = one.country,
                   .sector = one.sector,
                   .size = one.size,
                   .has_contact = one.consent.has_value() && !one.contact.empty()});
  return out;
}

Result<void> note_involvement(Platform& platform, const Actor& actor, const std::string& stakeholder_id,
                              const std::string& step, const std::string& method, const std::string& day,
                              bool answered) {
  if (auto allowed = demand(actor, "engagement.manage"); !allowed) return allowed;
  const auto& rules = cocreation::EngagementRules::built_in();
  if (!rules.step(step)) return invalid("it is not said at which step", "step", "choose of the list");
  if (!rules.method(method)) return invalid("it is not said by which method", "method", "choose of the list");
  if (!parse_date(day)) return invalid("'" + day.substr(0, 40) + "' is no day", "day", "write it like 2027-03-31");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (store::count(tx, "map_stakeholder WHERE id = ?1", {stakeholder_id}) == 0)
      return not_found("this entry of the map");
    store::insert(tx, store::MapInvolvement{.id = new_id(platform.now()),
                                            .stakeholder_id = stakeholder_id,
                                            .step = step,
                                            .method = method,
                                            .day = day,
                                            .answered = answered,
                                            .made = platform.now()});
    audit(tx, platform, actor, "stakeholder.involve", "", stakeholder_id, step);
    return {};
  });
}

Result<std::vector<cocreation::Coverage>> coverage_of_steps(Platform& platform, const Actor& actor) {
  auto map = stakeholder_map(platform, actor);
  if (!map) return std::move(map).error();
  const auto values = as_values(*map);
  const auto involved = store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<cocreation::Involvement> out;
    for (const auto& one : store::find<store::MapInvolvement>(tx, "1 = 1 ORDER BY id"))
      out.push_back({one.stakeholder_id, one.step, one.method, one.answered});
    return out;
  });
  std::vector<cocreation::Coverage> out;
  for (const cocreation::Step& step : cocreation::EngagementRules::built_in().steps)
    out.push_back(cocreation::coverage(cocreation::EngagementRules::built_in(), step.id, values, involved));
  return out;
}

std::string engagement_guidelines(const cocreation::EngagementRules& rules, const cocreation::Plan& plan,
                                  const cocreation::Task& task, const std::string& language) {
  std::string out = "# " + task.title + "\n\n";
  if (!task.country.empty()) out += country_name(language, task.country) + "\n\n";
  for (const cocreation::PlannedStep& step : plan.steps) {
    out += "## " + step.step->title + "\n\n" + step.step->question + "\n\n";
    out += "### " + translate(language, "Whom to involve") + "\n\n";
    for (const cocreation::PlannedGroup& group : step.groups) {
      out += "- **" + group.group->title + "** (" +
             message_text({.message = "cocreation.weight." + std::string{cocreation::weight_name(group.at->weight)}},
                          language) +
             "): " + group.at->why + ". " + group.group->in_sector + "\n";
    }
    out += "\n### " + translate(language, "How and when") + "\n\n";
    for (const auto& [at, method] : step.methods) {
      out += "- **" + method->title + "**, " + at->when + ". " + method->people + "; " + method->duration + ". " +
             translate(language, "What comes of it: {0}.", {method->output}) + " " +
             translate(language, "Take care: {0}.", {method->care}) + " (" + method->source + ")\n";
    }
    out += "\n" + translate(language, "What the step ends with: {0}.", {step.step->output}) + "\n\n";
    out += translate(language, "Signs that somebody is missing:") + "\n\n";
    for (const std::string& one : step.step->gap_signals) out += "- " + one + "\n";
    out += "\n" + translate(language, "Sources:") + "\n\n";
    for (const std::string& one : step.step->sources) out += "- " + one + "\n";
    out += "\n";
  }
  out += "## " + translate(language, "Rules of engagement") + "\n\n";
  for (const auto& [text, source] : rules.rules)
    out += "- " + text + (source.empty() ? "" : " (" + source + ")") + "\n";
  return out;
}

}  // namespace credex::service
