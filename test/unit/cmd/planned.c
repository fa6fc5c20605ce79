/*
 * Protects what the report says where PostgreSQL plans the queries: who planned, that the user's server may
 * see it otherwise, what queries cost before and after, and that nothing is promised to what gains nothing.
 */
#include "base/strbuf.h"
#include "tap.h"

#include <jansson.h>

/* Standard output and, after it, standard error of the program. */
static char *
run(Arena *arena, const char *options)
{
    char *command = arena_printf(
        arena, "cd '%s' && '%s' analyze test/unit/cmd/planned --today 2026-11-21 %s 2>&1",
        getenv("TENFOLD_SOURCE"), getenv("TENFOLD_BINARY"), options);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    if (pipe != NULL)
        (void) pclose(pipe); /* the text is what counts */
    return text.text;
}

static void
has(const char *text, const char *wanted, const char *what)
{
    tap_ok(strstr(text, wanted) != NULL, "%s", what);
}

static const json_t *
query_named(const json_t *report, const char *name)
{
    size_t at;
    const json_t *query;

    json_array_foreach(
        json_object_get(report, "queries"), at,
        query) if (str_equal(json_string_value(json_object_get(query, "name")), name)) return query;
    return NULL;
}

static double
number_of(const json_t *query, const char *object, const char *key)
{
    return json_number_value(json_object_get(json_object_get(query, object), key));
}

static void
test_text(const char *text)
{
    has(text, "Nov 2027, with fix: planned by PostgreSQL ", "the screen says who planned");
    has(text, ", your settings", "and with whose settings");
    has(text, "your server is PostgreSQL 16: its planner may choose other plans",
        "another major is warned of");
    has(text, "indexes: ", "and which points no plan confirms");
    has(text, "too little is", "for want of numbers");
    has(text, "What queries cost, before and after", "part six has the costs");
    has(text, "orders_of_customer now ", "and so has the evidence");
}

static void
test_json(const char *text)
{
    json_t *report = json_loads(text, 0, NULL);
    const json_t *read = query_named(report, "orders_of_customer");
    const json_t *forget = query_named(report, "forget_customer");
    const json_t *count = query_named(report, "count_orders");

    tap_ok(number_of(read, "cost", "now") > 100 * number_of(read, "cost_with_fix", "now"),
           "what finds its rows by index costs a hundredth");
    tap_ok(number_of(forget, "cost", "now") > 100 * number_of(forget, "cost_with_fix", "now"),
           "so does a DELETE whose children are found");
    tap_ok(number_of(read, "cost", "in_36_months") > 2 * number_of(read, "cost", "now"),
           "in 36 months it costs more where nothing is done");
    tap_ok(number_of(read, "ms_with_fix", "high") < 10, "a call is promised to be fast");
    tap_ok(json_is_null(json_object_get(count, "ms_with_fix")),
           "nothing is promised to what reads all of it on both");
    json_decref(report);
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "test");
    const char *text = run(arena, "");

    if (strstr(text, "planned by PostgreSQL") == NULL &&
        (strstr(text, "read without a server") != NULL ||
         strstr(text, "without PostgreSQL (") != NULL))
        tap_skip("no private server, or no planner in it");
    else
    {
        test_text(text);
        test_json(run(arena, "--json"));
    }
    arena_free(arena);
    return tap_done();
}
