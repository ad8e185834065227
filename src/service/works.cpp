#include "service/works.h"

#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/translate.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/sign_in.h"
#include "service/talent.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::int64_t k_most_works = 200;
constexpr std::int64_t k_most_asked = 20;

/// YYYY, YYYY-MM or YYYY-MM-DD, as a day.
std::optional<Date> day_of(const std::string& text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  auto day = parse_date(text + std::string{"-01-01"}.substr(0, text.size() == 4 ? 6 : text.size() == 7 ? 3 : 0));
  return day ? std::optional{*day} : std::nullopt;
}

/// What somebody who confirms a work confirms: changed facts are others.
std::string facts_digest(const store::Work& w) {
  std::string all;
  for (const std::string* one : {&w.title, &w.kind, &w.part, &w.client, &w.made_on, &w.rights, &w.authors, &w.words,
                                 &w.link, &w.digest, &w.skills})
    all += std::to_string(one->size()) + ":" + *one;
  return hex(sha256(all));
}

Result<store::Work> work_from(const Platform& platform, const std::string& person_id, const WorkFacts& f) {
  if (f.title.empty() || f.title.size() > 200)
    return invalid("the title is missing or too long", "title", "write up to 200 characters");
  for (const auto& [text, name] : {std::pair{&f.kind, "kind"},
                                   {&f.part, "part"},
                                   {&f.client, "client"},
                                   {&f.rights, "rights"},
                                   {&f.authors, "authors"},
                                   {&f.link, "link"},
                                   {&f.file_name, "file"}}) {
    if (text->size() > 500) return invalid("this is too long", name, "write up to 500 characters");
  }
  if (f.words.size() > 4000) return invalid("this is too long", "words", "write up to 4,000 characters");
  if (!f.made_on.empty() && !day_of(f.made_on))
    return invalid("'" + f.made_on + "' is no day", "made_on", "write it like 2027-03-31");
  if (!f.link.empty() && !f.link.starts_with("https://") && !f.link.starts_with("http://"))
    return invalid("this is no web address", "link", "begin with https://");
  if (!is_audience(f.audience))
    return invalid("'" + f.audience + "' is nothing that can be chosen", "audience", "choose of the list");
  if (f.skills.size() > 20) return invalid("a work shows at most 20 skills", "skills", "keep those that matter most");
  std::string skills;
  for (const std::string& uri : f.skills) {
    const auto found = platform.esco->find(uri);
    if (!found || !platform.esco->is_skill(*found))
      return invalid("this is no skill that is known here", "skills", "choose one of the list");
    skills += (skills.empty() ? "" : " ") + uri;
  }
  return store::Work{.id = new_id(platform.now()),
                     .person_id = person_id,
                     .title = f.title,
                     .kind = f.kind,
                     .part = f.part,
                     .client = f.client,
                     .made_on = f.made_on,
                     .rights = f.rights,
                     .authors = f.authors,
                     .words = f.words,
                     .link = f.link,
                     .file_name = f.file.empty() ? "" : f.file_name,
                     .digest = f.file.empty() ? "" : hex(sha256(f.file)),
                     .size = static_cast<std::int64_t>(f.file.size()),
                     .skills = skills,
                     .audience = f.audience,
                     .added = platform.now()};
}

WorkView view_of(store::Tx& tx, store::Work work) {
  WorkView out{.work = std::move(work)};
  out.words = store::find<store::WorkWord>(tx, "work_id = ?1 ORDER BY id", {out.work.id});
  return out;
}

}  // namespace

bool WorkView::holds(const store::WorkWord& word) const {
  return word.state == store::WordState::given && word.facts == facts_digest(work);
}

Result<store::Work> add_work(Platform& platform, const Actor& actor, const WorkFacts& facts) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  auto work = work_from(platform, actor.person->id, facts);
  if (!work) return work;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Work> {
    if (store::count(tx, "work WHERE person_id = ?1", {actor.person->id}) >= k_most_works)
      return conflict("a portfolio holds at most 200 works", "remove some first");
    store::insert(tx, *work);
    audit(tx, platform, actor, "work.add", "", work->id, work->digest);
    return *work;
  });
}

Result<void> remove_work(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM work WHERE id = ?1 AND person_id = ?2", {id, actor.person->id}) == 0)
      return not_found("this work");
    tx.execute("DELETE FROM work_word WHERE work_id = ?1", {id});
    audit(tx, platform, actor, "work.remove", "", id);
    return {};
  });
}

std::vector<WorkView> works_of(Platform& platform, const std::string& person_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<WorkView> out;
    for (store::Work& work : store::find<store::Work>(tx, "person_id = ?1 ORDER BY made_on DESC, id DESC", {person_id}))
      out.push_back(view_of(tx, std::move(work)));
    return out;
  });
}

Result<WorkView> own_work(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<WorkView> {
    auto work = store::find_one<store::Work>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
    if (!work) return not_found("this work");
    return view_of(tx, std::move(*work));
  });
}

std::vector<skills::HeldSkill> skills_of_works(Platform& platform, const std::string& person_id) {
  std::vector<skills::HeldSkill> out;
  for (const WorkView& view : works_of(platform, person_id)) {
    const bool is_confirmed = std::any_of(view.words.begin(), view.words.end(),
                                          [&](const store::WorkWord& word) { return view.holds(word); });
    for (std::string& uri : words_in(view.work.skills)) {
      out.push_back({.uri = std::move(uri),
                     .evidence = is_confirmed ? skills::EvidenceKind::confirmed : skills::EvidenceKind::shown,
                     .on = day_of(view.work.made_on),
                     .source = view.work.title,
                     .source_id = view.work.id});
    }
  }
  return out;
}

Result<void> ask_word(Platform& platform, const Actor& actor, const std::string& work_id, const std::string& email,
                      const std::string& relation) {
  auto view = own_work(platform, actor, work_id);
  if (!view) return std::move(view).error();
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  if (relation.empty() || relation.size() > 200)
    return invalid("say how you know each other", "relation", "for example: director of the film that I scored");
  const std::string token = new_token();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    // Nobody vouches for themselves.
    if (store::count(tx, "email_address WHERE person_id = ?1 AND address = ?2", {actor.person->id, *address}) > 0)
      return invalid("this is your own address", "email", "ask somebody who knows the work");
    if (store::count(tx, "work_word WHERE work_id = ?1", {work_id}) >= k_most_asked)
      return conflict("20 people were asked about this work already", "wait for their answers");
    store::insert(tx, store::WorkWord{.id = new_id(platform.now()),
                                      .work_id = work_id,
                                      .token_hash = token_hash(token),
                                      .email = *address,
                                      .relation = relation,
                                      .asked = platform.now()});
    queue_mail(
        tx, platform,
        {.to = *address,
         .subject = translate(actor.person->language, "{0} asks you to confirm a work", {actor.person->name}),
         .body = translate(actor.person->language,
                           "{0} lists the work \"{1}\" and asks you ({2}) to confirm what is said of it. It takes two "
                           "minutes and no account:\n\n{3}",
                           {actor.person->name, view->work.title, relation, platform.url("/work/confirm/" + token)}),
         .regards = work_id});
    audit(tx, platform, actor, "work.ask", "", work_id);
    return {};
  });
}

namespace {

Result<WordRequest> word_behind(store::Tx& tx, const std::string& token) {
  auto word = store::find_one<store::WorkWord>(tx, "token_hash = ?1", {token_hash(token)});
  if (!word) return not_found("this request");
  auto work = store::find_one<store::Work>(tx, "id = ?1", {word->work_id});
  const auto person = work ? store::find_one<store::Person>(tx, "id = ?1", {work->person_id}) : std::nullopt;
  if (!person) return not_found("this request");
  return WordRequest{std::move(*word), std::move(*work), person->name};
}

}  // namespace

Result<WordRequest> look_at_word(Platform& platform, const std::string& token) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return word_behind(tx, token); });
}

Result<void> answer_word(Platform& platform, const std::string& token, const std::string& name,
                         const std::string& words, bool give) {
  if (give && (name.empty() || name.size() > 200)) return invalid("your name is missing", "name", "write your name");
  if (words.size() > 3000) return invalid("the words are too long", "words", "write up to 3,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto request = word_behind(tx, token);
    if (!request) return std::move(request).error();
    store::WorkWord& word = request->word;
    if (word.state != store::WordState::asked) return conflict("this was answered already", "nothing more is needed");
    word.state = give ? store::WordState::given : store::WordState::declined;
    word.name = name;
    word.words = words;
    word.facts = facts_digest(request->work);
    word.answered = platform.now();
    store::update(tx, word);
    audit(tx, platform, {}, give ? "work.confirm" : "work.decline", "", word.work_id, word.facts);
    tell_person(tx, platform, request->work.person_id, {.regards = word.work_id, .words = {request->work.title}},
                "An answer about \"{0}\"",
                "Somebody whom you asked about \"{0}\" has answered. Your portfolio shows it.");
    return {};
  });
}

FileMatch compare_file(const store::Work& work, std::string_view bytes) {
  FileMatch out{.digest = hex(sha256(bytes))};
  out.is_the_file =
      !work.digest.empty() && out.digest == work.digest && static_cast<std::int64_t>(bytes.size()) == work.size;
  return out;
}

}  // namespace credex::service
