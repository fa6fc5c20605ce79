#include "base/nearest.h"
#include "cli/wrap.h"
#include "cmd/table.h"
#include "rule/rule.h"

static ExitCode
fail_unknown(Arena *arena, const char *id)
{
    Error error = {.arena = arena};
    Nearest nearest = nearest_start(id);

    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        nearest_offer(&nearest, (*rule)->id);
    (void) error_set(&error, ERROR_USAGE, "there is no rule \"%s\"", id); /* always false */
    if (nearest.best != NULL)
        (void) error_hint(&error, "Did you mean \"%s\"?", nearest.best); /* always false */
    else
        (void) error_hint(&error, "\"tenfold rules\" lists them."); /* always false */
    return command_fail(&error);
}

static ExitCode
run(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    StrBuf page = strbuf_new(arena);

    for (const Name *name = invocation->arguments.first; name != NULL; name = name->next)
    {
        const Rule *rule = rule_find(name->text);

        if (rule == NULL)
            return fail_unknown(arena, name->text);
        if (page.length > 0)
            strbuf_add_char(&page, '\n');
        if (invocation_flag(invocation, "markdown"))
            strbuf_add(&page, rule_manual(arena, rule));
        else
            wrap_text(&page, rule_manual(arena, rule), 0, invocation->width);
    }
    fputs(page.text, stdout);
    return EXIT_OK;
}

static const OptionSpec options[] = {
    {.name = "markdown", .kind = OPTION_FLAG, .help = "one line a paragraph, as in the manual"},
    {.name = NULL},
};

const Command cmd_explain = {
    .name = "explain",
    .arguments = "RULE…",
    .summary = "tell why a rule matters and what to do",
    .description =
        "Prints the manual page of a rule: what happens and from how many rows on, what to "
        "do, what that costs, and when the rule keeps silent.",
    .examples = "tenfold explain fk-without-index",
    .options = options,
    .run = run,
};
