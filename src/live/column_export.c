#include "live/column_export.h"

#include "base/strbuf.h"

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
        common[i].fraction = strtod(name->text, NULL);
        common[i].text = value == NULL ? NULL : value->text;
        value = value == NULL ? NULL : value->next;
    }
    column->common = common;
    column->common_count = frequencies.count;
}

static void
take_bounds(Arena *arena, ColumnStats *column, const ColumnExport *row)
{
    NameList bounds = read_array(arena, row->bounds);
    const char **texts = arena_new_array(arena, const char *, bounds.count + 1);
    size_t i = 0;

    for (const Name *name = bounds.first; name != NULL; name = name->next)
        texts[i++] = name->text;
    column->bounds = texts;
    column->bound_count = bounds.count;
}

bool
column_export_take(const Schema *schema, Stats *stats, const ColumnExport *row)
{
    TableStats *table = column_export_table(schema, stats, row->schema, row->table);
    ColumnStats *column;

    if (table == NULL || row->column == NULL)
        return false;
    column = stats_column(stats, table, row->column);
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
    take_bounds(stats->arena, column, row);
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
