// Packages of npm for suites: `const jose = await need("jose")`. Where a package, or one that it stands on, is not installed or
// is not for this Node.js by its own "engines", the suite ends there as skipped (exit status 77) and says why.
import { webcrypto } from "node:crypto";
import { setDefaultResultOrder } from "node:dns";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Debian 12 has Node.js 18, where this is no global yet (the packages from npm ask for it) and localhost is ::1 alone.
globalThis.crypto ??= webcrypto;
setDefaultResultOrder("ipv4first");

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const running = process.versions.node;

const numbers = (version) => version.split(/[.-]/, 3).map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
const compare = (left, right) => left.map((part, i) => (part ?? 0) - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
/// Is `version` in `range`, as npm reads one: comparators, ^, ~, x, hyphens, alternatives by ||?
export function satisfies(version, range) {
  const have = numbers(version);
  const next = (least, place) => least.slice(0, 3).map((part, i) => (i < place ? part ?? 0 : i === place ? (part ?? 0) + 1 : 0));
  const within = (comparator) => {
    const [, sign, text] = comparator.match(/^(>=|<=|>|<|=|\^|~)?v?(.*)$/);
    const least = [...numbers(text), undefined, undefined].slice(0, 3);
    if (least[0] === undefined) return true;
    // The first place that is left open: "18", "18.x" and "18.2" stand for all below them.
    const open = least.indexOf(undefined);
    const end = open < 0 ? undefined : next(least, open - 1);
    switch (sign) {
      case ">=": return compare(have, least) >= 0;
      case ">": return compare(have, end ?? least) >= (end ? 0 : 1);
      case "<": return compare(have, least) < 0;
      case "<=": return end ? compare(have, end) < 0 : compare(have, least) <= 0;
      case "^": {
        const zeros = least.findIndex((part) => part !== 0);
        const place = Math.min(zeros < 0 ? 2 : zeros, open < 0 ? 2 : open - 1);
        return compare(have, least) >= 0 && compare(have, next(least, place)) < 0;
      }
      case "~": return compare(have, least) >= 0 && compare(have, next(least, open === 1 ? 0 : 1)) < 0;
      default: return end ? compare(have, least) >= 0 && compare(have, end) < 0 : compare(have, least) === 0;
    }
  };
  return range.split("||").some((part) => part.trim().replace(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2").replace(/(>=|<=|>|<|=|\^|~)\s+/g, "$1")
    .split(/\s+/).every((comparator) => within(comparator || "*")));
}

/// Where `name` lies for a package in `folder`: there, or in one of the folders above, as Node.js looks for it.
const folderOf = (name, folder) => {
  for (let at = folder; ; at = dirname(at)) {
    const found = join(at, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (at === root || at === dirname(at)) return undefined;
  }
};
const judged = new Map();
/// Why `name` cannot be used here, or undefined where it can.
export function wanting(name, folder = root) {
  const found = folderOf(name, folder);
  if (!found) return `${name} is not installed (make test installs it)`;
  if (!judged.has(found)) {
    judged.set(found, undefined);
    const { version, engines, dependencies = {} } = JSON.parse(readFileSync(join(found, "package.json"), "utf8"));
    judged.set(found, engines?.node && !satisfies(running, engines.node)
      ? `${name} ${version} is for Node.js ${engines.node}, and this is ${running}`
      : Object.keys(dependencies).map((other) => wanting(other, found)).find(Boolean));
  }
  return judged.get(found);
}
/// The package, or the end of the suite.
export async function need(name) {
  const why = wanting(name);
  if (why) {
    console.log(`skipped: ${why}`);
    process.exit(77);
  }
  return import(name);
}
/// The editions of packages that are there, by name.
export const versionsOf = (...names) => Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(folderOf(name, root), "package.json"), "utf8")).version]));
