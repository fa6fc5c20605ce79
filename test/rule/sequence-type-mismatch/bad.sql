CREATE SEQUENCE notes_id_seq AS integer;
CREATE TABLE notes (
    id bigint NOT NULL DEFAULT nextval('notes_id_seq') PRIMARY KEY
);
ALTER SEQUENCE notes_id_seq OWNED BY notes.id;
