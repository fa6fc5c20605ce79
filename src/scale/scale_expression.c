/*
 * scale_expression.c - statistics of an expression follow those of its column.
 *
 * An expression that keeps values apart, as lower() does, has the part of its column: keys stay keys. One
 * that does not, as date_trunc() or id % 10, draws from values of its own. Whether these grow is told by their
 * order: days follow one another as moments do, hours of the day come again.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"
#include "sql/token.h"

#include <math.h>

static const double KEPT_APART = 0.9; /* results for each value of the column */
static const double IN_ORDER = 0.5; /* correlation of a column that says something */
static const double ORDER_KEPT = 0.8; /* of that correlation */

static bool
names(const TokenList *tokens, size_t at, const char *column)
{
    const Token *token = &tokens->items[at];
    const char *start = tokens->text + token->start;
    size_t length = token->end - token->start;

    if (token->kind == TOKEN_QUOTED)
        return length == strlen(column) + 2 && strncmp(start + 1, column, length - 2) == 0;
    return token->kind == TOKEN_WORD && length == strlen(column) &&
           strncmp(start, column, length) == 0 && !token_list_is_char(tokens, at + 1, '(');
}

/* The only column that the text names; NULL for several. */
static const Column *
source_of(const Scaling *scaling, const Table *table, const char *text)
{
    TokenList tokens = token_list(scaling->arena, text, strlen(text));
    const Column *source = NULL;

    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        for (size_t at = 0; at < tokens.count; at++)
        {
            if (!names(&tokens, at, column->name))
                continue;
            if (source != NULL && source != column)
                return NULL;
            source = column;
        }
    return source;
}

/* True when all values that are known are of that kind. */
static bool
is_all(TypeFacts facts, const ColumnStats *values)
{
    double number;

    for (size_t i = 0; i < values->bound_count; i++)
        if (!value_read(facts, values->bounds[i], &number))
            return false;
    for (size_t i = 0; i < values->common_count; i++)
        if (!value_read(facts, values->common[i].text, &number))
            return false;
    return values->bound_count + values->common_count > 0;
}

static const char *
any_value(const ColumnStats *values)
{
    const char *text = values->bound_count > 0 ? values->bounds[0] : NULL;

    if (text == NULL && values->common_count > 0)
        text = values->common[0].text;
    return text == NULL ? "" : text;
}

/* The type, by the looks of the values: nobody tells the type of an expression. */
static TypeFacts
facts_of(const ColumnStats *values)
{
    static const TypeFacts time = {.category = CATEGORY_TIMESTAMP};
    static const TypeFacts number = {.category = CATEGORY_FLOAT};
    const char *text = any_value(values);

    if (is_all(time, values))
        return (TypeFacts){.category = strlen(text) == 10          ? CATEGORY_DATE
                                       : strchr(text, '+') == NULL ? CATEGORY_TIMESTAMP
                                                                   : CATEGORY_TIMESTAMPTZ};
    if (is_all(number, values))
        return (TypeFacts){.category =
                               strchr(text, '.') == NULL ? CATEGORY_INTEGER : CATEGORY_FLOAT};
    return (TypeFacts){.category = CATEGORY_TEXT};
}

static bool
keeps_order(const ColumnStats *values, const ColumnStats *source)
{
    return quantity_known(values->correlation) && quantity_known(source->correlation) &&
           fabs(source->correlation.value) > IN_ORDER &&
           fabs(values->correlation.value) > ORDER_KEPT * fabs(source->correlation.value);
}

/* Of an expression that gives the same for many values of its column. */
static ColumnKind
kind_of_many(const ColumnRole *source_role, TypeFacts facts, bool is_in_order)
{
    if (source_role->kind == KIND_TIME && value_is_time(facts))
        return KIND_TIME;
    return source_role->kind == KIND_NUMBERED && is_in_order ? KIND_NUMBERED : KIND_VALUE;
}

bool
scale_expression_role(const Scaling *scaling, const TableScale *table,
                      const ExpressionStats *expression, ColumnRole *out)
{
    const ColumnStats *values = &expression->values;
    const Column *column = source_of(scaling, table->table, expression->text);
    const ColumnStats *source = column == NULL ? NULL : stats_find_column(table->now, column->name);
    double distinct = scale_distinct_now(values, table->rows_now);
    ColumnRole role;

    *out = (ColumnRole){.kind = KIND_VALUE, .facts = facts_of(values)};
    if (distinct < 1)
        return false;
    if (source == NULL)
        return true;
    role = scale_role(scaling, table->table, column);
    if (distinct < KEPT_APART * scale_distinct_now(source, table->rows_now))
    {
        out->kind = kind_of_many(&role, out->facts, keeps_order(values, source));
        return true;
    }
    role.facts = out->facts;
    if (role.kind == KIND_STATE || (role.kind == KIND_TIME && !value_is_time(role.facts)))
        role.kind = KIND_VALUE;
    *out = role;
    return true;
}

/* Where the column's share of nulls changes with time, so does the expression's. */
static void
scale_one(const Scaling *scaling, const TableScale *table, ExpressionStats *out)
{
    const ColumnStats now = out->values;
    const Column like = {.name = out->text, .statistics_target = -1};
    ColumnRole role;

    if (scale_expression_role(scaling, table, out, &role))
        scale_values(scaling, table, &like, &role, &now, &out->values);
}

void
scale_expressions(const Scaling *scaling, const TableScale *table, TableStats *then)
{
    then->expressions = (ExpressionStatsList){0};
    for (const ExpressionStats *now = table->now->expressions.first; now != NULL; now = now->next)
    {
        ExpressionStats *out = arena_new_object(scaling->arena, ExpressionStats);

        *out = *now;
        out->next = NULL;
        scale_one(scaling, table, out);
        list_append(&then->expressions, out);
    }
}
