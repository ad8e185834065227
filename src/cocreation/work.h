#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"
#include "base/time.h"
#include "framework/definition.h"

namespace credex::cocreation {

/// What a clause is.
enum class ClauseKind : std::uint8_t { definition, level, competence_area, sector_template, quality_rule };
inline constexpr std::size_t k_clause_kinds = 5;
std::string_view clause_kind_name(ClauseKind kind);
std::optional<ClauseKind> clause_kind_of(std::string_view name);

/// Which micro-credentials a clause is about: all that meet what is named. Nothing named: it touches none by itself.
struct Selector {
  std::string
      element{};  ///< a standard element by its name in assessment/measures.h, such as workload: all that state it
  std::string sector{};               ///< a sub-sector
  std::optional<int> eqf{};           ///< a level
  std::vector<std::string> skills{};  ///< ESCO URIs: any of them
  bool everything = false;            ///< all there are
  bool empty() const { return element.empty() && sector.empty() && !eqf && skills.empty() && !everything; }
  bool operator==(const Selector&) const = default;
};

struct Clause {
  std::string id{};  ///< stays through all versions
  ClauseKind kind = ClauseKind::definition;
  std::string title{};
  std::string text{};
  std::vector<std::string> sources{};
  Selector about{};
  bool operator==(const Clause&) const = default;
};

/// The sector framework in one version.
struct Work {
  std::string id{};
  std::string title{};
  std::string version{};  ///< "1.2"
  std::string date{};     ///< YYYY-MM-DD; empty: a draft
  std::string language = "en";
  std::string purpose{};
  std::vector<Clause> clauses{};

  const Clause* find(std::string_view id) const;
  static const Work& built_in();  ///< data/cocreation/framework.yaml
};
/// Error "cocreation.work" with file, line and reason.
Result<Work> read_work(std::string_view text, const std::string& name);
json::Value work_value(json::Arena& arena, const Work& work);
/// JSON-LD with the terms of SKOS, schema.org and Dublin Core; `url` is the permanent address of the version.
json::Value work_linked_data(json::Arena& arena, const Work& work, const std::string& url);
/// The whole as a Markdown book, with numbers, sources and how to cite it.
std::string work_book(const Work& work, const std::string& url);

/// A stretch of a text that both have, or one of them.
struct DiffPart {
  enum class Kind : std::uint8_t { same, added, removed } kind = Kind::same;
  std::string text{};
};
/// Word by word, the least that differs (E. W. Myers, Algorithmica 1, 1986); texts past 4,000 words by lines.
std::vector<DiffPart> diff_words(std::string_view before, std::string_view after);

struct ClauseChange {
  enum class Kind : std::uint8_t { added, removed, changed } kind = Kind::changed;
  const Clause* before = nullptr;
  const Clause* after = nullptr;
};
/// In the order of the later version, what was removed at its old place at the end.
std::vector<ClauseChange> changes_between(const Work& before, const Work& after);

/// A change that somebody proposed: another wording, a new clause, or none any more.
struct Proposal {
  std::string clause{};
  bool removes = false;
  Clause wanted{};
};
/// The work with the proposals in it. Error "cocreation.work": a clause that is not there, an id taken.
Result<Work> with_proposals(Work work, std::span<const Proposal> proposals, std::string version, std::string date);

/// A published definition and how often it was awarded.
struct Touchable {
  const framework::MicroCredential* definition = nullptr;
  std::int64_t awards = 0;
};
struct Touched {
  std::int64_t definitions = 0;
  std::int64_t awards = 0;
  std::vector<const framework::MicroCredential*> first{};  ///< up to 20 of them
};
Touched touched(const Selector& about, std::span<const Touchable> catalogue);

}  // namespace credex::cocreation
