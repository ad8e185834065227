// A wallet's side of OpenID4VP, by @openid4vc/openid4vp: who asks is checked, the answer is made and posted.
import { X509Certificate } from "node:crypto";
import { ed25519Jwk, Wallet } from "./wallet.mjs";
import { need } from "./needs.mjs";

const { Openid4vpClient } = await need("@openid4vc/openid4vp");
const jose = await need("jose");

/// A client that checks who asks: x5c by the certificate itself, DIDs by did:key.
const callbacks = (wallet) => ({
  ...wallet.callbacks,
  verifyJwt: async (signer, { compact }) => {
    const header = jose.decodeProtectedHeader(compact);
    const jwk = signer.method === "x5c" ? await jose.exportJWK(new X509Certificate(Buffer.from(signer.x5c[0], "base64")).publicKey) : ed25519Jwk(signer.didUrl.split("#")[1]);
    const good = await jose.jwtVerify(compact, await jose.importJWK(jwk, header.alg)).then(() => true, () => false);
    return good ? { verified: true, signerJwk: jwk } : { verified: false };
  },
  getX509CertificateMetadata: (certificate) => ({ sanDnsNames: [...(new X509Certificate(Buffer.from(certificate, "base64")).subjectAltName ?? "").matchAll(/DNS:([^,\s]+)/g)].map((m) => m[1]), sanUriNames: [] }),
  encryptJwe: async (encryptor, text) => ({ encryptionJwk: encryptor.publicJwk, jwe: await new jose.CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: encryptor.alg, enc: encryptor.enc, kid: encryptor.publicJwk.kid }).encrypt(await jose.importJWK(encryptor.publicJwk, encryptor.alg)) }),
});

/// Resolves the request and posts the vp_token that `make` gives for it; gives what the client saw and the server's answer.
export async function answerWith(uri, make) {
  const client = new Openid4vpClient({ callbacks: callbacks(new Wallet()) });
  const parsed = client.parseOpenid4vpAuthorizationRequest({ authorizationRequest: uri });
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: parsed.params });
  const request = resolved.authorizationRequestPayload;
  const encrypted = request.response_mode === "direct_post.jwt";
  const made = await client.createOpenid4vpAuthorizationResponse({ authorizationRequestPayload: request, clientMetadata: request.client_metadata,
    authorizationResponsePayload: { vp_token: await make(request) },
    ...(encrypted ? { jarm: { encryption: { nonce: "x" }, serverMetadata: { authorization_signing_alg_values_supported: [], authorization_encryption_alg_values_supported: ["ECDH-ES"], authorization_encryption_enc_values_supported: ["A128GCM", "A256GCM"] } } } : {}) });
  const sent = await client.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: request, authorizationResponsePayload: made.authorizationResponsePayload, jarm: made.jarm ? { responseJwt: made.jarm.responseJwt } : undefined });
  return { resolved, request, made, status: sent.response.status, data: await sent.response.json() };
}
