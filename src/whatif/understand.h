/*
 * understand.h - what queries mean, by PostgreSQL itself.
 *
 * The private server analyses and rewrites each query (planner/analyse.c) and never executes one. What
 * it says fills the same Query as the resolver without a server (query/resolve.h), and knows more: casts
 * that nobody wrote, predicates of row security.
 */
#ifndef TENFOLD_WHATIF_UNDERSTAND_H
#define TENFOLD_WHATIF_UNDERSTAND_H

#include "scratch/scratch.h"
#include "workload/workload.h"

/* What the server says of one text; of one that it was not asked about, `message` says why. */
typedef struct Understood
{
    const Query *meaning; /* NULL when the server refused it, or was not asked for meanings */
    const char *message; /* why it refused; NULL when it did not */
    const char *sqlstate;
    uint32_t position; /* of the character that the message is about, from 1; 0: not known */
    bool is_not_asked;
} Understood;

/*
 * Asks about many texts, with the module loaded by scratch_load_planner(). `schema` is the one that was
 * loaded; meanings point into it. A text that takes too long or ends its connection is refused, and the
 * others are answered.
 */
bool understand_texts(Scratch *scratch, Arena *arena, const char *database, const Schema *schema,
                      const char *const *texts, size_t count, bool with_meaning, Understood *out,
                      Error *error) MUST_CHECK;

/* How a workload was understood. */
typedef struct Understanding
{
    size_t queries;
    size_t by_server; /* understood by PostgreSQL */
    size_t
        by_resolver; /* of the others: understood without it, because the schema is not whole there */
    const char *unavailable; /* why the server was not asked; or NULL */
} Understanding;

/*
 * Gives the queries of a workload the meaning that the server says. What it refuses is not understood,
 * in its words; where the schema is not whole in the server (`is_whole` false: objects failed to load, or
 * stand-ins are there for an extension), what was understood before stays.
 */
bool understand_workload(Scratch *scratch, const char *database, const Schema *schema,
                         bool is_whole, Workload *workload, Understanding *out,
                         Error *error) MUST_CHECK;

#endif
