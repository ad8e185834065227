// The pictures of docs/using.md and the README, from the demonstration: node tests/e2e/pictures.mjs build/credex FOLDER [name]
// A picture that shows an error, or not what its caption promises, is not taken: this ends with status 1 and says which.
import { mkdirSync, statSync } from "node:fs";
import { expect, signInAs, startBrowser, startServer } from "./harness.mjs";
import { reducedPng } from "./png.mjs";

const folder = process.argv[3] || "docs/pictures";
const only = process.argv[4];
const largest = 120_000;
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const server = await startServer();

/// A page in a size, theme and language; `who` is signed in, where somebody is.
async function view({ who, language = "en", dark = false, phone = false }) {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 740 } : { width: 1100, height: 700 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  await context.addCookies([{ name: "lang", value: language, url: server.url }]);
  const page = await context.newPage();
  if (who) await signInAs(page, server.url, who, language);
  return page;
}

/// The first address on `path` that `selector` finds.
async function first(page, path, selector) {
  await page.goto(server.url + path);
  return new URL(await page.locator(selector).first().getAttribute("href"), server.url).pathname;
}
const go = (page, path) => page.goto(server.url + path);
/// Brings what the picture is about to the top, so that it is in it.
const showing = (page, selector) =>
  page.locator(selector).first().evaluate((element) => window.scrollBy(0, element.getBoundingClientRect().top - 14));

/// One of the learner's credentials, and one of the school's micro-credentials, always the same.
const ownCredential = (page) => first(page, "/me", ".label .title a:has-text('Immersive audio')");
const ownDefinition = (page) => first(page, "/desk/accademia-sasso", "td a[href*='/definitions/']:has-text('Immersive audio')");

const pictures = {
  collection: [{ who: "maja.lindqvist@learner.example" }, async (page) => {
    await go(page, "/me");
    await showing(page, "h1");
    return /ECTS/;
  }],
  credential: [{ who: "maja.lindqvist@learner.example" }, async (page) => {
    await go(page, await ownCredential(page));
    await showing(page, ".label");
    return /Sound, issued by/;
  }],
  phone: [{ who: "maja.lindqvist@learner.example", phone: true }, async (page) => {
    const holding = (await ownCredential(page)).split("/").pop();
    await go(page, `/me/share?holding=${holding}`);
    await page.locator("main form button:not(.second):not(.plain)").last().click();
    await go(page, "/me/shares");
    await go(page, new URL(await page.locator("main a[href*='/s/'], main a[href*='/share/']").first().getAttribute("href"), server.url).pathname);
    await showing(page, "h1");
    return /Sound, issued by/;
  }],
  gap: [{ who: "maja.lindqvist@learner.example" }, async (page) => {
    await go(page, "/me/gap?occupation=conservator");
    await showing(page, "svg");
    return /The shortest way\s+2 micro-credentials, /;
  }],
  definition: [{ who: "elena@accademia-sasso.example" }, async (page) => {
    await go(page, `${await ownDefinition(page)}/edit`);
    // What is wanting is said while one types.
    for (const field of ["hours", "ects"]) await page.fill(`input[name="workload.${field}"]`, "");
    await page.locator(`input[name="workload.ects"]`).press("Tab");
    await page.getByText("notional workload is missing").first().waitFor();
    await showing(page, "h1");
    return /notional workload is missing/;
  }],
  preview: [{ who: "elena@accademia-sasso.example" }, async (page) => {
    await go(page, `/desk/accademia-sasso/issue/${(await ownDefinition(page)).split("/").pop()}`);
    await page.setInputFiles("#file", { name: "class.csv", mimeType: "text/csv",
      buffer: Buffer.from("name;email;date;grade\nAda Rossi;ada@learner.example;31.12.2025;merit\nBruno Conti;not-an-address;2025-13-40;pass\n" +
        "Carla Neri;carla@learner.example;2025-12-30;pass\n") });
    await page.locator("form.drop button").click();
    await showing(page, "h1");
    return /not-an-address/;
  }],
  check: [{ who: "maja.lindqvist@learner.example", language: "fr" }, async (page) => {
    const holding = (await ownCredential(page)).split("/").pop();
    const file = await page.request.get(`${server.url}/me/credential/${holding}/file`);
    await go(page, "/check");
    await page.fill("#text", await file.text());
    await page.locator("form.drop button:not([type=button])").click();
    await showing(page, ".label");
    return /Bonne, délivrée par/;
  }],
  talent: [{ who: "tom@brightwater-studios.example", dark: true }, async (page) => {
    await go(page, await first(page, "/desk/brightwater-studios/talent", "th a"));
    await showing(page, "h1");
    return /match|found/i;
  }],
  case: [{ who: "ines@registo-culturas.example" }, async (page) => {
    await go(page, await first(page, "/desk/registo-culturas/recognition", "th a"));
    await showing(page, "h1");
    return /The ledger/;
  }],
  matrix: [{}, async (page) => {
    await go(page, "/recognition");
    await showing(page, "h2:has-text('The matrix')");
    return /The best next step/;
  }],
  assessment: [{}, async (page) => {
    await go(page, "/frameworks/northern-coast-fictional?with=valle-alta-fictional");
    await showing(page, "svg");
    return /Northern Coast/i;
  }],
};

let bad = 0;
let total = 0;
for (const [name, [how, take]] of Object.entries(pictures)) {
  if (only && name !== only) continue;
  const file = `${folder}/${name}.png`;
  const page = await view(how);
  try {
    const words = await take(page);
    const said = await page.locator("main").innerText();
    expect(words.test(said), `${name} says ${words}, not: ${said.slice(0, 300)}`);
    await page.evaluate(() => document.fonts.ready);
    const size = reducedPng(await page.screenshot(), file);
    total += size;
    expect(size < largest, `${name} is small, not ${size} bytes`);
    console.log(`${file}  ${Math.round(statSync(file).size / 1000)} kB`);
  } catch (problem) {
    ++bad;
    console.log(`BAD   ${name} at ${page.url()}: ${problem.message}`);
  }
  await page.context().close();
}
await browser.close();
await server.stop();
server.remove();
console.log(`${Math.round(total / 1000)} kB in ${folder}`);
process.exit(bad === 0 ? 0 : 1);
