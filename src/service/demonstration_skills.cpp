// The demonstration's skills: roles and missing skills of employers, people who want to be found.
#include "base/embedded.h"
#include "service/awards.h"
#include "service/demand.h"
#include "service/demonstration.h"
#include "service/person_skills.h"
#include "service/talent.h"
#include "service/talent_search.h"

namespace credex::service {
namespace {

using json::Value;
constexpr std::string_view k_skill = "http://data.europa.eu/esco/skill/";

std::vector<std::string> uris(const Value& list) {
  std::vector<std::string> out;
  for (const Value& one : list.items()) out.push_back(std::string{k_skill} + std::string{one.as_string()});
  return out;
}

Result<void> employers(Platform& platform, const Value& plan, const DemonstrationPeople& people) {
  for (const Value& one : plan.get("roles").items()) {
    const store::Organisation& organisation = people.organisations.at(std::string{one.text("organisation")});
    RoleFacts facts{.title = std::string{one.text("title")},
                    .required = uris(one.get("required")),
                    .wished = uris(one.get("wished")),
                    .languages = {{"en", 3}},
                    .country = organisation.country,
                    .sector = std::string{one.text("sector")},
                    .is_remote = true};
    if (!one.text("occupation").empty())
      facts.occupation = "http://data.europa.eu/esco/occupation/" + std::string{one.text("occupation")};
    auto role = add_role(platform, people.authors.at(organisation.id), organisation.id, facts);
    if (!role) return std::move(role).error();
  }
  for (const Value& one : plan.get("missing").items()) {
    const store::Organisation& organisation = people.organisations.at(std::string{one.text("organisation")});
    auto posted = post_missing(platform, people.authors.at(organisation.id), organisation.id,
                               {.uri = std::string{k_skill} + std::string{one.text("skill")},
                                .sector = std::string{one.text("sector")},
                                .country = organisation.country,
                                .people = std::to_string(one.get("people").as_integer()),
                                .words = std::string{one.text("words")}});
    if (!posted) return std::move(posted).error();
  }
  return {};
}

Result<void> talents(Platform& platform, const Value& plan, const DemonstrationPeople& people) {
  std::size_t number = 0;
  for (const Value& one : plan.get("talents").items()) {
    if (number >= people.learners.size()) break;
    Actor actor;
    actor.person = people.learners[number++];
    for (const store::Award& award : unclaimed_for(platform, actor)) {
      if (auto taken = claim_by_address(platform, actor, award.id); !taken) return taken;
    }
    for (const std::string& uri : uris(one.get("skills"))) {
      if (auto stated = declare_skill(platform, actor, uri); !stated) return stated;
    }
    TalentFacts facts{.headline = std::string{one.text("headline")},
                      .country = std::string{one.text("country")},
                      .is_remote = one.get("remote").as_boolean(),
                      .languages = {{std::string{one.text("language")}, 7}, {"en", 4}},
                      .searchable = true};
    if (!one.text("about").empty()) facts.about.set("en", std::string{one.text("about")});
    const std::string audience{one.text("audience").empty() ? std::string_view{"employers"} : one.text("audience")};
    for (const std::string_view field : k_talent_fields) facts.visible[std::string{field}] = audience;
    if (const Value work = one.get("work"); work.is_object()) {
      auto added = add_work(platform, actor,
                            {.title = std::string{work.text("title")},
                             .kind = std::string{work.text("kind")},
                             .part = std::string{work.text("part")},
                             .made_on = std::string{work.text("made_on")},
                             .words = std::string{work.text("words")},
                             .file_name = std::string{work.text("file")},
                             .file = std::string{work.text("words")},
                             .skills = uris(work.get("skills")),
                             .audience = audience});
      if (!added) return std::move(added).error();
    }
    if (auto kept = change_talent(platform, actor, facts); !kept) return kept;
  }
  return {};
}

}  // namespace

Result<void> make_skills(Platform& platform, const Value& plan, const DemonstrationPeople& people) {
  if (auto made = employers(platform, plan, people); !made) return made;
  return talents(platform, plan, people);
}

}  // namespace credex::service
