// The reader of forms that tests send pages with (tests/form_controls.h).
#include "form_controls.h"

#include <gtest/gtest.h>

namespace credex::test {
namespace {

struct ControlCase {
  const char* name;
  const char* html;
  SentFields sent;
};
class FormControls : public testing::TestWithParam<ControlCase> {};

TEST_P(FormControls, are_sent_as_a_browser_does) {
  const auto forms = forms_of(std::string{"<p>before</p><form>"} + GetParam().html + "</form><input name=after>");
  ASSERT_EQ(forms.size(), 1U);
  EXPECT_EQ(forms[0].fields, GetParam().sent);
}
INSTANTIATE_TEST_SUITE_P(
    Browser, FormControls,
    testing::Values(
        ControlCase{
            "text", "<input name='a' value='x &amp; &quot;y&quot; &#39;z&#39; &#x10D;'>", {{"a", "x & \"y\" 'z' č"}}},
        ControlCase{"line_ends_leave_a_line", "<input name=a value='x\ny'>", {{"a", "xy"}}},
        ControlCase{"hidden_keeps_line_ends", "<input type=hidden name=a value='x\ny'>", {{"a", "x\r\ny"}}},
        ControlCase{"no_name", "<input value=x>", {}}, ControlCase{"disabled", "<input name=a value=x disabled>", {}},
        ControlCase{"boxes",
                    "<input type=checkbox name=a value=1 checked><input type=checkbox name=a value=2><input type=radio "
                    "name=b checked>",
                    {{"a", "1"}, {"b", "on"}}},
        ControlCase{"area", "<textarea name=a>\nx\n &lt;y&gt;</textarea>", {{"a", "x\r\n <y>"}}},
        ControlCase{"area_keeps_second_line_end", "<textarea name=a>\n\nx</textarea>", {{"a", "\r\nx"}}},
        ControlCase{"select",
                    "<select name=a><option value=''></option><option value=2 selected>two</option></select>",
                    {{"a", "2"}}},
        ControlCase{"select_first", "<select name=a><option>one<option value=2>two</select>", {{"a", "one"}}},
        ControlCase{"select_several",
                    "<select name=a multiple><option selected>1<option>2<option selected>3</select>",
                    {{"a", "1"}, {"a", "3"}}},
        ControlCase{"empty_select", "<select name=a></select>", {}},
        ControlCase{"offers", "<datalist id=d><option value=x></datalist><input name=a list=d>", {{"a", ""}}},
        ControlCase{"no_day",
                    "<input type=date name=a value='2027-02-30'><input type=date name=b value='2028-02-29'>",
                    {{"a", ""}, {"b", "2028-02-29"}}},
        ControlCase{"colour",
                    "<input type=color name=a value=''><input type=color name=b value='#AbCdEf'>",
                    {{"a", "#000000"}, {"b", "#abcdef"}}},
        ControlCase{"address", "<input type=url name=a value=' https://x.example '>", {{"a", "https://x.example"}}},
        ControlCase{"comment", "<!-- <input name=a> --><input name=b value=1>", {{"b", "1"}}}),
    [](const auto& info) { return info.param.name; });

TEST(FormControls, tells_forms_and_buttons_apart) {
  const auto form = form_of(
      "<form id=one><input name=a></form><form id=two action='/x'><input name=b value=1>"
      "<button name=more value=row>More</button><button>Go</button></form>",
      "id", "two");
  EXPECT_EQ(form.fields, (SentFields{{"b", "1"}}));
  EXPECT_EQ(form.buttons, (SentFields{{"more", "row"}}));
  EXPECT_EQ(form.pressed("more", "row"), (SentFields{{"b", "1"}, {"more", "row"}}));
  EXPECT_EQ(form.attributes.at("action"), "/x");
}

}  // namespace
}  // namespace credex::test
