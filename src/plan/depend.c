#include "plan/depend.h"

#include <ctype.h>

#include "schema/grant.h"
#include "sql/quote.h"

/*
 * The order of what is dropped is that of what is made, backwards: a view that reads another is made
 * after it and dropped before it.
 */

static bool
names_relation(const ReferenceList *references, const char *schema, const char *name)
{
    for (const Reference *ref = references->first; ref != NULL; ref = ref->next)
    {
        if (ref->kind == REFERENCE_RELATION && str_equal(ref->name, name) &&
            (ref->schema == NULL || str_equal(ref->schema, schema)))
            return true;
    }
    return false;
}

/* GRANT SELECT (a, b) ON …: goes with the column that the swap drops. */
static bool
has_column_grant(const Table *table)
{
    for (const Grant *at = table->grants.first; at != NULL; at = at->next)
    {
        if (at->column != NULL)
            return true;
    }
    return false;
}

static const char *
schema_obstacle(Planning *planning, const Table *table)
{
    const Schema *schema = planning->schema;

    for (const Other *other = schema->others.first; other != NULL; other = other->next)
    {
        if (other->kind == OTHER_RULE &&
            names_relation(&other->references, table->schema, table->name))
            return arena_printf(planning->arena, "Rule \"%s\" rewrites queries on the table.",
                                other->name);
        if (other->sql == NULL || strstr(other->sql, table->name) == NULL)
            continue;
        if (other->kind == OTHER_PUBLICATION)
            return arena_printf(planning->arena, "Publication \"%s\" names the table.",
                                other->name);
    }
    if (has_column_grant(table))
        return "Privileges on single columns of the table would be lost.";
    for (const Routine *routine = schema->routines.first; routine != NULL; routine = routine->next)
    {
        if (routine->sql_body != NULL &&
            names_relation(&routine->sql_body->references, table->schema, table->name))
            return arena_printf(planning->arena,
                                "The body of function \"%s\" is bound to the table.",
                                routine->name);
    }
    return NULL;
}

const char *
depend_obstacle(Planning *planning, const Table *table, const RenamingList *columns)
{
    Arena *arena = planning->arena;

    if (table->of_type_name != NULL)
        return arena_printf(arena, "Table \"%s\" takes its columns from a type.", table->name);
    if (table->kind == TABLE_FOREIGN)
        return arena_printf(arena, "Table \"%s\" is a foreign table.", table->name);
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        bool is_moved = !str_equal(depend_renamed(columns, column->name), column->name);

        if (column->generated_expr != NULL &&
            (is_moved || depend_mentions(column->generated_expr, columns)))
            return arena_printf(arena, "Column \"%s\" is computed from it and stored.",
                                column->name);
    }
    for (const IndexElement *key =
             table->partition_key == NULL ? NULL : table->partition_key->elements.first;
         key != NULL; key = key->next)
    {
        if (key->column == NULL || !str_equal(depend_renamed(columns, key->column), key->column))
            return "The column is part of the partition key.";
    }
    return schema_obstacle(planning, table);
}

/* --- views ------------------------------------------------------------------------------------ */

typedef struct ViewRef ViewRef;
struct ViewRef
{
    ViewRef *next;
    const View *view;
    bool is_printed;
};
LIST_OF(ViewRef);

static bool
holds(const ViewRefList *list, const View *view)
{
    for (const ViewRef *ref = list->first; ref != NULL; ref = ref->next)
    {
        if (ref->view == view)
            return true;
    }
    return false;
}

static bool
reads_any(const View *view, const ViewRefList *list, const TableList *tables)
{
    for (const ViewRef *ref = list->first; ref != NULL; ref = ref->next)
    {
        if (ref->view != view && view->query != NULL &&
            names_relation(&view->query->references, ref->view->schema, ref->view->name))
            return true;
    }
    for (const Table *table = tables->first; table != NULL; table = table->next)
    {
        if (view->query != NULL &&
            names_relation(&view->query->references, table->schema, table->name))
            return true;
    }
    return false;
}

static ViewRefList
views_on(Planning *planning, const TableList *tables)
{
    ViewRefList list = {0};
    size_t before;

    do
    {
        before = list.count;
        for (const View *view = planning->schema->views.first; view != NULL; view = view->next)
        {
            ViewRef *ref;

            if (holds(&list, view) || !reads_any(view, &list, tables))
                continue;
            ref = arena_new_object(planning->arena, ViewRef);
            ref->view = view;
            list_append(&list, ref);
        }
    } while (list.count > before);
    return list;
}

static void
add_search_path(StrBuf *out, const char *search_path)
{
    if (search_path != NULL && search_path[0] != '\0')
        strbuf_printf(out, "SET LOCAL search_path = %s;\n", search_path);
}

void
depend_add_grants(Planning *planning, StrBuf *out, const GrantList *grants, const char *schema,
                  const char *name)
{
    Arena *arena = planning->arena;
    NameList statements = grant_statements(
        arena, grants, 'r', arena_printf(arena, "TABLE %s", quote_qualified(arena, schema, name)));

    for (const Name *at = statements.first; at != NULL; at = at->next)
        strbuf_printf(out, "%s;\n", at->text);
}

/* "SELECT *" was expanded when the view was made; expanded again it would show the second column. */
static bool
has_star(const char *sql)
{
    for (const char *at = strchr(sql, '*'); at != NULL; at = strchr(at + 1, '*'))
    {
        const char *before = at;

        while (before > sql && isspace((unsigned char) before[-1]))
            before--;
        if (before == sql || before[-1] == ',' || before[-1] == '.')
            return true;
        if (before - sql >= 6 && strncasecmp(before - 6, "select", 6) == 0)
            return true;
    }
    return false;
}

/* The server's own text of the view, kept until the end of the transaction. */
static char *
create_from_server(Planning *planning, Dependents *dependents, const View *view)
{
    static const char marker[] = "\x01";
    Arena *arena = planning->arena;
    const char *setting = arena_printf(arena, "'tenfold.view_%zu'", ++dependents->kept_views);
    const char *name = quote_qualified(arena, view->schema, view->name);
    const Expr hole = {.sql = marker};
    View shell = *view;
    StrBuf text = strbuf_new(arena);
    char *end;

    shell.query = &hole;
    print_view(&text, &shell);
    end = strstr(text.text, marker);
    *end = '\0';
    strbuf_printf(&dependents->keep,
                  "DO $tenfold$ BEGIN PERFORM set_config(%s, pg_get_viewdef(%s::regclass), true);"
                  " END $tenfold$;\n",
                  setting, quote_literal(arena, name));
    return arena_printf(
        arena,
        "DO $tenfold$ BEGIN EXECUTE %s || rtrim(current_setting(%s), ';') || %s; END $tenfold$",
        quote_literal(arena, text.text), setting, quote_literal(arena, end + 1));
}

static void
add_view(Planning *planning, Dependents *dependents, const View *view)
{
    Arena *arena = planning->arena;
    const char *kind = view->is_materialized ? "MATERIALIZED VIEW" : "VIEW";
    const char *name = quote_qualified(arena, view->schema, view->name);
    View alone = *view;

    alone.is_populated = false;
    add_search_path(&dependents->create, view->query->search_path);
    if (has_star(view->query->sql))
        strbuf_add(&dependents->create, create_from_server(planning, dependents, &alone));
    else
        print_view(&dependents->create, &alone);
    strbuf_add(&dependents->create, ";\n");
    if (view->owner != NULL)
        strbuf_printf(&dependents->create, "ALTER %s %s OWNER TO %s;\n", kind, name,
                      quote_ident(arena, view->owner));
    if (view->comment != NULL)
        strbuf_printf(&dependents->create, "COMMENT ON %s %s IS %s;\n", kind, name,
                      quote_literal(arena, view->comment));
    for (const Option *item = view->column_comments.first; item != NULL; item = item->next)
        strbuf_printf(&dependents->create, "COMMENT ON COLUMN %s.%s IS %s;\n", name,
                      quote_ident(arena, item->name), quote_literal(arena, item->value));
    for (const Option *item = view->column_defaults.first; item != NULL; item = item->next)
        strbuf_printf(&dependents->create, "ALTER VIEW %s ALTER COLUMN %s SET DEFAULT %s;\n", name,
                      quote_ident(arena, item->name), item->value);
    for (const Trigger *trigger = view->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        print_trigger(&dependents->create, trigger);
        strbuf_add(&dependents->create, ";\n");
    }
    for (const Index *index = view->indexes.first; index != NULL; index = index->next)
    {
        print_index(&dependents->create, index, false);
        strbuf_add(&dependents->create, ";\n");
        if (index->is_clustered)
            strbuf_printf(&dependents->create, "ALTER MATERIALIZED VIEW %s CLUSTER ON %s;\n", name,
                          quote_ident(arena, index->name));
        if (index->comment != NULL)
            strbuf_printf(&dependents->create, "COMMENT ON INDEX %s IS %s;\n",
                          quote_qualified(arena, index->schema, index->name),
                          quote_literal(arena, index->comment));
    }
    depend_add_grants(planning, &dependents->create, &view->grants, view->schema, view->name);
    if (view->is_materialized && (view->is_populated || !planning->design->is_live))
        strbuf_printf(&dependents->refresh, "REFRESH MATERIALIZED VIEW %s;\n", name);
}

/* True when the view reads one of the list that is not made yet. */
static bool
must_wait(const View *view, const ViewRefList *list)
{
    for (const ViewRef *ref = list->first; ref != NULL; ref = ref->next)
    {
        if (!ref->is_printed && ref->view != view && view->query != NULL &&
            names_relation(&view->query->references, ref->view->schema, ref->view->name))
            return true;
    }
    return false;
}

void
depend_add_views(Planning *planning, Dependents *dependents, const TableList *tables)
{
    Arena *arena = planning->arena;
    ViewRefList list = views_on(planning, tables);
    bool is_moving = true;

    while (is_moving)
    {
        is_moving = false;
        for (ViewRef *ref = list.first; ref != NULL; ref = ref->next)
        {
            StrBuf drop = strbuf_new(arena);

            if (ref->is_printed || must_wait(ref->view, &list))
                continue;
            add_view(planning, dependents, ref->view);
            strbuf_printf(
                &drop, "DROP %sVIEW %s;\n%s", ref->view->is_materialized ? "MATERIALIZED " : "",
                quote_qualified(arena, ref->view->schema, ref->view->name), dependents->drop.text);
            strbuf_clear(&dependents->drop);
            strbuf_add(&dependents->drop, drop.text);
            ref->is_printed = is_moving = true;
        }
    }
    strbuf_add(&dependents->keep, dependents->drop.text);
    strbuf_clear(&dependents->drop);
    strbuf_add(&dependents->drop, dependents->keep.text);
}

/* --- triggers and policies -------------------------------------------------------------------- */

static void
add_trigger(Planning *planning, Dependents *dependents, const Trigger *trigger)
{
    Arena *arena = planning->arena;
    const char *table = quote_qualified(arena, trigger->table_schema, trigger->table_name);
    const char *name = quote_ident(arena, trigger->name);

    strbuf_printf(&dependents->drop, "DROP TRIGGER %s ON %s;\n", name, table);
    if (trigger->when != NULL)
        add_search_path(&dependents->create, trigger->when->search_path);
    print_trigger(&dependents->create, trigger);
    strbuf_add(&dependents->create, ";\n");
    if (trigger->enabled == 'D' || trigger->enabled == 'R' || trigger->enabled == 'A')
        strbuf_printf(&dependents->create, "ALTER TABLE %s %s TRIGGER %s;\n", table,
                      trigger->enabled == 'D'   ? "DISABLE"
                      : trigger->enabled == 'R' ? "ENABLE REPLICA"
                                                : "ENABLE ALWAYS",
                      name);
    if (trigger->comment != NULL)
        strbuf_printf(&dependents->create, "COMMENT ON TRIGGER %s ON %s IS %s;\n", name, table,
                      quote_literal(arena, trigger->comment));
}

static void
add_policy(Planning *planning, Dependents *dependents, const Policy *policy)
{
    Arena *arena = planning->arena;
    const char *table = quote_qualified(arena, policy->table_schema, policy->table_name);
    const char *name = quote_ident(arena, policy->name);

    strbuf_printf(&dependents->drop, "DROP POLICY %s ON %s;\n", name, table);
    if (policy->using_expr != NULL || policy->check_expr != NULL)
        add_search_path(&dependents->create, policy->using_expr != NULL
                                                 ? policy->using_expr->search_path
                                                 : policy->check_expr->search_path);
    print_policy(&dependents->create, policy);
    strbuf_add(&dependents->create, ";\n");
    if (policy->comment != NULL)
        strbuf_printf(&dependents->create, "COMMENT ON POLICY %s ON %s IS %s;\n", name, table,
                      quote_literal(arena, policy->comment));
}

static bool
reads_table(const Expr *expr, const Table *table)
{
    return expr != NULL && names_relation(&expr->references, table->schema, table->name);
}

/* Policies of the table that name a column, and those of others that look into the table. */
static void
add_policies(Planning *planning, Dependents *dependents, const Table *of, const Table *table,
             const RenamingList *columns)
{
    bool is_own = str_equal(of->name, table->name) && str_equal(of->schema, table->schema);

    for (const Policy *policy = of->policies.first; policy != NULL; policy = policy->next)
    {
        if ((is_own && (depend_mentions(policy->using_expr, columns) ||
                        depend_mentions(policy->check_expr, columns))) ||
            reads_table(policy->using_expr, table) || reads_table(policy->check_expr, table))
            add_policy(planning, dependents, policy);
    }
}

/*
 * All row triggers, not only those that name a column: a session keeps the plans of a trigger's
 * function for NEW's old types, and a new trigger makes it forget them.
 */
void
depend_add_rules(Planning *planning, Dependents *dependents, const Table *table,
                 const RenamingList *columns)
{
    for (const Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
    {
        if (trigger->is_for_each_row || trigger->update_columns.first != NULL)
            add_trigger(planning, dependents, trigger);
    }
    for (const Table *other = planning->schema->tables.first; other != NULL; other = other->next)
        add_policies(planning, dependents, other, table, columns);
}

Dependents
depend_new(Planning *planning)
{
    return (Dependents){.drop = strbuf_new(planning->arena),
                        .create = strbuf_new(planning->arena),
                        .refresh = strbuf_new(planning->arena),
                        .keep = strbuf_new(planning->arena)};
}
