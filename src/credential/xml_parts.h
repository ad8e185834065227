#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace credex::credential {

/// Reading of XML by the local names of its elements, whatever their namespaces' prefixes.

std::string_view local_name(const pugi::xml_node& node);
/// The elements of that name below the node, at any depth, in their order; without recursion.
std::vector<pugi::xml_node> elements_below(const pugi::xml_node& root, std::string_view name, std::size_t most);
/// The first of that name, one level below; null where there is none.
pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name);
/// Its text without blanks around it; of the first "text" in it where it has such (European Digital Credentials).
std::string text_of_child(const pugi::xml_node& node, std::string_view name);
/// What elements of that name say, the English first: each is a text with xml:lang (ELMO), or has some with lang.
std::vector<std::string> texts_of_children(const pugi::xml_node& node, std::string_view name);
/// The first of texts_of_children() of "title"; empty where there is none.
std::string title_of(const pugi::xml_node& node);

}  // namespace credex::credential
