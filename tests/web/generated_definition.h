#pragma once

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "framework/definition_keys.h"

namespace credex::test {

/// Definitions by seed, for tests that what is kept comes back: every key of docs/definition.md, the rare ones too, in
/// every notation that the reader takes, with texts that pages find hard, and keys that no form shows.
class GeneratedDefinition {
 public:
  GeneratedDefinition(json::Arena& arena, std::uint32_t seed) : arena_{arena}, random_{seed} {}

  json::Value make() {
    const json::Value d = json::Value::object(arena_, 24);
    maybe(d, "id", [&] { return words_of("https://school.example/mc/1"); });
    maybe(d, "version", [&] { return words_of("1.0"); });
    if (chance(20)) put(d, "text_language", words_of("it"));
    maybe(d, "title", [&] { return text(); });
    maybe(d, "description", [&] { return text(); });
    maybe(d, "language", [&] { return one_or_list({"it", "en", "el", "pt-BR", "tlh"}); });
    maybe(d, "sector", [&] { return any({"heritage", "music", "a sector of its own"}); });
    maybe(d, "field", [&] { return one_or_list({"0215", "0222", "http://data.europa.eu/snb/isced-f/0211"}); });
    maybe(d, "awarding_body", [&] { return body(); });
    maybe(d, "learning_outcomes", [&] { return list(4, [&] { return outcome(); }); });
    maybe(d, "workload", [&] { return workload(); });
    maybe(d, "level", [&] { return level(); });
    maybe(d, "assessment", [&] { return list(4, [&] { return assessment(); }); });
    maybe(d, "participation", [&] { return participation(); });
    maybe(d, "quality_assurance", [&] { return list(3, [&] { return quality(); }); });
    maybe(d, "prerequisites", [&] { return text(); });
    maybe(d, "grading", [&] { return text(); });
    maybe(d, "stackability", [&] { return stackability(); });
    maybe(d, "occupations", [&] { return list(3, [&] { return occupation(); }); });
    maybe(d, "further_information", [&] { return text(); });
    maybe(d, "homepage", [&] { return words_of("https://school.example/\u017C?a=b&c=d"); });
    unseen(d);
    return d;
  }
  /// The paths of the keys that were made so far, as framework/definition_keys.h writes them.
  const std::set<std::string>& made() const { return made_; }

 private:
  using Make = std::function<json::Value()>;
  std::uint32_t below(std::uint32_t most) { return std::uniform_int_distribution<std::uint32_t>{0, most - 1}(random_); }
  bool chance(std::uint32_t percent) { return below(100) < percent; }
  json::Value words_of(std::string_view words) { return arena_.string(words); }
  json::Value any(std::initializer_list<const char*> all) { return words_of(*(all.begin() + below(size(all)))); }
  static std::uint32_t size(std::initializer_list<const char*> all) { return static_cast<std::uint32_t>(all.size()); }

  void put(const json::Value& to, const char* key, json::Value value) {
    made_.insert(path_ + key);
    to.append(arena_, key, value);
  }
  void maybe(const json::Value& to, const char* key, const Make& make) {
    if (!chance(80)) return;
    const std::string before = path_;
    path_ += std::string{key} + ".";
    const json::Value value = make();
    path_ = before;
    put(to, key, value);
  }
  /// What the form does not know must stay all the same.
  void unseen(const json::Value& to) {
    if (chance(40)) to.append(arena_, "kept_by_others", words_of(line()));
    if (chance(10)) to.append(arena_, "nothing", json::Value{});
  }
  json::Value list(std::uint32_t most, const Make& make) {
    const json::Value out = json::Value::array(arena_);
    for (std::uint32_t i = below(most + 1); i > 0; --i) out.push(arena_, make());
    return out;
  }
  json::Value one_or_list(std::initializer_list<const char*> all) {
    if (chance(30)) return any(all);
    const json::Value out = json::Value::array(arena_);
    for (const char* one : all) {
      if (chance(50)) out.push(arena_, words_of(one));
    }
    return out;
  }
  std::string line() {
    const char* k_lines[] = {"Łódź & Gdańsk",
                             "Ελένη γράφει",
                             "<script>alert('x')</script>",
                             "\"quoted\" and 'so'",
                             "{{title}} {{#t}}x{{/t}}",
                             "&amp; stays &lt; as it is",
                             "  blanks around  ",
                             "tab\tinside",
                             "a\u00A0b \U0001F3AD",
                             "مهارة",
                             "</textarea></form>",
                             "one\ntwo",
                             "\nfirst",
                             "last\r\n",
                             "0",
                             "\u0141",
                             "a <b> <c>"};
    return k_lines[below(static_cast<std::uint32_t>(std::size(k_lines)))];
  }
  json::Value line_value() { return words_of(line()); }
  /// Plain, or in several languages, some more than any form has shown at once.
  json::Value text() {
    if (chance(25)) return line_value();
    const json::Value out = json::Value::object(arena_);
    for (const char* tag : {"it", "en", "pl", "el", "de", "pt-BR", "sr-Latn"}) {
      if (chance(45)) out.append(arena_, tag, line_value());
    }
    return out;
  }
  json::Value number() {
    switch (below(5)) {
      case 0: return json::Value::integer(below(500));
      case 1: return json::Value::real(2.5);
      case 2: return words_of("12,5");
      case 3: return json::Value::real(0.1 + 0.2);
      default: return json::Value::integer(0);
    }
  }
  json::Value esco(const char* kind) {
    const std::string uri = std::string{"http://data.europa.eu/esco/"} + kind + "/" + std::to_string(below(4));
    if (chance(20)) return words_of(uri);
    const json::Value out = json::Value::object(arena_);
    put(out, "uri", words_of(uri));
    maybe(out, "label", [&] { return text(); });
    unseen(out);
    return out;
  }
  json::Value occupation() { return esco("occupation"); }

  json::Value body() {
    const json::Value out = json::Value::object(arena_);
    maybe(out, "legal_name", [&] { return text(); });
    for (const char* key :
         {"id", "kind", "country", "region", "registration", "vat", "eidas_identifier", "deqar", "homepage", "email"})
      maybe(out, key, [&] { return line_value(); });
    return out;
  }
  json::Value outcome() {
    if (chance(10)) return line_value();
    const json::Value out = json::Value::object(arena_);
    maybe(out, "id", [&] { return any({"lo1", "lo2", "lo3"}); });
    maybe(out, "title", [&] { return text(); });
    maybe(out, "type", [&] { return any({"skill", "Knowledge", "responsibility and autonomy", "a kind of ours"}); });
    maybe(out, "reuse_level", [&] { return any({"transversal", "sector-specific"}); });
    maybe(out, "esco", [&] { return chance(20) ? esco("skill") : list(3, [&] { return esco("skill"); }); });
    maybe(out, "assessed_by", [&] { return one_or_list({"a2", "a1", "exam", "not there"}); });
    unseen(out);
    return out;
  }
  json::Value workload() {
    const json::Value out = json::Value::object(arena_);
    maybe(out, "hours", [&] { return number(); });
    maybe(out, "ects", [&] { return number(); });
    maybe(out, "parts", [&] {
      const json::Value parts = json::Value::object(arena_);
      for (const char* what : {"taught", "Praxis & Übung", "x\ny"}) {
        if (chance(60)) parts.append(arena_, what, number());
      }
      return parts;
    });
    unseen(out);
    return out;
  }
  json::Value level() {
    if (chance(20)) return words_of("not applicable");
    const json::Value out = json::Value::object(arena_);
    maybe(out, "eqf", [&] { return chance(70) ? json::Value::integer(1 + below(9)) : words_of("5"); });
    maybe(out, "qf_ehea", [&] { return any({"first cycle", "short cycle"}); });
    maybe(out, "framework", [&] {
      return any({"http://data.europa.eu/snb/qdr/c_02d8bc18", "https://framework.example/own"});
    });
    maybe(out, "national", [&] { return line_value(); });
    maybe(out, "ground", [&] { return line_value(); });
    unseen(out);
    return out;
  }
  json::Value assessment() {
    if (chance(10)) return any({"portfolio", "an assessment of ours"});
    const json::Value out = json::Value::object(arena_);
    maybe(out, "id", [&] { return any({"a1", "a2", "exam"}); });
    maybe(out, "title", [&] { return text(); });
    maybe(out, "type", [&] { return any({"portfolio", "Oral Examination", "an assessment of ours"}); });
    maybe(out, "supervision", [&] {
      return any({"supervised on site with identity verification", "watched by the guild"});
    });
    maybe(out, "weight", [&] { return number(); });
    maybe(out, "criteria", [&] { return line_value(); });
    unseen(out);
    return out;
  }
  json::Value participation() {
    if (chance(15)) return words_of("blended");
    const json::Value out = json::Value::object(arena_);
    maybe(out, "mode", [&] { return any({"Online", "blended", "by letter"}); });
    maybe(out, "prior_learning", [&] { return json::Value::boolean(chance(50)); });
    maybe(out, "prior_learning_route", [&] { return line_value(); });
    unseen(out);
    return out;
  }
  json::Value quality() {
    const json::Value out = json::Value::object(arena_);
    maybe(out, "type", [&] { return any({"program license", "Label of a sector network"}); });
    maybe(out, "by", [&] { return line_value(); });
    maybe(out, "by_country", [&] { return any({"IT", "pl", "XK"}); });
    maybe(out, "scope", [&] { return line_value(); });
    maybe(out, "valid_until", [&] { return any({"2029-12-31", "2028-02-29", "some day"}); });
    maybe(out, "decision_url", [&] { return words_of("https://agency.example/d?x=1&y=2"); });
    maybe(out, "deqar_report", [&] { return any({"48198"}); });
    maybe(out, "limit_eqf", [&] {
      if (chance(20)) return json::Value::integer(6);
      return list(3, [&] { return chance(80) ? json::Value::integer(1 + below(8)) : words_of("7"); });
    });
    maybe(out, "limit_fields", [&] { return one_or_list({"http://data.europa.eu/snb/isced-f/0215", "0222", "no"}); });
    unseen(out);
    return out;
  }
  json::Value stackability() {
    if (chance(15)) return words_of("stand-alone, independent micro-credential");
    const json::Value out = json::Value::object(arena_);
    maybe(out, "option", [&] { return any({"integrated, stackable towards another credential", "by our own rule"}); });
    maybe(out, "into", [&] { return line_value(); });
    maybe(out, "into_url", [&] { return words_of("https://school.example/large"); });
    maybe(out, "rule", [&] { return line_value(); });
    unseen(out);
    return out;
  }

  json::Arena& arena_;
  std::mt19937 random_;
  std::set<std::string> made_{};
  std::string path_{};
};

}  // namespace credex::test
