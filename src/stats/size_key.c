#include "stats/size_key.h"

#include "schema/type.h"
#include "stats/layout.h"

#include <math.h>

enum
{
    TUPLE_HEADER = 8,
    NULLS_HEADER = 16
};

static const double EXPRESSION_BYTES = 8;

const Column *
size_key_column(const Table *table, const IndexElement *element)
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

/* What a server said of an expression; or NULL. */
static const ExpressionContent *
told_of(const Sizing *sizing, const IndexElement *element)
{
    size_t number = 0;

    if (sizing->content == NULL || element->column != NULL)
        return NULL;
    for (const IndexElement *at = sizing->index->elements.first; at != element; at = at->next)
        number += at->column == NULL;
    return number < sizing->content->expression_count ? &sizing->content->expressions[number]
                                                      : NULL;
}

/* Types of one, two, four and eight bytes are aligned to that. */
static Width
width_told(const ExpressionContent *told)
{
    double bytes = told->width_bytes;
    bool is_word = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;

    return (Width){.bytes = bytes,
                   .alignment = is_word ? (uint32_t) bytes : 1,
                   .is_exact = is_word,
                   .null_fraction = told->null_fraction,
                   .source = PROVENANCE_ASSUMED};
}

Width
size_key_width(const Sizing *sizing, const IndexElement *element)
{
    const Column *column = size_key_column(sizing->table, element);
    const ExpressionContent *told = told_of(sizing, element);
    Width width;

    if (told != NULL)
        return width_told(told);
    if (column == NULL)
        return width_of_text(EXPRESSION_BYTES);
    width = width_of(sizing->schema, sizing->table_stats, column);
    if (leaves_out_nulls(sizing->index, column->name))
        width.null_fraction = 0;
    else if (has_only_nulls(sizing->index, column->name))
        width.null_fraction = 1;
    return width;
}

Key
size_key_of(const Sizing *sizing)
{
    Layout layout = layout_start();
    Key key = {.source = PROVENANCE_MEASURED};
    bool is_alone = sizing->index->elements.count == 1 && sizing->index->include.count == 0;
    double present = 1;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        Width width = size_key_width(sizing, at);

        present *= 1 - width.null_fraction;
        if (is_alone)
            width.null_fraction = 0;
        layout_add(&layout, &width);
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
    key.bytes = layout.bytes + TUPLE_HEADER;
    if (!is_alone)
        key.bytes += key.nulls * (NULLS_HEADER - TUPLE_HEADER);
    key.is_exact = layout.is_exact;
    return key;
}

static bool
is_told_not_to(const Index *index)
{
    for (const Option *at = index->options.first; at != NULL; at = at->next)
        if (str_equal(at->name, "deduplicate_items"))
            return str_equal(at->value, "off") || str_equal(at->value, "false");
    return false;
}

/* Types whose equal values may differ in their bytes are never shared: numeric 1.0 and 1.00, blanks at the end. */
bool
size_key_can_share(const Sizing *sizing)
{
    if (sizing->index->is_unique || sizing->index->include.count > 0 ||
        is_told_not_to(sizing->index))
        return false;
    if (sizing->content != NULL && sizing->content->is_sharing_known)
        return sizing->content->can_share;
    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
    {
        const Column *column = size_key_column(sizing->table, at);
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

double
size_key_element_distinct(const Sizing *sizing, const IndexElement *element)
{
    const ExpressionContent *told = told_of(sizing, element);
    const Column *column = size_key_column(sizing->table, element);

    if (told != NULL && told->distinct > 0)
        return fmin(told->distinct, fmax(1, sizing->table_rows));
    return column == NULL ? sizing->table_rows : distinct_of(sizing, column);
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

double
size_key_dependence(const Sizing *sizing)
{
    double dependence = 1;

    for (const Constraint *at = sizing->table->constraints.first; at != NULL; at = at->next)
        if (at->kind == CONSTRAINT_FOREIGN_KEY && at->columns.count > 1)
            dependence *= dependence_of(sizing, at);
    return dependence;
}

/* Different keys among the rows of the index; a null is a value here, and all nulls are equal. */
double
size_key_distinct(const Sizing *sizing)
{
    double distinct = 1;

    for (const IndexElement *at = sizing->index->elements.first; at != NULL; at = at->next)
        distinct *= size_key_element_distinct(sizing, at);
    return fmin(distinct * size_key_dependence(sizing), fmax(1, sizing->rows));
}
