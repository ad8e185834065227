#include "credential/elmo.h"

#include <algorithm>
#include <pugixml.hpp>

#include "base/encoding.h"
#include "fixtures.h"

namespace credex::credential {
namespace {

using test_data::award;
using test_data::example;

const Instant k_now = test::at("2026-06-01T00:00:00Z");

pugi::xml_document read(const std::string& text) {
  pugi::xml_document out;
  EXPECT_TRUE(out.load_string(text.c_str()));
  return out;
}

/// The names of what is in a node, each once, in order.
std::vector<std::string> names(pugi::xml_node node) {
  std::vector<std::string> out;
  for (const pugi::xml_node child : node.children()) {
    if (out.empty() || out.back() != child.name()) out.emplace_back(child.name());
  }
  return out;
}

ElmoEntry entry(const std::string& name) {
  ElmoEntry out{.file = "{\"signed\": \"" + name + "\"}"};
  out.contents.definition = example(name);
  out.contents.award = award();
  return out;
}

TEST(Elmo, has_its_elements_in_the_order_of_the_schema) {
  const auto document = read(test::must(elmo_transcript({entry("heritage-3d")}, k_now)));
  const auto root = document.child("elmo");
  EXPECT_STREQ(root.attribute("xmlns").value(), "https://github.com/emrex-eu/elmo-schemas/tree/v1");
  EXPECT_EQ(names(root), (std::vector<std::string>{"generatedDate", "learner", "report"}));
  const auto report = root.child("report");
  EXPECT_EQ(names(report),
            (std::vector<std::string>{"issuer", "learningOpportunitySpecification", "issueDate", "attachment"}));
  EXPECT_EQ(names(report.child("issuer")), (std::vector<std::string>{"country", "identifier", "title", "url"}));
  const auto opportunity = report.child("learningOpportunitySpecification");
  EXPECT_EQ(names(opportunity), (std::vector<std::string>{"identifier", "title", "type", "subjectArea", "iscedCode",
                                                          "url", "description", "specifies"}));
  const auto instance = opportunity.child("specifies").child("learningOpportunityInstance");
  const std::vector<std::string> order{"identifier",      "start",      "date",  "status",
                                       "resultLabel",     "credit",     "level", "languageOfInstruction",
                                       "engagementHours", "attachments"};
  std::size_t at = 0;
  for (const std::string& name : names(instance)) {
    const auto found = std::find(order.begin() + static_cast<std::ptrdiff_t>(at), order.end(), name);
    ASSERT_NE(found, order.end()) << name;
    at = static_cast<std::size_t>(found - order.begin());
  }
  EXPECT_STREQ(instance.child("credit").child_value("scheme"), "ects");
  EXPECT_STREQ(instance.child_value("status"), "passed");
}

TEST(Elmo, carries_the_signed_file_as_it_is) {
  const ElmoEntry one = entry("heritage-3d");
  const auto document = read(test::must(elmo_transcript({one}, k_now)));
  const auto attachment = document.child("elmo").child("report").child("attachment");
  const std::string content = attachment.child_value("content");
  const std::string head = "data:application/json;base64,";
  ASSERT_TRUE(content.starts_with(head));
  EXPECT_EQ(as_text(test::must(from_base64(content.substr(head.size())))), one.file);
  const auto instance = document.child("elmo")
                            .child("report")
                            .child("learningOpportunitySpecification")
                            .child("specifies")
                            .child("learningOpportunityInstance");
  EXPECT_STREQ(instance.child("attachments").child_value("ref"), attachment.child_value("identifier"));
}

TEST(Elmo, has_a_report_for_each_body_and_splits_one_name) {
  ElmoEntry second = entry("game-narrative");
  ElmoEntry third = entry("game-narrative");
  ElmoEntry first = entry("heritage-3d");
  first.contents.award.learner = {.full_name = "Anna Maria Öberg"};
  const auto document = read(test::must(elmo_transcript({first, second, third}, k_now)));
  const auto root = document.child("elmo");
  EXPECT_STREQ(root.child("learner").child_value("givenNames"), "Anna Maria");
  EXPECT_STREQ(root.child("learner").child_value("familyName"), "Öberg");
  std::size_t reports = 0;
  std::size_t opportunities = 0;
  for (const auto report : root.children("report")) {
    ++reports;
    for ([[maybe_unused]] const auto one : report.children("learningOpportunitySpecification")) ++opportunities;
  }
  EXPECT_EQ(reports, 2U);
  EXPECT_EQ(opportunities, 3U);
}

TEST(Elmo, says_what_it_cannot_carry_and_that_nobody_is_there) {
  const auto losses = losses_to_elmo(entry("heritage-3d").contents);
  EXPECT_GE(losses.size(), 4U);
  EXPECT_FALSE(elmo_transcript({}, k_now));
  ElmoEntry nobody = entry("heritage-3d");
  nobody.contents.award.learner = {};
  EXPECT_EQ(elmo_transcript({nobody}, k_now).error().code, "credential.elmo");
}

}  // namespace
}  // namespace credex::credential
