#include "scratch/scratch_internal.h"
bool
scratch_load(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
             const NameList *without_extensions, LoadResult *out, Error *error)
{
    (void) arena;
    (void) schema;
    (void) without_extensions;
    *out = (LoadResult){0};
    StrBuf sql = strbuf_new(arena);
    strbuf_printf(&sql, "CREATE DATABASE %s OWNER tenfold_sandbox TEMPLATE template1", database);
    return db_execute(scratch->admin, sql.text, error);
}
