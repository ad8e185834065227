#include "recognition/catalogue_traits.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "framework/mandate.h"
#include "recognition/weigh.h"

namespace credex::recognition {
namespace {

float as_float(const Reading& reading) {
  if (reading.not_applicable) return Traits::k_not_applicable;
  return reading.value ? static_cast<float>(*reading.value) : Traits::k_unknown;
}

struct TraitsHash {
  std::size_t operator()(const Traits& t) const {
    std::uint64_t out = 0;
    const auto add = [&](auto value) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &value, sizeof value);
      out = mix_hash(out, bits);
    };
    add((std::uint64_t{t.place} << 32) | t.issuer);
    add((std::uint64_t{t.sector} << 32) | t.fields);
    add((std::uint64_t{t.accredited} << 32) | t.origin);
    add(t.eqf);
    add(t.ects);
    add(t.hours);
    add(t.quality * 10000 + t.assessment);
    add(t.identification * 10000 + t.outcomes);
    return out;
  }
};

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& one : list) out += one + '\n';
  return out;
}

template <class List, class Test>
std::vector<bool> table(const List& list, Test test) {
  std::vector<bool> out(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) out[i] = test(list[i]);
  return out;
}

bool has(const std::vector<std::string>& list, const std::string& one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

}  // namespace

Catalogue::Catalogue(std::span<const framework::MicroCredential> definitions, Date on, const Countries& countries,
                     Grouping by)
    : impl_{std::make_unique<Impl>()} {
  Numbering origins;
  Numbering places;
  Numbering issuers;
  Numbering sectors;
  Numbering fields;
  Numbering accredited;
  std::unordered_map<Traits, std::uint32_t, TraitsHash> distinct;
  std::vector<std::string> uris;
  std::vector<std::string> names;
  for (const framework::MicroCredential& d : definitions) {
    const Profile profile = profile_of(d, on, countries);
    Traits t;
    const std::string& issuer = d.awarding_body.id;
    t.origin = by == Grouping::body ? origins.of(issuer.empty() ? "?" : issuer)
                                    : origins.of(profile.system ? profile.system->id : "?");
    t.place = places.of(d.awarding_body.country + '\n' + d.awarding_body.region);
    if (t.place == impl_->places.size()) impl_->places.emplace_back(d.awarding_body.country, d.awarding_body.region);
    t.issuer = issuers.of(d.awarding_body.id);
    t.sector = sectors.of(d.sector);
    uris.clear();
    for (const framework::Concept& field : d.fields) uris.push_back(field.uri);
    t.fields = fields.of(joined(uris));
    if (t.fields == impl_->fields.size()) impl_->fields.push_back(uris);
    names.clear();
    for (const framework::QualityAssurance& one : d.quality_assurance) names.push_back(one.by);
    t.accredited = accredited.of(joined(names));
    if (t.accredited == impl_->accredited.size()) impl_->accredited.push_back(names);
    if (profile.level.eqf) {
      t.eqf = static_cast<float>(*profile.level.eqf);
    } else if (profile.level_not_applicable) {
      t.eqf = Traits::k_not_applicable;
    }
    if (profile.ects) t.ects = static_cast<float>(*profile.ects);
    if (profile.most_hours) t.hours = static_cast<float>(*profile.most_hours);
    t.quality = as_float(profile.quality);
    t.assessment = as_float(profile.assessment);
    t.identification = as_float(profile.identification);
    t.outcomes = as_float(profile.outcomes);
    t.has_outcomes = !d.outcomes.empty();
    const auto [it, is_new] = distinct.emplace(t, static_cast<std::uint32_t>(impl_->traits.size()));
    if (is_new) {
      impl_->traits.push_back(t);
      impl_->counts.push_back(0);
    }
    ++impl_->counts[it->second];
  }
  // Origins ascending, so that the same catalogue in another order gives the same matrix.
  std::vector<std::uint32_t> order(origins.texts().size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return origins.texts()[a] < origins.texts()[b]; });
  std::vector<std::uint32_t> rank(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = i;
    impl_->origins.push_back(origins.texts()[order[i]]);
  }
  for (Traits& t : impl_->traits) t.origin = rank[t.origin];
  impl_->issuers = issuers.texts();
  impl_->sectors = sectors.texts();
}

Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

Judge::Judge(Demands wanted, ByCriterion<bool> not_asked) : waived{not_asked}, demands{std::move(wanted)} {
  for (const Criterion criterion : k_all_criteria) {
    full[criterion] = static_cast<float>(demands.settings[criterion].full_at);
    compensable[criterion] = static_cast<float>(demands.settings[criterion].compensable_at);
  }
  std::size_t codes = 1;
  for (std::size_t i = 0; i < k_criteria; ++i) codes *= 5;
  verdicts.assign(codes, -1);
}

// As level_reading() and workload_reading() of decide.cpp where there is no target.
float Judge::value(Criterion criterion, const Traits& t) const {
  switch (criterion) {
    case Criterion::verification: return 3;
    case Criterion::quality: return t.quality;
    case Criterion::level:
      if (t.eqf == Traits::k_not_applicable) return demands.least_eqf ? Traits::k_unknown : Traits::k_not_applicable;
      if (t.eqf == Traits::k_unknown) return Traits::k_unknown;
      return demands.least_eqf ? std::min(0.0F, t.eqf - static_cast<float>(*demands.least_eqf)) : 0.0F;
    case Criterion::outcomes: return t.outcomes;
    case Criterion::workload:
      if (t.hours == Traits::k_unknown) return Traits::k_unknown;
      return demands.least_hours ? std::min(100.0F, 100 * t.hours / static_cast<float>(*demands.least_hours)) : 100.0F;
    case Criterion::assessment: return t.assessment;
    case Criterion::identification: break;
  }
  return t.identification;
}

ByCriterion<Difference> Judge::differences(const Traits& traits) const {
  constexpr float k_hair = 1e-4F;
  ByCriterion<Difference> out;
  for (const Criterion criterion : k_all_criteria) {
    const float found = value(criterion, traits);
    Difference& difference = out[criterion];
    if (waived[criterion] || found == Traits::k_not_applicable) {
      difference = Difference::not_applicable;
    } else if (found == Traits::k_unknown) {
      difference = demands.settings[criterion].weight == 0 ? Difference::not_applicable : Difference::unknown;
    } else if (found >= full[criterion] - k_hair) {
      difference = Difference::none;
    } else {
      difference = found >= compensable[criterion] - k_hair ? Difference::compensable : Difference::substantial;
    }
  }
  return out;
}

Verdict Judge::verdict(const ByCriterion<Difference>& differences) const {
  std::size_t code = 0;
  for (const Difference one : differences.values) code = code * 5 + static_cast<std::size_t>(one);
  std::int8_t& known = verdicts[code];
  if (known < 0) known = static_cast<std::int8_t>(weigh(differences, demands, false).verdict);
  return static_cast<Verdict>(known);
}

ScopeTable::ScopeTable(const Scope& scope, const Catalogue::Impl& c, const Countries& countries, Purpose purpose)
    : scope_{scope} {
  purpose_ = scope.purposes.empty() ||
             std::find(scope.purposes.begin(), scope.purposes.end(), purpose) != scope.purposes.end();
  if (!scope.countries.empty()) {
    places_ = table(c.places, [&](const auto& place) {
      return std::any_of(scope.countries.begin(), scope.countries.end(), [&](const std::string& wanted) {
        return countries.contains(wanted, place.first, place.second);
      });
    });
  }
  if (!scope.issuers.empty()) issuers_ = table(c.issuers, [&](const auto& one) { return has(scope.issuers, one); });
  if (!scope.sectors.empty()) sectors_ = table(c.sectors, [&](const auto& one) { return has(scope.sectors, one); });
  if (!scope.fields.empty()) {
    fields_ = table(c.fields, [&](const std::vector<std::string>& list) {
      return std::any_of(list.begin(), list.end(), [&](const std::string& field) {
        return std::any_of(scope.fields.begin(), scope.fields.end(),
                           [&](const std::string& limit) { return field.starts_with(limit); });
      });
    });
  }
  if (!scope.accredited_by.empty()) {
    accredited_ = table(c.accredited, [&](const std::vector<std::string>& list) {
      return std::any_of(list.begin(), list.end(), [&](const std::string& by) { return has(scope.accredited_by, by); });
    });
  }
}

bool ScopeTable::covers(const Traits& t) const {
  const auto in = [](const std::vector<bool>& list, std::uint32_t place) { return list.empty() || list[place]; };
  if (!purpose_ || !in(places_, t.place) || !in(issuers_, t.issuer) || !in(sectors_, t.sector) ||
      !in(fields_, t.fields) || !in(accredited_, t.accredited))
    return false;
  if ((scope_.least_eqf || scope_.most_eqf) && !(t.eqf >= static_cast<float>(scope_.least_eqf.value_or(1)) &&
                                                 t.eqf <= static_cast<float>(scope_.most_eqf.value_or(8))))
    return false;
  if ((scope_.least_ects || scope_.most_ects) && !(t.ects >= static_cast<float>(scope_.least_ects.value_or(0)) &&
                                                   t.ects <= static_cast<float>(scope_.most_ects.value_or(1e9))))
    return false;
  return !scope_.least_quality || t.quality >= static_cast<float>(*scope_.least_quality);
}

Receiver::Receiver(const Catalogue::Impl& c, const MatrixInput& input, const Policy& policy)
    : policy_{policy}, input_{input}, in_force_{policy.in_force(input.on)}, plain_{policy.of(input.purpose)} {
  for (const AutomaticRule& rule : policy.automatic)
    automatic_.emplace_back(rule.scope, c, input.countries, input.purpose);
  for (const Agreement& agreement : input.agreements) {
    const auto is_self = [&](const Party& party) { return party.id == policy.body.id; };
    if (!agreement.in_force(input.on)) continue;
    if (std::none_of(agreement.parties.begin(), agreement.parties.end(), is_self)) continue;
    const auto others = [&](const auto& test) {
      return std::any_of(agreement.parties.begin(), agreement.parties.end(),
                         [&](const Party& party) { return !is_self(party) && test(party); });
    };
    bindings_.push_back({.agreement = &agreement,
                         .places = table(c.places,
                                         [&](const auto& place) {
                                           return others([&](const Party& party) {
                                             return !party.place.empty() &&
                                                    input.countries.contains(party.place, place.first, place.second);
                                           });
                                         }),
                         .issuers = table(c.issuers,
                                          [&](const std::string& issuer) {
                                            return others([&](const Party& party) { return party.id == issuer; });
                                          }),
                         .scope = ScopeTable{agreement.scope, c, input.countries, input.purpose}});
  }
}

Receiver::Outcome Receiver::judge(const Traits& t) {
  Outcome out;
  if (!in_force_) return out;
  // The gates of decide(): presence alone is no micro-credential; without outcomes nothing can be said.
  if (t.assessment == 0) {
    out.verdict = Verdict::refused;
    return out;
  }
  if (!t.has_outcomes) return out;
  if (std::any_of(automatic_.begin(), automatic_.end(), [&](const ScopeTable& scope) { return scope.covers(t); })) {
    out.verdict = Verdict::full;
    out.unseen = true;
    return out;
  }
  std::vector<std::size_t> easing;
  for (std::size_t i = 0; i < bindings_.size(); ++i) {
    const Binding& one = bindings_[i];
    if (!(one.places[t.place] || one.issuers[t.issuer]) || !one.scope.covers(t)) continue;
    if (one.agreement->effect == Agreement::Effect::automatic) {
      out.verdict = Verdict::full;
      out.unseen = true;
      return out;
    }
    easing.push_back(i);
  }
  out.judge = &plain_;
  if (!easing.empty()) {
    auto it = eased_.find(easing);
    if (it == eased_.end()) {
      EasedDemands eased{.demands = policy_.of(input_.purpose)};
      for (const std::size_t i : easing) ease(eased, *bindings_[i].agreement);
      it = eased_.emplace(easing, Judge{std::move(eased.demands), eased.waived}).first;
    }
    out.judge = &it->second;
  }
  out.differences = out.judge->differences(t);
  out.verdict = out.judge->verdict(out.differences);
  return out;
}

}  // namespace credex::recognition
