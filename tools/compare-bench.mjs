// The benchmarks of two builds in one run, in turns, so that a machine that is busy for a while is busy for both:
//   node tools/compare-bench.mjs BUILD OTHER_BUILD NAME_OF_OTHER [STANDARDS]
// Prints for each figure this build's, the other's, their ratio and how far apart the other's own rounds lie, and writes
// BUILD/bench-compared.json. ONLY=main,skills takes these suites alone (main, recognition, skills, framework, platform, portability),
// ROUNDS=n that many rounds (3; of the slow suites platform and portability one less). Exit status 1 where a suite of this build fails.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/// The figures of a file that a benchmark wrote: rows of name, value and unit, or an object of numbers. Gives name to { value, unit }.
export function figuresOf(text) {
  const read = JSON.parse(text);
  const rows = Array.isArray(read) ? read.map(({ name, value, unit }) => [name, { value, unit: unit ?? "" }]) : Object.entries(read).map(([name, value]) => [name, { value, unit: "" }]);
  return new Map(rows.filter(([, { value }]) => typeof value === "number" && Number.isFinite(value)));
}

/// Whether more is better, by the name or unit of a figure; undefined where neither says so.
export function moreIsBetter(name, unit) {
  if (/per_second|_per_s$|a second|\/s\b/.test(`${name} ${unit}`)) return true;
  if (/_(ms|us|ns|s|mb|seconds|errors|growth)$|_over_|_memory|^(ms|us|ns|s|MB|times)\b/.test(name) || /^(ms|us|ns|s|MB|kB|times)\b/.test(unit)) return false;
  if (/_ratio$|_over_two|_over_signing/.test(name)) return true;
  return undefined;
}

/// A row for each figure of this build: medians over the rounds, the ratio, and what it means.
export function compared(mine, others) {
  const rows = [];
  for (const name of new Set([...mine.flatMap((one) => [...one.keys()]), ...others.flatMap((one) => [...one.keys()])])) {
    const values = (rounds) => rounds.filter((one) => one.has(name)).map((one) => one.get(name).value);
    const [here, there] = [values(mine), values(others)];
    const unit = [...mine, ...others].find((one) => one.has(name)).get(name).unit;
    const row = { name, unit, this: here.length ? median(here) : undefined, other: there.length ? median(there) : undefined };
    if (here.length && there.length && row.other !== 0) {
      row.ratio = row.this / row.other;
      row.spread = (Math.max(...there) - Math.min(...there)) / Math.abs(row.other);
      const more = moreIsBetter(name, unit);
      if (more !== undefined) row.worse = more ? row.other / row.this - 1 : row.ratio - 1;
    }
    rows.push(row);
  }
  return rows;
}

/// The table, a line a figure. What is worse by more than 3 % and by more than the other's rounds differ is marked.
export function tableOf(rows, other) {
  const number = (value) => (value === undefined ? "–" : Math.abs(value) >= 1000 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3));
  const lines = [`${"figure".padEnd(38)} ${"this".padStart(11)} ${other.padStart(11)} ${"ratio".padStart(7)} ${"±".padStart(6)}  unit`];
  for (const row of rows) {
    const isWorse = row.worse !== undefined && row.worse > 0.03 && row.worse > (row.spread ?? 0);
    lines.push(`${row.name.padEnd(38)} ${number(row.this).padStart(11)} ${number(row.other).padStart(11)} ${(row.ratio === undefined ? "–" : row.ratio.toFixed(3)).padStart(7)} ${
      (row.spread === undefined ? "" : `${(50 * row.spread).toFixed(0)} %`).padStart(6)}  ${row.unit.slice(0, 40)}${isWorse ? `  worse by ${(100 * row.worse).toFixed(0)} %` : ""}`.trimEnd());
  }
  return lines.join("\n");
}

const suites = {
  main: { slow: false, command: (build, out, standards) => [join(build, "bench/credex_bench"), out, standards] },
  recognition: { slow: false, command: (build, out) => [join(build, "bench/credex_recognition_bench"), out] },
  skills: { slow: false, command: (build, out) => [join(build, "bench/credex_skills_bench"), out] },
  framework: { slow: false, command: (build, out) => [join(build, "bench/credex_framework_bench"), out] },
  platform: { slow: true, command: (build, out) => ["node", "bench/platform.mjs", join(build, "credex"), join(build, "bench/credex_platform_tool"), out] },
  portability: { slow: true, command: (build, out) => ["node", "bench/portability.mjs", join(build, "credex"), out] },
};

function main() {
  const [, , build, otherBuild, other, standards = "../shared/standards"] = process.argv;
  const only = process.env.ONLY?.split(",");
  const rounds = Number(process.env.ROUNDS || 3);
  const folder = join(build, "bench-rounds");
  mkdirSync(folder, { recursive: true });
  let failed = 0;
  const all = [];
  for (const [suite, { slow, command }] of Object.entries(suites)) {
    if (only && !only.includes(suite)) continue;
    const figures = { this: [], other: [] };
    for (let round = 0; round < Math.max(1, slow ? rounds - 1 : rounds); ++round) {
      // Now this one first, now the other.
      for (const which of round % 2 ? ["other", "this"] : ["this", "other"]) {
        const out = join(folder, `${suite}-${which}-${round}.json`);
        const [program, ...args] = command(which === "this" ? build : otherBuild, out, standards);
        if (program !== "node" && !existsSync(program)) {
          if (which === "this") ++failed;
          console.log(`${suite}: ${which === "this" ? "this build" : other} has no ${program}`);
          continue;
        }
        const ran = spawnSync(program, args, { encoding: "utf8" });
        if (ran.status !== 0 || !existsSync(out)) {
          if (which === "this") ++failed;
          console.log(`${suite}, round ${round + 1}, ${which === "this" ? "this build" : other}: did not run: ${(ran.stderr || ran.stdout || "").slice(-400)}`);
          continue;
        }
        figures[which].push(figuresOf(readFileSync(out, "utf8")));
      }
    }
    const rows = compared(figures.this, figures.other);
    console.log(`\n${suite}\n${tableOf(rows, other)}`);
    all.push(...rows.map((row) => ({ suite, ...row })));
  }
  writeFileSync(join(build, "bench-compared.json"), `${JSON.stringify({ other, rounds, rows: all }, null, 2)}\n`);
  return failed ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(main());
