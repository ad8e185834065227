// Who accepted what: each line is said as it happens, and kept as a line of JSON where CREDEX_INTEROP_TABLE names a file.
import { webcrypto } from "node:crypto";
import { setDefaultResultOrder } from "node:dns";
import { appendFileSync } from "node:fs";

// Debian 12 has Node.js 18, where this is no global yet (the packages from npm ask for it) and localhost is ::1 alone.
globalThis.crypto ??= webcrypto;
setDefaultResultOrder("ipv4first");

let failed = 0;
/// `who` (a package of npm) accepted, or did not accept, `what`.
export function say(good, who, what) {
  console.log(`${good ? "accepted" : "REFUSED "}  ${who}: ${what}`);
  if (!good) ++failed;
  if (process.env.CREDEX_INTEROP_TABLE) appendFileSync(process.env.CREDEX_INTEROP_TABLE, `${JSON.stringify({ good, who, what })}\n`);
}
export function end() {
  console.log(failed ? `${failed} refused` : "all accepted");
  process.exit(failed ? 1 : 0);
}
