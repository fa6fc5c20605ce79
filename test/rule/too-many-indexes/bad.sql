CREATE TABLE searches (
    c0 integer,
    c1 integer,
    c2 integer,
    c3 integer,
    c4 integer,
    c5 integer,
    c6 integer,
    c7 integer,
    c8 integer,
    c9 integer,
    c10 integer,
    id bigint PRIMARY KEY
);
CREATE INDEX ON searches (c0);
CREATE INDEX ON searches (c1);
CREATE INDEX ON searches (c2);
CREATE INDEX ON searches (c3);
CREATE INDEX ON searches (c4);
CREATE INDEX ON searches (c5);
CREATE INDEX ON searches (c6);
CREATE INDEX ON searches (c7);
CREATE INDEX ON searches (c8);
CREATE INDEX ON searches (c9);
CREATE INDEX ON searches (c10);
