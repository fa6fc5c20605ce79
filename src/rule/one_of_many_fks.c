#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/relation.h"
#include "sql/quote.h"

enum
{
    KINDS_FEWEST = 3
};

/* The table that a nullable column points to, declared or by its name; NULL when it does not. */
static const char *
target_of(const Design *design, const Table *table, const Column *column)
{
    const Constraint *key = key_foreign_key(table, column->name);
    const Table *named;

    if (column->is_not_null)
        return NULL;
    if (key != NULL)
        return key->columns.count == 1 ? key->ref_table : NULL;
    named = relation_named(design, table, column);
    return named == NULL ? NULL : named->name;
}

/* Nullable references to different tables; empty when two point to the same one. */
static NameList
find_kinds(Arena *arena, const Design *design, const Table *table)
{
    NameList kinds = {0};
    NameList targets = {0};

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        const char *target = target_of(design, table, column);

        if (target == NULL)
            continue;
        if (name_list_contains(&targets, target))
            return (NameList){0};
        name_list_add(arena, &targets, target);
        name_list_add(arena, &kinds, column->name);
    }
    return kinds;
}

/* Things that are made on something: a comment, a report, an attachment. */
static bool
belongs_to_something(const char *name)
{
    static const char *const words[] = {
        "comment",       "comments",      "note",      "notes",     "report",
        "reports",       "like",          "likes",     "vote",      "votes",
        "reaction",      "reactions",     "image",     "images",    "photo",
        "photos",        "file",          "files",     "upload",    "uploads",
        "attachment",    "attachments",   "document",  "documents", "tag",
        "tags",          "tagging",       "taggings",  "flag",      "flags",
        "favorite",      "favorites",     "bookmark",  "bookmarks", "notification",
        "notifications", "event",         "events",    "activity",  "activities",
        "subscription",  "subscriptions", "rating",    "ratings",   "review",
        "reviews",       "address",       "addresses", "payment",   "payments",
        "share",         "shares",        NULL};

    return name_has_any_word(name, words);
}

/* Apart from its key and the kinds, little else: the table exists to belong to one of them. */
static bool
has_little_else(const Table *table, size_t kinds)
{
    return table->columns.count <= kinds * 2 + 3;
}

static bool
has_any_check(const Table *table, const NameList *kinds)
{
    for (const Name *name = kinds->first; name != NULL && name->next != NULL; name = name->next)
    {
        NameList pair = {0};
        Name left = {.text = name->text};
        Name right = {.text = name->next->text};

        list_append(&pair, &left);
        list_append(&pair, &right);
        if (key_has_check(table, &pair))
            return true;
    }
    return false;
}

static void
add_check(Findings *findings, Finding *finding, const NameList *kinds)
{
    Arena *arena = findings->arena;
    Change *change = change_new(arena, CHANGE_ADD_CONSTRAINT, finding->table);
    Expr *check = arena_new_object(arena, Expr);
    StrBuf sql = strbuf_new(arena);

    for (const Name *name = kinds->first; name != NULL; name = name->next)
    {
        Reference *reference = arena_new_object(arena, Reference);

        strbuf_add(&sql, sql.length == 0 ? "num_nonnulls(" : ", ");
        quote_add_ident(&sql, name->text);
        reference->kind = REFERENCE_COLUMN;
        reference->name = name->text;
        list_append(&check->references, reference);
    }
    strbuf_add(&sql, ") = 1");
    check->sql = sql.text;
    change->constraint = arena_new_object(arena, Constraint);
    change->constraint->kind = CONSTRAINT_CHECK;
    change->constraint->name = name_make(arena, finding->table->name, "one_reference", "check");
    change->constraint->check = check;
    finding_change(finding, change);
    finding->is_advised = false;
    finding->kept_back =
        "whether a row must point to exactly one of them, the application must say";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    NameList kinds = {0};
    Finding *finding;

    if (belongs_to_something(table->name))
        kinds = find_kinds(findings->arena, design, table);
    if (kinds.count < KINDS_FEWEST || !has_little_else(table, kinds.count) ||
        has_any_check(table, &kinds))
        return;
    finding = finding_add(
        findings, &rule_one_of_many_fks, table, NULL, table->location,
        "%s points to one of %zu tables (%s), but a row may point to none or to several",
        table_label(findings->arena, table), kinds.count, name_list_text(findings->arena, &kinds));
    add_check(findings, finding, &kinds);
}

const Rule rule_one_of_many_fks = {
    .id = "one-of-many-fks",
    .catalogue = "",
    .severity = SEVERITY_REMARK,
    .title = "several nullable references of which one is meant",
    .why = "A row that belongs to a post, a photo or a video through three nullable columns may "
           "belong to none "
           "of them or to two: nothing but the application says no. Orphans and doubles turn up "
           "as rows that no screen shows, or two do.",
    .fix = "Add CHECK (num_nonnulls(a, b, c) = 1).",
    .gain = "no row can point to none or to several",
    .trade_off =
        "Validated once against the whole table; rows that break the rule must be repaired first.",
    .not_when = "Fewer than three nullable references, two to the same table, a CHECK that names "
                "two of them, a table with many columns of its own, or one whose name is not a "
                "thing made on something (comments, reports, attachments).",
    .source = "PostgreSQL manual, 9.2 Comparison Functions (num_nonnulls)",
    .group = "%zu tables that point to one of several",
    .check_table = check,
};
