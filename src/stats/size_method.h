/*
 * size_method.h - BRIN, and how sure sizes are that can be computed.
 */
#ifndef TENFOLD_STATS_SIZE_METHOD_H
#define TENFOLD_STATS_SIZE_METHOD_H

#include "base/base.h"

/* BRIN of a heap; `value_bytes` are those of one row's values together. */
double size_method_brin_pages(double heap_pages, double range_pages, double value_bytes);

/* How many times smaller or larger than computed one of btree, hash or BRIN may be in nine cases of ten. */
double size_method_doubt(const char *method);

#endif
