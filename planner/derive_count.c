#include "planner/derive_count.h"

#include <math.h>

static const double SAMPLE = 30000; /* rows that ANALYZE looks at */
static const double ALIKE = 0.6;
static const double SEEN_ENOUGH =
    0.9; /* different draws, at most, that tell of how many they are */

/* Rare results are found as long as one looks: as many new ones as the last draws had. */
static double
of_skewed(const Counts *counts, double rows)
{
    return counts->different * pow(rows / counts->draws, counts->once / counts->different);
}

/*
 * Draws from equally common results: of T from D, so few come twice that D is about T once / 2 twice. A single
 * pair may be chance. If more came three times and oftener than such results do, some are more common,
 * and the truth lies between that and what is found when one looks on.
 */
double
derive_count_distinct(const Counts *counts, double rows, double most)
{
    double often = counts->draws - counts->once - 2 * counts->twice;
    double each = 2 * Max(counts->twice, 1) / Max(counts->once, 1);
    double expected = counts->draws * (1 - exp(-each) * (1 + each));
    double count;

    if (counts->once >= counts->draws)
        return most;
    if (counts->once < 1)
        return Min(most, counts->different);
    count = Max(1, counts->draws / each);
    if (often > 2 * expected + 3)
        return Min(most, sqrt(count * Min(most, of_skewed(counts, Max(rows, counts->draws)))));
    return Min(most, counts->twice == 1 ? sqrt(count * Max(most, count)) : count);
}

/* Of how many equally common ones so many draws find so many different. */
static double
pool_of(double draws, double different)
{
    double low = different;
    double high = 1e9;

    for (int i = 0; i < 100; i++)
    {
        double middle = sqrt(low * high);

        if (middle * (1 - exp(-draws / middle)) < different)
            low = middle;
        else
            high = middle;
    }
    return low;
}

double
derive_count_beginnings(double draws, const double *different, int count, double length,
                        double most)
{
    double pool = 1;
    double growth = 1;
    int letters = 0;

    while (letters < count && letters < length && different[letters] < SEEN_ENOUGH * draws)
    {
        double next = pool_of(draws, different[letters]);

        growth = next / pool;
        pool = next;
        letters++;
    }
    if (letters == 0)
        return most;
    return Min(most, pool * pow(Max(growth, 1), length - letters));
}

bool
derive_count_is_alike(double draws, double different, double finer)
{
    return different >= ALIKE * finer * (1 - exp(-draws / Max(finer, 1)));
}

/* As analyze_mcv_list() decides it: twice the deviation of a sample above the average. */
bool
derive_count_is_common(double share, double average, double rows)
{
    double sample = Min(SAMPLE, Max(rows, 1));
    double left = Max(0, 1 - sample / Max(rows, 1));

    return share * sample > average * sample + 2 * sqrt(share * (1 - share) * sample * left) + 0.5;
}
