/*
 * rate.h - "8k/day" and "90d": how fast, and how long.
 */
#ifndef TENFOLD_STATS_RATE_H
#define TENFOLD_STATS_RATE_H

#include "base/base.h"

/* Reads "8k/day", "+240k/month", "3M/year", "5/s" into a number a day. */
bool rate_parse(const char *text, double *per_day);

/* Reads "90d", "12 weeks", "6 months", "2 years" into days. A number without a unit is none. */
bool rate_parse_period(const char *text, double *days);

/* Reads "100ms", "0.5 s" into milliseconds; more than none. A number without a unit is none. */
bool rate_parse_ms(const char *text, double *ms);

#endif
