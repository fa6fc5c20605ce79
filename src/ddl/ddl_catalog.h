/*
 * ddl_catalog.h - what the files of the catalogs share: who fills which of them, and with what.
 */
#ifndef TENFOLD_DDL_DDL_CATALOG_H
#define TENFOLD_DDL_DDL_CATALOG_H

#include "ddl/ddl_eval.h"

/* The oid of an object of a kind that has no function of its own; `label` is what people see. */
Value ddl_catalog_object(Eval *eval, char kind, const char *space, const char *name,
                         const char *label);

/* A value of type "char". */
Value ddl_catalog_letter(Eval *eval, char value);

/* Each adds the rows of one catalog. */
void ddl_catalog_fill_namespaces(Eval *eval, RowSet *set);
void ddl_catalog_fill_classes(Eval *eval, RowSet *set);
void ddl_catalog_fill_attributes(Eval *eval, RowSet *set);
void ddl_catalog_fill_constraints(Eval *eval, RowSet *set);
void ddl_catalog_fill_indexes(Eval *eval, RowSet *set);
void ddl_catalog_fill_tables(Eval *eval, RowSet *set);
void ddl_catalog_fill_views(Eval *eval, RowSet *set);
void ddl_catalog_fill_matviews(Eval *eval, RowSet *set);
void ddl_catalog_fill_sequences(Eval *eval, RowSet *set);
void ddl_catalog_fill_parents(Eval *eval, RowSet *set);
void ddl_catalog_fill_partitioned(Eval *eval, RowSet *set);
void ddl_catalog_fill_types(Eval *eval, RowSet *set);
void ddl_catalog_fill_enums(Eval *eval, RowSet *set);
void ddl_catalog_fill_triggers(Eval *eval, RowSet *set);
void ddl_catalog_fill_policies(Eval *eval, RowSet *set);
void ddl_catalog_fill_routines(Eval *eval, RowSet *set);
void ddl_catalog_fill_extensions(Eval *eval, RowSet *set);
void ddl_catalog_fill_publications(Eval *eval, RowSet *set);
void ddl_catalog_fill_event_triggers(Eval *eval, RowSet *set);

#endif
