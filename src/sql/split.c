#include "sql/split.h"

#include "sql/token.h"

/*
 * psql ends a statement at a ';' outside of parentheses and of BEGIN ATOMIC … END. So do we, with
 * one exception: when a ';' inside of parentheses is followed by a line that begins a statement, a
 * parenthesis was forgotten, and only that statement shall be lost. (CREATE RULE … DO (…; …) is the
 * one statement that may look so.)
 */
static const char *const openers[] = {"create",   "alter",  "comment", "drop",  "grant",  "revoke",
                                      "insert",   "copy",   "set",     "begin", "commit", "select",
                                      "truncate", "update", "delete",  "do"};

/* How many of the openers are believed where the text is known to be wrong. */
enum
{
    OPENERS_SURE = 8
};

static bool
is_opener(const char *text, Token token, size_t opener_count)
{
    if (token.kind != TOKEN_WORD || (token.start > 0 && text[token.start - 1] != '\n'))
        return false;
    for (size_t i = 0; i < opener_count; i++)
    {
        if (token_is_word(text, token, openers[i]))
            return true;
    }
    return false;
}

/* The first line from `from` on that begins like a statement; length when there is none. */
static size_t
find_opener_line(const char *text, size_t length, size_t from)
{
    while (from < length)
    {
        const char *end = memchr(text + from, '\n', length - from);
        Token token;

        if (end == NULL)
            break;
        from = (size_t) (end - text) + 1;
        if (from >= length || (((unsigned char) text[from]) | 0x20) < 'a')
            continue;
        token = (Token){.kind = TOKEN_WORD, .start = from, .end = from};
        while (token.end < length && (text[token.end] | 0x20) >= 'a' &&
               (text[token.end] | 0x20) <= 'z')
            token.end++;
        if (token.end < length && text[token.end] == ' ' && is_opener(text, token, OPENERS_SURE))
            return from;
    }
    return length;
}

static bool
refuse(Error *error, const char *what, const char *hint)
{
    error_set(error, ERROR_INPUT, "%s", what);
    error_hint(error, "%s", hint);
    return false;
}

bool
split_start(Splitter *splitter, const char *text, size_t length, Error *error)
{
    *splitter = (Splitter){.text = text, .length = length, .line = 1};
    if (length >= 5 && memcmp(text, "PGDMP", 5) == 0)
        return refuse(error, "the input is an archive of pg_dump, not SQL",
                      "Turn it into SQL with pg_restore --schema-only -f schema.sql ARCHIVE.");
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return refuse(error, "the input is UTF-16, not UTF-8",
                      "Convert it with iconv -f UTF-16 -t UTF-8.");
    if (length >= 2 && memcmp(text, "\x1f\x8b", 2) == 0)
        return refuse(error, "the input is compressed", "Unpack it with gunzip first.");
    if (length >= 4 && memcmp(text, "\x28\xb5\x2f\xfd", 4) == 0)
        return refuse(error, "the input is compressed", "Unpack it with unzstd first.");
    if (memchr(text, '\0', length) != NULL)
        return refuse(error, "the input is binary, not SQL",
                      "Give a plain-text dump: pg_dump --schema-only DATABASE.");
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        splitter->at = splitter->line_start = 3;
    return true;
}

static void
start_part(Splitter *splitter, SplitPart *part, SplitKind kind, size_t start)
{
    const char *newline;

    if (start < splitter->line_start)
    {
        splitter->line_start = 0;
        splitter->line = 1;
    }
    while ((newline = memchr(splitter->text + splitter->line_start, '\n',
                             start - splitter->line_start)) != NULL)
    {
        splitter->line_start = (size_t) (newline - splitter->text) + 1;
        splitter->line++;
    }
    *part = (SplitPart){
        .kind = kind,
        .text = splitter->text + start,
        .offset = start,
        .line = splitter->line,
        .column = (uint32_t) (start - splitter->line_start + 1),
    };
}

static size_t
line_end(const Splitter *splitter, size_t at)
{
    const char *end = memchr(splitter->text + at, '\n', splitter->length - at);

    return end == NULL ? splitter->length : (size_t) (end - splitter->text);
}

/* The lines up to "\."; the text stands behind the ';' of the COPY. */
static void
split_copy_data(Splitter *splitter, SplitPart *part)
{
    size_t start = line_end(splitter, splitter->at);
    size_t at;

    start = start < splitter->length ? start + 1 : start;
    start_part(splitter, part, SPLIT_COPY_DATA, start);
    splitter->is_copy_next = false;
    for (at = start; at < splitter->length; at = line_end(splitter, at) + 1)
    {
        size_t end = line_end(splitter, at);

        if (end > at && splitter->text[end - 1] == '\r')
            end--;
        if (end - at == 2 && memcmp(splitter->text + at, "\\.", 2) == 0)
        {
            part->has_end = true;
            part->length = at - start;
            splitter->at = end;
            return;
        }
    }
    part->length = splitter->length - start;
    splitter->at = splitter->length;
}

static void
split_command(Splitter *splitter, SplitPart *part, size_t start)
{
    start_part(splitter, part, SPLIT_COMMAND, start);
    splitter->at = line_end(splitter, start);
    part->length = splitter->at - start;
    if (part->length > 0 && part->text[part->length - 1] == '\r')
        part->length--;
}

static const char *
broken_message(const char *text, Token token)
{
    if (text[token.start] == '/')
        return "unterminated /* comment";
    if (text[token.start] == '$')
        return "unterminated dollar-quoted string";
    if (text[token.start] == '"')
        return "unterminated quoted identifier";
    return "unterminated quoted string";
}

/* What must be remembered of the words of a statement to find its end. */
typedef struct Words
{
    size_t count;
    bool is_create;
    bool is_routine;
    bool is_rule;
    bool is_copy;
    bool was_from;
    bool was_begin;
    bool is_from_stdin;
    size_t atomic_depth; /* BEGIN ATOMIC and CASE that wait for their END */
} Words;

static void
see_word(Words *words, const char *text, Token token)
{
    words->count++;
    if (words->count == 1)
    {
        words->is_create = token_is_word(text, token, "create");
        words->is_copy = token_is_word(text, token, "copy");
    }
    else if (words->count <= 4 && words->is_create)
    {
        words->is_routine |=
            token_is_word(text, token, "function") || token_is_word(text, token, "procedure");
        words->is_rule |= token_is_word(text, token, "rule");
    }
    if (words->is_copy)
    {
        words->is_from_stdin |= words->was_from && token_is_word(text, token, "stdin");
        words->was_from = token_is_word(text, token, "from");
    }
    if (!words->is_routine)
        return;
    if (words->was_begin && token_is_word(text, token, "atomic"))
        words->atomic_depth = 1;
    else if (words->atomic_depth > 0 && token_is_word(text, token, "case"))
        words->atomic_depth++;
    else if (words->atomic_depth > 0 && token_is_word(text, token, "end"))
        words->atomic_depth--;
    words->was_begin = token_is_word(text, token, "begin");
}

/* True when the ';' ends the statement, though parentheses are open. */
static bool
is_forgotten_close(const Splitter *splitter, Token semicolon, const Words *words)
{
    Token next = token_next(splitter->text, splitter->length, semicolon.end, splitter->escapes);

    return !words->is_rule && is_opener(splitter->text, next, ARRAY_LENGTH(openers));
}

static void
end_statement(Splitter *splitter, SplitPart *part, size_t end, Token token)
{
    part->length = end - part->offset;
    part->has_end = token.kind == TOKEN_SEMICOLON;
    splitter->at = token.kind == TOKEN_SEMICOLON ? token.end : token.start;
}

static void
split_statement(Splitter *splitter, SplitPart *part, Token token)
{
    Words words = {0};
    size_t depth = 0;
    size_t end = token.start;

    start_part(splitter, part, SPLIT_STATEMENT, token.start);
    for (;; token = token_next(splitter->text, splitter->length, token.end, splitter->escapes))
    {
        if (token.kind == TOKEN_WORD)
            see_word(&words, splitter->text, token);
        else if (token.kind == TOKEN_OPEN)
            depth++;
        else if (token.kind == TOKEN_CLOSE && depth > 0)
            depth--;
        else if (token.kind == TOKEN_END || token.kind == TOKEN_BACKSLASH)
            break;
        else if (token.kind == TOKEN_BROKEN)
        {
            part->kind = SPLIT_BROKEN;
            part->message = broken_message(splitter->text, token);
            end = find_opener_line(splitter->text, splitter->length, token.start);
            token.start = end;
            break;
        }
        else if (token.kind == TOKEN_SEMICOLON && words.atomic_depth == 0 &&
                 (depth == 0 || is_forgotten_close(splitter, token, &words)))
            break;
        end = token.end;
    }
    splitter->is_copy_next = words.is_from_stdin && token.kind == TOKEN_SEMICOLON;
    end_statement(splitter, part, end, token);
}

bool
split_next(Splitter *splitter, SplitPart *part)
{
    if (splitter->is_copy_next)
    {
        split_copy_data(splitter, part);
        return true;
    }
    for (;;)
    {
        Token token = token_next(splitter->text, splitter->length, splitter->at, splitter->escapes);

        if (token.kind == TOKEN_END)
            return false;
        if (token.kind == TOKEN_BACKSLASH)
        {
            split_command(splitter, part, token.start);
            return true;
        }
        if (token.kind != TOKEN_SEMICOLON)
        {
            split_statement(splitter, part, token);
            return true;
        }
        splitter->at = token.end;
    }
}

size_t
split_find_next(const SplitPart *part)
{
    for (size_t at = 0;;)
    {
        Token token = token_next(part->text, part->length, at, false);

        if (token.kind == TOKEN_END)
            return 0;
        if (token.kind == TOKEN_STRING || token.kind == TOKEN_QUOTED || token.kind == TOKEN_BROKEN)
        {
            size_t opener = find_opener_line(part->text, token.end, token.start);

            if (opener < token.end)
                return opener;
        }
        if (token.start > 0 && is_opener(part->text, token, OPENERS_SURE))
            return token.start;
        at = token.end;
    }
}

void
split_cut(Splitter *splitter, SplitPart *part, size_t length)
{
    splitter->at = part->offset + length;
    splitter->is_copy_next = false;
    part->length = length;
    part->has_end = false;
}
