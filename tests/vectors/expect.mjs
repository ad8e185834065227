// Fills and checks the expected values of vectors with the reference implementations from npm, never with our own:
//   node tests/vectors/expect.mjs FILE...          gives every case without "expect" and "error" the reference's result
//   node tests/vectors/expect.mjs --check FILE...  says where a recorded result is no longer the reference's
// A case with "from": "the text" was worked out by hand where the reference departs from the standard, one with "by hand: ..."
// where the standard's text does not say; neither is ever filled in.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import jsonld from "jsonld";
import { canonize } from "rdf-canonize";
import n3 from "n3";

const version = (name) => `${name} ${createRequire(import.meta.url)(`../../node_modules/${name}/package.json`).version}`;
const peers = { expand: "jsonld", compact: "jsonld", flatten: "jsonld", toRdf: "jsonld", fromRdf: "jsonld", canon: "rdf-canonize", turtle: "n3", nquads: "n3" };
const text = (input) => (Array.isArray(input) ? input.map((line) => line + "\n").join("") : input);
const lines = (nquads) => nquads.split("\n").filter((line) => line !== "");
const canonical = (nquads, { hash, most = Infinity } = {}) => canonize(nquads, { algorithm: "RDFC-1.0", inputFormat: "application/n-quads", format: "application/n-quads",
  maxWorkFactor: most, ...(hash === "sha384" ? { messageDigestAlgorithm: "SHA-384" } : {}) });

async function reference(one) {
  const options = { ...one.options, safe: false, warnings: false, documentLoader: async (url) => {
    if (!(url in (one.contexts ?? {}))) throw Object.assign(new Error(`there is no ${url}`), { name: "jsonld.LoadDocumentError", details: { code: "loading document failed" } });
    return { documentUrl: url, document: structuredClone(one.contexts[url]) };
  } };
  const input = structuredClone(one.input);
  switch (one.op) {
    case "expand": return jsonld.expand(input, options);
    case "compact": return jsonld.compact(input, structuredClone(one.context), options);
    case "flatten": return jsonld.flatten(input, structuredClone(one.context ?? null), options);
    case "toRdf": return lines(await jsonld.toRDF(input, { ...options, format: "application/n-quads" }));
    case "fromRdf": return jsonld.fromRDF(text(one.input), { ...options, format: "application/n-quads" });
    case "canon": return lines(await canonical(text(one.input), { hash: one.options?.hash, ...(one.error ? { most: 3 } : {}) }));
    default: {
      const format = one.op === "turtle" ? "text/turtle" : "application/n-quads";
      const parser = new n3.Parser({ format, ...(one.options?.base ? { baseIRI: one.options.base } : {}), blankNodePrefix: "_:" });
      return lines(new n3.Writer({ format: "N-Quads" }).quadsToString(parser.parse(text(one.input))));
    }
  }
}

const errorCode = (error) => {
  for (let at = error; at; at = at.details?.cause ?? at.cause) if (at.details?.code) return at.details.code;
  return error.message.split("\n")[0];
};

/// A case as a few lines: a file of cases is read and compared by people.
const write = (file, document) => {
  const fields = (one) => Object.entries(one).map(([key, value]) => {
    const isText = Array.isArray(value) && value.length > 1 && value.every((line) => typeof line === "string") && key !== "steps";
    return `"${key}": ${isText ? `[\n${value.map((line) => `        ${JSON.stringify(line)}`).join(",\n")}]` : spaced(value)}`;
  });
  const cases = document.cases.map((one) => `    {${fields(one).join(",\n     ")}}`);
  const head = Object.entries(document).filter(([key]) => key !== "cases").map(([key, value]) => `  "${key}": ${spaced(value)},\n`);
  writeFileSync(file, `{\n${head.join("")}  "cases": [\n${cases.join(",\n")}\n  ]\n}\n`);
};
const spaced = (value) => {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`).join(", ")}}`;
  return JSON.stringify(value);
};

const isCheck = process.argv[2] === "--check";
let differ = 0;
for (const file of process.argv.slice(isCheck ? 3 : 2)) {
  const document = JSON.parse(readFileSync(file, "utf8"));
  for (const one of document.cases) {
    let found;
    try {
      found = { expect: await reference(one) };
    } catch (error) {
      found = { error: errorCode(error) };
    }
    if (!isCheck && one.expect === undefined && one.error === undefined) Object.assign(one, found, { from: version(peers[one.op]) });
    const same = one.error !== undefined ? found.error !== undefined && (found.error === one.error || peers[one.op] !== "jsonld")
      : found.expect !== undefined && await alike(one, found.expect);
    if (one.from === undefined) one.from = same ? `the text; ${version(peers[one.op])} alike` : "the text";
    if (same === !/^(the text$|by hand)/.test(one.from)) continue;
    ++differ;
    console.log(`${file} ${one.name} (${one.from})\n  recorded ${JSON.stringify(one.expect ?? one.error)}\n  reference ${JSON.stringify(found.expect ?? found.error)}`);
  }
  if (!isCheck) write(file, document);
}
process.exit(isCheck && differ > 0 ? 1 : 0);

async function alike(one, found) {
  if (["toRdf", "turtle", "nquads"].includes(one.op)) {
    const form = (quads) => canonical(quads.map((line) => line + "\n").join("")).catch((error) => `no N-Quads: ${error.message} ${quads.sort().join("\n")}`);
    return (await form(found)) === (await form(one.expect));
  }
  const sorted = (value) => Array.isArray(value) ? value.map(sorted) : value !== null && typeof value === "object"
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])])) : value;
  return JSON.stringify(sorted(found)) === JSON.stringify(sorted(one.expect));
}
