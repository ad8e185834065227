#pragma once

#include <string>
#include <vector>

#include "service/agreements.h"
#include "service/cases.h"
#include "service/policies.h"
#include "web/site.h"

namespace credex::web {

/// The words of a message key (data/messages) in the visitor's language.
std::string message(const Visit& visit, const std::string& key, const std::vector<std::string>& args = {});
/// A system's or country's name in the visitor's language.
std::string system_name(const Visit& visit, const std::string& id);
/// The system that a body's place belongs to, or its country.
std::string place_of(const recognition::Body& body);

std::vector<View> purpose_choices(const Visit& visit, recognition::Purpose chosen);

/// A policy as people read it: a table a purpose.
View policy_view(const Visit& visit, const recognition::Policy& policy);
std::vector<View> versions_view(const Visit& visit, const std::vector<service::PolicyView>& versions);
/// A line's key and a value of a comparison in words.
std::string policy_key(const Visit& visit, const std::string& key);
std::string policy_value(const Visit& visit, const std::string& value);

View agreement_view(const Visit& visit, const service::AgreementView& agreement);
std::vector<View> agreements_view(const Visit& visit, const std::vector<service::AgreementView>& agreements);

/// A case as a line of a list, and whole with its events.
View case_line(const Visit& visit, const service::CaseView& one);
View case_page_view(const Visit& visit, const service::CaseView& one);

}  // namespace credex::web
