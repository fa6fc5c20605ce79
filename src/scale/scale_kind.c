/*
 * scale_kind.c - what makes the values of a column.
 *
 * Keys, foreign keys, types and defaults say most of it, the statistics say more, and joins of the
 * workload name references that no foreign key declares. Names of columns are not looked at, but for one
 * thing: a number called as foreign keys elsewhere are, which all point to one table, points there too. Tables of
 * events often leave the key out.
 */
#include "scale/scale_internal.h"

#include "scale/value.h"

#include <math.h>

static const double SHARE_UNIQUE = 0.99; /* different values a row */
static const double SHARE_OPEN =
    0.5; /* of rows that still have their default: more is no passing state */
static const double NOW_WITHIN = 0.1; /* of the span of a time column: its right end is now */

static const Constraint ambiguous = {.kind = CONSTRAINT_FOREIGN_KEY};

static bool
is_unique_alone(const Table *table, const Column *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && index->predicate == NULL && index->elements.count == 1 &&
            str_equal(index->elements.first->column, column->name))
            return true;
    return false;
}

static bool
is_generated(const Column *column)
{
    return column->identity != IDENTITY_NONE || column->sequence != NULL ||
           (column->default_expr != NULL && strstr(column->default_expr->sql, "nextval(") != NULL);
}

/* The column that a foreign key on this one points to. */
static bool
find_declared(const Scaling *scaling, const Table *table, const Column *column, ColumnRole *role)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const Name *to = key->ref_columns.first;

        if (key->kind != CONSTRAINT_FOREIGN_KEY)
            continue;
        for (const Name *name = key->columns.first; name != NULL && to != NULL;
             name = name->next, to = to->next)
        {
            if (!str_equal(name->text, column->name))
                continue;
            role->to = schema_find_table(scaling->design->schema, key->ref_schema, key->ref_table);
            role->to_column = role->to == NULL ? NULL : table_find_column(role->to, to->text);
            if (role->to_column != NULL)
                return true;
        }
    }
    return false;
}

/* Columns live as long as the schema: their address is their name. */
static const char *
name_of(Arena *arena, const Column *column)
{
    return arena_printf(arena, "%p", (const void *) column);
}

/* Foreign keys of one column by its name: the key's column, or NULL where two lead to different tables. */
static void
start_named(Scaling *scaling)
{
    const Schema *schema = scaling->design->schema;

    scaling->named = map_new(scaling->arena);
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
        {
            const Constraint *other;

            if (key->kind != CONSTRAINT_FOREIGN_KEY || key->columns.count != 1 ||
                key->ref_columns.count != 1)
                continue;
            other = map_get(scaling->named, key->columns.first->text);
            if (other == NULL)
                map_put(scaling->named, key->columns.first->text, (void *) key);
            else if (!str_equal(other->ref_table, key->ref_table) ||
                     !str_equal(other->ref_schema, key->ref_schema))
                map_put(scaling->named, key->columns.first->text, (void *) &ambiguous);
        }
}

static bool
joins_key(const ColumnUse *use)
{
    return (use->roles & USE_JOINED) != 0 && use->other != NULL && use->other->table != NULL &&
           use->other->column != NULL && use->other->table != use->table &&
           is_unique_alone(use->other->table, use->other->column);
}

void
scale_role_start(Scaling *scaling)
{
    const Workload *workload = scaling->design->workload;
    Arena *work = arena_new(NULL, "scale_role_start");

    scaling->joined = map_new(scaling->arena);
    scaling->keys = map_new(scaling->arena);
    scaling->updated = map_new(scaling->arena);
    scaling->roles = map_new(scaling->arena);
    start_named(scaling);
    for (const WorkloadQuery *query = workload == NULL ? NULL : workload->queries.first;
         query != NULL; query = query->next)
        for (const ColumnUse *use = query->meaning == NULL ? NULL : query->meaning->uses.first;
             use != NULL; use = use->next)
        {
            if (use->column == NULL || use->table == NULL)
                continue;
            if (joins_key(use))
            {
                map_put(scaling->joined, name_of(work, use->column), (void *) use);
                map_put(scaling->keys, name_of(work, use->other->column), (void *) use);
            }
            if ((use->roles & USE_UPDATED) != 0)
                map_put(scaling->updated, name_of(work, use->column), (void *) use);
        }
    arena_free(work);
}

bool
scale_is_pointed_to(const Scaling *scaling, const Table *table)
{
    if (design_referencing(scaling->design, table)->count > 0)
        return true;
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
        if (map_get(scaling->keys, name_of(scaling->arena, column)) != NULL)
            return true;
    return false;
}

/* A query joins the column with the key of another table. */
static bool
find_joined(const Scaling *scaling, const Column *column, ColumnRole *role)
{
    const ColumnUse *use = map_get(scaling->joined, name_of(scaling->arena, column));

    if (use == NULL)
        return false;
    role->to = use->other->table;
    role->to_column = use->other->column;
    return true;
}

/* Called as the foreign keys of other tables, of their type, and with no more values than they can have. */
static bool
find_named(const Scaling *scaling, const Table *table, const Column *column,
           const ColumnStats *stats, ColumnRole *role)
{
    const Constraint *key = map_get(scaling->named, column->name);
    const TableStats *to_stats;
    const Table *to;
    const Column *to_column;

    if (key == NULL || key == &ambiguous || role->is_unique ||
        (role->facts.category != CATEGORY_INTEGER && role->facts.category != CATEGORY_UUID))
        return false;
    to = schema_find_table(scaling->design->schema, key->ref_schema, key->ref_table);
    to_column = to == NULL ? NULL : table_find_column(to, key->ref_columns.first->text);
    if (to_column == NULL || to == table ||
        type_facts(scaling->design->schema, &to_column->type).category != role->facts.category)
        return false;
    to_stats = stats_find_table(scaling->now, to->schema, to->name);
    if (stats != NULL && to_stats != NULL && quantity_known(stats->distinct) &&
        quantity_known(to_stats->rows) && stats->distinct.value > to_stats->rows.value)
        return false;
    role->to = to;
    role->to_column = to_column;
    return true;
}

static bool
names_clock(const char *sql)
{
    static const char *const words[] = {"now(",           "current_timestamp",
                                        "current_date",   "clock_timestamp",
                                        "localtimestamp", "statement_timestamp"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strcasestr(sql, words[i]) != NULL)
            return true;
    return false;
}

/* Set by the clock, or reaching to today; of a birthday neither is true. */
static bool
moves_with_clock(const Scaling *scaling, const Column *column, TypeFacts facts,
                 const ColumnStats *stats)
{
    double low, high;
    double today = 86400.0 * scaling->design->today;

    if (!value_is_time(facts))
        return false;
    if (column->default_expr != NULL && names_clock(column->default_expr->sql))
        return true;
    if (stats == NULL || stats->bound_count < 2)
        return stats == NULL || stats->common_count == 0;
    if (!value_read(facts, stats->bounds[0], &low) ||
        !value_read(facts, stats->bounds[stats->bound_count - 1], &high))
        return false;
    return high >= today - fmax(86400, NOW_WITHIN * (high - low));
}

/* 'open', 'open'::text, false, 0: the value as ANALYZE shows it; NULL of any other default. */
static const char *
constant_default(const Scaling *scaling, const Column *column)
{
    const char *sql = column->default_expr == NULL ? NULL : column->default_expr->sql;
    const char *end;

    if (sql == NULL)
        return NULL;
    if (str_equal(sql, "false"))
        return "f";
    if (str_equal(sql, "true"))
        return "t";
    if (*sql >= '0' && *sql <= '9' && sql[strspn(sql, "0123456789")] == '\0')
        return sql;
    end = *sql == '\'' ? strchr(sql + 1, '\'') : NULL;
    if (end == NULL || (end[1] != '\0' && end[1] != ':'))
        return NULL;
    return arena_strndup(scaling->arena, sql + 1, (size_t) (end - sql - 1));
}

static bool
is_updated(const Scaling *scaling, const Table *table, const Column *column)
{
    Quantity updates = design_updates_per_day(scaling->design, table);

    if (scaling->design->workload != NULL)
        return map_get(scaling->updated, name_of(scaling->arena, column)) != NULL;
    return quantity_known(updates) && updates.value > 0;
}

/* The default that fewer than half of the rows still have, of a column that is updated. */
static const char *
initial_state(const Scaling *scaling, const Table *table, const Column *column,
              const ColumnStats *stats)
{
    const char *initial = constant_default(scaling, column);

    if (initial == NULL || stats == NULL || !is_updated(scaling, table, column))
        return NULL;
    for (size_t i = 0; i < stats->common_count; i++)
        if (str_equal(stats->common[i].text, initial))
            return stats->common[i].fraction < SHARE_OPEN ? initial : NULL;
    return NULL;
}

static bool
looks_unique(const ColumnStats *stats)
{
    return stats != NULL && quantity_known(stats->distinct_share) &&
           stats->distinct_share.value >= SHARE_UNIQUE * (1 - stats->null_fraction.value);
}

static ColumnRole
find_role(const Scaling *scaling, const Table *table, const Column *column)
{
    const TableStats *table_stats = stats_find_table(scaling->now, table->schema, table->name);
    const ColumnStats *stats = stats_find_column(table_stats, column->name);
    ColumnRole role = {.facts = type_facts(scaling->design->schema, &column->type),
                       .is_unique = is_unique_alone(table, column)};

    if (find_declared(scaling, table, column, &role))
        role.kind = KIND_REFERENCE;
    else if (role.facts.category == CATEGORY_INTEGER &&
             (is_generated(column) || role.is_unique || looks_unique(stats)))
        role.kind = KIND_NUMBERED;
    else if (find_joined(scaling, column, &role) ||
             find_named(scaling, table, column, stats, &role))
        role.kind = KIND_REFERENCE;
    else if (moves_with_clock(scaling, column, role.facts, stats))
        role.kind = KIND_TIME;
    else if (role.is_unique)
        role.kind = KIND_UNIQUE;
    else if ((role.initial = initial_state(scaling, table, column, stats)) != NULL)
        role.kind = KIND_STATE;
    else
        role.kind = KIND_VALUE;
    return role;
}

ColumnRole
scale_role(const Scaling *scaling, const Table *table, const Column *column)
{
    const char *name = name_of(scaling->arena, column);
    ColumnRole *known = map_get(scaling->roles, name);

    if (known == NULL)
    {
        known = arena_new_object(scaling->arena, ColumnRole);
        *known = find_role(scaling, table, column);
        map_put(scaling->roles, name, known);
    }
    return *known;
}
