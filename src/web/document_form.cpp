#include "web/document_form.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/encoding.h"
#include "base/yaml.h"
#include "base/yaml_write.h"
#include "service/actor.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using json::Value;
using recognition::Criterion;
using recognition::DocumentField;
using recognition::FieldKind;

bool is_ticked(FieldKind kind) {
  return kind == FieldKind::means || kind == FieldKind::purposes || kind == FieldKind::waived;
}

/// A value as a control shows it: a text, a number as it is written.
std::string text_of(const Value& value) {
  if (value.is_null()) return {};
  return value.is_string() ? std::string{value.as_string()} : json::write(value);
}

std::vector<std::string> texts_of(const Value& value) {
  std::vector<std::string> out;
  for (const Value& one : json::as_list(value)) out.push_back(text_of(one));
  return out;
}

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (!line.empty()) out.emplace_back(line);
  }
  return out;
}

/// Line ends as one sign; a form sends them as two.
std::string with_plain_lines(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

/// What a browser makes of a text in a control of that kind before a person has touched it.
std::string as_browsers_keep(FieldKind kind, std::string_view text) {
  std::string out = with_plain_lines(text);
  if (kind != FieldKind::text && kind != FieldKind::lines && kind != FieldKind::rules) std::erase(out, '\n');
  return out;
}

Value shown_value(const Value& root, const DocumentField& field) {
  const Value* found = json::find_at(root, field.pointer);
  return found == nullptr ? Value{} : *found;
}

std::vector<std::string> texts_shown(const DocumentField& field, const Value& value) {
  switch (field.kind) {
    case FieldKind::flag: return {value.is_boolean() && value.as_boolean() ? "yes" : "no"};
    case FieldKind::means:
    case FieldKind::purposes:
    case FieldKind::waived: return texts_of(value);
    case FieldKind::lines: return {joined_lines(texts_of(value))};
    case FieldKind::rules: return {value.is_null() || value.empty() ? std::string{} : write_yaml(value)};
    default: return {text_of(value)};
  }
}

/// What was sent for a field; nothing where the form did not have it.
std::optional<std::vector<std::string>> texts_sent(const DocumentField& field, const http::Fields& sent) {
  if (!sent.has(field.name)) return std::nullopt;
  std::vector<std::string> out = sent.list(field.name);
  if (is_ticked(field.kind)) {
    std::erase(out, std::string{});  // the hidden one, which says that the form has the boxes
    return out;
  }
  // Of a box and the hidden field before it, the last says which.
  return std::vector<std::string>{with_plain_lines(out.back())};
}

bool is_as_before(const DocumentField& field, const std::vector<std::string>& sent,
                  const std::vector<std::string>& before) {
  if (is_ticked(field.kind))
    return std::set<std::string>{sent.begin(), sent.end()} == std::set<std::string>{before.begin(), before.end()};
  const std::string was = before.empty() ? std::string{} : before.front();
  const std::string& now = sent.front();
  if (field.kind == FieldKind::lines) return lines_in(now) == lines_in(as_browsers_keep(field.kind, was));
  return now == as_browsers_keep(field.kind, was);
}

/// A number where it is one, with a comma or a point; else the text as it was typed.
Value number_or_text(json::Arena& arena, const std::string& text) {
  std::string written{lines_in(text).empty() ? std::string{} : lines_in(text).front()};
  if (std::count(written.begin(), written.end(), ',') == 1 && written.find('.') == std::string::npos)
    std::replace(written.begin(), written.end(), ',', '.');
  const char* const end = written.data() + written.size();
  std::int64_t whole = 0;
  if (const auto r = std::from_chars(written.data(), end, whole); r.ec == std::errc{} && r.ptr == end)
    return Value::integer(whole);
  double number = 0;
  const bool digits = written.find_first_not_of("0123456789.-") == std::string::npos;
  if (const auto r = std::from_chars(written.data(), end, number); digits && r.ec == std::errc{} && r.ptr == end)
    return Value::real(number);
  return arena.string(text);
}

Result<Value> value_of(json::Arena& arena, const DocumentField& field, const std::vector<std::string>& sent,
                       const Value& was) {
  const std::string text = sent.empty() ? std::string{} : sent.front();
  switch (field.kind) {
    case FieldKind::flag: return Value::boolean(text == "yes");
    case FieldKind::means:
    case FieldKind::purposes:
    case FieldKind::waived: {
      // In their order, with what is new behind it.
      std::vector<std::string> out;
      for (const std::string& one : texts_of(was)) {
        if (std::find(sent.begin(), sent.end(), one) != sent.end()) out.push_back(one);
      }
      for (const std::string& one : sent) {
        if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
      }
      return json::texts(arena, out);
    }
    case FieldKind::lines: return json::texts(arena, lines_in(text));
    case FieldKind::rules: {
      auto yaml = parse_yaml(text);
      if (!yaml) return std::move(yaml).error().at(field.pointer);
      const Value read = yaml->document.root.clone(arena);
      return json::equal(read, was) ? was : read;
    }
    case FieldKind::whole:
    case FieldKind::number: return number_or_text(arena, text);
    case FieldKind::scale: {
      const bool has_words = recognition::Criteria::built_in().scales[*field.criterion].size() > 1;
      return has_words ? arena.string(text) : number_or_text(arena, text);
    }
    default: return arena.string(text);
  }
}

/// Whether nothing was written there. That nothing makes good is something, as are boxes that are not ticked.
bool is_emptied(const DocumentField& field, const std::vector<std::string>& sent) {
  if (field.kind == FieldKind::flag || field.kind == FieldKind::means) return false;
  if (is_ticked(field.kind)) return sent.empty();
  return lines_in(sent.front()).empty();
}

void set_at(json::Arena& arena, Value at, const std::string& pointer, const Value& value) {
  const std::vector<std::string> steps = json::pointer_steps(pointer);
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    Value next = at.get(steps[i]);
    if (!next.is_object()) {
      next = Value::object(arena);
      at.set(arena, arena.copy(steps[i]), next);
    }
    at = next;
  }
  at.set(arena, arena.copy(steps.back()), value);
}

/// Takes the key away, and each group that it was the last of.
void erase_at(const Value& at, const std::vector<std::string>& steps, std::size_t i) {
  if (i + 1 == steps.size()) {
    at.erase(steps[i]);
    return;
  }
  const Value next = at.get(steps[i]);
  if (!next.is_object() || next.empty()) return;
  erase_at(next, steps, i + 1);
  if (next.empty()) at.erase(steps[i]);
}

std::vector<std::pair<std::string, std::string>> choices_of(const Visit& visit, const DocumentField& field) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto& criteria = recognition::Criteria::built_in();
  if (field.kind == FieldKind::means) {
    for (const std::string& one : criteria.means) {
      std::string key = one;
      std::replace(key.begin(), key.end(), ' ', '_');
      out.emplace_back(one, message(visit, "recognition.means." + key));
    }
  } else if (field.kind == FieldKind::purposes) {
    for (const recognition::Purpose purpose : recognition::k_all_purposes) {
      const std::string name{recognition::purpose_name(purpose)};
      out.emplace_back(name, message(visit, "recognition.purpose." + name));
    }
  } else if (field.kind == FieldKind::waived) {
    for (const Criterion criterion : recognition::k_all_criteria) {
      if (criterion == Criterion::verification) continue;  // cannot be waived
      const std::string name{recognition::criterion_name(criterion)};
      out.emplace_back(name, message(visit, "recognition.criterion." + name));
    }
  } else if (field.kind == FieldKind::effect) {
    out.emplace_back("automatic", visit.t("accepted without comparison"));
    out.emplace_back("eased", visit.t("compared, but less is asked for"));
  } else if (field.kind == FieldKind::scale && criteria.scales[*field.criterion].size() > 1) {
    for (const std::string& one : criteria.scales[*field.criterion])
      out.emplace_back(one, message(visit, "recognition.value." + one));
  }
  return out;
}

}  // namespace

Shown shown_of(const std::vector<DocumentField>& fields, const Value& document, const Value& effective) {
  Shown out;
  for (const DocumentField& field : fields) {
    const Value said = shown_value(document, field);
    out[field.name] = texts_shown(field, said.is_null() ? shown_value(effective, field) : said);
  }
  return out;
}

Shown shown_as_sent(const std::vector<DocumentField>& fields, const http::Fields& sent) {
  Shown out;
  for (const DocumentField& field : fields) {
    if (auto texts = texts_sent(field, sent)) out[field.name] = std::move(*texts);
  }
  return out;
}

Result<void> write_onto(json::Arena& arena, const Value& document, const std::vector<DocumentField>& fields,
                        const http::Fields& sent, const Shown& before) {
  for (const DocumentField& field : fields) {
    const auto texts = texts_sent(field, sent);
    if (!texts) continue;
    const auto was = before.find(field.name);
    if (was != before.end() && is_as_before(field, *texts, was->second)) continue;
    if (is_emptied(field, *texts)) {
      erase_at(document, json::pointer_steps(field.pointer), 0);
      continue;
    }
    auto value = value_of(arena, field, *texts, shown_value(document, field));
    if (!value) return std::move(value).error();
    set_at(arena, document, field.pointer, *value);
  }
  return {};
}

void write_what_differs(json::Arena& arena, const Value& document, const std::vector<DocumentField>& fields,
                        const http::Fields& sent, const Shown& now) {
  for (const DocumentField& field : fields) {
    const auto texts = texts_sent(field, sent);
    if (!texts || is_emptied(field, *texts) || !shown_value(document, field).is_null()) continue;
    const auto held = now.find(field.name);
    if (held == now.end() || is_as_before(field, *texts, held->second)) continue;
    if (auto value = value_of(arena, field, *texts, {})) set_at(arena, document, field.pointer, *value);
  }
}

std::string field_words(const Visit& visit, const DocumentField& field) {
  std::string out;
  if (field.purpose)
    out += message(visit, "recognition.purpose." + std::string{recognition::purpose_name(*field.purpose)}) + " › ";
  if (field.criterion && field.kind != FieldKind::purposes && !field.pointer.starts_with("/scope/"))
    out +=
        message(visit, "recognition.criterion." + std::string{recognition::criterion_name(*field.criterion)}) + " › ";
  return out + message(visit, std::string{field.label});
}

View control_view(const Visit& visit, const DocumentField& field, const Shown& shown, const std::string& place) {
  static const std::vector<std::string> k_nothing{""};
  const auto found = shown.find(field.name);
  const std::vector<std::string>& texts = found == shown.end() || found->second.empty() ? k_nothing : found->second;
  View view;
  view.set("name", field.name).set("label", message(visit, std::string{field.label}));
  view.set("words", field_words(visit, field)).set("value", texts.front());
  view.flag("wrong", place.starts_with(field.pointer) &&
                         (place.size() == field.pointer.size() || place[field.pointer.size()] == '/'));
  const auto choices = choices_of(visit, field);
  std::vector<View> options;
  // What a policy always has is chosen; what an agreement may leave out begins with nothing.
  if (field.kind == FieldKind::scale && !choices.empty() && !field.purpose) {
    options.push_back(std::move(View{}.set("value", "").set("words", "–").flag("chosen", texts.front().empty())));
  }
  for (const auto& [value, words] : choices) {
    View one;
    one.set("value", value).set("words", words).set("name", field.name);
    one.flag("chosen", std::find(texts.begin(), texts.end(), value) != texts.end());
    options.push_back(std::move(one));
  }
  view.set("options", options);
  const auto is = [&](FieldKind kind) { return field.kind == kind; };
  const bool is_number = is(FieldKind::whole) || is(FieldKind::number) || (is(FieldKind::scale) && choices.empty());
  view.flag("is_line", is(FieldKind::line)).flag("is_date", is(FieldKind::date)).flag("is_number", is_number);
  view.flag("is_text", is(FieldKind::text))
      .flag("is_lines", is(FieldKind::lines))
      .flag("is_rules", is(FieldKind::rules));
  view.flag("is_select", is(FieldKind::scale) && !choices.empty()).flag("is_flag", is(FieldKind::flag));
  view.flag("is_ticks", is_ticked(field.kind)).flag("is_radio", is(FieldKind::effect));
  view.set("mode", is(FieldKind::whole) ? "numeric" : "text");
  view.flag("is_single", !is_ticked(field.kind) && !is(FieldKind::effect));
  view.flag("ticked", texts.front() == "yes");
  return view;
}

Result<Brought> brought_text(const Visit& visit) {
  const std::string& typed = visit.field("text");
  const bool has_text = !lines_in(with_plain_lines(typed)).empty();
  if (visit.form.files.size() > 1)
    return service::invalid("more than one file came", "file", "bring them in one after the other");
  if (visit.form.files.empty()) {
    if (!has_text) return service::invalid("nothing came", "file", "choose a file or paste a text");
    return Brought{.text = with_plain_lines(typed)};
  }
  const http::Upload& file = visit.form.files.front();
  if (has_text)
    return service::invalid("a file and a text came, and only one can be taken", "file",
                            "choose the file again and empty the text, or send the text alone");
  if (lines_in(with_plain_lines(file.content)).empty())
    return service::invalid("the file is empty", file.name, "choose a file or paste a text");
  return Brought{.text = file.content, .name = file.name};
}

bool is_shown_again(const Error& error) { return error.code != "yaml.not_utf8" && error.code != "yaml.too_large"; }

std::string place_of_error(const Error& error) {
  const auto at = error.where.rfind(", /");
  if (at != std::string::npos) return error.where.substr(at + 2);
  return (error.where.starts_with('/') ? "" : "/") + error.where.substr(0, error.where.find(": "));
}

std::string yaml_text(const std::string& document, const std::vector<std::string_view>& without) {
  auto parsed = json::parse(document);
  if (!parsed) return document;
  for (const std::string_view key : without) parsed->root.erase(key);
  return write_yaml(parsed->root);
}

http::Response yaml_file(const std::string& document, const std::string& name) {
  return as_file(yaml_text(document), "application/yaml; charset=utf-8", name);
}

namespace {

void add_changes(const Value& one, const Value& other, const std::string& at, std::vector<DocumentChange>& out) {
  if (json::equal(one, other)) return;
  if (one.is_object() && other.is_object()) {
    for (const json::Member& member : one.members())
      add_changes(member.value, other.get(member.key), at + json::pointer_step(member.key), out);
    for (const json::Member& member : other.members()) {
      if (one.find(member.key) == nullptr) add_changes({}, member.value, at + json::pointer_step(member.key), out);
    }
    return;
  }
  out.push_back({at, text_of(one), text_of(other)});
}

}  // namespace

std::vector<DocumentChange> changes_between(const Value& one, const Value& other) {
  std::vector<DocumentChange> out;
  add_changes(one, other, "", out);
  return out;
}

}  // namespace credex::web
