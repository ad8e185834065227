#include "cocreation/work.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "assessment/measures.h"
#include "base/embedded.h"
#include "base/yaml_reader.h"
#include "cocreation/names.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, k_clause_kinds> k_work_kinds{"definition", "level", "competence_area",
                                                                    "sector_template", "quality_rule"};
constexpr std::size_t k_most_words = 4000;

Selector read_selector(YamlReader& in, const json::Value& value, const std::string& at) {
  Selector out;
  if (value.is_null()) return out;
  in.known(value, at, {"element", "sector", "eqf", "skills", "everything"});
  out.element = in.text(value, at, "element");
  out.sector = in.text(value, at, "sector");
  out.eqf = in.whole(value, at, "eqf", 1, 8);
  out.skills = in.texts(value, at, "skills");
  out.everything = in.flag(value, at, "everything", false);
  if (!out.element.empty() && !assessment::is_measure(out.element))
    in.problem(at + "/element", "\"" + out.element + "\" is no element that can be looked for",
               "see docs/framework.md");
  return out;
}

/// A text cut into words with the space after them, or into lines where there are too many.
std::vector<std::string_view> tokens_of(std::string_view text, bool by_lines) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends = by_lines ? text[i] == '\n' : text[i] == ' ' || text[i] == '\n';
    if (!ends) continue;
    out.push_back(text.substr(begin, i + 1 - begin));
    begin = i + 1;
  }
  if (begin < text.size()) out.push_back(text.substr(begin));
  return out;
}

void append(std::vector<DiffPart>& parts, DiffPart::Kind kind, std::string_view text) {
  if (!parts.empty() && parts.back().kind == kind)
    parts.back().text += text;
  else
    parts.push_back({kind, std::string{text}});
}

/// Myers' greedy algorithm with its trace kept; `a` and `b` have no common beginning or end.
void diff_middle(std::span<const std::string_view> a, std::span<const std::string_view> b, std::vector<DiffPart>& out) {
  const auto n = static_cast<std::ptrdiff_t>(a.size());
  const auto m = static_cast<std::ptrdiff_t>(b.size());
  const std::ptrdiff_t most = n + m;
  std::vector<std::vector<std::ptrdiff_t>> trace;
  std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * most + 2), 0);
  const auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& { return furthest[static_cast<std::size_t>(k + most)]; };
  const auto step = [&](std::ptrdiff_t d, std::ptrdiff_t k) {
    return k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
  };
  std::ptrdiff_t edits = 0;
  for (std::ptrdiff_t d = 0; d <= most; ++d) {
    // Only the diagonals that this step reads are kept, so that the trace grows with the square of the difference, not
    // of the texts.
    std::vector<std::ptrdiff_t> kept;
    for (std::ptrdiff_t k = -d - 1; k <= d + 1; ++k) kept.push_back(k + most < 0 || k > most + 1 ? 0 : at(k));
    trace.push_back(std::move(kept));
    bool is_done = false;
    for (std::ptrdiff_t k = -d; k <= d && !is_done; k += 2) {
      std::ptrdiff_t x = step(d, k);
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(k) = x;
      is_done = x >= n && x - k >= m;
    }
    edits = d;
    if (is_done) break;
  }
  std::vector<std::pair<DiffPart::Kind, std::string_view>> reversed;
  std::ptrdiff_t x = n;
  std::ptrdiff_t y = m;
  for (std::ptrdiff_t d = edits; d >= 0; --d) {
    const auto& kept = trace[static_cast<std::size_t>(d)];
    const auto was = [&](std::ptrdiff_t k) { return kept[static_cast<std::size_t>(k + d + 1)]; };
    const std::ptrdiff_t k = x - y;
    const std::ptrdiff_t from = d == 0 ? 0 : (k == -d || (k != d && was(k - 1) < was(k + 1)) ? k + 1 : k - 1);
    const std::ptrdiff_t from_x = d == 0 ? 0 : was(from);
    const std::ptrdiff_t from_y = d == 0 ? 0 : from_x - from;
    while (x > from_x && y > from_y) {
      reversed.emplace_back(DiffPart::Kind::same, a[static_cast<std::size_t>(--x)]);
      --y;
    }
    if (d == 0) break;
    if (x == from_x)
      reversed.emplace_back(DiffPart::Kind::added, b[static_cast<std::size_t>(--y)]);
    else
      reversed.emplace_back(DiffPart::Kind::removed, a[static_cast<std::size_t>(--x)]);
  }
  for (auto it = reversed.rbegin(); it != reversed.rend(); ++it) append(out, it->first, it->second);
}

bool states(const framework::MicroCredential& definition, const std::string& element) {
  for (const assessment::Measure& one :
       assessment::measures_of({{.definition = &definition}}, {}, Date{std::chrono::year{2000} / 1 / 1}, "")) {
    if (one.id == element) return one.count > 0;
  }
  return false;
}

bool selects(const Selector& about, const framework::MicroCredential& d) {
  if (about.empty()) return false;
  if (!about.sector.empty() && d.sector != about.sector) return false;
  if (about.eqf && d.level.eqf != about.eqf) return false;
  if (!about.element.empty() && !states(d, about.element)) return false;
  if (about.skills.empty()) return true;
  return std::any_of(d.outcomes.begin(), d.outcomes.end(), [&](const framework::LearningOutcome& outcome) {
    return std::any_of(outcome.esco_skills.begin(), outcome.esco_skills.end(), [&](const framework::Concept& skill) {
      return std::find(about.skills.begin(), about.skills.end(), skill.uri) != about.skills.end();
    });
  });
}

}  // namespace

std::string_view clause_kind_name(ClauseKind kind) { return k_work_kinds[static_cast<std::size_t>(kind)]; }
std::optional<ClauseKind> clause_kind_of(std::string_view name) { return enum_of<ClauseKind>(k_work_kinds, name); }

const Clause* Work::find(std::string_view wanted) const {
  const auto found = std::find_if(clauses.begin(), clauses.end(), [&](const Clause& one) { return one.id == wanted; });
  return found == clauses.end() ? nullptr : &*found;
}

const Work& Work::built_in() {
  static const Work work = [] {
    auto read = read_work(embedded_file("cocreation/framework.yaml").value_or(""), "data/cocreation/framework.yaml");
    if (!read) throw std::runtime_error{read.error().to_string()};
    return std::move(*read);
  }();
  return work;
}

Result<Work> read_work(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "cocreation.work", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"id", "title", "version", "date", "language", "purpose", "clauses"});
  Work out{.id = in.needed_text(root, "", "id"),
           .title = in.needed_text(root, "", "title"),
           .version = in.needed_text(root, "", "version"),
           .date = in.text(root, "", "date"),
           .language = in.text(root, "", "language"),
           .purpose = in.text(root, "", "purpose")};
  if (out.language.empty()) out.language = "en";
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(root, "", "clauses")) {
    in.known(value, at, {"id", "kind", "title", "text", "sources", "about"});
    Clause one{.id = in.needed_text(value, at, "id"),
               .title = in.needed_text(value, at, "title"),
               .text = in.needed_text(value, at, "text"),
               .sources = in.texts(value, at, "sources"),
               .about = read_selector(in, value.get("about"), at + "/about")};
    const std::string kind = in.needed_text(value, at, "kind");
    if (const auto found = clause_kind_of(kind))
      one.kind = *found;
    else if (!kind.empty())
      in.problem(at + "/kind", "\"" + kind + "\" is no kind of clause",
                 "write definition, level, competence_area, sector_template or quality_rule");
    if (in.is_new(ids, one.id, at)) out.clauses.push_back(std::move(one));
  }
  if (out.clauses.empty()) in.problem("/clauses", "there is no clause", "add clauses");
  if (!in.is_good()) return in.error();
  return out;
}

std::vector<DiffPart> diff_words(std::string_view before, std::string_view after) {
  const auto words = [](std::string_view text) { return std::count(text.begin(), text.end(), ' '); };
  const bool by_lines = static_cast<std::size_t>(words(before) + words(after)) > k_most_words;
  const auto a = tokens_of(before, by_lines);
  const auto b = tokens_of(after, by_lines);
  std::size_t begin = 0;
  while (begin < a.size() && begin < b.size() && a[begin] == b[begin]) ++begin;
  std::size_t tail = 0;
  while (tail < a.size() - begin && tail < b.size() - begin && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<DiffPart> out;
  for (std::size_t i = 0; i < begin; ++i) append(out, DiffPart::Kind::same, a[i]);
  diff_middle(std::span{a}.subspan(begin, a.size() - begin - tail),
              std::span{b}.subspan(begin, b.size() - begin - tail), out);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) append(out, DiffPart::Kind::same, a[i]);
  return out;
}

std::vector<ClauseChange> changes_between(const Work& before, const Work& after) {
  std::vector<ClauseChange> out;
  for (const Clause& one : after.clauses) {
    const Clause* old = before.find(one.id);
    if (!old)
      out.push_back({ClauseChange::Kind::added, nullptr, &one});
    else if (!(*old == one))
      out.push_back({ClauseChange::Kind::changed, old, &one});
  }
  for (const Clause& one : before.clauses) {
    if (!after.find(one.id)) out.push_back({ClauseChange::Kind::removed, &one, nullptr});
  }
  return out;
}

Result<Work> with_proposals(Work work, std::span<const Proposal> proposals, std::string version, std::string date) {
  for (const Proposal& one : proposals) {
    const auto found = std::find_if(work.clauses.begin(), work.clauses.end(),
                                    [&](const Clause& clause) { return clause.id == one.clause; });
    if (found == work.clauses.end()) {
      if (one.removes)
        return Error{.code = "cocreation.work",
                     .message = "the clause \"" + one.clause + "\" is not in this version",
                     .remedy = "it may be gone already; take the proposal back"};
      // A new one goes after the last of its kind.
      auto place = work.clauses.end();
      for (auto it = work.clauses.begin(); it != work.clauses.end(); ++it) {
        if (it->kind == one.wanted.kind) place = it + 1;
      }
      work.clauses.insert(place, one.wanted);
      continue;
    }
    if (one.removes)
      work.clauses.erase(found);
    else
      *found = one.wanted;
  }
  work.version = std::move(version);
  work.date = std::move(date);
  return work;
}

Touched touched(const Selector& about, std::span<const Touchable> catalogue) {
  Touched out;
  for (const Touchable& one : catalogue) {
    if (!selects(about, *one.definition)) continue;
    ++out.definitions;
    out.awards += one.awards;
    if (out.first.size() < 20) out.first.push_back(one.definition);
  }
  return out;
}

}  // namespace credex::cocreation
