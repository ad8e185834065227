// High assurance (HAIP 1.0): a wallet that its provider vouches for, as a client and for its keys, with the client of @openid4vc;
// node tests/interop/assurance.mjs CREDEX
import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { apiKeyAndCookie, call, startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { Wallet } from "./wallet.mjs";
import { need } from "./needs.mjs";

const { clientAuthenticationClientAttestationJwt, createClientAttestationJwt } = await need("@openid4vc/oauth2");
const { Openid4vciClient, Openid4vciWalletProvider } = await need("@openid4vc/openid4vci");
const jose = await need("jose");

const peer = "@openid4vc/openid4vci";
const folder = mkdtempSync(join(tmpdir(), "credex-assurance-"));
const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });

/// An authority, and a wallet provider whose certificate it issued.
function provider(name) {
  openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", `/CN=${name} authority`, "-keyout", `${name}-ca.key`, "-out", `${name}-ca.pem`);
  openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
  openssl("x509", "-req", "-in", `${name}.csr`, "-CA", `${name}-ca.pem`, "-CAkey", `${name}-ca.key`, "-CAcreateserial", "-days", "2", "-out", `${name}.pem`);
  const privateKey = createPrivateKey(readFileSync(join(folder, `${name}.key`)));
  const x5c = [new X509Certificate(readFileSync(join(folder, `${name}.pem`))).raw.toString("base64")];
  return {
    /// A Token Status List of sixteen entries of one bit, of which `withdrawn` is set.
    list: (uri, withdrawn) => {
      const bytes = Buffer.alloc(2);
      if (withdrawn >= 0) bytes[withdrawn >> 3] |= 1 << (withdrawn & 7);
      return new jose.SignJWT({ sub: uri, iat: Math.floor(Date.now() / 1000), status_list: { bits: 1, lst: deflateSync(bytes).toString("base64url") } }).setProtectedHeader({ alg: "ES256", typ: "statuslist+jwt", x5c }).sign(privateKey);
    },
    signer: { method: "x5c", alg: "ES256", x5c },
    callbacks: { signJwt: async (_, { header, payload }) => ({ jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(privateKey) }) },
  };
}
const known = provider("purse");
const stranger = provider("stranger");
const trusted = join(folder, "trusted");
mkdirSync(trusted);
writeFileSync(join(trusted, "purse.pem"), readFileSync(join(folder, "purse-ca.pem")));

// What the providers say of their wallets: entry 3 is withdrawn, and the stranger says so of none.
const lists = createServer(async (request, answer) => {
  const uri = `http://127.0.0.1:${lists.address().port}${request.url}`;
  if (request.url === "/gone") return answer.writeHead(404).end();
  answer.writeHead(200, { "content-type": "application/statuslist+jwt" }).end(await (request.url === "/stranger" ? stranger.list(uri, -1) : known.list(uri, 3)));
});
await new Promise((resolve) => lists.listen(0, "127.0.0.1", resolve));
const listed = (name, idx) => ({ status: { status_list: { uri: `http://127.0.0.1:${lists.address().port}/${name}`, idx } } });

const server = await startServer({ args: ["--api-rate", "0", "--form-rate", "0", "--wallet-providers", trusted, "--wallet-assurance", "high", "--allow-private", "yes"] });
const { key } = await apiKeyAndCookie(server);
const definition = (await call(server, key, "GET", "/definitions")).items[0].id;
let number = 0;
const offer = async () => {
  const { id } = await call(server, key, "POST", "/awards", { definition, given_name: "Wanda", family_name: `Nr ${++number}`, email: `wanda${number}@wallet.example`, grade: "1.3" });
  return call(server, key, "POST", `/awards/${id}/offer`, {});
};
const minutes = (n) => new Date(Date.now() + n * 60000);

/// A wallet whose provider vouches for it, and what it says when it takes an offer.
async function attested(by, { proof = "attestation", dpop = true, count = 3, own = true, client = {}, keyStatus = {} } = {}) {
  const wallet = new Wallet({ clientId: "purse" });
  const instance = await wallet.key();
  const clientAttestationJwt = await createClientAttestationJwt({ callbacks: by.callbacks, signer: by.signer, issuer: "https://purse.example", issuedAt: new Date(), expiresAt: minutes(5), clientId: "purse", confirmation: { jwk: instance.jwk }, additionalPayload: client });
  wallet.callbacks.clientAuthentication = clientAuthenticationClientAttestationJwt({ callbacks: wallet.callbacks, clientAttestationJwt });
  wallet.client = new Openid4vciClient({ callbacks: wallet.callbacks });
  const made = await offer();
  const credentialOffer = await wallet.client.resolveCredentialOffer(made.offer_uri);
  const issuerMetadata = await wallet.client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const token = await wallet.client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer, issuerMetadata, txCode: made.tx_code, dpop: dpop ? await wallet.dpop() : undefined });
  const { c_nonce: nonce } = await wallet.client.requestNonce({ issuerMetadata });
  const keys = await Promise.all(Array.from({ length: count }, () => wallet.key()));
  const attestation = (use, more) => new Openid4vciWalletProvider({ callbacks: by.callbacks }).createKeyAttestationJwt({ signer: by.signer, use, issuedAt: new Date(), expiresAt: minutes(5), attestedKeys: keys.map((k) => k.jwk), keyStorage: ["iso_18045_high"], additionalPayload: keyStatus, ...more });
  const configuration = "micro-credential_dc+sd-jwt";
  let proofs;
  if (proof === "attestation") {
    proofs = { attestation: [await attestation("proof_type.attestation", { nonce })] };
  } else {
    const first = own ? keys[0] : await wallet.key();
    const keyAttestationJwt = proof === "jwt" ? undefined : await attestation("proof_type.jwt");
    const payload = { aud: credentialOffer.credential_issuer, iat: Math.floor(Date.now() / 1000), nonce };
    const header = { typ: "openid4vci-proof+jwt", alg: "ES256", jwk: first.jwk, ...(keyAttestationJwt ? { key_attestation: keyAttestationJwt } : {}) };
    proofs = { jwt: [await new jose.SignJWT(payload).setProtectedHeader(header).sign(first.privateKey)] };
  }
  const answer = await wallet.client.retrieveCredentials({ issuerMetadata, accessToken: token.accessTokenResponse.access_token, dpop: token.dpop, credentialConfigurationId: configuration, proofs });
  return { answer, keys, issuerMetadata };
}
const refusal = (work) => work().then(() => "nothing", (problem) => {
  const said = problem.errorResponse ?? problem.response?.credentialErrorResponseResult?.data ?? problem.response;
  return said?.error ?? String(problem);
});
const bad = async (name, wanted, work) => {
  const said = await refusal(work);
  say(said === wanted, peer, `high assurance, refused as it must be: ${name}${said === wanted ? "" : ` (${said}, not ${wanted})`}`);
};
const boundTo = (answer) => answer.credentialResponse.credentials.map((c) => JSON.parse(Buffer.from(c.credential.split(".")[1], "base64url")).cnf.jwk.x);

try {
  for (const [proof, words] of [["attestation", "a proof of the type attestation"], ["beside", "a proof of the type jwt with a key attestation"]]) {
    const { answer, keys, issuerMetadata } = await attested(known, { proof });
    say(boundTo(answer).join() === keys.map((k) => k.jwk.x).join(), peer, `high assurance: ${words}, a copy for each of its keys`);
    if (proof === "attestation") {
      const said = issuerMetadata.authorizationServers[0];
      say(said.token_endpoint_auth_methods_supported.join() === "attest_jwt_client_auth" && said["pre-authorized_grant_anonymous_access_supported"] === false
        && issuerMetadata.credentialIssuer.credential_configurations_supported["micro-credential_dc+sd-jwt"].proof_types_supported.attestation !== undefined, peer, "high assurance: the metadata say what is demanded");
    }
  }
  await bad("a wallet of a provider that is not trusted", "invalid_client", () => attested(stranger));
  await bad("a wallet that shows no attestation", "invalid_client", async () => {
    const made = await offer();
    await new Wallet().take(made.offer_uri, { txCode: made.tx_code, configuration: "micro-credential_dc+sd-jwt" });
  });
  await bad("a token without DPoP", "invalid_dpop_proof", () => attested(known, { dpop: false }));
  await bad("a proof without a key attestation", "invalid_proof", () => attested(known, { proof: "jwt" }));
  await bad("a proof of a key that the attestation does not hold", "invalid_proof", () => attested(known, { proof: "beside", own: false }));
  await bad("more keys than a batch holds", "invalid_proof", () => attested(known, { count: 21 }));
  const { answer } = await attested(known, { client: listed("purse", 2), keyStatus: listed("purse", 4) });
  say(answer.credentialResponse.credentials.length === 3, peer, "high assurance: attestations that their provider's list does not withdraw");
  await bad("a wallet that its provider has withdrawn", "invalid_client", () => attested(known, { client: listed("purse", 3) }));
  await bad("keys that their provider has withdrawn", "invalid_proof", () => attested(known, { keyStatus: listed("purse", 3) }));
  await bad("an entry that the list does not have", "invalid_client", () => attested(known, { client: listed("purse", 16) }));
  await bad("a list of somebody else", "invalid_client", () => attested(known, { client: listed("stranger", 1) }));
  await bad("a list that cannot be had", "invalid_client", () => attested(known, { client: listed("gone", 1) }));
} finally {
  lists.close();
  await server.stop();
  server.remove();
  rmSync(folder, { recursive: true });
}
end();
