/*
 * fired_key.c - what foreign keys ask, in the words of PostgreSQL's own triggers.
 *
 * A key of a partitioned table is asked of the whole table. ONLY keeps tables that inherit out, and is
 * left out where the table is partitioned. The check for another parent of the same key, which NO
 * ACTION makes first, is left out: it always finds its index.
 */
#include "workload/fired_internal.h"

#include "sql/quote.h"

static bool
intersects(const NameList *left, const NameList *right)
{
    for (const Name *name = left->first; name != NULL; name = name->next)
        if (name_list_contains(right, name->text))
            return true;
    return false;
}

static void
add_table(StrBuf *out, const Table *table)
{
    if (table->kind != TABLE_PARTITIONED)
        strbuf_add(out, "ONLY ");
    quote_add_qualified(out, table->schema, table->name);
}

/* " WHERE a OPERATOR(pg_catalog.=) $1 AND …"; parents are asked the other way around. */
static void
add_conditions(StrBuf *out, const NameList *columns, bool is_of_parent, size_t first)
{
    const char *before = " WHERE ";

    for (const Name *name = columns->first; name != NULL; name = name->next, before = " AND ")
    {
        strbuf_add(out, before);
        if (!is_of_parent)
            strbuf_printf(out, "$%zu OPERATOR(pg_catalog.=) ", first);
        quote_add_ident(out, name->text);
        if (is_of_parent)
            strbuf_printf(out, " OPERATOR(pg_catalog.=) $%zu", first);
        first++;
    }
}

static const char *
select_text(Arena *arena, const Table *table, const NameList *columns, bool is_of_parent)
{
    StrBuf out = strbuf_new(arena);

    strbuf_add(&out, "SELECT 1 FROM ");
    add_table(&out, table);
    strbuf_add(&out, " x");
    add_conditions(&out, columns, is_of_parent, 1);
    strbuf_add(&out, " FOR KEY SHARE OF x");
    return out.text;
}

static const char *
delete_text(Arena *arena, const Constraint *key)
{
    StrBuf out = strbuf_new(arena);

    strbuf_add(&out, "DELETE FROM ");
    add_table(&out, key->table);
    add_conditions(&out, &key->columns, false, 1);
    return out.text;
}

/* `value`: NULL or DEFAULT for each of the columns; NULL for the parent's new key. */
static const char *
update_text(Arena *arena, const Constraint *key, const NameList *columns, const char *value)
{
    StrBuf out = strbuf_new(arena);
    size_t number = 1;

    strbuf_add(&out, "UPDATE ");
    add_table(&out, key->table);
    for (const Name *name = columns->first; name != NULL; name = name->next)
    {
        strbuf_add(&out, number == 1 ? " SET " : ", ");
        quote_add_ident(&out, name->text);
        if (value == NULL)
            strbuf_printf(&out, " = $%zu", number);
        else
            strbuf_printf(&out, " = %s", value);
        number++;
    }
    add_conditions(&out, &key->columns, false, value == NULL ? number : 1);
    return out.text;
}

/* --- the referencing side ---------------------------------------------------------------------- */

/* A key with a null in it is not looked up (MATCH SIMPLE), and what INSERT leaves out is null. */
static bool
may_have_parent(const Constraint *key, const FiredWrite *write)
{
    for (const Name *name = key->columns.first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(key->table, name->text);

        if (!name_list_contains(&write->columns, name->text) && column != NULL &&
            column->default_expr == NULL && column->generated_expr == NULL &&
            column->identity == IDENTITY_NONE)
            return false;
    }
    return true;
}

static void
look_up_parents(Fire *fire, const FiredEvent *event, const Table *table)
{
    Arena *arena = fire->context->arena;

    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const Table *parent;
        FiredQuery *fired;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || key->is_inherited ||
            (event->write->command == QUERY_UPDATE &&
             !intersects(&key->columns, &event->write->columns)) ||
            (event->write->command == QUERY_INSERT && !may_have_parent(key, event->write)))
            continue;
        parent = schema_find_table(fire->context->schema, key->ref_schema, key->ref_table);
        if (parent == NULL || fired_is_seen(fire, FIRED_LOOKUP, key, 0))
            continue;
        fired = fired_add(fire, event, FIRED_LOOKUP);
        fired->key = key;
        fired->is_deferred = key->is_initially_deferred;
        fired->command = QUERY_SELECT;
        fired->table = parent;
        fired->columns = key->ref_columns;
        fired->sql = select_text(arena, parent, &key->ref_columns, true);
        fired->meaning = fired_meaning(fire->context, "", fired->sql);
    }
}

/* --- the side that is pointed to --------------------------------------------------------------- */

static FiredQuery *
add_for_children(Fire *fire, const FiredEvent *event, const Constraint *key, FiredKind kind,
                 QueryCommand command)
{
    FiredQuery *fired;

    if (fired_is_seen(fire, kind, key, command))
        return NULL;
    fired = fired_add(fire, event, kind);
    fired->key = key;
    fired->is_deferred = key->is_initially_deferred && kind == FIRED_CHECK;
    fired->command = command;
    fired->table = key->table;
    fired->columns = key->columns;
    return fired;
}

static void
check_children(Fire *fire, const FiredEvent *event, const Constraint *key)
{
    Arena *arena = fire->context->arena;
    FiredQuery *fired = add_for_children(fire, event, key, FIRED_CHECK, QUERY_SELECT);

    if (fired == NULL)
        return;
    fired->sql = select_text(arena, key->table, &key->columns, false);
    fired->meaning = fired_meaning(fire->context, "", fired->sql);
}

static void
delete_children(Fire *fire, const FiredEvent *event, const Constraint *key)
{
    FiredQuery *fired = add_for_children(fire, event, key, FIRED_CASCADE, QUERY_DELETE);
    FiredWrite write = {.command = QUERY_DELETE, .table = key->table};

    if (fired == NULL)
        return;
    fired->sql = delete_text(fire->context->arena, key);
    fired->meaning = fired_meaning(fire->context, "", fired->sql);
    fired_follow(fire, fired, &write);
}

/* Children follow a new key, or lose theirs. */
static void
update_children(Fire *fire, const FiredEvent *event, const Constraint *key, const char *value)
{
    FiredKind kind = value == NULL ? FIRED_CASCADE : FIRED_CLEAR;
    FiredQuery *fired = add_for_children(fire, event, key, kind, QUERY_UPDATE);
    const NameList *columns =
        event->write->command == QUERY_DELETE && key->on_delete_columns.count > 0
            ? &key->on_delete_columns
            : &key->columns;
    FiredWrite write = {.command = QUERY_UPDATE, .table = key->table, .columns = *columns};

    if (fired == NULL)
        return;
    fired->sql = update_text(fire->context->arena, key, columns, value);
    fired->meaning = fired_meaning(fire->context, "", fired->sql);
    fired_follow(fire, fired, &write);
}

static void
act(Fire *fire, const FiredEvent *event, const Constraint *key)
{
    bool is_delete = event->write->command == QUERY_DELETE;

    switch (is_delete ? key->on_delete : key->on_update)
    {
    case ACTION_CASCADE:
        if (is_delete)
            delete_children(fire, event, key);
        else
            update_children(fire, event, key, NULL);
        break;
    case ACTION_SET_NULL:
        update_children(fire, event, key, "NULL");
        break;
    case ACTION_SET_DEFAULT:
        update_children(fire, event, key, "DEFAULT");
        break;
    case ACTION_NO_ACTION:
    case ACTION_RESTRICT:
        check_children(fire, event, key);
        break;
    }
}

static void
look_for_children(Fire *fire, const FiredEvent *event, const Table *table)
{
    char *name = arena_printf(fire->context->arena, "%s.%s", table->schema, table->name);

    for (const FiredLink *link = fired_links(fire->context->referencing, name); link != NULL;
         link = link->next)
    {
        const Constraint *key = link->object;

        if (event->write->command == QUERY_DELETE ||
            intersects(&key->ref_columns, &event->write->columns))
            act(fire, event, key);
    }
}

void
fired_keys(Fire *fire, const FiredEvent *event)
{
    if (event->write->command != QUERY_DELETE)
        fired_family(fire, event, look_up_parents);
    if (event->write->command != QUERY_INSERT)
        fired_family(fire, event, look_for_children);
}
