-- Recognition: bodies' policies in versions, agreements with their parties' signatures, applications with everything that was
-- said and done on them. Stacking: bodies' rules with each text they
-- had, what learners ask for by them, and which holding counts in which larger award.
CREATE TABLE recognition_policy (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL, published BIGINT NOT NULL);
CREATE UNIQUE INDEX recognition_policy_version ON recognition_policy (organisation_id, version);
CREATE TABLE agreement (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, content TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
  created BIGINT NOT NULL, changed BIGINT NOT NULL);
CREATE INDEX agreement_state ON agreement (state);
CREATE TABLE agreement_party (
  id TEXT PRIMARY KEY, agreement_id TEXT NOT NULL, organisation_id TEXT NOT NULL, statement TEXT NOT NULL, signed BIGINT);
CREATE UNIQUE INDEX agreement_party_once ON agreement_party (agreement_id, organisation_id);
CREATE INDEX agreement_party_organisation ON agreement_party (organisation_id);
CREATE TABLE recognition_case (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, person_id TEXT NOT NULL, purpose TEXT NOT NULL, target_id TEXT NOT NULL,
  target_version BIGINT NOT NULL, holding_id TEXT NOT NULL, award_id TEXT NOT NULL,
  credential TEXT NOT NULL, title TEXT NOT NULL, issuer TEXT NOT NULL,
  outcomes TEXT NOT NULL, state TEXT NOT NULL, policy_id TEXT NOT NULL, agreements TEXT NOT NULL, corrections TEXT NOT NULL,
  authenticity TEXT NOT NULL, prepared TEXT NOT NULL, verdict TEXT NOT NULL, credits DOUBLE PRECISION, reason TEXT NOT NULL,
  officer_id TEXT NOT NULL, overrides BIGINT NOT NULL, applied BIGINT NOT NULL, due BIGINT NOT NULL, decided BIGINT,
  appeal_until BIGINT, statement TEXT NOT NULL, list_id TEXT NOT NULL, list_index BIGINT NOT NULL);
CREATE INDEX recognition_case_organisation ON recognition_case (organisation_id, state);
CREATE INDEX recognition_case_person ON recognition_case (person_id);
CREATE TABLE recognition_event (
  id TEXT PRIMARY KEY, case_id TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
  detail TEXT NOT NULL);
CREATE INDEX recognition_event_case ON recognition_event (case_id);
CREATE TABLE stack_rule (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, version BIGINT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
  definition_id TEXT NOT NULL, state TEXT NOT NULL, published BIGINT NOT NULL);
CREATE INDEX stack_rule_organisation ON stack_rule (organisation_id);
CREATE TABLE stack_rule_text (
  id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL, published BIGINT NOT NULL);
CREATE UNIQUE INDEX stack_rule_text_version ON stack_rule_text (rule_id, version);
CREATE TABLE stack_request (
  id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, rule_version BIGINT NOT NULL, organisation_id TEXT NOT NULL, person_id TEXT NOT NULL,
  state TEXT NOT NULL, proof TEXT NOT NULL, reason TEXT NOT NULL, award_id TEXT NOT NULL, asked BIGINT NOT NULL, answered BIGINT);
CREATE INDEX stack_request_organisation ON stack_request (organisation_id, state);
CREATE INDEX stack_request_person ON stack_request (person_id, rule_id);
CREATE TABLE stack_use (
  id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, person_id TEXT NOT NULL, award_id TEXT NOT NULL, digest TEXT NOT NULL,
  proof TEXT NOT NULL, made BIGINT NOT NULL);
CREATE INDEX stack_use_person ON stack_use (person_id);
