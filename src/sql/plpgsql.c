/*
 * plpgsql.c - a parser of PL/pgSQL by recursive descent over tokens.
 *
 * The language is made so that statements are told by their first words, and that expressions end at
 * the first THEN, LOOP or ';' outside of parentheses; PostgreSQL reads it in the same way. libpg_query
 * has PostgreSQL's own parser, but it compiles: it wants every variable known, gives lines without
 * columns, refuses the whole body for one fault, and keeps global state. This one cannot fail.
 */
#include "sql/plpgsql.h"

#include "base/strbuf.h"
#include "sql/token.h"

enum
{
    DEPTH_MAXIMUM = 64
};

typedef struct Parser
{
    Arena *arena;
    TokenList tokens;
    size_t at;
    uint32_t depth;
} Parser;

static PlStatement *parse_statement(Parser *parser);
static PlStatementList parse_statements(Parser *parser);

static bool
is_word(const Parser *parser, const char *word)
{
    return token_list_is(&parser->tokens, parser->at, word);
}

static bool
is_one_of(const Parser *parser, size_t at, const char *const *words)
{
    for (; *words != NULL; words++)
    {
        if (token_list_is(&parser->tokens, at, *words))
            return true;
    }
    return false;
}

static bool
accept(Parser *parser, const char *word)
{
    if (!is_word(parser, word))
        return false;
    parser->at++;
    return true;
}

static bool
accept_char(Parser *parser, char character)
{
    if (!token_list_is_char(&parser->tokens, parser->at, character))
        return false;
    parser->at++;
    return true;
}

static bool
is_at_end(const Parser *parser)
{
    return parser->at >= parser->tokens.count;
}

/* The first of the words, or the first ';', outside of the parentheses that are open at `at`. */
static size_t
find_end(const Parser *parser, size_t at, const char *const *words)
{
    const TokenList *tokens = &parser->tokens;
    uint32_t depth = at < tokens->count ? tokens->items[at].depth : 0;

    for (; at < tokens->count; at++)
    {
        const Token *token = &tokens->items[at];

        if (token->depth < depth)
            return at;
        if (token->depth == depth &&
            (token->kind == TOKEN_SEMICOLON || is_one_of(parser, at, words)))
            return at;
    }
    return at;
}

static PlText
text_of(const Parser *parser, size_t first, size_t end)
{
    const TokenList *tokens = &parser->tokens;
    PlText text = {0};

    if (end <= first || end > tokens->count)
        return text;
    text.offset = tokens->items[first].start;
    text.text = arena_strndup(parser->arena, tokens->text + text.offset,
                              tokens->items[end - 1].end - text.offset);
    return text;
}

/* Up to one of the words or ';', which stays. */
static PlText
take_until(Parser *parser, const char *const *words)
{
    size_t first = parser->at;

    parser->at = find_end(parser, first, words);
    return text_of(parser, first, parser->at);
}

static const char *const no_words[] = {NULL};

static void
skip_statement(Parser *parser)
{
    parser->at = find_end(parser, parser->at, no_words);
    if (!is_at_end(parser))
        parser->at++;
}

/* A name as PostgreSQL stores it. */
static char *
name_at(const Parser *parser, size_t at)
{
    const Token *token = &parser->tokens.items[at];
    char *name =
        arena_strndup(parser->arena, parser->tokens.text + token->start, token->end - token->start);
    size_t length = 0;

    if (token->kind != TOKEN_QUOTED)
    {
        for (char *byte = name; *byte != '\0'; byte++)
            *byte = *byte >= 'A' && *byte <= 'Z' ? (char) (*byte | 0x20) : *byte;
        return name;
    }
    for (const char *byte = name + 1; byte[0] != '\0' && byte[1] != '\0'; byte++)
    {
        name[length++] = *byte;
        byte += byte[0] == '"' && byte[1] == '"';
    }
    name[length] = '\0';
    return name;
}

static bool
is_name(const Parser *parser, size_t at)
{
    return at < parser->tokens.count && (parser->tokens.items[at].kind == TOKEN_WORD ||
                                         parser->tokens.items[at].kind == TOKEN_QUOTED);
}

/* "x", "r.x", "$1", "a[1]" (named by the array alone): false when it is nothing of the kind. */
static bool
take_target(Parser *parser, PlTextList *out)
{
    PlText *target = arena_new_object(parser->arena, PlText);
    StrBuf name = strbuf_new(parser->arena);

    if (!is_name(parser, parser->at))
        return false;
    target->offset = parser->tokens.items[parser->at].start;
    strbuf_add(&name, name_at(parser, parser->at++));
    while (token_list_is_char(&parser->tokens, parser->at, '.') && is_name(parser, parser->at + 1))
    {
        strbuf_printf(&name, ".%s", name_at(parser, parser->at + 1));
        parser->at += 2;
    }
    while (token_list_is_char(&parser->tokens, parser->at, '['))
    {
        strbuf_add(&name, "[]");
        parser->at = token_list_close(&parser->tokens, parser->at) + 1;
    }
    target->text = name.text;
    list_append(out, target);
    return true;
}

static void
take_targets(Parser *parser, PlTextList *out)
{
    do
    {
        if (!take_target(parser, out))
            return;
    } while (accept_char(parser, ','));
}

static void
take_using(Parser *parser, PlTextList *out, const char *const *stops)
{
    do
    {
        size_t first = parser->at;
        size_t stop = find_end(parser, first, stops);
        size_t end = token_list_item_end(&parser->tokens, first);
        PlText *item = arena_new_object(parser->arena, PlText);

        parser->at = end < stop ? end : stop;
        *item = text_of(parser, first, parser->at);
        if (item->text == NULL)
            return;
        list_append(out, item);
    } while (accept_char(parser, ','));
}

/* <<label>> */
static const char *
take_label(Parser *parser)
{
    const TokenList *tokens = &parser->tokens;
    const char *label;

    if (!token_list_is_char(tokens, parser->at, '<') ||
        !token_list_is_char(tokens, parser->at + 1, '<') || !is_name(parser, parser->at + 2))
        return NULL;
    label = name_at(parser, parser->at + 2);
    parser->at += 3;
    while (accept_char(parser, '>'))
        continue;
    return label;
}

/* := or = or DEFAULT, from `at` on; the index of what follows, or 0. */
static size_t
skip_assignment(const Parser *parser, size_t at)
{
    const TokenList *tokens = &parser->tokens;

    if (token_list_is(tokens, at, "default") || token_list_is_char(tokens, at, '='))
        return at + 1;
    if (token_list_is_char(tokens, at, ':') && token_list_is_char(tokens, at + 1, '='))
        return at + 2;
    return 0;
}

/* ---- DECLARE ---- */

static size_t
find_default(const Parser *parser, size_t at, size_t end)
{
    uint32_t depth = at < end ? parser->tokens.items[at].depth : 0;

    for (; at < end; at++)
    {
        if (parser->tokens.items[at].depth == depth && skip_assignment(parser, at) != 0)
            return at;
    }
    return end;
}

/* name [CONSTANT] type [COLLATE c] [NOT NULL] [:= value]; or name CURSOR (…) FOR query; */
static void
parse_variable(Parser *parser, PlVariableList *out)
{
    static const char *const type_ends[] = {"not", "collate", NULL};
    PlVariable *variable = arena_new_object(parser->arena, PlVariable);
    size_t end = find_end(parser, parser->at, no_words);
    size_t stop;

    variable->name = name_at(parser, parser->at++);
    if (is_word(parser, "no") || is_word(parser, "scroll") || is_word(parser, "cursor"))
    {
        stop = token_list_find(&parser->tokens, parser->at, 0, "for");
        variable->value = stop < end ? text_of(parser, stop + 1, end) : (PlText){0};
    }
    else
    {
        (void) accept(parser, "constant"); /* a constant is a variable to us */
        stop = find_default(parser, parser->at, end);
        if (stop < end)
            variable->value = text_of(parser, skip_assignment(parser, stop), end);
        if (find_end(parser, parser->at, type_ends) < stop)
            stop = find_end(parser, parser->at, type_ends);
        variable->type = text_of(parser, parser->at, stop).text;
    }
    list_append(out, variable);
    parser->at = end;
    skip_statement(parser);
}

static void
parse_variables(Parser *parser, PlVariableList *out)
{
    while (!is_at_end(parser) && !is_word(parser, "begin"))
    {
        if (!accept(parser, "declare") && is_name(parser, parser->at))
            parse_variable(parser, out);
        else if (!is_word(parser, "begin") && !is_name(parser, parser->at))
            skip_statement(parser);
    }
}

/* ---- statements with others inside ---- */

static const char *const then_words[] = {"then", NULL};
static const char *const loop_words[] = {"loop", NULL};

static PlBranch *
parse_branch(Parser *parser, PlBranchList *out)
{
    PlBranch *branch = arena_new_object(parser->arena, PlBranch);

    branch->expr = take_until(parser, then_words);
    (void) accept(parser, "then"); /* without it the rest is a statement that nobody knows */
    branch->body = parse_statements(parser);
    list_append(out, branch);
    return branch;
}

static void
parse_block(Parser *parser, PlStatement *block)
{
    block->kind = PL_BLOCK;
    if (is_word(parser, "declare"))
        parse_variables(parser, &block->variables);
    (void) accept(parser, "begin"); /* or the text ended */
    block->body = parse_statements(parser);
    if (accept(parser, "exception"))
    {
        while (accept(parser, "when"))
            (void) parse_branch(parser, &block->handlers); /* it is in the list */
    }
    skip_statement(parser);
}

static void
parse_if(Parser *parser, PlStatement *statement)
{
    statement->kind = PL_IF;
    do
    {
        parser->at++;
        (void) parse_branch(parser, &statement->branches); /* it is in the list */
    } while (is_word(parser, "elsif") || is_word(parser, "elseif"));
    if (accept(parser, "else"))
        statement->body = parse_statements(parser);
    skip_statement(parser);
}

static void
parse_case(Parser *parser, PlStatement *statement)
{
    static const char *const when_words[] = {"when", NULL};

    statement->kind = PL_CASE;
    parser->at++;
    statement->expr = take_until(parser, when_words);
    while (accept(parser, "when"))
        (void) parse_branch(parser, &statement->branches); /* it is in the list */
    if (accept(parser, "else"))
        statement->body = parse_statements(parser);
    skip_statement(parser);
}

static void
parse_loop_body(Parser *parser, PlStatement *statement)
{
    (void) accept(parser, "loop"); /* without it the rest is a statement that nobody knows */
    statement->body = parse_statements(parser);
    skip_statement(parser);
}

/* Where ".." begins among the tokens: "0..15" is one token, a number. 0 when it is not there. */
static size_t
find_dots(const Parser *parser, size_t at, size_t end)
{
    uint32_t depth = at < end ? parser->tokens.items[at].depth : 0;

    for (; at < end; at++)
    {
        const Token *token = &parser->tokens.items[at];
        const char *start = parser->tokens.text + token->start;
        const char *dots = NULL;

        if (token->depth == depth && token->kind == TOKEN_NUMBER)
            dots = memmem(start, token->end - token->start, "..", 2);
        else if (token->depth == depth && token->kind == TOKEN_SYMBOL && start[0] == '.' &&
                 start[1] == '.')
            dots = start;
        if (dots != NULL)
            return (size_t) (dots - parser->tokens.text);
    }
    return 0;
}

static PlText
text_between(const Parser *parser, size_t start, size_t end)
{
    return (PlText){.text = arena_strndup(parser->arena, parser->tokens.text + start,
                                          end > start ? end - start : 0),
                    .offset = start};
}

/* a .. b [BY c], which reaches to LOOP. */
static void
parse_range(Parser *parser, PlStatement *statement, size_t dots, size_t end)
{
    size_t by =
        token_list_find(&parser->tokens, parser->at, parser->tokens.items[parser->at].depth, "by");
    size_t last = by < end ? by : end;

    statement->kind = PL_FOR_INTEGER;
    statement->expr = text_between(parser, parser->tokens.items[parser->at].start, dots);
    statement->upper = text_between(parser, dots + 2, parser->tokens.items[last - 1].end);
    if (by < end)
        statement->step = text_of(parser, by + 1, end);
}

static void
parse_for(Parser *parser, PlStatement *statement)
{
    static const char *const using_words[] = {"loop", "using", NULL};
    size_t end;
    size_t dots;

    parser->at++;
    take_targets(parser, &statement->targets);
    (void) accept(parser, "in"); /* without it the query is nonsense, and said to be */
    if (accept(parser, "execute"))
    {
        statement->kind = PL_FOR_EXECUTE;
        statement->expr = take_until(parser, using_words);
        if (accept(parser, "using"))
            take_using(parser, &statement->using, loop_words);
    }
    else
    {
        statement->is_reverse = accept(parser, "reverse");
        end = find_end(parser, parser->at, loop_words);
        dots = find_dots(parser, parser->at, end);
        statement->kind = PL_FOR_QUERY;
        if (dots > 0)
            parse_range(parser, statement, dots, end);
        else
            statement->expr = text_of(parser, parser->at, end);
        parser->at = end;
    }
    parse_loop_body(parser, statement);
}

static void
parse_foreach(Parser *parser, PlStatement *statement)
{
    static const char *const array_words[] = {"array", "loop", NULL};

    statement->kind = PL_FOREACH;
    parser->at++;
    take_targets(parser, &statement->targets);
    parser->at = find_end(parser, parser->at, array_words);
    (void) accept(parser, "array"); /* or nothing follows */
    statement->expr = take_until(parser, loop_words);
    parse_loop_body(parser, statement);
}

static void
parse_loop(Parser *parser, PlStatement *statement)
{
    statement->kind = is_word(parser, "while") ? PL_WHILE : PL_LOOP;
    if (accept(parser, "while"))
        statement->expr = take_until(parser, loop_words);
    parse_loop_body(parser, statement);
}

/* ---- plain statements ---- */

static void
parse_exit(Parser *parser, PlStatement *statement)
{
    statement->kind = is_word(parser, "exit") ? PL_EXIT : PL_CONTINUE;
    parser->at++;
    if (!is_word(parser, "when") && is_name(parser, parser->at))
        statement->label = name_at(parser, parser->at++);
    if (accept(parser, "when"))
        statement->expr = take_until(parser, no_words);
    skip_statement(parser);
}

static void
parse_raise(Parser *parser, PlStatement *statement)
{
    static const char *const levels[] = {"debug",   "log",       "info", "notice",
                                         "warning", "exception", NULL};

    statement->kind = PL_RAISE;
    statement->level = "exception";
    parser->at++;
    if (is_one_of(parser, parser->at, levels))
        statement->level = name_at(parser, parser->at++);
    statement->expr = take_until(parser, no_words);
    skip_statement(parser);
}

static void
parse_execute(Parser *parser, PlStatement *statement)
{
    static const char *const ends[] = {"into", "using", NULL};

    statement->kind = PL_EXECUTE;
    parser->at++;
    statement->expr = take_until(parser, ends);
    while (is_word(parser, "into") || is_word(parser, "using"))
    {
        if (accept(parser, "using"))
        {
            take_using(parser, &statement->using, ends);
            continue;
        }
        parser->at++;
        (void) accept(parser, "strict"); /* how many rows there are is not asked */
        take_targets(parser, &statement->targets);
    }
    skip_statement(parser);
}

/* PERFORM as the SELECT that it is, with offsets kept. */
static void
parse_perform(Parser *parser, PlStatement *statement)
{
    statement->kind = PL_PERFORM;
    statement->expr = take_until(parser, no_words);
    statement->expr.text =
        arena_printf(parser->arena, " SELECT%s", statement->expr.text + strlen("PERFORM"));
    skip_statement(parser);
}

/* INTO [STRICT] a, b of a query becomes blank: the rest is SQL. */
static void
cut_into(Parser *parser, PlStatement *statement, size_t first, size_t end)
{
    size_t into = first;
    size_t stop;
    char *text;

    do
    {
        into = token_list_find(&parser->tokens, into + 1, 0, "into");
    } while (into < end && (token_list_is(&parser->tokens, into - 1, "insert") ||
                            token_list_is(&parser->tokens, into - 1, "merge")));
    if (into >= end)
        return;
    parser->at = into + 1;
    (void) accept(parser, "strict"); /* how many rows there are is not asked */
    take_targets(parser, &statement->targets);
    if (statement->targets.count == 0)
        return;
    text = arena_strdup(parser->arena, statement->expr.text);
    stop = parser->at < end ? parser->at : end;
    for (size_t at = parser->tokens.items[into].start; at < parser->tokens.items[stop - 1].end;
         at++)
        text[at - statement->expr.offset] = ' ';
    statement->expr.text = text;
}

static void
parse_sql(Parser *parser, PlStatement *statement)
{
    static const char *const with_into[] = {"select", "with",   "insert", "update",
                                            "delete", "values", NULL};
    size_t first = parser->at;
    size_t end = find_end(parser, first, no_words);

    statement->kind = PL_SQL;
    statement->expr = text_of(parser, first, end);
    if (is_one_of(parser, first, with_into))
        cut_into(parser, statement, first, end);
    parser->at = end;
    skip_statement(parser);
}

/* GET DIAGNOSTICS a = ROW_COUNT, b = …; FETCH … INTO a. */
static void
parse_set_unknown(Parser *parser, PlStatement *statement)
{
    static const char *const starts[] = {"diagnostics", "into", NULL};

    statement->kind = PL_SET_UNKNOWN;
    parser->at = find_end(parser, parser->at, starts);
    if (is_at_end(parser) || token_list_is_char(&parser->tokens, parser->at, ';'))
    {
        skip_statement(parser);
        return;
    }
    do
    {
        size_t stop;
        size_t end;

        parser->at++;
        (void) take_target(parser, &statement->targets); /* or a comma too many */
        stop = find_end(parser, parser->at, no_words);
        end = token_list_item_end(&parser->tokens, parser->at);
        parser->at = end < stop ? end : stop;
    } while (token_list_is_char(&parser->tokens, parser->at, ','));
    skip_statement(parser);
}

/* Tries "target :=". */
static bool
parse_assign(Parser *parser, PlStatement *statement)
{
    size_t first = parser->at;
    size_t value;

    value = take_target(parser, &statement->targets) ? skip_assignment(parser, parser->at) : 0;
    if (value == 0 || is_word(parser, "default"))
    {
        parser->at = first;
        statement->targets = (PlTextList){0};
        return false;
    }
    parser->at = value;
    statement->kind = PL_ASSIGN;
    statement->expr = take_until(parser, no_words);
    skip_statement(parser);
    return true;
}

static void
parse_nothing(Parser *parser, PlStatement *statement)
{
    statement->kind = PL_NOTHING;
    skip_statement(parser);
}

static void
parse_return(Parser *parser, PlStatement *statement)
{
    statement->kind = PL_RETURN;
    parser->at++;
    /* RETURN NEXT and RETURN QUERY go on. */
    if (is_word(parser, "next") || is_word(parser, "query"))
        statement->kind = PL_NOTHING;
    else
        statement->expr = take_until(parser, no_words);
    skip_statement(parser);
}

static const struct
{
    const char *word;
    void (*parse)(Parser *parser, PlStatement *statement);
} parsers[] = {{"declare", parse_block},   {"begin", parse_block},     {"if", parse_if},
               {"case", parse_case},       {"loop", parse_loop},       {"while", parse_loop},
               {"for", parse_for},         {"foreach", parse_foreach}, {"exit", parse_exit},
               {"continue", parse_exit},   {"raise", parse_raise},     {"execute", parse_execute},
               {"perform", parse_perform}, {"get", parse_set_unknown}, {"fetch", parse_set_unknown},
               {"return", parse_return},   {"null", parse_nothing},    {"assert", parse_nothing},
               {"open", parse_nothing},    {"close", parse_nothing},   {"move", parse_nothing},
               {"commit", parse_nothing},  {"rollback", parse_nothing}};

static void
parse_by_word(Parser *parser, PlStatement *statement)
{
    if (parse_assign(parser, statement))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(parsers); i++)
    {
        if (is_word(parser, parsers[i].word))
        {
            parsers[i].parse(parser, statement);
            return;
        }
    }
    if (is_name(parser, parser->at) || token_list_is_char(&parser->tokens, parser->at, '('))
        parse_sql(parser, statement);
    else
        skip_statement(parser);
}

static PlStatement *
parse_statement(Parser *parser)
{
    PlStatement *statement = arena_new_object(parser->arena, PlStatement);
    size_t first;

    statement->label = take_label(parser);
    first = parser->at;
    statement->offset = is_at_end(parser) ? 0 : parser->tokens.items[first].start;
    if (++parser->depth > DEPTH_MAXIMUM)
        skip_statement(parser);
    else
        parse_by_word(parser, statement);
    parser->depth--;
    if (parser->at > first)
        statement->end = parser->tokens.items[parser->at - 1].end;
    return statement;
}

/* To the word that ends the list, which stays. */
static PlStatementList
parse_statements(Parser *parser)
{
    static const char *const ends[] = {"end", "else", "elsif", "elseif", "when", "exception", NULL};
    PlStatementList list = {0};

    while (!is_at_end(parser) && !is_one_of(parser, parser->at, ends))
    {
        PlStatement *statement = parse_statement(parser);

        list_append(&list, statement);
    }
    return list;
}

/* "#variable_conflict use_column": an option reaches to the end of its line. */
static void
skip_options(Parser *parser)
{
    const char *text = parser->tokens.text;

    while (token_list_is_char(&parser->tokens, parser->at, '#'))
    {
        const char *end = strchr(text + parser->tokens.items[parser->at].start, '\n');

        parser->at = end == NULL ? parser->tokens.count
                                 : token_list_at(&parser->tokens, (size_t) (end - text));
    }
}

PlStatement *
plpgsql_parse(Arena *arena, const char *body)
{
    Parser parser = {.arena = arena, .tokens = token_list(arena, body, strlen(body))};
    PlStatement *block;

    skip_options(&parser);
    block = parse_statement(&parser);
    return block->kind == PL_BLOCK ? block : NULL;
}

PlStatementList
plpgsql_parse_sql(Arena *arena, const char *body)
{
    Parser parser = {.arena = arena, .tokens = token_list(arena, body, strlen(body))};
    PlStatementList list = {0};

    while (!is_at_end(&parser))
    {
        PlStatement *statement = arena_new_object(arena, PlStatement);

        statement->kind = PL_SQL;
        statement->offset = parser.tokens.items[parser.at].start;
        statement->expr = take_until(&parser, no_words);
        skip_statement(&parser);
        if (statement->expr.text != NULL)
            list_append(&list, statement);
    }
    return list;
}
