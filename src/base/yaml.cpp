#include "base/yaml.h"

#include <yaml-cpp/yaml.h>

#include <charconv>

#include "base/encoding.h"

namespace credex {
namespace {

using json::Value;

class Converter {
 public:
  Converter(YamlDocument& out, const YamlLimits& limits) : out_{out}, arena_{*out.document.arena}, limits_{limits} {}

  Result<Value> convert(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    const int line = node.Mark().line + 1;
    out_.lines.emplace(pointer, line);
    if (depth > limits_.max_depth || ++nodes_ > limits_.max_nodes) {
      return Error{
          .code = "yaml.too_large",
          .message = depth > limits_.max_depth ? "the YAML is nested too deep" : "the YAML has too many values",
          .where = "line " + std::to_string(line),
          .remedy = "a definition is a page or two; split what is larger"};
    }
    switch (node.Type()) {
      case YAML::NodeType::Scalar: return scalar(node);
      case YAML::NodeType::Sequence: {
        Value list = Value::array(arena_, node.size());
        std::size_t i = 0;
        for (const YAML::Node& item : node) {
          auto value = convert(item, pointer + "/" + std::to_string(i++), depth + 1);
          if (!value) return value;
          list.push(arena_, *value);
        }
        return list;
      }
      case YAML::NodeType::Map: {
        Value object = Value::object(arena_, node.size());
        for (const auto& entry : node) {
          const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
          if (object.find(key) != nullptr) {
            return Error{.code = "yaml.duplicate_key",
                         .message = "the key \"" + key + "\" stands twice",
                         .where = "line " + std::to_string(entry.first.Mark().line + 1),
                         .remedy = "keep one of the two"};
          }
          auto value = convert(entry.second, pointer + json::pointer_step(key), depth + 1);
          if (!value) return value;
          object.append(arena_, arena_.copy(key), *value);
        }
        return object;
      }
      default: return Value{};
    }
  }

 private:
  Value scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    const bool is_plain = node.Tag() == "?" || node.Tag().empty();
    if (!is_plain) return arena_.string(text);
    if (text == "null" || text == "~" || text.empty()) return {};
    if (text == "true" || text == "false") return Value::boolean(text == "true");
    std::int64_t whole = 0;
    const char* const end = text.data() + text.size();
    if (const auto r = std::from_chars(text.data(), end, whole); r.ec == std::errc{} && r.ptr == end)
      return Value::integer(whole);
    double number = 0;
    const bool digits = text.find_first_not_of("0123456789.eE+-") == std::string::npos;
    if (const auto r = std::from_chars(text.data(), end, number); digits && r.ec == std::errc{} && r.ptr == end)
      return Value::real(number);
    return arena_.string(text);
  }

  YamlDocument& out_;
  json::Arena& arena_;
  const YamlLimits& limits_;
  std::size_t nodes_ = 0;
};

}  // namespace

int YamlDocument::line_of(std::string_view pointer) const {
  for (;;) {
    if (const auto it = lines.find(pointer); it != lines.end()) return it->second;
    const auto slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 0;
    pointer = pointer.substr(0, slash);
  }
}

Result<YamlDocument> parse_yaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Error{.code = "yaml.too_large",
                 .message = "the file has " + std::to_string(text.size()) + " bytes; at most " +
                            std::to_string(limits.max_bytes) + " are read"};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text))
    return Error{.code = "yaml.not_utf8", .message = "the file is not UTF-8", .remedy = "save it as UTF-8"};
  YamlDocument out;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') {
    auto document = json::parse(text, {.max_bytes = limits.max_bytes});
    if (!document) return std::move(document).error();
    out.document = std::move(*document);
    return out;
  }
  try {
    const YAML::Node root = YAML::Load(std::string{text});
    auto value = Converter{out, limits}.convert(root, "", 0);
    if (!value) return std::move(value).error();
    out.document.root = *value;
    return out;
  } catch (const YAML::Exception& problem) {
    return Error{.code = "yaml.syntax",
                 .message = "this is no YAML: " + problem.msg,
                 .where = "line " + std::to_string(problem.mark.line + 1) + ", column " +
                          std::to_string(problem.mark.column + 1),
                 .remedy = "check indentation, colons and quotes there"};
  }
}

}  // namespace credex
