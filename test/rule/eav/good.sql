-- Settings are what a key-value table is for.
CREATE TABLE user_settings (
    user_id bigint NOT NULL,
    key text NOT NULL,
    value text,
    PRIMARY KEY (user_id, key)
);
-- A field of land has a value, too.
CREATE TABLE fields (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    value numeric(12, 2) NOT NULL
);
