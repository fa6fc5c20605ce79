/*
 * ddl_select_rows.c - what follows the loops: ORDER BY, DISTINCT, LIMIT.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_select.h"

static int
compare_rows(Select *select, const Row *left, const Row *right)
{
    size_t at = 0;
    ListCell *cell;

    foreach (cell, select->statement->sortClause)
    {
        bool is_down = lfirst_node(SortBy, cell)->sortby_dir == SORTBY_DESC;
        Value first = left->keys[at];
        Value second = right->keys[at++];
        int order;

        if (first.kind <= VALUE_NULL || second.kind <= VALUE_NULL ||
            !ddl_value_compare(select->eval->arena, first, second, &order))
            continue;
        if (order != 0)
            return is_down ? -order : order;
    }
    return 0;
}

/* Merges, so that rows that are alike stay as they were. */
static Row *
sort_rows(Select *select, Row *first, size_t count)
{
    Row *middle = first;
    Row *second;
    Row *sorted = NULL;
    Row **link = &sorted;

    if (count < 2)
        return first;
    for (size_t i = 0; i + 1 < count / 2; i++)
        middle = middle->next;
    second = middle->next;
    middle->next = NULL;
    first = sort_rows(select, first, count / 2);
    second = sort_rows(select, second, count - count / 2);
    while (first != NULL || second != NULL)
    {
        bool is_first =
            second == NULL || (first != NULL && compare_rows(select, first, second) <= 0);
        Row **from = is_first ? &first : &second;

        *link = *from;
        link = &(*from)->next;
        *from = (*from)->next;
    }
    return sorted;
}

void
ddl_select_sort(Select *select)
{
    RowList *rows = &select->out->rows;

    if (select->statement->sortClause == NIL || rows->count < 2)
        return;
    rows->first = sort_rows(select, rows->first, rows->count);
    for (rows->last = rows->first; rows->last->next != NULL; rows->last = rows->last->next)
        continue;
}

static bool
same_values(Eval *eval, const Row *left, const Row *right, size_t width)
{
    for (size_t i = 0; i < width; i++)
    {
        int order;

        if (left->values[i].kind == VALUE_NULL && right->values[i].kind == VALUE_NULL)
            continue;
        if (left->values[i].kind <= VALUE_NULL || right->values[i].kind <= VALUE_NULL ||
            !ddl_value_compare(eval->arena, left->values[i], right->values[i], &order) ||
            order != 0)
            return false;
    }
    return true;
}

void
ddl_select_distinct(Eval *eval, RowSet *set)
{
    RowList kept = {0};
    Row *next;

    for (Row *row = set->rows.first; row != NULL; row = next)
    {
        const Row *same = kept.first;

        next = row->next;
        while (same != NULL && *eval->work > 0 && !same_values(eval, same, row, set->width))
        {
            same = same->next;
            (*eval->work)--;
        }
        if (same == NULL)
            list_append(&kept, row);
    }
    set->rows = kept;
}

void
ddl_select_limit(Select *select)
{
    RowList *rows = &select->out->rows;
    Value count;
    Row *row = rows->first;

    if (select->statement->limitOffset != NULL)
        select->out->is_partial = true;
    if (select->statement->limitCount == NULL)
        return;
    count = ddl_eval_node(select->eval, select->statement->limitCount);
    if (count.kind != VALUE_INTEGER || count.integer < 0)
        return;
    if (count.integer == 0)
    {
        *select->out = (RowSet){.columns = select->out->columns, .width = select->out->width};
        return;
    }
    if ((uint64_t) count.integer >= rows->count)
        return;
    for (int64_t i = 1; i < count.integer; i++)
        row = row->next;
    row->next = NULL;
    rows->last = row;
    rows->count = (size_t) count.integer;
}
