#include "assessment/rating.h"

#include <algorithm>
#include <array>
#include <set>

#include "assessment/measures.h"
#include "base/yaml_reader.h"

namespace credex::assessment {
namespace {

constexpr std::array<std::string_view, 3> k_kinds{"value", "not_applicable", "no_evidence"};
constexpr std::array<std::string_view, 4> k_framework_kinds{"country", "region", "institution", "sector"};

Error bad(std::string message, std::string remedy) {
  return {.code = "assessment.rating", .message = std::move(message), .remedy = std::move(remedy)};
}

std::vector<Moderation> read_moderations(YamlReader& in, const json::Value& root, const Rubric& rubric) {
  std::vector<Moderation> out;
  std::set<std::string> met;
  for (const auto& [value, at] : in.list(root, "", "moderations")) {
    in.known(value, at, {"indicator", "value", "reason"});
    Moderation one{.indicator = in.needed_text(value, at, "indicator"), .reason = in.needed_text(value, at, "reason")};
    const auto number = in.whole(value, at, "value", 0, 4);
    if (!number) in.problem(at, "\"value\" is missing", "write the value agreed on, 0 to 4");
    one.value = number.value_or(0);
    if (!rubric.find(one.indicator))
      in.problem(at, "\"" + one.indicator + "\" is no indicator of this rubric", "name one that is listed");
    if (in.is_new(met, one.indicator, at)) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string_view kind_name(Rating::Kind kind) { return k_kinds[static_cast<std::size_t>(kind)]; }
std::string_view kind_name(FrameworkKind kind) { return k_framework_kinds[static_cast<std::size_t>(kind)]; }

Result<void> check_rating(const Rating& rating, const Rubric& rubric) {
  const Indicator* indicator = rubric.find(rating.indicator);
  if (!indicator)
    return bad("\"" + rating.indicator + "\" is no indicator of this rubric", "name one that is listed, like A01");
  if (rating.kind == Rating::Kind::not_applicable && rating.reason.empty())
    return bad(rating.indicator + " is said not to apply without a reason", "say why it does not apply here");
  if (rating.kind != Rating::Kind::value) return {};
  if (rating.value < 0 || rating.value > 4)
    return bad(std::to_string(rating.value) + " is outside the scale", "rate " + rating.indicator + " from 0 to 4");
  if (rating.value >= 3 && rating.evidence.empty())
    return bad(rating.indicator + " is rated " + std::to_string(rating.value) + " without evidence",
               "attach at least one piece, for example: " + indicator->evidence.front() + "; or rate it 2 or lower");
  for (const Evidence& one : rating.evidence) {
    if (one.text.empty() && one.link.empty())
      return bad("a piece of evidence for " + rating.indicator + " is empty", "say what it is, or where it lies");
  }
  return {};
}

Result<Rating> rating_from(const std::string& indicator, std::string_view value) {
  Rating out{.indicator = indicator};
  if (value == "not_applicable" || value == "not applicable")
    out.kind = Rating::Kind::not_applicable;
  else if (value == "no_evidence" || value == "no evidence")
    out.kind = Rating::Kind::no_evidence;
  else if (value.size() == 1 && value[0] >= '0' && value[0] <= '4')
    out.value = value[0] - '0';
  else
    return bad("\"" + std::string{value} + "\" is outside the scale",
               "rate " + indicator + " from 0 to 4, or write not_applicable or no_evidence");
  return out;
}

int rating_of_share(double share) {
  if (share < 0.05) return 0;
  if (share < 0.30) return 1;
  return share < 0.70 ? 2 : 3;
}

Result<LocalFramework> read_framework(std::string_view text, const std::string& name, const Rubric& rubric) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "assessment.framework", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"id", "title", "kind", "country", "region", "sector", "about", "link", "weights", "target", "measures",
            "moderations"});
  LocalFramework out{.id = in.needed_text(root, "", "id"),
                     .title = in.needed_text(root, "", "title"),
                     .country = in.text(root, "", "country"),
                     .region = in.text(root, "", "region"),
                     .sector = in.text(root, "", "sector"),
                     .about = in.text(root, "", "about"),
                     .link = in.text(root, "", "link"),
                     .target = in.whole(root, "", "target", 1, 4)};
  const auto kind = in.choice(root, "", "kind", {"country", "region", "institution", "sector"});
  if (!kind) in.problem("", "\"kind\" is missing", "write country, region, institution or sector");
  out.kind = static_cast<FrameworkKind>(kind.value_or(0));
  double sum = 0;
  for (const json::Member& member : root.get("weights").members()) {
    const auto weight = in.number(root.get("weights"), "/weights", member.key, 0, 1);
    if (!rubric.group(member.key))
      in.problem("/weights" + json::pointer_step(member.key), "this is no group of the rubric",
                 "name one of its groups");
    out.weights.emplace(member.key, weight.value_or(0));
    sum += weight.value_or(0);
  }
  if (!out.weights.empty() && (out.weights.size() != rubric.groups.size() || sum < 0.999 || sum > 1.001))
    in.problem("/weights", "the weights do not make one whole", "give every group of the rubric one; they add up to 1");
  std::set<std::string> met;
  for (const auto& [value, at] : in.list(root, "", "measures")) {
    in.known(value, at, {"id", "count", "of", "link"});
    Measure one{.id = in.needed_text(value, at, "id"), .link = in.text(value, at, "link")};
    one.of = in.whole(value, at, "of", 0, 1'000'000'000).value_or(0);
    one.count = in.whole(value, at, "count", 0, 1'000'000'000).value_or(0);
    if (one.count > one.of) in.problem(at, "the count is greater than what it is of", "correct \"count\" or \"of\"");
    if (!is_measure(one.id)) in.problem(at, "\"" + one.id + "\" is no measure that is known", "see docs/framework.md");
    if (in.is_new(met, one.id, at)) out.measures.push_back(std::move(one));
  }
  out.moderations = read_moderations(in, root, rubric);
  if (!in.is_good()) return in.error();
  return out;
}

Result<Assessor> read_ratings(std::string_view text, const std::string& name, const Rubric& rubric) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "assessment.ratings", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"assessor", "ratings"});
  const json::Value assessor = root.get("assessor");
  in.known(assessor, "/assessor", {"id", "name", "constituency"});
  Assessor out{.id = in.needed_text(assessor, "/assessor", "id"),
               .name = in.text(assessor, "/assessor", "name"),
               .constituency = in.text(assessor, "/assessor", "constituency")};
  std::set<std::string> met;
  for (const auto& [value, at] : in.list(root, "", "ratings")) {
    in.known(value, at, {"indicator", "value", "reason", "evidence"});
    auto rating = rating_from(in.needed_text(value, at, "indicator"), in.needed_text(value, at, "value"));
    if (!rating) {
      in.problem(at, rating.error().message, rating.error().remedy);
      continue;
    }
    rating->reason = in.text(value, at, "reason");
    for (const auto& [piece, piece_at] : in.list(value, at, "evidence")) {
      if (piece.is_string()) {
        rating->evidence.push_back({.text = std::string{piece.as_string()}});
        continue;
      }
      in.known(piece, piece_at, {"kind", "text", "link"});
      rating->evidence.push_back(
          {in.text(piece, piece_at, "kind"), in.text(piece, piece_at, "text"), in.text(piece, piece_at, "link")});
    }
    if (const auto good = check_rating(*rating, rubric); !good)
      in.problem(at, good.error().message, good.error().remedy);
    if (in.is_new(met, rating->indicator, at)) out.ratings.push_back(std::move(*rating));
  }
  if (out.ratings.empty() && in.is_good()) in.problem("/ratings", "nothing is rated", "add ratings");
  if (!in.is_good()) return in.error();
  return out;
}

Result<void> check_assessors(const std::vector<Assessor>& assessors) {
  std::set<std::string> met;
  for (const Assessor& one : assessors) {
    if (!met.insert(one.id).second)
      return Error{.code = "assessment.ratings",
                   .message = "the assessor \"" + one.id + "\" is there twice",
                   .remedy = "put their ratings into one file"};
  }
  return {};
}

}  // namespace credex::assessment
