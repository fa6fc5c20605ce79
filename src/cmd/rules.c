#include "cli/wrap.h"
#include "cmd/table.h"
#include "rule/rule.h"

#include <jansson.h>

static int
longest_id(void)
{
    size_t longest = 0;

    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        if (strlen((*rule)->id) > longest)
            longest = strlen((*rule)->id);
    return (int) longest;
}

static void
print_text(Arena *arena, size_t columns)
{
    int width = longest_id();
    StrBuf text = strbuf_new(arena);

    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
    {
        strbuf_printf(&text, "%-*s  %-7s  %-14s  ", width, (*rule)->id,
                      severity_name((*rule)->severity), rule_needs_text(arena, (*rule)->needs));
        wrap_text(&text, (*rule)->title, (size_t) width + 27, columns);
    }
    fputs(text.text, stdout);
}

static void
release_json(void *json)
{
    json_decref(json);
}

static ExitCode
print_json(Arena *arena)
{
    json_t *root = json_object();
    json_t *list = json_array();
    int failed;

    arena_defer(arena, release_json, root);
    failed = json_object_set_new(root, "version", json_integer(1));
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        failed |= json_array_append_new(
            list, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", (*rule)->id, "severity",
                            severity_name((*rule)->severity), "needs",
                            rule_needs_text(arena, (*rule)->needs), "catalogue", (*rule)->catalogue,
                            "title", (*rule)->title));
    failed |= json_object_set_new(root, "rules", list);
    failed |= json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    return failed == 0 ? EXIT_OK : EXIT_INTERNAL;
}

static ExitCode
run(const Invocation *invocation)
{
    if (invocation_flag(invocation, "json"))
        return print_json(invocation->arena);
    print_text(invocation->arena, invocation->width);
    return EXIT_OK;
}

static const OptionSpec options[] = {
    {.name = "json", .kind = OPTION_FLAG, .help = "print JSON"},
    {.name = NULL},
};

const Command cmd_rules = {
    .name = "rules",
    .summary = "list what is checked",
    .description =
        "Prints each rule with its id, its severity, what it needs to know and its title. An id "
        "stands in every finding; \"tenfold explain ID\" tells why it matters, and the project "
        "file "
        "silences a rule by its id.",
    .options = options,
    .run = run,
};
