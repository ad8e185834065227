#pragma once

#include <string>

#include "framework/definition.h"
#include "http/message.h"
#include "web/site.h"

namespace credex::web {

/// What a definition's form says, as the JSON that framework::read_definition() takes. Field names are its keys with
/// dots: "learning_outcomes.0.title@it" is the first outcome's title in Italian. Empty fields are absent.
std::string definition_json(const http::Fields& fields);

/// The form's fields (web/templates/definition_form.html) as `definition` has them, in the languages `languages`.
View definition_form(const Visit& visit, const framework::MicroCredential& definition,
                     const std::vector<std::string>& languages);

/// The languages that the form shows side by side: those asked for, else those of the title, else English.
std::vector<std::string> form_languages(const http::Fields& fields, const framework::MicroCredential& definition);

/// The ESCO concepts that forms offer, "skills" or "occupations", each as "label".
std::vector<View> offered_concepts(const char* kind);
/// The URI of what a person wrote for one: its label as offered, "label <uri>", or a URI.
std::string concept_uri(const char* kind, const std::string& written);

}  // namespace credex::web
