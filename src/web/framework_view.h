#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assessment/rating.h"
#include "assessment/score.h"
#include "cocreation/pilot.h"
#include "cocreation/work.h"
#include "web/site.h"

namespace credex::web {

/// A page of the living framework: its tabs above. `tab` is one of framework, consultations, assessments, practices,
/// pilots, engagement, europe, open-data.
http::Response framework_page(const Visit& visit, const std::string& tab, const std::string& name,
                              const std::string& title, View view, int status = 200);

/// {value, words, chosen} of words that are messages "PREFIX.NAME".
std::vector<View> message_choices(const Visit& visit, const std::string& prefix,
                                  std::span<const std::string_view> names, std::string_view chosen);
std::vector<View> constituency_choices(const Visit& visit, std::string_view chosen);
/// An effort from 1 to 3 and an effect in the visitor's language.
std::string effort_words(const Visit& visit, int effort);
std::string effect_words(const Visit& visit, assessment::Effect effect);
/// A share as "63 %", a number with so many digits behind the point.
std::string percent_text(double share);
std::string number_text(double value, int digits = 2);
/// The kind of a clause in the visitor's language, for one and as a chapter.
std::string clause_kind_words(const Visit& visit, cocreation::ClauseKind kind);
/// What a proposal touches: "214 awards, 12 definitions".
std::string touched_words(const Visit& visit, const cocreation::Touched& touched);
/// Differences as HTML with ins and del.
std::string diff_html(const std::vector<cocreation::DiffPart>& parts);

/// Pictures, each SVG with a title; tables beside them say the same.
/// The parts of an assessment as a radar, over another one's where there is one.
std::string radar(const Visit& visit, const assessment::Assessment& a, const assessment::Assessment* other);
/// Effects as points with intervals.
struct Effect {
  std::string label{};
  double value = 0;
  double low = 0;
  double high = 0;
};
std::string forest(const Visit& visit, const std::vector<Effect>& effects);
/// People and organisations by interest and influence.
struct GridPoint {
  std::string label{};
  int interest = 3;
  int influence = 3;
};
std::string stakeholder_grid(const Visit& visit, const std::vector<GridPoint>& points);

/// The pieces of evidence that a form says. One that is as it was keeps what no form shows of it: its kind.
std::vector<assessment::Evidence> evidence_written(const Visit& visit, const std::vector<assessment::Evidence>& kept);

}  // namespace credex::web
