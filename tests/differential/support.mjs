// What the differential tests share: seeded chance, our tool behind a promise, shrinking, and the count at the end.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { randomFrom, seedOfRun } from "../random.mjs";

/// A repeatable source of chance; one a case, so that a case repeats alone.
export function chance(seed) {
  const next = randomFrom(seed);
  const below = (n) => Math.floor(next() * n);
  return {
    next, below,
    is: (probability) => next() < probability,
    pick: (list) => list[below(list.length)],
    /// One of {value: weight}.
    weighed: (weights) => {
      let at = next() * Object.values(weights).reduce((a, b) => a + b, 0);
      for (const [value, weight] of Object.entries(weights)) if ((at -= weight) < 0) return value;
      return Object.keys(weights)[0];
    },
    some: (list, most) => list.map((x) => [next(), x]).sort((a, b) => a[0] - b[0]).slice(0, below(most + 1)).map((x) => x[1]),
  };
}

/// Our side, tool.cpp or one of its neighbours: a request a line, and a line of answer.
export class Tool {
  constructor(path) {
    this.child = spawn(path, [], { stdio: ["pipe", "pipe", "inherit"] });
    this.waiting = [];
    createInterface({ input: this.child.stdout, crlfDelay: Infinity }).on("line", (line) => this.waiting.shift()?.(JSON.parse(line)));
    this.child.on("exit", (code, signal) => {
      if (this.waiting.length === 0) return;
      console.log(`the tool ended (${signal ?? code}) on ${JSON.stringify(this.last)}`);
      process.exit(1);
    });
  }
  ask(request) {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.last = request;
      this.child.stdin.write(JSON.stringify(request) + "\n");
    });
  }
  end() {
    this.child.stdin.end();
  }
}

/// A smaller value for which `still` holds: members, items and characters that do not matter are taken away.
export async function shrink(value, still, tries = 400) {
  const smaller = function* (v) {
    if (Array.isArray(v)) {
      for (let i = 0; i < v.length; ++i) yield [...v.slice(0, i), ...v.slice(i + 1)];
      for (let i = 0; i < v.length; ++i) for (const w of smaller(v[i])) yield [...v.slice(0, i), w, ...v.slice(i + 1)];
    } else if (v !== null && typeof v === "object") {
      for (const key of Object.keys(v)) yield Object.fromEntries(Object.entries(v).filter(([k]) => k !== key));
      for (const key of Object.keys(v)) for (const w of smaller(v[key])) yield { ...v, [key]: w };
    }
  };
  for (let again = true; again && tries > 0;) {
    again = false;
    for (const candidate of smaller(value)) {
      if (--tries <= 0) break;
      if (await still(candidate).catch(() => false)) {
        value = candidate;
        again = true;
        break;
      }
    }
  }
  return value;
}

/// Runs `one(random, number)` for each case; it gives a list of {what, explained?, show}. Ends the process.
export async function run({ name, versions, seed: known, cases, one }) {
  const seed = seedOfRun(known);
  const count = Number(process.env.CASES ?? cases);
  const first = Number(process.env.FIRST ?? 0);
  console.log(`${name}: SEED=${seed} CASES=${count}, against ${Object.entries(versions).map(([n, v]) => `${n} ${v}`).join(", ")}, Node.js ${process.versions.node}`);
  const tally = new Map();
  const explained = new Map();
  let bad = 0;
  for (let i = first; i < first + count && bad < Number(process.env.FAULTS ?? 5); ++i) {
    for (const result of await one(chance(seed * 7919 + i * 104729), i)) {
      tally.set(result.what, (tally.get(result.what) ?? 0) + 1);
      if (result.agrees) continue;
      if (result.explained) {
        for (const one of result.explained.split(" + ")) explained.set(one, (explained.get(one) ?? 0) + 1);
        continue;
      }
      ++bad;
      console.log(`\nDISAGREE ${result.what}, case ${i} (SEED=${seed} FIRST=${i} CASES=1)\n${result.show}`);
    }
  }
  for (const [what, n] of [...tally].sort()) console.log(`  ${what.padEnd(34)} ${n}`);
  for (const [what, n] of [...explained].sort()) console.log(`  explained: ${what} (${n})`);
  console.log(bad === 0 ? `${name}: agreed` : `${name}: ${bad} disagreements`);
  process.exit(bad === 0 ? 0 : 1);
}
