-- What people build: keys of every kind, texts of every length, nulls, duplicates, documents.
CREATE TYPE task_status AS ENUM ('open', 'doing', 'done', 'dropped');

CREATE TABLE users (
    id bigserial PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    is_admin boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE UNIQUE INDEX users_email_key ON users (email);
CREATE INDEX users_created_at_idx ON users (created_at);
CREATE INDEX users_alive_idx ON users (name) WHERE deleted_at IS NULL;

CREATE TABLE tasks (
    id bigserial PRIMARY KEY,
    owner_id bigint NOT NULL REFERENCES users (id),
    reviewer_id bigint REFERENCES users (id),
    title text NOT NULL,
    description text,
    status task_status NOT NULL,
    priority smallint NOT NULL,
    due_on date,
    is_urgent boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX tasks_owner_id_idx ON tasks (owner_id);
CREATE INDEX tasks_reviewer_id_idx ON tasks (reviewer_id);
CREATE INDEX tasks_status_idx ON tasks (status);
CREATE INDEX tasks_owner_status_idx ON tasks (owner_id, status);
CREATE INDEX tasks_due_on_idx ON tasks (due_on);
CREATE INDEX tasks_title_idx ON tasks (title);
CREATE INDEX tasks_created_at_idx ON tasks USING brin (created_at);

CREATE TABLE events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX events_kind_idx ON events (kind);
CREATE INDEX events_payload_idx ON events USING gin (payload);

CREATE TABLE entries (
    id serial PRIMARY KEY,
    account_id integer NOT NULL,
    amount numeric(12, 2) NOT NULL,
    currency char(3) NOT NULL,
    booked_at timestamp NOT NULL
);
CREATE INDEX entries_account_id_booked_at_idx ON entries (account_id, booked_at);
CREATE INDEX entries_amount_idx ON entries (amount);
CREATE INDEX entries_currency_idx ON entries (currency);

CREATE TABLE members (
    user_id integer NOT NULL,
    team_id integer NOT NULL,
    PRIMARY KEY (user_id, team_id)
);
CREATE INDEX members_team_id_idx ON members (team_id);

CREATE TABLE readings (
    sensor_id integer NOT NULL,
    taken_at timestamptz NOT NULL,
    value double precision NOT NULL,
    PRIMARY KEY (sensor_id, taken_at)
);
CREATE INDEX readings_covering_idx ON readings (sensor_id) INCLUDE (value);

CREATE TABLE flags (
    is_a boolean NOT NULL,
    first_id bigint NOT NULL,
    is_b boolean NOT NULL,
    second_id bigint NOT NULL,
    is_c boolean
) WITH (fillfactor = 70);
CREATE INDEX flags_is_a_idx ON flags (is_a);

CREATE TABLE requests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ip inet NOT NULL,
    path text NOT NULL,
    user_agent text NOT NULL,
    status integer NOT NULL,
    bytes bigint,
    at timestamptz NOT NULL
);
CREATE INDEX requests_path_idx ON requests USING hash (path);
CREATE INDEX requests_ip_idx ON requests (ip);
CREATE INDEX requests_at_idx ON requests (at);

CREATE TABLE articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug varchar(80) NOT NULL UNIQUE,
    readme text NOT NULL,
    tag_ids integer[] NOT NULL
);
CREATE INDEX articles_tag_ids_idx ON articles USING gin (tag_ids);
