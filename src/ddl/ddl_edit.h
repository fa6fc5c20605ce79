/*
 * ddl_edit.h - changing names in the text of an expression or query.
 *
 * The text is parsed again; nodes that mean the object give the places of the words to replace.
 */
#ifndef TENFOLD_DDL_DDL_EDIT_H
#define TENFOLD_DDL_DDL_EDIT_H

#include "ddl/ddl_internal.h"

typedef enum EditKind
{
    EDIT_COLUMN, /* table, old, new */
    EDIT_RELATION, /* space, old, new_space, new */
    EDIT_TYPE, /* the same */
    EDIT_FUNCTION, /* the same */
    EDIT_SCHEMA, /* space and old, both its name; new_space and new the same */
    EDIT_STAR /* "*" in a select list becomes the columns of now; old is "*" */
} EditKind;

typedef struct EditName
{
    EditKind kind;
    const Table *table; /* of the column */
    const char *space;
    const char *old;
    const char *new_space;
    const char *new;
} EditName;

/*
 * The expression with the name changed; the same when it does not hold it. `owner` is the table that
 * the expression belongs to: its columns need no qualification; NULL for queries.
 */
const Expr *ddl_edit_expr(Reader *reader, const Expr *expr, const EditName *name,
                          const Table *owner);
const Expr *ddl_edit_query(Reader *reader, const Expr *expr, const EditName *name);

#endif
