#include "stats/size_method.h"

#include <math.h>

static const double PAGE_USABLE = 8192 - 24 - 8;
static const double LINE_POINTER = 4;
static const double RANGES_A_MAP_PAGE = 1360; /* addresses of 6 bytes */
static const double BRIN_HEADER = 8;

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

/* The least and the greatest value of a range, in a tuple of its own. */
double
size_method_brin_pages(double heap_pages, double range_pages, double value_bytes)
{
    double ranges = fmax(1, ceil(heap_pages / fmax(1, range_pages)));
    double tuple = max_align(BRIN_HEADER + 2 * value_bytes) + LINE_POINTER;

    return 1 + ceil(ranges / RANGES_A_MAP_PAGE) +
           ceil(ranges / fmax(1, floor(PAGE_USABLE / tuple)));
}

double
size_method_doubt(const char *method)
{
    if (str_equal(method, "hash"))
        return 1.1;
    return str_equal(method, "brin") ? 1.35 : 1.15;
}
