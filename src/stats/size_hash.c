/*
 * The number of buckets is chosen before the first row is in (hashpage.c): one for each 307 rows of the table,
 * also where most are null or left out by a predicate, rounded up to a power of two, above 512 to a quarter of the way to the next one. All are made at once, each a page
 * of 407 tuples; what does not fit goes to overflow pages. Equal values share a bucket, so that it is they
 * that overflow; how many of the different values fall into one bucket is as Poisson found.
 */
#include "stats/size_hash.h"

#include <math.h>

static const double ROWS_A_BUCKET = 307; /* fillfactor 75: 6144 bytes of tuples of 20 */
static const double ROWS_A_PAGE = 407;
static const double FIXED_PAGES = 2; /* the metapage and a bitmap */
static const double SMALL_MOST = 512;
static const double TERMS_MOST = 2000;

static double
buckets_for(double rows)
{
    double wanted = rows / ROWS_A_BUCKET;
    double power = exp2(ceil(log2(fmax(wanted, 2))));

    if (power <= SMALL_MOST || wanted <= 2)
        return fmax(power, 2);
    for (double part = 0.625; part < 1; part += 0.125)
        if (wanted <= power * part)
            return power * part;
    return power;
}

/* Pages beyond the first one of all buckets, where a value has `each` rows. */
static double
overflow_of(double buckets, double distinct, double each)
{
    double average = distinct / buckets;
    double chance = exp(-average);
    double pages = 0;

    if (average * each + 6 * sqrt(average) * each <= ROWS_A_PAGE)
        return 0;
    if (average > 500) /* so many small ones that all buckets are alike */
        return fmax(0, ceil(average * each / ROWS_A_PAGE) - 1) * buckets;
    for (double values = 1; values < TERMS_MOST && values < average * 4 + 20; values++)
    {
        chance *= average / values;
        pages += chance * fmax(0, ceil(values * each / ROWS_A_PAGE) - 1);
    }
    return pages * buckets;
}

double
size_hash_pages(double table_rows, double rows, double distinct, const CommonValue *common,
                size_t count)
{
    double buckets = buckets_for(table_rows);
    double rest = rows;
    double values = fmax(1, fmin(distinct, rows));
    double pages = FIXED_PAGES + buckets;

    for (size_t i = 0; i < count; i++)
    {
        double each = fmin(rest, common[i].fraction * table_rows);

        if (each < ROWS_A_PAGE)
            break;
        pages += ceil(each / ROWS_A_PAGE) - 1;
        rest -= each;
        values--;
    }
    if (rest < 1 || values < 1)
        return pages;
    return pages + overflow_of(buckets, values, rest / values);
}
