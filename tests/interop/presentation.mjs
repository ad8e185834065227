// Micro-credentials asked for and shown: OpenID4VP with the client of @openid4vc; node tests/interop/presentation.mjs CREDEX
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, randomBytes, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiKeyAndCookie, call, startBrowser, startServer } from "../e2e/harness.mjs";
import { answerWith } from "./presenter.mjs";
import { end, say } from "./table.mjs";
import { Wallet } from "./wallet.mjs";
import { need } from "./needs.mjs";

const { SDJwtVcInstance } = await need("@sd-jwt/sd-jwt-vc");
const jose = await need("jose");

const peer = "@openid4vc/openid4vp";
const folder = mkdtempSync(join(tmpdir(), "credex-presentation-"));
const freePort = () => new Promise((resolve) => { const s = createServer().listen(0, () => { const { port } = s.address(); s.close(() => resolve(port)); }); });

/// Shows `frame` of the credential to who asks by `uri`.
const answerOf = (uri, credential, key, frame, change = {}) => answerWith(uri, async (request) => {
  const presenter = new SDJwtVcInstance({ hasher: (data, name) => createHash(name.replace("-", "")).update(data).digest(), hashAlg: "sha-256", saltGenerator: (n) => randomBytes(n).toString("hex"),
    kbSigner: async (data) => sign("sha256", Buffer.from(data), { key: createPrivateKey({ key: await jose.exportJWK(key.privateKey), format: "jwk" }), dsaEncoding: "ieee-p1363" }).toString("base64url"), kbSignAlg: "ES256" });
  const token = await presenter.present(credential, frame, { kb: { payload: { iat: Math.floor(Date.now() / 1000), aud: request.client_id, nonce: request.nonce, ...change } } });
  return { [request.dcql_query.credentials[0].id]: [token] };
});
const outcome = (report, rule) => report?.findings.find((f) => f.rule === rule)?.outcome;

async function journeys(server, prefix, withBrowser) {
  const { key } = await apiKeyAndCookie(server);
  const definitions = (await call(server, key, "GET", "/definitions")).items;
  const made = await call(server, key, "POST", "/awards", { definition: definitions[0].id, given_name: "Wanda", family_name: "Wallet", email: "wanda@wallet.example" });
  const offer = await call(server, key, "POST", `/awards/${made.id}/offer`, {});
  const { response, keys } = await new Wallet().take(offer.offer_uri, { txCode: offer.tx_code, configuration: "micro-credential_dc+sd-jwt" });
  const credential = response.credentials[0].credential;
  // The outcome that proves the skill, and no other.
  const opened = credential.split("~").slice(1, -1).map((d) => JSON.parse(Buffer.from(d, "base64url")));
  const proving = opened.filter((d) => d.length === 2).findIndex((d) => d[1].esco);
  const skill = opened.filter((d) => d.length === 2)[proving][1].esco[0].uri;
  const frame = { learning_outcomes: { [proving]: true } };
  const ask = (body, as = key) => call(server, as, "POST", "/presentations", body);
  const result = (asked) => call(server, key, "GET", `/presentations/${asked.id}?token=${asked.token}`);

  for (const mode of ["direct_post", "direct_post.jwt"]) {
    const asked = await ask({ skill, response_mode: mode });
    const shown = await answerOf(asked.wallet_uri, credential, keys[0], frame);
    const { state, report } = await result(asked);
    say(shown.resolved.client.prefix === prefix || shown.request.client_id.startsWith(prefix), peer, `who asks: ${prefix}, ${mode}`);
    say(shown.status === 200 && state === "answered" && ["integrity", "issuer", "holder", "request"].every((rule) => outcome(report, rule) === "pass"), peer, `one skill asked for and shown by ${mode}`);
    say(shown.data.redirect_uri?.includes("response_code="), peer, `the way back for a wallet on the same device (${mode})`);
  }
  // What does not fit is said so.
  const more = await ask({ skill, name: true });
  await answerOf(more.wallet_uri, credential, keys[0], frame);
  const missing = (await result(more)).report.findings.find((f) => f.rule === "request").findings.filter((f) => f.outcome === "fail");
  say(missing.length === 1 && /name/.test(missing[0].message), "credex", "says that the name was asked for and is not shown");
  const other = await ask({ definition: "https://elsewhere.example/mc/1" });
  await answerOf(other.wallet_uri, credential, keys[0], frame);
  say(outcome((await result(other)).report, "request") === "fail", "credex", "says that another micro-credential was asked for");
  const nonce = await ask({ skill });
  await answerOf(nonce.wallet_uri, credential, keys[0], frame, { nonce: "another" });
  say(outcome((await result(nonce)).report, "holder") === "fail", "credex", "refuses a presentation for another request");
  const audience = await ask({ skill });
  await answerOf(audience.wallet_uri, credential, keys[0], frame, { aud: "redirect_uri:https://evil.example/" });
  say(outcome((await result(audience)).report, "holder") === "fail", "credex", "refuses a presentation to somebody else");
  const thief = await ask({ skill });
  await answerOf(thief.wallet_uri, credential, await new Wallet().key(), frame);
  say(outcome((await result(thief)).report, "holder") === "fail", "credex", "refuses a presentation by another key");
  const twice = await ask({ skill, response_mode: "direct_post" });
  const first = await answerOf(twice.wallet_uri, credential, keys[0], frame);
  const post = (path, fields) => fetch(`${server.url}${path}`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(fields) });
  const again = await post(new URL(first.request.response_uri).pathname, { vp_token: "{}", state: first.request.state });
  say(again.status === 400 && (await again.json()).error === "invalid_request", "credex", "refuses a second answer");
  const refusing = await ask({ skill, response_mode: "direct_post" });
  await post(`/oid4vp/responses/${refusing.id}`, { error: "access_denied", state: refusing.id });
  say((await result(refusing)).state === "refused", "credex", "knows that the holder refused");
  const open = await ask({ skill });
  for (const [name, fields] of [["plain where encrypted was asked", { vp_token: "{}", state: open.id }], ["no JWE", { response: "a.b.c.d.e" }], ["nothing", {}]])
    say((await post(`/oid4vp/responses/${open.id}`, fields)).status === 400, "credex", `refuses ${name}`);
  say((await (await fetch(`${server.url}/api/v1/presentations/${open.id}?token=guessed`)).json()).status === 404, "credex", "shows nothing to who does not know the secret");

  if (!withBrowser) return;
  // A visitor on the pages, with a wallet on another device.
  const browser = await startBrowser();
  const page = await browser.newPage();
  await page.goto(`${server.url}/check`);
  await page.click("text=Ask a wallet instead");
  await page.fill("#skill", skill);
  await page.click("text=Make the code");
  const link = await page.locator("a.button.second").getAttribute("href");
  const visitor = await answerOf(link, credential, keys[0], frame);
  say(visitor.request.client_id.startsWith("redirect_uri:"), peer, "who asks: a visitor, by redirect_uri");
  await page.getByText("It is what was asked for.").first().waitFor();
  say(/Sound, issued by/.test(await page.locator("main").innerText()), "credex", "a visitor's page shows the answer as it comes");
  await page.goto(visitor.data.redirect_uri);
  say(/It is what was asked for/.test(await page.locator("main").innerText()), "credex", "the holder's browser comes back to it");
  await browser.close();
}

const servers = [];
try {
  servers.push(await startServer({ args: ["--api-rate", "0", "--form-rate", "0"] }));
  await journeys(servers[0], "decentralized_identifier:", true);
  // With a certificate of its own host.
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
    "-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")], { stdio: "ignore" });
  const port = await freePort();
  const certified = await startServer({ args: ["--api-rate", "0", "--form-rate", "0", "--port", String(port), "--public-url", `http://localhost:${port}`,
    "--request-certificate", join(folder, "certificate.pem"), "--request-key", join(folder, "key.pem")] });
  servers.push(certified);
  await journeys(certified, "x509_san_dns:", false);
} finally {
  for (const server of servers) {
    await server.stop();
    server.remove();
  }
  rmSync(folder, { recursive: true, force: true });
}
end();
