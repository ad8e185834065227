#include "recognition/document_fields.h"

#include <fstream>
#include <set>
#include <sstream>

#include "recognition/policy.h"
#include "support.h"

namespace credex::recognition {
namespace {

using json::Value;
using test::must;

const Criteria& criteria() { return Criteria::built_in(); }
const Countries& countries() { return Countries::built_in(); }

std::string file_text(const std::string& path) {
  std::ifstream in{std::string{CREDEX_SOURCE_DIR} + "/" + path};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

const char* const k_bare =
    R"({"id":"https://b.example/p","version":"1","body":{"id":"https://b.example/","name":"B","country":"IE"}})";

TEST(DocumentFields, are_all_in_the_document_and_nothing_else_is) {
  const std::string whole = file_text("docs/recognition.md");
  const auto from = whole.find("## A policy");
  const std::string text = whole.substr(from, whole.find("A **what-if**") - from);
  std::set<std::string, std::less<>> told;
  for (std::size_t at = text.find('`'); at != std::string::npos; at = text.find('`', at + 1)) {
    const std::size_t end = text.find('`', at + 1);
    const std::string word = text.substr(at + 1, end - at - 1);
    told.insert(word.substr(0, word.find('.')));  // purposes.PURPOSE
    at = end;
  }
  std::set<std::string, std::less<>> known{"eased", "", "data/recognition/criteria", "src/recognition/document_fields"};
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Group::party); ++i) {
    for (const std::string_view key : key_names(static_cast<Group>(i))) {
      EXPECT_TRUE(told.contains(key)) << key << " is not in docs/recognition.md";
      known.emplace(key);
    }
  }
  for (const std::string& word : told) EXPECT_TRUE(known.contains(word)) << word << " is no key";
}

/// Something else than what holds where nothing is said.
Value another(json::Arena& arena, const DocumentField& field, const Value& before) {
  const auto& scale = field.criterion ? criteria().scales[*field.criterion] : std::vector<std::string>{};
  const bool is_lower = field.name.ends_with("compensable_at");
  switch (field.kind) {
    case FieldKind::date: return Value::string("2027-03-01");
    case FieldKind::whole: return Value::integer(before.is_null() ? 3 : before.as_integer() + 1);
    case FieldKind::number:
      if (before.is_null()) return Value::real(7.5);
      return Value::real(field.name.ends_with("partly") || field.name.ends_with("text_from") ? 0.125 : 0.875);
    case FieldKind::scale:
      if (scale.size() < 2) return Value::real(before.as_number() + (is_lower ? -1 : 1));
      if (!before.is_string(is_lower ? scale.front() : scale.back()))
        return arena.string(is_lower ? scale.front() : scale.back());
      return {};  // it is at its end already
    case FieldKind::flag: return Value::boolean(!before.as_boolean());
    case FieldKind::means: return Value::array(arena);
    case FieldKind::lines: return json::texts(arena, {"https://b.example/outcome"});
    case FieldKind::rules: return must(json::parse_into(arena, R"([{"id":"r","scope":{"countries":["PT"]}}])"));
    default: return Value::string("words");
  }
}

TEST(DocumentFields, are_each_read_written_and_compared) {
  const Policy bare = must(read_policy(k_bare, "", criteria(), countries()));
  std::size_t at_their_end = 0;
  for (const DocumentField& field : policy_fields()) {
    json::Arena arena;
    const Value holds = policy_value(arena, bare, criteria());
    const Value* before = json::find_at(holds, field.pointer);
    const Value changed = another(arena, field, before == nullptr ? Value{} : *before);
    if (changed.is_null()) {
      ++at_their_end;
      continue;
    }
    // All that holds said, with this one changed.
    Value at = holds;
    const auto steps = json::pointer_steps(field.pointer);
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
      if (at.get(steps[i]).is_null()) at.set(arena, arena.copy(steps[i]), Value::object(arena));
      at = at.get(steps[i]);
    }
    at.set(arena, arena.copy(steps.back()), changed);
    if (field.kind == FieldKind::flag) at.set(arena, "weight", Value::integer(2));
    auto read = read_policy(json::write(holds), "", criteria(), countries());
    ASSERT_TRUE(read) << field.name << ": " << read.error().to_string();
    EXPECT_NE(*read, bare) << field.name << " is not read";
    const auto lines = compare_policies(bare, *read, criteria());
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.key == field.name; });
    ASSERT_NE(line, lines.end()) << field.name;
    EXPECT_TRUE(line->differs) << field.name << " is not compared";
    json::Arena again;
    EXPECT_EQ(must(read_policy(json::write(policy_value(again, *read, criteria())), "", criteria(), countries())),
              *read)
        << field.name << " is not written";
  }
  EXPECT_GT(policy_fields().size(), 180U);
  EXPECT_LT(at_their_end, 20U);
}

TEST(DocumentFields, of_agreements_are_the_keys_that_are_written) {
  const Agreement agreement = must(read_agreement(
      R"({"id":"https://a.example/","title":"A","parties":[{"id":"https://x.example/","name":"X"},)"
      R"({"id":"https://y.example/","name":"Y"}],"from":"2026-01-01","until":"2027-01-01","effect":"eased",)"
      R"("waives":["quality"],"accepts":{"verification":"some","quality":"weak","level":-1,"outcomes":50,)"
      R"("workload":50,"assessment":"partial","identification":"none"},"ground":"G","scope":{"countries":["PT"],)"
      R"("issuers":["https://i.example/"],"accredited_by":["https://q.example/"],"sectors":["music"],)"
      R"("fields":["0215"],"purposes":["credit"],"least_eqf":4,"most_eqf":6,"least_ects":1,"most_ects":5,)"
      R"("quality":"weak"}})",
      "", criteria(), countries()));
  json::Arena arena;
  const Value written = agreement_value(arena, agreement, criteria());
  for (const DocumentField& field : agreement_fields())
    EXPECT_NE(json::find_at(written, field.pointer), nullptr) << field.name;
}

TEST(Policy, says_where_a_group_of_keys_was_wanted) {
  const std::string head =
      "id: 'https://b.example/p'\nversion: '1'\nbody: {id: 'https://b.example/', name: B, country: IE}\n";
  for (const auto& [text, place] : {std::pair{"purposes: [credit]\n", "line 4, /purposes"},
                                    {"purposes:\n  credit:\n    criteria: all\n", "line 6, /purposes/credit/criteria"},
                                    {"purposes: {credit: {id: x}}\n", "line 4, /purposes/credit/id"}}) {
    auto read = read_policy(head + text, "", criteria(), countries());
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().where, place);
  }
}

}  // namespace
}  // namespace credex::recognition
