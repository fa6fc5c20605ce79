#include "live/catalog_internal.h"

#include "base/strbuf.h"
#include "schema/ddl.h"
#include "schema/type.h"

const char *
catalog_text(const CatalogRow *row, const char *column)
{
    return db_value(row->result, row->at, column);
}

bool
catalog_flag(const CatalogRow *row, const char *column)
{
    return catalog_letter(row, column) == 't';
}

char
catalog_letter(const CatalogRow *row, const char *column)
{
    const char *text = catalog_text(row, column);

    return text == NULL ? '\0' : *text;
}

int64_t
catalog_number(const CatalogRow *row, const char *column)
{
    const char *text = catalog_text(row, column);

    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

/* One element of an array's text, with or without quotes; what follows it is returned. */
static const char *
array_element(const char *at, StrBuf *out)
{
    bool is_quoted = *at == '"';

    for (at += is_quoted; *at != '\0'; at++)
    {
        if (is_quoted ? *at == '"' : *at == ',' || *at == '}')
            break;
        if (*at == '\\' && at[1] != '\0')
            at++;
        strbuf_add_char(out, *at);
    }
    return is_quoted && *at == '"' ? at + 1 : at;
}

NameList
catalog_names(const CatalogRow *row, const char *column)
{
    const char *at = catalog_text(row, column);
    NameList names = {0};

    if (at == NULL || *at != '{' || at[1] == '}')
        return names;
    do
    {
        StrBuf element = strbuf_new(row->arena);
        bool is_null = strncmp(at + 1, "NULL", 4) == 0 && (at[5] == ',' || at[5] == '}');

        at = array_element(at + 1, &element);
        if (!is_null)
            name_list_add(row->arena, &names, element.text);
    } while (*at == ',');
    return names;
}

void
catalog_options(const CatalogRow *row, const char *column, OptionList *out)
{
    NameList texts = catalog_names(row, column);

    for (const Name *at = texts.first; at != NULL; at = at->next)
    {
        Option *option = arena_new_object(row->arena, Option);
        size_t length = strcspn(at->text, "=");

        option->name = arena_strndup(row->arena, at->text, length);
        option->value = at->text[length] == '=' ? at->text + length + 1 : NULL;
        list_append(out, option);
    }
}

/* "255" of "character varying(255)[]", "day to second(3)" of an interval; NULL for none. */
static const char *
modifiers_of(Arena *arena, const char *name, const char *text)
{
    const char *open = text == NULL ? NULL : strrchr(text, '(');

    if (text != NULL && str_equal(name, "interval") && text[8] == ' ')
        return arena_strndup(arena, text + 9, strcspn(text + 9, "["));
    return open == NULL ? NULL : arena_strndup(arena, open + 1, strcspn(open + 1, ")"));
}

TypeName
catalog_type(const CatalogRow *row, const char *prefix)
{
    Arena *arena = row->arena;
    const char *name = catalog_text(row, arena_printf(arena, "%s_name", prefix));
    const char *space = catalog_text(row, arena_printf(arena, "%s_schema", prefix));
    const char *text = catalog_text(row, arena_printf(arena, "%s_text", prefix));
    int64_t dimensions = catalog_number(row, arena_printf(arena, "%s_dimensions", prefix));

    if (name == NULL)
        return (TypeName){0};
    return type_make(arena, str_equal(space, "pg_catalog") ? NULL : space, name,
                     modifiers_of(arena, name, text), (uint32_t) dimensions);
}

const Expr *
catalog_expr(Catalog *catalog, const CatalogRow *row, const char *column)
{
    const char *sql = catalog_text(row, column);
    Expr *expr;
    Error error = {.arena = catalog->arena};

    if (sql == NULL)
        return NULL;
    expr = arena_new_object(catalog->arena, Expr);
    if (!ddl_read_expr(catalog->arena, sql, expr, &error))
        *expr = (Expr){.sql = sql}; /* newer than our grammar: the text still counts */
    return expr;
}

const char *
catalog_role(Catalog *catalog, const char *name)
{
    if (name != NULL && !name_list_contains(&catalog->schema->roles, name))
        name_list_add(catalog->arena, &catalog->schema->roles, name);
    return name;
}

bool
catalog_each(Catalog *catalog, const char *sql, CatalogTake take)
{
    DbResult result;
    CatalogRow row = {.arena = catalog->arena, .result = &result};

    if (!db_query(catalog->db, catalog->arena, sql, NULL, 0, &result, catalog->error))
        return false;
    for (; row.at < result.rows; row.at++)
        take(catalog, &row);
    return true;
}

CatalogRelation *
catalog_relation(const Catalog *catalog, const CatalogRow *row, const char *column)
{
    const char *oid = catalog_text(row, column);

    return oid == NULL ? NULL : map_get(catalog->relations, oid);
}

CatalogRelation *
catalog_relation_add(Catalog *catalog, const CatalogRow *row)
{
    CatalogRelation *relation = arena_new_object(catalog->arena, CatalogRelation);

    map_put(catalog->relations, catalog_text(row, "oid"), relation);
    return relation;
}
