/*
 * A row that is only marked as deleted still takes its name. That hurts for what people choose:
 * a name, an address, a membership. It is right for what must never come back: tokens, hashes,
 * uuids, numbers from elsewhere. So only keys of the first kind are named.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/name.h"
#include "rule/shape.h"

static bool
is_chosen_by_people(const char *column)
{
    static const char *const words[] = {"name",  "email",    "username", "login", "slug", "handle",
                                        "title", "nickname", "path",     "phone", "code", NULL};

    static const char *const secrets[] = {"id",     "hash",         "hashed", "signature",
                                          "token",  "secret",       "key",    "uuid",
                                          "device", "verification", NULL};

    return name_has_any_word(column, words) && !name_has_any_word(column, secrets);
}

/* A key that a person may want again: a chosen name, or nothing but references (a membership). */
static bool
may_come_back(const Table *table, const NameList *columns)
{
    size_t references = 0;

    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        if (is_chosen_by_people(name->text))
            return true;
        references += key_foreign_key(table, name->text) != NULL;
    }
    return columns->count >= 2 && references == columns->count;
}

static bool
is_pointed_to(const Design *design, const Table *table, const NameList *columns)
{
    const ForeignKeyRefList *references = design_referencing(design, table);

    if (references == NULL)
        return false;
    for (const ForeignKeyRef *ref = references->first; ref != NULL; ref = ref->next)
        if (name_list_equal(&ref->constraint->ref_columns, columns))
            return true;
    return false;
}

static Index *
partial_copy(Arena *arena, const Design *design, const Table *table, const Index *index,
             const Column *mark)
{
    NameList columns = key_columns(arena, index);
    Index *partial = change_make_index(arena, design->schema, table, &columns);
    Expr *predicate = arena_new_object(arena, Expr);
    Reference *reference = arena_new_object(arena, Reference);

    predicate->sql = shape_alive_predicate(arena, design, mark);
    reference->kind = REFERENCE_COLUMN;
    reference->name = mark->name;
    list_append(&predicate->references, reference);
    partial->predicate = predicate;
    partial->is_unique = true;
    return partial;
}

static void
report(const Design *design, const Table *table, const Index *index, const Column *mark,
       Findings *findings)
{
    Arena *arena = findings->arena;
    bool has_constraint = index->constraint != NULL;
    NameList columns = key_columns(arena, index);
    Change *change;
    Finding *finding = finding_add(
        findings, &rule_unique_ignores_soft_delete, table, index->name, index->location,
        "unique %s on %s (%s) counts rows that %s marks as deleted: their %s cannot be used again",
        index->name, table_label(arena, table), key_index_text(arena, index), mark->name,
        columns.count == 1 ? columns.first->text : "combination");

    finding->object_id = index->name;
    finding->kept_back = "whether a deleted name may be taken again is a rule of the business";
    if (is_pointed_to(design, table, &columns))
        return;
    change =
        change_new(arena, has_constraint ? CHANGE_REPLACE_CONSTRAINT : CHANGE_REPLACE_INDEX, table);
    change->object = has_constraint ? index->constraint->name : index->name;
    change->index = partial_copy(arena, design, table, index, mark);
    finding_change(finding, change);
    finding->is_advised = false;
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *mark = shape_soft_delete(design, table);

    if (mark == NULL)
        return;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        NameList columns = key_columns(findings->arena, index);

        if (!key_is_unique_index(index) || index->is_primary ||
            name_list_contains(&columns, mark->name) || !may_come_back(table, &columns))
            continue;
        report(design, table, index, mark, findings);
    }
}

const Rule rule_unique_ignores_soft_delete = {
    .id = "unique-ignores-soft-delete",
    .catalogue = "IDX18",
    .severity = SEVERITY_WARNING,
    .title = "unique key that counts deleted rows",
    .why =
        "Where a row is deleted by marking it, a unique key without that mark goes on holding its "
        "name: the user who left cannot sign up again, and the insert fails with a "
        "duplicate of something that no screen shows. It gets likelier with each deleted row, "
        "since those only ever add up.",
    .fix = "Make it a unique index WHERE the row is not deleted.",
    .gain = "the names of deleted rows are free again",
    .trade_off =
        "A partial unique index cannot be the target of a foreign key, and ON CONFLICT must repeat "
        "its condition.",
    .not_when = "The primary key; keys that hold the mark or are partial; keys of tokens, hashes, "
                "uuids and "
                "foreign ids, which must not come back.",
    .source = "PostgreSQL manual, 11.8 Partial Indexes (example 11.3); "
              "docs/design/where_the_guides_disagree.md, point 23",
    .group = "%zu unique keys that count deleted rows",
    .check_table = check,
};
