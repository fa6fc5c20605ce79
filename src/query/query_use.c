/*
 * query_use.c - each reference of a column becomes a ColumnUse.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

ColumnUse *
query_use_mark(const Analysis *analysis)
{
    return analysis->query->uses.last;
}

void
query_use_default(Analysis *analysis, const ColumnUse *mark, uint32_t role)
{
    ColumnUse *use = mark == NULL ? analysis->query->uses.first : mark->next;

    for (; use != NULL; use = use->next)
    {
        if (use->roles == 0)
            use->roles = role;
    }
}

const RangeColumn *
query_use_base(const RangeEntry *entry, size_t index, const RangeEntry **base)
{
    const RangeColumn *column = &entry->columns[index];

    while (column->from != NULL)
    {
        entry = column->from;
        column = &entry->columns[column->from_index];
    }
    *base = entry;
    return column;
}

static bool
has_columns_of_its_own(const RangeEntry *entry)
{
    if (entry->relation == NULL)
        return false;
    return entry->relation->kind == RELATION_TABLE || entry->relation->kind == RELATION_VIEW ||
           entry->relation->kind == RELATION_CATALOG ||
           entry->relation->kind == RELATION_SEQUENCE || entry->relation->kind == RELATION_UNKNOWN;
}

static ColumnUse *
add_use(Analysis *analysis, const Scope *scope, const RangeEntry *entry, const char *name,
        int location)
{
    ColumnUse *use = arena_new_object(analysis->arena, ColumnUse);

    use->relation = entry->relation;
    use->table = entry->relation->table;
    use->view = entry->relation->view;
    use->name = name;
    use->select = scope->select;
    use->clause = analysis->clause;
    use->is_negated = analysis->is_negated;
    use->is_in_or = analysis->is_in_or;
    if (analysis->link != NULL && analysis->link->select == scope->select)
    {
        use->conjunct = analysis->link->conjunct;
        use->arm = analysis->link->arm;
    }
    use->offset = query_offset(location);
    list_append(&analysis->query->uses, use);
    return use;
}

/* What the way from a reference to its base column leads through. */
static void
note_way(ColumnUse *use, const RangeEntry *entry, size_t index)
{
    const RangeColumn *column = &entry->columns[index];

    while (column->from != NULL)
    {
        if (entry->relation != NULL && entry->relation->kind == RELATION_CTE)
            use->is_through_cte = true;
        else if (entry->relation != NULL)
            use->is_through_subquery = true;
        entry = column->from;
        column = &entry->columns[column->from_index];
    }
}

static ColumnUse *
use_of(Analysis *analysis, Scope *scope, const RangeEntry *entry, size_t index, int location,
       bool is_outer)
{
    const RangeEntry *base;
    const RangeColumn *column = query_use_base(entry, index, &base);
    ColumnUse *use;

    if (!has_columns_of_its_own(base))
        return NULL;
    use = add_use(analysis, scope, base, column->name, location);
    use->column = column->column;
    if (column->column != NULL)
        use->name = column->column->name;
    use->is_outer = is_outer;
    note_way(use, entry, index);
    return use;
}

Value
query_use_column(Analysis *analysis, Scope *scope, const RangeEntry *entry, size_t index,
                 int location, bool is_outer)
{
    const RangeColumn *column = &entry->columns[index];
    Value value = query_value(column->type);

    value.modifiers = column->modifiers;
    value.is_nullable = column->is_nullable || entry->is_nullable;
    value.entry = entry;
    value.entry_index = index;
    value.is_column = true;
    value.columns_used = 1;
    query_link_note(analysis, entry, index);
    value.use = use_of(analysis, scope, entry, index, location, is_outer);
    if (column->also != NULL)
        (void) use_of(analysis, scope, column->also, column->also_index, location, is_outer);
    return value;
}

ColumnUse *
query_use_written(Analysis *analysis, Scope *scope, const RangeEntry *entry, size_t index,
                  uint32_t role, int location)
{
    ColumnUse *use = use_of(analysis, scope, entry, index, location, false);

    if (use != NULL)
        use->roles = role;
    return use;
}
