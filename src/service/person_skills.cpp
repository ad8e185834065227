#include "service/person_skills.h"

#include <algorithm>
#include <memory>

#include "credential/authenticity.h"
#include "credential/contents.h"
#include "credential/held_skills.h"
#include "service/check.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/learning_record.h"
#include "service/overview.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/works.h"
#include "skills/sectors.h"
#include "store/skill_records.h"

namespace credex::service {
namespace {

constexpr std::int64_t k_most_declared = 500;

/// Whether a holding's outcomes count now: what was issued here by its status, others by verifying them; of either only
/// what somebody vouches for.
bool counts_now(Platform& platform, const store::Holding& holding, const std::optional<store::Award>& award,
                const store::HoldingFace& face, const credential::Contents& contents, const std::string& bytes) {
  if (face_from(face.face) != credential::Face::vouched) return false;
  if (contents.award.valid_until && *contents.award.valid_until < platform.now()) return false;
  if (award) return award->status == store::AwardStatus::valid && award->person_id == holding.person_id;
  auto report = platform.checker->check(bytes, platform.now());
  return report && credential::counts_as_verified(credential::authenticity_of(*report));
}

}  // namespace

PersonSkills skills_of(Platform& platform, const std::string& person_id) {
  struct Kept {
    std::vector<std::pair<store::Holding, std::optional<store::Award>>> holdings{};
    std::vector<store::PersonSkill> declared{};
    std::map<std::string, HolderStanding> standings{};
  };
  const Kept kept = store::reading(*platform.database, [&](store::Tx& tx) {
    Kept out;
    for (store::Holding& holding : store::find<store::Holding>(tx, "person_id = ?1 ORDER BY id", {person_id})) {
      auto award =
          holding.award_id.empty() ? std::nullopt : store::find_one<store::Award>(tx, "id = ?1", {holding.award_id});
      out.holdings.emplace_back(std::move(holding), std::move(award));
    }
    out.standings = holder_standings(tx, platform, person_id);
    out.declared = store::find<store::PersonSkill>(tx, "person_id = ?1 ORDER BY id", {person_id});
    return out;
  });
  std::vector<store::Holding> holdings;
  for (const auto& [holding, award] : kept.holdings) holdings.push_back(holding);
  const auto faces = faces_of(platform, holdings);
  PersonSkills out;
  for (const auto& [holding, award] : kept.holdings) {
    const std::string bytes = unkept_form(holding.credential);
    auto contents = credential::contents_of(bytes);
    if (!contents) continue;
    const auto standing = kept.standings.find(holding.id);
    if (standing == kept.standings.end() || !standing->second.may(HolderUse::show)) {
      out.uncounted.push_back({holding.id, holding.title});
      continue;
    }
    if (!counts_now(platform, holding, award, faces.at(holding.id), *contents, bytes)) {
      out.uncounted.push_back({holding.id, holding.title});
      continue;
    }
    for (skills::HeldSkill& one : credential::held_skills(*contents)) {
      one.source_id = holding.id;
      out.held.push_back(std::move(one));
    }
  }
  for (skills::HeldSkill& one : validated_skills(platform, person_id)) out.held.push_back(std::move(one));
  for (skills::HeldSkill& one : skills_of_works(platform, person_id)) out.held.push_back(std::move(one));
  for (const store::PersonSkill& one : kept.declared) out.held.push_back({.uri = one.uri});
  out.declared = kept.declared.size();
  out.held = skills::strongest(std::move(out.held));
  return out;
}

Result<void> declare_skill(Platform& platform, const Actor& actor, const std::string& uri) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  const auto found = platform.esco->find(uri);
  if (!found || !platform.esco->is_skill(*found))
    return invalid("this is no skill that is known here", "skill", "choose one of the list");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    const std::string& person = actor.person->id;
    if (store::count(tx, "person_skill WHERE person_id = ?1 AND uri = ?2", {person, uri}) > 0) return {};
    if (store::count(tx, "person_skill WHERE person_id = ?1", {person}) >= k_most_declared)
      return conflict("a person states at most 500 skills", "take some away first");
    store::insert(
        tx, store::PersonSkill{.id = new_id(platform.now()), .person_id = person, .uri = uri, .added = platform.now()});
    audit(tx, platform, actor, "skill.declare", "", person, uri);
    return {};
  });
}

Result<void> forget_skill(Platform& platform, const Actor& actor, const std::string& uri) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  platform.database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM person_skill WHERE person_id = ?1 AND uri = ?2", {actor.person->id, uri});
    audit(tx, platform, actor, "skill.forget", "", actor.person->id, uri);
  });
  return {};
}

std::vector<stacking::Candidate> catalogue_candidates(Platform& platform) {
  std::vector<stacking::Candidate> out;
  const auto pool = platform.overview->pool(platform);
  for (const framework::MicroCredential& one : pool->definitions)
    out.push_back(stacking::candidate_of(one, recognition::Countries::built_in()));
  return out;
}

Result<std::unique_ptr<GapView>> own_gap(Platform& platform, const Actor& actor,
                                         const std::vector<std::string>& occupations,
                                         const stacking::BridgeOptions& options, const std::string& language) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  const skills::EscoIndex& esco = *platform.esco;
  auto out = std::make_unique<GapView>();
  for (const std::string& uri : occupations) {
    const auto found = esco.find(uri);
    if (!found || esco.kind(*found) != skills::ConceptKind::occupation) return not_found("this occupation");
    skills::join(out->target, skills::target_of(esco, *found, language));
  }
  const Date today = date_of(platform.now());
  out->person = skills_of(platform, actor.person->id);
  out->gap = skills::gap(esco, out->person.held, out->target, today, {}, language);
  out->candidates = catalogue_candidates(platform);
  const skills::SkillLevels levels{esco, out->person.held, today};
  out->bridge = stacking::bridge(esco, levels, out->target, out->candidates, options, language);
  return out;
}

Result<OutlookView> own_outlook(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  const skills::EscoIndex& esco = *platform.esco;
  OutlookView out{.person = skills_of(platform, actor.person->id)};
  const skills::SkillLevels levels{esco, out.person.held, date_of(platform.now())};
  const auto sector = skills::cci_occupations(esco);
  for (const skills::ConceptId occupation : sector) out.fits.push_back(levels.fit(occupation));
  std::sort(out.fits.begin(), out.fits.end(), [](const skills::Fit& a, const skills::Fit& b) {
    return a.fit != b.fit ? a.fit > b.fit : a.occupation < b.occupation;
  });
  if (out.fits.size() > 8) out.fits.resize(8);
  const auto candidates = catalogue_candidates(platform);
  std::vector<std::vector<skills::ConceptId>> offers;
  offers.reserve(candidates.size());
  for (const stacking::Candidate& one : candidates) offers.push_back(stacking::brought(esco, one));
  for (skills::Opening& one : skills::openings(esco, levels, offers, sector, 0.3, 5)) {
    const stacking::Candidate& candidate = candidates[one.offer];
    out.next.push_back({candidate.definition, candidate.title, std::move(one)});
  }
  return out;
}

}  // namespace credex::service
