CREATE TABLE permissions (
    id serial PRIMARY KEY,
    user_id integer NOT NULL,
    repo_id integer NOT NULL,
    source text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, repo_id)
);
CREATE INDEX permissions_repo ON permissions (repo_id);
