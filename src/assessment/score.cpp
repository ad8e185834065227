#include "assessment/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace credex::assessment {
namespace {

constexpr std::array<std::string_view, 5> k_states{"rated", "moderated", "measured", "no_evidence", "not_applicable"};
constexpr std::size_t k_resamples = 2000;
constexpr std::uint64_t k_seed = 42;

/// What a rating counts as; 255 where it is no value.
constexpr std::uint8_t k_none = 255;
std::uint8_t counted(const Rating& rating) {
  if (rating.kind != Rating::Kind::value) return k_none;
  return static_cast<std::uint8_t>(rating.value >= 3 && rating.evidence.empty() ? 2 : rating.value);
}

/// The median of ratings given as how many there are of each step.
double median_of(const std::array<std::uint16_t, 5>& counts, std::size_t n) {
  const auto at = [&](std::size_t place) {
    std::size_t seen = 0;
    for (std::size_t v = 0; v < counts.size(); ++v) {
      seen += counts[v];
      if (place < seen) return static_cast<double>(v);
    }
    return 4.0;
  };
  return n % 2 == 1 ? at(n / 2) : (at(n / 2 - 1) + at(n / 2)) / 2;
}

/// The values of all indicators made into a total.
class Totals {
 public:
  Totals(const Rubric& rubric, const LocalFramework& framework) {
    for (const Group& group : rubric.groups) {
      const auto own = framework.weights.find(group.id);
      weights_.push_back(own == framework.weights.end() ? group.weight : own->second);
      for (const Part& part : group.parts) {
        parts_.push_back({weights_.size() - 1, {}});
        for (std::size_t i = 0; i < rubric.indicators.size(); ++i) {
          if (rubric.indicators[i].group == group.id && rubric.indicators[i].part == part.id)
            parts_.back().indicators.push_back(i);
        }
      }
    }
  }

  /// Values below 0 are left out, and what has nothing left with them.
  struct Sums {
    std::vector<std::optional<double>> parts{};
    std::vector<std::optional<double>> groups{};
    std::optional<double> total{};
  };
  Sums sums(const std::vector<double>& values) const {
    Sums out;
    out.parts.resize(parts_.size());
    out.groups.resize(weights_.size());
    std::vector<double> sum(weights_.size());
    std::vector<double> n(weights_.size());
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      out.parts[p] = part(parts_[p].indicators, values);
      if (!out.parts[p]) continue;
      sum[parts_[p].group] += *out.parts[p];
      ++n[parts_[p].group];
    }
    double total = 0;
    double weight = 0;
    for (std::size_t g = 0; g < weights_.size(); ++g) {
      if (n[g] == 0) continue;
      out.groups[g] = sum[g] / n[g];
      total += weights_[g] * *out.groups[g];
      weight += weights_[g];
    }
    if (weight > 0) out.total = total / weight;
    return out;
  }
  double weight(std::size_t group) const { return weights_[group]; }

 private:
  struct PartPlaces {
    std::size_t group;
    std::vector<std::size_t> indicators;
  };
  static std::optional<double> part(const std::vector<std::size_t>& indicators, const std::vector<double>& values) {
    double sum = 0;
    double n = 0;
    for (const std::size_t i : indicators) {
      if (values[i] < 0) continue;
      sum += values[i] / 4;
      ++n;
    }
    return n == 0 ? std::nullopt : std::optional{sum / n};
  }
  std::vector<double> weights_{};
  std::vector<PartPlaces> parts_{};
};

/// Ratings as a table: assessor by indicator.
using Table = std::vector<std::vector<std::uint8_t>>;

/// The table, and all that is said with the ratings put into the scores.
Table gather(const Rubric& rubric, const std::vector<Assessor>& assessors, std::vector<IndicatorScore>& scores) {
  Table table(assessors.size(), std::vector<std::uint8_t>(scores.size(), k_none));
  std::vector<int> not_applicable(scores.size());
  std::vector<int> said(scores.size());
  for (std::size_t a = 0; a < assessors.size(); ++a) {
    for (const Rating& rating : assessors[a].ratings) {
      const Indicator* indicator = rubric.find(rating.indicator);
      if (!indicator) continue;
      const auto i = static_cast<std::size_t>(indicator - rubric.indicators.data());
      IndicatorScore& score = scores[i];
      table[a][i] = counted(rating);
      ++said[i];
      if (rating.kind == Rating::Kind::not_applicable) ++not_applicable[i];
      if (rating.kind == Rating::Kind::value && counted(rating) != rating.value) ++score.counted_as_two;
      score.evidence.insert(score.evidence.end(), rating.evidence.begin(), rating.evidence.end());
      if (!rating.reason.empty()) score.reasons.push_back(rating.reason);
      if (table[a][i] == k_none) continue;
      const int value = table[a][i];
      score.least = score.raters == 0 ? value : std::min(score.least, value);
      score.most = score.raters == 0 ? value : std::max(score.most, value);
      ++score.raters;
    }
  }
  for (std::size_t i = 0; i < scores.size(); ++i) {
    // It does not apply where more than half say so.
    if (not_applicable[i] * 2 > said[i]) scores[i].state = IndicatorScore::State::not_applicable;
  }
  return table;
}

/// The value of an indicator where the assessors drawn are those of `drawn`.
double value_of(const IndicatorScore& score, const Table& table, std::size_t i, const std::vector<std::size_t>& drawn) {
  using State = IndicatorScore::State;
  if (score.state == State::not_applicable) return -1;
  if (score.state == State::moderated || score.state == State::measured) return *score.value;
  std::array<std::uint16_t, 5> counts{};
  std::size_t n = 0;
  for (const std::size_t a : drawn) {
    if (table[a][i] == k_none) continue;
    ++counts[table[a][i]];
    ++n;
  }
  return n == 0 ? -1 : median_of(counts, n);
}

void decide_value(IndicatorScore& score, const LocalFramework& framework, const Table& table, std::size_t i,
                  const std::vector<std::size_t>& everyone) {
  using State = IndicatorScore::State;
  const Indicator& indicator = *score.indicator;
  for (const Measure& measure : framework.measures) {
    if (!indicator.measure.empty() && measure.id == indicator.measure && measure.of > 0) score.measure = measure;
  }
  if (score.state == State::not_applicable) return;
  for (const Moderation& one : framework.moderations) {
    if (one.indicator != indicator.id) continue;
    score.state = State::moderated;
    score.value = one.value;
    score.reasons.push_back(one.reason);
    return;
  }
  if (score.raters > 0) {
    score.state = State::rated;
    score.needs_moderation = score.most - score.least >= 2;
    score.value = value_of(score, table, i, everyone);
  } else if (score.measure && !indicator.is_partial) {
    score.state = State::measured;
    score.value = rating_of_share(score.measure->share());
  }
}

std::optional<statistics::Interval> sampling(const Totals& totals, const std::vector<IndicatorScore>& scores,
                                             const Table& table) {
  if (table.size() < 3) return std::nullopt;  // of two there is next to nothing to draw from
  statistics::SplitMix64 random{k_seed};
  std::vector<std::size_t> drawn(table.size());
  std::vector<double> values(scores.size());
  std::vector<double> results;
  results.reserve(k_resamples);
  for (std::size_t b = 0; b < k_resamples; ++b) {
    for (std::size_t& one : drawn) one = random.below(table.size());
    for (std::size_t i = 0; i < scores.size(); ++i) values[i] = value_of(scores[i], table, i, drawn);
    if (const auto total = totals.sums(values).total) results.push_back(*total);
  }
  if (results.empty()) return std::nullopt;
  std::sort(results.begin(), results.end());
  return statistics::Interval{statistics::quantile(results, 0.025), statistics::quantile(results, 0.975)};
}

Standing standing_of(const Rubric& rubric, const Assessment& assessment) {
  Standing out;
  if (!assessment.total) return out;
  // A hair's breadth, so that a mean of 0.75 is no 0.7499999 by the way it was added.
  for (const Band& band : rubric.bands) {
    if (*assessment.total >= band.at_least - 1e-9) out.band = band.name;
  }
  bool is_out = false;
  bool is_capped = false;
  for (const IndicatorScore& score : assessment.indicators) {
    if (!score.indicator->critical || !score.value || *score.value > 1) continue;
    out.caps.push_back(score.indicator->id);
    (*score.value == 0 ? is_out : is_capped) = true;
  }
  if (is_out) {
    out.band = "not in line";
  } else if (is_capped) {
    const auto half =
        std::find_if(rubric.bands.begin(), rubric.bands.end(), [](const Band& band) { return band.at_least >= 0.5; });
    if (half != rubric.bands.end() && *assessment.total >= half->at_least) out.band = half->name;
  }
  return out;
}

void recommend(const Rubric& rubric, Assessment& out) {
  for (const IndicatorScore& score : out.indicators) {
    if (!score.value || *score.value >= out.target) continue;
    const Indicator& indicator = *score.indicator;
    Recommendation one{.indicator = &indicator, .value = *score.value};
    one.gain = (out.target - one.value) / 4 * rubric.share(indicator);
    one.rank = one.gain * (indicator.critical ? 2 : 1) / indicator.effort;
    out.recommendations.push_back(one);
  }
  std::stable_sort(out.recommendations.begin(), out.recommendations.end(), [](const auto& a, const auto& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.indicator->id < b.indicator->id;
  });
}

std::string value_text(double value) { return fmt::format("{:g}", value); }
std::string percent(double share) { return fmt::format("{:.0f}", share * 100); }

Finding finding_of(const Rubric& rubric, const IndicatorScore& score, int target) {
  using State = IndicatorScore::State;
  const Indicator& indicator = *score.indicator;
  Finding out{.rule = "assessment.indicator", .subject = indicator.id, .source = rubric.citation(indicator)};
  if (score.state == State::not_applicable) {
    out.outcome = Outcome::not_applicable;
    out.message = "assessment.indicator.not_applicable";
    out.args = {indicator.title};
    return out;
  }
  if (!score.value) {
    out.outcome = Outcome::unknown;
    out.message = "assessment.indicator.no_evidence";
    out.args = {indicator.title};
    return out;
  }
  out.outcome = *score.value >= target                    ? Outcome::pass
                : indicator.critical && *score.value == 0 ? Outcome::fail
                                                          : Outcome::warn;
  const std::string step = indicator.scale[static_cast<std::size_t>(*score.value)];
  out.message = score.state == State::measured    ? "assessment.indicator.measured"
                : score.state == State::moderated ? "assessment.indicator.moderated"
                                                  : "assessment.indicator.rated";
  out.args = {indicator.title, value_text(*score.value), step, std::to_string(score.raters)};
  if (score.state == State::measured) out.args[3] = percent(score.measure->share());
  const auto note = [&](const char* rule, const char* key, std::vector<std::string> args) {
    out.add(make_finding(rule, Outcome::warn, indicator.id, key, std::move(args)));
  };
  if (score.needs_moderation)
    note("assessment.moderation", "assessment.indicator.differ",
         {std::to_string(score.least), std::to_string(score.most)});
  if (score.raters == 1 && score.state == State::rated)
    note("assessment.raters", "assessment.indicator.one_assessor", {});
  if (score.counted_as_two > 0)
    note("assessment.evidence", "assessment.indicator.counted_as_two", {std::to_string(score.counted_as_two)});
  if (score.state == State::rated && score.measure && !indicator.is_partial && score.reasons.empty() &&
      rating_of_share(score.measure->share()) != static_cast<int>(*score.value))
    note("assessment.measure", "assessment.indicator.not_as_measured",
         {percent(score.measure->share()), std::to_string(rating_of_share(score.measure->share()))});
  return out;
}

Report report_of(const Rubric& rubric, const Assessment& a) {
  Report report;
  std::size_t part = 0;
  for (const GroupScore& group : a.groups) {
    Finding top = make_finding("assessment.group", Outcome::not_applicable, group.id,
                               group.score ? "assessment.group.score" : "assessment.group.nothing",
                               {group.title, group.score ? percent(*group.score) : "", percent(group.weight)});
    for (; part < a.parts.size() && a.parts[part].group == group.id; ++part) {
      for (const IndicatorScore& score : a.indicators) {
        if (score.indicator->group == group.id && score.indicator->part == a.parts[part].id)
          top.add(finding_of(rubric, score, a.target));
      }
    }
    report.add(std::move(top));
  }
  if (a.alpha)
    report.add(
        make_finding("assessment.agreement", *a.alpha >= 0.667 ? Outcome::pass : Outcome::warn, "",
                     "assessment.agreement.alpha", {fmt::format("{:.3f}", *a.alpha), std::to_string(a.assessors)},
                     "K. Krippendorff, Content Analysis, 2004, chapter 11: 0.800 to rely on, 0.667 for tentative "
                     "conclusions"));
  else
    report.add(make_finding("assessment.agreement", Outcome::unknown, "", "assessment.agreement.unknown"));
  for (const std::string& id : a.standing.caps)
    report.add(make_finding("assessment.cap", *a.find(id)->value == 0 ? Outcome::fail : Outcome::warn, id,
                            "assessment.cap.critical", {a.find(id)->indicator->title}));
  return report;
}

}  // namespace

std::string_view state_name(IndicatorScore::State state) { return k_states[static_cast<std::size_t>(state)]; }

const IndicatorScore* Assessment::find(std::string_view indicator) const {
  const auto found = std::find_if(indicators.begin(), indicators.end(),
                                  [&](const IndicatorScore& one) { return one.indicator->id == indicator; });
  return found == indicators.end() ? nullptr : &*found;
}

Assessment assess(const Rubric& rubric, const LocalFramework& framework, std::vector<Assessor> assessors) {
  std::sort(assessors.begin(), assessors.end(), [](const Assessor& a, const Assessor& b) { return a.id < b.id; });
  Assessment out{.assessors = assessors.size(), .target = framework.target.value_or(rubric.target)};
  for (const Indicator& indicator : rubric.indicators) out.indicators.push_back({.indicator = &indicator});
  const Table table = gather(rubric, assessors, out.indicators);
  std::vector<std::size_t> everyone(assessors.size());
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});

  const std::size_t n = out.indicators.size();
  std::vector<double> values(n, -1);
  std::vector<double> low(n, -1);
  std::vector<double> high(n, -1);
  for (std::size_t i = 0; i < n; ++i) {
    IndicatorScore& score = out.indicators[i];
    decide_value(score, framework, table, i, everyone);
    if (score.value) values[i] = *score.value;
    low[i] = values[i];
    high[i] = values[i];
    if (!score.value && score.state == IndicatorScore::State::no_evidence) {
      low[i] = 0;
      high[i] = 4;
    }
  }
  const Totals totals{rubric, framework};
  const Totals::Sums middle = totals.sums(values);
  const Totals::Sums least = totals.sums(low);
  const Totals::Sums most = totals.sums(high);
  std::size_t p = 0;
  for (std::size_t g = 0; g < rubric.groups.size(); ++g) {
    const Group& group = rubric.groups[g];
    out.groups.push_back({group.id,
                          group.title,
                          totals.weight(g),
                          middle.groups[g],
                          {least.groups[g].value_or(0), most.groups[g].value_or(1)}});
    for (const Part& part : group.parts) {
      out.parts.push_back(
          {group.id, part.id, part.title, middle.parts[p], {least.parts[p].value_or(0), most.parts[p].value_or(1)}});
      ++p;
    }
  }
  out.total = middle.total;
  out.range = {least.total.value_or(0), most.total.value_or(1)};
  out.sampling = sampling(totals, out.indicators, table);

  statistics::Ratings ratings(table.size(), std::vector<std::optional<double>>(n));
  for (std::size_t a = 0; a < table.size(); ++a) {
    for (std::size_t i = 0; i < n; ++i) {
      if (table[a][i] != k_none) ratings[a][i] = table[a][i];
    }
  }
  out.alpha = statistics::krippendorff_alpha(ratings, statistics::Metric::ordinal);
  out.standing = standing_of(rubric, out);
  recommend(rubric, out);
  out.report = report_of(rubric, out);
  return out;
}

std::vector<Difference> differences(const Rubric& rubric, const Assessment& first, const Assessment& second) {
  std::vector<Difference> out;
  for (const IndicatorScore& one : first.indicators) {
    const IndicatorScore* other = second.find(one.indicator->id);
    if (!one.value || !other || !other->value) continue;
    const double apart = std::abs(*one.value - *other->value);
    if (apart < 1) continue;
    out.push_back({one.indicator, *one.value, *other->value,
                   apart / 4 * rubric.share(*one.indicator) * (one.indicator->critical ? 2 : 1)});
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return out;
}

namespace {

json::Value optional_number(const std::optional<double>& value) {
  return value ? json::Value::real(*value) : json::Value{};
}

json::Value interval_value(json::Arena& arena, const statistics::Interval& interval) {
  const json::Value out = json::Value::array(arena, 2);
  out.push(arena, json::Value::real(interval.low));
  out.push(arena, json::Value::real(interval.high));
  return out;
}

template <class Score>
json::Value score_value(json::Arena& arena, const Score& score) {
  const json::Value out = json::Value::object(arena);
  out.append(arena, "id", arena.string(score.id));
  out.append(arena, "title", arena.string(score.title));
  out.append(arena, "score", optional_number(score.score));
  out.append(arena, "range", interval_value(arena, score.range));
  return out;
}

json::Value indicator_value(json::Arena& arena, const IndicatorScore& score) {
  const json::Value out = json::Value::object(arena, 10);
  out.append(arena, "id", arena.string(score.indicator->id));
  out.append(arena, "title", arena.string(score.indicator->title));
  out.append(arena, "part", arena.string(score.indicator->part));
  out.append(arena, "critical", json::Value::boolean(score.indicator->critical));
  out.append(arena, "state", arena.string(state_name(score.state)));
  out.append(arena, "value", optional_number(score.value));
  out.append(arena, "assessors", json::Value::integer(score.raters));
  if (score.raters > 0) {
    const json::Value spread = json::Value::array(arena, 2);
    spread.push(arena, json::Value::integer(score.least));
    spread.push(arena, json::Value::integer(score.most));
    out.append(arena, "spread", spread);
  }
  out.append(arena, "needsModeration", json::Value::boolean(score.needs_moderation));
  if (score.measure) {
    const json::Value measure = json::Value::object(arena);
    measure.append(arena, "id", arena.string(score.measure->id));
    measure.append(arena, "count", json::Value::integer(score.measure->count));
    measure.append(arena, "of", json::Value::integer(score.measure->of));
    if (!score.measure->link.empty()) measure.append(arena, "link", arena.string(score.measure->link));
    out.append(arena, "measure", measure);
  }
  return out;
}

}  // namespace

json::Value assessment_value(json::Arena& arena, const Rubric& rubric, const LocalFramework& framework,
                             const Assessment& a, std::string_view language) {
  const json::Value out = json::Value::object(arena, 16);
  const json::Value about = json::Value::object(arena);
  about.append(arena, "id", arena.string(framework.id));
  about.append(arena, "title", arena.string(framework.title));
  about.append(arena, "kind", arena.string(kind_name(framework.kind)));
  if (!framework.country.empty()) about.append(arena, "country", arena.string(framework.country));
  if (!framework.region.empty()) about.append(arena, "region", arena.string(framework.region));
  out.append(arena, "framework", about);
  out.append(arena, "rubric", arena.string(rubric.id + " " + rubric.version));
  out.append(arena, "assessors", json::Value::integer(static_cast<std::int64_t>(a.assessors)));
  out.append(arena, "total", optional_number(a.total));
  out.append(arena, "range", interval_value(arena, a.range));
  if (a.sampling) out.append(arena, "interval95", interval_value(arena, *a.sampling));
  out.append(arena, "alpha", optional_number(a.alpha));
  out.append(arena, "band", arena.string(a.standing.band));
  out.append(arena, "caps", json::texts(arena, a.standing.caps));
  out.append(arena, "target", json::Value::integer(a.target));
  const json::Value groups = json::Value::array(arena, a.groups.size());
  for (const GroupScore& group : a.groups) {
    const json::Value one = score_value(arena, group);
    one.append(arena, "weight", json::Value::real(group.weight));
    const json::Value parts = json::Value::array(arena);
    for (const PartScore& part : a.parts) {
      if (part.group == group.id) parts.push(arena, score_value(arena, part));
    }
    one.append(arena, "parts", parts);
    groups.push(arena, one);
  }
  out.append(arena, "groups", groups);
  const json::Value indicators = json::Value::array(arena, a.indicators.size());
  for (const IndicatorScore& score : a.indicators) indicators.push(arena, indicator_value(arena, score));
  out.append(arena, "indicators", indicators);
  const json::Value recommendations = json::Value::array(arena, a.recommendations.size());
  for (const Recommendation& one : a.recommendations) {
    const json::Value item = json::Value::object(arena, 8);
    item.append(arena, "indicator", arena.string(one.indicator->id));
    item.append(arena, "recommendation", arena.string(one.indicator->recommendation));
    item.append(arena, "value", json::Value::real(one.value));
    item.append(arena, "rank", json::Value::real(one.rank));
    item.append(arena, "gain", json::Value::real(one.gain));
    item.append(arena, "effort", json::Value::integer(one.indicator->effort));
    item.append(arena, "effect", arena.string(effect_name(one.indicator->effect)));
    item.append(arena, "source", arena.string(rubric.citation(*one.indicator)));
    recommendations.push(arena, item);
  }
  out.append(arena, "recommendations", recommendations);
  out.append(arena, "report", report_value(arena, a.report, language));
  return out;
}

}  // namespace credex::assessment
