#include "stats/size.h"

#include "schema/type.h"
#include "stats/layout.h"
#include "stats/size_btree.h"
#include "stats/size_hash.h"
#include "stats/size_joint.h"
#include "stats/size_method.h"

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
    PAGE_USABLE = 8192 - 24 - 16,
    LINE_POINTER = 4,
    TUPLE_HEADER = 8,
    NULLS_HEADER = 16
};

static const double FILL_BUILT = 90;
static const double FILL_RANDOM = 70;
static const double DUPLICATES_IN_ORDER = 32; /* rows a key */
static const double EXPRESSION_BYTES = 8;
static const double UNIQUE_SHARE = 0.95; /* of the rows, from which on ANALYZE's number means all */

/* Rough averages of the methods whose size follows from values that we do not know. */
static const double GIN_BYTES_A_KEY = 5; /* compressed address of a row, and its share of keys */
static const double GIN_BYTES_OF_KEY = 12; /* of a document: one key for each */
static const double GIN_OF_JSON = 1.2; /* of the documents, when most values differ */
static const double BRIN_RANGE_PAGES = 128;
static const double PREDICATE_SHARE = 0.25; /* of the rows, for a WHERE that says nothing */

/* The column that an index element stands on: itself, or the first that its expression names. */
static const Column *
element_column(const Table *table, const IndexElement *element)
{
    if (element->column != NULL)
        return table_find_column(table, element->column);
    for (const Reference *at = element->expr->references.first; at != NULL; at = at->next)
    {
        const Column *column =
            at->kind == REFERENCE_COLUMN ? table_find_column(table, at->name) : NULL;

        if (column != NULL)
            return column;
    }
    return NULL;
}

typedef struct Sizing
{
    const Schema *schema;
    const Stats *stats;
    const Table *table;
    const TableStats *table_stats;
    const Index *index;
    double rows; /* in the index */
    double table_rows;
} Sizing;

/* An index WHERE column IS NOT NULL holds no null of it. */
static bool
leaves_out_nulls(const Index *index, const char *column)
{
    if (index->predicate == NULL || strcasestr(index->predicate->sql, "is not null") == NULL)
        return false;
    for (const Reference *at = index->predicate->references.first; at != NULL; at = at->next)
        if (at->kind == REFERENCE_COLUMN && str_equal(at->name, column))
            return true;
    return false;
}

/* An index WHERE column IS NULL holds nothing else of it. */
static bool
has_only_nulls(const Index *index, const char *column)
{
    const Expr *predicate = index->predicate;

    return predicate != NULL && predicate->references.count == 1 &&
           predicate->references.first->kind == REFERENCE_COLUMN &&
           str_equal(predicate->references.first->name, column) &&
           strcasestr(predicate->sql, "is null") != NULL;
}

static Width
element_width(const Sizing *sizing, const IndexElement *element)
{
    const Column *column = element_column(sizing->table, element);

    Width width;

    if (column == NULL)
        return width_of_text(EXPRESSION_BYTES);
    width = width_of(sizing->schema, sizing->table_stats, column);
    if (leaves_out_nulls(sizing->index, column->name))
        width.null_fraction = 0;
    else if (has_only_nulls(sizing->index, column->name))
        width.null_fraction = 1;
    return width;
}

typedef struct Key
{
    double bytes; /* of a tuple, header included */
    double nulls; /* chance that a value is null */
    bool is_exact;
    Provenance source;
} Key;

static Key
key_of(const Sizing *sizing)
{
    Layout layout = layout_start();
    Key key = {.source = PROVENANCE_MEASURED};
    double present = 1;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        Width width = element_width(sizing, at);

        layout_add(&layout, &width);
        present *= 1 - width.null_fraction;
        key.source = provenance_weaker(key.source, width.source);
    }
    for (const Name *at = sizing->index->include.first; at != NULL; at = at->next)
    {
        const Column *column = table_find_column(sizing->table, at->text);
        Width width = column == NULL ? width_of_text(EXPRESSION_BYTES)
                                     : width_of(sizing->schema, sizing->table_stats, column);

        layout_add(&layout, &width);
        present *= 1 - width.null_fraction;
    }
    layout_end(&layout);
    key.nulls = 1 - present;
    key.bytes = layout.bytes + present * TUPLE_HEADER + key.nulls * NULLS_HEADER;
    key.is_exact = layout.is_exact;
    return key;
}

/* Types whose equal values may differ in their bytes are never shared: numeric 1.0 and 1.00, blanks at the end. */
static bool
can_share(const Sizing *sizing)
{
    if (sizing->index->include.count > 0)
        return false;
    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        const Column *column = element_column(sizing->table, at);
        TypeFacts facts;

        if (column == NULL)
            continue;
        facts = type_facts(sizing->schema, &column->type);
        if (str_equal(facts.base_name, "bpchar"))
            return false;
        switch (facts.category)
        {
        case CATEGORY_NUMERIC:
        case CATEGORY_FLOAT:
        case CATEGORY_JSONB:
        case CATEGORY_ARRAY:
        case CATEGORY_RANGE:
        case CATEGORY_COMPOSITE:
            return false;
        default:
            break;
        }
    }
    return true;
}

static double
distinct_of(const Sizing *sizing, const Column *column)
{
    return width_distinct(sizing->schema, sizing->stats, sizing->table, column, sizing->table_rows);
}

static bool
has_element(const Index *index, const char *column)
{
    for (const IndexElement *at = index->elements.first; at != NULL; at = at->next)
        if (str_equal(at->column, column))
            return true;
    return false;
}

/* How many times fewer the combinations of a foreign key's columns are than they would be if independent. */
static double
dependence_of(const Sizing *sizing, const Constraint *key)
{
    const TableStats *parent = stats_find_table(sizing->stats, key->ref_schema, key->ref_table);
    double combinations = 1;

    if (parent == NULL || !quantity_known(parent->rows))
        return 1;
    for (const Name *name = key->columns.first; name != NULL; name = name->next)
    {
        const Column *column = table_find_column(sizing->table, name->text);

        if (column == NULL || !has_element(sizing->index, name->text))
            return 1;
        combinations *= distinct_of(sizing, column);
    }
    return fmin(1, fmax(1, parent->rows.value) / fmax(1, combinations));
}

static double
dependence_of_all(const Sizing *sizing)
{
    double dependence = 1;

    for (const Constraint *at = sizing->table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->columns.count > 1)
            dependence *= dependence_of(sizing, at);
    return dependence;
}

/* Different keys among the rows of the index; a null is a value here, and all nulls are equal. */
static double
distinct_keys(const Sizing *sizing)
{
    double distinct = 1;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        const Column *column = element_column(sizing->table, at);

        if (column == NULL)
            return sizing->rows;
        distinct *= distinct_of(sizing, column);
    }
    return fmin(distinct * dependence_of_all(sizing), fmax(1, sizing->rows));
}

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
        const Column *column = element_column(sizing->table, at);
        const ColumnStats *known = column == NULL || at->column == NULL
                                       ? NULL
                                       : stats_find_column(sizing->table_stats, column->name);
        JointColumn *joint = &columns[*count];

        if (column == NULL)
            return false;
        *joint = (JointColumn){.scale = 1 / fmax(1 - nulls, 0.001),
                               .nulls = nulls > 0 ? 0 : element_width(sizing, at).null_fraction,
                               .distinct = distinct_of(sizing, column)};
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
    double nulls = sizing->index->elements.count == 1 ? key->nulls : 0;
    double others = sizing->rows * (1 - nulls);
    JointColumn columns[JOINT_MOST];
    size_t count;

    if (sizing->rows * nulls >= 1)
        size_btree_add_key(&leaves, NULLS_HEADER, sizing->rows * nulls, 1);
    if (can_share(sizing) && !sizing->index->is_unique && joint_of(sizing, nulls, columns, &count))
    {
        size_joint_add(&leaves, columns, count, others, key->bytes, dependence_of_all(sizing));
        return leaves;
    }
    leaves.bytes += others * (key->bytes + LINE_POINTER);
    leaves.tuples += others;
    return leaves;
}

/* Numbers of a sequence and times come in order; what people write and what points elsewhere does not. */
static bool
arrives_in_order(const Sizing *sizing)
{
    const IndexElement *first = sizing->index->elements.first;
    const Column *column = first == NULL ? NULL : element_column(sizing->table, first);

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
        sizing->rows < distinct_keys(sizing) * DUPLICATES_IN_ORDER)
        return fmin(fill, FILL_RANDOM);
    return fill;
}

static double
btree_bytes(const Sizing *sizing, const Key *key)
{
    Leaves leaves = leaves_of(sizing, key);
    double usable = size_btree_usable(fill_of(sizing));
    double item = leaves.tuples > 0 ? leaves.bytes / leaves.tuples : key->bytes + LINE_POINTER;
    double pages;

    if (key->is_exact && leaves.tuples >= sizing->rows)
        pages = ceil(sizing->rows / fmax(1, floor(usable / item)));
    else
        pages = ceil(leaves.bytes / fmax(item, usable - item / 2));
    return (1 + pages + size_btree_inner_pages(pages, key->bytes)) * PAGE_BYTES;
}

/* jsonb_ops keeps every key and value as it is; jsonb_path_ops only hashes. */
static bool
is_whole_document(const Schema *schema, const Column *column, const IndexElement *element)
{
    return type_facts(schema, &column->type).category == CATEGORY_JSONB &&
           (element->opclass == NULL || strstr(element->opclass, "path") == NULL);
}

static double
gin_bytes(const Sizing *sizing)
{
    double documents = 0;
    double keys = 0;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        Width width = element_width(sizing, at);
        const Column *column = element_column(sizing->table, at);
        bool is_trigram = at->opclass != NULL && strstr(at->opclass, "trgm") != NULL;

        if (column != NULL && is_whole_document(sizing->schema, column, at))
        {
            documents += (1 - width.null_fraction) * width.bytes * GIN_OF_JSON;
            continue;
        }
        keys += (1 - width.null_fraction) *
                (is_trigram ? width.bytes + 1 : fmax(1, width.bytes / GIN_BYTES_OF_KEY));
    }
    return fmax(2, ceil(sizing->rows * (documents + keys * GIN_BYTES_A_KEY) / PAGE_BYTES)) *
           PAGE_BYTES;
}

/* Of all values of a row, without a header. */
static double
value_bytes(const Sizing *sizing)
{
    double bytes = 0;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
        bytes += element_width(sizing, at).bytes;
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

static double
brin_bytes(const Sizing *sizing)
{
    double range_pages =
        size_storage_option(&sizing->index->options, "pages_per_range", BRIN_RANGE_PAGES);

    return size_method_brin_pages(heap_pages(sizing), range_pages, value_bytes(sizing)) *
           PAGE_BYTES;
}

static double
gist_bytes(const Sizing *sizing)
{
    const IndexElement *first = sizing->index->elements.first;
    const Column *column = first == NULL ? NULL : element_column(sizing->table, first);
    bool is_search = column != NULL &&
                     str_equal(type_facts(sizing->schema, &column->type).base_name, "tsvector");
    double bytes = value_bytes(sizing);

    return (is_search ? size_method_gist_search_pages(sizing->rows, bytes)
                      : size_method_gist_pages(sizing->rows, bytes)) *
           PAGE_BYTES;
}

static double
hash_bytes(const Sizing *sizing, const Key *key)
{
    const IndexElement *first = sizing->index->elements.first;
    const Column *column = first == NULL ? NULL : element_column(sizing->table, first);
    const ColumnStats *known =
        column == NULL ? NULL : stats_find_column(sizing->table_stats, column->name);
    bool is_plain = known != NULL && first->column != NULL && sizing->index->predicate == NULL;

    return size_hash_pages(sizing->table_rows, sizing->rows * (1 - key->nulls),
                           distinct_keys(sizing), is_plain ? known->common : NULL,
                           is_plain ? known->common_count : 0) *
           PAGE_BYTES;
}

static double
bytes_of(const Sizing *sizing, const Key *key)
{
    const char *method = sizing->index->method;

    if (str_equal(method, "gin"))
        return gin_bytes(sizing);
    if (str_equal(method, "brin"))
        return brin_bytes(sizing);
    if (str_equal(method, "hash"))
        return hash_bytes(sizing, key);
    if (str_equal(method, "gist"))
        return gist_bytes(sizing);
    if (str_equal(method, "spgist"))
        return size_method_spgist_pages(sizing->rows, value_bytes(sizing)) * PAGE_BYTES;
    return btree_bytes(sizing, key);
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

/* Negative rows in the index: as many as its predicate lets in. */
static Quantity
sized(Sizing *sizing, double rows_in_index)
{
    Key key;

    sizing->table_stats =
        stats_find_table(sizing->stats, sizing->table->schema, sizing->table->name);
    sizing->rows =
        rows_in_index >= 0 ? rows_in_index : sizing->table_rows * predicate_share(sizing);
    key = key_of(sizing);
    return (Quantity){.value = bytes_of(sizing, &key), .source = PROVENANCE_ASSUMED};
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
                         const Index *index, double rows, double rows_in_index)
{
    Quantity measured = scaled(stats, table, index, rows);
    Sizing sizing = {
        .schema = schema, .stats = stats, .table = table, .index = index, .table_rows = rows};

    return quantity_known(measured) ? measured : sized(&sizing, rows_in_index);
}

Quantity
size_index_bytes(const Schema *schema, const Stats *stats, const Table *table, const Index *index,
                 double rows)
{
    return size_index_holding_bytes(schema, stats, table, index, rows, -1);
}

Span
size_index_span(const Index *index, Quantity bytes)
{
    double less;
    double more;

    size_method_doubt(index->method, &less, &more);
    if (!quantity_known(bytes))
        return (Span){0};
    return (Span){.low = bytes.value / less,
                  .high = bytes.value * more,
                  .source = bytes.source,
                  .is_known = true};
}
