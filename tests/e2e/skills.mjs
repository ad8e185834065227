// Skills and talent in a real Chromium: who learns, who employs, who confirms, who looks at the sector.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, has, onPage, run, seen, signInAs, startBrowser, startServer } from "./harness.mjs";

const server = await startServer({ args: ["--form-rate", "0"] });
const browser = await startBrowser();
const folder = mkdtempSync(join(tmpdir(), "credex-skills-"));
const maja = "maja.lindqvist@learner.example";
const tom = "tom@brightwater-studios.example";
const desk = "/desk/brightwater-studios/talent";

const withPage = (options, journey) => onPage(browser, options, journey);
const go = (page, path) => page.goto(server.url + path);

const looking = withPage({}, async (page) => {
  await go(page, "/skills");
  await page.locator("#q").pressSequentially("photogramm");
  await page.waitForSelector("#hits a:text-is('photogrammetry')");
  await seen(page);
  await page.click("#hits a:text-is('photogrammetry')");
  await has(page, "Micro-credentials that teach it");
  await seen(page);
  await go(page, "/skills/text");
  await page.fill("#text", "You operate an audio mixing console. <b>Photogrammetry</b> and 3D modelling are welcome.");
  await page.click("main form button");
  await has(page, "operate an audio mixing console");
  expect(await page.locator(".marked mark").count() > 1, "places are marked in the text");
  expect(await page.locator(".marked b").count() === 0, "what was pasted stays text");
  await seen(page);
  await go(page, "/sectors/heritage");
  await has(page, "taught by nobody");
  await seen(page);
  const csv = await page.request.get(`${server.url}/sectors/heritage.csv`);
  expect((await csv.text()).startsWith('"skill","label"'), "the picture as CSV");
});

const learner = (javaScriptEnabled) => withPage({ javaScriptEnabled }, async (page) => {
  await signInAs(page, server.url, maja);
  await go(page, "/me/skills");
  await has(page, "a credential that verifies: Immersive audio for film and games");
  await page.fill("#skill", "photogrammetry");
  await page.click("button:text-is('Add')");
  await has(page, "photogrammetry");
  await page.fill("#skill", "no such thing at all");
  await page.click("button:text-is('Add')");
  await has(page, "no skill that is known here");
  await go(page, "/me/skills");
  await page.click("button[aria-label='Take away photogrammetry']");
  expect(await page.locator("button[aria-label='Take away photogrammetry']").count() === 0, "taken away again");
  if (javaScriptEnabled) await seen(page);
  await go(page, "/me/gap");
  await page.fill("#occupation", "art handler");
  await page.click("main form button:text-is('Show')");
  await has(page, "The shortest way");
  await has(page, "No other choice has less; this was proven.");
  await go(page, "/me/gap?occupation=3D+modeller");
  expect(await page.locator("svg.gap path.met").count() > 0, "what there is is joined by lines");
  if (javaScriptEnabled) await seen(page);
});

/// A work with its file; somebody confirms it; whoever has the file sees that it is the one.
const work = withPage({}, async (page) => {
  const file = join(folder, "score.txt");
  writeFileSync(file, "the score itself");
  await signInAs(page, server.url, maja);
  await go(page, "/me/works");
  await seen(page);
  await page.fill("#title", "Score for a short film");
  await page.fill("#made_on", "next year");
  await page.click("button:text-is('Add')");
  await has(page, "is no day");
  expect(await page.inputValue("#title") === "Score for a short film", "what was written stays");
  await page.fill("#made_on", "2026-04");
  await page.fill("#skills", "acoustics");
  await page.setInputFiles("#file", file);
  await page.selectOption("#audience", "everyone");
  await page.click("button:text-is('Add')");
  const section = page.locator("section:has(h2:text-is('Score for a short film'))");
  await section.locator("summary").click();
  await section.locator("input[type=email]").fill("director@film.example");
  await section.locator("input[name=relation]").fill("director of the film");
  await section.locator("button:text-is('Ask')").click();
  let link = null;
  for (let i = 0; i < 50 && !link; ++i) {
    await go(page, "/mailbox?to=director%40film.example");
    link = await page.locator("article a[href*='/work/confirm/']").first().getAttribute("href").catch(() => null);
    if (!link) await page.waitForTimeout(100);
  }
  await page.context().clearCookies();
  await page.context().addCookies([{ name: "lang", value: "en", url: server.url }]);
  await go(page, new URL(link, server.url).pathname);
  await seen(page);
  await page.fill("#name", "Dario Monte");
  await page.click("button:text-is('It is so')");
  await has(page, "Thank you");
  await signInAs(page, server.url, maja);
  await go(page, "/me/talent");
  const open = new URL(await page.locator("a:text-is('As everyone sees it')").getAttribute("href"));
  await page.context().clearCookies();
  await page.context().addCookies([{ name: "lang", value: "en", url: server.url }]);
  await go(page, open.pathname);
  await has(page, "Dario Monte (director of the film)");
  await seen(page);
  const shown = page.locator("section:has(h3:text-is('Score for a short film'))");
  await shown.locator("summary").click();
  await shown.locator("input[type=file]").setInputFiles(file);
  await shown.locator("button").click();
  await has(page, "This is the very file");
  for (const [name, type] of [["talent.pdf", "application/pdf"], ["europass.json", "application/json"], ["resume.json", "application/json"]]) {
    const got = await page.request.get(`${server.url}${open.pathname}/${name}`);
    expect(got.status() === 200 && got.headers()["content-type"].startsWith(type), `${name} is given`);
  }
});

/// An employer finds somebody by what they can do, asks, and learns who it is only when they say so.
const employer = withPage({}, async (page) => {
  await signInAs(page, server.url, tom);
  await go(page, desk);
  await seen(page);
  await page.fill("#title", "Sound for a museum");
  await page.locator("summary:text-is('or skills by hand, or from a text')").click();
  await page.fill("#required", "operate an audio mixing console\nmix multi-track recordings");
  await page.fill("#wished", "acoustics");
  await page.check("input[name=remote]");
  await page.click("button:text-is('Find people')");
  await has(page, "Person 1");
  expect(!(await page.locator("main").innerText()).includes("Maja"), "no name in blind mode");
  await has(page, "a credential that verifies");
  await seen(page);
  const role = new URL(page.url()).pathname;
  await page.click("a:text-is('With the names that people show')");
  const hers = page.locator("section:has(a:text-is('Maja Lindqvist'))");
  await hers.locator("summary").click();
  await hers.locator("textarea").fill("We plan a sound walk and like your quarry.");
  await hers.locator("button").click();
  await has(page, "You have asked to get in touch.");
  await signInAs(page, server.url, maja);
  await go(page, "/me/talent");
  await has(page, "We plan a sound walk");
  await seen(page);
  await page.click("button:text-is('Give them my name and address')");
  await has(page, "You gave them your name and address.");
  await signInAs(page, server.url, tom);
  await go(page, desk);
  await has(page, maja);
  // Consent withdrawn: gone at once.
  await signInAs(page, server.url, maja);
  await go(page, "/me/talent");
  await page.uncheck("input[name=searchable]");
  await page.click("button:text-is('Save')");
  await signInAs(page, server.url, tom);
  await go(page, `${role}?names=yes`);
  expect(!(await page.locator("main").innerText()).includes("Maja"), "who withdrew is not found any more");
  await signInAs(page, server.url, maja);
  await go(page, "/me/talent");
  await page.check("input[name=searchable]");
  await page.click("button:text-is('Save')");
});

const missing = withPage({}, async (page) => {
  await signInAs(page, server.url, tom);
  await go(page, desk);
  await page.fill("#skill", "circular economy");
  await page.fill("#people", "many");
  await page.selectOption("#missing-sector", "fashion");
  await page.click("button:text-is('Say that it is missing')");
  await has(page, "is no number of people");
  await page.fill("#skill", "circular economy");
  await page.fill("#people", "7");
  await page.selectOption("#missing-sector", "fashion");
  await page.click("button:text-is('Say that it is missing')");
  await go(page, "/sectors/fashion");
  const row = await page.locator("tr:has(a:text-is('circular economy'))").innerText();
  expect(row.includes("7"), `what is missed stands beside what is taught: ${row}`);
});

/// What one has learnt by working: identified, documented, assessed by an organisation, certified.
const validation = withPage({}, async (page) => {
  await signInAs(page, server.url, maja);
  await go(page, "/me/learning");
  await seen(page);
  await page.locator("summary:text-is('Identify something that you have learnt')").click();
  await page.fill("#title", "Ten years of stage sound");
  await page.selectOption("#kind", "informal");
  await page.fill("#skills", "program sound cues\nattend rehearsals");
  await page.click("button:text-is('Identify')");
  const mine = page.locator("section:has-text('Ten years of stage sound')");
  await mine.locator("summary:text-is('Document it with works')").click();
  await mine.locator("input[name=works]").first().check();
  await mine.locator("button:text-is('Document')").click();
  await page.locator("section:has-text('Ten years of stage sound') input[name=organisation]").fill("Registo das Culturas");
  await page.click("button:text-is('Ask for assessment')");
  await has(page, "being assessed");
  await signInAs(page, server.url, "ines@registo-culturas.example");
  await go(page, "/desk/registo-culturas/validation");
  await seen(page);
  await page.locator("label:has-text('program sound cues') input").check();
  await page.fill("textarea[name=reason]", "Two cues were programmed before us, and explained.");
  await page.click("button:text-is('Decide')");
  await signInAs(page, server.url, maja);
  await go(page, "/me/learning");
  await has(page, "Two cues were programmed before us");
  await go(page, "/me/skills");
  await has(page, "validated from earlier learning: Ten years of stage sound");
  await go(page, "/me/learning");
  await page.locator("summary:text-is('Add a line')").click();
  await page.fill("#day", "2026-01-15");
  await page.fill("#amount", "five");
  await page.fill("#source", "Regional learning account");
  await page.click("button:text-is('Add')");
  await has(page, "is no amount");
  await page.locator("summary:text-is('Add a line')").click();
  await page.fill("#amount", "500");
  await page.click("button:text-is('Add')");
  await has(page, "500 EUR");
});

/// An employer signs that outcomes are what its work needs; anyone can check the signature.
const endorsing = withPage({}, async (page) => {
  await signInAs(page, server.url, tom);
  await go(page, "/catalogue?q=documentation");
  await page.locator(".label .title a").first().click();
  await page.locator("summary:text-is('Endorse its outcomes')").click();
  await page.fill("#endorse-words", "We hire for exactly these outcomes.");
  await page.click("button:text-is('Sign')");
  await has(page, "We hire for exactly these outcomes.");
  await seen(page);
  const signed = await page.request.get(server.url + await page.locator("a:text-is('signed')").first().getAttribute("href"));
  const document = await signed.text();
  expect(JSON.parse(document).type.includes("EndorsementCredential"), "an EndorsementCredential of Open Badges 3.0");
  const report = await (await fetch(`${server.url}/api/v1/verify`, { method: "POST", body: document })).json();
  expect(report.findings.find((f) => f.rule === "integrity").outcome === "pass", "whose signature verifies");
  await page.click("button:text-is('Withdraw')");
  await has(page, "No organisation has endorsed its outcomes yet.");
});

const call = async (method, path, body) => (await fetch(`${server.url}/api/v1${path}`, { method, body: body && JSON.stringify(body) })).json();
const api = async () => {
  const found = await call("GET", "/skills?q=photogrametry");
  expect(found.items[0].label === "photogrammetry", "search by the API, with a letter wrong");
  const tags = await call("POST", "/skills/tag", { text: "Operate an audio mixing console." });
  expect(tags.items[0].evidence[0].text.includes("audio mixing console"), "tags with evidence");
  const gap = await call("POST", "/gap", { person: { skills: [] }, occupation: "http://data.europa.eu/esco/occupation/790c8dca-f624-4bdc-ac16-27bc13ead188" });
  expect(gap.rows.length > 5 && gap.bridge.proven === true, "a gap with the way that closes it");
  const picture = await call("GET", "/skills/sector?sector=heritage");
  expect(picture.items.length > 3, "the sector's picture");
};

const code = await run({
  "skills are searched, explained and found in texts": looking,
  "a learner sees the gap and the way": learner(true),
  "the same without script": learner(false),
  "a work is confirmed and its file compared": work,
  "an employer finds, asks and is answered": employer,
  "what is missed stands beside what is taught": missing,
  "what was learnt by working is validated": validation,
  "an employer endorses outcomes": endorsing,
  "programs": api,
});
await browser.close();
await server.stop();
server.remove();
process.exit(code);
