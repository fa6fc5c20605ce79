/*
 * template.h - placeholders in SQL files: filled in, or named when they have no value.
 *
 * Known are {{ … }} of Go templates and mustache, ${x} of Flyway and envsubst, @x as in
 * @schema.person, and :x of psql. Only names are filled in; nothing is computed.
 */
#ifndef TENFOLD_MIGRATION_TEMPLATE_H
#define TENFOLD_MIGRATION_TEMPLATE_H

#include "base/file.h"
#include "base/location.h"
#include "base/map.h"
#include "schema/schema.h"

/* A placeholder without a value, where it is used first. */
typedef struct Missing Missing;
struct Missing
{
    Missing *next;
    const char *name;
    const char *text; /* as written: "{{ .Schema }}" */
    Location location;
};
LIST_OF(Missing);

/* The values for a run of files, and what was missing in them. */
typedef struct Template
{
    Arena *arena;
    Map *values; /* const char * by name */
    MissingList missing;
} Template;

/* Takes "name=value" texts, later ones win; `settings` may be NULL. False when one has no "=". */
bool template_start(Arena *arena, const NameList *settings, Template *out, Error *error) MUST_CHECK;

/*
 * Fills in a file's placeholders; its lines stay where they are. What has no value stays as it is and
 * is remembered for template_check(). False for what cannot be filled in by name ({{ if … }}).
 */
bool template_fill(Template *template, FileText *file, Error *error) MUST_CHECK;

/* After the last file: false when values are missing; the one error names all of them. */
bool template_check(const Template *template, Error *error) MUST_CHECK;

#endif
