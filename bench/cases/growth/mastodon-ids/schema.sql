CREATE TABLE conversations (id serial PRIMARY KEY, uri text UNIQUE);
CREATE TABLE statuses (
    id serial PRIMARY KEY,
    account_id integer NOT NULL,
    conversation_id integer REFERENCES conversations,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX statuses_account ON statuses (account_id, id);
CREATE INDEX statuses_conversation ON statuses (conversation_id);
