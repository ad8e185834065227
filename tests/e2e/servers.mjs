// Two servers on one PostgreSQL, of which one is killed, and a backup of it restored: run by tests/with-postgres.sh.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiKey, call, credex, dump, expect, run, sheet, startServer } from "./harness.mjs";

const base = process.env.CREDEX_TEST_POSTGRES;
const files = mkdtempSync(join(tmpdir(), "credex-servers-"));
const newDatabase = (name) => {
  const made = spawnSync("psql", [base, "-c", `CREATE DATABASE ${name}`], { encoding: "utf8" });
  expect(made.status === 0, `a database is made: ${made.stderr}`);
  return base.replace(/\/[^/]*$/, `/${name}`);
};
const until = async (what, words) => {
  for (let i = 0; i < 1200; ++i) {
    if (await what()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(false, `in time: ${words}`);
};
const done = (server, key, job) => until(async () => (await call(server, key, "GET", `/jobs/${job}`)).state === "done", `job ${job} ends`);
const learners = async (server, key, job) => {
  const seen = [];
  for (let cursor = ""; cursor !== undefined;) {
    const page = await call(server, key, "GET", `/awards?batch=${job}&cursor=${cursor}`);
    seen.push(...page.items.map((award) => award.email));
    cursor = page.next;
  }
  return seen;
};

const database = newDatabase("two");
const open = (extra = []) => startServer({ args: ["--database", database, "--api-rate", "0", ...extra] });

const shared = async () => {
  const [a, b] = [await open(), await open()];
  const key = await apiKey(a);
  const definition = (await call(a, key, "GET", "/definitions")).items[0].id;
  // Both are asked at once, and share the work.
  const jobs = await Promise.all([[a, "one"], [b, "two"], [a, "three"]].map(async ([server, tag]) =>
    (await call(server, key, "POST", "/awards/batch", { definition, csv: sheet(1500, tag) })).id));
  for (const job of jobs) {
    await done(b, key, job);
    const seen = await learners(a, key, job);
    expect(seen.length === 1500 && new Set(seen).size === 1500, `each of 1,500 once, not ${seen.length}`);
  }
  // What one publishes the other shows.
  const draft = await (await fetch(`${a.url}/api/v1/definitions`, { method: "POST", headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ id: "x", title: "Quilling from two servers", learning_outcomes: [{ title: "Do one thing", assessed_by: ["a1"] }],
      workload: { hours: 25, ects: 1 }, level: "not applicable", assessment: [{ id: "a1", type: "portfolio" }],
      participation: { mode: "online" }, quality_assurance: [{ type: "institutional quality assurance", by: "Guild" }] }) })).json();
  for (const step of ["submit", "publish"]) expect((await call(a, key, "POST", `/definitions/${draft.id}/${step}`)).id === draft.id, `it goes on: ${step}`);
  await until(async () => (await (await fetch(`${b.url}/api/v1/catalogue?q=quilling`)).json()).total === 1, "the other's catalogue has it");
  // One dies in the middle of a job; the other ends it.
  const job = (await call(a, key, "POST", "/awards/batch", { definition, csv: sheet(4000, "dying") })).id;
  await until(async () => (await call(b, key, "GET", `/jobs/${job}`)).done > 0, "the job begins");
  await a.stop("SIGKILL");
  await done(b, key, job);
  const seen = await learners(b, key, job);
  expect(seen.length === 4000 && new Set(seen).size === 4000, `each of 4,000 once, not ${seen.length}`);
  await b.stop();
  expect(credex("audit", "verify", "--database", database).status === 0, "their common log is sound");
  a.remove();
  b.remove();
};

const restored = async () => {
  const first = join(files, "first.db");
  const made = credex("backup", "--database", database, "--out", first);
  expect(made.status === 0, `PostgreSQL is backed up: ${made.stderr}`);
  const copy = newDatabase("copy");
  const back = credex("restore", "--database", copy, "--from", first);
  expect(back.status === 0, `and restored: ${back.stderr}`);
  expect(credex("audit", "verify", "--database", copy).status === 0, "its log is sound");
  const second = join(files, "second.db");
  expect(credex("backup", "--database", copy, "--out", second).status === 0, "the copy is backed up");
  const [a, b] = [dump(first), dump(second)];
  expect(a === b, `the copy equals the original:\n${a}\n${b}`);
  expect(/award 10000/.test(a), `with all awards: ${a.match(/award \d+/)}`);
  // From PostgreSQL to SQLite and on: the backup is a database of its own.
  const folder = join(files, "sqlite");
  expect(credex("restore", "--data", folder, "--from", first).status === 0, "it is restored into SQLite too");
  const server = await startServer({ data: folder });
  expect((await fetch(`${server.url}/readyz`)).status === 200, "and served from there");
  await server.stop();
  server.remove();
};

const status = await run({ shared, restored });
rmSync(files, { recursive: true, force: true });
process.exit(status);
