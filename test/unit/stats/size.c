/*
 * Sizes against numbers that PostgreSQL 15 has on disk: pg_relation_size after INSERT of so many rows
 * and, for indexes, REINDEX. bench/sizes compares many more on a running server.
 */
#include "stats/size.h"
#include "schema/type.h"
#include "tap.h"

static Arena *arena;
static Schema *schema;
static Stats *stats;

static Table *
make_table(const char *name)
{
    Table *table = arena_new_object(arena, Table);

    table->schema = "public";
    table->name = name;
    schema_add_table(schema, table);
    return table;
}

static Column *
add_column(Table *table, const char *name, const char *type)
{
    Column *column = arena_new_object(arena, Column);

    column->name = name;
    column->type = type_builtin(arena, type);
    column->is_not_null = true;
    list_append(&table->columns, column);
    return column;
}

/* Not in the list of its table: as CREATE INDEX would build it now. */
static Index *
make_index(const char *name, const char *column)
{
    Index *index = arena_new_object(arena, Index);
    IndexElement *element = arena_new_object(arena, IndexElement);

    index->schema = "public";
    index->name = name;
    index->method = "btree";
    element->column = column;
    list_append(&index->elements, element);
    return index;
}

static void
expect_pages(double bytes, double pages, const char *what)
{
    tap_ok(bytes == pages * 8192, "%s: %.0f pages, expected %.0f", what, bytes / 8192, pages);
}

static void
expect_near(double bytes, double pages, double share, const char *what)
{
    double ratio = bytes / (pages * 8192);

    tap_ok(ratio > 1 - share && ratio < 1 + share, "%s: %.3f of what PostgreSQL has", what, ratio);
}

static void
test_fixed_rows(void)
{
    Table *pair = make_table("pair");
    Table *flags = make_table("flags");
    double declared;
    double best;

    (void) add_column(pair, "a", "int4");
    (void) add_column(pair, "b", "int4");
    expect_pages(size_table_bytes(schema, stats, pair, 1e6).value, 4425, "two integers");
    (void) add_column(flags, "x", "bool");
    (void) add_column(flags, "a", "int8");
    (void) add_column(flags, "y", "bool");
    (void) add_column(flags, "b", "int8");
    tap_ok(size_row_bytes(schema, stats, flags).value == 24 + 32 + 4, "padding is counted");
    size_row_padding(schema, flags, &declared, &best);
    tap_ok(declared == 14 && best == 6, "14 bytes of padding, 6 at best: %.0f, %.0f", declared,
           best);
}

static void
test_unique_index(void)
{
    Table *table = make_table("keys");
    Index *index;

    (void) add_column(table, "id", "int8");
    (void) add_column(table, "other", "int4");
    index = make_index("keys_pkey", "id");
    index->is_unique = true;
    expect_pages(size_index_bytes(schema, stats, table, index, 1e6).value, 2745, "bigint key");
    expect_pages(size_index_bytes(schema, stats, table, index, 100).value, 2,
                 "a root that is a leaf");
    index = make_index("keys_other_key", "other");
    index->is_unique = true;
    expect_pages(size_index_bytes(schema, stats, table, index, 1e6).value, 2745,
                 "an integer key is padded to the same");
}

/* 1M rows, i % 1000 and i % 100000: CREATE INDEX makes 896 and 1,157 pages. */
static void
test_shared_keys(void)
{
    Table *table = make_table("shared");
    TableStats *known = stats_table(stats, "public", "shared");
    Index *few;
    Index *many;

    (void) add_column(table, "few", "int8");
    (void) add_column(table, "many", "int8");
    known->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    stats_column(stats, known, "few")->distinct = (Quantity){1000, PROVENANCE_MEASURED};
    stats_column(stats, known, "many")->distinct = (Quantity){100000, PROVENANCE_MEASURED};
    few = make_index("shared_few_idx", "few");
    many = make_index("shared_many_idx", "many");
    expect_near(size_index_bytes(schema, stats, table, few, 1e6).value, 896, 0.02, "1000 a key");
    expect_near(size_index_bytes(schema, stats, table, many, 1e6).value, 1157, 0.02, "10 a key");
    list_append(&table->indexes, many);
    expect_near(size_index_bytes(schema, stats, table, many, 1e6).value, 1157 * 90 / 70.0, 0.02,
                "filled in random order, a quarter more");
}

static void
test_measured_wins(void)
{
    Table *table = make_table("known");
    TableStats *known = stats_table(stats, "public", "known");
    Quantity bytes;

    (void) add_column(table, "note", "text");
    known->rows = (Quantity){1e6, PROVENANCE_MEASURED};
    known->heap_bytes = (Quantity){5e8, PROVENANCE_MEASURED};
    bytes = size_table_bytes(schema, stats, table, 2e6);
    tap_ok(bytes.value == 1e9 && bytes.source == PROVENANCE_MEASURED, "a measured size is scaled");
    known->heap_bytes = QUANTITY_UNKNOWN;
    known->row_bytes = (Quantity){180, PROVENANCE_DECLARED};
    bytes = size_row_bytes(schema, stats, table);
    tap_ok(bytes.value == 188 && bytes.source == PROVENANCE_DECLARED, "a declared row counts");
}

static void
test_nulls(void)
{
    Table *table = make_table("nulls");

    for (int i = 0; i < 9; i++)
        add_column(table, arena_printf(arena, "c%d", i), "int4")->is_not_null = i > 0;
    stats_column(stats, stats_table(stats, "public", "nulls"), "c0")->null_fraction =
        (Quantity){1, PROVENANCE_MEASURED};
    tap_ok(size_row_bytes(schema, stats, table).value == 32 + 32 + 4,
           "a null among nine columns makes the header 32 bytes");
}

/* A column whose values a server measured; all are different. */
static ColumnStats *
measure(Table *table, const char *column, double rows, double width)
{
    TableStats *known = stats_table(stats, "public", table->name);
    ColumnStats *values = stats_column(stats, known, column);

    known->rows = (Quantity){rows, PROVENANCE_MEASURED};
    values->width_bytes = (Quantity){width, PROVENANCE_MEASURED};
    values->null_fraction = (Quantity){0, PROVENANCE_MEASURED};
    values->distinct = (Quantity){rows, PROVENANCE_MEASURED};
    return values;
}

static void
expect_held(Table *table, const char *column, const char *method, double rows, double pages)
{
    Index *index = make_index("held", column);
    IndexSize size;

    index->method = method;
    size = size_index_built(schema, stats, table, index, rows, NULL);
    tap_ok(size.low <= pages * 8192 && size.high >= pages * 8192 && size.high < 2.6 * size.low,
           "%s: %.0f to %.0f pages hold %.0f", method, size.low / 8192, size.high / 8192, pages);
}

static void
test_trees(void)
{
    Table *tree = make_table("tree");

    (void) add_column(tree, "words", "tsvector");
    (void) add_column(tree, "place", "point");
    (void) add_column(tree, "code", "text");
    (void) measure(tree, "words", 28400, 30);
    expect_held(tree, "words", "gist", 28400, 118);
    expect_held(tree, "place", "gist", 50000, 407);
    expect_held(tree, "place", "spgist", 50000, 282);
    (void) measure(tree, "code", 50000, 9);
    expect_held(tree, "code", "spgist", 50000, 234);
}

/* Two numbers in each of 25,000 arrays: one of 4, one of 50 others. */
static void
test_keys_inside(void)
{
    static CommonValue elements[54];
    Table *inside = make_table("inside");
    ColumnStats *values;

    add_column(inside, "groups", "int4")->type.dimensions = 1;
    values = measure(inside, "groups", 25000, 29);
    for (size_t i = 0; i < ARRAY_LENGTH(elements); i++)
        elements[i] = (CommonValue){.text = "7", .fraction = i < 4 ? 0.25 : 0.02};
    values->elements = elements;
    values->element_count = ARRAY_LENGTH(elements);
    expect_held(inside, "groups", "gin", 25000, 13);
}

int
main(void)
{
    arena = arena_new(NULL, "test");
    schema = schema_new(arena);
    stats = stats_new(arena);
    test_fixed_rows();
    test_unique_index();
    test_shared_keys();
    test_measured_wins();
    test_nulls();
    test_trees();
    test_keys_inside();
    arena_free(arena);
    return tap_done();
}
