/*
 * grant.h - privileges: their names, and which belong to which kind of object.
 */
#ifndef TENFOLD_SCHEMA_GRANT_H
#define TENFOLD_SCHEMA_GRANT_H

#include "schema/schema.h"

/* What ALL stands for: of 'r' tables and views, 'c' columns, 'S', 'f', 'T', 'n' as pg_default_acl. */
uint32_t grant_all(char objects);

/* What PUBLIC may do with such an object by default. */
uint32_t grant_public(char objects);

/* The bit of "select"; 0 for a word that is no privilege. */
uint32_t grant_bit(const char *name);

/* The entry of a role; made when there is none. */
Grant *grant_entry(Arena *arena, GrantList *list, const Grant *who);

void grant_give(Grant *entry, uint32_t privileges, bool with_option);
void grant_take(Grant *entry, uint32_t privileges, bool only_option);

/* The statements for an object: a text without ';' each. `target` is "TABLE app.tasks". */
NameList grant_statements(Arena *arena, const GrantList *list, char objects, const char *target);

/* The same for default privileges. */
NameList grant_default_statements(Arena *arena, const DefaultPrivileges *privileges);

#endif
