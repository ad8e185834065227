#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::json {

class Value;
struct Member;

/// Owns the bytes that Values refer to; a bump allocator that frees everything at once. Not for several threads.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes > static_cast<std::size_t>(end_ - next_)) grow(bytes);
    void* out = next_;
    next_ += bytes;
    return out;
  }
  /// A copy of `text` that lives as long as the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* to = static_cast<char*>(allocate(text.size()));
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }
  /// A string Value whose text is copied into the arena.
  Value string(std::string_view text);
  /// Forgets everything but keeps the first block, so that a loop does not allocate.
  void reset();

 private:
  void grow(std::size_t bytes);
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
  std::size_t first_size_ = 0;
  std::size_t block_size_ = 16 * 1024;
};

enum class Kind : std::uint8_t { null, boolean, integer, real, string, array, object };

/// A JSON value: a small handle to nodes in an Arena, copied freely; copies of an array or object are the same node.
/// Objects keep the order of their members.
class Value {
 public:
  Value() = default;
  static Value boolean(bool value);
  static Value integer(std::int64_t value);
  static Value real(double value);
  /// Refers to `text`, which must outlive the Value; Arena::string copies.
  static Value string(std::string_view text);
  static Value array(Arena& arena, std::size_t capacity = 2);
  static Value object(Arena& arena, std::size_t capacity = 4);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_number() const { return kind_ == Kind::integer || kind_ == Kind::real; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }
  bool is_string(std::string_view text) const { return is_string() && as_string() == text; }

  bool as_boolean() const { return integer_ != 0; }
  std::int64_t as_integer() const { return integer_; }
  double as_number() const { return kind_ == Kind::integer ? static_cast<double>(integer_) : real_; }
  std::string_view as_string() const { return {text_, size_}; }
  std::span<Value> items() const;
  std::span<Member> members() const;
  std::size_t size() const;
  bool empty() const { return size() == 0; }

  /// The member `key` of an object; null where there is none or this is no object.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// find() for what may be absent: a null Value where it is.
  Value get(std::string_view key) const {
    const Value* found = find(key);
    return found ? *found : Value{};
  }
  /// The text of a string member, empty where it is absent or no string.
  std::string_view text(std::string_view key) const {
    const Value* found = find(key);
    return found && found->is_string() ? found->as_string() : std::string_view{};
  }

  void push(Arena& arena, Value item) const;
  /// Adds or replaces; `key` must outlive the arena's use (a literal, or copied into it).
  void set(Arena& arena, std::string_view key, Value value) const;
  /// Adds without looking whether the key is there.
  void append(Arena& arena, std::string_view key, Value value) const;
  bool erase(std::string_view key) const;
  /// A deep copy in `arena`, strings included.
  Value clone(Arena& arena) const;
  /// The node behind an array or object, its identity; null for others.
  const void* identity() const { return is_array() || is_object() ? node_ : nullptr; }

 private:
  struct Node;
  Kind kind_ = Kind::null;
  std::uint32_t size_ = 0;
  union {
    std::int64_t integer_ = 0;
    double real_;
    const char* text_;
    Node* node_;
  };
};

struct Member {
  std::string_view key;
  Value value;
};

struct Value::Node {
  std::uint32_t size;
  std::uint32_t capacity;
  union {
    Value* items;
    Member* members;
  };
};

inline Value Value::string(std::string_view text) {
  Value out;
  out.kind_ = Kind::string;
  out.size_ = static_cast<std::uint32_t>(text.size());
  out.text_ = text.data();
  return out;
}
inline Value Arena::string(std::string_view text) { return Value::string(copy(text)); }
inline std::size_t Value::size() const { return is_array() || is_object() ? node_->size : (is_string() ? size_ : 0); }
inline std::span<Value> Value::items() const {
  if (!is_array()) return {};
  return {node_->items, node_->size};
}
inline std::span<Member> Value::members() const {
  if (!is_object()) return {};
  return {node_->members, node_->size};
}

/// A parsed text: the values and the memory they live in.
struct Document {
  std::unique_ptr<Arena> arena = std::make_unique<Arena>();
  Value root{};
};

struct ParseLimits {
  std::size_t max_bytes = std::size_t{32} * 1024 * 1024;
  std::size_t max_depth = 192;
};

/// RFC 8259 JSON, UTF-8 only, no duplicate member names (RFC 7493, section 2.3). A leading byte order mark is left out.
/// Errors name line and column: json.syntax, json.duplicate_key, json.too_deep, json.too_large.
Result<Document> parse(std::string_view text, const ParseLimits& limits = {});
/// The same into an arena that the caller keeps.
Result<Value> parse_into(Arena& arena, std::string_view text, const ParseLimits& limits = {});

/// Shortest JSON text, members in their order. Numbers as ECMAScript prints them.
std::string write(const Value& value);
std::string write_pretty(const Value& value);
/// RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units.
std::string write_canonical(const Value& value);
/// A number as ECMAScript's Number::toString prints it (RFC 8785, section 3.2.2.3).
void append_number(std::string& out, double number);
/// A JSON string literal of `text`.
void append_string(std::string& out, std::string_view text);
/// Less by UTF-16 code units, which for text beyond U+FFFF differs from byte order.
bool utf16_less(std::string_view a, std::string_view b);

/// Same kind, same content; member order does not matter.
bool equal(const Value& a, const Value& b);

/// A list of texts, copied into the arena.
template <class Range>
Value texts(Arena& arena, const Range& list) {
  const Value out = Value::array(arena, std::size(list));
  for (const auto& one : list) out.push(arena, arena.string(one));
  return out;
}
inline Value texts(Arena& arena, std::initializer_list<const char*> list) {
  return texts<std::initializer_list<const char*>>(arena, list);
}

/// The value as an array: itself, or alone in one; a null Value gives an empty array.
std::vector<Value> as_list(const Value& value);

/// `token` as a step of a JSON pointer (RFC 6901).
std::string pointer_step(std::string_view token);
/// The steps of a JSON pointer, unescaped. What does not begin with '/' has none.
std::vector<std::string> pointer_steps(std::string_view pointer);
/// The member or item that a step leads to; null where it leads nowhere.
const Value* step_into(const Value& value, std::string_view step);
/// The value at a JSON pointer; null where it leads nowhere.
const Value* find_at(const Value& root, std::string_view pointer);

}  // namespace credex::json
