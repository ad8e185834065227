// Runs every file here against the program and writes who accepted what into docs/interoperability.md:
// node tests/interop/all.mjs CREDEX
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const credex = process.argv[2];
const table = "build/interop.jsonl";
const parts = [
  ["badges", "Open Badges with Data Integrity proofs"],
  ["badges-api", "Open Badges 3.0 API"],
  ["attestations", "Attestations (SD-JWT VC) and Token Status Lists"],
  ["issuance", "Into wallets (OpenID4VCI 1.0)"],
  ["assurance", "Wallets that their providers vouch for (HAIP 1.0)"],
  ["presentation", "From wallets (OpenID4VP 1.0)"],
  ["presented-badges", "Badges from wallets (OpenID4VP 1.0, ldp_vc and jwt_vc_json)"],
  ["vc-api", "VC-API"],
  ["sign-in", "Sign-in (OpenID Connect)"],
  ["learning-system", "Learning systems (LTI 1.3 Advantage; a simulator of a platform, with `jose`)"],
  ["shapes", "Exports and feeds by the official shapes"],
];
const versions = JSON.parse(readFileSync("package.json", "utf8"));
const version = (name) => versions.devDependencies[name] ?? versions.dependencies[name];
let failed = 0;
let text = "# Interoperability\n\nWho accepted what, as `make interop` found it: each line is software from npm that nobody here wrote, or CREDEX reading what\nsuch software made. The file is written by that command.\n";
for (const [name, title] of parts) {
  rmSync(table, { force: true });
  const run = spawnSync("node", [`tests/interop/${name}.mjs`, credex], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, CREDEX_INTEROP_TABLE: table } });
  const lines = run.status === 77 ? [] : readFileSync(table, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  if (run.status !== 0) ++failed;
  text += `\n## ${title}\n\n`;
  if (run.status === 77) text += "Not run: something that it needs is not there.\n";
  // What repeats for each of many files is said once.
  const rows = new Map();
  for (const { good, who, what } of lines) {
    const words = `${who} | ${what.replace(/ [0-9a-f]{8}$/, "").replace(/\/[0-9a-f]{8}$/, "")}`;
    const row = rows.get(words) ?? { count: 0, good: 0 };
    rows.set(words, { count: row.count + 1, good: row.good + (good ? 1 : 0) });
  }
  if (rows.size) text += "| by | what | accepted |\n| --- | --- | --- |\n";
  for (const [words, { count, good }] of rows) {
    const [who, what] = words.split(" | ");
    text += `| ${version(who) ? `${who} ${version(who)}` : who} | ${what} | ${good === count ? "yes" : `${good} of ${count}`}${good === count && count > 1 ? ` (${count})` : ""} |\n`;
  }
}
writeFileSync("docs/interoperability.md", text);
console.log(`docs/interoperability.md written; ${failed ? `${failed} parts were not good` : "all good"}`);
process.exit(failed ? 1 : 0);
