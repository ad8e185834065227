// Disagreements that docs/divergences.md explains. Each says how to write the request without what it is about: where both
// agree on that one, the disagreement is explained, and by nothing else. They are tried one on top of the other.

const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
/// `change` on every map of a value, inside out.
const each = (value, change) => {
  if (Array.isArray(value)) return value.map((item) => each(item, change));
  if (!isMap(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, each(inner, change)])));
};
const dropping = (test) => (map) => Object.fromEntries(Object.entries(map).filter(([key, value]) => !test(key, value)));
const everywhere = (request, change) => ({ ...request, input: each(request.input, change), ...(request.context ? { context: each(request.context, change) } : {}) });

const without = (request, test) => everywhere(request, dropping(test));
const is = (...keys) => (key) => keys.includes(key);
/// `change` on the maps of a document that are no contexts.
const eachNode = (value, change) => {
  if (Array.isArray(value)) return value.map((item) => eachNode(item, change));
  if (!isMap(value)) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "@context" ? inner : eachNode(inner, change)])));
};
/// `change` on every definition of a term.
const eachTerm = (request, change) => everywhere(request, (map) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, isMap(value) && !key.startsWith("@") ? change(value, key) : value])));
const ownScope = (definition, term) => ("@context" in definition
  ? { ...definition, "@context": Array.isArray(definition["@context"]) ? definition["@context"].map((one) => (isMap(one) ? dropping(is(term))(one) : one)) : isMap(definition["@context"]) ? dropping(is(term))(definition["@context"]) : definition["@context"] } : definition);
const contextOnly = is("@none", "nobody", "@vocab", "@base", "@container", "@default", "@json", "@prefix", "@propagate", "@protected", "@version", "@import", "@odd");

export const explanations = {
  "jsonld: directions are lost in scoped contexts, compaction and flattening": (q) => without(q, is("@direction", "dir")),
  "jsonld: values of graph terms are taken as a graph's content (Expansion 13.12)": (q) => (q.op === "expand" ? without(q, (key, value) => key === "@container" && [value].flat().includes("@graph")) : q),
  "jsonld: graphs of nothing (Expansion 13.4.5)": (q) => (q.op === "expand" ? without(q, is("@graph", "inside")) : q),
  "jsonld: empty arrays (IRI Compaction 4.9.2, 4.11; Expansion 13.4.4)": (q) =>
    ["compact", "expand"].includes(q.op) ? { ...q, input: each(q.input, dropping((key, value) => Array.isArray(value) && value.length === 0 && (!key.startsWith("@") || key === "@type"))) } : q,
  "jsonld: an empty document with compactArrays false (compact(), step 8)": (q) => (q.op === "compact" && q.options.compactArrays === false ? { ...q, options: { ...q.options, compactArrays: true } } : q),
  "jsonld: graphs named by blank nodes (Serialize RDF 5.1)": (q) =>
    q.op === "fromRdf" ? { ...q, input: q.input.replaceAll(/ _:(\S+) \.\n/g, (all, label) => ` <http://graph.example/${label}> .\n`) } : q,
  "jsonld: texts become xsd:string with useNativeTypes (RDF to Object 2.8)": (q) => (q.op === "fromRdf" ? { ...q, options: { ...q.options, useNativeTypes: false } } : q),
  "jsonld: reverse properties in containers (IRI Compaction 4.6)": (q) => (q.op === "compact" ? without(q, is("@reverse")) : q),
  "jsonld: a term is looked up in the scope it opens (Expansion 13.5 to 13.13)": (q) => (q.op === "expand" ? eachTerm(q, ownScope) : q),
  "jsonld: an index property is looked up in the term's scope (Expansion 13.8.3.7.2)": (q) => (q.op === "expand" ? eachTerm(q, (map) => ("@context" in map && "@index" in map ? dropping(is("@index"))(map) : map)) : q),
  "jsonld: types of values leave the type scope (Expansion 10)": (q) => (q.op === "expand" ? eachTerm(q, (map, key) => (/^[A-Z]/.test(key) ? dropping(is("@context"))(map) : map)) : q),
  "jsonld: keywords that no node has (Expansion 13.4)": (q) => (q.op === "fromRdf" ? q : { ...q, input: eachNode(q.input, dropping(contextOnly)) }),
  "jsonld: sets in lists are lists (Expansion 5.2.2)": (q) => (q.op === "expand" ? without(q, is("@set", "bag")) : q),
  "jsonld: arrays in lists are lists (Expansion 5.2.2)": (q) => {
    const flat = (v) => Array.isArray(v) ? v.flatMap((item) => (Array.isArray(item) ? flat(item) : [flat(item)])) : isMap(v) ? Object.fromEntries(Object.entries(v).map(([key, inner]) => [key, flat(inner)])) : v;
    return q.op === "expand" ? { ...q, input: flat(q.input) } : q;
  },
  "jsonld: a container of null (Create Term Definition 19.1)": (q) => without(q, (key, value) => key === "@container" && value === null),
  "jsonld: names of graphs are not made relative (Compaction 12.8.8.4.2)": (q) =>
    q.op === "compact" ? { ...q, input: each(q.input, (map) => ("@graph" in map && "@id" in map ? { ...map, "@id": "http://graph.example/g" } : map)) } : q,
  "jsonld: characters that no IRI has are kept (Deserialize 1.3)": (q) => JSON.parse(JSON.stringify(q).replaceAll('quote\\"s', "quotes").replaceAll("quote\\\\u0022s", "quotes").replaceAll("a b", "ab").replaceAll("line\\nbreak", "linebreak")),
  "jsonld: an alias of @graph or @list as an array (Compaction 12.8.5)": (q) => (q.context ? { ...q, context: each(q.context, dropping((key, value) => value === "@graph" || value === "@list")) } : q),
  "jsonld: @list of null (Expansion 13.4.11.2)": (q) => (q.op === "expand" ? without(q, (key, value) => is("@list", "row")(key) && value === null) : q),
  "jsonld: @language of null in a value (Expansion 13.4.8.1)": (q) => (q.op === "expand" ? without(q, (key, value) => is("@language", "lang")(key) && value === null) : q),
  "jsonld: a relative @base (Context Processing 5.7.4)": (q) => without(q, (key, value) => key === "@base" && !String(value).startsWith("http:")),
  "jsonld: a context inside of a context (Create Term Definition 5)": (q) => (q.op === "expand" ? { ...q, input: each(q.input, (map) => (isMap(map["@context"]) ? { ...map, "@context": dropping(is("@context"))(map["@context"]) } : map)) } : q),
  "jsonld: references with an index (Value Compaction 6.1)": (q) => (q.op === "compact" ? { ...q, input: each(q.input, (map) => ("@id" in map ? dropping(is("@index"))(map) : map)) } : q),
  "jsonld: compactToRelative false leaves the input without a base (compact(), step 2)": (q) => (q.op === "compact" && q.options.compactToRelative === false ? { ...q, options: { ...q.options, compactToRelative: true } } : q),
  "jsonld: the type of a node is compacted in its property's scope (Compaction 1, 12.2)": (q) => (q.op === "compact" && q.context ? eachTerm(q, dropping(is("@context"))) : q),
  "jsonld: graphs as items of graphs and lists (Compaction 12.8.5)": (q) => (q.op === "compact" ? { ...q, input: each(q.input, dropping(is("@graph"))) } : q),
  "jsonld: an alias of @type where @type is a set (IRI Compaction 4.9)": (q) => (q.context ? { ...q, context: each(q.context, dropping((key, value) => value === "@type" || key === "@type")) } : q),
  "jsonld: an alias of @value in language maps (Compaction 12.8.9.4)": (q) => (q.context ? { ...q, context: each(q.context, dropping((key, value) => value === "@value")) } : q),
  "jsonld: IRIs with two fragments (Deserialize 1.3)": (q) => JSON.parse(JSON.stringify(q).replaceAll("##", "#")),
  "jsonld: values in maps of identifiers are an error (Expansion 13.8.3.7.4)": (q) => (q.op === "expand" ? eachTerm(q, (map) => ([map["@container"]].flat().includes("@id") ? dropping(is("@container"))(map) : map)) : q),
  "jsonld: a value of a list of types (Expansion 15.5)": (q) => (q.op === "fromRdf" ? q : { ...q, input: eachNode(q.input, (map) => {
    const type = ["@type", "kind"].find((key) => Array.isArray(map[key]));
    if (!type || !("@value" in map || "val" in map)) return map;
    return map[type].length > 0 ? { ...map, [type]: map[type][0] } : dropping(is(type))(map);
  }) }),
  "jsonld: terms with characters that no IRI has are an error (Create Term Definition 14.2.3)": (q) => JSON.parse(JSON.stringify(q).replaceAll('"no iri"', '"noiri"')),
  "jsonld: reverse properties of nothing (Expansion 13.4.13.4)": (q) => (q.op === "expand" ? { ...q, input: eachNode(q.input, dropping(is("@reverse", "back"))) } : q),
  "jsonld: @protected that is no boolean (Context Processing 5.13)": (q) => without(q, (key, value) => key === "@protected" && typeof value !== "boolean"),
  "jsonld: a language or direction of a node (Node Map Generation 6.12)": (q) => (["flatten", "toRdf"].includes(q.op) ? { ...q, input: each(q.input, (map) => ("@value" in map ? map : dropping(is("@language", "@direction"))(map))) } : q),
  "jsonld: index properties as compact IRIs (Compaction 12.8.9.6.1)": (q) => (q.op === "compact" && q.context ? eachTerm(q, dropping(is("@index"))) : q),
  "jsonld: lists in maps of identifiers (IRI Compaction 4.7)": (q) => (q.op === "compact" && q.context ? eachTerm(q, (map) => ([map["@container"]].flat().some(is("@id", "@type")) ? dropping(is("@container"))(map) : map)) : q),
  "jsonld: a graph of one in a set (Compaction 3.3)": (q) => (q.op === "compact" && q.context ? eachTerm(q, (map) => ("@container" in map ? { ...map, "@container": [map["@container"]].flat().filter((one) => one !== "@set") } : map)) : q),
  "jsonld: keys of a type map in the term's scope (Expansion 13.8.3.4)": (q) => (q.op === "expand" ? eachTerm(q, (map) => ([map["@container"]].flat().includes("@type") ? dropping(is("@context"))(map) : map)) : q),
  "ours: JSON literals in compaction (docs/divergences.md)": (q) => (q.op === "compact" ? { ...q, input: each(q.input, (map) => (map["@type"] === "@json" ? { "@value": "json" } : map)) } : q),
  "jsonld: @included that comes to nothing (Expansion 13.4.6)": (q) => (["compact", "expand"].includes(q.op) ? without(q, is("@included", "kin")) : q),
};

/// The same for texts of RDF: what of a text one of the two reads otherwise.
export function textExplanation(op, text, { ours, reference }) {
  if (op === "nquads" && /_:[^\s<>"]*:/.test(text) && reference.error) return "n3: a colon in the name of a blank node (N-Quads, PN_CHARS_U)";
  if (op === "nquads" && ours.error && !reference.error) {
    const [, line, column] = /line (\d+), column (\d+)/.exec(ours.message) ?? [];
    const rest = [...(text.split("\n")[line - 1] ?? "")].slice(0).join("").slice(column - 1);
    if (ours.message.includes("expected the end of the line") || /^\s*(#|$)/.test(rest)) return "n3: line breaks count as space in N-Quads (nquadsDoc, EOL)";
  }
  const references = [...text.matchAll(/<([^<>]*)>/g)].map((found) => found[1]);
  if (op === "turtle" && /[Ii]nvalid IRI|valid IRI|reading 'value'/.test(reference.error ?? "") && references.some((iri) => iri.includes(":") && !/^[A-Za-z][A-Za-z0-9+.-]*:/.test(iri)))
    return "n3: references with a colon that ends no scheme are refused";
  if (op === "turtle" && reference.error && /(^|[\s(,[])[+-]?[0-9.]+([eE][+-]?\d+)?[:+-]/.test(text)) return "n3: a number needs a space before the next name or number";
  return undefined;
}
