CREATE TABLE members (
    team_id bigint NOT NULL,
    user_id bigint NOT NULL,
    PRIMARY KEY (team_id, user_id)
);
CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint,
    user_id bigint,
    FOREIGN KEY (team_id, user_id) REFERENCES members (team_id, user_id)
);
CREATE INDEX ON tasks (team_id, user_id);
