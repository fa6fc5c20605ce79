CREATE TABLE messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ON messages (chat_id);
