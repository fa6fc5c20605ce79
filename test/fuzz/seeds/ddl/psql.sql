\connect db
\set ON_ERROR_STOP on
CREATE TABLE a (b text);
COPY a (b) FROM stdin;
one; 'two
\N
\.
SET standard_conforming_strings = off;
SELECT 'a\'b';
/* comment /* nested */ */ -- line ; end
BEGIN; CREATE TABLE u (x U&"d\0061t" int, y int); COMMIT;
\if true
CREATE TABLE q (a int) \g
\endif
