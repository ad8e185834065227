-- What was found of the issuer of each credential that people hold, and when. What stood before has no row: it is judged
-- anew after the upgrade, piece by piece, and whom it concerns is told once (service/holding_faces.h).
CREATE TABLE holding_face (
  holding_id TEXT PRIMARY KEY, person_id TEXT NOT NULL, face TEXT NOT NULL, name TEXT NOT NULL, claimed TEXT NOT NULL,
  identifier TEXT NOT NULL, domain TEXT NOT NULL, kind TEXT NOT NULL, vouched_by TEXT NOT NULL,
  vouched_since TEXT NOT NULL, vouched_until TEXT NOT NULL, judged BIGINT NOT NULL, told BIGINT, seen BIGINT NOT NULL);
CREATE INDEX holding_face_person ON holding_face (person_id);
CREATE INDEX holding_face_judged ON holding_face (judged);
