#include "credential/holder_match.h"

#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/text.h"
#include "credential/contents.h"
#include "credential/statement.h"
#include "crypto/key.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_rule_source = "docs/verifying.md, Whose it is";

bool is_true(const Value& value) { return value.is_boolean() && value.as_boolean(); }

std::string thumbprint_of(const std::string& jwk) {
  if (jwk.empty()) return {};
  auto document = json::parse(jwk);
  if (!document) return {};
  auto key = crypto::PublicKey::from_jwk(document->root);
  return key ? key->thumbprint() : std::string{};
}

/// How surely a name is somebody's: as match_names(), and by which of their names.
struct BestName {
  NameMatch match = NameMatch::absent;
  enum class By : std::uint8_t { own, former, stated } by = By::own;
};

int rank(NameMatch match) {
  switch (match) {
    case NameMatch::same: return 6;
    case NameMatch::transliterated: return 5;
    case NameMatch::longer: return 4;
    case NameMatch::part: return 3;
    case NameMatch::unreadable: return 2;
    case NameMatch::different: return 1;
    case NameMatch::absent: return 0;
  }
  return 0;
}

bool agrees(NameMatch match) { return rank(match) >= 4; }

/// A name that is in a longer one has to share given and family name with it, where the award says which is which.
NameMatch with_both_parts(NameMatch match, const Learner& learner, const PersonName& person) {
  if (match != NameMatch::longer || learner.given_name.empty() || learner.family_name.empty()) return match;
  const bool both =
      share_a_word(PersonName{learner.given_name}, person) && share_a_word(PersonName{learner.family_name}, person);
  return both ? match : NameMatch::part;
}

Finding compared(Outcome outcome, const char* message, std::vector<std::string> args = {}) {
  return make_finding("holder.compared", outcome, "", message, std::move(args), k_rule_source);
}

const char* name_message(const BestName& best) {
  const bool former = best.by == BestName::By::former;
  switch (best.match) {
    case NameMatch::same: return former ? "holder.name_former" : "holder.name_same";
    case NameMatch::transliterated: return former ? "holder.name_former" : "holder.name_transliterated";
    case NameMatch::longer: return former ? "holder.name_former" : "holder.name_longer";
    case NameMatch::part: return "holder.name_part";
    case NameMatch::unreadable: return "holder.name_unreadable";
    case NameMatch::different: return "holder.name_different";
    case NameMatch::absent: break;
  }
  return "holder.name_absent";
}

bool hashes_to(const HashedIdentity& hashed, const std::vector<std::string>& addresses) {
  constexpr std::string_view k_sha256 = "sha256$";
  if (!hashed.hash.starts_with(k_sha256)) return false;
  const std::string wanted = ascii_lower(std::string_view{hashed.hash}.substr(k_sha256.size()));
  return std::ranges::any_of(addresses,
                             [&](const std::string& one) { return hex(sha256(one + hashed.salt)) == wanted; });
}

}  // namespace

std::string_view holder_match_name(HolderMatch match) {
  switch (match) {
    case HolderMatch::same: return "same";
    case HolderMatch::compatible: return "compatible";
    case HolderMatch::cannot_be_told: return "cannot_be_told";
    case HolderMatch::different: return "different";
  }
  return "cannot_be_told";
}

std::optional<HolderMatch> holder_match_from(std::string_view name) {
  for (const HolderMatch one :
       {HolderMatch::same, HolderMatch::compatible, HolderMatch::cannot_be_told, HolderMatch::different}) {
    if (holder_match_name(one) == name) return one;
  }
  return std::nullopt;
}

HolderFacts holder_facts_of(const Value& document, const Contents* contents) {
  HolderFacts out;
  if (contents != nullptr) {
    out.learner = contents->award.learner;
    out.key = thumbprint_of(contents->award.holder_key);
  }
  if (out.learner.name().empty()) {
    if (const auto statement = statement_of(document)) {
      out.learner.full_name = statement->content.text("holder");
      if (const std::string_view birth = statement->content.get("credential").text("dateOfBirth"); !birth.empty()) {
        if (auto date = parse_date(birth)) out.learner.date_of_birth = *date;
      }
    }
  }
  for (const Value& subject : json::as_list(document.get("credentialSubject"))) {
    for (const Value& one : json::as_list(subject.get("identifier"))) {
      if (is_true(one.get("hashed")) && out.hashed.size() < 16)
        out.hashed.push_back({std::string{one.text("identityHash")}, std::string{one.text("salt")}});
    }
  }
  const Value recipient = document.get("recipient");
  if (is_true(recipient.get("hashed")))
    out.hashed.push_back({std::string{recipient.text("identity")}, std::string{recipient.text("salt")}});
  return out;
}

HolderFacts holder_facts_of(std::string_view bytes) {
  auto document = document_of(bytes);
  auto contents = contents_of(bytes);
  const Value root = document ? document->root : Value{};
  return holder_facts_of(root, contents ? &*contents : nullptr);
}

HolderMatcher::HolderMatcher(PersonFacts person) : person_{std::move(person)}, name_{person_.name} {
  for (const std::string& one : person_.other_names) others_.emplace_back(one);
  for (const std::string& one : person_.stated_names) stated_.emplace_back(one);
  for (std::string& one : person_.addresses) one = ascii_lower(one);
}

HolderJudgement HolderMatcher::match(const HolderFacts& award) const {
  const Learner& learner = award.learner;
  HolderJudgement out;
  Finding& finding = out.finding;
  std::vector<Finding> reasons;

  const std::string written = learner.name();
  const PersonName held{written};
  BestName best{match_names(held, name_), BestName::By::own};
  best.match = with_both_parts(best.match, learner, name_);
  const auto consider = [&](const std::vector<PersonName>& names, BestName::By by) {
    for (const PersonName& one : names) {
      const NameMatch match = with_both_parts(match_names(held, one), learner, one);
      if (rank(match) > rank(best.match) && agrees(match)) best = {match, by};
    }
  };
  consider(others_, BestName::By::former);
  if (!agrees(best.match)) consider(stated_, BestName::By::stated);
  bool name_agrees = agrees(best.match) && best.by != BestName::By::stated;
  // A credential that names its holder in two ways names nobody.
  if (!learner.full_name.empty() && !learner.family_name.empty() && name_agrees) {
    const NameMatch inner = match_names(PersonName{learner.given_name + " " + learner.family_name}, held);
    if (!agrees(inner)) {
      best = {NameMatch::part, BestName::By::own};
      name_agrees = false;
    }
  }
  const bool is_stated = best.by == BestName::By::stated;
  const bool name_differs = best.match == NameMatch::different;
  reasons.push_back(compared(name_differs  ? Outcome::fail
                             : name_agrees ? Outcome::pass
                                           : Outcome::unknown,
                             is_stated ? "holder.name_stated" : name_message(best), {written, person_.name}));

  bool birth_agrees = false;
  bool contradicts = false;
  if (learner.date_of_birth && person_.date_of_birth) {
    birth_agrees = *learner.date_of_birth == *person_.date_of_birth;
    contradicts = !birth_agrees;
    reasons.push_back(compared(birth_agrees ? (person_.birth_is_proven ? Outcome::pass : Outcome::warn) : Outcome::fail,
                               !birth_agrees             ? "holder.birth_different"
                               : person_.birth_is_proven ? "holder.birth_same"
                                                         : "holder.birth_stated",
                               {to_string(*learner.date_of_birth), to_string(*person_.date_of_birth)}));
  }
  bool is_tied = false;
  if (!award.key.empty() && std::ranges::find(person_.keys, award.key) != person_.keys.end()) {
    is_tied = true;
    reasons.push_back(compared(Outcome::pass, "holder.key_same"));
  }
  if (!learner.id.empty() && std::ranges::find(person_.identifiers, learner.id) != person_.identifiers.end()) {
    is_tied = true;
    reasons.push_back(compared(Outcome::pass, "holder.identifier_same", {learner.id}));
  }
  if (!learner.national_id.empty() && !person_.national_id.empty() &&
      learner.national_id_country == person_.national_id_country) {
    const bool is_same = learner.national_id == person_.national_id;
    (is_same ? is_tied : contradicts) = true;
    reasons.push_back(compared(is_same ? Outcome::pass : Outcome::fail,
                               is_same ? "holder.national_same" : "holder.national_different"));
  }
  const std::string address =
      ascii_lower(learner.id.starts_with("mailto:") && learner.email.empty() ? std::string_view{learner.id}.substr(7)
                                                                             : learner.email);
  if (award.was_made_for) {
    is_tied = true;
    reasons.push_back(compared(Outcome::pass, "holder.made_for"));
  }
  const bool is_addressed =
      award.was_addressed ||
      (!address.empty() && std::ranges::find(person_.addresses, address) != person_.addresses.end()) ||
      std::ranges::any_of(award.hashed, [&](const HashedIdentity& one) { return hashes_to(one, person_.addresses); });
  if (is_addressed) reasons.push_back(compared(Outcome::pass, "holder.address_same", {address}));

  const bool nothing_named = written.empty();
  const bool proven_birth = birth_agrees && person_.birth_is_proven;
  HolderMatch match = HolderMatch::cannot_be_told;
  if (contradicts) {
    match = is_tied ? HolderMatch::cannot_be_told : HolderMatch::different;
  } else if (is_tied) {
    match = name_agrees || nothing_named ? HolderMatch::same : HolderMatch::compatible;
  } else if (name_agrees) {
    match = is_addressed || proven_birth ? HolderMatch::same : HolderMatch::compatible;
  } else if (is_addressed) {
    match = nothing_named || person_.name.empty() ? HolderMatch::same
            : best.match == NameMatch::part       ? HolderMatch::compatible
                                                  : HolderMatch::cannot_be_told;
  } else if (name_differs) {
    match = birth_agrees && share_a_word(held, name_) ? HolderMatch::cannot_be_told : HolderMatch::different;
  } else if (best.match == NameMatch::part && proven_birth) {
    match = HolderMatch::compatible;
  }
  out.match = match;
  out.has_second_fact = !contradicts && (is_tied || is_addressed || proven_birth) && match <= HolderMatch::compatible;
  const Outcome outcome = match == HolderMatch::same         ? Outcome::pass
                          : match == HolderMatch::compatible ? (out.has_second_fact ? Outcome::pass : Outcome::warn)
                          : match == HolderMatch::different  ? Outcome::fail
                                                             : Outcome::unknown;
  const char* message = match == HolderMatch::same ? "holder.same"
                        : match == HolderMatch::compatible
                            ? (out.has_second_fact ? "holder.compatible" : "holder.name_alone")
                        : match == HolderMatch::different ? "holder.different"
                        : nothing_named                   ? "holder.nameless"
                                                          : "holder.cannot_be_told";
  finding = make_finding("holder.match", outcome, "", message, {written, person_.name}, k_rule_source);
  finding.findings = std::move(reasons);
  return out;
}

}  // namespace credex::credential
