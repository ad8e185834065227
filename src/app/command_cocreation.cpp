#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "assessment/score.h"
#include "cocreation/consultation.h"
#include "cocreation/pilot.h"
#include "cocreation/practice.h"

namespace credex::app {
namespace {

bool is_indicator(std::string_view id) { return assessment::Rubric::built_in().find(id) != nullptr; }

struct PracticeArguments {
  std::string file{};
  std::string query{};
  std::vector<std::string> indicators{};
  std::string id{};
  cocreation::Context there{};
  std::string framework{};
  std::vector<std::string> ratings{};
  std::string language = "en";
  bool json = false;
};

Result<std::vector<cocreation::Practice>> practices_in(const std::string& file) {
  auto text = read_file(file);
  if (!text) return std::move(text).error();
  return cocreation::read_practices(*text, file, is_indicator);
}

int print_hits(const std::vector<cocreation::PracticeHit>& hits, bool json) {
  if (json) {
    json::Arena arena;
    const json::Value out = json::Value::array(arena, hits.size());
    for (const auto& hit : hits) {
      const json::Value item = cocreation::practice_value(arena, *hit.practice);
      item.append(arena, "score", json::Value::real(hit.score));
      out.push(arena, item);
    }
    std::cout << json::write_pretty(out) << "\n";
    return k_good;
  }
  for (const auto& hit : hits)
    std::cout << fmt::format("{}  {} ({})\n    {}\n", hit.practice->id, hit.practice->title, hit.practice->matter,
                             hit.practice->effect);
  if (hits.empty()) std::cout << "No practice answers to this.\n";
  return k_good;
}

int run_find(const PracticeArguments& a) {
  auto all = practices_in(a.file);
  if (!all) return fail(all.error(), a.json);
  if (!a.indicators.empty()) return print_hits(cocreation::practices_for(*all, a.indicators), a.json);
  if (cocreation::likeness(a.there, a.there)) return print_hits(cocreation::practices_like(*all, a.there), a.json);
  return print_hits(cocreation::search_practices(*all, a.query), a.json);
}

int run_transfer(const PracticeArguments& a) {
  auto all = practices_in(a.file);
  if (!all) return fail(all.error(), a.json);
  const auto found = std::find_if(all->begin(), all->end(), [&](const auto& one) { return one.id == a.id; });
  if (found == all->end())
    return fail({.code = "cocreation.practice",
                 .message = "there is no practice \"" + a.id + "\" in " + a.file,
                 .remedy = "list them with credex practice find"},
                a.json);
  std::optional<assessment::Assessment> assessed;
  if (!a.framework.empty()) {
    const auto& rubric = assessment::Rubric::built_in();
    auto text = read_file(a.framework);
    if (!text) return fail(text.error(), a.json);
    auto framework = assessment::read_framework(*text, a.framework, rubric);
    if (!framework) return fail(framework.error(), a.json);
    std::vector<assessment::Assessor> assessors;
    for (const std::string& file : a.ratings) {
      auto bytes = read_file(file);
      if (!bytes) return fail(bytes.error(), a.json);
      auto one = assessment::read_ratings(*bytes, file, rubric);
      if (!one) return fail(one.error(), a.json);
      assessors.push_back(std::move(*one));
    }
    assessed = assessment::assess(rubric, *framework, std::move(assessors));
  }
  const auto transfer = cocreation::transferability(*found, a.there, [&](std::string_view id) -> std::optional<double> {
    const auto* score = assessed ? assessed->find(id) : nullptr;
    return score ? score->value : std::nullopt;
  });
  if (a.json) {
    json::Arena arena;
    const json::Value out = json::Value::object(arena);
    out.append(arena, "practice", arena.string(found->id));
    out.append(arena, "transferability", json::Value::real(transfer.score));
    out.append(arena, "known", json::Value::real(transfer.known));
    out.append(arena, "report", report_value(arena, transfer.report, a.language));
    std::cout << json::write_pretty(out) << "\n";
    return status_of(transfer.report);
  }
  return print_report(transfer.report, false,
                      fmt::format("{}: {:.0f} of 100 by what is known ({:.0f} %)", found->title, transfer.score * 100,
                                  transfer.known * 100));
}

void add_context(Command& command, cocreation::Context& there) {
  command.add_option("--country", there.country, "Where it would go: country, such as IE");
  command.add_option("--region", there.region, "Region");
  command.add_option("--sector", there.sector, "Sub-sector");
  command.add_option("--provider", there.provider, "formal, non_formal, employer or authority");
  command.add_option("--size", there.size, "self_employed, micro, small, medium or large");
}

struct ConsultArguments {
  std::string file{};
  int round = 0;
  std::string csv{};
  std::string clause{};
  std::string language = "en";
  bool json = false;
};

void print_round(const cocreation::Round& round) {
  std::cout << fmt::format("Round {}", round.number);
  if (round.concord)
    std::cout << fmt::format(": Kendall's W {:.2f} over {} voices that rated everything", *round.concord,
                             round.concordant);
  std::cout << (round.may_end ? "; the rounds may end\n" : "\n");
  for (const auto& one : round.items) {
    std::cout << fmt::format("  {:<24} median {:g} ({:g} to {:g}), {} opinions, {:.0f} % within a step{}", one.item->id,
                             one.median, one.lower, one.upper, one.n, one.within * 100,
                             one.is_consensus ? ", consensus" : "");
    if (one.moved && *one.moved != 0) std::cout << fmt::format(", moved by {:+g}", *one.moved);
    std::cout << "\n";
  }
}

int run_consult(const ConsultArguments& a) {
  auto text = read_file(a.file);
  if (!text) return fail(text.error(), a.json);
  auto read = cocreation::read_consultation(*text, a.file);
  if (!read) return fail(read.error(), a.json);
  if (!a.csv.empty()) {
    if (auto written = write_file(a.csv, cocreation::remarks_csv(*read)); !written)
      return fail(written.error(), a.json);
  }
  const cocreation::ConsultationOutcome out = cocreation::outcome(*read);
  const int last = a.round > 0 ? a.round : read->rounds;
  if (a.json) {
    json::Arena arena;
    const json::Value root = json::Value::object(arena);
    root.append(arena, "id", arena.string(read->id));
    const json::Value decisions = json::Value::array(arena);
    for (const auto& one : out.decisions) {
      const json::Value item = json::Value::object(arena);
      item.append(arena, "item", arena.string(one.item->id));
      item.append(arena, "verdict", arena.string(cocreation::verdict_name(one.verdict)));
      decisions.push(arena, item);
    }
    root.append(arena, "decisions", decisions);
    const json::Value rounds = json::Value::array(arena);
    for (int n = 1; n <= last; ++n) {
      const cocreation::Round round = cocreation::round_result(*read, n);
      const json::Value item = json::Value::object(arena);
      item.append(arena, "round", json::Value::integer(n));
      if (round.concord) item.append(arena, "kendallW", json::Value::real(*round.concord));
      item.append(arena, "mayEnd", json::Value::boolean(round.may_end));
      const json::Value items = json::Value::array(arena);
      for (const auto& one : round.items) {
        const json::Value each = json::Value::object(arena, 8);
        each.append(arena, "item", arena.string(one.item->id));
        each.append(arena, "n", json::Value::integer(one.n));
        each.append(arena, "median", json::Value::real(one.median));
        each.append(arena, "within", json::Value::real(one.within));
        each.append(arena, "consensus", json::Value::boolean(one.is_consensus));
        items.push(arena, each);
      }
      item.append(arena, "items", items);
      rounds.push(arena, item);
    }
    root.append(arena, "rounds", rounds);
    const json::Value silent = json::Value::array(arena);
    for (const auto* one : out.not_heard) silent.push(arena, arena.string(one->id));
    root.append(arena, "notHeard", silent);
    root.append(arena, "report", report_value(arena, out.report, a.language));
    std::cout << json::write_pretty(root) << "\n";
    return status_of(out.report);
  }
  for (int n = 1; n <= last; ++n) print_round(cocreation::round_result(*read, n));
  if (!a.clause.empty()) {
    for (const cocreation::Item& item : read->items) {
      if (item.id != a.clause && item.clause != a.clause) continue;
      std::cout << "Made so by:\n";
      for (const auto* one : cocreation::made_it_so(*read, item.id))
        std::cout << "  " << one->id << ": " << (one->text.empty() ? one->proposed : one->text) << "\n    "
                  << one->answer << "\n";
    }
  }
  return print_report(out.report, false, read->title);
}

struct PilotArguments {
  std::string file{};
  std::int64_t least_group = 5;
  std::string language = "en";
  bool json = false;
};

std::string share_text(const cocreation::Share& one) {
  if (!one.count) return "too few to tell";
  return fmt::format("{} of {} ({:.0f} %, 95 % {:.0f} to {:.0f})", *one.count, *one.of, *one.share * 100,
                     one.interval->low * 100, one.interval->high * 100);
}

int run_pilot(const PilotArguments& a) {
  auto text = read_file(a.file);
  if (!text) return fail(text.error(), a.json);
  auto pilot = cocreation::read_pilot(*text, a.file);
  if (!pilot) return fail(pilot.error(), a.json);
  const cocreation::Evaluation e = cocreation::evaluate(*pilot, a.least_group);
  if (a.json) {
    json::Arena arena;
    std::cout << json::write_pretty(cocreation::evaluation_value(arena, *pilot, e, a.language)) << "\n";
    return status_of(e.report);
  }
  for (const auto& breakdown : e.breakdowns) {
    std::cout << "By " << breakdown.matter << "\n";
    for (std::size_t i = 0; i < breakdown.completion.size(); ++i)
      std::cout << fmt::format("  {:<20} completed {}; awarded {}\n", breakdown.completion[i].what,
                               share_text(breakdown.completion[i]), share_text(breakdown.attainment[i]));
  }
  for (const auto& one : e.changes) {
    std::cout << fmt::format("{} of {}, {}: ", one.instrument, one.cohort, cocreation::phase_name(one.phase));
    if (one.n == 0) {
      std::cout << "too few to tell\n";
      continue;
    }
    std::cout << fmt::format("{:.2f} to {:.2f}, n {}", one.before, one.after, one.n);
    if (one.effect)
      std::cout << fmt::format(", g {:.2f} (95 % {:.2f} to {:.2f})", one.effect->g, one.effect->g_interval.low,
                               one.effect->g_interval.high);
    std::cout << "\n";
  }
  for (const auto& one : e.contrasts) {
    if (one.effect)
      std::cout << fmt::format("{} against the usual way, {}: g {:.2f} (95 % {:.2f} to {:.2f})\n", one.instrument,
                               cocreation::phase_name(one.phase), one.effect->g, one.effect->g_interval.low,
                               one.effect->g_interval.high);
  }
  if (e.cost_per_award) std::cout << fmt::format("Cost of an award: {:.2f} {}\n", *e.cost_per_award, pilot->currency);
  return print_report(e.report, false);
}

}  // namespace

void add_practice(Command& app, int& status) {
  auto* command = app.add_subcommand("practice", "Best practices: find them, and rate whether one can be taken over");
  command->require_subcommand(1);
  auto a = std::make_shared<PracticeArguments>();
  auto* find = command->add_subcommand("find", "By words, by weak indicator, or by likeness of context");
  find->add_option("file", a->file, "A file of practices")->required();
  find->add_option("--query", a->query, "Words");
  find->add_option("--indicator", a->indicators, "Indicators of the rubric that are weak");
  add_context(*find, a->there);
  find->add_flag("--json", a->json, "Print JSON");
  find->callback([a, &status] { status = run_find(*a); });
  auto* transfer = command->add_subcommand("transfer", "Rate whether a practice would work elsewhere, with reasons");
  transfer->add_option("file", a->file, "A file of practices")->required();
  transfer->add_option("id", a->id, "The practice")->required();
  add_context(*transfer, a->there);
  transfer->add_option("--framework", a->framework, "The other place's framework, as for credex assess");
  transfer->add_option("--ratings", a->ratings, "Its ratings");
  transfer->add_option("--language", a->language, "Of the report's sentences");
  transfer->add_flag("--json", a->json, "Print JSON");
  transfer->callback([a, &status] { status = run_transfer(*a); });
}

void add_consult(Command& app, int& status) {
  auto* command = app.add_subcommand("consult", "What a consultation came to: rounds, decisions, who was not heard");
  auto a = std::make_shared<ConsultArguments>();
  command->add_option("file", a->file, "The consultation, as it is exported")->required();
  command->add_option("--round", a->round, "Up to this round");
  command->add_option("--csv", a->csv, "Write the remarks to this file");
  command->add_option("--clause", a->clause, "Which remarks made this item or clause so");
  command->add_option("--language", a->language, "Of the report's sentences");
  command->add_flag("--json", a->json, "Print JSON");
  command->callback([a, &status] { status = run_consult(*a); });
}

void add_pilot(Command& app, int& status) {
  auto* command = app.add_subcommand("pilot", "Pilots of learning models");
  command->require_subcommand(1);
  auto a = std::make_shared<PilotArguments>();
  auto* evaluate = command->add_subcommand("evaluate", "Attainment, effects with intervals, cost, what to scale");
  evaluate->add_option("file", a->file, "The pilot with its participants")->required();
  evaluate->add_option("--least-group", a->least_group, "From how many people on a number is given")->between(2, 1000);
  evaluate->add_option("--language", a->language, "Of the report's sentences");
  evaluate->add_flag("--json", a->json, "Print JSON");
  evaluate->callback([a, &status] { status = run_pilot(*a); });
}

}  // namespace credex::app
