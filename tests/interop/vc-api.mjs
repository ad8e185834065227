// The VC-API with @digitalbazaar/vc as the other side, for eddsa and ecdsa, VC 1.1 and 2.0; node tests/interop/vc-api.mjs CREDEX
import { generateKeyPairSync, sign } from "node:crypto";
import { startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { need, wanting } from "./needs.mjs";

const ecdsaMultikey = await need("@digitalbazaar/ecdsa-multikey");
const { cryptosuite: ecdsa } = await need("@digitalbazaar/ecdsa-rdfc-2019-cryptosuite");
const ed25519Multikey = await need("@digitalbazaar/ed25519-multikey");
const { DataIntegrityProof } = await need("@digitalbazaar/data-integrity");
const { cryptosuite: eddsa } = await need("@digitalbazaar/eddsa-rdfc-2022-cryptosuite");
const { default: dataIntegrity } = await need("@digitalbazaar/data-integrity-context");
const statusList = await need("@digitalbazaar/vc-bitstring-status-list-context");
const vc = await need("@digitalbazaar/vc");
// For Node.js 20 and later, so the rest goes without it on Debian 12.
const undisclosed = wanting("@digitalbazaar/ecdsa-sd-2023-cryptosuite");
const { createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite } =
  undisclosed ? {} : await need("@digitalbazaar/ecdsa-sd-2023-cryptosuite");

const peer = "@digitalbazaar/vc";
const server = await startServer({ args: ["--api-rate", "0"] });
const issuers = Object.fromEntries([...server.said().matchAll(/demonstration issuer: (\S+) \((\S+)\)/g)].map(([, did, suite]) => [suite, did]));
const post = async (path, body, headers = {}) => {
  const answer = await fetch(`${server.url}/vc-api${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  return { status: answer.status, data: await answer.json() };
};
const why = (answer) => answer.data.errors.map((problem) => problem.detail);
const kinds = (answer) => answer.data.errors.map((problem) => problem.type.split("#")[1]);
const documentLoader = async (url) => {
  const did = url.split("#")[0];
  let document = dataIntegrity.contexts.get(url) ?? statusList.contexts?.get(url);
  if (did.startsWith("did:key:")) {
    const multikey = did.slice("did:key:".length);
    const method = { "@context": "https://w3id.org/security/multikey/v1", id: `${did}#${multikey}`, type: "Multikey", controller: did, publicKeyMultibase: multikey };
    document = url.includes("#") ? method : { "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"], id: did, verificationMethod: [method], assertionMethod: [method.id], authentication: [method.id] };
  }
  return { documentUrl: url, document: document ?? (await vc.defaultDocumentLoader(url)).document };
};
const v2 = (issuer, more = {}) => ({ "@context": ["https://www.w3.org/ns/credentials/v2"], id: `urn:uuid:${crypto.randomUUID()}`, type: ["VerifiableCredential"], issuer, credentialSubject: { id: "did:example:subject", name: "Győző" }, ...more });
const v1 = (issuer, more = {}) => ({ "@context": ["https://www.w3.org/2018/credentials/v1", { name: "https://schema.org/name" }], id: `urn:uuid:${crypto.randomUUID()}`, type: ["VerifiableCredential"], issuer, issuanceDate: "2026-01-01T00:00:00Z", credentialSubject: { id: "did:example:subject", name: "Győző" }, ...more });
const suites = { "eddsa-rdfc-2022": [eddsa, () => ed25519Multikey.generate()], "ecdsa-rdfc-2019": [ecdsa, () => ecdsaMultikey.generate({ curve: "P-256" })] };

try {
  for (const [name, [cryptosuite, generate]] of Object.entries(suites)) {
    for (const [version, make] of [["2.0", v2], ["1.1", v1]]) {
      const issued = await post("/credentials/issue", { credential: make(issuers[name]), options: { cryptosuite: name } });
      const read = issued.status === 201 && await vc.verifyCredential({ credential: issued.data, suite: new DataIntegrityProof({ cryptosuite }), documentLoader });
      say(read?.verified, peer, `a credential of ours by ${name}, VC ${version}`);
      const key = await generate();
      key.controller = `did:key:${key.publicKeyMultibase}`;
      key.id = `${key.controller}#${key.publicKeyMultibase}`;
      const credential = make(key.controller);
      if (version === "1.1") credential["@context"].push("https://w3id.org/security/data-integrity/v2");
      const theirs = await vc.issue({ credential, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), documentLoader });
      const good = await post("/credentials/verify", { verifiableCredential: theirs, options: {} });
      say(good.status === 200 && good.data.errors.length === 0, "credex", `a credential of theirs by ${name}, VC ${version}${good.status === 200 ? "" : `: ${why(good)}`}`);
      const bad = await post("/credentials/verify", { verifiableCredential: { ...theirs, credentialSubject: { ...theirs.credentialSubject, name: "Other" } }, options: {} });
      say(bad.status === 400 && bad.data.errors.length > 0, "credex", `refuses it altered (${name}, VC ${version})`);
      const presentation = vc.createPresentation({ verifiableCredential: [theirs], holder: key.controller, version: version === "2.0" ? 2 : 1 });
      const signed = await vc.signPresentation({ presentation, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), challenge: "c-1", domain: "employer.example", documentLoader });
      const shown = (options) => post("/presentations/verify", { verifiablePresentation: signed, options });
      const right = await shown({ challenge: "c-1", domain: "employer.example" });
      say(right.status === 200, "credex", `their presentation by ${name}, VC ${version}${right.status === 200 ? "" : `: ${why(right)}`}`);
      say((await shown({ challenge: "c-2" })).status === 400, "credex", `refuses it for another challenge (${name}, VC ${version})`);
      say(right.data.controller === key.controller && right.data.mediaType === "application/vp" && right.data.document.holder === key.controller, "credex", `says what was secured, and by whom (${name}, VC ${version})`);
      const asked = { challenge: "c-1", domain: "employer.example" };
      const stranger = await generate();
      stranger.controller = `did:key:${stranger.publicKeyMultibase}`;
      stranger.id = `${stranger.controller}#${stranger.publicKeyMultibase}`;
      const strange = await vc.signPresentation({ presentation: { ...structuredClone(presentation), proof: undefined }, suite: new DataIntegrityProof({ signer: stranger.signer(), cryptosuite }), ...asked, documentLoader });
      say((await post("/presentations/verify", { verifiablePresentation: strange, options: asked })).status === 400, "credex", `refuses it by a stranger to its holder (${name}, VC ${version})`);
      const { proof: none, ...unsigned } = signed;
      const byNobody = await post("/presentations/verify", { verifiablePresentation: unsigned });
      say(byNobody.status === 400 && kinds(byNobody).includes("CRYPTOGRAPHIC_SECURITY_ERROR"), "credex", `refuses it by nobody (${name}, VC ${version})`);
      const alone = vc.createPresentation({ holder: key.controller, version: version === "2.0" ? 2 : 1 });
      const signedAlone = await vc.signPresentation({ presentation: alone, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), ...asked, documentLoader });
      const empty = await post("/presentations/verify", { verifiablePresentation: signedAlone, options: asked });
      say(empty.status === 200, "credex", `takes one without credentials (${name}, VC ${version})${empty.status === 200 ? "" : `: ${why(empty)}`}`);
    }
  }
  // Language tags with capitals, which jsonld lowers before it hashes and we do not.
  for (const [name, [cryptosuite, generate]] of Object.entries(suites)) {
    const named = { name: [{ "@value": "Dourar", "@language": "pt-BR" }, { "@value": "Gilding", "@language": "en-IE" }] };
    const issued = await post("/credentials/issue", { credential: v2(issuers[name], named), options: { cryptosuite: name } });
    const read = issued.status === 201 && await vc.verifyCredential({ credential: issued.data, suite: new DataIntegrityProof({ cryptosuite }), documentLoader });
    say(read?.verified && issued.data.name[0]["@language"] === "pt-br", peer, `language tags of ours by ${name}`);
    const key = await generate();
    key.controller = `did:key:${key.publicKeyMultibase}`;
    key.id = `${key.controller}#${key.publicKeyMultibase}`;
    const theirs = await vc.issue({ credential: v2(key.controller, named), suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite }), documentLoader });
    say((await post("/credentials/verify", { verifiableCredential: theirs, options: {} })).status === 200 && theirs.name[0]["@language"] === "pt-BR", "credex", `language tags of theirs by ${name}`);
    theirs.name[0]["@language"] = "pt-PT";
    say((await post("/credentials/verify", { verifiableCredential: theirs, options: {} })).status === 400, "credex", `refuses another language (${name})`);
  }
  // Selective disclosure: the issuer signs, the holder shows a part.
  if (undisclosed) {
    console.log(`left out: selective disclosure by ecdsa-sd-2023: ${undisclosed}`);
  } else {
    const key = await ecdsaMultikey.generate({ curve: "P-256" });
    key.controller = `did:key:${key.publicKeyMultibase}`;
    key.id = `${key.controller}#${key.publicKeyMultibase}`;
    const base = await vc.issue({ credential: v2(key.controller, { name: "Dorure", description: "Gilding" }),
      suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: createSignCryptosuite({ mandatoryPointers: ["/issuer"] }) }), documentLoader });
    const shown = await vc.derive({ verifiableCredential: base, suite: new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers: ["/name"] }) }), documentLoader });
    const good = await post("/credentials/verify", { verifiableCredential: shown, options: {} });
    say(!JSON.stringify(shown).includes("Gilding") && good.data.report?.findings.find((f) => f.rule === "integrity").outcome === "pass", "credex", "what a holder shows by ecdsa-sd-2023");
    const altered = await post("/credentials/verify", { verifiableCredential: { ...shown, name: "Other" }, options: {} });
    say(altered.status === 400, "credex", "refuses it altered (ecdsa-sd-2023)");
    say((await post("/credentials/verify", { verifiableCredential: base, options: {} })).status === 400, "credex", "refuses the issuer's own proof, which is not for showing");
    // Both directions, and each of the two steps by either side.
    const disclosing = () => new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers: ["/name", "/credentialSubject"] }) });
    const verifying = () => new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
    const ours = await post("/credentials/issue", { credential: v2(issuers["ecdsa-rdfc-2019"], { name: "Dorure", description: "Gilding" }), options: { cryptosuite: "ecdsa-sd-2023", mandatoryPointers: ["/issuer"] } });
    const byThem = ours.status === 201 && await vc.derive({ verifiableCredential: ours.data, suite: disclosing(), documentLoader });
    say(byThem && (await vc.verifyCredential({ credential: byThem, suite: verifying(), documentLoader })).verified, peer, `derives and verifies what we issue by ecdsa-sd-2023${ours.status === 201 ? "" : `: ${why(ours)}`}`);
    for (const [whose, credential] of [["ours", ours.data], ["theirs", base]]) {
      const byUs = await post("/credentials/derive", { verifiableCredential: credential, options: { selectivePointers: ["/name", "/credentialSubject/name"] } });
      const read = byUs.status === 201 && await vc.verifyCredential({ credential: byUs.data, suite: verifying(), documentLoader });
      say(read?.verified && byUs.data.name === "Dorure" && !byUs.data.description, peer, `what we derive of ${whose} by ecdsa-sd-2023`);
    }
    say((await post("/credentials/derive", { verifiableCredential: base, options: { selectivePointers: ["/nowhere"] } })).status === 400, "credex", "refuses to derive what is not there");
  }
  // Status.
  const credential = v2(issuers["eddsa-rdfc-2022"]);
  const issued = await post("/credentials/issue", { credential, options: { statusPurpose: ["revocation", "suspension"] } });
  const stands = async () => (await post("/credentials/verify", { verifiableCredential: issued.data, options: {} })).status;
  const set = (statusPurpose, status) => post("/credentials/status", { credentialId: credential.id, credentialStatus: { type: "BitstringStatusListEntry", statusPurpose }, status });
  const steps = [await stands(), (await set("suspension", true)).status, await stands(), (await set("suspension", false)).status, await stands(), (await set("revocation", true)).status, await stands()];
  say(JSON.stringify(steps) === JSON.stringify([200, 200, 400, 200, 200, 200, 400]), "credex", `status set and taken back: ${steps}`);
  // Presentations that are tokens, asked for with a challenge.
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const wallet = `did:jwk:${Buffer.from(JSON.stringify(publicKey.export({ format: "jwk" }))).toString("base64url")}`;
  const tokenOf = (payload, typ) => {
    const input = [{ alg: "EdDSA", typ, kid: `${wallet}#0` }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString("base64url")}`;
  };
  const presented = { "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiablePresentation"], holder: wallet, nonce: "c-1", aud: "employer.example" };
  const enveloped = (token) => ({ "@context": ["https://www.w3.org/ns/credentials/v2"], type: "EnvelopedVerifiablePresentation", id: `data:application/vp+jwt,${token}` });
  for (const [form, wrap] of [["a JWT", (token) => token], ["an envelope", enveloped]]) {
    const ask = (options, typ = "vp+jwt") => post("/presentations/verify", { verifiablePresentation: wrap(tokenOf(presented, typ)), options });
    const right = await ask({ challenge: "c-1", domain: "employer.example" });
    say(right.status === 200, "credex", `a presentation as ${form} for the challenge${right.status === 200 ? "" : `: ${why(right)}`}`);
    say((await ask({ challenge: "c-2" })).status === 400 && (await ask({ domain: "other.example" })).status === 400, "credex", `refuses it for another challenge or domain (${form})`);
    say((await ask({ challenge: "c-1" }, "at+jwt")).status === 400, "credex", `refuses a token of another kind (${form})`);
  }
  const asText = await post("/credentials/verify", { verifiableCredential: JSON.stringify(issued.data) });
  say(asText.status === 400 && kinds(asText).includes("PARSING_ERROR"), "credex", "refuses a credential as JSON text");
  const named = await post("/credentials/verify", { verifiableCredential: issued.data, options: { checks: ["proof"] } });
  say(named.status === 200 && String(named.data.checks) === "proof", "credex", "judges the proof alone where asked, though it is revoked");
  say((await post("/credentials/verify", { verifiableCredential: issued.data, options: { checks: ["horoscope"] } })).status === 400, "credex", "refuses a check that is not known");
  // Status entries and lists that are none are not signed (Bitstring Status List 1.0, sections 2.1 and 2.2).
  const entry = { type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: "7", statusListCredential: "https://lists.example/1" };
  const two = { statusSize: 2, statusMessage: ["0x0", "0x1", "0x2", "0x3"].map((status) => ({ status, message: `m${status}` })) };
  for (const [name, credentialStatus, wanted] of [["a good entry", entry, 201], ["an entry of two bits", { ...entry, ...two }, 201], ["no purpose", { ...entry, statusPurpose: undefined }, 400], ["no index", { ...entry, statusListIndex: undefined }, 400],
    ["a negative index", { ...entry, statusListIndex: "-3" }, 400], ["an index that is a number", { ...entry, statusListIndex: 7 }, 400], ["a size of zero", { ...entry, statusSize: 0 }, 400], ["a size without messages", { ...entry, statusSize: 2 }, 400],
    ["too few messages", { ...entry, ...two, statusMessage: two.statusMessage.slice(2) }, 400], ["messages without status", { ...entry, ...two, statusMessage: two.statusMessage.map(({ message }) => ({ message })) }, 400]]) {
    const answer = await post("/credentials/issue", { credential: v2(issuers["eddsa-rdfc-2022"], { credentialStatus }) });
    say(answer.status === wanted, "credex", `${wanted === 201 ? "signs" : "does not sign"} a status with ${name}`);
  }
  // Text with a base direction, both ways.
  const arabic = { name: { "@value": "شهادة", "@language": "ar", "@direction": "rtl" } };
  const directed = await post("/credentials/issue", { credential: v2(issuers["eddsa-rdfc-2022"], arabic) });
  const readDirected = directed.status === 201 && await vc.verifyCredential({ credential: directed.data, suite: new DataIntegrityProof({ cryptosuite: eddsa }), documentLoader });
  say(readDirected?.verified, peer, "text with a base direction that we sign");
  // Every MUST that a credential breaks is refused, by issuing and by verifying.
  const broken = { "no context": { "@context": undefined }, "another first context": { "@context": ["https://example.org/"] }, "a context that is a number": { "@context": ["https://www.w3.org/ns/credentials/v2", 7] },
    "two ids": { id: ["urn:a", "urn:b"] }, "an id that is no URL": { id: "x" }, "no type": { type: undefined }, "another type alone": { type: ["Other"] }, "no issuer": { issuer: undefined },
    "an issuer that is a number": { issuer: 7 }, "no subject": { credentialSubject: undefined }, "an empty subject": { credentialSubject: {} }, "a subject that is text": { credentialSubject: "did:x:y" },
    "a date without time": { validFrom: "2026-01-01" }, "an end before its beginning": { validFrom: "2026-01-02T00:00:00Z", validUntil: "2026-01-01T00:00:00Z" },
    "a status without type": { credentialStatus: { id: "urn:s" } }, "a schema without id": { credentialSchema: { type: "JsonSchema" } }, "a resource without digest": { relatedResource: { id: "https://a.example/" } },
    "a resource named twice": { relatedResource: [{ id: "https://a.example/", digestSRI: "sha384-x" }, { id: "https://a.example/", digestSRI: "sha384-y" }] },
    "terms of use without type": { termsOfUse: { id: "urn:t" } }, "evidence without type": { evidence: { id: "urn:e" } }, "a name with more": { name: { "@value": "x", url: "y" } }, "a term that nobody defines": { nobody: "x" } };
  const good = await post("/credentials/issue", { credential: v2(issuers["eddsa-rdfc-2022"]) });
  for (const [name, change] of Object.entries(broken)) {
    const refusedIssue = await post("/credentials/issue", { credential: v2(issuers["eddsa-rdfc-2022"], change), options: {} });
    const refusedVerify = await post("/credentials/verify", { verifiableCredential: { ...good.data, ...change }, options: {} });
    say(refusedIssue.status === 400 && refusedIssue.data.errors.length > 0 && refusedVerify.status === 400, "credex", `refuses ${name}`);
  }
  const mended = v2(issuers["eddsa-rdfc-2022"]);
  await post("/credentials/issue", { credential: { ...mended, issuer: "did:example:other" }, options: { statusPurpose: "revocation" } });
  await post("/credentials/issue", { credential: { ...mended, nobody: "x" }, options: { statusPurpose: "revocation" } });
  say((await post("/credentials/issue", { credential: mended, options: { statusPurpose: "revocation" } })).status === 201, "credex", "takes a credential that was refused before, once it is mended");
  const other = await post("/credentials/issue", { credential: v2("did:example:other") });
  say(other.status === 400, "credex", "refuses to sign for another issuer");
  say((await post("/credentials/issue", {}, { authorization: "Bearer made-up" })).status === 401, "credex", "refuses a key that is not known");
} finally {
  await server.stop();
  server.remove();
}
end();
