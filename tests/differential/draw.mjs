// What the tests of shapes and proofs share: what is drawn by a seed, and which run this is. The tool is support.mjs's.
import { randomFrom, seedOfRun } from "../random.mjs";

/// Choices that are the same for the same seed.
export const randomOf = (seed) => {
  const next = randomFrom(seed);
  const below = (n) => Math.floor(next() * n);
  return { next, below, one: (list) => list[below(list.length)], chance: (p) => next() < p, some: (list, p) => list.filter(() => next() < p) };
};

/// The seed of this run and the number of cases (CASES=), said so that the run can be had again.
export const setting = (name, cases) => {
  const seed = seedOfRun(11);
  const count = process.env.CASES ? Number(process.env.CASES) : cases;
  console.log(`${name}: SEED=${seed} CASES=${count}`);
  return { seed, count };
};
