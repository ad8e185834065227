-- Connections to other systems. Webhooks: who is told of what, and what was told.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, secret TEXT NOT NULL,
  former_secret TEXT NOT NULL, former_until BIGINT, state TEXT NOT NULL, created BIGINT NOT NULL);
CREATE INDEX webhook_organisation ON webhook (organisation_id);
CREATE TABLE webhook_delivery (
  id TEXT PRIMARY KEY, webhook_id TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL,
  attempts BIGINT NOT NULL, due BIGINT NOT NULL, status BIGINT NOT NULL, error TEXT NOT NULL, created BIGINT NOT NULL,
  sent BIGINT);
CREATE INDEX webhook_delivery_due ON webhook_delivery (state, due);
CREATE INDEX webhook_delivery_hook ON webhook_delivery (webhook_id);
-- Learning systems (LTI 1.3): platforms that may launch us, the courses that they launched us from, and who got what there.
CREATE TABLE lti_platform (
  id TEXT PRIMARY KEY, organisation_id TEXT NOT NULL, name TEXT NOT NULL, issuer TEXT NOT NULL, client_id TEXT NOT NULL,
  deployment_id TEXT NOT NULL, auth_url TEXT NOT NULL, token_url TEXT NOT NULL, keys_url TEXT NOT NULL, created BIGINT NOT NULL,
  UNIQUE (issuer, client_id));
CREATE INDEX lti_platform_organisation ON lti_platform (organisation_id);
CREATE TABLE lti_course (
  id TEXT PRIMARY KEY, platform_id TEXT NOT NULL, organisation_id TEXT NOT NULL, deployment_id TEXT NOT NULL,
  resource_link_id TEXT NOT NULL, context_id TEXT NOT NULL, title TEXT NOT NULL, definition_id TEXT NOT NULL,
  threshold BIGINT NOT NULL, automatic BIGINT NOT NULL, members_url TEXT NOT NULL, item_url TEXT NOT NULL,
  items_url TEXT NOT NULL, award_item_url TEXT NOT NULL, due BIGINT, error TEXT NOT NULL, created BIGINT NOT NULL,
  UNIQUE (platform_id, deployment_id, resource_link_id));
CREATE INDEX lti_course_due ON lti_course (due);
CREATE TABLE lti_award (
  course_id TEXT NOT NULL, subject TEXT NOT NULL, award_id TEXT NOT NULL, created BIGINT NOT NULL,
  PRIMARY KEY (course_id, subject));
