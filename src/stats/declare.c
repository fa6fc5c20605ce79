#include "stats/declare.h"

#include "stats/rate.h"

/*
 * A name without a schema waits under a NULL schema until the schema is read: only then is it known
 * which table is meant (project_check_tables). What is declared later wins over what was declared or
 * measured before, field by field: the user asks "what if".
 */

typedef enum ValueKind
{
    VALUE_COUNT,
    VALUE_RATE,
    VALUE_PERIOD,
    VALUE_BYTES
} ValueKind;

static const struct
{
    const char *key;
    size_t offset;
    ValueKind kind;
} values[] = {
    {"deletes", offsetof(TableStats, deletes_per_day), VALUE_RATE},
    {"grows", offsetof(TableStats, rows_per_day), VALUE_RATE},
    {"inserts", offsetof(TableStats, inserts_per_day), VALUE_RATE},
    {"numbers", offsetof(TableStats, numbers_used), VALUE_COUNT},
    {"retention", offsetof(TableStats, retention_days), VALUE_PERIOD},
    {"row_bytes", offsetof(TableStats, row_bytes), VALUE_BYTES},
    {"rows", offsetof(TableStats, rows), VALUE_COUNT},
    {"updates", offsetof(TableStats, updates_per_day), VALUE_RATE},
};

static const char *const expectations[] = {
    [VALUE_COUNT] = "a number of rows such as 2M or 450k",
    [VALUE_RATE] = "a rate such as 8k/day, 240k/month, 3M/year or 5/s",
    [VALUE_PERIOD] = "a time such as 90d, 6 months or 2 years",
    [VALUE_BYTES] = "a number of bytes such as 180 or 2kB",
};

/* One part of a dotted name, in double quotes or plain; NULL when there is none. */
static char *
read_part(Arena *arena, const char **text)
{
    const char *at = *text;
    char *part = arena_alloc(arena, strlen(at) + 1);
    size_t length = 0;

    if (*at != '"')
    {
        while (*at != '\0' && *at != '.' && *at != '"')
            part[length++] = *at++;
    }
    else
    {
        for (at++; *at != '\0' && !(at[0] == '"' && at[1] != '"'); at++)
        {
            part[length++] = *at;
            at += *at == '"';
        }
        if (*at != '"')
            return NULL;
        at++;
    }
    *text = at;
    return length == 0 ? NULL : part;
}

TableStats *
declare_table(Stats *stats, const char *name)
{
    const char *at = name;
    const char *first = read_part(stats->arena, &at);
    const char *second;

    if (first == NULL)
        return NULL;
    if (*at == '\0')
        return stats_table(stats, NULL, first);
    if (*at++ != '.')
        return NULL;
    second = read_part(stats->arena, &at);
    return second == NULL || *at != '\0' ? NULL : stats_table(stats, first, second);
}

static bool
parse_value(ValueKind kind, const char *text, double *value)
{
    switch (kind)
    {
    case VALUE_COUNT:
        return quantity_parse_count(text, value, NULL);
    case VALUE_RATE:
        return rate_parse(text, value);
    case VALUE_PERIOD:
        return rate_parse_period(text, value);
    case VALUE_BYTES:
        return quantity_parse_bytes(text, value) && *value > 0;
    }
    return false;
}

bool
declare_value(TableStats *table, const char *key, const char *text, const char **expected)
{
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
    {
        double value;

        if (!str_equal(values[i].key, key))
            continue;
        *expected = expectations[values[i].kind];
        if (table == NULL || !parse_value(values[i].kind, text, &value))
            return false;
        *(Quantity *) (void *) ((char *) table + values[i].offset) =
            (Quantity){.value = value, .source = PROVENANCE_DECLARED};
        return true;
    }
    *expected =
        "rows, grows, inserts, updates, deletes, retention, numbers or row_bytes before the \"=\"";
    return false;
}
