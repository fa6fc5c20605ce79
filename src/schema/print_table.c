/*
 * print_table.c - CREATE TABLE.
 *
 * Columns always stand inside CREATE TABLE: adding one later would make PostgreSQL evaluate its
 * default.
 */
#include "base/strbuf.h"
#include "schema/print_internal.h"
#include "schema/type.h"
#include "sql/quote.h"

/* True when PostgreSQL would choose the same name. */
static bool
is_named_by_default(Arena *arena, const Sequence *sequence)
{
    return sequence->owned_by_table != NULL && sequence->owned_by_column != NULL &&
           str_equal(sequence->schema, sequence->owned_by_schema) &&
           str_equal(sequence->name,
                     name_make(arena, sequence->owned_by_table, sequence->owned_by_column, "seq"));
}

static void
add_identity(StrBuf *out, const Column *column)
{
    StrBuf options = strbuf_new(out->arena);
    const Sequence *sequence = column->sequence;

    strbuf_printf(out, " GENERATED %s AS IDENTITY",
                  column->identity == IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
    if (sequence == NULL)
        return;
    if (!is_named_by_default(out->arena, sequence))
        strbuf_printf(&options, " SEQUENCE NAME %s",
                      text_name(out->arena, sequence->schema, sequence->name));
    print_sequence_options(&options, sequence);
    if (options.length > 0)
        strbuf_printf(out, " (%s)", options.text + 1);
}

static void
add_column(StrBuf *out, const Column *column, bool with_default)
{
    quote_add_ident(out, column->name);
    strbuf_printf(out, " %s", type_sql(out->arena, &column->type));
    if (column->compression != NULL)
        strbuf_printf(out, " COMPRESSION %s", quote_ident(out->arena, column->compression));
    if (column->collation != NULL)
        strbuf_printf(out, " COLLATE %s", column->collation);
    if (column->default_expr != NULL && with_default)
    {
        strbuf_add(out, " DEFAULT ");
        text_add_default(out, column->default_expr->sql);
    }
    if (column->generated_expr != NULL)
        strbuf_printf(out, " GENERATED ALWAYS AS (%s) STORED", column->generated_expr->sql);
    if (column->identity != IDENTITY_NONE)
        add_identity(out, column);
    if (column->is_not_null)
        strbuf_add(out, " NOT NULL");
}

void
print_column(StrBuf *out, const Column *column)
{
    add_column(out, column, true);
}

/* Columns of a typed table have no type of their own. */
static void
add_typed_column(StrBuf *out, const Column *column)
{
    quote_add_ident(out, column->name);
    strbuf_add(out, " WITH OPTIONS");
    if (column->default_expr != NULL)
    {
        strbuf_add(out, " DEFAULT ");
        text_add_default(out, column->default_expr->sql);
    }
    if (column->generated_expr != NULL)
        strbuf_printf(out, " GENERATED ALWAYS AS (%s) STORED", column->generated_expr->sql);
    if (column->is_not_null)
        strbuf_add(out, " NOT NULL");
}

/* True when a parent that is named earlier has the column too. */
static bool
is_merged_before(const Schema *schema, const Table *table, const TableParent *link,
                 const char *name)
{
    for (const TableParent *at = table->inherits.first; at != link; at = at->next)
    {
        const Table *parent = schema_find_table(schema, at->schema, at->name);

        if (parent != NULL && table_find_column(parent, name) != NULL)
            return true;
    }
    return false;
}

/* True when the columns begin with those of the parents, in their order, each once. */
static bool
columns_are_in_order(const Schema *schema, const Table *table)
{
    const Column *column = table->columns.first;

    for (const TableParent *link = table->inherits.first; link != NULL; link = link->next)
    {
        const Table *parent = schema_find_table(schema, link->schema, link->name);
        const Column *above = parent == NULL ? NULL : parent->columns.first;

        for (; above != NULL; above = above->next)
        {
            if (column != NULL && str_equal(column->name, above->name))
                column = column->next;
            else if (table_column_position(table, above->name) == 0 ||
                     is_merged_before(schema, table, link, above->name))
                continue;
            else
                return false;
        }
    }
    return true;
}

bool
print_is_inheriting(const Schema *schema, const Table *table)
{
    if (table->inherits.count == 0 || !columns_are_in_order(schema, table))
        return false;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (column->is_inherited)
            return true;
    }
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (item->kind == CONSTRAINT_CHECK && item->is_inherited)
            return true;
    }
    return table->columns.count == 0;
}

static const char *
create_words(const Table *table, const PrintOptions *options)
{
    if (table->kind == TABLE_FOREIGN && !options->is_sandbox)
        return "CREATE FOREIGN TABLE ";
    if (table->persistence == PERSISTENCE_TEMPORARY)
        return "CREATE TEMPORARY TABLE ";
    return table->persistence == PERSISTENCE_UNLOGGED ? "CREATE UNLOGGED TABLE " : "CREATE TABLE ";
}

char *
print_table_name(Arena *arena, const Table *table)
{
    bool is_temporary = table->persistence == PERSISTENCE_TEMPORARY;

    return text_name(arena, is_temporary ? NULL : table->schema, table->name);
}

static void
add_item_break(StrBuf *out, bool *is_first)
{
    strbuf_add(out, *is_first ? "\n    " : ",\n    ");
    *is_first = false;
}

static bool
check_is_inline(const Table *table, const Constraint *item, const PrintLater *later,
                bool is_inheriting)
{
    if (item->kind == CONSTRAINT_CHECK &&
        (item->is_not_valid || name_list_contains(&later->checks, item->name)))
        return false;
    if (item->is_inherited && (item->kind != CONSTRAINT_CHECK || is_inheriting))
        return false;
    return print_is_inline(table, item);
}

static void
add_items(StrBuf *out, const Schema *schema, const Table *table, const PrintLater *later)
{
    bool is_inheriting = print_is_inheriting(schema, table);
    bool is_first = true;
    StrBuf items = strbuf_new(out->arena);

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        if (column->is_inherited && is_inheriting)
            continue;
        add_item_break(&items, &is_first);
        if (table->of_type_name != NULL)
            add_typed_column(&items, column);
        else
            add_column(&items, column, !name_list_contains(&later->defaults, column->name));
    }
    for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
    {
        if (!check_is_inline(table, item, later, is_inheriting))
            continue;
        add_item_break(&items, &is_first);
        print_constraint(&items, item);
    }
    if (table->of_type_name != NULL && is_first)
        return;
    strbuf_printf(out, " (%s%s)", items.text, is_first ? "" : "\n");
}

static void
add_parents(StrBuf *out, const Table *table)
{
    strbuf_add(out, "\nINHERITS (");
    for (const TableParent *parent = table->inherits.first; parent != NULL; parent = parent->next)
    {
        if (parent != table->inherits.first)
            strbuf_add(out, ", ");
        quote_add_qualified(out, parent->schema, parent->name);
    }
    strbuf_add(out, ")");
}

static const char *const strategies[] = {
    [PARTITION_RANGE] = "RANGE",
    [PARTITION_LIST] = "LIST",
    [PARTITION_HASH] = "HASH",
};

static void
add_partition_key(StrBuf *out, const Table *table)
{
    if (table->partition_key == NULL)
        return;
    strbuf_printf(out, "\nPARTITION BY %s (", strategies[table->partition_key->strategy]);
    text_add_elements(out, &table->partition_key->elements);
    strbuf_add(out, ")");
}

void
print_partition(StrBuf *out, const Table *table)
{
    strbuf_add(out, "CREATE TABLE ");
    quote_add_qualified(out, table->schema, table->name);
    strbuf_add(out, " PARTITION OF ");
    quote_add_qualified(out, table->partition_of->schema, table->partition_of->name);
    strbuf_printf(out, " %s", table->partition_bound);
    add_partition_key(out, table);
}

static void
add_storage(StrBuf *out, const Table *table, const PrintOptions *options)
{
    if (table->kind == TABLE_FOREIGN)
    {
        if (options->is_sandbox)
            return;
        strbuf_printf(out, "\nSERVER %s", quote_ident(out->arena, table->foreign_server));
        if (table->options.count > 0)
        {
            strbuf_add(out, "\nOPTIONS (");
            text_add_foreign_options(out, &table->options);
            strbuf_add(out, ")");
        }
        return;
    }
    if (table->access_method != NULL && !options->is_sandbox)
        strbuf_printf(out, "\nUSING %s", quote_ident(out->arena, table->access_method));
    if (table->options.count > 0)
    {
        strbuf_add(out, "\nWITH (");
        text_add_options(out, &table->options);
        strbuf_add(out, ")");
    }
    if (table->tablespace != NULL && !options->is_sandbox)
        strbuf_printf(out, "\nTABLESPACE %s", quote_ident(out->arena, table->tablespace));
}

void
print_create_table(StrBuf *out, const Schema *schema, const Table *table, const PrintLater *later,
                   const PrintOptions *options)
{
    strbuf_add(out, create_words(table, options));
    strbuf_add(out, print_table_name(out->arena, table));
    if (table->of_type_name != NULL)
        strbuf_printf(out, " OF %s",
                      text_name(out->arena, table->of_type_schema, table->of_type_name));
    add_items(out, schema, table, later);
    if (print_is_inheriting(schema, table))
        add_parents(out, table);
    add_partition_key(out, table);
    add_storage(out, table, options);
}

void
print_table(StrBuf *out, const Schema *schema, const Table *table, const PrintOptions *options)
{
    print_create_table(out, schema, table, &(PrintLater){0}, options);
}
