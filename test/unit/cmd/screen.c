/*
 * Measured time governs the first screen: the foreign key that makes a cheap DELETE slow comes first,
 * what breaks within a year comes before it, what takes next to no time is not told, and what was not
 * seen is said.
 */
#include "base/strbuf.h"
#include "tap.h"

#include <jansson.h>
#include <sys/wait.h>

static char *
run_on(Arena *arena, const char *source, const char *options)
{
    char *command = arena_printf(
        arena,
        "cd '%s/test/unit/cmd/screen' && '%s' analyze %s --no-server --today 2026-11-21 %s 2>&1",
        getenv("TENFOLD_SOURCE"), getenv("TENFOLD_BINARY"), source, options);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    tap_ok(pipe != NULL && WEXITSTATUS(pclose(pipe)) == 0, "analyze %s succeeds", options);
    return text.text;
}

static char *
run(Arena *arena, const char *options)
{
    return run_on(arena, "schema.sql pg_class.csv pg_stat_statements.csv", options);
}

/* Lines and blanks of a report are layout: a claim may be broken anywhere. */
static char *
in_one_line(Arena *arena, const char *text)
{
    StrBuf out = strbuf_new(arena);

    for (; *text != '\0'; text++)
        if (*text != ' ' && *text != '\n')
            strbuf_add_char(&out, *text);
        else if (out.length > 0 && out.text[out.length - 1] != ' ')
            strbuf_add_char(&out, ' ');
    return out.text;
}

static void
has(const char *text, const char *claim, const char *why)
{
    tap_ok(strstr(text, claim) != NULL, "%s: \"%s\"", why, claim);
}

static size_t
widest_line(const char *text, size_t *lines)
{
    size_t widest = 0;

    for (*lines = 0; *text != '\0'; ++*lines)
    {
        size_t length = strcspn(text, "\n");

        widest = length > widest ? length : widest;
        text += length + (text[length] == '\n');
    }
    return widest;
}

static void
test_time_first(Arena *arena)
{
    size_t lines;
    char *screen =
        run(arena, "-b --table tasks=+8k/day --table comments=+24k/day --table events=+100/day");
    char *text = in_one_line(arena, screen);

    tap_ok(widest_line(screen, &lines) <= 80 && lines <= 50, "80 columns, 50 lines");
    has(text, "Two queries take 98 % of the database time; each reads a whole table.",
        "of all statements, those of other users and VACUUM included");
    has(text, "One index (", "one index ends both causes");
    has(text, "1 DELETE tasks by id 2,000 65 % 646 ms 1.4-1.8 s < 3 ms",
        "the DELETE with its share, grown as the table of its children");
    has(text, "+ SELECT comments by task_id 3,000 33 % 221 ms",
        "the query of the same cause stands with it");
    has(text, "comments (task_id) has no index: each deleted row of tasks reads all 6.0M rows",
        "why it is slow");
    has(text, "ends it: index on comments (task_id)", "what ends it");
    has(text, "texts of 1 statement of other users", "what was not seen");
    tap_ok(strstr(text, "calls/day") == NULL, "nobody knows the days: no rate is claimed");
}

static void
test_outage_first(Arena *arena)
{
    char *text = in_one_line(arena, run(arena, "-b --table events=2.1bn,+400k/day"));
    const char *outage = strstr(text, "events.id");
    const char *time = strstr(text, "DELETE tasks by id");

    has(text, "First: 1 thing breaks within 12 months.", "the verdict begins with it");
    tap_ok(outage != NULL && time != NULL && outage < time,
           "a key that ends within a year comes before what is slow");
}

static void
test_json(Arena *arena)
{
    json_t *report = json_loads(run(arena, "--json"), 0, NULL);
    json_t *queries = json_object_get(report, "queries");
    json_t *first = json_array_get(queries, 0);
    json_t *endpoint = json_array_get(json_object_get(report, "endpoints"), 0);
    json_t *finding;
    double share = 0;
    size_t i;

    tap_ok(json_array_size(queries) == 4, "queries without VACUUM and what may not be seen");
    tap_equal(json_string_value(json_object_get(first, "name")), "DELETE tasks by id",
              "most time first");
    tap_ok(json_integer_value(json_object_get(first, "point")) == 1, "with the point it has");
    tap_ok(json_array_size(json_object_get(first, "findings")) == 1, "and the finding");
    json_array_foreach(json_object_get(report, "findings"), i, finding) share +=
        json_real_value(json_object_get(finding, "share"));
    tap_ok(share > 0.97 && share <= 1, "no time is counted twice (%g)", share);
    tap_equal(json_string_value(json_object_get(endpoint, "endpoint")), "tasks#show",
              "cost by endpoint");
    tap_ok(json_integer_value(json_object_get(endpoint, "queries")) == 2, "of both its queries");
    json_decref(report);
}

static void
test_whole_report(Arena *arena)
{
    char *text = in_one_line(arena, run(arena, ""));

    has(text, "Where the time goes", "the whole report lists the queries");
    has(text, "tasks#show 2 503k 34 % 11 min", "and the endpoints");
}

/* What the indexes do not end is said, a key at its end comes first, and no day is made of counts. */
static void
test_decision(Arena *arena)
{
    char *screen = run_on(arena, "ward.sql ward_class.csv ward_statements.csv", "-b");
    char *text = in_one_line(arena, screen);
    const char *outage = strstr(text, "vital_sign.id is integer");
    const char *time = strstr(text, "SELECT encounter by payload");

    has(text, "First: 1 key is nearly used up", "what stops the service");
    tap_ok(outage != NULL && time != NULL && outage < time, "stands before what takes time");
    has(text, "95 % used, 107M left", "with what is left");
    has(text, "of these 97 %", "the indexes end a part");
    has(text, "Number 2 needs a decision.", "and the rest is named");
    tap_ok(strstr(text, "hurts now") == NULL, "one call in all hurts nobody");
    tap_ok(strstr(text, "whose growth is known") == NULL, "without growth none is spoken of");
    tap_ok(strstr(screen, " \n") == NULL, "no line ends in blanks");
}

/* What a file of queries declares counts like what was measured, and is called so. */
static void
test_declared(Arena *arena)
{
    char *text = in_one_line(arena, run_on(arena, "schema.sql --queries queries.sql",
                                           "-b --table comments=6M,+24k/day"));

    has(text, "One query takes 96 % of the database time", "a declared time");
    has(text, "1 purge 2,000 96 % 646 ms", "with its name and rate");
    has(text, "now: declared in the files of queries", "and who says so");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");

    test_time_first(arena);
    test_outage_first(arena);
    test_json(arena);
    test_whole_report(arena);
    test_decision(arena);
    test_declared(arena);
    arena_free(arena);
    return tap_done();
}
