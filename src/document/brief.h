#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace credex::document {

/// A paper of some pages: what is said to policy, with the figures behind it.
struct Brief {
  std::string title{};
  std::string subtitle{};
  struct Section {
    std::string heading{};
    std::vector<std::string> paragraphs{};
    std::vector<std::string> points{};              ///< a list
    std::vector<std::vector<std::string>> table{};  ///< its first row is the head
  };
  std::vector<Section> sections{};
  std::string foot{};
};

/// A4 pages as PDF, fonts embedded. Error "document.pdf".
Result<std::string> brief_pdf(const Brief& brief);

}  // namespace credex::document
