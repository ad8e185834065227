// Measures ESCO's import and index, skill search, tagging, gaps and talent search, and writes a table and
// bench-skills.json. credex_skills_bench [OUT.json]. What needs the official download is left out, saying so, where it
// is absent.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>

#include "rows.h"
#include "skills/esco_support.h"
#include "skills/made_profiles.h"
#include "skills/search.h"
#include "skills/tag.h"
#include "skills/tag_quality.h"

namespace {

using namespace credex;
using bench::Row;
using bench::seconds_of;

double part_of(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void import(std::vector<Row>& rows) {
  std::vector<double> all;
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    all.push_back(seconds_of([&] {
      const auto files = test::official_files();
      auto read = skills::read_esco(files, "1.1.1");
      if (read) bytes = std::move(*skills::build_index(read->source));
    }));
  }
  rows.push_back({"esco_import", part_of(all, 0.5), "s, unpacking included", "3"});
  rows.push_back({"esco_index", static_cast<double>(bytes.size()) / 1e6, "MB", "40"});
  std::vector<double> opened;
  for (int i = 0; i < 9; ++i) opened.push_back(seconds_of([&] { (void)skills::EscoIndex::open(bytes); }));
  rows.push_back({"esco_open", part_of(opened, 0.5) * 1000, "ms, every number checked", "50"});
}

/// What a person's typing asks for: every beginning of labels, letter by letter, one in three with a letter wrong.
void typing(std::vector<Row>& rows, const skills::EscoIndex& esco) {
  std::vector<double> took;
  for (skills::ConceptId c = 0; c < esco.size(); c += 101) {
    std::string label{esco.label(c)};
    if (c % 3 == 0 && label.size() > 6) std::swap(label[4], label[5]);
    for (std::size_t n = 1; n <= label.size(); ++n)
      took.push_back(seconds_of([&] { (void)skills::search(esco, std::string_view{label}.substr(0, n)); }));
  }
  rows.push_back(
      {"skill_search_median", part_of(took, 0.5) * 1000, "ms, of " + std::to_string(took.size()) + " key strokes", ""});
  rows.push_back({"skill_search_p99", part_of(took, 0.99) * 1000, "ms", "5"});
}

void tagging(std::vector<Row>& rows, const skills::EscoIndex& esco) {
  using skills::TagMethod;
  for (const auto& [name, method] : {std::pair{"preferred_phrase", TagMethod::preferred_phrase},
                                     {"any_phrase", TagMethod::any_phrase},
                                     {"near_words", TagMethod::near_words},
                                     {"in_context", TagMethod::in_context}}) {
    const auto q = test::measure_tagging(esco, {.method = method}, 1, 1);
    const std::string base = std::string{"tag_"} + name;
    rows.push_back(
        {base + "_precision", q.precision, "of suggestions, " + std::to_string(q.texts) + " texts held out", ""});
    rows.push_back({base + "_recall", q.recall, "of skills", ""});
    rows.push_back({base + "_near_precision", q.near_precision, "with near skills counted", ""});
  }
}

void gaps(std::vector<Row>& rows, const skills::EscoIndex& esco) {
  const test::MadeProfiles made{esco};
  const Date today = *parse_date("2026-06-01");
  std::vector<double> took;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const auto person = skills::strongest(made.profile(i).skills);
    took.push_back(seconds_of([&] {
      if (skills::SkillLevels{esco, person, today}.fits().empty()) std::abort();
    }));
  }
  rows.push_back({"gap_all_occupations", part_of(took, 0.5) * 1000,
                  "ms, a person of 30 skills against " + std::to_string(esco.occupations().size()), "5"});
  rows.push_back({"gap_all_occupations_p99", part_of(took, 0.99) * 1000, "ms", "5"});
}

/// Memory of this process that is in use, in MB (Linux).
double resident() {
  std::ifstream in{"/proc/self/statm"};
  double size = 0;
  double pages = 0;
  in >> size >> pages;
  return pages * 4096 / 1e6;
}

void talent(std::vector<Row>& rows, const skills::EscoIndex& esco) {
  const test::MadeProfiles made{esco};
  const Date today = *parse_date("2026-06-01");
  double before = 0;
  for (const std::uint32_t count : {100'000U, 1'000'000U}) {
    const double resident_before = resident();
    skills::TalentIndex index{esco};
    const double filled = seconds_of([&] {
      for (std::uint32_t i = 0; i < count; ++i) (void)index.put(made.profile(i));
      index.settle();
    });
    const double resident_after = resident();
    std::vector<double> took;
    std::size_t answers = 0;
    std::size_t matched = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const skills::Role role = made.role(i);
      took.push_back(seconds_of([&] {
        const auto result = index.search(role, today);
        answers += result.hits.size();
        matched += result.matched;
      }));
    }

    const std::string base = "talent_" + std::to_string(count);
    const double p99 = part_of(took, 0.99);
    rows.push_back({base + "_p99", p99 * 1000,
                    "ms, 1,000 roles; " + std::to_string(matched / 1000) + " match and " +
                        std::to_string(answers / 1000) + " are given on the mean",
                    count == 1'000'000 ? "20" : ""});
    rows.push_back({base + "_median", part_of(took, 0.5) * 1000, "ms", ""});
    rows.push_back({base + "_index", static_cast<double>(index.bytes()) / 1e6, "MB", count == 1'000'000 ? "400" : ""});
    rows.push_back({base + "_resident", resident_after - resident_before, "MB more in the process", ""});
    rows.push_back({base + "_fill", filled, "s, made profiles included", ""});
    const double changed = seconds_of([&] {
      for (std::uint32_t i = 0; i < 1000; ++i) {
        auto profile = made.profile(i + 7'000'000);
        profile.number = i;
        (void)index.put(profile);
      }
    });
    rows.push_back({base + "_change", changed, "ms a changed profile", "1000"});
    if (count == 1'000'000) rows.push_back({"talent_growth", p99 / before, "times for 10 times the profiles", "8"});
    before = p99;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Row> rows;
  if (const skills::EscoIndex* esco = test::official_esco()) {
    const bool only_talent = argc > 2 && std::string_view{argv[2]} == "talent";
    if (only_talent) {
      talent(rows, *esco);
    } else {
      import(rows);
      typing(rows, *esco);
      tagging(rows, *esco);
      gaps(rows, *esco);
      talent(rows, *esco);
    }
  } else {
    std::printf("the official download of ESCO is not there: its rows are left out\n");
  }
  bench::show(rows, argc > 1 ? argv[1] : nullptr);
}
