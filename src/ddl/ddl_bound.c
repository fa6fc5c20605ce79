/*
 * ddl_bound.c - what is wrong with a text before any grammar sees it.
 *
 * A tree takes some thirty times the memory of its text, and a chain of casts takes the square of its
 * length. A dump has one INSERT for all rows of a table: it says nothing about the schema and is only
 * counted.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include "base/encoding.h"

enum
{
    DATA_PARSED_MAXIMUM = 64 * 1024,
    STATEMENT_MAXIMUM = 32 * 1024 * 1024,
    CASTS_MAXIMUM = 5000
};

bool
ddl_is_bulk_data(const SplitPart *part)
{
    Token first;

    if (part->length <= DATA_PARSED_MAXIMUM || part->kind != SPLIT_STATEMENT)
        return false;
    first = token_next(part->text, part->length, 0, false);
    return token_is_word(part->text, first, "insert");
}

/* a::int::int::…, also with parentheses around the parts; a comma or an operator ends the chain. */
static size_t
longest_chain(const SplitPart *part)
{
    size_t longest = 0;
    size_t count = 0;
    Token before = {.kind = TOKEN_END};

    for (size_t at = 0;;)
    {
        Token token = token_next(part->text, part->length, at, false);
        char mark = token.kind == TOKEN_SYMBOL ? part->text[token.start] : '\0';

        if (token.kind == TOKEN_END || token.kind == TOKEN_BROKEN)
            return longest;
        if (mark == ':' && before.kind == TOKEN_SYMBOL && part->text[before.start] == ':')
            count++;
        else if (token.kind == TOKEN_COMMA || (mark != '\0' && mark != ':' && mark != '.'))
            count = 0;
        longest = count > longest ? count : longest;
        before = token;
        at = token.end;
    }
}

const char *
ddl_excess(Reader *reader)
{
    const SplitPart *part = &reader->part;

    if (part->length > STATEMENT_MAXIMUM)
        return arena_printf(reader->turn, "a statement of %zu MB is too long to be read",
                            part->length >> 20);
    if (part->length > CASTS_MAXIMUM * strlen("::a") && longest_chain(part) > CASTS_MAXIMUM)
        return "more casts after one another than can be read";
    return NULL;
}

const char *
ddl_text_encoding(Reader *reader)
{
    const SplitPart *part = &reader->part;

    if (reader->encoding != NULL || encoding_is_utf8(part->text, part->length))
        return reader->encoding;
    if (!reader->is_latin_said)
        schema_problem(reader->schema, false, (Location){reader->file, part->line, part->column},
                       "the text is not UTF-8: it is read as Windows-1252 (Latin-1)",
                       "Say SET client_encoding in the file, or convert it with iconv.");
    reader->is_latin_said = true;
    return "CP1252";
}

/* "at or near" the end says nothing of why it ends there. */
const char *
ddl_truncation(Reader *reader, const char *message)
{
    static const char at_end[] = "syntax error at end of input";
    bool is_last = reader->splitter.at >= reader->splitter.length && !reader->part.has_end;

    if (is_last && reader->part.kind == SPLIT_BROKEN)
        return arena_printf(reader->turn, "%s: the input ends within it", message);
    if (is_last && str_equal(message, at_end))
        return "the input ends within this statement";
    return message;
}

static bool
contains(const char *text, size_t length, const char *word)
{
    return memmem(text, length, word, strlen(word)) != NULL;
}

/* A whole dump says so in its last lines. */
void
ddl_check_end(Reader *reader, const FileText *input, size_t problems_before)
{
    enum
    {
        LOOKED_AT = 1024
    };
    size_t head = input->length < LOOKED_AT ? input->length : LOOKED_AT;
    Location location = {.file = reader->file, .line = 1, .column = 1};

    if (reader->schema->problems.count > problems_before ||
        !contains(input->text, head, "-- PostgreSQL database dump\n") ||
        !contains(input->text, head, "-- Dumped by pg_dump version") ||
        contains(input->text, input->length, "-- PostgreSQL database dump complete"))
        return;
    for (const char *at = input->text; (at = strchr(at, '\n')) != NULL && at[1] != '\0'; at++)
        location.line++;
    schema_problem(reader->schema, false, location,
                   "the dump ends before the line that says it is complete", NULL);
}

void
ddl_check_copy(Reader *reader)
{
    if (!reader->part.has_end)
        schema_problem(reader->schema, true,
                       (Location){reader->file, reader->part.line, reader->part.column},
                       "the input ends within the data of COPY, which begins here", NULL);
}
