// Everything that people read in English, taken from templates, code and data:
//   node tools/messages.mjs list            each message, as JSON
//   node tools/messages.mjs check           whether each catalogue of data/locale has each message and no other; exit 1
//   node tools/messages.mjs write           data/locale/credex.pot, and each catalogue brought up to date with it
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(root, path), "utf8");
const files = (folder, ending) => readdirSync(join(root, folder)).filter((name) => name.endsWith(ending)).sort().map((name) => `${folder}/${name}`);

// What only an operator or a program meets stays English, as the command line and the API are.
const operators = /^no such (list|document)$|^this key makes no such proof$|^rotate it$|Authorization: Bearer|^this needs an organisation's API key$|^no credential with this id|--demo on an empty|^give operator or facilitator$|^is no role of the platform$|^the access token is not known|^refresh it, or ask|^ask the person for it$|^is not https without a fragment$|^CREDEX$|^Passkey$/;
const messages = new Map();
const add = (text, where, plural) => {
  if (!text || !/\p{L}|^“\{0\}”$/u.test(text) || operators.test(text)) return;
  const known = messages.get(text);
  if (known) known.where.add(where);
  else messages.set(text, { plural, where: new Set([where]) });
};

for (const path of files("web/templates", ".html")) {
  for (const [, text] of read(path).matchAll(/\{\{#t\}\}([\s\S]*?)\{\{\/t\}\}/g)) add(text.replace(/\s+/g, " ").trim(), path);
}

// C++ string literals that follow each other are one.
const literal = String.raw`((?:"(?:[^"\\]|\\.)*"\s*)+)`;
const joined = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((part) => JSON.parse(`"${part[1].replace(/\\'/g, "'")}"`)).join("");
const singles = [
  String.raw`\bt\(\s*${literal}[,)]`, String.raw`\bsay\(\s*${literal}[,)]`, String.raw`translate\([^"()]*?,\s*${literal}[,)]`,
  String.raw`answer\(Standing::\w+,\s*${literal}[,)]`, String.raw`\bput\(\s*${literal},`, String.raw`return\s+${literal};`,
  String.raw`\.(?:message|remedy)\s*=\s*${literal}[,})]`, String.raw`not_found\(\s*${literal}\)`,
];
const tables = /constexpr (?:Meaning|Part|Tab) k_\w+\[\] = \{([\s\S]*?)\};/g;
const sources = [...files("src/web", ".cpp"), ...files("src/service", ".cpp"), ...files("src/document", ".cpp")];
for (const path of sources) {
  const text = read(path);
  for (const pattern of singles) {
    if (pattern.startsWith("return") && !/page_(catalogue|share)/.test(path)) continue;
    if (pattern.includes("put") && !/label_view/.test(path)) continue;
    for (const match of text.matchAll(new RegExp(pattern, "g"))) add(joined(match[1]), path);
  }
  for (const match of text.matchAll(new RegExp(String.raw`(?:\btn|translate_plural)\(\s*(?:[^"()]*?,\s*)?${literal},\s*${literal}`, "g"))) add(joined(match[1]), path, joined(match[2]));
  for (const match of text.matchAll(new RegExp(String.raw`(?:invalid|conflict)\(\s*${literal},([\s\S]*?)\);`, "g"))) {
    add(joined(match[1]), path);
    const rest = [...match[2].matchAll(new RegExp(literal, "g"))].map((part) => joined(part[1]));
    if (rest.length) add(rest.at(-1), path);
  }
  // An error that quotes what was written ends with what to do.
  for (const [, rest] of text.matchAll(/\binvalid\(\s*"'" \+([\s\S]*?)\);/g)) {
    const last = [...rest.matchAll(new RegExp(literal, "g"))].map((part) => joined(part[1])).at(-1);
    if (last) add(last, path);
  }
  for (const match of text.matchAll(new RegExp(String.raw`\btell(?:_\w+)?\([^"]*?,\s*${literal},\s*${literal}`, "g"))) {
    add(joined(match[1]), path);
    add(joined(match[2]), path);
  }
  for (const [, rows] of text.matchAll(tables)) {
    for (const row of rows.matchAll(new RegExp(literal, "g"))) if (/^[A-Z].*/.test(joined(row[1]))) add(joined(row[1]), path);
  }
  // Errors with values: "'" + value + "' is no day", and "this is so: " + value.
  for (const [, words] of text.matchAll(/\+\s*"' ((?:is|names)[^"]*)"/g)) add(words, path);
  if (path.startsWith("src/service")) for (const [, words] of text.matchAll(/"([a-z][^"]+): " \+/g)) add(words, path);
  for (const [, words] of text.matchAll(/\.message = "([^"]+): " \+/g)) add(words, path);
  for (const match of text.matchAll(/\? "([A-Z][^"]*)"|: "([A-Z][a-z][^"]*)";/g)) add(match[1] || match[2], path);
}
// What people bring that is no credential: every sentence of such a call, and of an error; a value stands behind ": ".
for (const path of [...files("src/credential", ".cpp").filter((one) => /\/(brought\w*|baked)\.cpp$/.test(one)), "src/base/archive.cpp", "src/document/qr.cpp", "src/document/unpacking.cpp"]) {
  for (const [call] of read(path).matchAll(/\b(?:no_credential|bad_picture|bad_code|bad_archive|unreadable_pdf|Error\{)\(?[\s\S]*?\);|\bError\{[\s\S]*?\};/g)) {
    for (const [literals] of call.matchAll(new RegExp(literal, "g"))) {
      if (literals.includes("\\x")) continue;
      const words = joined(literals).replace(/: $/, "");
      if (words.length > 10 && /^\p{L}[^:]* /u.test(words)) add(words, path);
    }
  }
}
for (const match of read("src/credential/award_sheet.cpp").matchAll(new RegExp(String.raw`\bproblem\(\s*row,\s*(?:"\w*"|\w+),\s*${literal},\s*${literal}\)`, "g"))) {
  add(joined(match[1]), "src/credential/award_sheet.cpp");
  add(joined(match[2]), "src/credential/award_sheet.cpp");
}
// What programs may ask for.
for (const [, words] of read("src/service/oauth.h").matchAll(/\{"[\w:/.]+",\s*"([^"]+)"\}/g)) add(words, "src/service/oauth.h");
// What the claims of an attestation are called.
for (const [, label] of read("src/credential/attestation.cpp").matchAll(/\{"\w+", "([A-Z][^"]*)", (?:true|false)\}/g)) add(label, "src/credential/attestation.cpp");
add("Micro-credential", "src/credential/attestation.cpp");
for (const path of ["src/store/records.h", "src/store/award_records.h"]) {
  for (const [, names] of read(path).matchAll(/k_names\[\] = \{([^}]*)\}/g))
    for (const [, name] of names.matchAll(/"(\w+)"/g)) add(name.replace(/_/g, " "), path);
}
for (const line of read("data/messages/en.txt").split("\n")) {
  const at = line.indexOf(" = ");
  // What only the technical view shows stays in the words of the standards, which are English.
  const technical = /^(attestation|jades|proof|shacl|shapes|vc(?!\.data_model)|convert|bundle|presentation|audit)\./.test(line);
  if (at > 0 && !line.startsWith("#") && !technical) add(line.slice(at + 3), "data/messages/en.txt");
}
for (const [, title] of read("data/sectors/cci.yaml").matchAll(/^  title: "([^"]+)"/gm)) add(title, "data/sectors/cci.yaml");
let list = "";
for (const line of read("data/vocabularies.yaml").split("\n")) {
  list = line.match(/^- list: (\S+)/)?.[1] ?? list;
  const label = line.match(/label: '((?:[^']|'')+)'/)?.[1];
  if (label && ["assessment", "mode", "quality-assurance", "supervision", "outcome-type", "reuse-level"].includes(list)) add(label.replace(/''/g, "'"), "data/vocabularies.yaml");
}
for (const [, column] of read("data/columns.yaml").matchAll(/column: (\w+)/g)) add(column.replace(/_/g, " "), "data/columns.yaml");
for (const word of ["pass", "warn", "unknown", "fail", "not applicable", "now", "all", "unclaimed", "claimed", "seen", "downloaded", "checked", "read", "stand-alone", "stackable towards another credential"]) add(word, "src/base/report.cpp");

const quoted = (text) => JSON.stringify(text);
const parsePo = (text) => {
  const out = new Map();
  let id; let key; let fields = {};
  const keep = () => { if (fields.msgid) out.set(fields.msgid, fields); fields = {}; };
  for (const line of text.split("\n")) {
    const start = line.match(/^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$/);
    if (start) { if (start[1] === "msgid") keep(); key = start[1]; fields[key] = JSON.parse(start[2]); }
    else if (/^"/.test(line)) fields[key] += JSON.parse(line);
  }
  keep();
  return out;
};
const holes = (text) => [...(text || "").matchAll(/\{\d\}|\{\{[\w]+\}\}/g)].map((m) => m[0]).sort().join(" ");
const languages = read("data/locale/languages.txt").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split(" ")[0]).filter((l) => l !== "en");
const plurals = { fr: "nplurals=2; plural=(n > 1);", pl: "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);" };
const pluralOf = (language) => plurals[language] || "nplurals=2; plural=(n != 1);";
const entry = (text, info, strings) => `${[...info.where].sort().map((w) => `#: ${w}\n`).join("")}msgid ${quoted(text)}\n` +
  (info.plural ? `msgid_plural ${quoted(info.plural)}\n${strings.map((s, i) => `msgstr[${i}] ${quoted(s)}`).join("\n")}\n` : `msgstr ${quoted(strings[0])}\n`);
const header = (language) => `msgid ""\nmsgstr ""\n"Project-Id-Version: credex\\n"\n"Language: ${language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: ${pluralOf(language)}\\n"\n\n`;

const command = process.argv[2];
if (command === "list") {
  console.log(JSON.stringify([...messages].map(([text, info]) => info.plural ? [text, info.plural] : text), null, 0));
} else if (command === "write") {
  const all = [...messages];
  writeFileSync(join(root, "data/locale/credex.pot"), header("en") + all.map(([text, info]) => entry(text, info, info.plural ? ["", ""] : [""])).join("\n"));
  for (const language of languages) {
    const path = `data/locale/${language}.po`;
    const known = existsSync(join(root, path)) ? parsePo(read(path)) : new Map();
    const count = Number(pluralOf(language).match(/nplurals=(\d)/)[1]);
    writeFileSync(join(root, path), header(language) + all.map(([text, info]) => {
      const old = known.get(text) || {};
      return entry(text, info, info.plural ? Array.from({ length: count }, (_, i) => old[`msgstr[${i}]`] || "") : [old.msgstr || ""]);
    }).join("\n"));
  }
  console.log(`${messages.size} messages, ${languages.length} catalogues`);
} else {
  let bad = 0;
  for (const language of languages) {
    const known = parsePo(read(`data/locale/${language}.po`));
    const count = Number(pluralOf(language).match(/nplurals=(\d)/)[1]);
    for (const [text, info] of messages) {
      const found = known.get(text);
      const strings = found ? (info.plural ? Array.from({ length: count }, (_, i) => found[`msgstr[${i}]`]) : [found.msgstr]) : [];
      if (!found || strings.some((s) => !s)) { console.log(`${language}.po: not translated: ${text}`); ++bad; }
      else if (strings.some((s) => !info.plural && holes(s) !== holes(text))) { console.log(`${language}.po: what stands for {0} differs: ${text}`); ++bad; }
    }
    for (const text of known.keys()) if (!messages.has(text)) { console.log(`${language}.po: stale: ${text}`); ++bad; }
  }
  if (bad) console.log(`${bad} messages are missing or stale; node tools/messages.mjs write brings the catalogues up to date`);
  process.exit(bad ? 1 : 0);
}
