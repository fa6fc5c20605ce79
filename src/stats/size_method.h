/*
 * size_method.h - pages of indexes other than btree and hash, freshly built.
 */
#ifndef TENFOLD_STATS_SIZE_METHOD_H
#define TENFOLD_STATS_SIZE_METHOD_H

#include "base/base.h"

/* BRIN of a heap; `value_bytes` are those of one row's values together. */
double size_method_brin_pages(double heap_pages, double range_pages, double value_bytes);

/* GiST of texts for search, which keeps a hash of each word, and of all else. */
double size_method_gist_search_pages(double rows, double text_bytes);
double size_method_gist_pages(double rows, double value_bytes);

/* SP-GiST keeps of a text what others do not have in common with it. */
double size_method_spgist_pages(double rows, double value_bytes);

/* How many times smaller and larger the truth may be than what is computed, in nine cases of ten. */
void size_method_doubt(const char *method, double *less, double *more);

#endif
