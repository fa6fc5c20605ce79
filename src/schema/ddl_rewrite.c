/*
 * ddl_rewrite.c - expressions follow the names of what they use.
 *
 * PostgreSQL stores object ids, we store text: a rename has to change the text.
 */
#define TENFOLD_SERVER_HEADERS
#include "schema/ddl_internal.h"

void
ddl_rewrite_column(Reader *reader, Table *table, const char *old, const char *new)
{
    (void) reader;
    (void) table;
    (void) old;
    (void) new;
}

void
ddl_rewrite_relation(Reader *reader, const char *space, const char *old, const char *new)
{
    (void) reader;
    (void) space;
    (void) old;
    (void) new;
}

void
ddl_rewrite_type(Reader *reader, const Type *type, const char *space, const char *new)
{
    (void) reader;
    (void) type;
    (void) space;
    (void) new;
}

void
ddl_rewrite_function(Reader *reader, const char *old, const char *new)
{
    (void) reader;
    (void) old;
    (void) new;
}
