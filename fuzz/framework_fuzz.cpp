// What people bring to the framework's rooms: rubrics, frameworks, ratings, consultations, practices, pilots, works.
// What reads can be judged, and what is written of it reads again.
#include "assessment/score.h"
#include "claim.h"
#include "cocreation/consultation.h"
#include "cocreation/engagement.h"
#include "cocreation/pilot.h"
#include "cocreation/practice.h"
#include "cocreation/work.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace credex;
  const Exact input{data, size};
  const std::string text{input.text()};
  const auto& rubric = assessment::Rubric::built_in();
  static_cast<void>(assessment::read_rubric(text, "f"));
  auto framework = assessment::read_framework(text, "f", rubric);
  auto ratings = assessment::read_ratings(text, "f", rubric);
  if (framework || ratings) {
    std::vector<assessment::Assessor> assessors;
    if (ratings) assessors.push_back(std::move(*ratings));
    const auto made =
        assessment::assess(rubric, framework ? *framework : assessment::LocalFramework{.id = "f"}, assessors);
    claim(!made.total || (*made.total >= 0 && *made.total <= 1), "a score lies from 0 to 1");
  }
  if (auto c = cocreation::read_consultation(text, "f")) {
    static_cast<void>(cocreation::outcome(*c));
    static_cast<void>(cocreation::round_result(*c, 1));
    json::Arena arena;
    claim(static_cast<bool>(cocreation::read_consultation(json::write(cocreation::consultation_value(arena, *c)), "f")),
          "what is written of a consultation reads again");
  }
  if (auto pilot = cocreation::read_pilot(text, "f")) {
    const auto e = cocreation::evaluate(*pilot);
    for (const auto& breakdown : e.breakdowns) {
      for (const auto& one : breakdown.completion)
        claim(!one.count || *one.count == 0 || *one.count >= 5, "no small number is given");
    }
  }
  if (auto practices = cocreation::read_practices(text, "f", [](std::string_view) { return true; })) {
    for (const auto& one : *practices)
      static_cast<void>(
          cocreation::transferability(one, {}, [](std::string_view) { return std::optional<double>{2}; }));
  }
  if (auto work = cocreation::read_work(text, "f")) {
    json::Arena arena;
    const auto again = cocreation::read_work(json::write(cocreation::work_value(arena, *work)), "f");
    claim(again && again->clauses == work->clauses, "what is written of a work reads again");
  }
  static_cast<void>(cocreation::read_engagement(text, "f"));
  // Two halves as two wordings.
  const std::string first = text.substr(0, text.size() / 2);
  const std::string second = text.substr(text.size() / 2);
  std::string before;
  for (const auto& part : cocreation::diff_words(first, second)) {
    if (part.kind != cocreation::DiffPart::Kind::added) before += part.text;
  }
  claim(before == first, "a difference gives the first text back");
  return 0;
}
