-- Who vouches for an organisation: what it asked for, who confirmed it by which evidence, from when until when, and how it ended.
CREATE TABLE confirmation (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, state TEXT NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL, registration TEXT NOT NULL, register TEXT NOT NULL,
  eidas TEXT NOT NULL, fields TEXT NOT NULL, signs_only_here BIGINT NOT NULL, words TEXT NOT NULL,
  domain TEXT NOT NULL, token TEXT NOT NULL, domain_proof TEXT NOT NULL, domain_checked BIGINT,
  by_id TEXT NOT NULL, by_name TEXT NOT NULL, may_confirm BIGINT NOT NULL, evidence TEXT NOT NULL, note TEXT NOT NULL,
  created BIGINT NOT NULL, decided BIGINT, since BIGINT, until BIGINT, ended BIGINT, reminded BIGINT);
CREATE INDEX confirmation_organisation ON confirmation (organisation_id);
CREATE INDEX confirmation_state ON confirmation (state);
CREATE INDEX confirmation_by ON confirmation (by_id);
-- Organisations that are here already keep for a while what they may do as bodies, and are listed for the operator; when it
-- ends is written when the program first opens the database (service/confirmations.cpp: begin_grace).
INSERT INTO confirmation (
  id, organisation_id, state, name, kind, country, registration, register, eidas, fields, signs_only_here, words, domain, token,
  domain_proof, by_id, by_name, may_confirm, evidence, note, created)
SELECT id, id, 'grace', name, kind, country, registration, '', eidas, '', 0, '', '', '', '', '', '', 0, '', '', created FROM organisation;
