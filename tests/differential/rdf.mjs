// Our RDFC-1.0, N-Quads and Turtle against the npm packages rdf-canonize and n3 over generated datasets and texts:
// node tests/differential/rdf.mjs TOOL; SEED=, CASES=, FIRST= repeat. What is explained in docs/divergences.md is counted apart.
import { textExplanation } from "./explained.mjs";
import { run, Tool } from "./support.mjs";
import { need, versionsOf } from "../interop/needs.mjs";

const { canonize } = await need("rdf-canonize");
const { default: n3 } = await need("n3");
const versions = versionsOf("rdf-canonize", "n3");
const tool = new Tool(process.argv[2] ?? "build/tests/differential_tool");
// Language tags may be in lower case (RDF 1.1 Concepts, section 3.3): they are compared so.
const lower = (nquads) => nquads.replaceAll(/"@([A-Za-z0-9-]+)(?=[ .])/g, (tag) => tag.toLowerCase());
const canonical = (nquads, hash) => canonize(lower(nquads), { algorithm: "RDFC-1.0", inputFormat: "application/n-quads", format: "application/n-quads",
  maxWorkFactor: Infinity, ...(hash ? { messageDigestAlgorithm: hash } : {}) });

// Datasets whose blank nodes are hard to tell apart: rings, pairs, grids, complete graphs, trees, copies of one shape, graph names.
function dataset(r) {
  const lines = [];
  const p = (i) => `<http://v.example/p${i}>`;
  const put = (s, o, g) => lines.push(`${s} ${p(r.below(2))} ${o}${g ? ` ${g}` : ""} .`);
  const shapes = r.some(["ring", "pairs", "complete", "tree", "twins", "graphs", "random", "grid"], 3);
  if (shapes.length === 0) shapes.push("random");
  shapes.forEach((shape, at) => {
    const b = (i) => `_:s${at}x${i}`;
    const n = 2 + r.below(shape === "complete" ? 3 : 4);
    const same = r.below(2);
    const link = (s, o, g) => lines.push(`${s} ${p(r.is(0.1) ? 1 - same : same)} ${o}${g ? ` ${g}` : ""} .`);
    if (shape === "ring") for (let i = 0; i < n; ++i) link(b(i), b((i + 1) % n));
    if (shape === "pairs") for (let i = 0; i < n; ++i) { link(b(2 * i), b(2 * i + 1)); link(b(2 * i + 1), b(2 * i)); }
    if (shape === "complete") for (let i = 0; i < n; ++i) for (let j = 0; j < n; ++j) if (i !== j) link(b(i), b(j));
    if (shape === "tree") for (let i = 1; i < 2 * n; ++i) link(b((i - 1) >> 1), b(i));
    if (shape === "twins") for (let i = 0; i < n; ++i) { put(b(2 * i), b(2 * i + 1)); link(b(2 * i), `"${r.below(2)}"`); link(b(2 * i + 1), "<http://ex.example/o>"); }
    if (shape === "graphs") for (let i = 0; i < n; ++i) { link(b(i), b((i + 1) % n), b((i + 2) % n)); if (r.is(0.5)) link("<http://ex.example/s>", b(i), b(i)); }
    if (shape === "grid") for (let i = 0; i < 3; ++i) for (let j = 0; j < 2; ++j) { link(b(2 * i + j), b(2 * ((i + 1) % 3) + j)); link(b(2 * i + j), b(2 * i + (1 - j))); }
    if (shape === "random") for (let i = 0; i < 3 * n; ++i) {
      const o = r.pick([b(r.below(n)), b(r.below(n)), `"${r.pick(["a", "b\\n", "\\\"", "\\t\\u0007é"])}"${r.pick(["", "@en", "^^<http://ex.example/dt>"])}`, "<http://ex.example/o>"]);
      put(r.is(0.8) ? b(r.below(n)) : "<http://ex.example/s>", o, r.pick([undefined, undefined, b(r.below(n)), "<http://ex.example/g>"]));
    }
  });
  return [...new Set(lines)].join("\n") + "\n";
}

// The same dataset with its blank nodes renamed and its lines in another order has the same canonical form.
function shuffled(r, text) {
  const names = new Map();
  const lines = text.trim().split("\n").map((line) => line.replace(/_:[a-z0-9]+/g, (label) => {
    if (!names.has(label)) names.set(label, `_:q${r.below(1e9)}z${names.size}`);
    return names.get(label);
  }));
  return lines.map((line) => [r.next(), line]).sort((x, y) => x[0] - y[0]).map((x) => x[1]).join("\n") + "\n";
}

// A Turtle document by the grammar's productions.
function turtle(r) {
  const space = () => r.weighed({ " ": 12, "\n": 2, "\t": 1, " # remark . ; [\n": 0.4, "\r\n": 0.3 });
  const prefixes = r.some(["", "ex", "a.b", "é", "x-1"], 4);
  let out = "";
  if (r.is(0.3)) out += r.pick(["@base <http://base.example/d/f> .", "BASE <http://base.example/d/f>", "base <http://base.example/g/>"]) + space();
  for (const name of prefixes) {
    const iri = r.pick(["<http://ex.example/>", "<http://ex.example/ns#>", "<sub/>", "<>", "<#>"]);
    out += (r.is(0.5) ? `@prefix ${name}: ${iri} .` : r.pick(["PREFIX", "prefix", "PreFix"]) + ` ${name}: ${iri}`) + space();
  }
  const local = () => r.pick(["a", "b1", "c.d", "e-f", "", "0", "g:h", "%41x", "i\\,j", "k\\~", "l_m", "é", "n\\.", "o·p", "\\-q"]);
  const iri = () => {
    if (prefixes.length > 0 && r.is(0.5)) return `${r.pick(prefixes)}:${local()}`;
    return `<${r.pick(["http://ex.example/x", "rel", "../up/y", "#f", "?q", "", "//h.example/z", "http://ex.example/\\u00E9\\U0001F600", "urn:x:é", "./a/../b", "http://ex.example/a?b#c", "/abs", "..", "mailto:a@b.example"])}>`;
  };
  const quote = () => {
    const q = r.pick(['"', "'"]);
    const body = r.pick(["", "word", "tab\\t", "\\u0041\\U00000042", "\\\"\\'", "é😀", "back\\\\slash", "semi;dot.", "\\b\\f\\r\\n"]);
    if (r.is(0.3)) return q.repeat(3) + body + r.pick(["", "\n", q + "x", q + q + "y", "\r\n", "other" + (q === '"' ? "'" : '"')]) + q.repeat(3);
    return q + body + q;
  };
  const literal = () => r.weighed({ quoted: 5, number: 4, truth: 1 }) === "quoted"
    ? quote() + r.weighed({ "": 4, "@en": 1, "@de-AT-1996": 1, "^^": 2 }).replace("^^", () => `^^${iri()}`)
    : r.pick(["1", "-5", "+7", "0", "1.5", "-.5", ".25", "1e3", "1.0E-3", ".1e+2", "-1.E4", "007", "true", "false"]);
  const blank = () => r.pick(["_:a", "_:b.c", "_:1", "_:é", "_:d-e", "_:f_g"]);
  const object = (d) => {
    const kind = r.weighed({ iri: 4, literal: 5, blank: 1.5, list: d > 0 ? 1.5 : 0, bracket: d > 0 ? 1.5 : 0, anon: 0.5 });
    if (kind === "iri") return iri();
    if (kind === "literal") return literal();
    if (kind === "blank") return blank();
    if (kind === "anon") return r.pick(["[]", "[ ]", "[\n]"]);
    if (kind === "list") return "(" + Array.from({ length: r.below(4) }, () => space() + object(d - 1)).join("") + space() + ")";
    return `[${space()}${predicates(d - 1)}${space()}]`;
  };
  const verb = () => (r.is(0.2) ? "a" : iri());
  const objects = (d) => Array.from({ length: 1 + r.below(3) }, () => object(d)).join(`${space()},${space()}`);
  const predicates = (d) => {
    const parts = Array.from({ length: 1 + r.below(3) }, () => verb() + space() + objects(d));
    return parts.join(`${space()};${space()}${r.is(0.1) ? ";" : ""}`) + (r.is(0.15) ? `${space()};` : "");
  };
  const count = 1 + r.below(4);
  for (let i = 0; i < count; ++i) {
    const kind = r.weighed({ iri: 5, blank: 2, list: 0.7, bracket: 1, alone: 0.6 });
    const subject = kind === "iri" ? iri() : kind === "blank" ? blank() : kind === "list" ? `(${space()}${object(1)}${space()})` : `[${space()}${predicates(1)}${space()}]`;
    out += subject + (kind === "alone" ? "" : space() + predicates(2)) + space() + "." + space();
  }
  return out;
}

function quadsText(r) {
  const iri = () => `<${r.pick(["http://ex.example/a", "urn:b", "http://ex.example/\\u00E9", "http://ex.example/é#f", "http://ex.example/?q=%20"])}>`;
  const blank = () => r.pick(["_:a", "_:b1", "_:c.d", "_:0", "_:e-f", "_:é", "_:g_h"]);
  const literal = () => `"${r.pick(["", "x", "\\t\\b\\n\\r\\f\\\"\\'\\\\", "\\u0041\\U0001F600", "é", "a\tb", "\u007f"])}"${r.weighed({ "": 3, "@en": 1, "@zh-Hant-1996": 1, "^^<http://ex.example/dt>": 1, "^^<http://www.w3.org/2001/XMLSchema#string>": 1 })}`;
  const gap = () => r.weighed({ " ": 10, "\t": 2, "": 1.5, "  ": 1 });
  let out = "";
  for (let i = 0; i < 1 + r.below(6); ++i) {
    if (r.is(0.1)) out += r.pick(["# remark", "", "   ", "\t# <a> ."]) + r.pick(["\n", "\r\n"]);
    out += gap() + r.pick([iri(), blank()]) + gap() + iri() + gap() + r.pick([iri(), blank(), literal()]) + gap() + r.pick(["", "", iri(), blank()]) + gap() + "." + gap() + r.weighed({ "": 5, "# end": 1 }) + r.pick(["\n", "\n", "\r\n", "\n\n"]);
  }
  return out;
}

function damaged(r, text) {
  const chars = [...text];
  for (let i = 0; i < 1 + r.below(2); ++i) {
    const at = r.below(chars.length);
    const how = r.below(3);
    if (how === 0) chars.splice(at, 1);
    else if (how === 1) chars.splice(at, 0, r.pick([...".;,<>\"'[]()@^_:\\ a1-\n#%"]));
    else chars.splice(at, 1, r.pick([...".;,<>\"'[]()@^_:\\ a1-\n#%"]));
  }
  return chars.join("");
}

function readByN3(text, format, base) {
  const parser = new n3.Parser({ format, ...(base ? { baseIRI: base } : {}), blankNodePrefix: "_:" });
  try {
    return { text: new n3.Writer({ format: "N-Quads" }).quadsToString(parser.parse(text)) };
  } catch (error) {
    return { error: error.message };
  }
}

async function readBoth(op, text, options, format) {
  const ours = await tool.ask({ op, input: text, options });
  const reference = readByN3(text, format, options.base);
  const agrees = ours.error || reference.error
    ? Boolean(ours.error) === Boolean(reference.error)
    : ours.text === reference.text || (await canonical(ours.text)) === (await canonical(reference.text));
  return { agrees, ours, reference };
}

// Lines, then characters, that do not matter are taken away.
async function smallest(text, still) {
  text = [...text];
  for (let size = Math.ceil(text.length / 2), tries = 1500; size >= 1 && tries > 0;) {
    let found = false;
    for (let at = 0; at < text.length && tries-- > 0; at += size) {
      const candidate = [...text.slice(0, at), ...text.slice(at + size)];
      if (await still(candidate.join("")).catch(() => false)) {
        text = candidate;
        found = true;
        break;
      }
    }
    if (!found) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return text.join("");
}

async function judgeText(what, op, text, options, format) {
  const result = await readBoth(op, text, options, format);
  if (result.agrees) return { what, agrees: true };
  const explained = textExplanation(op, text, result);
  if (explained) return { what, explained };
  const small = process.env.SHRINK === "0" ? text : await smallest(text, async (candidate) => {
    const again = await readBoth(op, candidate, options, format);
    return !again.agrees && !textExplanation(op, candidate, again) && Boolean(again.ours.error) === Boolean(result.ours.error);
  });
  const last = await readBoth(op, small, options, format);
  return { what, show: `${JSON.stringify(small)}\n  ours   ${last.ours.text ?? last.ours.message}\n  theirs ${last.reference.text ?? last.reference.error}` };
}

await run({
  name: "RDF", versions, seed: 31, cases: 300,
  one: async (r) => {
    const out = [];
    const text = dataset(r);
    for (const [hash, name] of r.is(0.25) ? [["sha384", "SHA-384"]] : [["sha256", undefined]]) {
      const ours = await tool.ask({ op: "canon", input: text, options: { hash } });
      let reference;
      try {
        reference = await canonical(text, name);
      } catch (error) {
        reference = `error ${error.message}`;
      }
      const refused = ours.error === "rdf.canon.too_complex" && reference.startsWith("error");
      // The algorithm itself may give more than one form (rings through graph names): then so does the reference.
      const twoForms = async () => {
        for (let i = 0; i < 12; ++i) if ((await canonical(shuffled(r, text), name).catch(() => reference)) !== reference) return "RDFC-1.0: a dataset with more than one canonical form";
        return undefined;
      };
      out.push({ what: `canon ${hash}`, agrees: refused || ours.text === reference, explained: refused || ours.text === reference ? undefined : await twoForms(), show: `${text}  ours\n${ours.text ?? ours.message}\n  theirs\n${reference}` });
      const again = await tool.ask({ op: "canon", input: shuffled(r, text), options: { hash } });
      out.push({ what: `canon ${hash}, renamed`, agrees: again.text === ours.text, explained: again.text === ours.text ? undefined : await twoForms(), show: `${text}  ours\n${ours.text}\n  ours, renamed\n${again.text}` });
    }
    const base = { base: "http://docs.example/dir/file" };
    const good = turtle(r);
    out.push(await judgeText("Turtle", "turtle", good, base, "text/turtle"));
    out.push(await judgeText("Turtle, damaged", "turtle", damaged(r, good), base, "text/turtle"));
    const quads = quadsText(r);
    out.push(await judgeText("N-Quads", "nquads", quads, {}, "application/n-quads"));
    out.push(await judgeText("N-Quads, damaged", "nquads", damaged(r, quads), {}, "application/n-quads"));
    return out;
  },
});
