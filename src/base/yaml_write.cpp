#include "base/yaml_write.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace credex {
namespace {

using json::Value;

bool is_day(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

/// Whether a text can stand without quotes: a word or a day, and nothing that YAML 1.1 or 1.2 takes for another value.
bool is_plain(std::string_view text) {
  if (is_day(text)) return true;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !is_letter(text[0])) return false;
  const bool is_word = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
  if (!is_word) return false;
  constexpr std::array<std::string_view, 10> k_taken{"null", "true", "false", "yes", "no",
                                                     "on",   "off",  "y",     "n",   "nan"};
  return std::find(k_taken.begin(), k_taken.end(), ascii_lower(text)) == k_taken.end();
}

void append_text(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += text;
  } else {
    json::append_string(out, text);  // a double-quoted text of YAML takes each escape of JSON
  }
}

bool is_single(const Value& value) { return (!value.is_object() && !value.is_array()) || value.empty(); }

bool is_list_of_singles(const Value& value) {
  return value.is_array() && std::all_of(value.items().begin(), value.items().end(), is_single);
}

void append_single(std::string& out, const Value& value) {
  if (value.is_string()) {
    append_text(out, value.as_string());
  } else {
    out += json::write(value);
  }
}

/// What fits behind its key.
void append_on_line(std::string& out, const Value& value) {
  if (!is_list_of_singles(value)) return append_single(out, value);
  out += "[";
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ", ";
    append_single(out, value.items()[i]);
  }
  out += "]";
}

bool fits_on_line(const Value& value) { return is_single(value) || is_list_of_singles(value); }

/// A group or list of several lines, each of which begins with `indent` spaces; the first without them where it follows
/// a dash.
void append_block(std::string& out, const Value& value, std::size_t indent, bool follows_dash) {
  bool is_first = follows_dash;
  const auto begin_line = [&] {
    if (!is_first) out.append(indent, ' ');
    is_first = false;
  };
  for (const json::Member& member : value.members()) {
    begin_line();
    append_text(out, member.key);
    out += ":";
    if (fits_on_line(member.value)) {
      out += " ";
      append_on_line(out, member.value);
      out += "\n";
    } else {
      out += "\n";
      append_block(out, member.value, indent + 2, false);
    }
  }
  for (const Value& item : value.items()) {
    begin_line();
    out += "- ";
    if (fits_on_line(item)) {
      append_on_line(out, item);
      out += "\n";
    } else {
      append_block(out, item, indent + 2, true);
    }
  }
}

/// Whether readers of YAML would stop at it: a key of more than 1024 signs (YAML 1.2.2, 7.4.2), or a depth that
/// parse_yaml() does not go to.
bool is_too_much(const Value& value, std::size_t depth) {
  if (depth > 60) return true;
  return std::any_of(value.members().begin(), value.members().end(),
                     [&](const json::Member& member) {
                       return member.key.size() > 500 || is_too_much(member.value, depth + 1);
                     }) ||
         std::any_of(value.items().begin(), value.items().end(),
                     [&](const Value& item) { return is_too_much(item, depth + 1); });
}

}  // namespace

std::string write_yaml(const Value& value) {
  if (is_too_much(value, 0)) return json::write_pretty(value) + "\n";  // JSON is YAML too
  std::string out;
  if (fits_on_line(value)) {
    append_on_line(out, value);
    return out + "\n";
  }
  append_block(out, value, 0, false);
  return out;
}

}  // namespace credex
