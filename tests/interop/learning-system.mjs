// A learning system launches the tool, and what its course awards is seen there: node tests/interop/learning-system.mjs CREDEX
import { startServer } from "../e2e/harness.mjs";
import { startPlatform } from "./platform.mjs";
import { end, say } from "./table.mjs";
import { visitor } from "./visitor.mjs";
import { need } from "./needs.mjs";

const { generateKeyPair } = await need("jose");

const peer = "jose";
const server = await startServer({ args: ["--allow-private", "yes"] });
const platform = await startPlatform();
const { state, lti } = platform;
/// Somebody comes by the link; what the page says.
async function launch(user, change, how, { login = {}, twice = false } = {}) {
  const { go, send } = visitor();
  const begun = await fetch(`${server.url}/lti/login?${new URLSearchParams({ iss: state.url, login_hint: user, target_link_uri: state.tool.redirect_uris[0], client_id: "client-1", lti_message_hint: "m & n", ...login })}`, { redirect: "manual" });
  if (begun.status !== 302) return { status: begun.status, text: await begun.text(), send };
  const asked = new URL(begun.headers.get("location"));
  const wanted = { response_type: "id_token", response_mode: "form_post", prompt: "none", scope: "openid", client_id: "client-1", login_hint: user, redirect_uri: state.tool.redirect_uris[0], lti_message_hint: "m & n" };
  const wrong = Object.entries(wanted).filter(([name, value]) => asked.searchParams.get(name) !== value);
  if (wrong.length) throw new Error(`the authentication request says ${JSON.stringify(wrong)}`);
  const form = { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", origin: state.url, "sec-fetch-site": "cross-site" },
    body: new URLSearchParams({ state: asked.searchParams.get("state"), id_token: await platform.idToken(how?.nonce ?? asked.searchParams.get("nonce"), user, change, how) }) };
  const page = await go(`${server.url}/lti/launch`, form);
  return { ...(twice ? await go(`${server.url}/lti/launch`, form) : page), send };
}
const refuses = async (what, ...how) => {
  const page = await launch(...how);
  say(page.status >= 400 && !page.text.includes("lti/course"), "credex", `refuses ${what}`);
};

try {
  // The administrator gives the address; the learning system registers itself.
  const admin = visitor();
  await admin.send(await admin.go(`${server.url}/demo`), {}, "admin@accademia-sasso.example");
  const desk = await admin.go(`${server.url}/desk/accademia-sasso/learning-systems`);
  const address = desk.text.match(/http[^<"]*\/lti\/register\/[^<"]*/)[0];
  const registered = await visitor().go(`${address}?openid_configuration=${encodeURIComponent(`${state.url}/configuration`)}&registration_token=once`);
  say(registered.status === 200 && state.tool?.jwks_uri === `${server.url}/lti/jwks`, peer, `takes the tool's registration (LTI Dynamic Registration)${state.refused.length ? `: ${state.refused}` : ""}`);
  state.issuer = "https://another.example";
  say((await visitor().go(`${address}?openid_configuration=${encodeURIComponent(`${state.url}/configuration`)}&registration_token=once`)).status >= 400, "credex", "refuses a learning system that calls itself another");
  delete state.issuer;
  say((await visitor().go(`${address.slice(0, -3)}abc?openid_configuration=${encodeURIComponent(`${state.url}/configuration`)}`)).status === 404, "credex", "refuses a registration without the organisation's secret");

  // Deep linking: the teacher chooses what the link awards.
  const choosing = await launch("t1", platform.deepLinking);
  const [, definition, title] = choosing.text.match(/name="definition" value="([^"]+)" required>([^<]+)</);
  await choosing.send(await choosing.send(choosing, { definition }), {});
  const item = state.returned?.["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]?.[0];
  say(item?.type === "ltiResourceLink" && item.custom.definition === definition && item.lineItem.scoreMaximum === 100 && state.returned["https://purl.imsglobal.org/spec/lti-dl/claim/data"] === "kept & <given> back"
    && state.returned[`${lti}deployment_id`] === "deployment-1", peer, "takes the link that a teacher chose (Deep Linking 2.0)");
  await refuses("a link made by a learner", "l1", platform.deepLinking);

  // The course: grades in its gradebook, awards for who has them.
  const custom = { [`${lti}custom`]: item.custom };
  state.grades.set("l1", 18).set("l2", 9).set("l3", 20).set("l4", 20).set("l5", 20);
  const teacher = await launch("t1", custom);
  say(teacher.status === 200 && teacher.text.includes("Gilding in practice") && teacher.text.includes(`value="${definition}" selected`), "credex", "a teacher sees the course with what was chosen");
  const looked = await teacher.send(teacher, { do: "award" }, "Look now, and award");
  say(/4 learners in the course/.test(looked.text) && /3 have the grade/.test(looked.text) && /2 were awarded now/.test(looked.text) && /neither name nor address/.test(looked.text), "credex",
    "awards to active learners who reach the grade, over all pages of names, and says for whom it cannot");
  say(state.refused.length === 0, peer, `takes every call of Names and Roles and of Assignments and Grades${state.refused.length ? `: ${state.refused}` : ""}`);
  say(state.items.length === 1 && state.scores.map((score) => score.userId).sort().join() === "l1,l3" && state.scores.every((score) => score.item === "2"), peer, "is told of each award, in a column of its own");
  const check = await visitor().go(state.scores[0].comment);
  say(check.status === 200 && check.text.includes(title.trim()), "credex", "the score leads to the award's own page");
  const again = await teacher.send(teacher, { do: "award" }, "Look now, and award");
  say(/0 were awarded now/.test(again.text) && /2 were awarded before/.test(again.text) && state.scores.length === 2 && state.items.length === 1, "credex", "awards nobody twice");

  // Learners see their own.
  const ana = await launch("l1", custom);
  const claim = ana.text.match(/href="([^"]*\/claim\/[^"]*)"/)?.[1];
  say(ana.text.includes("You have it.") && claim, "credex", "a learner who has the grade finds the award and a way to keep it");
  say((await visitor().go(new URL(claim, server.url).href)).text.includes("Ana Aprendiz"), "credex", "the way leads to the award");
  const ben = await launch("l2", custom);
  say(ben.status === 200 && !ben.text.includes("You have it.") && ben.text.includes("50 per cent"), "credex", "a learner who has not learns what is wanted");
  // By itself.
  const kept = await teacher.send(teacher, { definition, threshold: "40", automatic: "on" }, "threshold");
  say(kept.status === 200 && /Kept\./.test(kept.text), "credex", "a teacher sets the grade from which it is awarded");
  const until = Date.now() + 20000;
  while (state.scores.length < 3 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 200));
  say(state.scores.at(-1).userId === "l2", "credex", "awards by itself what a teacher left to it");

  // Bad input.
  await refuses("a launch that came before", "t1", custom, undefined, { twice: true });
  await refuses("another nonce", "t1", custom, { nonce: "made-up" });
  await refuses("a token for another tool", "t1", custom, { audience: "client-2" });
  await refuses("a token by another learning system", "t1", custom, { issuer: "https://another.example" });
  await refuses("a token by another key", "t1", custom, { key: (await generateKeyPair("RS256")).privateKey });
  await refuses("a token that has expired", "t1", custom, { expires: new Date(Date.now() - 60000) });
  await refuses("another deployment", "t1", { ...custom, [`${lti}deployment_id`]: "deployment-2" });
  await refuses("another version", "t1", { ...custom, [`${lti}version`]: "1.1" });
  await refuses("another message", "t1", { ...custom, [`${lti}message_type`]: "LtiSubmissionReviewRequest" });
  await refuses("a launch without a link", "t1", { ...custom, [`${lti}resource_link`]: undefined });
  await refuses("a login by who is not known", "t1", custom, undefined, { login: { iss: "https://another.example" } });
  await refuses("a login that leads elsewhere", "t1", custom, undefined, { login: { target_link_uri: "https://another.example/lti/launch" } });
  const forged = await ana.send({ ...ana, text: `<form action="/lti/course"><input type="hidden" name="token" value="${teacher.text.match(/name="token" value="([^"]+)"/)[1].replace(/^./, "x")}"></form>`, url: server.url }, { do: "award" });
  say(forged.status >= 400, "credex", "refuses a page that was not made here");
  const wrong = await teacher.send(teacher, { definition, threshold: "400" }, "threshold");
  say(wrong.status === 422 && /from 1 to 100/.test(wrong.text), "credex", "names what is wrong with a threshold");
  const frames = await fetch(`${server.url}/lti/launch`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "state=x&id_token=y" });
  say(/frame-ancestors 'none'/.test(frames.headers.get("content-security-policy")), "credex", "what is refused stands in nobody's frame");
} finally {
  await server.stop();
  server.remove();
  platform.stop();
}
end();
