CREATE TYPE status AS ENUM ('open', 'closed', 'archived');
-- Not used by any table.
CREATE TYPE event_kind AS ENUM ('s01', 's02', 's03', 's04', 's05', 's06', 's07', 's08', 's09', 's10', 's11', 's12', 's13', 's14', 's15', 's16', 's17', 's18', 's19', 's20', 's21', 's22');
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    status status NOT NULL,
    created_at timestamptz NOT NULL
);
