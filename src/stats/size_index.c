#include "stats/size.h"

#include "schema/type.h"
#include "stats/size_btree.h"
#include "stats/size_gin_keys.h"
#include "stats/size_hash.h"
#include "stats/size_joint.h"
#include "stats/size_key.h"
#include "stats/size_method.h"
#include "stats/size_tree.h"

#include <math.h>

/*
 * A btree page: 24 bytes of header, 16 at its end, between them line pointers of 4 bytes and tuples: 8
 * bytes of header (16 where a value is null), the values, a multiple of 8. CREATE INDEX leaves a tenth
 * of a leaf free; keys that arrive in random order leave pages about 70 % full, so that an index that
 * the table has already is larger than one that would be built today.
 */
enum
{
    PAGE_BYTES = 8192,
    NULLS_HEADER = 16
};

static const double FILL_BUILT = 90;
static const double FILL_RANDOM = 70;
static const double DUPLICATES_IN_ORDER = 32; /* rows a key */
static const double UNIQUE_SHARE = 0.95; /* of the rows, from which on ANALYZE's number means all */

/* Rough averages of the methods whose size follows from values that we do not know. */
static const double GIN_WIDTHS_LESS = 2.8;
static const double GIN_WIDTHS_MORE = 2.2;
static const double GIN_KEYS_DOUBT = 1.25;
static const double MAINTENANCE_WORK_MEM = 64 << 20;
static const double GIN_BYTES_A_KEY = 5; /* compressed address of a row, and its share of keys */
static const double GIN_BYTES_OF_KEY = 12; /* of a document: one key for each */
static const double GIN_OF_JSON = 1.2; /* of the documents, when most values differ */
static const double BRIN_RANGE_PAGES = 128;
static const double PREDICATE_SHARE = 0.25; /* of the rows, for a WHERE that says nothing */

/* Six columns and more are as good as five. */
enum
{
    JOINT_MOST = 5
};

/* False when one of the columns alone tells all rows apart. */
static bool
joint_of(const Sizing *sizing, double nulls, JointColumn *columns, size_t *count)
{
    *count = 0;
    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        const Column *column = size_key_column(sizing->table, at);
        const ColumnStats *known = column == NULL || at->column == NULL
                                       ? NULL
                                       : stats_find_column(sizing->table_stats, column->name);
        JointColumn *joint = &columns[*count];

        *joint = (JointColumn){.scale = 1 / fmax(1 - nulls, 0.001),
                               .nulls = nulls > 0 ? 0 : size_key_width(sizing, at).null_fraction,
                               .distinct = size_key_element_distinct(sizing, at)};
        if (joint->distinct * joint->scale >= UNIQUE_SHARE * sizing->table_rows)
            return false;
        if (known != NULL)
        {
            joint->common = known->common;
            joint->common_count = known->common_count;
        }
        if (*count + 1 < JOINT_MOST)
            (*count)++;
        else
            break;
    }
    return *count > 0;
}

/* Of one column the nulls are tuples without a value, and stand apart. */
static Leaves
leaves_of(const Sizing *sizing, const Key *key)
{
    Leaves leaves = {0};
    bool is_alone = sizing->index->elements.count == 1 && sizing->index->include.count == 0;
    double nulls = is_alone ? key->nulls : 0;
    double null_rows = sizing->rows * nulls;
    double others = sizing->rows - null_rows;
    JointColumn columns[JOINT_MOST];
    size_t count;

    if (!size_key_can_share(sizing))
    {
        size_btree_add_plain(&leaves, NULLS_HEADER, null_rows);
        size_btree_add_plain(&leaves, key->bytes, others);
        return leaves;
    }
    size_btree_add_key(&leaves, NULLS_HEADER, null_rows, 1);
    if (joint_of(sizing, nulls, columns, &count))
        size_joint_add(&leaves, columns, count, others, key->bytes, size_key_dependence(sizing));
    else
        size_btree_add_plain(&leaves, key->bytes, others);
    return leaves;
}

/* Numbers of a sequence and times come in order; what people write and what points elsewhere does not. */
static bool
arrives_in_order(const Sizing *sizing)
{
    const IndexElement *first = sizing->index->elements.first;
    const Column *column = first == NULL ? NULL : size_key_column(sizing->table, first);

    if (column == NULL || first->column == NULL)
        return false;
    if (column->identity != IDENTITY_NONE || column->sequence != NULL ||
        (column->default_expr != NULL && strncmp(column->default_expr->sql, "nextval(", 8) == 0))
        return true;
    switch (type_facts(sizing->schema, &column->type).category)
    {
    case CATEGORY_TIMESTAMP:
    case CATEGORY_TIMESTAMPTZ:
    case CATEGORY_DATE:
        return true;
    case CATEGORY_INTEGER:
        return sizing->index->is_primary && sizing->index->elements.count == 1;
    default:
        return false;
    }
}

/* An index that the table has was filled row by row; another one would be built at once. */
static bool
is_lived_in(const Sizing *sizing)
{
    for (const Index *index = sizing->table->indexes.first; index != NULL; index = index->next)
        if (index == sizing->index || str_equal(index->name, sizing->index->name))
            return true;
    return false;
}

/* Rows of a key that has many go behind each other, as their tuples do: such pages fill up. */
static double
fill_of(const Sizing *sizing)
{
    double fill = size_storage_option(&sizing->index->options, "fillfactor", FILL_BUILT);

    if (is_lived_in(sizing) && !arrives_in_order(sizing) &&
        sizing->rows < size_key_distinct(sizing) * DUPLICATES_IN_ORDER)
        return fmin(fill, FILL_RANDOM);
    return fill;
}

static double
btree_bytes(const Sizing *sizing, const Key *key)
{
    Leaves leaves = leaves_of(sizing, key);
    bool is_uniform = key->is_exact && leaves.tuples >= sizing->rows;
    double pages = size_btree_leaf_pages(&leaves, fill_of(sizing), is_uniform);

    return (1 + pages + size_btree_inner_pages(pages, key->bytes)) * PAGE_BYTES;
}

/* Of all values of a row, without a header. */
static double
value_bytes(const Sizing *sizing)
{
    double bytes = 0;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
        bytes += size_key_width(sizing, at).bytes;
    return bytes;
}

/* The main fork, which BRIN summarises; TOAST is not in it. */
static double
heap_pages(const Sizing *sizing)
{
    const TableStats *known = sizing->table_stats;

    if (known != NULL && quantity_known(known->pages) && quantity_known(known->rows) &&
        known->rows.value > 0)
        return known->pages.value / known->rows.value * sizing->table_rows;
    return size_table_bytes(sizing->schema, sizing->stats, sizing->table, sizing->table_rows)
               .value /
           PAGE_BYTES;
}

/* jsonb_ops keeps every key and value as it is; jsonb_path_ops only hashes. */
static bool
is_whole_document(const Schema *schema, const Column *column, const IndexElement *element)
{
    return type_facts(schema, &column->type).category == CATEGORY_JSONB &&
           (element->opclass == NULL || strstr(element->opclass, "path") == NULL);
}

/* Where nothing is known of the values but their width. */
static IndexSize
gin_of_widths(const Sizing *sizing)
{
    double documents = 0;
    double keys = 0;
    double bytes;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        Width width = size_key_width(sizing, at);
        const Column *column = size_key_column(sizing->table, at);
        bool is_trigram = at->opclass != NULL && strstr(at->opclass, "trgm") != NULL;

        if (column != NULL && is_whole_document(sizing->schema, column, at))
        {
            documents += (1 - width.null_fraction) * width.bytes * GIN_OF_JSON;
            continue;
        }
        keys += (1 - width.null_fraction) *
                (is_trigram ? width.bytes + 1 : fmax(1, width.bytes / GIN_BYTES_OF_KEY));
    }
    bytes = fmax(2, ceil(sizing->rows * (documents + keys * GIN_BYTES_A_KEY) / PAGE_BYTES)) *
            PAGE_BYTES;
    return (IndexSize){
        .bytes = bytes, .low = bytes / GIN_WIDTHS_LESS, .high = bytes * GIN_WIDTHS_MORE};
}

static IndexSize
gin_of_keys(const Sizing *sizing, const GinKeys *keys)
{
    GinTable table = {.rows = sizing->rows,
                      .heap_pages = heap_pages(sizing),
                      .memory_bytes = MAINTENANCE_WORK_MEM};

    return (IndexSize){.bytes = size_gin_pages(&table, keys, GIN_LIKELY) * PAGE_BYTES,
                       .low = size_gin_pages(&table, keys, GIN_LEAST) * PAGE_BYTES / GIN_KEYS_DOUBT,
                       .high =
                           size_gin_pages(&table, keys, GIN_MOST) * PAGE_BYTES * GIN_KEYS_DOUBT};
}

static IndexSize
gin_size(const Sizing *sizing)
{
    Arena *arena = arena_new(sizing->stats->arena, "gin");
    GinKeys keys;
    IndexSize size;

    if (sizing->index->elements.count == 1 &&
        size_gin_keys_of(sizing, sizing->index->elements.first, arena, &keys))
        size = gin_of_keys(sizing, &keys);
    else
        size = gin_of_widths(sizing);
    arena_free(arena);
    return size;
}

static double
brin_bytes(const Sizing *sizing)
{
    double range_pages =
        size_storage_option(&sizing->index->options, "pages_per_range", BRIN_RANGE_PAGES);

    return size_method_brin_pages(heap_pages(sizing), range_pages, value_bytes(sizing)) *
           PAGE_BYTES;
}

static double
hash_bytes(const Sizing *sizing, const Key *key)
{
    const IndexElement *first = sizing->index->elements.first;
    const Column *column = first == NULL ? NULL : size_key_column(sizing->table, first);
    const ColumnStats *known =
        column == NULL ? NULL : stats_find_column(sizing->table_stats, column->name);
    bool is_plain = known != NULL && first->column != NULL && sizing->index->predicate == NULL;

    return size_hash_pages(sizing->table_rows, sizing->rows * (1 - key->nulls),
                           size_key_distinct(sizing), is_plain ? known->common : NULL,
                           is_plain ? known->common_count : 0) *
           PAGE_BYTES;
}

static IndexSize
size_of(const Sizing *sizing, const Key *key)
{
    const char *method = sizing->index->method;
    double bytes;
    double doubt;

    if (str_equal(method, "gin"))
        return gin_size(sizing);
    if (str_equal(method, "gist"))
        return size_tree_gist(sizing);
    if (str_equal(method, "spgist"))
        return size_tree_spgist(sizing);
    if (str_equal(method, "brin"))
        bytes = brin_bytes(sizing);
    else if (str_equal(method, "hash"))
        bytes = hash_bytes(sizing, key);
    else
        bytes = btree_bytes(sizing, key);
    doubt = size_method_doubt(method);
    return (IndexSize){.bytes = bytes, .low = bytes / doubt, .high = bytes * doubt};
}

/* The share of a table's rows that a WHERE lets in, from what it says about nulls. */
static double
predicate_share(const Sizing *sizing)
{
    const Expr *predicate = sizing->index->predicate;
    const Column *column = NULL;
    double nulls;

    if (predicate == NULL)
        return 1;
    for (const Reference *at = predicate->references.first; at != NULL && column == NULL;
         at = at->next)
        if (at->kind == REFERENCE_COLUMN)
            column = table_find_column(sizing->table, at->name);
    if (column == NULL)
        return PREDICATE_SHARE;
    nulls = width_of(sizing->schema, sizing->table_stats, column).null_fraction;
    if (strcasestr(predicate->sql, "is not null") != NULL)
        return fmax(0.01, 1 - nulls);
    if (strcasestr(predicate->sql, "is null") != NULL)
        return fmax(0.01, nulls);
    return PREDICATE_SHARE;
}

static IndexSize
sized(Sizing *sizing)
{
    Key key;

    sizing->table_stats =
        stats_find_table(sizing->stats, sizing->table->schema, sizing->table->name);
    sizing->rows = sizing->content != NULL && sizing->content->rows >= 0
                       ? sizing->content->rows
                       : sizing->table_rows * predicate_share(sizing);
    key = size_key_of(sizing);
    return size_of(sizing, &key);
}

/* Of an index whose size was measured: as many bytes a row as now. */
static Quantity
scaled(const Stats *stats, const Table *table, const Index *index, double rows)
{
    const TableStats *known = stats_find_table(stats, table->schema, table->name);
    Quantity measured = stats_index_bytes(stats, index->schema, index->name);

    if (!quantity_known(measured) || known == NULL || !quantity_known(known->rows) ||
        known->rows.value < 1000)
        return QUANTITY_UNKNOWN;
    return (Quantity){.value = measured.value / known->rows.value * rows,
                      .source = provenance_weaker(measured.source, known->rows.source)};
}

Quantity
size_index_holding_bytes(const Schema *schema, const Stats *stats, const Table *table,
                         const Index *index, double rows, const IndexContent *content)
{
    Quantity measured = scaled(stats, table, index, rows);
    Sizing sizing = {.schema = schema,
                     .stats = stats,
                     .table = table,
                     .index = index,
                     .table_rows = rows,
                     .content = content};

    if (quantity_known(measured))
        return measured;
    return (Quantity){.value = sized(&sizing).bytes, .source = PROVENANCE_ASSUMED};
}

Quantity
size_index_bytes(const Schema *schema, const Stats *stats, const Table *table, const Index *index,
                 double rows)
{
    return size_index_holding_bytes(schema, stats, table, index, rows, NULL);
}

IndexSize
size_index_built(const Schema *schema, const Stats *stats, const Table *table, const Index *index,
                 double rows, const IndexContent *content)
{
    Sizing sizing = {.schema = schema,
                     .stats = stats,
                     .table = table,
                     .index = index,
                     .table_rows = rows,
                     .content = content};

    return sized(&sizing);
}
