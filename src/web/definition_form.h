#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/message.h"
#include "web/site.h"

namespace credex::web {

/// A definition while its form is filled in. The form writes onto the kept document: it touches the keys that it shows
/// (web/definition_parts.h) where what came back differs from what it showed, and leaves all else as it is.
struct DefinitionDraft {
  std::unique_ptr<json::Arena> arena = std::make_unique<json::Arena>();
  json::Value kept{};  ///< what the form was filled from
  json::Value now{};   ///< the same with what was written
  /// For each list of groups: which item of `kept` each item of `now` is, by its place; empty: a new one.
  std::map<std::string, std::vector<std::string>> places{};
  std::vector<std::string> languages{};  ///< that texts are shown in: each of the document, and those asked for
  bool no_level = false;                 ///< "a level does not apply" is ticked
  std::vector<Error> problems{};         ///< what the document cannot say
};

/// A kept definition (YAML or JSON), as its form begins. Error where the text as a whole cannot be read.
Result<DefinitionDraft> kept_draft(std::string_view body);
/// What a form says. Field names are the definition's keys with dots: "learning_outcomes.0.title@it" is the first row's
/// title in Italian, "learning_outcomes.0.kept" its place in the document that came along as "kept". A field that did
/// not come is not touched; lists and boxes that may come empty are named by "shown".
DefinitionDraft written_draft(const http::Fields& fields);
/// The fields after a step that a button asks for: "remove learning_outcomes.2", "up learning_outcomes.2". Others
/// change nothing.
http::Fields after_step(const http::Fields& fields, const std::string& step);

/// What a form says, as JSON that framework::read_definition() takes.
std::string definition_json(const http::Fields& fields);

/// The form's fields (web/templates/definition_form.html).
View definition_form(const Visit& visit, const DefinitionDraft& draft);

/// The ESCO concepts that forms offer, "skills" or "occupations", each as "label".
std::vector<View> offered_concepts(const char* kind);
/// The URI of what a person wrote for one: its label as offered, "label <uri>", or a URI.
std::string concept_uri(const char* kind, const std::string& written);

}  // namespace credex::web
