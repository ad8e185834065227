#include "store/audit.h"

#include "base/digest.h"
#include "base/json.h"
#include "store/kept.h"

namespace credex::store {

template struct Kept<AuditEntry>;

namespace {

constexpr std::int64_t k_audit_lock = 20220617;
constexpr const char* k_first = "0000000000000000000000000000000000000000000000000000000000000000";

// Over canonical JSON, so that no two entries can be written alike.
std::string hash_of(const AuditEntry& entry) {
  json::Arena arena;
  json::Value all = json::Value::array(arena, 9);
  all.push(arena, json::Value::integer(entry.number));
  all.push(arena, json::Value::integer(entry.at.time_since_epoch().count()));
  for (const std::string* text :
       {&entry.actor, &entry.action, &entry.organisation_id, &entry.subject, &entry.detail, &entry.previous})
    all.push(arena, json::Value::string(*text));
  return hex(sha256(json::write_canonical(all)));
}

}  // namespace

void append_audit(Tx& tx, AuditEntry entry) {
  tx.lock(k_audit_lock);
  const auto last = find_one<AuditEntry>(tx, "1 = 1 ORDER BY number DESC LIMIT 1");
  entry.number = last ? last->number + 1 : 1;
  entry.previous = last ? last->hash : k_first;
  entry.hash = hash_of(entry);
  insert(tx, entry);
}

Report verify_audit(Database& database, const std::string& expected_last) {
  constexpr std::int64_t k_page = 1000;
  Report out;
  AuditEntry before{.hash = k_first};
  const auto complain = [&](const AuditEntry& entry, const char* message) {
    out.add(make_finding("audit.entry", Outcome::fail, "audit " + std::to_string(entry.number), message,
                         {std::to_string(entry.number), to_string(entry.at)}));
  };
  while (out.findings.empty()) {
    const auto page = reading(database, [&](Tx& tx) {
      return find<AuditEntry>(tx, "number > ?1 ORDER BY number LIMIT ?2", {before.number, k_page});
    });
    for (const AuditEntry& entry : page) {
      if (entry.number != before.number + 1) {
        complain(entry, "audit.missing");
      } else if (entry.previous != before.hash) {
        complain(entry, "audit.unlinked");
      } else if (entry.hash != hash_of(entry)) {
        complain(entry, "audit.changed");
      }
      if (!out.findings.empty()) break;
      before = entry;
    }
    if (page.size() < static_cast<std::size_t>(k_page)) break;
  }
  if (out.findings.empty())
    out.add(make_finding("audit.chain", Outcome::pass, "audit", "audit.sound",
                         {std::to_string(before.number), before.hash}));
  if (!expected_last.empty() && expected_last != before.hash)
    out.add(make_finding("audit.end", Outcome::fail, "audit", "audit.cut", {expected_last, before.hash}));
  return out;
}

}  // namespace credex::store
