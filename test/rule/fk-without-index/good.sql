CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    full_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE members (
    team_id bigint NOT NULL,
    user_id bigint NOT NULL REFERENCES users (id),
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX ON members USING hash (user_id);
CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    user_id bigint NOT NULL,
    reviewer_id bigint REFERENCES users (id),
    FOREIGN KEY (team_id, user_id) REFERENCES members (team_id, user_id)
);
-- Any order of the columns serves, and so does one that leaves out only nulls.
CREATE INDEX ON tasks (user_id, team_id, id);
CREATE INDEX ON tasks (reviewer_id) WHERE (reviewer_id IS NOT NULL);
