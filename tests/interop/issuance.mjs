// Awards into a real wallet: OpenID4VCI with the client of @openid4vc, each grant and each format; node tests/interop/issuance.mjs CREDEX
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { apiKeyAndCookie, call, signInAs, startBrowser, startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { ed25519Jwk, Wallet } from "./wallet.mjs";
import { need } from "./needs.mjs";

const { Oauth2Client } = await need("@openid4vc/oauth2");
const { SDJwtVcInstance } = await need("@sd-jwt/sd-jwt-vc");
const { getListFromStatusListJWT } = await need("@sd-jwt/jwt-status-list");
const jose = await need("jose");

const peer = "@openid4vc/openid4vci";
const server = await startServer({ args: ["--api-rate", "0", "--form-rate", "0"] });
const { key } = await apiKeyAndCookie(server);
const definition = (await call(server, key, "GET", "/definitions")).items[0].id;
let number = 0;
const award = async () => (await call(server, key, "POST", "/awards", { definition, given_name: "Wanda", family_name: `Nr ${++number}`, email: `wanda${number}@wallet.example`, grade: "1.3" })).id;
const offer = async (id, body) => call(server, key, "POST", `/awards/${id}/offer`, body);
const judged = async (text) => (await fetch(`${server.url}/api/v1/verify`, { method: "POST", body: text })).json();
const outcome = (report, rule) => report.findings.find((f) => f.rule === rule)?.outcome;
/// The error of the protocol that a call to the library failed with.
const refusal = async (work) => {
  try {
    await work();
    return "nothing";
  } catch (problem) {
    const said = problem.errorResponse ?? problem.response?.credentialErrorResponseResult?.data ?? problem.response;
    return said?.error ?? String(problem);
  }
};
const form = (path, fields, headers = {}) => fetch(`${server.url}${path}`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams(fields) });

try {
  // 1. Each format with a pre-authorised code, DPoP and a transaction code.
  for (const [configuration, by] of [["micro-credential_dc+sd-jwt", "jwk"], ["micro-credential_ldp_vc", "did"], ["micro-credential_jwt_vc_json", "did"]]) {
    const made = await offer(await award());
    const wallet = new Wallet();
    const { response, keys } = await wallet.take(made.offer_uri, { txCode: made.tx_code, configuration, by });
    const credential = response.credentials[0].credential;
    const report = await judged(typeof credential === "string" ? credential : JSON.stringify(credential));
    say(response.credentials.length === 1 && outcome(report, "integrity") === "pass" && outcome(report, "issuer") === "pass", peer, `pre-authorised code with tx_code and DPoP: ${configuration}`);
    if (configuration.endsWith("dc+sd-jwt")) {
      const issuer = JSON.parse(Buffer.from(credential.split(".")[0], "base64url"));
      const payload = JSON.parse(Buffer.from(credential.split(".")[1], "base64url"));
      const publicKey = createPublicKey({ key: ed25519Jwk(issuer.kid.split("#")[1]), format: "jwk" });
      const checker = new SDJwtVcInstance({
        hasher: (data, name) => createHash(name.replace("-", "")).update(data).digest(), hashAlg: "sha-256", saltGenerator: (n) => randomBytes(n).toString("hex"),
        verifier: (data, signature) => verify(null, Buffer.from(data), publicKey, Buffer.from(signature, "base64url")),
        statusListFetcher: async (uri) => (await fetch(uri)).text(),
        statusVerifier: (data, signature) => verify(null, Buffer.from(data), publicKey, Buffer.from(signature, "base64url")),
        kbSigner: async (data) => jose.base64url.encode(new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys[0].privateKey, new TextEncoder().encode(data)))), kbSignAlg: "ES256",
      });
      say(payload.cnf.jwk.x === keys[0].jwk.x, peer, "the attestation is bound to the wallet's key");
      const read = await checker.verify(credential).then((r) => r.payload, (problem) => String(problem));
      say(read.given_name === "Wanda" && read.grade === "1.3", "@sd-jwt/sd-jwt-vc", "the wallet's attestation with its status");
      const list = await (await fetch(payload.status.status_list.uri)).text();
      say(getListFromStatusListJWT(list).getStatus(payload.status.status_list.idx) === 0, "@sd-jwt/jwt-status-list", "our Token Status List");
      const bound = await checker.present(credential, { title: true }, { kb: { payload: { iat: Math.floor(Date.now() / 1000), aud: "https://employer.example", nonce: "n" } } });
      say(outcome(await judged(bound), "holder") === "pass", "credex", "what the wallet presents with its key");
      const metadata = await (await fetch(`${server.url}/vct/micro-credential`)).json();
      say(metadata.claims.length > 20, peer, "the type's metadata are published");
    } else if (configuration.endsWith("ldp_vc")) {
      say(credential.credentialSubject.id.startsWith("did:jwk:"), peer, "the badge is of the wallet's DID");
    }
  }
  const whole = await offer(await award(), { by_value: true });
  const inside = await new Wallet().take(whole.offer_uri, { txCode: whole.tx_code, configuration: "micro-credential_dc+sd-jwt" });
  say(whole.offer_uri.includes("?credential_offer=%7B") && inside.response.credentials.length === 1, peer, "an offer by value");
  // 2. Without DPoP and code; a batch; an encrypted answer; a notification.
  const plain = await offer(await award(), { tx_code: false });
  const batch = await new Wallet().take(plain.offer_uri, { configuration: "micro-credential_dc+sd-jwt", dpop: false, count: 5 });
  const places = new Set(batch.response.credentials.map((c) => JSON.parse(Buffer.from(c.credential.split(".")[1], "base64url")).status.status_list.idx));
  say(batch.response.credentials.length === 5 && places.size === 5, peer, "a batch of five with Bearer token, each with a status of its own");
  const sealed = await offer(await award());
  const wallet = new Wallet();
  const secret = await wallet.take(sealed.offer_uri, { txCode: sealed.tx_code, configuration: "micro-credential_dc+sd-jwt", encrypted: true });
  say(secret.response?.credentials?.length === 1, peer, "an encrypted answer (ECDH-ES, A256GCM)");
  await wallet.client.sendNotification({ issuerMetadata: secret.issuerMetadata, accessToken: secret.accessToken, dpop: secret.token.dpop,
    notification: { notificationId: secret.response.notification_id, event: "credential_accepted" } })
    .then((r) => say(r.ok ?? true, peer, "a notification"), (problem) => say(false, peer, `a notification: ${problem}`));

  // 3. The authorisation code with PAR, PKCE and DPoP: the holder signs in and consents in a browser.
  const browser = await startBrowser();
  const page = await browser.newPage();
  await signInAs(page, server.url, "maja.lindqvist@learner.example");
  await page.goto(`${server.url}/me`);
  const issuers = new Set();
  for (const href of await page.locator(".label .title a").evaluateAll((all) => all.map((a) => a.href))) {
    await page.goto(href);
    if (!(await page.locator("form[action$='/wallet']").count())) continue;
    await page.click("form[action$='/wallet'] button");
    issuers.add(await page.locator(".code + p a").getAttribute("href"));
    break;
  }
  const own = new Wallet({ clientId: "https://wallet.example" });
  const credentialOffer = await own.client.resolveCredentialOffer([...issuers][0]);
  say(/^\d{6}$/.test(await page.locator(".digits").innerText()), peer, "the offer on a holder's page");
  const issuerMetadata = await own.client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const dpop = await own.dpop();
  const redirectUri = `${server.url.replace("127.0.0.1", "localhost")}/readyz`;
  const started = await new Oauth2Client({ callbacks: own.callbacks }).createAuthorizationRequestUrl({ authorizationServerMetadata: issuerMetadata.authorizationServers[0],
    clientId: own.clientId, redirectUri, scope: "micro-credential_dc+sd-jwt", dpop, state: "s-1" });
  const returned = page.waitForURL(/readyz/);
  await page.goto(started.authorizationRequestUrl);
  await page.click("button[value=yes]");
  await returned;
  const back = own.client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: page.url(), authorizationServerMetadata: issuerMetadata.authorizationServers[0] });
  say(back.code && back.state === "s-1" && back.iss === credentialOffer.credential_issuer, peer, "the authorisation answer with state and iss");
  const exchange = (verifier = started.pkce.codeVerifier) => own.client.retrieveAuthorizationCodeAccessTokenFromOffer({ issuerMetadata, authorizationCode: back.code, pkceCodeVerifier: verifier, redirectUri, dpop,
    credentialOffer: { ...credentialOffer, grants: { authorization_code: {} } } });
  say(await refusal(() => exchange("x".repeat(43))) === "invalid_grant", peer, "refused as it must be: another code_verifier");
  const token = await exchange();
  const got = await own.collect({ issuerMetadata, token, configuration: "micro-credential_dc+sd-jwt" });
  say(outcome(await judged(got.response.credentials[0].credential), "integrity") === "pass", peer, "authorisation code with PAR, PKCE and DPoP");
  say(await refusal(() => exchange()) === "invalid_grant", peer, "refused as it must be: a code that was used");
  say(await refusal(() => own.collect({ issuerMetadata, token, configuration: "micro-credential_dc+sd-jwt" })) === "invalid_token", peer, "refused as it must be: the token of a code that came twice");
  await browser.close();

  // 4. What must be refused, with the protocol's own words.
  const bad = async (name, wanted, work) => {
    const said = await refusal(work);
    say(said === wanted, peer, `refused as it must be: ${name}${said === wanted ? "" : ` (${said}, not ${wanted})`}`);
  };
  const configuration = "micro-credential_dc+sd-jwt";
  const again = await offer(await award());
  await new Wallet().take(again.offer_uri, { txCode: again.tx_code, configuration });
  const reference = new URL(again.offer_uri.replace("openid-credential-offer://", "http://x/")).searchParams.get("credential_offer_uri");
  say((await fetch(reference)).status === 404, peer, "refused as it must be: an offer that was taken up");
  const tried = await offer(await award());
  const open = await new Wallet().client.resolveCredentialOffer(tried.offer_uri);
  const code = open.grants["urn:ietf:params:oauth:grant-type:pre-authorized_code"]["pre-authorized_code"];
  const path = `${new URL(open.credential_issuer).pathname}/oid4vci`;
  const exchangeOffer = async (tx) => (await form(`${path}/token`, { grant_type: "urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized_code": code, ...(tx ? { tx_code: tx } : {}) })).json();
  say((await exchangeOffer()).error === "invalid_request", peer, "refused as it must be: no transaction code");
  const wrong = String((Number(tried.tx_code) + 1) % 1000000).padStart(6, "0");
  for (let i = 0; i < 10; ++i) if ((await exchangeOffer(wrong)).error !== "invalid_grant") say(false, peer, "a wrong transaction code");
  say((await exchangeOffer(tried.tx_code)).error === "invalid_grant", peer, "refused as it must be: the right transaction code after ten wrong ones");
  const elsewhere = await offer(await award(), { tx_code: false });
  const otherCode = (await new Wallet().client.resolveCredentialOffer(elsewhere.offer_uri)).grants["urn:ietf:params:oauth:grant-type:pre-authorized_code"]["pre-authorized_code"];
  const pages = await Promise.all((await (await fetch(`${server.url}/api/v1/catalogue`)).json()).items.map(async (item) => (await fetch(item.url, { headers: { accept: "text/html" } })).text()));
  const others = pages.flatMap((html) => html.match(/\/o\/[\w-]+/g) ?? []);
  const foreign = others.find((p) => p !== new URL(open.credential_issuer).pathname);
  const mixed = await form(`${foreign}/oid4vci/token`, { grant_type: "urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized_code": otherCode });
  say((await mixed.json()).error === "invalid_grant", peer, "refused as it must be: a code at another issuer");
  // Proofs: replayed, for another audience, by another key than the token's.
  const replay = await offer(await award());
  const thief = new Wallet();
  const first = await thief.take(replay.offer_uri, { txCode: replay.tx_code, configuration });
  // The client keeps to the batch size itself, so it is told another one.
  const issuerMetadataOf = structuredClone(first.issuerMetadata);
  issuerMetadataOf.credentialIssuer.batch_credential_issuance.batch_size = 100;
  const ask = (proofs, extra = {}) => thief.client.retrieveCredentials({ issuerMetadata: issuerMetadataOf, accessToken: first.accessToken, dpop: first.token.dpop, credentialConfigurationId: configuration, proofs: { jwt: proofs }, ...extra });
  await bad("a nonce that was used", "invalid_nonce", () => ask(first.proofs));
  const proofBy = async (change = {}, header = {}) => {
    const owner = await thief.key();
    const { c_nonce } = await thief.client.requestNonce({ issuerMetadata: first.issuerMetadata });
    return new jose.SignJWT({ aud: first.issuerMetadata.credentialIssuer.credential_issuer, iat: Math.floor(Date.now() / 1000), nonce: c_nonce, ...change })
      .setProtectedHeader({ alg: "ES256", typ: "openid4vci-proof+jwt", jwk: owner.jwk, ...header }).sign(owner.privateKey);
  };
  const proof = await proofBy();
  await bad("a proof for another audience", "invalid_proof", async () => ask([await proofBy({ aud: "https://other.example" })]));
  await bad("a proof of another type", "invalid_proof", async () => ask([await proofBy({}, { typ: "JWT" })]));
  await bad("a proof by another key than it names", "invalid_proof", async () => ask([await proofBy({}, { jwk: (await thief.key()).jwk })]));
  await bad("an old proof", "invalid_proof", async () => ask([await proofBy({ iat: 1 })]));
  await bad("a made-up nonce", "invalid_nonce", async () => ask([await proofBy({ nonce: "x.y" })]));
  await bad("a proof without nonce", "invalid_nonce", async () => ask([await proofBy({ nonce: undefined })]));
  await bad("the same proof twice", "invalid_proof", () => ask([proof, proof]));
  await bad("21 proofs", "invalid_proof", async () => ask(await Promise.all(Array.from({ length: 21 }, () => proofBy()))));
  await bad("a token without its DPoP proof", "invalid_token", async () => thief.client.retrieveCredentials({ issuerMetadata: first.issuerMetadata, accessToken: first.accessToken, credentialConfigurationId: configuration, proofs: { jwt: [await proofBy()] } }));
  await bad("a token with another key's DPoP proof", "invalid_token", async () => ask([await proofBy()], { dpop: await thief.dpop() }));
  await bad("an encryption that is not known", "invalid_encryption_parameters", async () => ask([await proofBy()], { additionalRequestPayload: { credential_response_encryption: { jwk: { ...(await thief.key()).jwk, alg: "RSA-OAEP" }, alg: "RSA-OAEP", enc: "A256GCM" } } }));
  const dpopKey = await thief.key();
  const dpopJwt = await new jose.SignJWT({ htm: "POST", htu: `${server.url}${path}/token`, iat: Math.floor(Date.now() / 1000), jti: "one" }).setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk: dpopKey.jwk }).sign(dpopKey.privateKey);
  const once = () => form(`${path}/token`, { grant_type: "urn:ietf:params:oauth:grant-type:pre-authorized_code", "pre-authorized_code": "x" }, { dpop: dpopJwt }).then((r) => r.json());
  say((await once()).error === "invalid_grant" && (await once()).error === "invalid_dpop_proof", peer, "refused as it must be: a DPoP proof that came before");
  for (const to of ["javascript:alert(1)", "http://evil.example/", "data:text/html,x"]) {
    const pushed = await (await form(`${path}/par`, { response_type: "code", client_id: "w", redirect_uri: to, code_challenge: "x".repeat(43), code_challenge_method: "S256" })).json();
    say(pushed.error === "invalid_request", peer, `refused as it must be: to be sent to ${to.slice(0, 20)}`);
  }
  // An award that is revoked takes its copies with it.
  const revoked = await award();
  const given = await offer(revoked);
  const holder = new Wallet();
  const copy = await holder.take(given.offer_uri, { txCode: given.tx_code, configuration });
  const before = outcome(await judged(copy.response.credentials[0].credential), "status");
  await call(server, key, "POST", `/awards/${revoked}/status`, { status: "revoked", reason: "entered by mistake" });
  say(before === "pass" && outcome(await judged(copy.response.credentials[0].credential), "status") === "fail", "credex", "the copy in the wallet is revoked with its award");
  await bad("another copy of a revoked award", "credential_request_denied", () => holder.collect({ issuerMetadata: copy.issuerMetadata, token: copy.token, configuration }));
} finally {
  await server.stop();
  server.remove();
}
end();
