"""Room order, file length, names of test files, message keys, error codes, links in documents, migrations that were released,
addresses that have no place here, JSON keys said twice. Prints what is wrong, a line each."""
import hashlib
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = 500
bad = []


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def files(folder, endings):
    for base, _, names in os.walk(os.path.join(ROOT, folder)):
        for name in sorted(names):
            if name.endswith(endings):
                yield os.path.relpath(os.path.join(base, name), ROOT)


sources = list(files("src", (".h", ".cpp")))

# Room order: src/rooms.txt says which rooms a room may include.
allowed = {}
for line in read("src/rooms.txt").splitlines():
    if line and not line.startswith("#"):
        room, _, others = line.partition(":")
        allowed[room] = set(others.split()) | {room}
for path in sources:
    room = path.split(os.sep)[1]
    for number, line in enumerate(read(path).splitlines(), 1):
        match = re.match(r'#include "([a-z_0-9]+)/', line)
        if match and match.group(1) not in allowed.get(room, set()):
            bad.append(f"{path}:{number}: room {room} may not include {match.group(1)} (src/rooms.txt)")

# Length: a file past the limit says why in its first three lines.
for path in sources + list(files("tests", (".h", ".cpp"))):
    text = read(path)
    if text.count("\n") > LIMIT and not text.startswith("//"):
        bad.append(f"{path}: {text.count(chr(10))} lines and no reason in its first line (limit {LIMIT})")

# Message keys: each that code names has a text, and each text is named somewhere.
texts = {line.split(" = ")[0] for line in read("data/messages/en.txt").splitlines() if " = " in line and not line.startswith("#")}
code = "\n".join(read(path) for path in sources)
named = set(re.findall(r'"((?:recognition|stacking|skills|assessment|cocreation)(?:\.[a-z_]+){2,})"', code)) | set(re.findall(r'"((?:integrity|issuer|mandate|validity|status|vc|shapes|standard|bundle|presentation|proof|jades|xades|shacl|convert|mc)\.[a-zA-Z_.]+)"', code))
for function, name, state in re.findall(r'(element)\((?:d|in\.definition), "([a-z_]+)", Outcome::[a-z_]+, (?:[^,()]*\? )?"([a-z_]+)"', code):
    named.add(f"mc.{name}.{state}")
# Keys that are made, not written: shacl.COMPONENT, mc.ELEMENT.ok and .absent, the words chosen by a condition.
made = re.compile(r"shacl\.[A-Z]|mc\.[a-z_]+\.(ok|absent|ok_hours|ok_ects|of_award)$|recognition\.(criterion|purpose|result|value|means|state|event|agreement_state|verdict)\.|skills\.evidence\.|cocreation\.(constituency|category|weight|evidence|advice|policy|figure|fate|choice|size|matter|provider|model|addressee|policy_indicator)\.")
rules = set(re.findall(r'\.rule = "([a-z_.A-Z]+)"', code)) | set(re.findall(r'(?:make|add|answer|refuse|finding|timestamps)\((?:\*container, payload_text_, |element\.content, [^"]*)?"([a-z_.]+)"', code)) | {"issuer.trust"}
rules |= set(re.findall(r'(?:make_finding|child|line)\(\s*"([a-z_.]+)"', code))
codes = set(re.findall(r'\.code = "([a-z_.0-9]+)"', code)) | set(re.findall(r'"(proof\.(?:jades|jwt|status_list|suite|value|previous|key_material|jades_certificate))"', code))
for key in sorted(named - texts - rules - codes):
    if not made.match(key) and not re.match(r"(jades|xades|proof|mc)\.[a-z_]+$", key):
        bad.append(f"message key {key} has no text in data/messages/en.txt")
for key in sorted(texts - named):
    if not made.match(key) and key not in code:
        bad.append(f"data/messages/en.txt: {key} is named nowhere")

# Error codes: each is listed in docs/errors.md.
documented = read("docs/errors.md")
for found in sorted(set(re.findall(r'\.code = "([a-z_.0-9]+)"', code))):
    if not found.endswith('.') and f"`{found}`" not in documented:
        bad.append(f"error code {found} is not in docs/errors.md")

# Links in documents lead to files.
for path in list(files("docs", (".md",))) + ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"] + list(files("src", ("README.md",))):
    for link in re.findall(r"\]\(([^)#\s]+)", read(path)):
        if "://" not in link and not os.path.exists(os.path.join(ROOT, os.path.dirname(path), link)):
            bad.append(f"{path}: the link {link} leads nowhere")

# Tests mirror the sources: tests/ROOM/X_test.cpp tests src/ROOM/X, or says in its first line what it tests.
rooms = set(os.listdir(os.path.join(ROOT, "src")))
for path in files("tests", ("_test.cpp",)):
    room, name = path.split(os.sep)[1], os.path.basename(path)[: -len("_test.cpp")]
    mirrored = any(os.path.splitext(os.path.basename(source))[0] == name for source in sources if source.split(os.sep)[1] == room)
    if room not in rooms:
        bad.append(f"{path}: there is no room src/{room} that it could test")
    elif not mirrored and not read(path).startswith("// "):
        bad.append(f"{path}: no file of src/{room} is called {name}, and the first line does not say what is tested")

# Migrations have the numbers 1, 2, 3, ...; one that was released never changes, as databases were made by it.
released = dict(reversed(line.split()) for line in read("tests/store/released-migrations.sha256").splitlines())
migrations = sorted(files("data/migrations", (".sql",)))
for number, path in enumerate(migrations, 1):
    name = os.path.basename(path)
    if not re.match(rf"{number:04d}-[a-z-]+\.sql$", name):
        bad.append(f"{path}: migration number {number} is expected here, as {number:04d}-WHAT.sql")
    elif name in released:
        if hashlib.sha256(read(path).encode()).hexdigest() != released[name]:
            bad.append(f"{path}: was released and has changed since; undo that, and add a new migration")
    elif number <= len(released):
        bad.append(f"{path}: stands before a migration that was released; give it the next number")
    if f'"migrations/{name}"' not in code:
        bad.append(f"{path}: src/store names it nowhere, so no database gets it")
for name in re.findall(r'"migrations/([^"]+)"', code):
    if not os.path.exists(os.path.join(ROOT, "data/migrations", name)):
        bad.append(f"src/store: there is no data/migrations/{name}")
for name in released:
    if not os.path.exists(os.path.join(ROOT, "data/migrations", name)):
        bad.append(f"data/migrations/{name}: was released and is gone")

# Settings: each stands in the table of docs/configuration.md.
described = set(re.findall(r"`([a-z0-9_]+)`", " ".join(line.split("|")[1] for line in read("docs/configuration.md").splitlines() if line.startswith("| `"))))
for name in re.findall(r'^ +\{"([a-z0-9_]+)", "', read("src/app/configuration.cpp"), re.M):
    if name not in described:
        bad.append(f"setting {name} is not in docs/configuration.md")

# Backups and restores know every table with all its columns, or what it holds is lost.
tables = {}
for path in migrations:
    for made, table, rest in re.findall(r"(CREATE TABLE|ALTER TABLE) (\w+) ([^;]*);", re.sub(r"--.*", "", read(path))):
        if made == "CREATE TABLE":
            parts = [part.split()[0] for part in re.split(r",(?![^()]*\))", rest.strip()[1:-1])]
            tables[table] = {part for part in parts if part not in ("PRIMARY", "UNIQUE", "CHECK", "FOREIGN")}
        else:
            tables[table] |= set(re.findall(r"ADD COLUMN (\w+)", rest))
            tables[table] -= set(re.findall(r"DROP COLUMN (\w+)", rest))
saved = {}
for table, columns in re.findall(r'\{"(\w+)",((?:\s*"[^"]*")+),\s*"[^"]*"\}', read("src/app/backup.cpp")):
    saved[table] = set("".join(re.findall(r'"([^"]*)"', columns)).replace(" ", "").split(","))
for table in sorted(tables):
    if tables[table] != saved.get(table):
        lost = ", ".join(sorted(tables[table] ^ saved.get(table, set())))
        bad.append(f"src/app/backup.cpp: the table {table} is not there as the migrations make it: {lost}")

# JSON that people write says each key once: readers differ in which of two they take, and CMake of Debian 12 takes none.
def once(pairs):
    keys = [key for key, _ in pairs]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        bad.append(f"{path}: says the key {key} twice in one object")
    return dict(pairs)


for path in ["CMakePresets.json", "package.json"] + list(files("data", ".json")):
    if os.path.exists(os.path.join(ROOT, path)):
        try:
            json.loads(read(path), object_pairs_hook=once)
        except ValueError as why:
            bad.append(f"{path}: is no JSON: {why}")

# Packages come from where a machine is set up to get them: no file names a registry or a mirror. (Written so that this one does not.)
hosts = [".".join(parts) for parts in (("registry", "npmjs"), ("registry", "yarnpkg"), ("npmjs", "com"), ("pypi", "org"), ("pythonhosted", "org"), ("crates", "io"),
                                       ("proxy", "golang"), ("deb", "debian"), ("ftp", "debian"), ("snapshot", "debian"), ("archive", "ubuntu"), ("security", "debian"))]
host = re.compile("|".join(re.escape(one) for one in hosts))
for base, folders, names in os.walk(ROOT):
    folders[:] = [one for one in folders if one not in ("build", "node_modules", ".git", ".cache", "locale")]
    for name in names:
        path = os.path.relpath(os.path.join(base, name), ROOT)
        if not name.endswith((".png", ".jpg", ".woff2", ".pdf", ".xlsx", ".ods", ".zip", ".der", ".pcap")) and "/corpus/" not in path:
            with open(os.path.join(base, name), "rb") as file:
                found = host.search(file.read().decode("utf-8", "replace"))
            if found:
                bad.append(f"{path}: names a host of packages, {found.group(0)}")

for line in bad:
    print(line)
sys.exit(1 if bad else 0)
