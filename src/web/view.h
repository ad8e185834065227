#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace credex::web {

/// What a template is filled with.
class View {
 public:
  View& set(const std::string& name, const std::string& text) {
    data_.set(name, kainjow::mustache::data{text});
    // "has_x" lets a template ask whether there is any text.
    if (!text.empty()) data_.set("has_" + name, kainjow::mustache::data{true});
    return *this;
  }
  View& set(const std::string& name, std::string_view text) { return set(name, std::string{text}); }
  View& set(const std::string& name, const char* text) { return set(name, std::string{text}); }
  View& flag(const std::string& name, bool value) {
    data_.set(name, kainjow::mustache::data{value});
    return *this;
  }
  View& set(const std::string& name, const View& inner) {
    data_.set(name, inner.data_);
    return *this;
  }
  View& set(const std::string& name, const std::vector<View>& list) {
    kainjow::mustache::data made{kainjow::mustache::data::type::list};
    for (const View& item : list) made << item.data_;
    data_.set(name, made);
    data_.set("has_" + name, kainjow::mustache::data{!list.empty()});
    return *this;
  }
  const kainjow::mustache::data& data() const { return data_; }

 private:
  kainjow::mustache::data data_{kainjow::mustache::data::type::object};
};

/// `text` with what HTML gives a meaning written otherwise.
std::string escaped(std::string_view text);

/// The template web/templates/NAME.html in `language`, filled with `view`. Templates are read and translated once a
/// thread and language; "{{>name}}" takes another one in.
std::string render(const std::string& name, const std::string& language, const View& view);

/// The template's text in `language`, before it is filled: for tests.
std::string translated_template(const std::string& name, const std::string& language);

}  // namespace credex::web
