CREATE TABLE organizations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL
);
CREATE TABLE groups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations
);
CREATE TABLE invoices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    user_id bigint NOT NULL REFERENCES users,
    state text NOT NULL,
    due date NOT NULL
);
CREATE INDEX ON users (organization_id);
CREATE INDEX ON groups (organization_id);
CREATE INDEX ON invoices (organization_id, due);
CREATE INDEX ON invoices (user_id);
CREATE INDEX ON invoices (due);
