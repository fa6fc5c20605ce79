#include "plan/plan_internal.h"
#include "sql/quote.h"

/*
 * The script is run by psql and stops at the first error. It can be taken up again: every step stands
 * behind a test of the variable "from", and a step that may leave something half done looks for it
 * and clears it before it begins.
 */

/*
 * Names come from strangers' dumps. A line break in one would end the comment or the \\echo that it
 * stands in, and what follows it would be a command.
 */
char *
plan_one_line(Arena *arena, const char *text)
{
    char *line = arena_strdup(arena, text);

    for (char *at = line; *at != '\0'; at++)
        if ((unsigned char) *at < 0x20 || *at == 0x7f || *at == '\\')
            *at = ' ';
    return line;
}

static void
add_comment(StrBuf *out, const char *text)
{
    strbuf_add(out, "--   ");
    for (const char *at = text; *at != '\0'; at++)
    {
        strbuf_add_char(out, *at);
        if (*at == '\n')
            strbuf_add(out, "--   ");
    }
    strbuf_add(out, "\n");
}

static void
add_lock(StrBuf *out, const Step *step)
{
    strbuf_printf(out, "--   lock: %s", lock_name(step->lock));
    if (step->table != NULL)
        strbuf_printf(out, " on %s", plan_one_line(out->arena, step->table));
    if (step->other_locks != NULL)
        strbuf_printf(out, ", %s", plan_one_line(out->arena, step->other_locks));
    strbuf_add(out, step->blocks_reads    ? "; stops reads and writes"
                    : step->blocks_writes ? "; stops writes"
                                          : "; stops neither reads nor writes");
    if (step->is_brief)
        strbuf_add(out, step->blocks_writes ? " for a moment" : "");
    else if (quantity_known(step->seconds))
        strbuf_printf(out, "; about %.*f s at today's size (%s)", step->seconds.value < 10,
                      step->seconds.value, provenance_name(step->seconds.source));
    else
        strbuf_add(out, "; as long as the table is large");
    strbuf_add(out, "\n");
}

/*
 * All locks of a brief step are taken at once and in half a second, or given back and tried again: so
 * nobody waits longer than that behind us, and no deadlock lasts until it is detected (one second),
 * which might end the other session instead.
 */
static void
add_lock_loop(StrBuf *out, const char *locks)
{
    strbuf_printf(out,
                  "BEGIN;\n"
                  "SET LOCAL lock_timeout = '500ms';\n"
                  "DO $lock$\n"
                  "BEGIN\n"
                  "    FOR attempt IN 1 .. 100 LOOP\n"
                  "        BEGIN\n"
                  "            %s\n"
                  "            RETURN;\n"
                  "        EXCEPTION WHEN lock_not_available THEN\n"
                  "            PERFORM pg_catalog.pg_sleep(0.5 + pg_catalog.random());\n"
                  "        END;\n"
                  "    END LOOP;\n"
                  "    RAISE lock_not_available USING MESSAGE = 'the lock was not to be had';\n"
                  "END\n"
                  "$lock$;\n",
                  locks);
}

/* The statements of a brief step behind its locks. */
static void
add_sql(StrBuf *out, const Step *step)
{
    size_t length = strlen(step_brief_head);

    if (!step->in_transaction || step->take_locks == NULL ||
        strncmp(step->sql, step_brief_head, length) != 0)
    {
        strbuf_printf(out, "%s\n", step->sql);
        return;
    }
    add_lock_loop(out, step->take_locks);
    strbuf_printf(out, "%s\n", step->sql + length);
}

static void
add_step(StrBuf *out, const Step *step)
{
    strbuf_printf(out, "\n-- %u. %s: %s\n", step->number, phase_name(step->phase),
                  plan_one_line(out->arena, step->title));
    add_lock(out, step);
    if (step->note != NULL)
        add_comment(out, plan_one_line(out->arena, step->note));
    strbuf_printf(out, "SELECT :from <= %u AS run_step \\gset\n\\if :run_step\n", step->number);
    strbuf_printf(out, "\\echo %s\n",
                  quote_literal(out->arena, arena_printf(out->arena, "step %u: %s", step->number,
                                                         plan_one_line(out->arena, step->title))));
    if (step->half_done != NULL && step->repair != NULL)
        strbuf_printf(out, "SELECT EXISTS (%s) AS half_done \\gset\n\\if :half_done\n%s\n\\endif\n",
                      step->half_done, step->repair);
    add_sql(out, step);
    strbuf_add(out, "\\endif\n");
    if (plan_waits(step))
        strbuf_printf(
            out,
            "-- Deploy the application before what follows: run again with -v from=%u.\n"
            "SELECT :from <= %u AND NOT :through AS wait_here \\gset\n"
            "\\if :wait_here\n\\echo deploy, then go on with -v from=%u\n\\quit\n\\endif\n",
            step->number + 1, step->number, step->number + 1);
}

char *
plan_script(Arena *arena, const Plan *plan)
{
    StrBuf out = strbuf_new(arena);

    strbuf_printf(
        &out,
        "-- %zu steps. Run with psql -X -f; it stops at the first error. Mend the cause and\n"
        "-- go on with -v from=NUMBER. Where a deploy is due it stops as well; -v through=true\n"
        "-- goes on without a stop.\n"
        "\\set ON_ERROR_STOP on\n"
        "\\if :{?from}\n\\else\n\\set from 1\n\\endif\n"
        "\\if :{?through}\n\\else\n\\set through false\n\\endif\n",
        plan->steps.count);
    for (const Step *step = plan->steps.first; step != NULL; step = step->next)
        add_step(&out, step);
    return out.text;
}
