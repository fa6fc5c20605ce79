/*
 * history_statements.c - which statements share a transaction.
 *
 * Two things open one: the runner, around a file or around all, and BEGIN in a file. A query of many
 * statements is a transaction of its own that BEGIN makes longer and COMMIT ends; what follows the
 * COMMIT in the same query is in the next one.
 */
#include "migration/history.h"
#include "sql/split.h"
#include "sql/token.h"

typedef struct Walk
{
    Arena *arena;
    HistoryStatementList list;
    const Migration *migration;
    uint32_t last; /* the number given last */
    uint32_t open; /* that of the transaction at hand; 0: none */
    bool is_explicit; /* BEGIN of the file opened it, or made it longer */
} Walk;

typedef enum Control
{
    CONTROL_NONE,
    CONTROL_BEGIN,
    CONTROL_END,
    CONTROL_CHAIN /* COMMIT AND CHAIN */
} Control;

static Token
next_word(const SplitPart *part, const Token *before)
{
    return token_next(part->text, part->length, before == NULL ? 0 : before->end, false);
}

static bool
is_word(const SplitPart *part, Token token, const char *word)
{
    return token.kind == TOKEN_WORD && token_is_word(part->text, token, word);
}

static Control
control_of(const SplitPart *part)
{
    Token first = next_word(part, NULL);
    Token second = next_word(part, &first);

    if (is_word(part, first, "begin") ||
        (is_word(part, first, "start") && is_word(part, second, "transaction")))
        return CONTROL_BEGIN;
    if (!is_word(part, first, "commit") && !is_word(part, first, "end") &&
        !is_word(part, first, "rollback") && !is_word(part, first, "abort"))
        return CONTROL_NONE;
    if (is_word(part, second, "work") || is_word(part, second, "transaction"))
        second = next_word(part, &second);
    if (is_word(part, second, "to") || is_word(part, second, "prepared"))
        return CONTROL_NONE;
    if (is_word(part, second, "and"))
    {
        second = next_word(part, &second);
        return is_word(part, second, "chain") ? CONTROL_CHAIN : CONTROL_END;
    }
    return CONTROL_END;
}

static void
open_one(Walk *walk)
{
    if (walk->open == 0)
        walk->open = ++walk->last;
}

static void
add_statement(Walk *walk, const SplitPart *part)
{
    HistoryStatement *statement = arena_new_object(walk->arena, HistoryStatement);

    statement->migration = walk->migration;
    statement->sql = arena_strndup(walk->arena, part->text, part->length);
    statement->location =
        (Location){.file = walk->migration->up.name, .line = part->line, .column = part->column};
    statement->transaction = walk->open;
    list_append(&walk->list, statement);
}

static void
see_statement(Walk *walk, const SplitPart *part)
{
    Control control = control_of(part);

    /* In one query, each statement belongs to a transaction; a file's own BEGIN opens one. */
    if (control == CONTROL_BEGIN || walk->migration->transaction == TRANSACTION_PER_QUERY)
        open_one(walk);
    walk->is_explicit |= control == CONTROL_BEGIN;
    add_statement(walk, part);
    if (control != CONTROL_END && control != CONTROL_CHAIN)
        return;
    walk->open = 0;
    walk->is_explicit = control == CONTROL_CHAIN;
    if (control == CONTROL_CHAIN)
        open_one(walk);
}

bool
history_goes_on(const Migration *migration)
{
    const Migration *next = migration->next;

    return next != NULL && next->transaction == migration->transaction &&
           (migration->transaction == TRANSACTION_PER_RUN ||
            (migration->transaction == TRANSACTION_PER_FILE && next->continues));
}

static void
see_migration(Walk *walk, const Migration *migration)
{
    Error ignored = {.arena = walk->arena};
    Splitter splitter;
    SplitPart part;

    walk->migration = migration;
    if (migration->starts_session)
        walk->open = 0;
    if (migration->transaction == TRANSACTION_PER_FILE ||
        migration->transaction == TRANSACTION_PER_RUN)
        open_one(walk);
    if (!split_start(&splitter, migration->up.text, migration->up.length, &ignored))
        return; /* history_apply() says so */
    while (split_next(&splitter, &part))
        if (part.kind == SPLIT_STATEMENT || part.kind == SPLIT_BROKEN)
            see_statement(walk, &part);
    if (!history_goes_on(migration) &&
        !(walk->is_explicit && migration->transaction == TRANSACTION_PER_STATEMENT))
        walk->open = 0;
}

HistoryStatementList
history_statements(Arena *arena, const History *history)
{
    Walk walk = {.arena = arena};

    for (const Migration *item = history->migrations.first; item != NULL; item = item->next)
        see_migration(&walk, item);
    return walk.list;
}
