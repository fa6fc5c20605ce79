/*
 * print.h - the model as DDL.
 *
 * Statements come in an order that loads: schemas, extensions, types, functions, tables, data-less
 * defaults, constraints, indexes, views, triggers, policies, comments; where objects need each other
 * the order follows their references.
 */
#ifndef TENFOLD_SCHEMA_PRINT_H
#define TENFOLD_SCHEMA_PRINT_H

#include "base/strbuf.h"
#include "schema/schema.h"

typedef struct PrintOptions
{
    bool
        is_sandbox; /* for the scratch server: stub bodies, constant bounds only, no owners, grants,
                        C functions, event triggers, foreign wrappers, user mappings, subscriptions */
    bool with_owners;
    bool with_comments;
    bool with_grants;
} PrintOptions;

/*
 * One statement without its ';' and what it makes, so that a failure can be named. Before it runs,
 * "SET search_path = …" must be in force: the names are quoted, and there may be none ("''").
 */
typedef struct PrintedStatement PrintedStatement;
struct PrintedStatement
{
    PrintedStatement *next;
    const char *sql;
    const char *search_path; /* never NULL: "''" or "app, public" */
    const char *object; /* "table \"public.tasks\"" */
    Location location;
    bool is_extension;
};
LIST_OF(PrintedStatement);

/* All statements of the schema, in loading order. */
PrintedStatementList print_schema(Arena *arena, const Schema *schema, const PrintOptions *options);

/* What the sandbox does without: `object`, and as `sql` the reason, a phrase. */
PrintedStatementList print_left_out(Arena *arena, const Schema *schema);

/* All statements as one script for psql. */
void print_script(StrBuf *out, const Schema *schema, const PrintOptions *options);

/* Single objects, without ';'. A constraint prints as "CONSTRAINT name CHECK (…)". */
void print_table(StrBuf *out, const Schema *schema, const Table *table,
                 const PrintOptions *options);
void print_partition(StrBuf *out, const Table *table); /* as PARTITION OF its parent */
void print_column(StrBuf *out, const Column *column);
void print_constraint(StrBuf *out, const Constraint *constraint);
void print_index(StrBuf *out, const Index *index, bool is_concurrently);
void print_view(StrBuf *out, const View *view);
void print_trigger(StrBuf *out, const Trigger *trigger);
void print_policy(StrBuf *out, const Policy *policy);
void print_sequence(StrBuf *out, const Sequence *sequence);

/* "fillfactor='70', autovacuum_enabled='off'": what stands in WITH (…). */
void print_options(StrBuf *out, const OptionList *options);

#endif
