#include "service/demand.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "credential/sheet.h"
#include "service/overview.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "skills/disclosure.h"
#include "skills/role.h"
#include "skills/sectors.h"

namespace credex::service {
namespace {

std::string quarter_of(Date day) {
  return std::to_string(static_cast<int>(day.year())) + " Q" +
         std::to_string((static_cast<unsigned>(day.month()) - 1) / 3 + 1);
}

using AwardCount = AwardCounts::Count;
struct Books {
  std::shared_ptr<const std::vector<AwardCount>> awards{};
  std::vector<store::JobRole> roles{};
  std::vector<store::MissingSkill> missing{};
};

Books books_of(Platform& platform) {
  Books read = store::reading(*platform.database, [](store::Tx& tx) {
    Books out;
    out.roles = store::find<store::JobRole>(tx, "state = 'open' ORDER BY id DESC LIMIT 10000");
    out.missing = store::find<store::MissingSkill>(tx, "ended IS NULL ORDER BY id DESC LIMIT 10000");
    return out;
  });
  read.awards = platform.award_counts->counts(platform);
  return read;
}

class Drawing {
 public:
  Drawing(Platform& platform, const std::string& sector, const std::string& country)
      : platform_{platform}, esco_{*platform.esco} {
    out_.sector = sector;
    out_.country = country;
    out_.k = platform.settings.least_group;
  }

  SectorPicture draw() {
    const Books books = books_of(platform_);
    const auto pool = platform_.overview->pool(platform_);
    supply(books, *pool);
    demand(books);
    close();
    return std::move(out_);
  }

 private:
  bool takes(const std::string& sector, const std::string& country) const {
    return (out_.sector.empty() || sector == out_.sector) && (out_.country.empty() || country == out_.country);
  }
  SkillLine& line(const std::string& uri) {
    static SkillLine nowhere;
    const auto found = esco_.find(uri);
    if (!found || !esco_.is_skill(*found)) return nowhere = {};
    SkillLine& out = lines_[*found];
    out.skill = *found;
    return out;
  }

  void supply(const Books& books, const DefinitionPool& pool) {
    std::map<std::string, std::vector<AwardCount>> awards;
    for (const AwardCount& one : *books.awards) awards[one.definition].push_back(one);
    for (const framework::MicroCredential& d : pool.definitions) {
      const std::string& country = d.awarding_body.country;
      if (!takes(d.sector, country)) continue;
      ++out_.definitions;
      std::int64_t count = 0;
      for (const AwardCount& one : awards[d.id]) {
        count += one.count;
        time_[quarter_of(one.day)].first += one.count;
      }
      awarded_.push_back(count);
      countries_[country].definitions += 1;
      awards_in_[country] += count;
      std::set<std::string> met;
      for (const framework::LearningOutcome& outcome : d.outcomes) {
        for (const framework::Concept& skill : outcome.esco_skills) {
          if (!met.insert(skill.uri).second) continue;
          SkillLine& into = line(skill.uri);
          ++into.taught;
          awards_of_[into.skill] += count;
        }
      }
    }
  }

  void demand(const Books& books) {
    for (const store::JobRole& record : books.roles) {
      if (!takes(record.sector, record.country)) continue;
      auto role = skills::read_role(record.content, "role", esco_);
      if (!role) continue;
      ++out_.roles;
      ++time_[quarter_of(date_of(record.added))].second;
      ++countries_[record.country].demand;
      for (const auto* list : {&role->required, &role->wished}) {
        for (const skills::RoleSkill& one : *list) ++line(one.uri).roles;
      }
    }
    for (const store::MissingSkill& one : books.missing) {
      if (!takes(one.sector, one.country)) continue;
      line(one.uri).missing += one.people;
      countries_[one.country].demand += one.people;
    }
  }

  void close() {
    std::vector<std::int64_t> counts;
    for (const auto& [skill, one] : lines_) counts.push_back(awards_of_[skill]);
    auto shown = skills::disclosed(counts, out_.k);
    std::size_t i = 0;
    for (auto& [skill, one] : lines_) {
      one.awards = shown[i++];
      out_.skills.push_back(one);
    }
    std::stable_sort(out_.skills.begin(), out_.skills.end(), [](const SkillLine& a, const SkillLine& b) {
      const std::int64_t gap_a = a.demand() - a.taught;
      const std::int64_t gap_b = b.demand() - b.taught;
      if ((a.demand() > 0) != (b.demand() > 0)) return a.demand() > 0;
      return gap_a != gap_b ? gap_a > gap_b : a.taught > b.taught;
    });
    counts.clear();
    for (const auto& [quarter, both] : time_) counts.push_back(both.first);
    shown = skills::disclosed(counts, out_.k);
    i = 0;
    for (const auto& [quarter, both] : time_) out_.time.push_back({quarter, shown[i++], both.second});
    counts.clear();
    for (const auto& [country, one] : countries_) counts.push_back(awards_in_[country]);
    shown = skills::disclosed(counts, out_.k);
    i = 0;
    for (auto& [country, one] : countries_) {
      one.country = country;
      one.awards = shown[i++];
      out_.countries.push_back(one);
    }
    out_.awards = skills::disclosed_sum(awarded_, out_.k);
  }

  Platform& platform_;
  const skills::EscoIndex& esco_;
  SectorPicture out_{};
  std::map<skills::ConceptId, SkillLine> lines_{};
  std::map<skills::ConceptId, std::int64_t> awards_of_{};
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> time_{};
  std::map<std::string, CountryLine> countries_{};
  std::map<std::string, std::int64_t> awards_in_{};
  std::vector<std::int64_t> awarded_{};
};

}  // namespace

std::shared_ptr<const std::vector<AwardCounts::Count>> AwardCounts::counts(Platform& platform) {
  const Instant now = platform.now();
  {
    const std::lock_guard guard{mutex_};
    if (kept_ && now - counted_ < std::chrono::minutes{1}) return kept_;
  }
  auto made = std::make_shared<std::vector<Count>>();
  platform.database->read([&](store::Tx& tx) {
    made->clear();
    for (const store::Row& row :
         tx.query("SELECT d.uri, a.issued / 86400000, COUNT(*) FROM award a JOIN definition d ON d.id = "
                  "a.definition_id WHERE a.status = 'valid' GROUP BY d.uri, a.issued / 86400000"))
      made->push_back({row.text(0), Date{std::chrono::sys_days{std::chrono::days{row.integer(1)}}}, row.integer(2)});
  });
  const std::lock_guard guard{mutex_};
  kept_ = made;
  counted_ = now;
  return made;
}

Result<store::MissingSkill> post_missing(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const MissingFacts& facts) {
  if (auto allowed = demand(actor, "talent.search", organisation_id); !allowed) return std::move(allowed).error();
  const auto skill = platform.esco->find(facts.uri);
  if (!skill || !platform.esco->is_skill(*skill))
    return invalid("this is no skill that is known here", "skill", "choose one of the list");
  if (!facts.sector.empty() && skills::sector(facts.sector) == nullptr)
    return invalid("'" + facts.sector + "' is nothing that can be chosen", "sector", "choose of the list");
  std::int64_t people = 1;
  if (!facts.people.empty()) {
    const char* const end = facts.people.data() + facts.people.size();
    const auto [read_to, problem] = std::from_chars(facts.people.data(), end, people);
    if (problem != std::errc{} || read_to != end || people < 1 || people > 10'000)
      return invalid("'" + facts.people + "' is no number of people", "people", "write a whole number from 1 to 10000");
  }
  if (facts.words.size() > 1000) return invalid("this is too long", "words", "write up to 1,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::MissingSkill> {
    if (store::count(tx, "missing_skill WHERE organisation_id = ?1 AND ended IS NULL", {organisation_id}) >= 200)
      return conflict("an organisation misses at most 200 skills at once", "end some first");
    store::MissingSkill out{.id = new_id(platform.now()),
                            .organisation_id = organisation_id,
                            .uri = facts.uri,
                            .label = std::string{platform.esco->label(*skill)},
                            .sector = facts.sector,
                            .country = facts.country,
                            .people = people,
                            .words = facts.words,
                            .posted = platform.now()};
    store::insert(tx, out);
    audit(tx, platform, actor, "missing.post", organisation_id, out.id, facts.uri);
    return out;
  });
}

Result<void> end_missing(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::MissingSkill>(tx, "id = ?1 AND ended IS NULL", {id});
    if (!record) return not_found("this skill");
    if (auto allowed = demand(actor, "talent.search", record->organisation_id); !allowed) return allowed;
    record->ended = platform.now();
    store::update(tx, *record);
    audit(tx, platform, actor, "missing.end", record->organisation_id, id);
    return {};
  });
}

std::vector<store::MissingSkill> missing_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::MissingSkill>(tx, "organisation_id = ?1 AND ended IS NULL ORDER BY id DESC",
                                            {organisation_id});
  });
}

SectorPicture sector_picture(Platform& platform, const std::string& sector, const std::string& country) {
  return Drawing{platform, sector, country}.draw();
}

std::string picture_csv(const Platform& platform, const SectorPicture& picture, const std::string& language) {
  std::string out =
      credential::csv_line({"skill", "label", "sector", "country", "taught", "awards", "roles", "missing"});
  for (const SkillLine& one : picture.skills) {
    out += credential::csv_line({std::string{platform.esco->uri(one.skill)},
                                 std::string{platform.esco->label(one.skill, language)}, picture.sector,
                                 picture.country, std::to_string(one.taught),
                                 one.awards ? std::to_string(*one.awards) : "fewer than " + std::to_string(picture.k),
                                 std::to_string(one.roles), std::to_string(one.missing)});
  }
  return out;
}

}  // namespace credex::service
