#include <fmt/format.h>

#include <iostream>

#include "app/commands.h"
#include "app/esco.h"
#include "app/files.h"
#include "skills/search.h"
#include "skills/tag.h"
#include "skills/value.h"

namespace credex::app {
namespace {

struct SkillsArguments {
  std::vector<std::string> files{};
  std::string to = "credex-data/esco.index";
  std::string version{};
  std::string esco{};
  std::string text{};
  std::string language{};
  std::string kind = "any";
  std::size_t most = 20;
  double least = skills::TagOptions{}.least;
  bool json = false;
};

int run_import(const SkillsArguments& a) {
  auto files = read_esco_files(a.files);
  if (!files) return fail(files.error(), a.json);
  std::string version = a.version;
  for (const std::string& file : a.files) {
    if (version.empty()) version = skills::esco_version_in(file);
  }
  auto read = skills::read_esco(*files, version);
  if (!read) return fail(read.error(), a.json);
  std::error_code ignored;
  if (std::filesystem::exists(a.to, ignored)) {
    auto before = open_esco(a.to);
    // A damaged index is no reason not to make a whole one; that its links are not kept is said.
    if (before) {
      for (Finding& one : skills::keep_retired(read->source, **before).findings) read->report.add(std::move(one));
    } else {
      read->report.add(
          make_finding("skills.esco.upgrade", Outcome::warn, a.to, "skills.esco.upgrade.unreadable", {a.to}));
    }
  }
  auto bytes = skills::build_index(read->source);
  if (!bytes) return fail(bytes.error(), a.json);
  if (auto good = skills::EscoIndex::open(*bytes); !good) return fail(good.error(), a.json);
  std::filesystem::create_directories(std::filesystem::absolute(a.to).parent_path(), ignored);
  if (auto written = write_file(a.to, *bytes); !written) return fail(written.error(), a.json);
  read->report.add(make_finding("skills.esco.index", Outcome::pass, a.to, "skills.esco.index.made",
                                {a.to, fmt::format("{:.1f}", static_cast<double>(bytes->size()) / 1e6)}));
  const int status = print_report(read->report, a.json);
  return status == k_not_good ? k_good : status;
}

std::optional<skills::ConceptKind> kind_of(const std::string& name) {
  if (name == "skill") return skills::ConceptKind::skill;
  if (name == "occupation") return skills::ConceptKind::occupation;
  if (name == "group") return skills::ConceptKind::skill_group;
  return std::nullopt;
}

int run_search(const SkillsArguments& a) {
  auto esco = esco_or_usual(a.esco);
  if (!esco) return fail(esco.error(), a.json);
  const auto hits = skills::search(**esco, a.text, {.language = a.language, .kind = kind_of(a.kind), .most = a.most});
  const std::string shown = a.language.empty() ? "en" : a.language;
  if (a.json) {
    json::Arena arena;
    std::cout << json::write_pretty(skills::hits_value(arena, **esco, hits, shown)) << "\n";
  } else {
    for (const skills::Hit& hit : hits) {
      std::cout << fmt::format("{:3.0f}  {}", hit.score * 100, (*esco)->label(hit.found, shown));
      if (hit.through) std::cout << "  (below \"" << (*esco)->label(*hit.through, shown) << "\")";
      if (!hit.through && hit.label != (*esco)->label(hit.found, shown)) std::cout << "  (\"" << hit.label << "\")";
      std::cout << "\n     " << (*esco)->uri(hit.found) << "\n";
    }
    if (hits.empty()) std::cout << "Nothing in ESCO " << (*esco)->version() << " is named so.\n";
  }
  return hits.empty() ? k_not_good : k_good;
}

int run_tag(const SkillsArguments& a) {
  auto esco = esco_or_usual(a.esco);
  if (!esco) return fail(esco.error(), a.json);
  auto text = read_file(a.text);
  if (!text) return fail(text.error(), a.json);
  auto tags = skills::tag(**esco, *text, {.language = a.language, .least = a.least, .most = a.most});
  if (!tags) return fail(std::move(tags).error().at(a.text), a.json);
  const std::string shown = a.language.empty() ? "en" : a.language;
  if (a.json) {
    json::Arena arena;
    std::cout << json::write_pretty(skills::tags_value(arena, **esco, *text, *tags, shown)) << "\n";
    return k_good;
  }
  for (const skills::Tag& tag : *tags) {
    std::cout << fmt::format("{:3.0f}  {}\n     {}\n", tag.score * 100, (*esco)->label(tag.skill, shown),
                             (*esco)->uri(tag.skill));
    for (const skills::TagEvidence& one : tag.evidence)
      std::cout << "     \"" << text->substr(one.begin, one.end - one.begin) << "\"\n";
  }
  if (tags->empty()) std::cout << "No skill was found in the text.\n";
  return k_good;
}

void add_skills_options(Command& command, SkillsArguments& a) {
  command.add_option(
      "--esco", a.esco,
      "index made by credex esco import; else CREDEX_ESCO, credex-data/esco.index, or the built-in part");
  command.add_option("--lang", a.language, "language, as in fr; of search: labels of that language alone");
  command.add_option("--most", a.most, "how many at most")->between(1, 1000)->capture_default_str();
  command.add_flag("--json", a.json, "as JSON");
}

}  // namespace

void add_skills(Command& app, int& status) {
  auto a = std::make_shared<SkillsArguments>();
  auto* esco = app.add_subcommand("esco", "the European classification of skills and occupations");
  esco->require_subcommand(1);
  auto* take_in =
      esco->add_subcommand("import", "take in the official download (CSV, any version from 1.0.8 on, any languages)");
  take_in->add_option("files", a->files, "archives of the classification, one a language, and of the relations")
      ->required();
  take_in->add_option("--to", a->to, "the index; one that is there is upgraded, and links to what is gone are kept")
      ->capture_default_str();
  take_in->add_option("--esco-version", a->version, "where the archives' names do not state it");
  take_in->add_flag("--json", a->json, "the report as JSON");
  take_in->callback([a, &status] { status = run_import(*a); });

  auto* skills = app.add_subcommand("skills", "search skills and occupations, and find them in texts");
  skills->require_subcommand(1);
  auto* search = skills->add_subcommand("search", "by any label, with typing errors, and by what lies below");
  search->add_option("text", a->text, "words")->required();
  search->add_option("--kind", a->kind, "what to look for")
      ->one_of({"any", "skill", "occupation", "group"})
      ->capture_default_str();
  add_skills_options(*search, *a);
  search->callback([a, &status] { status = run_search(*a); });
  auto* tag = skills->add_subcommand("tag", "which skills a text speaks of, with the place in the text");
  tag->add_option("file", a->text, "a course's description, an advertisement, a CV, as text; - for standard input")
      ->required();
  tag->add_option("--least", a->least, "score from which a suggestion is shown, 0 to 1")
      ->between(0.0, 1.0)
      ->capture_default_str();
  add_skills_options(*tag, *a);
  tag->callback([a, &status] { status = run_tag(*a); });
}  // namespace credex::app

}  // namespace credex::app
