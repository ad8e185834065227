#include "service/demonstration.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/yaml.h"
#include "credential/label.h"
#include "framework/definition_file.h"
#include "service/awards.h"
#include "service/catalogue.h"
#include "service/collection.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/keys.h"
#include "service/organisations.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/vc_api.h"

namespace credex::service {
namespace {

using json::Value;

/// The same numbers each time, so that the demonstration is the same everywhere.
class Dice {
 public:
  std::size_t roll(std::size_t sides) {
    state_ = mix_hash(state_ + 1, 0xC4ED);
    return static_cast<std::size_t>((state_ >> 16) % sides);
  }

 private:
  std::uint64_t state_ = 2022;
};

struct Learner {
  std::string given;
  std::string family;
  std::string email;
  store::Person person;
  Date born;
};

std::string plain_letters(const std::string& text) {
  std::string out;
  for (const char c : folded(text)) {
    if (c >= 'a' && c <= 'z') out += c;
  }
  return out.empty() ? "learner" : out;
}

class Maker {
 public:
  Maker(Platform& platform, const Value& plan) : platform_{platform}, plan_{plan} {}

  Result<void> make() {
    Result<void> done;
    platform_.database->write([&](store::Tx& tx) { done = people_and_organisations(tx); });
    if (!done) return done;
    for (const Value& organisation : plan_.get("organisations").items()) {
      for (const Value& name : organisation.get("definitions").items()) {
        if (auto made = definition(std::string{organisation.text("name")}, std::string{name.as_string()}); !made)
          return made;
      }
    }
    if (auto given = mandates(); !given) return given;
    platform_.catalogue->refresh(*platform_.database);
    if (auto awarded = awards(); !awarded) return awarded;
    DemonstrationPeople people{organisations_, authors_, learners_.front().person};
    for (const Learner& one : learners_) people.learners.push_back(one.person);
    if (auto made = make_recognition(platform_, plan_, people); !made) return made;
    people.facilitator = facilitator_;
    people.reviewers = {authors_.at(organisations_.at("Accademia del Sasso").id),
                        authors_.at(organisations_.at("Norrsken Högskola").id)};
    people.proposer = authors_.at(organisations_.at("Brightwater Studios").id);
    if (auto made = make_skills(platform_, plan_, people); !made) return made;
    return make_framework(platform_, people);
  }

 private:
  store::Person person(store::Tx& tx, const std::string& name, const std::string& language, const std::string& email) {
    const Instant now = platform_.now();
    store::Person out{.id = new_id(now), .name = name, .language = language, .created = now};
    store::insert(tx, out);
    store::insert(tx, store::EmailAddress{.address = email, .person_id = out.id, .is_primary = true, .added = now});
    return out;
  }

  Result<void> people_and_organisations(store::Tx& tx) {
    const Instant now = platform_.now();
    for (const Value& entry : plan_.get("organisations").items()) {
      const std::string domain{entry.text("domain")};
      store::Organisation made{.id = new_id(now),
                               .slug = domain.substr(0, domain.find('.')),
                               .name = std::string{entry.text("name")},
                               .country = std::string{entry.text("country")},
                               .region = std::string{entry.text("region")},
                               .homepage = "https://" + domain + "/",
                               .email = "credentials@" + domain,
                               .registration = std::string{entry.text("registration")},
                               .eidas = std::string{entry.text("eidas")},
                               .two_person = entry.get("two_person").as_boolean(),
                               .created = now};
      if (const auto kind = store::enum_from<store::OrganisationKind>(entry.text("kind"))) made.kind = *kind;
      store::insert(tx, made);
      // One that nobody has confirmed is there to be looked at, too.
      if (entry.get("confirmed").is_null() || entry.get("confirmed").as_boolean()) {
        confirm_made_up(tx, platform_, made);
      } else {
        store::insert(tx, store::Confirmation{.id = new_id(now),
                                              .organisation_id = made.id,
                                              .name = made.name,
                                              .kind = made.kind,
                                              .country = made.country,
                                              .registration = made.registration,
                                              .reg = "a register that is made up",
                                              .words = "We have taught here for thirty years.",
                                              .domain = domain,
                                              .token = new_token(),
                                              .created = now});
      }
      // The first is the issuer that programs find again wherever the demonstration runs.
      if (organisations_.empty()) {
        if (auto fixed = take_fixed_keys(tx, platform_, made); !fixed) return fixed;
      } else if (auto key = make_key(tx, platform_, made, {}); !key) {
        return std::move(key).error();
      }
      organisations_[made.name] = made;
    }
    for (const Value& entry : plan_.get("people").items()) {
      const store::Person one = person(tx, std::string{entry.text("name")}, std::string{entry.text("language")},
                                       std::string{entry.text("email")});
      const auto organisation = organisations_.find(std::string{entry.text("organisation")});
      const std::string where = organisation == organisations_.end() ? "" : organisation->second.id;
      for (const Value& word : entry.get("roles").items()) {
        const auto role = store::enum_from<Role>(word.as_string());
        if (!role) continue;
        store::insert(
            tx, store::Membership{
                    .id = new_id(now), .organisation_id = where, .person_id = one.id, .role = *role, .added = now});
      }
      const Actor actor = actor_of_person(tx, one);
      if (!where.empty() && !authors_.contains(where)) authors_[where] = actor;
      if (actor.has(Role::facilitator, "")) facilitator_ = actor;
      if (entry.text("email").starts_with("maja")) {
        learners_.push_back(
            {"Maja", "Lindqvist", std::string{entry.text("email")}, one, Date{std::chrono::year{1994} / 5 / 17}});
      }
    }
    const auto given = plan_.get("given_names").items();
    const auto family = plan_.get("family_names").items();
    const auto count = static_cast<std::size_t>(plan_.get("learners").as_integer());
    while (learners_.size() < count) {
      Learner one;
      one.given = given[dice_.roll(given.size())].as_string();
      one.family = family[dice_.roll(family.size())].as_string();
      one.email = plain_letters(one.given) + "." + plain_letters(one.family) + std::to_string(learners_.size()) +
                  "@learner.example";
      one.born = Date{std::chrono::year{static_cast<int>(1965 + dice_.roll(42))} /
                      static_cast<unsigned>(1 + dice_.roll(12)) / static_cast<unsigned>(1 + dice_.roll(28))};
      one.person = person(tx, one.given + " " + one.family, "en", one.email);
      learners_.push_back(std::move(one));
    }
    return {};
  }

  Result<void> definition(const std::string& organisation_name, const std::string& example) {
    const store::Organisation& organisation = organisations_[organisation_name];
    const auto text = embedded_file("examples/" + example + ".yaml");
    assert(text && "each example is built in");
    auto reading = framework::read_definition(*text);
    if (!reading) return std::move(reading).error();
    framework::MicroCredential content = std::move(reading->definition);
    content.awarding_body = {};
    content.homepage = organisation.homepage;
    // Everything goes the way that people's work goes, but for the second person, whom an invention does not need.
    Actor author = authors_[organisation.id];
    for (const Role role : {Role::designer, Role::reviewer})
      author.memberships.push_back({.organisation_id = organisation.id, .person_id = author.person->id, .role = role});
    auto draft = draft_definition(platform_, author, organisation.id, framework::write_definition(content));
    if (!draft) return std::move(draft).error();
    if (auto done = submit_definition(platform_, author, draft->record.id); !done) return done;
    Actor reviewer = author;
    reviewer.person->id += "-reviewer";
    if (auto done = publish_definition(platform_, reviewer, draft->record.id); !done) return done;
    definitions_.push_back(draft->record.id);
    return {};
  }

  Result<void> mandates() {
    for (const Value& entry : plan_.get("mandates").items()) {
      const store::Organisation& provider = organisations_[std::string{entry.text("provider")}];
      const store::Organisation& sealer = organisations_[std::string{entry.text("sealer")}];
      MandateFacts facts{.sealer = sealer.slug,
                         .assessed_by = std::string{entry.text("assessed_by")},
                         .until = to_string(Date{std::chrono::sys_days{date_of(platform_.now())} +
                                                 std::chrono::days{entry.get("days").as_integer()}}),
                         .ground = std::string{entry.text("ground")}};
      for (const Value& level : entry.get("eqf").items()) facts.eqf.push_back(json::write(level));
      auto asked = ask_for_seal(platform_, authors_[provider.id], provider.id, facts);
      if (!asked) return std::move(asked).error();
      if (auto done = answer_mandate(platform_, authors_[sealer.id], asked->id, true, ""); !done) return done;
    }
    return {};
  }

  Result<void> awards() {
    const auto count = static_cast<std::size_t>(plan_.get("awards").as_integer());
    rdf::jsonld::Processor processor;
    const Date today = date_of(platform_.now());
    Actor system;
    return transact(*platform_.database, [&](store::Tx& tx) -> Result<void> {
      std::vector<SigningDesk> desks;
      for (const std::string& id : definitions_) {
        auto desk = open_desk(tx, platform_, id, 0, static_cast<std::int64_t>(count));
        if (!desk) return std::move(desk).error();
        desks.push_back(std::move(*desk));
      }
      for (std::size_t i = 0; i < count; ++i) {
        // The first three are Maja's, of three countries.
        const Learner& learner = learners_[i < 3 ? 0 : 1 + (i * 7) % (learners_.size() - 1)];
        SigningDesk& desk = desks[i < 3 ? (i * 3 + 1) % desks.size() : dice_.roll(desks.size())];
        const auto days = std::chrono::days{static_cast<int>(3 + dice_.roll(700))};
        credential::AwardRow row;
        row.row.number = i + 2;
        credential::Award& award = row.award;
        award.learner = {.given_name = learner.given,
                         .family_name = learner.family,
                         .date_of_birth = learner.born,
                         .email = learner.email,
                         .identifier = "L" + std::to_string(1000 + i)};
        award.awarded_on = Date{std::chrono::sys_days{today} - days};
        award.valid_from = midnight(award.awarded_on);
        // One in thirty was good for a while that is over.
        const bool expired = i >= 3 && i % 30 == 7;
        if (expired) award.valid_until = midnight(Date{std::chrono::sys_days{today} - std::chrono::days{1}});
        constexpr const char* k_grades[] = {"pass", "merit", "distinction"};
        award.grade = k_grades[dice_.roll(3)];
        award.id = credential::award_id(desk.definition.content.id, "1", award);
        auto maker = maker_for(platform_, desk, credential::Format::open_badge, processor);
        auto made = sign_row(platform_, desk, row, desk.first_index++, credential::Format::open_badge, maker);
        if (!made) return std::move(made).error();
        store::insert(tx, *made);
        if (i < 3 || i % 5 < 3) hand_over_quietly(tx, *made, learner.person.id);
        if (i >= 3 && i % 40 == 11) revoked_.push_back(made->id);
        if (i >= 3 && i % 50 == 13) suspended_.push_back(made->id);
      }
      audit(tx, platform_, system, "demonstration.make", "", "", std::to_string(count));
      return settle(tx);
    });
  }

  /// As hand_over(), without an entry in the log for each of a thousand.
  void hand_over_quietly(store::Tx& tx, store::Award& award, const std::string& person_id) {
    award.person_id = person_id;
    award.claimed = platform_.now();
    store::update(tx, award);
    add_award_holding(tx, platform_, award, person_id);
  }

  Result<void> settle(store::Tx& tx) {
    Actor system;
    for (const auto& [ids, status, reason] :
         {std::tuple{&revoked_, store::AwardStatus::revoked, "issued to the wrong learner"},
          std::tuple{&suspended_, store::AwardStatus::suspended, "evidence is being looked at again"}}) {
      for (const std::string& id : *ids) set_status_quietly(tx, platform_, id, status, reason);
    }
    return {};
  }

  Platform& platform_;
  const Value& plan_;
  Dice dice_;
  std::map<std::string, store::Organisation> organisations_;
  std::map<std::string, Actor> authors_;
  Actor facilitator_{};
  std::vector<Learner> learners_;
  std::vector<std::string> definitions_;
  std::vector<std::string> revoked_;
  std::vector<std::string> suspended_;
};

}  // namespace

Result<void> make_demonstration(Platform& platform) {
  if (!platform.settings.demo)
    return Error{.code = "service.forbidden",
                 .message = "this is not a demonstration",
                 .remedy = "start it with --demo on an empty database"};
  if (count_figures(platform).people > 0) return {};
  auto plan = parse_yaml(embedded_file("demonstration.yaml").value_or(""));
  if (!plan) return std::move(plan).error();
  return Maker{platform, plan->document.root}.make();
}

}  // namespace credex::service
