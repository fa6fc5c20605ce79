/*
 * grow_beyond.c - what the planner would know beside plain columns, and nobody measured.
 *
 * A schema says CREATE STATISTICS, or has an index on an expression, and the server may know much by it; what a
 * dump or a role of little right tells is that they are there.
 */
#include "report/grow_parts.h"

typedef struct Counted
{
    size_t all;
    size_t measured;
} Counted;

static bool
is_known(const TableStats *table, const Other *object)
{
    if (stats_find_extended(table, object->schema, object->name) != NULL)
        return true;
    for (const ExpressionStats *at = table->expressions.first; at != NULL; at = at->next)
        if (!at->is_of_index && str_equal(at->name, object->name) &&
            str_equal(at->schema, object->schema))
            return true;
    return false;
}

static Counted
count_objects(const Growth *growth)
{
    Counted counted = {0};

    for (const Other *at = growth->design->schema->others.first; at != NULL; at = at->next)
    {
        bool is_measured = false;

        if (at->kind != OTHER_STATISTICS)
            continue;
        for (const TableStats *table = growth->design->stats->tables.first;
             table != NULL && !is_measured; table = table->next)
            is_measured = is_known(table, at);
        counted.all++;
        counted.measured += is_measured;
    }
    return counted;
}

/* Those of partitions' indexes are those of the whole table's. */
static void
count_index(const Growth *growth, const Index *index, Counted *counted)
{
    const TableStats *table =
        stats_find_table(growth->design->stats, index->table_schema, index->table_name);
    ExpressionStats key = {.is_of_index = true, .schema = index->schema, .name = index->name};

    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        key.number++;
        if (at->expr == NULL || index->parent_name != NULL)
            continue;
        counted->all++;
        counted->measured += stats_find_expression(table, &key) != NULL;
    }
}

static Counted
count_expressions(const Growth *growth)
{
    Counted counted = {0};

    for (const Table *table = growth->design->schema->tables.first; table != NULL;
         table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
            if (table->kind != TABLE_PARTITIONED)
                count_index(growth, index, &counted);
    return counted;
}

static void
add(StrBuf *out, Counted counted, const char *one, const char *many, const char *then)
{
    if (counted.measured == counted.all)
        return;
    strbuf_separate(out, "; ");
    if (counted.measured == 0)
        strbuf_printf(out, "of %zu %s nothing is measured", counted.all,
                      counted.all == 1 ? one : many);
    else
        strbuf_printf(out, "%zu of %zu %s %s measured", counted.measured, counted.all, many,
                      counted.measured == 1 ? "is" : "are");
    strbuf_printf(out, ": %s", then);
}

void
grow_write_beyond(Page *page, const Growth *growth)
{
    StrBuf text = strbuf_new(page->out.arena);

    add(&text, count_objects(growth), "object of CREATE STATISTICS", "objects of CREATE STATISTICS",
        "columns are taken to be independent");
    add(&text, count_expressions(growth), "expression of an index", "expressions of indexes",
        "what follows from the values of one column stands in");
    if (text.length > 0)
        page_labelled(page, 12, "beside", text.text);
}
