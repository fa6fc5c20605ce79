/*
 * The catalogs are asked for statements: what pg_dump would write, by the server's own pg_get_…def
 * functions, with an empty search_path so that every name is qualified. The reader of statements makes
 * the model of them. So both readers agree by construction, and what the parser does not know yet (the
 * grammar of a newer server) costs one object and not the table it belongs to.
 *
 * A few facts have no statement: they are asked for by name and put into the model afterwards.
 */
#include "live/catalog.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "schema/type.h"

enum
{
    BEGINNING_BYTES = 70 /* of a statement in a message */
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
collect_statements(Answers *answers, Schema *schema, Script *script, Error *error)
{
    add_statement(script, "SET search_path = ''");
    for (QuestionId id = QUESTION_FIRST_STATEMENT; id <= QUESTION_LAST_STATEMENT; id++)
    {
        DbResult result;

        if (!answers_ask(answers, script->text.arena, schema, id, &result, error))
            return false;
        for (size_t row = 0; row < result.rows; row++)
        {
            const char *statement = answers_value(&result, row, "statement");

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
read_statements(Answers *answers, Schema *schema, Error *error)
{
    Arena *while_reading = arena_new(schema->arena, "catalog");
    Script script = {.text = strbuf_new(while_reading), .line = 1};
    const Problem *last_before;
    bool is_read = collect_statements(answers, schema, &script, error);
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
        .schema = arena_strdup(arena, answers_value(result, row, "type_schema")),
        .name = arena_strdup(arena, answers_text(result, row, "type_name")),
        .modifiers = arena_strdup(arena, answers_value(result, row, "modifiers")),
        .dimensions = (uint32_t) strtoul(answers_text(result, row, "dimensions"), NULL, 10),
    };

    type.text = type_text(arena, type.schema, type.name, type.modifiers, type.dimensions);
    return type;
}

/* The server's columns take the place of those that the view's statement gave. */
static bool
read_view_columns(Answers *answers, Schema *schema, Error *error)
{
    const View *before = NULL;
    DbResult result;

    if (!answers_ask(answers, schema->arena, schema, QUESTION_VIEW_COLUMNS, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        View *view = schema_find_view(schema, answers_text(&result, row, "schema"),
                                      answers_text(&result, row, "name"));
        Column *column;

        if (view == NULL)
            continue;
        if (view != before)
            view->columns = (ColumnList){0};
        before = view;
        column = arena_new_object(schema->arena, Column);
        column->name = answers_text(&result, row, "column_name");
        column->type = type_of(schema->arena, &result, row);
        column->statistics_target = -1;
        list_append(&view->columns, column);
    }
    return true;
}

static bool
read_flags(Answers *answers, Schema *schema, Error *error)
{
    DbResult result;

    if (!answers_ask(answers, schema->arena, schema, QUESTION_FLAGS, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        const char *space = answers_text(&result, row, "schema");
        const char *name = answers_text(&result, row, "name");

        if (strcmp(answers_text(&result, row, "flag"), "invalid_index") == 0)
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
                                    answers_text(&result, row, "column_name"), space, name),
                       NULL);
    }
    return true;
}

static bool
read_sequence_values(Answers *answers, Schema *schema, Error *error)
{
    DbResult result;

    if (!answers_ask(answers, schema->arena, schema, QUESTION_SEQUENCE_VALUES, &result, error))
        return false;
    for (size_t row = 0; row < result.rows; row++)
    {
        Sequence *sequence = schema_find_sequence(schema, answers_text(&result, row, "schema"),
                                                  answers_text(&result, row, "name"));
        const char *value = answers_value(&result, row, "last_value");

        if (sequence != NULL && value != NULL)
            sequence->last_value = strtoll(value, NULL, 10);
    }
    return true;
}

bool
catalog_schema(Answers *answers, Schema *schema, Error *error)
{
    Error later = {.arena =
                       error->arena}; /* ending a transaction that only read: nothing to lose */
    bool is_read = answers_begin(answers, error) && read_statements(answers, schema, error) &&
                   read_view_columns(answers, schema, error) &&
                   read_flags(answers, schema, error) &&
                   read_sequence_values(answers, schema, error);

    schema->server_version = answers_version(answers);
    if (!is_read)
    {
        (void) !answers_end(answers, &later);
        return false;
    }
    return answers_end(answers, error);
}

bool
catalog_read_schema(Db *db, Schema *schema, Error *error)
{
    return catalog_schema(answers_of_db(schema->arena, db), schema, error);
}
