// A wallet made of @openid4vc/openid4vci and jose: keys, DPoP, proofs, decryption.
import { createHash, randomBytes } from "node:crypto";
import { need } from "./needs.mjs";

const { clientAuthenticationAnonymous, clientAuthenticationNone, setGlobalConfig } = await need("@openid4vc/oauth2");
const { Openid4vciClient } = await need("@openid4vc/openid4vci");
const jose = await need("jose");

// The servers of the tests are on loopback, without TLS.
setGlobalConfig({ allowInsecureUrls: true });

export async function newKey(alg = "ES256") {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, jwk: await jose.exportJWK(publicKey) };
}

export class Wallet {
  keys = new Map();
  decryption;

  constructor({ clientId } = {}) {
    this.clientId = clientId;
    this.callbacks = {
      fetch, hash: (data, alg) => createHash(alg.replace("-", "")).update(data).digest(),
      generateRandom: (count) => randomBytes(count),
      signJwt: async (signer, { header, payload }) => {
        const key = this.keys.get(await jose.calculateJwkThumbprint(this.publicOf(signer)));
        return { jwt: await new jose.SignJWT(payload).setProtectedHeader(header).sign(key.privateKey), signerJwk: key.jwk };
      },
      verifyJwt: async (signer, { compact }) => {
        const jwk = this.publicOf(signer);
        const good = await jose.jwtVerify(compact, await jose.importJWK(jwk, signer.alg)).then(() => true, () => false);
        return good ? { verified: true, signerJwk: jwk } : { verified: false };
      },
      encryptJwe: async () => { throw new Error("nothing to encrypt"); },
      decryptJwe: async () => { throw new Error("nothing to decrypt"); },
      clientAuthentication: clientId ? clientAuthenticationNone({ clientId }) : clientAuthenticationAnonymous(),
    };
    this.client = new Openid4vciClient({ callbacks: this.callbacks });
  }

  publicOf(signer) {
    if (signer.method === "jwk") return signer.publicJwk;
    if (signer.didUrl?.startsWith("did:jwk:")) return JSON.parse(Buffer.from(signer.didUrl.slice(8).split("#")[0], "base64url"));
    throw new Error(`no key of ${JSON.stringify(signer)}`);
  }
  async key(alg) {
    const key = await newKey(alg);
    this.keys.set(await jose.calculateJwkThumbprint(key.jwk), key);
    return key;
  }
  async dpop() {
    const key = await this.key();
    return { signer: { method: "jwk", alg: key.alg, publicJwk: key.jwk } };
  }

  /// Takes an offer up: token, nonce, a proof a key, credentials. Gives everything that was said.
  async take(offerUri, { txCode, configuration, dpop = true, count = 1, alg = "ES256", by = "jwk", encrypted = false } = {}) {
    const credentialOffer = await this.client.resolveCredentialOffer(offerUri);
    const issuerMetadata = await this.client.resolveIssuerMetadata(credentialOffer.credential_issuer);
    const token = await this.client.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer, issuerMetadata, txCode,
      dpop: dpop ? await this.dpop() : undefined });
    return this.collect({ issuerMetadata, token, configuration, count, alg, by, encrypted });
  }

  async collect({ issuerMetadata, token, configuration, count = 1, alg = "ES256", by = "jwk", encrypted = false }) {
    const accessToken = token.accessTokenResponse.access_token;
    const { c_nonce: nonce } = await this.client.requestNonce({ issuerMetadata });
    const keys = [];
    const proofs = [];
    for (let i = 0; i < count; ++i) {
      const key = await this.key(alg);
      keys.push(key);
      const signer = by === "jwk" ? { method: "jwk", alg, publicJwk: key.jwk }
        : { method: "did", alg, didUrl: `did:jwk:${Buffer.from(JSON.stringify(key.jwk)).toString("base64url")}#0` };
      proofs.push((await this.client.createCredentialRequestJwtProof({ issuerMetadata, signer, nonce, issuedAt: new Date(), clientId: this.clientId, credentialConfigurationId: configuration })).jwt);
    }
    let additionalRequestPayload;
    if (encrypted) {
      this.decryption = await newKey("ECDH-ES");
      additionalRequestPayload = { credential_response_encryption: { jwk: { ...this.decryption.jwk, alg: "ECDH-ES", use: "enc", kid: "w" }, alg: "ECDH-ES", enc: "A256GCM" } };
    }
    const answer = await this.client.retrieveCredentials({ issuerMetadata, accessToken, dpop: token.dpop, credentialConfigurationId: configuration, proofs: { jwt: proofs }, additionalRequestPayload })
      .catch(async (problem) => {
        // The client reads no encrypted answer by itself.
        if (!encrypted || problem.response?.response?.headers.get("content-type") !== "application/jwt") throw problem;
        const { plaintext } = await jose.compactDecrypt(await problem.response.response.clone().text(), this.decryption.privateKey);
        return { credentialResponse: JSON.parse(new TextDecoder().decode(plaintext)) };
      });
    return { issuerMetadata, accessToken, token, keys, nonce, proofs, answer, response: answer.credentialResponse };
  }
}

/// The public key of an Ed25519 Multikey.
export function ed25519Jwk(multikey) {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let value = 0n;
  for (const c of multikey.slice(1)) value = value * 58n + BigInt(alphabet.indexOf(c));
  return { kty: "OKP", crv: "Ed25519", x: Buffer.from(value.toString(16).padStart(68, "0"), "hex").subarray(2).toString("base64url") };
}
