// Makes the vectors of bitstring-status-list, token-status-list and sd-jwt-vc, with packages of npm and none of our own code:
//   node tests/vectors/make-status-and-tokens.mjs           writes what is missing or differs
//   node tests/vectors/make-status-and-tokens.mjs --check   says what differs, exit status 1 where something does
// Credentials are signed by @digitalbazaar/data-integrity, tokens by Node.js's own crypto in the forms of RFC 7515 and RFC 9901; @sd-jwt/core and
// @sd-jwt/jwt-status-list must read each token that is valid, or the making ends with an error. What is expected stands in the text of each
// standard, in the section that the vector names.
import { createHash, createPrivateKey, sign as signature } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { deflateSync, gzipSync } from "node:zlib";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as edKeys from "@digitalbazaar/ed25519-multikey";
import { cryptosuite as eddsa } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { decodeSdJwt } from "@sd-jwt/decode";
import { StatusList } from "@sd-jwt/jwt-status-list";
import * as base58 from "base58-universal";
import jsigs from "jsonld-signatures";

const here = dirname(fileURLToPath(import.meta.url));
const check = process.argv.includes("--check");
const keys = JSON.parse(readFileSync(join(here, "data-integrity/keys.json"), "utf8"));
const require = createRequire(import.meta.url);
const contexts = new Map([...require("@digitalbazaar/credentials-context").contexts, ...require("@digitalbazaar/data-integrity-context").contexts, ...require("@digitalbazaar/multikey-context").contexts]);
const did = (name) => `did:key:${keys[name].public}`;
const method = (name) => `${did(name)}#${keys[name].public}`;
const json = (value) => JSON.stringify(value);
const b64 = (value) => Buffer.from(value).toString("base64url");

// ---- Data Integrity
const documentLoader = async (url) => {
  if (contexts.has(url)) return { documentUrl: url, document: contexts.get(url) };
  throw new Error(`there is no ${url}`);
};
const secured = async (document, name = "ed1") => {
  const pair = await edKeys.from({ "@context": "https://w3id.org/security/multikey/v1", type: "Multikey", id: method(name), controller: did(name), publicKeyMultibase: keys[name].public, secretKeyMultibase: keys[name].secret });
  return jsigs.sign(structuredClone(document), { suite: new DataIntegrityProof({ signer: pair.signer(), cryptosuite: eddsa, date: "2026-01-01T00:00:00Z" }), purpose: new jsigs.purposes.AssertionProofPurpose(), documentLoader });
};

// ---- tokens
const ed25519 = (name) => createPrivateKey({ format: "der", type: "pkcs8", key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(base58.decode(keys[name].secret.slice(1))).subarray(2, 34)]) });
const jwk = (name) => ({ kty: "OKP", crv: "Ed25519", x: b64(Buffer.from(base58.decode(keys[name].public.slice(1))).subarray(2)) });
const token = (header, payload, name = "ed1") => {
  const input = `${b64(json({ alg: "EdDSA", ...header }))}.${b64(json(payload))}`;
  return `${input}.${b64(signature(null, Buffer.from(input), ed25519(name)))}`;
};
const seconds = (text) => Date.parse(text) / 1000;

// ---- Bitstring Status List 1.0
const listUrl = "https://lists.example/1";
const bitstring = (bytes, set) => {
  const bits = Buffer.alloc(bytes);
  for (const index of set) bits[index >> 3] |= 0x80 >> (index & 7); // the first bit is the left-most
  return `u${gzipSync(bits, { level: 9 }).toString("base64url")}`;
};
const list = (subject, more = {}) => ({ "@context": ["https://www.w3.org/ns/credentials/v2"], id: listUrl, type: ["VerifiableCredential", "BitstringStatusListCredential"], issuer: did("ed1"), validFrom: "2026-01-01T00:00:00Z", credentialSubject: { id: `${listUrl}#list`, type: "BitstringStatusList", statusPurpose: "revocation", ...subject }, ...more });
const entry = (more = {}) => ({ id: `${listUrl}#5`, type: "BitstringStatusListEntry", statusPurpose: "revocation", statusListIndex: "5", statusListCredential: listUrl, ...more });
const credential = (status) => ({ "@context": ["https://www.w3.org/ns/credentials/v2"], id: "urn:uuid:8e5f2c1e-4a0b-4a56-9d15-0c7d4b1f6a10", type: ["VerifiableCredential"], issuer: did("ed1"), validFrom: "2026-01-01T00:00:00Z", credentialSubject: { id: did("ed2") }, credentialStatus: status });
const fourMessages = [{ status: "0x0", message: "pending" }, { status: "0x1", message: "accepted" }, { status: "0x2", message: "rejected" }, { status: "0x3", message: "undefined" }];
const k16 = 16384;
const bits = (n) => bitstring(k16 * n, []);
const set = (...indexes) => bitstring(k16, indexes);
const status = (outcome, message) => ({ status: { outcome, message } });
const bitstringCases = [
  ["valid/not-set", "3.2", entry(), list({ encodedList: set(4, 6) }), status("pass", "status.not_revoked")],
  ["valid/purposes-in-one-list", "3.2, step 6", entry({ statusPurpose: "suspension" }), list({ statusPurpose: ["revocation", "suspension"], encodedList: set(4) }), status("pass", "status.not_suspended")],
  ["valid/two-bits-not-set", "3.2", entry({ statusSize: 2, statusMessage: fourMessages }), list({ encodedList: bitstring(2 * k16, [5, 9, 12]) }), status("pass", "status.not_revoked")],
  ["valid/without-id", "2.2, id", entry(), (({ id, ...rest }) => rest)(list({ encodedList: set(4) })), status("pass", "status.not_revoked")],
  ["valid/another-id", "2.2, id", entry(), list({ encodedList: set(4) }, { id: "https://elsewhere.example/1" }), status("warn", "status.not_revoked")],
  ["valid/message", "2.2, message", entry({ statusPurpose: "message", statusSize: 2, statusMessage: fourMessages }), list({ statusPurpose: "message", encodedList: bitstring(2 * k16, [10]) }), status("warn", "status.message"), ["rejected"]],
  ["valid/message-of-zero", "2.2, message", entry({ statusPurpose: "message", statusSize: 2, statusMessage: fourMessages }), list({ statusPurpose: "message", encodedList: bits(2) }), status("warn", "status.message"), ["pending"]],
  ["valid/message-of-one-bit-without-words", "2.1, statusMessage", entry({ statusPurpose: "message" }), list({ statusPurpose: "message", encodedList: set(5) }), status("warn", "status.message"), ["set"]],
  ["invalid/revoked", "3.2", entry(), list({ encodedList: set(5) }), status("fail", "status.revoked")],
  ["invalid/suspended", "3.2", entry({ statusPurpose: "suspension" }), list({ statusPurpose: "suspension", encodedList: set(5) }), status("fail", "status.suspended")],
  ["invalid/two-bits-low", "3.2", entry({ statusSize: 2, statusMessage: fourMessages }), list({ encodedList: bitstring(2 * k16, [11]) }), status("fail", "status.revoked")],
  ["invalid/two-bits-high", "3.2", entry({ statusSize: 2, statusMessage: fourMessages }), list({ encodedList: bitstring(2 * k16, [10]) }), status("fail", "status.revoked")],
  ["invalid/three-bits-across-bytes", "3.2", entry({ statusSize: 3, statusMessage: Array.from({ length: 8 }, (_, i) => ({ status: `0x${i}`, message: `m${i}` })) }), list({ encodedList: bitstring(3 * k16, [17]) }), status("fail", "status.revoked")],
  ["invalid/size-zero", "2.1, statusSize", entry({ statusSize: 0 }), list({ encodedList: set() }), status("fail", "status.size_wrong")],
  ["invalid/size-as-text", "2.1, statusSize", entry({ statusSize: "2", statusMessage: fourMessages }), list({ encodedList: bits(2) }), status("fail", "status.size_wrong")],
  ["invalid/size-without-messages", "2.1, statusSize", entry({ statusSize: 2 }), list({ encodedList: bits(2) }), status("fail", "status.size_wrong")],
  ["invalid/too-few-messages", "2.1, statusMessage", entry({ statusSize: 2, statusMessage: fourMessages.slice(0, 2) }), list({ encodedList: bits(2) }), status("fail", "status.size_wrong")],
  ["invalid/beyond-the-end", "3.2, RANGE_ERROR", entry({ statusListIndex: "131072" }), list({ encodedList: set() }), status("fail", "status.index_beyond")],
  ["invalid/beyond-the-end-of-two-bits", "3.2, RANGE_ERROR", entry({ statusListIndex: "131072", statusSize: 2, statusMessage: fourMessages }), list({ encodedList: bits(2) }), status("fail", "status.index_beyond")],
  ["invalid/too-short-for-its-size", "3.2, STATUS_LIST_LENGTH_ERROR", entry({ statusSize: 2, statusMessage: fourMessages }), list({ encodedList: set() }), status("unknown", "status.list_not_sound")],
  ["invalid/negative-index", "2.1, statusListIndex", entry({ statusListIndex: "-3" }), list({ encodedList: set() }), status("fail", "status.entry_unreadable")],
  ["invalid/other-purpose", "3.2, STATUS_VERIFICATION_ERROR", entry({ statusPurpose: "suspension" }), list({ encodedList: set() }), status("unknown", "status.other_purpose")],
  ["invalid/ended", "2.2, validUntil", entry(), list({ encodedList: set() }, { validUntil: "2026-02-01T00:00:00Z" }), status("unknown", "status.list_ended")],
  ["invalid/ended-and-revoked", "2.2, validUntil", entry(), list({ encodedList: set(5) }, { validUntil: "2026-02-01T00:00:00Z" }), status("fail", "status.revoked")],
  ["invalid/not-yet", "2.2, validFrom", entry(), list({ encodedList: set() }, { validFrom: "2099-01-01T00:00:00Z" }), status("unknown", "status.list_not_yet")],
  ["invalid/no-list-credential", "2.2, type", entry(), list({ encodedList: set() }, { type: ["VerifiableCredential"] }), status("unknown", "status.list_not_sound")],
  ["invalid/no-list-subject", "2.2, credentialSubject.type", entry(), list({ encodedList: set(), type: "OtherList" }, { "@context": ["https://www.w3.org/ns/credentials/v2", { "@vocab": "https://lists.example/terms#" }] }), status("unknown", "status.list_not_sound")],
  ["invalid/by-another", "2.2", entry(), list({ encodedList: set() }, { issuer: did("ed2") }), status("unknown", "status.list_by_another"), [], "ed2"],
  ["invalid/says-it-is-the-issuers", "3.2, step 5", entry(), list({ encodedList: set() }), status("unknown", "status.list_not_sound"), [], "ed2"],
  ["invalid/no-gzip", "3.4", entry(), list({ encodedList: `u${b64("no list at all")}` }), status("unknown", "status.list_not_sound")],
];

// ---- Token Status List
const statusToken = (statuses, width, more = {}, header = {}, name = "ed1") =>
  token({ typ: "statuslist+jwt", kid: method(name), ...header }, { iss: did(name), sub: listUrl, iat: seconds("2026-05-01"), exp: seconds("2027-01-01"), status_list: { bits: width, lst: new StatusList(statuses, width).compressStatusList() }, ...more }, name);
const packed = (bytes, width) => ({ bits: width, lst: deflateSync(Buffer.from(bytes)).toString("base64url") });
const statuses = (length, values) => Array.from({ length }, (_, index) => values[index] ?? 0);
const attestation = (idx, more = {}) => `${token({ typ: "dc+sd-jwt", kid: method("ed1") }, { iss: did("ed1"), vct: "https://school.example/type", iat: seconds("2026-01-01"), status: { status_list: { idx, uri: listUrl } }, ...more })}~`;
const tokenCases = [
  ["valid/one-bit", "8.3", attestation(5), statusToken(statuses(64, { 4: 1, 6: 1 }), 1), status("pass", "status.not_revoked")],
  ["valid/two-bits", "4.1", attestation(5), statusToken(statuses(64, { 4: 3, 6: 3 }), 2), status("pass", "status.not_revoked")],
  ["valid/example-of-the-text-one-bit", "4.1", attestation(1), statusToken([], 1, { status_list: packed([0xb9, 0xa3], 1) }), status("pass", "status.not_revoked")],
  ["valid/without-an-end", "5.1", attestation(5), statusToken(statuses(64, {}), 1, { exp: undefined }), status("pass", "status.not_revoked")],
  ["invalid/example-of-the-text-one-bit", "4.1", attestation(0), statusToken([], 1, { status_list: packed([0xb9, 0xa3], 1) }), status("fail", "status.revoked")],
  ["invalid/example-of-the-text-two-bits", "4.1", attestation(1), statusToken([], 2, { status_list: packed([0xc9, 0x44, 0xf9], 2) }), status("fail", "status.suspended")],
  ["invalid/invalid", "7.1", attestation(5), statusToken(statuses(64, { 5: 1 }), 8), status("fail", "status.revoked")],
  ["invalid/suspended", "7.1", attestation(5), statusToken(statuses(64, { 5: 2 }), 4), status("fail", "status.suspended")],
  ["invalid/of-the-application", "7.1", attestation(5), statusToken(statuses(64, { 5: 3 }), 4), status("warn", "status.other_set")],
  ["invalid/beyond-the-end", "8.3", attestation(64), statusToken(statuses(64, {}), 1), status("fail", "status.index_beyond")],
  ["invalid/negative-index", "6.2", attestation(-1), statusToken(statuses(64, {}), 1), status("fail", "status.entry_unreadable")],
  ["invalid/of-another-address", "8.3", attestation(5), statusToken(statuses(64, {}), 1, { sub: "https://lists.example/2" }), status("unknown", "status.list_not_sound")],
  ["invalid/of-another-type", "5.1", attestation(5), statusToken(statuses(64, {}), 1, {}, { typ: "JWT" }), status("unknown", "status.list_not_sound")],
  ["invalid/ended", "8.3", attestation(5), statusToken(statuses(64, {}), 1, { exp: seconds("2026-05-02") }), status("unknown", "status.list_ended")],
  ["invalid/three-bits", "4.2", attestation(5), statusToken([], 1, { status_list: packed([0, 0, 0], 3) }), status("unknown", "status.list_not_sound")],
  ["invalid/no-zlib", "4.2", attestation(5), statusToken([], 1, { status_list: { bits: 1, lst: b64("none") } }), status("unknown", "status.list_not_sound")],
  ["invalid/by-another", "11.3", attestation(5), statusToken(statuses(64, {}), 1, {}, {}, "ed2"), status("unknown", "status.list_by_another")],
  ["invalid/says-it-is-the-issuers", "8.3", attestation(5), statusToken(statuses(64, {}), 1, { iss: did("ed1") }, {}, "ed2"), status("unknown", "status.list_not_sound")],
];

// ---- SD-JWT VC (and W3C credentials that an SD-JWT secures)
const hash = (text) => createHash("sha256").update(text).digest("base64url");
const disclosure = (n, ...rest) => b64(json([`salt-of-16-bytes-${n}`, ...rest]));
const grade = disclosure(1, "grade", "merit");
const tongue = disclosure(2, "fr");
const town = disclosure(3, "town", "Visby");
const about = { iss: did("ed1"), vct: "https://school.example/type", iat: seconds("2026-01-01"), _sd_alg: "sha-256" };
const claims = { ...about, _sd: [hash(grade), hash(disclosure(9, "decoy", true))], languages: [{ "...": hash(tongue) }, "sv"], address: { _sd: [hash(town)] }, cnf: { jwk: jwk("ed2") } };
const issued = (payload, header = {}) => token({ typ: "dc+sd-jwt", kid: method("ed1"), ...header }, payload);
const shown = (payload, disclosures, header) => [issued(payload, header), ...disclosures, ""].join("~");
const bound = (text, more = {}, header = {}, name = "ed2") => text + token({ typ: "kb+jwt", ...header }, { iat: seconds("2026-06-01"), aud: "https://employer.example", nonce: "n-1", sd_hash: hash(text), ...more }, name);
const all = shown(claims, [grade, tongue, town]);
const asked = { audience: "https://employer.example", nonce: "n-1" };
const w3c = { "@context": ["https://www.w3.org/ns/credentials/v2"], id: "urn:uuid:6c1c4a1e-0f25-4b6b-8f10-53d3a4c0a6d1", type: ["VerifiableCredential"], issuer: did("ed1"), validFrom: "2026-01-01T00:00:00Z", _sd_alg: "sha-256" };
const subject = disclosure(4, "id", did("ed2"));
const secure = { ...w3c, credentialSubject: { _sd: [hash(subject)], degree: "none" } };
const sound = { integrity: { outcome: "pass", message: "integrity.authentic" } };
const altered = { integrity: { outcome: "fail", message: "integrity.altered" } };
const two = { integrity: { outcome: "fail", message: "integrity.contradictory" } };
const model = (outcome, message) => ({ ...sound, "vc.data_model": { outcome, message } });
const holder = (outcome, message) => ({ ...sound, holder: { outcome, message } });
const sdCases = [
  ["valid/all-disclosed", "RFC 9901, 7.1", all, { ...sound, disclosure: { outcome: "pass", message: "disclosure.some" }, "vc.data_model": { outcome: "pass", message: "attestation.sound" } }],
  ["valid/nothing-disclosed", "RFC 9901, 7.1", shown(claims, []), model("pass", "attestation.sound")],
  ["valid/an-element-and-a-nested-claim", "RFC 9901, 4.2.4", shown(claims, [tongue, town]), sound],
  ["valid/nothing-selective", "SD-JWT VC, 3.1", shown(about, []), { ...sound, disclosure: { outcome: "pass", message: "disclosure.all" } }],
  ["valid/older-type", "SD-JWT VC, 3.2.1", shown(claims, [grade], { typ: "vc+sd-jwt" }), model("pass", "attestation.sound")],
  ["valid/bound", "RFC 9901, 7.3", bound(all), holder("pass", "holder.shown"), asked],
  ["valid/bound-and-not-asked", "RFC 9901, 7.3", bound(all), holder("pass", "holder.shown_unasked")],
  ["valid/w3c-credential", "VC-JOSE-COSE, 3.2", shown(secure, [subject], { typ: "vc+sd-jwt" }), model("pass", "vc.data_model.ok")],
  ["valid/w3c-credential-without-type", "VC-JOSE-COSE, 3.2", shown(secure, [subject], { typ: undefined }), model("pass", "vc.data_model.ok")],
  ["valid/w3c-signature-ends-later", "VC-JOSE-COSE, 3.1.3", shown({ ...secure, validUntil: "2027-01-01T00:00:00Z", exp: seconds("2028-01-01"), iat: seconds("2026-02-01") }, [subject], { typ: "vc+sd-jwt" }), sound],
  ["invalid/changed-disclosure", "RFC 9901, 7.1, step 5", shown(claims, [disclosure(1, "grade", "distinction")]), altered],
  ["invalid/disclosed-twice", "RFC 9901, 7.1, step 4", shown(claims, [grade, grade]), altered],
  ["invalid/digest-twice", "RFC 9901, 7.1, step 4", shown({ ...claims, _sd: [hash(grade), hash(grade)] }, [grade]), altered],
  ["invalid/claim-there-already", "RFC 9901, 7.1, step 3.c.iii", shown({ ...claims, grade: "pass" }, [grade]), altered],
  ["invalid/a-claim-named-sd", "RFC 9901, 7.1, step 3.c.iii", shown({ ...claims, _sd: [hash(disclosure(5, "_sd", []))] }, [disclosure(5, "_sd", [])]), altered],
  ["invalid/signed-by-another", "RFC 7515, 5.2", `${token({ typ: "dc+sd-jwt", kid: method("ed1") }, claims, "ed2")}~`, altered],
  ["invalid/no-algorithm", "RFC 9901, 7.1, step 2", `${b64(json({ alg: "none", typ: "dc+sd-jwt" }))}.${b64(json(claims))}.~`, altered],
  ["invalid/no-vct", "SD-JWT VC, 3.2.2.1", shown({ ...claims, vct: undefined }, []), model("fail", "attestation.unsound")],
  ["invalid/type-of-another-kind", "RFC 8725, 3.11", shown(claims, [], { typ: "at+jwt" }), model("fail", "attestation.unsound")],
  ["invalid/ended", "SD-JWT VC, 3.2.2.2", shown({ ...claims, exp: seconds("2026-02-01") }, []), { ...sound, validity: { outcome: "fail", message: "validity.expired" } }],
  ["invalid/not-yet", "SD-JWT VC, 3.2.2.2", shown({ ...claims, nbf: seconds("2027-01-01") }, []), { ...sound, validity: { outcome: "fail", message: "validity.not_yet" } }],
  ["invalid/not-bound", "RFC 9901, 7.3", all, holder("fail", "holder.not_shown"), asked],
  ["invalid/bound-by-another", "RFC 9901, 7.3", bound(all, {}, {}, "ed3"), holder("fail", "holder.other_key"), asked],
  ["invalid/bound-to-other-disclosures", "RFC 9901, 7.3", bound(all, { sd_hash: hash(shown(claims, [])) }), holder("fail", "holder.other_disclosures"), asked],
  ["invalid/bound-for-another-request", "RFC 9901, 7.3", bound(all, { nonce: "n-2" }), holder("fail", "holder.other_nonce"), asked],
  ["invalid/bound-for-another", "RFC 9901, 7.3", bound(all, { aud: "https://other.example" }), holder("fail", "holder.other_audience"), asked],
  ["invalid/bound-long-ago", "RFC 9901, 7.3", bound(all, { iat: seconds("2026-05-01") }), holder("fail", "holder.old"), asked],
  ["invalid/bound-by-another-type", "RFC 9901, 4.3", bound(all, {}, { typ: "JWT" }), holder("fail", "holder.unreadable"), asked],
  ["invalid/w3c-of-another-type", "VC-JOSE-COSE, 3.2; RFC 8725, 3.11", shown(secure, [subject], { typ: "at+jwt" }), two],
  ["invalid/w3c-with-vc", "VC-JOSE-COSE, 3.1.3", shown({ ...secure, vc: w3c }, [subject], { typ: "vc+sd-jwt" }), two],
  ["invalid/w3c-of-another-issuer", "VC-JOSE-COSE, 4.1", shown({ ...secure, iss: did("ed2") }, [subject], { typ: "vc+sd-jwt" }), two],
  ["invalid/w3c-signature-ended", "RFC 7519, 4.1.4", shown({ ...secure, exp: seconds("2026-02-01") }, [subject], { typ: "vc+sd-jwt" }), { integrity: { outcome: "fail", message: "integrity.not_now" } }],
  ["invalid/w3c-changed-disclosure", "RFC 9901, 7.1, step 5", shown(secure, [disclosure(4, "id", did("ed3"))], { typ: "vc+sd-jwt" }), altered],
];

// ---- writing
const now = "2026-06-01T00:00:00Z";
const made = [];
for (const [name, section, status_, list_, expect, args, signer] of bitstringCases)
  made.push([`bitstring-status-list/1.0/${name}`, { section, expected_from: "the text", now, document: await secured(credential(status_)), documents: { [listUrl]: await secured(list_, signer) }, expect, ...(args?.length ? { says: args } : {}) }]);
for (const [name, section, text, list_, expect] of tokenCases) {
  made.push([`token-status-list/draft-12/${name}`, { section, expected_from: "the text", now, document: text, documents: { [listUrl]: list_ }, expect }]);
}
for (const [name, section, text, expect, options] of sdCases) {
  if (name.startsWith("valid/")) await decodeSdJwt(text, (data) => createHash("sha256").update(data).digest());
  made.push([`sd-jwt-vc/rfc9901/${name}`, { section, expected_from: "the text", now, document: text, ...(options ? { options } : {}), expect }]);
}
let differs = 0;
for (const [name, vector] of made) {
  const path = join(here, `${name}.json`);
  const plain = JSON.parse(JSON.stringify(vector));
  if (existsSync(path) && isDeepStrictEqual(JSON.parse(readFileSync(path, "utf8")), plain)) continue;
  if (check) {
    console.log(`differs: ${name}`);
    differs = 1;
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(plain, null, 1)}\n`);
}
console.log(`${made.length} vectors`);
process.exit(differs);
