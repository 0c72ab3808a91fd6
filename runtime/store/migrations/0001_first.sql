-- One schema for SQLite and PostgreSQL: TEXT and BIGINT only. Times are milliseconds since 1970 where something is compared or sorted,
-- and part of a JSON document otherwise. Every row of a tenant carries its tenant_id, and every key begins with it.

CREATE TABLE tenants (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- Counts changes of what a login depends on: settings, Actions, bindings. Changing it also locks the tenant for other writers.
    revision BIGINT NOT NULL,
    settings TEXT NOT NULL,
    -- The tenant's key for secrets, itself encrypted with the master key.
    data_key TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE clients (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE tokens (
    hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tokens_by_id ON tokens (tenant_id, id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE actions (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    secrets TEXT NOT NULL,
    -- pending, building, built, failed. The generation counts the drafts, so that a build of an older draft changes nothing.
    build_status TEXT NOT NULL,
    build_generation BIGINT NOT NULL,
    build_result TEXT NOT NULL,
    claimed_by TEXT,
    claimed_until BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX actions_by_name ON actions (tenant_id, name);
CREATE INDEX actions_to_build ON actions (build_status, claimed_until);

CREATE TABLE versions (
    tenant_id TEXT NOT NULL,
    action_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number BIGINT NOT NULL,
    document TEXT NOT NULL,
    secrets TEXT NOT NULL,
    PRIMARY KEY (tenant_id, action_id, id),
    FOREIGN KEY (tenant_id, action_id) REFERENCES actions (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX versions_by_number ON versions (tenant_id, action_id, number);

CREATE TABLE bindings (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    trigger_id TEXT NOT NULL,
    document TEXT NOT NULL,
    secrets TEXT NOT NULL,
    PRIMARY KEY (tenant_id, trigger_id)
);

CREATE TABLE flows (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    state_hash TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    -- The login as it was suspended, encrypted with the tenant's key.
    document TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- Who is answering it, until when: an answer that was never finished can be given again.
    claimed_by TEXT,
    claimed_until BIGINT,
    PRIMARY KEY (tenant_id, state_hash)
);
CREATE INDEX flows_by_expiry ON flows (expires_at);

CREATE TABLE idempotency (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    key_hash TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    -- Empty while the first request with the key is being answered.
    response TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key_hash)
);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

CREATE TABLE executions (
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    -- Grows with time within a tenant, so that a reader can follow.
    updated_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX executions_by_time ON executions (tenant_id, updated_at);
