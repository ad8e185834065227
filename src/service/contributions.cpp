#include "service/contributions.h"

#include "store/table.h"

namespace credex::service {
namespace {

/// The rows of a question about a person, as objects with the names of its columns.
json::Value rows(json::Arena& arena, store::Tx& tx, const char* sql, std::initializer_list<const char*> names,
                 const std::string& person_id) {
  const json::Value out = json::Value::array(arena);
  for (const store::Row& row : tx.query(sql, {person_id})) {
    const json::Value item = json::Value::object(arena, names.size());
    std::size_t i = 0;
    for (const char* name : names) item.append(arena, name, arena.string(row.text(i++)));
    out.push(arena, item);
  }
  return out;
}

}  // namespace

json::Value contributions_of(json::Arena& arena, store::Tx& tx, const std::string& person_id) {
  const json::Value out = json::Value::object(arena, 8);
  out.append(
      arena, "proposals",
      rows(arena, tx, "SELECT clause, reason, wanted, state FROM framework_proposal WHERE person_id = ?1 ORDER BY id",
           {"clause", "reason", "wanted", "state"}, person_id));
  out.append(arena, "voices",
             rows(arena, tx,
                  "SELECT c.title, v.constituency, v.organisation, v.country, v.sector FROM consultation_voice v JOIN "
                  "consultation c ON c.id = v.consultation_id WHERE v.person_id = ?1 ORDER BY v.id",
                  {"consultation", "constituency", "organisation", "country", "sector"}, person_id));
  out.append(
      arena, "remarks",
      rows(arena, tx,
           "SELECT r.words, r.proposed, r.fate, r.answer FROM consultation_remark r JOIN consultation_voice v ON "
           "v.id = r.voice_id WHERE v.person_id = ?1 ORDER BY r.id",
           {"words", "proposed", "fate", "answer"}, person_id));
  out.append(arena, "opinions",
             rows(arena, tx,
                  "SELECT o.item_id, o.round, o.value FROM consultation_opinion o JOIN consultation_voice v ON v.id = "
                  "o.voice_id WHERE v.person_id = ?1 ORDER BY o.id",
                  {"item", "round", "value"}, person_id));
  out.append(arena, "votes",
             rows(arena, tx,
                  "SELECT b.item_id, b.choice, b.reason FROM consultation_vote b JOIN consultation_voice v ON v.id = "
                  "b.voice_id WHERE v.person_id = ?1 ORDER BY b.id",
                  {"item", "choice", "reason"}, person_id));
  out.append(arena, "ratings",
             rows(arena, tx,
                  "SELECT r.run_id, r.indicator, r.value, r.reason, r.evidence FROM assessment_rating r JOIN "
                  "assessment_assessor a ON a.id = r.assessor_id WHERE a.person_id = ?1 ORDER BY r.id",
                  {"assessment", "indicator", "value", "reason", "evidence"}, person_id));
  out.append(arena, "practices",
             rows(arena, tx, "SELECT title, state, content FROM practice_entry WHERE person_id = ?1 ORDER BY id",
                  {"title", "state", "content"}, person_id));
  return out;
}

void leave_framework(store::Tx& tx, const std::string& person_id) {
  tx.execute("UPDATE consultation_voice SET person_id = 'gone:' || id, organisation = '' WHERE person_id = ?1",
             {person_id});
  tx.execute("UPDATE assessment_assessor SET person_id = 'gone:' || id, name = '' WHERE person_id = ?1", {person_id});
  tx.execute("UPDATE practice_review SET person_id = 'gone:' || id WHERE person_id = ?1", {person_id});
  tx.execute("UPDATE practice_entry SET person_id = '', submitter = '', submitter_email = '' WHERE person_id = ?1",
             {person_id});
  for (const char* table : {"framework_proposal", "framework_version", "consultation", "assessment_run",
                            "assessment_moderation", "pilot_entry", "policy_brief"})
    tx.execute(std::string{"UPDATE "} + table + " SET person_id = '' WHERE person_id = ?1", {person_id});
}

}  // namespace credex::service
