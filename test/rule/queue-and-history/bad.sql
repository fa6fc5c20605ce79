CREATE TABLE downloads (
    version_id bigint NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL,
    processed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (version_id, day)
);
