CREATE TABLE tasks (id bigint PRIMARY KEY, title text NOT NULL, state smallint NOT NULL);
CREATE INDEX tasks_state_idx ON tasks (state);
