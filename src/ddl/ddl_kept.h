/*
 * ddl_kept.h - objects that the model keeps as statements: which one a statement means, and what was
 * said of it later.
 */
#ifndef TENFOLD_DDL_DDL_KEPT_H
#define TENFOLD_DDL_DDL_KEPT_H

#include "ddl/ddl_internal.h"

/* Who an object of such a kind is. */
typedef struct KeptName
{
    OtherKind kind;
    const char *schema; /* NULL: not written, or the kind has none */
    const char *name;
    const char *about; /* as in Other; or NULL */
} KeptName;

/* False for objects of other kinds. `object` is as in COMMENT, DROP and ALTER … OWNER. */
bool ddl_kept_name(Reader *reader, ObjectType kind, const Node *object, KeptName *out);

Other *ddl_kept_find(Reader *reader, const KeptName *name);

/* The new object; the old one under OR REPLACE; NULL when it exists, with a Problem or without. */
Other *ddl_kept_create(Reader *reader, const KeptName *name, bool is_replace, bool if_not_exists);

/* The statement at hand is played again after those before it. */
void ddl_kept_change(Reader *reader, Other *other, OtherKind kind);

/* The same for the object of a statement. False when there is none. */
bool ddl_kept_change_of(Reader *reader, const KeptName *name, OtherKind kind);

/* An object that nobody made may have come with an extension. */
bool ddl_kept_may_be_elsewhere(Reader *reader);

/* Texts that tell objects of one name apart. */
const char *ddl_kept_types(Reader *reader, const List *types);
const char *ddl_kept_role(Reader *reader, const RoleSpec *role);

/* ALTER … RENAME, SET SCHEMA and DROP. False when there is no such object. */
bool ddl_kept_rename(Reader *reader, const RenameStmt *statement);
bool ddl_kept_set_schema(Reader *reader, const AlterObjectSchemaStmt *statement, const char *space);
bool ddl_kept_drop(Reader *reader, const DropStmt *statement, const Node *object);

/* ---- ddl_publication.c ---- */

void ddl_publication_create(Reader *reader, const CreatePublicationStmt *statement);
void ddl_publication_alter(Reader *reader, const AlterPublicationStmt *statement);

/* A table is renamed, or gone when the new name is NULL. */
void ddl_publication_follow(Reader *reader, const char *space, const char *name,
                            const char *new_space, const char *new_name);
void ddl_publication_follow_column(Reader *reader, const struct EditName *name);
void ddl_publication_rename(Reader *reader, Other *other, const char *name);

#endif
