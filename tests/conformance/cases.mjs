// Credentials from elsewhere and forgeries, with what is right to say of each: cases.mjs PATH_TO_CREDEX [CASES]. CASES (../shared/cases)
// has credentials/manifest.tsv; each of its lines is tried with `credex verify`, and has to have what is said of it here. A line a case
// that is not as it should be, then "cases passed/total"; 1 where one is not, 77 where they are not there.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [credex, cases = join(dirname(fileURLToPath(import.meta.url)), "../../../shared/cases")] = process.argv.slice(2);
const folder = join(cases, "credentials");
if (!existsSync(join(folder, "manifest.tsv"))) {
  console.log(`skipped: the cases are not at ${folder}`);
  process.exit(77);
}

/// What `credex verify` said: exit status, its words, and its findings by rule, each with outcome and message.
function judged(file, options) {
  const args = ["verify", join(folder, file), ...options];
  const words = spawnSync(credex, args, { encoding: "utf8" });
  const json = spawnSync(credex, [...args, "--json"], { encoding: "utf8" });
  const report = json.status === 2 ? {} : JSON.parse(json.stdout);
  const findings = [];
  const gather = (list, path) => {
    for (const one of list ?? []) {
      findings.push({ ...one, path: [...path, one.rule] });
      gather(one.findings, [...path, one.rule]);
    }
  };
  gather(report.findings, []);
  const text = words.stdout + words.stderr;
  return {
    status: words.status,
    text,
    first: text.split("\n").find((line) => line.trim() !== "") ?? "",
    outcome: report.outcome ?? "error",
    all: (rule) => findings.filter((one) => one.rule === rule),
    of: (rule) => findings.find((one) => one.rule === rule)?.outcome ?? "nothing",
  };
}

// Each gives what is wrong, in words; nothing where all is as it should be.
const is = (got, ...wanted) => (wanted.includes(got) ? "" : `${got} instead of ${wanted.join(" or ")}`);
const says = (it, words) => (words.test(it.text) ? "" : `it does not say ${words}`);
const silent = (it, words) => (words.test(it.text) ? `it says ${it.text.match(words)[0]}` : "");
const notGood = (it) => (it.status === 1 ? "" : `exit status ${it.status} instead of 1`);
const proven = (it) => is(it.of("integrity"), "pass") && `integrity is ${is(it.of("integrity"), "pass")}`;
const nobodyKnown = (it) => proven(it) || is(it.of("issuer.key"), "pass") || is(it.of("issuer.organisation"), "unknown") || is(it.of("issuer"), "unknown");

const expected = {
  "ed25519-2020-v1.json": (it) => nobodyKnown(it) || (it.outcome === "pass" ? "pass as a whole" : ""),
  "ed25519-2020-tampered.json": (it) => is(it.of("integrity"), "fail"),
  "both-proofs-v1.json": proven,
  "ob3-extensions-context.json": (it) => proven(it) || is(it.of("issuer"), "unknown"),
  "forged-controller-jwt.bundle.json": (it) => is(it.of("issuer"), "unknown", "fail") || notGood(it),
  "ob2-hosted-forged.bundle.json": (it) => is(it.of("integrity"), "unknown", "fail") || is(it.of("issuer"), "unknown", "fail") || notGood(it) || silent(it, /server says the same|just now/),
  "ob2-startswith.bundle.json": (it) => is(it.of("issuer"), "unknown", "fail") || notGood(it),
  "selfmade-oxford.jwt": (it) => nobodyKnown(it) || notGood(it) || silent(it, /issued by University|from University/i) || says(it, /nobody/),
  "vcjose-exp.jwt": proven,
  "w3c-sdjwt-spec.txt": (it) => silent(it, /\bvct\b/) || is(it.outcome, "pass", "warn", "unknown"),
  "walt-ob3-sd.txt": (it) => proven(it) || is(it.outcome, "pass", "warn", "unknown"),
  "blockcerts-chain.json": (it) => is(it.of("integrity"), "unknown") || silent(it, /was changed/),
  "walt-iss-differs.jwt": (it) => is(it.outcome, "fail") || silent(it, /changed after signing/),
  "elmo.xml": (it) => says(it, /ELMO/) || silent(it, /badge|picture|SVG/i),
  "ob1-baked.png": (it) => says(it, /Open Badges? 1/),
  "ob2-badgeclass.json": (it) => says(it, /description|describes/i) || silent(it, /issuer ""|by  /),
  "jwt-wrapped.txt": (it) => is(it.of("integrity"), "pass", "unknown") || silent(it, /base64/),
  "array.json": (it) => is(it.of("integrity"), "pass"),
  "two.zip": (it) => (it.all("integrity").length >= 2 || /unpack/.test(it.text) ? "" : "neither judged nor told to be unpacked"),
  "vp-good-tampered.json": (it) => (/altered/.test(it.first) ? "" : `the first line is "${it.first}"`),
  "attached.pdf": (it) => (it.status !== 2 && it.all("integrity").length > 0 ? "" : "what is attached is not judged"),
  "elm-unsigned-mandate.jsonld": (it) => silent(it, /sealed this/) || notGood(it),
  "vc11-status-without-id.jsonld": (it) => is(it.of("vc.data_model"), "fail"),
};

const lines = readFileSync(join(folder, "manifest.tsv"), "utf8").trim().split("\n").slice(1).map((line) => line.split("\t"));
let passed = 0;
for (const [file, options] of lines) {
  const expect = expected[file];
  let problem = "nothing is expected of it here: add it to tests/conformance/cases.mjs";
  if (expect) {
    const it = judged(file, options ? options.split(" ") : []);
    problem = expect(it);
    if (problem) problem += `; it began "${it.first.slice(0, 160)}"`;
  }
  if (problem) console.log(`FAILED cases ${file}: ${problem}`);
  else ++passed;
}
for (const file of Object.keys(expected)) {
  if (!lines.some(([name]) => name === file)) console.log(`no longer among the cases: ${file}`);
}
console.log(`cases ${passed}/${lines.length}`);
process.exit(passed === lines.length && lines.length > 0 ? 0 : 1);
