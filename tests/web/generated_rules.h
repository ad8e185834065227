#pragma once

#include <random>
#include <string>
#include <vector>

#include "recognition/document_fields.h"

namespace credex::test {

/// Policies and agreements that are good and odd: every key there is, rare ones too, each there or not, in each way of
/// writing that the readers take.
class RulesMaker {
 public:
  RulesMaker(json::Arena& arena, unsigned seed) : arena_{arena}, random_{seed} {}

  json::Value policy() {
    const Value out = Value::object(arena_);
    put(out, "from", day(2026, 2));
    if (maybe())
      put(out, "until", day(2028, 2));
    else if (maybe())
      put(out, "until", {});
    if (maybe()) put(out, "title", text());
    if (often()) {
      const Value purposes = Value::object(arena_);
      for (const recognition::Purpose purpose : recognition::k_all_purposes) {
        if (often()) put(purposes, purpose_name(purpose), demands());
      }
      put(out, "purposes", purposes);
    }
    if (maybe()) put(out, "matching", matching());
    if (maybe()) put(out, "essential", texts());
    if (maybe()) put(out, "automatic", rules());
    if (maybe()) {
      const Value deadlines = Value::object(arena_);
      for (const char* key : {"decide_days", "answer_days", "hearing_days", "appeal_days"}) {
        if (maybe()) put(deadlines, key, number(static_cast<double>(1 + below(730))));
      }
      put(out, "deadlines", deadlines);
    }
    if (maybe()) {
      const Value appeal = Value::object(arena_);
      if (maybe()) put(appeal, "to", text());
      if (maybe()) put(appeal, "law", text());
      put(out, "appeal", appeal);
    }
    return out;
  }

  json::Value agreement() {
    const Value out = Value::object(arena_);
    put(out, "title",
        arena_.string("Agreement " + std::to_string(below(1000)) + " " + std::string{text().as_string()}));
    if (maybe()) put(out, "from", day(2026, 2));
    if (maybe()) put(out, "until", day(2028, 2));
    if (maybe()) put(out, "scope", scope(false));
    if (maybe()) put(out, "ground", text());
    if (maybe()) {
      put(out, "effect", Value::string("automatic"));
      return out;
    }
    put(out, "effect", Value::string("eased"));
    put(out, "waives", json::texts(arena_, {"level", "quality"}));
    if (maybe()) {
      const Value accepts = Value::object(arena_);
      for (const recognition::Criterion criterion : recognition::k_all_criteria) {
        const auto& scale = recognition::Criteria::built_in().scales[criterion];
        if (!maybe()) continue;
        const double least = criterion == recognition::Criterion::level ? -7 : 0;
        put(accepts, criterion_name(criterion),
            scale.size() > 1 ? arena_.string(scale[below(scale.size())])
                             : number(least + static_cast<double>(below(8)) / 2));
      }
      put(out, "accepts", accepts);
    }
    return out;
  }

  std::size_t below(std::size_t n) { return random_() % n; }
  bool maybe() { return below(2) == 0; }

 private:
  using Value = json::Value;

  bool often() { return below(4) > 0; }
  void put(const Value& into, std::string_view key, const Value& value) {
    into.append(arena_, arena_.copy(key), value);
  }
  /// A number, or the same in quotes.
  Value number(double value) {
    const Value plain = value == static_cast<double>(static_cast<std::int64_t>(value))
                            ? Value::integer(static_cast<std::int64_t>(value))
                            : Value::real(value);
    return below(8) == 0 ? arena_.string(json::write(plain)) : plain;
  }
  Value day(int from, int years) {
    std::string out = std::to_string(from + static_cast<int>(below(static_cast<std::size_t>(years)))) + "-0" +
                      std::to_string(1 + below(9)) + "-" + std::to_string(10 + below(18));
    return arena_.string(out);
  }
  Value text() {
    constexpr const char* k_texts[] = {"Academic regulations, section 4.2",
                                       "\"quotes\" & <b>signs</b>",
                                       "first line\nsecond line",
                                       "\nbegins with a line end",
                                       "ends with one\n",
                                       "windows\r\nlines",
                                       "  spaces around  ",
                                       "Übergänge für Łódź, ελληνικά",
                                       "{{mustache}} {{#t}}signs{{/t}}",
                                       "a: b # c",
                                       "100 %",
                                       "'",
                                       "2026-01-01",
                                       "null",
                                       "12"};
    return Value::string(k_texts[below(std::size(k_texts))]);
  }
  Value texts() {
    constexpr const char* k_ids[] = {"https://a.example/o1", "o2", "outcome with spaces", "Ö3", "a,b", "#4"};
    const std::size_t first = below(std::size(k_ids));
    if (below(6) == 0) return Value::string(k_ids[first]);  // a single one in place of a list
    const Value out = Value::array(arena_);
    for (std::size_t i = 0; i < below(4); ++i) out.push(arena_, Value::string(k_ids[(first + i) % std::size(k_ids)]));
    return out;
  }
  Value demands() {
    const Value out = Value::object(arena_);
    if (maybe()) put(out, "tolerance", number(static_cast<double>(below(1001))));
    if (maybe()) put(out, "least_eqf", number(static_cast<double>(1 + below(8))));
    if (maybe()) put(out, "least_hours", number(1 + static_cast<double>(below(4000)) / 4));
    if (maybe()) put(out, "note", text());
    if (often()) {
      const Value criteria = Value::object(arena_);
      for (const recognition::Criterion criterion : recognition::k_all_criteria) {
        if (maybe()) put(criteria, criterion_name(criterion), setting(criterion));
      }
      put(out, "criteria", criteria);
    }
    return out;
  }
  Value setting(recognition::Criterion criterion) {
    const auto& known = recognition::Criteria::built_in();
    const auto& scale = known.scales[criterion];
    const Value out = Value::object(arena_);
    if (maybe()) {
      if (scale.size() > 1) {
        const std::size_t full = below(scale.size());
        put(out, "full_at", arena_.string(scale[full]));
        if (maybe()) put(out, "compensable_at", arena_.string(scale[below(full + 1)]));
      } else if (criterion == recognition::Criterion::level) {
        const double full = static_cast<double>(below(5)) - 2;
        put(out, "full_at", number(full));
        if (maybe()) put(out, "compensable_at", number(full - static_cast<double>(below(4))));
      } else {
        const double full = static_cast<double>(below(401)) / 4;
        put(out, "full_at", number(full));
        if (maybe()) put(out, "compensable_at", number(full / 2));
      }
    }
    const std::size_t weight = below(101);
    if (maybe()) {
      put(out, "weight", number(static_cast<double>(weight)));
      if (weight == 0 || maybe()) put(out, "disqualifying", Value::boolean(weight > 0 && maybe()));
    } else if (maybe()) {
      put(out, "disqualifying", Value::boolean(false));
    }
    if (maybe()) {
      const std::size_t first = below(known.means.size());
      if (below(5) == 0) {
        put(out, "compensate_by", arena_.string(known.means[first]));
      } else {
        const Value means = Value::array(arena_);
        for (std::size_t i = below(4); i > 0; --i)
          means.push(arena_, arena_.string(known.means[(first + i) % known.means.size()]));
        put(out, "compensate_by", means);
      }
    }
    if (maybe()) put(out, "ground", text());
    return out;
  }
  Value matching() {
    const Value out = Value::object(arena_);
    for (const char* key : {"same", "broader", "narrower", "related"}) {
      if (maybe()) put(out, key, number(static_cast<double>(below(9)) / 8));
    }
    for (const auto& [low, high] : {std::pair{"text_from", "text_full"}, {"partly", "covered"}}) {
      if (!maybe()) continue;
      const std::size_t top = below(9);
      put(out, high, number(static_cast<double>(top) / 8));
      put(out, low, number(static_cast<double>(below(top + 1)) / 8));
    }
    return out;
  }
  Value scope(bool says_something) {
    const Value out = Value::object(arena_);
    if (says_something || maybe()) put(out, "countries", json::texts(arena_, {"PT", "BE-VLG", "ES51"}));
    if (maybe()) put(out, "issuers", texts());
    if (maybe()) put(out, "accredited_by", texts());
    if (maybe()) put(out, "sectors", json::texts(arena_, {"heritage", "music"}));
    if (maybe()) put(out, "fields", json::texts(arena_, {"0215"}));
    if (maybe()) put(out, "purposes", json::texts(arena_, {"study", "credit"}));
    if (maybe()) put(out, "least_eqf", number(static_cast<double>(1 + below(4))));
    if (maybe()) put(out, "most_eqf", number(static_cast<double>(5 + below(4))));
    if (maybe()) put(out, "least_ects", number(static_cast<double>(below(9)) / 2));
    if (maybe()) put(out, "most_ects", number(5 + static_cast<double>(below(9)) / 2));
    if (maybe()) put(out, "quality", Value::string("substantial"));
    return out;
  }
  Value rules() {
    const Value out = Value::array(arena_);
    for (std::size_t i = 0; i < 1 + below(3); ++i) {
      const Value one = Value::object(arena_);
      put(one, "id", arena_.string("rule-" + std::to_string(i)));
      put(one, "scope", scope(true));
      if (maybe()) put(one, "ground", text());
      out.push(arena_, one);
    }
    return out;
  }

  json::Arena& arena_;
  std::mt19937 random_;
};

}  // namespace credex::test
