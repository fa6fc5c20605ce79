CREATE TABLE a (b text DEFAULT 'open;

CREATE TABLE c (d int);
CREATE TABLE e (f $x$ ;
ALTER TABLE c ADD g int