/*
 * An id that somebody else gives out: its range is theirs. GitHub, Stripe and the rest give out 64-bit
 * numbers and say so in small print. Only names can tell such a column from one whose foreign key was
 * forgotten, so that a local table of that name, or a foreign key, silences the rule.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "schema/type.h"

/* Names of those who give out 64-bit ids, and words that say "theirs". */
static const char *const strangers[] = {
    "github",   "gh",      "gitlab",   "bitbucket", "slack",     "discord",  "telegram",
    "twitter",  "tweet",   "facebook", "fb",        "instagram", "linkedin", "installation",
    "external", "ext",     "remote",   "upstream",  "steam",     "twitch",   "spotify",
    "strava",   "shopify", "stripe",   NULL};

/* A column that says whose ids a row holds; an enum lists what the schema itself tells apart. */
static const char *const owners[] = {"provider", "platform", "vendor", "source",
                                     "forge",    "network",  NULL};

/* Not an id of a stranger, whatever stands beside it. */
static const char *const own_words[] = {
    "user",    "tenant",   "account", "org",      "organization", "parent", "team",     "group",
    "project", "owner",    "created", "updated",  "status",       "type",   "category", "creator",
    "updater", "approver", "author",  "uploader", "editor",       "sender", "member",   NULL};

static bool
has_local_table(const Design *design, const char *noun)
{
    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (name_is_plural_of(table->name, noun) || strcasecmp(table->name, noun) == 0)
            return true;
    return false;
}

/* "document_templates" speaks of a template, as its first or its last word. */
static bool
speaks_of(Arena *arena, const char *name, const char *word)
{
    const char *plain = name_plain(arena, name);
    const char *last = strrchr(plain, '_');

    return name_has_word(plain, word) || name_is_plural_of(last == NULL ? plain : last + 1, word);
}

/* The schema has a word for it: part of a table's or a type's name, or the label of an enum. */
static bool
is_known_here(Arena *arena, const Design *design, const char *noun)
{
    const char *last = strrchr(noun, '_');
    const char *word = last == NULL ? noun : last + 1;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
        if (speaks_of(arena, table->name, word))
            return true;
    for (const Type *type = design->schema->types.first; type != NULL; type = type->next)
    {
        if (speaks_of(arena, type->name, word))
            return true;
        for (const Name *label = type->labels.first; label != NULL; label = label->next)
            if (strcasecmp(label->text, noun) == 0)
                return true;
    }
    return false;
}

static const Column *
owner_column(const Design *design, const Table *table)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        TypeCategory category = type_facts(design->schema, &column->type).category;

        if (name_is_any(column->name, owners) && category == CATEGORY_TEXT)
            return column;
    }
    return NULL;
}

/* Why it is taken for the id of another system; NULL when nothing says so. */
static const char *
evidence_text(const Design *design, const Table *table, const Column *column, Arena *arena)
{
    const char *noun = name_before_last_word(arena, column->name);
    const Column *owner = owner_column(design, table);

    if (noun == NULL || !name_ends_with_word(column->name, "id") || has_local_table(design, noun))
        return NULL;
    if (name_has_any_word(column->name, strangers))
        return "its name says that another system gives out its ids";
    if (owner == NULL || name_has_any_word(column->name, own_words) ||
        is_known_here(arena, design, noun))
        return NULL;
    return arena_printf(arena, "beside %s it looks like another system's id", owner->name);
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const char *evidence;
        Change *change;
        Finding *finding;

        if (column->type.dimensions > 0 || key_is_generated(column) ||
            !str_equal(type_facts(design->schema, &column->type).base_name, "int4") ||
            key_foreign_key(table, column->name) != NULL)
            continue;
        evidence = evidence_text(design, table, column, findings->arena);
        if (evidence == NULL)
            continue;
        finding =
            finding_add(findings, &rule_external_id_int4, table, column->name, column->location,
                        "%s.%s is integer: %s, and ids above 2,147,483,647 do not fit",
                        table_label(findings->arena, table), column->name, evidence);
        change = change_new(findings->arena, CHANGE_COLUMN_TYPE, table);
        change->column = column->name;
        change->type = type_builtin(findings->arena, "int8");
        finding_change(finding, change);
        finding->weight = design_rows(design, table).value;
    }
}

const Rule rule_external_id_int4 = {
    .id = "external-id-int4",
    .catalogue = "TYP17",
    .severity = SEVERITY_WARNING,
    .title = "integer column for the id of another system",
    .why = "How far the ids of another system have come has nothing to do with how many rows are "
           "here: the first row can carry an id above 2,147,483,647, and then its insert fails. "
           "Those who give out ids (GitHub, Slack, Telegram ...) use 64 bits.",
    .fix = "Make the column bigint; text where the other system does not promise numbers.",
    .gain = "ids above 2,147,483,647 can be stored",
    .trade_off = "Four bytes a row; the table and the indexes that hold the column are rewritten.",
    .not_when = "Columns with a foreign key, filled by a sequence, or named after a table, a type "
                "or an enum's label of this schema; names without a word or neighbour that points "
                "to another system.",
    .source = "PostgreSQL manual, 8.1.1 Integer Types",
    .group = "%zu integer columns for ids of other systems",
    .check_table = check,
};
