/*
 * ddl_drop_users.c - what uses an object that is to be dropped, and goes with it or stands in the way.
 *
 * One user is looked for at a time, because with one others go. What a list of DROP names itself never
 * stands in its way.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_drop.h"
#include "ddl/ddl_edit.h"
#include "ddl/ddl_result.h"

/* At most one of the pointers to objects is set; a table or type is also given for its part. */
typedef struct User
{
    Table *table;
    Column *column; /* goes as a whole */
    Column *default_of; /* loses its default */
    Constraint *constraint;
    Index *index;
    Trigger *trigger;
    Policy *policy;
    View *view;
    Type *type;
    Routine *routine;
    Other *other; /* an operator, aggregate, cast or event trigger */
} User;

typedef struct Used
{
    ReferenceKind kind;
    const char *space;
    const char *name;
} Used;

static bool
expr_uses(Reader *reader, const Expr *expr, const Used *used)
{
    if (expr == NULL)
        return false;
    if (used->kind == REFERENCE_RELATION)
        return ddl_depend_on_relation(reader, expr, used->space, used->name);
    for (const Reference *at = expr->references.first; at != NULL; at = at->next)
    {
        if (at->kind == used->kind && strcmp(at->name, used->name) == 0 &&
            (at->schema != NULL
                 ? str_equal(at->schema, used->space)
                 : expr->search_path != NULL && strstr(expr->search_path, used->space) != NULL))
            return true;
    }
    return false;
}

static bool
type_uses(const TypeName *type, const Used *used)
{
    return used->kind != REFERENCE_FUNCTION && ddl_depend_is_type(type, used->space, used->name);
}

static bool
index_uses(Reader *reader, const Index *index, const Used *used)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
    {
        if (expr_uses(reader, at->expr, used))
            return true;
    }
    return expr_uses(reader, index->predicate, used);
}

static bool
columns_use(Reader *reader, ColumnList *columns, const Used *used, User *user)
{
    for (Column *at = columns->first; at != NULL; at = at->next)
    {
        if (type_uses(&at->type, used) || expr_uses(reader, at->generated_expr, used))
            user->column = at;
        else if (expr_uses(reader, at->default_expr, used))
            user->default_of = at;
        else
            continue;
        return true;
    }
    return false;
}

static bool
constraints_use(Reader *reader, ConstraintList *constraints, const Used *used, User *user)
{
    for (Constraint *at = constraints->first; at != NULL; at = at->next)
    {
        if (!expr_uses(reader, at->check, used))
            continue;
        user->constraint = at;
        return true;
    }
    return false;
}

static bool
triggers_use(Reader *reader, TriggerList *triggers, const Used *used, User *user)
{
    for (Trigger *at = triggers->first; at != NULL; at = at->next)
    {
        bool calls = used->kind == REFERENCE_FUNCTION && str_equal(at->function_name, used->name) &&
                     str_equal(at->function_schema, used->space);

        if (at->is_inherited || (!calls && !expr_uses(reader, at->when, used)))
            continue;
        user->trigger = at;
        return true;
    }
    return false;
}

static bool
rest_uses(Reader *reader, Table *table, const Used *used, User *user)
{
    for (Index *at = table->indexes.first; at != NULL; at = at->next)
    {
        if (!index_uses(reader, at, used))
            continue;
        user->index = at;
        return true;
    }
    for (Policy *at = table->policies.first; at != NULL; at = at->next)
    {
        if (!expr_uses(reader, at->using_expr, used) && !expr_uses(reader, at->check_expr, used))
            continue;
        user->policy = at;
        return true;
    }
    return triggers_use(reader, &table->triggers, used, user);
}

static bool
partition_key_uses(Reader *reader, const Table *table, const Used *used)
{
    const PartitionKey *key = table->partition_key;

    for (const IndexElement *at = key == NULL ? NULL : key->elements.first; at != NULL;
         at = at->next)
    {
        if (expr_uses(reader, at->expr, used) ||
            (at->column != NULL && table_find_column(table, at->column) != NULL &&
             type_uses(&table_find_column(table, at->column)->type, used)))
            return true;
    }
    return str_equal(table->of_type_name, used->name) &&
           str_equal(table->of_type_schema, used->space) &&
           type_uses(&(TypeName){.schema = table->of_type_schema, .name = table->of_type_name},
                     used);
}

/* Its own parts go with a table anyway. */
static bool
tables_use(Reader *reader, const Used *used, User *user)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TABLE, used->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Table *table = users.items[i];

        if (used->kind == REFERENCE_RELATION && strcmp(table->name, used->name) == 0 &&
            str_equal(table->schema, used->space))
            continue;
        user->table = table;
        if (partition_key_uses(reader, table, used) ||
            columns_use(reader, &table->columns, used, user) ||
            constraints_use(reader, &table->constraints, used, user) ||
            rest_uses(reader, table, used, user))
            return true;
    }
    user->table = NULL;
    return false;
}

static bool
types_use(Reader *reader, const Used *used, User *user)
{
    Users users = uses_of(reader->schema, reader->turn, USER_TYPE, used->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Type *type = users.items[i];

        if (used->kind == REFERENCE_TYPE && strcmp(type->name, used->name) == 0 &&
            str_equal(type->schema, used->space))
            continue;
        user->type = type;
        if ((type->kind == TYPE_DOMAIN && type_uses(&type->base, used)) ||
            columns_use(reader, &type->columns, used, user) ||
            constraints_use(reader, &type->constraints, used, user))
            return true;
    }
    user->type = NULL;
    return false;
}

static bool
routine_uses(Reader *reader, const Routine *routine, const Used *used)
{
    if (used->kind != REFERENCE_FUNCTION &&
        ddl_depend_routine_on_type(routine, used->space, used->name))
        return true;
    for (const Argument *at = routine->arguments.first; at != NULL; at = at->next)
    {
        if (expr_uses(reader, at->default_expr, used))
            return true;
    }
    return expr_uses(reader, routine->sql_body, used);
}

/* Only what was found when it was made is among their references. */
static bool
others_use(Reader *reader, const Used *used, User *user)
{
    for (Other *at = reader->schema->others.first; used->kind != REFERENCE_RELATION && at != NULL;
         at = at->next)
    {
        for (const Reference *reference = at->references.first; reference != NULL;
             reference = reference->next)
        {
            if (reference->kind != used->kind || strcmp(reference->name, used->name) != 0 ||
                !str_equal(reference->schema, used->space))
                continue;
            user->other = at;
            return true;
        }
    }
    return false;
}

static bool
views_use(Reader *reader, const Used *used, User *user)
{
    Users users = uses_of(reader->schema, reader->turn, USER_VIEW, used->name);

    for (size_t i = 0; i < users.count; i++)
    {
        View *at = users.items[i];
        bool is_itself = used->kind == REFERENCE_RELATION && strcmp(at->name, used->name) == 0 &&
                         str_equal(at->schema, used->space);

        if (is_itself || !expr_uses(reader, at->query, used))
            continue;
        user->view = at;
        return true;
    }
    return false;
}

static bool
routines_use(Reader *reader, const Used *used, User *user)
{
    Users users = uses_of(reader->schema, reader->turn, USER_ROUTINE, used->name);

    for (size_t i = 0; i < users.count; i++)
    {
        Routine *at = users.items[i];
        bool is_itself = used->kind == REFERENCE_FUNCTION && strcmp(at->name, used->name) == 0 &&
                         str_equal(at->schema, used->space);

        if (is_itself || !routine_uses(reader, at, used))
            continue;
        user->routine = at;
        return true;
    }
    return false;
}

static bool
find_user(Reader *reader, const Used *used, User *user)
{
    *user = (User){0};
    return views_use(reader, used, user) || routines_use(reader, used, user) ||
           tables_use(reader, used, user) || types_use(reader, used, user) ||
           others_use(reader, used, user);
}

static const char *
user_text(Reader *reader, const User *user)
{
    const char *of = user->table != NULL  ? user->table->name
                     : user->type != NULL ? user->type->name
                                          : "";

    if (user->view != NULL)
        return arena_printf(reader->turn, "view \"%s\"", user->view->name);
    if (user->routine != NULL)
        return arena_printf(reader->turn, "function \"%s\"", user->routine->name);
    if (user->other != NULL)
        return arena_printf(reader->turn, "\"%s\"", user->other->name);
    if (user->column != NULL || user->default_of != NULL)
        return arena_printf(reader->turn, "%scolumn \"%s\" of \"%s\"",
                            user->column == NULL ? "the default of " : "",
                            (user->column != NULL ? user->column : user->default_of)->name, of);
    if (user->constraint != NULL)
        return arena_printf(reader->turn, "constraint \"%s\" of \"%s\"", user->constraint->name,
                            of);
    if (user->index != NULL)
        return arena_printf(reader->turn, "index \"%s\"", user->index->name);
    if (user->trigger != NULL)
        return arena_printf(reader->turn, "trigger \"%s\" of \"%s\"", user->trigger->name, of);
    if (user->policy != NULL)
        return arena_printf(reader->turn, "policy \"%s\" of \"%s\"", user->policy->name, of);
    return arena_printf(reader->turn, "\"%s\"", of);
}

bool
ddl_drop_is_doomed(Reader *reader, const void *object)
{
    const Doomed *at = reader->doomed;

    while (at != NULL && at->object != object)
        at = at->next;
    return object != NULL && at != NULL;
}

static void
drop_type_part(Reader *reader, const User *user)
{
    if (user->column != NULL)
        list_remove(&user->type->columns, user->column);
    else if (user->constraint != NULL)
    {
        ddl_constraint_name_remove(reader, user->type->schema, user->constraint->name);
        list_remove(&user->type->constraints, user->constraint);
    }
    else
        ddl_drop_type(reader, user->type, true);
}

static void
drop_table_part(Reader *reader, const User *user)
{
    if (user->column != NULL)
        ddl_drop_column_of(reader, user->table, user->column, true);
    else if (user->default_of != NULL)
        user->default_of->default_expr = NULL;
    else if (user->constraint != NULL)
        ddl_constraint_remove(reader, user->table, user->constraint);
    else if (user->index != NULL)
        ddl_drop_index(reader, user->index);
    else if (user->trigger != NULL)
        ddl_drop_trigger(reader, user->table, user->trigger);
    else if (user->policy != NULL)
        list_remove(&user->table->policies, user->policy);
    else
        ddl_drop_table(reader, user->table, true);
}

static void
drop_user(Reader *reader, const User *user)
{
    if (user->view != NULL)
        ddl_drop_view(reader, user->view, true);
    else if (user->routine != NULL)
        ddl_drop_routine(reader, user->routine, true);
    else if (user->other != NULL)
        list_remove(&reader->schema->others, user->other);
    else if (user->table != NULL)
        drop_table_part(reader, user);
    else
        drop_type_part(reader, user);
}

bool
ddl_drop_users(Reader *reader, ReferenceKind kind, const char *space, const char *name,
               bool is_cascade)
{
    Used used = {kind, space, name};
    User user;

    for (size_t guard = 0; guard < DROPS_MAX && find_user(reader, &used, &user); guard++)
    {
        if (!is_cascade && !ddl_drop_is_doomed(reader, user.view) &&
            !ddl_drop_is_doomed(reader, user.routine) && !ddl_drop_is_doomed(reader, user.table) &&
            !ddl_drop_is_doomed(reader, user.type))
        {
            ddl_error(reader, -1, "cannot drop \"%s\": %s uses it", name, user_text(reader, &user));
            return false;
        }
        drop_user(reader, &user);
    }
    return true;
}

bool
ddl_drop_view_uses_column(Reader *reader, const View *view, const Table *table, const char *column)
{
    EditName name = {.kind = EDIT_COLUMN, .table = table, .old = column, .new = "tenfold_dropped"};
    bool is_known;

    if (!ddl_depend_on_relation(reader, view->query, table->schema, table->name))
        return false;
    if (ddl_result_uses(reader, view, table, column, &is_known))
        return true;
    if (is_known)
        return false;
    return ddl_edit_query(reader, view->query, &name) != view->query;
}
