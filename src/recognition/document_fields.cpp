#include "recognition/document_fields.h"

#include <array>

namespace credex::recognition {
namespace {

using enum FieldKind;

constexpr Key k_policy[] = {
    {"id", given},
    {"version", given},
    {"title", line, "recognition.field.title"},
    {"body", given},
    {"from", date, "recognition.field.from"},
    {"until", date, "recognition.field.until"},
    {"purposes", group},
    {"matching", group},
    {"essential", lines, "recognition.field.essential"},
    {"automatic", rules, "recognition.field.automatic"},
    {"deadlines", group},
    {"appeal", group},
};
constexpr Key k_body[] = {{"id", given}, {"name", given}, {"country", given}, {"region", given}};
constexpr Key k_demands[] = {
    {"tolerance", whole, "recognition.field.tolerance"},
    {"least_eqf", whole, "recognition.field.wanted_eqf"},
    {"least_hours", number, "recognition.field.wanted_hours"},
    {"note", text, "recognition.field.note"},
    {"criteria", group},
};
constexpr Key k_setting[] = {
    {"full_at", scale, "recognition.field.full_at"},
    {"compensable_at", scale, "recognition.field.compensable_at"},
    {"weight", whole, "recognition.field.weight"},
    {"disqualifying", flag, "recognition.field.disqualifying"},
    {"compensate_by", means, "recognition.field.compensate_by"},
    {"ground", text, "recognition.field.rule_behind"},
};
constexpr Key k_matching[] = {
    {"same", number, "recognition.field.same"},           {"broader", number, "recognition.field.broader"},
    {"narrower", number, "recognition.field.narrower"},   {"related", number, "recognition.field.related"},
    {"text_from", number, "recognition.field.text_from"}, {"text_full", number, "recognition.field.text_full"},
    {"covered", number, "recognition.field.covered"},     {"partly", number, "recognition.field.partly"},
};
constexpr Key k_automatic[] = {{"id", given}, {"scope", group}, {"ground", given}};
constexpr Key k_deadlines[] = {
    {"decide_days", whole, "recognition.field.decide_days"},
    {"answer_days", whole, "recognition.field.answer_days"},
    {"hearing_days", whole, "recognition.field.hearing_days"},
    {"appeal_days", whole, "recognition.field.appeal_days"},
};
constexpr Key k_appeal[] = {
    {"to", line, "recognition.field.appeal_to"},
    {"law", text, "recognition.field.appeal_law"},
};
constexpr Key k_scope[] = {
    {"countries", lines, "recognition.field.countries"},
    {"issuers", lines, "recognition.field.issuers"},
    {"accredited_by", lines, "recognition.field.accredited_by"},
    {"sectors", lines, "recognition.field.sectors"},
    {"fields", lines, "recognition.field.fields"},
    {"purposes", purposes, "recognition.field.purposes"},
    {"least_eqf", whole, "recognition.field.least_eqf"},
    {"most_eqf", whole, "recognition.field.most_eqf"},
    {"least_ects", number, "recognition.field.least_ects"},
    {"most_ects", number, "recognition.field.most_ects"},
    {"quality", scale, "recognition.field.least_quality"},
};
constexpr Key k_agreement[] = {
    {"id", given},
    {"version", given},
    {"title", line, "recognition.field.title"},
    {"parties", given},
    {"from", date, "recognition.field.begins"},
    {"until", date, "recognition.field.until"},
    {"effect", effect, "recognition.field.effect"},
    {"waives", waived, "recognition.field.waives"},
    {"accepts", group, "recognition.field.accepts"},
    {"scope", group},
    {"ground", text, "recognition.field.text_behind"},
};
constexpr Key k_party[] = {{"id", given}, {"name", given}, {"place", given}};

std::vector<std::string_view> names_of(std::span<const Key> keys) {
  std::vector<std::string_view> out;
  out.reserve(keys.size());
  for (const Key& key : keys) out.push_back(key.name);
  return out;
}

class Collector {
 public:
  std::vector<DocumentField> fields{};

  void add(const Key& key, const std::string& prefix, const std::string& at, std::optional<Purpose> purpose = {},
           std::optional<Criterion> criterion = {}) {
    if (key.kind == given || key.kind == group) return;
    fields.push_back({.name = prefix + std::string{key.name},
                      .pointer = at + "/" + std::string{key.name},
                      .kind = key.kind,
                      .label = key.label,
                      .purpose = purpose,
                      .criterion = criterion});
  }
  void add_group(Group one, const std::string& prefix, const std::string& at) {
    for (const Key& key : keys_of(one)) add(key, prefix, at);
  }
};

std::vector<DocumentField> made_policy_fields() {
  Collector out;
  out.add_group(Group::policy, "", "");
  for (const Purpose purpose : k_all_purposes) {
    const std::string name{purpose_name(purpose)};
    const std::string at = "/purposes/" + name;
    for (const Key& key : keys_of(Group::demands)) out.add(key, name + ".", at, purpose);
    for (const Criterion criterion : k_all_criteria) {
      const std::string of{criterion_name(criterion)};
      for (const Key& key : keys_of(Group::setting))
        out.add(key, name + "." + of + ".", at + "/criteria/" + of, purpose, criterion);
    }
  }
  out.add_group(Group::matching, "matching.", "/matching");
  out.add_group(Group::deadlines, "deadlines.", "/deadlines");
  out.add_group(Group::appeal, "appeal.", "/appeal");
  return std::move(out.fields);
}

std::vector<DocumentField> made_agreement_fields() {
  Collector out;
  out.add_group(Group::agreement, "", "");
  for (const Criterion criterion : k_all_criteria) {
    out.add({.name = criterion_name(criterion), .kind = scale, .label = "recognition.field.accepts"}, "accepts.",
            "/accepts", {}, criterion);
  }
  for (const Key& key : keys_of(Group::scope))
    out.add(key, "scope.", "/scope", {}, key.kind == scale ? std::optional{Criterion::quality} : std::nullopt);
  return std::move(out.fields);
}

}  // namespace

std::span<const Key> keys_of(Group one) {
  switch (one) {
    case Group::policy: return k_policy;
    case Group::body: return k_body;
    case Group::demands: return k_demands;
    case Group::setting: return k_setting;
    case Group::matching: return k_matching;
    case Group::automatic: return k_automatic;
    case Group::deadlines: return k_deadlines;
    case Group::appeal: return k_appeal;
    case Group::scope: return k_scope;
    case Group::agreement: return k_agreement;
    case Group::party: return k_party;
  }
  return {};
}

std::span<const std::string_view> key_names(Group one) {
  constexpr std::size_t k_groups = static_cast<std::size_t>(Group::party) + 1;
  static const std::array<std::vector<std::string_view>, k_groups> k_names = [] {
    std::array<std::vector<std::string_view>, k_groups> out;
    for (std::size_t i = 0; i < k_groups; ++i) out[i] = names_of(keys_of(static_cast<Group>(i)));
    return out;
  }();
  return k_names[static_cast<std::size_t>(one)];
}

const std::vector<DocumentField>& policy_fields() {
  static const std::vector<DocumentField> k_fields = made_policy_fields();
  return k_fields;
}

const std::vector<DocumentField>& agreement_fields() {
  static const std::vector<DocumentField> k_fields = made_agreement_fields();
  return k_fields;
}

}  // namespace credex::recognition
