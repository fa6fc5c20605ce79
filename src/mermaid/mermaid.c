/*
 * mermaid.c - where diagrams are, and their SQL.
 *
 * A diagram is a file of its own or a block ```mermaid of Markdown. A file may hold several blocks:
 * they are one diagram.
 */
#include "mermaid/mermaid.h"

#include "mermaid/diagram.h"

#include <strings.h>

static const char keyword[] = "erDiagram";

static bool
has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name);
    size_t ending_length = strlen(ending);

    return length > ending_length && strcasecmp(name + length - ending_length, ending) == 0;
}

static size_t
line_end(const char *text, size_t at, size_t end)
{
    const char *newline = at < end ? memchr(text + at, '\n', end - at) : NULL;

    return newline == NULL ? end : (size_t) (newline - text) + 1;
}

static bool
is_at(const char *text, size_t at, size_t end, const char *word)
{
    size_t length = strlen(word);

    return end - at >= length && memcmp(text + at, word, length) == 0;
}

/* The offset after erDiagram, past front matter and comments; `end` when something else is there. */
static size_t
find_start(const char *text, size_t at, size_t end)
{
    bool in_matter = false;

    for (; at < end; at = line_end(text, at, end))
    {
        size_t word = at + strspn(text + at, " \t\r\xef\xbb\xbf");

        if (is_at(text, word, end, "---"))
            in_matter = !in_matter;
        else if (!in_matter && is_at(text, word, end, keyword))
            return word + strlen(keyword);
        else if (!in_matter && word < end && text[word] != '\n' && !is_at(text, word, end, "%%"))
            return end;
    }
    return end;
}

/* The lines of the next ```mermaid block from `*at` on. */
static bool
next_block(const char *text, size_t length, size_t *at, size_t *start, size_t *end)
{
    bool is_inside = false;

    while (*at < length)
    {
        size_t line = *at;
        size_t word = line + strspn(text + line, " \t");

        *at = line_end(text, line, length);
        if (!is_inside &&
            (is_at(text, word, length, "```mermaid") || is_at(text, word, length, "~~~mermaid") ||
             is_at(text, word, length, "```{mermaid}") || is_at(text, word, length, ":::mermaid")))
        {
            is_inside = true;
            *start = *end = *at;
        }
        else if (is_inside &&
                 (is_at(text, word, length, "```") || is_at(text, word, length, "~~~") ||
                  is_at(text, word, length, ":::\n")))
            return true;
        else
            *end = *at;
    }
    return is_inside;
}

static bool
is_markdown(const FileText *file)
{
    return has_ending(file->name, ".md") || has_ending(file->name, ".markdown") ||
           has_ending(file->name, ".mdx");
}

bool
mermaid_is_diagram(const FileText *file)
{
    size_t at = 0;
    size_t start = 0;
    size_t end = 0;

    if (has_ending(file->name, ".mmd") || has_ending(file->name, ".mermaid"))
        return true;
    if (!is_markdown(file))
        return find_start(file->text, 0, file->length) < file->length;
    return next_block(file->text, file->length, &at, &start, &end);
}

/* Reads the diagram within these offsets, if there is one. */
static bool
read_part(Diagram *diagram, const FileText *file, size_t start, size_t end)
{
    size_t at = find_start(file->text, start, end);
    uint32_t line = 1;

    if (at >= end && !(at == end && end - start >= strlen(keyword) &&
                       memcmp(file->text + end - strlen(keyword), keyword, strlen(keyword)) == 0))
        return false;
    for (size_t i = 0; i < at; i++)
        line += file->text[i] == '\n';
    diagram_read(diagram, file->text, at, end, line);
    return true;
}

static bool
read_diagram(Diagram *diagram, const FileText *file)
{
    bool is_read = false;
    size_t at = 0;
    size_t start = 0;
    size_t end = 0;

    if (!is_markdown(file))
        return read_part(diagram, file, 0, file->length);
    while (next_block(file->text, file->length, &at, &start, &end))
        is_read |= read_part(diagram, file, start, end);
    return is_read;
}

bool
mermaid_to_sql(Arena *arena, const FileText *file, Schema *schema, MermaidSql *out, Error *error)
{
    static void (*const writers[MERMAID_SCRIPTS])(StrBuf *, Diagram *) = {
        diagram_add_tables, diagram_add_columns, diagram_add_keys};
    Diagram diagram = {.arena = schema->arena,
                       .file = arena_strdup(schema->arena, file->name),
                       .schema = schema,
                       .by_id = map_new(arena)};

    if (!read_diagram(&diagram, file))
    {
        error_set(error, ERROR_INPUT, "no erDiagram in \"%s\"", file->name);
        return error_hint(error, "Of Mermaid's diagrams tenfold reads those of entities and their "
                                 "relationships.");
    }
    diagram_infer_keys(&diagram);
    for (size_t i = 0; i < MERMAID_SCRIPTS; i++)
    {
        StrBuf script = strbuf_new(arena);

        writers[i](&script, &diagram);
        out->scripts[i] =
            (FileText){.name = file->name, .text = script.text, .length = script.length};
    }
    return true;
}
