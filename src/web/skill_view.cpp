#include "web/skill_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "base/uri.h"
#include "service/lists.h"
#include "service/talent.h"
#include "skills/competences.h"
#include "skills/search.h"
#include "skills/sectors.h"

namespace credex::web {
namespace {

constexpr std::size_t k_drawn = 24;
constexpr std::size_t k_label = 38;
constexpr double k_clear = 0.9;

std::optional<skills::ConceptId> written(const Visit& visit, const std::string& text, skills::ConceptKind kind) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  if (const auto found = esco.find(text)) return esco.kind(*found) == kind ? found : std::nullopt;
  const auto hits = skills::search(esco, text, {.kind = kind, .most = 2, .by_meaning = false});
  if (hits.empty() || hits[0].score < k_clear) return std::nullopt;
  return hits[0].found;
}

std::string short_label(std::string_view label) {
  std::string out = utf8_prefix(label, k_label);
  if (out.size() < label.size()) out += "…";
  return out;
}

}  // namespace

std::optional<skills::ConceptId> skill_written(const Visit& visit, const std::string& text) {
  return written(visit, text, skills::ConceptKind::skill);
}

std::optional<skills::ConceptId> occupation_written(const Visit& visit, const std::string& text) {
  return written(visit, text, skills::ConceptKind::occupation);
}

Result<std::vector<std::string>> skills_written(const Visit& visit, const std::vector<std::string>& lines,
                                                const char* name) {
  std::vector<std::string> out;
  for (const std::string& line : lines) {
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find('\n', at), line.size());
      std::string one = line.substr(at, end - at);
      at = end + 1;
      while (!one.empty() && (one.back() == '\r' || one.back() == ' ')) one.pop_back();
      if (one.empty()) continue;
      const auto found = skill_written(visit, one);
      if (!found)
        return service::invalid("'" + utf8_prefix(one, 80) + "' is no skill that is known here", name,
                                "choose one of the list");
      const std::string uri{visit.platform.esco->uri(*found)};
      if (std::find(out.begin(), out.end(), uri) == out.end()) out.push_back(uri);
    }
  }
  return out;
}

View concept_view(const Visit& visit, skills::ConceptId c) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  View out;
  out.set("label", esco.label(c, visit.language)).set("uri", esco.uri(c));
  out.set("href", "/skills/concept?uri=" + percent_encoded(esco.uri(c)));
  out.flag("skill", esco.is_skill(c)).flag("occupation", esco.kind(c) == skills::ConceptKind::occupation);
  return out;
}

std::string evidence_words(const Visit& visit, skills::EvidenceKind kind) {
  Finding finding{.message = "skills.evidence." + std::string{skills::evidence_name(kind)}};
  return message_text(finding, visit.language);
}

std::vector<skills::ConceptId> known_skills(const Visit& visit, const std::string& list) {
  std::vector<skills::ConceptId> out;
  for (const std::string& uri : service::words_in(list)) {
    if (const auto found = visit.platform.esco->find(uri)) out.push_back(*found);
  }
  return out;
}

std::string audience_words(const Visit& visit, std::string_view audience) {
  if (audience == "everyone") return visit.t("everyone");
  if (audience == "employers") return visit.t("signed-in employers");
  return audience == "link" ? visit.t("who has my link") : visit.t("only me");
}

std::vector<View> audience_choices(const Visit& visit, std::string_view chosen) {
  std::vector<View> out;
  for (const std::string_view value : service::k_audiences) {
    View one;
    one.set("value", value).set("words", audience_words(visit, value)).flag("chosen", chosen == value);
    out.push_back(std::move(one));
  }
  return out;
}

View work_facts(const store::Work& w) {
  View out;
  out.set("id", w.id).set("title", w.title).set("kind", w.kind).set("part", w.part).set("client", w.client);
  out.set("made_on", w.made_on).set("rights", w.rights).set("authors", w.authors).set("words", w.words);
  out.set("link", w.link).set("file", w.file_name).set("digest", w.digest);
  return out;
}

View held_view(const Visit& visit, const skills::HeldSkill& held) {
  View out;
  const auto found = visit.platform.esco->find(held.uri);
  if (found) {
    out = concept_view(visit, *found);
  } else {
    out.set("label", held.uri).set("uri", held.uri).set("href", held.uri);
  }
  out.set("evidence", evidence_words(visit, held.evidence)).set("source", held.source);
  if (held.on && held.on->ok()) out.set("on", to_string(*held.on));
  const bool is_verified = held.evidence >= skills::EvidenceKind::validated;
  out.flag("verified", is_verified).flag("declared", held.evidence == skills::EvidenceKind::declared);
  return out;
}

std::vector<View> sector_choices(const Visit& visit, const std::string& chosen) {
  std::vector<View> out;
  for (const skills::Sector& one : skills::sectors()) {
    View item;
    item.set("value", one.id).set("words", visit.t(one.title)).flag("chosen", one.id == chosen);
    out.push_back(std::move(item));
  }
  return out;
}

std::vector<View> transition_views(const Visit& visit, std::span<const skills::ConceptId> skills) {
  std::vector<View> out;
  for (const skills::FrameworkShare& one : skills::transitions(*visit.platform.esco, skills)) {
    View item;
    item.set("title", one.framework->title).set("document", one.framework->document);
    item.set("source", one.framework->source).set("tie", one.framework->tie);
    item.set("touched", std::to_string(one.competences.size())).set("all", std::to_string(one.framework->size()));
    item.set("width", std::to_string(100 * one.competences.size() / std::max<std::size_t>(1, one.framework->size())));
    std::string names;
    for (const skills::Competence* competence : one.competences)
      names += (names.empty() ? "" : "; ") + competence->id + " " + competence->title;
    item.set("competences", names);
    item.set("count", std::to_string(one.in_collection.size()));
    out.push_back(std::move(item));
  }
  return out;
}

std::string gap_picture(const Visit& visit, const skills::Gap& gap, std::span<const skills::HeldSkill> held) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  std::vector<const skills::GapRow*> rows;
  for (const skills::GapRow& row : gap.rows) {
    if (row.is_essential) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const skills::GapRow* a, const skills::GapRow* b) { return a->met() > b->met(); });
  if (rows.size() > k_drawn) rows.resize(k_drawn);
  std::vector<std::size_t> right;
  std::map<std::size_t, std::size_t> place;
  for (const skills::GapRow* row : rows) {
    if (row->held && place.emplace(*row->held, right.size()).second) right.push_back(*row->held);
  }
  constexpr int k_row = 26;
  const auto height = static_cast<int>(std::max(rows.size(), right.size())) * k_row + 44;
  std::string out =
      fmt::format("<svg class=\"gap\" viewBox=\"0 0 760 {}\" role=\"img\" aria-label=\"{}\">", height,
                  escaped(visit.t("What is wanted at the left, what you have at the right, joined by lines")));
  out += fmt::format(
      "<text x=\"300\" y=\"18\" class=\"head\" text-anchor=\"end\">{}</text><text x=\"460\" y=\"18\" "
      "class=\"head\">{}</text>",
      escaped(visit.t("Wanted")), escaped(visit.t("What you have")));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const int y = 44 + static_cast<int>(i) * k_row;
    const skills::GapRow& row = *rows[i];
    const char* kind = row.is_missing() ? "missing" : row.met() >= 0.75 ? "met" : "part";
    out += fmt::format("<text x=\"300\" y=\"{}\" text-anchor=\"end\" class=\"{}\">{}</text>", y, kind,
                       escaped(short_label(esco.label(row.wanted, visit.language))));
    if (!row.held) {
      out += fmt::format("<circle cx=\"314\" cy=\"{}\" r=\"5\" class=\"missing\"/>", y - 5);
      continue;
    }
    const int to = 44 + static_cast<int>(place[*row.held]) * k_row;
    out += fmt::format(
        "<circle cx=\"314\" cy=\"{}\" r=\"5\" class=\"{}\"/><path d=\"M319 {}C380 {} 384 {} 445 {}\" class=\"{}{}\"/>",
        y - 5, kind, y - 5, y - 5, to - 5, to - 5, kind, row.relation == skills::Relation::same ? "" : " other");
  }
  for (std::size_t i = 0; i < right.size(); ++i) {
    const skills::HeldSkill& has = held[right[i]];
    const auto known = esco.find(has.uri);
    const int y = 44 + static_cast<int>(i) * k_row;
    const bool is_verified = has.evidence >= skills::EvidenceKind::validated;
    out += fmt::format("<text x=\"460\" y=\"{}\">{}{}</text>", y, is_verified ? "✓ " : "",
                       escaped(short_label(known ? esco.label(*known, visit.language) : std::string_view{has.uri})));
  }
  return out + "</svg>";
}

}  // namespace credex::web
