// Makes the vectors of tests/vectors/data-integrity, with packages of npm and none of our own code:
//   node tests/vectors/make-data-integrity.mjs           writes what is missing or differs
//   node tests/vectors/make-data-integrity.mjs --check   says what differs, exit status 1 where something does
// A proof is made by the steps of the text with jsonld and rdf-canonize, canonicalize, and the keys of @digitalbazaar/*-multikey; where a
// package of @digitalbazaar makes and verifies such proofs itself, it must agree with every one of them, or the making ends with an error.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite as ecdsaRdfc } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as ecdsaKeys from "@digitalbazaar/ecdsa-multikey";
import { createDiscloseCryptosuite, createSignCryptosuite, createVerifyCryptosuite } from "@digitalbazaar/ecdsa-sd-2023-cryptosuite";
import * as edKeys from "@digitalbazaar/ed25519-multikey";
import { cryptosuite as eddsaRdfc } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as base58 from "base58-universal";
import canonicalize from "canonicalize";
import * as cborg from "cborg";
import jsonld from "jsonld";
import jsigs from "jsonld-signatures";
import * as rdfCanonize from "rdf-canonize";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "data-integrity/2025-05-15");
const check = process.argv.includes("--check");
const keys = JSON.parse(readFileSync(join(here, "data-integrity/keys.json"), "utf8"));
const version = (name) => {
  const found = join(here, "../../node_modules", name, "package.json");
  return `${name} ${JSON.parse(readFileSync(found, "utf8")).version}`;
};
const clone = (value) => structuredClone(value);

// ---- keys, and where they are found
const did = (name) => `did:key:${keys[name].public}`;
const method = (name) => `${did(name)}#${keys[name].public}`;
const isEd = (name) => name.startsWith("ed");
const pair = async (name, id = method(name), controller = did(name)) =>
  (isEd(name) ? edKeys : ecdsaKeys).from({ "@context": "https://w3id.org/security/multikey/v1", type: "Multikey", id, controller, publicKeyMultibase: keys[name].public, secretKeyMultibase: keys[name].secret });
const school = "did:web:school.example";
const schoolAddress = "https://school.example/.well-known/did.json";
const didContexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];
const multikey = (name, id, controller = school) => ({ id, type: "Multikey", controller, publicKeyMultibase: keys[name].public });

const contexts = new Map([
  ...createRequire(import.meta.url)("@digitalbazaar/credentials-context").contexts,
  ...createRequire(import.meta.url)("@digitalbazaar/data-integrity-context").contexts,
  ...createRequire(import.meta.url)("@digitalbazaar/multikey-context").contexts,
]);
const loaderOf = (documents = {}) => async (url) => {
  if (contexts.has(url)) return { documentUrl: url, document: contexts.get(url) };
  const [whose, fragment] = url.split("#");
  let document;
  if (whose.startsWith("did:key:")) {
    const name = whose.slice("did:key:".length);
    const key = { "@context": didContexts[1], id: `${whose}#${name}`, type: "Multikey", controller: whose, publicKeyMultibase: name };
    document = { "@context": didContexts, id: whose, verificationMethod: [key], assertionMethod: [key.id], authentication: [key.id] };
  } else {
    document = documents[whose.startsWith("did:web:") ? `https://${whose.slice("did:web:".length)}/.well-known/did.json` : whose];
  }
  if (document && fragment !== undefined) {
    const all = Object.values(document).flat().filter((one) => one?.id);
    const found = all.find((one) => one.id === url || one.id === `#${fragment}`);
    document = found && { "@context": didContexts[1], ...found, id: url };
  }
  if (!document) throw new Error(`nothing is known of ${url}`);
  return { documentUrl: url, document };
};

// ---- the steps of the text
const rdfc = async (document, hash, loader) => {
  const dataset = await jsonld.toRDF(document, { documentLoader: loader, base: null, safe: true, produceGeneralizedRdf: false });
  return rdfCanonize.canonize(dataset, { algorithm: "RDFC-1.0", format: "application/n-quads", messageDigestAlgorithm: hash });
};
const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
/// Everything that is hashed and signed: `input` without proof or with those it builds on, `options` without proofValue.
const hashData = async (input, options, keyName, loader = loaderOf()) => {
  const is384 = keyName === "p384";
  const name = is384 ? "SHA-384" : "SHA-256";
  const digest = (text) => createHash(is384 ? "sha384" : "sha256").update(text).digest();
  const isJcs = options.cryptosuite.includes("-jcs-");
  const canonicalDocument = isJcs ? canonicalize(input) : await rdfc(input, name, loader);
  const canonicalProof = isJcs ? canonicalize(options) : await rdfc({ ...options, "@context": input["@context"] }, name, loader);
  const proofHash = digest(canonicalProof);
  const documentHash = digest(canonicalDocument);
  return { canonicalDocument, canonicalProof, documentHash: documentHash.toString("hex"), proofHash: proofHash.toString("hex"), bytes: Buffer.concat([proofHash, documentHash]) };
};
const signature = async (keyName, bytes) => Buffer.from(await (await pair(keyName)).signer().sign({ data: bytes }));
const suiteNames = { ed1: "eddsa-rdfc-2022", ed2: "eddsa-rdfc-2022", ed3: "eddsa-rdfc-2022", p256: "ecdsa-rdfc-2019", p256b: "ecdsa-rdfc-2019", p384: "ecdsa-rdfc-2019" };
const optionsOf = (keyName, more = {}) => ({
  type: "DataIntegrityProof", cryptosuite: suiteNames[keyName], created: "2026-03-14T09:26:53Z", verificationMethod: method(keyName), proofPurpose: "assertionMethod", ...more,
});
const drop = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
/// Signs, taking back the proof value of a file that is there where it is of the same content: ECDSA gives another each time.
const kept = new Map();
const sign = async (document, keyName, more = {}, loader = loaderOf()) => {
  const options = drop(optionsOf(keyName, more));
  if (options.cryptosuite.includes("-jcs-") && document["@context"] && !("@context" in more)) options["@context"] = document["@context"];
  const existing = [document.proof ?? []].flat();
  const matching = [options.previousProof ?? []].flat().map((id) => existing.find((one) => one.id === id));
  const input = without(document, "proof");
  if (matching.length) input.proof = matching;
  const hashes = await hashData(input, options, keyName, loader);
  const bytes = hashes.bytes.toString("hex") + keys[keyName].public;
  if (!kept.has(bytes)) kept.set(bytes, await signature(keyName, hashes.bytes));
  const proof = { ...options, proofValue: "z" + base58.encode(kept.get(bytes)) };
  const proofs = [...existing, proof];
  return { ...without(document, "proof"), proof: proofs.length === 1 ? proof : proofs };
};
const rememberProofs = async (document) => {
  for (const proof of [document?.proof ?? []].flat()) {
    const keyName = Object.keys(keys).find((name) => name && String(proof.verificationMethod).endsWith(keys[name].public));
    if (!keyName || isEd(keyName) || !/^z/.test(proof.proofValue ?? "")) continue;
    try {
      const hashes = await hashData(without(document, "proof"), without(proof, "proofValue"), keyName);
      const bytes = base58.decode(proof.proofValue.slice(1));
      const holds = await (await pair(keyName)).verifier().verify({ data: hashes.bytes, signature: bytes });
      if (holds) kept.set(hashes.bytes.toString("hex") + keys[keyName].public, Buffer.from(bytes));
    } catch {
      // a file that cannot be used again is made anew
    }
  }
};

// ---- the reference: each proof by itself, as @digitalbazaar's packages judge it; undefined where they know no such proofs
const referenceVerdicts = async ({ document, options = {}, documents }) => {
  const proofs = [document.proof ?? []].flat();
  if (proofs.some((proof) => proof.previousProof || /-jcs-/.test(proof.cryptosuite ?? ""))) return undefined;
  const purposes = jsigs.purposes;
  const purpose = options.purpose === "authentication" ? new purposes.AuthenticationProofPurpose({ challenge: options.challenge ?? "", domain: options.domain }) : new purposes.AssertionProofPurpose();
  const out = [];
  for (const proof of proofs) {
    const suite = [eddsaRdfc, ecdsaRdfc, createVerifyCryptosuite()].map((cryptosuite) => new DataIntegrityProof({ cryptosuite }));
    const result = await jsigs.verify({ ...clone(document), proof: clone(proof) }, { suite, purpose, documentLoader: loaderOf(documents) });
    out.push(result.verified);
  }
  return out;
};

const cases = new Map();
const disagreements = [];
const byText = (section) => `${section}, read off the text`;
/// A case to verify. `verified` is what the text says of each proof; the reference must say the same, or `differs` says why it does not.
const put = async (kind, name, one) => {
  const { differs, ...written } = one;
  const found = await referenceVerdicts(one);
  const agrees = found && isDeepStrictEqual(found, one.verified);
  if (found && !agrees && !differs) disagreements.push(`${name}: the text says ${one.verified}, the reference ${found}`);
  if (found && agrees && differs) disagreements.push(`${name}: the reference does not differ`);
  const packages = [version("jsonld"), version("rdf-canonize"), version("@digitalbazaar/data-integrity"), version("jsonld-signatures")].join(", ");
  written.expected_from = agrees ? `${one.section}; ${packages} say the same` : differs ? `${byText(one.section)}; the reference differs: ${differs}` : byText(one.section);
  cases.set(`${kind}/${name}`, { name, ...written });
};
for (const kind of ["valid", "invalid"]) {
  if (!existsSync(join(folder, kind))) continue;
  for (const file of readdirSync(join(folder, kind))) await rememberProofs(JSON.parse(readFileSync(join(folder, kind, file), "utf8")).document);
}

// ---- documents
const terms = {
  kilnTemperature: { "@id": "https://pottery.example/terms#kilnTemperature", "@type": "http://www.w3.org/2001/XMLSchema#integer" },
  technique: { "@id": "https://pottery.example/terms#technique" },
  step: { "@id": "https://pottery.example/terms#step" },
  next: { "@id": "https://pottery.example/terms#next" },
};
const credential = (issuer, more = {}) => ({
  "@context": ["https://www.w3.org/ns/credentials/v2", terms], id: "urn:uuid:5f0a1f6e-6a4e-4a0c-9f43-8f4f3f0f7a11", type: ["VerifiableCredential"],
  issuer, validFrom: "2026-03-14T00:00:00Z", credentialSubject: { id: "https://learners.example/7", technique: "Salt glaze", kilnTemperature: 1280 }, ...more,
});
const ed = (more) => credential(did("ed1"), more);

// ---- what holds
const plain = await sign(ed(), "ed1");
const withIntermediate = async (document, keyName) => {
  const { bytes, ...intermediate } = await hashData(without(document, "proof"), without(document.proof, "proofValue"), keyName);
  return intermediate;
};
const addOf = (unsecured, keyName, options = {}) => ({ unsecured, key: keyName, options });
{
  // The package must make the very proof that the steps of the text make.
  const suite = new DataIntegrityProof({ signer: (await pair("ed1")).signer(), date: "2026-03-14T09:26:53Z", cryptosuite: eddsaRdfc });
  const theirs = await jsigs.sign(ed(), { suite, purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader: loaderOf() });
  if (theirs.proof.proofValue !== plain.proof.proofValue) throw new Error("the reference makes another proof");
}
await put("valid", "eddsa_rdfc_2022", { section: "VC Data Integrity 1.0, 4.2 and 4.4; vc-di-eddsa 1.0, 3.2.1 to 3.2.7", document: plain, verified: [true], state: ["good"], intermediate: await withIntermediate(plain, "ed1"), add: addOf(ed(), "ed1") });
{
  const many = ed({ name: "Łódź – «Ελένη» 𝔸 \"quoted\" \\ back\nline\ttab\u0007", description: { "@value": "فخار", "@language": "ar" } });
  many.credentialSubject = { id: "https://learners.example/ü?q=é", technique: ["Raku", "楽焼", "e\u0301", "é"] };
  const signed = await sign(many, "ed1");
  await put("valid", "eddsa_rdfc_2022_text_of_many_scripts", { section: "vc-di-eddsa 1.0, 3.2.3: UTF-8 throughout", document: signed, verified: [true], state: ["good"], intermediate: await withIntermediate(signed, "ed1"), add: addOf(many, "ed1") });
  const blank = ed();
  blank.credentialSubject = { step: [{ "@id": "_:b", technique: "wedge", next: { "@id": "_:c", technique: "throw", next: { "@id": "_:b" } } }, { technique: "wedge", next: { technique: "throw" } }] };
  const unnamed = await sign(blank, "ed1");
  await put("valid", "eddsa_rdfc_2022_nodes_without_names", { section: "vc-di-eddsa 1.0, 3.2.3, with RDFC-1.0 over blank nodes that look alike", document: unnamed, verified: [true], state: ["good"], intermediate: await withIntermediate(unnamed, "ed1"), add: addOf(blank, "ed1") });
}
for (const [name, more, section, now] of [
  ["created_absent", { created: undefined }, "VC Data Integrity 1.0, 2.1, created: optional"],
  ["created_with_an_offset", { created: "2026-03-14T11:26:53+02:00" }, "VC Data Integrity 1.0, 2.1, created: an offset is allowed"],
  ["created_without_a_zone", { created: "2026-03-14T09:26:53" }, "VC Data Integrity 1.0, 2.1, created: taken as UTC"],
  ["created_with_parts_of_a_second", { created: "2026-03-14T09:26:53.589793Z" }, "VC Data Integrity 1.0, 2.1, created"],
  ["expires_later", { expires: "2027-01-01T00:00:00Z" }, "VC Data Integrity 1.0, 2.1, expires", "2026-12-31T23:59:59Z"],
  ["expires_with_an_offset", { expires: "2027-01-01T00:00:00+02:00" }, "VC Data Integrity 1.0, 2.1, expires", "2026-12-31T21:59:59Z"],
  ["nonce", { nonce: "zX2x5mDq3K" }, "VC Data Integrity 1.0, 2.1, nonce: signed with the rest"],
  ["proof_with_a_name", { id: "urn:uuid:0f1c9a50-2f3a-4f55-8d7e-2d9a4f6f0001" }, "VC Data Integrity 1.0, 2.1, id"],
  ["proof_that_repeats_the_contexts", { "@context": ed()["@context"] }, "vc-di-eddsa 1.0, 3.2.5, step 4: the document's contexts count"],
]) {
  const document = await sign(ed(), "ed1", more);
  await put("valid", `eddsa_rdfc_2022_${name}`, { section, document, options: now ? { now } : undefined, verified: [true], state: ["good"] });
}
const presentation = { "@context": ["https://www.w3.org/ns/credentials/v2"], type: ["VerifiablePresentation"], holder: did("ed2"), verifiableCredential: [await sign(ed({ credentialSubject: { id: did("ed2"), technique: "Salt glaze" } }), "ed1")] };
const shown = await sign(presentation, "ed2", { proofPurpose: "authentication", domain: "verifier.example", challenge: "c-1804-77" });
await put("valid", "authentication_with_domain_and_challenge", { section: "VC Data Integrity 1.0, 4.4, steps 5 to 7", document: shown, options: { purpose: "authentication", domain: "verifier.example", challenge: "c-1804-77" }, verified: [true], state: ["good"], holder: "holder.shown" });
for (const keyName of ["p256", "p384"]) {
  const unsecured = credential(did(keyName));
  const document = await sign(unsecured, keyName);
  await put("valid", `ecdsa_rdfc_2019_${keyName}`, { section: `vc-di-ecdsa 1.0, 3.2.1 to 3.2.7, ${keyName === "p384" ? "SHA-384" : "SHA-256"}`, document, verified: [true], state: ["good"], intermediate: await withIntermediate(document, keyName), add: addOf(unsecured, keyName) });
}
const jcsDocument = (issuer) => ({ ...credential(issuer), credentialSubject: { "\u20ac": "euro", "\r": "return", id: "urn:x", "1": { "ö": [1, 1.0, 1e21, 1e-7, 0.1, -0, 333333333.33333329, true, null, "\u0001/<\u007f"] } }, z: 1, a: 2 });
for (const [name, keyName, suite] of [["eddsa_jcs_2022", "ed1", "eddsa-jcs-2022"], ["ecdsa_jcs_2019_p256", "p256", "ecdsa-jcs-2019"], ["ecdsa_jcs_2019_p384", "p384", "ecdsa-jcs-2019"]]) {
  const unsecured = jcsDocument(did(keyName));
  const document = await sign(unsecured, keyName, { cryptosuite: suite });
  const section = `${isEd(keyName) ? "vc-di-eddsa" : "vc-di-ecdsa"} 1.0, 3.3.1 to 3.3.7, with ${version("canonicalize")} for RFC 8785`;
  await put("valid", name, { section, document, verified: [true], state: ["good"], intermediate: await withIntermediate(document, keyName), add: addOf(unsecured, keyName, { cryptosuite: suite }) });
}
const jcs = await sign(ed(), "ed1", { cryptosuite: "eddsa-jcs-2022" });
await put("valid", "eddsa_jcs_2022_contexts_added_behind", { section: "vc-di-eddsa 1.0, 3.3.2, step 4: the document's contexts begin with the proof's", document: { ...jcs, "@context": [...jcs["@context"], { later: "https://pottery.example/terms#later" }] }, verified: [true], state: ["good"] });
await put("valid", "eddsa_jcs_2022_without_contexts", { section: "vc-di-eddsa 1.0, 3.3.1, step 2: only where there are any", document: await sign({ kiln: "K1", firing: 7 }, "ed1", { cryptosuite: "eddsa-jcs-2022" }), verified: [true], state: ["good"] });
// controllers
const bySchool = async (keyName = "ed1", id = `${school}#k1`, more = {}) => sign(credential(school), keyName, { verificationMethod: id, ...more });
const schoolDocument = (more) => ({ "@context": didContexts, id: school, ...more });
await put("valid", "controller_lists_the_method", { section: "Controlled Identifiers 1.0, 3.3", document: await bySchool(), documents: { [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed1", `${school}#k1`)], assertionMethod: [`${school}#k1`] }) }, verified: [true], state: ["good"] });
await put("valid", "controller_with_the_method_in_the_relationship", { section: "Controlled Identifiers 1.0, 2.3: a relationship may hold the method itself", document: await bySchool(), documents: { [schoolAddress]: schoolDocument({ assertionMethod: [multikey("ed1", `${school}#k1`)] }) }, verified: [true], state: ["good"] });
{
  const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(base58.decode(keys.ed1.public.slice(1)).slice(2)).toString("base64url") };
  await put("valid", "controller_with_a_json_web_key", { section: "Controlled Identifiers 1.0, 2.2.3: JsonWebKey", document: await bySchool(), documents: { [schoolAddress]: schoolDocument({ verificationMethod: [{ id: `${school}#k1`, type: "JsonWebKey", controller: school, publicKeyJwk: jwk }], assertionMethod: [`${school}#k1`] }) }, verified: [true], state: ["good"] });
}
{
  const press = "did:web:press.example";
  const pressAddress = "https://press.example/.well-known/did.json";
  const id = `${press}#k1`;
  const listed = { "@context": didContexts, id: press, verificationMethod: [multikey("ed1", id, school)], assertionMethod: [id] };
  await put("valid", "method_that_its_named_controller_lists", { section: "Controlled Identifiers 1.0, 2.2, controller, and 3.3", document: await bySchool("ed1", id), documents: { [pressAddress]: listed, [schoolAddress]: schoolDocument({ assertionMethod: [id] }) }, verified: [true], state: ["good"] });
  await put("invalid", "method_that_names_another_controller", { section: "Controlled Identifiers 1.0, 2.2, controller, and 3.3: who is named must list it too", document: await bySchool("ed1", id), documents: { [pressAddress]: listed, [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed2", `${school}#k1`)], assertionMethod: [`${school}#k1`] }) }, verified: [false], state: ["altered"] });
  await put("invalid", "method_whose_named_controller_is_out_of_reach", { section: "Controlled Identifiers 1.0, 3.3", document: await bySchool("ed1", id), documents: { [pressAddress]: listed }, verified: [false], state: ["key_unknown"] });
  await put("invalid", "method_that_names_a_key_as_its_controller", { section: "Controlled Identifiers 1.0, 2.2, controller: a did:key lists only itself", document: await sign(credential(did("ed2")), "ed1", { verificationMethod: id }), documents: { [pressAddress]: { ...listed, verificationMethod: [multikey("ed1", id, did("ed2"))] } }, verified: [false], state: ["altered"] });
}
// sets and chains
const name = (n) => `urn:uuid:0f1c9a50-2f3a-4f55-8d7e-2d9a4f6f000${n}`;
const first = await sign(ed(), "ed1", { id: name(1) });
const set = await sign(first, "p256", { id: name(2) });
await put("valid", "proof_set_of_two_suites", { section: "VC Data Integrity 1.0, 2.1.1, 4.3 and 4.5", document: set, verified: [true, true], state: ["good", "good"] });
const chain = await sign(first, "ed2", { id: name(3), previousProof: name(1) });
await put("valid", "proof_chain", { section: "VC Data Integrity 1.0, 2.1.2, 4.3, steps 4 to 6, and 4.5", document: chain, verified: [true, true], state: ["good", "good"], add: { unsecured: first, key: "ed2", options: { id: name(3), previousProof: name(1) } } });
const onTwo = await sign(set, "ed3", { id: name(4), previousProof: [name(1), name(2)] });
await put("valid", "proof_chain_on_two", { section: "VC Data Integrity 1.0, 4.3, step 5, and 4.5: a list of proofs", document: onTwo, verified: [true, true, true], state: ["good", "good", "good"], add: { unsecured: set, key: "ed3", options: { id: name(4), previousProof: [name(1), name(2)] } } });
const threeDeep = await sign(chain, "ed3", { id: name(5), previousProof: name(3) });
await put("valid", "proof_chain_of_three", { section: "VC Data Integrity 1.0, 2.1.2 and 4.5", document: threeDeep, verified: [true, true, true], state: ["good", "good", "good"] });
await put("valid", "proof_chain_in_another_order", { section: "VC Data Integrity 1.0, 2.1.1: a set has no order; a chain is by its names", document: { ...threeDeep, proof: [threeDeep.proof[2], threeDeep.proof[0], threeDeep.proof[1]] }, verified: [true, true, true], state: ["good", "good", "good"] });
await put("valid", "context_added_that_says_nothing", { section: "vc-di-eddsa 1.0, 3.2.3: what is signed are the statements, which are the same", document: { ...plain, "@context": [...plain["@context"], { unused: "https://pottery.example/terms#unused" }] }, verified: [true], state: ["good"] });
await put("valid", "members_in_another_order", { section: "vc-di-eddsa 1.0, 3.2.3: what is signed are the statements, which are the same", document: Object.fromEntries(Object.entries(plain).reverse()), verified: [true], state: ["good"] });

// ---- what does not
const proofWith = (more, ...less) => ({ ...plain, proof: { ...without(plain.proof, ...less), ...more } });
const subject = (more, ...less) => ({ ...plain, credentialSubject: { ...without(plain.credentialSubject, ...less), ...more } });
const steps = "vc-di-eddsa 1.0, 3.2.2, step 7, and 3.2.7";
for (const [id, section, document, state = "altered"] of [
  ["value_changed", steps, subject({ kilnTemperature: 1281 })],
  ["value_of_another_type", steps, subject({ technique: { "@value": "Salt glaze", "@language": "en" } })],
  ["claim_added", steps, subject({ next: "urn:x" })],
  ["claim_removed", steps, subject({}, "technique")],
  ["subject_swapped", steps, subject({ id: "https://learners.example/8" })],
  ["issuer_swapped", steps, { ...plain, issuer: did("ed2") }],
  ["type_added", steps, { ...plain, type: ["VerifiableCredential", "VerifiablePresentation"] }],
  ["created_changed", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({ created: "2026-03-14T09:26:54Z" })],
  ["created_removed", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({}, "created")],
  ["expires_added", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({ expires: "2030-01-01T00:00:00Z" })],
  ["domain_added", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({ domain: "verifier.example" })],
  ["challenge_added", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({ challenge: "c-1" })],
  ["nonce_added", "vc-di-eddsa 1.0, 3.2.5: the options are signed", proofWith({ nonce: "n" })],
  ["key_of_another", "vc-di-eddsa 1.0, 3.2.7", proofWith({ verificationMethod: method("ed2") })],
  ["term_without_meaning_in_the_proof", "VC Data Integrity 1.0, 2.4.3: what would be dropped is an error", proofWith({ remark: "unsigned" })],
  ["term_without_meaning_in_the_document", "VC Data Integrity 1.0, 2.4.3: what would be dropped is an error", { ...plain, remark: "unsigned" }],
  ["suite_of_the_other_canonical_form", "vc-di-eddsa 1.0, 3.3.4: another form, other bytes", proofWith({ cryptosuite: "eddsa-jcs-2022" })],
  ["suite_of_another_key_type", "vc-di-ecdsa 1.0, 3.2.7", proofWith({ cryptosuite: "ecdsa-rdfc-2019" })],
  ["suite_unknown", "vc-di-eddsa 1.0, 3.1", proofWith({ cryptosuite: "eddsa-rdfc-2999" }), "unsupported"],
  ["suite_absent", "vc-di-eddsa 1.0, 3.1", proofWith({}, "cryptosuite"), "unsupported"],
  ["suite_in_capitals", "vc-di-eddsa 1.0, 3.1: names are as they are written", proofWith({ cryptosuite: "EDDSA-RDFC-2022" }), "unsupported"],
  ["type_of_an_older_signature", "vc-di-eddsa 1.0, 3.2.3, step 1", proofWith({ type: "Ed25519Signature2020" }, "cryptosuite"), "unsupported"],
  ["type_absent", "VC Data Integrity 1.0, 4.4, step 4", proofWith({}, "type")],
  ["method_absent", "VC Data Integrity 1.0, 4.4, step 4", proofWith({}, "verificationMethod")],
  ["method_is_no_text", "VC Data Integrity 1.0, 2.1, verificationMethod", proofWith({ verificationMethod: 7 })],
  ["purpose_absent", "VC Data Integrity 1.0, 4.4, step 4", proofWith({}, "proofPurpose")],
  ["purpose_other_than_expected", "VC Data Integrity 1.0, 4.4, step 5", await sign(ed(), "ed1", { proofPurpose: "authentication" })],
  ["purpose_changed", "VC Data Integrity 1.0, 4.4, step 8", { ...plain, proof: { ...(await sign(ed(), "ed1", { proofPurpose: "authentication" })).proof, proofPurpose: "assertionMethod" } }],
  ["proof_is_a_text", "VC Data Integrity 1.0, 4.4, step 2", { ...plain, proof: "signed" }],
  ["value_absent", "vc-di-eddsa 1.0, 3.2.2, step 3", proofWith({}, "proofValue")],
  ["value_empty", "vc-di-eddsa 1.0, 3.2.2, step 3", proofWith({ proofValue: "" })],
  ["value_is_a_number", "vc-di-eddsa 1.0, 3.2.2, step 3", proofWith({ proofValue: 58 })],
  ["value_only_the_header", "vc-di-eddsa 1.0, 3.2.2, step 3", proofWith({ proofValue: "z" })],
  ["value_without_the_header", "vc-di-eddsa 1.0, 3.2.2, step 3: multibase", proofWith({ proofValue: plain.proof.proofValue.slice(1) })],
  ["value_in_hexadecimal", "vc-di-eddsa 1.0, 3.2.2, step 3: base58btc", proofWith({ proofValue: "f" + Buffer.from(base58.decode(plain.proof.proofValue.slice(1))).toString("hex") })],
  ["value_with_a_letter_that_base58_has_not", "vc-di-eddsa 1.0, 3.2.2, step 3: base58btc", proofWith({ proofValue: "z0" + plain.proof.proofValue.slice(2) })],
  ["value_of_63_bytes", "vc-di-eddsa 1.0, 3.2.6, step 2: 64 bytes", proofWith({ proofValue: "z" + base58.encode(base58.decode(plain.proof.proofValue.slice(1)).slice(0, 63)) })],
  ["value_of_65_bytes", "vc-di-eddsa 1.0, 3.2.6, step 2: 64 bytes", proofWith({ proofValue: "z" + base58.encode(Buffer.concat([base58.decode(plain.proof.proofValue.slice(1)), Buffer.of(0)])) })],
  ["value_all_zeros", steps, proofWith({ proofValue: "z" + base58.encode(new Uint8Array(64)) })],
  ["value_of_another_document", steps, proofWith({ proofValue: (await sign(ed({ name: "Other" }), "ed1")).proof.proofValue })],
  ["method_that_the_key_has_not", "Controlled Identifiers 1.0, 3.3", await sign(ed(), "ed1", { verificationMethod: `${did("ed1")}#${keys.ed2.public}` })],
  ["method_of_an_unknown_kind", "Controlled Identifiers 1.0, 3.3", await sign(ed(), "ed1", { verificationMethod: "did:unheard:of#k1" }), "key_unknown"],
]) await put("invalid", `eddsa_rdfc_2022_${id}`, { section, document, verified: [false], state: [state], ...(id === "proof_is_a_text" ? { differs: undefined } : {}) });
await put("invalid", "eddsa_rdfc_2022_value_in_base64url", { section: "vc-di-eddsa 1.0, 3.2.2, step 3: base58btc", document: proofWith({ proofValue: "u" + Buffer.from(base58.decode(plain.proof.proofValue.slice(1))).toString("base64url") }), verified: [false], state: ["altered"], differs: "it reads base64url too" });
for (const [id, more, why] of [
  ["created_is_a_day", { created: "2026-03-14" }], ["created_is_no_time", { created: "yesterday" }], ["created_in_month_13", { created: "2026-13-14T09:26:53Z" }],
  ["created_at_second_60", { created: "2026-03-14T09:26:60Z" }], ["created_with_a_small_t", { created: "2026-03-14t09:26:53Z" }],
  ["created_on_a_day_that_is_not", { created: "2026-02-30T09:26:53Z" }, "it looks at the digits, not at the calendar"],
  ["created_with_words_behind", { created: "2026-03-14T09:26:53Z or so" }, "it looks for a time anywhere in the text"],
  ["expires_is_no_time", { expires: "never" }],
]) await put("invalid", `eddsa_rdfc_2022_${id}`, { section: "VC Data Integrity 1.0, 2.1; vc-di-eddsa 1.0, 3.2.5, step 3", document: await sign(ed(), "ed1", more), verified: [false], state: ["altered"], ...(why ? { differs: why } : {}) });
await put("invalid", "eddsa_rdfc_2022_expired", { section: "VC Data Integrity 1.0, 2.1, expires", document: await sign(ed(), "ed1", { expires: "2026-04-01T00:00:00Z" }), options: { now: "2026-04-01T00:00:01Z" }, verified: [false], state: ["good"], outcome: ["fail"], differs: "it leaves it to the application" });
// contexts
for (const [id, section, document, differs] of [
  ["context_that_gives_a_term_another_meaning", "VC Data Integrity 1.0, 2.4.2: context injection", { ...plain, "@context": [...plain["@context"], { technique: "https://pottery.example/terms#fault" }] }],
  ["context_within_the_subject", "VC Data Integrity 1.0, 2.4.2: context injection", subject({ "@context": { technique: "https://pottery.example/terms#fault" } })],
  ["context_that_catches_all_terms", "VC Data Integrity 1.0, 2.4.2: context injection by @vocab", { ...plain, "@context": [...plain["@context"], { "@vocab": "https://pottery.example/any#" }], remark: "added" }],
  ["context_that_hides_a_term", "VC Data Integrity 1.0, 2.4.2: context injection by null", { ...plain, "@context": [...plain["@context"], { technique: null }] }],
  ["context_that_redefines_a_protected_term", "JSON-LD 1.1, 4.1.11: protected term definitions", { ...plain, "@context": [...plain["@context"], { VerifiableCredential: "https://pottery.example/terms#Anything" }] }],
  ["context_removed", "vc-di-eddsa 1.0, 3.2.3", { ...plain, "@context": plain["@context"].slice(0, 1) }],
  ["context_for_another_base_of_names", "vc-di-eddsa 1.0, 3.2.3", { ...plain, "@context": [plain["@context"][0], { ...terms, technique: { "@id": "https://pottery.example/terms#technique", "@language": "en" } }] }],
  ["context_of_the_proof_alone", "vc-di-eddsa 1.0, 3.2.5, step 4", proofWith({ "@context": [...plain["@context"], { remark: "https://pottery.example/terms#remark" }], remark: "added" })],
]) await put("invalid", `eddsa_rdfc_2022_${id}`, { section, document, verified: [false], state: ["altered"], ...(differs ? { differs } : {}) });
await put("invalid", "eddsa_rdfc_2022_context_out_of_reach", { section: "vc-di-eddsa 1.0, 3.2.3", document: { ...plain, "@context": [...plain["@context"], "https://pottery.example/context.jsonld"] }, verified: [false], state: ["key_unknown"] });
await put("invalid", "eddsa_rdfc_2022_other_contexts_in_the_proof", { section: "vc-di-eddsa 1.0, 3.2.5, step 4: signed by the proof's own contexts, which do not count", document: await (async () => {
  const own = [...ed()["@context"], { remark: "https://pottery.example/terms#remark" }];
  const options = { ...optionsOf("ed1"), remark: "by myself", "@context": own };
  const canonical = [await rdfc(options, "SHA-256", loaderOf()), await rdfc(ed(), "SHA-256", loaderOf())].map((text) => createHash("sha256").update(text).digest());
  return { ...ed(), proof: { ...options, proofValue: "z" + base58.encode(await signature("ed1", Buffer.concat(canonical))) } };
})(), verified: [false], state: ["altered"], differs: "it reads the proof with the proof's own contexts" });
// ECDSA
const p256 = await sign(credential(did("p256")), "p256");
const p384 = await sign(credential(did("p384")), "p384");
const derOf = (raw) => {
  const integer = (bytes) => {
    let b = [...bytes];
    while (b.length > 1 && b[0] === 0) b.shift();
    if (b[0] & 0x80) b.unshift(0);
    return [2, b.length, ...b];
  };
  const body = [...integer(raw.slice(0, 32)), ...integer(raw.slice(32))];
  return Buffer.from([0x30, body.length, ...body]);
};
const p256Bytes = base58.decode(p256.proof.proofValue.slice(1));
for (const [id, section, document] of [
  ["ecdsa_rdfc_2019_p256_value_changed", "vc-di-ecdsa 1.0, 3.2.7", { ...p256, validFrom: "2026-03-15T00:00:00Z" }],
  ["ecdsa_rdfc_2019_p384_value_changed", "vc-di-ecdsa 1.0, 3.2.7", { ...p384, validFrom: "2026-03-15T00:00:00Z" }],
  ["ecdsa_rdfc_2019_value_in_der", "vc-di-ecdsa 1.0, 3.2.6: r and s side by side, 64 bytes", { ...p256, proof: { ...p256.proof, proofValue: "z" + base58.encode(derOf(p256Bytes)) } }],
  ["ecdsa_rdfc_2019_value_of_63_bytes", "vc-di-ecdsa 1.0, 3.2.6: 64 bytes", { ...p256, proof: { ...p256.proof, proofValue: "z" + base58.encode(p256Bytes.slice(0, 63)) } }],
  ["ecdsa_rdfc_2019_value_of_p384_under_p256", "vc-di-ecdsa 1.0, 3.2.6: 64 bytes", { ...p256, proof: { ...p256.proof, proofValue: p384.proof.proofValue } }],
  ["ecdsa_rdfc_2019_r_and_s_swapped", "vc-di-ecdsa 1.0, 3.2.7", { ...p256, proof: { ...p256.proof, proofValue: "z" + base58.encode(Buffer.concat([p256Bytes.slice(32), p256Bytes.slice(0, 32)])) } }],
  ["ecdsa_rdfc_2019_key_of_ed25519", "vc-di-ecdsa 1.0, 3.2.7: a P-256 or P-384 key", { ...p256, proof: { ...p256.proof, verificationMethod: method("ed1") } }],
  ["eddsa_rdfc_2022_key_of_p256", "vc-di-eddsa 1.0, 3.2.7: an Ed25519 key", proofWith({ verificationMethod: method("p256") })],
]) await put("invalid", id, { section, document, verified: [false], state: ["altered"] });
await put("invalid", "ecdsa_rdfc_2019_p384_with_sha_256", { section: "vc-di-ecdsa 1.0, 3.2.4: SHA-384 for P-384", document: await (async () => {
  const hashes = await hashData(credential(did("p384")), optionsOf("p384"), "p256");
  const bytes = hashes.bytes.toString("hex") + "short";
  const old = existsSync(join(folder, "invalid/ecdsa_rdfc_2019_p384_with_sha_256.json")) && JSON.parse(readFileSync(join(folder, "invalid/ecdsa_rdfc_2019_p384_with_sha_256.json"), "utf8")).document.proof.proofValue;
  return { ...credential(did("p384")), proof: { ...optionsOf("p384"), proofValue: old || "z" + base58.encode(await signature("p384", hashes.bytes)), } };
})(), verified: [false], state: ["altered"] });
// JCS
for (const [id, section, document] of [
  ["eddsa_jcs_2022_value_changed", "vc-di-eddsa 1.0, 3.3.2", { ...jcs, validFrom: "2026-03-15T00:00:00Z" }],
  ["eddsa_jcs_2022_member_added", "vc-di-eddsa 1.0, 3.3.4: every member is signed", { ...jcs, remark: "added" }],
  ["eddsa_jcs_2022_number_for_a_text", "vc-di-eddsa 1.0, 3.3.4", { ...jcs, credentialSubject: { ...jcs.credentialSubject, kilnTemperature: "1280" } }],
  ["eddsa_jcs_2022_list_in_another_order", "vc-di-eddsa 1.0, 3.3.4: lists have an order", { ...(await sign(ed({ type: ["VerifiableCredential", "https://pottery.example/terms#Glaze"] }), "ed1", { cryptosuite: "eddsa-jcs-2022" })), type: ["https://pottery.example/terms#Glaze", "VerifiableCredential"] }],
  ["eddsa_jcs_2022_contexts_added_in_front", "vc-di-eddsa 1.0, 3.3.2, step 4", { ...jcs, "@context": [{ later: "https://pottery.example/terms#later" }, ...jcs["@context"]] }],
  ["eddsa_jcs_2022_contexts_removed", "vc-di-eddsa 1.0, 3.3.2, step 4", { ...jcs, "@context": jcs["@context"].slice(0, 1) }],
  ["eddsa_jcs_2022_contexts_of_the_proof_removed", "vc-di-eddsa 1.0, 3.3.5: the options are signed", { ...jcs, proof: without(jcs.proof, "@context") }],
]) await put("invalid", id, { section, document, verified: [false], state: ["altered"] });
// controllers
for (const [id, section, documents, state] of [
  ["controller_without_the_method", "Controlled Identifiers 1.0, 3.3", { [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed1", `${school}#k2`)], assertionMethod: [`${school}#k2`] }) }, "altered"],
  ["controller_lists_it_for_another_purpose", "VC Data Integrity 1.0, 2.2; Controlled Identifiers 1.0, 3.3", { [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed1", `${school}#k1`)], authentication: [`${school}#k1`] }) }, "altered"],
  ["controller_lists_it_for_no_purpose", "Controlled Identifiers 1.0, 3.3", { [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed1", `${school}#k1`)] }) }, "altered"],
  ["controller_with_another_key_there", "vc-di-eddsa 1.0, 3.2.7", { [schoolAddress]: schoolDocument({ verificationMethod: [multikey("ed2", `${school}#k1`)], assertionMethod: [`${school}#k1`] }) }, "altered"],
  ["controller_document_out_of_reach", "Controlled Identifiers 1.0, 3.3", {}, "key_unknown"],
]) await put("invalid", id, { section, document: await bySchool(), documents, verified: [false], state: [state] });
await put("invalid", "controller_document_of_another", { section: "Controlled Identifiers 1.0, 3.3: its id must be the identifier that was looked up", document: await bySchool(), documents: { [schoolAddress]: { ...schoolDocument({ verificationMethod: [multikey("ed1", `${school}#k1`)], assertionMethod: [`${school}#k1`] }), id: "did:web:press.example" } }, verified: [false], state: ["altered"], differs: "it does not compare the document's id" });
// sets and chains
await put("invalid", "proof_set_with_one_that_fails", { section: "VC Data Integrity 1.0, 4.5: a result for each", document: { ...set, proof: [set.proof[0], { ...set.proof[1], created: "2026-03-14T09:26:54Z" }] }, verified: [true, false], state: ["good", "altered"] });
await put("invalid", "proof_set_over_a_changed_document", { section: "VC Data Integrity 1.0, 4.5", document: { ...set, validFrom: "2026-03-15T00:00:00Z" }, verified: [false, false], state: ["altered", "altered"] });
const chained = "VC Data Integrity 1.0, 4.5, step 3";
for (const [id, document, verified, state] of [
  ["proof_chain_previous_is_not_there", { ...chain, proof: [chain.proof[1]] }, [false], ["altered"]],
  ["proof_chain_one_of_two_is_not_there", { ...onTwo, proof: [onTwo.proof[0], onTwo.proof[2]] }, [true, false], ["good", "altered"]],
  ["proof_chain_previous_is_changed", { ...chain, proof: [{ ...chain.proof[0], created: "2026-03-14T09:26:54Z" }, chain.proof[1]] }, [false, false], ["altered", "altered"]],
  ["proof_chain_previous_is_another_of_that_name", { ...chain, proof: [{ ...(await sign(ed(), "ed3", { id: name(1) })).proof }, chain.proof[1]] }, [true, false], ["good", "altered"]],
  ["proof_chain_previous_left_out_of_the_signature", { ...chain, proof: [chain.proof[0], { ...(await sign(ed(), "ed2", { id: name(3) })).proof, previousProof: name(1) }] }, [true, false], ["good", "altered"]],
  ["proof_chain_that_no_longer_says_so", { ...chain, proof: [chain.proof[0], without(chain.proof[1], "previousProof")] }, [true, false], ["good", "altered"]],
  ["proof_chain_on_itself", { ...plain, proof: { ...plain.proof, id: name(6), previousProof: name(6) } }, [false], ["altered"]],
  ["proof_chain_previous_is_no_text", { ...chain, proof: [chain.proof[0], { ...chain.proof[1], previousProof: 7 }] }, [true, false], ["good", "altered"]],
]) await put("invalid", id, { section: chained, document, verified, state });
{
  // Signed rightly over a proof that does not hold itself.
  const broken = { ...first, proof: { ...first.proof, proofValue: (await sign(ed({ name: "Other" }), "ed1", { id: name(1) })).proof.proofValue } };
  await put("invalid", "proof_chain_on_one_that_fails", { section: "VC Data Integrity 1.0, 4.5: verified only where those it builds on are", document: await sign(broken, "ed2", { id: name(3), previousProof: name(1) }), verified: [false, false], state: ["altered", "altered"] });
  const unknown = await sign(ed(), "ed1", { id: name(1), verificationMethod: "did:unheard:of#k1" });
  const above = await sign(unknown, "ed2", { id: name(3), previousProof: name(1) });
  await put("invalid", "proof_chain_on_one_that_cannot_be_checked", { section: "VC Data Integrity 1.0, 4.5: verified only where those it builds on are", document: await sign(above, "ed3", { id: name(5), previousProof: name(3) }), verified: [false, false, false], state: ["key_unknown", "key_unknown", "key_unknown"] });
}
// domain and challenge
for (const [id, section, options, holder] of [
  ["domain_of_another_verifier", "VC Data Integrity 1.0, 4.4, step 6", { domain: "elsewhere.example", challenge: "c-1804-77" }, "holder.other_audience"],
  ["challenge_of_another_time", "VC Data Integrity 1.0, 4.4, step 7", { domain: "verifier.example", challenge: "c-1804-78" }, "holder.other_nonce"],
]) await put("invalid", id, { section, document: shown, options: { purpose: "authentication", ...options }, verified: [false], state: ["good"], holder });
for (const [id, more, section, holder] of [
  ["domain_absent", { challenge: "c-1804-77" }, "VC Data Integrity 1.0, 4.4, step 6", "holder.other_audience"],
  ["challenge_absent", { domain: "verifier.example" }, "VC Data Integrity 1.0, 4.4, step 7", "holder.other_nonce"],
]) await put("invalid", id, { section, document: await sign(presentation, "ed2", { proofPurpose: "authentication", ...more }), options: { purpose: "authentication", domain: "verifier.example", challenge: "c-1804-77" }, verified: [false], state: ["good"], holder });
await put("invalid", "domain_among_others", { section: "VC Data Integrity 1.0, 4.4, step 6: the same set of texts", document: await sign(presentation, "ed2", { proofPurpose: "authentication", challenge: "c-1804-77", domain: ["verifier.example", "elsewhere.example"] }), options: { purpose: "authentication", domain: "verifier.example", challenge: "c-1804-77" }, verified: [false], state: ["good"], holder: "holder.other_audience", differs: "one of them is enough for it" });

// ---- adding a proof that cannot be added
const cannot = (id, section, add, error) => cases.set(`invalid/${id}`, { name: id, section, expected_from: `${byText(section)} (that it is an error; the code is ours)`, add: { ...add, error } });
cannot("add_without_a_method", "VC Data Integrity 1.0, 4.2, step 2", addOf(ed(), "ed1", { verificationMethod: "" }), "proof.options");
cannot("add_without_a_purpose", "VC Data Integrity 1.0, 4.2, step 2", addOf(ed(), "ed1", { proofPurpose: "" }), "proof.options");
cannot("add_on_a_proof_that_is_not_there", "VC Data Integrity 1.0, 4.3, step 4", addOf(first, "ed2", { previousProof: name(9) }), "proof.previous");
cannot("add_on_two_of_which_one_is_not_there", "VC Data Integrity 1.0, 4.3, step 5", addOf(first, "ed2", { previousProof: [name(1), name(9)] }), "proof.previous");
cannot("add_by_the_key_of_another_suite", "vc-di-eddsa 1.0, 3.2.6", addOf(credential(did("p256")), "p256", { cryptosuite: "eddsa-rdfc-2022" }), "proof.suite");
cannot("add_by_an_ed25519_key_for_ecdsa", "vc-di-ecdsa 1.0, 3.2.6", addOf(ed(), "ed1", { cryptosuite: "ecdsa-rdfc-2019" }), "proof.suite");
cannot("add_to_a_term_without_meaning", "VC Data Integrity 1.0, 2.4.3", addOf(ed({ remark: "unsigned" }), "ed1"), "rdf.jsonld.dropped");

// ---- selective disclosure
const sdFile = join(folder, "ecdsa-sd-2023-base.json");
const sdUnsecured = credential(did("p256"), { credentialSubject: { id: "https://learners.example/7", technique: ["Salt glaze", "Raku"], kilnTemperature: 1280, step: [{ technique: "wedge" }, { technique: "throw", next: { technique: "fire" } }] } });
const mandatoryPointers = ["/issuer", "/validFrom", "/credentialSubject/kilnTemperature"];
const sdBase = existsSync(sdFile) ? JSON.parse(readFileSync(sdFile, "utf8")) : await jsigs.sign(clone(sdUnsecured), {
  suite: new DataIntegrityProof({ signer: (await pair("p256")).signer(), date: "2026-03-14T09:26:53Z", cryptosuite: createSignCryptosuite({ mandatoryPointers }) }),
  purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader: loaderOf(),
});
const derive = (selectivePointers) => jsigs.derive(clone(sdBase), { suite: new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers }) }), purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader: loaderOf() });
const sd = "vc-di-ecdsa 1.0, 3.6.6 to 3.6.8";
const someShown = ["/credentialSubject/technique/1", "/credentialSubject/step/1"];
for (const [id, pointers] of [["what_is_mandatory_alone", []], ["some", someShown], ["a_whole_part", ["/credentialSubject"]], ["everything", ["/id", "/type", "/credentialSubject"]]])
  await put("valid", `ecdsa_sd_2023_${id}`, { section: sd, document: await derive(pointers), verified: [true], state: ["good"], derive: { base: sdBase, pointers } });
const derived = await derive(someShown);
const valueOf = (document) => cborg.decode(Buffer.from(document.proof.proofValue.slice(1), "base64url").subarray(3), { useMaps: true });
const withValue = (parts, header = [0xd9, 0x5d, 0x01]) => ({ ...derived, proof: { ...derived.proof, proofValue: "u" + Buffer.concat([Buffer.from(header), cborg.encode(parts)]).toString("base64url") } });
const parts = valueOf(derived);
const changed = (index, value) => parts.map((part, i) => (i === index ? value : part));
const flipped = (bytes) => Uint8Array.from(bytes, (b, i) => (i === 5 ? b ^ 1 : b));
for (const [id, section, document, state = "altered"] of [
  ["issuers_own_proof_shown", "vc-di-ecdsa 1.0, 3.5.7 and 3.6.8: only a derived proof is verified", sdBase, "unsupported"],
  ["value_changed", sd, { ...derived, credentialSubject: { ...derived.credentialSubject, kilnTemperature: 1281 } }],
  ["claim_added", sd, { ...derived, credentialSubject: { ...derived.credentialSubject, next: "urn:x" } }],
  ["claim_removed", sd, { ...derived, credentialSubject: without(derived.credentialSubject, "step") }],
  ["mandatory_claim_removed", sd, without(derived, "validFrom")],
  ["options_changed", "vc-di-ecdsa 1.0, 3.6.4", { ...derived, proof: { ...derived.proof, created: "2026-03-14T09:26:54Z" } }],
  ["base_signature_changed", sd, withValue(changed(0, flipped(parts[0])))],
  ["key_of_the_statements_changed", sd, withValue(changed(1, Uint8Array.from(base58.decode(keys.p256b.public.slice(1)))))],
  ["statement_signature_changed", sd, withValue(changed(2, [flipped(parts[2][0]), ...parts[2].slice(1)]))],
  ["statement_signature_removed", sd, withValue(changed(2, parts[2].slice(1)))],
  ["statement_signature_twice", sd, withValue(changed(2, [...parts[2], parts[2][0]]))],
  ["statement_signatures_swapped", sd, withValue(changed(2, [parts[2][1], parts[2][0], ...parts[2].slice(2)]))],
  ["labels_removed", sd, withValue(changed(3, new Map()))],
  ["mandatory_index_removed", sd, withValue(changed(4, parts[4].slice(1)))],
  ["mandatory_index_added", sd, withValue(changed(4, [...parts[4], Math.max(...parts[4]) + 1]))],
  ["header_of_another_suite", "vc-di-ecdsa 1.0, 3.5.7: 0xd9, 0x5d, 0x01", withValue(parts, [0xd9, 0x5d, 0x03]), "unsupported"],
  ["four_parts", "vc-di-ecdsa 1.0, 3.5.7: five components", withValue(parts.slice(0, 4)), "unsupported"],
  ["no_cbor", "vc-di-ecdsa 1.0, 3.5.7", { ...derived, proof: { ...derived.proof, proofValue: "u2V0BAAAA" } }, "unsupported"],
  ["value_cut_off", "vc-di-ecdsa 1.0, 3.5.7", { ...derived, proof: { ...derived.proof, proofValue: derived.proof.proofValue.slice(0, -8) } }, "unsupported"],
  ["value_in_base58", "vc-di-ecdsa 1.0, 3.5.7: base64url", { ...derived, proof: { ...derived.proof, proofValue: "z" + base58.encode(Buffer.from(derived.proof.proofValue.slice(1), "base64url")) } }, "unsupported"],
]) await put("invalid", `ecdsa_sd_2023_${id}`, { section, document, verified: [false], state: [state] });

if (disagreements.length) {
  console.log(disagreements.join("\n"));
  process.exit(1);
}

// ---- written, or compared
const text = (value) => JSON.stringify(value, undefined, 1) + "\n";
const wanted = new Map([...cases].map(([path, value]) => [`${path}.json`, text(value)]));
wanted.set("ecdsa-sd-2023-base.json", text(sdBase));
let different = 0;
for (const [path, content] of wanted) {
  const file = join(folder, path);
  if (existsSync(file) && readFileSync(file, "utf8") === content) continue;
  ++different;
  console.log(`${check ? "differs" : "written"}: ${path}`);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
for (const kind of ["valid", "invalid"]) {
  for (const file of existsSync(join(folder, kind)) ? readdirSync(join(folder, kind)) : []) {
    if (wanted.has(`${kind}/${file}`)) continue;
    ++different;
    console.log(`no case any more: ${kind}/${file}`);
    if (!check) rmSync(join(folder, kind, file));
  }
}
console.log(`${wanted.size - 1} cases, ${different} ${check ? "differ" : "written or removed"}`);
process.exit(check && different ? 1 : 0);
