#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/relation.h"
#include "rule/shape.h"

/* Words that stand for "any of several things", and those that end in -able. */
static bool
is_any_thing(Arena *arena, const Column *column)
{
    static const char *const words[] = {"target",    "resource", "object",  "subject",    "entity",
                                        "owner",     "source",   "item",    "record",     "parent",
                                        "reference", "actor",    "model",   "related",    "context",
                                        "scope",     "linked",   "content", "associated", NULL};
    const char *stem = name_before_last_word(arena, column->name);
    size_t length = stem == NULL ? 0 : strlen(stem);

    if (length > 4 && strcmp(stem + length - 4, "able") == 0)
        return true;
    return stem != NULL && name_has_any_word(stem, words);
}

static bool
is_indexed_together(const Table *table, const Column *type, const Column *id)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        const IndexElement *first = index->elements.first;
        const IndexElement *second = first == NULL ? NULL : first->next;

        if (second == NULL)
            continue;
        if ((str_equal(first->column, type->name) && str_equal(second->column, id->name)) ||
            (str_equal(first->column, id->name) && str_equal(second->column, type->name)))
            return true;
    }
    return false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    if (shape_is_log(table) || shape_is_bookkeeping(table))
        return;
    for (const Column *id = table->columns.first; id != NULL; id = id->next)
    {
        const Column *type = relation_type_column(design, table, id);
        bool is_indexed;
        Finding *finding;

        if (type == NULL || key_foreign_key(table, id->name) != NULL ||
            !is_any_thing(findings->arena, id))
            continue;
        is_indexed = is_indexed_together(table, type, id);
        finding =
            finding_add(findings, &rule_polymorphic_association, table, id->name, id->location,
                        "%s.%s points to a table that %s names: no foreign key can hold it%s",
                        table_label(findings->arena, table), id->name, type->name,
                        is_indexed ? "" : ", and no index begins with the two");
        finding->kept_back = "splitting it changes every query that uses it";
    }
}

const Rule rule_polymorphic_association = {
    .id = "polymorphic-association",
    .catalogue = "FK15",
    .severity = SEVERITY_REMARK,
    .title = "reference to one of several tables by a type column",
    .why = "An id whose table is named by another column cannot be a foreign key: after "
           "deleting 100 posts of 600,000 comments, 400 comments pointed nowhere, and a "
           "target that never existed was accepted. Deleting a parent finds its children "
           "only by code, and a join over all kinds is a UNION. Nullable foreign keys take "
           "no more room.",
    .fix = "One nullable foreign key for each kind, with CHECK (num_nonnulls(...) = 1); or one "
           "table for each "
           "kind; or a common parent table whose key all kinds share. Where it stays, index "
           "(type, id) and add extended statistics on the two.",
    .trade_off = "A new kind needs a migration, where before it was only another value.",
    .not_when = "Logs and tables of frameworks; the id is a foreign key, or the word before _type "
                "and _id does not stand for "
                "several things.",
    .source = "PostgreSQL manual, 5.4.5 Foreign Keys; measured in "
              "docs/design/where_the_guides_disagree.md, point 10",
    .group = "%zu references to one of several tables",
    .check_table = check,
};
