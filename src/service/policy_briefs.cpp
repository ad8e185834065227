#include "service/policy_briefs.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/translate.h"
#include "recognition/country.h"
#include "recognition/matrix_value.h"
#include "service/lists.h"
#include "service/overview.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr auto k_purpose = recognition::Purpose::credit;

const assessment::Rubric& indicators() { return assessment::Rubric::built_in(); }

/// How each body receives what comes from the places of a country (all for none).
std::vector<cocreation::Reception> receptions(Platform& platform, const std::string& country) {
  std::vector<cocreation::Reception> out;
  const auto view = platform.overview->matrix(platform, k_purpose);
  const recognition::Matrix& matrix = view->matrix;
  for (std::size_t origin = 0; origin < matrix.origins.size(); ++origin) {
    const recognition::System* system = recognition::Countries::built_in().find(matrix.origins[origin]);
    if (!system || (!country.empty() && system->country != country)) continue;
    for (std::size_t body = 0; body < matrix.bodies.size(); ++body) {
      if (matrix.places[body] == matrix.origins[origin]) continue;
      const recognition::Cell& cell = matrix.at(body, origin);
      if (cell.definitions == 0) continue;
      cocreation::Reception one{.from = system->name,
                                .by = view->policies[body].body.name,
                                .definitions = cell.definitions,
                                .accepted = cell.accepted(),
                                .link = platform.url("/recognition/matrix")};
      std::uint32_t most = 0;
      for (std::size_t c = 0; c < recognition::k_criteria; ++c) {
        const auto criterion = static_cast<recognition::Criterion>(c);
        if (cell.stops[criterion] <= most) continue;
        most = cell.stops[criterion];
        one.stop = recognition::criterion_name(criterion);
      }
      out.push_back(std::move(one));
    }
  }
  return out;
}

/// The best single change of rules that bodies of the country (any for none) could make.
std::vector<cocreation::BestChange> best_changes(Platform& platform, const std::string& country) {
  std::vector<cocreation::BestChange> out;
  const auto view = platform.overview->matrix(platform, k_purpose);
  if (view->policies.empty()) return out;
  const auto best = platform.overview->best(platform, k_purpose, 1);
  const auto is_theirs = [&](const recognition::ChangeSet& set) {
    if (set.changes.empty()) return false;
    const recognition::RuleChange& change = set.changes.front();
    const auto here = [&](std::size_t body) { return country.empty() || view->policies[body].body.country == country; };
    return here(change.body) || (change.kind == recognition::RuleChange::Kind::agree && here(change.other));
  };
  const auto found = std::find_if(best->singles.begin(), best->singles.end(), is_theirs);
  if (found == best->singles.end()) return out;
  const recognition::ChangeSet& first = *found;
  const Finding said = recognition::change_finding(first.changes.front(), view->policies,
                                                   recognition::Criteria::built_in(), first.opens);
  out.push_back(
      {.key = said.message, .args = said.args, .opens = first.opens, .link = platform.url("/recognition/matrix")});
  return out;
}

cocreation::AssessedFramework assessed(const Platform& platform, const FrameworkLine& line) {
  return {line.framework.slug, line.framework.title, line.framework.country,
          platform.url("/frameworks/" + line.framework.slug), &line.newest->result};
}

json::Value figures_value(json::Arena& arena, const std::vector<cocreation::Figure>& figures) {
  const json::Value out = json::Value::array(arena, figures.size());
  for (const cocreation::Figure& one : figures) {
    const json::Value item = json::Value::object(arena);
    item.append(arena, "key", arena.string(one.what));
    item.append(arena, "args", json::texts(arena, one.args));
    item.append(arena, "link", arena.string(one.link));
    out.push(arena, item);
  }
  return out;
}

std::string brief_json(const Platform& platform, const BriefFacts& facts,
                       const std::vector<cocreation::PolicyRecommendation>& recommendations) {
  json::Arena arena;
  const json::Value out = json::Value::object(arena);
  out.append(arena, "words", arena.string(facts.words));
  const json::Value list = json::Value::array(arena, recommendations.size());
  for (const cocreation::PolicyRecommendation& one : recommendations) {
    const json::Value item = json::Value::object(arena, 10);
    item.append(arena, "id", arena.string(one.id));
    item.append(arena, "text", arena.string(one.text));
    item.append(arena, "key", arena.string(one.key));
    item.append(arena, "args", json::texts(arena, one.args));
    item.append(arena, "ask", arena.string(one.ask));
    item.append(arena, "source", arena.string(one.source));
    item.append(arena, "effort", json::Value::integer(one.effort));
    item.append(arena, "effect", arena.string(assessment::effect_name(one.effect)));
    item.append(arena, "figures", figures_value(arena, one.figures));
    const json::Value practices = json::Value::array(arena, one.practices.size());
    for (const cocreation::Practice* practice : one.practices) {
      const json::Value link = json::Value::object(arena);
      link.append(arena, "title", arena.string(practice->title));
      link.append(arena, "link", arena.string(platform.url("/practices/" + practice->id)));
      practices.push(arena, link);
    }
    item.append(arena, "practices", practices);
    list.push(arena, item);
  }
  out.append(arena, "recommendations", list);
  return json::write(out);
}

std::vector<std::string> texts_of(const json::Value& list) {
  std::vector<std::string> out;
  for (const json::Value& one : list.items()) out.emplace_back(one.as_string());
  return out;
}

std::string in_words(const std::string& key, const std::vector<std::string>& args, const std::string& language) {
  return message_text({.message = key, .args = args}, language);
}

}  // namespace

std::shared_ptr<const PolicyBasis> policy_basis(Platform& platform, const std::string& country,
                                                const std::string& region, const std::string& sector) {
  auto out = std::make_shared<PolicyBasis>();
  out->frameworks = assessed_frameworks(platform);
  for (PracticeView& one : published_practices(platform)) out->practices.push_back(std::move(one.practice));
  out->input.practices = out->practices;
  for (const FrameworkLine& line : out->frameworks) {
    if (!line.newest) continue;
    const store::LocalFramework& f = line.framework;
    const bool is_own = (country.empty() || f.country == country) && (region.empty() || f.region == region) &&
                        (sector.empty() || f.sector == sector);
    (is_own ? out->input.frameworks : out->input.others).push_back(assessed(platform, line));
  }
  out->input.receptions = receptions(platform, country);
  out->input.changes = best_changes(platform, country);
  for (const PilotView& pilot : pilots(platform)) {
    if (pilot.record.state != store::PilotState::evaluated || (!country.empty() && pilot.country != country)) continue;
    const auto evaluation = evaluation_of(platform, {}, pilot.record.slug);
    if (!evaluation) continue;
    const auto supported = std::count_if(evaluation->hypotheses.begin(), evaluation->hypotheses.end(),
                                         [](const auto& one) { return one.support == cocreation::Support::supported; });
    out->input.pilots.push_back({pilot.record.slug, pilot.record.title, platform.url("/pilots/" + pilot.record.slug),
                                 evaluation->advice, static_cast<int>(supported),
                                 static_cast<int>(evaluation->hypotheses.size())});
  }
  return out;
}

Result<store::PolicyBrief> write_brief(Platform& platform, const Actor& actor, const BriefFacts& f) {
  if (auto allowed = demand_anywhere(actor, "policy.write"); !allowed) return std::move(allowed).error();
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  const auto addressee = cocreation::addressee_of(f.addressee);
  if (!addressee) return invalid("it is not said to whom it is addressed", "addressee", "choose of the list");
  if (f.words.size() > 8000) return invalid("this is too long", "words", "write up to 8,000 characters");
  const auto basis = policy_basis(platform, f.country, "", f.sector);
  const auto recommendations = cocreation::recommend(indicators(), *addressee, basis->input);
  if (recommendations.empty())
    return conflict("there are no figures from which anything would follow", "publish an assessment first");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::PolicyBrief> {
    store::PolicyBrief out{.id = new_id(platform.now()),
                           .slug = free_slug(tx, "policy_brief", slug_from(f.title)),
                           .title = f.title,
                           .addressee = f.addressee,
                           .country = f.country,
                           .sector = f.sector,
                           .content = brief_json(platform, f, recommendations),
                           .person_id = actor.person->id,
                           .made = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "policy.write", "", out.id, out.title);
    return out;
  });
}

std::vector<store::PolicyBrief> briefs(Platform& platform, const std::string& country) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return country.empty() ? store::find<store::PolicyBrief>(tx, "1 = 1 ORDER BY id DESC LIMIT 500")
                           : store::find<store::PolicyBrief>(tx, "country = ?1 ORDER BY id DESC LIMIT 500", {country});
  });
}

Result<BriefView> brief_view(Platform& platform, const std::string& slug, const std::string& language) {
  auto record = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::PolicyBrief>(tx, "slug = ?1", {slug}); });
  if (!record) return not_found("this policy brief");
  BriefView out;
  const json::Document content = json_in(record->content);
  out.words = content.root.text("words");
  for (const json::Value& one : content.root.get("recommendations").items()) {
    KeptRecommendation kept{.ask = std::string{one.text("ask")},
                            .source = std::string{one.text("source")},
                            .effort = static_cast<int>(one.get("effort").as_number())};
    if (const auto effect = assessment::effect_of(one.text("effect"))) kept.effect = *effect;
    kept.words = one.text("text").empty() ? in_words(std::string{one.text("key")}, texts_of(one.get("args")), language)
                                          : std::string{one.text("text")};
    for (const json::Value& figure : one.get("figures").items())
      kept.figures.push_back({in_words(std::string{figure.text("key")}, texts_of(figure.get("args")), language),
                              std::string{figure.text("link")}});
    for (const json::Value& practice : one.get("practices").items())
      kept.practices.push_back({std::string{practice.text("title")}, std::string{practice.text("link")}});
    out.recommendations.push_back(std::move(kept));
  }
  out.record = std::move(*record);
  return out;
}

std::string brief_markdown(const Platform& platform, const BriefView& brief, const std::string& language) {
  std::string out = "# " + brief.record.title + "\n\n";
  out += translate(language, "Written {0} from the figures of that day.",
                   {format_date(language, date_of(brief.record.made))}) +
         "\n" + platform.url("/policy/" + brief.record.slug) + "\n\n";
  if (!brief.words.empty()) out += brief.words + "\n\n";
  int n = 0;
  for (const KeptRecommendation& one : brief.recommendations) {
    out += "## " + std::to_string(++n) + ". " + one.words + "\n\n";
    for (const KeptFigure& figure : one.figures) out += "- " + figure.words + " <" + figure.link + ">\n";
    for (const KeptFigure& practice : one.practices)
      out += "- " + translate(language, "What helped others: {0}", {practice.words}) + " <" + practice.link + ">\n";
    if (!one.ask.empty()) out += "- " + translate(language, "Asked of Member States: {0}", {one.ask}) + "\n";
    out += "- " + translate(language, "Source: {0}", {one.source}) + "\n\n";
  }
  return out;
}

std::vector<PolicyIndicator> policy_indicators(Platform& platform, const std::string& country) {
  std::vector<PolicyIndicator> out;
  const auto add = [&](const char* id, std::optional<double> value, bool is_share = true) {
    out.push_back({.id = id, .country = country, .value = value, .is_share = is_share});
  };
  double sum = 0;
  double n = 0;
  double in_line = 0;
  for (const FrameworkLine& line : assessed_frameworks(platform)) {
    if (!line.newest || !line.newest->result.total || (!country.empty() && line.framework.country != country)) continue;
    sum += *line.newest->result.total;
    ++n;
    const std::string& band = line.newest->result.standing.band;
    if (band == "in line" || band == "leading") ++in_line;
  }
  add("assessed_frameworks", n, false);
  add("mean_score", n > 0 ? std::optional{sum / n} : std::nullopt);
  add("in_line", n > 0 ? std::optional{in_line / n} : std::nullopt);
  double accepted = 0;
  double all = 0;
  for (const cocreation::Reception& one : receptions(platform, country)) {
    accepted += static_cast<double>(one.accepted);
    all += static_cast<double>(one.definitions);
  }
  add("accepted_across_borders", all > 0 ? std::optional{accepted / all} : std::nullopt);
  std::map<std::string, double> shares;
  for (const assessment::Measure& one : catalogue_measures(platform, country, "", "")) shares[one.id] = one.share();
  for (const auto& [id, measure] : {std::pair{"with_workload", "workload"},
                                    {"with_level", "level"},
                                    {"with_quality", "quality_assurance"},
                                    {"with_skills", "outcomes"},
                                    {"stackable", "stackability"},
                                    {"prior_learning", "prior_learning"}}) {
    const auto found = shares.find(measure);
    add(id, found == shares.end() ? std::nullopt : std::optional{found->second});
  }
  if (!country.empty()) return out;
  const auto targets = store::reading(*platform.database, [](store::Tx& tx) {
    return store::find<store::PolicyTarget>(tx, "1 = 1 ORDER BY indicator, year");
  });
  for (PolicyIndicator& one : out) {
    for (const store::PolicyTarget& target : targets) {
      if (target.indicator == one.id) one.targets.push_back({target.id, target.year, target.value, target.source});
    }
  }
  return out;
}

Result<void> set_target(Platform& platform, const Actor& actor, const std::string& indicator, const std::string& year,
                        const std::string& value, const std::string& source) {
  if (auto allowed = demand_anywhere(actor, "policy.target"); !allowed) return allowed;
  const auto all = policy_indicators(platform);
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const PolicyIndicator& one) { return one.id == indicator; });
  if (known == all.end()) return invalid("this is no indicator", "indicator", "choose of the list");
  const int number = std::atoi(year.c_str());
  if (number < 2020 || number > 2100) return invalid("this is no year", "year", "write one like 2030");
  char* end = nullptr;
  double aim = std::strtod(value.c_str(), &end);
  if (value.empty() || *end != '\0' || !std::isfinite(aim) || aim < 0 || (known->is_share && aim > 100) || aim > 1e6)
    return invalid("this is no figure to aim at", "value", "write a number, per cent for shares");
  if (known->is_share) aim /= 100;
  if (source.empty() || source.size() > 500)
    return invalid("it is not said where the target comes from", "source",
                   "name the document, or the body that set it");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto there =
        store::find_one<store::PolicyTarget>(tx, "indicator = ?1 AND year = ?2", {indicator, std::int64_t{number}});
    store::PolicyTarget out{.id = there ? there->id : new_id(platform.now()),
                            .indicator = indicator,
                            .year = number,
                            .value = aim,
                            .source = source,
                            .made = platform.now()};
    if (there)
      store::update(tx, out);
    else
      store::insert(tx, out);
    audit(tx, platform, actor, "policy.target", "", indicator, value);
    return {};
  });
}

Result<void> remove_target(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand_anywhere(actor, "policy.target"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM policy_target WHERE id = ?1", {id}) == 0) return not_found("this target");
    audit(tx, platform, actor, "policy.target_remove", "", id);
    return {};
  });
}

CountryPicture country_picture(Platform& platform, const std::string& country) {
  CountryPicture out{.country = country};
  for (FrameworkLine& line : assessed_frameworks(platform)) {
    if (line.framework.country == country) out.frameworks.push_back(std::move(line));
  }
  out.receptions = receptions(platform, country);
  out.briefs = briefs(platform, country);
  for (PracticeView& one : published_practices(platform)) {
    if (one.practice.context.country == country) out.practices.push_back(std::move(one));
  }
  out.indicators = policy_indicators(platform, country);
  for (const framework::MicroCredential& one : platform.overview->pool(platform)->definitions) {
    if (one.awarding_body.country == country) ++out.definitions;
  }
  return out;
}

}  // namespace credex::service
