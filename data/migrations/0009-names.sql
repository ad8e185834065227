-- Learners are found by their names however these are typed: award.learner_key is written with each award (store/search_key.h)
-- and lies in the index that an organisation's awards are looked through by, so that no award itself is read for it.
ALTER TABLE award ADD COLUMN learner_key TEXT NOT NULL DEFAULT '';
--! fill_learner_keys
CREATE INDEX award_learner ON award (organisation_id, id, learner_key);
DROP INDEX award_organisation;
