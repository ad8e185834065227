-- Mandates: leave that a provider without a seal gives another organisation to seal for it; each award that was sealed so
-- knows its mandate.
CREATE TABLE mandate (
  id TEXT PRIMARY KEY, provider_id TEXT NOT NULL, sealer_id TEXT NOT NULL, state TEXT NOT NULL, limits TEXT NOT NULL,
  note TEXT NOT NULL, created BIGINT NOT NULL, answered BIGINT, ended BIGINT);
CREATE INDEX mandate_provider ON mandate (provider_id);
CREATE INDEX mandate_sealer ON mandate (sealer_id);
ALTER TABLE award ADD COLUMN mandate_id TEXT NOT NULL DEFAULT '';
