/*
 * loose.c - SQL files that no migration tool runs, in an order in which they load.
 *
 * Nothing is parsed: what CREATE is followed by is made, and what REFERENCES, FROM, ON … are followed
 * by is needed. Types and functions may stand anywhere, so any word that names one needs it. A need
 * too many costs nothing but a circle, and a circle is broken where the name of the file says so.
 */
#include "migration/loose.h"

#include "sql/split.h"
#include "sql/token.h"

typedef struct LooseNeed LooseNeed;
struct LooseNeed
{
    LooseNeed *next;
    LooseFile *file;
};

enum
{
    MARK_NONE,
    MARK_OPEN, /* what it needs is being ordered */
    MARK_DONE
};

typedef enum MadeState
{
    MADE_LATER, /* its statement was not met yet */
    MADE_DEFERRED, /* it was, and waits for what it needs itself */
    MADE_DONE
} MadeState;

enum
{
    NAME_BYTES_MAXIMUM = 63
};

/* A letter for the kind of an object, and its name. */
typedef struct Key
{
    char text[NAME_BYTES_MAXIMUM + 2];
} Key;

typedef struct Made
{
    LooseFile *file; /* the first that makes it */
    const char *path;
    MadeState state;
} Made;

typedef struct Work
{
    Arena *arena;
    Map *made; /* Made * */
    LooseFile *file; /* the one at hand */
    bool makes_any;
    bool drops_any;
    bool is_blocked; /* the statement at hand needs what is not there yet */
    MadeState state; /* that the statement at hand gives to what it makes */
    void (*need)(struct Work *work, Made *made); /* for each object that a statement names */
    void (*make)(struct Work *work, Key key); /* for each object that it makes */
} Work;

typedef struct Tokens
{
    const char *text;
    size_t length;
    Token at;
} Tokens;

static void
advance(Tokens *tokens)
{
    if (tokens->at.kind != TOKEN_BROKEN)
        tokens->at = token_next(tokens->text, tokens->length, tokens->at.end, false);
    else
        tokens->at.kind = TOKEN_END;
}

static bool
is_any(const Tokens *tokens, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (token_is_word(tokens->text, tokens->at, words[i]))
            return true;
    return false;
}

static bool
is_name(Token token)
{
    return token.kind == TOKEN_WORD || token.kind == TOKEN_QUOTED;
}

/* A kind's letter and the name as PostgreSQL folds and cuts it; of schema.name the name. */
static Key
key_of(char kind, const Tokens *tokens, Token token)
{
    size_t quote = token.kind == TOKEN_QUOTED || token.kind == TOKEN_STRING;
    size_t length = token.end - token.start - 2 * quote;
    const char *name = tokens->text + token.start + quote;
    const char *dot = token.kind == TOKEN_STRING ? memrchr(name, '.', length) : NULL;
    Key key = {.text = {kind}};

    if (dot != NULL)
    {
        length -= (size_t) (dot + 1 - name);
        name = dot + 1;
    }
    for (size_t i = 0; i < length && i < NAME_BYTES_MAXIMUM; i++)
    {
        bool is_upper = token.kind == TOKEN_WORD && name[i] >= 'A' && name[i] <= 'Z';

        key.text[i + 1] = is_upper ? (char) (name[i] | 0x20) : name[i];
    }
    return key;
}

/* Past "schema." to the last part of a name. */
static Token
last_part(Tokens *tokens)
{
    Token part = tokens->at;

    advance(tokens);
    while (tokens->at.kind == TOKEN_SYMBOL && tokens->text[tokens->at.start] == '.')
    {
        advance(tokens);
        if (!is_name(tokens->at))
            break;
        part = tokens->at;
        advance(tokens);
    }
    return part;
}

static char
kind_made(const Tokens *tokens)
{
    static const char *const relations[] = {"table", "view", "sequence"};
    static const char *const codes[] = {"type",      "domain",    "function",
                                        "procedure", "aggregate", "collation"};

    if (is_any(tokens, relations, ARRAY_LENGTH(relations)))
        return 'r';
    if (is_any(tokens, codes, ARRAY_LENGTH(codes)))
        return 'c';
    return token_is_word(tokens->text, tokens->at, "schema") ? 's' : '\0';
}

/* CREATE OR REPLACE … TABLE IF NOT EXISTS name */
static void
each_made(Work *work, Tokens tokens)
{
    static const char *const fillers[] = {"or",        "replace", "global",       "local",
                                          "temporary", "temp",    "unlogged",     "foreign",
                                          "recursive", "create",  "materialized", "force"};
    static const char *const conditions[] = {"if", "not", "exists"};
    char kind;

    while (is_any(&tokens, fillers, ARRAY_LENGTH(fillers)))
        advance(&tokens);
    kind = kind_made(&tokens);
    if (kind == '\0')
        return;
    advance(&tokens);
    while (is_any(&tokens, conditions, ARRAY_LENGTH(conditions)))
        advance(&tokens);
    if (is_name(tokens.at))
        work->make(work, key_of(kind, &tokens, last_part(&tokens)));
}

/* ALTER TABLE ONLY name … PRIMARY KEY, UNIQUE: what foreign keys to it need. */
static void
each_key_made(Work *work, Tokens tokens)
{
    static const char *const fillers[] = {"alter", "table", "if", "exists", "only"};
    static const char *const keys[] = {"primary", "unique"};
    Key key;

    while (is_any(&tokens, fillers, ARRAY_LENGTH(fillers)))
        advance(&tokens);
    if (!is_name(tokens.at))
        return;
    key = key_of('k', &tokens, last_part(&tokens));
    for (; tokens.at.kind != TOKEN_END; advance(&tokens))
        if (is_any(&tokens, keys, ARRAY_LENGTH(keys)))
        {
            work->make(work, key);
            return;
        }
}

static void
need(Work *work, Key key)
{
    Made *made = map_get(work->made, key.text);

    if (made != NULL)
        work->need(work, made);
}

/* Everything that a statement names. */
static void
each_need(Work *work, Tokens *tokens)
{
    static const char *const before_relation[] = {"references", "from", "join",  "on",
                                                  "table",      "into", "of",    "like",
                                                  "update",     "only", "exists"};

    while (tokens->at.kind != TOKEN_END)
    {
        bool is_before = is_any(tokens, before_relation, ARRAY_LENGTH(before_relation));
        bool is_inherits = token_is_word(tokens->text, tokens->at, "inherits");
        bool is_foreign_key = token_is_word(tokens->text, tokens->at, "references");

        if (is_name(tokens->at))
        {
            need(work, key_of('c', tokens, tokens->at));
            need(work, key_of('s', tokens, tokens->at));
        }
        if (tokens->at.kind == TOKEN_STRING && tokens->at.end - tokens->at.start > 2)
            need(work, key_of('r', tokens, tokens->at));
        advance(tokens);
        if (is_inherits && tokens->at.kind == TOKEN_OPEN)
            advance(tokens);
        if ((is_before || is_inherits) && is_name(tokens->at) &&
            !is_any(tokens, before_relation, ARRAY_LENGTH(before_relation)))
        {
            Key key = key_of('r', tokens, last_part(tokens));

            need(work, key);
            key.text[0] = is_foreign_key ? 'k' : 'r';
            need(work, key);
        }
    }
}

/* The statement's words from its first on. */
static Tokens
tokens_of(const SplitPart *part)
{
    return (Tokens){.text = part->text,
                    .length = part->length,
                    .at = token_next(part->text, part->length, 0, false)};
}

static void
each_object_made(Work *work, const SplitPart *part)
{
    Tokens tokens = tokens_of(part);

    if (token_is_word(tokens.text, tokens.at, "create"))
        each_made(work, tokens);
    else if (token_is_word(tokens.text, tokens.at, "alter"))
        each_key_made(work, tokens);
}

static bool
is_setting(const SplitPart *part)
{
    static const char *const quiet[] = {"set", "begin", "commit", "start", "end"};
    Tokens tokens = tokens_of(part);

    return is_any(&tokens, quiet, ARRAY_LENGTH(quiet));
}

/* Gives each statement of the file at hand to `note`. */
static void
each_statement(Work *work, void (*note)(Work *work, const SplitPart *part))
{
    Error ignored = {.arena = work->arena};
    const FileText *text = &work->file->text;
    Splitter splitter;
    SplitPart part;

    if (!split_start(&splitter, text->text, text->length, &ignored))
        return;
    while (split_next(&splitter, &part))
        if (part.kind == SPLIT_STATEMENT)
            note(work, &part);
}

/* ---- which file makes what ---- */

static void
make_first(Work *work, Key key)
{
    Made *made;

    if (map_get(work->made, key.text) != NULL)
        return;
    made = arena_new_object(work->arena, Made);
    made->file = work->file;
    made->path = work->file->text.name;
    map_put(work->made, key.text, made);
}

static void
note_made(Work *work, const SplitPart *part)
{
    Tokens tokens = tokens_of(part);

    if (token_is_word(tokens.text, tokens.at, "drop"))
        work->drops_any = true;
    else if (!is_setting(part))
        work->makes_any = true;
    each_object_made(work, part);
}

/* ---- the files, each after those that it needs ---- */

static void
need_file(Work *work, Made *made)
{
    LooseNeed *item;

    if (made->file == work->file)
        return;
    for (item = work->file->needs; item != NULL; item = item->next)
        if (item->file == made->file)
            return;
    item = arena_new_object(work->arena, LooseNeed);
    item->file = made->file;
    item->next = work->file->needs;
    work->file->needs = item;
}

static void
note_needs(Work *work, const SplitPart *part)
{
    static const char *const data[] = {"insert", "copy", "update", "delete"};
    Tokens tokens = tokens_of(part);

    if (!is_any(&tokens, data, ARRAY_LENGTH(data)))
        each_need(work, &tokens);
}

static void
visit(LooseFile *file, LooseFileList *ordered)
{
    file->mark = MARK_OPEN;
    for (const LooseNeed *item = file->needs; item != NULL; item = item->next)
        if (item->file->mark == MARK_NONE)
            visit(item->file, ordered);
    file->mark = MARK_DONE;
    list_append(ordered, file);
}

static LooseFileList
order(Arena *arena, const LooseFileList *files)
{
    LooseFile **all = arena_new_array(arena, LooseFile *, files->count + 1);
    LooseFileList ordered = {0};
    size_t count = 0;

    for (LooseFile *file = files->first; file != NULL; file = file->next)
        all[count++] = file;
    for (size_t i = 0; i < count; i++)
        if (all[i]->mark == MARK_NONE)
            visit(all[i], &ordered);
    return ordered;
}

/* ---- statements that wait for those of a later file ---- */

/* What a file makes itself comes in its own order, unless it waits. */
static void
need_made(Work *work, Made *made)
{
    bool is_own = str_equal(made->path, work->file->text.name);

    work->is_blocked |= made->state == MADE_DEFERRED || (made->state == MADE_LATER && !is_own);
}

static void
make_now(Work *work, Key key)
{
    Made *made = map_get(work->made, key.text);

    if (made != NULL && made->state != MADE_DONE)
        made->state = work->state;
}

static void
blank(char *text, const SplitPart *part)
{
    for (size_t at = part->offset; at < part->offset + part->length; at++)
        if (text[at] != '\n')
            text[at] = ' ';
}

/* Moves the statements of a file that must wait to a new one; NULL when none must. */
static LooseFile *
cut(Work *work, Arena *arena, LooseFile *file, bool *is_any_ready)
{
    char *source = arena_strndup(work->arena, file->text.text, file->text.length);
    char *rest = arena_strndup(arena, file->text.text, file->text.length);
    Error ignored = {.arena = work->arena};
    LooseFile *later = NULL;
    Splitter splitter;
    SplitPart part;

    work->file = file;
    if (!split_start(&splitter, source, file->text.length, &ignored))
        return NULL;
    while (split_next(&splitter, &part))
    {
        if (part.kind == SPLIT_COMMAND || (part.kind == SPLIT_STATEMENT && is_setting(&part)))
            continue;
        work->is_blocked = false;
        if (part.kind == SPLIT_STATEMENT)
            note_needs(work, &part);
        work->state = work->is_blocked ? MADE_DEFERRED : MADE_DONE;
        if (part.kind == SPLIT_STATEMENT)
            each_object_made(work, &part);
        blank(work->is_blocked ? file->text.text : rest, &part);
        *is_any_ready |= !work->is_blocked;
        if (work->is_blocked && later == NULL)
            later = arena_new_object(arena, LooseFile);
    }
    if (later != NULL)
    {
        later->text = file->text;
        later->text.text = rest;
        later->is_rest = true;
        later->only_drops = file->only_drops;
    }
    return later;
}

/* Until all is in its place, or the statements that are left all wait for each other. */
static void
cut_all(Work *work, Arena *arena, LooseFileList *files)
{
    LooseFileList done = {0};
    LooseFileList waiting = *files;
    bool is_any_ready = true;

    while (waiting.count > 0 && is_any_ready)
    {
        LooseFileList rest = {0};
        LooseFile *next;

        is_any_ready = false;
        for (LooseFile *file = waiting.first; file != NULL; file = next)
        {
            LooseFile *later = cut(work, arena, file, &is_any_ready);

            next = file->next;
            list_append(&done, file);
            if (later != NULL)
                list_append(&rest, later);
        }
        waiting = rest;
    }
    for (LooseFile *file = waiting.first, *next; file != NULL; file = next)
    {
        next = file->next;
        list_append(&done, file);
    }
    *files = done;
}

void
loose_order(Arena *arena, LooseFileList *files)
{
    Work work = {.arena = arena_new(arena, "loose_order"), .make = make_first, .need = need_file};

    work.made = map_new(work.arena);
    for (work.file = files->first; work.file != NULL; work.file = work.file->next)
    {
        work.makes_any = work.drops_any = false;
        each_statement(&work, note_made);
        work.file->only_drops = work.drops_any && !work.makes_any;
    }
    for (work.file = files->first; work.file != NULL; work.file = work.file->next)
        each_statement(&work, note_needs);
    *files = order(work.arena, files);
    work.make = make_now;
    work.need = need_made;
    cut_all(&work, arena, files);
    arena_free(work.arena);
}
