// What holds of every page: it is there in six languages with nothing untranslated; in a browser, on a phone and a desktop, in both
// themes, with script and without, it has no error, nothing wider than the page, and nothing that axe sees. The words are read on every
// page in every language (WORDS=1: that alone); the browser takes a pairwise sample (SEED=n repeats it, ONLY=name looks at pages of that name), and all with
// FULL=1. A page on which something stands that is no text of ours in any catalogue is data; so the check is for texts that are.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { axeSource, expect, run, startBrowser, startServer } from "./harness.mjs";
import { pagesOf, Visitors } from "./pages.mjs";
import { casesOf } from "./pairwise.mjs";

// Routes that are no pages, or that take more than a visit: where they are walked.
const elsewhere = {
  "/agreements/{}/{}": "a party's signed statement, for programs: tests/e2e/recognition.mjs",
  "/check/job/{}": "of a file of many credentials: tests/e2e/operations.mjs",
  "/check/wallet/done": "where a wallet sends its holder: tests/interop/presentation.mjs",
  "/desk/{}/agreements/{}": "an agreement as a file: tests/web/agreement_form_test.cpp",
  "/desk/{}/definitions/{}/{}": "a definition as a file: tests/e2e/journeys.mjs",
  "/endorsements/{}": "an endorsement for programs: tests/e2e/journeys.mjs",
  "/framework/{}/to/{}": "two versions of the framework: tests/e2e/framework.mjs publishes the second",
  "/lti/jwks": "keys for programs: tests/interop/learning-system.mjs",
  "/lti/login": "a learning system's launch: tests/interop/learning-system.mjs",
  "/lti/register/{}/{}": "a learning system's registration: tests/e2e/journeys.mjs",
  "/me/credential/{}/{}": "a credential as a file: tests/e2e/journeys.mjs",
  "/me/record/{}": "a record as a file: tests/e2e/skills.mjs",
  "/oauth/authorize": "a program asks for leave: tests/interop/badges-api.mjs",
  "/open-data/{}": "a table as a page for programs: tests/e2e/framework.mjs",
  "/recognition/statements/{}": "a decision's statement: tests/e2e/recognition.mjs",
  "/s/{}/{}/{}": "a shared file: tests/e2e/journeys.mjs",
  "/sign-in/openid": "leads to another server: tests/interop/sign-in.mjs",
  "/sign-in/openid/back": "comes from another server: tests/interop/sign-in.mjs",
  "/skills/options": "a piece of a page: tests/e2e/skills.mjs",
  "/stacks/proofs/{}": "a proof for programs: tests/e2e/recognition.mjs",
  "/survey/{}": "a pilot's participant, by invitation: tests/e2e/framework.mjs",
  "/talent/{}/{}": "a talent page as data: tests/e2e/skills.mjs",
  "/work/confirm/{}": "by a mail to a client: tests/e2e/skills.mjs",
};
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };
const languages = ["en", ...readFileSync("data/locale/languages.txt", "utf8").split("\n").filter((l) => l && !l.startsWith("#")).map((l) => l.split(" ")[0]).filter((l) => l !== "en")];

const server = await startServer({ args: ["--form-rate", "0"] });
const visitors = new Visitors(server.url);
const pages = (await pagesOf(visitors)).filter((one) => !process.env.ONLY || one.name.includes(process.env.ONLY));

/// The messages of the catalogues: of each language, from the English text to the one that must stand there.
const catalogues = new Map(languages.filter((one) => one !== "en").map((language) => {
  const texts = new Map();
  for (const block of readFileSync(`data/locale/${language}.po`, "utf8").split("\n\n")) {
    const found = block.match(/^msgid (".*")\nmsgstr (".*")$/m);
    if (found) texts.set(JSON.parse(found[1]), JSON.parse(found[2]));
  }
  return [language, texts];
}));
const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, "\"").replace(/&#39;/g, "'").replace(/&amp;/g, "&");

/// What the rubric, the sector framework and the open data call their parts is data, in English, also where a message says the same.
const titles = new Set(["data/assessment", "data/cocreation", "src/service"].flatMap((folder) => readdirSync(folder).filter((name) => /\.yaml$|^open_data/.test(name))
  .flatMap((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/(?:title: "?|\{?")([A-Z][^"\n,}]+)/g)].map((one) => one[1].trim()))));

/// What is wrong with a page's text in that language.
function wordProblems({ name, html, language }) {
  const out = [];
  if (html.match(/<html lang="([^"]*)"/)?.[1] !== language) out.push(`its language is ${html.match(/<html lang="([^"]*)"/)?.[1]}`);
  if ((html.match(/<h1[\s>]/g) || []).length !== 1) out.push(`it has ${(html.match(/<h1[\s>]/g) || []).length} first headings`);
  if (!/<title>[^<]+<\/title>/.test(html)) out.push("it has no title");
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((one) => one[1]);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length) out.push(`the id ${twice[0]} stands twice`);
  // Texts that are written in another language say so, and are not ours to translate; so is what somebody typed or a program reads.
  const seen = html.replace(/<(script|style|textarea|code|pre)\b[\s\S]*?<\/\1>/g, " ").replace(/<(\w+)[^>]*\slang="[^"]*"[^>]*>[^<]*<\/\1>/g, (all, tag) => (tag === "html" ? all : " "));
  const texts = [...seen.matchAll(/>([^<>]+)</g)].map((one) => unescaped(one[1]).replace(/\s+/g, " ").trim()).filter(Boolean);
  for (const text of texts) {
    const key = text.match(/\b(?:recognition|stacking|skills|assessment|cocreation|mc|service|status|issuer|validity|integrity|standard)\.[a-z_]+(?:\.[a-z_]+)+\b/)?.[0];
    if (key) out.push(`a key stands in place of words: ${key}`);
    if (/\{\{|\{\d\}/.test(text)) out.push(`something was not filled in: ${text.slice(0, 80)}`);
    if (/\b(undefined|NaN|null|\[object)\b/.test(text)) out.push(`no value: ${text.slice(0, 80)}`);
    const wanted = catalogues.get(language)?.get(text);
    // One word alone may be a name; mails are in the language of whom they went to.
    if (wanted && wanted !== text && text.includes(" ") && !titles.has(text) && name !== "mailbox") out.push(`not in ${language}: “${text.slice(0, 80)}”`);
  }
  return [...new Set(out)];
}

const sources = (folder) => readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? sources(join(folder, name)) : [join(folder, name)]));
const noneForgotten = async () => {
  const routes = new Set(sources("src/web").filter((path) => path.endsWith(".cpp")).flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\.get\(router,\s*"([^"]+)"/g)].map((one) => one[1])));
  expect(routes.size > 100, `the routes are found, not ${routes.size}`);
  const visited = new Set(pages.map((one) => one.route));
  const files = /\.(json|csv|md|pdf|jsonld|ttl|nq|atom|csr|xml)$/;
  const forgotten = [...routes].filter((route) => !visited.has(route) && !elsewhere[route] && !files.test(route));
  expect(forgotten.length === 0, `each page stands in tests/e2e/pages.mjs, not without ${forgotten.join(", ")}`);
  const stale = Object.keys(elsewhere).filter((route) => !routes.has(route) || visited.has(route));
  expect(stale.length === 0, `no route is listed in vain, as ${stale.join(", ")}`);
};

const inWords = (language) => async () => {
  const problems = [];
  for (const one of pages) {
    const answer = await visitors.fetch(one.who, one.path, { language });
    const wanted = one.name === "nowhere" ? 404 : 200;
    if (answer.status !== wanted) problems.push(`${one.name} (${one.path}): answers ${answer.status}`);
    else for (const problem of wordProblems({ name: one.name, html: await answer.text(), language })) problems.push(`${one.name} (${one.path}): ${problem}`);
  }
  expect(problems.length === 0, `${pages.length} pages are right in ${language}, but\n    ${problems.join("\n    ")}`);
};

/// A page that notes the errors of its scripts, and has axe before any script of its own.
async function openPage(browser, script) {
  const context = await browser.newContext({ javaScriptEnabled: script });
  const page = await context.newPage();
  const out = { page, problems: [] };
  page.on("pageerror", (problem) => out.problems.push(`an error of script: ${problem}`));
  page.on("console", (message) => { if (message.type() === "error" && !/status of 404/.test(message.text())) out.problems.push(`an error of script: ${message.text()}`); });
  if (script) await page.addInitScript(axeSource);
  return out;
}

/// What is wrong with a page at that size, theme and language, for whom it is.
async function look(open, { page: one, size, theme, language, script }) {
  const { page } = open;
  const setting = `${size} ${theme}`;
  if (open.setting !== setting) {
    await page.setViewportSize(sizes[size]);
    await page.emulateMedia({ colorScheme: theme });
    open.setting = setting;
  }
  await page.context().clearCookies();
  const session = await visitors.session(one.who);
  await page.context().addCookies([{ name: "lang", value: language, url: server.url }, ...(session ? [{ name: "credex", value: session, url: server.url }] : [])]);
  open.problems = [];
  try {
    await page.goto(server.url + one.path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) open.problems.push(`wider than the page by ${wide}`);
    if (script) {
      const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }));
      for (const v of found.violations) open.problems.push(`axe: ${v.id}: ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary.replace(/\s+/g, " ")}`);
    }
    // The next page is seen without what this one kept, as without its cookies.
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
  } catch (problem) {
    open.problems.push(String(problem).split("\n")[0]);
  }
  return open.problems;
}

const inBrowser = (browser) => async () => {
  const cases = casesOf({ page: pages, size: Object.keys(sizes), theme: ["light", "dark"], language: languages, script: [true, false] }, { except: ["size", "theme", "language", "script"].map((other) => ["page", other]) });
  // Two at work, each with a page for script and one without, which stay open and change their size, theme and cookies: a new context is
  // a new process, and costs more than a page. Cases of one setting follow each other.
  const todo = [...cases].sort((a, b) => (setting(a) < setting(b) ? -1 : setting(a) > setting(b) ? 1 : 0));
  const problems = [];
  let looked = 0;
  const worker = async () => {
    const open = new Map();
    for (let one = todo.pop(); one; one = todo.pop()) {
      if (!open.has(one.script)) open.set(one.script, await openPage(browser, one.script));
      const here = await look(open.get(one.script), one);
      ++looked;
      for (const problem of here) problems.push(`${one.page.name} (${one.page.path}) ${one.size} ${one.theme} ${one.language} ${one.script ? "with" : "without"} script: ${problem}`);
    }
    for (const { page } of open.values()) await page.context().close();
  };
  await Promise.all([worker(), worker()]);
  expect(looked === cases.length, `${cases.length} are looked at, not ${looked}`);
  expect(problems.length === 0, `nothing wrong, but\n    ${problems.join("\n    ")}`);
};
function setting({ size, theme, language, script }) { return `${script} ${size} ${theme} ${language}`; }

const browser = process.env.WORDS === "1" ? undefined : await startBrowser();
const code = await run({
  ...(process.env.ONLY ? {} : { "no page is forgotten": noneForgotten }),
  ...Object.fromEntries(languages.map((language) => [`every page in words: ${language}`, inWords(language)])),
  ...(browser ? { "pages in a browser": inBrowser(browser) } : {}),
});
await browser?.close();
await server.stop();
server.remove();
process.exit(code);
