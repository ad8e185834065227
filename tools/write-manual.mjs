// Writes the manual page from what the program says of itself: node tools/write-manual.mjs CREDEX OUT
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const [, , program, out] = process.argv;
// Usage lines begin with the name that the program was called by.
const ask = (...words) => execFileSync(program, words, { encoding: "utf8", env: { PATH: process.env.PATH, LANG: "C.UTF-8", NO_COLOR: "1" } }).replaceAll(program, "credex");
// In roff a backslash and a dash have meanings of their own, and so has a dot or an apostrophe that begins a line.
const roff = (text) => text.replace(/\\/g, "\\e").replace(/-/g, "\\-").replace(/^(?=[.'])/gm, "\\&");

// The commands that a help text lists; CLI11 wrote their heading otherwise before 2.5, and where there are several words to it.
const commands = (help) => {
  const lines = help.split("\n");
  const start = lines.findIndex((line) => /^subcommands:?\s*$/i.test(line.trim()));
  if (start < 0) return [];
  return lines.slice(start + 1).map((line) => line.match(/^ {2}([a-z][a-z0-9-]*)(?:,\S+)?(\s|$)/)?.[1]).filter(Boolean);
};
const page = (words) => {
  const help = ask(...words, "--help");
  const inner = commands(help).map((name) => page([...words, name])).join("");
  return words.length === 0 ? { help, inner }
    : `.SS ${roff(["credex", ...words].join(" "))}\n.nf\n${roff(help.trim())}\n.fi\n${inner}`;
};

const { help, inner } = page([]);
if (!inner) throw new Error("the program lists no commands");
const [version] = ask("--version").trim().split("\n");
const about = help.trim().split("\n")[0].replace(/^credex:?\s*/, "");
writeFileSync(out, `.\\" Made by tools/write-manual.mjs from credex --help.
.TH CREDEX 1 "" "${roff(version)}" "User Commands"
.SH NAME
credex \\- ${roff(about)}
.SH SYNOPSIS
.B credex
.I command
.RI [ options ]
.SH DESCRIPTION
The server, library and command line of a framework of micro\\-credentials for the cultural and creative industries.
.B credex serve
answers people in a browser and programs by an API; the other commands define, check, issue, verify and convert micro\\-credentials.
.SH COMMANDS
${inner}.SH EXIT STATUS
.TP
0
good
.TP
1
judged not good; unknown is not good
.TP
2
could not be done
.SH ENVIRONMENT
Each setting of
.B credex serve
is read from CREDEX_ and its name in capitals too: CREDEX_PUBLIC_URL for \\-\\-public\\-url.
.SH SEE ALSO
The documents that are installed with it, docs/using.md and docs/configuration.md first.
`);
