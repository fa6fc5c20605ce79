{{ if .X }}CREATE TABLE a (b int);{{ end }}{% for x in y %}
