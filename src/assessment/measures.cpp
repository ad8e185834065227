#include "assessment/measures.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "framework/standard_check.h"

namespace credex::assessment {
namespace {

using framework::MicroCredential;

bool has_external_assurance(const MicroCredential& d, Date on) {
  return std::any_of(d.quality_assurance.begin(), d.quality_assurance.end(),
                     [&](const auto& one) { return !one.by.empty() && (!one.valid_until || *one.valid_until >= on); });
}

bool has_workload_with_ratio(const MicroCredential& d) { return d.workload.hours || d.workload.ects; }

bool has_skills(const MicroCredential& d) {
  return !d.outcomes.empty() && d.outcomes.size() <= 8 &&
         std::all_of(d.outcomes.begin(), d.outcomes.end(), [](const auto& one) { return !one.esco_skills.empty(); });
}

bool is_assessed(const MicroCredential& d) {
  return !d.outcomes.empty() &&
         std::all_of(d.outcomes.begin(), d.outcomes.end(), [](const auto& one) { return !one.assessed_by.empty(); });
}

bool is_stackable(const CatalogueEntry& e) {
  return e.is_in_stack || !e.definition->stackability.into.empty() || !e.definition->stackability.into_url.empty();
}

/// A measure that asks one thing of each definition.
struct Question {
  const char* id;
  bool (*holds)(const CatalogueEntry&, Date);
};
constexpr auto k_questions = std::to_array<Question>({
    {"title", [](const CatalogueEntry& e,
                 Date) { return e.definition->title.entries.size() > 1 && !e.definition->fields.empty(); }},
    {"country", [](const CatalogueEntry& e, Date) { return e.definition->awarding_body.country.size() == 2; }},
    {"awarding_body",
     [](const CatalogueEntry& e, Date) {
       const framework::Organisation& body = e.definition->awarding_body;
       return !body.registration.empty() || !body.vat.empty() || !body.eidas_identifier.empty();
     }},
    {"outcomes", [](const CatalogueEntry& e, Date) { return has_skills(*e.definition); }},
    {"workload", [](const CatalogueEntry& e, Date) { return has_workload_with_ratio(*e.definition); }},
    {"level",
     [](const CatalogueEntry& e, Date) {
       const framework::Level& level = e.definition->level;
       return level.not_applicable || (level.eqf && !level.ground.empty());
     }},
    {"assessment",
     [](const CatalogueEntry& e, Date) {
       const auto& all = e.definition->assessments;
       return is_assessed(*e.definition) &&
              std::none_of(all.begin(), all.end(), [](const auto& one) { return one.type.empty(); });
     }},
    {"participation", [](const CatalogueEntry& e, Date) { return !e.definition->participation.mode.uri.empty(); }},
    {"quality_assurance", [](const CatalogueEntry& e, Date) { return !e.definition->quality_assurance.empty(); }},
    {"external_quality_assurance",
     [](const CatalogueEntry& e, Date on) { return has_external_assurance(*e.definition, on); }},
    {"prerequisites", [](const CatalogueEntry& e, Date) { return !e.definition->prerequisites.empty(); }},
    {"supervision",
     [](const CatalogueEntry& e, Date) {
       const auto& all = e.definition->assessments;
       return !all.empty() &&
              std::none_of(all.begin(), all.end(), [](const auto& one) { return one.supervision.empty(); });
     }},
    {"stackability", [](const CatalogueEntry& e, Date) { return is_stackable(e); }},
    {"pathway", [](const CatalogueEntry& e, Date) { return e.is_in_stack; }},
    {"mandatory_elements",
     [](const CatalogueEntry& e, Date on) {
       return framework::check_standard({.definition = *e.definition, .today = on}).outcome() != Outcome::fail;
     }},
    {"outcomes_assessed", [](const CatalogueEntry& e, Date) { return is_assessed(*e.definition); }},
    {"prior_learning",
     [](const CatalogueEntry& e, Date) { return e.definition->participation.prior_learning.value_or(false); }},
});
constexpr std::array<std::string_view, 4> k_others{"signed", "status", "non_formal_providers", "sub_sectors"};

}  // namespace

bool is_measure(std::string_view id) {
  const auto names = measure_names();
  return std::find(names.begin(), names.end(), id) != names.end();
}

std::vector<std::string_view> measure_names() {
  std::vector<std::string_view> out;
  out.reserve(k_questions.size() + k_others.size());
  for (const Question& one : k_questions) out.emplace_back(one.id);
  out.insert(out.end(), k_others.begin(), k_others.end());
  return out;
}

std::vector<Measure> measures_of(const std::vector<CatalogueEntry>& entries, const std::vector<std::string>& sectors,
                                 Date on, const std::string& link) {
  std::vector<Measure> out;
  if (entries.empty()) return out;
  for (const Question& question : k_questions) {
    Measure one{.id = question.id, .of = static_cast<std::int64_t>(entries.size()), .link = link};
    one.count = std::count_if(entries.begin(), entries.end(),
                              [&](const CatalogueEntry& entry) { return question.holds(entry, on); });
    out.push_back(std::move(one));
  }
  std::int64_t awards = 0;
  std::int64_t with_status = 0;
  std::int64_t are_signed = 0;
  std::map<std::string, bool> bodies;  // whether formal
  std::map<std::string, std::int64_t> of_sector;
  for (const CatalogueEntry& entry : entries) {
    awards += entry.awards;
    with_status += entry.awards_with_status;
    are_signed += entry.awards_signed;
    bodies[entry.definition->awarding_body.id] = entry.is_of_formal_education;
    ++of_sector[entry.definition->sector];
  }
  if (awards > 0) {
    out.push_back({"signed", are_signed, awards, link});
    out.push_back({"status", with_status, awards, link});
  }
  const auto non_formal = std::count_if(bodies.begin(), bodies.end(), [](const auto& one) { return !one.second; });
  out.push_back({"non_formal_providers", non_formal, static_cast<std::int64_t>(bodies.size()), link});
  if (!sectors.empty()) {
    const auto full = std::count_if(sectors.begin(), sectors.end(), [&](const std::string& id) {
      const auto found = of_sector.find(id);
      return found != of_sector.end() && found->second >= 5;
    });
    out.push_back({"sub_sectors", full, static_cast<std::int64_t>(sectors.size()), link});
  }
  return out;
}

}  // namespace credex::assessment
