/*
 * query_name.c - what a name of a column stands for.
 *
 * A name is looked for in the FROM clause of its own SELECT, then in those around it. A bare name
 * that is no column may be a relation's: then the whole row is meant.
 */
#define TENFOLD_SERVER_HEADERS
#include "query/query_internal.h"

static const struct
{
    const char *name;
    TypeId type;
} system_columns[] = {
    {"ctid", BUILTIN_TID}, {"xmin", BUILTIN_XID}, {"xmax", BUILTIN_XID},
    {"cmin", BUILTIN_CID}, {"cmax", BUILTIN_CID}, {"tableoid", BUILTIN_OID},
};

/* FNV-1a, 32 bits. */
uint32_t
query_name_hash(const char *name)
{
    uint32_t hash = 2166136261u;

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char) *name) * 16777619u;
    return hash;
}

static size_t
find_hashed(const RangeEntry *entry, const char *name, uint32_t hash, bool *is_twice)
{
    size_t found = entry->count;

    for (size_t i = 0; i < entry->count; i++)
    {
        if (entry->columns[i].hash != hash || strcmp(entry->columns[i].name, name) != 0)
            continue;
        *is_twice = found < entry->count;
        if (*is_twice)
            break;
        found = i;
    }
    return found;
}

size_t
query_name_find(const RangeEntry *entry, const char *name)
{
    bool is_twice = false;

    return find_hashed(entry, name, query_name_hash(name), &is_twice);
}

static void
mark_correlated(Scope *from, const Scope *to)
{
    for (Scope *at = from; at != NULL && at != to; at = at->parent)
        at->select->is_correlated = true;
}

static bool
is_in_reach(const Scope *scope, const RangeItem *item)
{
    return !item->is_lateral_only || scope->is_lateral;
}

static Value
system_column(Analysis *analysis, Scope *scope, const RangeEntry *entry, TypeId type,
              const char *name, int location)
{
    Value value = query_value(type);
    ColumnUse *use = arena_new_object(analysis->arena, ColumnUse);

    use->relation = entry->relation;
    use->table = entry->relation->table;
    use->name = name;
    use->select = scope->select;
    use->clause = analysis->clause;
    use->offset = query_offset(location);
    list_append(&analysis->query->uses, use);
    value.use = use;
    value.is_nullable = entry->is_nullable;
    return value;
}

static TypeId
system_type(const RangeEntry *entry, const char *name)
{
    if (entry->relation == NULL ||
        (entry->relation->kind != RELATION_TABLE && entry->relation->kind != RELATION_CATALOG))
        return TYPE_NOTHING;
    for (size_t i = 0; i < ARRAY_LENGTH(system_columns); i++)
    {
        if (strcmp(system_columns[i].name, name) == 0)
            return system_columns[i].type;
    }
    return TYPE_NOTHING;
}

/* A column of this scope alone; NULL when there is none. */
static const RangeEntry *
find_column(Analysis *analysis, const Scope *scope, const char *name, int location, size_t *index)
{
    const RangeEntry *found = NULL;
    uint32_t hash = query_name_hash(name);
    bool is_ambiguous = false;

    for (const RangeItem *item = scope->items.first; item != NULL; item = item->next)
    {
        size_t at;

        if (item->are_columns_hidden || !is_in_reach(scope, item))
            continue;
        at = find_hashed(item->entry, name, hash, &is_ambiguous);
        if (at == item->entry->count)
            continue;
        is_ambiguous = is_ambiguous || found != NULL;
        if (found == NULL)
        {
            found = item->entry;
            *index = at;
        }
    }
    if (is_ambiguous)
        query_problem(analysis, location, "column reference \"%s\" is ambiguous", name);
    return found;
}

RangeEntry *
query_name_entry(Scope *scope, const char *space, const char *name, bool *is_outer)
{
    for (Scope *at = scope; at != NULL; at = at->parent)
    {
        for (const RangeItem *item = at->items.first; item != NULL; item = item->next)
        {
            if (item->is_name_hidden || item->entry->alias == NULL || !is_in_reach(at, item) ||
                strcmp(item->entry->alias, name) != 0)
                continue;
            if (space != NULL && !str_equal(space, item->entry->schema))
                continue;
            *is_outer = at != scope;
            if (*is_outer)
                mark_correlated(scope, at);
            return item->entry;
        }
    }
    return NULL;
}

static void
use_all(Analysis *analysis, Scope *scope, const RangeEntry *entry, int location, bool is_outer)
{
    for (size_t i = 0; i < entry->count; i++)
    {
        Value value = query_use_column(analysis, scope, entry, i, location, is_outer);

        if (value.use != NULL)
            value.use->is_whole_row = true;
    }
}

Value
query_name_row(Analysis *analysis, Scope *scope, const RangeEntry *entry, int location,
               bool is_outer)
{
    Value value;

    if (entry->is_function_value && entry->count > 0)
        return query_use_column(analysis, scope, entry, 0, location, is_outer);
    value = query_value(entry->row_type);
    if (entry->row_type == TYPE_NOTHING)
        value.type =
            query_type_row(analysis->context, NULL, "record", entry->columns, entry->count);
    value.is_nullable = entry->is_nullable;
    value.columns_used = (uint32_t) entry->count;
    use_all(analysis, scope, entry, location, is_outer);
    return value;
}

/* A function of one row, written like a column. */
static bool
call_like_column(Analysis *analysis, Value *row, const char *name)
{
    FuncCall call = {.type = T_FuncCall};
    Call found;

    call.funcname = list_make1(makeString((char *) (uintptr_t) name));
    call.location = -1;
    found = query_function_call(analysis, &call, row, 1);
    if (!found.is_found)
        return false;
    row->type = found.type;
    row->modifiers = found.modifiers;
    row->is_column = false;
    row->is_nullable = true;
    return true;
}

Value
query_name_field(Analysis *analysis, Value row, const char *name, int location)
{
    size_t count;
    const RangeColumn *fields = query_type_fields(analysis->context, row.type, &count);
    Value value = row;

    value.is_column = false;
    value.is_nullable = true;
    value.type = TYPE_NOTHING;
    value.modifiers = NULL;
    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        value.type = fields[i].type;
        value.modifiers = fields[i].modifiers;
        return value;
    }
    if (fields == NULL || call_like_column(analysis, &value, name))
        return value;
    query_problem(analysis, location, "column \"%s\" not found in data type %s", name,
                  query_type_text(analysis->context, analysis->arena, row.type));
    return value;
}

/* A relation that is not there has been reported; its columns may have any name. */
static bool
has_unknown(const Scope *scope)
{
    for (; scope != NULL; scope = scope->parent)
    {
        for (const RangeItem *item = scope->items.first; item != NULL; item = item->next)
        {
            if (item->entry->relation != NULL && item->entry->relation->kind == RELATION_UNKNOWN)
                return true;
        }
    }
    return false;
}

static Value
bare_name(Analysis *analysis, Scope *scope, const char *name, int location)
{
    size_t index = 0;
    bool is_outer = false;
    const RangeEntry *entry;

    for (Scope *at = scope; at != NULL; at = at->parent)
    {
        entry = find_column(analysis, at, name, location, &index);
        if (entry == NULL)
            continue;
        if (at != scope)
            mark_correlated(scope, at);
        return query_use_column(analysis, scope, entry, index, location, at != scope);
    }
    for (const RangeItem *item = scope->items.first; item != NULL; item = item->next)
    {
        if (system_type(item->entry, name) != TYPE_NOTHING && !item->are_columns_hidden)
            return system_column(analysis, scope, item->entry, system_type(item->entry, name), name,
                                 location);
    }
    entry = query_name_entry(scope, NULL, name, &is_outer);
    if (entry != NULL)
        return query_name_row(analysis, scope, entry, location, is_outer);
    if (!has_unknown(scope))
        query_problem(analysis, location, "column \"%s\" does not exist", name);
    return query_value(TYPE_NOTHING);
}

Value
query_name_of(Analysis *analysis, Scope *scope, const RangeEntry *entry, const char *name,
              int location, bool is_outer)
{
    bool is_twice = false;
    size_t index = find_hashed(entry, name, query_name_hash(name), &is_twice);
    Value row;

    if (is_twice)
        query_problem(analysis, location, "column reference \"%s\" is ambiguous", name);
    if (index < entry->count)
        return query_use_column(analysis, scope, entry, index, location, is_outer);
    if (system_type(entry, name) != TYPE_NOTHING)
        return system_column(analysis, scope, entry, system_type(entry, name), name, location);
    row = query_value(TYPE_NOTHING);
    if (entry->relation != NULL && entry->relation->kind == RELATION_UNKNOWN)
        return row;
    if (entry->row_type != TYPE_NOTHING)
    {
        row.type = entry->row_type;
        if (call_like_column(analysis, &row, name))
        {
            use_all(analysis, scope, entry, location, is_outer);
            return row;
        }
    }
    query_problem(analysis, location, "column %s.%s does not exist", entry->alias, name);
    return query_value(TYPE_NOTHING);
}

/* How many leading fields name the relation: "schema.table.column" has two. */
static const RangeEntry *
qualifier(Scope *scope, const List *fields, int count, bool *is_outer)
{
    const char *name = strVal(list_nth(fields, count - 1));
    const char *space = count > 1 ? strVal(list_nth(fields, count - 2)) : NULL;

    return query_name_entry(scope, space, name, is_outer);
}

const RangeEntry *
query_name_whole_row(Scope *scope, const Node *node, bool *is_outer)
{
    const ColumnRef *column = (const ColumnRef *) node;
    const char *name;

    *is_outer = false;
    if (!IsA(node, ColumnRef) || list_length(column->fields) != 1 ||
        !IsA(linitial(column->fields), String))
        return NULL;
    name = strVal(linitial(column->fields));
    for (const Scope *at = scope; at != NULL; at = at->parent)
    {
        for (const RangeItem *item = at->items.first; item != NULL; item = item->next)
        {
            if (!item->are_columns_hidden && is_in_reach(at, item) &&
                query_name_find(item->entry, name) < item->entry->count)
                return NULL;
        }
    }
    return query_name_entry(scope, NULL, name, is_outer);
}

Value
query_name_column(Analysis *analysis, Scope *scope, const ColumnRef *node)
{
    int count = list_length(node->fields);
    bool is_star = IsA(llast(node->fields), A_Star);
    bool is_outer = false;
    const RangeEntry *entry;

    if (count == 1 && !is_star)
        return bare_name(analysis, scope, strVal(linitial(node->fields)), node->location);
    if (count == 1)
        return query_value(TYPE_NOTHING);
    entry = qualifier(scope, node->fields, count - 1, &is_outer);
    if (entry == NULL)
    {
        query_problem(analysis, node->location, "missing FROM-clause entry for table \"%s\"",
                      strVal(list_nth(node->fields, count - 2)));
        return query_value(TYPE_NOTHING);
    }
    if (is_star)
        return query_name_row(analysis, scope, entry, node->location, is_outer);
    return query_name_of(analysis, scope, entry, strVal(llast(node->fields)), node->location,
                         is_outer);
}
