#include "framework/definition_keys.h"

namespace credex::framework {
namespace {

constexpr DefinitionKey k_keys[] = {
    {"id"},
    {"version"},
    {"text_language"},
    {"title"},
    {"description"},
    {"language", "language"},
    {"sector"},
    {"field", "isced-f"},
    {"awarding_body"},
    {"awarding_body.id"},
    {"awarding_body.legal_name"},
    {"awarding_body.kind"},
    {"awarding_body.country", "country"},
    {"awarding_body.region"},
    {"awarding_body.registration"},
    {"awarding_body.vat"},
    {"awarding_body.eidas_identifier"},
    {"awarding_body.deqar"},
    {"awarding_body.homepage"},
    {"awarding_body.email"},
    {"learning_outcomes"},
    {"learning_outcomes.id"},
    {"learning_outcomes.title"},
    {"learning_outcomes.type", "outcome-type"},
    {"learning_outcomes.reuse_level", "reuse-level"},
    {"learning_outcomes.esco"},
    {"learning_outcomes.esco.uri"},
    {"learning_outcomes.esco.label"},
    {"learning_outcomes.assessed_by"},
    {"workload"},
    {"workload.hours"},
    {"workload.ects"},
    {"workload.parts"},
    {"level"},
    {"level.eqf", "eqf"},
    {"level.qf_ehea"},
    {"level.framework", "national-framework"},
    {"level.national"},
    {"level.ground"},
    {"assessment"},
    {"assessment.id"},
    {"assessment.title"},
    {"assessment.type", "assessment"},
    {"assessment.supervision", "supervision"},
    {"assessment.weight"},
    {"assessment.criteria"},
    {"participation"},
    {"participation.mode", "mode"},
    {"participation.prior_learning"},
    {"participation.prior_learning_route"},
    {"quality_assurance"},
    {"quality_assurance.type", "quality-assurance"},
    {"quality_assurance.by"},
    {"quality_assurance.by_country", "country"},
    {"quality_assurance.scope"},
    {"quality_assurance.valid_until"},
    {"quality_assurance.decision_url"},
    {"quality_assurance.deqar_report"},
    {"quality_assurance.limit_eqf", "eqf"},
    {"quality_assurance.limit_fields", "isced-f"},
    {"prerequisites"},
    {"grading"},
    {"stackability"},
    {"stackability.option"},
    {"stackability.into"},
    {"stackability.into_url"},
    {"stackability.rule"},
    {"occupations"},
    {"occupations.uri"},
    {"occupations.label"},
    {"further_information"},
    {"homepage"},
};

}  // namespace

std::span<const DefinitionKey> definition_keys() { return k_keys; }

std::vector<std::string_view> keys_in(std::string_view group) {
  std::vector<std::string_view> out;
  for (const DefinitionKey& key : k_keys) {
    std::string_view rest = key.path;
    if (!group.empty()) {
      if (!rest.starts_with(group) || rest.size() <= group.size() || rest[group.size()] != '.') continue;
      rest.remove_prefix(group.size() + 1);
    }
    if (rest.find('.') == std::string_view::npos) out.push_back(rest);
  }
  return out;
}

std::string_view list_of_key(std::string_view path) {
  for (const DefinitionKey& key : k_keys) {
    if (key.path == path) return key.list;
  }
  return {};
}

}  // namespace credex::framework
