// Measures what the living framework is to reach: an assessment of 60 indicators by 12 assessors, a consultation with
// 5,000 remarks, and what belongs to them; writes a table and bench-framework.json. credex_framework_bench [OUT.json]
#include <algorithm>
#include <filesystem>

#include "assessment/score.h"
#include "base/statistics.h"
#include "cocreation/consultation.h"
#include "cocreation/work.h"
#include "http/message.h"
#include "http/router.h"
#include "rows.h"
#include "service/consultations.h"
#include "service/platform.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "store/framework_records.h"
#include "web/site.h"

namespace {

using namespace credex;
using bench::Row;
using bench::seconds_of;

double median_ms(int times, const std::function<void()>& work) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) all.push_back(seconds_of(work));
  return statistics::median(all) * 1000;
}

void assessing(std::vector<Row>& rows) {
  const auto& rubric = assessment::Rubric::built_in();
  statistics::SplitMix64 random{1};
  std::vector<assessment::Assessor> assessors;
  for (int a = 0; a < 12; ++a) {
    assessors.push_back({.id = "a" + std::to_string(a)});
    for (const auto& one : rubric.indicators) {
      assessment::Rating rating{.indicator = one.id, .value = static_cast<int>(random.below(5))};
      if (rating.value >= 3) rating.evidence.push_back({"", "seen", ""});
      assessors.back().ratings.push_back(rating);
    }
  }
  const assessment::LocalFramework framework{.id = "f", .title = "F"};
  rows.push_back({"assessment_60_by_12", median_ms(21, [&] { (void)assessment::assess(rubric, framework, assessors); }),
                  "ms, with 2,000 resamples and report", "10"});
  statistics::Ratings ratings(12, std::vector<std::optional<double>>(60));
  for (auto& row : ratings) {
    for (auto& one : row) one = static_cast<double>(random.below(5));
  }
  rows.push_back({"alpha_60_by_12",
                  median_ms(21, [&] { (void)statistics::krippendorff_alpha(ratings, statistics::Metric::ordinal); }),
                  "ms", ""});
}

void consulting(std::vector<Row>& rows) {
  const auto folder = std::filesystem::temp_directory_path() / "credex-framework-bench";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  auto database = store::Database::open((folder / "db.sqlite").string(), 4);
  if (!database) return;
  auto platform = service::open_platform(
      std::move(*database), {}, offline_fetch(), [](const auto&...) -> Result<void> { return {}; },
      [] { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); });
  if (!platform) return;
  service::Platform& p = **platform;
  const Instant now = p.now();
  store::Consultation record{.id = "c",
                             .slug = "c",
                             .title = "C",
                             .language = "en",
                             .rule = "majority",
                             .settings = R"({"quorum":{"educators":1},"scale":5})",
                             .rounds = 1,
                             .is_round_open = true,
                             .opened = now};
  p.database->write([&](store::Tx& tx) {
    store::insert(tx, record);
    for (int i = 0; i < 40; ++i)
      store::insert(tx, store::ConsultationItem{.id = "i" + std::to_string(i),
                                                .consultation_id = "c",
                                                .number = i,
                                                .kind = "paragraph",
                                                .title = "Paragraph",
                                                .words = std::string(400, 'w')});
    for (int i = 0; i < 500; ++i)
      store::insert(tx, store::ConsultationVoice{.id = "v" + std::to_string(i),
                                                 .consultation_id = "c",
                                                 .person_id = "p" + std::to_string(i),
                                                 .constituency = i % 2 == 0 ? "educators" : "learners",
                                                 .joined = now});
    for (int i = 0; i < 5000; ++i)
      store::insert(tx, store::ConsultationRemark{.id = service::new_id(now),
                                                  .consultation_id = "c",
                                                  .item_id = "i" + std::to_string(i % 40),
                                                  .voice_id = "v" + std::to_string(i % 500),
                                                  .round = 1,
                                                  .words = std::string(200, 'r'),
                                                  .fate = "open",
                                                  .made = now});
  });
  http::Router router;
  web::Site site{p, 0};
  site.add_routes(router);
  const auto open = [&] {
    http::Request request;
    request.method = "GET";
    request.path = "/consultations/c";
    bool other = false;
    const auto* route = router.find("GET", request.path, request.parts, other);
    return route->handler(request);
  };
  std::size_t size = open().body.size();
  rows.push_back({"consultation_5000_remarks_page", median_ms(21, [&] { size = open().body.size(); }),
                  "ms, the whole page, " + std::to_string(size / 1000) + " kB", "100"});
  rows.push_back({"consultation_5000_remarks_all",
                  median_ms(9, [&] { (void)cocreation::outcome(service::consultation_content(p, record)); }),
                  "ms, every remark read and decided", "100"});
  std::filesystem::remove_all(folder);
}

void comparing(std::vector<Row>& rows) {
  std::string before;
  for (int i = 0; i < 1500; ++i) before += "word" + std::to_string(i * 7 % 311) + " ";
  std::string after = before;
  for (std::size_t at = 100; at + 200 < after.size(); at += 400) after.replace(at, 6, "other ");
  rows.push_back(
      {"difference_1500_words", median_ms(9, [&] { (void)cocreation::diff_words(before, after); }), "ms", ""});
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Row> rows;
  assessing(rows);
  consulting(rows);
  comparing(rows);
  bench::show(rows, argc > 1 ? argv[1] : nullptr);
  return 0;
}
