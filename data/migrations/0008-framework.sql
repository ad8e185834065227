-- The living framework: the sector framework in versions with proposals to change it, consultations, the map of stakeholders; local
-- frameworks and their assessments, practices, pilots, policy.
CREATE TABLE framework_version (
  id TEXT PRIMARY KEY, number TEXT NOT NULL, content TEXT NOT NULL, why TEXT NOT NULL, person_id TEXT NOT NULL, published BIGINT NOT NULL);
CREATE UNIQUE INDEX framework_version_number ON framework_version (number);
CREATE TABLE framework_proposal (
  id TEXT PRIMARY KEY, clause TEXT NOT NULL, removes BIGINT NOT NULL, wanted TEXT NOT NULL, reason TEXT NOT NULL, person_id TEXT NOT NULL, state TEXT NOT NULL, consultation_id TEXT NOT NULL, answer TEXT NOT NULL, version TEXT NOT NULL, made BIGINT NOT NULL, changed BIGINT NOT NULL);
CREATE INDEX framework_proposal_state ON framework_proposal (state);
CREATE INDEX framework_proposal_clause ON framework_proposal (clause);
CREATE TABLE consultation (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, about TEXT NOT NULL, language TEXT NOT NULL, rule TEXT NOT NULL, settings TEXT NOT NULL, state TEXT NOT NULL, rounds BIGINT NOT NULL, is_round_open BIGINT NOT NULL, person_id TEXT NOT NULL, opened BIGINT NOT NULL, closes BIGINT, closed BIGINT, result TEXT NOT NULL);
CREATE UNIQUE INDEX consultation_slug ON consultation (slug);
CREATE INDEX consultation_state ON consultation (state);
CREATE TABLE consultation_item (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, number BIGINT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL, clause TEXT NOT NULL, proposal_id TEXT NOT NULL);
CREATE INDEX consultation_item_consultation_id_number ON consultation_item (consultation_id, number);
CREATE TABLE consultation_round (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, number BIGINT NOT NULL, opened BIGINT NOT NULL, closed BIGINT, result TEXT NOT NULL);
CREATE UNIQUE INDEX consultation_round_consultation_id_number ON consultation_round (consultation_id, number);
CREATE TABLE consultation_voice (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, person_id TEXT NOT NULL, constituency TEXT NOT NULL, organisation TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL, joined BIGINT NOT NULL);
CREATE UNIQUE INDEX consultation_voice_consultation_id_person_id ON consultation_voice (consultation_id, person_id);
CREATE INDEX consultation_voice_person_id ON consultation_voice (person_id);
CREATE TABLE consultation_remark (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, item_id TEXT NOT NULL, voice_id TEXT NOT NULL, round BIGINT NOT NULL, words TEXT NOT NULL, proposed TEXT NOT NULL, fate TEXT NOT NULL, answer TEXT NOT NULL, version TEXT NOT NULL, made BIGINT NOT NULL, answered BIGINT);
CREATE INDEX consultation_remark_consultation_id_item_id ON consultation_remark (consultation_id, item_id);
CREATE INDEX consultation_remark_voice_id ON consultation_remark (voice_id);
CREATE TABLE consultation_opinion (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, item_id TEXT NOT NULL, voice_id TEXT NOT NULL, round BIGINT NOT NULL, value BIGINT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX consultation_opinion_item_id_voice_id_round ON consultation_opinion (item_id, voice_id, round);
CREATE INDEX consultation_opinion_consultation_id ON consultation_opinion (consultation_id);
CREATE INDEX consultation_opinion_voice_id ON consultation_opinion (voice_id);
CREATE TABLE consultation_vote (
  id TEXT PRIMARY KEY, consultation_id TEXT NOT NULL, item_id TEXT NOT NULL, voice_id TEXT NOT NULL, choice TEXT NOT NULL, reason TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX consultation_vote_item_id_voice_id ON consultation_vote (item_id, voice_id);
CREATE INDEX consultation_vote_consultation_id ON consultation_vote (consultation_id);
CREATE INDEX consultation_vote_voice_id ON consultation_vote (voice_id);
CREATE TABLE map_stakeholder (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, is_person BIGINT NOT NULL, grp TEXT NOT NULL, role TEXT NOT NULL, interest BIGINT NOT NULL, influence BIGINT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL, size TEXT NOT NULL, contact TEXT NOT NULL, consent BIGINT, words TEXT NOT NULL, made BIGINT NOT NULL);
CREATE INDEX map_stakeholder_grp ON map_stakeholder (grp);
CREATE TABLE map_involvement (
  id TEXT PRIMARY KEY, stakeholder_id TEXT NOT NULL, step TEXT NOT NULL, method TEXT NOT NULL, day TEXT NOT NULL, answered BIGINT NOT NULL, made BIGINT NOT NULL);
CREATE INDEX map_involvement_stakeholder_id ON map_involvement (stakeholder_id);
CREATE INDEX map_involvement_step ON map_involvement (step);
CREATE TABLE local_framework (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, sector TEXT NOT NULL, about TEXT NOT NULL, link TEXT NOT NULL, settings TEXT NOT NULL, fictional BIGINT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX local_framework_slug ON local_framework (slug);
CREATE INDEX local_framework_country ON local_framework (country);
CREATE TABLE assessment_run (
  id TEXT PRIMARY KEY, framework_id TEXT NOT NULL, rubric TEXT NOT NULL, state TEXT NOT NULL, person_id TEXT NOT NULL, measures TEXT NOT NULL, made BIGINT NOT NULL, published BIGINT);
CREATE INDEX assessment_run_framework_id ON assessment_run (framework_id);
CREATE TABLE assessment_assessor (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, person_id TEXT NOT NULL, name TEXT NOT NULL, constituency TEXT NOT NULL, joined BIGINT NOT NULL);
CREATE UNIQUE INDEX assessment_assessor_run_id_person_id ON assessment_assessor (run_id, person_id);
CREATE INDEX assessment_assessor_person_id ON assessment_assessor (person_id);
CREATE TABLE assessment_rating (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, assessor_id TEXT NOT NULL, indicator TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX assessment_rating_assessor_id_indicator ON assessment_rating (assessor_id, indicator);
CREATE INDEX assessment_rating_run_id ON assessment_rating (run_id);
CREATE TABLE assessment_moderation (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, indicator TEXT NOT NULL, value BIGINT NOT NULL, reason TEXT NOT NULL, person_id TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX assessment_moderation_run_id_indicator ON assessment_moderation (run_id, indicator);
CREATE TABLE practice_entry (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, matter TEXT NOT NULL, content TEXT NOT NULL, state TEXT NOT NULL, submitter TEXT NOT NULL, submitter_email TEXT NOT NULL, person_id TEXT NOT NULL, made BIGINT NOT NULL, decided BIGINT);
CREATE UNIQUE INDEX practice_entry_slug ON practice_entry (slug);
CREATE INDEX practice_entry_state ON practice_entry (state);
CREATE TABLE practice_review (
  id TEXT PRIMARY KEY, practice_id TEXT NOT NULL, person_id TEXT NOT NULL, publish BIGINT NOT NULL, words TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX practice_review_practice_id_person_id ON practice_review (practice_id, person_id);
CREATE TABLE pilot_entry (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, organisation_id TEXT NOT NULL, content TEXT NOT NULL, state TEXT NOT NULL, person_id TEXT NOT NULL, made BIGINT NOT NULL, evaluated BIGINT);
CREATE UNIQUE INDEX pilot_entry_slug ON pilot_entry (slug);
CREATE INDEX pilot_entry_organisation_id ON pilot_entry (organisation_id);
CREATE TABLE pilot_participant (
  id TEXT PRIMARY KEY, pilot_id TEXT NOT NULL, code TEXT NOT NULL, cohort TEXT NOT NULL, groups TEXT NOT NULL, token_hash TEXT NOT NULL, consent BIGINT, withdrawn BIGINT, completed BIGINT NOT NULL, attained BIGINT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX pilot_participant_pilot_id_code ON pilot_participant (pilot_id, code);
CREATE UNIQUE INDEX pilot_participant_token_hash ON pilot_participant (token_hash);
CREATE TABLE pilot_answer (
  id TEXT PRIMARY KEY, pilot_id TEXT NOT NULL, participant_id TEXT NOT NULL, instrument TEXT NOT NULL, phase TEXT NOT NULL, value DOUBLE PRECISION NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX pilot_answer_participant_id_instrument_phase ON pilot_answer (participant_id, instrument, phase);
CREATE INDEX pilot_answer_pilot_id ON pilot_answer (pilot_id);
CREATE TABLE policy_brief (
  id TEXT PRIMARY KEY, slug TEXT NOT NULL, title TEXT NOT NULL, addressee TEXT NOT NULL, country TEXT NOT NULL, sector TEXT NOT NULL, content TEXT NOT NULL, person_id TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX policy_brief_slug ON policy_brief (slug);
CREATE INDEX policy_brief_country ON policy_brief (country);
CREATE TABLE policy_target (
  id TEXT PRIMARY KEY, indicator TEXT NOT NULL, year BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL, source TEXT NOT NULL, made BIGINT NOT NULL);
CREATE UNIQUE INDEX policy_target_indicator_year ON policy_target (indicator, year);
