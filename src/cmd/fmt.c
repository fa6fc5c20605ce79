/*
 * fmt.c - "tenfold fmt": reads DDL and writes the model of it as DDL.
 */
#include "base/log.h"
#include "base/visible.h"
#include "cmd/source.h"
#include "cmd/table.h"
#include "mermaid/mermaid.h"
#include "schema/print.h"

/* On standard error, so that the script itself stays clean. True when nothing was lost. */
static bool
report_problems(const Schema *schema)
{
    bool is_whole = true;

    for (const Problem *item = schema->problems.first; item != NULL; item = item->next)
    {
        if (!item->is_error)
        {
            if (item->location.file != NULL)
                log_debug("%s:%u: %s", item->location.file, item->location.line, item->message);
            continue;
        }
        if (item->location.file == NULL)
            log_warning("%s", item->message);
        else
            log_warning("%s:%u: %s", item->location.file, item->location.line, item->message);
        if (item->hint != NULL)
            log_warning("%s", item->hint);
        is_whole = false;
    }
    return is_whole;
}

static ExitCode
run(const Invocation *invocation)
{
    Arena *arena = invocation->arena;
    Error error = {.arena = arena};
    Schema *schema = schema_new(arena);
    StrBuf script = strbuf_new(arena);
    bool is_sandbox = invocation_flag(invocation, "sandbox");
    PrintOptions options = {
        .is_sandbox = is_sandbox,
        .with_owners = !is_sandbox,
        .with_comments = !is_sandbox,
        .with_grants = !is_sandbox,
    };

    if (invocation->arguments.count == 0)
    {
        (void) error_set(&error, ERROR_USAGE,
                         "fmt needs a file, a folder or an address"); /* always false */
        return command_fail(&error);
    }
    if (!source_read_schema(invocation, schema, &error))
        return command_fail(&error);
    if (str_equal(invocation_value(invocation, "as"), "mermaid"))
        mermaid_write(&script, schema);
    else
        print_script(&script, schema, &options);
    fputs(invocation->is_terminal ? visible_text(arena, script.text) : script.text, stdout);
    return report_problems(schema) ? EXIT_OK : EXIT_INPUT;
}

static const OptionSpec options[] = {
    {.name = "as",
     .kind = OPTION_VALUE,
     .value_name = "sql|mermaid",
     .help = "as DDL (the default), or as Mermaid's diagram of entities and relationships"},
    {.name = "sandbox",
     .kind = OPTION_FLAG,
     .help = "as the scratch server gets it: no code, owners, grants or comments"},
    SOURCE_SET_OPTION,
    PATHS_OPTIONS,
    {.name = NULL},
};

const Command cmd_fmt = {
    .name = "fmt",
    .arguments = "SOURCE…",
    .summary = "write a schema as clean DDL, or as a diagram",
    .description =
        "Reads DDL, one schema spread over several files in their order (\"-\" is standard "
        "input), folders of migrations, an erDiagram of Mermaid, or the catalogs of a database, "
        "and writes what "
        "PostgreSQL's catalogs would hold "
        "as one script: every name "
        "qualified, every object once, in an order that loads.",
    .examples = "tenfold fmt schema.sql\n"
                "pg_dump -s acme | tenfold fmt -\n"
                "tenfold fmt db/migrations --until 42\n"
                "tenfold fmt diagram.mmd\n"
                "tenfold fmt --as mermaid postgresql:///acme",
    .options = options,
    .run = run,
};
