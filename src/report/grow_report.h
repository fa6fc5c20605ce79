/*
 * grow_report.h - what `tenfold grow` prints: as text, or as JSON.
 */
#ifndef TENFOLD_REPORT_GROW_REPORT_H
#define TENFOLD_REPORT_GROW_REPORT_H

#include "grow/grow.h"

typedef struct GrowStyle
{
    unsigned width;
    bool has_colour;
    bool shows_all; /* every query, flip, table and key */
} GrowStyle;

char *grow_text(Arena *arena, const Growth *growth, const GrowStyle *style);
char *grow_json(Arena *arena, const Growth *growth);

#endif
