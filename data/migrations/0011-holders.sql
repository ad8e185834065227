-- Whose an award in a collection is: what comparing came to and by what, what its keeper says to it, and who decided when.
-- What a person states of themselves beside their name; who looked at it. What officers found of applicants' awards.
-- Holdings of before have no row here until the server has judged them (service/holder_gate.h).
CREATE TABLE holding_holder (
  holding_id TEXT PRIMARY KEY, person_id TEXT NOT NULL, award_id TEXT NOT NULL, verdict TEXT NOT NULL,
  has_second BIGINT NOT NULL, reasons TEXT NOT NULL, named TEXT NOT NULL, birth TEXT NOT NULL, basis TEXT NOT NULL,
  judged BIGINT NOT NULL, state TEXT NOT NULL, organisation_id TEXT NOT NULL, former_name TEXT NOT NULL,
  words TEXT NOT NULL, evidence TEXT NOT NULL, asked BIGINT, decided_by TEXT NOT NULL, decided_as TEXT NOT NULL,
  decision TEXT NOT NULL, decided BIGINT);
CREATE INDEX holding_holder_person ON holding_holder (person_id);
CREATE INDEX holding_holder_asked ON holding_holder (organisation_id, asked) WHERE state = 'asked';
CREATE TABLE person_detail (
  person_id TEXT PRIMARY KEY, date_of_birth TEXT NOT NULL, seen_by TEXT NOT NULL, seen BIGINT);
CREATE TABLE case_holder (
  case_id TEXT PRIMARY KEY, verdict TEXT NOT NULL, has_second BIGINT NOT NULL, reasons TEXT NOT NULL,
  named TEXT NOT NULL, confirmed_by TEXT NOT NULL, words TEXT NOT NULL, confirmed BIGINT);
