// What an older program kept and promised, opened by today's: its database, configuration, backup, dump of PostgreSQL, and the addresses
// in the credentials that it issued.
//   node tests/e2e/old-data.mjs PROGRAM FOLDER record   fills FOLDER with that (old) program; called by tools/old-data.sh
//   node tests/e2e/old-data.mjs PROGRAM FOLDER          opens a copy of it with PROGRAM; 77, saying so, where there is no such folder
// Where PostgreSQL is installed, its part is done too.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, run } from "./check.mjs";
import { Visitors } from "./pages.mjs";

const [, , program, folder, mode] = process.argv;
if (mode !== "record" && !existsSync(join(folder ?? "", "whole"))) {
  console.log(`skipped: there is no ${folder}; tools/old-data.sh makes it`);
  process.exit(77);
}
// Again within a PostgreSQL of its own; without, where there is none.
if (!process.env.CREDEX_TEST_POSTGRES) {
  const within = spawnSync("tests/with-postgres.sh", [process.execPath, ...process.argv.slice(1)], { stdio: "inherit" });
  if (within.status !== 77) process.exit(within.status ?? 1);
}
const base = "https://credex.example";
const postgres = process.env.CREDEX_TEST_POSTGRES;
const config = join(folder, "credex.yaml");
const answersFile = join(folder, "answers.json");

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
async function serve(args) {
  const port = await freePort();
  const log = join(mkdtempSync(join(tmpdir(), "credex-old-log-")), "log");
  const child = spawn(program, ["serve", "--config", config, "--port", String(port), ...args], { stdio: ["ignore", openSync(log, "a"), openSync(log, "a")] });
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; ; ++i) {
    if (child.exitCode !== null || i > 1200) throw new Error(`the server did not get ready: ${readFileSync(log, "utf8").slice(-3000)}`);
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.status === 200) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  return { url, stop };
}
const credex = (...args) => spawnSync(program, args, { encoding: "utf8" });
const psql = (...args) => {
  const made = spawnSync("psql", ["-v", "ON_ERROR_STOP=1", "-q", ...args], { encoding: "utf8" });
  expect(made.status === 0, `psql ${args.slice(1)}: ${made.stderr}`);
  return made.stdout;
};
const newDatabase = (name) => {
  psql(postgres, "-c", `CREATE DATABASE ${name}`);
  return postgres.replace(/\/[^/]*$/, `/${name}`);
};
/// Rows by table, of an SQLite file or of PostgreSQL; what a server notes about itself as it runs is left out.
const own = new Set(["migration", "web_session", "audit", "idempotency", "challenge", "job", "mail", "share_visit", "setting", "talent_gone", "work_word", "holding_expiry"]);
const countsOf = (database) => {
  const made = spawnSync("python3", ["-c", `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(json.dumps({n: db.execute(f"select count(*) from {n}").fetchone()[0] for (n,) in db.execute("select name from sqlite_master where type = 'table'")}))`, database], { encoding: "utf8" });
  expect(made.status === 0, `rows are counted: ${made.stderr}`);
  return JSON.parse(made.stdout);
};
const postgresCounts = (url) => Object.fromEntries(psql(url, "-At", "-c", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").trim().split("\n")
  .map((table) => [table, Number(psql(url, "-At", "-c", `SELECT COUNT(*) FROM ${table}`))]));
const noneLost = (before, after, what) => {
  for (const [table, n] of Object.entries(before)) {
    if (!own.has(table)) expect(after[table] === n, `${what}: ${table} has its ${n} rows, not ${after[table]}`);
  }
};

/// The answer at an address of the platform, read as JSON, or as a JWT's two parts, or as text where it is short enough to compare.
async function answerAt(server, path, { key, accept } = {}) {
  const answer = await fetch(server.url + path, { redirect: "manual", headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...(accept ? { accept } : {}) } });
  const text = await answer.text();
  const type = (answer.headers.get("content-type") ?? "").split(";")[0];
  const out = { status: answer.status, type };
  if (answer.headers.get("location")) out.location = answer.headers.get("location").replace(server.url, base);
  if (/json/.test(type)) out.body = JSON.parse(text);
  else if (/jwt/.test(type)) out.body = text.split(".").slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  return out;
}
/// Whether everything of the old value is still there and equal; a program may say more than it did. `free` are places that differed
/// between two answers of the old program itself. Gives the first place that does not.
let recorded = "";
function missing(old, now, free, at = "") {
  if (free.has(at)) return undefined;
  if (Array.isArray(old)) {
    if (!Array.isArray(now) || now.length !== old.length) return `${at}: ${JSON.stringify(old).slice(0, 160)} became ${JSON.stringify(now)?.slice(0, 160)}`;
    for (let i = 0; i < old.length; ++i) {
      const found = missing(old[i], now[i], free, `${at}/${i}`);
      if (found) return found;
    }
    return undefined;
  }
  if (old && typeof old === "object") {
    for (const [name, value] of Object.entries(old)) {
      const found = missing(value, now?.[name], free, `${at}/${name}`);
      if (found) return found;
    }
    return undefined;
  }
  // What says today said the day that it was recorded.
  if (old === recorded && now === new Date().toISOString().slice(0, 10)) return undefined;
  return old === now ? undefined : `${at}: ${JSON.stringify(old)?.slice(0, 160)} became ${JSON.stringify(now)?.slice(0, 160)}`;
}
const differing = (one, other, out = [], at = "") => {
  if (one && other && typeof one === "object" && typeof other === "object" && Array.isArray(one) === Array.isArray(other)
    && !(Array.isArray(one) && one.length !== other.length)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) differing(one[name], other[name], out, `${at}/${name}`);
  } else if (JSON.stringify(one) !== JSON.stringify(other)) out.push(at);
  return out;
};

/// Every address of ours in a credential, as text, JSON in JWTs, SD-JWTs and their disclosures; DIDs as the address of their document.
function addressesIn(text) {
  const parts = [text, ...[...text.matchAll(/[A-Za-z0-9_-]{16,}/g)].map(([part]) => Buffer.from(part, "base64url").toString("utf8"))];
  const out = new Set();
  for (const part of parts) {
    for (const [, path] of part.replaceAll("\\/", "/").matchAll(/https:\/\/credex\.example(\/[^"'\s<>\\,;)#]*)/g)) out.add(path);
    for (const [, did] of part.matchAll(/did:web:credex\.example((?::[A-Za-z0-9._%-]+)*)/g)) out.add(did ? `${did.replaceAll(":", "/")}/did.json` : "/.well-known/did.json");
  }
  return out;
}

/// A key of the API, by its administrator on the pages.
async function apiKey(server) {
  const visitors = new Visitors(server.url);
  const form = new URLSearchParams({ name: "old data" });
  for (const scope of ["read", "issue", "status", "define", "publish"]) form.append("scope", scope);
  const answer = await visitors.send("admin", "/desk/accademia-sasso/api-keys", "/desk/accademia-sasso/api-keys", undefined, form);
  const key = (await answer.text()).match(/<code>([^<]{20,})<\/code>/)?.[1];
  expect(key, `a key was made, not ${answer.status}`);
  return key;
}

async function record() {
  writeFileSync(config, `# As an operator wrote it for that program.\npublic_url: ${base}\ndemo: yes\napi_rate: 0\nform_rate: 0\nconnections: 6\nleast_group: 5\nopen_registration: yes\nbehind_proxy: no\npublisher: A publisher of old\n`);
  const data = join(folder, "data");
  let server = await serve(["--data", data]);
  const key = await apiKey(server);
  const call = async (method, path, body) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` }, body: body && JSON.stringify(body) });
    const value = await answer.json();
    expect(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(value).slice(0, 300)}`);
    return value;
  };
  const definition = (await call("GET", "/definitions")).items[0].id;
  const awards = [];
  for (const format of ["ob3", "elm", "sd-jwt"]) {
    for (const name of ["Łucja Öberg", "Ελένη O'Neill"]) {
      awards.push((await call("POST", "/awards", { definition, format, given_name: name.split(" ")[0], family_name: name.split(" ")[1], email: `${name.length}-${format}@kept.example`, awarded_on: "2026-01-05" })).id);
    }
  }
  await call("POST", `/awards/${awards[0]}/status`, { status: "suspended", reason: "a question is open" });
  await call("POST", `/awards/${awards[2]}/status`, { status: "revoked", reason: "issued by mistake" });
  const all = [...awards, ...(await call("GET", "/awards")).items.map((one) => one.id).slice(0, 12)];
  const credentials = [];
  for (const id of all) credentials.push(JSON.stringify(await call("GET", `/awards/${id}`)));
  await server.stop();

  // Two starts of the same program on the same data: what differs between them is nobody's promise.
  const paths = new Set(credentials.flatMap((text) => [...addressesIn(text)]));
  const asks = [];
  const ask = (path, options) => asks.push({ path, ...options });
  for (const path of paths) {
    ask(path);
    ask(path, { accept: "application/json" });
    ask(path, { accept: "application/ld+json" });
  }
  for (const path of ["/.well-known/did.json", "/api/openapi.json", "/catalogue.atom", "/open-data.jsonld", "/lti/jwks", "/.well-known/openid-credential-issuer", "/.well-known/oauth-authorization-server",
    "/framework/0.9/data.json", "/frameworks/northern-coast-fictional/data.json", "/consultations/level-descriptors-for-the-sector/data.json", "/pilots/a-residency-in-place-of-a-course/data.json",
    "/recognition/policies/registo-culturas.json", "/healthz"]) ask(path);
  const withKey = { key: true };
  for (const path of ["/definitions", "/awards?q=ucja", "/awards?state=suspended", "/awards?state=revoked", "/catalogue", "/catalogue?q=heritage", "/catalogue?sector=crafts", "/recognition/policies",
    "/recognition/agreements", "/recognition/matrix", "/stacks", "/skills?q=photogrammetry&lang=en", "/skills/sector?sector=heritage", `/definitions/${definition}`]) ask(`/api/v1${path}`, withKey);
  for (const id of all) ask(`/api/v1/awards/${id}`, withKey);
  const rounds = [];
  for (let round = 0; round < 2; ++round) {
    server = await serve(["--data", data]);
    const answers = [];
    for (const one of asks) answers.push(await answerAt(server, one.path, { key: one.key && key, accept: one.accept }));
    rounds.push(answers);
    await server.stop();
    await new Promise((resolve) => setTimeout(resolve, 1100));
  }
  const answers = asks.map((one, i) => ({ ...one, answer: rounds[0][i], free: differing(rounds[0][i], rounds[1][i]) }));
  expect(answers.filter((one) => one.answer.status === 200).length > asks.length / 2, "most addresses answer");
  const backup = credex("backup", "--data", data, "--out", join(folder, "backup.db"));
  expect(backup.status === 0, `a backup is made: ${backup.stderr}`);
  const audit = credex("audit", "verify", "--data", data, "--json");
  expect(audit.status === 0, `the log is sound: ${audit.stdout}`);
  writeFileSync(answersFile, JSON.stringify({ key, awards: all, counts: countsOf(join(data, "credex.db")), answers }, null, 1));
  console.log(`${asks.length} answers, ${paths.size} addresses in ${credentials.length} credentials`);

  if (postgres) {
    const database = newDatabase("kept_old");
    const onPostgres = await serve(["--database", database]);
    await onPostgres.stop();
    const bin = spawnSync("sh", ["-c", "ls -d /usr/lib/postgresql/*/bin | tail -1"], { encoding: "utf8" }).stdout.trim();
    const dump = spawnSync(join(bin, "pg_dump"), ["--no-owner", "-f", join(folder, "postgres.sql"), database], { encoding: "utf8" });
    expect(dump.status === 0, `PostgreSQL is dumped: ${dump.stderr}`);
    writeFileSync(join(folder, "postgres.json"), JSON.stringify(postgresCounts(database)));
    console.log("and a dump of PostgreSQL");
  }
}

if (mode === "record") {
  await record();
  process.exit(0);
}

const kept = JSON.parse(readFileSync(answersFile, "utf8"));
const files = mkdtempSync(join(tmpdir(), "credex-old-"));
const copied = (name) => {
  const to = join(files, name);
  mkdirSync(to);
  cpSync(join(folder, "data"), to, { recursive: true });
  return to;
};
const data = copied("data");

const opened = async () => {
  const server = await serve(["--data", data]);
  try {
    const visitors = new Visitors(server.url);
    for (const [who, path] of [[undefined, "/"], [undefined, "/catalogue"], ["maja", "/me"], ["elena", "/desk/accademia-sasso/awards"], ["admin", "/desk/accademia-sasso/log"], ["ines", "/desk/registo-culturas/recognition"],
      ["jonas", "/consultations"], ["tom", "/desk/brightwater-studios/talent"]]) expect((await visitors.page(who, path)).includes("</html>"), `${path} is there`);
    const found = await visitors.page("elena", "/desk/accademia-sasso/awards?q=ucja");
    expect(found.includes("Łucja Öberg"), "an award is found by its learner's name");
    for (const id of kept.awards.slice(0, 6)) {
      const page = await visitors.page("elena", `/desk/accademia-sasso/awards/${id}`);
      expect(/Łucja Öberg|Ελένη O&#39;Neill|Ελένη O&apos;Neill/.test(page), `the page of award ${id}`);
      expect(!/Altered|cannot be read/.test(page), `award ${id} still verifies`);
    }
    // And it goes on: the old key issues, the status changes.
    const api = async (method, path, body) => {
      const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${kept.key}` }, body: body && JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    };
    const definition = (await api("GET", "/definitions")).body.items[0].id;
    const made = await api("POST", "/awards", { definition, format: "ob3", given_name: "New", family_name: "One", email: "new@kept.example", awarded_on: "2026-02-05" });
    expect(made.status === 201, `the old definition is issued: ${JSON.stringify(made.body).slice(0, 300)}`);
    const again = await api("POST", `/awards/${kept.awards[0]}/status`, { status: "valid", reason: "the question is answered" });
    expect(again.status === 200, `an old award's status changes: ${JSON.stringify(again.body).slice(0, 300)}`);
  } finally {
    await server.stop();
  }
  noneLost({ ...kept.counts, award: kept.counts.award + 1, talent: undefined, missing_skill: kept.counts.missing_skill, email_address: kept.counts.email_address, status_list: kept.counts.status_list },
    { ...countsOf(join(data, "credex.db")), talent: undefined }, "opened and used");
};

const answered = async () => {
  recorded = kept.answers.find((one) => one.path === "/api/v1/recognition/matrix")?.answer.body.on ?? "";
  const server = await serve(["--data", copied("answers")]);
  const problems = [];
  try {
    for (const one of kept.answers) {
      const now = await answerAt(server, one.path, { key: one.key && kept.key, accept: one.accept });
      const free = new Set(one.free);
      if (one.path === "/api/openapi.json") {
        // Of the description, the operations with their parameters; its words and schemas may become better.
        for (const [path, methods] of Object.entries(one.answer.body.paths)) {
          for (const [method, operation] of Object.entries(methods)) {
            const there = now.body.paths[path]?.[method];
            if (!there) problems.push(`/api/openapi.json: ${method} ${path} is gone`);
            for (const parameter of operation.parameters ?? []) {
              if (there && !(there.parameters ?? []).some((p) => p.name === parameter.name && p.in === parameter.in)) problems.push(`/api/openapi.json: ${method} ${path} has no ${parameter.name} any more`);
            }
          }
        }
        continue;
      }
      // Since: whoever asks for JSON is answered by its media type, which libraries want; the bytes are the same.
      if (one.path.startsWith("/status/") && /json/.test(one.accept ?? "") && now.type === "application/ld+json") now.type = one.answer.type;
      const found = missing(one.answer, now, free);
      if (found) problems.push(`${one.path}${one.accept ? ` (${one.accept})` : ""} ${found}`);
    }
  } finally {
    await server.stop();
  }
  expect(problems.length === 0, `${kept.answers.length} addresses answer as they did, but\n    ${problems.slice(0, 40).join("\n    ")}`);
};

const sound = async () => {
  const report = credex("audit", "verify", "--data", data);
  expect(report.status === 0, `the log of before and since is sound: ${report.stdout}${report.stderr}`);
};

const restored = async () => {
  const to = join(files, "restored");
  const made = credex("restore", "--data", to, "--from", join(folder, "backup.db"));
  expect(made.status === 0, `the old backup is restored: ${made.stdout}${made.stderr}`);
  noneLost(kept.counts, countsOf(join(to, "credex.db")), "restored");
  const server = await serve(["--data", to]);
  await server.stop();
  expect(credex("audit", "verify", "--data", to).status === 0, "its log is sound");
};

const onPostgres = async () => {
  const restoredTo = newDatabase("kept_restored");
  const made = credex("restore", "--database", restoredTo, "--from", join(folder, "backup.db"));
  expect(made.status === 0, `the old backup is restored into PostgreSQL: ${made.stdout}${made.stderr}`);
  noneLost(kept.counts, postgresCounts(restoredTo), "restored into PostgreSQL");
  if (!existsSync(join(folder, "postgres.sql"))) {
    console.log("      (no dump of PostgreSQL was made)");
    return;
  }
  const database = newDatabase("kept_dump");
  psql(database, "-f", join(folder, "postgres.sql"));
  const server = await serve(["--database", database]);
  try {
    expect((await new Visitors(server.url).page("elena", "/desk/accademia-sasso/awards")).includes("/awards/"), "its awards are shown");
  } finally {
    await server.stop();
  }
  noneLost(JSON.parse(readFileSync(join(folder, "postgres.json"), "utf8")), postgresCounts(database), "PostgreSQL opened");
  expect(credex("audit", "verify", "--database", database).status === 0, "its log is sound");
};

const code = await run({
  "an old database is opened, read and used, with the old configuration": opened,
  "every address answers as it did": answered,
  "the log is sound": sound,
  "an old backup is restored": restored,
  ...(postgres ? { "the same with PostgreSQL": onPostgres } : {}),
});
rmSync(files, { recursive: true, force: true });
process.exit(code);
