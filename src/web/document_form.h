#pragma once

#include <map>
#include <string>
#include <vector>

#include "http/message.h"
#include "recognition/document_fields.h"
#include "web/site.h"

namespace credex::web {

/// Forms over documents that are kept whole: a form writes onto the kept document, and touches only what it shows and
/// what was changed in it. Which fields there are, recognition/document_fields.h says.

/// What the controls of a form show, by the fields' names: one text, or each that is ticked.
using Shown = std::map<std::string, std::vector<std::string>, std::less<>>;

/// What a form over `document` shows. What the document leaves out shows as in `effective`, which says what holds then.
Shown shown_of(const std::vector<recognition::DocumentField>& fields, const json::Value& document,
               const json::Value& effective);
/// What a form was sent with, as its controls show it again.
Shown shown_as_sent(const std::vector<recognition::DocumentField>& fields, const http::Fields& sent);

/// Writes onto `document` each field that was sent and is not as in `before`. An emptied field is taken away, and what
/// stands there then holds by itself. What is no number stays as it was typed, for the reader to name.
Result<void> write_onto(json::Arena& arena, const json::Value& document,
                        const std::vector<recognition::DocumentField>& fields, const http::Fields& sent,
                        const Shown& before);
/// Writes out what was sent and would hold otherwise: `now` is what the written document shows.
void write_what_differs(json::Arena& arena, const json::Value& document,
                        const std::vector<recognition::DocumentField>& fields, const http::Fields& sent,
                        const Shown& now);

/// The control of a field for web/templates/field_control.html. `place` is where an error was found, to mark it.
View control_view(const Visit& visit, const recognition::DocumentField& field, const Shown& shown,
                  const std::string& place);
/// A field's label in the visitor's language, with its purpose and criterion where it has them.
std::string field_words(const Visit& visit, const recognition::DocumentField& field);

/// What somebody brings, as a file or as text: fields "file" and "text". Errors "service.invalid" where nothing came,
/// or both, of which one would be lost.
struct Brought {
  std::string text{};
  std::string name{};  ///< of the file
};
Result<Brought> brought_text(const Visit& visit);

/// Whether a refused text can stand on a page again, to be mended there.
bool is_shown_again(const Error& error);
/// The pointer at the end of where an error was found: "rules.yaml:7, /purposes/credit".
std::string place_of_error(const Error& error);

/// A kept text as a YAML file, which can be brought in again.
http::Response yaml_file(const std::string& document, const std::string& name);
/// The same as text, without the keys that the platform sets.
std::string yaml_text(const std::string& document, const std::vector<std::string_view>& without = {});

/// What differs between two texts, each by its pointer.
struct DocumentChange {
  std::string pointer{};
  std::string one{};
  std::string other{};
};
std::vector<DocumentChange> changes_between(const json::Value& one, const json::Value& other);

}  // namespace credex::web
