// Pictures of every page, for people to look at: node tests/e2e/screens.mjs build/credex FOLDER
import { mkdirSync } from "node:fs";
import { startBrowser, startServer, signInAs } from "./harness.mjs";

const folder = process.argv[3] || "build/screens";
const only = process.argv[4];
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await startBrowser();
const shots = [];
for (const [size, width, height] of [["phone", 390, 844], ["desktop", 1280, 900]]) {
  for (const scheme of size === "phone" ? ["light"] : ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    const shoot = async (name, path) => {
      if (only && !name.includes(only)) return;
      if (path) await page.goto(server.url + path);
      await page.screenshot({ path: `${folder}/${name}-${size}-${scheme}.png`, fullPage: true });
      shots.push(name);
    };
    await shoot("front", "/");
    await shoot("catalogue", "/catalogue");
    await page.goto(`${server.url}/catalogue`);
    const mc = await page.locator(".label .title a").first().getAttribute("href");
    await shoot("definition", mc);
    for (const [name, path] of [["assessments", "/assessments"], ["assessment", "/frameworks/northern-coast-fictional?with=valle-alta-fictional"], ["framework", "/framework"],
      ["clause", "/framework/clause/rule-own-part"], ["proposals", "/framework/proposals"], ["consultations", "/consultations"], ["consultation", "/consultations/level-descriptors-for-the-sector"],
      ["engagement", "/engagement"], ["practices", "/practices"], ["practice", "/practices/a-panel-of-peers-in-place-of-an-agency?there=valle-alta-fictional"], ["practice-new", "/practices/new"],
      ["pilots", "/pilots"], ["pilot", "/pilots/a-residency-in-place-of-a-course"], ["europe", "/europe"], ["country", "/countries/IE"], ["policy-brief", "/policy/what-the-northern-coast-could-do-next"],
      ["open-data", "/open-data"]]) await shoot(name, path);
    await shoot("check", "/check");
    await shoot("wallet-ask", "/check/wallet");
    await page.click("main form button");
    await shoot("wallet-question");
    await shoot("demo", "/demo");
    await shoot("sign-in", "/sign-in");
    await signInAs(page, server.url, "maja.lindqvist@learner.example");
    await shoot("collection");
    await page.goto(`${server.url}/me`);
    const credential = await page.locator(".label .title a").first().getAttribute("href");
    await shoot("credential", credential);
    await page.goto(server.url + credential);
    await page.click("form[action$='/wallet'] button");
    await shoot("wallet-offer");
    const holding = credential.split("/").pop();
    await shoot("share-form", `/me/share?holding=${holding}`);
    await shoot("profile", "/me/profile");
    const file = await page.request.get(`${server.url}/me/credential/${holding}/file`);
    await page.goto(`${server.url}/check`);
    await page.fill("#text", await file.text());
    await page.locator("form.drop button:not([type=button])").click();
    await shoot("check-result");
    await shoot("recognition", "/recognition");
    await shoot("recognition-policy", "/recognition/policies/registo-culturas");
    await shoot("recognition-compare", "/recognition/compare?one=registo-culturas&other=accademia-sasso");
    await shoot("recognition-apply", "/recognition/apply");
    await page.goto(`${server.url}/recognition/cases`);
    await shoot("recognition-case", await page.locator("li.line a").first().getAttribute("href"));
    await shoot("recognition-stacks", "/stacks");
    await page.goto(`${server.url}/stacks`);
    await shoot("recognition-stack", await page.locator("section h2 a").first().getAttribute("href"));
    await shoot("skills", "/skills?q=sound+desing");
    await shoot("skills-concept", `/skills/concept?uri=${encodeURIComponent("http://data.europa.eu/esco/skill/97965983-0da4-4902-9daf-d5cd2693ef73")}`);
    await shoot("skills-sector", "/sectors/heritage");
    await shoot("skills-own", "/me/skills");
    await shoot("skills-gap", "/me/gap?occupation=3D+modeller");
    await shoot("skills-works", "/me/works");
    await shoot("skills-learning", "/me/learning");
    await shoot("skills-talent-form", "/me/talent");
    await page.goto(`${server.url}/me/talent`);
    await shoot("skills-talent", new URL(await page.locator("main a[href*='/talent/']").first().getAttribute("href")).pathname);
    await signInAs(page, server.url, "tom@brightwater-studios.example");
    await shoot("skills-desk", "/desk/brightwater-studios/talent");
    await page.goto(`${server.url}/desk/brightwater-studios/talent`);
    await shoot("skills-role", await page.locator("th a").first().getAttribute("href"));
    await signInAs(page, server.url, "ines@registo-culturas.example");
    await shoot("recognition-queue", "/desk/registo-culturas/recognition");
    await page.goto(`${server.url}/desk/registo-culturas/recognition`);
    await shoot("recognition-desk", await page.locator("th a").first().getAttribute("href"));
    await shoot("recognition-rules", "/desk/registo-culturas/policy");
    await shoot("recognition-agreements", "/desk/registo-culturas/agreements");
    await signInAs(page, server.url, "elena@accademia-sasso.example");
    await shoot("recognition-rule-desk", "/desk/accademia-sasso/stacks");
    await page.goto(`${server.url}/desk`);
    await shoot("desk");
    const desk = new URL(page.url()).pathname;
    const definition = await page.locator("td a[href*='/definitions/']").first().getAttribute("href");
    await shoot("design-overview", definition);
    await shoot("design-form", `${definition}/edit`);
    await shoot("issue", `${desk}/issue/${definition.split("/").pop()}`);
    await page.goto(`${server.url}${desk}/issue/${definition.split("/").pop()}`);
    await page.setInputFiles("#file", { name: "class.csv", mimeType: "text/csv",
      buffer: Buffer.from("name;email;date;ects\nAda Rossi;ada@learner.example;31.12.2025;5\nBad Row;not-an-address;2025-13-40;2,5 pts\n") });
    await page.locator("form.drop button").click();
    await shoot("preview");
    await shoot("awards", `${desk}/awards`);
    await page.goto(`${server.url}${desk}/awards`);
    await shoot("award", await page.locator("td a[href*='/awards/']").first().getAttribute("href"));
    await signInAs(page, server.url, "admin@accademia-sasso.example");
    for (const tab of ["people", "keys", "mandates", "api-keys", "webhooks", "learning-systems", "log", "settings"]) await shoot(tab, `${desk}/${tab}`);
    await signInAs(page, server.url, "wim@klei-en-vuur.example");
    await shoot("mandates-given", "/desk/klei-en-vuur/mandates");
    await page.goto(`${server.url}/desk/klei-en-vuur`);
    const sealed = await page.locator("td a[href*='/definitions/']").first().getAttribute("href");
    await shoot("issue-sealed", `/desk/klei-en-vuur/issue/${sealed.split("/").pop()}`);
    await page.goto(`${server.url}/desk/klei-en-vuur/mandates`);
    await page.goto(`${server.url}/desk/klei-en-vuur/awards`);
    await shoot("award-sealed", await page.locator("td a[href*='/awards/']").first().getAttribute("href"));
    await signInAs(page, server.url, "lotte@gilde-ambachten.example");
    await shoot("mandates-taken", "/desk/gilde-ambachten/mandates");
    await context.close();
  }
}
await browser.close();
await server.stop();
server.remove();
console.log(`${shots.length} pictures in ${folder}`);
