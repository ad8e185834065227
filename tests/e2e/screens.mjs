// Pictures of every page, for people to look at: node tests/e2e/screens.mjs build/credex FOLDER [NAME]
// The pages are those of pages.mjs; NAME takes those alone whose name has it within.
import { mkdirSync } from "node:fs";
import { startBrowser, startServer } from "./harness.mjs";
import { pagesOf, Visitors } from "./pages.mjs";

const folder = process.argv[3] || "build/screens";
const only = process.argv[4];
mkdirSync(folder, { recursive: true });
const server = await startServer({ args: ["--form-rate", "0"] });
const visitors = new Visitors(server.url);
const pages = (await pagesOf(visitors)).filter((one) => !only || one.name.includes(only));
const browser = await startBrowser();
let shots = 0;
for (const [size, width, height] of [["phone", 390, 844], ["desktop", 1280, 900]]) {
  for (const scheme of size === "phone" ? ["light"] : ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    const shoot = async (name) => {
      await page.screenshot({ path: `${folder}/${name}-${size}-${scheme}.png`, fullPage: true });
      ++shots;
    };
    const as = async (who) => {
      const session = await visitors.session(who);
      await context.clearCookies();
      await context.addCookies([{ name: "lang", value: "en", url: server.url }, ...(session ? [{ name: "credex", value: session, url: server.url }] : [])]);
    };
    for (const { name, who, path } of pages) {
      await as(who);
      await page.goto(server.url + path);
      await shoot(name);
    }
    // What is seen only after a form was sent.
    const credential = pages.find((one) => one.name === "credential");
    if (credential && !only) {
      await as("maja");
      await page.goto(server.url + credential.path);
      await page.click("form[action$='/wallet'] button");
      await shoot("wallet-offer");
      const file = await (await visitors.fetch("maja", `${credential.path}/file`)).text();
      await page.goto(`${server.url}/check`);
      await page.fill("#text", file);
      await page.locator("form.drop button:not([type=button])").click();
      await shoot("check-result-of-a-file");
    }
    await context.close();
  }
}
await browser.close();
await server.stop();
server.remove();
console.log(`${shots} pictures in ${folder}`);
