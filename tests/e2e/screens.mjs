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
    await signInAs(page, server.url, "elena@accademia-sasso.example");
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
