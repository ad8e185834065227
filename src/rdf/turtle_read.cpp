// RDF 1.1 Turtle, Recommendation 2014-02-25; the names of the functions are those of the grammar in section 6.5.
#include <algorithm>
#include <map>

#include "base/encoding.h"
#include "base/uri.h"
#include "rdf/name_chars.h"
#include "rdf/turtle.h"

namespace credex::rdf {
namespace {

int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

class TurtleReader {
 public:
  TurtleReader(std::string_view text, std::string_view base, Dataset& into, const TurtleLimits& limits)
      : text_{text}, base_{base}, into_{into}, limits_{limits} {}

  Result<void> turtle_doc() {
    for (skip(); at_ < text_.size() && fault_.empty(); skip()) statement();
    if (fault_.empty()) return {};
    std::size_t line = 1;
    std::size_t start = 0;
    for (std::size_t i = 0; i < fault_at_ && i < text_.size(); ++i) {
      if (text_[i] == '\n') {
        ++line;
        start = i + 1;
      }
    }
    return Error{.code = "rdf.turtle.syntax",
                 .message = fault_,
                 .where = "line " + std::to_string(line) + ", column " + std::to_string(fault_at_ - start + 1),
                 .remedy = "correct the Turtle there"};
  }

 private:
  void fail(std::string what) {
    if (!fault_.empty()) return;
    fault_ = std::move(what);
    fault_at_ = at_;
  }
  bool peek(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!peek(c)) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    skip();
    if (!take(c)) fail(std::string{"expected '"} + c + "'");
  }
  void skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++at_;
      } else {
        return;
      }
    }
  }
  bool is_name_at(std::size_t at) const {
    return name_char_at(text_, at) > 0 || (at < text_.size() && text_[at] == ':');
  }
  // (PN_CHARS | '.')* PN_CHARS: a '.' at the end belongs to what follows.
  void rest_of_name() {
    for (;;) {
      const std::size_t bytes = peek('.') ? 1 : name_char_at(text_, at_);
      if (bytes == 0) break;
      at_ += bytes;
    }
    while (text_[at_ - 1] == '.') --at_;
  }
  std::string_view pn_prefix() {
    const std::size_t start = at_;
    if (const std::size_t letter = name_letter_at(text_, at_)) {
      at_ += letter;
      rest_of_name();
    }
    return text_.substr(start, at_ - start);
  }
  // A keyword of SPARQL style, in any case, followed by something that is no name.
  bool word(std::string_view keyword) {
    if (text_.size() - at_ < keyword.size()) return false;
    for (std::size_t i = 0; i < keyword.size(); ++i) {
      if ((text_[at_ + i] | 32) != (keyword[i] | 32)) return false;
    }
    const std::size_t end = at_ + keyword.size();
    if (is_name_at(end)) return false;
    at_ = end;
    return true;
  }

  void statement() {
    if (text_.substr(at_).starts_with("@prefix")) {
      at_ += 7;
      prefix_id();
      expect('.');
    } else if (text_.substr(at_).starts_with("@base")) {
      at_ += 5;
      base_id();
      expect('.');
    } else if (word("PREFIX")) {
      prefix_id();
    } else if (word("BASE")) {
      base_id();
    } else {
      triples();
      expect('.');
    }
  }

  void prefix_id() {
    skip();
    const std::string name{pn_prefix()};
    if (!take(':')) return fail("expected a prefix and ':'");
    skip();
    prefixes_[name] = iriref();
  }
  void base_id() {
    skip();
    base_ = iriref();
  }

  void triples() {
    TermId subject = TermId::none;
    if (peek('[')) {
      subject = blank_node_property_list();
      skip();
      if (peek('.') && !was_anonymous_) return;
    } else if (peek('(')) {
      subject = collection();
    } else {
      subject = peek('_') ? blank_node_label() : iri();
    }
    if (fault_.empty()) predicate_object_list(subject);
  }

  void predicate_object_list(TermId subject) {
    for (;;) {
      skip();
      const TermId predicate = verb();
      if (!fault_.empty()) return;
      for (;;) {
        skip();
        const TermId value = object();
        if (!fault_.empty()) return;
        into_.add(subject, predicate, value);
        skip();
        if (!take(',')) break;
      }
      bool more = false;
      while (take(';')) {
        more = true;
        skip();
      }
      if (!more || at_ >= text_.size() || peek('.') || peek(']')) return;
    }
  }

  TermId verb() {
    if (peek('a') && !is_name_at(at_ + 1) && !text_.substr(at_ + 1).starts_with('.')) {
      ++at_;
      return into_.iri(iri::rdf_type);
    }
    return iri();
  }

  TermId object() {
    if (at_ >= text_.size()) {
      fail("expected an object");
      return TermId::none;
    }
    const char c = text_[at_];
    if (c == '[') return blank_node_property_list();
    if (c == '(') return collection();
    if (c == '"' || c == '\'') return literal(c);
    if (c == '_') return blank_node_label();
    if (is_digit(c) || c == '+' || c == '-' || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))
      return number();
    if (c == '<') return iri();
    for (const std::string_view boolean : {"true", "false"}) {
      const std::size_t end = at_ + boolean.size();
      if (text_.substr(at_).starts_with(boolean) && !is_name_at(end)) {
        at_ = end;
        return into_.literal(boolean, iri::xsd_boolean);
      }
    }
    return iri();
  }

  bool enter() {
    if (++depth_ <= limits_.max_depth) return true;
    fail("brackets stand more than " + std::to_string(limits_.max_depth) + " deep in each other");
    return false;
  }

  TermId blank_node_property_list() {
    ++at_;
    const TermId node = into_.fresh_blank();
    if (!enter()) return node;
    skip();
    const bool is_anonymous = peek(']');
    if (!is_anonymous) predicate_object_list(node);
    expect(']');
    --depth_;
    was_anonymous_ = is_anonymous;
    return node;
  }

  TermId collection() {
    ++at_;
    if (!enter()) return TermId::none;
    TermId head = TermId::none;
    TermId cell = TermId::none;
    for (skip(); fault_.empty() && !peek(')'); skip()) {
      if (at_ >= text_.size()) {
        fail("expected ')'");
        break;
      }
      const TermId item = object();
      if (!fault_.empty()) break;
      const TermId next = into_.fresh_blank();
      if (head == TermId::none) {
        head = next;
      } else {
        into_.add(cell, into_.iri(iri::rdf_rest), next);
      }
      into_.add(next, into_.iri(iri::rdf_first), item);
      cell = next;
    }
    take(')');
    --depth_;
    const TermId nil = into_.iri(iri::rdf_nil);
    if (head == TermId::none) return nil;
    into_.add(cell, into_.iri(iri::rdf_rest), nil);
    return head;
  }

  TermId blank_node_label() {
    if (!text_.substr(at_).starts_with("_:")) {
      fail("expected a blank node label");
      return TermId::none;
    }
    at_ += 2;
    const std::size_t start = at_;
    const std::size_t first = at_ < text_.size() && is_digit(text_[at_]) ? 1 : name_start_at(text_, at_);
    if (first == 0) {
      fail("expected a blank node label");
      return TermId::none;
    }
    at_ += first;
    rest_of_name();
    // The document's own names must not meet those that are made up.
    const auto [it, fresh] = labels_.try_emplace(std::string{text_.substr(start, at_ - start)}, TermId::none);
    if (fresh) it->second = into_.fresh_blank();
    return it->second;
  }

  std::string iriref() {
    if (!take('<')) {
      fail("expected an IRI in '<' and '>'");
      return {};
    }
    std::string out;
    while (at_ < text_.size() && text_[at_] != '>') {
      const char c = text_[at_];
      if (c == '\\') {
        if (!unicode_escape(out)) return {};
      } else if (static_cast<unsigned char>(c) <= 0x20 || c == '<' || c == '"' || c == '{' || c == '}' || c == '|' ||
                 c == '^' || c == '`') {
        break;
      } else {
        out += c;
        ++at_;
      }
    }
    if (!take('>')) {
      fail("expected '>' at the end of the IRI");
      return {};
    }
    std::string absolute = is_absolute_iri(out) ? out : resolve_uri(base_, out);
    if (!is_wellformed_iri(absolute))
      fail("the IRI \"" + out + "\" is relative, and there is no base, or it is not well-formed");
    return absolute;
  }

  TermId iri() {
    if (peek('<')) {
      const std::string value = iriref();
      return fault_.empty() ? into_.iri(value) : TermId::none;
    }
    return prefixed_name();
  }

  TermId prefixed_name() {
    const std::size_t start = at_;
    const std::string_view prefix = pn_prefix();
    if (!peek(':')) {
      at_ = start;
      fail("expected an IRI or a prefixed name");
      return TermId::none;
    }
    ++at_;
    const auto found = prefixes_.find(prefix);
    if (found == prefixes_.end()) {
      at_ = start;
      fail("the prefix \"" + std::string{prefix} + ":\" is not declared");
      return TermId::none;
    }
    std::string value = found->second;
    const std::size_t local = value.size();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool is_first = value.size() == local;
      const std::size_t name = is_digit(c) ? 1 : is_first ? name_start_at(text_, at_) : name_char_at(text_, at_);
      if (name > 0 || c == ':' || (c == '.' && !is_first)) {
        value += text_.substr(at_, std::max<std::size_t>(name, 1));
        at_ += std::max<std::size_t>(name, 1);
      } else if (c == '%' && at_ + 2 < text_.size() && hex_value(text_[at_ + 1]) >= 0 &&
                 hex_value(text_[at_ + 2]) >= 0) {
        value += text_.substr(at_, 3);
        at_ += 3;
      } else if (c == '\\' && at_ + 1 < text_.size() &&
                 std::string_view{"_~.-!$&'()*+,;=/?#@%"}.find(text_[at_ + 1]) != std::string_view::npos) {
        value += text_[at_ + 1];
        at_ += 2;
      } else {
        break;
      }
    }
    while (value.size() > local && value.back() == '.' && text_[at_ - 1] == '.' &&
           (at_ < 2 || text_[at_ - 2] != '\\')) {
      value.pop_back();
      --at_;
    }
    if (!is_wellformed_iri(value)) {
      fail("the name does not make a well-formed IRI");
      return TermId::none;
    }
    return into_.iri(value);
  }

  TermId number() {
    const std::size_t start = at_;
    if (peek('+') || peek('-')) ++at_;
    const auto digits = [&] {
      const std::size_t first = at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
      return at_ - first;
    };
    const std::size_t whole = digits();
    std::size_t fraction = 0;
    bool has_point = false;
    if (peek('.') && at_ + 1 < text_.size() &&
        (is_digit(text_[at_ + 1]) || ((text_[at_ + 1] | 32) == 'e' && whole > 0))) {
      has_point = true;
      ++at_;
      fraction = digits();
    }
    if (whole + fraction == 0) {
      fail("expected a number");
      return TermId::none;
    }
    if (at_ < text_.size() && (text_[at_] | 32) == 'e') {
      ++at_;
      if (peek('+') || peek('-')) ++at_;
      if (digits() == 0) {
        fail("expected the digits of an exponent");
        return TermId::none;
      }
      return into_.literal(text_.substr(start, at_ - start), iri::xsd_double);
    }
    return into_.literal(text_.substr(start, at_ - start), has_point ? iri::xsd_decimal : iri::xsd_integer);
  }

  TermId literal(char quote) {
    const std::string triple(3, quote);
    const bool is_long = text_.substr(at_).starts_with(triple);
    at_ += is_long ? 3 : 1;
    std::string value;
    for (;;) {
      if (at_ >= text_.size()) {
        fail("the literal does not end");
        return TermId::none;
      }
      const char c = text_[at_];
      if (c == quote && (!is_long || text_.substr(at_).starts_with(triple))) break;
      if (!is_long && (c == '\n' || c == '\r')) {
        fail("the literal does not end on its line");
        return TermId::none;
      }
      if (c == '\\') {
        if (!escape(value)) return TermId::none;
      } else {
        value += c;
        ++at_;
      }
    }
    at_ += is_long ? 3 : 1;
    skip();
    if (take('@')) {
      const std::size_t start = at_;
      // LANGTAG: letters, then groups of letters and digits.
      while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
      bool is_tag = at_ > start;
      while (is_tag && take('-')) {
        const std::size_t group = at_;
        while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
        is_tag = at_ > group;
      }
      if (!is_tag) {
        fail("expected a language tag");
        return TermId::none;
      }
      return into_.literal(value, iri::rdf_lang_string, text_.substr(start, at_ - start));
    }
    if (text_.substr(at_).starts_with("^^")) {
      at_ += 2;
      skip();
      const TermId type = iri();
      if (!fault_.empty()) return TermId::none;
      const std::string datatype{into_.term(type).value};
      return into_.literal(value, datatype);
    }
    return into_.literal(value, iri::xsd_string);
  }

  bool escape(std::string& out) {
    static constexpr std::string_view k_from = "tbnrf\"'\\";
    static constexpr std::string_view k_to = "\t\b\n\r\f\"'\\";
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c == 'u' || c == 'U') return unicode_escape(out);
    const auto found = k_from.find(c);
    if (c == '\0' || found == std::string_view::npos) {
      fail("unknown escape");
      return false;
    }
    out += k_to[found];
    at_ += 2;
    return true;
  }

  bool unicode_escape(std::string& out) {
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    const std::size_t count = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    char32_t code = 0;
    if (count == 0 || at_ + 2 + count > text_.size()) {
      fail("unknown escape");
      return false;
    }
    for (const char d : text_.substr(at_ + 2, count)) {
      const int value = hex_value(d);
      if (value < 0) {
        fail("expected hexadecimal digits");
        return false;
      }
      code = code << 4 | static_cast<char32_t>(value);
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
      fail("no code point of Unicode");
      return false;
    }
    append_utf8(out, code);
    at_ += 2 + count;
    return true;
  }

  std::string_view text_;
  std::string base_;
  Dataset& into_;
  const TurtleLimits& limits_;
  std::map<std::string, std::string, std::less<>> prefixes_;
  std::map<std::string, TermId> labels_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool was_anonymous_ = false;  ///< the last [ ] had nothing in it
  std::string fault_;
  std::size_t fault_at_ = 0;
};

}  // namespace

Result<void> read_turtle(std::string_view text, std::string_view base, Dataset& into, const TurtleLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Error{.code = "rdf.too_large",
                 .message = "the text has " + std::to_string(text.size()) + " bytes; at most " +
                            std::to_string(limits.max_bytes) + " are read",
                 .remedy = "split it"};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text))
    return Error{.code = "rdf.not_utf8", .message = "the text is not UTF-8", .remedy = "save it as UTF-8"};
  return TurtleReader{text, base, into, limits}.turtle_doc();
}

}  // namespace credex::rdf
