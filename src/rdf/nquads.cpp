#include "rdf/nquads.h"

#include <array>

#include "base/encoding.h"
#include "base/uri.h"
#include "rdf/name_chars.h"

namespace credex::rdf {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

/// A cursor over one text; the first problem met is kept and ends the reading.
class LineReader {
 public:
  LineReader(std::string_view text, Dataset& into) : text_{text}, into_{into} {}

  Result<void> read() {
    while (at_ < text_.size()) {
      if (!line()) return problem();
    }
    return {};
  }

 private:
  bool line() {
    skip_space();
    if (at_ < text_.size() && text_[at_] != '#' && !at_line_end()) {
      Quad quad;
      quad.subject = subject_or_graph("a subject");
      skip_space();
      quad.predicate = fault_ ? TermId::none : iri("a predicate");
      skip_space();
      quad.object = fault_ ? TermId::none : object();
      skip_space();
      if (!fault_ && at_ < text_.size() && text_[at_] != '.') quad.graph = subject_or_graph("a graph name or '.'");
      skip_space();
      if (!fault_ && (at_ >= text_.size() || text_[at_] != '.')) fail("'.' at the end of the statement");
      if (fault_) return false;
      ++at_;
      into_.add(quad);
      skip_space();
    }
    if (at_ < text_.size() && text_[at_] == '#') {
      while (at_ < text_.size() && !at_line_end()) ++at_;
    }
    if (at_ < text_.size() && !at_line_end()) {
      fail("the end of the line");
      return false;
    }
    while (at_ < text_.size() && at_line_end()) {
      if (text_[at_] == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      }
      ++at_;
    }
    return true;
  }

  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  void fail(const char* expected) {
    if (!fault_) fault_ = expected;
  }
  Error problem() const {
    return Error{.code = "rdf.nquads.syntax",
                 .message = std::string{"expected "} + fault_,
                 .where = "line " + std::to_string(line_) + ", column " + std::to_string(at_ - line_start_ + 1),
                 .remedy = "write one statement a line: <subject> <predicate> <object> <graph> ."};
  }

  TermId subject_or_graph(const char* expected) {
    if (at_ < text_.size() && text_[at_] == '_') return blank();
    return iri(expected);
  }

  TermId object() {
    if (at_ >= text_.size()) {
      fail("an object");
      return TermId::none;
    }
    if (text_[at_] == '_') return blank();
    if (text_[at_] == '"') return literal();
    return iri("an object");
  }

  // IRIREF: '<' ([^#x00-#x20<>"{}|^`\] | UCHAR)* '>', absolute.
  TermId iri(const char* expected) {
    if (at_ >= text_.size() || text_[at_] != '<') {
      fail(expected);
      return TermId::none;
    }
    ++at_;
    buffer_.clear();
    while (at_ < text_.size() && text_[at_] != '>') {
      if (text_[at_] == '\\') {
        if (!escape(Escapes::unicode_only)) return TermId::none;
      } else if (at_line_end()) {
        break;
      } else {
        buffer_ += text_[at_++];
      }
    }
    if (at_ >= text_.size() || text_[at_] != '>') {
      fail("'>' at the end of the IRI");
      return TermId::none;
    }
    if (!is_wellformed_iri(buffer_)) {
      fail("an absolute IRI without spaces or <>\"{}|^`");
      return TermId::none;
    }
    ++at_;
    return into_.iri(buffer_);
  }

  // BLANK_NODE_LABEL: letters, digits, '_', ':', and inside also '-' and '.'.
  TermId blank() {
    if (!text_.substr(at_).starts_with("_:")) {
      fail("'_:' and a label");
      return TermId::none;
    }
    at_ += 2;
    const std::size_t start = at_;
    const auto is_one_of = [&](std::string_view marks) {
      return at_ < text_.size() && marks.find(text_[at_]) != std::string_view::npos;
    };
    std::size_t bytes = is_one_of(":0123456789") ? 1 : name_start_at(text_, at_);
    if (bytes == 0) {
      fail("a blank node label");
      return TermId::none;
    }
    for (; bytes > 0; bytes = is_one_of(":.") ? 1 : name_char_at(text_, at_)) at_ += bytes;
    while (text_[at_ - 1] == '.') --at_;
    return into_.blank(text_.substr(start, at_ - start));
  }

  TermId literal() {
    ++at_;
    buffer_.clear();
    while (at_ < text_.size() && text_[at_] != '"') {
      if (at_line_end()) break;
      if (text_[at_] == '\\') {
        if (!escape(Escapes::all)) return TermId::none;
      } else {
        buffer_ += text_[at_++];
      }
    }
    if (at_ >= text_.size() || text_[at_] != '"') {
      fail("'\"' at the end of the literal");
      return TermId::none;
    }
    ++at_;
    if (text_.substr(at_).starts_with("^^")) {
      at_ += 2;
      const std::string value = buffer_;
      const TermId type = iri("the datatype's IRI");
      if (fault_) return TermId::none;
      const std::string_view datatype = into_.term(type).value;
      if (datatype == iri::rdf_lang_string) {
        fail("a language tag for rdf:langString");
        return TermId::none;
      }
      return into_.literal(value, datatype);
    }
    if (at_ < text_.size() && text_[at_] == '@') {
      const std::size_t start = ++at_;
      bool in_first = true;
      while (at_ < text_.size()) {
        const char c = text_[at_];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '-' && at_ > start && text_[at_ - 1] != '-') {
          in_first = false;
        } else if (!letter && (in_first || c < '0' || c > '9')) {
          break;
        }
        ++at_;
      }
      if (at_ == start || text_[at_ - 1] == '-') {
        fail("a language tag");
        return TermId::none;
      }
      return into_.literal(buffer_, iri::rdf_lang_string, text_.substr(start, at_ - start));
    }
    return into_.literal(buffer_, iri::xsd_string);
  }

  enum class Escapes : std::uint8_t { unicode_only, all };

  bool escape(Escapes allowed) {
    ++at_;
    if (at_ >= text_.size()) {
      fail("a character after '\\'");
      return false;
    }
    const char c = text_[at_++];
    if (c == 'u' || c == 'U') {
      const std::size_t count = c == 'u' ? 4 : 8;
      if (at_ + count > text_.size()) {
        fail("hexadecimal digits");
        return false;
      }
      char32_t code = 0;
      for (std::size_t i = 0; i < count; ++i) {
        const char d = text_[at_++];
        const int value = d >= '0' && d <= '9'   ? d - '0'
                          : d >= 'a' && d <= 'f' ? d - 'a' + 10
                          : d >= 'A' && d <= 'F' ? d - 'A' + 10
                                                 : -1;
        if (value < 0) {
          fail("hexadecimal digits");
          return false;
        }
        code = code << 4 | static_cast<char32_t>(value);
      }
      if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        fail("a code point of Unicode");
        return false;
      }
      append_utf8(buffer_, code);
      return true;
    }
    static constexpr std::string_view k_from = "tbnrf\"'\\";
    static constexpr std::string_view k_to = "\t\b\n\r\f\"'\\";
    const auto found = k_from.find(c);
    if (allowed == Escapes::unicode_only || found == std::string_view::npos) {
      fail("a known escape");
      return false;
    }
    buffer_ += k_to[found];
    return true;
  }

  std::string_view text_;
  Dataset& into_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  const char* fault_ = nullptr;
};

void append_escaped(std::string& out, std::string_view text) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) continue;
    out.append(text, start, i - start);
    start = i + 1;
    switch (c) {
      case '\b': out += "\\b"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\f': out += "\\f"; break;
      case '\r': out += "\\r"; break;
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      default:
        out += "\\u00";
        out += k_hex[c >> 4];
        out += k_hex[c & 15];
    }
  }
  out.append(text, start, text.size() - start);
}

}  // namespace

Result<void> read_nquads(std::string_view text, Dataset& into, const NQuadsLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Error{.code = "rdf.too_large",
                 .message = "the text has " + std::to_string(text.size()) + " bytes; at most " +
                            std::to_string(limits.max_bytes) + " are read",
                 .remedy = "split it"};
  }
  if (!is_utf8(text)) {
    return Error{.code = "rdf.not_utf8", .message = "the text is not UTF-8", .remedy = "save it as UTF-8"};
  }
  return LineReader{text, into}.read();
}

void append_term(std::string& out, const Dataset& dataset, TermId id) {
  const Term& term = dataset.term(id);
  switch (term.kind) {
    case TermKind::iri:
      out += '<';
      out += term.value;
      out += '>';
      return;
    case TermKind::blank:
      out += "_:";
      out += term.value;
      return;
    case TermKind::literal: break;
  }
  out += '"';
  append_escaped(out, term.value);
  out += '"';
  const std::string_view datatype = dataset.term(term.datatype).value;
  if (!term.language.empty()) {
    out += '@';
    out += term.language;
  } else if (datatype != iri::xsd_string) {
    out += "^^<";
    out += datatype;
    out += '>';
  }
}

std::string write_nquads(const Dataset& dataset) {
  std::string out;
  for (const Quad& quad : dataset.quads()) {
    append_term(out, dataset, quad.subject);
    out += ' ';
    append_term(out, dataset, quad.predicate);
    out += ' ';
    append_term(out, dataset, quad.object);
    if (quad.graph != TermId::none) {
      out += ' ';
      append_term(out, dataset, quad.graph);
    }
    out += " .\n";
  }
  return out;
}

}  // namespace credex::rdf
