CREATE TABLE problems (id bigint PRIMARY KEY, title text NOT NULL, times_seen integer NOT NULL DEFAULT 0);
