/*
 * A GIN index has a tuple for each key with the addresses of its rows, each as the difference to the one before in
 * as many bytes as that needs (ginpostinglist.c). What is longer than a third of a page moves to pages of its own.
 * CREATE INDEX collects keys in memory and inserts them in order: pages of keys are split in halves and only
 * the right one goes on, so that they stay half full, unless memory ran full and later turns fill them up.
 * Pages of addresses are filled to the end.
 */
#include "stats/size_gin.h"

#include <math.h>

static const double PAGE_BYTES = 8192 - 24 - 8;
static const double LINE_POINTER = 4;
static const double TUPLE_HEADER = 8;
static const double LIST_HEADER = 8; /* the first address, a length */
static const double TUPLE_LONGEST = 2712;
static const double SEGMENTS = 1.03; /* a header for each 256 to 384 bytes of addresses */
static const double ADDRESS_PAGE = 8192 - 24 - 8 - 8;
static const double ADDRESS_PAGES_A_PARENT = 800;
static const double FILL_ONE_TURN = 0.51;
static const double FILL_MANY_TURNS = 0.68;
static const double COLLECTED_KEY =
    110; /* bytes of memory for a key, a first list of addresses included */
static const double COLLECTED_ADDRESS = 9; /* lists are doubled */

typedef struct GinPages
{
    double key_bytes; /* on pages of keys */
    double keys;
    double addresses; /* pages of addresses */
    double memory;
} GinPages;

static double
max_align(double bytes)
{
    return ceil(bytes / 8) * 8;
}

/* The rows of a key lie at random in the table; a page has room for 2,048 of them, as addresses are counted. */
static double
address_bytes(const GinTable *table, double rows)
{
    double gap = fmax(1, table->heap_pages) / fmax(rows, 1e-9);
    double same = 1 - gap * (1 - exp(-1 / gap));
    double near = 1 - exp(-8 / gap);
    double far = 1 - exp(-1024 / gap);

    return 4 - same - (fmax(near, same)) - fmax(far, same);
}

static void
add(GinPages *pages, const GinTable *table, double bytes, double rows, double times)
{
    double key = TUPLE_HEADER + bytes;
    double list = fmax(0, rows - 1) * address_bytes(table, rows);
    double tuple = max_align(key + 1 + LIST_HEADER + list + 1);

    pages->keys += times;
    pages->memory += times * (COLLECTED_KEY + bytes + COLLECTED_ADDRESS * rows);
    if (tuple <= TUPLE_LONGEST)
    {
        pages->key_bytes += times * (tuple + LINE_POINTER);
        return;
    }
    pages->key_bytes += times * (max_align(key) + LINE_POINTER);
    list = ceil((list + LIST_HEADER) * SEGMENTS / ADDRESS_PAGE);
    pages->addresses += times * (list > 1 ? list + ceil(list / ADDRESS_PAGES_A_PARENT) : 1);
}

static void
add_rest(GinPages *pages, const GinTable *table, const GinRest *rest, GinGuess guess)
{
    double rows = rest->keys_a_row * table->rows;
    double distinct = guess == GIN_LEAST  ? rest->least
                      : guess == GIN_MOST ? rest->most
                                          : rest->distinct;

    if (rows <= 0)
        return;
    distinct = fmax(1, fmin(distinct, rows));
    add(pages, table, rest->bytes, rows / distinct, distinct);
}

double
size_gin_pages(const GinTable *table, const GinKeys *keys, GinGuess guess)
{
    GinPages pages = {0};
    double turns;
    double fill;
    double leaves;
    double inner = 0;

    for (size_t i = 0; i < keys->known_count; i++)
        add(&pages, table, keys->known[i].bytes, fmax(1, keys->known[i].share * table->rows), 1);
    for (size_t i = 0; i < keys->rest_count; i++)
        add_rest(&pages, table, &keys->rests[i], guess);
    turns = pages.memory / fmax(1, table->memory_bytes);
    fill = FILL_ONE_TURN + (FILL_MANY_TURNS - FILL_ONE_TURN) * fmin(1, fmax(0, turns - 1));
    leaves = ceil(pages.key_bytes / fmax(PAGE_BYTES * fill, 1));
    for (double level = leaves; level > 1; inner += level)
        level = ceil(level *
                     (pages.key_bytes / fmax(pages.keys, 1) < 200
                          ? pages.key_bytes / fmax(pages.keys, 1)
                          : 40) /
                     (PAGE_BYTES * fill));
    return 1 + fmax(1, leaves) + inner + pages.addresses;
}
