#include "service/definitions.h"

#include <map>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/yaml.h"
#include "credential/contents.h"
#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "service/catalogue.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/webhooks.h"

namespace credex::service {

framework::Organisation awarding_body_of(const Platform& platform, const store::Organisation& organisation,
                                         const framework::Organisation& before) {
  framework::Organisation out = before;
  out.id = platform.url("/o/" + organisation.slug);
  // The name as the organisation's entry has it; translations that name the same stay.
  if (out.legal_name.any() != organisation.name) {
    out.legal_name = {};
    out.legal_name.set("en", organisation.name);
  }
  out.country = organisation.country;
  out.region = organisation.region;
  out.registration = organisation.registration;
  out.eidas_identifier = organisation.eidas;
  out.homepage = organisation.homepage;
  out.email = organisation.email;
  return out;
}

namespace {

struct Draft {
  framework::MicroCredential content{};
  std::vector<Error> problems{};
};

/// The text's content with what the platform itself sets.
Result<Draft> read_draft(const Platform& platform, const store::Organisation& organisation, const std::string& uri,
                         std::int64_t number, const std::string& text) {
  auto reading = framework::read_definition(text);
  if (!reading) return std::move(reading).error();
  Draft out{.content = std::move(reading->definition), .problems = std::move(reading->problems)};
  out.content.id = uri;
  out.content.version = std::to_string(number);
  out.content.awarding_body = awarding_body_of(platform, organisation, out.content.awarding_body);
  return out;
}

Result<DefinitionView> view_of(store::Tx& tx, store::Definition record, std::int64_t number) {
  DefinitionView out{.record = std::move(record)};
  auto version =
      store::find_one<store::DefinitionVersion>(tx, "definition_id = ?1 AND number = ?2", {out.record.id, number});
  auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.organisation_id});
  if (!version || !organisation) return not_found("this version");
  out.version = std::move(*version);
  out.organisation = std::move(*organisation);
  auto reading = framework::read_definition(out.version.body);
  if (!reading) return std::move(reading).error();
  out.content = std::move(reading->definition);
  out.problems = std::move(reading->problems);
  return out;
}

Result<store::Definition> record_of(store::Tx& tx, const std::string& id) {
  auto record = store::find_one<store::Definition>(tx, "id = ?1", {id});
  if (!record) return not_found("this micro-credential");
  return std::move(*record);
}

std::string title_of(const framework::MicroCredential& content) {
  return content.title.empty() ? std::string{} : utf8_prefix(content.title.any(), 300);
}

}  // namespace

Result<DefinitionView> draft_definition(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const std::string& text) {
  if (auto allowed = demand(actor, "definition.edit", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<DefinitionView> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    const Instant now = platform.now();
    store::Definition record{.id = new_id(now), .organisation_id = organisation_id, .created = now, .changed = now};
    record.uri = platform.url("/mc/" + record.id);
    auto draft = read_draft(platform, *organisation, record.uri, 1, text);
    if (!draft) return std::move(draft).error();
    record.title = title_of(draft->content);
    store::insert(tx, record);
    store::insert(tx, store::DefinitionVersion{.id = new_id(now),
                                               .definition_id = record.id,
                                               .number = 1,
                                               .body = framework::write_definition(draft->content),
                                               .author_id = actor.name(),
                                               .created = now,
                                               .changed = now});
    audit(tx, platform, actor, "definition.draft", organisation_id, record.id, record.title);
    auto out = view_of(tx, record, 1);
    if (out) out->problems = std::move(draft->problems);
    return out;
  });
}

Result<DefinitionView> import_definition(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const std::string& bytes, std::vector<std::string>& lost) {
  if (framework::looks_like_definition(bytes)) return draft_definition(platform, actor, organisation_id, bytes);
  auto contents = credential::contents_of(bytes);
  if (!contents) return std::move(contents).error();
  for (const Finding& loss : contents->losses) lost.push_back(message_text(loss));
  return draft_definition(platform, actor, organisation_id, framework::write_definition(contents->definition));
}

std::string edition_of(const store::DefinitionVersion& version) {
  const auto digest = sha256(std::to_string(version.number) + "\n" + version.artwork + "\n" + version.body);
  return hex(digest);
}

Error edited_meanwhile() {
  return conflict(
      "this was changed in another place while you wrote",
      "compare below and keep the draft again to put yours in its place, or open what is kept in another tab");
}

Result<DefinitionView> change_draft(Platform& platform, const Actor& actor, const std::string& id,
                                    const std::string& text, const DraftChange& change) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<DefinitionView> {
    auto record = record_of(tx, id);
    if (!record) return std::move(record).error();
    if (auto allowed = demand(actor, "definition.edit", record->organisation_id); !allowed)
      return std::move(allowed).error();
    auto current = view_of(tx, *record, record->newest_version);
    if (!current) return current;
    const Instant now = platform.now();
    if (current->version.state == store::VersionState::review)
      return conflict("it is under review and cannot be changed", "ask the reviewer to return it");
    if (!change.edition.empty() && change.edition != edition_of(current->version)) return edited_meanwhile();
    const bool next = current->version.state != store::VersionState::draft;
    if (next) ++record->newest_version;
    auto draft = read_draft(platform, current->organisation, record->uri, record->newest_version, text);
    if (!draft) return std::move(draft).error();
    record->title = title_of(draft->content);
    record->changed = now;
    store::DefinitionVersion version = current->version;
    version.number = record->newest_version;
    version.body = framework::write_definition(draft->content);
    if (change.artwork) version.artwork = *change.artwork;
    version.author_id = actor.name();
    version.changed = now;
    if (next) {
      version.id = new_id(now);
      version.state = store::VersionState::draft;
      version.reviewer_id.clear();
      version.note.clear();
      version.created = now;
      version.published.reset();
      store::insert(tx, version);
      audit(tx, platform, actor, "definition.next_version", record->organisation_id, id,
            std::to_string(version.number));
    } else {
      store::update(tx, version);
    }
    store::update(tx, *record);
    auto out = view_of(tx, *record, version.number);
    if (out) out->problems = std::move(draft->problems);
    return out;
  });
}

namespace {

/// Moves the newest version from one state to another.
template <class F>
Result<void> move_version(Platform& platform, const Actor& actor, const std::string& id, const char* permission,
                          store::VersionState from, const char* action, F&& change) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = record_of(tx, id);
    if (!record) return std::move(record).error();
    if (auto allowed = demand(actor, permission, record->organisation_id); !allowed) return allowed;
    auto view = view_of(tx, *record, record->newest_version);
    if (!view) return std::move(view).error();
    if (view->version.state != from)
      return conflict("this is not where it was any more: " + std::string{store::name_of(view->version.state)},
                      "look at it again; somebody else may have moved it");
    if (auto done = change(tx, *view); !done) return done;
    view->version.changed = platform.now();
    view->record.changed = platform.now();
    store::update(tx, view->version);
    store::update(tx, view->record);
    audit(tx, platform, actor, action, record->organisation_id, id, std::to_string(view->version.number));
    return {};
  });
}

}  // namespace

Result<void> submit_definition(Platform& platform, const Actor& actor, const std::string& id) {
  return move_version(platform, actor, id, "definition.edit", store::VersionState::draft, "definition.submit",
                      [](store::Tx&, DefinitionView& view) -> Result<void> {
                        view.version.state = store::VersionState::review;
                        return {};
                      });
}

Result<void> return_definition(Platform& platform, const Actor& actor, const std::string& id, const std::string& note) {
  return move_version(platform, actor, id, "definition.publish", store::VersionState::review, "definition.return",
                      [&](store::Tx&, DefinitionView& view) -> Result<void> {
                        view.version.state = store::VersionState::draft;
                        view.version.note = note;
                        view.version.reviewer_id = actor.name();
                        return {};
                      });
}

Result<void> publish_definition(Platform& platform, const Actor& actor, const std::string& id) {
  auto done = move_version(
      platform, actor, id, "definition.publish", store::VersionState::review, "definition.publish",
      [&](store::Tx& tx, DefinitionView& view) -> Result<void> {
        if (view.organisation.two_person && view.version.author_id == actor.name())
          return conflict("whoever wrote it does not publish it: this organisation asks for a second person",
                          "ask another reviewer");
        const Report report = framework::check_standard({.definition = view.content, .today = date_of(platform.now())});
        for (const Finding& finding : report.findings) {
          if (finding.outcome == Outcome::fail)
            return conflict("a standard element is wanting: " + message_text(finding),
                            "return it to its designer: " + finding.source);
        }
        tx.execute(
            "UPDATE definition_version SET state = 'superseded' WHERE definition_id = ?1 AND state = 'published'",
            {id});
        view.version.state = store::VersionState::published;
        view.version.published = platform.now();
        view.version.reviewer_id = actor.name();
        view.record.published_version = view.version.number;
        view.record.summary = catalogue_summary(view.content, view.organisation, *view.version.published);
        queue_event(tx, platform, view.record.organisation_id, "definition.published",
                    [&](json::Arena& arena, json::Value data) {
                      data.append(arena, "definition", arena.string(view.record.uri));
                      data.append(arena, "version", json::Value::integer(view.version.number));
                    });
        return {};
      });
  if (done) platform.catalogue->refresh(*platform.database);
  return done;
}

Result<DefinitionView> definition_view(Platform& platform, const Actor& actor, const std::string& id,
                                       std::int64_t number) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<DefinitionView> {
    auto record = record_of(tx, id);
    if (!record) return std::move(record).error();
    const bool insider = may(actor, "definition.see", record->organisation_id);
    const std::int64_t wanted = number > 0 ? number : (insider ? record->newest_version : record->published_version);
    auto view = view_of(tx, std::move(*record), wanted);
    if (!view) return view;
    const bool open =
        view->version.state == store::VersionState::published || view->version.state == store::VersionState::superseded;
    if (!open && !insider) return not_found("this micro-credential");
    return view;
  });
}

Result<DefinitionView> published_definition(store::Tx& tx, const std::string& id, std::int64_t number) {
  auto record = record_of(tx, id);
  if (!record) return std::move(record).error();
  if (record->published_version == 0) return not_found("a published version of this micro-credential");
  const std::int64_t wanted = number > 0 ? number : record->published_version;
  return view_of(tx, std::move(*record), wanted);
}

Result<DefinitionView> published_definition(Platform& platform, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return published_definition(tx, id); });
}

std::vector<DefinitionView> published_after(Platform& platform, const std::string& after, Instant since,
                                            std::int64_t count) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<DefinitionView> out;
    for (store::Definition& record :
         store::find<store::Definition>(tx, "id > ?1 AND published_version > 0 AND changed >= ?2 ORDER BY id LIMIT ?3",
                                        {after, store::cell_from(since), count})) {
      const std::int64_t number = record.published_version;
      if (auto view = view_of(tx, std::move(record), number)) out.push_back(std::move(*view));
    }
    return out;
  });
}

std::vector<store::DefinitionVersion> versions_of(Platform& platform, const Actor& actor, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> std::vector<store::DefinitionVersion> {
    const auto record = store::find_one<store::Definition>(tx, "id = ?1", {id});
    if (!record) return {};
    const bool insider = may(actor, "definition.see", record->organisation_id);
    return store::find<store::DefinitionVersion>(
        tx,
        insider ? "definition_id = ?1 ORDER BY number DESC"
                : "definition_id = ?1 AND state IN ('published', 'superseded') ORDER BY number DESC",
        {id});
  });
}

std::string artwork_of_award(Platform& platform, const std::string& award_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const auto found = tx.query(
        "SELECT v.artwork FROM definition_version v JOIN award a ON a.definition_id = v.definition_id AND a.version = "
        "v.number WHERE a.id = ?1",
        {award_id});
    return found.empty() ? std::string{} : found[0].text(0);
  });
}

std::vector<DefinitionLine> definitions_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<DefinitionLine> out;
    for (auto& record :
         store::find<store::Definition>(tx, "organisation_id = ?1 ORDER BY id DESC LIMIT 500", {organisation_id})) {
      const auto version = store::find_one<store::DefinitionVersion>(tx, "definition_id = ?1 AND number = ?2",
                                                                     {record.id, record.newest_version});
      out.push_back({.record = std::move(record), .state = version ? version->state : store::VersionState::draft});
    }
    return out;
  });
}

namespace {

void flatten(const json::Value& value, const std::string& path, std::map<std::string, std::string>& out) {
  if (value.is_object()) {
    for (const json::Member& member : value.members())
      flatten(member.value, path.empty() ? std::string{member.key} : path + "." + std::string{member.key}, out);
  } else if (value.is_array()) {
    std::size_t i = 0;
    for (const json::Value& item : value.items()) flatten(item, path + "." + std::to_string(++i), out);
  } else {
    out[path] = value.is_string() ? std::string{value.as_string()} : json::write(value);
  }
}

std::map<std::string, std::string> flat(const std::string& text) {
  std::map<std::string, std::string> out;
  if (auto yaml = parse_yaml(text)) flatten(yaml->document.root, "", out);
  out.erase("version");
  return out;
}

}  // namespace

std::vector<Difference> differences(const std::string& before, const std::string& after) {
  const auto old_values = flat(before);
  const auto new_values = flat(after);
  std::vector<Difference> out;
  for (const auto& [key, value] : old_values) {
    const auto it = new_values.find(key);
    if (it == new_values.end()) {
      out.push_back({.where = key, .before = value});
    } else if (it->second != value) {
      out.push_back({.where = key, .before = value, .after = it->second});
    }
  }
  for (const auto& [key, value] : new_values) {
    if (!old_values.contains(key)) out.push_back({.where = key, .after = value});
  }
  return out;
}

}  // namespace credex::service
