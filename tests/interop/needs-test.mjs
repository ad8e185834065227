// What tests/interop/needs.mjs judges before a suite runs: node tests/interop/needs-test.mjs
import { satisfies, wanting } from "./needs.mjs";

// Range, versions within it, versions without. As the packages in package-lock.json write them, and the harder ones of npm.
const table = [
  [">=18", ["18.0.0", "20.19.2"], ["17.9.9"]],
  [">= 18.17", ["18.17.0", "18.20.4"], ["18.16.9"]],
  [">=20", ["20.0.0", "22.1.0"], ["18.20.4"]],
  ["^18 || >=20", ["18.20.4", "20.0.0"], ["19.0.0", "17.0.0"]],
  ["^12.20.0 || ^14.13.1 || >=16.0.0", ["12.20.0", "14.14.0", "18.1.0"], ["12.19.0", "14.13.0", "15.0.0"]],
  ["18 || 20.x", ["18.3.1", "20.9.0"], ["19.0.0", "21.0.0"]],
  ["~18.2", ["18.2.9"], ["18.3.0", "18.1.0"]],
  [">=18 <21", ["20.99.0"], ["21.0.0"]],
  ["14 - 18", ["14.0.0", "18.20.4"], ["19.0.0", "13.9.0"]],
  [">18", ["19.0.0"], ["18.20.4"]],
  ["<=18", ["18.20.4"], ["19.0.0"]],
  ["^0.2.3", ["0.2.9"], ["0.3.0"]],
  ["^0", ["0.9.0"], ["1.0.0"]],
  ["*", ["18.0.0"], []],
];
let bad = 0;
const judge = (good, words) => {
  if (!good) {
    ++bad;
    console.log(`BAD   ${words}`);
  }
};
for (const [range, within, without] of table) {
  for (const version of within) judge(satisfies(version, range), `${version} is within ${range}`);
  for (const version of without) judge(!satisfies(version, range), `${version} is not within ${range}`);
}
judge(/is not installed/.test(wanting("no-such-package-anywhere") ?? ""), "a package that is not there is told");
judge(wanting("htmx.org") === undefined, "a package that is there, for any Node.js, is taken");
console.log(bad ? `${bad} bad` : "good");
process.exit(bad ? 1 : 0);
