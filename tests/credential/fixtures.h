#pragma once

#include <fstream>

#include "credential/award_sheet.h"
#include "framework/definition_file.h"
#include "support.h"

namespace credex::credential::test_data {

inline framework::MicroCredential example(const std::string& name) {
  std::ifstream file{std::string{CREDEX_SOURCE_DIR} + "/examples/" + name + "/definition.yaml"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  return test::must(framework::read_definition(text)).definition;
}

inline Award award() {
  Award out;
  out.learner = {.given_name = "Győző",
                 .family_name = "D’Aubigné",
                 .date_of_birth = *parse_date("1990-05-17"),
                 .email = "g@learner.example",
                 .identifier = "S-17"};
  out.awarded_on = *parse_date("2026-03-14");
  out.issued = test::at("2026-03-15T10:00:00Z");
  out.valid_from = test::at("2026-03-14T00:00:00Z");
  out.grade = "merit";
  out.id = award_id("https://school.example/mc", "1", out);
  return out;
}

inline const char* const k_examples[] = {"heritage-3d",          "immersive-audio",  "circular-fashion",
                                         "cultural-projects-eu", "game-narrative",   "creator-rights",
                                         "low-energy-lighting",  "preventive-care",  "accessible-screen",
                                         "craft-ceramics",       "green-production", "ai-visual-story"};

}  // namespace credex::credential::test_data
