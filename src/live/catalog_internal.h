/*
 * catalog_internal.h - what the files of the catalog reader share.
 *
 * One query brings all objects of a kind, and one function makes them. Objects that later queries
 * speak of are found by their oid, which stays text.
 */
#ifndef TENFOLD_LIVE_CATALOG_INTERNAL_H
#define TENFOLD_LIVE_CATALOG_INTERNAL_H

#include "live/catalog.h"

typedef struct Catalog
{
    Db *db;
    Schema *schema;
    Arena *arena; /* the model's; the results of the queries live there, so texts are not copied */
    Error *error;
    Map *relations; /* CatalogRelation * by oid */
    uint32_t version;
    uint32_t ordinal; /* of the object made last */
} Catalog;

/* What has columns, indexes, constraints or triggers; one of the pointers is set. */
typedef struct CatalogRelation
{
    Table *table;
    View *view;
    Type *composite;
} CatalogRelation;

/* One row of a result. */
typedef struct CatalogRow
{
    Arena *arena;
    const DbResult *result;
    size_t at;
} CatalogRow;

/* ---- catalog_row.c: values of a row by the names of its columns ---- */

/* NULL for null; the model's arena owns it. */
const char *catalog_text(const CatalogRow *row, const char *column);
bool catalog_flag(const CatalogRow *row, const char *column);

/* The first letter; 0 for null or nothing. */
char catalog_letter(const CatalogRow *row, const char *column);
int64_t catalog_number(const CatalogRow *row, const char *column);

/* An array of texts; nulls are left out. */
NameList catalog_names(const CatalogRow *row, const char *column);

/* An array of "name=value", added to `out`. */
void catalog_options(const CatalogRow *row, const char *column, OptionList *out);

/* The type in <prefix>_schema, <prefix>_name, <prefix>_dimensions and <prefix>_text. */
TypeName catalog_type(const CatalogRow *row, const char *prefix);

/* An expression or a query as the server printed it; NULL for null. */
const Expr *catalog_expr(Catalog *catalog, const CatalogRow *row, const char *column);

/* A role, remembered among the schema's. */
const char *catalog_role(Catalog *catalog, const char *name);

/* Runs one query of sql/catalog and calls `take` for each row. */
typedef void (*CatalogTake)(Catalog *catalog, const CatalogRow *row);
bool catalog_each(Catalog *catalog, const char *sql, CatalogTake take);

/* The relation whose oid stands in a column; NULL when it is none of ours. */
CatalogRelation *catalog_relation(const Catalog *catalog, const CatalogRow *row,
                                  const char *column);

/* Makes a relation known by its oid, in the column "oid". */
CatalogRelation *catalog_relation_add(Catalog *catalog, const CatalogRow *row);

/* ---- one function for each kind of object ---- */

bool catalog_read_tables(Catalog *catalog);
bool catalog_read_columns(Catalog *catalog);

#endif
