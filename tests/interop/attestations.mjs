// Attestations (SD-JWT VC) and their status lists between ours and @sd-jwt, both ways: node tests/interop/attestations.mjs CREDEX
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { end, say } from "./table.mjs";
import { need } from "./needs.mjs";

const { SDJwtVcInstance } = await need("@sd-jwt/sd-jwt-vc");
const { StatusList, createHeaderAndPayload } = await need("@sd-jwt/jwt-status-list");

const credex = process.argv[2];
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = mkdtempSync(join(tmpdir(), "credex-attestations-"));
const run = (...args) => {
  try {
    return execFileSync(credex, args, { encoding: "utf8" });
  } catch (problem) {
    if (problem.stdout) return problem.stdout;
    throw problem;
  }
};
const report = (file) => JSON.parse(run("verify", "--offline", "--json", file));
const outcome = (read, rule) => read.findings.find((f) => f.rule === rule)?.outcome;

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const hasher = (data, name) => createHash(name.replace("-", "")).update(typeof data === "string" ? data : Buffer.from(data)).digest();
const saltGenerator = (length) => base64url(randomBytes(length));
const signerOf = (key) => (data) => base64url(sign("sha256", Buffer.from(data), { key, dsaEncoding: "ieee-p1363" }));
const verifies = (jwk) => (data, signature) =>
  verify("sha256", Buffer.from(data), { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));

try {
  // Ours by the peer.
  run("key", "new", "--type", "p256", "--out", join(folder, "key.pem"));
  const jwk = createPublicKey(readFileSync(join(folder, "key.pem"))).export({ format: "jwk" });
  const out = join(folder, "issued");
  const example = join(root, "examples", "heritage-3d");
  run("issue", "--definition", join(example, "definition.yaml"), "--awards", join(example, "awards.csv"), "--key", join(folder, "key.pem"), "--format", "sd-jwt", "--out", out);
  const peer = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", saltGenerator, verifier: verifies(jwk) });
  for (const name of readdirSync(out).filter((file) => file.endsWith(".txt"))) {
    const token = readFileSync(join(out, name), "utf8").trim();
    const { payload } = await peer.verify(token);
    say(payload.title.en && payload.learning_outcomes.length === 4 && payload.given_name, "@sd-jwt/sd-jwt-vc", `our attestation ${name.slice(0, 8)}`);
    const shown = await peer.present(token, { learning_outcomes: { 1: true } });
    const less = (await peer.verify(shown)).payload;
    say(less.learning_outcomes.length === 1 && !less.given_name && !less.birthdate, "@sd-jwt/sd-jwt-vc", "a selection of it: one learning outcome, no name");
    writeFileSync(join(folder, "shown.txt"), shown);
    const ours = report(join(folder, "shown.txt"));
    say(outcome(ours, "integrity") === "pass" && outcome(ours, "disclosure") === "pass", "credex", "the peer's selection of our attestation");
    await peer.verify(`${token.slice(0, 200)}${token[200] === "A" ? "B" : "A"}${token.slice(201)}`).then(() => say(false, "@sd-jwt/sd-jwt-vc", "an altered one, which it must not"), () => {});
  }

  // Theirs by ours, bound to a holder.
  const issuer = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const holder = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuerJwk = issuer.publicKey.export({ format: "jwk" });
  const did = `did:jwk:${base64url(JSON.stringify(issuerJwk))}`;
  const maker = new SDJwtVcInstance({ hasher, hashAlg: "sha-256", saltGenerator, signer: signerOf(issuer.privateKey), signAlg: "ES256",
    verifier: verifies(issuerJwk), kbSigner: signerOf(holder.privateKey), kbSignAlg: "ES256" });
  const theirs = await maker.issue({ iss: did, iat: Math.floor(Date.now() / 1000), vct: "urn:example:diploma", cnf: { jwk: holder.publicKey.export({ format: "jwk" }) },
    name: "Győző D’Aubigné", degrees: [{ title: "Lutherie" }, { title: "Dorure" }], address: { city: "Łódź", street: "Piotrkowska" } },
    { _sd: ["name"], degrees: { _sd: [0, 1] }, address: { _sd: ["street"] } }, { header: { kid: `${did}#0` } });
  writeFileSync(join(folder, "theirs.txt"), theirs);
  say(outcome(report(join(folder, "theirs.txt")), "integrity") === "pass", "credex", "an attestation of @sd-jwt/sd-jwt-vc");
  const bound = await maker.present(theirs, { degrees: { 1: true } }, { kb: { payload: { iat: Math.floor(Date.now() / 1000), aud: "https://employer.example", nonce: "n-1" } } });
  writeFileSync(join(folder, "bound.txt"), bound);
  const judged = report(join(folder, "bound.txt"));
  say(outcome(judged, "integrity") === "pass" && outcome(judged, "holder") === "pass", "credex", "its selection, with a key binding");
  const swapped = `${theirs}${bound.slice(bound.lastIndexOf("~") + 1)}`;
  writeFileSync(join(folder, "swapped.txt"), swapped);
  say(outcome(report(join(folder, "swapped.txt")), "holder") === "fail", "credex", "refuses the binding under another selection");

  // The peer's status lists by ours; ours by the peer are in issuance.mjs, where a server publishes them.
  const { header, payload } = createHeaderAndPayload(new StatusList(Array.from({ length: 1000 }, (_, i) => i % 4), 2),
    { iss: did, sub: "https://lists.example/1", iat: Math.floor(Date.now() / 1000) }, { alg: "ES256" });
  const head = `${base64url(JSON.stringify({ ...header, kid: `${did}#0` }))}.${base64url(JSON.stringify(payload))}`;
  const listToken = `${head}.${signerOf(issuer.privateKey)(head)}`;
  for (const [index, wanted] of [[4, "pass"], [5, "fail"], [6, "fail"], [7, "warn"]]) {
    const made = await maker.issue({ iss: did, iat: 1, vct: "urn:example:diploma", status: { status_list: { idx: index, uri: "https://lists.example/1" } } }, {}, { header: { kid: `${did}#0` } });
    const at = new Date().toISOString();
    writeFileSync(join(folder, "bundle.json"), JSON.stringify({ type: "CredexBundle", version: 1, made: at, credential: Buffer.from(made).toString("base64"),
      documents: { "https://lists.example/1": { at, body: listToken } } }));
    say(outcome(report(join(folder, "bundle.json")), "status") === wanted, "credex", `status ${index % 4} of a list of @sd-jwt/jwt-status-list`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
end();
