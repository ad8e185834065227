// Generated JSON-LD: contexts of every kind and documents that use them, mostly as they are meant. Names are made up.
const vocab = "http://v.example/ns#";
const terms = ["alpha", "beta", "gamma", "delta", "eta", "iota", "kappa", "mu", "nu", "pi"];
const types = ["Atlas", "Brush", "Chisel", "Drum"];
const xsd = "http://www.w3.org/2001/XMLSchema#";
const aliases = { id: "@id", kind: "@type", val: "@value", lang: "@language", inside: "@graph", bag: "@set", row: "@list",
  back: "@reverse", dir: "@direction", folded: "@nest", kin: "@included", at: "@index", nobody: "@none" };

const iriFor = (r, term) => r.weighed({ [`ex:${term}`]: 5, [vocab + term]: 3, [`http://other.example/${term}/x`]: 2, "ex:shared": 1.5 });

function definition(r, term, depth, hasVocab) {
  const kind = r.weighed({ simple: 3, full: 8, none: 0.3, typed: 3, reverse: 0.7 });
  if (kind === "simple") return iriFor(r, term);
  if (kind === "none") return r.is(0.5) ? null : { "@id": null };
  const out = {};
  if (kind === "reverse") {
    out["@reverse"] = iriFor(r, term);
    if (r.is(0.5)) out["@container"] = r.pick(["@set", "@index"]);
    if (r.is(0.3)) out["@type"] = r.pick(["@id", "@vocab"]);
    return out;
  }
  if (!hasVocab || r.is(0.8)) out["@id"] = iriFor(r, term);
  if (kind === "typed") out["@type"] = r.weighed({ "@id": 4, "@vocab": 3, "@json": 1.5, "@none": 1, [`${xsd}date`]: 2, "ex:thing": 1, [term === "beta" ? "gamma" : "beta"]: 0.3 });
  if (r.is(0.6)) {
    const container = r.weighed({ "@set": 3, "@list": 3, "@index": 3, "@language": 3, "@id": 2, "@type": 2, "@graph": 2, gid: 1, gix: 1.5, prop: 1.5 });
    if (container === "gid") out["@container"] = ["@graph", "@id"];
    else if (container === "gix") out["@container"] = ["@graph", "@index"];
    else if (container === "prop") {
      out["@container"] = "@index";
      out["@index"] = r.pick(hasVocab ? ["ex:key", "beta", "gamma", "kappa"].filter((key) => key !== term) : ["ex:key", `${vocab}key`]);
    } else out["@container"] = container;
    if (!["@list", "@set"].includes(container) && r.is(0.3)) out["@container"] = [out["@container"], "@set"].flat();
    if ((container === "@type" || container === "@language") && out["@type"] && !(container === "@type" && ["@id", "@vocab"].includes(out["@type"]))) delete out["@type"];
  }
  if (!out["@type"] && r.is(0.3)) out["@language"] = r.pick(["de", "fr", "en-GB", "EN", null]);
  if (!out["@type"] && r.is(0.2)) out["@direction"] = r.pick(["ltr", "rtl", null]);
  if (r.is(0.06)) out["@nest"] = r.pick(["@nest", "folded"]);
  if (depth > 0 && r.is(0.25)) out["@context"] = context(r, depth - 1, true);
  if (r.is(0.03)) out["@protected"] = true;
  if (r.is(0.05)) out["@prefix"] = r.is(0.5);
  return out;
}

export function context(r, depth = 2, scoped = false) {
  if (scoped && r.is(0.04)) return r.is(0.5) ? null : [null, context(r, depth, true)];
  const out = {};
  if (r.is(0.15)) out["@version"] = 1.1;
  if (scoped ? r.is(0.15) : r.is(0.75)) out["@vocab"] = r.weighed({ [vocab]: 8, "http://other.example/": 2, "ex:": 0.7, "": 0.4 });
  if (r.is(scoped ? 0.08 : 0.15)) out["@base"] = r.weighed({ "http://base.example/a/b": 3, "sub/": 2, "../up": 1, "": 1 });
  if (r.is(0.25)) out["@language"] = r.pick(["en", "de", "EN-gb", null]);
  if (r.is(0.15)) out["@direction"] = r.pick(["ltr", "rtl", null]);
  if (r.is(0.02)) out["@protected"] = true;
  if (r.is(0.06)) out["@propagate"] = r.is(0.5);
  if (!scoped || r.is(0.3)) out.ex = r.weighed({ "http://ex.example/": 6, "http://ex.example/deep#": 1, "http://ex.example/open": 0.4 });
  for (const [alias, keyword] of Object.entries(aliases)) if (r.is(scoped ? 0.03 : 0.18)) out[alias] = keyword;
  if (out["@version"] === undefined && r.is(0.05)) out["@type"] = { "@container": "@set" };
  for (const term of terms) if (r.is(scoped ? 0.2 : 0.55)) out[term] = definition(r, term, depth, typeof out["@vocab"] === "string");
  for (const type of types) {
    if (r.is(scoped ? 0.08 : 0.4)) {
      out[type] = depth > 0 && r.is(0.5) ? { "@id": `ex:${type}`, "@context": context(r, depth - 1, true) } : `ex:${type}`;
    }
  }
  return out;
}

/// What a term means at a place, as far as the generator needs to know to write something fitting.
const merged = (known, local) => {
  for (const one of [local].flat()) {
    if (one === null) known = {};
    else if (typeof one === "object") known = { ...known, ...one };
  }
  return known;
};

const texts = ["forge", "Ton", "été", "", "a b", "line\nbreak", "\u05d0", "quote\"s", "café"];
const ids = ["http://ex.example/one", "ex:two", "three", "../four", "#five", "_:b1", "_:n2", "", "http://docs.example/dir/six", "?q=7", "//host.example/8", "Atlas"];

function scalar(r) {
  const kind = r.weighed({ text: 6, whole: 2, real: 1, truth: 1 });
  if (kind === "text") return r.pick(texts);
  if (kind === "whole") return r.pick([0, 1, -7, 42, 900719925474099, 1e21]);
  if (kind === "real") return r.pick([0.5, -1.25, 1.5e-7, 3.3e20, 5.5e30]);
  return r.is(0.5);
}

export function anyJson(r, depth = 2) {
  if (depth === 0 || r.is(0.5)) return r.is(0.1) ? null : scalar(r);
  if (r.is(0.5)) return Array.from({ length: r.below(3) }, () => anyJson(r, depth - 1));
  return Object.fromEntries(r.some(["x", "a", "é", "@id", "10", "9"], 3).map((key) => [key, anyJson(r, depth - 1)]));
}

const keywordIn = (r, known, keyword) => {
  const names = Object.keys(aliases).filter((alias) => known[alias] === keyword);
  return names.length > 0 && r.is(0.6) ? r.pick(names) : keyword;
};

function valueObject(r, known) {
  const out = {};
  const value = keywordIn(r, known, "@value");
  const kind = r.weighed({ plain: 3, typed: 3, tagged: 4, directed: 2, json: 1, none: 0.3 });
  out[value] = kind === "json" ? anyJson(r) : kind === "tagged" || kind === "directed" ? r.pick(texts) : kind === "none" ? null : scalar(r);
  if (kind === "typed") out[keywordIn(r, known, "@type")] = r.pick([`${xsd}date`, "ex:thing", typeof out[value] === "number" ? `${xsd}double` : `${xsd}integer`, "Atlas"]);
  if (kind === "json") out[keywordIn(r, known, "@type")] = "@json";
  if (kind === "tagged") out[keywordIn(r, known, "@language")] = r.pick(["en", "de", "EN-gb", "fr"]);
  if (kind === "directed" || (kind === "tagged" && r.is(0.2))) out[keywordIn(r, known, "@direction")] = r.pick(["ltr", "rtl"]);
  if (r.is(0.1)) out[keywordIn(r, known, "@index")] = r.pick(["i1", "i2"]);
  return out;
}

function single(r, known, depth, inList = false) {
  const kind = r.weighed({ scalar: 5, value: 3, node: depth > 0 ? 5 : 0, list: depth > 0 ? (inList ? 0.7 : 1) : 0, set: depth > 0 ? 0.5 : 0, none: 0.2, graph: depth > 0 ? 0.5 : 0, ref: 1 });
  if (kind === "scalar") return r.is(0.25) ? r.pick(ids) : scalar(r);
  if (kind === "value") return valueObject(r, known);
  if (kind === "node") return node(r, known, depth - 1);
  if (kind === "none") return null;
  if (kind === "ref") return { [keywordIn(r, known, "@id")]: r.pick(ids) };
  if (kind === "graph") {
    const out = { [keywordIn(r, known, "@graph")]: several(r, known, depth - 1, (x) => node(r, known, x)) };
    if (r.is(0.3)) out[keywordIn(r, known, "@id")] = r.pick(ids);
    if (r.is(0.2)) out["@index"] = r.pick(["i1", "i2"]);
    return out;
  }
  const out = { [keywordIn(r, known, kind === "list" ? "@list" : "@set")]: several(r, known, depth - 1, (x) => single(r, known, x, kind === "list")) };
  if (r.is(0.1)) out["@index"] = "i3";
  return out;
}

function several(r, known, depth, make) {
  const count = r.weighed({ 0: 0.5, 1: 5, 2: 3, 3: 1 });
  if (count === "1" && r.is(0.7)) return make(depth);
  return Array.from({ length: Number(count) }, () => make(depth));
}

function valueFor(r, known, term, depth) {
  const given = known[term];
  const def = given !== null && typeof given === "object" ? given : {};
  const inner = def["@context"] !== undefined ? merged(known, def["@context"]) : known;
  const container = [def["@container"] ?? []].flat();
  const one = (d) => {
    if (def["@type"] === "@json") return anyJson(r);
    if (def["@type"] === "@id" || def["@type"] === "@vocab") return r.is(0.6) ? r.pick(r.is(0.3) ? [...types, ...terms] : ids) : single(r, inner, d);
    if (def["@reverse"]) return node(r, inner, Math.max(0, d - 1));
    return single(r, inner, d, container.includes("@list"));
  };
  if (r.is(0.06) || def["@type"] === "@json") return several(r, inner, depth, one);
  const map = (keys, make) => Object.fromEntries(r.some(keys, 3).map((key) => [key, several(r, inner, depth, make)]));
  const asNode = (d) => node(r, inner, Math.max(0, d - 1));
  if (container.includes("@language")) return map(["en", "de", "EN-gb", "@none", "nobody"], () => (r.is(0.05) ? null : r.pick(texts)));
  if (container.includes("@graph") && container.includes("@id")) return map([...ids.slice(0, 6), "@none"], asNode);
  if (container.includes("@graph") && container.includes("@index")) return map(["i1", "i2", "@none"], asNode);
  if (container.includes("@id")) return map([...ids.slice(0, 6), "@none", "nobody"], asNode);
  if (container.includes("@type")) return map([...types, "ex:Other", "@none"], (d) => (r.is(0.2) ? r.pick(ids) : asNode(d)));
  if (container.includes("@index")) return map(["i1", "i2", "@none", "ex:i4"], def["@index"] ? (d) => (r.is(0.2) ? r.pick(ids) : asNode(d)) : one);
  if (container.includes("@graph")) return several(r, inner, depth, asNode);
  if (container.includes("@list") && depth > 0 && r.is(0.2)) return [several(r, inner, depth - 1, one), several(r, inner, depth - 1, one)];
  return several(r, inner, depth, one);
}

export function node(r, known, depth, top = false) {
  const out = {};
  if (!top && r.is(0.08)) {
    out["@context"] = context(r, 0, true);
    known = merged(known, out["@context"]);
  }
  const typeKeys = [keywordIn(r, known, "@type")];
  if (r.is(0.5)) {
    const chosen = r.some([...types, "ex:Other", "_:t"], 2);
    if (chosen.length > 0) {
      out[typeKeys[0]] = chosen.length === 1 && r.is(0.7) ? chosen[0] : chosen;
      for (const type of [...chosen].sort()) {
        const def = known[type];
        if (def && typeof def === "object" && def["@context"] !== undefined) known = merged(known, def["@context"]);
      }
    }
  }
  if (r.is(0.45)) out[keywordIn(r, known, "@id")] = r.pick(ids);
  for (const term of r.some([...terms, "ex:free", "unsaid", "http://other.example/whole"], depth > 0 ? 4 : 2)) {
    out[term] = valueFor(r, known, term, depth);
  }
  if (r.is(0.05)) out[keywordIn(r, known, "@index")] = r.pick(["i1", "i2"]);
  if (depth > 0 && r.is(0.08)) {
    const map = {};
    for (const term of r.some(terms, 2)) {
      if (known[term] === null) continue;
      map[term] = several(r, known, depth - 1, (d) => node(r, known, d));
    }
    out[keywordIn(r, known, "@reverse")] = map;
  }
  if (depth > 0 && r.is(top ? 0.2 : 0.06)) out[keywordIn(r, known, "@graph")] = several(r, known, depth - 1, (d) => node(r, known, d));
  if (depth > 0 && r.is(0.06)) out[keywordIn(r, known, "@included")] = several(r, known, depth - 1, (d) => ({ ...node(r, known, d), "@id": r.pick(ids.slice(0, 2)) }));
  if (depth > 0 && r.is(0.08)) {
    const inner = node(r, known, depth - 1);
    for (const key of Object.keys(inner)) if (key.startsWith("@") || aliases[key] || key in out) delete inner[key];
    out[known.folded === "@nest" && r.is(0.6) ? "folded" : "@nest"] = inner;
  }
  return out;
}

export function document(r) {
  const local = context(r);
  const out = { "@context": local };
  Object.assign(out, node(r, merged({}, local), 3, true));
  return out;
}

/// A fault somewhere: a value of the wrong kind, in the context or in the document.
export function spoil(r, value) {
  const copy = JSON.parse(JSON.stringify(value));
  const places = [];
  const walk = (v) => {
    if (v === null || typeof v !== "object") return;
    for (const key of Object.keys(v)) {
      places.push([v, key]);
      walk(v[key]);
    }
  };
  walk(copy);
  const [holder, key] = r.pick(places);
  const wrong = [7, true, null, "@id", "@context", {}, [], [null], "no iri", "", "@unknown", { "@value": 1 }, { "@list": [1] }, "ex:two", ":", "a/b"];
  if (r.is(0.3) && !Array.isArray(holder)) {
    holder[r.pick(["@id", "@type", "@value", "@language", "@container", "@index", "@list", "@set", "@reverse", "@nest", "@version", "@import", "@vocab", "@base", "@propagate", "@protected", "@prefix", "@direction", "@included", "@context", "ex:x", "", "@odd", "@json"])] = r.pick(wrong);
  } else {
    holder[key] = r.pick(wrong);
  }
  return copy;
}
