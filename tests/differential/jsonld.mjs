// Our JSON-LD against the npm packages jsonld and rdf-canonize over generated documents: node tests/differential/jsonld.mjs TOOL
// SEED=, CASES=, FIRST= repeat; a disagreement is printed with the smallest document that shows it. Those that are explained
// in docs/divergences.md are counted apart.
import { document, context, node, spoil } from "./documents.mjs";
import { explanations } from "./explained.mjs";
import { run, shrink, Tool } from "./support.mjs";
import { need, versionsOf } from "../interop/needs.mjs";

const { default: jsonld } = await need("jsonld");
const { canonize } = await need("rdf-canonize");
const versions = versionsOf("jsonld", "rdf-canonize");
const tool = new Tool(process.argv[2] ?? "build/tests/differential_tool");
const base = "http://docs.example/dir/file";
const quiet = { safe: false, warnings: false };

/// Arrays are sets but under @list and in JSON literals; member order does not count.
const normal = (value, ordered = false) => {
  if (Array.isArray(value)) {
    const items = value.map((item) => normal(item));
    return ordered ? items : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (value !== null && typeof value === "object") {
    const literal = value["@type"] === "@json";
    return Object.fromEntries(Object.keys(value).sort().map((key) => {
      if (key === "@language" && typeof value[key] === "string") return [key, value[key].toLowerCase()]; // may be lower case, Expansion 13.4.8.2
      return [key, literal && key === "@value" ? value[key] : normal(value[key], key === "@list")];
    }));
  }
  return value;
};
const sortKeys = (value) => Array.isArray(value) ? value.map(sortKeys) : value !== null && typeof value === "object"
  ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])])) : value;
const canonical = (nquads) => canonize(nquads.replaceAll(/"@[A-Za-z-]+ /g, (tag) => tag.toLowerCase()), { algorithm: "RDFC-1.0", inputFormat: "application/n-quads", format: "application/n-quads", maxWorkFactor: Infinity });
const masked = (value) => JSON.stringify(normal(JSON.parse(JSON.stringify(value).replaceAll(/"_:[A-Za-z0-9]+"/g, '"_:"'))));
const code = (error) => "rdf.jsonld." + String(error.details?.code ?? error.details?.cause?.details?.code ?? "?").replaceAll("@", "").replaceAll(/[ -]/g, "_").toLowerCase();

const theirs = {
  expand: (q) => jsonld.expand(q.input, { ...q.options, ...quiet }),
  compact: (q) => jsonld.compact(q.input, q.context, { ...q.options, ...quiet }),
  flatten: (q) => jsonld.flatten(q.input, q.context ?? null, { ...q.options, ...quiet }),
  toRdf: (q) => jsonld.toRDF(q.input, { ...q.options, ...quiet, format: "application/n-quads" }),
  fromRdf: (q) => jsonld.fromRDF(q.input, { ...q.options, ...quiet, format: "application/n-quads" }),
};

/// What both make of one request, as texts that are equal where they agree.
async function both(request) {
  const ours = await tool.ask(request);
  let reference;
  try {
    reference = { value: await theirs[request.op](structuredClone(request)) };
  } catch (error) {
    if (error.name !== "jsonld.SyntaxError" && !error.details?.code) reference = { broken: String(error.stack).split("\n").slice(0, 4).join(" | ") };
    else reference = { error: code(error), message: error.message };
  }
  const a = {};
  const b = {};
  if (ours.error) a.text = `error ${ours.error}`;
  if (reference.error) b.text = `error ${reference.error}`;
  if (reference.broken) b.text = `broken ${reference.broken}`;
  const show = async (out, result) => {
    if (out.text) return;
    if (request.op === "toRdf") out.text = await canonical(result.text ?? result.value);
    else if (request.op === "flatten" || request.op === "fromRdf") out.text = masked(result.value);
    else out.text = JSON.stringify(normal(result.value));
  };
  await show(a, ours);
  await show(b, reference);
  return { agrees: a.text === b.text, a, b, ours, reference };
}

/// What explains that both disagree on a request; nothing where none does.
async function explanation(request) {
  const used = [];
  for (const [name, without] of Object.entries(explanations)) {
    const other = without(request);
    if (JSON.stringify(other) === JSON.stringify(request)) continue;
    // Alone where that is enough.
    if ((await both(other)).agrees) return name;
  }
  for (const [name, without] of Object.entries(explanations)) {
    const other = without(request);
    if (JSON.stringify(other) === JSON.stringify(request)) continue;
    used.push(name);
    request = other;
    if ((await both(request)).agrees) return used.join(" + ");
  }
  return undefined;
}

async function judge(request) {
  const result = await both(request);
  // Which of several faults is met first is nobody's rule: two errors agree, and those with other codes are counted.
  if (!result.agrees && result.ours.error && result.reference.error) return { ...result, what: `${request.op} (error, by another code)`, agrees: true };
  const what = `${request.op}${result.ours.error ? " (error)" : ""}`;
  if (result.agrees) return { what, agrees: true, ...result };
  const explained = await explanation(request);
  if (explained) return { what, explained, ...result };
  const small = process.env.SHRINK === "0" ? request : await shrink(request, async (candidate) => {
    if (candidate.op !== request.op || candidate.input === undefined || candidate.options === undefined || (candidate.op === "compact" && candidate.context === undefined)) return false;
    const again = await both(candidate);
    return !again.agrees && !(await explanation(candidate)) && (again.a.text.startsWith("error") === result.a.text.startsWith("error")) &&
      (again.b.text.startsWith("error") === result.b.text.startsWith("error")) && (again.b.text.startsWith("broken") === result.b.text.startsWith("broken"));
  });
  const last = await both(small);
  return { what, ...result, show: `${JSON.stringify(small)}\n  ours   ${last.a.text} ${last.ours.message ?? ""}\n  theirs ${last.b.text} ${last.reference.message ?? ""}` };
}

const options = (r) => ({ base, ordered: true, ...(r.is(0.1) ? { compactArrays: false } : {}), ...(r.is(0.1) ? { compactToRelative: false } : {}) });
const only = process.env.OPS?.split(",");

await run({
  name: "JSON-LD 1.1", versions, seed: 22, cases: 120,
  one: async (r) => {
    const out = [];
    const add = async (request) => {
      if (only && !only.includes(request.op)) return {};
      const judged = await judge(request);
      out.push(judged);
      return judged;
    };
    let input = document(r);
    const spoilt = r.is(0.25);
    if (spoilt) input = spoil(r, input);
    const how = options(r);
    const direction = r.pick([undefined, "i18n-datatype"]);
    const rdf = direction ? { ...how, rdfDirection: direction } : how;
    const expanded = await both({ op: "expand", input, options: how });
    await add({ op: "expand", input, options: how });
    if (spoilt || expanded.reference.value === undefined || expanded.ours.value === undefined) return out;
    const flat = expanded.reference.value;
    await add({ op: "compact", input: flat, context: input["@context"], options: how });
    await add({ op: "compact", input: flat, context: context(r), options: how });
    await add({ op: "flatten", input: flat, options: how });
    const quads = await add({ op: "toRdf", input: flat, options: rdf });
    if (typeof quads.reference?.value === "string") {
      const native = { useNativeTypes: r.is(0.3), useRdfType: r.is(0.2) };
      await add({ op: "fromRdf", input: quads.reference.value, options: { ...rdf, ...native } });
    }
    return out;
  },
});
