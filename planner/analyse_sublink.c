/* Sub-selects in expressions. What one returns is compared column by column by its test. */
#include "planner/analyse.h"

static const char *
kind_of(const SubLink *node)
{
    switch (node->subLinkType)
    {
    case EXISTS_SUBLINK:
        return "exists";
    case ANY_SUBLINK:
    case ALL_SUBLINK:
        return "in";
    default:
        return "scalar";
    }
}

/* What EXISTS returns is looked at by nobody. */
static void
forget_returned(ValueArray result)
{
    for (int i = 0; i < result.count; i++)
    {
        UseNote *use = result.items[i].use;

        if (use != NULL && use->roles == ROLE_RETURNED)
            use->roles = ROLE_OTHER;
    }
}

/* x IN (SELECT …) and x = ANY (SELECT …) are one and the same. */
static void
test(Analysis *analysis, Level *level, const SubLink *node, ValueArray result, bool is_condition)
{
    ValueArray outer = analysis->sublink;
    const char *form = analysis->form;

    analysis->sublink = result;
    analysis->is_condition = is_condition;
    analysis->form = node->subLinkType == ANY_SUBLINK ? "IN" : "";
    (void) analyse_expr(analysis, level, node->testexpr);
    analysis->sublink = outer;
    analysis->form = form;
}

Value
analyse_sublink(Analysis *analysis, Level *level, SubLink *node)
{
    bool is_condition = analyse_compare_take(analysis);
    bool is_not = analysis->is_negated || node->subLinkType == ALL_SUBLINK;
    SelectNote *select;
    ValueArray result = analyse_query(analysis, level, castNode(Query, node->subselect),
                                      kind_of(node), NULL, &select);

    select->is_not = is_not;
    if (node->subLinkType == EXISTS_SUBLINK)
        forget_returned(result);
    else if (node->testexpr != NULL)
        test(analysis, level, node, result, is_condition);
    return (Value){.columns_used = 2, .is_nullable = true};
}
