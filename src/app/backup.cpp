#include "app/backup.h"

#include <algorithm>
#include <filesystem>

namespace credex::app {
namespace {

/// Every table of data/migrations with its columns; each is copied as it is. The key's columns stand first.
struct Table {
  const char* name;
  const char* columns;
  const char* key;
};
constexpr Table k_tables[] = {
    {"organisation", "id, slug, name, kind, country, region, homepage, email, registration, eidas, two_person, created",
     "id"},
    {"confirmation",
     "id, organisation_id, state, name, kind, country, registration, register, eidas, fields, signs_only_here, words, "
     "domain, token, domain_proof, domain_checked, by_id, by_name, may_confirm, evidence, note, created, decided, "
     "since, "
     "until, ended, reminded",
     "id"},
    {"signing_key", "id, organisation_id, location, secret, public_jwk, did, type, state, created, retired", "id"},
    {"person", "id, name, language, created", "id"},
    {"email_address", "address, person_id, is_primary, added", "address"},
    {"membership", "id, organisation_id, person_id, role, added", "id"},
    {"web_session", "token_hash, person_id, csrf, created, last_seen, expires, how", "token_hash"},
    {"sign_in_link", "token_hash, email, purpose, person_id, forward, created, expires, used", "token_hash"},
    {"passkey", "id, person_id, public_jwk, sign_count, label, created, last_used", "id"},
    {"challenge", "value, purpose, data, expires", "value"},
    {"outside_identity", "id, person_id, added", "id"},
    {"definition", "id, organisation_id, uri, published_version, newest_version, title, summary, created, changed",
     "id"},
    {"definition_version",
     "id, definition_id, number, state, body, artwork, author_id, reviewer_id, note, created, changed, published",
     "id"},
    {"award",
     "id, uri, organisation_id, definition_id, version, batch_id, learner_name, learner_email, person_id, format, "
     "credential, status, status_reason, status_at, list_id, list_index, issued, valid_until, claimed, replaces, "
     "replaced_by, mandate_id, learner_key",
     "id"},
    {"status_list", "id, organisation_id, key_id, used, revoked, suspended, changed", "id"},
    {"holding", "id, person_id, award_id, title, issuer, credential, digest, source, added", "id"},
    {"holding_holder",
     "holding_id, person_id, award_id, verdict, has_second, reasons, named, birth, basis, judged, state, "
     "organisation_id, former_name, words, evidence, asked, decided_by, decided_as, decision, decided",
     "holding_id"},
    {"person_detail", "person_id, date_of_birth, seen_by, seen", "person_id"},
    {"case_holder", "case_id, verdict, has_second, reasons, named, confirmed_by, words, confirmed", "case_id"},
    {"holding_face",
     "holding_id, person_id, face, name, claimed, identifier, domain, kind, vouched_by, vouched_since, vouched_until, "
     "judged, told, seen",
     "holding_id"},
    {"share", "id, person_id, token, title, note, fields, holdings, created, expires, ended", "id"},
    {"share_visit", "id, share_id, at, what", "id"},
    {"endorsement", "id, holding_id, person_id, token_hash, email, relation, name, words, state, created, answered",
     "id"},
    {"job",
     "id, kind, organisation_id, person_id, state, title, parameters, total, done, failed, error, owner, lease, "
     "created, "
     "finished",
     "id"},
    {"job_row", "job_id, number, state, input, output", "job_id, number"},
    {"mail", "id, recipient, subject, body, regards, organisation_id, state, attempts, due, error, created, sent",
     "id"},
    {"audit", "number, at, actor, action, organisation_id, subject, detail, previous, hash", "number"},
    {"api_key", "id, organisation_id, person_id, name, hash, scopes, created, last_used, revoked", "id"},
    {"idempotency", "id, request_hash, status, body, created", "id"},
    {"setting", "name, value", "name"},
    {"wallet_grant",
     "id, kind, organisation_id, award_id, person_id, code_hash, tx_code_hash, tries, client_id, redirect_uri, "
     "challenge, client_state, configuration, dpop_key, token_hash, state, created, expires",
     "id"},
    {"wallet_copy",
     "id, grant_id, notification_id, award_id, format, holder_jwk, holder_did, list_id, list_index, transaction_hash, "
     "event, created",
     "id"},
    {"presentation_request",
     "id, token_hash, organisation_id, client_id, nonce, query, encrypted, secret, response_code, state, answer, "
     "report, "
     "created, expires",
     "id"},
    {"issued_credential", "uri, organisation_id, list_id, list_index, created", "uri"},
    {"mandate", "id, provider_id, sealer_id, state, limits, note, created, answered, ended", "id"},
    {"webhook", "id, organisation_id, url, events, secret, former_secret, former_until, state, created", "id"},
    {"webhook_delivery", "id, webhook_id, event, body, state, attempts, due, status, error, created, sent", "id"},
    {"lti_platform",
     "id, organisation_id, name, issuer, client_id, deployment_id, auth_url, token_url, keys_url, created", "id"},
    {"lti_course",
     "id, platform_id, organisation_id, deployment_id, resource_link_id, context_id, title, definition_id, threshold, "
     "automatic, members_url, item_url, items_url, award_item_url, due, error, created",
     "id"},
    {"lti_award", "course_id, subject, award_id, created", "course_id, subject"},
    {"oauth_client", "id, name, uri, redirect_uris, secret_hash, scopes, created", "id"},
    {"oauth_grant",
     "id, client_id, person_id, scopes, redirect_uri, challenge, code_hash, access_hash, access_expires, refresh_hash, "
     "used_hash, state, created, expires",
     "id"},
    {"recognition_policy", "id, organisation_id, version, content, published", "id"},
    {"agreement", "id, organisation_id, content, state, note, created, changed", "id"},
    {"agreement_party", "id, agreement_id, organisation_id, statement, signed", "id"},
    {"recognition_case",
     "id, organisation_id, person_id, purpose, target_id, target_version, holding_id, award_id, credential, title, "
     "issuer, outcomes, "
     "state, policy_id, agreements, corrections, authenticity, prepared, verdict, credits, reason, officer_id, "
     "overrides, "
     "applied, due, decided, appeal_until, statement, list_id, list_index",
     "id"},
    {"recognition_event", "id, case_id, number, at, who, kind, words, detail", "id"},
    {"stack_rule", "id, organisation_id, version, title, content, definition_id, state, published", "id"},
    {"stack_rule_text", "id, rule_id, version, content, published", "id"},
    {"stack_request",
     "id, rule_id, rule_version, organisation_id, person_id, state, proof, reason, award_id, asked, answered", "id"},
    {"stack_use", "id, rule_id, person_id, award_id, digest, proof, made", "id"},
    {"person_skill", "id, person_id, uri, added", "id"},
    {"work",
     "id, person_id, title, kind, part, client, made_on, rights, authors, words, link, file_name, digest, size, "
     "skills, audience, added",
     "id"},
    {"work_word", "id, work_id, token_hash, email, relation, state, name, words, facts, asked, answered", "id"},
    {"talent", "person_id, number, slug, link_key, content, visible, searchable, searched, checked, changed",
     "person_id"},
    {"talent_gone", "number, changed", "number"},
    {"job_role", "id, organisation_id, title, content, sector, country, state, added, ended", "id"},
    {"contact_request", "id, organisation_id, role_id, person_id, number, words, state, reply, asked, answered", "id"},
    {"missing_skill", "id, organisation_id, uri, label, sector, country, people, words, posted, ended", "id"},
    {"outcome_endorsement", "id, organisation_id, definition_id, version, words, statement, given, ended", "id"},
    {"validation",
     "id, person_id, organisation_id, title, kind, words, documents, skills, stage, granted, reason, officer_id, made, "
     "changed",
     "id"},
    {"account_entry", "id, person_id, day, amount, currency, source, words, made", "id"},
    {"holding_expiry", "holding_id, person_id, expires, reminded", "holding_id"},
    {"framework_version", "id, number, content, why, person_id, published", "id"},
    {"framework_proposal",
     "id, clause, removes, wanted, reason, person_id, state, consultation_id, answer, version, made, changed", "id"},
    {"consultation",
     "id, slug, title, about, language, rule, settings, state, rounds, is_round_open, person_id, opened, closes, "
     "closed, result",
     "id"},
    {"consultation_item", "id, consultation_id, number, kind, title, words, clause, proposal_id", "id"},
    {"consultation_round", "id, consultation_id, number, opened, closed, result", "id"},
    {"consultation_voice", "id, consultation_id, person_id, constituency, organisation, country, sector, joined", "id"},
    {"consultation_remark",
     "id, consultation_id, item_id, voice_id, round, words, proposed, fate, answer, version, made, answered", "id"},
    {"consultation_opinion", "id, consultation_id, item_id, voice_id, round, value, made", "id"},
    {"consultation_vote", "id, consultation_id, item_id, voice_id, choice, reason, made", "id"},
    {"map_stakeholder",
     "id, name, is_person, grp, role, interest, influence, country, sector, size, contact, consent, words, made", "id"},
    {"map_involvement", "id, stakeholder_id, step, method, day, answered, made", "id"},
    {"local_framework", "id, slug, title, kind, country, region, sector, about, link, settings, fictional, made", "id"},
    {"assessment_run", "id, framework_id, rubric, state, person_id, measures, made, published", "id"},
    {"assessment_assessor", "id, run_id, person_id, name, constituency, joined", "id"},
    {"assessment_rating", "id, run_id, assessor_id, indicator, value, reason, evidence, made", "id"},
    {"assessment_moderation", "id, run_id, indicator, value, reason, person_id, made", "id"},
    {"practice_entry", "id, slug, title, matter, content, state, submitter, submitter_email, person_id, made, decided",
     "id"},
    {"practice_review", "id, practice_id, person_id, publish, words, made", "id"},
    {"pilot_entry", "id, slug, title, organisation_id, content, state, person_id, made, evaluated", "id"},
    {"pilot_participant",
     "id, pilot_id, code, cohort, groups, token_hash, consent, withdrawn, completed, attained, made", "id"},
    {"pilot_answer", "id, pilot_id, participant_id, instrument, phase, value, made", "id"},
    {"policy_brief", "id, slug, title, addressee, country, sector, content, person_id, made", "id"},
    {"policy_target", "id, indicator, year, value, source, made", "id"}};
constexpr std::int64_t k_page = 1000;

std::size_t column_count(std::string_view columns) {
  return static_cast<std::size_t>(std::ranges::count(columns, ',')) + 1;
}

std::size_t copy_table(store::Tx& from, store::Tx& to, const Table& table) {
  const auto marks = [](std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = first; i < first + count; ++i) out += (i == first ? "?" : ", ?") + std::to_string(i);
    return out;
  };
  const std::string insert = std::string{"INSERT INTO "} + table.name + " (" + table.columns + ") VALUES (" +
                             marks(1, column_count(table.columns)) + ")";
  const std::string select = std::string{"SELECT "} + table.columns + " FROM " + table.name;
  const std::string order = std::string{" ORDER BY "} + table.key + " LIMIT ?1";
  const std::size_t keys = column_count(table.key);
  // From the last key on, not by counting rows, which would take longer with each page.
  const std::string first = select + order;
  const std::string next = select + " WHERE (" + table.key + ") > (" + marks(2, keys) + ")" + order;
  std::size_t copied = 0;
  std::vector<store::Cell> cells{k_page};
  for (;;) {
    const auto rows = from.query(copied == 0 ? first : next, cells);
    for (const store::Row& row : rows) to.execute(insert, row.cells);
    copied += rows.size();
    if (rows.size() < static_cast<std::size_t>(k_page)) return copied;
    cells = {k_page};
    cells.insert(cells.end(), rows.back().cells.begin(), rows.back().cells.begin() + static_cast<std::ptrdiff_t>(keys));
  }
}

Result<std::size_t> copy_all(store::Database& from, store::Database& to) {
  std::size_t copied = 0;
  try {
    from.read([&](store::Tx& source) {
      to.write([&](store::Tx& target) {
        // Opening made a secret of its own.
        target.execute("DELETE FROM setting");
        copied = 0;
        for (const Table& table : k_tables) copied += copy_table(source, target, table);
      });
    });
  } catch (const store::Failure& problem) {
    return Error{.code = "store.broken", .message = problem.what(), .remedy = "is there room on the disk?"};
  }
  return copied;
}

}  // namespace

Result<std::unique_ptr<store::Database>> open_database(const Configuration& configuration) {
  const std::string url =
      configuration.database.empty() ? "sqlite:" + configuration.data + "/credex.db" : configuration.database;
  if (configuration.database.empty() && !std::filesystem::exists(configuration.data + "/credex.db"))
    return Error{.code = "store.open",
                 .message = "there is no database",
                 .where = configuration.data + "/credex.db",
                 .remedy = "give the --data or --database of the server"};
  return store::Database::open(url, 2);
}

Result<void> backup(const Configuration& configuration, const std::string& file) {
  if (std::filesystem::exists(file))
    return Error{.code = "app.backup",
                 .message = "the file is there already",
                 .where = file,
                 .remedy = "choose another name; a backup is never written over"};
  auto from = open_database(configuration);
  if (!from) return std::move(from).error();
  if ((*from)->kind() == store::Kind::sqlite) return (*from)->copy_to(file);
  auto to = store::Database::open("sqlite:" + file, 1);
  if (!to) return std::move(to).error();
  if (auto made = store::migrate(**to); !made) return made;
  auto copied = copy_all(**from, **to);
  if (!copied) return std::move(copied).error();
  return {};
}

Result<std::size_t> restore(const Configuration& configuration, const std::string& file) {
  if (!std::filesystem::exists(file))
    return Error{
        .code = "app.restore", .message = "there is no such backup", .where = file, .remedy = "check the name"};
  auto from = store::Database::open("sqlite:" + file, 1);
  if (!from) return std::move(from).error();
  std::string url = configuration.database;
  if (url.empty()) {
    std::error_code problem;
    std::filesystem::create_directories(configuration.data, problem);
    url = "sqlite:" + configuration.data + "/credex.db";
  }
  auto to = store::Database::open(url, 1);
  if (!to) return std::move(to).error();
  if (auto made = store::migrate(**from); !made) return std::move(made).error();
  if (auto made = store::migrate(**to); !made) return std::move(made).error();
  bool empty = false;
  (*to)->read([&](store::Tx& tx) {
    empty = tx.query("SELECT COUNT(*) FROM person")[0].integer(0) == 0 &&
            tx.query("SELECT COUNT(*) FROM audit")[0].integer(0) == 0;
  });
  if (!empty)
    return Error{.code = "app.restore",
                 .message = "the database to restore into is not empty",
                 .remedy = "name a new --data folder or an empty PostgreSQL database; nothing was changed"};
  return copy_all(**from, **to);
}

}  // namespace credex::app
