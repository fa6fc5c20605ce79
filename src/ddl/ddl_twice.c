/*
 * ddl_twice.c - what is defined a second time.
 *
 * Two files of a folder may hold the same table: a copy for tests, the schema beside a dump of it. In
 * the same words that is only worth a remark. In one session it is what PostgreSQL says it is: an error.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <ctype.h>

Location
ddl_twice_first(Relation relation)
{
    if (relation.table != NULL)
        return relation.table->location;
    if (relation.view != NULL)
        return relation.view->location;
    if (relation.sequence != NULL)
        return relation.sequence->location;
    if (relation.index != NULL)
        return relation.index->location;
    return relation.composite != NULL ? relation.composite->location : (Location){0};
}

/* FNV-1a. */
uint64_t
ddl_twice_fingerprint(const char *sql)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *sql != '\0'; sql++)
        if (!isspace((unsigned char) *sql))
            hash = (hash ^ (uint64_t) tolower((unsigned char) *sql)) * UINT64_C(1099511628211);
    return hash;
}

bool
ddl_twice_alike(Reader *reader, const char *space, const char *name)
{
    const Table *table = schema_find_table(reader->schema, space, name);

    if (table == NULL || table->ordinal > reader->statements_before ||
        table->location.file == NULL || table->fingerprint != ddl_twice_fingerprint(reader->sql))
        return false;
    ddl_remark(reader, -1, "table \"%s\" is defined again in the same words, first at %s:%u", name,
               table->location.file, table->location.line);
    return true;
}
