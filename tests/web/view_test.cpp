#include "web/view.h"

#include <filesystem>

#include "base/translate.h"
#include "support.h"

namespace credex::web {
namespace {

std::vector<std::string> template_names() {
  std::vector<std::string> out;
  for (const auto& file : std::filesystem::directory_iterator{std::string{CREDEX_SOURCE_DIR} + "/web/templates"}) {
    if (file.path().extension() == ".html") out.push_back(file.path().stem());
  }
  return out;
}

// tools/lint_pages.py compares their keys with the code; here the library itself reads them.
TEST(Templates, are_read_and_filled_in_every_language) {
  const auto names = template_names();
  ASSERT_GT(names.size(), 100U);
  for (const Language& language : languages()) {
    for (const std::string& name : names) EXPECT_NO_THROW(render(name, language.code, {})) << name << language.code;
  }
}

TEST(Templates, that_are_missing_are_named) {
  try {
    render("no_such_page", "en", {});
    FAIL() << "a template that is not there was rendered";
  } catch (const std::logic_error& problem) {
    EXPECT_STREQ(problem.what(), "web/templates/no_such_page.html is not built into this program");
  }
}

TEST(View, says_beside_a_text_or_list_whether_there_is_any) {
  View view;
  view.set("problem", View{}.set("message", "a < b").set("remedy", ""));
  const std::string html = render("problem", "en", view);
  EXPECT_NE(html.find("a &lt; b"), std::string::npos) << html;
}

TEST(Escaped, takes_their_meaning_from_what_html_gives_one) {
  EXPECT_EQ(escaped("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

}  // namespace
}  // namespace credex::web
