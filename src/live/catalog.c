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
#include "ddl/ddl.h"
#include "schema/type.h"
#include "sql.gen.h"

enum
{
    BEGINNING_BYTES = 70 /* of a statement in a message */
};

typedef struct Question
{
    const char *what; /* "could not read the …" */
    const char *sql;
    enum
    {
        NEEDED,
        OPTIONAL
    } need; /* optional: the model is of use without the answer */
} Question;

/* In the order in which a dump would be read. */
static const Question questions[] = {
    {"schemas", sql_catalog_schemas, NEEDED},
    {"extensions", sql_catalog_extensions, NEEDED},
    {"types", sql_catalog_types, NEEDED},
    {"domains", sql_catalog_domains, NEEDED},
    {"functions", sql_catalog_routines, NEEDED},
    {"sequences", sql_catalog_sequences, NEEDED},
    {"tables", sql_catalog_tables, NEEDED},
    {"partitions", sql_catalog_attachments, NEEDED},
    {"columns", sql_catalog_columns, NEEDED},
    {"identity columns", sql_catalog_identities, NEEDED},
    {"keys", sql_catalog_keys, NEEDED},
    {"views", sql_catalog_views, NEEDED},
    {"indexes", sql_catalog_indexes, NEEDED},
    {"foreign keys", sql_catalog_foreign_keys, NEEDED},
    {"rules, statistics and the like", sql_catalog_others, OPTIONAL},
    {"triggers", sql_catalog_triggers, NEEDED},
    {"policies", sql_catalog_policies, OPTIONAL},
    {"comments", sql_catalog_comments, OPTIONAL},
    {"owners", sql_catalog_owners, OPTIONAL},
    {"privileges", sql_catalog_grants, OPTIONAL},
    {"default privileges", sql_catalog_default_privileges, OPTIONAL},
};

/* One answer, and the line of the whole text where it begins. */
typedef struct Statement Statement;
struct Statement
{
    Statement *next;
    const char *sql;
    uint32_t line;
};
LIST_OF(Statement);

typedef struct Script
{
    StrBuf text;
    StatementList statements;
    uint32_t line; /* of what is added next */
} Script;

static void
add_statement(Script *script, const char *sql)
{
    Statement *statement = arena_new_object(script->text.arena, Statement);

    statement->sql = sql;
    statement->line = script->line;
    list_append(&script->statements, statement);
    strbuf_add(&script->text, sql);
    strbuf_add(&script->text, ";\n");
    for (const char *at = sql; (at = strchr(at, '\n')) != NULL; at++)
        script->line++;
    script->line++;
}

static bool
collect_statements(Db *db, Schema *schema, Script *script, Error *error)
{
    add_statement(script, "SET search_path = ''");
    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++)
    {
        const Question *question = &questions[i];
        DbResult result;
        bool is_answered =
            question->need == OPTIONAL
                ? catalog_ask(db, schema, question->what, question->sql, &result, error)
                : catalog_ask_for_sure(db, script->text.arena, question->what, question->sql,
                                       &result, error);

        if (!is_answered)
            return false;
        for (size_t row = 0; row < result.rows; row++)
        {
            const char *statement = db_value(&result, row, "statement");

            if (statement != NULL)
                add_statement(script, statement);
        }
    }
    return true;
}

/* Enough of a statement to know which object it makes. */
static char *
beginning(Arena *arena, const char *sql)
{
    size_t length = strcspn(sql, "\n");

    if (length <= BEGINNING_BYTES)
        return arena_strndup(arena, sql, length);
    for (length = BEGINNING_BYTES; length > 0 && ((unsigned char) sql[length] & 0xC0) == 0x80;)
        length--;
    return arena_printf(arena, "%.*s…", (int) length, sql);
}

/* A place in a text that nobody sees helps nobody: the statement is named instead. */
static void
name_statements(Schema *schema, const Problem *last_before, const Script *script)
{
    Problem *problem = last_before == NULL ? schema->problems.first : last_before->next;

    for (; problem != NULL; problem = problem->next)
    {
        const Statement *found = script->statements.first;

        for (const Statement *at = found; at != NULL && at->line <= problem->location.line;
             at = at->next)
            found = at;
        problem->message = arena_printf(schema->arena, "%s, in \"%s\"", problem->message,
                                        beginning(schema->arena, found->sql));
        problem->location = (Location){0};
    }
}

static bool
read_statements(Db *db, Schema *schema, Error *error)
{
    Arena *while_reading = arena_new(schema->arena, "catalog");
    Script script = {.text = strbuf_new(while_reading), .line = 1};
    const Problem *last_before;
    bool is_read = collect_statements(db, schema, &script, error);
    FileText input = {.text = script.text.text, .length = script.text.length};

    last_before = schema->problems.last;
    is_read = is_read && ddl_read(schema, &input, error);
    if (is_read)
        name_statements(schema, last_before, &script);
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
    bool is_read = catalog_begin(db, error) && read_statements(db, schema, error) &&
                   read_view_columns(db, schema, error) && read_flags(db, schema, error) &&
                   read_sequence_values(db, schema, error);

    schema->server_version = db_version(db);
    if (!is_read)
    {
        (void) !db_end(db, &later);
        return false;
    }
    return db_end(db, error);
}
