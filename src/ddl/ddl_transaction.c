/*
 * ddl_transaction.c - where transactions begin and end, by the input's own words or by its runner's.
 *
 * The model knows no way back. So the end of a transaction is looked for when it begins: the statements
 * of one that is rolled back are not applied at all, nor are those between a savepoint and the last
 * ROLLBACK TO it.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include "ddl/ddl_drop.h"

typedef enum End
{
    END_NONE,
    END_COMMIT,
    END_ROLLBACK
} End;

/* What a statement's first words say about the transaction at hand. */
static End
end_of(const SplitPart *part)
{
    Token first = token_next(part->text, part->length, 0, false);
    Token next = token_next(part->text, part->length, first.end, false);

    if (part->kind != SPLIT_STATEMENT || first.kind != TOKEN_WORD)
        return END_NONE;
    if (token_is_word(part->text, first, "commit") || token_is_word(part->text, first, "end"))
        return END_COMMIT;
    if (token_is_word(part->text, first, "abort"))
        return END_ROLLBACK;
    if (!token_is_word(part->text, first, "rollback"))
        return END_NONE;
    if (next.kind == TOKEN_WORD &&
        (token_is_word(part->text, next, "work") || token_is_word(part->text, next, "transaction")))
        next = token_next(part->text, part->length, next.end, false);
    if (next.kind == TOKEN_WORD &&
        (token_is_word(part->text, next, "to") || token_is_word(part->text, next, "prepared")))
        return END_NONE;
    return END_ROLLBACK;
}

void
ddl_transaction_look_ahead(Reader *reader)
{
    Splitter ahead = reader->splitter;
    SplitPart part;
    End end = END_NONE;

    reader->is_undone = false;
    if (!reader->may_roll_back)
        return;
    while (end == END_NONE && split_next(&ahead, &part))
        end = end_of(&part);
    reader->is_undone = end == END_ROLLBACK;
}

/* ROLLBACK [WORK] TO [SAVEPOINT] name, SAVEPOINT name, RELEASE [SAVEPOINT] name: the name's token. */
static Token
savepoint_name(const SplitPart *part, const char *verb)
{
    static const char *const words[] = {"work", "transaction", "to", "savepoint"};
    Token token = token_next(part->text, part->length, 0, false);

    if (part->kind != SPLIT_STATEMENT || !token_is_word(part->text, token, verb))
        return (Token){.kind = TOKEN_END};
    token = token_next(part->text, part->length, token.end, false);
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        if (token.kind == TOKEN_WORD && token_is_word(part->text, token, words[i]))
            token = token_next(part->text, part->length, token.end, false);
    }
    return token;
}

static bool
names_savepoint(Reader *reader, const SplitPart *part, const char *verb, const char *name)
{
    Token token = savepoint_name(part, verb);
    const char *text;

    if (token.kind == TOKEN_WORD)
        return token_is_word(part->text, token, name);
    if (token.kind != TOKEN_QUOTED)
        return false;
    text = arena_printf(reader->turn, "%.*s", (int) (token.end - token.start - 2),
                        part->text + token.start + 1);
    return strcmp(text, name) == 0;
}

static void
look_for_rollback_to(Reader *reader, const char *name)
{
    Splitter ahead = reader->splitter;
    SplitPart part;

    if (!reader->may_roll_back || reader->is_undone)
        return;
    while (split_next(&ahead, &part) && end_of(&part) == END_NONE &&
           !names_savepoint(reader, &part, "release", name) &&
           !names_savepoint(reader, &part, "savepoint", name))
    {
        if (names_savepoint(reader, &part, "rollback", name))
            reader->undone_until = part.offset;
    }
}

static const char temporary_schema[] = "pg_temp";

/* Also by a ROLLBACK, which undoes their creation, and without an error when they are gone already. */
static void
drop_on_commit(Reader *reader)
{
    for (const Name *name = reader->on_commit_drop.first; name != NULL; name = name->next)
    {
        Table *table = schema_find_table(reader->schema, temporary_schema, name->text);

        if (table != NULL)
            ddl_drop_table(reader, table, true);
    }
    reader->on_commit_drop = (NameList){0};
}

static void
drop_one_temporary(Reader *reader)
{
    Table *table = reader->schema->tables.first;
    View *view = reader->schema->views.first;
    Sequence *sequence = reader->schema->sequences.first;

    while (table != NULL && strcmp(table->schema, temporary_schema) != 0)
        table = table->next;
    while (view != NULL && strcmp(view->schema, temporary_schema) != 0)
        view = view->next;
    while (sequence != NULL && strcmp(sequence->schema, temporary_schema) != 0)
        sequence = sequence->next;
    if (table != NULL)
        ddl_drop_table(reader, table, true);
    else if (view != NULL)
        ddl_drop_view(reader, view, true);
    else if (sequence != NULL)
        ddl_drop_sequence(reader, sequence, true);
}

static size_t
count_relations(const Schema *schema)
{
    return schema->tables.count + schema->views.count + schema->sequences.count;
}

/* One takes others along, so that each begins anew. */
void
ddl_transaction_drop_temporary(Reader *reader)
{
    size_t before;

    do
    {
        before = count_relations(reader->schema);
        drop_one_temporary(reader);
    } while (count_relations(reader->schema) < before);
}

void
ddl_transaction_begin(Reader *reader)
{
    if (reader->in_transaction)
        return;
    reader->in_transaction = true;
    ddl_set_begin(reader);
    ddl_transaction_look_ahead(reader);
}

void
ddl_transaction_end(Reader *reader, bool is_commit)
{
    if (!reader->in_transaction)
        return;
    reader->in_transaction = false;
    reader->is_undone = false;
    drop_on_commit(reader);
    ddl_set_end(reader, is_commit);
}

void
ddl_transaction(Reader *reader, const void *node)
{
    const TransactionStmt *statement = node;

    switch (statement->kind)
    {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
        ddl_transaction_begin(reader);
        break;
    case TRANS_STMT_COMMIT:
    case TRANS_STMT_PREPARE:
        ddl_transaction_end(reader, true);
        break;
    case TRANS_STMT_ROLLBACK:
        if (reader->is_undone)
            ddl_remark(reader, -1, "ROLLBACK: what its transaction did is not in the schema");
        ddl_transaction_end(reader, false);
        break;
    case TRANS_STMT_SAVEPOINT:
        look_for_rollback_to(reader, statement->savepoint_name);
        break;
    case TRANS_STMT_ROLLBACK_TO:
    case TRANS_STMT_RELEASE:
    case TRANS_STMT_COMMIT_PREPARED:
    case TRANS_STMT_ROLLBACK_PREPARED:
        break;
    }
    if (statement->chain)
        ddl_transaction_begin(reader);
}
