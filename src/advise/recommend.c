#include "advise/recommend.h"

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

bool
recommend_choose(Arena *arena, const Findings *findings, RecommendScope scope, Recommendation *out,
                 Error *error)
{
    ChangeList wishes = gather(arena, findings, scope);
    Recommendation chosen = {0};

    chosen.changes = apply_compose(arena, findings->design->schema, &wishes, &chosen.dropped);
    chosen.target = apply_all(arena, findings->design->schema, &chosen.changes, error);
    if (chosen.target == NULL)
        return false;
    *out = chosen;
    return true;
}
