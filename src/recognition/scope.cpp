#include "recognition/scope.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/mandate.h"
#include "framework/vocabulary.h"
#include "recognition/document_fields.h"

namespace credex::recognition {
namespace {

template <class T>
bool has(const std::vector<T>& list, const T& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

bool covers(const Scope& scope, const Profile& profile, Purpose purpose, const Countries& countries,
            std::vector<std::string>* beyond) {
  const framework::MicroCredential& d = *profile.definition;
  const framework::Organisation& body = d.awarding_body;
  bool out = true;
  const auto demand = [&](bool holds, const char* what) {
    if (holds) return;
    out = false;
    if (beyond != nullptr) beyond->emplace_back(what);
  };
  demand(scope.countries.empty() || std::any_of(scope.countries.begin(), scope.countries.end(),
                                                [&](const std::string& place) {
                                                  return countries.contains(place, body.country, body.region);
                                                }),
         "countries");
  demand(scope.issuers.empty() || has(scope.issuers, body.id), "issuers");
  demand(scope.accredited_by.empty() ||
             std::any_of(d.quality_assurance.begin(), d.quality_assurance.end(),
                         [&](const framework::QualityAssurance& q) { return has(scope.accredited_by, q.by); }),
         "accredited_by");
  demand(scope.sectors.empty() || has(scope.sectors, d.sector), "sectors");
  demand(scope.fields.empty() || (!d.fields.empty() && framework::covers_fields(scope.fields, d.fields)), "fields");
  demand(scope.purposes.empty() || has(scope.purposes, purpose), "purposes");
  const std::optional<int> eqf = profile.level.eqf;
  demand((!scope.least_eqf && !scope.most_eqf) ||
             (eqf && *eqf >= scope.least_eqf.value_or(1) && *eqf <= scope.most_eqf.value_or(8)),
         "eqf");
  demand((!scope.least_ects && !scope.most_ects) || (profile.ects && *profile.ects >= scope.least_ects.value_or(0) &&
                                                     *profile.ects <= scope.most_ects.value_or(1e9)),
         "ects");
  demand(!scope.least_quality || (profile.quality.value && *profile.quality.value >= *scope.least_quality), "quality");
  return out;
}

std::vector<std::string> read_places(YamlReader& in, const json::Value& value, const std::string& at,
                                     std::string_view key, const Countries& countries) {
  std::vector<std::string> out = in.texts(value, at, key);
  for (const std::string& place : out) {
    if (!countries.is_place(place))
      in.problem(at + json::pointer_step(key), "\"" + place + "\" is no country, system or region that is known",
                 "write a code like IE, BE-VLG or ES51");
  }
  return out;
}

std::vector<std::string> read_fields(YamlReader& in, const json::Value& value, const std::string& at,
                                     std::string_view key) {
  std::vector<std::string> out;
  for (const std::string& field : in.texts(value, at, key)) {
    const framework::ListEntry* entry = framework::controlled_list("isced-f").find(field);
    if (entry == nullptr) {
      in.problem(at + json::pointer_step(key), "\"" + field + "\" is no field of ISCED-F",
                 "write its number, like 0215");
    } else {
      out.push_back(entry->uri);
    }
  }
  return out;
}

Scope read_scope(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                 const Countries& countries) {
  Scope out;
  if (value.is_null()) return out;
  in.known(value, at, key_names(Group::scope));
  out.countries = read_places(in, value, at, "countries", countries);
  out.issuers = in.texts(value, at, "issuers");
  out.accredited_by = in.texts(value, at, "accredited_by");
  out.sectors = in.texts(value, at, "sectors");
  out.fields = read_fields(in, value, at, "fields");
  for (const std::string& name : in.texts(value, at, "purposes")) {
    if (const auto purpose = purpose_of(name)) {
      out.purposes.push_back(*purpose);
    } else {
      in.problem(at + "/purposes", "\"" + name + "\" is no purpose", "use employment, study, credit or practice");
    }
  }
  out.least_eqf = in.whole(value, at, "least_eqf", 1, 8);
  out.most_eqf = in.whole(value, at, "most_eqf", 1, 8);
  out.least_ects = in.number(value, at, "least_ects", 0, 1000);
  out.most_ects = in.number(value, at, "most_ects", 0, 1000);
  if (out.least_eqf && out.most_eqf && *out.least_eqf > *out.most_eqf)
    in.problem(at, "least_eqf lies above most_eqf: nothing can satisfy both", "exchange them");
  if (out.least_ects && out.most_ects && *out.least_ects > *out.most_ects)
    in.problem(at, "least_ects is more than most_ects: nothing can satisfy both", "exchange them");
  if (const std::string quality = in.text(value, at, "quality"); !quality.empty()) {
    const auto& scale = criteria.scales[Criterion::quality];
    const auto found = std::find(scale.begin(), scale.end(), quality);
    if (found == scale.end()) {
      in.problem(at + "/quality", "\"" + quality + "\" is not on the scale of quality",
                 "use one of: " + comma_separated(scale));
    } else {
      out.least_quality = static_cast<int>(found - scale.begin());
    }
  }
  return out;
}

json::Value scope_value(json::Arena& arena, const Scope& scope, const Criteria& criteria) {
  using json::Value;
  const Value out = Value::object(arena, 11);
  const auto list = [&](const char* key, const std::vector<std::string>& words) {
    if (!words.empty()) out.append(arena, key, json::texts(arena, words));
  };
  const auto number = [&](const char* key, const auto& value) {
    if (value) out.append(arena, key, Value::real(static_cast<double>(*value)));
  };
  list("countries", scope.countries);
  list("issuers", scope.issuers);
  list("accredited_by", scope.accredited_by);
  list("sectors", scope.sectors);
  list("fields", scope.fields);
  std::vector<std::string> purposes;
  for (const Purpose purpose : scope.purposes) purposes.emplace_back(purpose_name(purpose));
  list("purposes", purposes);
  number("least_eqf", scope.least_eqf);
  number("most_eqf", scope.most_eqf);
  number("least_ects", scope.least_ects);
  number("most_ects", scope.most_ects);
  if (scope.least_quality)
    out.append(arena, "quality", arena.string(criteria.value_text(Criterion::quality, *scope.least_quality)));
  return out;
}

std::string scope_text(const Scope& scope, const Criteria& criteria) {
  std::string out;
  const auto add = [&](const char* key, const std::string& words) {
    if (words.empty()) return;
    if (!out.empty()) out += "; ";
    out += std::string{key} + ": " + words;
  };
  const auto range = [](const std::string& least, const std::string& most) {
    if (least.empty() && most.empty()) return std::string{};
    if (least.empty()) return "at most " + most;
    return most.empty() ? "at least " + least : least + " to " + most;
  };
  const auto number = [](const auto& value) { return value ? fmt::format("{:g}", double(*value)) : std::string{}; };
  add("countries", comma_separated(scope.countries));
  add("issuers", comma_separated(scope.issuers));
  add("accredited by", comma_separated(scope.accredited_by));
  add("sectors", comma_separated(scope.sectors));
  std::vector<std::string> names;
  for (const std::string& field : scope.fields) {
    const framework::ListEntry* entry = framework::controlled_list("isced-f").find(field);
    names.push_back(entry ? entry->label : field);
  }
  add("fields", comma_separated(names));
  names.clear();
  for (const Purpose purpose : scope.purposes) names.emplace_back(purpose_name(purpose));
  add("purposes", comma_separated(names));
  add("EQF", range(number(scope.least_eqf), number(scope.most_eqf)));
  add("ECTS", range(number(scope.least_ects), number(scope.most_ects)));
  if (scope.least_quality) add("quality", "at least " + criteria.value_text(Criterion::quality, *scope.least_quality));
  return out.empty() ? "everything" : out;
}

}  // namespace credex::recognition
