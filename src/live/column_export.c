#include "live/column_export.h"

#include "base/strbuf.h"

#include <math.h>

static const double PAGE_BYTES = 8192;

/* The elements of an array as PostgreSQL prints it; of arrays in it their text. */
static NameList
read_array(Arena *arena, const char *text)
{
    NameList list = {0};
    StrBuf element = strbuf_new(arena);
    bool is_quoted = false;

    if (text == NULL || *text != '{' || text[1] == '}')
        return list;
    for (const char *at = text + 1; *at != '\0'; at++)
    {
        if (*at == '\\' && at[1] != '\0')
            strbuf_add_char(&element, *++at);
        else if (*at == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && (*at == ',' || *at == '}'))
        {
            name_list_add(arena, &list, arena_strdup(arena, element.text));
            strbuf_clear(&element);
            if (*at == '}')
                break;
        }
        else
            strbuf_add_char(&element, *at);
    }
    return list;
}

TableStats *
column_export_table(const Schema *schema, Stats *stats, const char *schema_name, const char *name)
{
    const Table *found = NULL;

    if (schema_name != NULL)
        return schema_find_table(schema, schema_name, name) == NULL
                   ? NULL
                   : stats_table(stats, schema_name, name);
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        if (str_equal(table->name, name) && (found == NULL || str_equal(table->schema, "public")))
            found = table;
    return found == NULL ? NULL : stats_table(stats, found->schema, found->name);
}

static Quantity
number(const char *text)
{
    if (text == NULL)
        return QUANTITY_UNKNOWN;
    return (Quantity){strtod(text, NULL), PROVENANCE_MEASURED};
}

void
column_export_pages(TableStats *table, const char *pages, const char *visible_pages)
{
    table->pages = number(pages);
    if (pages != NULL)
        table->heap_bytes = (Quantity){table->pages.value * PAGE_BYTES, table->pages.source};
    if (visible_pages != NULL && table->pages.value > 0)
        table->visible_fraction =
            (Quantity){strtod(visible_pages, NULL) / table->pages.value, PROVENANCE_MEASURED};
}

static void
take_common(Arena *arena, ColumnStats *column, const ColumnExport *row)
{
    NameList frequencies = read_array(arena, row->common_frequencies);
    NameList values = read_array(arena, row->common_values);
    CommonValue *common = arena_new_array(arena, CommonValue, frequencies.count + 1);
    const Name *value = values.first;
    size_t i = 0;

    for (const Name *name = frequencies.first; name != NULL; name = name->next, i++)
    {
        common[i].fraction = fmin(1, fmax(0, strtod(name->text, NULL)));
        common[i].text = value == NULL ? NULL : value->text;
        value = value == NULL ? NULL : value->next;
    }
    column->common = common;
    column->common_count = frequencies.count;
}

static const char *const *
texts_of(Arena *arena, const char *text, size_t *count)
{
    NameList list = read_array(arena, text);
    const char **texts = arena_new_array(arena, const char *, list.count + 1);
    size_t i = 0;

    for (const Name *name = list.first; name != NULL; name = name->next)
        texts[i++] = name->text;
    *count = list.count;
    return texts;
}

static const double *
numbers_of(Arena *arena, const char *text, size_t *count)
{
    const char *const *texts = texts_of(arena, text, count);
    double *numbers = arena_new_array(arena, double, *count + 1);

    for (size_t i = 0; i < *count; i++)
        numbers[i] = strtod(texts[i], NULL);
    return numbers;
}

static void
take_elements(Arena *arena, ColumnStats *column, const ColumnExport *row)
{
    size_t count, frequency_count;
    const char *const *texts = texts_of(arena, row->elements, &count);
    const double *frequencies = numbers_of(arena, row->element_frequencies, &frequency_count);
    CommonValue *elements = arena_new_array(arena, CommonValue, count + 1);

    for (size_t i = 0; i < count && i < frequency_count; i++)
    {
        elements[i] = (CommonValue){texts[i], frequencies[i]};
        column->element_count = i + 1;
    }
    column->elements = elements;
    column->element_counts = numbers_of(arena, row->element_counts, &column->element_counts_count);
}

/* The index of that name, and which of its columns is meant; 0 for none. */
static const Index *
find_index(const Schema *schema, const ColumnExport *row, int *number)
{
    for (const Table *table = schema->tables.first; table != NULL; table = table->next)
        for (const Index *index = table->indexes.first; index != NULL; index = index->next)
        {
            int at = 0, expressions = 0;

            if (!str_equal(index->name, row->table) ||
                (row->schema != NULL && !str_equal(index->schema, row->schema)))
                continue;
            *number = row->number == NULL ? 0 : (int) strtol(row->number, NULL, 10);
            for (const IndexElement *element = index->elements.first; element != NULL;
                 element = element->next)
            {
                at++;
                expressions += element->expr != NULL;
                if (row->number == NULL && element->expr != NULL)
                    *number = at;
            }
            if (row->number == NULL && expressions != 1)
                *number = 0;
            return index;
        }
    return NULL;
}

static const Expr *
expression_at(const Index *index, int number)
{
    const IndexElement *element = index->elements.first;

    while (element != NULL && --number > 0)
        element = element->next;
    return element == NULL ? NULL : element->expr;
}

static ColumnStats *
find_expression(const Schema *schema, Stats *stats, const ColumnExport *row)
{
    ExpressionStats key = {.is_of_index = true};
    const Index *index = find_index(schema, row, &key.number);
    const Expr *expr = index == NULL || key.number < 1 ? NULL : expression_at(index, key.number);

    if (expr == NULL)
        return NULL;
    key.schema = index->schema;
    key.name = index->name;
    key.text = expr->sql;
    return &stats_expression(stats, stats_table(stats, index->table_schema, index->table_name),
                             &key)
                ->values;
}

bool
column_export_take(const Schema *schema, Stats *stats, const ColumnExport *row)
{
    TableStats *table = column_export_table(schema, stats, row->schema, row->table);
    ColumnStats *column;

    if (table == NULL)
        column = find_expression(schema, stats, row);
    else
        column = row->column == NULL ? NULL : stats_column(stats, table, row->column);
    if (column == NULL)
        return false;
    column->width_bytes = number(row->width_bytes);
    column->null_fraction = number(row->null_fraction);
    column->correlation = number(row->correlation);
    column->distinct = number(row->distinct);
    if (column->distinct.value < 0)
    {
        column->distinct_share = (Quantity){-column->distinct.value, PROVENANCE_MEASURED};
        column->distinct = QUANTITY_UNKNOWN;
    }
    take_common(stats->arena, column, row);
    column->bounds = texts_of(stats->arena, row->bounds, &column->bound_count);
    take_elements(stats->arena, column, row);
    column->range_bounds = texts_of(stats->arena, row->range_bounds, &column->range_bound_count);
    column->range_lengths =
        numbers_of(stats->arena, row->range_lengths, &column->range_length_count);
    column->range_empty = number(row->range_empty).value;
    return true;
}

void
column_export_finish(Stats *stats)
{
    for (TableStats *table = stats->tables.first; table != NULL; table = table->next)
        for (ColumnStats *column = table->columns.first; column != NULL; column = column->next)
            if (!quantity_known(column->distinct) && quantity_known(column->distinct_share) &&
                quantity_known(table->rows))
                column->distinct = (Quantity){column->distinct_share.value * table->rows.value,
                                              PROVENANCE_MEASURED};
}
