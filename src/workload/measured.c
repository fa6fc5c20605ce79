/*
 * measured.c - statements as pg_stat_statements counts them.
 *
 * Its texts are PostgreSQL's own with constants as $n, which makes some of them no SQL: "INTERVAL $1" was
 * "INTERVAL '1 day'". These are written as casts, which mean the same and can be parsed.
 */
#include "workload/workload_internal.h"

#include "base/strbuf.h"
#include "workload/tag.h"

#include <ctype.h>
#include <strings.h>

/* What "TYPE 'text'" may begin with. */
static const char *const literal_types[] = {
    "interval", "timestamptz", "timestamp", "date", "time",  "timetz", "jsonb",
    "json",     "uuid",        "bytea",     "inet", "point", NULL,
};

static bool
is_word(char byte)
{
    return isalnum((unsigned char) byte) || byte == '_' || byte == '$';
}

/* The end of a white space or comment that begins here. */
static const char *
skip_comment(const char *at)
{
    const char *end;

    if (strncmp(at, "--", 2) == 0)
        return at + strcspn(at, "\n");
    if (strncmp(at, "/*", 2) == 0)
        return (end = strstr(at + 2, "*/")) == NULL ? at + strlen(at) : end + 2;
    return isspace((unsigned char) *at) ? at + 1 : at;
}

static const char *
skip_blank(const char *at)
{
    const char *end = skip_comment(at);

    while (end != at)
    {
        at = end;
        end = skip_comment(at);
    }
    return at;
}

static bool
begins_with_word(const char *at, const char *word)
{
    size_t length = strlen(word);

    return strncasecmp(at, word, length) == 0 && !is_word(at[length]);
}

static bool
is_query(const char *text)
{
    static const char *const verbs[] = {"select", "insert", "update", "delete",
                                        "with",   "merge",  "values", "table"};
    const char *at = skip_blank(text);

    while (*at == '(')
        at = skip_blank(at + 1);
    for (size_t i = 0; i < ARRAY_LENGTH(verbs); i++)
        if (begins_with_word(at, verbs[i]))
            return true;
    return false;
}

static bool
names_catalog(const char *at)
{
    at = skip_blank(at);
    return strncasecmp(at, "pg_", 3) == 0 || strncasecmp(at, "information_schema.", 19) == 0;
}

/* The next place from here on where a word begins, or the end. */
static const char *
next_word(const char *text, const char *at)
{
    while (*at != '\0' && (!is_word(*at) || (at > text && is_word(at[-1]))))
        at++;
    return at;
}

/* Of monitoring, of psql's \d, of tenfold itself: not what the application asks. */
static bool
asks_system(const char *text)
{
    for (const char *at = next_word(text, text); *at != '\0'; at = next_word(text, at + 1))
    {
        if (strchr("fFjJ", *at) == NULL)
            continue;
        if ((begins_with_word(at, "from") || begins_with_word(at, "join")) && names_catalog(at + 4))
            return true;
    }
    return false;
}

/* "select pg_stat_statements_reset()": reads no table. What locks or notifies is the application's. */
static bool
calls_system(const char *text)
{
    static const char *const own[] = {"pg_advisory", "pg_try_advisory", "pg_notify", "pg_sleep"};
    bool is_called = false;

    if (!begins_with_word(skip_blank(text), "select"))
        return false;
    for (const char *at = next_word(text, text); *at != '\0'; at = next_word(text, at + 1))
    {
        if (begins_with_word(at, "from"))
            return false;
        if (strncasecmp(at, "pg_", 3) != 0)
            continue;
        for (size_t i = 0; i < ARRAY_LENGTH(own); i++)
            if (strncasecmp(at, own[i], strlen(own[i])) == 0)
                return false;
        at += strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        is_called |= *skip_blank(at) == '(';
        at--;
    }
    return is_called;
}

/* "interval $1" begins here: the type's name in `type`, what follows the number is returned. */
static const char *
find_literal(const char *at, const char **type, const char **parameter)
{
    if (strchr("iItTdDjJuUbBpP", *at) == NULL) /* none begins otherwise: texts are long */
        return NULL;
    for (size_t i = 0; literal_types[i] != NULL; i++)
        if (begins_with_word(at, literal_types[i]))
        {
            *type = literal_types[i];
            *parameter = skip_blank(at + strlen(*type));
            if (**parameter != '$' || *parameter == at + strlen(*type))
                return NULL;
            at = *parameter + 1;
            return at + strspn(at, "0123456789");
        }
    return NULL;
}

static const char *
write_casts(Arena *arena, const char *text)
{
    StrBuf out = strbuf_new(arena);
    const char *from = text;

    for (const char *at = next_word(text, text); *at != '\0'; at = next_word(text, at + 1))
    {
        const char *type, *parameter, *end;

        if ((at > text && (at[-1] == '"' || at[-1] == '.' || at[-1] == ':')) ||
            (end = find_literal(at, &type, &parameter)) == NULL)
            continue;
        strbuf_add_bytes(&out, from, (size_t) (at - from));
        strbuf_printf(&out, "%.*s::%s", (int) (end - parameter), parameter, type);
        from = end;
        at = end - 1;
    }
    if (from == text)
        return arena_strdup(arena, text);
    strbuf_add(&out, from);
    return out.text;
}

static Quantity
measured(double value)
{
    return (Quantity){value, PROVENANCE_MEASURED};
}

static void
add_time(Workload *workload, const MeasuredStatement *statement, double days)
{
    double ms = statement->totals[COUNTER_MS] / days;

    if (statement->is_nested || !statement->is_known[COUNTER_MS])
        return;
    if (quantity_known(workload->total_ms_per_day))
        workload->total_ms_per_day.value += ms;
    else
        workload->total_ms_per_day = measured(ms);
}

static void
add_query(Workload *workload, const MeasuredStatement *statement, double days)
{
    WorkloadQuery *query = workload_add(workload);

    query->name = arena_printf(workload->arena, "query %zu", workload->queries.count);
    query->sql = write_casts(workload->arena, statement->text);
    query->written.sql = query->sql;
    query->is_nested = statement->is_nested;
    query->calls_per_day = measured(statement->calls / days);
    if (statement->is_window_assumed)
        query->calls_per_day.source = PROVENANCE_ASSUMED;
    for (Counter counter = 0; counter < COUNTER_KINDS; counter++)
        if (statement->is_known[counter])
            query->per_call[counter] = measured(statement->totals[counter] / statement->calls);
    if (statement->ms_most > 0)
        query->ms_most = measured(statement->ms_most);
    tag_read(workload->arena, query->sql, &query->tags);
    query->place = tag_place(workload->arena, &query->tags);
}

/* In the words that only the triggers of foreign keys use: before 14 nothing else says that it is nested. */
static bool
asks_for_key(const char *text)
{
    static const char *const beginnings[] = {
        "SELECT 1 FROM ONLY \"", "SELECT 1 FROM \"", "DELETE FROM ONLY \"",
        "DELETE FROM \"",        "UPDATE ONLY \"",   "UPDATE \"",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(beginnings); i++)
        if (strncmp(text, beginnings[i], strlen(beginnings[i])) == 0)
            return strstr(text, " OPERATOR(pg_catalog.") != NULL;
    return false;
}

void
workload_add_measured(Workload *workload, const MeasuredStatement *counted, double days)
{
    MeasuredStatement as_seen = *counted;
    const MeasuredStatement *statement = &as_seen;

    if (statement->calls <= 0)
        return;
    as_seen.is_nested =
        counted->is_nested || (counted->text != NULL && asks_for_key(counted->text));
    add_time(workload, statement, days);
    if (statement->text == NULL)
        workload->hidden_statements++;
    else if (is_query(statement->text) && !asks_system(statement->text) &&
             !calls_system(statement->text))
        add_query(workload, statement, days);
    else
        workload->other_statements++;
}
