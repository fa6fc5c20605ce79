/*
 * ddl_select.h - a SELECT while it is answered: what the files of its parts share.
 */
#ifndef TENFOLD_DDL_DDL_SELECT_H
#define TENFOLD_DDL_DDL_SELECT_H

#include "ddl/ddl_eval.h"

enum
{
    SOURCES_MAXIMUM = 12
};

typedef struct Select
{
    Eval *eval;
    const SelectStmt *statement;
    Scope query;
    RowSet *out;
    const Source **group; /* the rows that fit, `count` sources each, for an aggregate */
    size_t group_count;
    size_t group_capacity;
    bool is_aggregate;
} Select;

/* ddl_select_from.c: adds the sources of an entry of FROM; joins add both sides. */
void ddl_select_from(Select *select, const Node *node);

/* ddl_select_rows.c: what ORDER BY, DISTINCT and LIMIT do to the rows. */
void ddl_select_sort(Select *select);
void ddl_select_distinct(Eval *eval, RowSet *set);
void ddl_select_limit(Select *select);

#endif
