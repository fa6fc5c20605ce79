/*
 * Random keys touch a random leaf of every index that holds them. That costs nothing while these
 * leaves stay in memory; the rule therefore asks when they no longer do, and how many inserts a second
 * there are. For the many tables where neither comes near, it says so with the number.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "schema/type.h"
#include "stats/size.h"

#include <math.h>

static const double CACHE_SHARE = 0.5; /* the rest of the cache holds the rows */
static const double CACHE_UNKNOWN = 8e9; /* of a server of 10 GB: RAM was not declared */
static const double WAL_NOTABLE = 1e6; /* bytes a second of full-page images */
static const double PAGE_IMAGE = 6000; /* bytes of a page about 70 % full */
static const double CHECKPOINT = 300; /* seconds: checkpoint_timeout as it comes */
static const double MONTHS_AHEAD = 120;

static bool
is_random(const Column *column)
{
    const char *sql = column->default_expr == NULL ? "" : column->default_expr->sql;

    return strstr(sql, "gen_random_uuid") != NULL || strstr(sql, "uuid_generate_v4") != NULL;
}

/* The column of a primary key of one column that is drawn at random; or NULL. */
static const Column *
random_key(const Design *design, const Table *table)
{
    const Constraint *primary = table_primary_key(table);
    const Column *column;

    if (primary == NULL || primary->columns.count != 1)
        return NULL;
    column = table_find_column(table, primary->columns.first->text);
    if (column == NULL || !is_random(column) ||
        type_facts(design->schema, &column->type).category != CATEGORY_UUID)
        return NULL;
    return column;
}

static Quantity
cache_share(const Design *design)
{
    Quantity cache = design_cache_bytes(design);

    if (!quantity_known(cache))
        cache = (Quantity){.value = CACHE_UNKNOWN, .source = PROVENANCE_ASSUMED};
    cache.value *= CACHE_SHARE;
    return cache;
}

static bool
begins_with(const Index *index, const char *column)
{
    return index->elements.first != NULL && str_equal(index->elements.first->column, column);
}

/*
 * Bytes a second of full-page images: of L leaf pages, n inserts between two checkpoints touch
 * L (1 - e^(-n/L)), and each goes whole into the WAL once. Measured: docs/design/
 * where_the_guides_disagree.md, 1.
 */
static double
wal_a_second(const Design *design, const Table *table, const Column *column, double rows)
{
    double inserts = design_inserts_per_day(design, table).value / 86400 * CHECKPOINT;
    double images = 0;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        double leaves;

        if (!begins_with(index, column->name))
            continue;
        leaves = size_index_bytes(design->schema, design->stats, table, index, rows).value / 8192;
        images += leaves * (1 - exp(-inserts / fmax(1, leaves)));
    }
    return images * PAGE_IMAGE / CHECKPOINT;
}

/* Rows at which the index of the key has this size: it grows in proportion. */
static double
rows_of_bytes(const Design *design, const Table *table, double bytes)
{
    const double sample = 10e6;
    Quantity size = size_index_bytes(design->schema, design->stats, table,
                                     table_primary_key(table)->index, sample);

    return bytes / (size.value / sample);
}

static void
leave_alone(const Design *design, const Table *table, Findings *findings, Finding *finding,
            Quantity share)
{
    Arena *arena = findings->arena;
    Day later = day_add_months(design->today, 36);
    Quantity inserts = design_inserts_per_day(design, table);
    Quantity rows = design_rows_on(design, table, later);
    Quantity bytes;

    if (!quantity_known(rows))
        rows = design_rows(design, table);
    bytes = size_index_bytes(design->schema, design->stats, table, table_primary_key(table)->index,
                             rows.value);
    finding->kept_back = arena_printf(
        arena, "%.2g inserts a second and an index of %s in %s stay in a cache of %s",
        inserts.value / 86400, quantity_bytes_text(arena, bytes.value),
        day_month_text(arena, later), quantity_bytes_text(arena, share.value / CACHE_SHARE));
}

static void
judge(const Design *design, const Table *table, const Column *column, Findings *findings,
      Finding *finding)
{
    Arena *arena = findings->arena;
    Quantity share = cache_share(design);
    Quantity inserts = design_inserts_per_day(design, table);
    double rows = rows_of_bytes(design, table, share.value);
    Provenance source;
    Day day = DAY_NEVER;
    double wal;

    finding->kept_back = "whether it matters depends on growth and RAM: declare both";
    finding->bites_at_rows = (Quantity){.value = rows, .source = PROVENANCE_ASSUMED};
    if (!design_day_of_rows(design, table, rows, &day, &source))
        return;
    if (quantity_known(inserts))
        finding_evidence(findings, finding, "inserts", inserts, "rows/day");
    finding_evidence(findings, finding, "half of the cache", share, "bytes");
    wal = wal_a_second(design, table, column,
                       design_rows_on(design, table, day_add_months(design->today, 36)).value);
    if (wal >= WAL_NOTABLE)
        day = design->today;
    if (day > day_add_months(design->today, (int) MONTHS_AHEAD))
        day = DAY_NEVER;
    finding_bites_on(findings, finding, day);
    if (day > day_add_months(design->today, 36))
    {
        leave_alone(design, table, findings, finding, share);
        return;
    }
    finding->severity = SEVERITY_WARNING;
    finding->kept_back =
        "a server of version 18 has uuidv7(); before that the application must make "
        "time-ordered ids";
    if (wal >= WAL_NOTABLE)
        finding_detail(findings, finding,
                       "After each checkpoint every page touched goes whole into the WAL: %s a "
                       "second in three years.",
                       quantity_bytes_text(arena, wal));
    finding_detail(findings, finding,
                   "Its index passes half of the cache (%s) at %s rows; past that, inserts "
                   "read pages from disk, one for each index that begins with the key.",
                   quantity_bytes_text(arena, share.value), quantity_count_text(arena, rows));
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Column *column = random_key(design, table);
    Quantity inserts = design_inserts_per_day(design, table);
    const char *pace = "";
    Finding *finding;

    if (column == NULL || table_primary_key(table)->index == NULL)
        return;
    if (quantity_known(inserts))
        pace = arena_printf(findings->arena, " (%s a day)",
                            quantity_count_text(findings->arena, inserts.value));
    finding = finding_add(findings, &rule_uuid_v4_key, table, column->name, column->location,
                          "%s.%s is a random uuid: inserts%s go to random pages of its index",
                          table_label(findings->arena, table), column->name, pace);
    finding->weight = inserts.value;
    judge(design, table, column, findings, finding);
}

const Rule rule_uuid_v4_key = {
    .id = "uuid-v4-key",
    .catalogue = "KEY10 KEY11",
    .severity = SEVERITY_REMARK,
    .title = "random UUID as primary key",
    .why = "A random key lands on a random page of its index and of every index that holds it. As "
           "long as those pages are cached this costs little. Once they are not, every insert "
           "reads pages from disk and writes them back one by one, and after each checkpoint "
           "each touched page goes whole into the WAL; pages stay about 70 % full. Time-ordered "
           "ids (UUIDv7) fill the last page and keep the rest untouched.",
    .fix = "Let new rows have time-ordered ids: uuidv7() from PostgreSQL 18 on, a library before. "
           "Old ids stay as they are.",
    .gain = "inserts go to the end of the index",
    .trade_off = "The time of creation can be read from such an id.",
    .not_when = "A remark while the index stays under half of the cache for 36 months and its "
                "full-page images under 1 MB of WAL a second.",
    .source = "PostgreSQL manual, 9.14 UUID Functions; 30.5 WAL Configuration (full_page_writes)",
    .group = "%zu random UUIDs as primary keys",
    .check_table = check,
};
