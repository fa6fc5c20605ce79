/*
 * harvest.h - indexes as the planner sees them, kept to be given to it again.
 *
 * An index that is not there is created on the empty table in a subtransaction; the server's own
 * IndexOptInfo is copied and everything rolled back. Those that are there are copied when the planner first
 * sees them, because opening each of them for each plan costs more than the plan.
 */
#ifndef TENFOLD_PLANNER_HARVEST_H
#define TENFOLD_PLANNER_HARVEST_H

#include "planner/configuration.h"

#include <nodes/pathnodes.h>

enum
{
    VARNOS_KEPT = 16
};

typedef struct IndexTemplate
{
    Oid relid; /* of the table */
    Oid indexoid; /* of one that is gone, or there */
    char *name;
    char *name_above; /* of the partitioned table's index that this one is part of; or NULL */
    bool is_there;
    int pages_per_range; /* of BRIN */
    bool can_share; /* a btree whose equal keys share a tuple */
    IndexOptInfo *by_varno[VARNOS_KEPT]; /* [1] always; the others once they were needed */
} IndexTemplate;

/*
 * Creates, copies and rolls back. `ddl` is one CREATE INDEX statement and nothing else. The templates, of
 * IndexTemplate, are those of the table or, when it is partitioned, of each partition. They are kept
 * until the connection ends, for each text once. Errors are PostgreSQL's, in a subtransaction that ended.
 */
List *harvest_index(const char *ddl);

/* True inside of it: what is looked at is as it is, and nobody may say otherwise. */
bool harvest_is_running(void);

/* A template by the OID of its index, there or not; NULL when there is none. */
const IndexTemplate *harvest_find(Oid indexoid);

/* The templates of a table's own indexes, copied from `rel` if not known yet; NIL for none. */
List *harvest_present(const RelOptInfo *rel, Oid relid);

/* A copy for a plan: for the range table entry of `rel`. Lists in it belong to the template. */
IndexOptInfo *harvest_copy(const IndexTemplate *index, RelOptInfo *rel);

/*
 * Between the two, tables whose indexes are known pretend to have none, so that the planner opens none.
 * The second is called whatever happens.
 */
void harvest_cover(void);
void harvest_uncover(void);

#endif
