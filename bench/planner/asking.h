/*
 * asking.h - a loaded database, read as any user's, in the private server's planner: for programs of benchmarks.
 */
#ifndef TENFOLD_BENCH_ASKING_H
#define TENFOLD_BENCH_ASKING_H

#include "whatif/whatif.h"

typedef struct Asking
{
    Arena *arena;
    Schema *schema;
    Stats *stats;
    WhatIf *whatif;
} Asking;

typedef bool (*AskingAnswer)(const Asking *asking, char *line, Error *error);

/* "node<tab>depth<tab>words …", a line for each node. */
void asking_print(const PlanNode *node, int depth);

/* Answers each line of standard input, with the database's statistics as configuration "now"; an exit code. */
int asking_run(const char *target, AskingAnswer answer);

#endif
