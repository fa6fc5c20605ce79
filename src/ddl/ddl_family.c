/*
 * ddl_family.c - a table and all that descend from it, for statements that reach children.
 *
 * A column or CHECK that comes from a parent can only be changed there, and a child that has it from
 * two parents only when both change together.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_family.h"

typedef struct Member Member;
struct Member
{
    Member *next;
    Table *table;
};

typedef struct Family
{
    Member *first;
    Map *seen;
    const char *name; /* of the column or CHECK in question */
    bool is_check;
} Family;

static bool
has_it(const Table *table, const char *name, bool is_check)
{
    const Constraint *check = is_check ? table_find_constraint(table, name) : NULL;

    if (!is_check)
        return table_find_column(table, name) != NULL;
    return check != NULL && check->kind == CONSTRAINT_CHECK && !check->is_no_inherit;
}

static Table *
parent_of(Reader *reader, const TableParent *link)
{
    return link == NULL ? NULL : schema_find_table(reader->schema, link->schema, link->name);
}

static uint32_t
count_parents(Reader *reader, const Table *table, const char *name, bool is_check)
{
    const Table *parent = parent_of(reader, table->partition_of);
    uint32_t count = parent != NULL && has_it(parent, name, is_check);

    for (const TableParent *link = table->inherits.first; link != NULL; link = link->next)
    {
        parent = parent_of(reader, link);
        count += parent != NULL && has_it(parent, name, is_check);
    }
    return count;
}

uint32_t
ddl_family_column_parents(Reader *reader, const Table *table, const char *column)
{
    return count_parents(reader, table, column, false);
}

uint32_t
ddl_family_check_parents(Reader *reader, const Table *table, const char *name)
{
    return count_parents(reader, table, name, true);
}

static void
mark_child(Reader *reader, Table *child, void *context)
{
    (void) reader; /* a ChildVisit */
    (void) child;
    *(bool *) context = true;
}

bool
ddl_family_has_children(Reader *reader, const Table *table)
{
    bool has_children = false;

    ddl_each_child(reader, table, mark_child, &has_children);
    return has_children;
}

static const char *
key_of(Reader *reader, const Table *table)
{
    return arena_printf(reader->turn, "%p", (const void *) table);
}

static void
add_member(Reader *reader, Table *table, void *context)
{
    Family *family = context;
    Member *member;

    if (!has_it(table, family->name, family->is_check) ||
        map_get(family->seen, key_of(reader, table)) != NULL)
        return;
    map_put(family->seen, key_of(reader, table), table);
    member = arena_new_object(reader->turn, Member);
    member->table = table;
    member->next = family->first;
    family->first = member;
    ddl_each_child(reader, table, add_member, context);
}

/* Of its parents that have it, those that change as well. */
static uint32_t
parents_within(Reader *reader, const Family *family, const Table *table)
{
    const Table *parent = parent_of(reader, table->partition_of);
    uint32_t count = parent != NULL && map_get(family->seen, key_of(reader, parent)) != NULL;

    for (const TableParent *link = table->inherits.first; link != NULL; link = link->next)
    {
        parent = parent_of(reader, link);
        count += parent != NULL && map_get(family->seen, key_of(reader, parent)) != NULL;
    }
    return count;
}

static bool
may_change(Reader *reader, Table *table, Family *family, const char *verb, bool is_only)
{
    const char *what = family->is_check ? "constraint" : "column";

    if (!reader->has_children)
        return true;
    if (is_only && ddl_family_has_children(reader, table))
    {
        ddl_error(reader, -1, "inherited %s \"%s\": cannot %s it in \"%s\" only", what,
                  family->name, verb, table->name);
        return false;
    }
    family->seen = map_new(reader->turn);
    add_member(reader, table, family);
    for (const Member *at = family->first; at != NULL; at = at->next)
    {
        if (count_parents(reader, at->table, family->name, family->is_check) <=
            parents_within(reader, family, at->table))
            continue;
        ddl_error(reader, -1, "cannot %s inherited %s \"%s\"", verb, what, family->name);
        return false;
    }
    return true;
}

bool
ddl_family_may_change_column(Reader *reader, Table *table, const char *column, const char *verb,
                             bool is_only)
{
    Family family = {.name = column};

    return may_change(reader, table, &family, verb, is_only);
}

bool
ddl_family_may_rename_check(Reader *reader, Table *table, const char *name, bool is_only)
{
    Family family = {.name = name, .is_check = true};

    return may_change(reader, table, &family, "rename", is_only);
}

void
ddl_family_settle(Reader *reader, Table *child)
{
    for (Column *column = child->columns.first; column != NULL; column = column->next)
    {
        if (column->is_inherited && count_parents(reader, child, column->name, false) == 0)
            column->is_inherited = false;
    }
    for (Constraint *at = child->constraints.first; at != NULL; at = at->next)
    {
        if (at->is_inherited && at->kind == CONSTRAINT_CHECK &&
            count_parents(reader, child, at->name, true) == 0)
            at->is_inherited = false;
    }
}
