/*
 * What most rows have is in the list of common values; what is not there is at most what the list leaves.
 *
 * The trap: of a parameter nobody knows the value. Something is said of it only where no value is common.
 */
#include "rule/asked.h"

#include "schema/type.h"

#include <math.h>

static const double NOT_KNOWN = -1;

/* Where the most common value is rarer, so is every other. */
static const double MOST_SAID_OF_ANY = 0.5;

static const ColumnStats *
stats_of(const Design *design, const ColumnUse *use)
{
    return use->table == NULL || use->column == NULL
               ? NULL
               : stats_find_column(design_table_stats(design, use->table), use->column->name);
}

/* The asked value as PostgreSQL prints it; NULL: a parameter. */
static const char *
asked_text(const Design *design, const ColumnUse *use)
{
    TypeCategory category = type_facts(design->schema, &use->column->type).category;

    if (category == CATEGORY_BOOLEAN && (use->roles & USE_EQUAL) == 0)
        return use->is_negated ? "f" : "t";
    if (category == CATEGORY_BOOLEAN && use->constant != NULL)
        return strchr("tTyY1", *use->constant) != NULL ? "t" : "f";
    return use->constant;
}

static double
share_of_value(const ColumnStats *stats, const char *text)
{
    double rest = quantity_known(stats->null_fraction) ? 1 - stats->null_fraction.value : 1;

    if (stats->common_count == 0)
        return NOT_KNOWN;
    for (size_t i = 0; i < stats->common_count; i++)
    {
        if (stats->common[i].text == NULL)
            return NOT_KNOWN;
        if (str_equal(stats->common[i].text, text))
            return stats->common[i].fraction;
        rest -= stats->common[i].fraction;
    }
    return fmax(0, rest);
}

double
asked_share(const Design *design, const AccessCondition *condition)
{
    const ColumnUse *use = condition->use;
    const ColumnStats *stats = stats_of(design, use);
    const char *text;

    if (stats == NULL)
        return NOT_KNOWN;
    if ((use->roles & USE_IS_NULL) != 0)
        return quantity_known(stats->null_fraction) ? stats->null_fraction.value : NOT_KNOWN;
    text = asked_text(design, use);
    if (text != NULL)
        return share_of_value(stats, text);
    return stats->common_count == 0 || stats->common[0].fraction > MOST_SAID_OF_ANY
               ? NOT_KNOWN
               : stats->common[0].fraction;
}

bool
asked_is_state(const Design *design, const AccessCondition *condition)
{
    const ColumnUse *use = condition->use;
    TypeCategory category;

    if (!condition->is_weak || use->column == NULL)
        return false;
    if ((use->roles & USE_IS_NULL) != 0)
        return true;
    category = type_facts(design->schema, &use->column->type).category;
    if (category == CATEGORY_BOOLEAN)
        return (use->roles & USE_BOOLEAN) != 0 || condition->is_fixed;
    return category == CATEGORY_ENUM && condition->is_fixed && (use->roles & USE_EQUAL) != 0;
}
