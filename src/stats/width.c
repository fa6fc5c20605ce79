#include "stats/width.h"

#include "schema/type.h"
#include "stats/width_hint.h"
#include "stats/width_value.h"

#include <math.h>

/*
 * Lengths of fixed types are PostgreSQL's; everything else here is an assumption, and each stands in
 * one table or constant, so that it can be argued about.
 *
 * The trap: pg_stats.avg_width counts the header of a value as it is stored, and so does every width
 * here. A value of up to 126 bytes has a header of one byte and needs no alignment.
 */

static const double TEXT_UNNAMED = 32; /* text whose name says nothing */
static const double TEXT_OF_LIMIT = 0.5; /* of varchar(n), for an n too small for the hint */
static const double LIMIT_SHORT = 12; /* codes: most of the limit is used */
static const double SHARE_OF_SHORT = 0.8;
static const double SHORT_LONGEST = 126; /* bytes of data behind a one-byte header */
static const double JSON_BYTES = 300;
static const double BINARY_BYTES = 64;
static const double ARRAY_HEADER = 20; /* one dimension, no nulls, without the varlena header */
static const double ARRAY_ELEMENTS = 3;
static const double NULLS_USUAL = 0.3; /* of a column that may be null */
static const double NULLS_RARE_MARK = 0.95; /* deleted_at and the like */
static const double DISTINCT_SHARE = 0.1; /* an id that points to what we cannot see */

/* One word of a name: "email" ends "author_email" but not "femail". */
static bool
ends_with_word(const char *name, const char *word)
{
    size_t length = strlen(name);
    size_t word_length = strlen(word);

    return length >= word_length && strcasecmp(name + length - word_length, word) == 0 &&
           (length == word_length || name[length - word_length - 1] == '_');
}

static int
compare_hint(const void *word, const void *hint)
{
    return strcasecmp(word, ((const WidthHint *) hint)->word);
}

/* The whole name first, then without its first word, and so on: the longest end that is known. */
static const WidthHint *
find_hint(const char *name)
{
    const WidthHint *hint = NULL;

    while (name != NULL && hint == NULL)
    {
        hint =
            bsearch(name, width_hints, ARRAY_LENGTH(width_hints), sizeof(WidthHint), compare_hint);
        name = strchr(name, '_');
        if (name != NULL)
            name++;
    }
    return hint;
}

/* The first number of "255" or "10,2"; 0 without. */
static double
first_modifier(const TypeName *type)
{
    double number = type->modifiers == NULL ? 0 : strtod(type->modifiers, NULL);

    return number > 0 ? number : 0;
}

/* A limit far above the hint says nothing; one below it bounds it. */
static double
text_bytes(const Column *column, const char *base_name)
{
    const WidthHint *hint = find_hint(column->name);
    double bytes = hint == NULL ? TEXT_UNNAMED : hint->bytes;
    double limit = first_modifier(&column->type);

    if (str_equal(base_name, "bpchar") || str_equal(base_name, "char"))
        return limit > 0 ? limit : 1;
    if (limit > 0 && limit <= LIMIT_SHORT)
        return limit < 4 ? limit : limit * SHARE_OF_SHORT;
    if (limit > 0 && bytes > limit * TEXT_OF_LIMIT)
        return hint == NULL || hint->bytes > limit ? limit * TEXT_OF_LIMIT : bytes;
    return bytes;
}

/* Two bytes for sign and scale, two for each four digits; half of the digits allowed are used. */
static double
numeric_bytes(const TypeName *type)
{
    double precision = first_modifier(type);
    const char *comma = type->modifiers == NULL ? NULL : strchr(type->modifiers, ',');
    double scale = comma == NULL ? 0 : strtod(comma + 1, NULL);
    double whole = precision == 0 ? 6 : fmax(1, (precision - scale) / 2);

    return 2 + 2 * ceil(whole / 4) + 2 * ceil(scale / 4);
}

static double
other_bytes(const TypeName *type, const char *base_name)
{
    static const struct
    {
        const char *name;
        double bytes;
    } known[] = {
        {"bit", 8},      {"geography", 32}, {"geometry", 32}, {"hstore", 100},  {"ltree", 30},
        {"tsquery", 40}, {"varbit", 8},     {"xml", 500},     {"jsonpath", 24},
    };

    if (str_equal(base_name, "vector")) /* of pgvector: four bytes a dimension */
        return 4 + 4 * fmax(first_modifier(type), 3);
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
        if (str_equal(known[i].name, base_name))
            return known[i].bytes;
    return TEXT_UNNAMED;
}

/* Bytes of a value of variable length, without its header. */
static double
data_bytes(const Schema *schema, const Column *column, TypeFacts facts)
{
    switch (facts.category)
    {
    case CATEGORY_TEXT:
        return text_bytes(column, facts.base_name);
    case CATEGORY_NUMERIC:
        return numeric_bytes(&column->type);
    case CATEGORY_JSON:
    case CATEGORY_JSONB:
        return JSON_BYTES;
    case CATEGORY_BINARY:
        return find_hint(column->name) != NULL ? find_hint(column->name)->bytes : BINARY_BYTES;
    case CATEGORY_NETWORK:
        return 6; /* family, bits and an IPv4 address */
    case CATEGORY_RANGE:
        return facts.alignment == 8 ? 21 : 13; /* oid, two bounds, flags */
    case CATEGORY_TSVECTOR:
        return JSON_BYTES;
    case CATEGORY_ARRAY:
    {
        Column element = {.name = column->name, .type = column->type};
        TypeFacts element_facts;

        element.type.dimensions = 0;
        element_facts = type_facts(schema, &element.type);
        if (element_facts.category == CATEGORY_ARRAY) /* a domain over an array */
            return ARRAY_HEADER + ARRAY_ELEMENTS * 8;
        return ARRAY_HEADER +
               ARRAY_ELEMENTS * (element_facts.length > 0
                                     ? element_facts.length
                                     : 4 + fmin(data_bytes(schema, &element, element_facts), 16));
    }
    default:
        return other_bytes(&column->type, facts.base_name);
    }
}

/* A mark that most rows never get. */
static bool
is_rare_mark(const char *name)
{
    static const char *const words[] = {"deleted_at", "deleted",   "archived_at", "revoked_at",
                                        "banned_at",  "locked_at", "removed_at"};

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (ends_with_word(name, words[i]))
            return true;
    return false;
}

static double
assumed_nulls(const Column *column)
{
    if (column->is_not_null || column->generated_expr != NULL)
        return 0;
    return is_rare_mark(column->name) ? NULLS_RARE_MARK : NULLS_USUAL;
}

static Width
variable_width(double stored_bytes)
{
    bool is_short = stored_bytes <= SHORT_LONGEST + 1;

    return (Width){.bytes = stored_bytes,
                   .alignment = is_short ? 1 : 4,
                   .is_compressible = true,
                   .source = PROVENANCE_ASSUMED};
}

Width
width_of_text(double bytes)
{
    return variable_width(bytes + (bytes <= SHORT_LONGEST ? 1 : 4));
}

Width
width_of(const Schema *schema, const TableStats *table_stats, const Column *column)
{
    const ColumnStats *measured = stats_find_column(table_stats, column->name);
    TypeFacts facts = type_facts(schema, &column->type);
    Width width = {.bytes = facts.length,
                   .alignment = facts.alignment,
                   .is_exact = true,
                   .source = PROVENANCE_MEASURED};

    if (facts.length < 0 && measured != NULL && quantity_known(measured->width_bytes))
    {
        width = variable_width(measured->width_bytes.value);
        width.source = measured->width_bytes.source;
        width_value_refine(&width, facts, measured);
    }
    else if (facts.length < 0)
    {
        width = width_of_text(data_bytes(schema, column, facts));
        width.is_exact = str_equal(facts.base_name, "bpchar");
    }
    if (facts.length < 0 && facts.alignment == 8 && width.alignment == 4)
        width.alignment = 8;
    width.null_fraction = assumed_nulls(column);
    if (measured != NULL && quantity_known(measured->null_fraction))
        width.null_fraction = measured->null_fraction.value;
    else if (width.null_fraction > 0)
        width.source = provenance_weaker(width.source, PROVENANCE_ASSUMED);
    return width;
}

/* How many rows the table has that a foreign key of this column alone points to. */
static double
parent_rows(const Schema *schema, const Stats *stats, const Table *table, const char *column)
{
    for (const Constraint *key = table->constraints.first; key != NULL; key = key->next)
    {
        const TableStats *parent;

        if (key->kind != CONSTRAINT_FOREIGN_KEY || !name_list_contains(&key->columns, column))
            continue;
        if (schema_find_table(schema, key->ref_schema, key->ref_table) == NULL)
            continue;
        parent = stats_find_table(stats, key->ref_schema, key->ref_table);
        if (parent != NULL && quantity_known(parent->rows))
            return fmax(1, parent->rows.value);
    }
    return 0;
}

static bool
is_unique_alone(const Table *table, const char *column)
{
    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        if (index->is_unique && index->predicate == NULL && index->elements.count == 1 &&
            str_equal(index->elements.first->column, column))
            return true;
    return false;
}

static double
enum_labels(const Schema *schema, const TypeName *type)
{
    const Type *own = schema_find_type(schema, type->schema, type->name);

    return own != NULL && own->kind == TYPE_ENUM ? (double) own->labels.count : 10;
}

static double
assumed_distinct(const Schema *schema, const Table *table, const Column *column, double rows)
{
    TypeFacts facts = type_facts(schema, &column->type);
    const WidthHint *hint = find_hint(column->name);

    switch (facts.category)
    {
    case CATEGORY_BOOLEAN:
        return 2;
    case CATEGORY_ENUM:
        return enum_labels(schema, &column->type);
    case CATEGORY_DATE:
        return 1000;
    case CATEGORY_TEXT:
        if (hint != NULL && hint->distinct > 0)
            return hint->distinct;
        return ends_with_word(column->name, "id") ? rows * DISTINCT_SHARE : rows;
    case CATEGORY_INTEGER:
        if (ends_with_word(column->name, "id") || facts.length == 8)
            return rows * DISTINCT_SHARE;
        return hint != NULL && hint->distinct > 0 ? hint->distinct : 1000;
    case CATEGORY_UUID:
        return table_primary_key(table) != NULL ? rows * DISTINCT_SHARE : rows;
    default:
        return rows;
    }
}

/*
 * A count that was more than a tenth of the rows grows with them, another one stays: the convention
 * of ANALYZE for n_distinct.
 */
static double
measured_distinct(const ColumnStats *column, const TableStats *table, double rows)
{
    double rows_now = quantity_known(table->rows) ? table->rows.value : rows;

    if (rows_now > 0 && column->distinct.value > rows_now * DISTINCT_SHARE)
        return column->distinct.value / rows_now * rows;
    return column->distinct.value;
}

double
width_distinct(const Schema *schema, const Stats *stats, const Table *table, const Column *column,
               double rows)
{
    const TableStats *table_stats = stats_find_table(stats, table->schema, table->name);
    const ColumnStats *measured = stats_find_column(table_stats, column->name);
    double distinct = parent_rows(schema, stats, table, column->name);

    if (is_unique_alone(table, column->name))
        return fmax(1, rows);
    if (measured != NULL && quantity_known(measured->distinct))
        distinct = measured_distinct(measured, table_stats, rows);
    else if (distinct == 0)
        distinct = assumed_distinct(schema, table, column, rows);
    return fmin(fmax(1, distinct), fmax(1, rows));
}
