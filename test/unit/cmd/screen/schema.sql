CREATE TABLE tasks (id bigint PRIMARY KEY, title text NOT NULL, done boolean NOT NULL);
CREATE TABLE comments (id bigint PRIMARY KEY, task_id bigint NOT NULL REFERENCES tasks ON DELETE CASCADE,
                       body text NOT NULL);
CREATE TABLE events (id serial PRIMARY KEY, kind text NOT NULL);
