/*
 * Pages of freshly built indexes, as PostgreSQL 15 made them.
 */
#include "stats/size_method.h"
#include "stats/size_hash.h"
#include "tap.h"

static void
hash_buckets_go_in_quarters(void)
{
    static const CommonValue common[] = {{"x", 0.5}};

    tap_ok(size_hash_pages(300000, 300000, 300000, NULL, 0) == 1026, "300,000 keys: 1024 buckets");
    tap_ok(size_hash_pages(75000, 75000, 75000, NULL, 0) == 258, "75,000 keys: 256 buckets");
    tap_ok(size_hash_pages(170000, 170000, 170000, NULL, 0) == 642, "170,000 keys: 640 buckets");
    tap_ok(size_hash_pages(40700, 40700, 1, NULL, 0) > 200, "one value overflows its bucket");
    tap_ok(size_hash_pages(75000, 75000, 40000, common, 1) > 258 + 80, "so does a common one");
    tap_ok(size_hash_pages(92000, 13000, 13000, NULL, 0) == 514, "nulls count for the buckets");
    tap_ok(size_hash_pages(0, 0, 0, NULL, 0) == 4, "an empty one has two buckets");
}

static void
brin_is_small(void)
{
    tap_ok(size_method_brin_pages(4067, 4, 4) == 5, "dates, ranges of 4 pages");
    tap_ok(size_method_brin_pages(4067, 4, 8) == 6, "bigint, ranges of 4 pages");
    tap_ok(size_method_brin_pages(4067, 16, 4) == 3, "dates, ranges of 16 pages");
    tap_ok(size_method_brin_pages(0, 128, 8) == 3, "an empty table has one range");
}

static void
computed_sizes_are_nearly_sure(void)
{
    tap_ok(size_method_doubt("btree") < 1.2 && size_method_doubt("hash") < 1.2, "a fifth at most");
}

int
main(void)
{
    hash_buckets_go_in_quarters();
    brin_is_small();
    computed_sizes_are_nearly_sure();
    return tap_done();
}
