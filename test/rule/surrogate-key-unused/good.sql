CREATE TABLE daily_counts (
    page_id bigint,
    day date,
    count bigint NOT NULL,
    PRIMARY KEY (page_id, day)
);
-- Pointed to.
CREATE TABLE members (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    team_id bigint NOT NULL,
    user_id bigint NOT NULL,
    UNIQUE (team_id, user_id)
);
CREATE TABLE badges (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member_id bigint NOT NULL REFERENCES members
);
