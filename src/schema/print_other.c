/*
 * print_other.c - objects that the model keeps as a whole statement.
 *
 * The table below says when each kind is printed, what its name can be looked up as, and why the
 * sandbox does without it. The statements are the user's: only kinds whose creation runs nothing and
 * reads no file come into the sandbox.
 */
#include "schema/print_internal.h"

typedef struct OtherRule
{
    UnitPhase phase;
    UnitName name; /* 0: nothing looks it up */
    const char *label;
    const char *why_left_out; /* of the sandbox; NULL: loaded there */
} OtherRule;

static const char runs_as_superuser[] = "only a superuser can create it";
static const char reaches_out[] = "the sandbox has no other servers";
static const char no_owners[] = "the sandbox knows no owners and grants";
static const char runs_actions[] = "its action is the user's code";

static const OtherRule rules[] = {
    [OTHER_AGGREGATE] = {PHASE_OPERATOR, NAME_FUNCTION, "aggregate", NULL},
    [OTHER_OPERATOR] = {PHASE_OPERATOR, NAME_OPERATOR, "operator", NULL},
    [OTHER_OPERATOR_CLASS] = {PHASE_OPERATOR, NAME_OPERATOR, "operator class", runs_as_superuser},
    [OTHER_CAST] = {PHASE_OPERATOR, 0, "cast", NULL},
    [OTHER_COLLATION] = {PHASE_TYPE, NAME_COLLATION, "collation", NULL},
    [OTHER_CONVERSION] = {PHASE_OPERATOR, 0, "conversion", runs_as_superuser},
    [OTHER_TEXT_SEARCH] = {PHASE_TYPE, NAME_RELATION, "text search object", NULL},
    [OTHER_RULE] = {PHASE_RULE, 0, "rule", runs_actions},
    [OTHER_STATISTICS] = {PHASE_VIEW, 0, "statistics", NULL},
    [OTHER_PUBLICATION] = {PHASE_PUBLICATION, 0, "publication", reaches_out},
    [OTHER_FOREIGN] = {PHASE_FOREIGN, NAME_RELATION, "foreign server", reaches_out},
    [OTHER_EVENT_TRIGGER] = {PHASE_EVENT_TRIGGER, 0, "event trigger", runs_actions},
    [OTHER_LANGUAGE] = {PHASE_LANGUAGE, NAME_LANGUAGE, "language", runs_as_superuser},
    [OTHER_GRANT] = {PHASE_GRANT, 0, "grant", no_owners},
    [OTHER_COMMENT] = {PHASE_GRANT, 0, "comment", no_owners},
    [OTHER_OWNER] = {PHASE_GRANT, 0, "owner", no_owners},
    [OTHER_MISCELLANEOUS] = {PHASE_GRANT, 0, "statement", "it is of no known kind"},
};

static bool
is_wanted(const PrintOptions *options, OtherKind kind)
{
    if (kind == OTHER_GRANT)
        return options->with_grants;
    if (kind == OTHER_COMMENT)
        return options->with_comments;
    return kind != OTHER_OWNER || options->with_owners;
}

/* A template or parser is made of C functions. */
static bool
is_text_search_of_c(const Other *other)
{
    return other->kind == OTHER_TEXT_SEARCH &&
           (strcasestr(other->sql, "CREATE TEXT SEARCH TEMPLATE") == other->sql ||
            strcasestr(other->sql, "CREATE TEXT SEARCH PARSER") == other->sql);
}

static void
add_other(Printer *printer, const Other *other)
{
    const OtherRule *rule = &rules[other->kind];
    const char *label =
        printer_label(printer, rule->label, other->schema, other->name == NULL ? "" : other->name);
    Unit *unit;

    if (!is_wanted(printer->options, other->kind))
        return;
    if (printer->options->is_sandbox && (rule->why_left_out != NULL || is_text_search_of_c(other)))
    {
        printer_leave_out(printer, label, other->location,
                          rule->why_left_out != NULL ? rule->why_left_out : runs_as_superuser);
        return;
    }
    unit = unit_new(printer, rule->phase, other->ordinal, label, other->location);
    if (rule->name != 0 && other->name != NULL)
        unit_provide(printer, unit, rule->name, other->schema, other->name);
    unit_need(printer, unit, NAME_NAMESPACE, other->schema, other->schema);
    unit_need_references(printer, unit, &other->references, other->search_path);
    unit->search_path = other->search_path;
    unit_add(printer, unit, other->sql);
    for (const OtherChange *at = other->changes.first; at != NULL; at = at->next)
    {
        if (is_wanted(printer->options, at->kind))
            unit_add_under(printer, unit, at->sql, at->search_path);
    }
}

void
print_add_others(Printer *printer)
{
    for (const Other *item = printer->schema->others.first; item != NULL; item = item->next)
        add_other(printer, item);
}
