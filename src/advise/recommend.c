#include "advise/recommend.h"

#include "rule/redundant.h"

static bool
is_in_scope(const Finding *finding, RecommendScope scope)
{
    if (finding->is_ignored)
        return false;
    return scope == RECOMMEND_EVERYTHING || finding->is_advised;
}

/* Changes stay with their findings, so the wishes are copies. */
static ChangeList
gather(Arena *arena, const Findings *findings, RecommendScope scope)
{
    ChangeList wishes = {0};

    for (const Finding *finding = findings->list.first; finding != NULL; finding = finding->next)
    {
        if (!is_in_scope(finding, scope))
            continue;
        for (const Change *change = finding->changes.first; change != NULL; change = change->next)
        {
            Change *wish;

            if (change_list_has(&wishes, change))
                continue;
            wish = arena_new_object(arena, Change);
            *wish = *change;
            if (wish->reason == NULL)
                wish->reason = finding->rule->id;
            list_append(&wishes, wish);
        }
    }
    return wishes;
}

/* Dropped in the same migration, after the longer one is there. */
static void
wish_drop(Arena *arena, const Table *table, const Index *index, ChangeList *wishes)
{
    Change *wish = change_new(arena, CHANGE_DROP_INDEX, table);

    wish->object = index->name;
    wish->reason = "index-redundant";
    if (!change_list_has(wishes, wish))
        list_append(wishes, wish);
}

/*
 * A new index may do all that an old one does: (a, b) what (a) did. Without dropping that one every insert
 * would pay for both. Constraints stay: they say something about the data.
 */
static bool
wish_away_superseded(Arena *arena, const Design *design, const Schema *target, ChangeList *wishes)
{
    size_t before = wishes->count;

    for (const Table *table = design->schema->tables.first; table != NULL; table = table->next)
    {
        const Table *next = schema_find_table(target, table->schema, table->name);

        for (const Index *index = next == NULL ? NULL : table->indexes.first; index != NULL;
             index = index->next)
        {
            const Index *kept = schema_find_index(target, next->schema, index->name);
            const Index *successor = kept == NULL || kept->constraint != NULL
                                         ? NULL
                                         : redundant_successor(design, next, kept);

            if (successor != NULL &&
                schema_find_index(design->schema, table->schema, successor->name) == NULL)
                wish_drop(arena, table, index, wishes);
        }
    }
    return wishes->count > before;
}

/* Composes the wishes and makes them on a copy of the schema. */
static bool
compose(Arena *arena, const Schema *schema, const ChangeList *wishes, Recommendation *out,
        Error *error)
{
    *out = (Recommendation){0};
    out->changes = apply_compose(arena, schema, wishes, &out->dropped);
    out->target = apply_all(arena, schema, &out->changes, error);
    return out->target != NULL;
}

bool
recommend_choose(Arena *arena, const Findings *findings, RecommendScope scope, Recommendation *out,
                 Error *error)
{
    ChangeList wishes = gather(arena, findings, scope);
    const Design *design = findings->design;

    if (!compose(arena, design->schema, &wishes, out, error))
        return false;
    return !wish_away_superseded(arena, design, out->target, &wishes) ||
           compose(arena, design->schema, &wishes, out, error);
}
