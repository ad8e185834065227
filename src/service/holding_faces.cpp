#include "service/holding_faces.h"

#include <algorithm>
#include <set>

#include "base/translate.h"
#include "credential/name_likeness.h"
#include "service/check.h"
#include "service/issuer_face.h"
#include "service/mail.h"
#include "service/resting.h"
#include "service/tokens.h"

namespace credex::service {
namespace {

using credential::Face;

constexpr std::chrono::hours k_face_life{24};
constexpr const char* k_begun = "faces_since";

/// What was found, and whether anything could be: an issuer that does not answer today is no worse than it was.
struct JudgedFace {
  store::HoldingFace face{};
  bool is_told_apart = false;
};

JudgedFace judge_face(Platform& platform, const store::Holding& holding) {
  credential::Vouching who;
  bool is_told_apart = false;
  if (auto report = platform.checker->check(unkept_form(holding.credential), platform.now())) {
    who = issuer_face(*report);
    const Finding* key = report->find("issuer.key");
    is_told_apart = key != nullptr && key->message != "issuer.key_unknown";
  }
  if (who.claimed.empty()) who.claimed = holding.issuer;
  return {{.holding_id = holding.id,
           .person_id = holding.person_id,
           .face = std::string{face_name(who.face)},
           .name = who.name,
           .claimed = who.claimed,
           .identifier = who.identifier,
           .domain = who.domain,
           .kind = who.kind ? std::string{credential::voucher_kind_name(*who.kind)} : "",
           .vouched_by = who.by,
           .vouched_since = who.since,
           .vouched_until = who.until,
           .judged = platform.now()},
          is_told_apart};
}

/// When this server first asked who vouches: what was held before was shown as if somebody did.
Instant faces_since(store::Tx& tx, Instant now) {
  const auto rows = tx.query(std::string{"SELECT value FROM setting WHERE name = '"} + k_begun + "'");
  if (!rows.empty()) return Instant{std::chrono::seconds{std::stoll(rows[0].text(0))}};
  tx.execute("INSERT INTO setting (name, value) VALUES (?1, ?2)",
             {std::string{k_begun}, std::to_string(unix_seconds(now))});
  return now;
}

/// Keeps what was found, and tells those whose statements rest on it where it is less than before; whether the holder
/// is to be told.
bool keep_face(store::Tx& tx, const Platform& platform, const store::Holding& holding, const JudgedFace& found,
               Instant since) {
  store::HoldingFace face = found.face;
  if (store::count(tx, "holding WHERE id = ?1 AND digest = ?2", {holding.id, holding.digest}) == 0) return false;
  const auto before = store::find_one<store::HoldingFace>(tx, "holding_id = ?1", {holding.id});
  if (before && !found.is_told_apart) {
    store::HoldingFace same = *before;
    same.judged = face.judged;
    store::update(tx, same);
    return false;
  }
  const bool is_less = !found.is_told_apart ? false
                       : before             ? face_from(face.face) > face_from(before->face)
                                            : face.face != face_name(Face::vouched) && holding.added < since;
  if (before) {
    face.told = before->told;
    face.seen = before->seen;
  }
  if (is_less) {
    face.told = face.judged;
    face.seen = false;
    tell_of_lesser_issuer(tx, platform, holding);
  }
  if (before) {
    store::update(tx, face);
  } else {
    store::insert(tx, face);
  }
  // What is searched and shown of the person's skills rests on it.
  if (!before || before->face != face.face)
    tx.execute("UPDATE talent SET checked = 0 WHERE person_id = ?1", {holding.person_id});
  return is_less;
}

void tell_holder(store::Tx& tx, const Platform& platform, const std::string& person_id,
                 const std::vector<std::string>& told) {
  std::string titles;
  for (const std::string& title : told) titles += "- " + title + "\n";
  const std::string page = platform.url("/me");
  const About about{.regards = person_id, .words = {titles, page}};
  tell_person(tx, platform, person_id, about, "What is said of your credentials has changed",
              "CREDEX now says of each credential who vouches that its issuer is who it says. Of these in your "
              "collection nobody known here vouches, or somebody says that it is another's name:\n\n{0}\nThey are as "
              "they were, and stay in your collection. Ask whoever awarded them to have itself vouched for. More "
              "about each is in your collection:\n\n{1}");
}

}  // namespace

credential::Vouching vouching_from(const store::HoldingFace& face) {
  credential::Vouching out{.face = face_from(face.face),
                           .name = face.name,
                           .claimed = face.claimed,
                           .identifier = face.identifier,
                           .domain = face.domain,
                           .by = face.vouched_by,
                           .since = face.vouched_since,
                           .until = face.vouched_until};
  for (int i = 0; i <= static_cast<int>(credential::VoucherKind::domain); ++i) {
    const auto kind = static_cast<credential::VoucherKind>(i);
    if (face.kind == credential::voucher_kind_name(kind)) out.kind = kind;
  }
  const auto until = parse_date(face.vouched_until);
  out.is_over = until && *until <= date_of(face.judged);
  return out;
}

std::map<std::string, store::HoldingFace> faces_of(Platform& platform, const std::vector<store::Holding>& holdings) {
  std::map<std::string, store::HoldingFace> out;
  std::set<std::string> people;
  for (const store::Holding& one : holdings) people.insert(one.person_id);
  platform.database->read([&](store::Tx& tx) {
    out.clear();
    for (const std::string& person : people) {
      for (store::HoldingFace& face : store::find<store::HoldingFace>(tx, "person_id = ?1", {person}))
        out.insert_or_assign(face.holding_id, std::move(face));
    }
  });
  for (const store::Holding& one : holdings) {
    if (out.contains(one.id)) continue;
    JudgedFace found = judge_face(platform, one);
    platform.database->write([&](store::Tx& tx) {
      const bool is_less = keep_face(tx, platform, one, found, faces_since(tx, platform.now()));
      if (is_less) tell_holder(tx, platform, one.person_id, {one.title});
    });
    out.insert_or_assign(one.id, std::move(found.face));
  }
  return out;
}

store::HoldingFace face_of(Platform& platform, const store::Holding& holding) {
  return faces_of(platform, {holding}).at(holding.id);
}

std::string issuer_line(std::string_view language, const store::Holding& holding, const store::HoldingFace& face) {
  const credential::Vouching who = vouching_from(face);
  if (who.face != Face::vouched) return said_issuer(language, who);
  // What an organisation sealed for another in a mandate names that one, by its word.
  if (holding.issuer.empty() || holding.issuer == who.claimed || credential::are_alike(holding.issuer, who.name))
    return said_issuer(language, who);
  return translate(language, "“{0}”, sealed by {1}", {holding.issuer, said_issuer(language, who)});
}

std::size_t judge_due_holdings(Platform& platform, std::size_t most, const std::function<bool()>& go_on) {
  const auto many = static_cast<std::int64_t>(most);
  Instant since{};
  std::vector<store::Holding> due;
  platform.database->write([&](store::Tx& tx) { since = faces_since(tx, platform.now()); });
  platform.database->read([&](store::Tx& tx) {
    // Whose first holding waits longest, all of theirs: one mail each.
    due = store::find<store::Holding>(
        tx,
        "id IN (SELECT h.id FROM holding h WHERE NOT EXISTS (SELECT 1 FROM holding_face f WHERE f.holding_id = h.id) "
        "ORDER BY h.person_id, h.id LIMIT ?1) ORDER BY person_id, id",
        {many});
    if (due.empty())
      due = store::find<store::Holding>(
          tx,
          "id IN (SELECT holding_id FROM holding_face WHERE judged < ?1 ORDER BY judged LIMIT ?2) ORDER BY person_id, "
          "id",
          {store::cell_from(platform.now() - k_face_life), many});
  });
  std::size_t done = 0;
  for (std::size_t at = 0; at < due.size() && go_on();) {
    std::vector<std::pair<const store::Holding*, JudgedFace>> found;
    const std::string& person = due[at].person_id;
    for (; at < due.size() && due[at].person_id == person && go_on(); ++at)
      found.emplace_back(&due[at], judge_face(platform, due[at]));
    platform.database->write([&](store::Tx& tx) {
      std::vector<std::string> told;
      for (const auto& [holding, face] : found) {
        if (keep_face(tx, platform, *holding, face, since)) told.push_back(holding->title);
      }
      if (!told.empty()) tell_holder(tx, platform, person, told);
    });
    done += found.size();
  }
  return done;
}

std::vector<FaceNotice> face_notices(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<FaceNotice> out;
    for (store::HoldingFace& face : store::find<store::HoldingFace>(
             tx, "person_id = ?1 AND told IS NOT NULL AND seen = 0 ORDER BY holding_id", {actor.person->id})) {
      auto holding = store::find_one<store::Holding>(tx, "id = ?1", {face.holding_id});
      if (holding) out.push_back({holding->id, holding->title, std::move(face)});
    }
    return out;
  });
}

Result<void> read_face_notices(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return allowed;
  platform.database->write([&](store::Tx& tx) {
    tx.execute("UPDATE holding_face SET seen = 1 WHERE person_id = ?1 AND told IS NOT NULL", {actor.person->id});
  });
  return {};
}

}  // namespace credex::service
