#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace credex::web {

/// What a template is filled with: texts, flags, views and lists of views by name. The mustache library fills it in, in
/// view.cpp alone: it is all headers.
class View {
 public:
  View();
  View(const View& other);
  View(View&& other) noexcept;
  View& operator=(const View& other);
  View& operator=(View&& other) noexcept;
  ~View();

  /// A text; "has_NAME" lets a template ask whether there is any.
  View& set(const std::string& name, const std::string& text);
  View& set(const std::string& name, std::string_view text) { return set(name, std::string{text}); }
  View& set(const std::string& name, const char* text) { return set(name, std::string{text}); }
  View& flag(const std::string& name, bool value);
  View& set(const std::string& name, const View& inner);
  /// A list; "has_NAME" lets a template ask whether it has any item.
  View& set(const std::string& name, const std::vector<View>& list);

 private:
  friend std::string render(const std::string& name, const std::string& language, const View& view);
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// `text` with what HTML gives a meaning written otherwise.
std::string escaped(std::string_view text);

/// The template web/templates/NAME.html in `language`, filled with `view`. Templates are read and translated once a
/// thread and language; "{{>name}}" takes another one in. Throws std::logic_error, which ends the request with 500,
/// where a template is missing or cannot be read.
std::string render(const std::string& name, const std::string& language, const View& view);

/// The template's text in `language`, before it is filled: for tests.
std::string translated_template(const std::string& name, const std::string& language);
/// Whether its tags are closed and nested as they should be: for tests.
bool is_well_formed(const std::string& template_text);

}  // namespace credex::web
