// What we export and publish, by the Commission's own SHACL shapes, with rdf-validate-shacl, jsonld and n3 from npm as readers:
// node tests/interop/shapes.mjs CREDEX. Skipped, saying so, where the shapes are not there.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../e2e/harness.mjs";
import { end, say } from "./table.mjs";
import { need } from "./needs.mjs";

const { default: jsonld } = await need("jsonld");
const { Parser, Store } = await need("n3");
const { default: SHACLValidator } = await need("rdf-validate-shacl");

const standards = process.env.CREDEX_STANDARDS || "../shared/standards";
if (!existsSync(join(standards, "elm/shapes"))) {
  console.log(`skipped: the shapes are not at ${standards}/elm/shapes`);
  process.exit(77);
}
const credex = process.argv[2];
const peer = "rdf-validate-shacl";
const parse = (text, format) => new Store(new Parser({ format, baseIRI: "https://x.example/" }).parse(text));
// One pattern of the shapes begins with (?i), which JavaScript's expressions do not have; schemes of addresses are lower case here.
const shapes = (...files) => {
  const all = new Store();
  for (const file of files) all.addQuads([...parse(readFileSync(join(standards, "elm/shapes", `${file}.ttl`), "utf8").replace("^(?i)", "^"), "text/turtle")].filter((quad) => quad.predicate.value !== "http://www.w3.org/2002/07/owl#imports"));
  return new SHACLValidator(all);
};
const credentials = createRequire(import.meta.url)("@digitalbazaar/credentials-context");
const documentLoader = async (url) => {
  const document = credentials.contexts.get(url) ?? (url === "http://data.europa.eu/snb/model/context/edc-ap" && JSON.parse(readFileSync(join(standards, "elm/edc-ap-context.jsonld"), "utf8")));
  if (!document) throw new Error(`no context ${url}`);
  return { documentUrl: url, document };
};
const rdfOf = async (document) => parse(await jsonld.toRDF(document, { documentLoader, format: "application/n-quads", safe: false }), "application/n-quads");
const judged = async (validator, data) => {
  const report = await validator.validate(data);
  const first = [...report.results][0];
  return { good: report.conforms && data.size > 0, why: first ? `: ${first.path?.value} of ${first.focusNode?.value}` : "" };
};
const accepts = async (what, validator, data) => {
  const { good, why } = await judged(validator, data);
  say(good, peer, what + (good ? "" : why));
};

const generic = shapes("EDC-generic-full", "EDC-generic-no-cv");
const variants = { "issued by mandate": shapes("EDC-issuedByMandate"), accredited: shapes("EDC-accredited") };
const folder = mkdtempSync(join(tmpdir(), "credex-shapes-"));
const server = await startServer();
try {
  const run = (...args) => execFileSync(credex, args, { encoding: "utf8" });
  const key = join(folder, "key.pem");
  run("key", "new", "--type", "p256", "--definition", "examples/craft-ceramics/definition.yaml", "--out", key);
  writeFileSync(join(folder, "mandate.json"), JSON.stringify({ id: "https://guild.example/mandates/1", sealed_by: { id: "https://guild.example/", legal_name: { en: "Guild" }, country: "IT", eidas_identifier: "VATIT-00000001" }, until: "2099-12-31" }));
  for (const name of readdirSync("examples").filter((one) => existsSync(join("examples", one, "definition.yaml")))) {
    for (const mandate of [false, true]) {
      const out = join(folder, `${name}-${mandate}`);
      const definition = join("examples", name, "definition.yaml");
      // The accredited variant, where a decision can be looked up.
      const accredited = join(folder, `${name}.yaml`);
      writeFileSync(accredited, readFileSync(definition, "utf8").replace(/^(\s*-?\s*)(by: .*)$/m, (whole, indent, by) => `${indent}${by}\n${" ".repeat(indent.length)}decision_url: https://agency.example/1`));
      run("issue", "--definition", accredited, "--awards", join("examples", name, "awards.csv"), "--key", key, "--format", "elm", "--out", out, ...(mandate ? ["--mandate", join(folder, "mandate.json")] : []));
      const file = readdirSync(out).find((one) => one.endsWith(".json") && !one.startsWith("index"));
      const credential = JSON.parse(JSON.parse(readFileSync(join(out, file), "utf8")).payload);
      const data = await rdfOf(credential);
      await accepts("European Digital Credentials by EDC-generic-full", generic, data);
      const named = [credential.credentialSchema].flat().map((schema) => schema.id);
      if (mandate) await accepts("European Digital Credentials by EDC-issuedByMandate", variants["issued by mandate"], data);
      if (named.includes("http://data.europa.eu/snb/model/ap/edc-accredited")) await accepts("European Digital Credentials by EDC-accredited", variants.accredited, data);
      delete credential.evidence;
      if (mandate) say(!(await judged(variants["issued by mandate"], await rdfOf(credential))).good, peer, "misses the evidence where it is taken out");
    }
  }
  const loq = shapes("LOQ-constraints", "LOQ-constraints-mdr");
  const ams = shapes("AMS-constraints", "AMS-constraints-mdr");
  for (const [path, validator, name] of [["learning-opportunities", loq, "LOQ"], ["accreditations", ams, "AMS"]]) {
    const turtle = await fetch(`${server.url}/feeds/${path}.ttl`);
    const data = parse(await turtle.text(), "text/turtle");
    await accepts(`our feed ${path} as Turtle, by the ${name} shapes`, validator, data);
    const json = await (await fetch(`${server.url}/feeds/${path}`, { headers: { accept: "application/ld+json" } })).json();
    const same = await rdfOf(json);
    await accepts(`our feed ${path} as JSON-LD, by the ${name} shapes`, validator, same);
    say(same.size === data.size, peer, `both say the same (${path})`);
    const again = await fetch(`${server.url}/feeds/${path}.ttl`, { headers: { "if-none-match": turtle.headers.get("etag") } });
    say(again.status === 304, "credex", `answers 304 to a register that has it already (${path})`);
    const none = await (await fetch(`${server.url}/feeds/${path}?since=2999-01-01`)).json();
    say(none["@graph"].length === 0, "credex", `gives nothing where nothing changed (${path})`);
    say((await fetch(`${server.url}/feeds/${path}?since=yesterday`)).status === 400, "credex", `refuses a date that is none (${path})`);
  }
} finally {
  await server.stop();
  server.remove();
  rmSync(folder, { recursive: true, force: true });
}
end();
