/*
 * template_scan.h - what may be a placeholder in the text of one file.
 */
#ifndef TENFOLD_MIGRATION_TEMPLATE_SCAN_H
#define TENFOLD_MIGRATION_TEMPLATE_SCAN_H

#include "base/file.h"
#include "base/list.h"

typedef enum SpotKind
{
    SPOT_BRACES, /* {{ x }} */
    SPOT_DOLLAR, /* ${x} */
    SPOT_AT, /* @x */
    SPOT_PSQL /* :x, :'x', :"x" */
} SpotKind;

typedef struct Spot Spot;
struct Spot
{
    Spot *next;
    SpotKind kind;
    char quote; /* of :'x' and :"x"; otherwise 0 */
    bool is_sure; /* no valid SQL has this here: it proves that the file is a template */
    size_t start; /* offsets into the text */
    size_t end;
    const char *name; /* NULL: nothing that a name can fill in, as {{ if … }} */
    const char *fallback; /* of ${x:-fallback}, or what \set said before; or NULL */
};
LIST_OF(Spot);

/* All that looks like a placeholder, in the order of the text. */
SpotList template_scan(Arena *arena, const FileText *file);

#endif
