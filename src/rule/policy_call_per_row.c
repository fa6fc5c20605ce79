/*
 * A policy is a condition on every row that a query of that role looks at. A function that
 * tells who is asking is STABLE: PostgreSQL may call it once, but in a filter it calls it for
 * each row, unless it stands in a sub-select, which is worked out once as an InitPlan.
 *
 * The condition is read as text. Whether a call stands in a sub-select is seen by its
 * parentheses: any open one that was followed by SELECT.
 */
#include "rule/list.h"

#include <ctype.h>
#include <strings.h>

enum
{
    DEPTH_MAX = 64 /* of parentheses; what lies deeper counts as outside */
};

static bool
is_name_byte(char byte)
{
    return isalnum((unsigned char) byte) || byte == '_' || byte == '.';
}

/* True when `at` opens a call without arguments, or one of current_setting(). */
static bool
is_call_of_session(const char *sql, const char *at)
{
    const char *start = at;
    size_t length;

    while (start > sql && is_name_byte(start[-1]))
        start--;
    length = (size_t) (at - start);
    if (length == 0)
        return false;
    if (length == strlen("current_setting") && strncasecmp(start, "current_setting", length) == 0)
        return true;
    return at[1] == ')' && !(length == 3 && strncasecmp(start, "now", 3) == 0);
}

static const char *
skip_string(const char *at)
{
    const char *end = strchr(at + 1, '\'');

    return end == NULL ? at + strlen(at) : end + 1;
}

/* The first such call outside of every sub-select; NULL when there is none. */
static const char *
find_call(const char *sql)
{
    bool is_select[DEPTH_MAX] = {false};
    size_t depth = 0;

    for (const char *at = sql; *at != '\0'; at++)
    {
        const char *next = at + 1;

        if (*at == '\'')
            at = skip_string(at) - 1;
        else if (*at == ')' && depth > 0)
            depth--;
        if (*at != '(')
            continue;
        if ((depth == 0 || !is_select[depth - 1]) && is_call_of_session(sql, at))
            return at;
        while (*next == ' ')
            next++;
        if (depth < DEPTH_MAX)
            is_select[depth] = (depth > 0 && is_select[depth - 1]) ||
                               strncasecmp(next, "select", strlen("select")) == 0;
        depth += depth < DEPTH_MAX;
    }
    return NULL;
}

/* "auth.uid()", "current_setting(…)" */
static char *
call_text(Arena *arena, const char *sql, const char *at)
{
    const char *start = at;

    while (start > sql && is_name_byte(start[-1]))
        start--;
    return arena_printf(arena, "%.*s%s", (int) (at - start), start, at[1] == ')' ? "()" : "(…)");
}

static void
report(const Design *design, const Table *table, const Policy *policy, const char *call,
       Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    char *text = call_text(arena, policy->using_expr->sql, call);
    Finding *finding =
        finding_add(findings, &rule_policy_call_per_row, table, policy->name, policy->location,
                    "policy %s of %s calls %s for every row that a query looks at%s", policy->name,
                    table_label(arena, table), text,
                    quantity_known(rows) ? arena_printf(arena, ", up to %s times",
                                                        quantity_count_text(arena, rows.value))
                                         : "");

    finding->weight = rows.value;
    if (quantity_known(rows))
        finding_evidence(findings, finding, "rows now", rows, "rows");
    finding_detail(findings, finding, "Written as (SELECT %s) it is called once.", text);
    finding->kept_back = "ALTER POLICY ... USING changes it at once and touches no row";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    if (design_stays_small(design, table))
        return;
    for (const Policy *policy = table->policies.first; policy != NULL; policy = policy->next)
    {
        const char *call = policy->using_expr == NULL ? NULL : find_call(policy->using_expr->sql);

        if (call != NULL)
            report(design, table, policy, call, findings);
    }
}

const Rule rule_policy_call_per_row = {
    .id = "policy-call-per-row",
    .catalogue = "SEC05",
    .severity = SEVERITY_WARNING,
    .title = "row security that asks who it is for every row",
    .why = "The condition of a policy is added to every query on the table. auth.uid(), "
           "current_setting() and their like are STABLE, and in a filter they are called "
           "once for each row looked at. Counting a table of a million rows took 740 ms with "
           "current_setting() in the policy, 870 ms with a function around it, and 150 ms "
           "when the call stood in a sub-select. With an index on the column it took 3 ms, "
           "but only where the query has no better index for something else.",
    .fix = "Put the call into a sub-select: USING (user_id = (SELECT auth.uid())). It is "
           "then worked out once. And index the column.",
    .trade_off = "None: the value cannot change within a statement.",
    .not_when = "The call stands in a sub-select already, has arguments other than those of "
                "current_setting() (it may depend on the row), is now(), or the table stays "
                "small. Conditions for writing (WITH CHECK) are not looked at: they see written "
                "rows only.",
    .source = "PostgreSQL manual, 5.8 Row Security Policies; 38.7 Function Volatility "
              "Categories; measured on PostgreSQL 15, a million rows of 130 bytes in memory, "
              "one process",
    .group = "%zu policies that call a function for every row",
    .check_table = check,
};
