CREATE TABLE {{ index .Options "Namespace" }}."{{ .T }}" (a ${type:-int} DEFAULT '{{ .x | quote }}');
CREATE TABLE "{{ index .O "K" }}".{{{ schema }}}_${env:x} (a int[] DEFAULT '{{1,2},{3,4}}'); {{! why }}
CREATE TABLE @cdm.person (a int); CREATE INDEX i ON @cdm.person (a) WHERE a = @x AND 'a@cdm.c' <> '@cdm';
\set s 'app' ' b'
CREATE TABLE :s.t (a text DEFAULT :'s'); ALTER TABLE :"s".t ADD b int[] DEFAULT a[1:n]::int[];
DO $$ BEGIN ALTER TABLE {{
 .Schema }}.t ADD c text DEFAULT '${y}'; END $$;
CREATE FUNCTION f() RETURNS text LANGUAGE plv8 AS $$ `${x} {{y}}` $$; -- {{ x }} ${x} @x :x
COPY t FROM stdin;
{{x}}	${x}	@x
\.
