#include "service/awards.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "base/translate.h"
#include "credential/contents.h"
#include "crypto/random.h"
#include "proof/status_list.h"
#include "service/collection.h"
#include "service/jobs.h"
#include "service/keys.h"
#include "service/mail.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/wallets.h"
#include "service/webhooks.h"

namespace credex::service {

constexpr std::size_t k_most_words_of_a_name = 40;

LearnerFacts learner_facts(const std::function<std::string(std::string_view)>& field) {
  return {.given_name = field("given_name"),
          .family_name = field("family_name"),
          .full_name = field("full_name"),
          .email = field("email"),
          .date_of_birth = field("date_of_birth"),
          .identifier = field("identifier"),
          .grade = field("grade"),
          .awarded_on = field("awarded_on"),
          .valid_until = field("valid_until"),
          .evidence = field("evidence")};
}

Result<credential::AwardRow> award_row_from(const Platform& platform, const DefinitionView& definition,
                                            const LearnerFacts& facts) {
  // As a sheet of one row, so that a form is judged by the rules of a sheet.
  std::string csv =
      "given_name,family_name,full_name,email,date_of_birth,identifier,grade,awarded_on,valid_until,evidence\n";
  const auto quoted = [](const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string{"\"\""} : std::string(1, c == '\n' || c == '\r' ? ' ' : c);
    return out + "\"";
  };
  const std::string today = to_string(date_of(platform.now()));
  csv += quoted(facts.given_name) + "," + quoted(facts.family_name) + "," + quoted(facts.full_name) + "," +
         quoted(facts.email) + "," + quoted(facts.date_of_birth) + "," + quoted(facts.identifier) + "," +
         quoted(facts.grade) + "," + quoted(facts.awarded_on.empty() ? today : facts.awarded_on) + "," +
         quoted(facts.valid_until) + "," + quoted(facts.evidence) + "\n";
  auto sheet = credential::Sheet::open(std::move(csv));
  if (!sheet) return std::move(sheet).error();
  auto awards = credential::AwardSheet::open(std::move(*sheet),
                                             {.definition_id = definition.content.id,
                                              .definition_version = std::to_string(definition.version.number),
                                              .now = std::chrono::floor<std::chrono::seconds>(platform.now())});
  if (!awards) return std::move(awards).error();
  credential::AwardRow row;
  if (!awards->next(row)) return invalid("nobody is named", "full_name", "give the learner's name or address");
  if (!row.problems.empty()) {
    const auto& problem = row.problems.front();
    return invalid((problem.value.empty() ? "" : "'" + problem.value + "' ") + problem.message,
                   problem.column.empty() ? "full_name" : problem.column, problem.allowed);
  }
  return row;
}

Result<SigningDesk> open_desk(store::Tx& tx, Platform& platform, const std::string& definition_id, std::int64_t version,
                              std::int64_t count, const store::Award* again) {
  auto definition = published_definition(tx, definition_id, version);
  if (!definition) return std::move(definition).error();
  SigningDesk out{.definition = std::move(*definition)};
  std::string signs = out.definition.record.organisation_id;
  if (!again) {
    auto mandate = seal_for(tx, platform, signs, out.definition.content);
    if (!mandate) return std::move(mandate).error();
    out.mandate = std::move(*mandate);
  } else if (!again->mandate_id.empty()) {
    auto mandate = seal_again(tx, platform, again->mandate_id, out.definition.content);
    if (!mandate) return std::move(mandate).error();
    out.mandate = std::move(*mandate);
  }
  if (out.mandate) signs = out.mandate->sealer.id;
  auto key = active_key(tx, signs);
  if (!key) return conflict("the organisation has no key to sign with", "make one under its keys");
  out.key = std::move(*key);
  auto signer = platform.keys->signer(out.key);
  if (!signer) return std::move(signer).error();
  out.signer = std::move(*signer);
  const ListPlaces places = take_places(tx, platform, out.key, count);
  out.list_id = places.list_id;
  out.first_index = places.first;
  return out;
}

bool is_in_force(store::Tx& tx, const SigningDesk& desk) {
  return !desk.mandate || store::count(tx, "mandate WHERE id = ?1 AND state = 'active'", {desk.mandate->record.id}) > 0;
}

ListPlaces take_places(store::Tx& tx, const Platform& platform, const store::SigningKey& key, std::int64_t count) {
  auto list = store::find_one<store::StatusListRecord>(tx, "key_id = ?1 ORDER BY id DESC LIMIT 1", {key.id});
  const auto bits = static_cast<std::int64_t>(proof::StatusList::k_min_bits);
  if (!list || list->used + count > bits) {
    list = store::StatusListRecord{.id = new_id(platform.now()),
                                   .organisation_id = key.organisation_id,
                                   .key_id = key.id,
                                   .revoked = proof::StatusList{}.bytes(),
                                   .suspended = proof::StatusList{}.bytes(),
                                   .changed = platform.now()};
    store::insert(tx, *list);
  }
  tx.execute("UPDATE status_list SET used = ?2 WHERE id = ?1", {list->id, list->used + count});
  return {.list_id = list->id, .first = list->used};
}

std::string attestation_type(const Platform& platform) {
  return platform.settings.names_issuers() ? platform.url(k_attestation_type_path)
                                           : std::string{credential::k_attestation_type};
}

void set_place(store::Tx& tx, const Platform& platform, const std::string& list_id, std::int64_t list_index,
               store::AwardStatus status) {
  auto list = store::find_one<store::StatusListRecord>(tx, "id = ?1", {list_id});
  if (!list) return;
  const auto index = static_cast<std::size_t>(list_index);
  auto revoked = proof::StatusList::from_bytes(std::move(list->revoked));
  auto suspended = proof::StatusList::from_bytes(std::move(list->suspended));
  revoked.set(index, status == store::AwardStatus::revoked);
  suspended.set(index, status == store::AwardStatus::suspended);
  list->revoked = revoked.bytes();
  list->suspended = suspended.bytes();
  list->changed = platform.now();
  store::update(tx, *list);
}

credential::CredentialMaker maker_for(const Platform& platform, const SigningDesk& desk, credential::Format format,
                                      rdf::jsonld::Processor& processor) {
  return {*desk.signer,
          processor,
          platform.fetch,
          {.format = format,
           .type = attestation_type(platform),
           .issuer_did = platform.settings.names_issuers() ? desk.key.did : std::string{}}};
}

Result<store::Award> sign_row(const Platform& platform, const SigningDesk& desk, const credential::AwardRow& row,
                              std::int64_t index, credential::Format format, credential::CredentialMaker& maker) {
  credential::Award award = row.award;
  award.issued = std::chrono::floor<std::chrono::seconds>(platform.now());
  if (desk.mandate) award.mandate = desk.mandate->content;
  const auto at = static_cast<std::size_t>(index);
  if (format == credential::Format::sd_jwt) {
    award.status.push_back(
        {.list_url = platform.url("/status/" + desk.list_id + "/token"), .purpose = "token", .index = at});
  } else if (format != credential::Format::elm) {
    for (const char* purpose : {"revocation", "suspension"})
      award.status.push_back(
          {.list_url = platform.url("/status/" + desk.list_id + "/" + purpose), .purpose = purpose, .index = at});
  }
  framework::MicroCredential own;
  const framework::MicroCredential* content = &desk.definition.content;
  if (row.ects || row.hours) {
    own = *content;
    if (row.ects) own.workload.ects = row.ects;
    if (row.hours) own.workload.hours = row.hours;
    content = &own;
  }
  auto credential = maker.make(*content, award);
  if (!credential) return std::move(credential).error();
  std::string email = award.learner.email;
  if (auto lower = email_from(email)) email = *lower;
  store::Award out{.id = new_id(platform.now()),
                   .uri = award.id,
                   .organisation_id = desk.definition.record.organisation_id,
                   .definition_id = desk.definition.record.id,
                   .version = desk.definition.version.number,
                   .learner_name = award.learner.name(),
                   .learner_email = email,
                   .format = std::string{credential::format_name(format)},
                   .credential = std::move(*credential),
                   .list_id = desk.list_id,
                   .list_index = index,
                   .issued = award.issued,
                   .valid_until = award.valid_until,
                   .mandate_id = desk.mandate ? desk.mandate->record.id : ""};
  return out;
}

std::string claim_link(const Platform& platform, const store::Award& award, ClaimWay way) {
  const std::string words = (way == ClaimWay::mail ? "claim by mail " : "claim by code ") + award.id + " " +
                            (way == ClaimWay::mail ? award.learner_email : "");
  return platform.url("/claim/" + award.id + "/" + derived_token(platform.secret, words).substr(0, 24));
}

// The address holds a secret of its own, so that nobody finds awards by counting.
std::string check_link(const Platform& platform, const std::string& award_id) {
  return platform.url("/check/award/" + award_id + "-" +
                      derived_token(platform.secret, "check " + award_id).substr(0, 16));
}

Result<std::string> public_award(Platform& platform, const std::string& id_and_token) {
  const auto dash = id_and_token.find('-');
  const std::string id = id_and_token.substr(0, dash);
  const std::string link = check_link(platform, id);
  if (!crypto::equal_secrets(link.substr(link.rfind('/') + 1), id_and_token)) return not_found("this award");
  auto award = store::reading(*platform.database,
                              [&](store::Tx& tx) { return store::find_one<store::Award>(tx, "id = ?1", {id}); });
  if (!award) return not_found("this award");
  return std::move(award->credential);
}

namespace {

void queue_claim_mail(store::Tx& tx, const Platform& platform, const DefinitionView& definition,
                      const store::Award& award) {
  if (award.learner_email.empty()) return;
  // In the person's language where they are known here, else in the micro-credential's.
  std::string language = definition.content.languages.empty() ? "en" : definition.content.languages.front();
  const auto address = store::find_one<store::EmailAddress>(tx, "address = ?1", {award.learner_email});
  if (address) {
    if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {address->person_id}))
      language = person->language;
  }
  if (!is_language(language)) language = "en";
  const std::string& title = definition.content.title.in(language);
  queue_mail(tx, platform,
             {.to = award.learner_email,
              .subject = translate(language, "{0} has awarded you: {1}", {definition.organisation.name, title}),
              .body = translate(language,
                                "Dear {0},\n\n{1} has awarded you the micro-credential \"{2}\".\n\nKeep it in your "
                                "collection with this link:\n\n{3}\n\nIt is yours: show it to whom you choose, "
                                "download it, take it elsewhere. The link does not expire.",
                                {award.learner_name, definition.organisation.name, title,
                                 claim_link(platform, award, ClaimWay::mail)}),
              .regards = award.id,
              .organisation = award.organisation_id});
}

}  // namespace

void tell_of_award(store::Tx& tx, const Platform& platform, const store::Award& award, const std::string& event) {
  queue_event(tx, platform, award.organisation_id, event, [&](json::Arena& arena, json::Value data) {
    data.append(arena, "award", arena.string(award.id));
    data.append(arena, "credential", arena.string(award.uri));
    data.append(arena, "definition", arena.string(platform.url("/mc/" + award.definition_id)));
    data.append(arena, "version", json::Value::integer(award.version));
    data.append(arena, "status", json::Value::string(store::name_of(award.status)));
    if (!award.batch_id.empty()) data.append(arena, "batch", arena.string(award.batch_id));
  });
}

void keep_award(store::Tx& tx, const Platform& platform, const SigningDesk& desk, const store::Award& award) {
  store::insert(tx, award);
  queue_claim_mail(tx, platform, desk.definition, award);
  tell_of_award(tx, platform, award, "award.issued");
}

Result<store::Award> issue_award(Platform& platform, const Actor& actor, const std::string& definition_id,
                                 const LearnerFacts& facts, credential::Format format) {
  auto definition = published_definition(platform, definition_id);
  if (!definition) return std::move(definition).error();
  const std::string& organisation = definition->record.organisation_id;
  if (auto allowed = demand(actor, "award.issue", organisation); !allowed) return std::move(allowed).error();
  auto row = award_row_from(platform, *definition, facts);
  if (!row) return std::move(row).error();
  if (definition->organisation.two_person) {
    auto job = begin_release(platform, actor, *definition, *row, format);
    if (!job) return std::move(job).error();
    return Error{.code = "service.needs_release",
                 .message = "this organisation asks for a second person before anything is signed",
                 .where = job->id,
                 .remedy = "another signer releases it"};
  }
  rdf::jsonld::Processor processor;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Award> {
    if (store::count(tx, "award WHERE uri = ?1", {row->award.id}) > 0)
      return conflict("this learner was awarded this micro-credential on that day already",
                      "issue it again from the award, if it was wrong");
    auto desk = open_desk(tx, platform, definition_id, definition->version.number, 1);
    if (!desk) return std::move(desk).error();
    auto maker = maker_for(platform, *desk, format, processor);
    auto award = sign_row(platform, *desk, *row, desk->first_index, format, maker);
    if (!award) return award;
    keep_award(tx, platform, *desk, *award);
    audit(tx, platform, actor, "award.issue", organisation, award->id, definition_id);
    return award;
  });
}

Result<std::vector<store::Award>> awards_of(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                            const AwardQuery& query) {
  if (auto allowed = demand(actor, "award.see", organisation_id); !allowed) return std::move(allowed).error();
  std::string where = "organisation_id = ?1";
  std::vector<store::Cell> cells{organisation_id};
  const auto narrow = [&](const std::string& condition, store::Cell cell) {
    cells.push_back(std::move(cell));
    where += " AND " + condition + std::to_string(cells.size());
  };
  if (!query.definition_id.empty()) narrow("definition_id = ?", query.definition_id);
  if (!query.batch_id.empty()) narrow("batch_id = ?", query.batch_id);
  if (!query.before.empty()) narrow("id < ?", query.before);
  if (query.state == "unclaimed") where += " AND claimed IS NULL AND status <> 'revoked'";
  if (query.state == "claimed") where += " AND claimed IS NOT NULL";
  if (store::enum_from<store::AwardStatus>(query.state)) narrow("status = ?", query.state);
  if (!trimmed(query.text).empty()) {
    // Each word somewhere in the name or address, in any order. Who types only marks asks for nobody, and nobody has
    // so many words or so long ones.
    const std::vector<std::string> words = store::wanted_words(query.text);
    const bool too_long =
        std::ranges::any_of(words, [](const std::string& word) { return word.size() > store::k_longest_key; });
    if (words.empty() || words.size() > k_most_words_of_a_name || too_long) return std::vector<store::Award>{};
    for (const std::string& word : words) {
      narrow("learner_key LIKE ?", store::containing(word));
      where += " ESCAPE '\\'";
    }
  }
  cells.emplace_back(std::clamp<std::int64_t>(query.count, 1, 500));
  // The numbers first: they and the keys lie in one index (award_learner), so that only awards that are shown are read.
  where = "id IN (SELECT id FROM award WHERE " + where + " ORDER BY id DESC LIMIT ?" + std::to_string(cells.size()) +
          ") ORDER BY id DESC";
  return store::reading(*platform.database, [&](store::Tx& tx) { return store::find<store::Award>(tx, where, cells); });
}

Result<store::Award> award_of(Platform& platform, const Actor& actor, const std::string& id) {
  auto award = store::reading(*platform.database,
                              [&](store::Tx& tx) { return store::find_one<store::Award>(tx, "id = ?1", {id}); });
  if (!award ||
      (!may(actor, "award.see", award->organisation_id) && !(actor.person && award->person_id == actor.person->id)))
    return not_found("this award");
  return std::move(*award);
}

namespace {

/// In the lists of the award and of its copies in wallets, and the award itself; revoked ones stay so. False where
/// nothing changed.
bool change_status(store::Tx& tx, const Platform& platform, store::Award& award, store::AwardStatus status,
                   const std::string& reason) {
  if (award.status == status || award.status == store::AwardStatus::revoked) return false;
  set_place(tx, platform, award.list_id, award.list_index, status);
  for (const store::WalletCopy& copy : copies_of(tx, award.id))
    set_place(tx, platform, copy.list_id, copy.list_index, status);
  award.status = status;
  award.status_reason = reason;
  award.status_at = platform.now();
  store::update(tx, award);
  return true;
}

void queue_status_mail(store::Tx& tx, const Platform& platform, const store::Award& award) {
  auto definition = published_definition(tx, award.definition_id, award.version);
  if (!definition || award.learner_email.empty()) return;
  std::string language = "en";
  if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {award.person_id})) language = person->language;
  const char* subject = award.status == store::AwardStatus::revoked     ? "Your micro-credential was revoked: {0}"
                        : award.status == store::AwardStatus::suspended ? "Your micro-credential was suspended: {0}"
                                                                        : "Your micro-credential is valid again: {0}";
  queue_mail(tx, platform,
             {.to = award.learner_email,
              .subject = translate(language, subject, {definition->content.title.in(language)}),
              .body = translate(language,
                                "Dear {0},\n\n{1} has changed the status of this micro-credential. The reason given "
                                "is:\n\n{2}\n\nIf you think that it is wrong, write to {3}.",
                                {award.learner_name, definition->organisation.name, award.status_reason,
                                 definition->organisation.email}),
              .regards = award.id,
              .organisation = award.organisation_id});
}

}  // namespace

Result<std::size_t> set_status(Platform& platform, const Actor& actor, const std::vector<std::string>& ids,
                               store::AwardStatus status, const std::string& reason) {
  if (reason.empty() || reason.size() > 1000)
    return invalid("a reason is needed, of at most 1,000 characters", "reason", "say why; the learner reads it");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::size_t> {
    std::size_t changed = 0;
    for (const std::string& id : ids) {
      auto award = store::find_one<store::Award>(tx, "id = ?1", {id});
      if (!award) return not_found("this award");
      if (auto allowed = demand(actor, "award.status", award->organisation_id); !allowed)
        return std::move(allowed).error();
      if (award->status == store::AwardStatus::revoked && status != store::AwardStatus::revoked)
        return conflict("this award is revoked, which is for good: " + award->learner_name, "issue it again instead");
      if (!change_status(tx, platform, *award, status, reason)) continue;
      ++changed;
      queue_status_mail(tx, platform, *award);
      tell_of_award(tx, platform, *award, "award." + std::string{store::name_of(status)});
      audit(tx, platform, actor, "award." + std::string{store::name_of(status)}, award->organisation_id, id, reason);
    }
    return changed;
  });
}

void set_status_quietly(store::Tx& tx, const Platform& platform, const std::string& id, store::AwardStatus status,
                        const std::string& reason) {
  auto award = store::find_one<store::Award>(tx, "id = ?1", {id});
  if (award) change_status(tx, platform, *award, status, reason);
}

namespace {

/// What the old award says of the learner and no form asks for stays as it was.
void keep_unsaid(credential::Learner& now, const credential::Learner& was) {
  if (now.id.empty()) now.id = was.id;
  if (now.national_id.empty()) {
    now.national_id = was.national_id;
    now.national_id_country = was.national_id_country;
  }
  // A form shows a name that is not told apart as the given one.
  if (was.given_name.empty() && now.family_name.empty() && now.given_name == was.full_name) {
    now.full_name = was.full_name;
    now.given_name.clear();
  }
}

}  // namespace

Result<store::Award> reissue_award(Platform& platform, const Actor& actor, const std::string& id,
                                   const LearnerFacts& facts, const std::string& reason) {
  if (reason.empty()) return invalid("a reason is needed", "reason", "say what was wrong or what changed");
  rdf::jsonld::Processor processor;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Award> {
    auto old = store::find_one<store::Award>(tx, "id = ?1", {id});
    if (!old) return not_found("this award");
    if (auto allowed = demand(actor, "award.issue", old->organisation_id); !allowed) return std::move(allowed).error();
    if (!old->replaced_by.empty()) return conflict("it was issued again already", "open the newer one");
    auto definition = published_definition(tx, old->definition_id, old->version);
    if (!definition) return std::move(definition).error();
    auto row = award_row_from(platform, *definition, facts);
    if (!row) return std::move(row).error();
    if (const auto was = credential::contents_of(old->credential)) keep_unsaid(row->award.learner, was->award.learner);
    auto desk = open_desk(tx, platform, old->definition_id, old->version, 1, &*old);
    if (!desk) return std::move(desk).error();
    // The same learner and day may come again, so its number in the chain is part of the identifier.
    row->award.id =
        credential::award_id(definition->content.id, std::to_string(old->version) + " after " + old->uri, row->award);
    const auto format = credential::format_from(old->format).value_or(credential::Format::open_badge);
    auto maker = maker_for(platform, *desk, format, processor);
    auto made = sign_row(platform, *desk, *row, desk->first_index, format, maker);
    if (!made) return made;
    made->replaces = old->id;
    made->batch_id = old->batch_id;
    old->replaced_by = made->id;
    if (!change_status(tx, platform, *old, store::AwardStatus::revoked, reason)) store::update(tx, *old);
    keep_award(tx, platform, *desk, *made);
    if (!old->person_id.empty()) hand_over(tx, platform, *made, old->person_id, store::HolderBasis::statement);
    audit(tx, platform, actor, "award.reissue", old->organisation_id, made->id, old->id + ": " + reason);
    return *store::find_one<store::Award>(tx, "id = ?1", {made->id});
  });
}

Result<std::size_t> remind(Platform& platform, const Actor& actor, const std::vector<std::string>& ids) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::size_t> {
    std::size_t reminded = 0;
    for (const std::string& id : ids) {
      const auto award = store::find_one<store::Award>(tx, "id = ?1", {id});
      if (!award) return not_found("this award");
      if (auto allowed = demand(actor, "award.remind", award->organisation_id); !allowed)
        return std::move(allowed).error();
      if (award->claimed || award->learner_email.empty() || award->status == store::AwardStatus::revoked) continue;
      auto definition = published_definition(tx, award->definition_id, award->version);
      if (!definition) return std::move(definition).error();
      queue_claim_mail(tx, platform, *definition, *award);
      audit(tx, platform, actor, "award.remind", award->organisation_id, id);
      ++reminded;
    }
    return reminded;
  });
}

}  // namespace credex::service
