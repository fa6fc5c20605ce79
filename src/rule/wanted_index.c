/*
 * Containment wants GIN, a key inside json an expression as the query writes it, a pattern trigrams.
 *
 * The trap: a key or form that only a parameter tells has no index that could be named.
 */
#include "rule/wanted_index.h"

#include "schema/type.h"
#include "sql/quote.h"

#include <strings.h>

/* The key as ->> or #>> names it. */
static char *
path_text(Arena *arena, const ColumnUse *use)
{
    const char *column = quote_ident(arena, use->name);
    char *keys;

    if (*use->path == '\0')
        return NULL;
    if (strchr(use->path, '.') == NULL)
        return arena_printf(arena, "((%s ->> %s))", column, quote_literal(arena, use->path));
    keys = arena_printf(arena, "{%s}", use->path);
    for (char *at = keys; *at != '\0'; at++)
        *at = *at == '.' ? ',' : *at;
    return arena_printf(arena, "((%s #>> %s))", column, quote_literal(arena, keys));
}

static bool
has_trigrams(const Schema *schema)
{
    for (const Extension *at = schema->extensions.first; at != NULL; at = at->next)
        if (str_equal(at->name, "pg_trgm"))
            return true;
    return false;
}

static bool
is_pattern(const ColumnUse *use)
{
    return (use->roles & (USE_LIKE_PATTERN | USE_LIKE_PREFIX)) != 0;
}

static char *
elements_text(Arena *arena, const Schema *schema, const ColumnUse *use)
{
    const uint32_t plain = USE_EQUAL | USE_IN | USE_RANGE | USE_JOINED;
    const char *column = quote_ident(arena, use->name);
    TypeCategory category = type_facts(schema, &use->column->type).category;

    if (use->path != NULL)
        return path_text(arena, use);
    if (use->function != NULL || use->cast != NULL)
        return NULL;
    if ((use->roles & USE_CONTAINMENT) != 0 && category == CATEGORY_JSONB)
        return str_equal(use->operation, "@>")
                   ? arena_printf(arena, "USING gin (%s jsonb_path_ops)", column)
                   : arena_printf(arena, "USING gin (%s)", column);
    if ((use->roles & USE_CONTAINMENT) != 0)
        return use->column->type.dimensions > 0 ? arena_printf(arena, "USING gin (%s)", column)
                                                : NULL;
    if ((use->roles & USE_FULL_TEXT) != 0)
        return arena_printf(arena, "USING gin (%s)", column);
    if (is_pattern(use))
        return arena_printf(arena, "USING gin (%s gin_trgm_ops)", column);
    return (use->roles & plain) != 0 ? arena_printf(arena, "(%s)", column) : NULL;
}

char *
wanted_index_text(Arena *arena, const Schema *schema, const ColumnUse *use)
{
    const char *elements =
        use->table == NULL || use->column == NULL ? NULL : elements_text(arena, schema, use);

    if (elements == NULL)
        return NULL;
    return arena_printf(arena, "%sCREATE INDEX ON %s %s",
                        is_pattern(use) && use->path == NULL && !has_trigrams(schema)
                            ? "CREATE EXTENSION pg_trgm; "
                            : "",
                        table_label(arena, use->table), elements);
}
