#include "plan/widen.h"
#include "schema/type.h"
#include "sql/quote.h"
#include "stats/size.h"

/*
 * Three ways to another type. Where PostgreSQL only writes its catalog (varchar to text), one brief
 * ALTER TABLE. Where the tables are known to be small, one ALTER TABLE that rewrites them, with its
 * lock and seconds said. Else the long way of widen.h.
 */

static int64_t
number_of(const char *modifiers, size_t which)
{
    const char *at = modifiers;

    for (; at != NULL && which > 0; which--)
        at = strchr(at, ',') == NULL ? NULL : strchr(at, ',') + 1;
    return at == NULL ? 0 : strtoll(at, NULL, 10);
}

/* The new limit is the old one or larger; none is larger than any. */
static bool
is_longer(const TypeName *old, const TypeName *new)
{
    if (new->modifiers == NULL)
        return true;
    return old->modifiers != NULL && number_of(new->modifiers, 0) >= number_of(old->modifiers, 0);
}

static const char *
text_fact(const TypeName *old, const TypeName *new)
{
    bool is_varying = str_equal(new->name, "varchar") || str_equal(new->name, "text");

    if (str_equal(old->name, "varchar") && is_varying && is_longer(old, new))
        return str_equal(new->name, "text") ? "ty_vc_text" : "ty_vc_longer";
    if (str_equal(old->name, "text") && is_varying && new->modifiers == NULL)
        return "ty_text_vc_nolen";
    return NULL;
}

/* The same type with other limits. */
static const char *
limit_fact(const TypeName *old, const TypeName *new)
{
    if (!is_longer(old, new))
        return NULL;
    if (str_equal(old->name, "numeric") && new->modifiers == NULL)
        return "ty_num_unconstr";
    if (str_equal(old->name, "numeric"))
        return number_of(old->modifiers, 1) == number_of(new->modifiers, 1) ? "ty_num_prec" : NULL;
    if (str_equal(old->name, "timestamp") || str_equal(old->name, "timestamptz"))
        return new->modifiers == NULL ? "ty_ts_prec_none" : "ty_ts_prec_up";
    return str_equal(old->name, "varbit") ? "ty_varbit_longer" : NULL;
}

/* The fact of a change that writes nothing but the catalog; NULL when rows are rewritten. */
static const char *
catalog_fact(const TypeName *old, const TypeName *new)
{
    if (old->schema != NULL || new->schema != NULL || old->dimensions > 0 || new->dimensions > 0)
        return NULL;
    if (text_fact(old, new) != NULL)
        return text_fact(old, new);
    if (str_equal(old->name, "cidr") && str_equal(new->name, "inet"))
        return "ty_cidr_inet";
    if (str_equal(old->name, "timestamp") && str_equal(new->name, "timestamptz") &&
        new->modifiers == NULL)
        return "ty_ts_tstz_utc";
    return str_equal(old->name, new->name) ? limit_fact(old, new) : NULL;
}

static const char *
rewrite_fact(const TypeName *old, const TypeName *new, bool is_group)
{
    if (str_equal(old->name, "int4") && str_equal(new->name, "int8"))
        return is_group ? "ty_int_bigint_pk_fk" : "ty_int_bigint";
    if (str_equal(old->name, "int2"))
        return "ty_smallint_int";
    if (str_equal(old->name, "json"))
        return "ty_json_jsonb";
    if (str_equal(old->name, "bpchar"))
        return "ty_char_text";
    return str_equal(old->name, "timestamp") ? "ty_ts_tstz_using" : "ty_using_same";
}

/* An index on the column is rebuilt when it is of another family of operators. */
static bool
is_index_kept(const Table *table, const Column *column, const TypeName *new)
{
    RenamingList columns = {0};
    Moving moving = {.table = (Table *) table};
    Renaming itself = {.from = column->name, .to = ""};

    list_append(&columns, &itself);
    moving.columns = columns;
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (!widen_has_index(&moving, index))
            continue;
        if (str_equal(column->type.name, "timestamp") && str_equal(new->name, "timestamptz"))
            return false;
        if (depend_mentions(index->predicate, &columns))
            return false;
        for (const IndexElement *element = index->elements.first; element != NULL;
             element = element->next)
        {
            if (depend_mentions(element->expr, &columns))
                return false;
        }
    }
    return true;
}

static bool
is_checked(const Table *table, const Column *column)
{
    RenamingList columns = {0};
    Renaming itself = {.from = column->name, .to = ""};

    list_append(&columns, &itself);
    for (const Constraint *check = table->constraints.first; check != NULL; check = check->next)
    {
        if (check->kind == CONSTRAINT_CHECK && depend_mentions(check->check, &columns))
            return true;
    }
    return false;
}

/* The columns of one change, the tables that they are in, and the way that it goes. */
typedef struct Group
{
    const Change *change;
    FollowerList columns;
    MovingList tables;
    const char *fact; /* one ALTER TABLE will do; NULL: the long way */
} Group;

/* Children change with their parents, and what is wide enough already does not. */
static FollowerList
columns_of(Planning *planning, const Change *change, Table *table, Column *column)
{
    FollowerList all = apply_followers(planning->arena, planning->schema, table, column);
    FollowerList columns = {0};
    Follower *next;

    for (Follower *of = all.first; of != NULL; of = next)
    {
        next = of->next;
        if (of == all.first || apply_must_follow(of, &change->type, &column->type))
            list_append(&columns, of);
    }
    return columns;
}

static void
add_column(Planning *planning, MovingList *tables, const Follower *of, const TypeName *type)
{
    Arena *arena = planning->arena;
    Moving *moving = tables->first;

    while (moving != NULL && moving->table != of->table)
        moving = moving->next;
    if (moving == NULL)
    {
        moving = arena_new_object(arena, Moving);
        moving->table = of->table;
        list_append(tables, moving);
    }
    if (name_list_contains(&moving->names, of->column->name))
        return;
    depend_rename(arena, &moving->columns, of->column->name, widen_parked(arena, of->column->name));
    moving->columns.last->type = type;
    name_list_add(arena, &moving->names, of->column->name);
}

static bool
all_small(const Planning *planning, const MovingList *tables)
{
    for (const Moving *moving = tables->first; moving != NULL; moving = moving->next)
    {
        if (!plan_is_small(planning, moving->table))
            return false;
    }
    return true;
}

static Group
group_new(Planning *planning, const Change *change)
{
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    Column *column = table_find_column(table, change->column);
    Group group = {.change = change};

    group.columns = columns_of(planning, change, table, column);
    for (const Follower *of = group.columns.first; of != NULL; of = of->next)
        add_column(planning, &group.tables, of, &change->type);
    group.fact = catalog_fact(&column->type, &change->type);
    if (group.fact != NULL && !is_index_kept(table, column, &change->type))
        group.fact = NULL;
    if (group.fact != NULL && is_checked(table, column))
        group.fact = "ty_vc_longer_check";
    if (group.fact == NULL && all_small(planning, &group.tables))
        group.fact = rewrite_fact(&column->type, &change->type, group.columns.count > 1);
    return group;
}

/* --- in place --------------------------------------------------------------------------------- */

static void
add_alter(Planning *planning, StrBuf *sql, const Follower *of, const TypeName *old,
          const TypeName *type)
{
    Arena *arena = planning->arena;
    const char *column = quote_ident(arena, of->column->name);
    TypeCategory from = type_facts(planning->schema, old).category;
    TypeCategory to = type_facts(planning->schema, type).category;
    bool is_plain = from == to || from == CATEGORY_TIMESTAMP || from == CATEGORY_TIMESTAMPTZ ||
                    from == CATEGORY_INTEGER;

    strbuf_printf(sql, "ALTER TABLE %s ALTER COLUMN %s TYPE %s", step_table(planning, of->table),
                  column, type_sql(arena, type));
    if (!is_plain)
        strbuf_printf(sql, " USING %s::%s", column, type_sql(arena, type));
    strbuf_add(sql, ";\n");
}

/* All of the group in one transaction; `is_back` for the way back. */
static char *
in_place_sql(Planning *planning, const FollowerList *group, const MovingList *tables, bool is_back)
{
    Arena *arena = planning->arena;
    const TypeName *type = &planning->change->type;
    Dependents dependents = depend_new(planning);
    TableList all = {0};
    StrBuf sql = strbuf_new(arena);

    for (const Moving *moving = tables->first; moving != NULL; moving = moving->next)
    {
        Table *copy = arena_new_object(arena, Table);

        *copy = *moving->table;
        list_append(&all, copy);
        depend_add_rules(planning, &dependents, moving->table, &moving->columns);
    }
    depend_add_views(planning, &dependents, &all);
    if (str_equal(type->name, "timestamptz"))
        strbuf_add(&sql, "SET LOCAL timezone = 'UTC';\n");
    strbuf_add(&sql, dependents.drop.text);
    for (const Follower *of = group->first; of != NULL; of = of->next)
    {
        const Sequence *sequence = apply_column_sequence(planning->schema, of->table, of->column);
        const TypeName *from = is_back ? type : &of->column->type;
        const TypeName *to = is_back ? &of->column->type : type;

        if (of == group->first || !of->is_child)
            add_alter(planning, &sql, of, from, to);
        if (sequence != NULL &&
            type_integer_maximum(sequence->type.name) < type_integer_maximum(type->name))
            strbuf_printf(&sql, "ALTER SEQUENCE %s AS %s;\n",
                          quote_qualified(arena, sequence->schema, sequence->name),
                          type_sql(arena, is_back ? &sequence->type : type));
    }
    strbuf_add(&sql, dependents.create.text);
    strbuf_add(&sql, dependents.refresh.text);
    sql.text[sql.length - 1] = '\0';
    return step_brief_sql(arena, sql.text);
}

static Quantity
rewrite_seconds(Planning *planning, const MovingList *tables)
{
    Quantity sum = {.value = 0, .source = PROVENANCE_MEASURED};

    for (const Moving *moving = tables->first; moving != NULL; moving = moving->next)
    {
        Quantity rows = plan_rows(planning, moving->table);
        Quantity one;

        if (!quantity_known(rows))
            return QUANTITY_UNKNOWN;
        one = size_rewrite_seconds(planning->schema, planning->design->stats, moving->table,
                                   rows.value);
        sum.value += one.value;
        sum.source = provenance_weaker(sum.source, one.source);
    }
    return sum;
}

static void
plan_in_place(Planning *planning, const FollowerList *group, const MovingList *tables,
              const char *fact)
{
    const Change *change = planning->change;
    bool is_catalog_only = !lock_fact(fact)->is_rewriting && !lock_fact(fact)->is_scanning;
    Step *step = step_new(planning, PHASE_SWITCH, fact, group->first->table, "make %s %s",
                          change->column, change->type.text);

    step->sql = in_place_sql(planning, group, tables, false);
    step->undo = in_place_sql(planning, group, tables, true);
    step->in_transaction = true;
    for (const Moving *moving = tables->first->next; moving != NULL; moving = moving->next)
        step_also_lock(planning, step, moving->table, LOCK_ACCESS_EXCLUSIVE);
    step->seconds = is_catalog_only ? QUANTITY_UNKNOWN : rewrite_seconds(planning, tables);
    step->note =
        is_catalog_only
            ? "PostgreSQL changes its catalog only: no row is written."
            : "The table is small, so it is written anew in one go while nobody can use it.";
    if (str_equal(change->type.name, "timestamptz"))
        step->note = "The values that are there are taken as UTC. With the time zone set to UTC no "
                     "row is written.";
}

/* Why the second column cannot be carried along; NULL when it can. */
static const char *
obstacle(Planning *planning, const MovingList *tables)
{
    for (const Moving *moving = tables->first; moving != NULL; moving = moving->next)
    {
        const Table *table = moving->table;
        const char *why = depend_obstacle(planning, table, &moving->columns);

        if (why != NULL)
            return why;
        for (const Table *other = planning->schema->tables.first; other != NULL;
             other = other->next)
        {
            if (apply_is_child(other, table) || apply_is_child(table, other))
                return arena_printf(planning->arena, "Table \"%s\" shares its columns with \"%s\".",
                                    table->name, other->name);
        }
        for (const Constraint *item = table->constraints.first; item != NULL; item = item->next)
        {
            if (item->kind == CONSTRAINT_EXCLUDE && item->index != NULL &&
                widen_has_index(moving, item->index))
                return "An exclusion constraint has no form that is built while the table is used.";
        }
    }
    return NULL;
}

static const char *
in_place_obstacle(Planning *planning, const MovingList *tables)
{
    for (const Moving *moving = tables->first; moving != NULL; moving = moving->next)
    {
        const char *why = depend_obstacle(planning, moving->table, &moving->columns);

        if (why != NULL)
            return why;
    }
    return NULL;
}

/* --- the long way ----------------------------------------------------------------------------- */

static bool
share_table(const MovingList *left, const MovingList *right)
{
    for (const Moving *one = left->first; one != NULL; one = one->next)
    {
        for (const Moving *other = right->first; other != NULL; other = other->next)
        {
            if (one->table == other->table)
                return true;
        }
    }
    return false;
}

/* A later change that goes the long way too and meets the same tables goes with this one. */
static bool
is_joining(Planning *planning, const Change *change, const MovingList *tables, Group *out)
{
    const Table *table =
        schema_find_table(planning->schema, change->table_schema, change->table_name);
    const Column *column =
        table == NULL || change->column == NULL ? NULL : table_find_column(table, change->column);
    const Moving *known = tables->first;

    while (known != NULL && known->table != table)
        known = known->next;
    if (change->kind != CHANGE_COLUMN_TYPE || column == NULL ||
        type_equal(&column->type, &change->type) ||
        (known != NULL && name_list_contains(&known->names, column->name)))
        return false;
    *out = group_new(planning, change);
    return out->fact == NULL && share_table(tables, &out->tables) &&
           obstacle(planning, &out->tables) == NULL;
}

/* One pass over a table serves all columns that change; what joined is true afterwards. */
static bool
plan_long_way(Planning *planning, const Group *group, Error *error)
{
    Widening widening = {.planning = planning, .tables = group->tables};
    ChangeList joined = {0};
    bool is_growing = true;
    Group other;

    while (is_growing)
    {
        is_growing = false;
        for (const Change *change = group->change->next; change != NULL; change = change->next)
        {
            Change *copy;

            if (!is_joining(planning, change, &widening.tables, &other))
                continue;
            for (const Follower *of = other.columns.first; of != NULL; of = of->next)
                add_column(planning, &widening.tables, of, &change->type);
            copy = arena_new_object(planning->arena, Change);
            *copy = *change;
            list_append(&joined, copy);
            is_growing = true;
        }
    }
    widen_plan(&widening);
    for (const Change *change = joined.first; change != NULL; change = change->next)
    {
        if (!apply_change(planning->schema, change, error))
            return false;
    }
    return true;
}

static bool
plan_group(Planning *planning, const Group *group, Error *error)
{
    Arena *arena = planning->arena;
    const char *why = in_place_obstacle(planning, &group->tables);

    if (why == NULL && group->fact != NULL)
    {
        plan_in_place(planning, &group->columns, &group->tables, group->fact);
        return true;
    }
    why = obstacle(planning, &group->tables);
    if (why == NULL)
        return plan_long_way(planning, group, error);
    (void) step_advice(
        planning, group->columns.first->table,
        arena_printf(arena, "make %s %s by hand", group->change->column, group->change->type.text),
        arena_printf(
            arena,
            "%s tenfold writes no steps for that yet. ALTER TABLE … TYPE rewrites the table "
            "while nobody can use it: plan a pause for it, or copy to a new table.",
            why));
    return true;
}

bool
plan_type_change(Planning *planning, Error *error)
{
    const Change *change = planning->change;
    Table *table = schema_find_table(planning->schema, change->table_schema, change->table_name);
    Column *column =
        table == NULL || change->column == NULL ? NULL : table_find_column(table, change->column);
    Arena *arena = arena_new(planning->arena, "check of a type change");
    Schema *copy;
    Group group;
    bool is_possible;

    if (column != NULL && type_equal(&column->type, &change->type))
        return true;
    copy = schema_copy(arena, planning->schema);
    is_possible = apply_change(copy, change, error);
    arena_free(arena);
    if (!is_possible)
        return false;
    group = group_new(planning, change);
    return plan_group(planning, &group, error) && plan_apply(planning, error);
}
