-- OAuth 2.0 for programs that act for a person (Open Badges API): programs that have registered, and what people let them do.
CREATE TABLE oauth_client (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, uri TEXT NOT NULL, redirect_uris TEXT NOT NULL, secret_hash TEXT NOT NULL,
  scopes TEXT NOT NULL, created BIGINT NOT NULL);
CREATE INDEX oauth_client_created ON oauth_client (created);
CREATE TABLE oauth_grant (
  id TEXT PRIMARY KEY, client_id TEXT NOT NULL, person_id TEXT NOT NULL, scopes TEXT NOT NULL, redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL, code_hash TEXT NOT NULL UNIQUE, access_hash TEXT NOT NULL, access_expires BIGINT,
  refresh_hash TEXT NOT NULL, used_hash TEXT NOT NULL, state TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX oauth_grant_access ON oauth_grant (access_hash);
CREATE INDEX oauth_grant_refresh ON oauth_grant (refresh_hash);
CREATE INDEX oauth_grant_used ON oauth_grant (used_hash);
CREATE INDEX oauth_grant_person ON oauth_grant (person_id);
CREATE INDEX oauth_grant_client ON oauth_grant (client_id);
