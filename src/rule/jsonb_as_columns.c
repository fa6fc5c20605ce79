#include "rule/list.h"
#include "schema/type.h"

static const Column *
json_column(const Design *design, const Table *table, const Expr *expr)
{
    if (expr == NULL || strstr(expr->sql, "->>") == NULL)
        return NULL;
    for (const Reference *reference = expr->references.first; reference != NULL;
         reference = reference->next)
    {
        const Column *column =
            reference->kind != REFERENCE_COLUMN ? NULL : table_find_column(table, reference->name);
        TypeCategory category;

        if (column == NULL)
            continue;
        category = type_facts(design->schema, &column->type).category;
        if (category == CATEGORY_JSON || category == CATEGORY_JSONB)
            return column;
    }
    return NULL;
}

/* "priority" of "(payload ->> 'priority'::text)" */
static const char *
key_of(Arena *arena, const Expr *expr)
{
    const char *start = strchr(strstr(expr->sql, "->>"), '\'');
    const char *end = start == NULL ? NULL : strchr(start + 1, '\'');

    return end == NULL ? NULL : arena_strndup(arena, start + 1, (size_t) (end - start - 1));
}

static NameList
indexed_keys(Arena *arena, const Design *design, const Table *table, const Column *column)
{
    NameList keys = {0};

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
        {
            const char *key;

            if (json_column(design, table, element->expr) != column)
                continue;
            key = key_of(arena, element->expr);
            if (key != NULL && !name_list_contains(&keys, key))
                name_list_add(arena, &keys, key);
        }
    return keys;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        NameList keys = indexed_keys(findings->arena, design, table, column);
        Finding *finding;

        if (keys.count == 0)
            continue;
        finding =
            finding_add(findings, &rule_jsonb_as_columns, table, column->name, column->location,
                        "%s.%s holds what is asked for like columns: %s %s indexed",
                        table_label(findings->arena, table), column->name,
                        name_list_text(findings->arena, &keys), keys.count == 1 ? "is" : "are");
        finding->kept_back =
            "queries must then name the column; a generated column is the step between";
    }
}

const Rule rule_jsonb_as_columns = {
    .id = "jsonb-as-columns",
    .catalogue = "",
    .severity = SEVERITY_REMARK,
    .title = "JSON keys that are used as columns",
    .why = "A key with an index of its own is a column in disguise: it is in every row, queries "
           "filter by it, yet "
           "it has no type, no NOT NULL and no foreign key, its name is stored in each row, and to "
           "read it the whole document is fetched, from TOAST when it is over 2 kB.",
    .fix =
        "Make it a column; GENERATED ALWAYS AS (doc ->> 'key') STORED keeps writers as they are.",
    .trade_off = "A stored generated column rewrites the table once; then it is kept twice until "
                 "the key leaves "
                 "the document.",
    .not_when = "No expression index on a key of the document.",
    .source = "PostgreSQL manual, 5.3 Generated Columns; 8.14.4 jsonb Indexing",
    .group = "%zu documents whose keys are used as columns",
    .check_table = check,
};
