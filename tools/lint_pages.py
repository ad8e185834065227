"""Templates against the code that fills them: a key that is set and read by no template, a key that a template reads and nobody
sets, a template that is named and not there, one that nothing shows. Prints what is wrong, a line each.

What a page's file sets must be read by a template that this file names (or takes in, or that a helper fills); what a template reads
must be set by a file that names it or by a helper. A helper is a file of src/web that is no page_*.cpp, or a page's file whose
functions stand in a header for others. "has_x" is made by View::set beside "x"."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = "src/web"
TEMPLATES = "web/templates"
WORDS = re.compile(r"\{\{[#/]t\}\}")
TAG = re.compile(r"\{\{\{?\s*([#^/&>!]?)\s*([^}\s]+?)\s*\}\}\}?")
TEXT = r'"((?:[^"\\]|\\.)*)"'


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def names_below(folder, endings):
    out = []
    for base, _, names in os.walk(os.path.join(ROOT, folder)):
        out += [os.path.relpath(os.path.join(base, name), ROOT) for name in names if name.endswith(endings)]
    return sorted(out)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class Template:
    """What one template reads, with the line it reads it at, the templates it takes in and the fields of its forms."""

    def __init__(self, text):
        self.keys, self.parts, self.problems = {}, {}, []
        self.fields = set(re.findall(r'\bname="([a-z_]+)"', text))
        plain = WORDS.sub(lambda m: " " * len(m.group(0)), text)
        open_sections = []
        for tag in TAG.finditer(plain):
            kind, name, line = tag.group(1), tag.group(2), line_of(text, tag.start())
            if kind == "!":
                continue
            if kind == ">":
                self.parts.setdefault(name, line)
                continue
            if kind == "/":
                if not open_sections or open_sections[-1][0] != name:
                    self.problems.append((line, f"{{{{/{name}}}}} closes no section that is open"))
                else:
                    open_sections.pop()
                continue
            if kind in "#^" and kind:
                open_sections.append((name, line))
            if name != ".":
                for one in name.split("."):
                    self.keys.setdefault(one, line)
        for name, line in open_sections:
            self.problems.append((line, f"the section {name} is not closed"))


def values_of(text, at, name):
    """The words that the variable `name` may hold where the text at `at` uses it: of the loop around it, or of the calls of the
    function around it. None: not to be known."""
    before = text[:at]
    loops = [m for m in re.finditer(r"\bfor \((?:[^;{}]*?\b" + name + r"\b[^;{}:]*?):\s*([^;]*?)\)\s*(?:\{|\n|[a-z])", before)]
    parameter = list(re.finditer(r"(\w+)\([^;{}()]*\b(?:const char\*|std::string_view|const std::string&) " + name + r"\b[^;{}()]*\)\s*\{", before))
    loop, function = (loops[-1] if loops else None), (parameter[-1] if parameter else None)
    if loop and (not function or loop.start() > function.start()):
        return set(re.findall(TEXT, loop.group(1))) or None
    local = list(re.finditer(r"\[&?\w*\]\([^;{}()]*\b" + name + r"\b", before))
    if local and (not function or local[-1].start() > function.start()):
        caller = re.findall(r"(\w+) = $", before[: local[-1].start()])
        return set(re.findall(caller[0] + r"\(\s*" + TEXT, text)) if caller else None
    if function:
        return set(re.findall(r"\b" + function.group(1) + r"\([^;]*?" + TEXT, text)) or None
    return None


class Source:
    """What one file sets (key to line), the beginnings of keys whose end it does not know, and the templates it names."""

    def __init__(self, path, templates):
        text = read(path)
        self.path, self.sets, self.open_ends, self.problems = path, {}, {}, []
        literals = {m.group(1): line_of(text, m.start()) for m in re.finditer(TEXT, text)}
        self.templates = {name for name in literals if name in templates}
        self.rendered = {m.group(1): line_of(text, m.start()) for m in re.finditer(r'\brender\(\s*"([a-z_]+)"', text)}
        for m in re.finditer(r'\b(?:page|piece)\(\s*visit,\s*"([a-z_]+)"', text):
            self.rendered[m.group(1)] = line_of(text, m.start())
        for m in re.finditer(r'\b(?:desk_page|framework_page)\(\s*visit,\s*(?:\w+,\s*)?"[a-z]+",\s*"([a-z_]+)"|\bdesk_page\(\s*visit,\s*\w+,\s*"[a-z]+",\s*"([a-z_]+)"', text):
            self.rendered[m.group(1) or m.group(2)] = line_of(text, m.start())
        for m in re.finditer(r"(?:\.|->)(set|flag)\(\s*", text):
            at, line = m.end(), line_of(text, m.start())
            rest = text[at:]
            for pattern, kind in ((TEXT + r",", "key"), (r"(?:std::string\{)?" + TEXT + r"\}? \+ (\w+),", "made"), (r"([a-z_]+),", "variable")):
                found = re.match(pattern, rest)
                if found:
                    break
            else:
                continue
            if kind == "key":
                self.note(found.group(1), line, m.group(1))
            elif kind == "made":
                ends = values_of(text, at, found.group(2))
                if ends is None:
                    self.open_ends[found.group(1)] = line
                for end in ends or ():
                    self.note(found.group(1) + end, line, m.group(1))
            elif m.group(1) == "set":
                # arena values of base/json.h have a set of their own, whose first argument is the arena.
                if found.group(1) in ("arena_", "arena"):
                    continue
                for name in values_of(text, at, found.group(1)) or ():
                    self.note(name, line, m.group(1))

    def note(self, key, line, how):
        known = self.sets.get(key, (line, how))
        self.sets[key] = (known[0], "set" if "set" in (how, known[1]) else "flag")


def judge():
    bad = []
    paths = {os.path.splitext(os.path.relpath(path, os.path.join(TEMPLATES)))[0]: path for path in names_below(TEMPLATES, ".html")}
    templates = {name: Template(read(path)) for name, path in paths.items()}
    for name, template in templates.items():
        bad += [f"{paths[name]}:{line}: {what}" for line, what in template.problems]
        bad += [f"{paths[name]}:{line}: there is no template {part} to take in" for part, line in template.parts.items() if part not in templates]

    def closure(names):
        out, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name not in out and name in templates:
                out.add(name)
                todo += templates[name].parts
        return out

    sources = [Source(path, templates) for path in names_below(PAGES, (".cpp", ".h")) if not re.search(r"/view\.(h|cpp)$", path)]
    headers = "\n".join(read(path) for path in names_below(PAGES, (".h",)))
    declared = set(re.findall(r"\b(\w+)\([^;{}]*\);", headers))
    for source in sources:
        bad += [f"{source.path}:{line}: there is no template {name} in {TEMPLATES}" for name, line in source.rendered.items() if name not in templates]
        name = os.path.basename(source.path)
        source.helps = not name.startswith("page_") or bool(
            set(re.findall(r"^(?:View|void|std::string|std::vector<View>) (\w+)\(", read(source.path), re.M)) & declared)
        source.reaches = closure(source.templates)
    shown = set().union(*(source.reaches for source in sources))
    bad += [f"{paths[name]}: no page shows this template" for name in templates if name not in shown]
    by_helpers = set().union(*(source.reaches for source in sources if source.helps))

    def reads(names):
        return {key for name in names for key in templates[name].keys}

    for source in sources:
        # What a helper sets may be read anywhere; what a page sets, in what it or a helper shows.
        read_there = reads(templates if source.helps else source.reaches | by_helpers)
        for key, (line, how) in sorted(source.sets.items()):
            if key not in read_there and not (how == "set" and f"has_{key}" in read_there):
                bad.append(f"{source.path}:{line}: the key {key} is set and no template of this page reads it")
    for name, template in sorted(templates.items()):
        fillers = [source for source in sources if source.helps or name in source.reaches]
        known = {key for source in fillers for key in source.sets}
        known |= {f"has_{key}" for source in fillers for key, (_, how) in source.sets.items() if how == "set"}
        ends = {(begin, field) for source in fillers for begin in source.open_ends for outer in (source.reaches if not source.helps else [name])
                for field in templates[outer].fields}
        known |= {begin + field for begin, field in ends} | {f"has_{begin}{field}" for begin, field in ends}
        bad += [f"{paths[name]}:{line}: the key {key} is read and no page that shows this sets it" for key, line in sorted(template.keys.items()) if key not in known]
    return bad


if __name__ == "__main__":
    problems = judge()
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
