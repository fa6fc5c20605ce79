/*
 * grant.c - the net effect of GRANT and REVOKE.
 *
 * PostgreSQL keeps for an object what every role may do; we keep what differs from what an object has
 * by itself, because who owns it is not always known. A privilege that was revoked stays written down
 * as such: the role may be the owner, and an access list that was touched is no longer the default.
 */
#include "schema/grant.h"

#include "base/strbuf.h"
#include "sql/quote.h"

static const char *const names[] = {"SELECT",     "INSERT",  "UPDATE",  "DELETE", "TRUNCATE",
                                    "REFERENCES", "TRIGGER", "EXECUTE", "USAGE",  "CREATE"};

uint32_t
grant_all(char objects)
{
    switch (objects)
    {
    case 'r':
        return PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE |
               PRIVILEGE_TRUNCATE | PRIVILEGE_REFERENCES | PRIVILEGE_TRIGGER;
    case 'c':
        return PRIVILEGE_SELECT | PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_REFERENCES;
    case 'S':
        return PRIVILEGE_SELECT | PRIVILEGE_UPDATE | PRIVILEGE_USAGE;
    case 'f':
        return PRIVILEGE_EXECUTE;
    case 'n':
        return PRIVILEGE_USAGE | PRIVILEGE_CREATE;
    default:
        return PRIVILEGE_USAGE;
    }
}

uint32_t
grant_public(char objects)
{
    return objects == 'f' || objects == 'T' ? grant_all(objects) : 0;
}

uint32_t
grant_bit(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if (strcasecmp(names[i], name) == 0)
            return 1u << i;
    }
    return 0;
}

Grant *
grant_entry(Arena *arena, GrantList *list, const Grant *who)
{
    Grant *entry;

    for (entry = list->first; entry != NULL; entry = entry->next)
    {
        if (str_equal(entry->role, who->role) && str_equal(entry->column, who->column) &&
            entry->is_current_user == who->is_current_user)
            return entry;
    }
    entry = arena_new_object(arena, Grant);
    entry->role = who->role;
    entry->column = who->column;
    entry->is_current_user = who->is_current_user;
    list_append(list, entry);
    return entry;
}

void
grant_give(Grant *entry, uint32_t privileges, bool with_option)
{
    entry->granted |= privileges;
    entry->revoked &= ~privileges;
    if (with_option)
        entry->grantable |= privileges;
}

void
grant_take(Grant *entry, uint32_t privileges, bool only_option)
{
    entry->grantable &= ~privileges;
    if (only_option)
        return;
    entry->granted &= ~privileges;
    entry->revoked |= privileges;
}

static const char *
role_text(Arena *arena, const Grant *grant)
{
    if (grant->is_current_user)
        return "CURRENT_USER";
    return grant->role == NULL ? "PUBLIC" : quote_ident(arena, grant->role);
}

/* "SELECT (a), UPDATE (a)", or ALL. */
static void
add_privileges(StrBuf *out, const Grant *grant, uint32_t privileges, char objects)
{
    const char *separator = "";

    if (grant->column == NULL && privileges == grant_all(objects))
    {
        strbuf_add(out, "ALL");
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
    {
        if ((privileges & (1u << i)) == 0)
            continue;
        strbuf_printf(out, "%s%s", separator, names[i]);
        if (grant->column != NULL)
            strbuf_printf(out, " (%s)", quote_ident(out->arena, grant->column));
        separator = ", ";
    }
}

static void
add_statement(Arena *arena, NameList *out, const Grant *grant, bool is_grant, bool with_option,
              uint32_t privileges, char objects, const char *before, const char *target)
{
    StrBuf text = strbuf_new(arena);

    if (privileges == 0)
        return;
    strbuf_printf(&text, "%s%s ", before, is_grant ? "GRANT" : "REVOKE");
    add_privileges(&text, grant, privileges, objects);
    strbuf_printf(&text, " ON %s %s %s%s", target, is_grant ? "TO" : "FROM",
                  role_text(arena, grant), with_option ? " WITH GRANT OPTION" : "");
    name_list_add(arena, out, text.text);
}

static void
add_entry(Arena *arena, NameList *out, const Grant *grant, char objects, const char *before,
          const char *target)
{
    add_statement(arena, out, grant, false, false, grant->revoked, objects, before, target);
    add_statement(arena, out, grant, true, false, grant->granted & ~grant->grantable, objects,
                  before, target);
    add_statement(arena, out, grant, true, true, grant->grantable, objects, before, target);
}

/* The columns' come last: what is revoked on a table is revoked on its columns too. */
static NameList
statements(Arena *arena, const GrantList *list, char objects, const char *before,
           const char *target)
{
    NameList out = {0};

    for (const Grant *at = list->first; at != NULL; at = at->next)
    {
        if (at->column == NULL)
            add_entry(arena, &out, at, objects, before, target);
    }
    for (const Grant *at = list->first; at != NULL; at = at->next)
    {
        if (at->column != NULL)
            add_entry(arena, &out, at, objects, before, target);
    }
    return out;
}

NameList
grant_statements(Arena *arena, const GrantList *list, char objects, const char *target)
{
    return statements(arena, list, objects, "", target);
}

static const char *
objects_text(char objects)
{
    switch (objects)
    {
    case 'r':
        return "TABLES";
    case 'S':
        return "SEQUENCES";
    case 'f':
        return "ROUTINES";
    case 'n':
        return "SCHEMAS";
    default:
        return "TYPES";
    }
}

NameList
grant_default_statements(Arena *arena, const DefaultPrivileges *privileges)
{
    StrBuf before = strbuf_new(arena);

    strbuf_add(&before, "ALTER DEFAULT PRIVILEGES ");
    if (privileges->role != NULL)
        strbuf_printf(&before, "FOR ROLE %s ", quote_ident(arena, privileges->role));
    if (privileges->schema != NULL)
        strbuf_printf(&before, "IN SCHEMA %s ", quote_ident(arena, privileges->schema));
    return statements(arena, &privileges->grants, privileges->objects, before.text,
                      objects_text(privileges->objects));
}
