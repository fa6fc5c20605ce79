/*
 * whatif.h - PostgreSQL's planner asked about a database that does not exist yet.
 *
 * The schema is loaded in the private server, without a row. A configuration says how large everything
 * is, what its columns hold, which indexes there are besides and which are not; then queries are planned in
 * any number of configurations, by one call, and never executed. Its numbers are Stats: of today, or
 * what the scale law makes of them.
 */
#ifndef TENFOLD_WHATIF_WHATIF_H
#define TENFOLD_WHATIF_WHATIF_H

#include "scratch/scratch.h"
#include "stats/size.h"
#include "stats/stats.h"
#include "whatif/effort.h"

typedef struct WhatIf WhatIf;

/* An index that is not there. */
typedef struct WhatIfIndex WhatIfIndex;
struct WhatIfIndex
{
    WhatIfIndex *next;
    const Table *table;
    const Index *index; /* its name is the one that plans will tell */
    Quantity bytes; /* unknown: as large as freshly built */
    IndexSize *size; /* NULL, or where whatif_configure() says how large it would be built */
};
LIST_OF(WhatIfIndex);

typedef struct WhatIfConfiguration
{
    const char *name; /* "today", "12mo": replaces a configuration of that name */
    const char *base; /* what this one does not say is as in that configuration; NULL: none */
    const Stats
        *stats; /* its settings apply as well; NULL with a base: as there; must outlive it */
    WhatIfIndexList indexes;
    NameList hidden; /* indexes that are there, and planned without: "schema.name" */
} WhatIfConfiguration;

/*
 * A connection to a database of the private server, into which `schema` was loaded and the module by
 * scratch_load_planner(). Both must outlive it; it closes with the arena.
 */
bool whatif_open(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                 WhatIf **out, Error *error) MUST_CHECK;

/*
 * Makes a configuration known. Partitions of which nothing is known share what their parent has. What
 * the server refused (an index that cannot be, statistics that do not fit a type) is left out and
 * listed; `refused` may be NULL.
 */
bool whatif_configure(WhatIf *whatif, Arena *arena, const WhatIfConfiguration *configuration,
                      LoadFailureList *refused, Error *error) MUST_CHECK;

/* Called while plans are made, as often as the server answers. */
typedef void (*WhatIfProgress)(void *context, size_t done, size_t total);

void whatif_on_progress(WhatIf *whatif, WhatIfProgress progress, void *context);

/* Forgets a configuration, and gives its memory back. */
bool whatif_forget(WhatIf *whatif, const char *configuration, Error *error) MUST_CHECK;

/* What `$1` and its like stand for. A key of partitions never stays unknown. */
typedef enum Binding
{
    BINDING_UNKNOWN, /* any value: as PostgreSQL plans a prepared statement generically */
    BINDING_TYPICAL, /* a value of ordinary frequency; a time span that is recent and short */
    BINDING_WORST, /* the most common value; the longest span */
    BINDING_GIVEN /* the values of the request */
} Binding;

typedef struct PlanRequest
{
    const char *configuration;
    const char *sql; /* one statement that PostgreSQL can plan */
    Binding binding;
    const char *const *values; /* as text, for BINDING_GIVEN; NULL where unknown */
    size_t value_count;
} PlanRequest;

typedef struct PlannedQuery
{
    bool is_planned; /* false: message and sqlstate say why */
    const char *message;
    const char *sqlstate;
    double startup_cost;
    double total_cost;
    double rows;
    const PlanNode *plan; /* shared by requests that got the very same one */
    const char *const *values; /* that were put in; NULL where a value stayed unknown */
    size_t value_count;
    uint64_t fingerprint; /* plan_tree_fingerprint() */
    Effort effort;
} PlannedQuery;

/*
 * Plans all; `out` has `count` entries, in the order of the requests. A query that cannot be planned is
 * no error; nor is one that takes too long to plan, which is tried once. Where there is much to plan, and
 * the machine has several cores, several connections do it. The user can stop at any time.
 */
bool whatif_plan(WhatIf *whatif, Arena *arena, const PlanRequest *requests, size_t count,
                 PlannedQuery **out, Error *error) MUST_CHECK;

/* "15.20": whose plans these are. */
const char *whatif_server_version(const WhatIf *whatif);

#endif
