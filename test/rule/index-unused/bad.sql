CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE tasks (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    title text NOT NULL,
    note text
);
CREATE INDEX tasks_user_id_idx ON tasks (user_id);
CREATE INDEX tasks_note_idx ON tasks (note);
