/*
 * workload_internal.h - what the files of this folder share.
 */
#ifndef TENFOLD_WORKLOAD_WORKLOAD_INTERNAL_H
#define TENFOLD_WORKLOAD_WORKLOAD_INTERNAL_H

#include "workload/workload.h"

/* A new query at the end of the list: nothing is known about it yet. */
WorkloadQuery *workload_add(Workload *workload);

/* "40k/day", "12 per second", "3 an hour" as calls a day. */
bool query_file_rate(const char *text, double *per_day);

#endif
