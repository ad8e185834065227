"""What tools/lint_pages.py finds, each in a small house of its own with one fault."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools"))
import lint_pages  # noqa: E402

GOOD = {
    "web/templates/one.html": '<h1>{{#t}}Title{{/t}}</h1>{{#has_name}}{{name}}{{/has_name}}{{#rows}}{{>row}}{{/rows}}<input name="size" value="{{old_size}}">',
    "web/templates/row.html": "<li>{{words}}{{#chosen}}!{{/chosen}} {{given_day}}</li>",
    "src/web/page_one.cpp": """
http::Response one(Visit& visit) {
  View view;
  view.set("name", visit.name);
  View row;
  row.set("words", "w").flag("chosen", true);
  view.set("rows", std::vector<View>{row});
  for (const char* name : {"day"}) row.set(std::string{"given_"} + name, visit.field(name));
  for (const auto& [name, value] : visit.form.fields.all) view.set("old_" + name, value);
  return page(visit, "one", visit.t("Title"), std::move(view));
}
""",
}


def judged(changes):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**GOOD, **changes}.items():
            if text is None:
                continue
            os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(text)
        before, lint_pages.ROOT = lint_pages.ROOT, folder
        try:
            return lint_pages.judge()
        finally:
            lint_pages.ROOT = before


def page(old, new):
    assert old in GOOD["src/web/page_one.cpp"]
    return {"src/web/page_one.cpp": GOOD["src/web/page_one.cpp"].replace(old, new)}


def template(old, new):
    assert old in GOOD["web/templates/one.html"]
    return {"web/templates/one.html": GOOD["web/templates/one.html"].replace(old, new)}


class LintPages(unittest.TestCase):
    def test_a_house_in_order(self):
        self.assertEqual(judged({}), [])

    def test_faults(self):
        for name, changes, want in [
            ("set and not read", page('row.set("words"', 'row.set("nobody", "x").set("words"'), "src/web/page_one.cpp:6: the key nobody is set and no template of this page reads it"),
            ("read and not set", template("{{name}}", "{{name}}{{nmae}}"), "web/templates/one.html:1: the key nmae is read and no page that shows this sets it"),
            ("read by another page's template alone", {"web/templates/two.html": "{{alien}}", "src/web/page_two.cpp": 'page(visit, "two", "");', **page('view.set("name"', 'view.set("alien", "x").set("name"')},
             "src/web/page_one.cpp:4: the key alien is set and no template of this page reads it"),
            ("has_ of a flag", {"web/templates/row.html": "{{words}}{{#has_chosen}}!{{/has_chosen}}{{chosen}}{{given_day}}"}, "web/templates/row.html:1: the key has_chosen is read and no page that shows this sets it"),
            ("made of a loop", page('{"day"}', '{"day", "hour"}'), "src/web/page_one.cpp:8: the key given_hour is set and no template of this page reads it"),
            ("a field that the form has not", template('name="size" ', ""), "web/templates/one.html:1: the key old_size is read and no page that shows this sets it"),
            ("no such template", page('page(visit, "one"', 'render("oen", "en", view); page(visit, "one"'), "src/web/page_one.cpp:10: there is no template oen in web/templates"),
            ("no such part", template("{{>row}}", "{{>rwo}}{{>row}}"), "web/templates/one.html:1: there is no template rwo to take in"),
            ("shown by nobody", {"web/templates/lost.html": "x"}, "web/templates/lost.html: no page shows this template"),
            ("not closed", template("{{/rows}}", ""), "web/templates/one.html:1: the section rows is not closed"),
            ("closed twice", template("{{/rows}}", "{{/rows}}{{/rows}}"), "web/templates/one.html:1: {{/rows}} closes no section that is open"),
        ]:
            with self.subTest(name):
                self.assertIn(want, judged(changes))


if __name__ == "__main__":
    unittest.main(verbosity=1)
