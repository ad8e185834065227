#include "skills/esco_source.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <regex>

#include "base/encoding.h"
#include "base/text.h"
#include "skills/csv_rows.h"

namespace credex::skills {
namespace {

constexpr const char* k_source = "ESCO, European Commission";
/// Rows that name unknown concepts: past one in so many, the file does not belong to the others.
constexpr std::size_t k_one_unknown_in = 100;
constexpr std::size_t k_unknown_shown = 3;

Error bad_esco(std::string message, std::string where, std::string remedy) {
  return Error{
      .code = "skills.esco", .message = std::move(message), .where = std::move(where), .remedy = std::move(remedy)};
}

/// "skills" and "en" of "classification/skills_en.csv"; no language in names of files that have none.
struct FileName {
  std::string what{};
  std::string language{};
};
FileName file_name(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);
  if (name.ends_with(".csv")) name.remove_suffix(4);
  FileName out;
  const std::size_t bar = name.rfind('_');
  if (bar != std::string_view::npos && name.size() - bar <= 4 && name.size() - bar >= 3) {
    out.language = name.substr(bar + 1);
    name = name.substr(0, bar);
  }
  out.what = name;
  return out;
}

SkillType skill_type(std::string_view text) {
  if (text.starts_with("skill")) return SkillType::skill;
  return text.starts_with("knowledge") ? SkillType::knowledge : SkillType::unknown;
}

ReuseLevel reuse_level(std::string_view text) {
  if (text == "transversal") return ReuseLevel::transversal;
  if (text == "cross-sector") return ReuseLevel::cross_sector;
  if (text == "sector-specific") return ReuseLevel::sector_specific;
  return text == "occupation-specific" ? ReuseLevel::occupation_specific : ReuseLevel::unknown;
}

/// Around a cell; a new line in one is the file's own.
constexpr std::string_view k_blanks = " \t\r";

struct ConceptFile {
  const char* what;
  ConceptKind kind;
  bool is_needed;
};
constexpr std::array<ConceptFile, 4> k_concept_files{{{"skillGroups", ConceptKind::skill_group, false},
                                                      {"ISCOGroups", ConceptKind::isco_group, false},
                                                      {"skills", ConceptKind::skill, true},
                                                      {"occupations", ConceptKind::occupation, true}}};
constexpr std::array<std::pair<const char*, Collection>, 6> k_collection_files{
    {{"digitalSkillsCollection", k_digital},
     {"digCompSkillsCollection", k_digcomp},
     {"greenSkillsCollection", k_green},
     {"transversalSkillsCollection", k_transversal},
     {"languageSkillsCollection", k_language},
     {"researchSkillsCollection", k_research}}};

class Reading {
 public:
  Reading(const std::vector<EscoFile>& files, const std::string& version) {
    out_.source.version = version;
    for (const EscoFile& file : files) files_.push_back({&file, file_name(file.name)});
  }

  Result<EscoRead> read() {
    for (const auto& step :
         {&Reading::check_files, &Reading::concepts, &Reading::hierarchy, &Reading::related, &Reading::needs}) {
      if (auto done = (this->*step)(); !done) return std::move(done).error();
    }
    if (auto good = check_no_circle(out_.source); !good) return std::move(good).error();
    out_.report.add(make_finding("skills.esco.version", out_.source.version.empty() ? Outcome::warn : Outcome::pass,
                                 out_.source.version,
                                 out_.source.version.empty() ? "skills.esco.version.unknown" : "skills.esco.version.is",
                                 {out_.source.version}, k_source));
    return std::move(out_);
  }

 private:
  struct Named {
    const EscoFile* file;
    FileName name;
  };
  using OneRow = std::function<std::string(const CsvRows&)>;  ///< gives the URI that is unknown, or nothing

  const Named* find(std::string_view what) const {
    for (const Named& one : files_) {
      if (one.name.what == what) return &one;
    }
    return nullptr;
  }

  Result<void> check_files() {
    for (const char* what : {"skills", "occupations", "broaderRelationsSkillPillar", "occupationSkillRelations"}) {
      if (find(what) != nullptr) continue;
      const bool is_relation = std::string_view{what}.find("elations") != std::string_view::npos;
      return bad_esco("the file " + std::string{what} + (is_relation ? ".csv" : "_en.csv (or of another language)") +
                          " is not among the " + std::to_string(files_.size()) + " files given",
                      "",
                      is_relation ? "give the archive of the relations too (esco-v...-relations-csv.zip)"
                                  : "give the archive of the classification too (esco-v...-classification-en-csv.zip)");
    }
    main_ = find("skills")->name.language;
    return {};
  }

  /// Goes through a file's rows; what `row` says is unknown is counted and reported, and too much of it is an error.
  Result<void> each(const EscoFile& file, std::initializer_list<const char*> headings,
                    const std::function<std::string(const CsvRows&, const std::vector<std::size_t>&)>& row,
                    bool is_translation = false) {
    CsvRows rows{file.text, file.name};
    if (auto read = rows.read_headings(); !read) return std::move(read).error();
    std::vector<std::size_t> columns;
    for (const char* heading : headings) {
      auto column = rows.needed_column(heading);
      if (!column) return std::move(column).error();
      columns.push_back(*column);
    }
    std::size_t count = 0;
    std::vector<std::pair<std::string, std::string>> shown;
    std::size_t unknown = 0;
    while (true) {
      auto more = rows.next();
      if (!more) return std::move(more).error();
      if (!*more) break;
      ++count;
      std::string uri = row(rows, columns);
      if (uri.empty()) continue;
      if (unknown++ < k_unknown_shown) shown.emplace_back(rows.place(), utf8_prefix(uri, 120));
    }
    if (!is_translation && unknown * k_one_unknown_in > count)
      return bad_esco(std::to_string(unknown) + " of " + std::to_string(count) +
                          " rows name concepts that are in none of the files, the first is \"" + shown[0].second + "\"",
                      shown[0].first, "give archives of one version of ESCO together");
    Finding finding = make_finding("skills.esco.file", Outcome::pass, file.name, "skills.esco.file.read",
                                   {file.name, std::to_string(count - unknown)}, k_source);
    if (unknown > 0) {
      finding.outcome = Outcome::warn;
      finding.message = "skills.esco.file.left_out";
      finding.args.push_back(std::to_string(unknown));
      for (auto& [place, uri] : shown)
        finding.findings.push_back(
            make_finding("skills.esco.unknown", Outcome::warn, place, "skills.esco.unknown.uri", {uri}, k_source));
    }
    out_.report.add(std::move(finding));
    return {};
  }

  EscoTexts& texts(const std::string& language) {
    auto& all = out_.source.texts;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const EscoTexts& one) { return one.language == language; });
    return found != all.end() ? *found : all.emplace_back(EscoTexts{.language = language});
  }

  Result<void> concepts() {
    texts(main_);
    // The main language first: it says which concepts there are.
    for (const bool is_main : {true, false}) {
      for (const ConceptFile& kind : k_concept_files) {
        for (const Named& one : files_) {
          if (one.name.what != kind.what || (one.name.language == main_) != is_main) continue;
          if (auto read = concept_file(*one.file, kind, one.name.language, is_main); !read) return read;
        }
      }
      if (!is_main) break;
      for (const auto& [what, collection] : k_collection_files) {
        const Named* one = find(what);
        if (one == nullptr) {
          out_.report.add(
              make_finding("skills.esco.file", Outcome::warn, what, "skills.esco.file.absent", {what}, k_source));
          continue;
        }
        if (auto read = collection_file(*one->file, collection); !read) return read;
      }
    }
    return {};
  }

  Result<void> concept_file(const EscoFile& file, const ConceptFile& kind, const std::string& language, bool is_main) {
    EscoTexts& into = texts(language);
    EscoSource& source = out_.source;
    return each(
        file, {"conceptUri", "preferredLabel"},
        [&](const CsvRows& row, const std::vector<std::size_t>& columns) -> std::string {
          const std::string uri{trimmed(row.cell(columns[0]), k_blanks)};
          std::uint32_t number = 0;
          if (is_main) {
            if (!uri.starts_with(k_esco)) return uri.empty() ? "(none)" : uri;
            EscoConcept one{.uri = uri, .kind = kind.kind};
            one.type = skill_type(row.cell(row.column("skillType")));
            one.reuse_level = reuse_level(row.cell(row.column("reuseLevel")));
            one.code = row.cell(row.column("code"));
            if (one.code.empty()) one.code = row.cell(row.column("iscoGroup"));
            number = source.add(std::move(one));
          } else {
            const auto found = source.numbers.find(uri);
            if (found == source.numbers.end()) return uri.empty() ? "(none)" : uri;
            number = found->second;
          }
          labels(into, number, row.cell(columns[1]), row.cell(row.column("altLabels")));
          if (const std::string_view text = trimmed(row.cell(row.column("description")), k_blanks); !text.empty())
            into.descriptions.emplace_back(number, std::string{text});
          return {};
        },
        !is_main);
  }

  static void labels(EscoTexts& into, std::uint32_t number, std::string_view preferred, std::string_view others) {
    const std::size_t first = into.labels.size();
    const auto add = [&](std::string_view text, bool is_preferred) {
      text = trimmed(text, k_blanks);
      if (text.empty()) return;
      for (std::size_t i = first; i < into.labels.size(); ++i) {
        if (into.labels[i].text == text) return;
      }
      into.labels.push_back({number, std::string{text}, is_preferred});
    };
    add(preferred, true);
    // One a line, or, in some versions, divided by bars.
    while (!others.empty()) {
      const std::size_t end = std::min(others.find('\n'), others.find(" | "));
      if (end == std::string_view::npos) break;
      add(others.substr(0, end), false);
      others.remove_prefix(end + (others[end] == '\n' ? 1 : 3));
    }
    add(others, false);
  }

  /// The number of a concept, or nothing and its URI in `unknown`.
  std::optional<std::uint32_t> number_of(std::string_view uri, std::string& unknown) {
    key_.assign(trimmed(uri, k_blanks));
    const auto found = out_.source.numbers.find(key_);
    if (found != out_.source.numbers.end()) return found->second;
    unknown = key_.empty() ? "(none)" : key_;
    return std::nullopt;
  }

  Result<void> collection_file(const EscoFile& file, Collection collection) {
    return each(file, {"conceptUri"}, [&](const CsvRows& row, const std::vector<std::size_t>& columns) {
      std::string unknown;
      if (const auto number = number_of(row.cell(columns[0]), unknown))
        out_.source.concepts[*number].collections |= collection;
      return unknown;
    });
  }

  Result<void> hierarchy() {
    for (const char* what : {"broaderRelationsSkillPillar", "broaderRelationsOccPillar"}) {
      const Named* one = find(what);
      if (one == nullptr) continue;
      if (auto read = pairs(*one->file, "conceptUri", "broaderUri", out_.source.broader); !read) return read;
    }
    return {};
  }

  Result<void> related() {
    const Named* one = find("skillSkillRelations");
    if (one == nullptr) return {};
    return pairs(*one->file, "originalSkillUri", "relatedSkillUri", out_.source.related);
  }

  Result<void> pairs(const EscoFile& file, const char* from, const char* to,
                     std::vector<std::pair<std::uint32_t, std::uint32_t>>& into) {
    return each(file, {from, to}, [&](const CsvRows& row, const std::vector<std::size_t>& columns) {
      std::string unknown;
      const auto a = number_of(row.cell(columns[0]), unknown);
      const auto b = number_of(row.cell(columns[1]), unknown);
      if (a && b) into.emplace_back(*a, *b);
      return unknown;
    });
  }

  Result<void> needs() {
    return each(*find("occupationSkillRelations")->file, {"occupationUri", "relationType", "skillUri"},
                [&](const CsvRows& row, const std::vector<std::size_t>& columns) {
                  std::string unknown;
                  const auto occupation = number_of(row.cell(columns[0]), unknown);
                  const auto skill = number_of(row.cell(columns[2]), unknown);
                  if (occupation && skill)
                    out_.source.needs.push_back({*occupation, *skill, row.cell(columns[1]) == "essential"});
                  return unknown;
                });
  }

  std::vector<Named> files_{};
  std::string main_{};
  std::string key_{};
  EscoRead out_{};
};

}  // namespace

std::uint32_t EscoSource::add(EscoConcept given) {
  const auto [it, is_new] = numbers.emplace(given.uri, static_cast<std::uint32_t>(concepts.size()));
  if (is_new) concepts.push_back(std::move(given));
  return it->second;
}

Result<EscoRead> read_esco(const std::vector<EscoFile>& files, const std::string& version) {
  return Reading{files, version}.read();
}

std::string esco_version_in(std::string_view name) {
  static const std::regex k_version{R"((?:^|[^0-9])v?([0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{1,2})?)(?:[^0-9]|$))"};
  std::match_results<std::string_view::const_iterator> found;
  name = name.substr(name.find_last_of("/\\") + 1, 200);
  if (!std::regex_search(name.begin(), name.end(), found, k_version)) return {};
  return found[1].str();
}

Result<void> check_no_circle(const EscoSource& source) {
  std::vector<std::vector<std::uint32_t>> above(source.concepts.size());
  for (const auto& [from, to] : source.broader) above[from].push_back(to);
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> state(source.concepts.size(), State::unseen);
  // Depth first with a stack of its own: a hostile chain may be as long as the file.
  std::vector<std::pair<std::uint32_t, std::size_t>> path;
  for (std::uint32_t start = 0; start < above.size(); ++start) {
    if (state[start] != State::unseen) continue;
    path.assign(1, {start, 0});
    state[start] = State::open;
    while (!path.empty()) {
      const std::uint32_t at = path.back().first;
      if (path.back().second == above[at].size()) {
        state[at] = State::done;
        path.pop_back();
        continue;
      }
      const std::uint32_t next = above[at][path.back().second++];
      if (state[next] == State::open) {
        std::string circle;
        for (const auto& [one, step] : path) {
          if (circle.size() > 400) break;
          if (one == next || !circle.empty()) circle += source.concepts[one].uri + " < ";
        }
        return bad_esco("the hierarchy runs in a circle: " + circle + source.concepts[next].uri, "broader relations",
                        "take out one of these rows");
      }
      if (state[next] == State::unseen) {
        state[next] = State::open;
        path.emplace_back(next, 0);
      }
    }
  }
  return {};
}

}  // namespace credex::skills
