/*
 * ddl_catalog_information.c - the views of information_schema that migrations ask, from the model.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_eval.h"

#define SET(column, value) ddl_catalog_set(row, set, column, value)

static Value
word(const char *value)
{
    return ddl_value_text(value);
}

static Value
yes_or_no(bool value)
{
    return ddl_value_text(value ? "YES" : "NO");
}

static void
add_table(Eval *eval, RowSet *set, const char *space, const char *name, const char *type)
{
    Value *row = ddl_catalog_row(eval, set);

    SET("table_schema", word(space));
    SET("table_name", word(name));
    SET("table_type", word(type));
}

static void
fill_tables(Eval *eval, RowSet *set)
{
    for (const Table *at = eval->reader->schema->tables.first; at != NULL; at = at->next)
        add_table(eval, set, at->schema, at->name,
                  at->kind == TABLE_FOREIGN                  ? "FOREIGN"
                  : at->persistence == PERSISTENCE_TEMPORARY ? "LOCAL TEMPORARY"
                                                             : "BASE TABLE");
    for (const View *at = eval->reader->schema->views.first; at != NULL; at = at->next)
    {
        if (!at->is_materialized)
            add_table(eval, set, at->schema, at->name, "VIEW");
    }
}

static void
fill_views(Eval *eval, RowSet *set)
{
    for (const View *at = eval->reader->schema->views.first; at != NULL; at = at->next)
    {
        if (!at->is_materialized)
            add_table(eval, set, at->schema, at->name, "VIEW");
    }
}

/* "character varying(255)" is "character varying", "timestamp(3) without time zone" the same. */
static const char *
type_words(Eval *eval, const TypeName *type)
{
    const char *open = strchr(type->text, '(');
    const char *close = open == NULL ? NULL : strchr(open, ')');

    if (type->dimensions > 0)
        return "ARRAY";
    if (type->schema != NULL)
        return "USER-DEFINED";
    if (close == NULL)
        return type->text;
    return arena_printf(eval->arena, "%.*s%s", (int) (open - type->text), type->text, close + 1);
}

static void
add_column(Eval *eval, RowSet *set, const Table *table, const Column *at, int64_t number)
{
    Value *row = ddl_catalog_row(eval, set);
    bool is_text = strcmp(at->type.name, "varchar") == 0 || strcmp(at->type.name, "bpchar") == 0;

    SET("table_schema", word(table->schema));
    SET("table_name", word(table->name));
    SET("column_name", word(at->name));
    SET("ordinal_position", ddl_value_integer(number));
    SET("is_nullable", yes_or_no(!at->is_not_null));
    SET("data_type", word(type_words(eval, &at->type)));
    SET("udt_schema", word(at->type.schema == NULL ? "pg_catalog" : at->type.schema));
    SET("udt_name", word(at->type.dimensions > 0 ? arena_printf(eval->arena, "_%s", at->type.name)
                                                 : at->type.name));
    SET("is_identity", yes_or_no(at->identity != IDENTITY_NONE));
    SET("is_generated", word(at->generated_expr != NULL ? "ALWAYS" : "NEVER"));
    if (at->default_expr == NULL)
        SET("column_default", ddl_value_null());
    if (!is_text || at->type.modifiers == NULL)
        SET("character_maximum_length", ddl_value_null());
    else
        SET("character_maximum_length",
            ddl_value_cast(eval->arena, word(at->type.modifiers), "int4"));
}

static void
fill_columns(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        int64_t number = 0;

        for (const Column *at = table->columns.first; at != NULL; at = at->next)
            add_column(eval, set, table, at, ++number);
    }
}

static const char *
constraint_type(const Constraint *constraint)
{
    static const char *const names[] = {"PRIMARY KEY", "UNIQUE", "FOREIGN KEY", "CHECK", NULL};

    return names[constraint->kind];
}

static void
set_constraint(RowSet *set, Value *row, const Table *table, const Constraint *at)
{
    SET("constraint_schema", word(table->schema));
    SET("constraint_name", word(at->name));
    SET("table_schema", word(table->schema));
    SET("table_name", word(table->name));
}

typedef void (*Visit)(Eval *eval, RowSet *set, const Table *table, const Constraint *constraint);

static void
each_constraint(Eval *eval, RowSet *set, Visit visit)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Constraint *at = table->constraints.first; at != NULL; at = at->next)
        {
            if (constraint_type(at) != NULL)
                visit(eval, set, table, at);
        }
    }
}

static void
add_constraint(Eval *eval, RowSet *set, const Table *table, const Constraint *at)
{
    Value *row = ddl_catalog_row(eval, set);

    set_constraint(set, row, table, at);
    SET("constraint_type", word(constraint_type(at)));
    SET("is_deferrable", yes_or_no(at->is_deferrable));
}

static void
fill_table_constraints(Eval *eval, RowSet *set)
{
    each_constraint(eval, set, add_constraint);
}

static void
add_key_columns(Eval *eval, RowSet *set, const Table *table, const Constraint *constraint)
{
    int64_t number = 0;

    if (constraint->kind == CONSTRAINT_CHECK)
        return;
    for (const Name *at = constraint->columns.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        set_constraint(set, row, table, constraint);
        SET("column_name", word(at->text));
        SET("ordinal_position", ddl_value_integer(++number));
    }
}

static void
fill_key_columns(Eval *eval, RowSet *set)
{
    each_constraint(eval, set, add_key_columns);
}

/* The columns that a constraint needs: of a foreign key, those that it points to. */
static void
add_used_columns(Eval *eval, RowSet *set, const Table *table, const Constraint *constraint)
{
    bool is_foreign = constraint->kind == CONSTRAINT_FOREIGN_KEY;
    const NameList *columns = is_foreign ? &constraint->ref_columns : &constraint->columns;

    for (const Name *at = columns->first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        set_constraint(set, row, table, constraint);
        SET("column_name", word(at->text));
        if (is_foreign)
        {
            SET("table_schema", word(constraint->ref_schema));
            SET("table_name", word(constraint->ref_table));
        }
    }
    if (constraint->kind == CONSTRAINT_CHECK)
    {
        Value *row = ddl_catalog_row(eval, set);

        set_constraint(set, row, table, constraint);
    }
}

static void
fill_used_columns(Eval *eval, RowSet *set)
{
    each_constraint(eval, set, add_used_columns);
}

static void
add_reference(Eval *eval, RowSet *set, const Table *table, const Constraint *constraint)
{
    static const char *const actions[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL",
                                          "SET DEFAULT"};
    Value *row;

    if (constraint->kind != CONSTRAINT_FOREIGN_KEY)
        return;
    row = ddl_catalog_row(eval, set);
    set_constraint(set, row, table, constraint);
    SET("delete_rule", word(actions[constraint->on_delete]));
    SET("update_rule", word(actions[constraint->on_update]));
}

static void
fill_references(Eval *eval, RowSet *set)
{
    each_constraint(eval, set, add_reference);
}

static void
add_check(Eval *eval, RowSet *set, const Table *table, const Constraint *constraint)
{
    if (constraint->kind == CONSTRAINT_CHECK)
        set_constraint(set, ddl_catalog_row(eval, set), table, constraint);
}

static void
fill_checks(Eval *eval, RowSet *set)
{
    each_constraint(eval, set, add_check);
}

static void
add_event(Eval *eval, RowSet *set, const Trigger *trigger, bool is_on, const char *event)
{
    Value *row;

    if (!is_on)
        return;
    row = ddl_catalog_row(eval, set);
    SET("trigger_schema", word(trigger->table_schema));
    SET("trigger_name", word(trigger->name));
    SET("event_object_schema", word(trigger->table_schema));
    SET("event_object_table", word(trigger->table_name));
    SET("event_manipulation", word(event));
    SET("action_timing", word(trigger->timing));
}

static void
fill_triggers(Eval *eval, RowSet *set)
{
    for (const Table *table = eval->reader->schema->tables.first; table != NULL;
         table = table->next)
    {
        for (const Trigger *at = table->triggers.first; at != NULL; at = at->next)
        {
            add_event(eval, set, at, at->on_insert, "INSERT");
            add_event(eval, set, at, at->on_update, "UPDATE");
            add_event(eval, set, at, at->on_delete, "DELETE");
        }
    }
}

static void
fill_routines(Eval *eval, RowSet *set)
{
    for (const Routine *at = eval->reader->schema->routines.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("routine_schema", word(at->schema));
        SET("routine_name", word(at->name));
        SET("routine_type", word(at->kind == ROUTINE_PROCEDURE ? "PROCEDURE" : "FUNCTION"));
    }
    /* Those of the server and of extensions are not in the model. */
    set->is_partial = true;
}

static void
fill_sequences(Eval *eval, RowSet *set)
{
    for (const Sequence *at = eval->reader->schema->sequences.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        SET("sequence_schema", word(at->schema));
        SET("sequence_name", word(at->name));
    }
}

static void
fill_domains(Eval *eval, RowSet *set)
{
    for (const Type *at = eval->reader->schema->types.first; at != NULL; at = at->next)
    {
        Value *row;

        if (at->kind != TYPE_DOMAIN)
            continue;
        row = ddl_catalog_row(eval, set);
        SET("domain_schema", word(at->schema));
        SET("domain_name", word(at->name));
    }
}

static void
fill_schemata(Eval *eval, RowSet *set)
{
    RowSet spaces = {0};

    (void) ddl_catalog_rows(eval, NULL, "pg_namespace", &spaces); /* it is there */
    for (const Row *at = spaces.rows.first; at != NULL; at = at->next)
    {
        Value *row = ddl_catalog_row(eval, set);

        for (size_t i = 0; i < spaces.width; i++)
        {
            if (strcmp(spaces.columns[i], "nspname") == 0)
                SET("schema_name", at->values[i]);
        }
    }
}

static const char *const table_columns[] = {"table_catalog", "table_schema", "table_name",
                                            "table_type", "is_insertable_into"};
static const char *const view_columns[] = {"table_catalog", "table_schema", "table_name",
                                           "view_definition"};
static const char *const column_columns[] = {"table_catalog",
                                             "table_schema",
                                             "table_name",
                                             "column_name",
                                             "is_nullable",
                                             "column_default",
                                             "ordinal_position",
                                             "data_type",
                                             "udt_schema",
                                             "udt_name",
                                             "is_identity",
                                             "is_generated",
                                             "character_maximum_length",
                                             "numeric_precision",
                                             "generation_expression",
                                             "identity_generation"};
static const char *const constraint_columns[] = {
    "constraint_catalog", "constraint_schema", "constraint_name", "table_catalog",
    "table_schema",       "table_name",        "constraint_type", "is_deferrable"};
static const char *const key_columns[] = {
    "constraint_catalog", "constraint_schema", "constraint_name", "table_catalog",
    "table_schema",       "table_name",        "column_name",     "ordinal_position"};
static const char *const reference_columns[] = {
    "constraint_catalog",     "constraint_schema", "constraint_name", "unique_constraint_schema",
    "unique_constraint_name", "update_rule",       "delete_rule"};
static const char *const check_columns[] = {"constraint_catalog", "constraint_schema",
                                            "constraint_name", "check_clause"};
static const char *const trigger_columns[] = {"trigger_schema",      "trigger_name",
                                              "event_object_schema", "event_object_table",
                                              "event_manipulation",  "action_timing"};
static const char *const routine_columns[] = {"routine_schema", "routine_name",
                                              "routine_type",   "specific_schema",
                                              "specific_name",  "routine_definition"};
static const char *const sequence_columns[] = {"sequence_schema", "sequence_name", "data_type"};
static const char *const domain_columns[] = {"domain_schema", "domain_name", "data_type"};
static const char *const schema_columns[] = {"catalog_name", "schema_name", "schema_owner"};

static const struct
{
    const char *name;
    void (*fill)(Eval *eval, RowSet *set);
    const char *const *columns;
    size_t width;
} views[] = {
#define VIEW(name, fill, columns)                  \
    {                                              \
        name, fill, columns, ARRAY_LENGTH(columns) \
    }
    VIEW("tables", fill_tables, table_columns),
    VIEW("views", fill_views, view_columns),
    VIEW("columns", fill_columns, column_columns),
    VIEW("table_constraints", fill_table_constraints, constraint_columns),
    VIEW("key_column_usage", fill_key_columns, key_columns),
    VIEW("constraint_column_usage", fill_used_columns, key_columns),
    VIEW("constraint_table_usage", fill_used_columns, key_columns),
    VIEW("referential_constraints", fill_references, reference_columns),
    VIEW("check_constraints", fill_checks, check_columns),
    VIEW("triggers", fill_triggers, trigger_columns),
    VIEW("routines", fill_routines, routine_columns),
    VIEW("sequences", fill_sequences, sequence_columns),
    VIEW("domains", fill_domains, domain_columns),
    VIEW("schemata", fill_schemata, schema_columns),
};

bool
ddl_catalog_information(Eval *eval, const char *name, RowSet *out)
{
    for (size_t i = 0; i < ARRAY_LENGTH(views); i++)
    {
        if (strcmp(views[i].name, name) != 0)
            continue;
        *out = (RowSet){.columns = views[i].columns, .width = views[i].width};
        views[i].fill(eval, out);
        return true;
    }
    return false;
}
