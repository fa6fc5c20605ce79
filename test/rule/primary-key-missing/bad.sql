CREATE TABLE votes (
    user_id bigint NOT NULL,
    poll_id bigint NOT NULL,
    choice smallint NOT NULL
);
