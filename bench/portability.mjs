// Issuing into wallets by a real client (@openid4vc/openid4vci): node bench/portability.mjs build/credex OUT.json
import { readFileSync, writeFileSync } from "node:fs";
import { apiKey, call, startServer } from "../tests/e2e/harness.mjs";
import { Wallet } from "../tests/interop/wallet.mjs";

const out = process.argv[3] || "build/bench-portability.json";
const quick = process.env.CREDEX_BENCH_QUICK === "1";
const numbers = {};
const say = (name, value, reach) => {
  numbers[name] = value;
  console.log(`${name.padEnd(34)} ${String(value).padStart(10)}   reach ${reach}`);
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const server = await startServer({ args: ["--api-rate", "0"] });
const key = await apiKey(server);
const definition = (await call(server, key, "GET", "/definitions")).items[0].id;
const configuration = "micro-credential_dc+sd-jwt";
let number = 0;
const offer = async () => {
  const award = await call(server, key, "POST", "/awards", { definition, full_name: `Learner ${++number}`, email: `wallet${number}@bench.example` });
  return call(server, key, "POST", `/awards/${award.id}/offer`, {});
};
const take = async ({ offer_uri, tx_code }) => {
  const { response } = await new Wallet().take(offer_uri, { txCode: tx_code, configuration });
  if (response.credentials.length !== 1) throw new Error("no credential came");
};
/// What the server says that its requests took, since `from` bytes of its log.
const served = (from) => readFileSync(`${server.folder}.log`, "utf8").slice(from).split("\n").filter((line) => line.includes('"event":"request"'))
  .map((line) => JSON.parse(line.slice(line.indexOf("{")))).filter((line) => /oid4vci|well-known/.test(line.path));
const logged = () => readFileSync(`${server.folder}.log`, "utf8").length;

// 1. One wallet after the other: the server's time from the offer to the stored credential, all its requests together.
const count = quick ? 20 : 200;
const offers = [];
for (let i = 0; i < count; ++i) offers.push(await offer());
for (const one of offers.splice(0, 10)) await take(one);
await new Promise((resolve) => setTimeout(resolve, 1200));
const begin = logged();
for (const one of offers) await take(one);
await new Promise((resolve) => setTimeout(resolve, 1200));
const sums = [];
let sum = 0;
for (const line of served(begin)) {
  sum += line.ms;
  if (!line.path.endsWith("/credential")) continue;
  sums.push(sum);
  sum = 0;
}
if (sums.length !== offers.length) throw new Error(`${sums.length} issuances in the log, not ${offers.length}`);
say("wallet_issuance_server_ms", Number(median(sums).toFixed(2)), "5");

// 2. 200 wallets at once.
const many = [];
for (let i = 0; i < (quick ? 20 : 200); ++i) many.push(await offer());
const started = performance.now();
const results = await Promise.allSettled(many.map(take));
const errors = results.filter((result) => result.status === "rejected");
for (const error of errors.slice(0, 3)) console.log(String(error.reason).slice(0, 300));
say("wallets_at_once_errors", errors.length, "0");
numbers.wallets_at_once = many.length;
numbers.wallets_at_once_seconds = Number(((performance.now() - started) / 1000).toFixed(2));

await server.stop();
server.remove();
writeFileSync(out, JSON.stringify(numbers, null, 2) + "\n");
process.exit(errors.length ? 1 : 0);
