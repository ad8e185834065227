#include "web/definition_form.h"

#include <algorithm>
#include <set>

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "web/definition_parts.h"

namespace credex::web {
namespace {

using json::Value;

/// Draws the parts of a group, each as it is in the draft.
class Drawer {
 public:
  Drawer(const Visit& visit, const DefinitionDraft& draft) : visit_{visit}, draft_{draft} {
    const std::string_view said = draft.now.text("text_language");
    plain_language_ = said.empty() ? "en" : std::string{said};
    name_assessments();
  }

  /// The sections, each with its own parts or with rows of them.
  std::vector<View> sections() {
    std::vector<View> out;
    for (const PartList& list : definition_sections()) {
      View section = words_of(list);
      if (!*list.path) {
        section.set("blocks", blocks(
                                  list, [&](const Part& part) { return own_group(part); }, ""));
      } else {
        section.set("groups", rows(list)).set("list", list.path);
      }
      out.push_back(std::move(section));
    }
    return out;
  }

 private:
  View words_of(const PartList& list) const {
    const std::string first = list.parts.front().key;
    View out;
    const auto say = [&](const std::string& legend, const std::string& about) {
      out.set("legend", legend).set("about", about);
    };
    if (first == "workload.hours") {
      say(visit_.t("Size and level"), "");
    } else if (first == "participation.mode") {
      say(visit_.t("How one takes part"), "");
    } else if (first == "stackability.option") {
      say(visit_.t("Where it leads"), "");
    } else if (!*list.path) {
      say(visit_.t("What it is"), "");
      out.flag("asks_language", true);
    } else if (std::string_view{list.path} == "learning_outcomes") {
      say(visit_.t("What one learns"),
          visit_.t("Say what the learner can do at the end, beginning with a verb. Each is assessed."));
      out.set("group", visit_.t("Outcome")).set("more", "outcome").set("more_words", visit_.t("A further outcome"));
    } else if (std::string_view{list.path} == "assessment") {
      say(visit_.t("How it is assessed"), "");
      out.set("group", visit_.t("Assessment")).set("more", "assessment");
      out.set("more_words", visit_.t("A further assessment"));
    } else {
      say(visit_.t("Who assures the quality"), "");
      out.set("group", visit_.t("Quality assurance")).set("more", "quality_assurance");
      out.set("more_words", visit_.t("A further quality assurance"));
    }
    return out;
  }

  /// The group that one of the definition's own parts is in.
  Value own_group(const Part& part) const {
    const std::string_view path = part.key;
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) return draft_.now;
    return as_group(*draft_.arena, path.substr(0, dot), draft_.now.get(path.substr(0, dot)));
  }

  std::vector<View> rows(const PartList& list) {
    const std::string key = list.path;
    const std::vector<Value> items = items_of(draft_.now.get(key));
    const auto& places = draft_.places.at(key);
    // One more than there are, for those without script; of what is long, where it is asked for.
    const bool further = key != "quality_assurance" || visit_.field("more") == key;
    const std::size_t count = std::max(items.size() + (further ? 1 : 0), list.least);
    std::vector<View> out;
    for (std::size_t i = 0; i < count; ++i) {
      const bool there = i < items.size();
      const Value group = as_group(*draft_.arena, key, there ? items[i] : Value{});
      const std::string at = key + "." + std::to_string(i) + ".";
      View row;
      row.set("number", std::to_string(i + 1)).set("at", at).set("place", there ? places[i] : "");
      row.set("row", key + "." + std::to_string(i)).flag("there", there).flag("rises", there && i > 0);
      row.flag("named", key == "assessment");
      if (key == "assessment") row.set("id", names_.at(i));
      row.set("blocks", blocks(
                            list, [&](const Part&) { return group; }, at));
      out.push_back(std::move(row));
    }
    return out;
  }

  template <class F>
  std::vector<View> blocks(const PartList& list, F&& group_of, const std::string& at) {
    std::vector<View> out;
    std::vector<View> fields;
    bool half = false;
    const auto close = [&] {
      if (fields.empty()) return;
      View block;
      block.set("fields", fields).flag("two", half);
      out.push_back(std::move(block));
      fields.clear();
    };
    for (const Part& part : list.parts) {
      if (part.half != half) close();
      half = part.half;
      fields.push_back(field(list, part, group_of(part), at + part.key));
    }
    close();
    return out;
  }

  View field(const PartList& list, const Part& part, const Value& group, const std::string& name) {
    const std::string path = path_of(list, part);
    const std::string_view step = part.key;
    const Value value = group.get(step.substr(step.rfind('.') + 1));
    View out;
    View one;
    one.set("id", name).set("name", name).set("label", visit_.t(part.label)).flag("hinted", *part.hint != '\0');
    one.set("hint", *part.hint ? visit_.t(part.hint) : "");
    for (const char* kind : {"input", "area", "select", "decimal"}) one.flag(kind, false);
    switch (part.control) {
      case Control::words:
      case Control::long_words:
        one.set("texts", texts(name, value));
        return part.control == Control::words ? out.set("line_langs", one) : out.set("area_langs", one);
      case Control::boxes:
      case Control::references:
        one.set("boxes", boxes(path, part.control, value)).flag("folded", path == "language");
        return out.set("ticks", one);
      case Control::several:
      case Control::offered: return out.set("many", many(path, part.control, value, one, name));
      case Control::parts: return out.set("amounts", one.set("rows", amounts(name, value)));
      case Control::none: return out.set("tick", one.flag("chosen", draft_.no_level));
      case Control::choice:
      case Control::yes_no:
        one.flag("select", true).set("options", options(path, part.control, shown_of(path, part.control, value)));
        break;
      case Control::text: one.flag("area", true); break;
      default: one.flag("input", true).flag("decimal", part.control == Control::number);
    }
    one.set("value", shown_of(path, part.control, value));
    one.set("type", part.control == Control::day ? "date" : part.control == Control::address ? "url" : "text");
    return out.set("one", one);
  }

  std::vector<View> texts(const std::string& name, const Value& value) const {
    const auto all = texts_of(value, plain_language_);
    std::vector<View> out;
    for (const std::string& language : draft_.languages) {
      const auto it = std::ranges::find(all, language, &std::pair<std::string, std::string>::first);
      View one;
      one.set("field", name + "@" + language).set("lang", language).set("value", it == all.end() ? "" : it->second);
      const std::string words = language_name(visit_.language, language);
      one.set("language", words.empty() ? language : words);
      out.push_back(std::move(one));
    }
    return out;
  }

  /// Options with what is chosen marked; what is kept and not among them is one more, so that it stays.
  std::vector<View> options(const std::string& path, Control control, const std::string& chosen) const {
    auto all = control == Control::yes_no
                   ? std::vector<std::pair<std::string, std::string>>{{"yes", visit_.t("yes")}, {"no", visit_.t("no")}}
                   : options_of(visit_, path);
    if (!chosen.empty() && std::ranges::find(all, chosen, &std::pair<std::string, std::string>::first) == all.end())
      all.emplace_back(chosen, chosen);
    std::vector<View> out;
    for (const auto& [value, words] : all) {
      View one;
      one.set("value", value).set("words", words).flag("chosen", value == chosen);
      out.push_back(std::move(one));
    }
    return out;
  }

  std::vector<View> boxes(const std::string& path, Control control, const Value& value) const {
    std::vector<std::pair<std::string, std::string>> all;
    if (control == Control::references) {
      const std::size_t count = std::max<std::size_t>(items_of(draft_.now.get("assessment")).size(), 1);
      for (std::size_t i = 0; i < count; ++i) all.emplace_back(names_[i], std::to_string(i + 1));
    } else {
      all = options_of(visit_, path);
    }
    std::set<std::string> chosen;
    for (const Value& item : items_of(value)) chosen.insert(shown_of(path, control, item));
    for (const std::string& one : chosen) {
      if (!one.empty() && std::ranges::find(all, one, &std::pair<std::string, std::string>::first) == all.end())
        all.emplace_back(one, one);
    }
    std::vector<View> out;
    for (const auto& [one, words] : all) {
      View box;
      box.set("value", one).set("words", words).flag("chosen", chosen.contains(one));
      out.push_back(std::move(box));
    }
    return out;
  }

  View many(const std::string& path, Control control, const Value& value, const View& one, const std::string& name) {
    std::vector<std::string> shown;
    for (const Value& item : items_of(value)) shown.push_back(shown_of(path, control, item));
    std::erase(shown, "");
    const std::size_t least = control == Control::several ? 1 : 2;
    const std::size_t spare = control == Control::several && shown.size() < 2 ? 0 : 1;
    std::vector<View> items;
    const std::size_t count = std::max(shown.size() + spare, least);
    for (std::size_t i = 0; i < count; ++i) {
      View item = one;
      const std::string text = i < shown.size() ? shown[i] : "";
      item.set("id", control == Control::several && i == 0 ? name : name + "." + std::to_string(i)).set("value", text);
      item.flag("select", control == Control::several).flag("offer", control == Control::offered);
      item.set("from", path == "occupations"              ? "esco-occupations"
                       : path == "learning_outcomes.esco" ? "esco-skills"
                                                          : "isced-f");
      if (control == Control::several) item.set("options", options(path, control, text));
      items.push_back(std::move(item));
    }
    return View{}.set("items", items);
  }

  std::vector<View> amounts(const std::string& name, const Value& value) const {
    const auto& places = draft_.places.at(name);
    std::vector<View> out;
    for (std::size_t i = 0; i < std::max<std::size_t>(value.members().size() + 1, 2); ++i) {
      const bool there = i < value.members().size();
      View row;
      row.set("at", name + "." + std::to_string(i) + ".").set("place", there ? places[i] : "");
      row.set("what", there ? std::string{value.members()[i].key} : "");
      row.set("hours", there ? shown_of("", Control::number, value.members()[i].value) : "");
      out.push_back(std::move(row));
    }
    return out;
  }

  /// The names that assessments have, or would have where an outcome names them; of the empty rows too.
  void name_assessments() {
    std::set<std::string> taken;
    const auto all = items_of(draft_.now.get("assessment"));
    for (const Value& one : all) taken.emplace(one.text("id"));
    for (const Value& one : items_of(draft_.kept.get("assessment"))) taken.emplace(one.text("id"));
    // A name that the kept document uses of no assessment must not come to mean a new one.
    for (const Value& outcome : items_of(draft_.kept.get("learning_outcomes"))) {
      for (const Value& item : items_of(outcome.get("assessed_by"))) taken.insert(shown_of("", Control::line, item));
    }
    std::size_t next = 1;
    const auto fresh = [&] {
      for (;; ++next) {
        if (std::string id = "a" + std::to_string(next); taken.insert(id).second) return id;
      }
    };
    for (std::size_t i = 0; i < all.size() + 2; ++i) {
      const std::string id{i < all.size() ? all[i].text("id") : ""};
      names_.push_back(id.empty() ? fresh() : id);
    }
  }

  const Visit& visit_;
  const DefinitionDraft& draft_;
  std::string plain_language_{};
  std::vector<std::string> names_{};
};

}  // namespace

View definition_form(const Visit& visit, const DefinitionDraft& draft) {
  View out;
  std::vector<View> shown;
  std::vector<View> further;
  for (const std::string& code : draft.languages) {
    View one;
    one.set("code", code);
    shown.push_back(std::move(one));
  }
  std::vector<std::pair<std::string, std::string>> languages;
  for (const auto& entry : framework::controlled_list("language").entries) {
    if (entry.key.size() == 2 && std::ranges::find(draft.languages, entry.key) == draft.languages.end())
      languages.emplace_back(language_name(visit.language, entry.key), entry.key);
  }
  std::ranges::sort(languages);
  for (const auto& [name, code] : languages) {
    View one;
    one.set("code", code).set("name", name);
    further.push_back(std::move(one));
  }
  out.set("form_languages", shown).set("more_languages", further);
  out.set("sections", Drawer{visit, draft}.sections());
  out.set("kept", json::write(draft.kept));
  for (const char* kind : {"skills", "occupations"}) out.set(std::string{"offered_"} + kind, offered_concepts(kind));
  std::vector<View> fields;
  for (const auto& [value, words] : options_of(visit, "field")) {
    View one;
    one.set("value", value).set("label", words);
    fields.push_back(std::move(one));
  }
  return out.set("offered_fields", fields);
}

}  // namespace credex::web
