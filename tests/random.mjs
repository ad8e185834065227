// Chance that a seed repeats, for every test that draws cases.

/// Numbers from 0 to under 1, the same for the same seed (mulberry32).
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/// The seed of a run: SEED, where it is set, to repeat what failed or, as SEED=random, to search; otherwise the known one, so that a
/// test of today is that of tomorrow. Printed by whoever takes it.
export const seedOfRun = (known) => (process.env.SEED === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.SEED || known));
