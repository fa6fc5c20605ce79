/*
 * print_index.c - indexes.
 *
 * An index of a partitioned table is made ON ONLY it when the model knows the indexes of all its
 * partitions; these are made one by one and attached. Otherwise PostgreSQL makes the missing ones
 * together with the parent's, and they are not printed.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "sql/quote.h"

static const Index *
child_index(const Table *partition, const Index *index)
{
    for (const Index *item = partition->indexes.first; item != NULL; item = item->next)
    {
        if (str_equal(item->parent_name, index->name) &&
            str_equal(item->parent_schema, index->schema))
            return item;
    }
    return NULL;
}

static bool
is_partition_of(const Table *table, const Table *parent)
{
    return table->partition_of != NULL && str_equal(table->partition_of->name, parent->name) &&
           str_equal(table->partition_of->schema, parent->schema);
}

static bool
every_partition_has(Printer *printer, const Table *table, const Index *index)
{
    bool has_partition = false;

    for (const Table *item = printer->schema->tables.first; item != NULL; item = item->next)
    {
        if (!is_partition_of(item, table))
            continue;
        has_partition = true;
        if (child_index(item, index) == NULL)
            return false;
    }
    return has_partition;
}

bool
print_is_only(Printer *printer, const Table *table, const Index *index)
{
    static char yes[] = "yes";
    static char no[] = "no";
    const char *key;
    char *answer;

    if (index == NULL || table == NULL || table->kind != TABLE_PARTITIONED)
        return false;
    if (index->is_on_only)
        return true;
    key = arena_printf(printer->arena, "%s\x01%s", index->schema, index->name);
    answer = map_get(printer->only, key);
    if (answer == NULL)
    {
        answer = every_partition_has(printer, table, index) ? yes : no;
        map_put(printer->only, key, answer);
    }
    return answer == yes;
}

bool
print_index_comes_along(Printer *printer, const Table *table, const Index *index)
{
    const Table *parent;
    const Index *above;

    if (table == NULL || table->partition_of == NULL || index == NULL || index->parent_name == NULL)
        return false;
    parent =
        schema_find_table(printer->schema, table->partition_of->schema, table->partition_of->name);
    above = schema_find_index(printer->schema, index->parent_schema, index->parent_name);
    return parent != NULL && above != NULL && !print_is_only(printer, parent, above);
}

static void
add_index(StrBuf *out, const Index *index, bool is_concurrently, bool is_only,
          const PrintOptions *options)
{
    strbuf_printf(out, "CREATE %sINDEX %s", index->is_unique ? "UNIQUE " : "",
                  is_concurrently ? "CONCURRENTLY " : "");
    quote_add_ident(out, index->name);
    strbuf_add(out, is_only ? " ON ONLY " : " ON ");
    quote_add_qualified(out, index->table_schema, index->table_name);
    if (index->method != NULL && !str_equal(index->method, "btree"))
        strbuf_printf(out, " USING %s", quote_ident(out->arena, index->method));
    strbuf_add(out, " (");
    text_add_elements(out, &index->elements);
    strbuf_add(out, ")");
    if (index->include.count > 0)
    {
        strbuf_add(out, " INCLUDE (");
        text_add_names(out, &index->include);
        strbuf_add(out, ")");
    }
    if (index->is_nulls_not_distinct)
        strbuf_add(out, " NULLS NOT DISTINCT");
    if (index->options.count > 0)
    {
        strbuf_add(out, " WITH (");
        text_add_options(out, &index->options);
        strbuf_add(out, ")");
    }
    if (index->tablespace != NULL && !options->is_sandbox)
        strbuf_printf(out, " TABLESPACE %s", quote_ident(out->arena, index->tablespace));
    if (index->predicate != NULL)
        strbuf_printf(out, " WHERE %s", index->predicate->sql);
}

void
print_index(StrBuf *out, const Index *index, bool is_concurrently)
{
    add_index(out, index, is_concurrently, index->is_on_only, &(PrintOptions){0});
}

static Unit *
new_unit(Printer *printer, const Index *index, uint32_t ordinal, uint32_t part)
{
    Unit *unit =
        unit_new(printer, PHASE_TABLE, ordinal,
                 printer_label(printer, "index", index->schema, index->name), index->location);

    unit->part = part;
    unit_need(printer, unit, NAME_RELATION, index->table_schema, index->table_name);
    return unit;
}

static void
add_own_statement(Printer *printer, const Index *index, const Table *table, uint32_t ordinal)
{
    Unit *unit = new_unit(printer, index, ordinal, 4);
    StrBuf text = strbuf_new(printer->arena);

    unit_provide(printer, unit, NAME_INDEX, index->schema, index->name);
    unit_need_elements(printer, unit, &index->elements);
    unit_need_expr(printer, unit, index->predicate);
    if (table != NULL && table->kind == TABLE_PARTITIONED)
        unit_need(printer, unit, NAME_ATTACHED, table->schema, table->name);
    add_index(&text, index, false, print_is_only(printer, table, index), printer->options);
    unit_add(printer, unit, text.text);
}

static void
attach(Printer *printer, const Index *index, uint32_t ordinal)
{
    Arena *arena = printer->arena;
    Unit *unit = new_unit(printer, index, ordinal, 5);

    unit_need(printer, unit, NAME_INDEX, index->schema, index->name);
    unit_need(printer, unit, NAME_INDEX, index->parent_schema, index->parent_name);
    unit_need(printer, unit, NAME_ATTACHED, index->table_schema, index->table_name);
    unit_printf(printer, unit, "ALTER INDEX %s ATTACH PARTITION %s",
                text_name(arena, index->parent_schema, index->parent_name),
                text_name(arena, index->schema, index->name));
}

static void
add_statistics(Printer *printer, const Index *index, uint32_t ordinal)
{
    const char *name = text_name(printer->arena, index->schema, index->name);
    int number = 1;

    for (const IndexElement *item = index->elements.first; item != NULL;
         item = item->next, number++)
    {
        Unit *unit;

        if (item->statistics_target == 0)
            continue;
        unit = new_unit(printer, index, ordinal, 6);
        unit_need(printer, unit, NAME_INDEX, index->schema, index->name);
        unit_printf(printer, unit, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", name, number,
                    (int) item->statistics_target);
    }
}

static void
add_settings(Printer *printer, const Index *index, uint32_t ordinal)
{
    Arena *arena = printer->arena;
    const char *table = text_name(arena, index->table_schema, index->table_name);
    const char *name = quote_ident(arena, index->name);
    Unit *unit;

    add_statistics(printer, index, ordinal);
    if (!index->is_clustered && !index->is_replica_identity && index->comment == NULL)
        return;
    unit = new_unit(printer, index, ordinal, 6);
    unit_need(printer, unit, NAME_INDEX, index->schema, index->name);
    if (index->is_clustered)
        unit_printf(printer, unit, "ALTER TABLE %s CLUSTER ON %s", table, name);
    if (index->is_replica_identity)
        unit_printf(printer, unit, "ALTER TABLE ONLY %s REPLICA IDENTITY USING INDEX %s", table,
                    name);
    unit_comment(printer, unit, "INDEX", text_name(arena, index->schema, index->name),
                 index->comment);
}

void
print_add_indexes(Printer *printer, const IndexList *indexes, const Table *table, uint32_t ordinal)
{
    for (const Index *index = indexes->first; index != NULL; index = index->next)
    {
        bool comes_along = print_index_comes_along(printer, table, index);

        if (index->constraint == NULL && !comes_along)
            add_own_statement(printer, index, table, ordinal);
        if (index->parent_name != NULL && !comes_along && table != NULL &&
            print_is_attached(printer, table))
            attach(printer, index, ordinal);
        add_settings(printer, index, ordinal);
    }
}
