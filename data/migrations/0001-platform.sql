-- The platform's tables. Times are milliseconds since 1970-01-01 UTC; identifiers sort by the time they were made.
CREATE TABLE organisation (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL,
  region TEXT NOT NULL, homepage TEXT NOT NULL, email TEXT NOT NULL, registration TEXT NOT NULL, eidas TEXT NOT NULL,
  two_person BIGINT NOT NULL, created BIGINT NOT NULL);

CREATE TABLE signing_key (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, location TEXT NOT NULL, secret TEXT NOT NULL,
  public_jwk TEXT NOT NULL, did TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL, created BIGINT NOT NULL,
  retired BIGINT);
CREATE INDEX signing_key_organisation ON signing_key (organisation_id, state);

CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, language TEXT NOT NULL, created BIGINT NOT NULL);
CREATE TABLE email_address (
  address TEXT PRIMARY KEY, person_id TEXT NOT NULL, is_primary BIGINT NOT NULL, added BIGINT NOT NULL);
CREATE INDEX email_address_person ON email_address (person_id);
CREATE TABLE membership (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, person_id TEXT NOT NULL, role TEXT NOT NULL,
  added BIGINT NOT NULL, UNIQUE (organisation_id, person_id, role));
CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE web_session (
  token_hash TEXT PRIMARY KEY, person_id TEXT NOT NULL, csrf TEXT NOT NULL, created BIGINT NOT NULL,
  last_seen BIGINT NOT NULL, expires BIGINT NOT NULL, how TEXT NOT NULL);
CREATE INDEX web_session_person ON web_session (person_id);
CREATE TABLE sign_in_link (
  token_hash TEXT PRIMARY KEY, email TEXT NOT NULL, purpose TEXT NOT NULL, person_id TEXT NOT NULL,
  forward TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, used BIGINT);
CREATE TABLE passkey (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, public_jwk TEXT NOT NULL, sign_count BIGINT NOT NULL,
  label TEXT NOT NULL, created BIGINT NOT NULL, last_used BIGINT);
CREATE INDEX passkey_person ON passkey (person_id);
CREATE TABLE challenge (
  value TEXT PRIMARY KEY, purpose TEXT NOT NULL, data TEXT NOT NULL, expires BIGINT NOT NULL);
CREATE TABLE outside_identity (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, added BIGINT NOT NULL);

CREATE TABLE definition (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, uri TEXT NOT NULL UNIQUE, published_version BIGINT NOT NULL,
  newest_version BIGINT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL, created BIGINT NOT NULL,
  changed BIGINT NOT NULL);
CREATE INDEX definition_organisation ON definition (organisation_id, id);
CREATE INDEX definition_changed ON definition (changed, id);
CREATE TABLE definition_version (
  id TEXT PRIMARY KEY, definition_id TEXT NOT NULL, number BIGINT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL,
  artwork TEXT NOT NULL, author_id TEXT NOT NULL, reviewer_id TEXT NOT NULL, note TEXT NOT NULL,
  created BIGINT NOT NULL, changed BIGINT NOT NULL, published BIGINT, UNIQUE (definition_id, number));

CREATE TABLE award (
  id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, organisation_id TEXT NOT NULL, definition_id TEXT NOT NULL,
  version BIGINT NOT NULL, batch_id TEXT NOT NULL, learner_name TEXT NOT NULL, learner_email TEXT NOT NULL,
  person_id TEXT NOT NULL, format TEXT NOT NULL, credential TEXT NOT NULL, status TEXT NOT NULL,
  status_reason TEXT NOT NULL, status_at BIGINT, list_id TEXT NOT NULL, list_index BIGINT NOT NULL,
  issued BIGINT NOT NULL, valid_until BIGINT, claimed BIGINT, replaces TEXT NOT NULL,
  replaced_by TEXT NOT NULL);
CREATE INDEX award_organisation ON award (organisation_id, id);
CREATE INDEX award_definition ON award (definition_id, id);
CREATE INDEX award_batch ON award (batch_id, id);
CREATE INDEX award_person ON award (person_id);
CREATE INDEX award_email ON award (learner_email);
CREATE TABLE status_list (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, key_id TEXT NOT NULL, used BIGINT NOT NULL,
  revoked BLOB NOT NULL, suspended BLOB NOT NULL, changed BIGINT NOT NULL);
CREATE INDEX status_list_key ON status_list (key_id, id);

CREATE TABLE holding (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, award_id TEXT NOT NULL, title TEXT NOT NULL, issuer TEXT NOT NULL,
  credential TEXT NOT NULL, digest TEXT NOT NULL, source TEXT NOT NULL, added BIGINT NOT NULL,
  UNIQUE (person_id, digest));
CREATE TABLE share (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, token TEXT NOT NULL UNIQUE, title TEXT NOT NULL, note TEXT NOT NULL,
  fields TEXT NOT NULL, holdings TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT, ended BIGINT);
CREATE INDEX share_person ON share (person_id, id);
CREATE TABLE share_visit (
  id TEXT PRIMARY KEY, share_id TEXT NOT NULL, at BIGINT NOT NULL, what TEXT NOT NULL);
CREATE INDEX share_visit_share ON share_visit (share_id, id);
CREATE TABLE endorsement (
  id TEXT PRIMARY KEY, holding_id TEXT NOT NULL, person_id TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL, relation TEXT NOT NULL, name TEXT NOT NULL, words TEXT NOT NULL, state TEXT NOT NULL,
  created BIGINT NOT NULL, answered BIGINT);
CREATE INDEX endorsement_holding ON endorsement (holding_id);

CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, organisation_id TEXT NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL,
  title TEXT NOT NULL, parameters TEXT NOT NULL, total BIGINT NOT NULL, done BIGINT NOT NULL, failed BIGINT NOT NULL,
  error TEXT NOT NULL, owner TEXT NOT NULL, lease BIGINT NOT NULL, created BIGINT NOT NULL, finished BIGINT);
CREATE INDEX job_waiting ON job (state, id);
CREATE INDEX job_organisation ON job (organisation_id, id);
CREATE TABLE job_row (
  job_id TEXT NOT NULL, number BIGINT NOT NULL, state TEXT NOT NULL, input TEXT NOT NULL, output TEXT NOT NULL,
  PRIMARY KEY (job_id, number)) WITHOUT ROWID;
CREATE INDEX job_row_failed ON job_row (state, job_id, number) WHERE state = 'failed';

CREATE TABLE mail (
  id TEXT PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, regards TEXT NOT NULL,
  organisation_id TEXT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL, due BIGINT NOT NULL,
  error TEXT NOT NULL, created BIGINT NOT NULL, sent BIGINT);
CREATE INDEX mail_waiting ON mail (due) WHERE state = 'waiting';
CREATE INDEX mail_failed ON mail (id) WHERE state = 'failed';
CREATE INDEX mail_regards ON mail (regards);

CREATE TABLE audit (
  number BIGINT PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, organisation_id TEXT NOT NULL,
  subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX audit_organisation ON audit (organisation_id, number);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, person_id TEXT NOT NULL, name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, created BIGINT NOT NULL, last_used BIGINT, revoked BIGINT);
CREATE INDEX api_key_organisation ON api_key (organisation_id, id);
CREATE INDEX api_key_person ON api_key (person_id);
CREATE TABLE idempotency (
  id TEXT PRIMARY KEY, request_hash TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, created BIGINT NOT NULL);

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
