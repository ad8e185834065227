// How two runs of the benchmarks are held against each other.
import { expect, run } from "../e2e/check.mjs";
import { compared, figuresOf, moreIsBetter, tableOf } from "../../tools/compare-bench.mjs";

const figures = (object) => figuresOf(JSON.stringify(object));

process.exit(await run({
  "both forms of files are read, and what is no number is left out": async () => {
    const rows = figures([{ name: "rdfc10_us", value: 6.5, unit: "us" }, { name: "odd", value: null, unit: "" }]);
    expect(rows.size === 1 && rows.get("rdfc10_us").unit === "us", "rows");
    const object = figures({ start_to_ready_ms: 40, parts: { a: 1 }, name: "x" });
    expect(object.size === 1 && object.get("start_to_ready_ms").value === 40, "an object");
  },
  "what is better is known by name or unit": async () => {
    for (const [name, unit, want] of [["start_to_ready_ms", "", false], ["idle_memory_mb", "", false], ["badges_per_second", "", true], ["verify_ob3_ratio", "of bare Ed25519", true], ["matrix_what_if", "ms, a policy", false],
      ["matrix_growth", "times for 10 times the catalogue", false], ["pages_1000000_over_10000", "", false], ["wallets_at_once", "", undefined]]) {
      expect(moreIsBetter(name, unit) === want, `${name}: ${want}, not ${moreIsBetter(name, unit)}`);
    }
  },
  "medians over the rounds, ratio and what is worse": async () => {
    const rows = compared([figures({ x_ms: 12, gone_ms: 3 }), figures({ x_ms: 11 }), figures({ x_ms: 30 })], [figures({ x_ms: 10, y_per_second: 5 }), figures({ x_ms: 10.1 }), figures({ x_ms: 9.9 })]);
    const of = (name) => rows.find((row) => row.name === name);
    expect(of("x_ms").this === 12 && of("x_ms").other === 10 && Math.abs(of("x_ms").ratio - 1.2) < 1e-9, "ratio of medians");
    expect(Math.abs(of("x_ms").worse - 0.2) < 1e-9, "worse by a fifth");
    expect(of("gone_ms").ratio === undefined && of("y_per_second").this === undefined, "a figure of one side has no ratio");
    const table = tableOf(rows, "abc123");
    expect(/x_ms +12\.0 +10\.0 +1\.200 .*worse by 20 %/.test(table), `the line says so: ${table}`);
  },
  "less of what should be more is worse, and noise is not": async () => {
    const less = tableOf(compared([figures({ a_per_second: 80 })], [figures({ a_per_second: 100 })]), "old");
    expect(/worse by 25 %/.test(less), less);
    const noise = tableOf(compared([figures({ a_ms: 105 })], [figures({ a_ms: 100 }), figures({ a_ms: 80 }), figures({ a_ms: 120 })]), "old");
    expect(!/worse/.test(noise), noise);
  },
}));
