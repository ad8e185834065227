// A sample of a product of cases in which every pair of values of two factors comes together at least once.
// One generator for all tests that would be too many: tests/e2e/pairwise_test.mjs holds it to what it says.

import { randomFrom, seedOfRun } from "../random.mjs";

/// Every case of the product: { page: ["/", "/me"], size: ["phone", "desktop"] } gives { page: "/", size: "phone" } and so on.
export function product(factors) {
  let rows = [{}];
  for (const [name, values] of Object.entries(factors)) rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  return rows;
}

/// Cases in which each pair of values of two factors occurs, but pairs of the factors named in `except` ([["page", "language"]]), which
/// occur as it happens. Greedy: each case begins with a pair that has not come yet and takes for each further factor the value that
/// brings most new pairs, by chance among equals. Never fewer than the product of the two largest factors that are not excepted.
export function pairwise(factors, { seed = 1, except = [] } = {}) {
  const random = randomFrom(seed);
  const names = Object.keys(factors);
  for (const name of names) if (!factors[name].length) throw new Error(`the factor ${name} has no values`);
  const excepted = new Set(except.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const key = (a, i, b, j) => (names.indexOf(a) < names.indexOf(b) ? `${a} ${i} ${b} ${j}` : `${b} ${j} ${a} ${i}`);
  const open = new Set();
  for (let a = 0; a < names.length; ++a) {
    for (let b = a + 1; b < names.length; ++b) {
      if (excepted.has(`${names[a]} ${names[b]}`)) continue;
      for (let i = 0; i < factors[names[a]].length; ++i) {
        for (let j = 0; j < factors[names[b]].length; ++j) open.add(key(names[a], i, names[b], j));
      }
    }
  }
  const rows = [];
  // A factor alone, or one whose pairs are all excepted, still has each value once.
  const unseen = new Map(names.map((name) => [name, new Set(factors[name].keys())]));
  const shuffled = (list) => {
    const out = [...list];
    for (let i = out.length - 1; i > 0; --i) {
      const j = Math.floor(random() * (i + 1));
      [out[i], out[j]] = [out[j], out[i]];
    }
    return out;
  };
  for (;;) {
    const chosen = new Map();
    const first = open.values().next();
    if (!first.done) {
      const [a, i, b, j] = first.value.split(" ");
      chosen.set(a, Number(i)).set(b, Number(j));
    } else {
      const left = names.filter((name) => unseen.get(name).size);
      if (!left.length) break;
      chosen.set(left[0], unseen.get(left[0]).values().next().value);
    }
    for (const name of shuffled(names.filter((one) => !chosen.has(one)))) {
      let best = -1;
      let most = -1;
      for (const value of shuffled(factors[name].keys())) {
        let gain = unseen.get(name).has(value) ? 0.5 : 0;
        for (const [other, taken] of chosen) if (open.has(key(name, value, other, taken))) ++gain;
        if (gain > most) [best, most] = [value, gain];
      }
      chosen.set(name, best);
    }
    for (const [a, i] of chosen) {
      unseen.get(a).delete(i);
      for (const [b, j] of chosen) if (a !== b) open.delete(key(a, i, b, j));
    }
    rows.push(Object.fromEntries(names.map((name) => [name, factors[name][chosen.get(name)]])));
  }
  return rows;
}

/// What a suite of a product runs: all with FULL=1 in the environment (make check), otherwise the sample; says which and with what seed.
export function casesOf(factors, { except = [] } = {}) {
  const whole = Object.values(factors).reduce((n, values) => n * values.length, 1);
  if (process.env.FULL === "1") {
    console.log(`all ${whole} cases`);
    return product(factors);
  }
  const seed = seedOfRun(20785);
  const rows = pairwise(factors, { seed, except });
  console.log(`${rows.length} of ${whole} cases, pairwise, SEED=${seed}`);
  return rows;
}
