// What the differential tests share: numbers by a seed, the tool under test as a process, and the end.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/// A generator of numbers that gives the same ones for the same seed (mulberry32).
export const randomOf = (seed) => {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, one: (list) => list[below(list.length)], chance: (p) => next() < p, some: (list, p) => list.filter(() => next() < p) };
};

/// The seed of this run (SEED=, or SEED=random to search; the known one without) and the number of cases (CASES=), said so that the
/// run can be had again.
export const setting = (name, cases) => {
  const seed = process.env.SEED === "random" ? Math.floor(Math.random() * 2 ** 32) : Number(process.env.SEED || 11);
  const count = process.env.CASES ? Number(process.env.CASES) : cases;
  console.log(`${name}: SEED=${seed} CASES=${count}`);
  return { seed, count };
};

/// Packages of npm, or the end of the test with the word "skipped" where they are not there or this Node.js is too old for them.
export const packages = async (...names) => {
  try {
    return await Promise.all(names.map((name) => import(name)));
  } catch (error) {
    console.log(`skipped: ${error.message.split("\n")[0]} (Node.js ${process.versions.node})`);
    process.exit(77);
  }
};

/// The tool as a process that answers a line of JSON with a line of JSON.
export const startTool = (path) => {
  const child = spawn(path, [], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the tool ended (${signal ?? code})`));
  });
  return {
    ask: (task) => new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(JSON.stringify(task) + "\n");
    }),
    end: () => child.stdin.end(),
  };
};
