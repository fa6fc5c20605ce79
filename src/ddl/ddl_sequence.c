#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

static int64_t
type_minimum(const char *type)
{
    return -type_integer_maximum(type) - 1;
}

/* smallint, integer, bigint: anything else counts as bigint. */
static const char *
integer_name(const char *type)
{
    if (str_equal(type, "int2") || str_equal(type, "int4"))
        return type;
    return "int8";
}

/* The limits of a sequence that says nothing about them. */
static void
default_limits(Sequence *sequence)
{
    bool is_rising = sequence->increment > 0;

    sequence->minimum = is_rising ? 1 : type_minimum(sequence->type.name);
    sequence->maximum = is_rising ? type_integer_maximum(sequence->type.name) : -1;
}

Sequence *
ddl_sequence_new(Reader *reader, const char *space, const char *name, const char *integer_type)
{
    Sequence *sequence = arena_new_object(reader->arena, Sequence);

    sequence->schema = space;
    sequence->name = name;
    sequence->type = type_builtin(reader->arena, integer_name(integer_type));
    sequence->increment = 1;
    sequence->cache = 1;
    default_limits(sequence);
    sequence->start = sequence->minimum;
    sequence->location = ddl_location(reader, -1);
    sequence->ordinal = reader->ordinal;
    return sequence;
}

void
ddl_sequence_own(Reader *reader, Sequence *sequence, Table *table, Column *column)
{
    (void) reader; /* here for the sake of one shape */
    if (column->sequence == NULL || !column->sequence->is_identity)
        column->sequence = sequence;
    sequence->owned_by_schema = table->schema;
    sequence->owned_by_table = table->name;
    sequence->owned_by_column = column->name;
}

Sequence *
ddl_sequence_owned(Reader *reader, const Sequence *before, const Table *table, const char *column)
{
    Users users = uses_of(reader->schema, reader->turn, USER_SEQUENCE, table->name);
    size_t i = 0;

    while (before != NULL && i < users.count && users.items[i++] != before)
        ;
    for (; i < users.count; i++)
    {
        Sequence *at = users.items[i];

        if (str_equal(at->owned_by_table, table->name) &&
            str_equal(at->owned_by_schema, table->schema) &&
            (column == NULL || str_equal(at->owned_by_column, column)))
            return at;
    }
    return NULL;
}

static void
disown(Reader *reader, Sequence *sequence)
{
    Table *table =
        schema_find_table(reader->schema, sequence->owned_by_schema, sequence->owned_by_table);
    Column *column = table == NULL || sequence->owned_by_column == NULL
                         ? NULL
                         : table_find_column(table, sequence->owned_by_column);

    if (column != NULL && column->sequence == sequence)
        column->sequence = NULL;
    sequence->owned_by_schema = NULL;
    sequence->owned_by_table = NULL;
    sequence->owned_by_column = NULL;
}

/* OWNED BY schema.table.column, or NONE. */
static void
apply_owned_by(Reader *reader, Sequence *sequence, const DefElem *element)
{
    const List *names = (const List *) element->arg;
    int count = list_length(names);
    Relation relation;
    Column *column;

    if (sequence->is_identity && sequence->owned_by_table != NULL)
    {
        ddl_error(reader, element->location, "cannot change ownership of identity sequence");
        return;
    }
    if (count < 2)
    {
        disown(reader, sequence);
        return;
    }
    relation = ddl_find_relation(reader, count > 2 ? strVal(list_nth(names, count - 3)) : NULL,
                                 strVal(list_nth(names, count - 2)));
    if (relation.table == NULL)
    {
        ddl_error(reader, element->location, "relation \"%s\" does not exist",
                  strVal(list_nth(names, count - 2)));
        return;
    }
    if (!ddl_column_must_exist(reader, relation.table, strVal(llast(names)), element->location))
        return;
    if (!str_equal(sequence->schema, relation.table->schema) ||
        !str_equal(sequence->owner, relation.table->owner))
    {
        ddl_error(reader, element->location,
                  "sequence must have the schema and owner of the table it is linked to");
        return;
    }
    column = table_find_column(relation.table, strVal(llast(names)));
    disown(reader, sequence);
    ddl_sequence_own(reader, sequence, relation.table, column);
}

static const DefElem *
find_element(const List *options, const char *name)
{
    const DefElem *found = NULL;
    ListCell *cell;

    foreach (cell, options)
    {
        if (strcmp(lfirst_node(DefElem, cell)->defname, name) == 0)
            found = lfirst_node(DefElem, cell);
    }
    return found;
}

/* Limits that were those of the old type follow to the new one. */
static void
apply_type(Reader *reader, Sequence *sequence, const DefElem *element)
{
    bool had_maximum = sequence->maximum == type_integer_maximum(sequence->type.name);
    bool had_minimum = sequence->minimum == type_minimum(sequence->type.name);
    TypeName type = ddl_type_name(reader, (const PgTypeName *) element->arg);
    Sequence fresh;

    sequence->type = type_builtin(reader->arena, integer_name(type.name));
    fresh = *sequence;
    default_limits(&fresh);
    if (had_maximum)
        sequence->maximum = fresh.maximum;
    if (had_minimum)
        sequence->minimum = fresh.minimum;
}

static void
apply_limits(Sequence *sequence, const List *options, bool is_new)
{
    const DefElem *minimum = find_element(options, "minvalue");
    const DefElem *maximum = find_element(options, "maxvalue");
    Sequence fresh = *sequence;

    default_limits(&fresh);
    if (minimum != NULL && minimum->arg != NULL)
        sequence->minimum = ddl_def_int(minimum);
    else if (minimum != NULL || is_new)
        sequence->minimum = fresh.minimum;
    if (maximum != NULL && maximum->arg != NULL)
        sequence->maximum = ddl_def_int(maximum);
    else if (maximum != NULL || is_new)
        sequence->maximum = fresh.maximum;
}

/* What PostgreSQL asks of the numbers. */
static void
check_numbers(Reader *reader, const Sequence *sequence)
{
    const char *why = NULL;

    if (sequence->increment == 0)
        why = "INCREMENT must not be zero";
    else if (sequence->maximum > type_integer_maximum(sequence->type.name) ||
             sequence->minimum < type_minimum(sequence->type.name))
        why = "MINVALUE or MAXVALUE is out of range for its type";
    else if (sequence->minimum >= sequence->maximum)
        why = "MINVALUE must be less than MAXVALUE";
    else if (sequence->start < sequence->minimum || sequence->start > sequence->maximum)
        why = "START lies outside of MINVALUE and MAXVALUE";
    else if (sequence->cache <= 0)
        why = "CACHE must be greater than zero";
    if (why != NULL)
        ddl_error(reader, -1, "sequence \"%s\": %s", sequence->name, why);
}

void
ddl_sequence_options(Reader *reader, Sequence *sequence, const List *options)
{
    bool is_new = sequence->ordinal == reader->ordinal && sequence->start == sequence->minimum;
    const DefElem *element;

    if ((element = find_element(options, "as")) != NULL)
        apply_type(reader, sequence, element);
    if ((element = find_element(options, "increment")) != NULL)
        sequence->increment = ddl_def_int(element);
    apply_limits(sequence, options, is_new);
    if (is_new)
        sequence->start = sequence->increment > 0 ? sequence->minimum : sequence->maximum;
    if ((element = find_element(options, "cycle")) != NULL)
        sequence->is_cycling = ddl_def_bool(element);
    if ((element = find_element(options, "cache")) != NULL)
        sequence->cache = ddl_def_int(element);
    if ((element = find_element(options, "start")) != NULL)
        sequence->start = ddl_def_int(element);
    if ((element = find_element(options, "restart")) != NULL && element->arg != NULL)
        sequence->last_value = ddl_def_int(element) - sequence->increment;
    check_numbers(reader, sequence);
    if ((element = find_element(options, "owned_by")) != NULL)
        apply_owned_by(reader, sequence, element);
}

void
ddl_sequence_create(Reader *reader, const void *node)
{
    const CreateSeqStmt *statement = node;
    bool is_temporary = statement->sequence->relpersistence == LETTER_TEMPORARY;
    const char *space =
        is_temporary ? "pg_temp" : ddl_creation_schema(reader, statement->sequence->schemaname);
    Sequence *sequence;

    if (ddl_name_is_taken(reader, space, statement->sequence->relname, statement->if_not_exists))
        return;
    sequence =
        ddl_sequence_new(reader, space, ddl_keep(reader, statement->sequence->relname), "int8");
    if (statement->sequence->relpersistence == LETTER_UNLOGGED)
        sequence->persistence = PERSISTENCE_UNLOGGED;
    else if (is_temporary)
        sequence->persistence = PERSISTENCE_TEMPORARY;
    ddl_grant_new(reader, 'S', space, &sequence->grants);
    schema_add_sequence(reader->schema, sequence);
    reader->is_refused = false;
    ddl_sequence_options(reader, sequence, statement->options);
    if (reader->is_refused)
        schema_remove_sequence(reader->schema, sequence);
}

void
ddl_sequence_alter(Reader *reader, const void *node)
{
    const AlterSeqStmt *statement = node;
    Sequence *sequence = ddl_find_var(reader, statement->sequence).sequence;

    if (sequence != NULL)
        ddl_sequence_options(reader, sequence, statement->options);
    else if (!statement->missing_ok)
        ddl_error(reader, statement->sequence->location, "relation \"%s\" does not exist",
                  statement->sequence->relname);
}
