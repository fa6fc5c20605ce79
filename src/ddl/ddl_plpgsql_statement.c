#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_plpgsql.h"

enum
{
    CHANGE_WORK = 500
};

/* Puts the reader at a place of the block, and back. */
typedef struct Place
{
    SplitPart part;
    const char *sql;
    TokenList tokens;
    bool has_tokens;
    bool has_one_place;
    bool is_guarded;
    const char *guarded_error;
    bool is_refused;
    Schema *before;
    Arena *turn;
    size_t first_token;
    size_t command_first;
} Place;

static Place
enter(Follow *follow, size_t offset, bool is_dynamic)
{
    Reader *reader = follow->reader;
    Place outer = {.part = reader->part,
                   .sql = reader->sql,
                   .tokens = reader->tokens,
                   .has_tokens = reader->has_tokens,
                   .has_one_place = reader->has_one_place,
                   .is_guarded = reader->is_guarded,
                   .guarded_error = reader->guarded_error,
                   .is_refused = reader->is_refused,
                   .before = reader->before,
                   .turn = reader->turn,
                   .first_token = reader->first_token,
                   .command_first = reader->command_first};
    Location location =
        ddl_location(reader, follow->has_one_place ? -1 : (int) (follow->body_offset + offset));

    reader->part.line = location.line;
    reader->part.column = location.column;
    reader->has_one_place = follow->has_one_place || is_dynamic;
    reader->is_guarded = true;
    reader->guarded_error = NULL;
    reader->turn = arena_new(follow->arena, "statement");
    reader->first_token = reader->command_first = 0;
    reader->is_refused = false;
    reader->before = NULL;
    reader->work -= reader->work < CHANGE_WORK ? reader->work : CHANGE_WORK;
    return outer;
}

static void
leave(Follow *follow, const Place *outer)
{
    Reader *reader = follow->reader;

    arena_free(reader->turn);
    reader->part = outer->part;
    reader->sql = outer->sql;
    reader->tokens = outer->tokens;
    reader->has_tokens = outer->has_tokens;
    reader->has_one_place = outer->has_one_place;
    reader->is_guarded = outer->is_guarded;
    reader->guarded_error = outer->guarded_error;
    reader->is_refused = outer->is_refused;
    reader->before = outer->before;
    reader->turn = outer->turn;
    reader->first_token = outer->first_token;
    reader->command_first = outer->command_first;
}

/* What failed: to a handler, or a Problem as of any statement, or nothing where it was a guess. */
static Flow
fail(Follow *follow, const PlStatement *statement, const char *message)
{
    Reader *reader = follow->reader;
    int offset = follow->has_one_place ? -1 : (int) (follow->body_offset + statement->offset);

    if (follow->handled > 0)
        return (Flow){.kind = FLOW_ERROR, .message = message};
    if (follow->assumed == 0)
        ddl_error(reader, offset, "%s", message);
    return follow->assumed == 0 ? (Flow){.kind = FLOW_STOP} : flow_next;
}

static bool
is_data(const char *word)
{
    static const char *const words[] = {"insert", "update", "delete", "merge", "truncate"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

static Flow
apply(Follow *follow, const PlStatement *statement, const char *sql, bool is_dynamic)
{
    Place outer;
    const char *message;
    bool is_read;

    if (follow->result != NULL)
        return flow_next;
    outer = enter(follow, statement->offset, is_dynamic);
    is_read = ddl_apply_text(follow->reader, arena_strdup(follow->reader->turn, sql));
    message = arena_strdup(follow->arena, follow->reader->guarded_error);
    leave(follow, &outer);
    if (follow->reader->used_now && !is_data(ddl_plpgsql_first_word(follow->arena, sql)))
        ddl_plpgsql_remark(
            follow, statement, ": done as on %s, what it makes depends on the day",
            ddl_value_print(follow->arena, ddl_value_date(follow->reader->now / 86400000000)));
    if (!is_read)
        ddl_plpgsql_remark(follow, statement, ": a statement was not understood: %s",
                           message == NULL ? "" : message);
    else if (message != NULL)
        return fail(follow, statement, message);
    return flow_next;
}

/* A SELECT for its targets: what it finds, or that nobody knows. */
static void
select_into(Follow *follow, const PlTextList *targets, const Variable *parameters, const char *sql)
{
    Arena *arena = arena_new(follow->arena, "select");
    Eval eval = ddl_plpgsql_evaluator(follow, arena);
    RowSet set;

    if (parameters != NULL)
        eval.variables = parameters;
    set = ddl_eval_query(&eval, sql);
    if (!set.is_partial)
        ddl_plpgsql_assign_row(follow, targets, &set, set.rows.first);
    for (const PlText *at = targets->first; set.is_partial && at != NULL; at = at->next)
        ddl_plpgsql_assign(follow, at->text, ddl_value_unknown(eval.why));
    *follow->found = set.is_partial ? ddl_value_unknown("rows that only the server knows")
                                    : ddl_value_bool(set.rows.count > 0);
    arena_free(arena);
}

static bool
is_query(const char *word)
{
    return strcmp(word, "select") == 0 || strcmp(word, "with") == 0 || strcmp(word, "values") == 0;
}

/* The routines of the input that a query calls. */
static Flow
follow_calls(Follow *follow, const PlStatement *statement, const char *sql)
{
    Error error = {.arena = follow->arena};
    Flow flow = flow_next;
    Place outer;
    ParseTree tree;
    size_t position;

    if (!parse_open(sql, &tree, &position, &error))
        return flow_next;
    outer = enter(follow, statement->offset, true);
    if ((const List *) tree.statements != NIL)
        flow = ddl_plpgsql_call_all(follow,
                                    linitial_node(RawStmt, (const List *) tree.statements)->stmt);
    leave(follow, &outer);
    parse_close(&tree);
    return flow;
}

Flow
ddl_plpgsql_sql(Follow *follow, const PlStatement *statement)
{
    const char *sql = statement->expr.text;
    const char *word;

    if (sql == NULL)
        return flow_next;
    word = ddl_plpgsql_first_word(follow->arena, sql);
    if (is_query(word) || strcmp(word, "call") == 0)
    {
        if (statement->targets.count > 0)
            select_into(follow, &statement->targets, NULL, sql);
        return follow_calls(follow, statement, sql);
    }
    if (is_data(word) || statement->targets.count > 0)
    {
        for (const PlText *at = statement->targets.first; at != NULL; at = at->next)
            ddl_plpgsql_assign(follow, at->text, ddl_value_unknown("rows of a table"));
        *follow->found = ddl_value_unknown("whether rows were found");
    }
    return apply(follow, statement, sql, false);
}

Flow
ddl_plpgsql_perform(Follow *follow, const PlStatement *statement)
{
    PlTextList none = {0};

    if (statement->expr.text == NULL)
        return flow_next;
    select_into(follow, &none, NULL, statement->expr.text);
    return follow_calls(follow, statement, statement->expr.text);
}

/* $1, $2 … of USING. */
static const Variable *
parameters_of(Follow *follow, Arena *arena, const PlStatement *statement)
{
    Variable *first = NULL;
    size_t number = 0;

    for (const PlText *at = statement->using.first; at != NULL; at = at->next)
    {
        Variable *variable = arena_new_object(arena, Variable);
        const char *why;

        variable->name = arena_printf(arena, "$%zu", ++number);
        variable->value = ddl_plpgsql_eval(follow, arena, at->text, &why);
        variable->next = first;
        first = variable;
    }
    return first;
}

static Flow
execute_text(Follow *follow, const PlStatement *statement, Arena *arena, const char *sql)
{
    static const Variable none = {.name = ""};
    const char *word = ddl_plpgsql_first_word(arena, sql);
    const Variable *parameters;

    if (!is_query(word))
    {
        for (const PlText *at = statement->targets.first; at != NULL; at = at->next)
            ddl_plpgsql_assign(follow, at->text, ddl_value_unknown("rows of a table"));
        return apply(follow, statement, sql, true);
    }
    parameters = parameters_of(follow, arena, statement);
    if (statement->targets.count > 0)
        select_into(follow, &statement->targets, parameters == NULL ? &none : parameters, sql);
    return follow_calls(follow, statement, sql);
}

Flow
ddl_plpgsql_execute(Follow *follow, const PlStatement *statement)
{
    Arena *arena = arena_new(follow->arena, "execute");
    const char *why = NULL;
    Value text = ddl_plpgsql_eval(follow, arena, statement->expr.text, &why);
    PlStatementList alone = {.first = (PlStatement *) statement, .count = 1};
    Flow flow = flow_next;
    PlStatement *next = alone.first->next;

    if (text.kind == VALUE_TEXT)
    {
        flow = execute_text(follow, statement, arena, text.text);
        arena_free(arena);
        return flow;
    }
    alone.first->next = NULL;
    if (ddl_plpgsql_changes(follow, &alone))
        ddl_plpgsql_remark(follow, statement, " not followed: EXECUTE of a text that depends on %s",
                           why == NULL ? "NULL" : why);
    ddl_plpgsql_forget(follow, &alone, NULL);
    alone.first->next = next;
    arena_free(arena);
    return flow;
}
