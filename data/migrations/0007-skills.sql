-- Skills and talent: what people say they can do, works that show it and who confirmed them, talent pages with what each field shows to
-- whom, the searchable part of those who want to be found; employers' roles, requests to get in touch, and skills they miss.
CREATE TABLE person_skill (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, uri TEXT NOT NULL, added BIGINT NOT NULL);
CREATE UNIQUE INDEX person_skill_once ON person_skill (person_id, uri);
CREATE TABLE work (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL, client TEXT NOT NULL,
  made_on TEXT NOT NULL, rights TEXT NOT NULL, authors TEXT NOT NULL, words TEXT NOT NULL, link TEXT NOT NULL, file_name TEXT NOT NULL,
  digest TEXT NOT NULL, size BIGINT NOT NULL, skills TEXT NOT NULL, audience TEXT NOT NULL, added BIGINT NOT NULL);
CREATE INDEX work_person ON work (person_id);
CREATE INDEX work_digest ON work (digest);
CREATE TABLE work_word (
  id TEXT PRIMARY KEY, work_id TEXT NOT NULL, token_hash TEXT NOT NULL, email TEXT NOT NULL, relation TEXT NOT NULL, state TEXT NOT NULL,
  name TEXT NOT NULL, words TEXT NOT NULL, facts TEXT NOT NULL, asked BIGINT NOT NULL, answered BIGINT);
CREATE INDEX work_word_work ON work_word (work_id);
CREATE UNIQUE INDEX work_word_token ON work_word (token_hash);
CREATE TABLE talent (
  person_id TEXT PRIMARY KEY, number BIGINT NOT NULL, slug TEXT NOT NULL, link_key TEXT NOT NULL, content TEXT NOT NULL, visible TEXT NOT NULL,
  searchable BIGINT NOT NULL, searched TEXT NOT NULL, checked BIGINT NOT NULL, changed BIGINT NOT NULL);
CREATE UNIQUE INDEX talent_number ON talent (number);
CREATE UNIQUE INDEX talent_slug ON talent (slug);
CREATE INDEX talent_changed ON talent (changed);
CREATE INDEX talent_checked ON talent (searchable, checked);
-- Who left: a number alone, which names nobody, so that every server takes it out of its index.
CREATE TABLE talent_gone (number BIGINT PRIMARY KEY, changed BIGINT NOT NULL);
CREATE INDEX talent_gone_changed ON talent_gone (changed);
CREATE TABLE job_role (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL, sector TEXT NOT NULL, country TEXT NOT NULL,
  state TEXT NOT NULL, added BIGINT NOT NULL, ended BIGINT);
CREATE INDEX job_role_organisation ON job_role (organisation_id);
CREATE TABLE contact_request (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, role_id TEXT NOT NULL, person_id TEXT NOT NULL, number BIGINT NOT NULL,
  words TEXT NOT NULL, state TEXT NOT NULL, reply TEXT NOT NULL, asked BIGINT NOT NULL, answered BIGINT);
CREATE INDEX contact_request_organisation ON contact_request (organisation_id);
CREATE INDEX contact_request_person ON contact_request (person_id);
CREATE TABLE missing_skill (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, uri TEXT NOT NULL, label TEXT NOT NULL, sector TEXT NOT NULL, country TEXT NOT NULL,
  people BIGINT NOT NULL, words TEXT NOT NULL, posted BIGINT NOT NULL, ended BIGINT);
CREATE INDEX missing_skill_organisation ON missing_skill (organisation_id);
CREATE INDEX missing_skill_uri ON missing_skill (uri);
-- Organisations' words for learning outcomes, signed.
CREATE TABLE outcome_endorsement (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, definition_id TEXT NOT NULL, version BIGINT NOT NULL, words TEXT NOT NULL,
  statement TEXT NOT NULL, given BIGINT NOT NULL, ended BIGINT);
CREATE INDEX outcome_endorsement_definition ON outcome_endorsement (definition_id);
CREATE INDEX outcome_endorsement_organisation ON outcome_endorsement (organisation_id);
-- Validation of non-formal and informal learning in its four stages, individual learning accounts, reminders before a credential ends.
CREATE TABLE validation (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, organisation_id TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
  documents TEXT NOT NULL, skills TEXT NOT NULL, stage TEXT NOT NULL, granted TEXT NOT NULL, reason TEXT NOT NULL, officer_id TEXT NOT NULL,
  made BIGINT NOT NULL, changed BIGINT NOT NULL);
CREATE INDEX validation_person ON validation (person_id);
CREATE INDEX validation_organisation ON validation (organisation_id, stage);
CREATE TABLE account_entry (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL, day TEXT NOT NULL, amount DOUBLE PRECISION NOT NULL, currency TEXT NOT NULL, source TEXT NOT NULL,
  words TEXT NOT NULL, made BIGINT NOT NULL);
CREATE INDEX account_entry_person ON account_entry (person_id);
CREATE TABLE holding_expiry (
  holding_id TEXT PRIMARY KEY, person_id TEXT NOT NULL, expires BIGINT, reminded BIGINT);
CREATE INDEX holding_expiry_due ON holding_expiry (expires);
CREATE INDEX holding_expiry_person ON holding_expiry (person_id);
