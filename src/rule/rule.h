/*
 * rule.h - what a rule is.
 *
 * A rule is one file: a constant record with every word that the user reads, and one function that
 * decides. list.h names them in alphabetical order; nothing else registers a rule.
 */
#ifndef TENFOLD_RULE_RULE_H
#define TENFOLD_RULE_RULE_H

#include "rule/finding.h"

typedef enum RuleNeeds
{
    NEEDS_DDL = 0,
    NEEDS_SIZES = 1,
    NEEDS_GROWTH = 2,
    NEEDS_QUERIES = 4,
    NEEDS_LIVE = 8,
    NEEDS_COUNTERS = 16 /* of tables and indexes: a server, a snapshot or an export */
} RuleNeeds;

struct Rule
{
    const char *id; /* kebab-case; never reused */
    const char *catalogue; /* "FK01 FK02": codes of the union of all checks that it covers */
    unsigned needs; /* RuleNeeds, or'ed; what it cannot do without */
    Severity severity;
    const char *title; /* one line */
    const char *why; /* what happens, from how many rows on, as sentences */
    const char *fix; /* what to do, as sentences */
    const char *gain; /* what reads or writes gain, as a phrase; NULL for rules without changes */
    const char *trade_off; /* what the fix costs */
    const char *not_when; /* when the rule keeps silent, as sentences */
    const char *source; /* page of PostgreSQL's manual, of docs/design, or the measurement */
    const char *group; /* "41 foreign keys without index": "%zu foreign keys without index" */
    bool
        explains_time; /* its queries take long because of it: their time counts as the finding's */
    bool is_about_results; /* what a client gets: statements of functions are not checked */
    void (*check_table)(const Design *design, const Table *table, Findings *findings); /* or NULL */
    void (*check_design)(const Design *design, Findings *findings); /* or NULL */
    void (*check_query)(const Design *design, const WorkloadQuery *query,
                        Findings *findings); /* or NULL */
};

/* All rules in alphabetical order, ended by NULL. */
extern const Rule *const rule_list[];

/* A rule by id, or NULL. */
const Rule *rule_find(const char *id);

/*
 * Runs every rule on the design: tables of extensions and partitions (their parent stands for them)
 * are left out; so are queries that are not understood. What the user silenced is marked, the result is sorted.
 */
Findings *rule_run_all(Arena *arena, const Design *design);

/* "schema, growth": what a rule needs, for people. */
char *rule_needs_text(Arena *arena, unsigned needs);

/* The rule's manual page, as Markdown. */
char *rule_manual(Arena *arena, const Rule *rule);

#endif
