#include "base/csv.h"

#include <strings.h>

/* Where a field ends. Doubled quotes end a quotation and begin the next. */
static const char *
end_of_field(const Csv *csv)
{
    const char *at = csv->at;
    bool is_quoted = false;

    for (; at < csv->end && (is_quoted || (*at != ',' && *at != '\n')); at++)
        is_quoted ^= *at == '"';
    return at;
}

/* One field; what ends it, ',' or '\n', is left standing. Texts of queries are long: no byte too many. */
static const char *
read_field(Csv *csv, Arena *arena)
{
    const char *start = csv->at;
    const char *end = end_of_field(csv);
    char *text = arena_alloc(arena, (size_t) (end - start) + 1);
    size_t length = 0;
    bool is_quoted = false;

    for (; csv->at < end; csv->at++)
    {
        if (*csv->at == '"' && is_quoted && csv->at + 1 < end && csv->at[1] == '"')
            text[length++] = *csv->at++;
        else if (*csv->at == '"')
            is_quoted = !is_quoted;
        else if (is_quoted || *csv->at != '\r')
            text[length++] = *csv->at;
    }
    return length == 0 && (start >= csv->end || *start != '"') ? NULL : text;
}

/* True while the line goes on. */
static bool
pass_comma(Csv *csv)
{
    if (csv->at >= csv->end)
        return false;
    return *csv->at++ == ',';
}

bool
csv_start(Csv *csv, Arena *arena, const FileText *file)
{
    static const char mark[] = "\xEF\xBB\xBF";
    size_t room = 8;

    *csv = (Csv){.arena = arena, .at = file->text, .end = file->text + file->length};
    if (strncmp(csv->at, mark, sizeof(mark) - 1) == 0)
        csv->at += sizeof(mark) - 1;
    csv->names = arena_new_array(arena, const char *, room);
    for (bool goes_on = csv->at < csv->end; goes_on; goes_on = pass_comma(csv))
    {
        const char *name = read_field(csv, arena);

        if (csv->columns == room)
        {
            csv->names = arena_grow(arena, csv->names, room * sizeof(*csv->names),
                                    2 * room * sizeof(*csv->names));
            room *= 2;
        }
        csv->names[csv->columns++] = name == NULL ? "" : name;
    }
    csv->values = arena_new_array(arena, const char *, csv->columns + 1);
    return csv->columns > 0;
}

bool
csv_next(Csv *csv)
{
    size_t column = 0;

    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r'))
        csv->at++;
    if (csv->at >= csv->end)
        return false;
    for (size_t i = 0; i < csv->columns; i++)
        csv->values[i] = NULL;
    for (bool goes_on = true; goes_on; goes_on = pass_comma(csv), column++)
    {
        const char *value = read_field(csv, csv->arena);

        if (column < csv->columns)
            csv->values[column] = value;
    }
    return true;
}

static size_t
find(const Csv *csv, const char *name)
{
    size_t column = 0;

    while (column < csv->columns && strcasecmp(csv->names[column], name) != 0)
        column++;
    return column;
}

bool
csv_has(const Csv *csv, const char *name)
{
    return find(csv, name) < csv->columns;
}

const char *
csv_value(const Csv *csv, const char *name)
{
    size_t column = find(csv, name);

    return column < csv->columns ? csv->values[column] : NULL;
}
