CREATE TABLE {{ index .Options "Namespa¾e" }}."{{ .T }}" (a ${type:-int} DEFAULT '{{ .x | quote }}');
CREATE TABLE "{{ index .O "K" }}".{{{ schema }}}_$CREATE TABLE {{ index .Options "Namespace" }}."{{ .T }}" (a ${type:-inLT '{{ .x | quote }}');
CREATE TABLE "{{ index .O "K" }}".{{{ schema }}}_$CREATE TABLE {{ index .Options "Namespace" }}."{{ .T }}" (a ${type:-int} DEFAULT '{{ .x | quoteå‚‚ØÖÄõ¼ int[] DEFAULT a[1:n]::int[];
DO $$ BEGIN ALTER TABLE {{
 .S- {{ x }} ${x} @x :x
COPY t FROM stdin;
{{x}}	${x}	@x
\.
}'; END $$;
CREATE FUNCTION f() RET AS $$ `nt[] DEFAULT a[1:n]::int[];
@x :x
COPY t FROM stdin;
{{x}}	${x}	@x
\.
