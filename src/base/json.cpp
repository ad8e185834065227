#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace credex::json {

void Arena::grow(std::size_t bytes) {
  const std::size_t size = std::max(bytes, block_size_);
  if (block_size_ < std::size_t{1} << 20) block_size_ *= 2;
  blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
  if (blocks_.size() == 1) first_size_ = size;
  next_ = blocks_.back().get();
  end_ = next_ + size;
}

void Arena::reset() {
  if (blocks_.empty()) return;
  blocks_.resize(1);
  next_ = blocks_.front().get();
  end_ = next_ + first_size_;
}

Value Value::boolean(bool value) {
  Value out;
  out.kind_ = Kind::boolean;
  out.integer_ = value ? 1 : 0;
  return out;
}

Value Value::integer(std::int64_t value) {
  Value out;
  out.kind_ = Kind::integer;
  out.integer_ = value;
  return out;
}

Value Value::real(double value) {
  Value out;
  out.kind_ = Kind::real;
  out.real_ = value;
  return out;
}

Value Value::array(Arena& arena, std::size_t capacity) {
  Value out;
  out.kind_ = Kind::array;
  out.node_ = static_cast<Node*>(arena.allocate(sizeof(Node)));
  out.node_->size = 0;
  out.node_->capacity = static_cast<std::uint32_t>(capacity);
  out.node_->items = capacity == 0 ? nullptr : static_cast<Value*>(arena.allocate(capacity * sizeof(Value)));
  return out;
}

Value Value::object(Arena& arena, std::size_t capacity) {
  Value out;
  out.kind_ = Kind::object;
  out.node_ = static_cast<Node*>(arena.allocate(sizeof(Node)));
  out.node_->size = 0;
  out.node_->capacity = static_cast<std::uint32_t>(capacity);
  out.node_->members = capacity == 0 ? nullptr : static_cast<Member*>(arena.allocate(capacity * sizeof(Member)));
  return out;
}

const Value* Value::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  for (std::uint32_t i = 0; i < node_->size; ++i) {
    if (node_->members[i].key == key) return &node_->members[i].value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

void Value::push(Arena& arena, Value item) const {
  assert(is_array());  // only arrays grow by push
  if (node_->size == node_->capacity) {
    const std::uint32_t capacity = std::max<std::uint32_t>(4, node_->capacity * 2);
    auto* items = static_cast<Value*>(arena.allocate(capacity * sizeof(Value)));
    std::copy_n(node_->items, node_->size, items);
    node_->items = items;
    node_->capacity = capacity;
  }
  node_->items[node_->size++] = item;
}

void Value::append(Arena& arena, std::string_view key, Value value) const {
  assert(is_object());  // only objects have members
  if (node_->size == node_->capacity) {
    const std::uint32_t capacity = std::max<std::uint32_t>(4, node_->capacity * 2);
    auto* members = static_cast<Member*>(arena.allocate(capacity * sizeof(Member)));
    std::copy_n(node_->members, node_->size, members);
    node_->members = members;
    node_->capacity = capacity;
  }
  node_->members[node_->size++] = Member{key, value};
}

void Value::set(Arena& arena, std::string_view key, Value value) const {
  if (auto* found = const_cast<Value*>(find(key))) {
    *found = value;
  } else {
    append(arena, key, value);
  }
}

bool Value::erase(std::string_view key) const {
  if (!is_object()) return false;
  Member* const end = node_->members + node_->size;
  Member* const it = std::find_if(node_->members, end, [&](const Member& m) { return m.key == key; });
  if (it == end) return false;
  std::copy(it + 1, end, it);
  --node_->size;
  return true;
}

Value Value::clone(Arena& arena) const {
  if (is_string()) return arena.string(as_string());
  if (is_array()) {
    Value out = array(arena, size());
    for (const Value& item : items()) out.push(arena, item.clone(arena));
    return out;
  }
  if (is_object()) {
    Value out = object(arena, size());
    for (const Member& member : members()) out.append(arena, arena.copy(member.key), member.value.clone(arena));
    return out;
  }
  return *this;
}

namespace {

/// Where from `from` on the first byte stands that needs an escape; the text's size where none does. Eight bytes at a
/// time, by the trick that finds a byte under 0x20, or one that is zero after exclusive or, with the carry of one
/// subtraction; it errs only above a byte that is there.
std::size_t next_escaped(std::string_view text, std::size_t from) {
  constexpr std::uint64_t k_ones = 0x0101010101010101U;
  constexpr std::uint64_t k_highs = 0x8080808080808080U;
  const auto has_zero = [](std::uint64_t word) { return (word - k_ones) & ~word & k_highs; };
  std::size_t at = from;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, 8);
    const std::uint64_t control = (word - k_ones * 0x20) & ~word & k_highs;
    if ((control | has_zero(word ^ (k_ones * '"')) | has_zero(word ^ (k_ones * '\\'))) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  static constexpr char k_hex[] = "0123456789abcdef";
  out += '"';
  std::size_t start = 0;
  for (;;) {
    const std::size_t stop = next_escaped(text, start);
    out.append(text, start, stop - start);
    if (stop == text.size()) break;
    start = stop + 1;
    const auto c = static_cast<unsigned char>(text[stop]);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += k_hex[c >> 4];
        out += k_hex[c & 15];
    }
  }
  out += '"';
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {  // JSON has no such number; parse() never makes one
    out += "null";
    return;
  }
  if (number == 0) {
    out += '0';
    return;
  }
  // Shortest digits that read back the same, then laid out as Number::toString does.
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(number), std::chars_format::scientific).ptr;
  const std::string_view text{buffer, static_cast<std::size_t>(end - buffer)};
  const auto e = text.find('e');
  std::string digits{text.substr(0, 1)};
  if (e > 2) digits += text.substr(2, e - 2);
  int exponent = 0;
  const std::string_view exponent_text = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  const int n = exponent + 1;  // position of the decimal point
  const int k = static_cast<int>(digits.size());
  if (number < 0) out += '-';
  if (k <= n && n <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(n));
    out += '.';
    out.append(digits, static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-n), '0');
    out += digits;
  } else {
    out += digits[0];
    if (k > 1) {
      out += '.';
      out.append(digits, 1);
    }
    out += n > 0 ? "e+" : "e-";
    out += std::to_string(std::abs(n - 1));
  }
}

bool utf16_less(std::string_view a, std::string_view b) {
  const auto [ia, ib] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (ia == a.end() || ib == b.end()) return ia == a.end() && ib != b.end();
  const auto ca = static_cast<unsigned char>(*ia);
  const auto cb = static_cast<unsigned char>(*ib);
  // Byte order is UTF-16 order but for one case: characters past U+FFFF (lead byte F0 and more) are surrogates
  // (D800 to DFFF) in UTF-16 and so come before U+E000 to U+FFFF (lead bytes EE and EF).
  const bool astral_a = ca >= 0xF0;
  const bool astral_b = cb >= 0xF0;
  if (astral_a != astral_b && (ca >= 0xEE && cb >= 0xEE)) return astral_a;
  return ca < cb;
}

namespace {

enum class Layout : std::uint8_t { compact, pretty, canonical };

// Depth is bounded by what parse() let in or by what our own code built.
void write_value(std::string& out, const Value& value, Layout layout, std::size_t indent) {
  const auto newline = [&](std::size_t depth) {
    if (layout != Layout::pretty) return;
    out += '\n';
    out.append(depth * 2, ' ');
  };
  switch (value.kind()) {
    case Kind::null: out += "null"; break;
    case Kind::boolean: out += value.as_boolean() ? "true" : "false"; break;
    case Kind::integer: {
      // Canonical numbers are doubles (RFC 8785); past 2^53 that shows.
      if (layout == Layout::canonical) {
        append_number(out, value.as_number());
      } else {
        out += std::to_string(value.as_integer());
      }
      break;
    }
    case Kind::real: append_number(out, value.as_number()); break;
    case Kind::string: append_string(out, value.as_string()); break;
    case Kind::array: {
      out += '[';
      bool first = true;
      for (const Value& item : value.items()) {
        if (!first) out += ',';
        first = false;
        newline(indent + 1);
        write_value(out, item, layout, indent + 1);
      }
      if (!first) newline(indent);
      out += ']';
      break;
    }
    case Kind::object: {
      out += '{';
      bool first = true;
      const auto write_member = [&](const Member& member) {
        if (!first) out += ',';
        first = false;
        newline(indent + 1);
        append_string(out, member.key);
        out += layout == Layout::pretty ? ": " : ":";
        write_value(out, member.value, layout, indent + 1);
      };
      if (layout == Layout::canonical) {
        std::vector<const Member*> order;
        order.reserve(value.size());
        for (const Member& member : value.members()) order.push_back(&member);
        std::sort(order.begin(), order.end(),
                  [](const Member* a, const Member* b) { return utf16_less(a->key, b->key); });
        for (const Member* member : order) write_member(*member);
      } else {
        for (const Member& member : value.members()) write_member(member);
      }
      if (!first) newline(indent);
      out += '}';
      break;
    }
  }
}

}  // namespace

std::string write(const Value& value) {
  std::string out;
  write_value(out, value, Layout::compact, 0);
  return out;
}

std::string write_pretty(const Value& value) {
  std::string out;
  write_value(out, value, Layout::pretty, 0);
  out += '\n';
  return out;
}

std::string write_canonical(const Value& value) {
  std::string out;
  write_value(out, value, Layout::canonical, 0);
  return out;
}

bool equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    if (a.kind() == Kind::integer && b.kind() == Kind::integer) return a.as_integer() == b.as_integer();
    return a.as_number() == b.as_number();
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return a.as_boolean() == b.as_boolean();
    case Kind::string: return a.as_string() == b.as_string();
    case Kind::array: return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(), equal);
    case Kind::object:
      return a.size() == b.size() && std::all_of(a.members().begin(), a.members().end(), [&](const Member& member) {
               const Value* other = b.find(member.key);
               return other != nullptr && equal(member.value, *other);
             });
    default: return false;
  }
}

std::vector<Value> as_list(const Value& value) {
  if (value.is_null()) return {};
  if (value.is_array()) return {value.items().begin(), value.items().end()};
  return {value};
}

std::string pointer_step(std::string_view token) {
  std::string out = "/";
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::vector<std::string> pointer_steps(std::string_view pointer) {
  std::vector<std::string> out;
  if (!pointer.starts_with('/')) return out;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      out.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size()) {
      out.back() += pointer[++i] == '1' ? '/' : '~';
    } else {
      out.back() += pointer[i];
    }
  }
  return out;
}

const Value* step_into(const Value& value, std::string_view step) {
  if (value.is_object()) return value.find(step);
  std::size_t index = 0;
  const auto read = std::from_chars(step.data(), step.data() + step.size(), index);
  if (!value.is_array() || read.ec != std::errc{} || read.ptr != step.data() + step.size() || index >= value.size())
    return nullptr;
  return &value.items()[index];
}

const Value* find_at(const Value& root, std::string_view pointer) {
  if (!pointer.empty() && !pointer.starts_with('/')) return nullptr;
  const Value* out = &root;
  for (const std::string& step : pointer_steps(pointer)) {
    out = step_into(*out, step);
    if (out == nullptr) return nullptr;
  }
  return out;
}

}  // namespace credex::json
