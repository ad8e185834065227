#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A page's forms as a browser would send them (HTML, 4.10.21 and 4.10.22), bounded to what our templates use: so that
/// a test sends back what a template shows, and the template itself is in the loop. Not an HTML parser: tags do not
/// nest wrongly in our templates, and a form does not reach out of itself.
namespace credex::test {

using SentFields = std::vector<std::pair<std::string, std::string>>;

struct SentForm {
  std::map<std::string, std::string> attributes{};  ///< of the form element
  SentFields fields{};                              ///< what is sent where nothing was touched, in tree order
  SentFields buttons{};                             ///< each named button; only the one that is pressed is sent

  /// The first field of that name; empty where there is none.
  std::string get(std::string_view name) const {
    const auto it = std::ranges::find(fields, name, &SentFields::value_type::first);
    return it == fields.end() ? std::string{} : it->second;
  }
  bool has(std::string_view name) const {
    return std::ranges::find(fields, name, &SentFields::value_type::first) != fields.end();
  }
  /// A person types into the `nth` field of that name; false where there is none.
  bool type(std::string_view name, std::string value, std::size_t nth = 0) {
    for (auto& [known, was] : fields) {
      if (known != name || nth-- > 0) continue;
      was = std::move(value);
      return true;
    }
    return false;
  }
  /// A person ticks a box, or takes its tick away.
  void tick(std::string name, std::string value) { fields.emplace_back(std::move(name), std::move(value)); }
  bool untick(std::string_view name, std::string_view value) {
    return std::erase_if(fields, [&](const auto& one) { return one.first == name && one.second == value; }) > 0;
  }
  /// The fields as they go where the button NAME=VALUE is pressed.
  SentFields pressed(std::string name, std::string value) const {
    SentFields out = fields;
    out.emplace_back(std::move(name), std::move(value));
    return out;
  }
};

namespace form_controls {

inline void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t b) { out += static_cast<char>(static_cast<unsigned char>(b)); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) return byte(0xC0 | (c >> 6)), byte(0x80 | (c & 63));
  if (c < 0x10000) return byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 63)), byte(0x80 | (c & 63));
  byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 63)), byte(0x80 | ((c >> 6) & 63)), byte(0x80 | (c & 63));
}

/// Character references of our templates and of what escapes values; anything else stays as it stands.
inline std::string unescaped(std::string_view text) {
  static const std::map<std::string_view, std::string_view> k_named = {
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", "\u00A0"}};
  std::string out;
  while (!text.empty()) {
    const auto amp = text.find('&');
    out += text.substr(0, amp);
    if (amp == std::string_view::npos) break;
    text.remove_prefix(amp);
    const auto end = text.substr(0, 12).find(';');
    const std::string_view name = end == std::string_view::npos ? std::string_view{} : text.substr(1, end - 1);
    if (name.size() > 1 && name[0] == '#') {
      const bool hex = name[1] == 'x' || name[1] == 'X';
      const std::string_view digits = name.substr(hex ? 2 : 1);
      std::uint32_t code = 0xFFFD;
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
      append_utf8(out, code);
    } else if (const auto it = k_named.find(name); it != k_named.end()) {
      out += it->second;
    } else {
      out += '&';
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

struct Tag {
  std::string name{};  ///< lower case; empty at the end of the text
  bool closes = false;
  std::map<std::string, std::string> attributes{};
  std::string text{};  ///< what stands before it, as it is written

  bool has(const char* attribute) const { return attributes.contains(attribute); }
  std::string get(const char* attribute) const {
    const auto it = attributes.find(attribute);
    return it == attributes.end() ? std::string{} : it->second;
  }
};

class Tags {
 public:
  explicit Tags(std::string_view html) : rest_{html} {}

  Tag next() {
    Tag out;
    for (;;) {
      const auto open = rest_.find('<');
      out.text += rest_.substr(0, open);
      if (open == std::string_view::npos) return rest_ = {}, out;
      rest_.remove_prefix(open);
      if (rest_.starts_with("<!--")) {
        skip_past("-->");
      } else if (rest_.size() > 1 && (is_letter(rest_[1]) || rest_[1] == '/')) {
        break;
      } else if (rest_.starts_with("<!")) {
        skip_past(">");
      } else {
        out.text += '<';
        rest_.remove_prefix(1);
      }
    }
    rest_.remove_prefix(1);
    if (rest_.starts_with('/')) {
      out.closes = true;
      rest_.remove_prefix(1);
    }
    while (!rest_.empty() && !is_space(rest_[0]) && rest_[0] != '>' && rest_[0] != '/') out.name += lower(take());
    attributes(out);
    return out;
  }
  /// What stands before the closing tag of an element whose content is text alone.
  std::string_view text_until_closed(std::string_view name) {
    const std::string closing = "</" + std::string{name};
    const auto end = std::min(rest_.find(closing), rest_.size());
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return out;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
  char take() {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    return c;
  }
  void skip_past(std::string_view end) {
    const auto at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
  }
  void attributes(Tag& out) {
    for (;;) {
      while (!rest_.empty() && (is_space(rest_[0]) || rest_[0] == '/')) take();
      if (rest_.empty()) return;
      if (rest_[0] == '>') return rest_.remove_prefix(1);
      std::string name;
      while (!rest_.empty() && !is_space(rest_[0]) && rest_[0] != '=' && rest_[0] != '>' && rest_[0] != '/')
        name += lower(take());
      while (!rest_.empty() && is_space(rest_[0])) take();
      std::string value;
      if (rest_.starts_with('=')) {
        take();
        while (!rest_.empty() && is_space(rest_[0])) take();
        const char quote = rest_.empty() ? '\0' : rest_[0];
        if (quote == '"' || quote == '\'') {
          take();
          const auto end = std::min(rest_.find(quote), rest_.size());
          value = rest_.substr(0, end);
          rest_.remove_prefix(std::min(end + 1, rest_.size()));
        } else {
          while (!rest_.empty() && !is_space(rest_[0]) && rest_[0] != '>') value += take();
        }
      } else if (name.empty()) {
        take();  // a stray sign: on, or this would not end
        continue;
      }
      out.attributes.emplace(std::move(name), unescaped(value));  // the first of a name counts
    }
  }

  std::string_view rest_;
};

inline std::string without_newlines(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\n' && c != '\r') out += c;
  }
  return out;
}

inline std::string stripped(std::string text) {
  constexpr const char* k_space = " \t\n\f\r";
  text.erase(0, std::min(text.find_first_not_of(k_space), text.size()));
  text.erase(text.find_last_not_of(k_space) + 1);
  return text;
}

/// A value with its line ends as a form sends them (HTML, 4.10.22.4).
inline std::string sent_newlines(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' || text[i] == '\n') {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  return out;
}

inline bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int part[3] = {};
  const std::pair<std::size_t, std::size_t> places[] = {{0, 4}, {5, 2}, {8, 2}};
  for (std::size_t i = 0; i < 3; ++i) {
    const char* from = text.data() + places[i].first;
    const auto read = std::from_chars(from, from + places[i].second, part[i]);
    if (read.ec != std::errc{} || read.ptr != from + places[i].second) return false;
  }
  const bool leap = (part[0] % 4 == 0 && part[0] % 100 != 0) || part[0] % 400 == 0;
  const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return part[0] > 0 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= days[part[1] - 1];
}

/// What an input makes of the value that it is given (HTML, value sanitisation of 4.10.5.1).
inline std::string sanitised(const std::string& type, const std::string& value) {
  if (type == "hidden" || type == "checkbox" || type == "radio") return value;
  if (type == "date") return is_day(value) ? value : std::string{};
  if (type == "number" || type == "range") {
    double number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool good = read.ec == std::errc{} && read.ptr == value.data() + value.size();
    return good ? value : std::string{};
  }
  if (type == "color") {
    const bool good = value.size() == 7 && value[0] == '#' &&
                      value.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
    std::string out = good ? value : "#000000";
    for (char& c : out) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
    return out;
  }
  if (type == "url" || type == "email") return stripped(without_newlines(value));
  return without_newlines(value);
}

class FormReader {
 public:
  std::vector<SentForm> read(std::string_view html) {
    Tags tags{html};
    for (Tag tag = tags.next(); !tag.name.empty() || !tag.text.empty(); tag = tags.next()) {
      if (tag.name.empty()) break;
      if (tag.name == "option" || tag.name == "select") end_of_option(tag);
      if (tag.name == "form") {
        open_ = !tag.closes;
        if (open_) out_.push_back({.attributes = tag.attributes});
      } else if (tag.closes) {
        if (tag.name == "datalist") offers_ = false;
      } else if (tag.name == "datalist") {
        offers_ = true;  // what it offers is not sent
      } else if (tag.name == "script" || tag.name == "style" || tag.name == "template") {
        tags.text_until_closed(tag.name);
      } else if (tag.name == "input") {
        input(tag);
      } else if (tag.name == "textarea") {
        std::string_view text = tags.text_until_closed("textarea");
        // The parser leaves out a line end that comes first (HTML, 13.2.6.4.7).
        if (text.starts_with("\r\n"))
          text.remove_prefix(2);
        else if (text.starts_with('\n'))
          text.remove_prefix(1);
        send(tag, unescaped(text));
      } else if (tag.name == "button") {
        const std::string type = tag.get("type");
        if (open_ && !tag.get("name").empty() && !tag.has("disabled") && (type.empty() || type == "submit"))
          out_.back().buttons.emplace_back(tag.get("name"), tag.get("value"));
      }
    }
    return std::move(out_);
  }

 private:
  void send(const Tag& tag, std::string_view value) {
    if (!open_ || tag.get("name").empty() || tag.has("disabled")) return;
    out_.back().fields.emplace_back(tag.get("name"), sent_newlines(value));
  }
  void input(const Tag& tag) {
    const std::string type = tag.get("type");
    if (type == "submit" || type == "image") {
      if (open_ && !tag.get("name").empty()) out_.back().buttons.emplace_back(tag.get("name"), tag.get("value"));
      return;
    }
    if (type == "button" || type == "reset" || type == "file") return;
    if (type == "checkbox" || type == "radio") {
      if (tag.has("checked")) send(tag, tag.has("value") ? tag.get("value") : "on");
      return;
    }
    send(tag, sanitised(type, tag.get("value")));
  }
  /// Options end where the next one or the select begins or ends.
  void end_of_option(const Tag& tag) {
    if (option_) {
      std::string text;  // white space as one space
      for (const char c : stripped(unescaped(tag.text))) {
        if (c != '\n' || (!text.empty() && text.back() != ' ')) text += c == '\n' ? ' ' : c;
      }
      options_.push_back(
          {option_->has("value") ? option_->get("value") : text, option_->has("selected"), option_->has("disabled")});
      option_.reset();
    }
    if (tag.name == "option") {
      if (!tag.closes && !offers_) option_ = std::make_unique<Tag>(tag);
      return;
    }
    if (!tag.closes) {
      select_ = tag;
      options_.clear();
      return;
    }
    const bool several = select_.has("multiple");
    const Option* last = nullptr;
    for (const Option& one : options_) {
      if (!one.selected) continue;
      if (several && !one.disabled) send(select_, one.value);
      last = &one;
    }
    // Of several that are selected the last counts; where none is, the first that can be chosen is shown.
    for (const Option& one : options_) {
      if (last == nullptr && !one.disabled) last = &one;
    }
    if (!several && last != nullptr && !last->disabled) send(select_, last->value);
    options_.clear();
  }

  struct Option {
    std::string value{};
    bool selected = false;
    bool disabled = false;
  };
  std::vector<SentForm> out_{};
  bool open_ = false;
  bool offers_ = false;
  Tag select_{};
  std::unique_ptr<Tag> option_{};
  std::vector<Option> options_{};
};

}  // namespace form_controls

/// Every form of a page or fragment, in its order.
inline std::vector<SentForm> forms_of(std::string_view html) { return form_controls::FormReader{}.read(html); }

/// The form whose attribute `name` is `value` ("id", "action"); an empty one where there is none.
inline SentForm form_of(std::string_view html, const std::string& name, std::string_view value) {
  for (SentForm& form : forms_of(html)) {
    const auto it = form.attributes.find(name);
    if (it != form.attributes.end() && it->second == value) return std::move(form);
  }
  return {};
}

}  // namespace credex::test
