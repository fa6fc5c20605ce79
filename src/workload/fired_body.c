/*
 * fired_body.c - the statements of a function that may run for one reason.
 *
 * Branches that TG_OP decides are taken or left out, all others are taken. Variables become parameters, with the type where
 * it is PostgreSQL's own: NEW.id is "$3::bigint". Expressions count where they hold a query.
 */
#include "workload/fired_internal.h"

#include "base/strbuf.h"
#include "sql/plpgsql.h"
#include "sql/quote.h"
#include "sql/token.h"
#include "sql/variable.h"

#include <strings.h>

typedef struct Body
{
    FiredContext *context;
    const Routine *routine;
    const FiredReason *reason;
    Map *variables; /* texts by name, "new.id" for fields */
    uint32_t parameters;
    const FiredGuard *guard; /* the conditions around what is looked at */
    FiredStatementList out;
} Body;

static void collect(Body *body, const PlStatementList *list, bool *ends);

/* --- variables --------------------------------------------------------------------------------- */

static const char *
new_parameter(Body *body, const TypeName *type)
{
    Arena *arena = body->context->arena;

    body->parameters++;
    if (type == NULL || type->schema != NULL || type->text == NULL)
        return arena_printf(arena, "$%u", body->parameters);
    return arena_printf(arena, "$%u::%s", body->parameters, type->text);
}

static void
declare(Body *body, const char *name, const TypeName *type)
{
    if (name != NULL && map_get(body->variables, name) == NULL)
        map_put(body->variables, name, (void *) (uintptr_t) new_parameter(body, type));
}

/* Arguments come first, so that $1 in the body is the first of them. */
static void
declare_arguments(Body *body)
{
    for (const Argument *at = body->routine->arguments.first; at != NULL; at = at->next)
    {
        if (at->name != NULL)
            declare(body, at->name, &at->type);
        else
            body->parameters++;
    }
}

static void
declare_special(Body *body)
{
    static const char *const names[] = {
        "found",         "tg_op",      "tg_name", "tg_when",         "tg_level",
        "tg_table_name", "tg_relname", "tg_argv", "tg_table_schema", "tg_nargs",
        "tg_relid",      "sqlstate",   "sqlerrm",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        declare(body, names[i], NULL);
}

static void
declare_list(Body *body, const PlStatementList *list)
{
    for (const PlStatement *at = list->first; at != NULL; at = at->next)
    {
        for (const PlVariable *variable = at->variables.first; variable != NULL;
             variable = variable->next)
            declare(body, variable->name, NULL);
        if (at->kind == PL_FOR_INTEGER && at->targets.first != NULL)
            declare(body, at->targets.first->text, NULL);
        declare_list(body, &at->body);
        for (const PlBranch *branch = at->branches.first; branch != NULL; branch = branch->next)
            declare_list(body, &branch->body);
        for (const PlBranch *branch = at->handlers.first; branch != NULL; branch = branch->next)
            declare_list(body, &branch->body);
    }
}

static const ColumnList *
row_columns(const FiredReason *reason)
{
    if (reason->table != NULL)
        return &reason->table->columns;
    return reason->view == NULL ? NULL : &reason->view->columns;
}

/* The row itself, all its columns, or one. */
static const char *
row_text(Body *body, const char *field)
{
    const FiredReason *reason = body->reason;
    const ColumnList *columns = row_columns(reason);
    StrBuf all = strbuf_new(body->context->arena);

    if (field == NULL && reason->table != NULL)
    {
        strbuf_add(&all, "NULL::");
        quote_add_qualified(&all, reason->table->schema, reason->table->name);
        return all.text;
    }
    for (const Column *column = columns == NULL ? NULL : columns->first; column != NULL;
         column = column->next)
    {
        if (field != NULL && strcmp(field, column->name) == 0)
            return new_parameter(body, &column->type);
        strbuf_separate(&all, ", ");
        strbuf_add(&all, new_parameter(body, &column->type));
    }
    return field != NULL && strcmp(field, "*") == 0 && all.length > 0 ? all.text
                                                                      : new_parameter(body, NULL);
}

static bool
is_row(const Body *body, const char *name)
{
    return body->reason->trigger != NULL && (strcmp(name, "new") == 0 || strcmp(name, "old") == 0);
}

/* What a name stands for that the function knows: for variable_replace(). */
static const char *
variable_text(void *context, const char *first, const char *second)
{
    Body *body = context;
    const char *known = map_get(body->variables, first);
    char *key;

    if (second == NULL)
        return known != NULL ? known : is_row(body, first) ? row_text(body, NULL) : NULL;
    if (strcmp(first, body->routine->name) == 0 && map_get(body->variables, second) != NULL)
        return map_get(body->variables, second);
    if (known == NULL && !is_row(body, first))
        return NULL;
    key = arena_printf(body->context->arena, "%s.%s", first, second);
    if (map_get(body->variables, key) == NULL)
        map_put(body->variables, key,
                (void *) (uintptr_t) (is_row(body, first) ? row_text(body, second)
                                                          : new_parameter(body, NULL)));
    return map_get(body->variables, key);
}

/* --- statements -------------------------------------------------------------------------------- */

/* Its own, or that of whoever calls. */
static const char *
search_path_of(const Body *body)
{
    for (const Option *option = body->routine->settings.first; option != NULL;
         option = option->next)
        if (strcasecmp(option->name, "search_path") == 0 && option->value != NULL)
            return option->value;
    return body->context->search_path;
}

static bool
reads_something(const Query *meaning)
{
    for (const QueryRelation *relation = meaning->relations.first; relation != NULL;
         relation = relation->next)
        if (relation->kind == RELATION_TABLE || relation->kind == RELATION_VIEW)
            return true;
    return false;
}

static FiredStatement *
add_statement(Body *body, const char *sql, size_t offset)
{
    FiredStatement *statement = arena_new_object(body->context->arena, FiredStatement);

    statement->sql = sql;
    statement->offset = offset;
    statement->guard = body->guard;
    list_append(&body->out, statement);
    return statement;
}

static bool
calls_routine(const Body *body, const VariableCall *call)
{
    for (; call != NULL; call = call->next)
        if (fired_links(body->context->routines, call->name) != NULL)
            return true;
    return false;
}

/* "WITH moved AS (SELECT NULL::bigint AS id, …)": a transition table has the columns of the table. */
static void
add_transition(StrBuf *out, const Body *body, const char *name, const char *sql)
{
    const Table *table = body->reason->table;
    const char *before = "";

    if (name == NULL || table == NULL || strcasestr(sql, name) == NULL)
        return;
    strbuf_separate(out, ", ");
    quote_add_ident(out, name);
    strbuf_add(out, " AS (SELECT ");
    for (const Column *at = table->columns.first; at != NULL; at = at->next, before = ", ")
    {
        strbuf_printf(out, "%sNULL::", before);
        if (at->type.schema == NULL)
            strbuf_add(out, at->type.text);
        else
            quote_add_qualified(out, at->type.schema, at->type.name);
        strbuf_add(out, at->type.schema != NULL && at->type.dimensions > 0 ? "[] AS " : " AS ");
        quote_add_ident(out, at->name);
    }
    strbuf_add(out, ")");
}

/* The statement as if the transition tables that it names were queries of its own. */
static const char *
with_transitions(const Body *body, const char *sql)
{
    Arena *arena = body->context->arena;
    const Trigger *trigger = body->reason->trigger;
    Token word = token_next(sql, strlen(sql), 0, false);
    Token next = token_next(sql, strlen(sql), word.end, false);
    StrBuf tables = strbuf_new(arena);

    if (trigger == NULL)
        return sql;
    add_transition(&tables, body, trigger->new_table, sql);
    add_transition(&tables, body, trigger->old_table, sql);
    if (tables.length == 0)
        return sql;
    if (!token_is_word(sql, word, "with"))
        return arena_printf(arena, "WITH %s %s", tables.text, sql);
    if (token_is_word(sql, next, "recursive"))
        return arena_printf(arena, "WITH RECURSIVE %s,%s", tables.text, sql + next.end);
    return arena_printf(arena, "WITH %s,%s", tables.text, sql + word.end);
}

/* NOTIFY, TRUNCATE, LOCK and the like are no queries. */
static bool
is_query(const char *sql)
{
    static const char *const words[] = {"select", "insert", "update", "delete",
                                        "with",   "merge",  "values", "table"};
    Token word = token_next(sql, strlen(sql), 0, false);

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (token_is_word(sql, word, words[i]))
            return true;
    return word.kind == TOKEN_OPEN;
}

static void
add_sql(Body *body, const char *sql, size_t offset)
{
    Arena *arena = body->context->arena;
    Error error = {.arena = arena};
    VariableQuery query;
    const Query *meaning;
    FiredStatement *statement;

    if (!is_query(sql) ||
        !variable_replace(arena, with_transitions(body, sql), variable_text, body, &query, &error))
        return;
    meaning = fired_meaning(body->context, search_path_of(body), query.sql);
    if (meaning != NULL && !reads_something(meaning) && !calls_routine(body, query.calls))
        return;
    statement = add_statement(body, sql, offset);
    statement->meaning = meaning;
    statement->text = query.sql;
}

static bool
has_query(const char *expr)
{
    return expr != NULL && strcasestr(expr, "select") != NULL;
}

/* An expression, where it asks something or calls a function that might. */
static void
add_expr(Body *body, const PlText *expr)
{
    if (expr->text == NULL || (!has_query(expr->text) && strchr(expr->text, '(') == NULL))
        return;
    add_sql(body, arena_printf(body->context->arena, "SELECT %s", expr->text), expr->offset);
}

/* EXECUTE 'a literal' is as good as static; anything else is not seen. */
static void
add_dynamic(Body *body, const PlText *expr)
{
    const char *text = expr->text == NULL ? "" : expr->text;
    Token token = token_next(text, strlen(text), 0, false);
    StrBuf sql = strbuf_new(body->context->arena);

    if (token.kind != TOKEN_STRING || text[token.start] != '\'' ||
        token_next(text, strlen(text), token.end, false).kind != TOKEN_END)
    {
        (void) add_statement(body, NULL, expr->offset); /* that there is one is all there is */
        return;
    }
    for (size_t at = token.start + 1; at + 1 < token.end; at++)
    {
        strbuf_add_char(&sql, text[at]);
        at += text[at] == '\'' && text[at + 1] == '\'';
    }
    add_sql(body, sql.text, expr->offset);
}

/* RETURN QUERY SELECT … is no statement of its own to the parser. */
static void
add_returned(Body *body, const PlStatement *statement)
{
    const char *text = body->routine->body;
    size_t length = strlen(text);
    Token token = token_next(text, length, statement->offset, false);

    if (!token_is_word(text, token, "return"))
        return;
    token = token_next(text, length, token.end, false);
    if (!token_is_word(text, token, "query"))
        return;
    token = token_next(text, length, token.end, false);
    if (token.end >= statement->end || token_is_word(text, token, "execute"))
        return;
    length = statement->end - token.start;
    length -= text[statement->end - 1] == ';';
    add_sql(body, arena_strndup(body->context->arena, text + token.start, length), token.start);
}

static void
collect_guarded(Body *body, const PlBranch *branch, bool is_guarded, bool *ends)
{
    const FiredGuard *outer = body->guard;
    FiredGuard *guard = arena_new_object(body->context->arena, FiredGuard);

    guard->outer = outer;
    if (is_guarded && body->reason->trigger != NULL)
        guard->columns = fired_guard_columns(body->context->arena, branch->expr.text);
    body->guard = guard;
    collect(body, &branch->body, ends);
    body->guard = outer;
}

static void
collect_branches(Body *body, const PlStatement *statement, bool *ends)
{
    Arena *arena = body->context->arena;

    for (const PlBranch *branch = statement->branches.first; branch != NULL; branch = branch->next)
    {
        FiredAnswer taken = FIRED_UNKNOWN;
        bool branch_ends = false;

        if (statement->kind == PL_IF)
            taken = fired_reason_says(arena, body->reason, branch->expr.text);
        else if (statement->expr.text != NULL && branch->expr.text != NULL)
            taken = fired_reason_says(
                arena, body->reason,
                arena_printf(arena, "%s IN (%s)", statement->expr.text, branch->expr.text));
        if (taken == FIRED_NO)
            continue;
        if (taken == FIRED_UNKNOWN)
            add_expr(body, &branch->expr);
        collect_guarded(body, branch, taken == FIRED_UNKNOWN, &branch_ends);
        if (taken != FIRED_YES)
            continue;
        *ends = branch_ends;
        return;
    }
    collect(body, &statement->body, &(bool){false});
}

static void
collect_one(Body *body, const PlStatement *statement, bool *ends)
{
    switch (statement->kind)
    {
    case PL_SQL:
    case PL_PERFORM:
        if (statement->expr.text != NULL)
            add_sql(body, statement->expr.text, statement->offset);
        break;
    case PL_FOR_QUERY:
        if (has_query(statement->expr.text))
            add_sql(body, statement->expr.text, statement->offset);
        break;
    case PL_EXECUTE:
    case PL_FOR_EXECUTE:
        add_dynamic(body, &statement->expr);
        break;
    case PL_RETURN:
        add_expr(body, &statement->expr);
        *ends = true;
        return;
    case PL_NOTHING:
        add_returned(body, statement);
        break;
    case PL_RAISE:
        return;
    case PL_IF:
    case PL_CASE:
        collect_branches(body, statement, ends);
        return;
    default:
        add_expr(body, &statement->expr);
        break;
    }
    for (const PlVariable *at = statement->variables.first; at != NULL; at = at->next)
        add_expr(body, &at->value);
    collect(body, &statement->body, &(bool){false});
    for (const PlBranch *at = statement->handlers.first; at != NULL; at = at->next)
        collect(body, &at->body, &(bool){false});
}

/* Up to a RETURN that is reached for certain. */
static void
collect(Body *body, const PlStatementList *list, bool *ends)
{
    for (const PlStatement *at = list->first; at != NULL && !*ends; at = at->next)
        collect_one(body, at, ends);
}

/* --- bodies ------------------------------------------------------------------------------------ */

/* RETURN x is a query; BEGIN ATOMIC … END holds some. */
static const char *
sql_text(Arena *arena, const Routine *routine)
{
    const char *text = routine->sql_body == NULL ? routine->body : routine->sql_body->sql;
    TokenList tokens;

    if (routine->sql_body == NULL)
        return text;
    tokens = token_list(arena, text, strlen(text));
    if (token_list_is(&tokens, 0, "return"))
        return arena_printf(arena, "SELECT %s", text + tokens.items[0].end);
    if (token_list_is(&tokens, 0, "begin") && tokens.count > 3)
        return token_list_text(arena, &tokens, 2, tokens.count - 1);
    return text;
}

static void
read_body(Body *body)
{
    Arena *arena = body->context->arena;
    const Routine *routine = body->routine;

    declare_arguments(body);
    if (strcmp(routine->language, "sql") == 0)
    {
        const char *text = sql_text(arena, routine);
        const PlStatementList list = plpgsql_parse_sql(arena, text == NULL ? "" : text);

        collect(body, &list, &(bool){false});
        return;
    }
    if (routine->body != NULL)
    {
        const PlStatement *block = plpgsql_parse(arena, routine->body);
        PlStatementList list = {0};

        if (block == NULL)
            return;
        list.first = list.last = (PlStatement *) (uintptr_t) block;
        list.count = 1;
        declare_special(body);
        declare_list(body, &list);
        collect(body, &list, &(bool){false});
    }
}

const FiredStatementList *
fired_body(FiredContext *context, const Routine *routine, const FiredReason *reason)
{
    char *key = arena_printf(context->arena, "%p %p %d", (const void *) routine,
                             (const void *) reason->trigger, (int) reason->event);
    FiredStatementList *list = map_get(context->bodies, key);
    Body body = {.context = context, .routine = routine, .reason = reason};

    if (list != NULL)
        return list;
    body.variables = map_new(context->arena);
    list = arena_new_object(context->arena, FiredStatementList);
    map_put(context->bodies, key, list); /* before it is read: nothing below asks for it */
    read_body(&body);
    *list = body.out;
    return list;
}
