/*
 * grow_parts.h - the parts of what `tenfold grow` prints as text.
 */
#ifndef TENFOLD_REPORT_GROW_PARTS_H
#define TENFOLD_REPORT_GROW_PARTS_H

#include "report/grow_report.h"
#include "report/page.h"

/* "▁▂▄█": as many characters as values; those that are not above zero are blank. */
char *grow_sparkline(Arena *arena, const double *values, size_t count);

/* Two to five sentences: what happens to queries, and the first walls. */
char *grow_verdict(Arena *arena, const Growth *growth);

/* A label that fits a column of a table. */
char *grow_short(Arena *arena, const char *text, unsigned width);

/* The same for names that differ at their ends: what does not fit is left out in the middle. */
char *grow_squeezed(Arena *arena, const char *text, size_t width);

/* " over 12 days": what growth was counted; "" where nobody knows. */
char *grow_window_text(Arena *arena, const Growth *growth);

/* A place between moments (Crossing): "Mar 2028", "Mar '28" where it must be short; "3.5x". */
char *grow_place(Arena *arena, const Growth *growth, double place, bool is_short);

/* A query that PostgreSQL refuses; TRUNCATE and the like need no plan. */
bool grow_is_refused(const QueryGrowth *query);

/* "90 minutes", "3 days" */
char *grow_days_text(Arena *arena, double days);

/* The plan of every query that keeps it. */
void grow_write_plans(Page *page, const Growth *growth);

void grow_write_queries(Page *page, const Growth *growth, bool shows_all);
void grow_write_flips(Page *page, const Growth *growth, bool shows_all);
/* What autovacuum cannot leave alone, and what it comes to ever less often. */
void grow_write_vacuum(Page *page, const Growth *growth);

/* How often it freezes all tables, where that is often. */
void grow_write_freeze(Page *page, const Growth *growth);

void grow_write_tables(Page *page, const Growth *growth, bool shows_all);
void grow_write_keys(Page *page, const Growth *growth, bool shows_all);
void grow_write_server(Page *page, const Growth *growth, bool shows_all);

/* What the planner would know beside plain columns, and nobody measured; nothing where that is nothing. */
void grow_write_beyond(Page *page, const Growth *growth);

#endif
