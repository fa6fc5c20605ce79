#define TENFOLD_SERVER_HEADERS
#include "sql/fingerprint.h"

#include "sql/nodes.h"

static bool
fail(Error *error, const PgQueryError *found)
{
    return error_set(error, ERROR_INPUT, "%s", found->message);
}

bool
fingerprint_query(Arena *arena, const char *sql, char **out, Error *error)
{
    PgQueryFingerprintResult result = pg_query_fingerprint(sql);
    bool is_done = result.error == NULL;

    if (is_done)
        *out = arena_strdup(arena, result.fingerprint_str);
    else
        fail(error, result.error);
    pg_query_free_fingerprint_result(result);
    return is_done;
}

bool
fingerprint_normalize(Arena *arena, const char *sql, char **out, Error *error)
{
    PgQueryNormalizeResult result = pg_query_normalize(sql);
    bool is_done = result.error == NULL;

    if (is_done)
        *out = arena_strdup(arena, result.normalized_query);
    else
        fail(error, result.error);
    pg_query_free_normalize_result(result);
    return is_done;
}
