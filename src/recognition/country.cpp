#include "recognition/country.h"

#include <algorithm>
#include <set>

#include "base/embedded.h"
#include "base/yaml_reader.h"
#include "framework/vocabulary.h"

namespace credex::recognition {
namespace {

using json::Value;

constexpr std::array<std::string_view, 4> k_basis_names{"unknown", "recalled", "partly recalled", "seen"};

/// Reads one file's systems and regions; sources are known already.
class CountryFile {
 public:
  CountryFile(YamlReader& in, const std::vector<Source>& sources) : in_{in}, sources_{sources} {}

  System system(const Value& v, const std::string& at) {
    in_.known(v, at,
              {"id", "country", "region", "name", "group", "framework", "levels", "eqf", "referenced", "hours_per_ects",
               "vet_credit", "micro_credentials_in_law", "micro_credentials_in_framework", "enic_naric",
               "quality_bodies", "note"});
    System s;
    s.id = in_.needed_text(v, at, "id");
    s.country = country(v, at);
    s.regions = in_.texts(v, at, "region");
    s.name = in_.needed_text(v, at, "name");
    s.group = in_.needed_text(v, at, "group");
    const Value framework = v.get("framework");
    s.framework = in_.text(framework, at + "/framework", "name");
    s.framework_local = in_.text(framework, at + "/framework", "local");
    s.framework_uri = in_.uri(framework, at + "/framework", "uri");
    ground(framework, at + "/framework");
    s.levels = in_.texts(v.get("levels"), at + "/levels", "list");
    s.levels_ground = ground(v.get("levels"), at + "/levels");
    s.eqf = level_map(v.get("eqf"), at + "/eqf", s);
    const Value referenced = v.get("referenced");
    s.referenced_year = in_.whole(referenced, at + "/referenced", "year", 2008, 2100);
    if (std::string text = in_.text(referenced, at + "/referenced", "no_later_than"); !text.empty()) {
      if (s.referenced_year && std::to_string(*s.referenced_year) > text.substr(0, 4))
        in_.problem(at + "/referenced", "the framework is referenced in a later year than \"no_later_than\" says",
                    "look both up");
      s.referenced_no_later_than = std::move(text);
    }
    s.referenced_ground = ground(referenced, at + "/referenced");
    s.credit_hours = credit_hours(v.get("hours_per_ects"), at + "/hours_per_ects");
    const Value vet = v.get("vet_credit");
    s.vet_credit = {.name = in_.text(vet, at + "/vet_credit", "name"),
                    .text = in_.text(vet, at + "/vet_credit", "text"),
                    .hours_per_point = in_.number(vet, at + "/vet_credit", "hours_per_point", 1, 100),
                    .ground = ground(vet, at + "/vet_credit")};
    s.in_law = standing(v, at, "micro_credentials_in_law");
    s.in_framework = standing(v, at, "micro_credentials_in_framework");
    s.enic_naric = in_.text(v.get("enic_naric"), at + "/enic_naric", "name");
    s.enic_naric_ground = ground(v.get("enic_naric"), at + "/enic_naric");
    s.quality_bodies = quality_bodies(v, at);
    s.note = in_.text(v, at, "note");
    return s;
  }

  Region region(const Value& v, const std::string& at) {
    in_.known(v, at, {"id", "country", "name", "matters", "basis", "sources", "quality_bodies"});
    return {.id = in_.needed_text(v, at, "id"),
            .country = country(v, at),
            .name = in_.needed_text(v, at, "name"),
            .matters = in_.text(v, at, "matters"),
            .ground = ground(v, at),
            .quality_bodies = quality_bodies(v, at)};
  }

 private:
  std::string country(const Value& v, const std::string& at) {
    std::string code = in_.needed_text(v, at, "country");
    if (!code.empty() && framework::controlled_list("country").find(code) == nullptr && code != "XK")
      in_.problem(at + "/country", "\"" + code + "\" is no country", "write its code by ISO 3166-1, like IE");
    return code;
  }

  Ground ground(const Value& v, const std::string& at) {
    Ground out;
    const auto basis = in_.choice(v, at, "basis", {"unknown", "recalled", "partly recalled", "seen"});
    if (!basis) {
      if (v.get("basis").is_null()) in_.problem(at, "\"basis\" is missing", "say how far the fact was checked");
      return out;
    }
    out.basis = static_cast<Basis>(*basis);
    out.sources = in_.texts(v, at, "sources");
    if (out.basis != Basis::unknown && out.sources.empty())
      in_.problem(at, "a fact without a source", "name the document that it comes from");
    for (const std::string& id : out.sources) {
      if (std::none_of(sources_.begin(), sources_.end(), [&](const Source& s) { return s.id == id; }))
        in_.problem(at + "/sources", "the source \"" + id + "\" is not in data/countries/sources.yaml", "add it there");
      if (out.basis == Basis::seen && id == "recalled")
        in_.problem(at + "/sources", "a fact that was seen cannot rest on memory", "name the document");
    }
    return out;
  }

  LevelMap level_map(const Value& v, const std::string& at, const System& s) {
    LevelMap out;
    if (const auto rule = in_.choice(v, at, "rule", {"unknown", "one-to-one", "table"}))
      out.rule = static_cast<LevelMap::Rule>(*rule);
    out.ground = ground(v, at);
    for (const json::Member& member : v.get("table").members()) {
      const std::string level{member.key};
      const std::string here = at + "/table" + json::pointer_step(level);
      if (std::find(s.levels.begin(), s.levels.end(), level) == s.levels.end()) {
        in_.problem(here, "level " + level + " lies outside the framework of " + s.name,
                    "its levels are " + comma_separated(s.levels));
        continue;
      }
      std::optional<int> eqf = in_.whole(v.get("table"), at + "/table", level, 1, 8);
      out.table.emplace(level, eqf);
    }
    if (out.rule == LevelMap::Rule::table && out.table.empty())
      in_.problem(at, "the rule is a table and there is none", "add \"table\"");
    return out;
  }

  CreditHours credit_hours(const Value& v, const std::string& at) {
    CreditHours out;
    out.typical = in_.number(v, at, "typical", 10, 60);
    // Where nothing is known, the range of the ECTS Users' Guide stands.
    out.least = in_.number(v, at, "least", 10, 60).value_or(out.typical.value_or(25));
    out.most = in_.number(v, at, "most", 10, 60).value_or(out.typical.value_or(30));
    out.ground = ground(v, at);
    if (out.least > out.most) in_.problem(at, "the least hours are more than the most", "exchange them");
    if (out.typical && (*out.typical < out.least || *out.typical > out.most))
      in_.problem(at, "the typical hours lie outside least and most", "look all three up");
    return out;
  }

  Standing standing(const Value& v, const std::string& at, const char* key) {
    const Value fact = v.get(key);
    const std::string here = at + "/" + key;
    return {.status = in_.needed_text(fact, here, "status"),
            .text = in_.text(fact, here, "text"),
            .ground = ground(fact, here)};
  }

  std::vector<QualityBody> quality_bodies(const Value& v, const std::string& at) {
    std::vector<QualityBody> out;
    for (const auto& [body, here] : in_.list(v, at, "quality_bodies")) {
      in_.known(body, here, {"name", "field", "listed", "basis", "sources"});
      out.push_back({.name = in_.needed_text(body, here, "name"),
                     .field = in_.text(body, here, "field"),
                     .listed = in_.text(body, here, "listed"),
                     .ground = ground(body, here)});
    }
    return out;
  }

  YamlReader& in_;
  const std::vector<Source>& sources_;
};

}  // namespace

std::string_view basis_name(Basis basis) { return k_basis_names[static_cast<std::size_t>(basis)]; }

Result<Countries> Countries::read(const std::vector<RulesFile>& files) {
  Countries out;
  std::set<std::string> ids;
  const auto each = [&](const char* key, const auto& take) -> Result<void> {
    for (const RulesFile& file : files) {
      auto yaml = parse_yaml(file.text);
      if (!yaml) return std::move(yaml).error().at(file.name);
      YamlReader in{file.name, "recognition.countries", &*yaml};
      in.known(yaml->document.root, "", {"sources", "systems", "regions"});
      for (const auto& [entry, at] : in.list(yaml->document.root, "", key)) take(in, entry, at);
      if (!in.is_good()) return in.error();
    }
    return {};
  };
  auto done = each("sources", [&](YamlReader& in, const Value& v, const std::string& at) {
    in.known(v, at, {"id", "title", "year", "url", "note"});
    Source source{.id = in.needed_text(v, at, "id"),
                  .title = in.needed_text(v, at, "title"),
                  .url = in.uri(v, at, "url"),
                  .year = in.whole(v, at, "year", 1950, 2100)};
    if (in.is_new(ids, source.id, at)) out.sources_.push_back(std::move(source));
  });
  if (!done) return std::move(done).error();
  ids.clear();
  done = each("systems", [&](YamlReader& in, const Value& v, const std::string& at) {
    System system = CountryFile{in, out.sources_}.system(v, at);
    if (in.is_new(ids, system.id, at)) out.systems_.push_back(std::move(system));
  });
  if (!done) return std::move(done).error();
  done = each("regions", [&](YamlReader& in, const Value& v, const std::string& at) {
    Region region = CountryFile{in, out.sources_}.region(v, at);
    if (std::none_of(out.systems_.begin(), out.systems_.end(),
                     [&](const System& s) { return s.country == region.country; }))
      in.problem(at + "/country", "no system of \"" + region.country + "\" is known", "add the country first");
    if (!region.id.starts_with(region.country.substr(0, 2)))
      in.problem(at + "/id", "the region's code does not begin with its country's", "NUTS codes begin with it");
    if (in.is_new(ids, region.id, at)) out.regions_.push_back(std::move(region));
  });
  if (!done) return std::move(done).error();
  return out;
}

const Countries& Countries::built_in() {
  static const Countries k_countries = [] {
    std::vector<RulesFile> files;
    for (const char* name : {"sources", "eu", "eea-and-associated", "other", "regions"}) {
      const std::string path = std::string{"countries/"} + name + ".yaml";
      files.push_back({"data/" + path, std::string{embedded_file(path).value_or("")}});
    }
    auto read = Countries::read(files);
    return read ? std::move(*read) : Countries{};  // a test reads the files: the build would be wrong, not the input
  }();
  return k_countries;
}

const Source* Countries::source(std::string_view id) const {
  const auto it = std::find_if(sources_.begin(), sources_.end(), [&](const Source& s) { return s.id == id; });
  return it == sources_.end() ? nullptr : &*it;
}

const System* Countries::find(std::string_view id) const {
  const auto it = std::find_if(systems_.begin(), systems_.end(), [&](const System& s) { return s.id == id; });
  return it == systems_.end() ? nullptr : &*it;
}

const Region* Countries::region(std::string_view nuts) const {
  const auto it = std::find_if(regions_.begin(), regions_.end(), [&](const Region& r) { return r.id == nuts; });
  return it == regions_.end() ? nullptr : &*it;
}

std::string Countries::place_of(const std::string& country, const std::string& region) const {
  const System* system = system_of(country, region);
  return system != nullptr ? system->id : country;
}

const System* Countries::system_of(std::string_view country, std::string_view region) const {
  // Greece and the United Kingdom are also written by the codes of the European institutions.
  if (country == "EL") country = "GR";
  if (country == "UK") country = "GB";
  const System* whole = nullptr;
  const System* part = nullptr;  // of several that contain the region, that of the longest code
  std::size_t longest = 0;
  std::size_t systems = 0;
  for (const System& system : systems_) {
    if (system.country != country) continue;
    ++systems;
    if (system.regions.empty()) whole = &system;
    for (const std::string& code : system.regions) {
      if (region.empty() || !region.starts_with(code) || code.size() <= longest) continue;
      part = &system;
      longest = code.size();
    }
  }
  if (part != nullptr) return part;
  return systems > 1 ? nullptr : whole;
}

bool Countries::contains(std::string_view place, std::string_view country, std::string_view region) const {
  if (const System* system = find(place); system != nullptr) return system == system_of(country, region);
  if (const Region* found = this->region(place); found != nullptr)
    return found->country == country && region.starts_with(place);
  if (place == "EL") place = "GR";
  if (place == "UK") place = "GB";
  return place == country || (place == "GR" && country == "EL") || (place == "GB" && country == "UK");
}

bool Countries::is_place(std::string_view place) const {
  return find(place) != nullptr || region(place) != nullptr ||
         std::any_of(systems_.begin(), systems_.end(), [&](const System& s) { return s.country == place; });
}

LevelReading read_level(const System* system, std::optional<int> stated, std::string_view national) {
  LevelReading out{.eqf = stated, .system = system};
  out.how = stated ? LevelReading::How::stated : LevelReading::How::missing;
  if (national.empty() || system == nullptr) return out;
  // "NFQ 8", "QNQ 6", "4.2": the last word, which may have sub-levels that share one EQF level.
  std::string_view level = national.substr(national.find_last_of(" \t") + 1);
  const auto known = [&](std::string_view wanted) {
    return std::find(system->levels.begin(), system->levels.end(), wanted) != system->levels.end();
  };
  if (!known(level)) {
    if (stated) return out;  // words of their own ("MECES 3") beside a stated level
    out.how = LevelReading::How::outside_framework;
    out.national = national;
    return out;
  }
  out.national = level;
  std::optional<int> mapped;
  if (system->eqf.rule == LevelMap::Rule::one_to_one) {
    mapped = level.size() == 1 && level[0] >= '1' && level[0] <= '8' ? std::optional{level[0] - '0'} : std::nullopt;
  } else if (system->eqf.rule == LevelMap::Rule::table) {
    const auto it = system->eqf.table.find(level);
    if (it != system->eqf.table.end()) mapped = it->second;
  }
  if (!mapped) {
    if (!stated) out.how = LevelReading::How::unmapped;
    return out;
  }
  // "MECES 3" names a level of another framework than the country's; a stated level that differs is then the better.
  const bool own = national.find(' ') == std::string_view::npos || system->framework_local.empty() ||
                   national.starts_with(system->framework_local);
  if (!own && stated) return out;
  out.differs = stated && *stated != *mapped;
  out.eqf = mapped;
  out.how = LevelReading::How::mapped;
  return out;
}

std::string ground_text(const Countries& countries, const Ground& ground) {
  std::string out;
  for (const std::string& id : ground.sources) {
    const Source* source = countries.source(id);
    if (source == nullptr) continue;
    if (!out.empty()) out += "; ";
    out += source->title;
    if (source->year) out += " (" + std::to_string(*source->year) + ")";
  }
  return out;
}

}  // namespace credex::recognition
