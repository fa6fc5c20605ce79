/* ANALYZE's arithmetic: measured on PostgreSQL 15 where a comment says so. */
#include "scale/sample.h"

#include "tap.h"

#include <math.h>

static bool
near(double value, double expected, double share)
{
    return fabs(value - expected) <= share * expected;
}

static void
test_occupied(void)
{
    tap_ok(sample_occupied(1000, INFINITY) == 1000, "each row another value");
    tap_ok(near(sample_occupied(1e6, 50), 50, 1e-9), "all fifty are drawn");
    tap_ok(near(sample_occupied(150000, 1100000), 140186, 0.001), "amounts to the cent");
}

static void
test_estimate(void)
{
    Sample whole = sample_of(10000, -1, 100, 0);
    Sample ordered = sample_of(6e6, -1, 112000, 1);
    Sample loose = sample_of(6e6, -1, 112000, 0);

    tap_ok(whole.sampled == 10000 && loose.sampled == 30000, "300 rows for each of 100");
    tap_ok(near(sample_estimate(&whole, 2000), sample_occupied(10000, 2000), 1e-9),
           "of a small table all is seen");
    /* 1.5 M orders of 6 M lines: ANALYZE says 369,000. */
    tap_ok(near(sample_estimate(&ordered, 1.5e6), 380000, 0.1), "neighbours hide each other: %.0f",
           sample_estimate(&ordered, 1.5e6));
    tap_ok(near(sample_estimate(&loose, 200000), 194000, 0.02), "those apart do not: %.0f",
           sample_estimate(&loose, 200000));
    tap_ok(near(sample_domain(&ordered, sample_estimate(&ordered, 1e6)), 1e6, 0.001),
           "and back again");
    tap_ok(isinf(sample_domain(&loose, 6e6)), "unique is without end");
}

static void
test_common(void)
{
    static const double shares[] = {0.2, 0.1, 0.0012, 0.0011};
    Sample sample = sample_of(1e6, -1, 10000, 0);

    tap_ok(sample_common(&sample, shares, 4, 0, 700) == 2, "what chance explains is not listed");
    tap_ok(sample_common(&sample, shares, 4, 0, 1e6) == 4, "among a million it is no chance");
    tap_ok(sample_is_even(&sample, 150, 0.0075) && !sample_is_even(&sample, 150, 0.02),
           "the luckiest of 150 equal ones");
}

static void
test_top(void)
{
    Sample sample = sample_of(600000, -1, 11000, 0);

    tap_ok(near(sample_top_share(&sample, 1000, 0.0015, 10000), 0.00015, 0.01),
           "of equal customers each has a tenth of its share when there are ten times as many");
    tap_ok(near(sample_top_share(&sample, 1000, 0.7, 10000), 0.7, 0.02), "a giant stays one");
    tap_ok(sample_top_share(&sample, 1370, 0.037, 18000) > 0.01 &&
               sample_top_share(&sample, 1370, 0.037, 18000) < 0.025,
           "most are between: 0.037 became 0.020");
}

int
main(void)
{
    test_occupied();
    test_estimate();
    test_common();
    test_top();
    return tap_done();
}
