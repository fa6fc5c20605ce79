/*
 * tenant.h - to whom the rows of most tables belong: customers, workspaces, shops.
 *
 * Told from keys, from columns that most tables share, and from what queries compare; a name alone
 * makes no tenant.
 */
#ifndef TENFOLD_WORKLOAD_TENANT_H
#define TENFOLD_WORKLOAD_TENANT_H

#include "workload/workload.h"

/* A table whose rows belong to tenants. */
typedef struct TenantTable TenantTable;
struct TenantTable
{
    TenantTable *next;
    const Table *table;
    const Column *column; /* that says whose; NULL: only what it points to knows */
    const Constraint *through; /* the foreign key by which it is known then; or NULL */
};
LIST_OF(TenantTable);

typedef struct Tenants
{
    const Table *root; /* a row for each tenant; NULL: in another database, or not declared */
    const char *column; /* by which most tables say whose their rows are */
    TenantTableList tables; /* direct ones first */
    size_t direct; /* tables with a column of their own */
    size_t queries; /* that compare such a column with a parameter */
} Tenants;

/* NULL where there are no tenants. `workload` may be NULL. */
const Tenants *tenant_find(Arena *arena, const Schema *schema, const Workload *workload);

/* What is known of a table; NULL: its rows belong to nobody. */
const TenantTable *tenant_table(const Tenants *tenants, const Table *table);

#endif
