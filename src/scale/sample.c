#include "scale/sample.h"

#include <math.h>

static const double ROWS_A_TARGET = 300; /* std_typanalyze() */
static const int32_t TARGET_DEFAULT = 100;
static const double UNIQUE = 0.999; /* different values a row, from which on each row has another */
static const double ORDERED = 0.5; /* correlation of values that stand together */
static const double STEEPEST = 4;

Sample
sample_of(double rows, int32_t statistics_target, double pages, double correlation)
{
    double sampled =
        ROWS_A_TARGET * (statistics_target < 0 ? TARGET_DEFAULT : fmax(1, statistics_target));

    return (Sample){
        .rows = rows,
        .sampled = fmin(rows, sampled),
        .rows_per_page = pages > sampled && fabs(correlation) > ORDERED ? rows / pages : 0,
    };
}

double
sample_occupied(double rows, double domain)
{
    if (isinf(domain))
        return rows;
    return domain <= 0 ? 0 : domain * -expm1(-rows / domain);
}

/*
 * How many other rows of the sample have the value of a row of it. All rows of a page are likelier to be
 * sampled together, which makes ANALYZE see fewer values than there are where equal ones are neighbours.
 */
static double
partners(const Sample *sample, double domain)
{
    double alike = sample->rows / domain;
    double chance = sample->sampled / sample->rows;
    double near = fmin(alike, sample->rows_per_page);

    if (sample->rows_per_page * chance >= 1 || sample->rows_per_page == 0)
        return alike * chance;
    return near / sample->rows_per_page + (alike - near) * chance;
}

/* The estimator of Haas and Stokes that compute_scalar_stats() uses, on the sample to be expected. */
double
sample_estimate(const Sample *sample, double domain)
{
    double alike, alone, found;

    if (sample->sampled >= sample->rows)
        return sample_occupied(sample->rows, domain);
    if (isinf(domain))
        return sample->rows;
    alike = partners(sample, domain);
    alone = exp(-alike);
    found = alike < 1e-9 ? 1 : -expm1(-alike) / alike; /* values a row of the sample */
    found = sample->sampled * found / (1 - alone * (1 - sample->sampled / sample->rows));
    return fmin(found, sample->rows);
}

/* By halving: more values are never estimated as fewer. */
double
sample_domain(const Sample *sample, double estimate)
{
    double low = 1;
    double high = sample->rows * 1e4;

    if (estimate >= sample->rows * UNIQUE)
        return INFINITY;
    for (int i = 0; i < 100 && high / low > 1 + 1e-9; i++)
    {
        double middle = sqrt(low * high);

        if (sample_estimate(sample, middle) < estimate)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/*
 * How far above their mean the most frequent of equal values is found, as a share of the rows. A whole
 * table is a sample, too: of what it would have become.
 */
static double
luck(const Sample *sample, double distinct)
{
    double expected = sample->sampled / distinct;

    return (sqrt(2 * log(distinct) * expected) + log(distinct) / 3) / sample->sampled;
}

bool
sample_is_even(const Sample *sample, double distinct, double share)
{
    return distinct >= 2 && share <= 1 / distinct + luck(sample, distinct);
}

/* analyze_mcv_list() of PostgreSQL: the least frequent one goes as long as chance explains it. */
size_t
sample_common(const Sample *sample, const double *shares, size_t count, double null_fraction,
              double distinct)
{
    double rows = sample->rows / fmax(1e-9, 1 - null_fraction);
    double sampled = fmin(rows, sample->sampled / fmax(1e-9, 1 - null_fraction));
    double sum = 0;

    if (sampled >= rows || rows <= 1)
        return count;
    for (size_t i = 0; i + 1 < count; i++)
        sum += shares[i];
    while (count > 0)
    {
        double others = fmax(1, distinct - (double) (count - 1));
        double other = fmax(0, 1 - sum - null_fraction) / others;
        double all = rows * shares[count - 1];
        double deviation =
            sqrt(sampled * all * (rows - all) * (rows - sampled) / (rows * rows * (rows - 1)));

        if (shares[count - 1] * sampled > other * sampled + 2 * deviation + 0.5)
            break;
        count--;
        if (count > 0)
            sum -= shares[count - 1];
    }
    return count;
}

/* The sum of rank^-exponent over `count` ranks: the first terms, then the integral. */
static double
harmonic(double count, double exponent)
{
    const int exact = 32;
    double sum = 0;
    double from = exact + 0.5;

    for (int rank = 1; rank <= exact && rank <= count; rank++)
        sum += pow(rank, -exponent);
    if (count <= exact)
        return sum;
    if (fabs(exponent - 1) < 1e-9)
        return sum + log((count + 0.5) / from);
    return sum + (pow(count + 0.5, 1 - exponent) - pow(from, 1 - exponent)) / (1 - exponent);
}

double
sample_top_share(const Sample *sample, double distinct, double share, double distinct_then)
{
    double low = 0;
    double high = STEEPEST;
    double true_share = share;

    if (distinct >= 2)
        true_share = fmax(1 / distinct, share - luck(sample, distinct));
    if (distinct < 2 || sample_is_even(sample, distinct, share) || distinct_then <= 0)
        return share * fmin(1, distinct / fmax(1, distinct_then));
    for (int i = 0; i < 60; i++)
    {
        double middle = (low + high) / 2;

        if (true_share * harmonic(distinct, middle) < 1)
            high = middle;
        else
            low = middle;
    }
    return share * harmonic(distinct, low) / harmonic(distinct_then, low);
}
