// What an operator relies on: kills, backups, mail, sign-in by others, one answer from API and command line.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, sign as signBytes } from "node:crypto";
import { createServer as createHttp } from "node:http";
import { get as getSecurely } from "node:https";
import { createServer as createTcp } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiKey, binary, call, credex, dump, expect, run, sheet, signInAs, startBrowser, startServer } from "./harness.mjs";

const files = mkdtempSync(join(tmpdir(), "credex-operations-"));

const killed = async () => {
  const kills = Number(process.env.CREDEX_KILLS || 100);
  let server = await startServer();
  const folder = server.folder;
  const key = await apiKey(server);
  const definition = (await call(server, key, "GET", "/definitions")).items[0].id;
  const jobs = [];
  const begin = async () => {
    const job = await call(server, key, "POST", "/awards/batch", { definition, csv: sheet(2000, `t${jobs.length}-`) });
    jobs.push(job.id);
  };
  await begin();
  // The port changes with each start, and with it the address; nothing else does.
  for (let i = 0; i < kills; ++i) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    await server.stop("SIGKILL");
    server = await startServer({ data: folder, args: ["--api-rate", "0"] });
    const job = await call(server, key, "GET", `/jobs/${jobs.at(-1)}`);
    if (job.state === "done") await begin();
  }
  for (let i = 0; i < 600; ++i) {
    const job = await call(server, key, "GET", `/jobs/${jobs.at(-1)}`);
    if (job.state === "done") break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let awards = 0;
  for (const id of jobs) {
    const job = await call(server, key, "GET", `/jobs/${id}`);
    expect(job.state === "done" && job.done === 2000 && job.failed === 0, `job ${id} is whole: ${JSON.stringify(job).slice(0, 200)}`);
    const seen = new Set();
    for (let cursor = ""; cursor !== undefined;) {
      const page = await call(server, key, "GET", `/awards?batch=${id}&cursor=${cursor}`);
      for (const award of page.items) seen.add(award.email);
      awards += page.items.length;
      cursor = page.next;
    }
    expect(seen.size === 2000, `each learner of ${id} has an award, ${seen.size} have`);
  }
  expect(awards === jobs.length * 2000, `each award once: ${awards} of ${jobs.length * 2000}`);
  await server.stop();
  expect(credex("audit", "verify", "--data", folder).status === 0, "the log is sound");
  server.remove();
  console.log(`      (${kills} kills over ${jobs.length} jobs of 2,000)`);
};

const restored = async () => {
  const server = await startServer();
  const backup = join(files, "backup.db");
  expect(credex("backup", "--data", server.folder, "--out", backup).status === 0, "a backup is made while it runs");
  await server.stop();
  const copy = mkdtempSync(join(tmpdir(), "credex-restored-"));
  const done = credex("restore", "--data", copy, "--from", backup);
  expect(done.status === 0, `it is restored: ${done.stderr}`);
  expect(credex("audit", "verify", "--data", copy).status === 0, "its log is sound");
  const tables = (folder) => {
    const again = join(files, `again-${createHash("sha256").update(folder).digest("hex").slice(0, 8)}.db`);
    expect(credex("backup", "--data", folder, "--out", again).status === 0, "it can be backed up");
    return again;
  };
  const [a, b] = [dump(tables(server.folder)), dump(tables(copy))];
  expect(a === b, `the restored one equals the original:\n${a}\n${b}`);
  expect(a.includes("award 1500"), "with its 1,500 awards");
  const again = credex("restore", "--data", copy, "--from", backup);
  expect(again.status === 2 && /not empty/.test(again.stderr), "nothing is restored over something");
  server.remove();
  rmSync(copy, { recursive: true });
};

/// A mail server of our own that keeps what it gets; it refuses addresses that begin with "full".
function mailSink() {
  const mails = [];
  const sink = createTcp((socket) => {
    let buffer = "";
    let data = false;
    let to = "";
    socket.write("220 sink.example ESMTP\r\n");
    socket.on("data", (bytes) => {
      buffer += bytes;
      for (let at; (at = buffer.indexOf(data ? "\r\n.\r\n" : "\r\n")) >= 0;) {
        const line = buffer.slice(0, at);
        buffer = buffer.slice(at + (data ? 5 : 2));
        if (data) { mails.push({ to, text: line }); data = false; socket.write("250 kept\r\n"); continue; }
        if (/^RCPT/i.test(line)) {
          to = line.match(/<(.*)>/)[1];
          socket.write(to.startsWith("full") ? "452 mailbox full\r\n" : "250 ok\r\n");
        } else if (/^DATA/i.test(line)) { data = true; socket.write("354 go on\r\n"); }
        else if (/^QUIT/i.test(line)) { socket.end("221 bye\r\n"); }
        else socket.write("250 ok\r\n");
      }
    });
    socket.on("error", () => {});
  });
  return new Promise((resolve) => sink.listen(0, "127.0.0.1", () => resolve({ mails, port: sink.address().port, close: () => sink.close() })));
}
const plain = (text) => Buffer.from(text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");

const mailed = async () => {
  const sink = await mailSink();
  const server = await startServer({ demo: false, args: ["--smtp-url", `smtp://127.0.0.1:${sink.port}`, "--mail-from", "office@credex.example"] });
  const ask = (email) => fetch(`${server.url}/sign-in`, { method: "POST", body: new URLSearchParams({ email }), redirect: "manual" });
  await ask("żaneta@school.example");
  await ask("full@school.example");
  for (let i = 0; i < 60 && sink.mails.length < 1; ++i) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sink.mails.length === 1, `one mail arrived, not ${sink.mails.length}: ${server.log().slice(-500)}`);
  const text = plain(sink.mails[0].text);
  expect(/Subject: Your link to sign in to CREDEX/.test(text), "with its subject");
  const link = text.match(/http:\/\/\S+\/sign-in\/link\/\S+/);
  expect(link, "with a link that is whole");
  const signedIn = await fetch(link[0], { method: "POST", redirect: "manual" });
  expect(signedIn.status === 303 && /credex=/.test(signedIn.headers.get("set-cookie")), "which signs in");
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(/credex_mails\{state="waiting"\} 1/.test(metrics), "the one that was refused waits to be tried again");
  await server.stop();
  server.remove();
  sink.close();
};

/// A small OpenID Connect provider.
function provider() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const state = { codes: new Map(), verified: true };
  const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  const http = createHttp((request, response) => {
    const url = new URL(request.url, state.url);
    const json = (value) => { response.setHeader("content-type", "application/json"); response.end(JSON.stringify(value)); };
    if (url.pathname === "/.well-known/openid-configuration")
      return json({ issuer: state.url, authorization_endpoint: `${state.url}/authorize`, token_endpoint: `${state.url}/token`, jwks_uri: `${state.url}/jwks` });
    if (url.pathname === "/jwks") return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig" }] });
    if (url.pathname === "/authorize") {
      state.codes.set("code1", { nonce: url.searchParams.get("nonce"), challenge: url.searchParams.get("code_challenge") });
      response.writeHead(302, { location: `${url.searchParams.get("redirect_uri")}?code=code1&state=${url.searchParams.get("state")}` });
      return response.end();
    }
    let body = "";
    request.on("data", (bytes) => { body += bytes; });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const asked = state.codes.get(form.get("code"));
      if (!asked || createHash("sha256").update(form.get("code_verifier")).digest("base64url") !== asked.challenge) {
        response.statusCode = 400;
        return json({ error: "invalid_grant" });
      }
      const claims = { iss: state.url, aud: "credex", sub: "42", exp: Math.floor(Date.now() / 1000) + 300, nonce: state.nonce ?? asked.nonce,
        email: "olga@provider.example", email_verified: state.verified, name: "Olga Provider" };
      const head = `${b64({ alg: "RS256", kid: "k1" })}.${b64(claims)}`;
      json({ id_token: `${head}.${signBytes("sha256", Buffer.from(head), privateKey).toString("base64url")}`, token_type: "Bearer", access_token: "x" });
    });
  });
  return new Promise((resolve) => http.listen(0, "127.0.0.1", () => {
    state.url = `http://127.0.0.1:${http.address().port}`;
    resolve({ ...state, state, close: () => http.close() });
  }));
}

const openid = async () => {
  const idp = await provider();
  const server = await startServer({ demo: false, args: ["--openid-issuer", idp.state.url, "--openid-client", "credex", "--allow-private", "yes"] });
  const browser = await startBrowser();
  const page = await browser.newPage();
  const enter = async () => {
    await page.goto(`${server.url}/sign-in`);
    await page.locator("a[href^='/sign-in/openid']").click();
    await page.waitForLoadState();
    return page.locator("body").innerText();
  };
  idp.state.verified = false;
  expect(/address is verified/.test(await enter()), "an address that is not verified is not taken");
  idp.state.verified = true;
  idp.state.nonce = "another";
  expect(/another sign-in/.test(await enter()), "a token for another sign-in is not taken");
  idp.state.nonce = undefined;
  expect(/Olga Provider/.test(await enter()), "a good one signs in");
  await browser.close();
  await server.stop();
  server.remove();
  idp.close();
};

const passkeys = async () => {
  const port = 20000 + Math.floor(Math.random() * 20000);
  const server = await startServer({ args: ["--port", String(port), "--public-url", `http://localhost:${port}`] });
  const browser = await startBrowser();
  const page = await browser.newPage();
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", { options: { protocol: "ctap2", transport: "internal",
    hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  await signInAs(page, server.url, "elena@accademia-sasso.example");
  await page.goto(`${server.url}/me/profile`);
  await page.click("text=Add a passkey");
  await page.locator("form[action='/me/passkeys/remove']").waitFor();
  await page.click("text=Sign out");
  await page.goto(`${server.url}/sign-in`);
  await page.click("text=Sign in with a passkey");
  await page.waitForURL(/\/me$/);
  expect(/Elena/.test(await page.locator("header").innerText()), "the passkey signs in");
  await page.goto(`${server.url}/me/profile`);
  await page.locator("form[action='/me/passkeys/remove'] button").click();
  await page.click("text=Sign out");
  await page.goto(`${server.url}/sign-in`);
  await page.click("text=Sign in with a passkey");
  await page.locator("[data-passkey-sign-in] [role=status]:not(:empty)").waitFor();
  expect(/not known here/.test(await page.locator("[data-passkey-sign-in]").innerText()), "a removed one does not");
  await browser.close();
  await server.stop();
  server.remove();
};

const oneAnswer = async () => {
  const server = await startServer();
  const key = await apiKey(server);
  const definition = (await call(server, key, "GET", "/definitions")).items[0].id;
  const award = await call(server, key, "POST", "/awards", { definition, full_name: "Same Answer" });
  // In the name of nobody: whom the platform knows the command line does not.
  const status = JSON.parse(award.credential.replaceAll("Accademia del Sasso", "Scuola di Nessun Luogo"));
  delete status.credentialStatus;
  const cases = [["altered", JSON.stringify(status)], ["unsigned", JSON.stringify({ ...status, proof: undefined })]];
  for (const [name, text] of cases) {
    const file = join(files, `${name}.json`);
    writeFileSync(file, text);
    const api = await (await fetch(`${server.url}/api/v1/verify`, { method: "POST", body: text })).text();
    expect(credex("verify", file, "--json").stdout === api, `${name}: API and command line say the same`);
  }
  const bad = await fetch(`${server.url}/api/v1/verify`, { method: "POST", body: "hello" });
  expect(bad.status === 422 && bad.headers.get("content-type") === "application/problem+json", "what is no credential is a problem");
  await server.stop();
  server.remove();
};

const configured = async () => {
  for (const [args, words] of [[["--port", "99999"], /0 to 65535/], [["--public-url", "credex.example"], /begin with https/],
    [["--config", "/nowhere.yaml"], /nowhere/], [["--tls-certificate", "/x.pem"], /together/]]) {
    const out = credex("serve", "--data", join(files, "d"), ...args);
    expect(out.status === 2 && words.test(out.stderr), `${args.join(" ")} is said to be wrong: ${out.stderr}`);
  }
  const file = join(files, "c.yaml");
  writeFileSync(file, "port: 8080\ncolour: blue\n");
  const out = credex("serve", "--config", file);
  expect(out.status === 2 && /c\.yaml:2/.test(out.stderr) && /no setting 'colour'/.test(out.stderr), `a wrong line is named: ${out.stderr}`);
};

const secured = async () => {
  const key = join(files, "tls.key");
  const certificate = join(files, "tls.pem");
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=localhost"], { stdio: "ignore" });
  const server = await startServer({ args: ["--tls-certificate", certificate, "--tls-key", key] });
  expect(server.url.startsWith("https://"), "its address is https");
  // The certificate is our own, so nobody vouches for it.
  const out = await new Promise((resolve, reject) => getSecurely(`${server.url}/o/accademia-sasso/did.json`, { rejectUnauthorized: false }, (response) => {
    let body = JSON.stringify(response.headers);
    response.on("data", (bytes) => { body += bytes; });
    response.on("end", () => resolve(body));
  }).on("error", reject));
  expect(/did:web:127\.0\.0\.1%3A\d+:o:accademia-sasso/.test(out), "organisations have a did:web");
  expect(/strict-transport-security/i.test(out), "browsers are told to stay with it");
  await server.stop();
  server.remove();
};

/// Slow and broken clients hold nobody up.
const slow = async () => {
  const server = await startServer();
  const { port } = new URL(server.url);
  const { connect } = await import("node:net");
  const idle = Array.from({ length: 200 }, () => { const socket = connect(port, "127.0.0.1"); socket.on("error", () => {}); socket.write("POST /check HTTP/1.1\r\nHost: x\r\nContent-Le"); return socket; });
  const begun = Date.now();
  const answer = await fetch(`${server.url}/catalogue`);
  expect(answer.status === 200 && Date.now() - begun < 3000, "a page comes while 200 slow ones wait");
  const said = (bytes) => new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (more) => { text += more; });
    socket.on("close", () => resolve(text));
    socket.on("error", () => resolve(text));
    socket.write(bytes);
  });
  expect(/^HTTP\/1\.1 400/.test(await said("nonsense\r\n\r\n")), "what is no HTTP is refused");
  expect(/^HTTP\/1\.1 413/.test(await said("POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")), "what is announced too large is refused");
  expect(/^HTTP\/1\.1 431/.test(await said(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40000)}\r\n\r\n`)), "a head that is too large is refused");
  for (const socket of idle) socket.destroy();
  await server.stop();
  const strict = await startServer({ args: ["--form-rate", "1"] });
  const sent = [];
  for (let i = 0; i < 60; ++i) {
    const answer = await fetch(`${strict.url}/sign-in`, { method: "POST", body: `email=n${i}@class.example`, headers: { origin: strict.url, "content-type": "application/x-www-form-urlencoded" } });
    sent.push(answer.status);
    if (answer.status !== 429) continue;
    expect(Number(answer.headers.get("retry-after")) > 0 && /nothing is lost/.test(await answer.text()), "who sends too many forms is told how long to wait");
    break;
  }
  expect(sent.length > 40 && sent.at(-1) === 429, `a burst passes, then it is too many, not ${sent.slice(-3)} after ${sent.length}`);
  await strict.stop();
  strict.remove();
  server.remove();
};

const all = { configured, oneAnswer, secured, slow, mailed, openid, passkeys, restored, killed };
const only = process.argv[3];
const status = await run(only ? { [only]: all[only] } : all);
rmSync(files, { recursive: true, force: true });
process.exit(status);
