/*
 * ddl_grant.c - GRANT and REVOKE: schema/grant.h keeps what is left of them.
 *
 * All objects of a statement are found before anything is changed. On what the model keeps as a whole
 * statement, or does not hold at all because it came with an extension, the statement is kept whole.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_grant.h"

#include "ddl/ddl_kept.h"
#include "schema/grant.h"

static const char *
objects_word(char objects)
{
    switch (objects)
    {
    case 'r':
        return "table";
    case 'c':
        return "column";
    case 'S':
        return "sequence";
    case 'f':
        return "function";
    case 'n':
        return "schema";
    default:
        return "type";
    }
}

static GrantTarget *
add_target(Reader *reader, GrantTargetList *out, GrantList *list, char objects)
{
    GrantTarget *target = arena_new_object(reader->turn, GrantTarget);

    target->list = list;
    target->objects = objects;
    list_append(out, target);
    return target;
}

static bool
add_relation(Reader *reader, GrantTargetList *out, const RangeVar *var, bool is_sequence)
{
    Relation found = ddl_find_var(reader, var);

    if (found.sequence != NULL)
        add_target(reader, out, &found.sequence->grants, 'S');
    else if (found.table != NULL && !is_sequence)
        add_target(reader, out, &found.table->grants, 'r')->table = found.table;
    else if (found.view != NULL && !is_sequence)
        add_target(reader, out, &found.view->grants, 'r')->view = found.view;
    else
        return false;
    return true;
}

static bool
add_type(Reader *reader, GrantTargetList *out, const List *names)
{
    const char *space;
    const char *name;
    Type *type;

    ddl_split_names(names, &space, &name);
    type = ddl_find_type(reader, space, name);
    if (type != NULL)
        add_target(reader, out, &type->grants, 'T');
    return type != NULL;
}

static bool
add_object(Reader *reader, GrantTargetList *out, const GrantStmt *statement, const void *object)
{
    Namespace *space;
    Routine *routine;

    switch (statement->objtype)
    {
    case OBJECT_TABLE:
    case OBJECT_SEQUENCE:
        return add_relation(reader, out, object, statement->objtype == OBJECT_SEQUENCE);
    case OBJECT_SCHEMA:
        space = ddl_find_namespace(reader, strVal(object));
        if (space != NULL)
            add_target(reader, out, &space->grants, 'n');
        return space != NULL;
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
        return add_type(reader, out, object);
    default:
        routine = ddl_routine_find(reader, object);
        if (routine != NULL)
            add_target(reader, out, &routine->grants, 'f');
        return routine != NULL;
    }
}

static void
add_routines_in(Reader *reader, GrantTargetList *out, ObjectType kind, const char *space)
{
    for (Routine *at = reader->schema->routines.first; at != NULL; at = at->next)
    {
        bool is_wanted =
            kind == OBJECT_ROUTINE || (kind == OBJECT_PROCEDURE) == (at->kind == ROUTINE_PROCEDURE);

        if (is_wanted && strcmp(at->schema, space) == 0)
            add_target(reader, out, &at->grants, 'f');
    }
}

static void
add_sequences_in(Reader *reader, GrantTargetList *out, const char *space)
{
    for (Sequence *at = reader->schema->sequences.first; at != NULL; at = at->next)
    {
        if (strcmp(at->schema, space) == 0)
            add_target(reader, out, &at->grants, 'S');
    }
}

static void
add_tables_in(Reader *reader, GrantTargetList *out, const char *space)
{
    for (Table *at = reader->schema->tables.first; at != NULL; at = at->next)
    {
        if (strcmp(at->schema, space) == 0)
            add_target(reader, out, &at->grants, 'r')->table = at;
    }
    for (View *at = reader->schema->views.first; at != NULL; at = at->next)
    {
        if (strcmp(at->schema, space) == 0)
            add_target(reader, out, &at->grants, 'r')->view = at;
    }
}

/* GRANT … ON ALL … IN SCHEMA: those that are there now. */
static void
add_all_in(Reader *reader, GrantTargetList *out, ObjectType kind, const char *space)
{
    if (kind == OBJECT_TABLE)
        add_tables_in(reader, out, space);
    else if (kind == OBJECT_SEQUENCE)
        add_sequences_in(reader, out, space);
    else
        add_routines_in(reader, out, kind, space);
}

static const char *
object_text(Reader *reader, const Node *object)
{
    switch (nodeTag(object))
    {
    case T_RangeVar:
        return ((const RangeVar *) object)->relname;
    case T_String:
        return strVal(object);
    case T_ObjectWithArgs:
        return ddl_names_text(reader, ((const ObjectWithArgs *) object)->objname);
    default:
        return ddl_names_text(reader, (const List *) object);
    }
}

/* What an extension or the server itself may have brought. */
static bool
may_be_foreign(Reader *reader, const GrantStmt *statement, const Node *object)
{
    const char *space = NULL;
    const char *name = object_text(reader, object);

    if (IsA(object, RangeVar))
        space = ((const RangeVar *) object)->schemaname;
    else if (IsA(object, ObjectWithArgs))
        ddl_split_names(((const ObjectWithArgs *) object)->objname, &space, &name);
    if (space != NULL &&
        (strcmp(space, "pg_catalog") == 0 || strcmp(space, "information_schema") == 0))
        return true;
    return statement->objtype != OBJECT_SCHEMA &&
           (strncmp(name, "pg_", 3) == 0 || reader->schema->extensions.count > 0);
}

typedef enum Found
{
    FOUND_ALL,
    FOUND_NOT, /* a Problem was said */
    FOUND_ELSEWHERE /* the statement is to be kept whole */
} Found;

static Found
find_targets(Reader *reader, const GrantStmt *statement, GrantTargetList *out)
{
    ListCell *cell;

    foreach (cell, statement->objects)
    {
        const Node *object = lfirst(cell);

        if (statement->targtype == ACL_TARGET_ALL_IN_SCHEMA)
        {
            if (ddl_find_namespace(reader, strVal(object)) == NULL)
            {
                ddl_error(reader, -1, "schema \"%s\" does not exist", strVal(object));
                return FOUND_NOT;
            }
            add_all_in(reader, out, statement->objtype, strVal(object));
        }
        else if (!add_object(reader, out, statement, object))
        {
            if (may_be_foreign(reader, statement, object) ||
                (IsA(object, ObjectWithArgs) &&
                 ddl_other_find(reader, OTHER_AGGREGATE,
                                strVal(llast(((const ObjectWithArgs *) object)->objname))) != NULL))
                return FOUND_ELSEWHERE;
            ddl_error(reader, -1, "\"%s\" does not exist", object_text(reader, object));
            return FOUND_NOT;
        }
    }
    return FOUND_ALL;
}

uint32_t
ddl_grant_bits(const List *privileges, bool of_columns)
{
    uint32_t bits = 0;
    ListCell *cell;

    foreach (cell, privileges)
    {
        const AccessPriv *privilege = lfirst_node(AccessPriv, cell);

        if ((privilege->cols != NIL) == of_columns && privilege->priv_name != NULL)
            bits |= grant_bit(privilege->priv_name);
    }
    return bits;
}

static bool
column_exists(Reader *reader, const GrantTarget *target, const char *name)
{
    bool is_there = target->table != NULL && table_find_column(target->table, name) != NULL;

    for (const Column *at = target->view == NULL ? NULL : target->view->columns.first; at != NULL;
         at = at->next)
        is_there |= strcmp(at->name, name) == 0;
    if (is_there || (target->view != NULL && target->view->columns.count == 0))
        return true;
    ddl_error(reader, -1, "column \"%s\" of relation \"%s\" does not exist", name,
              target->table != NULL  ? target->table->name
              : target->view != NULL ? target->view->name
                                     : "");
    return false;
}

bool
ddl_grant_is_valid(Reader *reader, const GrantTarget *target, const AccessPriv *privilege)
{
    char objects = privilege->cols != NIL ? 'c' : target->objects;
    uint32_t bit = privilege->priv_name == NULL ? 0 : grant_bit(privilege->priv_name);
    ListCell *cell;

    if (privilege->priv_name != NULL && strcasecmp(privilege->priv_name, "maintain") == 0)
        return true; /* of PostgreSQL 17: what older catalogs do not have */
    if (privilege->priv_name != NULL && (bit & grant_all(objects)) == 0)
    {
        ddl_error(reader, -1, "invalid privilege type %s for %s", privilege->priv_name,
                  objects_word(objects));
        return false;
    }
    foreach (cell, privilege->cols)
    {
        if (!column_exists(reader, target, strVal(lfirst(cell))))
            return false;
    }
    return true;
}

static bool
is_valid(Reader *reader, const GrantStmt *statement, const GrantTargetList *targets)
{
    ListCell *cell;

    for (const GrantTarget *target = targets->first; target != NULL; target = target->next)
    {
        foreach (cell, statement->privileges)
        {
            if (!ddl_grant_is_valid(reader, target, lfirst_node(AccessPriv, cell)))
                return false;
        }
    }
    return true;
}

static void
change(Reader *reader, const GrantStmt *statement, GrantList *list, const Grant *who, uint32_t bits)
{
    Grant *entry = grant_entry(reader->arena, list, who);

    if (statement->is_grant)
        grant_give(entry, bits, statement->grant_option);
    else
        grant_take(entry, bits, statement->grant_option);
    if (entry->column != NULL)
        entry->revoked = 0; /* a column has no privileges by itself */
    if (entry->column != NULL && entry->granted == 0)
        list_remove(list, entry);
}

/* What is revoked on a table is revoked on its columns. */
static void
revoke_on_columns(Reader *reader, const GrantStmt *statement, GrantList *list, const Grant *who,
                  uint32_t bits)
{
    for (Grant *at = list->first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (at->column != NULL && str_equal(at->role, who->role) &&
            at->is_current_user == who->is_current_user)
            change(reader, statement, list,
                   &(Grant){.role = who->role,
                            .column = at->column,
                            .is_current_user = who->is_current_user},
                   bits);
    }
}

static void
change_columns(Reader *reader, const GrantStmt *statement, GrantTarget *target, const Grant *who)
{
    Grant column = *who;
    ListCell *cell;
    ListCell *name;

    foreach (cell, statement->privileges)
    {
        const AccessPriv *privilege = lfirst_node(AccessPriv, cell);

        foreach (name, privilege->cols)
        {
            column.column = ddl_keep(reader, strVal(lfirst(name)));
            change(reader, statement, target->list, &column,
                   privilege->priv_name == NULL ? grant_all('c') : grant_bit(privilege->priv_name));
        }
    }
}

static void
change_target(Reader *reader, const GrantStmt *statement, GrantTarget *target, const Grant *who)
{
    uint32_t bits = ddl_grant_bits(statement->privileges, false);

    if (statement->privileges == NIL)
        bits = grant_all(target->objects);
    if (bits != 0)
        change(reader, statement, target->list, who, bits);
    if (!statement->is_grant)
        revoke_on_columns(reader, statement, target->list, who, bits);
    change_columns(reader, statement, target, who);
}

Grant
ddl_grant_grantee(Reader *reader, const RoleSpec *role)
{
    return (Grant){.role = ddl_role(reader, role),
                   .is_current_user =
                       role->roletype != ROLESPEC_PUBLIC && role->roletype != ROLESPEC_CSTRING};
}

/* Objects of these kinds are statements in the model too. */
static bool
is_modelled(ObjectType kind)
{
    switch (kind)
    {
    case OBJECT_TABLE:
    case OBJECT_SEQUENCE:
    case OBJECT_FUNCTION:
    case OBJECT_PROCEDURE:
    case OBJECT_ROUTINE:
    case OBJECT_TYPE:
    case OBJECT_DOMAIN:
    case OBJECT_SCHEMA:
        return true;
    default:
        return false;
    }
}

/* On the one object that is kept as a statement. */
static bool
grant_on_kept(Reader *reader, const GrantStmt *statement)
{
    ObjectType kind = is_modelled(statement->objtype) ? OBJECT_AGGREGATE : statement->objtype;
    KeptName name;

    return statement->targtype == ACL_TARGET_OBJECT && list_length(statement->objects) == 1 &&
           (kind != OBJECT_AGGREGATE || IsA(linitial(statement->objects), ObjectWithArgs)) &&
           ddl_kept_name(reader, kind, linitial(statement->objects), &name) &&
           ddl_kept_change_of(reader, &name, OTHER_GRANT);
}

void
ddl_grant(Reader *reader, const void *node)
{
    const GrantStmt *statement = node;
    GrantTargetList targets = {0};
    Found found = FOUND_ELSEWHERE;
    ListCell *cell;

    if (is_modelled(statement->objtype))
        found = find_targets(reader, statement, &targets);
    if (found == FOUND_NOT || !is_valid(reader, statement, &targets))
        return;
    foreach (cell, statement->grantees)
    {
        Grant who = ddl_grant_grantee(reader, lfirst_node(RoleSpec, cell));

        for (GrantTarget *at = targets.first; found == FOUND_ALL && at != NULL; at = at->next)
            change_target(reader, statement, at, &who);
    }
    if (found == FOUND_ELSEWHERE && !grant_on_kept(reader, statement))
        (void) ddl_other_add(reader, OTHER_GRANT, NULL,
                             object_text(reader, linitial(statement->objects)));
}

void
ddl_grant_owner(Reader *reader, GrantList *list, const char *owner, const char *new_owner)
{
    (void) reader;
    if (new_owner == NULL || str_equal(owner, new_owner))
        return;
    for (Grant *at = list->first, *next; at != NULL; at = next)
    {
        Grant *other;

        next = at->next;
        if (owner == NULL ? !at->is_current_user && !str_equal(at->role, "postgres")
                          : !str_equal(at->role, owner))
            continue;
        list_remove(list, at);
        other = grant_entry(reader->arena, list, &(Grant){.role = new_owner, .column = at->column});
        other->granted |= at->granted;
        other->grantable |= at->grantable;
        other->revoked = (other->revoked | at->revoked) & ~other->granted;
    }
}

void
ddl_grant_column(GrantList *list, const char *column, const char *new_name)
{
    for (Grant *at = list->first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (!str_equal(at->column, column))
            continue;
        if (new_name == NULL)
            list_remove(list, at);
        else
            at->column = new_name;
    }
}
