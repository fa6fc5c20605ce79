/*
 * window.h - what may be said of counters: rates a day, or what was counted in less than one.
 */
#ifndef TENFOLD_WORKLOAD_WINDOW_H
#define TENFOLD_WORKLOAD_WINDOW_H

#include "workload/workload.h"

/* True when a rate of this source is one: declared, or counted for a day or more. */
bool window_makes_days(const Workload *workload, Provenance source);

/* "a day"; "in 3 minutes", or "counted" in a time not known, where no day is made of it. */
const char *window_text(Arena *arena, const Workload *workload, Provenance source);

/* What is said with it: a rate a day as it is, or what was counted. */
Quantity window_quantity(const Workload *workload, Quantity per_day);

#endif
