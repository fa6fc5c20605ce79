CREATE TABLE installations_of_apps (
    id bigint PRIMARY KEY,
    github_id integer NOT NULL
);
CREATE TABLE repositories (
    id bigint PRIMARY KEY,
    provider text NOT NULL,
    repo_id integer NOT NULL,
    UNIQUE (provider, repo_id)
);
