/*
 * The catalogs are asked for statements: what pg_dump would write, by the server's own pg_get_…def
 * functions, with an empty search_path so that every name is qualified. The reader of statements makes
 * the model of them. So both readers agree by construction, and what the parser does not know yet (the
 * grammar of a newer server) costs one object and not the table it belongs to.
 *
 * A few facts have no statement: they are asked for by name and put into the model afterwards.
 */
#include "live/catalog_internal.h"

#include "base/strbuf.h"
#include "schema/ddl.h"
#include "schema/type.h"
#include "sql.gen.h"

typedef struct Question
{
    const char *what; /* "could not read the …" */
    const char *sql;
} Question;

/* In the order in which a dump would be read. */
static const Question questions[] = {
    {"schemas", sql_catalog_schemas},
    {"extensions", sql_catalog_extensions},
    {"types", sql_catalog_types},
    {"domains", sql_catalog_domains},
    {"functions", sql_catalog_routines},
    {"sequences", sql_catalog_sequences},
    {"tables", sql_catalog_tables},
    {"partitions", sql_catalog_attachments},
    {"columns", sql_catalog_columns},
    {"identity columns", sql_catalog_identities},
    {"keys", sql_catalog_keys},
    {"views", sql_catalog_views},
    {"indexes", sql_catalog_indexes},
    {"foreign keys", sql_catalog_foreign_keys},
    {"rules and statistics", sql_catalog_others},
    {"triggers", sql_catalog_triggers},
    {"policies", sql_catalog_policies},
    {"comments", sql_catalog_comments},
    {"owners", sql_catalog_owners},
};

/* Names, dates and numbers print alike, whatever the role or the database prefers. */
static const char settings[] = "SET LOCAL search_path = '';"
                               "SET LOCAL quote_all_identifiers = off;"
                               "SET LOCAL datestyle = 'ISO';"
                               "SET LOCAL intervalstyle = 'postgres';"
                               "SET LOCAL extra_float_digits = 1;"
                               "SET LOCAL bytea_output = 'hex'";

static void
add_problem(Schema *schema, const char *what, const Error *error)
{
    schema_problem(schema, true, (Location){0},
                   arena_printf(schema->arena, "could not read the %s: %s", what, error->message),
                   error->code == ERROR_TIMEOUT
                       ? "Somebody holds a lock on a table, or the server is busy: try again."
                       : "Connect as a user who may read the catalogs.");
}

bool
catalog_ask(Db *db, Schema *schema, const char *what, const char *sql, DbResult *out, Error *error)
{
    *out = (DbResult){0};
    if (!db_execute(db, "SAVEPOINT question", error))
        return false;
    if (db_query(db, schema->arena, sql, NULL, 0, out, error))
        return db_execute(db, "RELEASE SAVEPOINT question", error);
    if (error->code == ERROR_CONNECTION || error->code == ERROR_INTERRUPTED)
        return false;
    add_problem(schema, what, error);
    error_clear(error);
    return db_execute(db, "ROLLBACK TO SAVEPOINT question", error);
}

static bool
collect_statements(Db *db, Schema *schema, StrBuf *text, Error *error)
{
    strbuf_add(text, "SET search_path = '';\n");
    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
    {
        DbResult result;

        if (!catalog_ask(db, schema, questions[i].what, questions[i].sql, &result, error))
            return false;
        for (size_t row = 0; row < result.rows; row++)
        {
            const char *statement = db_value(&result, row, "statement");

            if (statement != NULL)
                strbuf_printf(text, "%s;\n", statement);
        }
    }
    return true;
}

/* A place in a text that nobody sees helps nobody. */
static void
forget_places(Schema *schema, const Problem *last_before)
{
    Problem *problem = last_before == NULL ? schema->problems.first : last_before->next;

    for (; problem != NULL; problem = problem->next)
        problem->location = (Location){0};
}

static bool
read_statements(Db *db, Schema *schema, Error *error)
{
    Arena *while_reading = arena_new(schema->arena, "catalog");
    StrBuf text = strbuf_new(while_reading);
    FileText input = {0};
    const Problem *last_before;
    bool is_read;

    if (!collect_statements(db, schema, &text, error))
    {
        arena_free(while_reading);
        return false;
    }
    input.text = text.text;
    input.length = text.length;
    last_before = schema->problems.last;
    is_read = ddl_read(schema, &input, error);
    if (is_read)
        forget_places(schema, last_before);
    arena_free(while_reading);
    return is_read;
}

static TypeName
type_of(Arena *arena, const DbResult *result, size_t row)
{
    TypeName type = {
        .schema = arena_strdup(arena, db_value(result, row, "type_schema")),
        .name = arena_strdup(arena, db_value(result, row, "type_name")),
        .modifiers = arena_strdup(arena, db_value(result, row, "modifiers")),
        .dimensions = (uint32_t) strtoul(db_value(result, row, "dimensions"), NULL, 10),
    };

    type.text = type_text(arena, type.schema, type.name, type.modifiers, type.dimensions);
    return type;
}

static bool
read_view_columns(Db *db, Schema *schema, Error *error)
{
    DbResult result;

    if (!catalog_ask(db, schema, "columns of views", sql_catalog_view_columns, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        View *view = schema_find_view(schema, db_value(&result, row, "schema"),
                                      db_value(&result, row, "name"));
        Column *column;

        if (view == NULL)
            continue;
        column = arena_new_object(schema->arena, Column);
        column->name = db_value(&result, row, "column_name");
        column->type = type_of(schema->arena, &result, row);
        column->statistics_target = -1;
        list_append(&view->columns, column);
    }
    return true;
}

static bool
read_flags(Db *db, Schema *schema, Error *error)
{
    DbResult result;

    if (!catalog_ask(db, schema, "invalid indexes", sql_catalog_flags, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        const char *space = db_value(&result, row, "schema");
        const char *name = db_value(&result, row, "name");

        if (strcmp(db_value(&result, row, "flag"), "invalid_index") == 0)
        {
            Index *index = schema_find_index(schema, space, name);

            if (index != NULL)
                index->is_invalid = true;
            continue;
        }
        schema_problem(schema, false, (Location){0},
                       arena_printf(schema->arena,
                                    "column \"%s\" of table \"%s.%s\" is VIRTUAL; it is treated as "
                                    "if it were STORED",
                                    db_value(&result, row, "column_name"), space, name),
                       NULL);
    }
    return true;
}

static bool
read_sequence_values(Db *db, Schema *schema, Error *error)
{
    DbResult result;

    if (!catalog_ask(db, schema, "values of sequences", sql_catalog_sequence_values, &result,
                     error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        Sequence *sequence = schema_find_sequence(schema, db_value(&result, row, "schema"),
                                                  db_value(&result, row, "name"));
        const char *value = db_value(&result, row, "last_value");

        if (sequence != NULL && value != NULL)
            sequence->last_value = strtoll(value, NULL, 10);
    }
    return true;
}

bool
catalog_read_schema(Db *db, Schema *schema, Error *error)
{
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */
    bool is_read = db_begin(db, error) && db_execute(db, settings, error) &&
                   read_statements(db, schema, error) && read_view_columns(db, schema, error) &&
                   read_flags(db, schema, error) && read_sequence_values(db, schema, error);

    schema->server_version = db_version(db);
    if (!is_read)
    {
        (void) !db_end(db, &later);
        return false;
    }
    return db_end(db, error);
}
