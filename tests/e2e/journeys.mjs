// Each role's way through the pages, with and without script, in a real Chromium.
import { readFileSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "../interop/platform.mjs";
import { casesOf } from "./pairwise.mjs";
import { axeSource, expect, run, signInAs, startBrowser, startServer, wordsOf } from "./harness.mjs";

const server = await startServer({ args: ["--form-rate", "0"] });
const browser = await startBrowser();
const files = mkdtempSync(join(tmpdir(), "credex-files-"));

const withPage = (options, journey) => async () => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (problem) => problems.push(String(problem)));
  page.on("console", (message) => { if (message.type() === "error" && !/4[012]\d/.test(message.text())) problems.push(message.text()); });
  try {
    await journey(page);
  } catch (problem) {
    problem.stack += `\n  at ${page.url()}: ${(await page.locator("main").innerText().catch(() => "")).slice(0, 600)}`;
    throw problem;
  } finally {
    await context.close();
  }
  expect(problems.length === 0, `no script error, not ${problems.join("; ")}`);
};
/// A role's journey, which is walked with and without script in two languages; `say` gives the words of the pages.
const role = (journey) => (language, javaScriptEnabled) =>
  withPage({ locale: language, javaScriptEnabled }, (page) => journey(page, {
    language, javaScriptEnabled, say: wordsOf(language), tag: `${language}${javaScriptEnabled ? 1 : 2}`,
  }));
const text = (page) => page.locator("main").innerText();
const go = (page, path) => page.goto(server.url + path);

const has = async (page, words) => expect((await text(page)).includes(words), `"${words}" on the page`);

/// The latest link in the demonstration's mailbox to an address.
async function linkInMail(page, to) {
  for (let i = 0; i < 50; ++i) {
    await go(page, `/mailbox?to=${encodeURIComponent(to)}`);
    const link = page.locator("article a").first();
    if (await link.count()) return link.getAttribute("href");
    await page.waitForTimeout(100);
  }
  throw new Error(`no mail to ${to}`);
}

async function signInByMail(page, email) {
  await go(page, "/sign-in");
  await page.fill("#email", email);
  await page.click("main form button");
  await page.goto(server.url + await linkInMail(page, email));
  await page.click("main form button");
  await page.waitForURL(/\/me|\/desk|\/$/);
}

async function waitForJob(page, say) {
  for (let i = 0; i < 100; ++i) {
    // Without script the page asks again by itself, which may come between.
    await page.reload().catch(() => {});
    if ((await text(page).catch(() => "")).includes(say("See the awards"))) return;
    await page.waitForTimeout(100);
  }
  throw new Error("the job did not end");
}

/// A festival's education officer, first visit: signs in, founds, describes, checks, publishes, issues to a class.
const educator = role(async (page, { language, javaScriptEnabled, say, tag }) => {
  const email = `officer-${tag}@festival.example`;
  await signInByMail(page, email);
  await go(page, "/desk");
  await page.click(`text=${say("Found an organisation")}`);
  await page.fill("#name", `Festival of Small Stages ${tag}`);
  await page.selectOption("#country", "AT");
  await page.click("main form button");
  await page.click(`text=${say("Describe a new one")}`);
  await page.fill(`[name='title@${language}']`, "Stage rigging basics");
  await page.selectOption("#sector", "performing-arts");
  await page.fill(`[name='learning_outcomes.0.title@${language}']`, "Rig a small stage safely by the plan");
  await page.fill("[name='learning_outcomes.0.esco'] >> nth=0", "manage personal professional development");
  await page.check("[name='learning_outcomes.0.assessed_by'][value=a1]");
  await page.fill("[name='workload.hours']", "50");
  if (javaScriptEnabled) {
    await page.locator("#panel").getByText("ECTS").first().waitFor();
    expect((await page.locator("#panel").innerText()).includes(say.parts("{0} mandatory element is wanting", 5)[1]), "the side panel says what is wanting");
  }
  // Without script a further row comes by a button, and nothing is lost.
  await page.click("button[value=outcome]");
  expect(await page.inputValue(`[name='title@${language}']`) === "Stage rigging basics", "the title is still there");
  await page.fill("[name='workload.ects']", "2");
  await page.selectOption("[name='level.eqf']", "4");
  await page.selectOption("[name='assessment.0.type']", { label: say("practical assessment") });
  await page.fill("[name='assessment.0.criteria']", "rigging by the plan, checked by two assessors");
  await page.selectOption("[name='participation.mode']", { index: 3 });
  await page.selectOption("[name='quality_assurance.0.type']", { index: 1 });
  await page.fill("[name='quality_assurance.0.by']", "Guild of stages");
  await page.click(`text=${say("Keep the draft")}`);
  await has(page, say("Every mandatory element is there"));
  await page.click(`text=${say("Send to review")}`);
  await page.click(`button:text-is("${say("Publish")}")`);
  await page.locator(`main .row a:text-is("${say("Issue")}")`).click();
  const sheet = Buffer.from("\uFEFFName;E-Mail;Datum\n" + Array.from({ length: 20 }, (_, i) =>
    `Lerner ${i};lerner-${tag}-${i}@class.example;0${1 + i % 9}.05.2026`).join("\n") + "\nSchlecht;keine-adresse;31.02.2026\n", "utf16le");
  await page.setInputFiles("form.drop #file", { name: "Klasse.csv", mimeType: "text/csv", buffer: sheet });
  await page.locator("form.drop button").click();
  await has(page, say("{0} row is good", 20));
  await has(page, say("{0} row cannot be issued", 1));
  await has(page, say("is no e-mail address"));
  await page.click(`text=${say("Issue the good rows")}`);
  await waitForJob(page, say);
  await has(page, say("{{done}} of {{total}} issued", 20, 20));
  await page.click(`text=${say("See the awards")}`);
  expect((await page.locator("tbody tr").count()) === 20, "20 awards are listed");
  await page.locator("tbody a").first().click();
  const festival = `Festival of Small Stages ${tag}`;
  await has(page, say("Unaltered; it says that it is from {0}, and nobody known here vouches for that", say("“{0}”", festival)));
  // It asks to be confirmed, an operator looks, and what was issued is vouched for.
  const award = page.url();
  await page.goto(`${page.url().match(/^.*\/desk\/[^/]+/)[0]}/confirmation`);
  await page.fill("#registration", `FN ${tag}`);
  await page.fill("#register", "Firmenbuch (fictional)");
  await page.click("main form button[value=ask]");
  await has(page, say("Asked on"));
  const other = await page.context().browser().newContext({ locale: language, javaScriptEnabled });
  const operator = await other.newPage();
  await signInAs(operator, server.url, "edda@credex-operators.example", language);
  await operator.goto(`${server.url}/who-vouches`);
  await operator.locator(`tr:has-text("${festival}") a`).click();
  await operator.check("input[name=seen][value=register]");
  await operator.fill("#until", `${new Date().getFullYear() + 2}-12-31`);
  await operator.click("button[value=confirm]");
  await operator.goto(`${server.url}/who-vouches`);
  expect(await operator.locator(`tr:has-text("${festival}") a[href^='/o/']`).count() === 1, "who vouches lists the festival");
  await other.close();
  await page.goto(award);
  await has(page, say("Sound, issued by {0}, for which {1} vouches; checked just now", festival));
  // Issued again, an award keeps what is not changed: its last day among it.
  await page.locator(`summary:has-text("${say("Issue it again with other facts")}")`).click();
  await page.fill("#valid_until", "2031-12-31");
  await page.fill("#r3", "a last day was forgotten");
  await page.click(`button:text-is("${say("Issue again")}")`);
  expect((await page.locator("#valid_until").inputValue()) === "2031-12-31", "the new award's form begins with its last day");
  await page.goto(award);
  await has(page, say("Corrected by"));
  await go(page, `${new URL(award).pathname.split("/awards/")[0]}/awards`);
  await page.locator(`tbody tr:has-text("${say("not yet")}") a`).nth(3).click();
  // One is taken back for good, with a reason.
  await page.fill("#r1", "entered by mistake");
  await page.click(`text=${say("Revoke for good")}`);
  await has(page, say("Revoked by its issuer, {0}"));
});

/// A learner gets a mail, keeps the award without an account, shows it, downloads everything and erases it all.
const learner = role(async (page, { language, say, tag }) => {
  const email = `lerner-${tag}-3@class.example`;
  const director = `director-${tag}@film.example`;
  await page.goto(server.url + await linkInMail(page, email));
  await page.click(`button:text-is("${say("Keep it")}")`);
  expect(/Stage rigging basics/.test(await text(page)), "the award is in the collection");
  const take = page.locator(`button:text-is("${say("Keep it")}")`);
  while (await take.count()) await take.first().click();
  await page.locator("input[name=holding]").first().check();
  await page.click(`text=${say("Show what I choose")}`);
  await page.fill("#title", "For the theatre");
  await page.fill("#expires", "2099-01-01");
  await page.click(`text=${say("Make the link")}`);
  const link = await page.locator("article a").first().getAttribute("href");
  await go(page, "/me");
  await page.locator(".label .title a").first().click();
  for (const [kind, begins] of [["pdf", "%PDF"], ["png", "\x89PNG"], ["svg", "<"], ["file", "{"]]) {
    const answer = await page.request.get(`${page.url()}/${kind}`);
    const body = await answer.body();
    expect(body.toString("latin1").startsWith(begins), `a download as ${kind}`);
    writeFileSync(join(files, `credential.${kind}`), body);
  }
  await page.locator(`details summary:has-text("${say("Ask somebody")}")`).click();
  await page.fill("#email", director);
  await page.fill("#relation", "director of the piece");
  await page.click(`button:text-is("${say("Ask")}")`);
  const everything = await (await page.request.get(`${server.url}/me/everything.json`)).json();
  expect(everything.credentials.length >= 1, "everything is in the download");
  // The one asked answers, without an account.
  const other = await page.context().browser().newPage({ locale: language });
  await other.goto(server.url + await linkInMail(other, director));
  await other.fill("#name", "Dora Regie");
  await other.fill("#words", "Rigged our stage in a storm, calmly.");
  await other.click(`text=${say("Give my word")}`);
  await other.goto(link);
  const shared = await other.locator("main").innerText();
  expect(shared.includes(say("Sound, issued by {0}, for which {1} vouches; checked just now")) && /Dora Regie/.test(shared), "the shared page shows verdict and words");
  const [, aboutExpiry] = say.parts("This link works until {{expires}}; that says nothing about the credentials.");
  expect(shared.includes(aboutExpiry), "the link's expiry is not taken for the credential's");
  await other.close();
  await go(page, "/me/shares");
  await has(page, say("Looked at once", 1));
  await page.click(`text=${say("End the link")}`);
  await page.goto(link);
  await has(page, say("whoever sent this link has ended it; that says nothing about their credentials, which have not expired with it").slice(1));
  await go(page, "/me/profile");
  await page.check("[name=sure]");
  await page.click(`button:text-is("${say("Erase everything")}")`);
  await has(page, say("Everything is erased"));
  await go(page, "/check");
  await page.setInputFiles("#file", join(files, "credential.file"));
  await page.locator("form.drop button:not([type=button])").click();
  await has(page, say("Sound, issued by {0}, for which {1} vouches; checked just now"));
});

/// A producer drops what came by mail: files in every form, an altered one, one that is none.
const employer = role(async (page, { say }) => {
  const check = async (...paths) => {
    await go(page, "/check");
    await page.setInputFiles("#file", paths);
    if (!/check\/job/.test(page.url())) await page.locator("form.drop button:not([type=button])").click();
    return text(page);
  };
  for (const kind of ["file", "pdf", "png", "svg"])
    expect((await check(join(files, `credential.${kind}`))).includes(say("Sound, issued by {0}, for which {1} vouches; checked just now")), `${kind} is sound`);
  const original = readFileSync(join(files, "credential.file"), "utf8");
  writeFileSync(join(files, "altered.json"), original.replace("rigging", "flying "));
  const altered = await check(join(files, "altered.json"));
  expect(altered.includes(say("Altered: this is not what was signed")), "an altered one is seen");
  writeFileSync(join(files, "none.txt"), "hello");
  await check(join(files, "none.txt"));
  await check(join(files, "credential.file"), join(files, "altered.json"), join(files, "none.txt"));
  for (let i = 0; i < 50 && !(await text(page)).includes(say("{{done}} of {{total}} checked", 3, 3)); ++i) {
    await page.waitForTimeout(100);
    await page.reload();
  }
  expect((await page.locator("tbody tr").count()) === 3, "three files at once are judged");
  await check(join(files, "credential.file"));
  await page.locator(`summary:has-text("${say("What does this mean?")}")`).first().click();
  await has(page, say("The file carries a signature, a kind of seal over every letter. If one letter were changed, the seal would break."));
});

const authority = role(async (page, { language, say }) => {
  await signInAs(page, server.url, "ines@registo-culturas.example", language);
  await go(page, "/catalogue?q=photogrammetry");
  await page.locator(".label .title a").first().click();
  const all = await text(page);
  for (const element of ["Awarding body", "Workload", "Level", "Assessment", "Quality assurance", "Form of participation"])
    expect(all.includes(say(element)), `${element} is shown`);
  expect(all.includes("Council Recommendation 2022/C 243/02, Annex I"), "the source is cited");
  const uri = page.url();
  const elm = await (await page.request.get(uri, { headers: { accept: "application/ld+json" } })).json();
  expect(/Qualification|LearningAchievementSpecification/.test(elm.type) && elm.id === uri, `machines get ELM, not ${elm.type} ${elm.id}`);
  const badge = await (await page.request.get(uri, { headers: { accept: "application/json" } })).json();
  expect(JSON.stringify(badge.type).includes("Achievement"), "machines get an Achievement");
});

const administrator = role(async (page, { language, say, tag }) => {
  await signInAs(page, server.url, "admin@accademia-sasso.example", language);
  await go(page, "/desk/accademia-sasso/people");
  await page.locator("h2 + form #email").fill(`neu-${tag}@accademia-sasso.example`);
  await page.locator("h2 + form button").click();
  await has(page, `neu-${tag}@accademia-sasso.example`);
  await go(page, "/desk/accademia-sasso/keys");
  await page.click(`text=${say("Make a new key")}`);
  await has(page, say("retired"));
  await go(page, "/desk/accademia-sasso/api-keys");
  await page.fill("#name", `timetable ${tag}`);
  for (const scope of ["read", "issue", "status"]) await page.check(`input[value=${scope}]`);
  await page.click(`button:text-is("${say("Make it")}")`);
  const key = await page.locator(".notice code").innerText();
  const list = await (await page.request.get(`${server.url}/api/v1/definitions`, { headers: { authorization: `Bearer ${key}` } })).json();
  const award = await page.request.post(`${server.url}/api/v1/awards`, { headers: { authorization: `Bearer ${key}` },
    data: { definition: list.items[0].id, full_name: "Api Learner", email: `api-${tag}@class.example` } });
  expect(award.status() === 201, "the API issues");
  await go(page, "/desk/accademia-sasso/webhooks");
  await page.fill("#url", `https://127.0.0.1:9/${tag}`);
  await page.check("input[value='award.issued']");
  await page.click(`button:text-is("${say("Make it")}")`);
  await has(page, "whsec_");
  const hook = page.locator("section", { hasText: `/${tag}` });
  await hook.locator("button[value=test]").click();
  for (let i = 0; i < 50 && !/private network/.test(await hook.innerText()); ++i) {
    await page.waitForTimeout(100);
    await go(page, "/desk/accademia-sasso/webhooks");
  }
  expect(/webhook\.test/.test(await hook.innerText()) && /private network/.test(await hook.innerText()), "a delivery that may not be made says why");
  await hook.locator("button[value=end]").click();
  expect(await hook.count() === 0, "a webhook is ended");
  await go(page, "/desk/accademia-sasso/log");
  expect(/key\.rotate/.test(await text(page)), "the log has it");
});

/// A provider asks a guild to seal for it; the guild takes it on; the provider withdraws, and everybody can read it.
const sealing = role(async (page, { language, say, tag }) => {
  await signInAs(page, server.url, "admin@accademia-sasso.example", language);
  await go(page, "/desk/accademia-sasso/mandates");
  await page.selectOption("#sealer", "gilde-ambachten");
  await page.check("input[name=eqf][value='8']");
  await page.selectOption("#field", "0215");
  await page.fill("#until", "2099-12-31");
  await page.fill("#ground", `agreement ${tag}`);
  await page.click(`button:text-is("${say("Ask")}")`);
  await has(page, `agreement ${tag}`);
  await has(page, say("asked"));
  await signInAs(page, server.url, "lotte@gilde-ambachten.example", language);
  await go(page, "/desk/gilde-ambachten/mandates");
  const mine = page.locator("section", { hasText: `agreement ${tag}` });
  await mine.locator("button[value=accept]").click();
  await mine.getByText(say("active"), { exact: true }).waitFor();
  const id = (await mine.locator("form").first().getAttribute("action")).split("/").pop();
  await signInAs(page, server.url, "admin@accademia-sasso.example", language);
  await go(page, "/desk/accademia-sasso");
  const definition = (await page.locator("tr", { hasText: say("published") }).locator("a[href*='/definitions/']").last().getAttribute("href")).split("/").pop();
  await go(page, `/desk/accademia-sasso/issue/${definition}`);
  await has(page, say("this lies outside the mandate to seal").slice(1));
  await go(page, "/desk/accademia-sasso/mandates");
  await mine.locator("summary").click();
  await mine.locator("input[name=note]").fill("the agreement has ended");
  await mine.locator("button[value=withdraw]").click();
  await has(page, "the agreement has ended");
  await go(page, `/mandates/${id}`);
  await has(page, say("withdrawn"));
  const record = await (await page.request.get(`${server.url}/mandates/${id}.json`)).json();
  expect(record.state === "withdrawn" && record.eqf[0] === 8 && record.sealed_by.legal_name.en === "Gilde van Ambachten", "programs read it too");
});

const facilitator = role(async (page, { language }) => {
  await signInAs(page, server.url, "jonas@credex-facilitators.example", language);
  await go(page, "/overview");
  expect(/Accademia del Sasso/.test(await text(page)), "the overview names the organisations");
});

const hostile = withPage({}, async (page) => {
  const evil = `<script>document.title="owned"</script>'); DROP TABLE person;-- \u0000{{csrf}}`;
  await signInAs(page, server.url, "maja.lindqvist@learner.example");
  await go(page, "/me/profile");
  await page.fill("#name", evil.replace("\u0000", ""));
  await page.click("main form button >> nth=0");
  await go(page, "/me/profile");
  expect((await page.title()) !== "owned" && (await page.inputValue("#name")).includes("<script>"), "markup is text");
  // Whose name is another's has nothing to show.
  await go(page, "/me/share");
  expect((await page.locator("input[name=holding]").count()) === 0 && /cannot be shown/.test(await text(page)), "awards of somebody else are not offered to be shown");
  await go(page, "/me/profile");
  await page.fill("#name", "Maja Lindqvist");
  await page.click("main form button >> nth=0");
  await go(page, "/me/profile");
  const csrf = await page.request.post(`${server.url}/me/profile`, { form: { name: "x", language: "en", csrf: "forged" } });
  expect(csrf.status() === 403, "a form without the token is refused");
  const cross = await page.request.post(`${server.url}/sign-in`, { form: { email: "a@b.example" }, headers: { origin: "https://evil.example" } });
  expect(cross.status() === 403, "a form of another site is refused");
  for (const path of ["/static/../../etc/passwd", "/static/%2e%2e/credex.css", "/mc/..%2f..%2fetc", "/me/credential/x/y/z"]) {
    const answer = await page.request.get(server.url + path);
    expect([302, 303, 400, 404].includes(answer.status()) || /sign-in/.test(answer.url()), `${path} leads nowhere`);
  }
  const large = await page.request.post(`${server.url}/me/profile`, { data: "x".repeat(3 << 20) }).catch(() => null);
  expect(!large || large.status() === 413, "a form that is too large is refused");
  const forged = await browser.newContext();
  await forged.addCookies([{ name: "credex", value: "forged", url: server.url }]);
  const answer = await (await forged.newPage()).goto(`${server.url}/me`);
  expect(/sign-in/.test(answer.url()), "a forged session is none");
  await forged.close();
  await signInAs(page, server.url, "elena@accademia-sasso.example");
  await go(page, "/desk/accademia-sasso");
  await page.locator("td a.button").first().click();
  const send = async (name, buffer) => {
    const url = page.url();
    await page.setInputFiles("form.drop #file", { name, mimeType: "text/csv", buffer });
    await page.locator("form.drop button").click();
    const words = await text(page);
    await page.goto(url);
    return words;
  };
  expect(/reason|=HYPERLINK/.test(await send("f.csv", Buffer.from("name,email,date\n=HYPERLINK(\"http://evil\"),x,2026-01-01\n"))), "a formula is text");
  expect(/1,000 columns|1000 columns|columns/i.test(await send("w.csv", Buffer.from(Array(1200).fill("c").join(",") + "\n"))), "too many columns are said to be so");
  expect(/sheet|row|name/i.test(await send("b.xlsx", Buffer.from("PK\x03\x04broken"))), "a broken workbook is said to be so");
  const headers = (await page.request.get(server.url)).headers();
  expect(headers["content-security-policy"].includes("default-src 'none'"), "a strict policy");
});

const signInLinks = withPage({}, async (page) => {
  await go(page, "/sign-in");
  await page.fill("#email", "once@class.example");
  await page.click("main form button");
  const link = await linkInMail(page, "once@class.example");
  await page.goto(server.url + link);
  await page.click("main form button");
  await page.goto(server.url + link);
  expect(/used already/.test(await text(page)), "a link used twice says so");
  await go(page, "/sign-in/link/forged");
  expect(/not known/.test(await text(page)), "a forged link says so");
});

/// What is seen only after a form was sent, in both themes: no violation of WCAG 2.2 AA that axe sees. Every page that has an address is
/// looked at by every-page.mjs.
const accessible = (colorScheme) => withPage({ colorScheme }, async (page) => {
  const lookHere = async (what) => {
    await page.evaluate(axeSource);
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
    expect(found.violations.length === 0, `no violation on ${what}, not ${found.violations.map((v) =>
      `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" | ")}`).join("; ")}`);
  };
  await signInAs(page, server.url, "maja.lindqvist@learner.example");
  await go(page, "/me");
  const credential = await page.locator(".label .title a").first().getAttribute("href");
  await go(page, credential);
  await page.click("form[action$='/wallet'] button");
  await lookHere("the offer to a wallet");
  const file = await page.request.get(`${server.url}${credential}/file`);
  await go(page, "/check");
  await page.fill("#text", await file.text());
  await page.locator("form.drop button:not([type=button])").click();
  await lookHere("the result of a check");
});

/// The same in another language: the check and the collection in German.
const german = withPage({ locale: "de-DE" }, async (page) => {
  await go(page, "/");
  expect((await page.locator("html").getAttribute("lang")) === "de", "the page is in the browser's language");
  await go(page, "/check");
  await page.setInputFiles("#file", join(files, "credential.file"));
  if (!/check\b/.test(page.url()) || await page.locator("form.drop").count()) await page.locator("form.drop button:not([type=button])").click();
  expect(/In Ordnung, ausgestellt von/.test(await text(page)) && /Was bedeutet das\?/.test(await text(page)), "the verdict is German");
  await page.click("footer a[lang=pl]");
  await go(page, "/catalogue");
  expect(/12|13|14/.test(await text(page)) && /mikropoświadcze/.test(await text(page)), "and Polish after a click");
  for (const lang of ["fr", "it", "es"]) {
    await go(page, `/catalogue?lang=${lang}`);
    expect((await page.locator("html").getAttribute("lang")) === lang, `the page in ${lang}`);
  }
});

/// By keyboard alone: from the front page to the verdict.
const keyboard = withPage({}, async (page) => {
  await go(page, "/");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.className === "skip"), "the first stop skips to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.getAttribute("href") === "/check"), "then the main action");
  await page.keyboard.press("Enter");
  await page.waitForURL(/check/);
  await page.focus("#text");
  await page.keyboard.insertText(readFileSync(join(files, "credential.file"), "utf8"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText(/Sound, issued by/).first().waitFor();
  expect(/Sound, issued by/.test(await text(page)), "the verdict is read");
});

/// In the frame of a learning system: a teacher chooses with the keyboard, a learner finds the award; axe sees nothing.
const inCourse = withPage({}, async (page) => {
  const own = await startServer({ args: ["--allow-private", "yes"] });
  const platform = await startPlatform();
  try {
    await signInAs(page, own.url, "admin@accademia-sasso.example");
    await page.goto(`${own.url}/desk/accademia-sasso/learning-systems`);
    const address = await page.locator("code", { hasText: "/lti/register/" }).innerText();
    await page.goto(`${address}?openid_configuration=${encodeURIComponent(`${platform.state.url}/configuration`)}&registration_token=once`);
    await has(page, "simulator");
    // The learning system's page, with the tool in its frame.
    const launch = async (user, change) => {
      const begun = await fetch(`${own.url}/lti/login?${new URLSearchParams({ iss: platform.state.url, login_hint: user, client_id: "client-1" })}`, { redirect: "manual" });
      const asked = new URL(begun.headers.get("location")).searchParams;
      const token = await platform.idToken(asked.get("nonce"), user, change);
      platform.state.page = `<!doctype html><title>Course</title><h1>Course</h1><iframe name="tool" title="Tool" width="900" height="700"></iframe><form method="post" target="tool" action="${own.url}/lti/launch"><input type="hidden" name="state" value="${asked.get("state")}"><input type="hidden" name="id_token" value="${token}"></form>`;
      await page.goto(`${platform.state.url}/course`);
      await page.evaluate(() => document.forms[0].submit());
      const frame = page.frameLocator("iframe");
      await frame.locator("h1").waitFor();
      return { frame, handle: page.frame({ name: "tool" }) };
    };
    const fine = async (handle, what) => {
      await handle.evaluate(axeSource);
      const found = await handle.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
      expect(found.violations.length === 0, `no violation on ${what}, not ${found.violations.map((v) => v.id)}`);
    };
    platform.state.grades.set("l1", 20);
    const choosing = await launch("t1", platform.deepLinking);
    await fine(choosing.handle, "the choice of a link");
    await choosing.frame.locator("input[type=radio]").first().check();
    await choosing.frame.locator("button").click();
    for (let i = 0; i < 50 && !platform.state.returned; ++i) await page.waitForTimeout(100);
    expect(platform.state.returned, "the link goes back to the course by itself");
    const custom = { [`${platform.lti}custom`]: platform.state.returned["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"][0].custom };
    const teacher = await launch("t1", custom);
    await fine(teacher.handle, "a teacher's page");
    await teacher.frame.locator("button[value=award]").focus();
    await page.keyboard.press("Enter");
    await teacher.frame.getByText("1 was awarded now").waitFor();
    await fine(teacher.handle, "what it came to");
    const learner = await launch("l1", custom);
    await learner.frame.getByText("You have it.").waitFor();
    await fine(learner.handle, "a learner's page");
  } finally {
    await own.stop();
    own.remove();
    platform.stop();
  }
});

// Each way in each language, with and without script: a sample of them, all with FULL=1. A class is issued to, claims, and is looked at
// by an employer, each going on from the one before.
const ways = { class: { educator, learner, employer }, authority: { authority }, administrator: { administrator }, sealing: { sealing }, facilitator: { facilitator } };
const everyWay = {};
for (const { way, language, script } of casesOf({ way: Object.keys(ways), language: ["en", "de"], script: [true, false] }))
  for (const [name, journey] of Object.entries(ways[way])) everyWay[`${name} in ${language} ${script ? "with" : "without"} script`] = journey(language, script);

/// The code of a shared page held before the camera: what Chromium's camera shows here is a film of one picture.
const camera = withPage({}, async (page) => {
  await signInAs(page, server.url, "maja.lindqvist@learner.example");
  await go(page, "/me/share");
  await page.locator("input[name=holding]").first().check();
  await page.fill("#title", "For the gate");
  await page.click("text=Make the link");
  const code = await page.locator("article svg").first().evaluate((svg) => svg.outerHTML);
  const table = await browser.newPage({ viewport: { width: 640, height: 480 } });
  await table.setContent(`<body style="margin:0;background:#bbb"><div style="width:360px;margin:40px auto;padding:20px;background:#fff">${code}`);
  const film = join(files, "camera.mjpeg");
  writeFileSync(film, await table.screenshot({ type: "jpeg", quality: 90 }));
  await table.close();
  const withCamera = await startBrowser("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${film}`);
  try {
    const gate = await (await withCamera.newContext({ permissions: ["camera"] })).newPage();
    await gate.goto(`${server.url}/check`);
    await gate.click("text=Scan a QR code");
    await gate.getByText(/Sound, issued by/).first().waitFor();
    expect(/Sound, issued by/.test(await gate.locator("main").innerText()), "what the camera saw is checked");
  } finally {
    await withCamera.close();
  }
  // Whose camera cannot be had is told so.
  await go(page, "/check");
  await page.click("text=Scan a QR code");
  await page.locator("[data-camera] [role=status]:not(:text-is('Hold the code before the camera.'))").waitFor();
});

const status = await run({
  ...everyWay,
  hostile, signInLinks, german, keyboard, camera, inCourse,
  "accessible, light": accessible("light"),
  "accessible, dark": accessible("dark"),
});
await browser.close();
await server.stop();
server.remove();
process.exit(status);
