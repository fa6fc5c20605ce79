/*
 * ddl_grant.h - what GRANT and ALTER DEFAULT PRIVILEGES share.
 */
#ifndef TENFOLD_DDL_DDL_GRANT_H
#define TENFOLD_DDL_DDL_GRANT_H

#include "ddl/ddl_internal.h"

/* An object that the statement is about. */
typedef struct GrantTarget GrantTarget;
struct GrantTarget
{
    GrantTarget *next;
    GrantList *list;
    const Table *table; /* for the names of columns; or NULL */
    const View *view;
    char objects; /* as in schema/grant.h */
};
LIST_OF(GrantTarget);

/* The bits that a list of privileges names, of columns or of whole objects. */
uint32_t ddl_grant_bits(const List *privileges, bool of_columns);

/* False, with a Problem, for a privilege that the object does not have. */
bool ddl_grant_is_valid(Reader *reader, const GrantTarget *target, const AccessPriv *privilege);

/* Who it is that gets it. */
Grant ddl_grant_grantee(Reader *reader, const RoleSpec *role);

#endif
