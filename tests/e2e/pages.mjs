// Every page of the demonstration: who sees it, and at which address. For the pictures (screens.mjs) and for what holds of all pages
// (every-page.mjs), which also looks that no route of src/web is forgotten here.
import { expect } from "./check.mjs";

export const people = {
  maja: "maja.lindqvist@learner.example",
  tom: "tom@brightwater-studios.example",
  ines: "ines@registo-culturas.example",
  elena: "elena@accademia-sasso.example",
  admin: "admin@accademia-sasso.example",
  wim: "wim@klei-en-vuur.example",
  lotte: "lotte@gilde-ambachten.example",
  jonas: "jonas@credex-facilitators.example",
  edda: "edda@credex-operators.example",
};

/// People of the demonstration as programs: signed in once each, then what a browser would send.
export class Visitors {
  constructor(url) {
    this.url = url;
    this.sessions = new Map();
  }
  /// The cookie of who is signed in; nothing for nobody.
  async session(who) {
    if (!who) return undefined;
    if (!this.sessions.has(who)) {
      this.sessions.set(who, (async () => {
        const answer = await fetch(`${this.url}/demo`, { method: "POST", redirect: "manual", headers: { origin: this.url },
          body: new URLSearchParams({ email: people[who], forward: "" }) });
        const cookie = answer.headers.getSetCookie().map((one) => one.match(/^credex=([^;]+)/)?.[1]).find(Boolean);
        expect(cookie, `${people[who]} is signed in, not ${answer.status}`);
        return cookie;
      })());
    }
    return this.sessions.get(who);
  }
  async fetch(who, path, { language = "en", ...options } = {}) {
    const session = await this.session(who);
    return fetch(path.startsWith("http") ? path : this.url + path, { redirect: "manual", ...options,
      headers: { origin: this.url, cookie: `lang=${language}${session ? `; credex=${session}` : ""}`, ...options.headers } });
  }
  /// The page's text, after redirections within the server; an error where it is no page.
  async page(who, path, language) {
    for (let at = path, i = 0; i < 5; ++i) {
      const answer = await this.fetch(who, at, { language });
      if (answer.status === 302 || answer.status === 303) {
        at = answer.headers.get("location");
        continue;
      }
      const text = await answer.text();
      expect(answer.status === 200, `${path} as ${who || "nobody"} is there, not ${answer.status}: ${text.slice(0, 200)}`);
      return text;
    }
    throw new Error(`${path} leads nowhere`);
  }
  /// The first address on a page that is like this.
  async link(who, path, like) {
    const text = await this.page(who, path);
    const found = [...text.matchAll(/(?:href|action)="([^"]+)"/g)].map((one) => one[1].replaceAll("&amp;", "&").replace(this.url, "")).find((one) => like.test(one));
    expect(found, `a link like ${like} on ${path} as ${who || "nobody"}`);
    return found;
  }
  /// Sends a form of the page `from`, and gives the answer.
  async send(who, from, path, fields, body) {
    const csrf = (await this.page(who, from)).match(/name="csrf" value="([^"]+)"/)?.[1] ?? "";
    const form = body ?? new URLSearchParams(fields);
    form.set("csrf", csrf);
    return this.fetch(who, path, { method: "POST", body: form });
  }
}

/// The pages: { name, route, who, path }. Some are made here first: a shared link, a question to a wallet, a preview of a class.
export async function pagesOf(visitors) {
  const out = [];
  const add = (name, route, who, path = route) => out.push({ name, route, who, path });
  const link = (who, path, like) => visitors.link(who, path, like);
  const location = async (answer, what) => {
    const to = answer.headers.get("location");
    expect(to, `${what} leads to a page, not ${answer.status}: ${to ? "" : (await answer.text()).replace(/<[^>]+>/g, " ").slice(0, 400)}`);
    return to.replace(visitors.url, "");
  };

  // Anybody.
  add("front", "/");
  add("words", "/words");
  add("catalogue", "/catalogue");
  add("catalogue-nothing", "/catalogue", undefined, "/catalogue?q=nothingatall");
  const definition = await link(undefined, "/catalogue", /^\/mc\//);
  add("definition", "/mc/{}", undefined, definition);
  add("organisation", "/o/{}", undefined, "/o/accademia-sasso");
  add("check", "/check");
  add("wallet-ask", "/check/wallet");
  add("wallet-question", "/check/wallet/{}/{}", undefined, await location(await visitors.send(undefined, "/check/wallet", "/check/wallet", { question: "name", type: "any" }), "a question to a wallet"));
  add("demo", "/demo");
  add("mailbox", "/mailbox");
  add("sign-in", "/sign-in");
  await visitors.send(undefined, "/sign-in", "/sign-in", { email: "somebody@pages.example", forward: "" });
  add("sign-in-link", "/sign-in/link/{}", undefined, await linkInMail(visitors, "somebody@pages.example", /\/sign-in\/link\//));
  add("nowhere", undefined, undefined, "/nowhere");

  // Recognition and stacking.
  add("recognition", "/recognition");
  add("recognition-brief", "/recognition/brief");
  add("recognition-policy", "/recognition/policies/{}", undefined, "/recognition/policies/registo-culturas");
  add("recognition-compare", "/recognition/compare", undefined, "/recognition/compare?one=registo-culturas&other=accademia-sasso");
  add("agreement", "/agreements/{}", undefined, await link(undefined, "/recognition", /^\/agreements\/[^/.]+$/));
  add("recognition-apply", "/recognition/apply", "maja");
  add("recognition-cases", "/recognition/cases", "maja");
  add("recognition-case", "/recognition/cases/{}", "maja", await link("maja", "/recognition/cases", /^\/recognition\/cases\/[^/]+$/));
  add("recognition-stacks", "/stacks");
  add("recognition-stack", "/stacks/{}", "maja", await link("maja", "/stacks", /^\/stacks\/[^/.]+$/));

  // The living framework.
  for (const [name, route, path, who] of [
    ["assessments", "/assessments"], ["framework-assessed", "/frameworks/{}", "/frameworks/northern-coast-fictional?with=valle-alta-fictional"],
    ["framework", "/framework"], ["clause", "/framework/clause/{}", "/framework/clause/rule-own-part"], ["proposals", "/framework/proposals"],
    ["consultations", "/consultations"], ["consultation", "/consultations/{}", "/consultations/level-descriptors-for-the-sector"],
    ["consultation-new", "/consultations/new", "/consultations/new", "jonas"],
    ["engagement", "/engagement"], ["engagement-map", "/engagement/map", "/engagement/map", "jonas"], ["practices", "/practices"],
    ["practice", "/practices/{}", "/practices/a-panel-of-peers-in-place-of-an-agency?there=valle-alta-fictional"], ["practice-new", "/practices/new"],
    ["pilots", "/pilots"], ["pilot", "/pilots/{}", "/pilots/a-residency-in-place-of-a-course"], ["pilot-new", "/pilots/new", "/pilots/new", "jonas"],
    ["europe", "/europe"], ["country", "/countries/{}", "/countries/IE"], ["policy-brief", "/policy/{}", "/policy/what-the-northern-coast-could-do-next"],
    ["open-data", "/open-data"], ["open-data-terms", "/open-data/terms"], ["overview", "/overview", "/overview", "jonas"],
    ["assessments-leader", "/assessments", "/assessments", "jonas"], ["pilot-leader", "/pilots/{}", "/pilots/a-residency-in-place-of-a-course", "jonas"],
    ["consultation-leader", "/consultations/{}", "/consultations/level-descriptors-for-the-sector", "jonas"],
  ]) add(name, route, who, path ?? route);
  const version = await link(undefined, "/framework", /^\/framework\/\d[^/]*\/to\/[^/]+$|^\/framework\/\d[^/]*$/).catch(() => "/framework/1");
  add("framework-version", "/framework/{}", undefined, version.replace(/\/to\/.*/, ""));
  const item = (await visitors.page(undefined, "/consultations/level-descriptors-for-the-sector")).match(/<section class="clause" id="([^"]+)"/)[1];
  add("consultation-item", "/consultations/{}/items/{}", undefined, `/consultations/level-descriptors-for-the-sector/items/${item}`);

  const opened = await visitors.send("jonas", "/assessments", "/assessments", { title: "A framework to be rated", kind: "sector", about: "For the pages' own test.", target: "3" });
  add("assessment-work", "/assessments/{}", "jonas", await location(opened, "an assessment"));

  // Skills.
  add("skills", "/skills", undefined, "/skills?q=sound+desing");
  add("skills-concept", "/skills/concept", undefined, `/skills/concept?uri=${encodeURIComponent("http://data.europa.eu/esco/skill/97965983-0da4-4902-9daf-d5cd2693ef73")}`);
  add("skills-text", "/skills/text");
  add("skills-sectors", "/sectors");
  add("skills-sector", "/sectors/{}", undefined, "/sectors/heritage");
  add("skills-own", "/me/skills", "maja");
  add("skills-gap", "/me/gap", "maja", "/me/gap?occupation=3D+modeller");
  add("skills-works", "/me/works", "maja");
  add("skills-learning", "/me/learning", "maja");
  add("skills-talent-form", "/me/talent", "maja");
  add("skills-talent", "/talent/{}", undefined, await link("maja", "/me/talent", /^\/talent\/[^/]+$/));

  // What a person holds.
  add("collection", "/me", "maja");
  add("collection-add", "/me/add", "maja");
  add("profile", "/me/profile", "maja");
  const credential = await link("maja", "/me", /^\/me\/credential\/[^/]+$/);
  const holding = credential.split("/").pop();
  add("credential", "/me/credential/{}", "maja", credential);
  await visitors.send("maja", credential, `${credential}/endorse`, { email: "director@pages.example", relation: "Director of the film that I scored" });
  add("endorse", "/endorse/{}", undefined, await linkInMail(visitors, "director@pages.example", /\/endorse\//));
  add("share-form", "/me/share", "maja", `/me/share?holding=${holding}`);
  add("shares", "/me/shares", "maja");
  const share = new URLSearchParams({ title: "For a festival", note: "With the files" });
  share.append("holding", holding);
  for (const field of ["name", "file"]) share.append("field", field);
  const made = await visitors.send("maja", `/me/share?holding=${holding}`, "/me/share", undefined, share);
  const shares = await visitors.page("maja", "/me/shares");
  const shared = shares.match(/\/s\/[A-Za-z0-9_-]+/)?.[0];
  expect(shared, `a link was made, not ${made.status}`);
  add("shared", "/s/{}", undefined, shared);

  // Desks.
  add("desks", "/desk", "jonas");
  add("organisation-new", "/desk-new", "maja");
  const desk = "/desk/accademia-sasso";
  add("desk", "/desk/{}", "elena", desk);
  add("design-new", "/desk/{}/new", "elena", `${desk}/new`);
  add("design-import", "/desk/{}/import", "elena", `${desk}/import`);
  const designed = await link("elena", desk, /\/definitions\/[^/]+$/);
  const id = designed.split("/").pop();
  add("design-overview", "/desk/{}/definitions/{}", "elena", designed);
  add("design-form", "/desk/{}/definitions/{}/edit", "elena", `${designed}/edit`);
  add("issue", "/desk/{}/issue/{}", "elena", `${desk}/issue/${id}`);
  const sheet = new FormData();
  sheet.set("file", new Blob(["name;email;date;ects\nAda Rossi;ada@learner.example;31.12.2025;5\nBad Row;not-an-address;2025-13-40;2,5 pts\n"], { type: "text/csv" }), "class.csv");
  const preview = await visitors.send("elena", `${desk}/issue/${id}`, `${desk}/issue/${id}/sheet`, undefined, sheet);
  add("preview", "/desk/{}/jobs/{}", "elena", await location(preview, "a class"));
  add("jobs", "/desk/{}/jobs", "elena", `${desk}/jobs`);
  add("awards", "/desk/{}/awards", "elena", `${desk}/awards`);
  const award = await link("elena", `${desk}/awards`, /\/awards\/[^/?]+$/);
  add("award", "/desk/{}/awards/{}", "elena", award);
  add("check-result", "/check/award/{}", undefined, await link("elena", award, /^\/check\/award\//));
  add("recognition-rule-desk", "/desk/{}/stacks", "elena", `${desk}/stacks`);
  for (const tab of ["people", "keys", "confirmation", "mandates", "api-keys", "webhooks", "learning-systems", "log", "settings", "validation"]) add(tab, `/desk/{}/${tab}`, "admin", `${desk}/${tab}`);
  add("api-keys-own", "/me/api-keys", "admin");
  add("holders", "/desk/{}/holders", "admin", `${desk}/holders`);
  add("holders-operator", "/holders", "edda");
  add("who-vouches", "/who-vouches", "edda");
  add("who-vouches-decision", "/who-vouches/{}", "edda", await link("edda", "/who-vouches", /^\/who-vouches\/[^/?]+$/));
  add("skills-desk", "/desk/{}/talent", "tom", "/desk/brightwater-studios/talent");
  add("skills-role", "/desk/{}/roles/{}", "tom", await link("tom", "/desk/brightwater-studios/talent", /\/roles\//));
  add("recognition-queue", "/desk/{}/recognition", "ines", "/desk/registo-culturas/recognition");
  add("recognition-desk", "/desk/{}/recognition/{}", "ines", await link("ines", "/desk/registo-culturas/recognition", /\/recognition\/[^/?]+$/));
  add("recognition-rules", "/desk/{}/policy", "ines", "/desk/registo-culturas/policy");
  add("recognition-agreements", "/desk/{}/agreements", "ines", "/desk/registo-culturas/agreements");
  add("mandates-given", "/desk/{}/mandates", "wim", "/desk/klei-en-vuur/mandates");
  add("mandates-taken", "/desk/{}/mandates", "lotte", "/desk/gilde-ambachten/mandates");
  const sealed = (await link("wim", "/desk/klei-en-vuur", /\/definitions\/[^/]+$/)).split("/").pop();
  add("mandate", "/mandates/{}", "wim", await link("wim", `/desk/klei-en-vuur/issue/${sealed}`, /^\/mandates\/[^/.]+$/));
  add("issue-sealed", "/desk/{}/issue/{}", "wim", `/desk/klei-en-vuur/issue/${sealed}`);
  add("award-sealed", "/desk/{}/awards/{}", "wim", await link("wim", "/desk/klei-en-vuur/awards", /\/awards\/[^/?]+$/));
  add("claim", "/claim/{}/{}", undefined, await claimLink(visitors, desk));
  return out;
}

/// The newest link like this in the demonstration's mailbox to an address.
export async function linkInMail(visitors, to, like) {
  for (let i = 0; i < 50; ++i) {
    const text = await visitors.page(undefined, `/mailbox?to=${encodeURIComponent(to)}`);
    const found = [...text.matchAll(/href="([^"]+)"/g)].map((one) => one[1].replaceAll("&amp;", "&").replace(visitors.url, "")).find((one) => like.test(one));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail to ${to}`);
}

/// The link by which an award that nobody claimed yet is claimed; it stands on the award's page for who may issue.
async function claimLink(visitors, desk) {
  const list = await visitors.page("elena", `${desk}/awards`);
  for (const [, path] of [...list.matchAll(/href="([^"]*\/awards\/[^"/?]+)"/g)].slice(0, 40)) {
    const found = (await visitors.page("elena", path.replace(visitors.url, ""))).match(/<code>([^<]*\/claim\/[^<]+)<\/code>/);
    if (found) return found[1].replaceAll("&amp;", "&").replace(visitors.url, "");
  }
  throw new Error("no award waits to be claimed");
}
