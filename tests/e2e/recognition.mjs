// Recognition and stacking in a real Chromium: who applies, who decides, who looks at the whole.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, has, onPage, run, seen, signInAs, startBrowser, startServer } from "./harness.mjs";

const server = await startServer({ args: ["--form-rate", "0"] });
const browser = await startBrowser();
const folder = mkdtempSync(join(tmpdir(), "credex-recognition-"));
const maja = "maja.lindqvist@learner.example";
const ines = "ines@registo-culturas.example";
const rui = "rui@registo-culturas.example";
const desk = "/desk/registo-culturas";

const withPage = (options, journey) => onPage(browser, options, journey);
const go = (page, path) => page.goto(server.url + path);
/// Somebody whom the demonstration's page does not offer, by the link in their mail.
async function signInByMail(page, email) {
  await page.context().clearCookies();
  await page.context().addCookies([{ name: "lang", value: "en", url: server.url }]);
  await go(page, "/sign-in");
  await page.fill("#email", email);
  await page.click("main form button");
  for (let i = 0; i < 50; ++i) {
    await go(page, `/mailbox?to=${encodeURIComponent(email)}`);
    const link = page.locator("article a[href*='/sign-in/']").first();
    if (await link.count()) {
      await page.goto(server.url + await link.getAttribute("href"));
      await page.click("main form button");
      return page.waitForURL(/\/me|\/desk|\/$/);
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no mail to ${email}`);
}

/// The way of one application: applied, asked, answered, told, heard, decided, appealed, decided anew by another officer.
const application = (javaScriptEnabled, purpose) => withPage({ javaScriptEnabled }, async (page) => {
  await signInAs(page, server.url, maja);
  await go(page, "/recognition/apply");
  await page.selectOption("#holding", { index: 2 });
  await page.selectOption("#body", "registo-culturas");
  await page.selectOption("#purpose", purpose);
  await page.click("main form button");
  await page.waitForURL(/\/recognition\/cases\/./);
  await has(page, "What the body's rules come to");
  const id = page.url().split("/").pop();
  await signInAs(page, server.url, ines);
  await go(page, `${desk}/recognition/${id}`);
  await has(page, "The ledger");
  await page.click("summary:has-text('Ask the applicant')");
  await page.fill("#words", "Which software did you use?");
  await page.click("button[value=ask]");
  await has(page, "has asked");
  await signInAs(page, server.url, maja);
  await go(page, `/recognition/cases/${id}`);
  await has(page, "Which software did you use?");
  await page.fill("#words", "A free one.");
  await page.click("button[value=answer]");
  await signInAs(page, server.url, ines);
  await go(page, `${desk}/recognition/${id}`);
  await has(page, "A free one.");
  // Less than yes without reasons, and before the applicant was heard, is refused; what was written stays.
  await page.check("input[value=refused]");
  await page.click("button[value=intend]");
  await has(page, "no reasons are given");
  await page.fill("#reason", "The portfolio shows another method than the module.");
  await page.check("input[value=refused]");
  await page.click("button[value=decide]");
  await has(page, "has not been heard yet");
  expect((await page.inputValue("#reason")).startsWith("The portfolio"), "what was written stays");
  await page.click("button[value=intend]");
  await has(page, "told what is intended");
  await signInAs(page, server.url, maja);
  await go(page, `/recognition/cases/${id}`);
  await has(page, "You are heard");
  await page.fill("#words", "The method is the same.");
  await page.click("button[value=answer]");
  await signInAs(page, server.url, ines);
  await go(page, `${desk}/recognition/${id}`);
  await page.check("input[value=refused]");
  await page.fill("#reason", "The portfolio shows another method than the module.");
  await page.click("button[value=decide]");
  await has(page, "not recognised");
  await signInAs(page, server.url, maja);
  await go(page, `/recognition/cases/${id}`);
  await page.click("summary:has-text('Appeal')");
  await page.fill("#words", "A second opinion, please.");
  await page.click("button[value=appeal]");
  await has(page, "appealed against");
  const answer = await page.request.get(`${server.url}/recognition/cases/${id}/statement.json`);
  const refused = await answer.text();
  await signInAs(page, server.url, ines);
  await go(page, `${desk}/recognition/${id}`);
  await page.check("input[value=full]");
  await page.fill("#reason", "On a second look it fits.");
  await page.click("button[value=decide]");
  await has(page, "does not decide on the appeal");
  await signInByMail(page, rui);
  await go(page, `${desk}/recognition/${id}`);
  await page.check("input[value=full]");
  await page.fill("#reason", "On a second look it fits.");
  await page.click("button[value=decide]");
  await has(page, "decided on the appeal");
  // The statement is in the collection and checks; the first one is withdrawn.
  await signInAs(page, server.url, maja);
  await go(page, "/me");
  await has(page, "Recognition: ");
  for (const [file, words] of [[await (await page.request.get(`${server.url}/recognition/cases/${id}/statement.json`)).text(), "Sound, issued by Registo das Culturas"], [refused, "Revoked by its issuer"]]) {
    await go(page, "/check");
    await page.fill("#text", file);
    await page.locator("form.drop button:not([type=button])").click();
    await has(page, words);
    await has(page, "Recognition: ");
  }
  // The address that the first one names says that it does not stand.
  await go(page, new URL(JSON.parse(refused).id).pathname);
  await has(page, "does not stand any more");
});

/// A way to a larger award: what is missing, drawn and listed; taken once the rule is met.
const stack = withPage({}, async (page) => {
  await go(page, "/stacks");
  await page.locator("section h2 a").first().click();
  await has(page, "Sign in to see how far you are");
  const path = new URL(page.url()).pathname;
  await signInAs(page, server.url, maja);
  await go(page, path);
  await has(page, "At most 12 of 16 ECTS");
  await has(page, "The best way there");
  await has(page, "Proven: no way has less of it.");
  expect(await page.locator("ol.pathway li.take").count() > 0, "the way is drawn");
  await page.selectOption("#least", "presence");
  await page.selectOption("#near", "IT");
  await page.click("button:text-is('Show')");
  await has(page, "The best way there");
  const rule = JSON.parse(await (await page.request.get(`${server.url}${path}.json`)).text());
  expect(rule.total_ects === 16, "the rule is there for programs");
  // The body asks for less, and the award is there to take.
  await signInAs(page, server.url, "elena@accademia-sasso.example");
  await go(page, "/desk/accademia-sasso/stacks");
  await page.fill("#text", "total_ects: many\n");
  await page.click("button[value=publish]");
  await has(page, "is no number from");
  expect(await page.inputValue("#text") === "total_ects: many\n", "what was written stays");
  await page.selectOption("#definition", { label: "Certificate in digital making for heritage" });
  await page.fill("#text", "total_ects: 8\nautomatic: true\ntitle: {en: A short way}\n");
  await page.click("button[value=publish]");
  await page.click("h2 a:has-text('A short way')");
  const short = new URL(page.url()).pathname;
  await signInAs(page, server.url, maja);
  await go(page, short);
  await page.click("button:text-is('Take the award')");
  await has(page, "Certificate in digital making for heritage");
  await page.locator(".label .title a", { hasText: "Certificate in digital making" }).first().click();
  const file = await (await page.request.get(`${page.url()}/file`)).text();
  const evidence = JSON.parse(file).evidence ?? JSON.parse(file).credentialSubject.evidence;
  const proof = await (await page.request.get([evidence].flat()[0].id)).json();
  writeFileSync(join(folder, "rule.json"), await (await page.request.get(`${server.url}${short}.json`)).text());
  writeFileSync(join(folder, "proof.json"), JSON.stringify(proof));
  const checked = execFileSync(process.argv[2] || "build/credex", ["stack", "check", "--rule", join(folder, "rule.json"), "--proof", join(folder, "proof.json")], { encoding: "utf8" });
  expect(checked.includes("Overall: pass"), "another program does the sums of the proof again");
  await go(page, short);
  await has(page, "it counts in");
  // Another is given when it is asked for: refused with a reason, asked for again, given.
  const elena = () => signInAs(page, server.url, "elena@accademia-sasso.example");
  await elena();
  await go(page, "/desk/accademia-sasso/stacks");
  await page.selectOption("#definition", { index: 1 });
  await page.fill("#text", "total_ects: 6\nreuse: true\ntitle: {en: Given when asked}\n");
  await page.click("button[value=publish]");
  await page.click("h2 a:has-text('Given when asked')");
  const asked = new URL(page.url()).pathname;
  const ask = async () => {
    await signInAs(page, server.url, maja);
    await go(page, asked);
    await page.click("button:text-is('Ask for the award')");
    await has(page, "has not answered yet");
    await elena();
    await go(page, "/desk/accademia-sasso/stacks");
    await has(page, "What counts:");
    await seen(page);
  };
  await ask();
  await page.click("summary:has-text('Refuse it')");
  await page.click("button[value=refuse]");
  await has(page, "No reasons are given");
  await page.click("summary:has-text('Refuse it')");
  await page.fill("textarea[name=reason]", "Bring your portfolio first.");
  await page.click("button[value=refuse]");
  await signInAs(page, server.url, maja);
  await go(page, asked);
  await has(page, "Bring your portfolio first.");
  await seen(page);
  await ask();
  await page.click("button[value=award]");
  expect(await page.locator("main .notice.bad").count() === 0, "nothing is wrong");
  await signInAs(page, server.url, maja);
  await go(page, asked);
  await has(page, "It was awarded to you on");
});

/// The matrix, a change to look at, two policies beside each other, the brief.
const whole = (javaScriptEnabled) => withPage({ javaScriptEnabled }, async (page) => {
  await go(page, "/recognition");
  await has(page, "of what comes from elsewhere would be accepted");
  expect(await page.locator("svg.map path[class^=shade]").count() >= 5, "countries are shaded");
  expect(await page.locator("table.heat tbody tr").count() === 6, "a row a body");
  await has(page, "The best next step");
  const best = await page.locator("h2:has-text('The best next step') + ol li").first().innerText();
  const opens = Number(best.match(/: (\d+) more/)[1]);
  await page.selectOption("#body", { label: "Maison des Auteurs Réunis" });
  await page.selectOption("#setting", "quality=substantial");
  await page.click("button[value=loosen]");
  const said = await page.locator("[role=status]").innerText();
  expect(Number(said.match(/this change (\d+) more/)[1]) === opens, `the what-if opens what the best step said: ${said} ${best}`);
  await page.selectOption("#other", { label: "Maison des Auteurs Réunis" });
  await page.selectOption("#body", { label: "Maison des Auteurs Réunis" });
  await page.click("button[value=agree]");
  await has(page, "with itself");
  await go(page, "/recognition/compare?one=registo-culturas&other=accademia-sasso");
  await has(page, "lines differ");
  expect(await page.locator("tr.differs").count() > 3, "what differs is marked");
  await go(page, "/recognition/brief");
  await has(page, "Method");
  const pdf = await (await page.request.get(`${server.url}/recognition/brief.pdf`)).body();
  const file = join(folder, "brief.pdf");
  writeFileSync(file, pdf);
  const words = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
  expect(words.includes("Mutual recognition of micro-credentials") && words.includes("Registo das Culturas"), "the PDF says the same");
});

/// A body publishes its policy, proposes an agreement and ends one.
const rules = withPage({}, async (page) => {
  await signInAs(page, server.url, ines);
  await go(page, `${desk}/policy`);
  await page.locator("details:has(input[name='credit.tolerance']) > summary").click();
  await page.fill("input[name='credit.tolerance']", "much");
  await page.click("button:text-is('Publish as the next version')");
  await has(page, "is no number from 0 to 1000");
  await page.fill("input[name='credit.tolerance']", "4");
  await page.selectOption("select[name='credit.quality.full_at']", "weak");
  await page.click("button:text-is('Publish as the next version')");
  await go(page, "/recognition/policies/registo-culturas");
  await has(page, "version 2");
  await has(page, "Differences of weight 4 together are overlooked.");
  // The version in force as a file: a slip is told with its place and mended there, what differs is shown, then it is published.
  const version = (n, kind) => page.request.get(`${server.url}/recognition/policies/registo-culturas.${kind}?version=${n}`);
  const yaml = await (await version(2, "yaml")).text();
  const before = await (await version(2, "json")).json();
  expect(yaml.includes("decide_days: 45"), `the file says what the policy says: ${yaml}`);
  writeFileSync(join(folder, "policy.yaml"), yaml.replace("decide_days: 45", "decide_days: many"));
  await go(page, `${desk}/policy`);
  await page.click("summary:has-text('Bring in a file')");
  await page.setInputFiles("#file", join(folder, "policy.yaml"));
  await page.click("button:text-is('Bring in')");
  await has(page, "policy.yaml:");
  await has(page, "/deadlines/decide_days");
  expect((await page.inputValue("#brought")).includes("decide_days: many"), "what was brought stays on the page");
  await seen(page);
  await page.fill("#brought", yaml.replace("decide_days: 45", "decide_days: 30"));
  await page.click("button:text-is('Bring in')");
  await has(page, "What differs from version 2");
  await has(page, "Days to decide");
  await seen(page);
  await page.click("button:text-is('Publish as the next version')");
  const after = await (await version(3, "json")).json();
  expect(JSON.stringify({ ...after, id: 0, version: 0, deadlines: { ...after.deadlines, decide_days: 45 } }) === JSON.stringify({ ...before, id: 0, version: 0 }), "nothing else has changed");
  await go(page, `${desk}/policy`);
  await page.click("summary:has-text('Bring in a file')");
  await page.fill("#brought", await (await version(3, "yaml")).text());
  await page.click("button:text-is('Bring in')");
  await has(page, "Nothing differs from version 3");
  await go(page, `${desk}/agreements`);
  await page.fill("#title", "Register and school");
  await page.check("input[value=norrsken-hogskola]");
  await page.fill("#from", "2027-01-01");
  await page.fill("#until", "2026-01-01");
  await page.click("button:text-is('Propose')");
  await has(page, "before it begins");
  await page.fill("#until", "2028-01-01");
  await page.click("button:text-is('Propose')");
  await has(page, "not signed yet");
  await page.click("button[value=sign]");
  await signInByMail(page, "sven@norrsken-hogskola.example");
  await go(page, "/desk/norrsken-hogskola/agreements");
  await page.locator("section:has-text('Register and school') button[value=sign]").click();
  await has(page, "signed by all");
  await go(page, "/recognition");
  await page.click("a:has-text('Register and school')");
  const document = await (await page.request.get(`${page.url()}.json`)).json();
  expect(document.statements.length === 2, "each party's word is public");
});

const code = await run({
  "an application through every state": application(true, "practice"),
  "the same without script": application(false, "employment"),
  "a stack planned and taken": stack,
  "the matrix, what-ifs, the brief": whole(true),
  "the same without script ": whole(false),
  "a body's rules": rules,
});
await browser.close();
await server.stop();
server.remove();
process.exit(code);
