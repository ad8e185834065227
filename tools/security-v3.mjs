// The JSON-LD context https://w3id.org/security/v3-unstable, which no package of ours has: a table of its terms and what they share,
// written out as the JSON that w3c-ccg/security-vocab@42893e1 publishes (data/contexts.yaml holds its digests, and a test this to them).
const sec = name => `https://w3id.org/security#${name}`;
const xsd = name => `http://www.w3.org/2001/XMLSchema#${name}`;
const dc = name => `http://purl.org/dc/terms/${name}`;
const ids = {id: '@id', type: '@type'};
const of = (term, type, container) => ({'@id': term, ...(type && {'@type': type}), ...(container && {'@container': container})});
const time = term => of(term, xsd('dateTime'));

const methods = Object.fromEntries(
  [['assertionMethod'], ['authentication', 'authenticationMethod'], ['capabilityDelegation', 'capabilityDelegationMethod'],
   ['capabilityInvocation', 'capabilityInvocationMethod'], ['keyAgreement', 'keyAgreementMethod']]
    .map(([term, name = term]) => [term, of(sec(name), '@id', '@set')]));
const proofPurpose = {...of(sec('proofPurpose'), '@vocab'), '@context': {'@version': 1.1, '@protected': true, ...ids, ...methods}};
const verificationMethod = of(sec('verificationMethod'), '@id');

// What the types of proofs define within a proof: the same, but for these.
const proofType = (name, {jws, value, expires = true, extra = ids}) => ({
  '@id': sec(name),
  '@context': {
    '@protected': true, ...extra, challenge: sec('challenge'), created: time(dc('created')), domain: sec('domain'),
    nonce: sec('nonce'), proofPurpose, verificationMethod,
    ...(expires && {expires: time(sec('expiration'))}), ...(jws && {jws: sec('jws')}), ...(value && {proofValue: value}),
  },
});
const both = {jws: true, value: sec('proofValue')};
const proofTypes = {
  JsonWebSignature2020: {jws: true, extra: {'@version': 1.1, ...ids}},
  Ed25519Signature2020: {value: of(sec('proofValue'), sec('multibase'))},
  BbsBlsSignature2020: {value: sec('proofValue'), expires: false},
  BbsBlsSignatureProof2020: {value: sec('proofValue'), expires: false},
  Ed25519Signature2018: both,
  EcdsaSecp256k1Signature2019: both,
  EcdsaSecp256r1Signature2019: both,
  RsaSignature2018: {...both, extra: {}},
};

// Terms that are called as what they mean, written alone and as an object.
const plain = `
  AesKeyWrappingKey2019 DeleteKeyOperation DeriveSecretOperation EcdsaKoblitzSignature2016 EcdsaSecp256k1VerificationKey2019
  EcdsaSecp256r1VerificationKey2019 Ed25519VerificationKey2018 EncryptedMessage EquihashProof2018 ExportKeyOperation
  GenerateKeyOperation GraphSignature2012 KmsOperation LinkedDataSignature2015 LinkedDataSignature2016 RevokeKeyOperation
  RsaVerificationKey2018 Sha256HmacKey2019 SignOperation UnwrapKeyOperation VerifyOperation WrapKeyOperation
  X25519KeyAgreementKey2019 allowedAction authenticationTag canonicalizationAlgorithm capabilityAction challenge cipherAlgorithm
  cipherData cipherKey ciphertext digestAlgorithm digestValue domain encryptionKey initializationVector iterationCount jws nonce
  normalizationAlgorithm owner password plaintext privateKey privateKeyPem proofValue publicKey publicKeyBase58 publicKeyPem
  publicKeyService publicKeyWif referenceId salt signature signatureValue unwrappedKey verifyData wrappedKey`;
const objects = `
  Bls12381G1Key2020 Bls12381G2Key2020 Ed25519VerificationKey2020 JsonWebKey2020 MerkleProof2019 blockchainAccountId
  ethereumAddress kmsModule publicKeyHex`;
const nodes = 'capability controller delegator invocationTarget invoker parentCapability';
const each = (names, make) => Object.fromEntries(names.trim().split(/\s+/).map(name => [name, make(name)]));

export const securityV3 = {
  '@context': [{
    '@version': 1.1, '@protected': true, ...ids,
    ...each(plain, sec), ...each(objects, name => of(sec(name))), ...each(nodes, name => of(sec(name), '@id')),
    ...methods, proofPurpose, verificationMethod,
    ...Object.fromEntries(Object.entries(proofTypes).map(([name, has]) => [name, proofType(name, has)])),
    CryptographicKey: sec('Key'), signatureAlgorithm: sec('signingAlgorithm'),
    created: time(dc('created')), creator: of(dc('creator'), '@id'),
    expiration: time(sec('expiration')), expires: time(sec('expiration')), revoked: time(sec('revoked')),
    capabilityChain: of(sec('capabilityChain'), '@id', '@list'), caveat: of(sec('caveat'), '@id', '@set'),
    // So it is published, with the colon.
    equihashParameterK: of(sec('equihashParameterK'), xsd(':integer')),
    equihashParameterN: of(sec('equihashParameterN'), xsd(':integer')),
    proof: of(sec('proof'), '@id', '@graph'), publicKeyJwk: of(sec('publicKeyJwk'), '@json'),
    x509CertificateChain: of(sec('x509CertificateChain'), sec('multibase'), '@list'),
    x509CertificateFingerprint: of(sec('x509CertificateFingerprint'), sec('multibase')),
  }],
};
