// The living framework in a real Chromium: facilitator, assessors, reviewers, a pilot's lead and a participant, and citizens who read and speak.
import { expect, has, onPage, run, seen, signInAs, startBrowser, startServer } from "./harness.mjs";

const server = await startServer({ args: ["--form-rate", "0"] });
const browser = await startBrowser();
const jonas = "jonas@credex-facilitators.example";
const elena = "elena@accademia-sasso.example";
const lotte = "lotte@gilde-ambachten.example";
const maja = "maja.lindqvist@learner.example";
const tom = "tom@brightwater-studios.example";

const withPage = (options, journey) => onPage(browser, options, journey);
const go = (page, path) => page.goto(server.url + path);
/// The disclosure of that name, opened.
const unfold = async (page, words) => {
  const details = page.locator(`details:has(> summary:has-text(${JSON.stringify(words)}))`).first();
  if ((await details.getAttribute("open")) === null) await details.locator("> summary").click();
  return details;
};

/// A region's policy officer: three clicks from the front page to what falls short and what helped others.
const citizen = (javaScriptEnabled) => withPage({ javaScriptEnabled }, async (page) => {
  await go(page, "/");
  await page.click("nav a:text-is('Framework')");
  await has(page, "Differences that matter most");
  if (javaScriptEnabled) await seen(page);
  await page.click("a:text-is('Northern Coast (fictional)')");
  await has(page, "What would help most for its effort");
  expect(await page.locator("svg.radar path.own").count() === 1, "the radar is drawn");
  expect(await page.locator("table.heat td.shade-10, table.heat td.shade-8").count() > 0, "the heat map is a table");
  if (javaScriptEnabled) await seen(page);
  await page.selectOption("#with", "valle-alta-fictional");
  await page.click("button:text-is('Compare')");
  await has(page, "Where they differ by a step or more");
  await page.locator(".steps a[href^='/practices/']").first().click();
  await has(page, "What was done");
  await page.selectOption("#there", "lagoon-islands-fictional");
  await page.click("button:text-is('Rate it')");
  await has(page, "of 100 by what is known");
  if (javaScriptEnabled) await seen(page);
  for (const path of ["/europe", "/countries/IE", "/policy/what-the-northern-coast-could-do-next", "/engagement", "/pilots/a-residency-in-place-of-a-course", "/framework", "/consultations", "/practices", "/open-data"]) {
    await go(page, path);
    expect(await page.locator("h1").count() === 1, `${path} is a page`);
    if (javaScriptEnabled) await seen(page);
  }
  for (const [path, type] of [["/frameworks/northern-coast-fictional/report.pdf", "application/pdf"], ["/framework/0.9/book.pdf", "application/pdf"], ["/framework/0.9/book.md", "text/markdown"],
    ["/framework/0.9/data.jsonld", "application/ld+json"], ["/policy/what-the-northern-coast-could-do-next.pdf", "application/pdf"], ["/open-data.ttl", "text/turtle"], ["/open-data/indicators.csv", "text/csv"],
    ["/open-data/practices.nq", "application/n-quads"], ["/engagement/guidelines.md?step=design&country=IE", "text/markdown"]]) {
    const got = await page.request.get(server.url + path);
    expect(got.status() === 200 && got.headers()["content-type"].startsWith(type), `${path} is given`);
  }
});

/// From a proposal through a consultation to a version with its trace.
const facilitator = withPage({}, async (page) => {
  await signInAs(page, server.url, maja);
  await go(page, "/framework/clause/term-portfolio");
  await page.fill("#text", "A chosen body of work, with the own part in each, by which practitioners of the sector are known.");
  await page.fill("#reason", "The own part belongs to it.");
  await page.click("button:text-is('Propose')");
  await has(page, "it touches");
  await seen(page);
  await signInAs(page, server.url, jonas);
  await go(page, "/consultations/new");
  await page.fill("#title", "Portfolio and own part");
  await page.locator("label:has-text('Portfolio') input[name=proposal]").check();
  for (const name of ["educators", "employers", "authorities", "civil_society"]) await page.fill(`#quorum-${name}`, "0");
  await seen(page);
  await page.click("main form button:text-is('Open')");
  await has(page, "Who has been heard");
  const path = new URL(page.url()).pathname;
  await signInAs(page, server.url, maja);
  await go(page, path);
  await page.selectOption("#constituency", "learners");
  await page.click("button:text-is('Join')");
  await has(page, "You speak for: learners");
  await unfold(page, "You speak for:");
  await page.selectOption("#constituency", "employers");
  await page.click("button:text-is('Join')");
  await has(page, "and one person speaks for one");
  await go(page, path);
  const remark = await unfold(page, "Remark or amend");
  await remark.locator("textarea[name=words]").fill("Say whose the part is.");
  await remark.locator("textarea[name=proposed]").fill("A chosen body of work, with the person's own part in each, by which practitioners of the sector are known.");
  await remark.locator("button").click();
  await has(page, "Say whose the part is.");
  expect(await page.locator(".remarks ins").count() > 0, "the amendment shows what differs");
  await page.locator("fieldset.scale input[value='4']").check();
  await page.click("button:text-is('Rate')");
  await seen(page);
  await signInAs(page, server.url, jonas);
  await go(page, path);
  await page.click("button:text-is('Close the round')");
  await has(page, "The group's answer in round 1");
  const late = await page.request.post(server.url + path, { form: { what: "close_round", csrf: await page.locator("input[name=csrf]").first().inputValue() }, headers: { origin: server.url } });
  expect(late.status() === 409 && (await late.text()).includes("round is closed already"), "a round is closed once");
  await page.click("button:text-is('Begin to decide')");
  await has(page, "every remark has an answer yet");
  const answer = await unfold(page, "Answer");
  await answer.locator("select").selectOption("taken_up");
  await answer.locator("textarea").fill("Clearer so.");
  await answer.locator("button").click();
  const amend = await unfold(page, "Amend the text");
  await amend.locator("textarea").fill("A chosen body of work, with the person's own part in each, by which practitioners of the sector are known.");
  await amend.locator("button").click();
  await page.click("button:text-is('Begin to decide')");
  await signInAs(page, server.url, maja);
  await go(page, path);
  await page.locator("input[name=choice][value=object]").check();
  await page.click("button:text-is('Vote')");
  await has(page, "objection needs a reason");
  await page.locator("input[name=choice][value=agree]").check();
  await page.click("button:text-is('Vote')");
  await signInAs(page, server.url, jonas);
  await go(page, path);
  await page.click("button:text-is('Close the consultation')");
  await has(page, "carried");
  await seen(page);
  await go(page, "/framework");
  await unfold(page, "Publish the next version");
  await page.fill("#number", "1.0");
  await page.fill("#why", "The portfolio names the own part.");
  await page.click("button:text-is('Publish')");
  await has(page, "Version 1.0");
  await page.click("a:text-is('What changed to 1.0')");
  expect(await page.locator(".diff ins").count() > 0, "the versions' difference is shown");
  await seen(page);
  await go(page, "/framework/clause/term-portfolio");
  await has(page, "Say whose the part is.");
  await go(page, "/engagement/map");
  await has(page, "Coverage and balance");
  await seen(page);
});

/// Two assessors rate, differ, are moderated; the report is published.
const assessor = withPage({}, async (page) => {
  await signInAs(page, server.url, jonas);
  await go(page, "/assessments");
  await page.fill("#title", "Harbour Quarter (fictional)");
  await page.selectOption("#kind", "region");
  await page.selectOption("#country", "BE");
  await page.click("button:text-is('Open the assessment')");
  await has(page, "Under way: only its assessors");
  const path = new URL(page.url()).pathname;
  for (const email of [maja, tom]) {
    await unfold(page, "Name an assessor");
    await page.fill("#email", email);
    await page.locator("button[value=assessor]").click();
  }
  const rate = async (email, value, evidence) => {
    await signInAs(page, server.url, email);
    await go(page, path);
    const one = await unfold(page, "A01 The learner is identified");
    await one.locator(`input[value='${value}']`).check();
    if (evidence) await one.locator("input[name=evidence]").first().fill(evidence);
    await one.locator("button").click();
  };
  await rate(maja, 4);
  await has(page, "rating of 3 or 4 needs evidence");
  await seen(page);
  await rate(maja, 4, "the template of March");
  await rate(tom, 1);
  await signInAs(page, server.url, jonas);
  await go(page, path);
  await page.click("button:text-is('Publish the assessment')");
  await has(page, "nobody has moderated it");
  await page.fill("#m-A01", "2");
  await page.fill("#mr-A01", "The template is used by half.");
  await page.click("button:text-is('Moderate')");
  await page.click("button:text-is('Publish the assessment')");
  await has(page, "agreed on after talking");
  await seen(page);
});

/// Anyone hands in; two others review.
const reviewer = withPage({}, async (page) => {
  await go(page, "/practices/new");
  await page.fill("#title", "Evening hours for assessment");
  await page.fill("#done", "Assessments are held in the evening, when freelancers can come.");
  await page.fill("#effect", "Twice as many came.");
  await page.selectOption("#evidence", "before_after");
  await page.fill("#submitter", "Ada");
  await page.fill("#email", "ada@practice.example");
  await page.click("button:text-is('Hand in')");
  await has(page, "no figures are named");
  expect(await page.inputValue("#done") !== "", "nothing that was written is lost");
  await seen(page);
  await page.fill("#evidence_link", "https://practice.example/figures");
  await page.click("button:text-is('Hand in')");
  await has(page, "waits for two reviewers");
  for (const email of [elena, jonas]) {
    await signInAs(page, server.url, email);
    await go(page, "/practices");
    await page.click("section a:text-is('Evening hours for assessment')");
    await page.fill("#words", "Simple, and the figures are shown.");
    await seen(page);
    await page.click("button:text-is('Publish it')");
  }
  await page.context().clearCookies();
  await go(page, "/practices?q=evening");
  await has(page, "Evening hours for assessment");
});

/// A pilot from its design to its aggregates; consent comes first and can be taken back.
const lead = withPage({}, async (page) => {
  await signInAs(page, server.url, lotte);
  await go(page, "/pilots/new");
  await seen(page);
  await page.click("main form button:text-is('Open')");
  await has(page, "For the pilot's lead");
  const path = new URL(page.url()).pathname;
  const fold = await unfold(page, "Enrol people");
  await fold.locator("textarea").fill("k1\nk2\nk3\nk4\nk5\nk6");
  await fold.locator("button").click();
  await has(page, "they are shown once");
  await seen(page);
  const links = await page.locator("section.good td").allInnerTexts();
  expect(links.length === 6, "a link each");
  await page.context().clearCookies();
  await page.context().addCookies([{ name: "lang", value: "en", url: server.url }]);
  for (const [i, link] of links.entries()) {
    const survey = new URL(link).pathname;
    await go(page, survey);
    await page.click("button:text-is('I agree')");
    for (const [when, value] of [["before", 3 + (i % 3)], ["after", 6 + (i % 2) * 2]]) {
      const phase = await unfold(page, when);
      await phase.locator("input[type=number]").fill(String(value));
      await phase.locator("button").click();
      await has(page, "Thank you.");
    }
    if (i === 0) {
      await seen(page);
      await page.click("button:text-is('Take my consent back')");
      await has(page, "nothing of yours is kept");
      const csrf = page.locator("input[name=csrf]").first();
      const late = await page.request.post(server.url + survey, { form: { what: "answer", phase: "after", "answer.skill": "5", csrf: await csrf.inputValue() }, headers: { origin: server.url } });
      expect((await late.text()).includes("taken your consent back"), "no answer after consent was taken back");
    }
  }
  await signInAs(page, server.url, lotte);
  await go(page, path);
  await page.click("button:text-is('Evaluate and publish the aggregates')");
  await has(page, "What came of it");
  expect(await page.locator("svg.forest circle").count() > 0, "effects are drawn");
  await seen(page);
});

const status = await run({
  "a citizen reads how a region stands, what helped others, and takes the data": citizen(true),
  "the same without JavaScript": citizen(false),
  "a facilitator brings a proposal through a consultation into a version": facilitator,
  "assessors rate with evidence, differ and are moderated": assessor,
  "a practice is handed in by anyone and reviewed by two": reviewer,
  "a pilot's lead and its participants": lead,
});
await browser.close();
await server.stop();
server.remove();
process.exit(status);
