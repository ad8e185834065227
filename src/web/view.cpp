#include "web/view.h"

#include <kainjow/mustache.hpp>
#include <map>
#include <memory>
#include <stdexcept>

#include "base/embedded.h"
#include "base/translate.h"

namespace credex::web {

struct View::Inside {
  kainjow::mustache::data data{kainjow::mustache::data::type::object};
};

View::View() : inside_{std::make_unique<Inside>()} {}
View::View(const View& other) : inside_{std::make_unique<Inside>(*other.inside_)} {}
View::View(View&& other) noexcept = default;
View& View::operator=(const View& other) {
  if (this != &other) inside_ = std::make_unique<Inside>(*other.inside_);
  return *this;
}
View& View::operator=(View&& other) noexcept = default;
View::~View() = default;

View& View::set(const std::string& name, const std::string& text) {
  inside_->data.set(name, kainjow::mustache::data{text});
  if (!text.empty()) inside_->data.set("has_" + name, kainjow::mustache::data{true});
  return *this;
}
View& View::flag(const std::string& name, bool value) {
  inside_->data.set(name, kainjow::mustache::data{value});
  return *this;
}
View& View::set(const std::string& name, const View& inner) {
  inside_->data.set(name, inner.inside_->data);
  return *this;
}
View& View::set(const std::string& name, const std::vector<View>& list) {
  kainjow::mustache::data made{kainjow::mustache::data::type::list};
  for (const View& item : list) made << item.inside_->data;
  inside_->data.set(name, made);
  inside_->data.set("has_" + name, kainjow::mustache::data{!list.empty()});
  return *this;
}

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

namespace {

/// White space as one space, so that a text may be broken over lines in a template.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// A mistake of ours, which tools/lint_pages.py looks for: the request that meets it ends with 500 and the log says
/// this.
[[noreturn]] void broken_template(const std::string& name, const std::string& what) {
  throw std::logic_error{"web/templates/" + name + ".html " + what};
}

std::string read_template(const std::string& name, const std::string& language, int depth) {
  const auto source = embedded_file("web/templates/" + name + ".html");
  if (!source) broken_template(name, "is not built into this program");
  if (depth >= 8) broken_template(name, "takes itself in");
  std::string out;
  std::string_view rest = *source;
  for (;;) {
    const auto open = rest.find("{{");
    out += rest.substr(0, open);
    if (open == std::string_view::npos) return out;
    rest.remove_prefix(open);
    constexpr std::string_view k_begin = "{{#t}}";
    constexpr std::string_view k_end = "{{/t}}";
    if (rest.starts_with(k_begin)) {
      const auto end = rest.find(k_end);
      if (end == std::string_view::npos) broken_template(name, "does not end a text: {{/t}} is missing");
      const std::string words = one_line(rest.substr(k_begin.size(), end - k_begin.size()));
      // Tags within the words stay; quotation marks may stand in an attribute.
      for (const char c : translate(language, words)) {
        if (c == '"') {
          out += "&quot;";
        } else {
          out += c;
        }
      }
      rest.remove_prefix(end + k_end.size());
    } else if (rest.starts_with("{{>")) {
      const auto end = rest.find("}}");
      if (end == std::string_view::npos) broken_template(name, "does not end a tag: }} is missing");
      out += read_template(one_line(rest.substr(3, end - 3)), language, depth + 1);
      rest.remove_prefix(end + 2);
    } else {
      const auto end = rest.find("}}");
      if (end == std::string_view::npos) broken_template(name, "does not end a tag: }} is missing");
      out += rest.substr(0, end + 2);
      rest.remove_prefix(end + 2);
    }
  }
}

}  // namespace

std::string translated_template(const std::string& name, const std::string& language) {
  return read_template(name, language, 0);
}

bool is_well_formed(const std::string& template_text) { return kainjow::mustache::mustache{template_text}.is_valid(); }

std::string render(const std::string& name, const std::string& language, const View& view) {
  // The library's templates are changed while they are rendered, so each thread has its own.
  thread_local std::map<std::pair<std::string, std::string>, std::unique_ptr<kainjow::mustache::mustache>> made;
  auto& known = made[{name, language}];
  if (!known) {
    auto read = std::make_unique<kainjow::mustache::mustache>(translated_template(name, language));
    if (!read->is_valid()) broken_template(name, "cannot be read: " + read->error_message());
    read->set_custom_escape([](const std::string& text) { return escaped(text); });
    known = std::move(read);
  }
  return known->render(view.inside_->data);
}

}  // namespace credex::web
