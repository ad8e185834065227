#include <algorithm>
#include <optional>
#include <set>

#include "base/yaml.h"
#include "service/actor.h"
#include "web/definition_form.h"
#include "web/definition_parts.h"

namespace credex::web {
namespace {

using json::Value;

/// The language of texts that say none.
std::string plain_language(const Value& definition) {
  const std::string_view said = definition.text("text_language");
  return std::string{said.empty() ? "en" : said};
}

void add_language(std::vector<std::string>& to, const std::string& tag) {
  if (!tag.empty() && std::ranges::find(to, tag) == to.end()) to.push_back(tag);
}

/// Every language that a text of the definition has, in their order.
void add_languages_of(std::vector<std::string>& to, json::Arena& arena, const Value& definition) {
  const std::string plain = plain_language(definition);
  for (const PartList& list : definition_sections()) {
    const std::vector<Value> groups = *list.path ? items_of(definition.get(list.path)) : std::vector<Value>{definition};
    for (const Value& group : groups) {
      for (const Part& part : list.parts) {
        if (part.control != Control::words && part.control != Control::long_words) continue;
        for (const auto& [tag, text] : texts_of(as_group(arena, list.path, group).get(part.key), plain))
          add_language(to, tag);
      }
    }
  }
}

std::vector<std::string> places_of(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(std::to_string(i));
  return out;
}

/// "12" of "12.title"; nothing where it is no number, or one that no form of ours writes.
std::optional<std::size_t> row_number(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 9) return std::nullopt;
  return static_cast<std::size_t>(std::stoul(std::string{text.substr(0, digits)}));
}

std::set<std::string> texts_in(const Value& list) {
  std::set<std::string> out;
  for (const Value& item : items_of(list)) {
    if (item.is_string()) out.emplace(item.as_string());
  }
  return out;
}

class Writer {
 public:
  Writer(const http::Fields& fields, DefinitionDraft& draft)
      : draft_{draft}, arena_{*draft.arena}, plain_language_{plain_language(draft.kept)} {
    for (const auto& [name, value] : fields.all) {
      if (name == "shown")
        shown_.insert(value);
      else
        fields_[name].push_back(value);
    }
  }

  void write() {
    // Assessments come first, as outcomes name them.
    for (const PartList& list : definition_sections()) {
      if (std::string_view{list.path} == "assessment") rows(list);
    }
    for (const PartList& list : definition_sections()) {
      if (std::string_view{list.path} == "assessment") continue;
      if (*list.path) {
        rows(list);
      } else {
        for (const Part& part : list.parts) own_part(list, part);
      }
    }
    name_assessments();
    no_level();
  }

 private:
  bool has(const std::string& name) const { return fields_.contains(name); }
  const std::string& field(const std::string& name) const {
    static const std::string k_none;
    const auto it = fields_.find(name);
    return it == fields_.end() ? k_none : it->second.front();
  }

  /// The numbers of the rows that came for a list.
  std::vector<std::size_t> numbers(const std::string& list) const {
    std::set<std::size_t> out;
    const std::string start = list + ".";
    for (auto it = fields_.lower_bound(start); it != fields_.end() && it->first.starts_with(start); ++it) {
      if (const auto number = row_number(std::string_view{it->first}.substr(start.size()))) out.insert(*number);
    }
    return {out.begin(), out.end()};
  }
  /// Which of `count` kept items a row is, each once; nothing for a new one.
  std::optional<std::size_t> place(const std::string& row, std::size_t count, std::set<std::size_t>& used) const {
    const auto out = row_number(field(row + "kept"));
    if (!out || *out >= count || !used.insert(*out).second) return std::nullopt;
    return out;
  }

  void own_part(const PartList& list, const Part& part) {
    const std::string_view path = part.key;
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) {
      write_part(draft_.now, list, part, part.key);
      return;
    }
    const std::string_view group = path.substr(0, dot);
    const Value before = draft_.now.get(group);
    const Value object = as_group(arena_, group, before);
    if (write_part(object, list, part, part.key)) put(draft_.now, group, object);
  }

  void put(const Value& object, std::string_view key, const Value& value) {
    if (value.empty() && !value.is_boolean() && !value.is_number()) {
      object.erase(key);
    } else {
      object.set(arena_, key, value);
    }
  }

  /// Writes what came for one part into its group; whether anything was changed.
  bool write_part(const Value& object, const PartList& list, const Part& part, const std::string& name) {
    const std::string path = path_of(list, part);
    const std::string_view step = part.key;
    const std::string_view key = step.substr(step.rfind('.') + 1);  // all of it where there is no dot
    switch (part.control) {
      case Control::words:
      case Control::long_words: return words(object, key, part.control, name);
      case Control::boxes:
      case Control::references: return boxes(object, key, path, part.control, name);
      case Control::several:
      case Control::offered: return items(object, key, path, part.control, name);
      case Control::parts: return workload_parts(object, key, name);
      case Control::none: return false;
      default: return single(object, key, path, part.control, name);
    }
  }

  bool single(const Value& object, std::string_view key, const std::string& path, Control control,
              const std::string& name) {
    if (!has(name)) return false;
    // A day's field shows nothing of what is no day, but may send it where the browser knows no days.
    const std::string came = as_sent(control == Control::day ? Control::line : control, field(name));
    if (came == as_sent(control, shown_of(path, control, object.get(key)))) return false;
    put(object, key, came.empty() ? Value{} : value_of(arena_, path, control, came));
    return true;
  }

  bool words(const Value& object, std::string_view key, Control control, const std::string& name) {
    bool changed = false;
    const std::string start = name + "@";
    for (auto it = fields_.lower_bound(start); it != fields_.end() && it->first.starts_with(start); ++it) {
      const std::string tag = it->first.substr(start.size());
      const std::string came = as_sent(control, it->second.front());
      const auto texts = texts_of(object.get(key), plain_language_);
      const auto before = std::ranges::find(texts, tag, &std::pair<std::string, std::string>::first);
      if (tag.empty() || came == (before == texts.end() ? std::string{} : as_sent(control, before->second))) continue;
      changed = true;
      if (!object.get(key).is_object()) {
        const Value by_language = Value::object(arena_, texts.size() + 1);
        for (const auto& [known, text] : texts) by_language.append(arena_, arena_.copy(known), arena_.string(text));
        object.set(arena_, key, by_language);
      }
      const Value by_language = object.get(key);
      if (came.empty())
        by_language.erase(tag);
      else
        by_language.set(arena_, arena_.copy(tag), arena_.string(came));
      put(object, key, by_language);
    }
    return changed;
  }

  bool boxes(const Value& object, std::string_view key, const std::string& path, Control control,
             const std::string& name) {
    if (!has(name) && !shown_.contains(name)) return false;
    std::set<std::string> came;
    if (has(name)) {
      for (const std::string& one : fields_.at(name)) came.insert(as_sent(control, one));
    }
    came.erase("");
    const std::vector<Value> kept = items_of(object.get(key));
    std::set<std::string> before;
    for (const Value& item : kept) before.insert(as_sent(control, shown_of(path, control, item)));
    before.erase("");
    if (came == before) return false;
    const Value out = Value::array(arena_);
    for (const Value& item : kept) {
      if (came.contains(as_sent(control, shown_of(path, control, item)))) out.push(arena_, item);
    }
    for (const std::string& one : came) {
      if (!before.contains(one)) out.push(arena_, value_of(arena_, path, control, one));
    }
    put(object, key, out);
    return true;
  }

  /// A line or choice for each item: an item that still shows the same text is the same item, whatever else it has.
  bool items(const Value& object, std::string_view key, const std::string& path, Control control,
             const std::string& name) {
    if (!has(name)) return false;
    const std::vector<Value> kept = items_of(object.get(key));
    std::vector<std::string> before;
    for (const Value& item : kept) before.push_back(as_sent(control, shown_of(path, control, item)));
    std::vector<std::string> came;
    for (const std::string& one : fields_.at(name)) came.push_back(as_sent(control, one));
    std::erase(came, "");
    std::vector<std::string> said = before;
    std::erase(said, "");
    if (came == said) return false;
    const Value out = Value::array(arena_);
    std::vector<bool> used(kept.size());
    for (const std::string& one : came) {
      std::size_t i = 0;
      while (i < kept.size() && (used[i] || before[i] != one)) ++i;
      if (i < kept.size()) used[i] = true;
      out.push(arena_, i < kept.size() ? kept[i] : value_of(arena_, path, control, one));
    }
    put(object, key, out);
    return true;
  }

  bool workload_parts(const Value& object, std::string_view key, const std::string& name) {
    const Value kept = object.get(key);
    const auto rows = numbers(name);
    auto& places = draft_.places[name];
    if (rows.empty() && !shown_.contains(name)) {
      places = places_of(kept.members().size());
      return false;
    }
    const Value out = Value::object(arena_);
    bool changed = false;
    std::set<std::size_t> used;
    for (const std::size_t number : rows) {
      const std::string row = name + "." + std::to_string(number) + ".";
      const auto from = place(row, kept.members().size(), used);
      std::string what = as_sent(Control::parts, field(row + "what"));
      const std::string hours = as_sent(Control::number, field(row + "hours"));
      if (what.empty() && hours.empty()) continue;
      const Value before = from ? kept.members()[*from].value : Value{};
      const bool same_hours = from && hours == as_sent(Control::number, shown_of("", Control::number, before));
      if (from && what == as_sent(Control::parts, kept.members()[*from].key)) what = kept.members()[*from].key;
      if (what.empty())
        draft_.problems.push_back(service::invalid("a part of the workload has hours, but no name", "/workload/parts",
                                                   "write what the hours go into, or clear them"));
      if (out.find(what))
        draft_.problems.push_back(service::invalid("two parts of the workload have the same name",
                                                   "/workload/parts" + json::pointer_step(what),
                                                   "put their hours together, or name them apart"));
      out.append(arena_, arena_.copy(what), same_hours ? before : value_of(arena_, "", Control::number, hours));
      changed = changed || !same_hours || what != kept.members()[*from].key || *from + 1 != out.members().size();
      places.push_back(from ? std::to_string(*from) : "");
    }
    changed = changed || out.members().size() != kept.members().size();
    if (changed) put(object, key, out);
    return changed;
  }

  void rows(const PartList& list) {
    const std::string key = list.path;
    const std::vector<Value> kept = items_of(draft_.now.get(key));
    const auto came = numbers(key);
    auto& places = draft_.places[key];
    if (came.empty() && !shown_.contains(key)) {
      places = places_of(kept.size());
      if (key == "assessment") proposed_.resize(kept.size());
      return;
    }
    const Value out = Value::array(arena_, came.size());
    bool changed = false;
    std::set<std::size_t> used;
    for (const std::size_t number : came) {
      const std::string row = key + "." + std::to_string(number) + ".";
      const auto from = place(row, kept.size(), used);
      const Value group = as_group(arena_, key, from ? kept[*from] : Value{});
      bool touched = false;
      for (const Part& part : list.parts) touched = write_part(group, list, part, row + part.key) || touched;
      const bool nothing_left = group.empty() || (group.size() == 1 && group.find("id"));
      if (nothing_left && (touched || !from)) continue;  // cleared, or the empty row that is always there
      if (!from && key == "assessment") group.append(arena_, "id", arena_.string(new_id(field(row + "id"), out)));
      changed = changed || touched || !from || *from != out.size();
      out.push(arena_, from && !touched ? kept[*from] : group);
      places.push_back(from ? std::to_string(*from) : "");
      if (key == "assessment") proposed_.push_back(field(row + "id"));
    }
    if (changed || out.size() != kept.size()) put(draft_.now, list.path, out);
  }

  /// A name for a new assessment: the one that the form proposed where no other has it.
  std::string new_id(const std::string& proposed, const Value& made) const {
    std::set<std::string> taken;
    for (const Value& list : {draft_.kept.get("assessment"), made}) {
      for (const Value& one : items_of(list)) taken.emplace(one.text("id"));
    }
    if (!proposed.empty() && !taken.contains(proposed)) return proposed;
    for (std::size_t i = 1;; ++i) {
      if (std::string id = "a" + std::to_string(i); !taken.contains(id)) return id;
    }
  }

  /// An assessment without a name gets one where an outcome names it; what names one that was taken out goes with it.
  void name_assessments() {
    std::set<std::string> named;
    for (const Value& outcome : items_of(draft_.now.get("learning_outcomes")))
      named.merge(texts_in(outcome.get("assessed_by")));
    const std::vector<Value> all = items_of(draft_.now.get("assessment"));
    std::set<std::string> there;
    for (const Value& one : all) there.emplace(one.text("id"));
    const Value out = Value::array(arena_, all.size());
    bool changed = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      Value one = all[i];
      if (one.text("id").empty() && !proposed_[i].empty() && named.contains(proposed_[i]) &&
          !there.contains(proposed_[i])) {
        one = as_group(arena_, "assessment", one);
        one.set(arena_, "id", arena_.string(proposed_[i]));
        changed = true;
      }
      out.push(arena_, one);
    }
    if (changed) draft_.now.set(arena_, "assessment", out);
    for (const Value& one : items_of(draft_.kept.get("assessment"))) {
      const std::string_view id = one.text("id");
      if (id.empty() || there.contains(std::string{id})) continue;
      for (const Value& outcome : items_of(draft_.now.get("learning_outcomes"))) forget(outcome, id);
    }
  }
  void forget(const Value& outcome, std::string_view id) {
    const Value names = outcome.get("assessed_by");
    const Value out = Value::array(arena_);
    for (const Value& name : items_of(names)) {
      if (!name.is_string(id)) out.push(arena_, name);
    }
    if (out.size() != items_of(names).size()) put(outcome, "assessed_by", out);
  }

  void no_level() {
    const bool was = draft_.kept.get("level").is_string("not applicable");
    const bool known = has("level.none") || shown_.contains("level.none");
    draft_.no_level = known ? has("level.none") : was;
    const Value level = draft_.now.get("level");
    if (draft_.no_level && level.is_object()) {
      draft_.problems.push_back(service::invalid("a level is given, and it is said that none applies", "/level",
                                                 "clear the level, or take away the tick that none applies"));
    } else if (draft_.no_level && !was) {
      draft_.now.set(arena_, "level", Value::string("not applicable"));
    } else if (!draft_.no_level && was && !level.is_object()) {
      draft_.now.erase("level");
    }
  }

  DefinitionDraft& draft_;
  json::Arena& arena_;
  std::string plain_language_;
  std::map<std::string, std::vector<std::string>> fields_{};
  std::set<std::string> shown_{};
  std::vector<std::string> proposed_{};  ///< for each assessment, the name that the form would give it
};

void begin(DefinitionDraft& draft, const Value& kept) {
  draft.kept = kept.is_object() ? kept : Value::object(*draft.arena);
  draft.now = draft.kept.clone(*draft.arena);
}

}  // namespace

Result<DefinitionDraft> kept_draft(std::string_view body) {
  auto yaml = parse_yaml(body);
  if (!yaml) return std::move(yaml).error();
  DefinitionDraft out;
  begin(out, yaml->document.root.clone(*out.arena));
  for (const PartList& list : definition_sections()) {
    if (*list.path) out.places[list.path] = places_of(items_of(out.now.get(list.path)).size());
  }
  out.places["workload.parts"] = places_of(out.now.get("workload").get("parts").members().size());
  out.no_level = out.now.get("level").is_string("not applicable");
  add_languages_of(out.languages, *out.arena, out.now);
  if (out.languages.empty()) out.languages.emplace_back("en");
  return out;
}

DefinitionDraft written_draft(const http::Fields& fields) {
  DefinitionDraft out;
  auto kept = json::parse_into(*out.arena, fields.has("kept") ? fields.get("kept") : "{}");
  begin(out, kept ? *kept : Value{});
  Writer{fields, out}.write();
  for (const std::string& tag : fields.list("form_language")) add_language(out.languages, tag);
  add_languages_of(out.languages, *out.arena, out.now);
  if (out.languages.empty()) out.languages.emplace_back("en");
  return out;
}

http::Fields after_step(const http::Fields& fields, const std::string& step) {
  const auto space = step.find(' ');
  const auto dot = step.rfind('.');
  if (space == std::string::npos || dot == std::string::npos || dot < space) return fields;
  const std::string verb = step.substr(0, space);
  const std::string list = step.substr(space + 1, dot - space);  // with its dot
  const auto number = row_number(std::string_view{step}.substr(dot + 1));
  if (!number || (verb != "remove" && verb != "up")) return fields;
  const auto number_in = [&](std::string_view name) -> std::optional<std::size_t> {
    return name.starts_with(list) ? row_number(name.substr(list.size())) : std::nullopt;
  };
  std::optional<std::size_t> above;
  for (const auto& [name, value] : fields.all) {
    const auto found = number_in(name);
    if (found && *found < *number && (!above || *found > *above)) above = found;
  }
  if (verb == "up" && !above) return fields;
  const auto moved = [&](const std::string& name) {
    const auto found = number_in(name);
    if (verb != "up" || !found || (*found != *number && *found != *above)) return name;
    const std::size_t rest = list.size() + std::to_string(*found).size();
    return list + std::to_string(*found == *number ? *above : *number) + name.substr(rest);
  };
  // What names an assessment that is taken out goes with it.
  const std::string gone = step == "remove assessment." + std::to_string(*number)
                               ? fields.get("assessment." + std::to_string(*number) + ".id")
                               : "";
  http::Fields out;
  for (const auto& [name, value] : fields.all) {
    const bool marks = name == "shown";
    if (verb == "remove" && number_in(marks ? value : name) == number) continue;
    if (!gone.empty() && value == gone && name.ends_with(".assessed_by")) continue;
    out.all.emplace_back(marks ? name : moved(name), marks ? moved(value) : value);
  }
  return out;
}

std::string definition_json(const http::Fields& fields) { return json::write(written_draft(fields).now); }

}  // namespace credex::web
