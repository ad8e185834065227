#pragma once

#include "base/json.h"
#include "credential/brought.h"

namespace pugi {
class xml_node;
}

namespace credex::credential {

/// One reading by read_brought(): what was found until now, and what was spent of the limits. Each function reads one
/// form and comes back to read() with what is inside.
struct BroughtReader {
  const BroughtBy& by;
  Brought out{};
  std::size_t left_out = 0;  ///< credentials past the limit
  std::size_t spent = 0;     ///< bytes that were read, of all depths
  std::size_t followed = 0;  ///< links
  std::string page{};        ///< the address that what is read came from; empty where it came as a file

  Result<void> read(std::string_view bytes, const std::string& name, int depth);
  void note(Outcome outcome, const std::string& name, const char* message, std::vector<std::string> args);

 private:
  void keep(const std::string& name, std::string bytes);
  Result<void> many(std::vector<BroughtPart> parts, std::size_t total, int depth);
  Result<void> pdf(std::string_view bytes, int depth);
  Result<void> zip(std::string_view bytes, int depth);
  Result<void> picture(std::string_view bytes, const std::string& name, int depth);
  Result<void> codes(std::string_view bytes, const std::string& name, int depth);
  Result<void> json(const json::Value& root, std::string written, const std::string& name, int depth);
  Result<void> text(std::string_view bytes, const std::string& name, int depth);
  Result<void> links(const std::vector<std::string>& urls, int depth);
  Result<void> link(const std::string& url, int depth);
  // brought_markup.cpp
  Result<void> markup(std::string_view bytes, const std::string& name, int depth);
  Result<void> web_page(std::string_view html, const std::string& name, int depth);
  Result<void> transcript(const pugi::xml_node& root, const std::string& name, int depth);
  Result<void> xml_credential(const pugi::xml_node& root, const std::string& name);
};

}  // namespace credex::credential
