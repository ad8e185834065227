// What nobody vouches for, at every door: a badge signed at home in a school's name, a bundle that vouches for itself, somebody else's
// award, a presentation that nobody signed. Without a browser: what programs and pages answer.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credex, expect, run, startServer } from "./harness.mjs";
import { linkInMail, Visitors } from "./pages.mjs";

const server = await startServer({ args: ["--form-rate", "0", "--api-rate", "0"] });
const visitors = new Visitors(server.url);
const files = mkdtempSync(join(tmpdir(), "credex-vouching-"));
const words = (html) => html.replace(/<(script|style)[\s\S]*?<\/\1>/g, " ").replace(/<[^>]+>/g, " ").replace(/&#39;/g, "'").replace(/&amp;/g, "&").replace(/\s+/g, " ");
const says = (where, said, like) => expect(like.test(said), `${where} says ${like}, and not: ${said.slice(0, 700)}`);
const silent = (where, said, like) => expect(!like.test(said), `${where} does not say ${said.match(like)?.[0]}`);

/// A badge that anybody can make: the example's definition with a name of one's choice, and a key of one's own.
let homeMade = 0;
function badge(school, numbers, learner) {
  const at = (name) => join(files, `${homeMade}-${name}`);
  ++homeMade;
  let definition = readFileSync("examples/heritage-3d/definition.yaml", "utf8").replaceAll("Accademia del Sasso", school);
  if (!numbers) definition = definition.replace(/^ {2}(registration|eidas_identifier): .*\n/gm, "").replaceAll("accademia-sasso.example", "nowhere.example");
  writeFileSync(at("definition.yaml"), definition);
  writeFileSync(at("awards.csv"), `full_name,email,awarded_on\n${learner},m@learner.example,2026-05-01\n`);
  for (const args of [["key", "new", "--type", "p256", "--out", at("key.pem"), "--definition", at("definition.yaml")],
    ["issue", "--definition", at("definition.yaml"), "--awards", at("awards.csv"), "--key", at("key.pem"), "--format", "ob3", "--out", at("out")]]) {
    const done = credex(...args);
    expect(done.status === 0, `credex ${args.slice(0, 2).join(" ")}: ${done.stdout}${done.stderr}`);
  }
  const name = credex("key", "show", at("key.pem")).stdout.match(/DID: *(\S+)/)[1];
  const path = join(at("out"), readdirSync(at("out")).find((one) => one.endsWith(".ob3.json")));
  return { path, text: readFileSync(path, "utf8"), did: name };
}
const check = async (text) => words(await (await visitors.send(undefined, "/check", "/check", { text })).text());
const api = async (text) => (await fetch(`${server.url}/api/v1/verify`, { method: "POST", body: text })).json();
const finding = (list, rule) => {
  for (const one of list ?? []) {
    if (one.rule === rule) return one;
    const below = finding(one.findings, rule);
    if (below) return below;
  }
  return undefined;
};
const home = async (who, text) => {
  const answer = await visitors.send(who, "/me/add", "/me/add", { text });
  expect(answer.status === 303, `it is taken into the collection, not ${answer.status}: ${words(await answer.text()).slice(0, 300)}`);
  return answer.headers.get("location").replace(server.url, "").split("/").pop();
};
/// What each door answers of a badge that is nobody's word but its maker's.
async function everyDoor({ text, path }, school, { headline, face, outcome }) {
  const good = new RegExp(`Sound, issued by|vouches for it|issued by ${school}`);
  const quoted = new RegExp(`“${school}”`);
  const command = credex("verify", "--offline", path);
  expect(command.status === 1, `credex verify ends with 1, not ${command.status}`);
  says("credex verify", command.stdout.split("\n")[0], new RegExp(`says it is from "${school}", which nobody vouches for`));
  says("credex verify", command.stdout, /✓ pass +The content is as it was signed/);

  const report = await api(text);
  expect(report.outcome === outcome, `the API says ${outcome}, not ${report.outcome}`);
  expect(finding(report.findings, "integrity").outcome === "pass" && finding(report.findings, "issuer.key").outcome === "pass", "the proof and the key are what they are");
  expect(report.issuer.face === face && report.issuer.name !== school || face === "contradicted", `the API's face is ${face}, not ${JSON.stringify(report.issuer)}`);

  const page = await check(text);
  says("/check", page, headline);
  silent("/check", page, good);

  const id = await home("maja", text);
  const own = words(await visitors.page("maja", `/me/credential/${id}`));
  says("the collection's page", own, headline);
  silent("the collection's page", own, good);
  const list = words(await visitors.page("maja", "/me"));
  says("the collection", list, quoted);
  const pdf = await visitors.fetch("maja", `/me/credential/${id}/pdf`);
  writeFileSync(join(files, "one.pdf"), Buffer.from(await pdf.arrayBuffer()));

  const made = await visitors.send("maja", "/me/share", "/me/share", { title: "For you", holding: id, field: "name" });
  expect(made.status === 303, `what is about her she may show, with what it is worth: ${made.status}`);
  const link = (await visitors.page("maja", "/me/shares")).match(/\/s\/[A-Za-z0-9_-]+/)[0];
  const shared = words(await visitors.page(undefined, link));
  says("the shared page", shared, headline);
  silent("the shared page", shared, good);

  const skills = words(await visitors.page("maja", "/me/skills"));
  silent("her skills", skills, new RegExp(`verified[^.]{0,80}${school}`));
  const everything = await (await visitors.fetch("maja", "/me/everything.json")).json();
  const held = everything.credentials.find((one) => JSON.stringify(one).includes(id) || one.issued?.face === face);
  expect(held?.issued?.face === face, `her download says ${face}`);
  return id;
}

const stolenName = async () => {
  // The demonstration's Accademia is confirmed, and says that all its keys are here.
  const forged = badge("Accademia del Sasso", true, "Maja Lindqvist");
  const id = await everyDoor(forged, "Accademia del Sasso", { headline: /It uses the name of Accademia del Sasso, which did not sign it/, face: "contradicted", outcome: "fail" });
  // A recognition body takes nothing of it by itself, and its officer reads what it is.
  const asked = await visitors.send("maja", "/recognition/apply", "/recognition/apply", { body: "maison-des-auteurs-reunis", holding: id, purpose: "credit", target: "" });
  const at = asked.headers.get("location");
  if (at) {
    const own = words(await visitors.page("maja", at.replace(server.url, "")));
    silent("the application", own, /Full recognition|recognised in full/i);
  }
  const applied = await visitors.send("maja", "/recognition/apply", "/recognition/apply", { body: "registo-culturas", holding: id, purpose: "credit", target: "" });
  const to = applied.headers.get("location")?.replace(server.url, "");
  if (to) {
    const case_ = to.split("/").pop();
    const desk = words(await visitors.page("ines", `/desk/registo-culturas/recognition/${case_}`));
    says("the officer's page", desk, /Uses the name of Accademia del Sasso, which is known here and did not sign it/);
    // And decides for it only against what she reads.
    const decided = await visitors.send("ines", `/desk/registo-culturas/recognition/${case_}`, `/desk/registo-culturas/recognition/${case_}`, { do: "decide", verdict: "full", credits: "5", reason: "It looks good to me, so I take it.", holder: "yes" });
    expect(decided.status !== 303, `a forged award is not recognised in full: ${decided.status}`);
  } else {
    expect(applied.status === 409 || applied.status === 422, `or it is refused at once, not ${applied.status}`);
  }
};

const nobodysName = async () => {
  const badgeOfNobody = badge("Scuola di Nessun Luogo", false, "Maja Lindqvist");
  await everyDoor(badgeOfNobody, "Scuola di Nessun Luogo", { headline: /Unaltered; it says that it is from “Scuola di Nessun Luogo”, and nobody known here vouches for that/, face: "self_asserted", outcome: "unknown" });
  // One's own list makes it good, and says who vouches.
  const trust = mkdtempSync(join(files, "trust-"));
  writeFileSync(join(trust, "issuers.txt"), `${badgeOfNobody.did}\n`);
  const listed = credex("verify", "--offline", "--trust", trust, badgeOfNobody.path);
  expect(listed.status === 0 && /^authentic; from Scuola di Nessun Luogo/.test(listed.stdout), `by one's own list: ${listed.stdout.slice(0, 200)}`);
};

const imitations = async () => {
  // Letters of another script, capitals and legal forms are the same name; the name in another country may be another's.
  for (const [school, face] of [["Acc\u0430demia del Sasso", "contradicted"], ["ACCADEMIA DEL SASSO S.p.A.", "contradicted"], ["Accadèmia del Sasso", "contradicted"],
    ["Accademia del Sasso ✅", "contradicted"], [`${"\u00a0".repeat(400)}Accademia del Sasso`, "contradicted"]]) {
    const made = badge(school, true, "Maja Lindqvist");
    const report = await api(made.text);
    expect(report.issuer.face === face && report.issuer.name === "Accademia del Sasso", `“${school}” is ${face}: ${JSON.stringify(report.issuer)}`);
    says(`/check of ${school}`, await check(made.text), /It uses the name of Accademia del Sasso, which did not sign it/);
  }
  const abroad = badge("Accademia del Sasso", false, "Maja Lindqvist");
  const text = abroad.text;
  const report = await api(text);
  expect(["self_asserted", "contradicted"].includes(report.issuer.face), `a namesake is ${report.issuer.face}`);
};

const bundles = async () => {
  // A bundle in which its maker says what a university's server says, of a badge without a signature.
  const place = "https://university.example/badges";
  const assertion = { "@context": "https://w3id.org/openbadges/v2", type: "Assertion", id: `${place}/a.json`, recipient: { type: "email", hashed: false, identity: "maja.lindqvist@learner.example" }, issuedOn: "2024-01-01T00:00:00Z", badge: `${place}/b.json`, verification: { type: "hosted" } };
  const documents = {
    [`${place}/a.json`]: assertion,
    [`${place}/b.json`]: { "@context": "https://w3id.org/openbadges/v2", type: "BadgeClass", id: `${place}/b.json`, name: "Doctor of Medicine", description: "d", image: `${place}/i.png`, criteria: { narrative: "n" }, issuer: `${place}/i.json` },
    [`${place}/i.json`]: { "@context": "https://w3id.org/openbadges/v2", type: "Issuer", id: `${place}/i.json`, name: "University of Examples", url: "https://university.example/" },
  };
  const at = new Date().toISOString().replace(/\.\d+/, "");
  const bundle = JSON.stringify({ type: "CredexBundle", version: 1, made: at, credential: Buffer.from(JSON.stringify(assertion)).toString("base64"),
    documents: Object.fromEntries(Object.entries(documents).map(([url, body]) => [url, { at, body: JSON.stringify(body) }])) });
  const path = join(files, "self-made.bundle.json");
  writeFileSync(path, bundle);
  const told = /issued by University|from University|server says the same|just now says/;
  const command = credex("verify", "--offline", path);
  expect(command.status === 1, `credex verify ends with 1, not ${command.status}`);
  silent("credex verify", command.stdout, told);
  const report = await api(bundle);
  expect(report.outcome !== "pass" && report.outcome !== "warn" && report.issuer.face === "self_asserted", `the API: ${report.outcome}, ${JSON.stringify(report.issuer)}`);
  const page = await check(bundle);
  silent("/check", page, /Sound|issued by University/);
  const taken = await visitors.send("maja", "/me/add", "/me/add", { text: bundle });
  if (taken.status === 303) silent("the collection", words(await visitors.page("maja", "/me")), /[^“]University of Examples/);
};

/// Signs in by the link in a mail.
async function signIn(name, email) {
  await visitors.send(undefined, "/sign-in", "/sign-in", { email, forward: "" });
  const link = await linkInMail(visitors, email, /\/sign-in\/link\//);
  const answer = await visitors.send(undefined, link, link, {});
  const cookie = answer.headers.getSetCookie().map((one) => one.match(/^credex=([^;]+)/)?.[1]).find(Boolean);
  expect(cookie, `${email} is signed in, not ${answer.status}`);
  visitors.sessions.set(name, Promise.resolve(cookie));
}

/// The signed file of somebody of the demonstration, who is signed in as "other".
async function strangersText() {
  const award = await visitors.link("elena", "/desk/accademia-sasso/awards?q=Chiara", /^\/desk\/accademia-sasso\/awards\/[0-9a-z]{20,}$/);
  const address = words(await visitors.page("elena", award)).match(/[\w.+-]+@[\w.-]+\.example/g).find((one) => !one.startsWith("elena"));
  await signIn("other", address);
  const mine = [...(await visitors.page("other", "/me")).matchAll(/\/me\/credential\/([0-9a-z]+)/g)].map((one) => one[1]);
  expect(mine.length > 0, "she has her awards");
  const page = await visitors.page("other", `/me/credential/${mine[0]}`);
  const file = page.match(/\/me\/credential\/[0-9a-z]+\/file/)?.[0] ?? `/me/credential/${mine[0]}/file`;
  return (await visitors.fetch("other", file)).text();
}

const strangersAward = async () => {
  const text = await strangersText();
  const report = await api(text);
  expect(report.issuer.face === "vouched", "the award itself is good");
  const id = await home("maja", text);
  const told = words(await visitors.page("maja", `/me/credential/${id}`));
  says("its page", told, /It is about somebody else: it names “/);
  const name = told.match(/it names “([^”]+)”/)[1];
  const shareForm = await visitors.page("maja", "/me/share");
  expect(!shareForm.includes(`value="${id}"`), "it is not offered to be shown");
  const share = await visitors.send("maja", "/me/share", "/me/share", { title: "Mine", holding: id, field: "name" });
  expect(share.status === 409, `sharing it is refused, not ${share.status}`);
  const applied = await visitors.send("maja", "/recognition/apply", "/recognition/apply", { body: "registo-culturas", holding: id, purpose: "credit", target: "" });
  expect(applied.status === 409, `applying with it is refused, not ${applied.status}`);
  silent("her transcript", await (await visitors.fetch("maja", "/me/transcript.elmo.xml")).text(), new RegExp(name.split(" ").pop()));
  const wallet = await visitors.send("maja", `/me/credential/${id}`, `/me/credential/${id}/wallet`, {});
  expect(wallet.status >= 400, `no wallet gets it: ${wallet.status}`);
  // She can say why it is hers; a person decides, and until then nothing changes.
  const why = await visitors.send("maja", `/me/credential/${id}`, `/me/credential/${id}/mine`, { words: "It was my name until I married in 2024.", former_name: name, evidence: "certificate of marriage" });
  expect(why.status === 303, `what she says is taken: ${why.status}`);
  expect((await visitors.send("maja", "/me/share", "/me/share", { title: "Mine", holding: id, field: "name" })).status === 409, "until somebody decided it is not shown");
  says("who decides", words(await visitors.page("edda", "/holders")), /certificate of marriage/);
};

const disguises = async () => {
  // The same statements are signed however they are written; what readers would overlook is not believed.
  const text = await strangersText();
  expect((await api(text)).outcome !== "fail" && /Sound/.test(await check(text)), "as it was issued it is sound");
  const w3c = "https://www.w3.org/2018/credentials#";
  for (const term of ["credentialStatus", "validFrom"]) {
    const { [term]: value, ...rest } = JSON.parse(text);
    expect(value !== undefined, `it has ${term}`);
    for (const [how, document] of [["by its IRI", { ...rest, [w3c + term]: value }],
      ["by an alias", { ...rest, "@context": [].concat(rest["@context"], { hidden: { "@id": w3c + term, ...(term === "validFrom" && { "@type": "http://www.w3.org/2001/XMLSchema#dateTime" }) } }), hidden: value }],
      ["in @nest", { ...rest, "@context": [].concat(rest["@context"], { around: "@nest" }), around: { [term]: value } }]]) {
      const report = await api(JSON.stringify(document));
      expect(report.outcome !== "pass" && report.outcome !== "warn", `${term} ${how}: ${report.outcome}`);
      silent(`/check of ${term} ${how}`, await check(JSON.stringify(document)), /Sound/);
    }
  }
};

const bodyByItsWord = async () => {
  // Its awarding body's address is the Accademia's, by its own word: no agreement or rule is one for it.
  const made = badge("Accademia del Sasso", true, "Maja Lindqvist");
  const recognised = (...more) => credex("recognise", "--offline", "--credential", made.path, "--policy", "examples/recognition/policies/ireland.yaml", ...more).stdout;
  silent("credex recognise", recognised(), /Recognised/);
  says("after a check of one's own credex recognise", recognised("--verification", "secure"), /Recognised, with 5 ECTS credits/);
};

const unsignedPresentation = async () => {
  const inner = badge("Scuola di Nessun Luogo", false, "Maja Lindqvist");
  const presentation = JSON.stringify({ "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiablePresentation"], holder: "did:example:somebody", verifiableCredential: [JSON.parse(inner.text)] });
  const path = join(files, "presentation.json");
  writeFileSync(path, presentation);
  const command = credex("verify", "--offline", path);
  expect(command.status === 1, `credex verify ends with 1, not ${command.status}`);
  says("credex verify", command.stdout.split("\n")[0], /presentation not signed/);
  const report = await api(presentation);
  expect(report.outcome !== "pass" && report.outcome !== "warn", `the API: ${report.outcome}`);
  const page = await check(presentation);
  says("/check", page, /Nobody has signed this presentation/);
  silent("/check", page, /Sound/);
};

const status = await run({ stolenName, nobodysName, imitations, bundles, strangersAward, disguises, bodyByItsWord, unsignedPresentation });
await server.stop();
server.remove();
rmSync(files, { recursive: true, force: true });
process.exit(status);
