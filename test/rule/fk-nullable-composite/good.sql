CREATE TABLE members (
    team_id bigint NOT NULL,
    user_id bigint NOT NULL,
    PRIMARY KEY (team_id, user_id)
);
-- One nullable column only: null means nobody.
CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    user_id bigint,
    FOREIGN KEY (team_id, user_id) REFERENCES members (team_id, user_id)
);
CREATE INDEX ON tasks (team_id, user_id);
CREATE TABLE notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint,
    user_id bigint,
    FOREIGN KEY (team_id, user_id) REFERENCES members (team_id, user_id) MATCH FULL
);
CREATE INDEX ON notes (team_id, user_id);
CREATE TABLE votes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint,
    user_id bigint,
    FOREIGN KEY (team_id, user_id) REFERENCES members (team_id, user_id),
    CHECK ((team_id IS NULL) = (user_id IS NULL))
);
CREATE INDEX ON votes (team_id, user_id);
