#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace credex::rdf {

/// Whether `value` is in the lexical space of `datatype` (XML Schema 1.1 part 2). Datatypes that are not of XML Schema
/// take every text.
bool is_valid_literal(std::string_view value, std::string_view datatype);

/// The order of two literals as SPARQL's "<" has it (SPARQL 1.1, section 17.3): numbers of any numeric type, strings,
/// booleans, dateTimes and dates; nothing where they cannot be compared.
std::optional<std::partial_ordering> compare_literals(std::string_view a, std::string_view a_datatype,
                                                      std::string_view b, std::string_view b_datatype);

}  // namespace credex::rdf
