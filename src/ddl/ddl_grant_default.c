/*
 * ddl_grant_default.c - ALTER DEFAULT PRIVILEGES, and what it does to the objects that come after it.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_grant.h"

#include "schema/grant.h"

static char
default_objects(ObjectType kind)
{
    switch (kind)
    {
    case OBJECT_TABLE:
        return 'r';
    case OBJECT_SEQUENCE:
        return 'S';
    case OBJECT_TYPE:
        return 'T';
    case OBJECT_SCHEMA:
        return 'n';
    default:
        return 'f';
    }
}

static DefaultPrivileges *
find_default(Reader *reader, const char *role, const char *space, char objects)
{
    DefaultPrivileges *at = reader->schema->default_privileges.first;

    while (at != NULL &&
           (!str_equal(at->role, role) || !str_equal(at->schema, space) || at->objects != objects))
        at = at->next;
    return at;
}

static DefaultPrivileges *
need_default(Reader *reader, const char *role, const char *space, char objects)
{
    DefaultPrivileges *found = find_default(reader, role, space, objects);

    if (found != NULL)
        return found;
    found = arena_new_object(reader->arena, DefaultPrivileges);
    found->role = role;
    found->schema = ddl_keep(reader, space);
    found->objects = objects;
    found->location = ddl_location(reader, -1);
    found->ordinal = reader->ordinal;
    list_append(&reader->schema->default_privileges, found);
    return found;
}

/* Only what differs from the built-in defaults is kept; within a schema nothing can be taken. */
static void
reduce(DefaultPrivileges *privileges, Grant *entry, const char *role)
{
    uint32_t usual = 0;

    if (privileges->schema == NULL && (entry->is_current_user || str_equal(entry->role, role)))
        usual = entry->role == NULL && !entry->is_current_user ? grant_public(privileges->objects)
                                                               : grant_all(privileges->objects);
    if (privileges->schema == NULL && entry->role == NULL && !entry->is_current_user)
        usual = grant_public(privileges->objects);
    entry->revoked &= usual;
    entry->granted &= ~(usual & ~entry->grantable);
    if (entry->granted == 0 && entry->revoked == 0)
        list_remove(&privileges->grants, entry);
}

static void
change_default(Reader *reader, const GrantStmt *action, const char *role, const char *space)
{
    char objects = default_objects(action->objtype);
    uint32_t bits =
        action->privileges == NIL ? grant_all(objects) : ddl_grant_bits(action->privileges, false);
    DefaultPrivileges *privileges = need_default(reader, role, space, objects);
    ListCell *cell;

    foreach (cell, action->grantees)
    {
        Grant who = ddl_grant_grantee(reader, lfirst_node(RoleSpec, cell));
        Grant *entry = grant_entry(reader->arena, &privileges->grants, &who);

        if (action->is_grant)
            grant_give(entry, bits, action->grant_option);
        else
            grant_take(entry, bits, action->grant_option);
        reduce(privileges, entry, role);
    }
    if (privileges->grants.count == 0)
        list_remove(&reader->schema->default_privileges, privileges);
}

static bool
schemas_exist(Reader *reader, const List *schemas)
{
    ListCell *cell;

    foreach (cell, schemas)
    {
        if (ddl_find_namespace(reader, strVal(lfirst(cell))) != NULL)
            continue;
        ddl_error(reader, -1, "schema \"%s\" does not exist", strVal(lfirst(cell)));
        return false;
    }
    return true;
}

static void
change_in_schemas(Reader *reader, const GrantStmt *action, const char *role, const List *schemas)
{
    ListCell *cell;

    foreach (cell, schemas)
        change_default(reader, action, role, strVal(lfirst(cell)));
    if (schemas == NIL)
        change_default(reader, action, role, NULL);
}

/* The words of the action stand for the kind of object. */
static bool
action_is_valid(Reader *reader, const GrantStmt *action, const List *schemas)
{
    GrantTarget target = {.objects = default_objects(action->objtype)};
    ListCell *cell;

    if (target.objects == 'n' && schemas != NIL)
    {
        ddl_error(reader, -1, "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS");
        return false;
    }
    foreach (cell, action->privileges)
    {
        if (!ddl_grant_is_valid(reader, &target, lfirst_node(AccessPriv, cell)))
            return false;
    }
    return schemas_exist(reader, schemas);
}

void
ddl_grant_default(Reader *reader, const void *node)
{
    const AlterDefaultPrivilegesStmt *statement = node;
    const List *schemas = NIL;
    const List *roles = NIL;
    ListCell *cell;

    foreach (cell, statement->options)
    {
        const DefElem *element = lfirst_node(DefElem, cell);

        if (strcmp(element->defname, "roles") == 0)
            roles = (const List *) element->arg;
        else
            schemas = (const List *) element->arg;
    }
    if (!action_is_valid(reader, statement->action, schemas))
        return;
    foreach (cell, roles)
        change_in_schemas(reader, statement->action, ddl_role(reader, lfirst_node(RoleSpec, cell)),
                          schemas);
    if (roles == NIL)
        change_in_schemas(reader, statement->action, NULL, schemas);
}

/* Who runs the statements is not known: "postgres", unless somebody else is named. */
static bool
is_runner(const char *role)
{
    return role == NULL || strcmp(role, "postgres") == 0;
}

void
ddl_grant_new(Reader *reader, char objects, const char *space, GrantList *out)
{
    for (int pass = 0; pass < 2; pass++)
    {
        for (const DefaultPrivileges *at = reader->schema->default_privileges.first; at != NULL;
             at = at->next)
        {
            if (at->objects != objects || !is_runner(at->role) ||
                (pass == 0) != (at->schema == NULL) || (pass == 1 && !str_equal(at->schema, space)))
                continue;
            for (const Grant *grant = at->grants.first; grant != NULL; grant = grant->next)
            {
                Grant *entry = grant_entry(reader->arena, out, grant);

                grant_give(entry, grant->granted, false);
                entry->grantable |= grant->grantable;
                entry->revoked |= grant->revoked;
            }
        }
    }
}

void
ddl_grant_forget_schema(Reader *reader, const char *space)
{
    DefaultPrivilegesList *list = &reader->schema->default_privileges;

    for (DefaultPrivileges *at = list->first, *next; at != NULL; at = next)
    {
        next = at->next;
        if (str_equal(at->schema, space))
            list_remove(list, at);
    }
}
