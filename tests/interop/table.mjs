// Who accepted what: each line is said as it happens, and kept as a line of JSON where CREDEX_INTEROP_TABLE names a file.
import { appendFileSync } from "node:fs";
import "./needs.mjs";

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
