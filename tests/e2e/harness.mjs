// A real server on a folder of its own and a real browser, for the journeys in this folder.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { need, wanting } from "../interop/needs.mjs";
import { expect } from "./check.mjs";

export { expect, run } from "./check.mjs";

export const binary = process.argv[2] || "build/credex";

export async function startServer({ demo = true, args = [], data, env = {} } = {}) {
  const folder = data || mkdtempSync(join(tmpdir(), "credex-e2e-"));
  const child = spawn(binary, ["serve", "--data", folder, ...(args.includes("--port") ? [] : ["--port", "0"]), ...(demo ? ["--demo"] : []), ...args],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", openSync(`${folder}.log`, "a")] });
  const log = () => readFileSync(`${folder}.log`, "utf8").slice(-20000);
  let out = "";
  const url = await new Promise((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      out += bytes;
      const ready = out.match(/ready: (\S+)/);
      if (ready) resolve(ready[1]);
    });
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${log()}`)));
  });
  const stop = async (signal = "SIGTERM") => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };
  return { url, folder, child, stop, log, said: () => out,
    remove: () => { rmSync(folder, { recursive: true, force: true }); rmSync(`${folder}.log`, { force: true }); } };
}

export async function startBrowser(...more) {
  if (!existsSync("/usr/bin/chromium")) {
    console.log("skipped: Chromium is not installed");
    process.exit(77);
  }
  await need("axe-core");
  const { chromium } = await need("playwright-core");
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...more],
  });
}

/// An API key of the demonstration's Accademia, made by its administrator on the pages, and that administrator's cookie.
export async function apiKeyAndCookie(server) {
  const browser = await startBrowser();
  const page = await browser.newPage();
  await signInAs(page, server.url, "admin@accademia-sasso.example");
  await page.goto(`${server.url}/desk/accademia-sasso/api-keys`);
  await page.fill("#name", "operations");
  for (const scope of ["read", "issue", "status", "define", "publish"]) await page.check(`input[value=${scope}]`);
  await page.click("button:text-is('Make it')");
  const key = await page.locator(".notice code").innerText();
  const cookie = (await page.context().cookies()).find((c) => c.name === "credex").value;
  await browser.close();
  return { key, cookie };
}
export const apiKey = async (server) => (await apiKeyAndCookie(server)).key;
/// The answer of the API, read.
export const call = async (server, key, method, path, body) => {
  const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` }, body: body && JSON.stringify(body) });
  return answer.json();
};
/// A class as a sheet.
export const sheet = (count, tag) => "name,email,date\n" + Array.from({ length: count }, (_, i) => `L ${tag} ${i},${tag}${i}@kill.example,2026-01-05`).join("\n");

/// The program's command line.
export const credex = (...args) => spawnSync(binary, args, { encoding: "utf8" });
/// A line a table of an SQLite file: name, count, digest of all rows.
export const dump = (file) => execFileSync("python3", ["-c", `
import hashlib, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for (name,) in sorted(db.execute("select name from sqlite_master where type = 'table'")):
    rows = sorted(map(repr, db.execute(f"select * from {name}")))
    print(name, len(rows), hashlib.sha256("\\n".join(rows).encode()).hexdigest())
`, file], { encoding: "utf8" });

/// Some people of the demonstration prefer another language; journeys read English unless they say otherwise.
export async function signInAs(page, url, email, lang = "en") {
  await page.context().addCookies([{ name: "lang", value: lang, url }]);
  await page.goto(`${url}/demo`);
  await page.locator(`form:has(input[value="${email}"]) button`).click();
  await page.waitForLoadState();
}

/// Only pages use it, and there is no page before startBrowser.
export const axeSource = wanting("axe-core") ? "" : readFileSync("node_modules/axe-core/axe.min.js", "utf8");

/// The words of the pages in a language, by the English message of the catalogues: `say("{0} row is good", 20)` gives
/// "20 rows are good"; holes without a value end what is given back. `say.parts(message)` gives what lies between holes.
export function wordsOf(language) {
  const catalogue = readFileSync(`data/locale/${language === "en" ? "credex.pot" : `${language}.po`}`, "utf8");
  const entries = new Map();
  let pluralForm;
  for (const block of catalogue.split("\n\n")) {
    const entry = {};
    for (const [, key, value] of block.matchAll(/^(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$/gm)) entry[key] = JSON.parse(value);
    if (entry.msgid) entries.set(entry.msgid, entry);
    else pluralForm = new Function("n", `return Number(${block.match(/plural=([^;]+);/)[1]})`);
  }
  const words = (message, count) => {
    const entry = entries.get(message);
    if (!entry) throw new Error(`no page says "${message}"`);
    if (language === "en") return entry.msgid_plural && count !== 1 ? entry.msgid_plural : message;
    return entry.msgid_plural ? entry[`msgstr[${pluralForm(count)}]`] : entry.msgstr;
  };
  const hole = /\{\d\}|\{\{\w+\}\}/;
  const say = (message, ...values) => {
    const parts = words(message, values[0]).split(hole);
    return parts.slice(0, values.length + 1).map((part, i) => (i ? String(values[i - 1]) + part : part)).join("");
  };
  say.parts = (message, count) => words(message, count).split(hole);
  return say;
}

/// A journey on a page of its own; where it fails, it says where and what the page showed.
export const onPage = (browser, options, journey) => async () => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  try {
    await journey(page);
  } catch (problem) {
    problem.stack += `\n  at ${page.url()}: ${(await page.locator("main").innerText().catch(() => "")).slice(0, 900)}`;
    throw problem;
  } finally {
    await context.close();
  }
};
/// Nothing that axe sees on the page as it stands.
export const seen = async (page) => {
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  expect(found.violations.length === 0, `no violation on ${page.url()}: ${JSON.stringify(found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 160), v.nodes[0].failureSummary]))}`);
};
export const has = async (page, words) => expect((await page.locator("main").innerText()).includes(words), `"${words}" on the page`);
