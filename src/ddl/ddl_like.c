#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"

static void
copy_column(Reader *reader, Table *table, const Column *from, bits32 options)
{
    Column *column = arena_new_object(reader->arena, Column);

    *column = (Column){
        .name = from->name,
        .type = from->type,
        .is_not_null = from->is_not_null,
        .collation = from->collation,
        .statistics_target = -1,
        .location = ddl_location(reader, -1),
    };
    if (options & CREATE_TABLE_LIKE_DEFAULTS)
        column->default_expr = from->default_expr;
    if (options & CREATE_TABLE_LIKE_GENERATED)
        column->generated_expr = from->generated_expr;
    if (options & CREATE_TABLE_LIKE_STORAGE)
        column->storage = from->storage;
    if (options & CREATE_TABLE_LIKE_COMPRESSION)
        column->compression = from->compression;
    if (options & CREATE_TABLE_LIKE_COMMENTS)
        column->comment = from->comment;
    list_append(&table->columns, column);
    if ((options & CREATE_TABLE_LIKE_IDENTITY) && from->identity != IDENTITY_NONE)
    {
        const char *name;
        const char *space;

        ddl_column_identity(reader, table, column, from->identity, NIL);
        if (from->sequence == NULL)
            return;
        name = column->sequence->name;
        space = column->sequence->schema;
        *column->sequence = (Sequence){
            .next = column->sequence->next,
            .schema = space,
            .name = name,
            .type = type_builtin(reader->arena, "int8"), /* whatever the column's is */
            .start = from->sequence->start,
            .increment = from->sequence->increment,
            .minimum = from->sequence->minimum,
            .maximum = from->sequence->maximum,
            .cache = from->sequence->cache,
            .is_cycling = from->sequence->is_cycling,
            .is_identity = true,
            .owned_by_schema = table->schema,
            .owned_by_table = table->name,
            .owned_by_column = column->name,
            .location = column->location,
            .ordinal = reader->ordinal,
        };
    }
}

void
ddl_table_like(Reader *reader, Table *table, const TableLikeClause *clause)
{
    Relation source = ddl_find_var(reader, clause->relation);
    const ColumnList *columns = source.table != NULL ? &source.table->columns : NULL;

    if (source.composite != NULL)
        columns = &source.composite->columns;
    if (columns == NULL)
    {
        (void) ddl_need_table(reader, clause->relation, false); /* says why not */
        return;
    }
    for (const Column *from = columns->first; from != NULL; from = from->next)
        copy_column(reader, table, from, clause->options);
}

static void
copy_check(Reader *reader, Table *table, const Constraint *from, bool with_comment)
{
    Constraint *check;

    if (from->kind != CONSTRAINT_CHECK || table_find_constraint(table, from->name) != NULL)
        return;
    if (from->is_no_inherit && table->kind == TABLE_PARTITIONED)
        ddl_error(reader, -1, "cannot add NO INHERIT constraint to partitioned table \"%s\"",
                  table->name);
    check = arena_new_object(reader->arena, Constraint);
    *check = *from;
    check->is_inherited = false;
    check->is_not_valid = false;
    check->ordinal = reader->ordinal;
    if (!with_comment)
        check->comment = NULL;
    ddl_constraint_append(reader, table, check);
}

static const char *
label_of(const Index *index)
{
    if (index->constraint == NULL)
        return "idx";
    if (index->is_primary)
        return "pkey";
    return index->constraint->kind == CONSTRAINT_EXCLUDE ? "excl" : "key";
}

static void
copy_index(Reader *reader, Table *table, const Index *from, bool with_comment)
{
    Index *index = ddl_index_copy(reader, from, table);
    Constraint *constraint;

    if (from->is_primary && table_primary_key(table) != NULL)
        return;
    index->name = ddl_choose_index_name(
        reader, table->schema, table->name,
        from->is_primary ? NULL
                         : ddl_index_columns_text(reader, &index->elements, &index->include, NIL),
        label_of(from), from->constraint != NULL);
    if (with_comment)
        index->comment = from->comment;
    ddl_index_add(reader, table, index);
    if (from->constraint == NULL)
        return;
    constraint = ddl_copy_constraint(reader, from->constraint);
    constraint->name = index->name;
    constraint->index = index;
    constraint->is_inherited = false;
    constraint->ordinal = reader->ordinal;
    index->constraint = constraint;
    ddl_constraint_append(reader, table, constraint);
}

/* Statistics of plain columns, by a name of the new table's. */
static void
copy_statistics(Reader *reader, const Table *table, const Other *from)
{
    TokenList tokens = token_list(reader->turn, from->sql, strlen(from->sql));
    size_t on = token_list_find(&tokens, 0, 0, "on");
    size_t end = token_list_find(&tokens, on, 0, "from");
    size_t open = token_list_find_open(&tokens, 0, 0);
    NameList columns = {0};
    const char *name;
    Other *copy;

    for (const Reference *at = from->references.first; at != NULL; at = at->next)
    {
        if (at->kind == REFERENCE_COLUMN)
            name_list_add(reader->turn, &columns, at->name);
    }
    if (end >= tokens.count || columns.count == 0)
        return;
    name = name_make(reader->arena, table->name, name_join_columns(reader->turn, &columns), "stat");
    copy = ddl_other_add(reader, OTHER_STATISTICS, table->schema, name);
    copy->sql = arena_printf(reader->arena, "CREATE STATISTICS %s %s ON %s FROM %s",
                             quote_qualified(reader->turn, table->schema, name),
                             open < on ? token_list_text(reader->turn, &tokens, open, on) : "",
                             token_list_text(reader->turn, &tokens, on + 1, end),
                             quote_qualified(reader->turn, table->schema, table->name));
    for (const Reference *at = from->references.first; at != NULL; at = at->next)
    {
        Reference *reference = arena_new_object(reader->arena, Reference);

        *reference = *at;
        reference->next = NULL;
        if (at->kind == REFERENCE_RELATION)
        {
            reference->schema = table->schema;
            reference->name = table->name;
        }
        list_append(&copy->references, reference);
    }
}

static void
copy_all_statistics(Reader *reader, const Table *table, const Table *source)
{
    const Other *last = reader->schema->others.last;

    for (const Other *at = reader->schema->others.first; at != NULL; at = at->next)
    {
        if (at->kind == OTHER_STATISTICS &&
            ddl_depend_other_on(reader, at, source->schema, source->name))
            copy_statistics(reader, table, at);
        if (at == last)
            return;
    }
}

void
ddl_table_like_finish(Reader *reader, Table *table, const TableLikeClause *clause)
{
    const Table *source = ddl_find_var(reader, clause->relation).table;
    bool with_comments = (clause->options & CREATE_TABLE_LIKE_COMMENTS) != 0;

    if (source == NULL)
        return;
    if (clause->options & CREATE_TABLE_LIKE_CONSTRAINTS)
    {
        for (const Constraint *from = source->constraints.first; from != NULL; from = from->next)
            copy_check(reader, table, from, with_comments);
    }
    if (clause->options & CREATE_TABLE_LIKE_INDEXES)
    {
        for (const Index *from = source->indexes.first; from != NULL; from = from->next)
            copy_index(reader, table, from, with_comments);
    }
    if (clause->options & CREATE_TABLE_LIKE_STATISTICS)
        copy_all_statistics(reader, table, source);
}
