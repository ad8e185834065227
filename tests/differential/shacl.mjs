// Our SHACL against rdf-validate-shacl of npm, over generated shapes and data, and over our own vectors:
//   node tests/differential/shacl.mjs PATH_TO_SHACL_TOOL      (SEED=, CASES=)
// What they are known to differ in is not generated, or is named where it is left out; docs/divergences.md says who is right.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { need } from "../interop/needs.mjs";
import { Tool } from "./support.mjs";
import { randomOf, setting } from "./draw.mjs";

const { Parser, Store } = await need("n3");
const { default: SHACLValidator } = await need("rdf-validate-shacl");
const tool = new Tool(process.argv[2]);
const namespaces = {
  ex: "https://shapes.example/ns#", sh: "http://www.w3.org/ns/shacl#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#", xsd: "http://www.w3.org/2001/XMLSchema#",
};
const prefixes = Object.entries(namespaces).map(([name, iri]) => `@prefix ${name}: <${iri}> .`).join(" ") + "\n";
const parse = (text) => new Store(new Parser({ baseIRI: "https://shapes.example/" }).parse(prefixes + text));
const sh = (name) => namespaces.sh + name;

const term = (node) => {
  if (!node) return "-";
  if (node.termType === "BlankNode") return "_";
  if (node.termType === "NamedNode") {
    const found = Object.entries(namespaces).find(([, iri]) => node.value.startsWith(iri));
    return found ? `${found[0]}:${node.value.slice(found[1].length)}` : `<${node.value}>`;
  }
  if (node.language) return `${JSON.stringify(node.value)}@${node.language}`;
  const datatype = term(node.datatype);
  return JSON.stringify(node.value) + (datatype === "xsd:string" ? "" : `^^${datatype}`);
};

// A path as the tool writes it, read from the shapes.
const path = (store, node) => {
  if (!node) return "-";
  if (node.termType !== "BlankNode") return term(node);
  const get = (subject, predicate) => store.getObjects(subject, predicate, null)[0];
  const list = (head) => (head.value === `${namespaces.rdf}nil` ? [] : [get(head, `${namespaces.rdf}first`), ...list(get(head, `${namespaces.rdf}rest`))]);
  if (get(node, `${namespaces.rdf}first`)) return `seq(${list(node).map((part) => path(store, part)).join(",")})`;
  for (const [name, property] of [["alt", "alternativePath"], ["inv", "inversePath"], ["star", "zeroOrMorePath"], ["plus", "oneOrMorePath"], ["opt", "zeroOrOnePath"]]) {
    const inner = get(node, sh(property));
    if (inner) return `${name}(${(name === "alt" ? list(inner) : [inner]).map((part) => path(store, part)).join(",")})`;
  }
  return "?";
};

const reference = async (shapes, data, options) => {
  const store = parse(shapes);
  const report = await new SHACLValidator(store, options).validate(parse(data));
  return {
    conforms: report.conforms,
    results: [...report.results].map((result) => ({
      focus: term(result.focusNode), path: path(store, result.path), component: result.sourceConstraintComponent.value.slice(namespaces.sh.length).replace(/ConstraintComponent$/, ""),
      value: term(result.value), severity: term(result.severity),
    })),
  };
};
const lineOf = (result) => [result.focus, result.path, result.component, result.value, result.severity].join(" | ");
const linesOf = (results) => [...new Set(results.map(lineOf))].sort();

// ---- generated shapes and data
const makeCase = (random) => {
  const { below, one, chance } = random;
  const nodes = Array.from({ length: 3 + below(5) }, (_, i) => `ex:n${i}`);
  const classes = ["ex:C0", "ex:C1", "ex:C2", "ex:C3"];
  // What a predicate's values are, so that pairs and ranges meet what both can compare.
  const number = () => one([() => `${below(12) - 3}`, () => `${below(12)}.${below(10)}`, () => `"${below(9)}"^^xsd:byte`, () => `${below(9)}e0`])();
  const moment = () => `"2026-0${1 + below(9)}-1${below(10)}T0${below(10)}:00:00${one(["Z", "+01:00", "-05:00"])}"^^xsd:dateTime`;
  const word = () => one(["clay", "kiln", "a", "glaze 7", "ab-12", ""]);
  // The parser gives the reference language tags in lower case.
  const text = () => JSON.stringify(word()) + one(["", "", "@en", "@en-gb", "@de", "@fr"]);
  // Nor what is out of a datatype's bounds, nor days that are not: the reference reads the digits and compares.
  const odd = () => one(['"x"^^xsd:integer', '"noon"^^xsd:dateTime', '"maybe"^^xsd:boolean', "true", "false"]);
  const kinds = {
    "ex:num": number, "ex:most": number, "ex:when": moment, "ex:until": moment, "ex:name": text, "ex:title": text,
    "ex:ref": () => one([...nodes, "ex:elsewhere", "[]"]), "ex:next": () => one(nodes), "ex:mix": () => one([number, moment, text, odd, () => one(nodes)])(),
  };
  const predicates = Object.keys(kinds);
  let data = "";
  for (const node of nodes) {
    for (const predicate of predicates) for (let n = chance(0.5) ? 1 + below(3) : 0; n > 0; --n) data += `${node} ${predicate} ${kinds[predicate]()} .\n`;
    if (chance(0.7)) data += `${node} a ${one(classes)} .\n`;
  }
  for (let i = 1; i < classes.length; ++i) if (chance(0.5)) data += `${classes[i]} rdfs:subClassOf ${classes[below(i)]} .\n`;

  const simplePath = () => one(predicates);
  const pathText = (depth) => {
    const kind = depth > 2 ? 0 : below(11);
    if (kind < 5) return simplePath();
    if (kind === 5) return `( ${pathText(depth + 1)} ${pathText(depth + 1)} )`;
    if (kind === 6) return `[ sh:alternativePath ( ${pathText(depth + 1)} ${pathText(depth + 1)} ) ]`;
    // The reference takes the inverse of a predicate only.
    if (kind === 7) return `[ sh:inversePath ${simplePath()} ]`;
    return `[ sh:${["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"][kind - 8]} ${pathText(depth + 1)} ]`;
  };
  const bound = () => one([number, moment])();
  const anything = () => one([number, text, () => one(nodes), odd])();
  const named = [];
  // Shapes refer to later ones only: what a shape that refers to itself comes to is left open.
  const total = 2 + below(4);
  const constraints = (isProperty, index, depth, predicate) => {
    const out = [];
    const shapeRef = () => (depth < 2 && chance(0.7) ? anonymous(chance(0.3), index, depth + 1) : later(index) ?? anonymous(false, index, depth + 1));
    const nodeRef = () => later(index) ?? anonymous(false, index, depth + 1);
    const list = () => `( ${Array.from({ length: 1 + below(3) }, shapeRef).join(" ")} )`;
    const candidates = [
      () => `sh:class ${one(classes)}`, () => `sh:datatype ${one(["xsd:integer", "xsd:decimal", "xsd:string", "xsd:boolean", "xsd:dateTime", "xsd:byte", "rdf:langString"])}`,
      () => `sh:nodeKind sh:${one(["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"])}`,
      () => `sh:minInclusive ${bound()}`, () => `sh:maxInclusive ${bound()}`, () => `sh:minExclusive ${bound()}`, () => `sh:maxExclusive ${bound()}`,
      () => `sh:minLength ${below(6)}`, () => `sh:maxLength ${below(8)}`, () => `sh:pattern "${one(["^a", "[0-9]+", "^[a-z]+$", "n[13]$", "^$"])}"${chance(0.3) ? ' ; sh:flags "i"' : ""}`,
      () => `sh:languageIn ( ${random.some(['"en"', '"de"', '"fr"'], 0.6).join(" ")} )`, () => `sh:disjoint ${simplePath()}`,
      () => `sh:in ( ${Array.from({ length: below(4) }, anything).join(" ")} )`, () => `sh:hasValue ${anything()}`,
      () => `sh:not ${shapeRef()}`, () => `sh:or ${list()}`, () => `sh:xone ${list()}`, () => `sh:node ${nodeRef()}`, () => `sh:property ${anonymous(true, index, depth + 1)}`,
      () => `sh:closed true ; sh:ignoredProperties ( ${random.some(["rdf:type", "rdfs:subClassOf", ...predicates], 0.6).join(" ")} )`,
    ];
    if (isProperty) {
      candidates.push(() => `sh:minCount ${below(3)}`, () => `sh:maxCount ${below(3)}`, () => "sh:uniqueLang true", () => `sh:equals ${simplePath()}`,
        () => `sh:qualifiedValueShape ${shapeRef()} ; sh:qualifiedMinCount ${below(3)} ; sh:qualifiedMaxCount ${below(3)}${chance(0.5) ? " ; sh:qualifiedValueShapesDisjoint true" : ""}`);
      // Of what is ill-typed the reference takes every pair as in order.
      if (/^ex:(num|most|when|until)$/.test(predicate)) candidates.push(() => `sh:lessThan ${one(["ex:num", "ex:most", "ex:when", "ex:until"])}`, () => `sh:lessThanOrEquals ${one(["ex:num", "ex:most", "ex:when", "ex:until"])}`);
    } else {
      // In property shapes the reference judges sh:and over the path again; of sh:equals in node shapes it forgets the focus node.
      candidates.push(() => `sh:and ${list()}`);
    }
    const chosen = new Map();
    for (let n = 1 + below(3); n > 0; --n) {
      const next = one(candidates)();
      chosen.set(next.split(" ")[0], next);
    }
    out.push(...chosen.values());
    if (chance(0.1)) out.push(`sh:severity sh:${one(["Warning", "Info", "Violation"])}`);
    if (chance(0.05)) out.push(`sh:deactivated ${one(["true", "false"])}`);
    return out.join(" ; ");
  };
  const anonymous = (isProperty, index, depth) => {
    const predicate = isProperty ? pathText(0) : "";
    return `[ ${isProperty ? `sh:path ${predicate} ; ` : ""}${depth > 2 ? `sh:nodeKind sh:${one(["IRI", "Literal"])}` : constraints(isProperty, index, depth, predicate)} ]`;
  };
  const later = (index) => (index + 1 < total ? `ex:S${index + 1 + below(total - index - 1)}` : undefined);
  for (let i = 0; i < total; ++i) {
    const targets = [];
    if (i === 0 || chance(0.5)) {
      targets.push(one([() => `sh:targetNode ${one([...nodes, "ex:nowhere", '"clay"', "7"])}`, () => `sh:targetClass ${one(classes)}`, () => `sh:targetSubjectsOf ${simplePath()}`, () => `sh:targetObjectsOf ${simplePath()}`])());
    }
    named.push(`ex:S${i} ${["a sh:NodeShape", ...targets, constraints(false, i, 0), chance(0.6) ? `sh:property ${anonymous(true, i, 1)}` : ""].filter(Boolean).join(" ; ")} .`);
  }
  return { shapes: named.join("\n"), data };
};

const show = (one, ours, theirs) => {
  const missing = theirs.filter((line) => !ours.includes(line));
  const extra = ours.filter((line) => !theirs.includes(line));
  console.log(`--- shapes\n${one.shapes}\n--- data\n${one.data}\n--- only the reference\n${missing.join("\n")}\n--- only ours\n${extra.join("\n")}\n`);
};

let bad = 0;
// Our vectors: what they expect is what the reference finds, but where they say otherwise.
const folder = join(dirname(fileURLToPath(import.meta.url)), "../vectors/shacl/2017-07-20/valid");
let agreed = 0;
let noted = 0;
for (const file of readdirSync(folder).sort()) {
  for (const block of readFileSync(join(folder, file), "utf8").split(/^=== /m).slice(1)) {
    const [head, ...parts] = block.split(/^--- /m);
    const name = head.split("\n")[0];
    const part = Object.fromEntries(parts.map((text) => [text.slice(0, text.indexOf("\n")), text.slice(text.indexOf("\n") + 1).trim()]));
    const wanted = part.expect === "conforms" ? [] : part.expect.split("\n").map((line) => line.split(" ; ")[0]);
    let same = false;
    let found;
    try {
      found = await reference(part.shapes, part.data);
      same = [...new Set(found.results.map((r) => [r.focus, r.path, r.component, r.value].join(" | ")))].sort().join("\n") === [...new Set(wanted)].sort().join("\n");
    } catch (error) {
      found = { results: [], error };
    }
    if (same) ++agreed;
    else ++noted;
    if (same !== !part.reference) {
      ++bad;
      console.log(`${file}: ${name}: the reference ${same ? "agrees, though the vector says that it does not" : `finds ${found.error ?? JSON.stringify(found.results)}`}`);
    }
  }
}
console.log(`vectors: the reference agrees with ${agreed}, and differs from ${noted} as they say`);

const { seed, count } = setting("shacl", 300);
let violations = 0;
for (let i = 0; i < count && bad < 5; ++i) {
  const one = makeCase(randomOf(seed + i));
  // Without the option the reference stops judging a node by a shape after fifty times.
  const [ours, theirs] = await Promise.all([tool.ask({ shapes: prefixes + one.shapes, data: prefixes + one.data }), reference(one.shapes, one.data, { maxNodeChecks: 0 }).catch((error) => ({ error }))]);
  if (theirs.error || ours.error || ours.problems) {
    ++bad;
    console.log(`case ${i} (SEED=${seed + i} CASES=1): ours ${ours.message ?? ours.problems ?? "judges"}, the reference ${theirs.error?.stack ?? "judges"}\n${one.shapes}\n${one.data}`);
    continue;
  }
  const mine = linesOf(ours.results.map(([focus, p, component, value, severity]) => ({ focus, path: p, component, value, severity })));
  const other = linesOf(theirs.results);
  violations += other.length;
  if (ours.conforms !== theirs.conforms || mine.join("\n") !== other.join("\n")) {
    ++bad;
    console.log(`case ${i} (SEED=${seed + i} CASES=1): conforms ${ours.conforms}, the reference ${theirs.conforms}`);
    show(one, mine, other);
  }
}
tool.end();
console.log(bad ? `${bad} disagree` : `${count} cases with ${violations} results agree`);
process.exit(bad ? 1 : 0);
