#pragma once

#include <optional>

#include "service/awards.h"
#include "service/organisations.h"
#include "web/site.h"

namespace credex::web {

/// The organisation of an address "/desk/SLUG/...", where the visitor belongs to it; else the answer that says why not.
struct Desk {
  store::Organisation organisation{};
  std::optional<http::Response> refusal{};
};
Desk desk_of(const Visit& visit, std::string_view action = "organisation.see");

/// A page of the desk: the organisation's name and its tabs above.
http::Response desk_page(const Visit& visit, const Desk& desk, const std::string& tab, const std::string& name,
                         const std::string& title, View view, int status = 200);

/// A learner as the forms for issuing name the fields.
service::LearnerFacts learner_of(const Visit& visit);

/// The choices of a controlled list or of countries, the chosen one marked.
std::vector<View> choices(const Visit& visit, std::string_view list, const std::string& chosen);
std::vector<View> country_choices(const Visit& visit, const std::string& chosen);

}  // namespace credex::web
