#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "assessment/score.h"

namespace credex::app {
namespace {

struct AssessArguments {
  std::string rubric{};
  std::string framework{};
  std::vector<std::string> ratings{};
  std::string compare{};
  std::vector<std::string> compare_ratings{};
  std::string language = "en";
  bool json = false;
};

struct Assessed {
  assessment::LocalFramework framework{};
  assessment::Assessment assessment{};
};

Result<Assessed> assess_files(const assessment::Rubric& rubric, const std::string& framework,
                              const std::vector<std::string>& ratings) {
  auto text = read_file(framework);
  if (!text) return std::move(text).error();
  auto local = assessment::read_framework(*text, framework, rubric);
  if (!local) return std::move(local).error();
  std::vector<assessment::Assessor> assessors;
  for (const std::string& file : ratings) {
    auto bytes = read_file(file);
    if (!bytes) return std::move(bytes).error();
    auto one = assessment::read_ratings(*bytes, file, rubric);
    if (!one) return std::move(one).error();
    assessors.push_back(std::move(*one));
  }
  if (auto good = assessment::check_assessors(assessors); !good) return std::move(good).error();
  auto made = assessment::assess(rubric, *local, std::move(assessors));
  return Assessed{std::move(*local), std::move(made)};
}

std::string bar(double share) {
  std::string out;
  for (int i = 0; i < 20; ++i) out += i < std::lround(share * 20) ? "█" : "·";
  return out;
}

void print_scores(const Assessed& one) {
  const assessment::Assessment& a = one.assessment;
  std::cout << one.framework.title << ": ";
  if (!a.total) {
    std::cout << "nothing is rated\n";
    return;
  }
  std::cout << fmt::format("{:.0f} of 100, {} (possible {:.0f} to {:.0f}", *a.total * 100, a.standing.band,
                           a.range.low * 100, a.range.high * 100);
  if (a.sampling)
    std::cout << fmt::format("; 95 % over assessors {:.0f} to {:.0f}", a.sampling->low * 100, a.sampling->high * 100);
  std::cout << ")\n";
  for (const auto& group : a.groups) {
    std::cout << "\n" << group.title << "\n";
    for (const auto& part : a.parts) {
      if (part.group != group.id) continue;
      std::cout << (part.score ? fmt::format("  {} {:3.0f}  {}\n", bar(*part.score), *part.score * 100, part.title)
                               : fmt::format("  {:20}   ?  {}\n", "", part.title));
    }
  }
  std::cout << "\nWhat would help most for its effort:\n";
  std::size_t n = 0;
  for (const auto& r : a.recommendations) {
    if (++n > 10) break;
    std::cout << fmt::format("{:2}. [{}, at {:g}, effort {}, effect {}] {}\n", n, r.indicator->id, r.value,
                             r.indicator->effort, assessment::effect_name(r.indicator->effect),
                             r.indicator->recommendation);
  }
  std::cout << "\n";
}

int run_assess(const AssessArguments& a) {
  const assessment::Rubric* rubric = &assessment::Rubric::built_in();
  std::optional<assessment::Rubric> own;
  if (!a.rubric.empty()) {
    auto text = read_file(a.rubric);
    if (!text) return fail(text.error(), a.json);
    auto read = assessment::read_rubric(*text, a.rubric);
    if (!read) return fail(read.error(), a.json);
    own = std::move(*read);
    rubric = &*own;
  }
  auto first = assess_files(*rubric, a.framework, a.ratings);
  if (!first) return fail(first.error(), a.json);
  std::optional<Assessed> second;
  if (!a.compare.empty()) {
    auto made = assess_files(*rubric, a.compare, a.compare_ratings);
    if (!made) return fail(made.error(), a.json);
    second = std::move(*made);
  }
  const auto apart = second ? assessment::differences(*rubric, first->assessment, second->assessment)
                            : std::vector<assessment::Difference>{};
  if (a.json) {
    json::Arena arena;
    const json::Value out =
        assessment::assessment_value(arena, *rubric, first->framework, first->assessment, a.language);
    if (second) {
      const json::Value list = json::Value::array(arena, apart.size());
      for (const auto& one : apart) {
        const json::Value item = json::Value::object(arena);
        item.append(arena, "indicator", arena.string(one.indicator->id));
        item.append(arena, "here", json::Value::real(one.first));
        item.append(arena, "there", json::Value::real(one.second));
        item.append(arena, "weight", json::Value::real(one.weight));
        list.push(arena, item);
      }
      out.append(arena, "comparedWith", arena.string(second->framework.id));
      out.append(arena, "differences", list);
    }
    std::cout << json::write_pretty(out) << "\n";
    return status_of(first->assessment.report);
  }
  print_scores(*first);
  if (second) {
    std::cout << "Where " << second->framework.title << " differs by a step or more:\n";
    for (const auto& one : apart)
      std::cout << fmt::format("  {} {}: {:g} here, {:g} there\n", one.indicator->id, one.indicator->title, one.first,
                               one.second);
    std::cout << "\n";
  }
  return print_report(first->assessment.report, false);
}

}  // namespace

void add_assess(Command& app, int& status) {
  auto* command = app.add_subcommand("assess", "Assess a local micro-credential framework against the EU guidelines");
  auto a = std::make_shared<AssessArguments>();
  command->add_option("--rubric", a->rubric, "The rubric; else the one that the program states");
  command->add_option("--framework", a->framework, "The framework: what it is, shares counted, moderated values")
      ->required();
  command->add_option("--ratings", a->ratings, "A file of ratings an assessor");
  command->add_option("--compare", a->compare, "Another framework, or the same at another time");
  command->add_option("--compare-ratings", a->compare_ratings, "Its files of ratings");
  command->add_option("--language", a->language, "Of the report's sentences");
  command->add_flag("--json", a->json, "Print JSON");
  command->callback([a, &status] { status = run_assess(*a); });
}

}  // namespace credex::app
