-- Portability. Credentials that go into wallets by OpenID4VCI: what a wallet was offered or has asked for, and the copies it got.
CREATE TABLE wallet_grant (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, organisation_id TEXT NOT NULL, award_id TEXT NOT NULL, person_id TEXT NOT NULL,
  code_hash TEXT NOT NULL UNIQUE, tx_code_hash TEXT NOT NULL, tries BIGINT NOT NULL, client_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL, challenge TEXT NOT NULL, client_state TEXT NOT NULL, configuration TEXT NOT NULL,
  dpop_key TEXT NOT NULL, token_hash TEXT NOT NULL, state TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX wallet_grant_token ON wallet_grant (token_hash);
CREATE INDEX wallet_grant_expires ON wallet_grant (expires);
CREATE INDEX wallet_grant_award ON wallet_grant (award_id);
CREATE INDEX wallet_grant_person ON wallet_grant (person_id);
CREATE TABLE wallet_copy (
  id TEXT PRIMARY KEY, grant_id TEXT NOT NULL, notification_id TEXT NOT NULL, award_id TEXT NOT NULL, format TEXT NOT NULL,
  holder_jwk TEXT NOT NULL, holder_did TEXT NOT NULL, list_id TEXT NOT NULL, list_index BIGINT NOT NULL,
  transaction_hash TEXT NOT NULL, event TEXT NOT NULL, created BIGINT NOT NULL);
CREATE INDEX wallet_copy_award ON wallet_copy (award_id);
CREATE INDEX wallet_copy_notification ON wallet_copy (notification_id);
CREATE INDEX wallet_copy_transaction ON wallet_copy (transaction_hash);
CREATE INDEX challenge_expires ON challenge (expires);
-- Credentials issued by the VC-API with a status, by their identifier.
CREATE TABLE issued_credential (
  uri TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, list_id TEXT NOT NULL, list_index BIGINT NOT NULL,
  created BIGINT NOT NULL);
-- What wallets are asked for by OpenID4VP, and what came, for an hour.
CREATE TABLE presentation_request (
  id TEXT PRIMARY KEY, token_hash TEXT NOT NULL, organisation_id TEXT NOT NULL, client_id TEXT NOT NULL, nonce TEXT NOT NULL,
  query TEXT NOT NULL, encrypted BIGINT NOT NULL, secret TEXT NOT NULL, response_code TEXT NOT NULL, state TEXT NOT NULL,
  answer TEXT NOT NULL, report TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX presentation_request_expires ON presentation_request (expires);
