// The generator of samples: every pair comes, few cases, the same for the same seed.
import { casesOf, pairwise, product } from "./pairwise.mjs";
import { expect, run } from "./check.mjs";

const of = (n, tag) => Array.from({ length: n }, (_, i) => `${tag}${i}`);
const uncovered = (factors, rows, except = []) => {
  const names = Object.keys(factors);
  const missing = [];
  for (const a of names) for (const b of names) {
    if (a >= b || except.some(([x, y]) => (x === a && y === b) || (x === b && y === a))) continue;
    for (const x of factors[a]) for (const y of factors[b]) if (!rows.some((row) => row[a] === x && row[b] === y)) missing.push([a, x, b, y]);
  }
  return missing;
};

const shapes = {
  "two factors": { a: of(3, "a"), b: of(4, "b") },
  "one value": { a: ["only"], b: of(5, "b"), c: of(2, "c") },
  "many of two": Object.fromEntries(of(12, "f").map((name) => [name, [0, 1]])),
  "as pages have them": { page: of(40, "p"), size: of(2, "s"), theme: of(2, "t"), language: of(6, "l"), script: [true, false] },
};

process.exit(await run({
  "every pair comes, of every shape and seed": async () => {
    for (const [name, factors] of Object.entries(shapes)) {
      for (const seed of [0, 1, 7, 20420, 4294967295]) {
        const missing = uncovered(factors, pairwise(factors, { seed }));
        expect(missing.length === 0, `${name}, seed ${seed}: all pairs, not without ${JSON.stringify(missing.slice(0, 3))}`);
      }
    }
  },
  "few cases": async () => {
    const most = { "two factors": 12, "one value": 10, "many of two": 14, "as pages have them": 290 };
    for (const [name, factors] of Object.entries(shapes)) {
      const n = pairwise(factors, { seed: 3 }).length;
      expect(n <= most[name], `${name}: at most ${most[name]} of ${product(factors).length}, not ${n}`);
    }
  },
  "excepted pairs cost nothing, and each value still comes": async () => {
    const factors = shapes["as pages have them"];
    const except = [["language", "page"]];
    const rows = pairwise(factors, { seed: 5, except });
    expect(uncovered(factors, rows, except).length === 0, "all other pairs");
    expect(rows.length <= 100, `about two a page, not ${rows.length}`);
    for (const [name, values] of Object.entries(factors)) for (const value of values) expect(rows.some((row) => row[name] === value), `${name} ${value}`);
  },
  "the same for the same seed, another for another": async () => {
    const factors = shapes["as pages have them"];
    const text = (seed) => JSON.stringify(pairwise(factors, { seed }));
    expect(text(11) === text(11), "the same");
    expect(text(11) !== text(12), "another");
  },
  "a factor alone": async () => expect(pairwise({ a: of(5, "a") }).length === 5, "each value once"),
  "a factor without values is an error": async () => {
    let said = "";
    try { pairwise({ a: [1], b: [] }); } catch (problem) { said = problem.message; }
    expect(said === "the factor b has no values", `the factor is named, not "${said}"`);
  },
  "the whole product on demand": async () => {
    process.env.FULL = "1";
    expect(casesOf(shapes["as pages have them"]).length === 40 * 2 * 2 * 6 * 2, "all");
    delete process.env.FULL;
  },
}));
