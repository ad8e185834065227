// The platform's numbers, each beside its reference in the same run: node bench/platform.mjs build/credex TOOL OUT.json
// CREDEX_BENCH_ONLY=verify,job runs these parts alone (start, verify, job, catalogue, pages); CREDEX_BENCH_QUICK=1 makes all smaller.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiKey, apiKeyAndCookie, call, startServer } from "../tests/e2e/harness.mjs";

const tool = process.argv[3];
const out = process.argv[4] || "build/bench-platform.json";
const quick = process.env.CREDEX_BENCH_QUICK === "1";
const only = process.env.CREDEX_BENCH_ONLY?.split(",");
const wanted = (part) => !only || only.includes(part);
const folder = mkdtempSync(join(tmpdir(), "credex-bench-"));
const numbers = {};
const say = (name, value, reach) => {
  numbers[name] = value;
  console.log(`${name.padEnd(34)} ${String(value).padStart(10)}   reach ${reach}`);
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const percentile = (list, p) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))];
const measure = (...args) => Number(execFileSync(tool, args, { encoding: "utf8" }));
const metric = async (url, name) => Number((await (await fetch(`${url}/metrics`)).text()).match(new RegExp(`^${name} (\\S+)`, "m"))[1]);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const get = (url, headers = {}) => new Promise((resolve, reject) => {
  const begun = performance.now();
  http.get(url, { agent, headers }, (response) => {
    response.resume();
    response.on("end", () => resolve({ ms: performance.now() - begun, status: response.statusCode }));
  }).on("error", reject);
});

// 1. Start, and memory at rest.
let server = await startServer({ data: join(folder, "demo") });
await server.stop();
const starts = [];
for (let i = 0; i < (wanted("start") ? 9 : 1); ++i) {
  if (i > 0) await server.stop();
  const begun = performance.now();
  server = await startServer({ data: join(folder, "demo") });
  starts.push(performance.now() - begun);
}
if (wanted("start")) {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  say("start_to_ready_ms", Math.round(median(starts)), "200");
  say("idle_memory_mb", Math.round(await metric(server.url, "process_resident_memory_bytes") / 1e6), "64");
}

// 2. Verification over HTTP against one thread in the process, in turns.
const key = await apiKey(server);
// Two micro-credentials: the demonstration's, with everything (a badge of 9 kB), and one with what is mandatory alone.
const full = (await call(server, key, "GET", "/definitions")).items[0].id;
const draft = await (await fetch(`${server.url}/api/v1/definitions`, { method: "POST", headers: { authorization: `Bearer ${key}` },
  body: JSON.stringify({ id: "x", title: "Small", learning_outcomes: [{ title: "Do one thing", assessed_by: ["a1"] }], workload: { hours: 25, ects: 1 },
    level: "not applicable", assessment: [{ id: "a1", type: "portfolio" }], participation: { mode: "online" },
    quality_assurance: [{ type: "institutional quality assurance", by: "Guild" }] }) })).json();
const definition = draft.id;
for (const step of ["submit", "publish"]) {
  const done = await fetch(`${server.url}/api/v1/definitions/${definition}/${step}`, { method: "POST", headers: { authorization: `Bearer ${key}` } });
  if (!done.ok) throw new Error(await done.text());
}
execFileSync(process.argv[2], ["key", "new", "--type", "ed25519", "--out", join(folder, "key.pem")]);
execFileSync(process.argv[2], ["issue", "--definition", "examples/heritage-3d/definition.yaml", "--awards", "examples/heritage-3d/awards.csv",
  "--key", join(folder, "key.pem"), "--format", "ob3", "--out", join(folder, "issued")]);
const file = execFileSync("sh", ["-c", `ls ${join(folder, "issued")}/*.ob3.json | head -1`], { encoding: "utf8" }).trim();
await server.stop();
server = await startServer({ data: join(folder, "demo"), args: ["--api-rate", "0"] });
writeFileSync(join(folder, "post.lua"), `local f = io.open("${file}", "rb")\nwrk.body = f:read("*a")\nwrk.method = "POST"\n`);
const ratios = [];
for (let i = 0; i < (!wanted("verify") ? 0 : quick ? 1 : 5); ++i) {
  const bare = measure("verify", file, "2");
  const text = execFileSync("wrk", ["-t1", "-c16", "-d3s", "-s", join(folder, "post.lua"), `${server.url}/api/v1/verify`], { encoding: "utf8" });
  if (/Non-2xx/.test(text)) throw new Error(text);
  const served = Number(text.match(/Requests\/sec:\s+(\S+)/)[1]);
  ratios.push(served / (2 * bare));
  numbers.verify_in_process = bare;
  numbers.verify_over_http = Math.round(served);
}
if (wanted("verify")) say("verify_http_ratio", Number(median(ratios).toFixed(2)), "0.7");

// 3. Jobs: their rate against bare signing, and how it grows.
const jobSeconds = async (count, tag, definition) => {
  const csv = "name,email,date\n" + Array.from({ length: count }, (_, i) => `L ${i},${tag}${i}@bench.example,2026-01-05`).join("\n");
  const job = await call(server, key, "POST", "/awards/batch", { definition, csv });
  const begun = performance.now();
  for (;;) {
    const now = await call(server, key, "GET", `/jobs/${job.id}`);
    if (now.state === "done") return (performance.now() - begun) / 1000;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
const memory = async () => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return Math.round(await metric(server.url, "process_resident_memory_bytes") / 1e6);
};
const growth = [];
const rates = [];
for (let i = 0; i < (!wanted("job") ? 0 : quick ? 1 : 3); ++i) {
  const bare = measure("sign", "1");
  const ten = await jobSeconds(10_000, `a${i}x`, definition);
  numbers.job_memory_first_mb ??= await memory();
  rates.push(10_000 / ten / bare);
  numbers.job_awards_per_second = Math.round(10_000 / ten);
  numbers.bare_signatures_per_second = bare;
  numbers.job_full_badges_per_second = Math.round(10_000 / await jobSeconds(10_000, `f${i}x`, full));
  growth.push(await jobSeconds(40_000, `b${i}x`, definition) / await jobSeconds(4_000, `c${i}x`, definition));
}
if (wanted("job")) {
  say("job_10000_ratio", Number(median(rates).toFixed(2)), "0.4");
  say("job_40000_over_4000", Number(median(growth).toFixed(1)), "10.5");
  numbers.job_memory_last_mb = await memory();
  say("job_memory_last_over_first", Number((numbers.job_memory_last_mb / numbers.job_memory_first_mb).toFixed(2)), "flat");
}
await server.stop();

// 4. The catalogue with 100,000 definitions, 200 requests a second.
if (wanted("catalogue")) {
  execFileSync(tool, ["fill", join(folder, "many"), quick ? "5000" : "100000", "0"]);
  server = await startServer({ data: join(folder, "many") });
  const words = ["lighting", "ceramics", "archive", "colour", "sound", "rights", "museum", "stage", "glass", "choir"];
  const times = [];
  const pending = [];
  const seconds = quick ? 3 : 20;
  for (let i = 0; i < seconds * 200; ++i) {
    const due = performance.now();
    const path = i % 4 === 0 ? "/catalogue" : i % 4 === 1 ? `/catalogue?q=${words[i % 10]}` :
      i % 4 === 2 ? `/catalogue?q=${words[i % 10]}+${i % 997}&country=FR` : `/catalogue?country=IT&level=6&page=${1 + i % 40}`;
    pending.push(get(server.url + path).then(({ ms, status }) => { if (status !== 200) throw new Error(path); times.push(ms); }));
    const wait = 5 - (performance.now() - due);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  await Promise.all(pending);
  say("catalogue_median_ms", Number(median(times).toFixed(1)), "10");
  say("catalogue_p99_ms", Number(percentile(times, 0.99).toFixed(1)), "40");
  await server.stop();
}

// 5. The same pages with 10,000 and with a million awards.
const pages = async (awards) => {
  const data = join(folder, `awards-${awards}`);
  execFileSync(tool, ["fill", data, "0", String(awards)]);
  const one = await startServer({ data });
  const { cookie } = await apiKeyAndCookie(one);
  const result = {};
  for (const path of ["/", "/catalogue", "/me", "/desk/accademia-sasso", "/desk/accademia-sasso/awards"]) {
    const list = [];
    for (let i = 0; i < 60; ++i) list.push((await get(one.url + path, { cookie: `credex=${cookie}` })).ms);
    result[path] = median(list.slice(10));
  }
  await one.stop();
  rmSync(data, { recursive: true });
  return result;
};
if (wanted("pages")) {
  const few = await pages(10_000);
  const lots = await pages(quick ? 50_000 : 1_000_000);
  for (const path of Object.keys(few)) console.log(`  ${path.padEnd(32)} ${few[path].toFixed(2)} ms, ${lots[path].toFixed(2)} ms`);
  say("pages_1000000_over_10000", Number(Math.max(...Object.keys(few).map((path) => lots[path] / few[path])).toFixed(2)), "1.5");
}

writeFileSync(out, JSON.stringify(numbers, null, 2) + "\n");
rmSync(folder, { recursive: true, force: true });
agent.destroy();
process.exit(0);
