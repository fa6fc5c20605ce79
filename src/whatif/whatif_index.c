/*
 * Sizes of indexes follow from their rows, which for those with a predicate are the planner's estimate, and from
 * what the server knows of their expressions.
 */
#include "whatif/whatif_index.h"

#include "sql.gen.h"
#include "sql/quote.h"
#include "stats/size.h"

#include <math.h>

/* An index with a predicate holds the rows that the server says, the others all of the table's. */
static json_t *
index_object(const Configuring *configuring, const Stats *stats, const Table *table,
             const Index *index, const char *name, const IndexContent *content)
{
    Quantity rows = configuring_rows(configuring, table);
    json_t *object = configuring_named(name);
    Quantity bytes;

    if (!quantity_known(rows))
        return object;
    bytes = size_index_holding_bytes(configuring->whatif->schema, stats, table, index, rows.value,
                                     content);
    configuring_number(object, "pages", ceil(bytes.value / CONFIGURING_PAGE_BYTES));
    if (index->predicate != NULL && content->rows >= 0)
        configuring_number(object, "rows", content->rows);
    return object;
}

static bool
count_partial(Configuring *configuring, DbResult *out, Error *error)
{
    json_t *facts = json_array();

    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
            if (index->predicate != NULL && index->parent_name == NULL)
                (void) json_array_append_new(
                    facts, configuring_named(
                               quote_qualified(configuring->work, index->schema, index->name)));
    return configuring_ask(configuring, sql_whatif_index_rows, facts, out, error);
}

/* That of a partitioned table stands for those of its partitions, which the server shares out. */
bool
whatif_index_sizes(Configuring *configuring, Error *error)
{
    const Stats *stats = configuring->stats;
    json_t *facts = json_array();
    DbResult partial;
    size_t row = 0;

    if (!count_partial(configuring, &partial, error))
        return false;
    for (const Table *table = configuring->whatif->schema->tables.first; table != NULL;
         table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        {
            IndexContent content = {.rows = -1};
            const char *counted = NULL;

            if (index->parent_name != NULL)
                continue;
            if (index->predicate != NULL)
                counted = db_value(&partial, row++, "rows");
            if (counted != NULL)
                content.rows = strtod(counted, NULL);
            (void) json_array_append_new(
                facts, index_object(configuring, stats, table, index,
                                    quote_qualified(configuring->work, index->schema, index->name),
                                    &content));
        }
    return configuring_tell(configuring, sql_whatif_relations, facts, error);
}

/* The nth number of an array of JSON. */
static double
number_at(const json_t *array, size_t at)
{
    return json_number_value(json_array_get(array, at));
}

/* An array of JSON; NULL where there is none. */
static json_t *
array_of(const DbResult *made, size_t row, const char *column)
{
    const char *text = db_value(made, row, column);

    return text == NULL ? NULL : json_loads(text, 0, NULL);
}

/* What the server said of an index that it made. */
static IndexContent
content_of(const Configuring *configuring, const DbResult *made, size_t row)
{
    json_t *widths = array_of(made, row, "widths");
    json_t *distincts = array_of(made, row, "distincts");
    json_t *nulls = array_of(made, row, "nulls");
    size_t count = json_array_size(widths);
    ExpressionContent *expressions =
        arena_new_array(configuring->work, ExpressionContent, count + 1);

    for (size_t i = 0; i < count; i++)
        expressions[i] = (ExpressionContent){.width_bytes = number_at(widths, i),
                                             .distinct = number_at(distincts, i),
                                             .null_fraction = number_at(nulls, i)};
    json_decref(widths);
    json_decref(distincts);
    json_decref(nulls);
    return (IndexContent){.rows = strtod(db_value(made, row, "rows"), NULL),
                          .is_sharing_known = true,
                          .can_share = str_equal(db_value(made, row, "can_share"), "t"),
                          .expressions = expressions,
                          .expression_count = count};
}

static const char *
ddl_of(Arena *arena, const Index *index)
{
    StrBuf ddl = strbuf_new(arena);

    print_index(&ddl, index, false);
    return ddl.text;
}

static bool
size_hypothetical(Configuring *configuring, const DbResult *made, Error *error)
{
    json_t *facts = json_array();
    size_t row = 0;

    for (const WhatIfIndex *at = configuring->configuration->indexes.first; at != NULL;
         at = at->next, row++)
    {
        IndexContent content;
        json_t *object;

        if (db_value(made, row, "rows") == NULL)
            continue;
        content = content_of(configuring, made, row);
        object = index_object(configuring, configuring->stats, at->table, at->index,
                              quote_ident(configuring->work, at->index->name), &content);
        if (quantity_known(at->bytes) && at->bytes.value > 0)
            configuring_number(object, "pages", ceil(at->bytes.value / CONFIGURING_PAGE_BYTES));
        if (at->size != NULL)
            *at->size = size_index_built(configuring->whatif->schema, configuring->stats, at->table,
                                         at->index, configuring_rows(configuring, at->table).value,
                                         &content);
        (void) json_array_append_new(facts, object);
    }
    return configuring_tell(configuring, sql_whatif_relations, facts, error);
}

bool
whatif_index_make(Configuring *configuring, Error *error)
{
    json_t *facts = json_array();
    DbResult made;

    for (const WhatIfIndex *at = configuring->configuration->indexes.first; at != NULL;
         at = at->next)
    {
        json_t *object = configuring_named(at->index->name);

        configuring_text(object, "ddl", ddl_of(configuring->work, at->index));
        (void) json_array_append_new(facts, object);
    }
    if (!configuring_ask(configuring, sql_whatif_indexes, facts, &made, error))
        return false;
    configuring_refuse(configuring, &made);
    return configuring->stats == NULL || size_hypothetical(configuring, &made, error);
}
