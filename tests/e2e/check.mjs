// Journeys by name, each of checks; for tests that need no server and no browser too.

let checks = 0;
export function expect(condition, words) {
  ++checks;
  if (!condition) throw new Error(`expected: ${words}`);
}

/// Runs journeys by name, one after the other; the first that fails ends it with its page's text.
export async function run(journeys) {
  let failed = 0;
  for (const [name, journey] of Object.entries(journeys)) {
    const before = checks;
    try {
      await journey();
      console.log(`good  ${name} (${checks - before} checks)`);
    } catch (problem) {
      ++failed;
      console.log(`BAD   ${name}: ${problem.stack}`);
    }
  }
  console.log(`${Object.keys(journeys).length - failed} of ${Object.keys(journeys).length} journeys, ${checks} checks`);
  return failed === 0 ? 0 : 1;
}
