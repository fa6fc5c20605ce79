CREATE TABLE daily_counts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    page_id bigint NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL,
    UNIQUE (page_id, day)
);
