#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <unordered_set>

#include "base/json.h"

namespace credex::json {
namespace {

namespace bj = boost::json;

/// Builds Values from the events of Boost.JSON's parser; notes duplicate names, which JSON parsers differ about.
struct Builder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Arena* arena = nullptr;
  std::vector<Value> values{};           // finished values of open containers
  std::vector<std::string_view> keys{};  // names whose values are not finished
  std::string part{};                    // a string or name that comes in pieces
  std::string duplicate{};               // the first name met twice

  std::string_view whole(bj::string_view piece) {
    if (part.empty()) return arena->copy({piece.data(), piece.size()});
    part.append(piece.data(), piece.size());
    const std::string_view out = arena->copy(part);
    part.clear();
    return out;
  }
  void note_duplicates(const Value& object) {
    const auto members = object.members();
    if (members.size() <= 16) {
      for (std::size_t i = 1; i < members.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          if (members[i].key == members[j].key && duplicate.empty()) duplicate = members[i].key;
        }
      }
      return;
    }
    std::unordered_set<std::string_view> seen;
    for (const Member& member : members) {
      if (!seen.insert(member.key).second && duplicate.empty()) duplicate = member.key;
    }
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t n, bj::error_code&) {
    Value out = Value::array(*arena, n);
    for (std::size_t i = values.size() - n; i < values.size(); ++i) out.push(*arena, values[i]);
    values.resize(values.size() - n);
    values.push_back(out);
    return true;
  }
  bool on_object_begin(bj::error_code&) { return true; }
  bool on_object_end(std::size_t n, bj::error_code& ec) {
    Value out = Value::object(*arena, n);
    for (std::size_t i = 0; i < n; ++i) {
      out.append(*arena, keys[keys.size() - n + i], values[values.size() - n + i]);
    }
    keys.resize(keys.size() - n);
    values.resize(values.size() - n);
    values.push_back(out);
    note_duplicates(out);
    if (duplicate.empty()) return true;
    ec = bj::error::syntax;
    return false;
  }
  bool on_string_part(bj::string_view piece, std::size_t, bj::error_code&) {
    part.append(piece.data(), piece.size());
    return true;
  }
  bool on_string(bj::string_view piece, std::size_t, bj::error_code&) {
    values.push_back(Value::string(whole(piece)));
    return true;
  }
  bool on_key_part(bj::string_view piece, std::size_t, bj::error_code&) {
    part.append(piece.data(), piece.size());
    return true;
  }
  bool on_key(bj::string_view piece, std::size_t, bj::error_code&) {
    keys.push_back(whole(piece));
    return true;
  }
  // Boost's own conversion may be off in the last digit, which a canonical form would show: from_chars is exact.
  bool on_number_part(bj::string_view piece, bj::error_code&) {
    part.append(piece.data(), piece.size());
    return true;
  }
  bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) {
    part.clear();
    values.push_back(Value::integer(number));
    return true;
  }
  bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) {
    part.clear();
    values.push_back(Value::real(static_cast<double>(number)));
    return true;
  }
  bool on_double(double number, bj::string_view piece, bj::error_code&) {
    part.append(piece.data(), piece.size());
    double exact = number;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), exact);
    if (read.ec == std::errc{} && read.ptr == part.data() + part.size()) number = exact;
    part.clear();
    values.push_back(Value::real(number));
    return true;
  }
  bool on_bool(bool value, bj::error_code&) {
    values.push_back(Value::boolean(value));
    return true;
  }
  bool on_null(bj::error_code&) {
    values.push_back(Value{});
    return true;
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto last = before.rfind('\n');
  const auto column = last == std::string_view::npos ? before.size() + 1 : before.size() - last;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

Result<Value> parse_into(Arena& arena, std::string_view text, const ParseLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Error{.code = "json.too_large",
                 .message = "the JSON text has " + std::to_string(text.size()) + " bytes; at most " +
                            std::to_string(limits.max_bytes) + " are read",
                 .remedy = "split it, or take large pictures out of it"};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  bj::parse_options options;
  options.max_depth = limits.max_depth;
  bj::basic_parser<Builder> parser{options};
  Builder& builder = parser.handler();
  builder.arena = &arena;
  bj::error_code ec;
  std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = bj::error::extra_data;
  if (ec) {
    const std::string place = place_of(text, used);
    if (!builder.duplicate.empty()) {
      return Error{.code = "json.duplicate_key",
                   .message = "the member \"" + builder.duplicate + "\" stands twice in one object",
                   .where = "object that ends at " + place,
                   .remedy = "keep one of the two: programs differ about which one counts"};
    }
    if (ec == bj::error::too_deep) {
      return Error{.code = "json.too_deep",
                   .message = "the JSON text is nested more than " + std::to_string(limits.max_depth) + " levels deep",
                   .where = place,
                   .remedy = "no credential needs this; ask its sender for a sound copy"};
    }
    std::string message = "this is not JSON: ";
    if (ec == bj::error::incomplete) {
      message += "the text ends too early";
    } else {
      message += ec.message();
    }
    return Error{
        .code = "json.syntax", .message = message, .where = place, .remedy = "ask its sender for a sound copy"};
  }
  return builder.values.back();
}

Result<Document> parse(std::string_view text, const ParseLimits& limits) {
  Document out;
  auto root = parse_into(*out.arena, text, limits);
  if (!root) return std::move(root).error();
  out.root = *root;
  return out;
}

}  // namespace credex::json
