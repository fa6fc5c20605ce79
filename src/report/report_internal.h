/*
 * report_internal.h - how build.c fills a Report; not for other folders.
 */
#ifndef TENFOLD_REPORT_REPORT_INTERNAL_H
#define TENFOLD_REPORT_REPORT_INTERNAL_H

#include "report/page.h"
#include "report/report.h"

/* How far the report looks ahead, in months. */
enum
{
    HORIZON_NEAR = 12,
    HORIZON_FAR = 36
};

/* Groups findings by cause into report->pains, strongest first, and numbers them. */
void pains_build(Report *report);

/* True when every change of the finding is part of the recommended schema. */
bool pains_is_fixed(const Report *report, const Finding *finding);

/* What the report calls it: what stands among the remarks is a remark, whatever its rule says. */
Severity pains_severity(const Pain *pain, const Finding *finding);

/* " (db/schema.sql:12)", without the folder that was given; "" when it has no place. */
char *location_text(const Report *report, const Location *location);

/* Title, growth lines, verdict, walls, leave alone, how sure. */
void verdict_build(Report *report);

/* report->walls. */
void walls_build(Report *report);

/* report->leave_alone. */
void leave_alone_build(Report *report);

/* Part six. */
void impact_build(Report *report);

/* "5 indexes added, 2 dropped, 3 columns widened"; NULL when there is no change. */
char *impact_changes_text(Arena *arena, const ChangeList *changes);

/* The first screen and the six parts, on a page of either format. */
void screen_write(Page *page, const Report *report, const ReportStyle *style);
void parts_write(Page *page, const Report *report, const ReportStyle *style);

/* Adds a line to a list; text as printf. */
void line_add(Report *report, LineList *list, const char *label, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* "rows now 9.0M (declared)". */
char *evidence_text(Arena *arena, const Evidence *evidence);

/* "under 1 s", "40 s", "3 min", "2.1 h". */
char *seconds_text(Arena *arena, double seconds);

#endif
